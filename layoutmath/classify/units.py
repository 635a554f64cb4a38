"""The unit that every classifier measures an expression in."""

from __future__ import annotations

import numpy as np

from layoutmath.classify.pairs import Floats


def measured(boxes: Floats) -> Floats:
    """Boxes (n, 4) relative to their left and upper end, in units of their own typical size.

    The unit is the median height, where a wide symbol counts with a third of its width, because in an
    expression of fraction bars and minus signs the median height would be that of a stroke. A millionth of
    it is cut off, so that edges which align still align after any change of units.
    """
    boxes = boxes / (np.abs(boxes).max() or 1.0)  # the squares of the largest numbers must be numbers
    l, t, r, b = relative = boxes.T - np.tile(boxes[:, :2].min(0), 2)[:, None]
    extent = max(r.max(), b.max())
    sizes = np.sort(np.maximum(b - t, 0.35 * (r - l)))
    # np.median imports masked arrays, a third of the time until the first parse
    median = (sizes[(len(sizes) - 1) // 2] + sizes[len(sizes) // 2]) / 2
    unit = float(median) if median > 1e-6 * extent else 1e-3 * extent or 1.0
    result: Floats = np.round(relative.T / unit, 6)
    return result
