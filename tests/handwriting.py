"""Formulas written by hand, so to say: strokes of a few symbols, put side by side by code."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from layoutmath.ink import Ink, Stroke

Points = list[tuple[float, float]]


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float, count: int = 16) -> Points:
    """Points on an ellipse; angles in degrees, clockwise from the right, y downward."""
    angles = [math.radians(start + (end - start) * i / (count - 1)) for i in range(count)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def _line(*points: tuple[float, float]) -> Points:
    """A polyline with points in between, as a pen that is sampled leaves them."""
    found: Points = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        found += [(x0 + (x1 - x0) * i / 8, y0 + (y1 - y0) * i / 8) for i in range(8)]
    return [*found, points[-1]]


SYMBOLS: dict[str, list[Points]] = {
    "x": [_arc(-2, 60, 18, 20, -110, 110), _arc(34, 60, 18, 20, 290, 70)],
    "y": [_line((0, 40), (4, 62), (14, 68), (26, 58)), _line((28, 40), (26, 80), (18, 104), (2, 100))],
    "1": [_line((0, 18), (14, 0), (14, 80))],
    "2": [_arc(16, 20, 16, 20, -170, 40) + _line((28, 34), (0, 80), (34, 78))],
    "3": [_arc(12, 20, 16, 20, -150, 90) + _arc(12, 60, 18, 20, -90, 140)],
    "4": [_line((20, 0), (0, 50), (36, 50)), _line((26, 24), (24, 84))],
    "0": [_arc(16, 40, 16, 40, -90, 275, 30)],
    "+": [_line((0, 50), (40, 50)), _line((20, 30), (20, 70))],
    "-": [_line((0, 50), (40, 50))],
    "=": [_line((0, 42), (40, 42)), _line((0, 58), (40, 58))],
    "(": [_arc(24, 40, 22, 50, 250, 110)],
    ")": [_arc(-4, 40, 22, 50, -70, 70)],
}
"""Strokes on a line whose capitals reach from 0 down to 80; small letters begin at 40."""


def written(symbols: Sequence[tuple[str, float, float, float]]) -> Ink:
    """Strokes of ``(symbol, left, top, scale)``; the top is that of a capital, stroke ids count from 0."""
    strokes: list[Stroke] = []
    for name, left, top, scale in symbols:
        for points in SYMBOLS[name]:
            placed = tuple((left + scale * x, top + scale * y) for x, y in points)
            strokes.append(Stroke(str(len(strokes)), placed))
    return Ink(tuple(strokes))


def line(text: str) -> Ink:
    """Symbols beside each other."""
    return written([(name, 60.0 * place, 0.0, 1.0) for place, name in enumerate(text)])


SQUARE = written(
    [
        ("x", 0, 0, 1),
        ("2", 38, -14, 0.5),
        ("+", 80, 0, 1),
        ("1", 146, 0, 1),
        ("=", 190, 0, 1),
        ("0", 256, 0, 1),
    ]
)
"""x² + 1 = 0"""
