"""Two evaluations of the same expressions: which of their differences are larger than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from layoutmath.errors import InputError
from layoutmath.evaluate.bootstrap import (
    PAIRED_SAMPLES,
    PairedDifference,
    holm_corrected,
    paired_differences,
)
from layoutmath.evaluate.measures import MEASURES, NOTHING, Counts, Measure

BETTER, WORSE, CHANCE = "better", "worse", "no difference larger than chance"

LEVEL = 0.05
"""A difference is better or worse where its corrected p-value is below this."""

WHOLE = ("exact tree", "structure")
"""What says that an expression is right as a whole: the first of them that both evaluations have."""

EXPECTATION = "a file that 'layoutmath evaluate --json' wrote"

_KINDS = {list: "list", dict: "object", str: "text", int: "number"}
_LARGEST = 2**53  # up to here floating-point numbers count without gaps

T = TypeVar("T", list[object], dict[str, object], str, int)


@dataclass(frozen=True, slots=True)
class EvaluatedExpression:
    """One expression of an evaluation: its counts by measure, those of nothing left out."""

    name: str
    symbols: int
    counts: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class EvaluatedRun:
    """One run of an evaluation as far as its record states single expressions.

    ``matched_by`` says what made symbols the same: ``primitives``, ``ids``, ``paths``.
    """

    source: str
    expressions: tuple[EvaluatedExpression, ...]
    iterations: int | None = None
    labels: str | None = None
    matched_by: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The source, and what else tells runs apart.

        >>> EvaluatedRun("a.json", (), 5, "none").title
        'a.json (iterations 5, labels none)'
        """
        stated = (("iterations", self.iterations), ("labels", self.labels))
        details = ", ".join(f"{name} {value}" for name, value in stated if value is not None)
        return f"{self.source} ({details})" if details else self.source


def evaluated_runs(record: object, source: str) -> tuple[EvaluatedRun, ...]:
    """The runs of an evaluation's record (:meth:`layoutmath.evaluate.report.Report.record`).

    Raises InputError, with the place, for anything else.

    >>> try:
    ...     evaluated_runs({"runs": [{"by_expression": [{"counts": {}}]}]}, "a.json")
    ... except InputError as error:
    ...     print(error)
    a.json: runs[0].by_expression[0]: found no text 'name'; expected a file that ...
    """
    try:
        runs = _need(record, "runs", list, "")
        if not runs:
            raise InputError("found no runs", EXPECTATION)
        return tuple(_run(run, source, f"runs[{at}]") for at, run in enumerate(runs))
    except InputError as error:
        raise error.inside(source) from None


def _run(record: object, source: str, place: str) -> EvaluatedRun:
    rows = _need(record, "by_expression", list, place)
    if not rows:
        raise InputError("found no expressions", EXPECTATION, place=f"{place}.by_expression")
    return EvaluatedRun(
        source,
        tuple(_expression(row, f"{place}.by_expression[{at}]") for at, row in enumerate(rows)),
        _stated(record, "iterations", int, place),
        _stated(record, "labels", str, place),
        tuple(sorted(_stated(record, "matched_by", dict, place) or ())),
    )


def _expression(record: object, place: str) -> EvaluatedExpression:
    counts = _need(record, "counts", dict, place)
    return EvaluatedExpression(
        _need(record, "name", str, place),
        _need(record, "symbols", int, place),
        {name: _counts(pair, name, place) for name, pair in counts.items()},
    )


def _counts(pair: object, measure: str, place: str) -> Counts:
    if isinstance(pair, list) and len(pair) == 2:
        right, of = pair
        if _is_count(right) and _is_count(of) and of:
            return right, of
    place = f"{place}.counts[{measure!r}]"
    raise InputError("found something else than what is right of how many", EXPECTATION, place=place)


def _is_count(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LARGEST


def _need(record: object, key: str, kind: type[T], place: str) -> T:
    value = record.get(key) if isinstance(record, dict) else None
    if not isinstance(value, kind):
        raise InputError(f"found no {_KINDS[kind]} {key!r}", EXPECTATION, place=place)
    return value


def _stated(record: object, key: str, kind: type[T], place: str) -> T | None:
    """What may be missing, or null."""
    is_missing = isinstance(record, dict) and record.get(key) is None
    return None if is_missing else _need(record, key, kind, place)


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two runs, of each as (right, of) over the common expressions.

    ``found`` is the second less the first; ``corrected`` is its p-value, corrected for all measures of the
    comparison.
    """

    name: str
    first: Counts
    second: Counts
    found: PairedDifference
    corrected: float

    @property
    def measure(self) -> Measure:
        return MEASURES[self.name]

    @property
    def verdict(self) -> str:
        """Whether the second run is :data:`BETTER`, :data:`WORSE`, or neither (:data:`CHANCE`)."""
        if self.corrected >= LEVEL:
            return CHANCE
        return BETTER if (self.found.difference < 0) == self.measure.less_is_better else WORSE

    @property
    def percents(self) -> tuple[float, float]:
        """The measure of each run."""
        return 100 * self.first[0] / self.first[1], 100 * self.second[0] / self.second[1]

    def record(self) -> dict[str, object]:
        sides = zip("ab", (self.first, self.second), self.percents, strict=True)
        return {
            "section": self.measure.section,
            "less_is_better": self.measure.less_is_better,
            **{side: {"count": right, "of": of, "percent": percent} for side, (right, of), percent in sides},
            "difference": self.found.difference,
            "interval": list(self.found.interval),
            "p": self.found.p_value,
            "p_corrected": self.corrected,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Two runs on the expressions that both have, the first one called A, the second one B.

    ``only_first`` and ``only_second`` name the expressions that the other run lacks, ``other_symbols`` the
    common ones whose numbers of symbols differ, so that their truths cannot have been the same. ``one_sided``
    are measures that one run lacks, ``unknown`` those that :data:`~layoutmath.evaluate.measures.MEASURES`
    lacks. ``tested`` is how many measures the p-values are corrected for: those of the same counts are one,
    and those that differ nowhere are none. ``right_in_first`` and ``right_in_second`` name the expressions of
    which ``whole`` is right in that run alone; it is one of :data:`WHOLE`, or None where neither was
    measured.
    """

    first: EvaluatedRun
    second: EvaluatedRun
    expressions: int
    differences: tuple[Difference, ...]
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    other_symbols: tuple[str, ...] = ()
    one_sided: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    tested: int = 0
    whole: str | None = None
    right_in_first: tuple[str, ...] = ()
    right_in_second: tuple[str, ...] = ()

    def count(self, verdict: str) -> int:
        """How many measures have a verdict."""
        return sum(difference.verdict == verdict for difference in self.differences)

    @property
    def mcnemar(self) -> float:
        """The exact p-value of how many expressions are right in one run alone.

        Were it chance in which of the two they are right, their numbers would be binomial (McNemar,
        Psychometrika 12, 1947).
        """
        alone = len(self.right_in_first), len(self.right_in_second)
        if not any(alone):
            return 1.0
        from scipy.stats import binomtest

        return float(binomtest(alone[0], sum(alone)).pvalue)

    def record(self) -> dict[str, object]:
        """Every number and name, as plain dictionaries and lists (docs/comparing.md lists the fields)."""
        whole = None
        if self.whole:
            alone = {"a_only": list(self.right_in_first), "b_only": list(self.right_in_second)}
            whole = {"measure": self.whole, **alone, "mcnemar_p": self.mcnemar}
        return {
            "a": _run_record(self.first, self.only_first),
            "b": _run_record(self.second, self.only_second),
            "expressions": self.expressions,
            "other_symbols": list(self.other_symbols),
            "one_sided": list(self.one_sided),
            "unknown": list(self.unknown),
            "samples": PAIRED_SAMPLES,
            "level": LEVEL,
            "tested": self.tested,
            "measures": {difference.name: difference.record() for difference in self.differences},
            "verdicts": {verdict: self.count(verdict) for verdict in (BETTER, WORSE, CHANCE)},
            "whole": whole,
        }


def _run_record(run: EvaluatedRun, alone: Sequence[str]) -> dict[str, object]:
    return {
        "source": run.source,
        "iterations": run.iterations,
        "labels": run.labels,
        "expressions": len(run.expressions),
        "only_here": list(alone),
    }


def compare_runs(first: EvaluatedRun, second: EvaluatedRun) -> RunComparison:
    """How the second run differs from the first one, on the expressions that both have.

    They are found by name; of several with one name, the first belongs to the first, and so on. Raises
    InputError where there is nothing to compare.

    >>> def run(source, *right):
    ...     rows = ({"name": str(at), "symbols": 1, "counts": {"exact tree": [one, 1]}}
    ...             for at, one in enumerate(right))
    ...     return evaluated_runs({"runs": [{"by_expression": list(rows)}]}, source)[0]
    >>> comparison = compare_runs(run("a.json", *[0] * 30), run("b.json", *[1, 0] * 15))
    >>> [(each.name, each.percents, each.verdict) for each in comparison.differences]
    [('exact tree', (0.0, 50.0), 'better')]
    """
    firsts, seconds = _by_name(first), _by_name(second)
    common = [key for key in firsts if key in seconds]
    if not common:
        raise InputError(
            f"found no expression named as one of {first.source}",
            "evaluations of the same expressions",
            source=second.source,
        )
    sides = [firsts[key] for key in common], [seconds[key] for key in common]
    stated = [dict.fromkeys(name for one in side for name in one.counts) for side in sides]
    both = [name for name in MEASURES if name in stated[0] and name in stated[1]]
    if not both:
        raise InputError(
            f"found no measure that {first.source} has too", "one at least", source=second.source
        )
    counts = [{name: [one.counts.get(name, NOTHING) for one in side] for name in both} for side in sides]
    found = paired_differences(*counts)
    tested = _distinct(counts[0], counts[1])
    p_values = holm_corrected({name: found[name].p_value for name in set(tested.values())})
    corrected = {name: p_values[tested[name]] if name in tested else 1.0 for name in both}
    whole = next((name for name in WHOLE if name in both), None)
    right = [[_is_right(one, whole) for one in side] for side in sides]
    alone = [
        tuple(key[0] for key, here, there in zip(common, *pair, strict=True) if here and not there)
        for pair in (right, right[::-1])
    ]
    return RunComparison(
        first,
        second,
        len(common),
        tuple(
            Difference(name, _total(counts[0][name]), _total(counts[1][name]), found[name], corrected[name])
            for name in both
        ),
        only_first=tuple(name for name, nth in firsts if (name, nth) not in seconds),
        only_second=tuple(name for name, nth in seconds if (name, nth) not in firsts),
        other_symbols=tuple(
            one.name for one, other in zip(*sides, strict=True) if one.symbols != other.symbols
        ),
        one_sided=tuple(name for name in MEASURES if (name in stated[0]) != (name in stated[1])),
        unknown=tuple(name for name in stated[0] | stated[1] if name not in MEASURES),
        tested=len(p_values),
        whole=whole,
        right_in_first=alone[0],
        right_in_second=alone[1],
    )


def _distinct(
    first: Mapping[str, Sequence[Counts]], second: Mapping[str, Sequence[Counts]]
) -> dict[str, str]:
    """The measures that differ somewhere, each with the first one that has the same counts on both sides."""
    known: dict[object, str] = {}
    return {
        name: known.setdefault((tuple(first[name]), tuple(second[name])), name)
        for name in first
        if first[name] != second[name]
    }


def _by_name(run: EvaluatedRun) -> dict[tuple[str, int], EvaluatedExpression]:
    """The expressions by name, and how many of that name came before."""
    found: dict[tuple[str, int], EvaluatedExpression] = {}
    seen: Counter[str] = Counter()
    for one in run.expressions:
        found[one.name, seen[one.name]] = one
        seen[one.name] += 1
    return found


def _is_right(one: EvaluatedExpression, whole: str | None) -> bool:
    right, of = NOTHING if whole is None else one.counts.get(whole, NOTHING)
    return right == of > 0


def _total(counts: Sequence[Counts]) -> Counts:
    return sum(right for right, _ in counts), sum(of for _, of in counts)
