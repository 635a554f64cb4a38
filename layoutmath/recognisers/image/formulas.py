"""Which components belong to one formula: the rows and columns of a page."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
"""Columns l t r b, in letters' heights."""

TOUCHING = 0.25
"""Gap between rows of one formula, in letters' heights. Lines of text stand further apart even where a
descender meets an ascender; a numerator and its bar mostly stand closer."""

NEAR_BAR, NEAR_LIMIT = 0.9, 0.6
"""The same beside the bar of a fraction, and between an operator and its limits."""

APART = 6.0
"""Gap between columns of a page: two quads, which stand between parts of one formula, are less."""


def formulas(boxes: Boxes) -> list[list[int]]:
    """Rows of ``boxes`` that make up one formula each, from top to bottom, then left to right.

    A page is cut along its widest gaps, rows first, then columns, and each part again (the recursive X-Y cut,
    Nagy & Seth 1984, "Hierarchical representation of optically scanned documents").

    >>> two_lines = np.array([[0, 0, 1, 1], [1.2, 0, 2, 1], [0, 3, 1, 4]])
    >>> formulas(two_lines)
    [[0, 1], [2]]
    >>> fraction = np.array([[0, 0, 1, 1], [0, 1.5, 1, 1.6], [0, 2.1, 1, 3.1]])
    >>> formulas(fraction)
    [[0, 1, 2]]
    """
    return _cut(boxes, list(range(len(boxes)))) if len(boxes) else []


def _cut(boxes: Boxes, members: list[int]) -> list[list[int]]:
    rows = _runs(boxes, members, 1, lambda upper, lower: _one_formula(boxes, upper, lower))
    columns = [
        _runs(boxes, row, 0, lambda left, right: boxes[right, 0].min() - boxes[left, 2].max() < APART)
        for row in rows
    ]
    if len(rows) == 1 and len(columns[0]) == 1:
        return rows
    return [formula for row in columns for column in row for formula in _cut(boxes, column)]


def _runs(
    boxes: Boxes, members: list[int], axis: int, together: Callable[[list[int], list[int]], bool]
) -> list[list[int]]:
    """Members whose projections on an axis overlap, then neighbours joined that belong together."""
    ordered = sorted(members, key=lambda index: (float(boxes[index, axis]), index))
    runs: list[list[int]] = []
    end = -np.inf
    for index in ordered:
        if not runs or boxes[index, axis] > end:
            runs.append([])
        runs[-1].append(index)
        end = max(end, boxes[index, axis + 2])
    joined = runs[:1]
    for run in runs[1:]:
        if together(joined[-1], run):
            joined[-1] = joined[-1] + run
        else:
            joined.append(run)
    return joined


def _one_formula(boxes: Boxes, upper: list[int], lower: list[int]) -> bool:
    """Whether two rows that lie one under the other are parts of one formula."""
    above, below = boxes[upper], boxes[lower]
    gap = float(below[:, 1].min() - above[:, 3].max())
    if gap < TOUCHING:
        return True
    if gap > NEAR_BAR:
        return False
    edge = float(above[:, 3].max() + below[:, 1].min()) / 2
    near_above = above[above[:, 3] > edge - NEAR_BAR]
    near_below = below[below[:, 1] < edge + NEAR_BAR]
    if _over_bar(near_above, near_below) or _over_bar(near_below, near_above):
        return True
    return gap < NEAR_LIMIT and (_limits(above, below) or _limits(below, above))


def _over_bar(parts: Boxes, bars: Boxes) -> bool:
    """Whether something wide and flat has parts of another row above or below it, and none beside that."""
    width, height = bars[:, 2] - bars[:, 0], bars[:, 3] - bars[:, 1]
    flat = bars[(width > 0.8) & (height < 0.25) & (width > 5 * height)]
    return any(
        ((parts[:, 0] > bar[0] - 0.3) & (parts[:, 2] < bar[2] + 0.3)).any()
        and not ((parts[:, 0] < bar[2]) & (parts[:, 2] > bar[2] + 0.5)).any()
        for bar in flat
    )


def _limits(small: Boxes, large: Boxes) -> bool:
    """Whether the letters of one row are limits of a symbol or word of the other: smaller, and within it."""
    letters = large[large[:, 3] - large[:, 1] > 0.3]
    if not len(letters):
        return False
    size, other = (float(np.max(row[:, 3] - row[:, 1])) for row in (small, letters))
    within = small[:, 0].min() > letters[:, 0].min() - 1.0 and small[:, 2].max() < letters[:, 2].max() + 1.0
    return size < 0.8 * other and within
