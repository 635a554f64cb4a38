"""Which symbols look at which: every symbol at all others, or, in large expressions, at the nearest ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.pairs import Floats, Integers, nearest

Arrays = NDArray[np.float32]

ALL_UP_TO = 160
"""Up to this many symbols each looks at all others."""

NEAREST = 64
"""In larger expressions each looks at itself and the symbols whose boxes are nearest, this many in all."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each symbol of each expression of a batch the symbols it looks at.

    ``there`` (B, n) says which rows are symbols. ``index`` (B, n, k) holds the neighbours' rows, itself
    included; it is None when all look at all (k = n, the neighbours in their own order).
    """

    there: NDArray[np.bool_]
    index: Integers | None = None

    def of(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values (B, n, …) of every symbol's neighbours: (B, n, k, …), or (B, 1, n, …) to be broadcast."""
        if self.index is None:
            return values[:, None]
        return values[np.arange(len(values))[:, None, None], self.index]

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which of the neighbours are symbols: (B, n, k) or (B, 1, n)."""
        return self.of(self.there)

    @property
    def itself(self) -> NDArray[np.bool_]:
        """Which neighbour is the symbol itself: (1 or B, n, k)."""
        count = self.there.shape[1]
        rows = np.arange(count)
        same: NDArray[np.bool_] = rows[None, :, None] == (
            rows[None, None] if self.index is None else self.index
        )
        return same

    def nearness(self, distance: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """How many others are nearer to the child than this parent, and to the parent than this child.

        Both (B, n, k), from distances of that shape.
        """
        distance = np.where(self.seen & self.there[:, :, None], distance, np.inf)
        to_child = np.argsort(np.argsort(distance, axis=2, kind="stable"), axis=2, kind="stable")
        if self.index is None:
            to_parent = np.argsort(np.argsort(distance, axis=1, kind="stable"), axis=1, kind="stable")
            return to_child, to_parent
        batch, count, width = self.index.shape
        # The parent counts among its own neighbours; a child it does not look at is further than all of them.
        key = (np.arange(batch * count).reshape(batch, count, 1) * count + self.index).ravel()
        sought = (np.arange(batch)[:, None, None] * count + self.index) * count + np.arange(count)[
            None, :, None
        ]
        order = np.argsort(key)
        found = np.minimum(np.searchsorted(key[order], sought.ravel()), len(key) - 1)
        hit = key[order][found] == sought.ravel()
        to_parent = np.where(hit, to_child.ravel()[order][found], width).reshape(self.index.shape)
        return to_child, to_parent

    def order(self, left: NDArray[Any]) -> Arrays:
        """How many places the child comes after the parent by left edge: (B, n, k)."""
        rank = np.argsort(np.argsort(np.where(self.there, left, np.inf), axis=1, kind="stable"), axis=1)
        after: Arrays = (rank[:, :, None] - self.of(rank)).astype(np.float32)
        return after


def neighbours_of(boxes: Floats) -> Neighbours:
    """Whom each symbol of one expression looks at; boxes (n, 4)."""
    count = len(boxes)
    there = np.ones((1, count), bool)
    if count <= ALL_UP_TO:
        return Neighbours(there)
    others = nearest(boxes, NEAREST - 1)
    return Neighbours(there, np.sort(np.concatenate([np.arange(count)[:, None], others], 1), axis=1)[None])
