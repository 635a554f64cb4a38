"""Ink as pictures: strokes distorted as hands differ, scaled into a frame and drawn with anti-aliasing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Points (n, 2) of one stroke in the order of writing: x, and y downward."""

FRACTION_BITS = 4  # OpenCV draws at sixteenths of a pixel
NARROWEST = 1e-6  # a dot has no extent to be scaled by


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture must fit in, in pixels: every picture is ``height`` high and at most ``width`` wide.

    The published CRNN uses a square: scale = (size - 2 padding) / max(width, height). Formulas are about
    three times wider than high, so here the frame is a rectangle whose sides have sizes of their own; the
    smaller of both scales keeps the aspect ratio, and the picture is no wider than its ink needs.
    """

    height: int = 64
    width: int = 320
    padding: int = 4

    def scale(self, extent: NDArray[np.float64]) -> float:
        """Pixels per unit of ink, for ink of this width and height.

        >>> Frame(64, 320, 4).scale(np.array([56.0, 28.0])), Frame(64, 320, 4).scale(np.array([624.0, 28.0]))
        (2.0, 0.5)
        """
        room = np.array([self.width, self.height]) - 2 * self.padding
        return float((room / np.maximum(extent, NARROWEST)).min())


@dataclass(frozen=True, slots=True)
class Shade:
    """Brightness of ink and paper (0 black to 255 white), and the width of the pen in pixels."""

    ink: int = 0
    paper: int = 255
    pen: int = 2

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Shade:
        """Another brightness, contrast and pen each time."""
        pen = int(rng.choice([1, 2, 3], p=[0.15, 0.7, 0.15]))
        return cls(int(rng.integers(0, 90)), int(rng.integers(190, 256)), pen)


def rendered(strokes: Sequence[Points], frame: Frame, shade: Shade | None = None) -> NDArray[np.uint8]:
    """The picture (frame.height, width) of brightness; the ink is in the middle of its height.

    >>> rendered([np.array([[0.0, 0.0], [10.0, 10.0]])], Frame(64, 320, 4)).shape
    (64, 64)
    """
    shade = shade or Shade()
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    scale = frame.scale(high - low)
    size = np.array([np.ceil((high - low)[0] * scale) + 2 * frame.padding, frame.height])
    pixels = np.full((frame.height, int(size[0])), shade.paper, np.uint8)
    centre = (low + high) / 2
    for stroke in strokes:
        placed = (stroke - centre) * scale + (size - 1) / 2
        fixed = np.round(placed * 2**FRACTION_BITS).astype(np.int32)
        cv2.polylines(
            pixels, [fixed.reshape(-1, 1, 2)], False, shade.ink, shade.pen, cv2.LINE_AA, FRACTION_BITS
        )
    return pixels


def distorted(strokes: Sequence[Points], rng: np.random.Generator) -> list[Points]:
    """The strokes turned, slanted and stretched together, and each moved and scaled a little by itself.

    Amounts are standard deviations: 3 degrees, a slant of 0.15, 12 % of width; of each stroke 4 % of the
    median stroke's extent and 6 % of its own. Larger ones make an exponent out of a neighbour.
    """
    angle, slant = np.radians(rng.normal(0, 3)), rng.normal(0, 0.15)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slanted = np.array([[np.exp(rng.normal(0, 0.12)), slant], [0.0, 1.0]])
    together = (turned @ slanted).T
    reach = 0.04 * float(np.median([np.ptp(stroke, axis=0).max() for stroke in strokes]))
    changed = []
    for stroke in strokes:
        centre = (stroke.min(0) + stroke.max(0)) / 2
        scale, shift = np.exp(rng.normal(0, 0.06)), rng.normal(0, reach, 2)
        changed.append(((stroke - centre) * scale + centre + shift) @ together)
    return changed
