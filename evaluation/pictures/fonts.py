"""Fonts whose glyphs are drawn: those for mathematics, also with letters of a font for text in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from layoutmath.geometry import BoundingBox
from layoutmath.synthesise import MathFont
from layoutmath.synthesise.fonts import EM, Glyph

Outline = np.ndarray
"""A closed line: points (n, 2), x to the right and y downward from the glyph's origin, in units of EM."""

STEPS = 6
"""Straight pieces that a curve is drawn with."""

FLAT_INSTEAD = {"−": "-", "∗": "*", "∶": ":", "′": "'", "⋅": "·", "⟨": "‹", "⟩": "›"}
"""What fonts for text have where mathematics has a character of its own."""


@dataclass(frozen=True, slots=True)
class DrawnGlyph(Glyph):
    """A glyph with its outlines: of each part, which may overlap others, closed lines filled by parity."""

    parts: tuple[tuple[Outline, ...], ...] = field(default=(), compare=False)


class PictureFont(MathFont):
    """A font for mathematics that remembers the outlines of what it handed out, by character.

    With ``letters``, the path of a font for text, its glyphs are taken wherever it has some, as high as those
    of the font for mathematics; ``slanted`` text fonts draw letters only, since digits stand upright.
    """

    def __init__(self, path: Path, letters: Path | None = None, *, slanted: bool = False) -> None:
        super().__init__(path)
        self.handed: dict[str, list[DrawnGlyph]] = {}
        self.slanted = slanted
        self.letters = None
        if letters is not None:
            import ziafont

            self.letters = ziafont.Font(str(letters))
            self.name = letters.stem
            own, other = super()._glyph("H"), self._of_letters("H", 1.0)
            assert own is not None
            assert other is not None, "a font for text without H"
            self.factor = own.box.height / other.box.height

    def _glyph(self, character: str, *, script: bool = False) -> Glyph | None:
        found = self._of_letters(character, self.factor) if self.letters is not None else None
        return self._noted(character, found or super()._glyph(character, script=script))

    def taller(self, character: str, height: float) -> Glyph | None:
        return self._noted(character, super().taller(character, height))

    def wider(self, character: str, width: float) -> Glyph | None:
        return self._noted(character, super().wider(character, width))

    def widest_within(self, character: str, width: float) -> Glyph | None:
        return self._noted(character, super().widest_within(character, width))

    def _noted(self, character: str, glyph: Glyph | None) -> Glyph | None:
        if isinstance(glyph, DrawnGlyph) and glyph not in (noted := self.handed.setdefault(character, [])):
            noted.append(glyph)
        return glyph

    def _measure(self, glyph: Any) -> Glyph | None:
        plain = super()._measure(glyph)
        if plain is None:
            return None
        parts = tuple(_parts(glyph, self._scale))
        return DrawnGlyph(plain.box, plain.advance, plain.italic, plain.attachment, parts)

    def _of_letters(self, character: str, factor: float) -> DrawnGlyph | None:
        plain = unicodedata.normalize("NFKC", character) if character not in FLAT_INSTEAD else character
        if unicodedata.combining(character) or len(plain) != 1 or (self.slanted and not plain.isalpha()):
            return None
        if unicodedata.category(plain) == "Sm" and plain in "∑∏∫√∮∐":
            return None
        for wanted in (plain, FLAT_INSTEAD.get(plain, plain)):
            index = self.letters.glyphindex(wanted)
            if index:
                glyph = self.letters.glyph_fromid(index)
                scale = EM / self.letters.info.layout.unitsperem * factor
                parts = tuple(_parts(glyph, scale))
                points = [line for part in parts for line in part]
                if not points:
                    return None
                corners = np.concatenate(points)
                (l, t), (r, b) = corners.min(0).tolist(), corners.max(0).tolist()
                advance = glyph.advance() * scale
                over = max(0.0, r + 20 - advance) if self.slanted else 0.0  # where scripts would meet it
                return DrawnGlyph(BoundingBox(l, t, r, b), advance, over, None, parts)
        return None


def _parts(glyph: Any, scale: float) -> Iterator[tuple[Outline, ...]]:
    """Closed lines of each part of a ziafont glyph, assembled ones among them."""
    for part, offset in zip(getattr(glyph, "glyphs", ()), getattr(glyph, "offsets", ()), strict=False):
        move = (0.0, -offset * scale) if glyph.vert else (offset * scale, 0.0)
        for lines in _parts(part, scale):
            yield tuple(line + move for line in lines)
    lines: list[list[tuple[float, float]]] = []
    for operator in glyph.operators:
        curve = [(point.x, point.y) for point in operator.points()[0]]
        if type(operator).__name__ == "Moveto":
            lines.append([curve[-1]])
            continue
        control = np.array([lines[-1][-1], *curve])
        if len(control) == 2:
            lines[-1].append(curve[0])
            continue
        for t in np.linspace(0, 1, STEPS + 1)[1:]:
            points = control
            while len(points) > 1:  # de Casteljau
                points = points[:-1] * (1 - t) + points[1:] * t
            lines[-1].append(tuple(points[0].tolist()))
    closed = tuple(np.array(line) * (scale, -scale) for line in lines if len(line) > 2)
    if closed:
        yield closed
