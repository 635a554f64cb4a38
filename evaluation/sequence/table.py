"""Print one table of recognisers of whole formulas, the structural engine beside the sequence models.

    PYTHONPATH=evaluation python -m sequence.table [NAME...]

Names are those of files in ``evaluation/results/``; without any, the engine's row and all ``sequence-*``.
"""

from __future__ import annotations

import argparse

import recording

from sequence.record import kept, table

ENGINE = "crohme2013-default-recognised"


def recorded_names() -> list[str]:
    """The engine's row, where there is one, and those of all sequence models."""
    names = [ENGINE, *sorted(path.stem for path in recording.RESULTS.glob("sequence-*.json"))]
    return [name for name in names if (recording.RESULTS / f"{name}.json").is_file()]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    names = parser.parse_args().names or recorded_names()
    print(table([kept(name) for name in names]))


if __name__ == "__main__":
    main()
