"""Pen strokes, as the source recorded them."""

from __future__ import annotations

from dataclasses import dataclass

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
