"""What boxes alone say: numbers about a pair of symbols, and about one symbol among all.

Every number is free of units. Lengths are divided by a length of the pair or by ``unit``, the size of a
typical symbol of the expression, and squashed by arsinh (the logarithm that does not mind zero and sign),
so results do not change when the picture is moved or scaled. y grows downward: a positive ``rise`` of the
child is *below* its parent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.pairs import Features, Floats, Integers, Pairs

MINIMUM = 0.03
"""Shortest side of a box, in units: dots and strokes may have zero height or width."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes measured in units of the expression's typical symbol; arrays of shape (n,), y downward."""

    l: Floats
    t: Floats
    r: Floats
    b: Floats

    @property
    def width(self) -> Floats:
        return np.maximum(self.r - self.l, MINIMUM)

    @property
    def height(self) -> Floats:
        return np.maximum(self.b - self.t, MINIMUM)

    @property
    def x(self) -> Floats:
        return (self.l + self.r) / 2

    @property
    def y(self) -> Floats:
        return (self.t + self.b) / 2

    @property
    def size(self) -> Floats:
        """Height, or half the width of what is wide: the reach of a symbol over its neighbourhood."""
        return np.maximum(np.maximum(self.b - self.t, 0.5 * (self.r - self.l)), 0.1)


def symbol_features(boxes: Boxes) -> Features:
    """Numbers about each symbol, shape (n,): its own box, its place, its nearest neighbours in the row."""
    x, y, height = boxes.x, boxes.y, boxes.height
    count = len(x)
    log_height, log_width = np.log(height), np.log(boxes.width)
    features = {
        "log_height": log_height,
        "log_width": log_width,
        "aspect": log_width - log_height,
        "level": np.clip(y - np.median(y), -3, 3),
        "from_left": np.minimum(np.argsort(np.argsort(boxes.l, kind="stable")), 6),
        "from_right": np.minimum(np.argsort(np.argsort(-boxes.r, kind="stable")), 6),
        "count": np.full(count, np.log(count)),
    }
    # A neighbour shares rows with the symbol: the vertical extents of the two overlap.
    in_row = (boxes.t[None] < boxes.b[:, None]) & (boxes.b[None] > boxes.t[:, None])
    for side, gap in (("left", x[:, None] - x[None]), ("right", x[None] - x[:, None])):
        distance = np.where(in_row & (gap > 0), gap, np.inf)
        nearest = distance.argmin(1)
        there = np.isfinite(distance.min(1))
        ratio = np.clip(log_height[nearest] - log_height, -3, 3)
        rise = np.arcsinh((y[nearest] - y) / height * 4)
        features[f"{side}_ratio"] = np.where(there, ratio, -4.0)
        features[f"{side}_rise"] = np.where(there, rise, -9.0)
    return features


def pair_features(boxes: Boxes, pairs: Pairs) -> Features:
    """Numbers about each pair, shape (pairs,); see the comments for the geometry of each group."""
    p, c = pairs.parents, pairs.children
    l, t, r, b = boxes.l, boxes.t, boxes.r, boxes.b
    x, y, width, height = boxes.x, boxes.y, boxes.width, boxes.height
    pair_size = np.sqrt(boxes.size[p] * boxes.size[c])
    tall_p, tall_c = np.maximum(height[p], 0.25), np.maximum(height[c], 0.25)
    overlap_x = np.minimum(r[p], r[c]) - np.maximum(l[p], l[c])
    overlap_y = np.minimum(b[p], b[c]) - np.maximum(t[p], t[c])
    ones = np.ones(len(p))
    rise = y[c] - y[p]
    features = {
        #      ┌───┐  gap   ┌───┐
        #      │ p │◄─────►│ c │        gap < 0: the boxes overlap in x
        #      └───┘        └───┘
        "gap": np.arcsinh((l[c] - r[p]) * 3 / pair_size),
        "left_edges": np.arcsinh((l[c] - l[p]) / width[p] * 2),
        "right_edges": np.arcsinh((r[c] - r[p]) / width[p] * 2),
        "shift": np.arcsinh((x[c] - x[p]) / width[p] * 3),
        # centre to centre, top to top, bottom to bottom, and across: c's top to p's bottom and so on
        "rise_by_parent": np.arcsinh(rise / tall_p * 4),
        "rise_by_child": np.arcsinh(rise / tall_c * 4),
        "rise": np.arcsinh(rise / pair_size * 4),
        "tops": np.arcsinh((t[c] - t[p]) / tall_p * 4),
        "bottoms": np.arcsinh((b[c] - b[p]) / tall_p * 4),
        "gap_below": np.arcsinh((t[c] - b[p]) / pair_size * 4),
        "gap_above": np.arcsinh((b[c] - t[p]) / pair_size * 4),
        "height_ratio": np.log(height[c] / height[p]),
        "size_ratio": np.log(boxes.size[c] / boxes.size[p]),
        # how much of one box's extent the other covers; negative: how far apart
        "cover_x_child": np.clip(overlap_x / width[c], -1.5, 1),
        "cover_x_parent": np.clip(overlap_x / width[p], -1.5, 1),
        "cover_y_child": np.clip(overlap_y / height[c], -1.5, 1),
        "cover_y_parent": np.clip(overlap_y / height[p], -1.5, 1),
        "parent_height": np.log(height)[p],
        "child_height": np.log(height)[c],
        "parent_width": np.log(width)[p],
        "parent_aspect": np.log(width / height)[p],
        "child_aspect": np.log(width / height)[c],
        "parent_level": np.clip(y - np.median(y), -3, 3)[p],
        "child_level": np.clip(y - np.median(y), -3, 3)[c],
        "child_from_left": np.minimum(np.argsort(np.argsort(l, kind="stable")), 6)[c],
        "count": np.log(pairs.count) * ones,
    }
    features |= _ranks(boxes, pairs, overlap_x, overlap_y)
    features |= _what_lies_between(boxes, pairs)
    features |= _bars_and_containers(boxes, pairs)
    return features


def _ranks(boxes: Boxes, pairs: Pairs, overlap_x: Floats, overlap_y: Floats) -> Features:
    """How many symbols are nearer: to the child than this parent, to the parent than this child."""
    p, c = pairs.parents, pairs.children
    distance = np.hypot(np.maximum(0, -overlap_x), np.maximum(0, -overlap_y))
    # along the line, a symbol to the right is further than any to the left
    along = np.where(
        boxes.x[c] > boxes.x[p],
        np.abs(boxes.l[c] - boxes.r[p]) + 0.7 * np.maximum(0, -overlap_y),
        1e3 + distance,
    )
    return {
        "parent_rank": _rank_within(c, distance),
        "child_rank": _rank_within(p, distance),
        "parent_rank_along": _rank_within(c, along),
        "child_rank_along": _rank_within(p, along),
    }


def _rank_within(group: Integers, values: Floats) -> Integers:
    order = np.lexsort((values, group))
    ordered = group[order]
    start = np.searchsorted(ordered, ordered)
    ranks = np.empty(len(values), dtype=np.intp)
    ranks[order] = np.arange(len(values)) - start
    result: Integers = np.minimum(ranks, 6)
    return result


_CHUNK = 4_000_000
"""Pairs × symbols looked at in one go: bounds the memory of what follows to some tens of megabytes."""


def _what_lies_between(boxes: Boxes, pairs: Pairs) -> Features:
    """How many symbols stand in the way, from left to right and from top to bottom."""
    step = max(1, _CHUNK // max(pairs.count, 1))
    parts = [
        _blockers(boxes, pairs.parents[start : start + step], pairs.children[start : start + step])
        for start in range(0, max(len(pairs.parents), 1), step)
    ]
    names = ("between", "between_child_row", "between_parent_row", "between_column", "between_bars")
    return {
        name: np.minimum(np.concatenate(columns), most)
        for name, columns, most in zip(names, zip(*parts, strict=True), (5, 3, 3, 4, 2), strict=True)
    }


def _blockers(boxes: Boxes, p: Integers, c: Integers) -> tuple[Integers, ...]:
    x, y, l, t, r, b = boxes.x, boxes.y, boxes.l, boxes.t, boxes.r, boxes.b
    column = np.s_[:, None]

    def rows_shared(i: Integers) -> NDArray[np.bool_]:  # one's middle lies in the other's rows
        shared: NDArray[np.bool_] = ((y > t[i][column]) & (y < b[i][column])) | (
            (y[i][column] > t) & (y[i][column] < b)
        )
        return shared

    between = (x > x[p][column]) & (x < x[c][column])
    in_rows = (y > np.minimum(t[p], t[c])[column]) & (y < np.maximum(b[p], b[c])[column])
    in_column = (
        (y > np.minimum(y[p], y[c])[column])
        & (y < np.maximum(y[p], y[c])[column])
        & (l < r[c][column])
        & (r > l[c][column])
    )
    wide = (boxes.width > 2.5 * boxes.height) & (boxes.width > boxes.width[c][column])
    return (
        (between & in_rows).sum(1),
        (between & rows_shared(c)).sum(1),
        (between & rows_shared(p)).sum(1),
        in_column.sum(1),
        (in_column & wide).sum(1),
    )


def _bars_and_containers(boxes: Boxes, pairs: Pairs) -> Features:
    """Bars that hold or part the two symbols, and boxes that contain them.

    A numerator and its denominator are near, but a bar parts them; a symbol beside a fraction is near its
    numerator, but the bar holds only one of the two.
    """
    p, c = pairs.parents, pairs.children
    x, y = boxes.x, boxes.y
    bars = np.flatnonzero((boxes.width > 2.5 * boxes.height) & (boxes.width > 0.8))
    spans = (boxes.l[bars, None] < x) & (boxes.r[bars, None] > x) & (bars[:, None] != np.arange(pairs.count))
    above = y < y[bars, None]
    holds_child, holds_parent = spans[:, c], spans[:, p]
    both = holds_child & holds_parent
    inside = (boxes.l[:, None] < x) & (boxes.r[:, None] > x) & (boxes.t[:, None] < y) & (boxes.b[:, None] > y)
    np.fill_diagonal(inside, False)
    depth = np.minimum(inside.sum(0), 2)
    contains = inside[p, c]
    # the smallest box around the child is the one whose content it is
    area = boxes.width * boxes.height
    smallest = np.where(inside, area[:, None], np.inf).min(0, initial=np.inf)
    return {
        "bars_of_child": np.minimum((holds_child & ~holds_parent).sum(0), 2),
        "bars_of_parent": np.minimum((holds_parent & ~holds_child).sum(0), 2),
        "bars_that_part": np.minimum((both & (above[:, c] != above[:, p])).sum(0), 2),
        "contained": contains * (1 + (area[p] > smallest[c])),
        "containers": depth[c],
    }
