"""How boxes lie to each other, as the numbers that the attention network sees.

Everything is an array over a batch of expressions, symbols and their neighbours, and free of units: lengths
are divided by a length of the pair or by the unit of :func:`~layoutmath.classify.units.measured`, so
nothing changes when a picture is moved or scaled. y grows downward.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.attention.neighbours import Arrays, Neighbours

SYMBOL_FEATURES = 12
PAIR_FEATURES = 41

_THIN = 0.05
"""Least width and height in units where a logarithm is taken: dots and strokes may have none."""


def symbol_geometry(boxes: NDArray[Any], there: NDArray[np.bool_]) -> Arrays:
    """Numbers about each box: (B, n, ``SYMBOL_FEATURES``) from boxes (B, n, 4) in units.

    ``there`` (B, n) says which rows are symbols; the others only fill up the batch.
    """
    l, t, r, b = np.moveaxis(boxes, -1, 0)
    count = there.sum(1, keepdims=True)
    width, height = np.log(np.maximum(r - l, _THIN)), np.log(np.maximum(b - t, _THIN))
    x, y = (l + r) / 2, (t + b) / 2

    def centred(values: NDArray[Any]) -> NDArray[Any]:
        mean: NDArray[Any] = (values * there).sum(1, keepdims=True) / count
        offset: NDArray[Any] = np.arcsinh(values - mean)
        return offset

    def from_edge(distance: NDArray[Any]) -> NDArray[Any]:
        nearest = np.where(there, distance, np.inf).min(1, keepdims=True)
        offset: NDArray[Any] = np.arcsinh(distance - nearest)
        return offset

    features = [
        width,
        height,
        width - height,
        np.log(np.maximum(np.maximum(r - l, b - t), _THIN)),
        centred(x),
        centred(y),
        from_edge(l),
        from_edge(-r),
        from_edge(t),
        from_edge(-b),
        np.broadcast_to(np.log(count), x.shape),
        np.broadcast_to(np.log(1 + count / 8), x.shape),
    ]
    return np.stack(features, -1).astype(np.float32)


def pair_geometry(boxes: NDArray[Any], neighbours: Neighbours) -> Arrays:
    """Numbers about each symbol (the child) beside each of its neighbours (the parent).

    (B, n, k, ``PAIR_FEATURES``) from boxes (B, n, 4) in units::

        parent                          child
        ┌───────┐ ←── gap across ──→  ┌──────┐ ┄ ↕ tops
        │       │                     └──────┘
        └───────┘                              ↕ bottoms
    """
    edges = boxes.astype(np.float32)
    child = [edges[:, :, None, side] for side in range(4)]
    parent = [neighbours.of(edges[:, :, side]) for side in range(4)]
    (lc, tc, rc, bc), (lp, tp, rp, bp) = child, parent
    wc, hc, wp, hp = rc - lc, bc - tc, rp - lp, bp - tp
    size_c, size_p = np.maximum(np.maximum(wc, hc), 0.1), np.maximum(np.maximum(wp, hp), 0.1)
    letter_c, letter_p = (
        np.maximum(np.maximum(hc, 0.35 * wc), 0.1),
        np.maximum(np.maximum(hp, 0.35 * wp), 0.1),
    )
    across = [lc - lp, lc - rp, rc - lp, rc - rp, (lc + rc - lp - rp) / 2]
    down = [tc - tp, tc - bp, bc - tp, bc - bp, (tc + bc - tp - bp) / 2]
    gap_x, gap_y = np.maximum(lc - rp, lp - rc), np.maximum(tc - bp, tp - bc)
    apart = np.hypot(np.maximum(gap_x, 0), np.maximum(gap_y, 0))
    shared_x = np.minimum(rc, rp) - np.maximum(lc, lp)
    shared_y = np.minimum(bc, bp) - np.maximum(tc, tp)
    in_units = [gap_x, gap_y, *(offset for side in (across, down) for offset in (side[0], side[4]))]
    offsets = [
        *(offset / letter_p * 2 for offset in across + down),
        *(offset / letter_c * 2 for offset in across + down),
        *(offset * 2 for offset in in_units),
    ]
    wide_c, wide_p = np.maximum(wc, _THIN), np.maximum(wp, _THIN)
    high_c, high_p = np.maximum(hc, _THIN), np.maximum(hp, _THIN)
    ratios = [np.log(wide_c / wide_p), np.log(high_c / high_p), np.log(size_c / size_p)]
    shares = [shared_x / wide_c, shared_x / wide_p, shared_y / high_c, shared_y / high_p]
    near_c, near_p = neighbours.nearness(apart + 1e-3 * np.hypot(across[4], down[4]))
    order = neighbours.order(edges[:, :, 0])
    counted = [np.log1p(near_c), np.log1p(near_p), np.arcsinh(order)]
    shape = np.broadcast_shapes(lc.shape, lp.shape)
    features = np.empty((*shape, PAIR_FEATURES), np.float32)
    columns = [
        *(np.arcsinh(offset) for offset in offsets),
        *ratios,
        *(np.clip(share, -2, 1) for share in shares),
        np.log(apart + 0.05),
        *counted,
        np.clip(order, -1, 1),
        (tc >= tp - 0.05) & (bc <= bp + 0.05) & (lc >= lp - 0.05) & (rc <= rp + 0.05),
        neighbours.itself,
        np.sqrt(np.maximum(shared_x, 0) * np.maximum(shared_y, 0)),
    ]
    for index, column in enumerate(columns):
        features[..., index] = column
    return features
