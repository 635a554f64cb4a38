"""The angle at which lines run."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layoutmath.recognisers.image.reading import opencv

MOST = 24.0
"""Degrees to either side that are looked at."""

POINTS = 6000
"""Points of ink that are looked at: the angle needs no more."""

LEVEL = 0.85
"""Share of the best score from which 0 is taken: turning costs sharpness, and 0 is by far the likeliest."""


PEAKED = 4.0
"""How many times as many edges as at the average angle run along lines of print; 0.5 % of handwriting has so
many, and nine of ten pictures of print."""


@dataclass(frozen=True, slots=True)
class Skew:
    """Degrees by which lines fall from left to right (y downward), and whether that is certain.

    The angle of handwriting is not: letters lean, and bars rise, as the hand has it.
    """

    angle: float
    certain: bool


def skew_of(grey: NDArray[np.uint8], mask: NDArray[np.uint8], letter: float) -> Skew:
    """The angle at which lines run, 0 where nothing tells.

    ``mask`` (height, width) is not 0 where the picture ``grey`` has ink; ``letter`` is the height of a letter
    in pixels. Of a grid of angles, refined around the best, and of that of the minimum-area rectangle around
    all ink, the one is taken for which two things agree: the projection of the ink varies most where lines
    are (Postl 1986, "Detection of linear oblique structures and skew scan in digitized documents"), and most
    edges run along bars, serifs and feet of letters, as in a Hough transform of the edges' directions.

    >>> mask = np.zeros((200, 300), np.uint8)
    >>> for x in range(20, 280):
    ...     mask[60 + x // 10 : 63 + x // 10, x] = 255
    >>> round(skew_of(255 - mask, mask, 20.0).angle)
    6
    """
    ys, xs = np.nonzero(mask)
    if len(xs) < 2:
        return Skew(0.0, certain=True)
    rectangle = _folded(opencv().minAreaRect(np.stack([xs, ys], 1).astype(np.float32))[2])
    if len(xs) > POINTS:
        chosen = np.random.default_rng(0).choice(len(xs), POINTS, replace=False)
        xs, ys = xs[chosen], ys[chosen]
    bin_size = max(letter / 20, 1.0)

    def sharpness(angle: float) -> float:
        """How much the projection varies, by Postl's sum of squared differences."""
        turn = math.radians(angle)
        across = (ys * math.cos(turn) - xs * math.sin(turn)) / bin_size
        across -= across.min()
        lower = across.astype(int)
        share = (
            across - lower
        )  # each point counts in the two bins next to it, so that pixels leave no pattern
        profile = np.bincount(lower, 1 - share, lower.max() + 2)
        profile[1:] += np.bincount(lower, share, lower.max() + 1)
        differences = np.diff(profile)
        return float(differences @ differences)

    angles, directions = _edge_directions(grey, letter)

    def score(angle: float) -> float:
        return sharpness(angle) * float(np.interp(angle, angles, directions))

    candidates = [*np.arange(-MOST, MOST + 1, 1.0).tolist(), rectangle if abs(rectangle) <= MOST else 0.0]
    best = max(candidates, key=score)
    for step in (0.5, 0.25, 0.1):
        best = max((best + step * k for k in (0, -1, 1)), key=score)
    if score(0.0) >= LEVEL * score(best):
        return Skew(0.0, certain=True)
    peak = float(np.interp(best, angles, directions)) / float(directions.mean())
    return Skew(float(best), certain=peak >= PEAKED)


def _folded(angle: float) -> float:
    """An angle of a rectangle's side as the one between -45° and 45°.

    >>> _folded(88.0), _folded(-3.0)
    (-2.0, -3.0)
    """
    return (angle + 45.0) % 90.0 - 45.0


def _edge_directions(
    grey: NDArray[np.uint8], letter: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angles, and how much of all edges runs along each: weights of strong gradients, smoothed by 0.6°."""
    cv2 = opencv()
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), max(0.8, letter / 24))
    across, down = cv2.Scharr(smooth, cv2.CV_32F, 1, 0), cv2.Scharr(smooth, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    strong = strength > 0.25 * np.percentile(strength, 99.5)
    # an edge that falls by an angle has the gradient (-sin, cos) or its opposite
    direction = np.degrees(np.arctan2(-across[strong] * np.sign(down[strong]), np.abs(down[strong])))
    step = 0.25
    edges = np.arange(-MOST - 4, MOST + 4 + step, step)
    histogram, _ = np.histogram(direction, edges, weights=strength[strong])
    kernel = np.exp(-0.5 * (np.arange(-8, 9) * step / 0.6) ** 2)
    return edges[:-1] + step / 2, np.convolve(histogram, kernel / kernel.sum(), "same") + 1e-9
