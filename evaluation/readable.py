"""How many formulas have a reading, and how often the trees that are found mean what the true ones mean.

    python evaluation/readable.py crohme2013=CROHME2013/ school=school.jsonl arxiv=physics.jsonl

Each true tree is read; each formula that has a reading is then parsed from its boxes with labels given, and
the likeliest reading of the tree that was found is compared with that of the true one. Of JSON lines every
tenth is taken, as everywhere in the evaluation. Numbers go to ``evaluation/results/readable.json``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import recording

import layoutmath as lm
from layoutmath.evaluate.proportion import Proportion
from layoutmath.reading import MeaningError, Operation


def pairs(path: Path) -> Iterator[tuple[lm.Expression, lm.BaselineStructure]]:
    """Expressions with true trees; of JSON lines the held-out tenth."""
    for number, (expression, truth) in enumerate(lm.open_dataset(path)):
        if truth is not None and (path.suffix != ".jsonl" or number % 10 == 9):
            yield expression, truth


def likeliest(tree: lm.BaselineStructure, refused: Counter[str] | None = None) -> Operation | None:
    """The likeliest reading, None where there is none."""
    try:
        return lm.meaning(tree, n=1)[0].root
    except MeaningError as error:
        if refused is not None:
            refused[error.diagnostic.code] += 1
        return None


def measure(path: Path) -> dict[str, Any]:
    """The numbers of one data set."""
    refused: Counter[str] = Counter()
    total, seconds, right = 0, 0.0, 0
    kept: list[tuple[lm.Expression, Operation]] = []
    for expression, truth in pairs(path):
        total += 1
        start = time.perf_counter()
        reading = likeliest(truth, refused)
        seconds += time.perf_counter() - start
        if reading is not None:
            kept.append((expression, reading))
    found = lm.Parser().parse_many(expression for expression, _ in kept)
    for (_, wanted), tree in zip(kept, found, strict=True):
        right += likeliest(tree) == wanted
    return {
        "readable": [len(kept), total],
        "same reading": [right, len(kept)],
        "milliseconds": 1000 * seconds / max(total, 1),
        "refused": dict(refused.most_common()),
    }


def told(name: str, numbers: dict[str, Any]) -> str:
    """A line to read."""
    parts = [name]
    for key in ("readable", "same reading"):
        right, total = numbers[key]
        share = Proportion(right, total)
        low, high = share.interval or (0.0, 100.0)
        parts.append(f"{key} {share.percent:.1f} % ({low:.1f}–{high:.1f}) of {total}")
    parts.append(f"{numbers['milliseconds']:.1f} ms each")
    return ", ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="+", metavar="NAME=PATH")
    arguments = parser.parse_args()
    numbers, lines = {}, []
    for data in arguments.data:
        name, _, path = data.partition("=")
        numbers[name] = measure(Path(path))
        lines.append(told(name, numbers[name]))
        print(lines[-1], file=sys.stderr)
    command = "python evaluation/readable.py " + " ".join(data.partition("=")[0] for data in arguments.data)
    recording.record("readable", numbers, recording.heading(command) + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
