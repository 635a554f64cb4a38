"""Pen strokes drawn as pictures: hands, pens and sizes vary, with the symbol that each pixel belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from rendering import FINER, CannotDraw, Drawing

from layoutmath import open_dataset
from layoutmath.structure import BaselineStructure

PEN = (1 / 24, 1 / 9)
"""Widths of a pen, in heights of a letter: a fine ball pen in large writing to a felt pen in small."""

BITS = 4  # OpenCV draws at sixteenths of a pixel


def inked(path: Path) -> Iterator[BaselineStructure]:
    """Trees of a folder of ink in which every stroke belongs to exactly one symbol."""
    for expression, truth in open_dataset(str(path)):
        if truth is None or expression.ink is None:
            continue
        used = [name for symbol in truth.expression.symbols for name in symbol.primitives]
        if sorted(used) == sorted(stroke.id for stroke in expression.ink.strokes):
            yield truth


def strokes_of(
    truth: BaselineStructure, letter: float, rng: np.random.Generator | None
) -> list[list[np.ndarray]]:
    """Of each symbol its strokes (n, 2) in pixels, the longer side of the middle stroke ``letter`` long.

    With ``rng`` the hand is another one each time: all is slanted and stretched, a smooth random field moves
    it, and every stroke is moved and scaled a little by itself.
    """
    ink = truth.expression.ink
    assert ink is not None
    points = {stroke.id: np.array(stroke.points, float) for stroke in ink.strokes}
    sides = [float(np.ptp(each, axis=0).max()) for each in points.values()]
    factor = letter / (float(np.median(sides)) or max(sides) or 1.0)
    parts = {name: each * factor for name, each in points.items()}
    if rng is not None:
        parts = _in_another_hand(parts, letter, rng)
    return [[parts[name] for name in symbol.primitives] for symbol in truth.expression.symbols]


def _in_another_hand(
    parts: dict[str, np.ndarray], letter: float, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    slant, stretch = rng.normal(0, (0.12, 0.1))
    change = np.array([[np.exp(stretch), 0.0], [slant, np.exp(-stretch)]])
    waves, swings = rng.normal(0, 1.6, (2, 4)) / letter, rng.normal(0, 0.022 * letter, (4, 2))
    phases = rng.uniform(0, 2 * np.pi, 4)
    moved = {}
    for name, points in parts.items():
        points = points @ change
        points = points + np.sin(points @ waves + phases) @ swings
        middle = points.mean(0)
        reach = float(np.clip(np.ptp(points, axis=0).max(), 0.1 * letter, 1.5 * letter))
        grown = (points - middle) * np.exp(rng.normal(0, 0.05)) + middle
        moved[name] = grown + rng.normal(0, 0.02, 2) * reach
    return moved


def drawn_ink(truth: BaselineStructure, letter: float, rng: np.random.Generator, *, vary: bool) -> Drawing:
    """The picture of an expression's ink, written by one pen whose pressure varies.

    ``vary`` distorts the hand, for training. Raises CannotDraw for what is too large.
    """
    symbols = strokes_of(truth, letter, rng if vary else None)
    pen = letter * float(np.exp(rng.uniform(*np.log(PEN))))
    pressure = rng.uniform(0.0, 0.3)
    every = np.concatenate([points for strokes in symbols for points in strokes])
    corner = np.floor(every.min(0) - 0.6 * letter)
    width, height = np.ceil(every.max(0) - corner + 0.6 * letter).astype(int).tolist()
    if width * height > 6_000_000:
        raise CannotDraw("a large formula")
    cover, strongest = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    owners = np.zeros((height, width), np.uint16)
    for number, strokes in enumerate(symbols, 1):
        own = np.concatenate(strokes) - corner
        x0, y0 = np.maximum(np.floor(own.min(0) - pen - 1), 0).astype(int).tolist()
        x1, y1 = np.minimum(np.ceil(own.max(0) + pen + 1), (width, height)).astype(int).tolist()
        fine = np.zeros(((y1 - y0) * FINER, (x1 - x0) * FINER), np.uint8)
        for points in strokes:
            _written(fine, (points - corner - (x0, y0)) * FINER, pen * FINER, pressure, rng)
        small = cv2.resize(fine, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        place = np.s_[y0:y1, x0:x1]
        cover[place] = np.maximum(cover[place], small)
        stronger = small > np.maximum(strongest[place], 0.02)
        owners[place][stronger] = number
        strongest[place] = np.maximum(strongest[place], small)
    return Drawing(cover, owners, tuple(symbol.id for symbol in truth.expression.symbols))


def _written(
    fine: np.ndarray, points: np.ndarray, pen: float, pressure: float, rng: np.random.Generator
) -> None:
    """One stroke, wider and narrower along its way in a slow wave."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))]) / (20 * pen)
    wave = np.sin(2 * np.pi * (along + rng.random()))
    widths = np.maximum(np.round(pen * (1 + pressure * wave)), 2).astype(int).tolist()
    fixed = np.round(points * 2**BITS).astype(int).tolist()
    for start, end, width in zip(fixed, [*fixed[1:], fixed[-1]], widths, strict=True):
        cv2.line(fine, start, end, 255, width, cv2.LINE_8, BITS)
