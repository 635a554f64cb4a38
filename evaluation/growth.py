"""How time grows with the number of symbols: the exponent of a power law, with its standard error."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

PARTED = 100
"""Symbols at which the curve may bend: this size belongs to both parts."""

LEAST, BEND = 3, 0.1
"""Sizes that a part needs, and the least difference of exponents that counts as a bend."""


@dataclass(frozen=True)
class Growth:
    """The fit ``time = factor · symbols ** exponent`` between two sizes; ``error`` is the exponent's."""

    first: int
    last: int
    exponent: float
    error: float
    factor: float

    def at(self, symbols: float) -> float:
        return self.factor * symbols**self.exponent


def fitted(times: Mapping[int, float]) -> Growth:
    """The straight line of log(time) against log(symbols), by least squares; all sizes weigh the same.

    >>> growth = fitted({1: 5, 10: 50, 100: 500})
    >>> print(f"{growth.exponent:.2f} ± {growth.error:.2f}, {growth.at(20):.0f}")
    1.00 ± 0.00, 100
    """
    from scipy.stats import linregress

    line = linregress([math.log(size) for size in times], [math.log(time) for time in times.values()])
    return Growth(min(times), max(times), float(line.slope), float(line.stderr), math.exp(line.intercept))


def growth(times: Mapping[int, float]) -> list[Growth]:
    """One fit, or two where the curve bends at ``PARTED`` symbols.

    It bends where the exponents of both parts differ by more than ``BEND`` and by more than twice the
    standard error of their difference.

    >>> [round(part.exponent, 2) for part in growth({1: 1, 10: 1, 100: 1, 1000: 10, 10_000: 100})]
    [0.0, 1.0]
    """
    small = {size: time for size, time in times.items() if size <= PARTED}
    large = {size: time for size, time in times.items() if size >= PARTED}
    if min(len(small), len(large)) < LEAST:
        return [fitted(times)]
    parts = [fitted(small), fitted(large)]
    apart = abs(parts[1].exponent - parts[0].exponent)
    bends = apart > max(BEND, 2 * math.hypot(*(part.error for part in parts)))
    return parts if bends else [fitted(times)]
