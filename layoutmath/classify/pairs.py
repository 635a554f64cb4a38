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
``NEAREST`` symbols as candidate parents, so that the number of pairs grows linearly."""


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
    parents = np.sort(nearest(boxes, NEAREST), axis=1)
    return Pairs(count, parents.ravel(), np.repeat(np.arange(count), NEAREST))


def nearest(boxes: Floats, count: int) -> Integers:
    """For each box of (n, 4) the ``count`` others with the smallest gap to it, the nearest first: (n, count).

    An R-tree (Guttman 1984; shapely's STRtree) is asked for what lies within a reach, which is doubled for
    those that have too few there, so the cost grows about linearly with n. Needs n > ``count``.

    >>> nearest(np.array([[0, 0, 1, 1], [9, 0, 10, 1], [2, 0, 3, 1.0]]), 1).ravel()
    array([2, 2, 0])
    """
    import shapely  # only large expressions need it

    tree = shapely.STRtree(shapely.box(*boxes.T))
    found = np.empty((len(boxes), count), np.intp)
    pending = np.arange(len(boxes))
    reach = float(np.median(np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]))) or 1.0
    extent = float((boxes[:, 2:].max(0) - boxes[:, :2].min(0)).max())
    while len(pending):
        around = shapely.box(*(boxes[pending] + np.array([-1, -1, 1, 1]) * reach).T)
        asking, other = tree.query(around)
        own = pending[asking]
        gaps = np.maximum(boxes[own, :2] - boxes[other, 2:], boxes[other, :2] - boxes[own, 2:]).clip(0)
        distance = np.hypot(gaps[:, 0], gaps[:, 1])
        keep = (own != other) & ((distance <= reach) | (reach > extent))
        asking, other, distance = asking[keep], other[keep], distance[keep]
        order = np.lexsort((other, distance, asking))
        sizes = np.bincount(asking, minlength=len(pending))
        starts = np.cumsum(sizes) - sizes
        enough = np.flatnonzero(sizes >= count)
        found[pending[enough]] = other[order][starts[enough, None] + np.arange(count)]
        pending = np.delete(pending, enough)
        reach *= 2
    return found
