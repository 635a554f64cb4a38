"""Trees drawn as pictures, with the symbol that each pixel belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from fonts import DrawnGlyph, Outline, PictureFont

from layoutmath.structure import BaselineStructure
from layoutmath.synthesise import Manner
from layoutmath.synthesise.characters import characters
from layoutmath.synthesise.constructs import ACCENTS, STRETCHED
from layoutmath.synthesise.pieces import Ink
from layoutmath.synthesise.typesetter import FENCE_CHARACTERS, Typesetter

FINER = 4
"""Points across and down within a pixel that say how much of it is covered."""

DRAWN_BY_RULES = ("-", r"\sqrt")


class CannotDraw(Exception):
    """A symbol whose outline was not found, or that the font lacks."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """``cover`` (height, width) is the share of ink; ``owners`` is 1 + the index of a symbol, or 0."""

    cover: np.ndarray
    owners: np.ndarray
    ids: tuple[str, ...]


def outlines_of(
    structure: BaselineStructure, font: PictureFont, manner: Manner
) -> tuple[BaselineStructure, dict[str, list[tuple[Outline, ...]]]]:
    """The tree with boxes, and of each symbol the parts that are drawn, in thousandths of an em."""
    setter = Typesetter(structure, font, manner)
    placed = setter.structure_with_boxes()
    ink = setter.pieces[structure.root.first.id].ink
    labels = {symbol.id: symbol.label or "" for symbol in structure.expression.symbols}
    sizes = (1.0, font.percent("scriptPercentScaleDown"), font.percent("scriptScriptPercentScaleDown"))
    drawn: dict[str, list[tuple[Outline, ...]]] = {}
    for part in ink:
        drawn.setdefault(part.symbol, []).extend(_drawn(part, labels[part.symbol], font, manner, sizes))
    return placed, drawn


def _drawn(
    ink: Ink, label: str, font: PictureFont, manner: Manner, sizes: tuple[float, ...]
) -> list[tuple[Outline, ...]]:
    """The outline whose box fits, moved to its place; the layout itself keeps boxes only."""
    plain = characters(label, manner.alphabet)
    names = [label, plain, *plain, FENCE_CHARACTERS.get(label), ACCENTS.get(label), STRETCHED.get(label), "√"]
    width, height = ink.r - ink.l, ink.b - ink.t
    for name in dict.fromkeys(filter(None, names)):
        for glyph in font.handed.get(name, ()):
            for size in sizes:
                if _near(glyph.box.width * size, width) and _near(glyph.box.height * size, height):
                    return _moved(glyph, size, ink)
    if label in DRAWN_BY_RULES:
        return [(np.array([[ink.l, ink.t], [ink.r, ink.t], [ink.r, ink.b], [ink.l, ink.b]]),)]
    raise CannotDraw(label)


def _near(one: float, other: float) -> bool:
    return abs(one - other) < 1e-3 + 1e-6 * abs(other)


def _moved(glyph: DrawnGlyph, size: float, ink: Ink) -> list[tuple[Outline, ...]]:
    origin = np.array([ink.l - glyph.box.l * size, ink.t - glyph.box.t * size])
    return [tuple(line * size + origin for line in part) for part in glyph.parts]


def draw(
    drawn: dict[str, list[tuple[Outline, ...]]], em: float, angle: float = 0.0, margin: float = 0.6
) -> Drawing:
    """Pixels of outlines: ``em`` pixels per em, lines falling by ``angle`` degrees, ``margin`` in em."""
    turn = math.radians(angle)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]]) * (em / 1000)
    turned = {
        name: [tuple(line @ matrix for line in part) for part in parts] for name, parts in drawn.items()
    }
    points = np.concatenate([line for parts in turned.values() for part in parts for line in part])
    corner = points.min(0) - margin * em
    width, height = np.ceil(points.max(0) - corner + margin * em).astype(int).tolist()
    if width * height > 6_000_000:
        raise CannotDraw("a large formula")
    cover, strongest = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    owners = np.zeros((height, width), np.uint16)
    for number, parts in enumerate(turned.values(), 1):
        own = np.concatenate([line for part in parts for line in part]) - corner
        x0, y0 = np.floor(own.min(0)).astype(int).tolist()
        x1, y1 = (np.ceil(own.max(0)).astype(int) + 1).tolist()
        fine = np.zeros(((y1 - y0) * FINER, (x1 - x0) * FINER), np.uint8)
        for part in parts:
            layer = np.zeros_like(fine)
            shifted = [
                np.round(((line - corner - (x0, y0)) * FINER - 0.5) * 16).astype(np.int32) for line in part
            ]
            cv2.fillPoly(layer, shifted, 255, shift=4)
            np.maximum(fine, layer, out=fine)
        small = cv2.resize(fine, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        h, w = cover[y0:y1, x0:x1].shape
        small = small[:h, :w]
        place = np.s_[y0 : y0 + h, x0 : x0 + w]
        cover[place] = np.maximum(cover[place], small)
        stronger = small > np.maximum(strongest[place], 0.02)
        owners[place][stronger] = number
        strongest[place] = np.maximum(strongest[place], small)
    return Drawing(cover, owners, tuple(turned))
