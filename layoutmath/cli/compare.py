"""``layoutmath compare``: which differences between evaluations are larger than chance."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from layoutmath.cli.command import Command
from layoutmath.cli.console import Console, UsageError
from layoutmath.errors import InputError

if TYPE_CHECKING:
    from layoutmath.evaluate.comparison import Difference, EvaluatedRun, RunComparison

HELP = """\
Compare evaluations that 'layoutmath evaluate --json' wrote, on the expressions
that they have in common, and say which differences are larger than chance: a
paired bootstrap over expressions, with Holm's correction for the number of
measures. The first file is compared with each other one; of a single file with
several runs, the first run is.

examples:
  $ layoutmath compare a.json b.json            # is b better than a?
  $ layoutmath compare a.json b.json c.json     # b against a, c against a
  $ layoutmath compare iterations.json          # the runs of evaluate --iterations 1,2,5
  $ layoutmath compare a.json b.json --names    # also which expressions differ
  $ layoutmath compare a.json b.json --json differences.json
"""

_FEW, _NAMES_AT_MOST = 3, 10  # names in notes and in lists; the JSON has all of them


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="what 'layoutmath evaluate --json' wrote")
    parser.add_argument(
        "--names",
        action="store_true",
        help=f"name expressions that one side alone has right, {_NAMES_AT_MOST} of each at most",
    )
    parser.add_argument(
        "--json", metavar="FILE", help="write every number and name as JSON; - for standard output"
    )


def run(arguments: argparse.Namespace, console: Console) -> None:
    from layoutmath.evaluate.comparison import compare_runs

    if arguments.json not in (None, "-"):  # what cannot be written is told before the work
        if not Path(arguments.json).parent.is_dir():
            raise UsageError(f"{arguments.json}: found no such folder; expected one to write to")
        if Path(arguments.json).is_dir():
            raise UsageError(f"{arguments.json}: found a folder; expected a file to write to")
    runs = _runs(arguments.files, console)
    comparisons = []
    for other in runs[1:]:
        with console.failing(other.source):
            comparisons.append(compare_runs(runs[0], other))
    if not comparisons:
        return
    if arguments.json:
        record = {"comparisons": [comparison.record() for comparison in comparisons]}
        text = json.dumps(record, ensure_ascii=False) + "\n"
        if arguments.json == "-":
            print(text, end="")
            return
        Path(arguments.json).write_text(text, encoding="utf-8")
    print("\n\n".join("\n".join(_table(each, names=arguments.names)) for each in comparisons))


def _runs(files: Sequence[str], console: Console) -> list[EvaluatedRun]:
    """The run that others are compared with, and these; none without the first file."""
    runs: list[EvaluatedRun] = []
    for file in files:
        with console.failing(file):
            found = _read(file)
            if len(files) > 1 and len(found) > 1:
                raise InputError(
                    f"found {len(found)} runs",
                    "one beside other files: evaluate with one number of --iterations",
                    source=file,
                )
            runs += found
        if not runs:
            return []
    if len(files) == len(runs) == 1:
        raise UsageError(f"{files[0]}: found one run; expected a second file to compare it with")
    return runs


def _read(file: str) -> tuple[EvaluatedRun, ...]:
    from layoutmath.evaluate.comparison import EXPECTATION, evaluated_runs

    path = Path(file)
    if path.is_dir() or not path.exists():
        raise InputError(f"found {'a folder' if path.is_dir() else 'no such file'}", EXPECTATION, source=file)
    try:
        record = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise InputError("found no JSON", EXPECTATION, source=file) from None
    return evaluated_runs(record, file)


def _table(comparison: RunComparison, *, names: bool) -> Iterator[str]:
    from layoutmath.evaluate.bootstrap import PAIRED_SAMPLES
    from layoutmath.evaluate.comparison import BETTER, CHANCE, LEVEL, WORSE

    yield (
        f"A: {comparison.first.title}; B: {comparison.second.title};"
        f" {_counted(comparison.expressions, 'common expression')}"
    )
    yield from _few("only in A, left out", comparison.only_first)
    yield from _few("only in B, left out", comparison.only_second)
    yield from _few("number of symbols differs between A and B, compared anyway", comparison.other_symbols)
    ways = [", ".join(run.matched_by) for run in (comparison.first, comparison.second)]
    if all(ways) and ways[0] != ways[1]:
        yield f"symbols are the same by {ways[0]} in A, by {ways[1]} in B, compared anyway"
    yield from _few("measures only in A or B, left out", comparison.one_sided)
    yield from _few("measures unknown here, left out", comparison.unknown)
    yield ""
    yield f"{'':38}{'A':>8}{'B':>8}{'difference':>12}{'95 % interval':>18}{'p':>9}{'Holm':>9}"
    section = None
    for difference in comparison.differences:
        if difference.measure.section != section:
            section = difference.measure.section
            yield section
        yield _row(difference, "" if difference.verdict == CHANCE else difference.verdict)
    yield ""
    yield (
        f"p: paired bootstrap, {PAIRED_SAMPLES:,} samples, two-sided; Holm: corrected for"
        f" {_counted(comparison.tested, 'measure')} that differ, verdict below {LEVEL}"
    )
    if comparison.whole:
        yield from _alone(comparison, names=names)
    yield (
        f"B is better in {_counted(comparison.count(BETTER), 'measure')}, worse in"
        f" {comparison.count(WORSE)}, the same within chance in {comparison.count(CHANCE)}"
    )


def _row(difference: Difference, verdict: str) -> str:
    values = "".join(f"{value:8.2f}" for value in difference.percents)
    found = difference.found
    low, high = found.interval
    p_values = "".join(f"{_probability(p):>9}" for p in (found.p_value, difference.corrected))
    return (
        f"  {difference.name:36}{values}{found.difference:+12.2f}{f'{low:+.2f} to {high:+.2f}':>18}"
        f"{p_values}  {verdict}"
    ).rstrip()


def _alone(comparison: RunComparison, *, names: bool) -> Iterator[str]:
    """What one side alone has right."""
    sides = {"A": comparison.right_in_first, "B": comparison.right_in_second}
    yield (
        f"{comparison.whole} in A only: {len(sides['A'])}, in B only: {len(sides['B'])}"
        f" (McNemar's exact test: p {_probability(comparison.mcnemar)})"
    )
    for side, right in sides.items():
        if names and right:
            yield f"{comparison.whole} in {side} only:"
            yield from (f"  {name}" for name in right[:_NAMES_AT_MOST])
            if len(right) > _NAMES_AT_MOST:
                yield f"  … and {len(right) - _NAMES_AT_MOST} more"


def _few(title: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        more = "; …" if len(names) > _FEW else ""
        yield f"{title}: {len(names)} ({'; '.join(names[:_FEW])}{more})"


def _probability(p: float) -> str:
    """Four digits, more than that only told."""
    return f"{p:.4f}" if p >= 0.00005 else "< 0.0001"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


COMMAND = Command("say which differences between evaluations exceed chance", HELP, add_arguments, run)
