"""Strokes made ready: no point twice, smoothed, and evenly sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError
from layoutmath.ink import Ink

Points = NDArray[np.float64]

FINENESS = 40
"""Samples along the longer side of a stroke's box: somewhat more than one for each pixel of its image."""

FARTHEST = 1e100
"""The largest coordinate. Squares of larger distances may be no numbers any more."""

LEAST_STEP = 1 / 150
"""Shortest distance of samples, as a share of the typical size: below is the tremor of the pen."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The strokes of one formula as samples; k samples of n strokes, y downward, units of the source.

    ``points`` (k, 2) lie evenly along the strokes, ``directions`` (k, 2) are unit vectors of the way the pen
    went, ``lengths`` (k,) what each sample stands for. ``starts`` (n + 1,) says where each stroke's samples
    begin, ``boxes`` (n, 4) are the strokes' own, and ``typical`` is the median of their longer sides.
    """

    points: Points
    directions: Points
    lengths: NDArray[np.float64]
    starts: NDArray[np.intp]
    boxes: Points
    typical: float

    def of(self, strokes: Sequence[int] | NDArray[np.intp]) -> NDArray[np.intp]:
        """Indices of the samples of some strokes."""
        parts = [np.arange(self.starts[s], self.starts[s + 1]) for s in strokes]
        return np.concatenate(parts) if parts else np.zeros(0, np.intp)


def sampled(ink: Ink, typical: float | None = None) -> Samples:
    """The strokes of an ink as samples; ``typical`` is a size to take for typical instead of their own.

    >>> from layoutmath.ink import Stroke
    >>> samples = sampled(Ink((Stroke("0", ((0, 0), (0, 0), (3, 4))), Stroke("1", ((5, 5),)))))
    >>> samples.directions[0].round(2).tolist(), samples.starts.tolist(), samples.typical
    ([0.6, 0.8], [0, 50, 51], 2.0)
    """
    return sampled_points([np.array(stroke.points, float) for stroke in ink.strokes], typical)


def sampled_points(strokes: Sequence[NDArray[Any]], typical: float | None = None) -> Samples:
    """The same of strokes that are arrays of points (m, 2).

    Raises InputError where they are so far apart that squares of distances overflow.
    """
    boxes = np.array([np.concatenate([points.min(0), points.max(0)]) for points in strokes])
    if np.abs(boxes).max() > FARTHEST:
        raise InputError("found coordinates too large to reckon with", f"numbers up to {FARTHEST:g}")
    sides = (boxes[:, 2:] - boxes[:, :2]).max(1)
    typical = typical or float(np.median(sides)) or float(sides.max()) or 1.0
    steps = np.maximum(sides / FINENESS, typical * LEAST_STEP)
    parts = [_sampled(points, step) for points, step in zip(strokes, steps, strict=True)]
    points, directions, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
    starts = np.concatenate([[0], np.cumsum([len(part[0]) for part in parts])])
    return Samples(points, directions, lengths, starts, boxes, typical)


def _sampled(points: NDArray[Any], step: float) -> tuple[Points, Points, NDArray[np.float64]]:
    """Samples of one stroke: points, directions and lengths."""
    moved = np.ones(len(points), bool)
    moved[1:] = (points[1:] != points[:-1]).any(1)
    points = points[moved].astype(float)
    if len(points) == 1:
        return points, np.zeros((1, 2)), np.full(1, step)
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    count = max(int(np.ceil(along[-1] / step)), 2)
    at = np.linspace(0, along[-1], count + 1)
    even = np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], 1)
    even[1:-1] = (even[:-2] + 2 * even[1:-1] + even[2:]) / 4
    moves = np.diff(even, axis=0)
    length = np.hypot(*moves.T)
    return (even[1:] + even[:-1]) / 2, moves / np.maximum(length, 1e-12)[:, None], length
