"""The angle at which lines run."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from layoutmath.recognise.image.reading import opencv

MOST = 25.0
"""Degrees to either side that are looked at."""

POINTS = 6000
"""Points of ink that are looked at: the angle needs no more."""


def skew_angle(mask: NDArray[np.uint8], letter: float) -> float:
    """Degrees by which lines fall from left to right (y downward), 0 where nothing tells.

    ``mask`` (height, width) is not 0 where ink is; ``letter`` is the height of a letter in pixels. Candidates
    are a grid of angles, the minimum-area rectangle around all ink and long thin strokes (bars of fractions,
    minus signs). The best one makes the projection of the ink on the vertical vary most: there lines and bars
    are sharp (Postl 1986, "Detection of linear oblique structures and skew scan in digitized documents").

    >>> mask = np.zeros((200, 300), np.uint8)
    >>> for x in range(20, 280):
    ...     mask[60 + x // 10 : 63 + x // 10, x] = 255
    >>> round(skew_angle(mask, 20.0))
    6
    """
    ys, xs = np.nonzero(mask)
    if len(xs) < 2:
        return 0.0
    rectangle = _folded(opencv().minAreaRect(np.stack([xs, ys], 1).astype(np.float32))[2])
    if len(xs) > POINTS:
        chosen = np.random.default_rng(0).choice(len(xs), POINTS, replace=False)
        xs, ys = xs[chosen], ys[chosen]
    bin_size = max(letter / 24, 0.5)

    def sharpness(angle: float) -> float:
        """How much the projection varies, by Postl's sum of squared differences."""
        turn = math.radians(angle)
        across = (ys * math.cos(turn) - xs * math.sin(turn)) / bin_size
        profile = np.bincount((across - across.min()).astype(int))
        smooth = np.convolve(profile, (0.25, 0.5, 0.25))  # a line between two bins counts as one in a bin
        differences = np.diff(smooth)
        return float(differences @ differences) * (1.0 - 0.004 * abs(angle))

    candidates = [*np.arange(-MOST + 1, MOST, 1.0), *_angles_of_strokes(mask, letter)]
    candidates += [angle for angle in (rectangle,) if abs(angle) <= MOST]
    best = max(candidates, key=sharpness)
    for step in (0.5, 0.25, 0.1):
        best = max((best + step * k for k in (0, -2, -1, 1, 2)), key=sharpness)
    # A straight picture stays as it is: turning costs sharpness, and 0 is by far the likeliest angle.
    return 0.0 if sharpness(0.0) > 0.9 * sharpness(best) else float(best)


def _folded(angle: float) -> float:
    """An angle of a rectangle's side as the one between -45° and 45°."""
    return (angle + 45.0) % 90.0 - 45.0


def _angles_of_strokes(mask: NDArray[np.uint8], letter: float) -> list[float]:
    """Angles of thin straight components at least as long as a letter is high."""
    cv2 = opencv()
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    angles = []
    for index in range(1, len(stats)):
        x, y, width, height, area = (int(number) for number in stats[index])
        if width < letter or area < 4 or height > 0.5 * width + 4:
            continue
        ys, xs = np.nonzero(labels[y : y + height, x : x + width] == index)
        (_, _), (long, thin), angle = cv2.minAreaRect(np.stack([xs, ys], 1).astype(np.float32))
        if max(long, thin) > 6 * max(1.0, min(long, thin)):
            angles.append(_folded(angle))
    return [angle for angle in angles if abs(angle) <= MOST]
