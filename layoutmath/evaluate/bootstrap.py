"""The bootstrap over expressions: how far measures vary, and whether two results differ by more than chance.

Expressions are drawn with replacement (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter
13: percentile intervals). The symbols of one expression are right or wrong together, so that whole
expressions are drawn also for measures that count symbols.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

SAMPLES = 1000
SEED = 0
TAILS = (2.5, 97.5)
_AT_ONCE = 4_000_000  # how many drawn expressions are held in memory


def bootstrap_intervals(
    counts: Mapping[str, Sequence[tuple[float, float]]],
) -> dict[str, tuple[float, float] | None]:
    """The 95 % interval in percent of each ratio of sums; None where nothing was counted.

    ``counts`` has for each measure the two sums' summands by expression, in one order of expressions.

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


def resampled_sums(summands: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums over expressions drawn with replacement.

    ``summands`` is an (expressions, measures, k) array; the result is (k, SAMPLES, measures).

    >>> resampled_sums(np.ones((5, 1, 2))).shape, float(resampled_sums(np.ones((5, 1, 2)))[0, 0, 0])
    ((2, 1000, 1), 5.0)
    """
    expressions, measures, kinds = summands.shape
    source = np.random.default_rng(SEED)
    flat = summands.reshape(expressions, measures * kinds)
    sums = np.empty((SAMPLES, measures * kinds))
    step = max(1, _AT_ONCE // expressions)
    for start in range(0, SAMPLES, step):
        stop = min(start + step, SAMPLES)
        drawn = source.integers(expressions, size=(stop - start, expressions))
        times = np.zeros((stop - start, expressions))
        for row, indices in enumerate(drawn):
            times[row] = np.bincount(indices, minlength=expressions)
        sums[start:stop] = times @ flat
    return np.moveaxis(sums.reshape(SAMPLES, measures, kinds), 2, 0)
