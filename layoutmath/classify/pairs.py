"""Which symbol may be the parent of which, and how the two boxes lie to each other.

Everything is an array over pairs, so that one call covers an expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Features = dict[str, NDArray[Any]]
"""Numbers by name, all of one length; counts and codes may be integers."""

ALL_PAIRS_UP_TO = 48
NEAREST = 40
"""Up to ``ALL_PAIRS_UP_TO`` symbols every ordered pair is looked at; beyond, each child has its
``NEAREST`` symbols as candidate parents: the number of pairs then grows linearly, though finding them and
counting what lies between them still takes a look at all symbols for each."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Ordered pairs of different symbols: ``parents[i]`` might carry ``children[i]``; sorted by child."""

    count: int
    parents: Integers
    children: Integers


def candidate_pairs(boxes: Floats) -> Pairs:
    """All ordered pairs of ``boxes`` (n, 4), or the nearest ones where there are many.

    >>> pairs = candidate_pairs(np.array([[0, 0, 1, 1], [2, 0, 3, 1.0]]))
    >>> pairs.parents, pairs.children
    (array([1, 0]), array([0, 1]))
    """
    count = len(boxes)
    if count <= ALL_PAIRS_UP_TO:
        children, parents = np.divmod(np.arange(count * count), max(count, 1))
        apart = children != parents
        return Pairs(count, parents[apart], children[apart])
    gap = np.maximum(boxes[:, None, :2] - boxes[None, :, 2:], boxes[None, :, :2] - boxes[:, None, 2:]).clip(0)
    distance = np.hypot(gap[..., 0], gap[..., 1])
    np.fill_diagonal(distance, np.inf)
    nearest = np.sort(np.argsort(distance, axis=1, kind="stable")[:, :NEAREST], axis=1)
    return Pairs(count, nearest.ravel(), np.repeat(np.arange(count), NEAREST))
