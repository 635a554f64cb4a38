"""The attention network, evaluated with NumPy alone.

Every symbol looks at its neighbours (all symbols, in all but large expressions) through four layers of
multi-head attention (Vaswani et al. 2017, "Attention is all you need", section 3.2). How two boxes lie to
each other enters three times: as a bias on how much one looks at the other, as part of what it sees there,
and in the scores of the pair (relative geometry as a bias is the idea of relation networks, Hu et al. 2018,
"Relation networks for object detection", CVPR, section 3)::

    boxes ─▶ pair geometry ─▶ two small layers ─▶ pair channels ────┬──────────────────┐
      │                                                             ▼                  ▼
      └────▶ symbol geometry ─┐                          ┌─ bias, values ─┐   scores of each relation, on
    labels ▶ embedding ───────┼▶ sum ─▶ symbol vectors ─▶│ attention × 4  │─▶ child's and parent's side;
    ink ───▶ direction maps ──┘                          └────────────────┘   root, none, kind, label
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.attention.geometry import pair_geometry, symbol_geometry
from layoutmath.classify.attention.neighbours import Arrays, Neighbours

_HIDDEN = np.float32(-1e4)
"""Score of what must not be chosen: a symbol as its own parent, a row that only fills up the batch."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Expressions side by side, filled up to the largest: B expressions, n symbols, L labels, K kinds.

    ``boxes`` (B, n, 4) are in units; ``labels`` (B, n, L + 2) are weights of what is known of each label:
    column 0 for nothing, 1 for a label out of the vocabulary; ``kinds`` (B, n, K + 1) likewise, column 0 for
    nothing; ``ink`` (B, n, INK_FEATURES) counts where ``inked`` (B, n).
    """

    boxes: NDArray[np.float64]
    neighbours: Neighbours
    labels: Arrays
    kinds: Arrays
    ink: Arrays
    inked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NetworkScores:
    """What the network says: ``child`` and ``parent`` (B, n, k, R) of a child and its neighbour as parent,
    ``root`` (B, n), ``none`` (B, n, R), ``kinds`` (B, n, K) and ``labels`` (B, n, L), all before softmax."""

    child: Arrays
    parent: Arrays
    root: Arrays
    none: Arrays
    kinds: Arrays
    labels: Arrays

    def of(self, row: int, count: int) -> NetworkScores:
        """Those of one expression of ``count`` symbols, without the batch axis and what filled it up."""
        if self.child.shape[1] == count:
            return NetworkScores(*(getattr(self, name)[row] for name in self.__slots__))
        child, parent = self.child[row, :count, :count], self.parent[row, :count, :count]
        rest = (getattr(self, name)[row, :count] for name in ("root", "none", "kinds", "labels"))
        return NetworkScores(child, parent, *rest)


class AttentionNetwork:
    """The network with these weights: float32 arrays by name, as ``evaluation/attention`` writes them."""

    def __init__(self, weights: Mapping[str, Arrays], heads: int) -> None:
        self._weights = weights
        self._heads = heads
        self._layers = sum(name.endswith(".qkv.weight") for name in weights)

    def scores(self, batch: Batch) -> NetworkScores:
        """The scores of all symbols and pairs of a batch."""
        neighbours, weights = batch.neighbours, self._weights
        x = self._linear("sym2", _relu(self._linear("sym1", symbol_geometry(batch.boxes, neighbours.there))))
        x += batch.labels @ weights["lab.weight"] + batch.kinds @ weights["kind.weight"]
        if batch.inked.any():
            ink = self._linear("ink2", _relu(self._linear("ink1", batch.ink)))
            x += np.where(batch.inked[..., None], ink, weights["noink"])
        else:
            x += weights["noink"]
        pairs = _relu(self._linear("pair1", pair_geometry(batch.boxes, neighbours)))
        pairs = _relu(self._linear("pair2", pairs))
        hidden = np.where(neighbours.seen, np.float32(0), _HIDDEN)[:, :, None]
        for layer in range(self._layers):
            name = f"L.{layer}."
            x += self._attend(name, self._normed(name + "n1", x), pairs, neighbours, hidden)
            within = _relu(self._linear(name + "f1", self._normed(name + "n2", x)))
            x += self._linear(name + "f2", within)
        x = self._normed("norm", x)
        child, parent = self._pair_scores(x, pairs, neighbours)
        return NetworkScores(
            child,
            parent,
            self._linear("root", x)[..., 0],
            self._linear("none", x),
            self._linear("okind", x),
            self._linear("olab", x),
        )

    def _attend(self, name: str, x: Arrays, pairs: Arrays, neighbours: Neighbours, hidden: Arrays) -> Arrays:
        """One layer of attention: what each symbol takes from its neighbours and from how they lie."""
        batch, count, width = x.shape
        heads, depth = self._heads, width // self._heads
        query, key, value = np.moveaxis(
            self._linear(name + "qkv", x).reshape(batch, count, 3, heads, depth), 2, 0
        )
        query = query * np.float32(depth**-0.5)
        if neighbours.index is None:
            alike = (query.transpose(0, 2, 1, 3) @ key.transpose(0, 2, 3, 1)).transpose(0, 2, 1, 3)
        else:
            alike = query[:, :, :, None] @ neighbours.of(key).transpose(0, 1, 3, 4, 2)
            alike = alike[:, :, :, 0]
        looks = alike + self._linear(name + "bias", pairs).transpose(0, 1, 3, 2) + hidden  # (B, n, heads, k)
        looks -= looks.max(-1, keepdims=True)
        np.exp(looks, out=looks)
        looks /= looks.sum(-1, keepdims=True)
        if neighbours.index is None:
            seen = (looks.transpose(0, 2, 1, 3) @ value.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3)
        else:
            seen = looks[:, :, :, None] @ neighbours.of(value).transpose(0, 1, 3, 2, 4)
        taken = [seen.reshape(batch, count, width), (looks @ pairs).reshape(batch, count, -1)]
        return self._linear(name + "out", np.concatenate(taken, -1))

    def _pair_scores(self, x: Arrays, pairs: Arrays, neighbours: Neighbours) -> tuple[Arrays, Arrays]:
        """Scores of each pair on both sides: a small layer over both symbols and the pair, and a product."""
        weights = self._weights
        hidden = pairs @ weights["hf.weight"]
        hidden += self._linear("hc", x)[:, :, None]
        hidden += neighbours.of(x @ weights["hp.weight"])
        scores = self._linear("ho", np.maximum(hidden, 0, out=hidden))
        ours, theirs = self._linear("bc", x), x @ weights["bp.weight"]
        batch, count, width = ours.shape
        if neighbours.index is None:
            product = ours @ theirs.reshape(batch, -1, width).transpose(0, 2, 1)
            scores += product.reshape(scores.shape)
        else:
            theirs = theirs.reshape(batch, count, -1, width)
            for outcome in range(theirs.shape[2]):
                of_neighbours = neighbours.of(theirs[:, :, outcome])
                scores[..., outcome] += (of_neighbours @ ours[..., None])[..., 0]
        possible = neighbours.seen & neighbours.there[:, :, None] & ~neighbours.itself
        scores = np.where(possible[..., None], scores, _HIDDEN)
        relations = scores.shape[-1] // 2
        return scores[..., :relations], scores[..., relations:]

    def _linear(self, name: str, x: Arrays) -> Arrays:
        result: Arrays = x @ self._weights[name + ".weight"]
        result += self._weights[name + ".bias"]
        return result

    def _normed(self, name: str, x: Arrays) -> Arrays:
        """Layer normalisation (Ba, Kiros & Hinton 2016)."""
        x = x - x.mean(-1, keepdims=True)
        x /= np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-5))
        result: Arrays = x * self._weights[name + ".weight"] + self._weights[name + ".bias"]
        return result


def _relu(x: Arrays) -> Arrays:
    return np.maximum(x, 0, out=x)
