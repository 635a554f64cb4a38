"""Ratios, and proportions with their uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959963984540054  # the 97.5 % point of the standard normal distribution: 95 % lie within ±_Z


@dataclass(frozen=True, slots=True)
class Ratio:
    """A sum over another one; how sure it is, the two alone do not tell.

    >>> Ratio(3, 4).percent, Ratio(0, 0).percent
    (75.0, None)
    """

    right: float
    total: float

    @property
    def value(self) -> float | None:
        """None of nothing is no ratio: None."""
        return self.right / self.total if self.total else None

    @property
    def percent(self) -> float | None:
        return None if self.value is None else 100 * self.value

    @property
    def interval(self) -> tuple[float, float] | None:
        return None


@dataclass(frozen=True, slots=True)
class Proportion(Ratio):
    """How many of how many are right.

    >>> classes = Proportion(440, 570)
    >>> f"{classes.percent:.2f}", [f"{edge:.2f}" for edge in classes.interval]
    ('77.19', ['73.57', '80.45'])
    """

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % score interval in percent (Wilson, JASA 22, 1927), which stays within 0 and 100.

        >>> Proportion(3, 3).interval
        (43.8..., 100.0)
        >>> Proportion(0, 0).interval is None
        True
        """
        if not self.total:
            return None
        n, p = self.total, self.right / self.total
        centre = p + _Z**2 / (2 * n)
        reach = _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        scale = 100 / (1 + _Z**2 / n)
        return max(0.0, scale * (centre - reach)), min(100.0, scale * (centre + reach))
