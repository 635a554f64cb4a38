"""How far stated probabilities can be believed, and what leaving out the least sure ones would gain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from layoutmath.evaluate.trees import Stated

BINS = 10
SURE_SHARE = 0.9
"""Of how many of the surest reports tell how right they are."""


@dataclass(frozen=True, slots=True)
class Bin:
    """How many were stated with a probability in one tenth, its mean, and the share of right ones."""

    count: int
    stated: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What probabilities are worth: a reliability diagram, its error, and a risk–coverage curve.

    ``bins`` are the tenths of stated probability that are not empty. ``error`` is the expected calibration
    error: the mean difference between what was stated and what was right, weighted by how many there are
    (Naeini, Cooper & Hauskrecht, AAAI 2015). ``risk_coverage`` has, for each share of the surest, the share
    of wrong ones among them (El-Yaniv & Wiener, JMLR 11, 2010); the last point covers all.

    >>> stated = [Stated(0.95, True), Stated(0.95, True), Stated(0.25, True), Stated(0.25, False)]
    >>> calibration = calibration_of(stated)
    >>> [(each.count, each.stated, each.right) for each in calibration.bins]
    [(2, 0.25, 0.5), (2, 0.95, 1.0)]
    >>> round(calibration.error, 3), calibration.accuracy_at(0.5), calibration.accuracy_at(1)
    (0.15, 1.0, 0.75)
    """

    count: int
    bins: tuple[Bin, ...]
    error: float
    risk_coverage: tuple[tuple[float, float], ...]

    def accuracy_at(self, coverage: float) -> float:
        """The share of right ones among the surest; ``coverage`` is the share of all that is looked at.

        Of equally sure ones, right and wrong ones are taken in equal shares.
        """
        shares, risks = zip((0.0, 0.0), *self.risk_coverage, strict=True)
        wrong = [share * risk for share, risk in zip(shares, risks, strict=True)]
        return 1 - float(np.interp(coverage, shares, wrong)) / coverage


def calibration_of(stated: Iterable[Stated]) -> Calibration | None:
    """None where nothing was stated."""
    falling = sorted(stated, key=lambda one: -one.probability)
    if not falling:
        return None
    tenths: dict[int, list[Stated]] = {}
    for one in falling:
        tenths.setdefault(min(int(one.probability * BINS), BINS - 1), []).append(one)
    bins = tuple(
        Bin(
            len(members),
            sum(one.probability for one in members) / len(members),
            sum(one.right for one in members) / len(members),
        )
        for _, members in sorted(tenths.items())
    )
    error = sum(each.count * abs(each.stated - each.right) for each in bins) / len(falling)
    return Calibration(len(falling), bins, error, tuple(_risk_coverage(falling)))


def _risk_coverage(falling: Sequence[Stated]) -> Iterable[tuple[float, float]]:
    """At most a hundred points; equally sure ones are covered together."""
    wrong = 0
    covered = 0.0
    for number, one in enumerate(falling, 1):
        wrong += not one.right
        is_last = number == len(falling)
        if is_last or (
            one.probability > falling[number].probability and number / len(falling) >= covered + 0.01
        ):
            covered = number / len(falling)
            yield covered, wrong / number
