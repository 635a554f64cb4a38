"""The bootstrap over expressions: how far measures vary, and whether two results differ by more than chance.

Expressions are drawn with replacement (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter
13: percentile intervals). The symbols of one expression are right or wrong together, so that whole
expressions are drawn also for measures that count symbols. Two results are compared on the same drawn
expressions (the paired bootstrap; Koehn, EMNLP 2004): what is hard for one is mostly hard for the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLES = 1000
PAIRED_SAMPLES = 10_000
SEED = 0
TAILS = (2.5, 97.5)
_AT_ONCE = 4_000_000  # how many drawn expressions are held in memory
_ROUNDING = 1e-9  # differences that are equal as fractions count as equal

Counts = Mapping[str, Sequence[tuple[float, float]]]
"""For each measure the two sums' summands by expression, in one order of expressions."""


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """How far the second of two ratios is above the first, in percentage points.

    ``interval`` is the 95 % interval of the difference; ``p_value`` says how often chance alone makes a
    difference at least as large, up or down (see :func:`paired_differences`).
    """

    difference: float
    interval: tuple[float, float]
    p_value: float


def bootstrap_intervals(counts: Counts) -> dict[str, tuple[float, float] | None]:
    """The 95 % interval in percent of each ratio of sums; None where nothing was counted.

    >>> bootstrap_intervals({"exact tree": [(1, 1)] * 8 + [(0, 1)] * 2})
    {'exact tree': (50.0, 100.0)}
    """
    names = list(counts)
    if not names or not len(counts[names[0]]):
        return dict.fromkeys(names)
    by_measure = np.array([counts[name] for name in names], dtype=np.float64)
    right, total = resampled_sums(np.moveaxis(by_measure, 1, 0))
    intervals: dict[str, tuple[float, float] | None] = {}
    for at, name in enumerate(names):
        drawn = total[:, at] > 0
        shares = 100 * right[drawn, at] / total[drawn, at]
        intervals[name] = None
        if drawn.any():
            low, high = np.percentile(shares, TAILS)
            intervals[name] = float(low), float(high)
    return intervals


def paired_differences(first: Counts, second: Counts) -> dict[str, PairedDifference]:
    """The difference of each ratio of sums between two results on the same expressions, and how sure it is.

    Both have the same measures and the same order of expressions, and something was counted for each. The
    interval has the middle 95 % of the differences d* in PAIRED_SAMPLES samples. Were there no difference,
    d* would lie around 0 as it lies around the observed d (Efron & Tibshirani, chapter 16; Hall & Wilson,
    Biometrics 47, 1991): so p is the share of samples with abs(d* - d) >= abs(d), the observed one counted
    as one of them (Davison & Hinkley, "Bootstrap Methods and their Application", 1997, section 4.2).

    From few expressions that differ, resampling cannot learn how far others would. Were it chance which of
    two results is the better one, k of k differences would point the same way with probability 2 ** (1 - k),
    and p is never less than that.

    >>> wrong, right, some = [(0, 1)] * 20, [(1, 1)] * 20, [(1, 1)] * 3 + [(0, 1)] * 17
    >>> paired_differences({"all": wrong, "some": wrong}, {"all": right, "some": some})["all"]
    PairedDifference(difference=100.0, interval=(100.0, 100.0), p_value=9.999...e-05)
    >>> paired_differences({"some": wrong}, {"some": some})["some"]
    PairedDifference(difference=15.0, interval=(0.0, 30.0), p_value=0.25)
    """
    names = list(first)
    if not names:
        return {}
    both = np.array([[*first[name], *second[name]] for name in names], dtype=np.float64)
    of_first, of_second = np.split(both, 2, axis=1)  # (measures, expressions, 2)
    differing = (of_first != of_second).any(axis=2).sum(axis=1)
    by_expression = np.moveaxis(np.concatenate((of_first, of_second), axis=2), 1, 0)
    observed = _differences(np.moveaxis(by_expression.sum(axis=0), 1, 0))
    drawn = _differences(resampled_sums(by_expression, PAIRED_SAMPLES))
    found = {}
    for at, name in enumerate(names):
        difference = float(observed[at])
        samples = drawn[np.isfinite(drawn[:, at]), at]  # the others drew nothing that is counted
        far = np.abs(samples - difference) >= abs(difference) * (1 - _ROUNDING)
        p_value = (1 + int(far.sum())) / (1 + len(samples))
        low, high = np.percentile(samples, TAILS)
        at_least = min(1.0, 2.0 ** (1 - int(differing[at])))
        found[name] = PairedDifference(difference, (float(low), float(high)), max(p_value, at_least))
    return found


def holm_corrected(p_values: Mapping[str, float]) -> dict[str, float]:
    """p-values to be compared with a level that shall hold for all of them together.

    The smallest of n is multiplied by n, the next one by n - 1, and so on, and none becomes smaller than the
    one before (Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6, 1979). That holds however the measures depend on each other.

    >>> holm_corrected({"a": 0.25, "b": 0.125, "c": 0.75})
    {'a': 0.5, 'b': 0.375, 'c': 0.75}
    """
    corrected: dict[str, float] = {}
    largest = 0.0
    for at, name in enumerate(sorted(p_values, key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - at) * p_values[name]))
        corrected[name] = largest
    return {name: corrected[name] for name in p_values}


def resampled_sums(summands: NDArray[np.float64], samples: int = SAMPLES) -> NDArray[np.float64]:
    """Sums over expressions drawn with replacement.

    ``summands`` is an (expressions, measures, k) array; the result is (k, samples, measures).

    >>> resampled_sums(np.ones((5, 1, 2))).shape, float(resampled_sums(np.ones((5, 1, 2)))[0, 0, 0])
    ((2, 1000, 1), 5.0)
    """
    expressions, measures, kinds = summands.shape
    source = np.random.default_rng(SEED)
    flat = summands.reshape(expressions, measures * kinds)
    sums = np.empty((samples, measures * kinds))
    step = max(1, _AT_ONCE // expressions)
    for start in range(0, samples, step):
        stop = min(start + step, samples)
        drawn = source.integers(expressions, size=(stop - start, expressions))
        times = np.zeros((stop - start, expressions))
        for row, indices in enumerate(drawn):
            times[row] = np.bincount(indices, minlength=expressions)
        sums[start:stop] = times @ flat
    return np.moveaxis(sums.reshape(samples, measures, kinds), 2, 0)


def _differences(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Second ratio less first one, in percentage points; no number where nothing was counted."""
    first_right, first_of, second_right, second_of = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        differences: NDArray[np.float64] = 100 * (second_right / second_of - first_right / first_of)
    return differences
