"""Run the published protocols, and keep or check their numbers.

    python evaluation/run_protocols.py [--only NAME] [--check] crohme2013=PATH school=PATH …

Each file in ``protocols/`` names data, what the parser sees of them, and which measures count. Data are given
by name: ``crohme2013`` and ``training`` (folders of InkML), ``school``, ``arxiv`` and ``grids`` (JSON lines,
of which every tenth is measured), ``infty`` (CSV of InftyCDB-1) and ``font`` (a font that no classifier was
fitted on, in which the printed formulas are typeset too). Runs whose data are not given are left out, and
told.

What ``layoutmath evaluate`` prints for each run, and its numbers, are kept in ``results/``. With ``--check``
nothing is kept: the exit code is 1 when a number of the protocol is worse than its recorded 95 % interval
reaches, when other expressions were measured than those recorded, and when nothing was checked.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets import Datasets, layoutmath
from recording import RESULTS, ROOT, heading, record, recorded

from layoutmath.classify.models import shipped_models
from layoutmath.evaluate import MEASURES

PROTOCOLS = ROOT / "evaluation" / "protocols"
GIVEN = ("crohme2013", "training", "school", "arxiv", "grids", "infty", "font")
"""What data can be given by name."""

KEPT = (
    "iterations",
    "labels",
    "expressions",
    "symbols",
    "matched_by",
    "measures",
    "unscored_classes",
    "relation_confusion",
    "class_confusion",
    "causes",
    "calibration",
    "by",
)
"""What is kept of an evaluation's numbers: all but those of single expressions and of pairs."""


@dataclass(frozen=True)
class Run:
    """One call of ``layoutmath evaluate``: on which data, with which classifier, seeing what."""

    data: str
    classifier: str
    sees: str
    options: str
    checked: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.data}-{self.classifier}-{self.sees}"

    @property
    def command(self) -> str:
        return f"layoutmath evaluate {self.data} --classifier {self.classifier} {self.options}"


def protocols() -> dict[str, dict[str, Any]]:
    """All protocols by the names of their files."""
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(PROTOCOLS.glob("*.toml"))
    }


def runs(protocol: dict[str, Any]) -> Iterator[Run]:
    """The runs of a protocol, one for each of its data sets and classifiers."""
    for row in protocol["runs"]:
        for data in [row["data"]] if isinstance(row["data"], str) else row["data"]:
            for classifier in row["classifiers"]:
                yield Run(data, classifier, row["sees"], row["options"], tuple(protocol["checked"]))


def measured(run: Run, data: Path) -> tuple[list[dict[str, Any]], str]:
    """What is kept of the numbers, and the text to read, with command, date, commit and machine."""
    first_lines = heading(run.command)
    with tempfile.TemporaryDirectory() as folder:
        numbers = Path(folder, "numbers.json")
        words = shlex.split(run.command.replace(run.data, shlex.quote(str(data)), 1))
        done = layoutmath(*words[1:], "--json", str(numbers))
        if not numbers.exists():
            sys.exit(f"{run.command}\n{done.stderr}")
        print(done.stderr, end="", file=sys.stderr)
        found = json.loads(numbers.read_text(encoding="utf-8"))["runs"]
    return [kept(one) for one in found], first_lines + done.stdout


def kept(found: dict[str, Any]) -> dict[str, Any]:
    """What plots and pages show; of parts of the data, only how many trees are right."""
    for parts in found["by"].values():
        for part in parts.values():
            part["measures"] = {"exact tree": part["measures"].get("exact tree")}
    return {key: found[key] for key in KEPT}


def worse(run: Run, found: list[dict[str, Any]]) -> list[str]:
    """The checked numbers that are worse than the recorded interval reaches, in words."""
    complaints = []
    for before, after in zip(recorded(run.name), found, strict=True):
        for what in ("expressions", "symbols"):
            if before[what] != after[what]:
                complaints.append(f"{run.name}: found {after[what]} {what}; recorded {before[what]}")
        for name in run.checked:
            old, new = before["measures"].get(name), after["measures"].get(name)
            if old is None and new is None:  # a measure of other runs of the protocol
                continue
            if old is None:
                complaints.append(f"{run.name}: {name}: found, but not recorded")
                continue
            low, high = _reach(old)
            lost = new is None or (
                new["percent"] > high if MEASURES[name].less_is_better else new["percent"] < low
            )
            if lost:
                value = "nothing" if new is None else f"{new['percent']:.2f} %"
                iterations = f" ({before['iterations']} iterations)" if before["iterations"] else ""
                complaints.append(
                    f"{run.name}{iterations}: {name}: found {value}; recorded {old['percent']:.2f} %"
                    f" ({low:.2f} – {high:.2f})"
                )
    return complaints


def _reach(measured: dict[str, Any]) -> tuple[float, float]:
    """The interval in percent; where all are right the bootstrap sees no spread, and Wilson's is wider."""
    intervals = [each for each in (measured["bootstrap"], measured["interval"]) if each]
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def main(arguments: argparse.Namespace) -> int:
    given = dict(pair.split("=", 1) for pair in arguments.data)
    complaints: list[str] = []
    checked = 0
    with tempfile.TemporaryDirectory() as folder:
        datasets = Datasets({name: Path(path) for name, path in given.items()}, Path(folder))
        for name, protocol in protocols().items():
            if arguments.only in (None, name):
                print(protocol["title"], flush=True)
                for run in runs(protocol):
                    found = _run(run, datasets, check=arguments.check)
                    complaints += found or []
                    checked += found is not None
    if not checked:
        complaints.append("found nothing to measure; expected the data of a protocol")
    for complaint in complaints:
        print(f"worse: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


def _run(run: Run, datasets: Datasets, *, check: bool) -> list[str] | None:
    """What got worse; None where the run is left out."""
    data = datasets.path(run.data)
    missing = (
        "its data are not given"
        if data is None
        else "no such classifier ships"
        if run.classifier not in shipped_models()
        else "nothing is recorded"
        if check and not (RESULTS / f"{run.name}.json").exists()
        else ""
    )
    if missing or data is None:
        print(f"  {run.name}: left out, {missing}", flush=True)
        return None
    found, text = measured(run, data)
    shown = (found[-1]["measures"].get(name) for name in run.checked)
    percents = (f"{name} {one['percent']:.2f} %" for name, one in zip(run.checked, shown, strict=True) if one)
    print(f"  {run.name}: {', '.join(percents)}", flush=True)
    if check:
        return worse(run, found)
    record(run.name, found, text)
    return []


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="+", metavar="NAME=PATH", type=_pair)
    parser.add_argument("--only", choices=sorted(protocols()), help="one protocol")
    parser.add_argument("--check", action="store_true", help="compare with what is recorded")
    return parser


def _pair(text: str) -> str:
    name, _, path = text.partition("=")
    if name not in GIVEN:
        known = ", ".join(GIVEN)
        raise argparse.ArgumentTypeError(f"found {text!r}; expected NAME=PATH, NAME one of {known}")
    if not path or not Path(path).exists():
        raise argparse.ArgumentTypeError(f"found {text!r}; expected NAME=PATH of something that is there")
    return text


if __name__ == "__main__":
    sys.exit(main(arguments().parse_args()))
