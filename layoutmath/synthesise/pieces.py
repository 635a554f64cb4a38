"""What is laid out: pieces with ink, in the eight styles of TeX (TeXbook, chapter 17).

Lengths are thousandths of the em of the text; a piece's origin lies on its baseline at its left end, x grows
to the right and y downward.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from layoutmath.synthesise.fonts import EM, Glyph, MathFont


class Ink(NamedTuple):
    """A part of what a symbol draws: the symbol's id and the box of the outline."""

    symbol: str
    l: float
    t: float
    r: float
    b: float


@dataclass(frozen=True, slots=True)
class Piece:
    r"""Something laid out.

    ::

        ┌──────┐        height: above the baseline
        │ ink  │
        ┼──────┼─ baseline, width along it
        └──────┘        depth: below the baseline

    ``italic`` is the italic correction at its right end, ``attachment`` the x over which an accent is
    centred. ``character`` says that scripts are placed as on a single letter, not by the size of the piece.
    """

    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0
    ink: tuple[Ink, ...] = ()
    italic: float = 0.0
    attachment: float | None = None
    character: bool = False


def joined(parts: Iterable[tuple[float, float, Piece]], width: float | None = None) -> Piece:
    """Pieces at places (x, y) in one; as wide as they reach unless a width is given.

    >>> letter = Piece(5, 4, 1, (Ink("a", 0, -4, 5, 1),))
    >>> both = joined([(0, 0, letter), (5, -3, letter)])
    >>> both.width, both.height, both.depth, both.ink[1]
    (10, 7, 1, Ink(symbol='a', l=5, t=-7, r=10, b=-2))
    """
    placed = list(parts)
    ink = tuple(
        Ink(symbol, l + x, t + y, r + x, b + y) for x, y, piece in placed for symbol, l, t, r, b in piece.ink
    )
    return Piece(
        max((x + piece.width for x, _, piece in placed), default=0.0) if width is None else width,
        max((piece.height - y for _, y, piece in placed), default=0.0),
        max((piece.depth + y for _, y, piece in placed), default=0.0),
        ink,
    )


def whole(piece: Piece) -> Piece:
    """A piece as wide as its ink, for bars and frames that cover it."""
    reach = max((ink.r for ink in piece.ink), default=0.0)
    return replace(piece, width=max(piece.width, reach), italic=0.0)


def rule(symbol: str, width: float, bottom: float, thickness: float) -> Piece:
    """A horizontal stroke from x = 0; ``bottom`` is how far its lower edge lies above the baseline."""
    ink = Ink(symbol, 0.0, -bottom - thickness, width, -bottom)
    return Piece(width, bottom + thickness, -bottom, (ink,))


class Style(NamedTuple):
    """Display, text, script or scriptscript style (level 0 to 3), each also cramped."""

    level: int
    cramped: bool = False

    @property
    def superscript(self) -> Style:
        return Style(min(3, max(2, self.level + 1)), self.cramped)

    @property
    def subscript(self) -> Style:
        return Style(self.superscript.level, True)

    @property
    def numerator(self) -> Style:
        return Style(min(3, self.level + 1), self.cramped)

    @property
    def denominator(self) -> Style:
        return Style(self.numerator.level, True)

    @property
    def crammed(self) -> Style:
        return Style(self.level, True)


@dataclass(frozen=True, slots=True)
class Face:
    """A font in a style: constants and glyphs at the style's size."""

    font: MathFont
    style: Style

    @property
    def size(self) -> float:
        """The size of the style's letters, 1 in text."""
        if self.style.level < 2:
            return 1.0
        return self.font.percent(
            "scriptPercentScaleDown" if self.style.level == 2 else "scriptScriptPercentScaleDown"
        )

    @property
    def display(self) -> bool:
        return self.style.level == 0

    @property
    def em(self) -> float:
        return EM * self.size

    @property
    def axis(self) -> float:
        """Height of the axis above the baseline, on which fractions, fences and operators are centred."""
        return self.constant("axisHeight")

    def constant(self, name: str) -> float:
        return self.font.constant(name) * self.size

    def by_style(self, name: str, display_name: str) -> float:
        """A constant that has another name in display style."""
        return self.constant(display_name if self.display else name)

    def glyph(self, character: str) -> Glyph | None:
        return self.font.glyph(character, script=self.style.level >= 2)

    def taller(self, character: str, height: float) -> Glyph | None:
        return self.font.taller(character, height / self.size)

    def wider(self, character: str, width: float) -> Glyph | None:
        return self.font.wider(character, width / self.size)

    def widest_within(self, character: str, width: float) -> Glyph | None:
        return self.font.widest_within(character, width / self.size)

    def piece(self, symbol: str, glyph: Glyph, *, character: bool = False) -> Piece:
        """A glyph on the baseline."""
        l, t, r, b = (edge * self.size for edge in glyph.box)
        attachment = None if glyph.attachment is None else glyph.attachment * self.size
        return Piece(
            glyph.advance * self.size,
            -t,
            b,
            (Ink(symbol, l, t, r, b),),
            glyph.italic * self.size,
            attachment,
            character,
        )

    def centred(self, symbol: str, glyph: Glyph) -> Piece:
        """A glyph whose middle lies on the axis."""
        piece = self.piece(symbol, glyph)
        return shifted(piece, (piece.height - piece.depth) / 2 - self.axis)


def shifted(piece: Piece, down: float) -> Piece:
    """A piece moved down from its baseline."""
    moved = joined([(0.0, down, piece)], piece.width)
    return Piece(
        moved.width, moved.height, moved.depth, moved.ink, piece.italic, piece.attachment, piece.character
    )
