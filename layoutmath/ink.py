"""Pen strokes and pixels, as the source recorded them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError
from layoutmath.geometry import BoundingBox


@dataclass(frozen=True, slots=True)
class Stroke:
    """One pen-down to pen-up path: ``points`` are (x, y), y downward, in the order they were written.

    >>> Stroke("0", ((0, 0), (3, 4))).box
    BoundingBox(l=0, t=0, r=3, b=4)
    """

    id: str
    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not self.points:
            raise InputError(f"found stroke {self.id!r} without points", "at least one point")
        for x, y in self.points:
            if not (math.isfinite(x) and math.isfinite(y)):
                raise InputError(f"found point ({x}, {y}) in stroke {self.id!r}", "finite coordinates")

    @property
    def box(self) -> BoundingBox:
        xs, ys = zip(*self.points, strict=True)
        return BoundingBox(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Ink:
    """The strokes of one expression, ids unique."""

    strokes: tuple[Stroke, ...]

    def __post_init__(self) -> None:
        if len({stroke.id for stroke in self.strokes}) != len(self.strokes):
            raise InputError("found two strokes with one id", "unique stroke ids")


@dataclass(frozen=True, slots=True, eq=False)
class PixelImage:
    """A picture: ``pixels`` (height, width) of brightness, 0 black to 255 white, row 0 at the top.

    Raises InputError for arrays of another shape or kind, and for empty ones.

    >>> PixelImage(np.full((2, 3), 255, np.uint8), name="blank.png").size
    (3, 2)
    """

    pixels: NDArray[np.uint8]
    name: str = ""

    def __post_init__(self) -> None:
        pixels: NDArray[Any] = self.pixels
        if pixels.ndim != 2 or pixels.dtype != np.uint8 or not pixels.size:
            finding = f"found an array of shape {pixels.shape} and type {pixels.dtype}"
            raise InputError(finding, "(height, width) of uint8, not empty", place="pixels", source=self.name)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.pixels.shape
        return width, height
