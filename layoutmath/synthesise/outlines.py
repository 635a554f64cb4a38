"""The box of a drawn outline: where Bézier curves turn, not where their control points lie."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any

from layoutmath.geometry import BoundingBox


def glyph_box(glyph: Any, scale: float) -> BoundingBox | None:
    """The box of a ziafont glyph (plain, compound or assembled), None where nothing is drawn.

    ``scale`` turns units of the font into the caller's; the origin is the glyph's, y grows downward.
    """
    points = list(_outline_points(glyph))
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return BoundingBox(min(xs) * scale, -max(ys) * scale, max(xs) * scale, -min(ys) * scale)


def _outline_points(glyph: Any) -> Iterator[tuple[float, float]]:
    """Points of the outline that hold its extremes, y upward; assembled glyphs have parts with offsets."""
    for part, offset in zip(getattr(glyph, "glyphs", ()), getattr(glyph, "offsets", ()), strict=False):
        right, up = (0.0, offset) if glyph.vert else (offset, 0.0)
        yield from ((x + right, y + up) for x, y in _outline_points(part))
    pen: tuple[float, float] | None = None
    for operator in glyph.operators:
        curve = [(point.x, point.y) for point in operator.points()[0]]
        if type(operator).__name__ == "Moveto":
            pen = curve[-1]  # draws nothing itself
            continue
        assert pen is not None, "an outline starts with a move"
        xs, ys = zip(pen, *curve, strict=True)
        yield from ((x, y) for x in _extremes(xs) for y in _extremes(ys))
        pen = curve[-1]


def _extremes(control: tuple[float, ...]) -> tuple[float, float]:
    """Least and greatest coordinate of a Bézier curve of degree 1, 2 or 3.

    >>> _extremes((0, 10)), _extremes((0, 10, 0)), _extremes((0, 10, 10, 0))
    ((0, 10), (0, 5.0), (0, 7.5))
    """
    start, end = control[0], control[-1]
    turns = (_at(control, t) for t in _turning_points(control) if 0 < t < 1)
    values = [start, end, *turns]
    return min(values), max(values)


def _turning_points(control: tuple[float, ...]) -> Iterable[float]:
    steps = [after - before for before, after in itertools.pairwise(control)]
    if len(steps) == 1:
        return ()
    if len(steps) == 2:
        curvature = steps[1] - steps[0]
        return () if curvature == 0 else (-steps[0] / curvature,)
    first, middle, last = steps
    a, b, c = first - 2 * middle + last, 2 * (middle - first), first
    if a == 0:
        return () if b == 0 else (-c / b,)
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return ()
    root = math.sqrt(discriminant)
    return ((-b - root) / (2 * a), (-b + root) / (2 * a))


def _at(control: tuple[float, ...], t: float) -> float:
    degree = len(control) - 1
    return math.fsum(
        math.comb(degree, k) * t**k * (1 - t) ** (degree - k) * value for k, value in enumerate(control)
    )
