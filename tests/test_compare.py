"""Comparing evaluations: which differences are larger than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from evaluations import Counts, record, right
from scipy import stats

from layoutmath import read_latex
from layoutmath.errors import InputError
from layoutmath.evaluate import MEASURES, evaluate_results
from layoutmath.evaluate.bootstrap import bootstrap_intervals, holm_corrected, paired_differences
from layoutmath.evaluate.comparison import (
    BETTER,
    CHANCE,
    WORSE,
    EvaluatedRun,
    RunComparison,
    compare_runs,
    evaluated_runs,
)


def evaluated(
    source: str, measures: Mapping[str, Counts], names: Sequence[str] | None = None, *, symbols: int = 3
) -> EvaluatedRun:
    return evaluated_runs(record(measures, names, symbols=symbols), source)[0]


def compared(first: Mapping[str, Counts], second: Mapping[str, Counts]) -> RunComparison:
    return compare_runs(evaluated("a", first), evaluated("b", second))


def verdicts(comparison: RunComparison) -> dict[str, str]:
    return {difference.name: difference.verdict for difference in comparison.differences}


def test_an_evaluation_does_not_differ_from_itself() -> None:
    counts = {"exact tree": right(30, 40), "parentage": [(2, 3)] * 40}
    comparison = compared(counts, counts)
    assert verdicts(comparison) == {"parentage": CHANCE, "exact tree": CHANCE}
    for difference in comparison.differences:
        assert (difference.found.difference, difference.found.interval) == (0, (0, 0))
        assert difference.found.p_value == difference.corrected == 1
    assert comparison.mcnemar == 1


def test_a_clear_difference() -> None:
    few, many = {"exact tree": right(50, 100)}, {"exact tree": right(80, 100)}
    comparison = compared(few, many)
    (difference,) = comparison.differences
    assert (difference.first, difference.second) == ((50, 100), (80, 100))
    assert difference.percents == (50, 80)
    assert difference.found.difference == pytest.approx(30)
    low, high = difference.found.interval
    assert 20 < low < 22 and 38 < high < 40  # 30 % of 100 differ: 30 ± 1.96 × √(0.3 × 0.7 × 100)
    assert difference.found.p_value < 0.001
    assert verdicts(comparison) == {"exact tree": BETTER}
    assert verdicts(compared(many, few)) == {"exact tree": WORSE}


def test_a_tiny_difference_is_chance() -> None:
    """One side is right in four expressions, the other in six others: 54 % against 52 %."""
    shared = [(1, 1)] * 48 + [(0, 1)] * 42
    comparison = compared(
        {"exact tree": shared + [(1, 1)] * 4 + [(0, 1)] * 6},
        {"exact tree": shared + [(0, 1)] * 4 + [(1, 1)] * 6},
    )
    (difference,) = comparison.differences
    assert difference.found.difference == pytest.approx(2)
    low, high = difference.found.interval
    assert low < 0 < high
    assert difference.found.p_value == pytest.approx(0.63, abs=0.03)
    assert difference.verdict == CHANCE
    assert comparison.mcnemar == pytest.approx(0.754, abs=0.001)


def test_less_is_better_where_errors_are_counted() -> None:
    many, few = [(9, 30)] * 40, [(6, 30), (7, 30)] * 20
    assert MEASURES["D_R"].less_is_better and not MEASURES["parentage"].less_is_better
    assert verdicts(compared({"D_R": many, "parentage": many}, {"D_R": few, "parentage": few})) == {
        "parentage": WORSE,
        "D_R": BETTER,
    }


def test_few_expressions_prove_little() -> None:
    """Three grids are right on one side alone, in every sample: coins do that one time in four."""
    counts = right(3, 3) + [(0, 0)] * 97
    wrong = right(0, 3) + [(0, 0)] * 97
    (difference,) = compared({"grids right": wrong}, {"grids right": counts}).differences
    assert difference.found.interval == (100, 100)
    assert (difference.found.p_value, difference.verdict) == (0.25, CHANCE)


def test_what_was_counted_on_one_side_alone_still_counts() -> None:
    """Without a result there is no precision; that of the other side counts all the same."""
    first = {"relations: precision": [(2, 2), (0, 0), (1, 2)]}
    second = {"relations: precision": [(2, 2), (3, 4), (1, 2)]}
    (difference,) = compared(first, second).differences
    assert (difference.first, difference.second) == ((3, 4), (6, 8))
    assert difference.percents == (75, 75) and difference.verdict == CHANCE


def test_many_measures_ask_for_smaller_p_values() -> None:
    """What would be no chance as the only question may be chance as one of many."""
    base, one = {"exact tree": right(50, 100)}, {"exact tree": right(57, 100)}
    assert verdicts(compared(base, one)) == {"exact tree": BETTER}
    names = [name for name in list(MEASURES)[:30] if name != "exact tree"]
    some, other = ({name: right(50 + at % 9 + more, 100) for at, name in enumerate(names)} for more in (0, 1))
    comparison = compared(some | base, other | one)
    assert comparison.tested > 5
    assert set(verdicts(comparison).values()) == {CHANCE}


def test_what_differs_nowhere_and_what_is_the_same_twice_does_not_count() -> None:
    base, one = right(50, 100), right(60, 100)
    same = dict.fromkeys(list(MEASURES)[:20], right(7, 100))
    twice = {"relations: recall": base, "relations: precision": base}
    comparison = compared(same | twice, same | dict.fromkeys(twice, one))
    assert comparison.tested == 1
    assert [verdicts(comparison)[name] for name in twice] == [BETTER, BETTER]
    assert comparison.differences[0].corrected == 1


def test_holm_multiplies_the_smallest_by_all_and_keeps_the_order() -> None:
    corrected = holm_corrected({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert corrected == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02})
    assert holm_corrected({"a": 0.9, "b": 0.8}) == {"a": 1, "b": 1}
    assert holm_corrected({}) == {}


def random_counts(source: np.random.Generator, expressions: int, share: float) -> list[tuple[int, int]]:
    of = source.integers(1, 30, size=expressions)
    return [(int(source.binomial(n, share)), int(n)) for n in of]


def test_the_interval_is_that_of_scipy() -> None:
    source = np.random.default_rng(3)
    first = random_counts(source, 150, 0.9)
    second = [(min(count + int(source.integers(0, 2)), of), of) for count, of in first]
    found = paired_differences({"parentage": first}, {"parentage": second})["parentage"]

    def difference(a: np.ndarray, b: np.ndarray, of: np.ndarray, axis: int) -> np.ndarray:
        return 100 * (b.sum(axis) - a.sum(axis)) / of.sum(axis)

    a, of = np.array(first, dtype=float).T
    b, _ = np.array(second, dtype=float).T
    wanted = stats.bootstrap(
        (a, b, of), difference, paired=True, n_resamples=10_000, method="percentile", random_state=1
    ).confidence_interval
    assert found.interval == pytest.approx((wanted.low, wanted.high), abs=0.05)
    assert wanted.high - wanted.low > 0.5


def test_the_p_value_is_that_of_the_normal_approximation() -> None:
    """Of 400 expressions, 40 are right in the second run alone and 25 in the first alone."""
    first = right(225, 400)
    second = [(1, 1)] * 200 + [(0, 1)] * 25 + [(1, 1)] * 40 + [(0, 1)] * 135
    found = paired_differences({"exact tree": first}, {"exact tree": second})["exact tree"]
    spread = (65 - 15**2 / 400) ** 0.5
    assert found.p_value == pytest.approx(2 * stats.norm.sf(15 / spread), abs=0.015)
    assert found.interval == pytest.approx(tuple((15 + edge * spread) / 4 for edge in (-1.96, 1.96)), abs=0.3)


def test_chance_alone_rarely_looks_like_a_difference() -> None:
    """Two parsers that are equally good differ by p < 0.05 in about one comparison in twenty."""
    source = np.random.default_rng(5)
    p_values = []
    for _ in range(3):
        sides = [{str(at): random_counts(source, 80, 0.9) for at in range(200)} for _ in range(2)]
        p_values += [found.p_value for found in paired_differences(*sides).values()]
    assert np.mean(np.array(p_values) < 0.05) == pytest.approx(0.05, abs=0.025)
    assert np.mean(np.array(p_values) < 0.5) == pytest.approx(0.5, abs=0.06)


def test_single_evaluations_have_the_intervals_they_had() -> None:
    """Both draw from one function; intervals in reports must not change with the number of samples here."""
    assert bootstrap_intervals({"a": right(8, 10), "b": [(0, 0)] * 10}) == {"a": (50, 100), "b": None}


def test_expressions_are_found_by_name_and_of_one_name_in_order() -> None:
    first = evaluated("a", {"exact tree": [(1, 1), (0, 1), (1, 1), (1, 1)]}, ["x", "y", "x", "only a"])
    second = evaluated(
        "b", {"exact tree": [(0, 1), (1, 1), (1, 1), (1, 1), (1, 1)]}, ["y", "x", "x", "x", "only b"]
    )
    comparison = compare_runs(first, second)
    assert comparison.expressions == 3
    assert (comparison.only_first, comparison.only_second) == (("only a",), ("x", "only b"))
    assert comparison.differences[0].found.difference == 0
    assert (comparison.right_in_first, comparison.right_in_second) == ((), ())


def test_which_expressions_one_side_alone_has_right() -> None:
    comparison = compared({"exact tree": right(3, 4)}, {"exact tree": right(3, 4)[::-1]})
    assert comparison.whole == "exact tree"
    assert (comparison.right_in_first, comparison.right_in_second) == (("e0",), ("e3",))
    graphs = compared({"structure": right(1, 2)}, {"structure": right(2, 2)})
    assert (graphs.whole, graphs.right_in_second) == ("structure", ("e1",))
    assert compared({"parentage": right(1, 2)}, {"parentage": right(2, 2)}).whole is None


def test_measures_of_one_side_and_unknown_ones_are_left_out() -> None:
    counts = right(5, 10)
    comparison = compared(
        {"parentage": counts, "exact tree": counts, "beauty": counts},
        {"parentage": counts, "relationship": counts, "truth": counts},
    )
    assert list(verdicts(comparison)) == ["parentage"]
    assert set(comparison.one_sided) == {"relationship", "exact tree"}
    assert set(comparison.unknown) == {"beauty", "truth"}


def test_a_report_can_be_compared_without_a_file() -> None:
    truths = [(tree.expression, tree) for tree in map(read_latex, ["x^2", "y"])]
    wrong = [(tree.expression, tree) for tree in map(read_latex, ["x 2", "y"])]
    runs = [evaluated_runs(evaluate_results(truths, each).record(), "Python")[0] for each in (truths, wrong)]
    (exact,) = (each for each in compare_runs(*runs).differences if each.name == "exact tree")
    assert (exact.percents, exact.verdict) == ((100, 50), CHANCE)


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        ({"names": ["x"]}, {"names": ["y"]}, "b: found no expression named as one of a; expected"),
        ({"measure": "D_C"}, {"measure": "D_R"}, "b: found no measure that a has too; expected one at least"),
    ],
)
def test_nothing_in_common(first: Mapping[str, object], second: Mapping[str, object], error: str) -> None:
    def one(source: str, names: Sequence[str] = ("x",), measure: str = "D_C") -> EvaluatedRun:
        return evaluated(source, {measure: [(0, 1)]}, names)

    with pytest.raises(InputError, match=error):
        compare_runs(one("a", **first), one("b", **second))  # type: ignore[arg-type]  # names or a measure
