"""What a page shows: glyphs and rules. Lengths are points, y grows downward from the top of the page."""

from __future__ import annotations

from dataclasses import dataclass

from layoutmath.geometry import BoundingBox


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as the page draws it.

    ::

                ┌────┐ ┄┄┄┄┄┄ box.t
                │ ▟▙ │              ``box`` is the box of its ink,
        origin  │▟▛▜▙│              ``baseline`` the y and ``x`` the x
        ├───────┴────┴──┤ ┄┄┄ baseline    of its origin, ``advance`` the way
        x    advance        to the next origin, ``em`` the size of the font.

    ``font`` is the font's name without the mark of a subset, ``name`` the glyph's name in the font program
    or in the encoding of the document, ``text`` what the document says that it means; all may be missing.
    ``label`` is canonical, None where nothing says what it is; a ligature has several ``labels``. ``part``
    says which piece of an assembled symbol it is: ``tp``, ``mid``, ``ex`` (repeated), ``bt`` or ``tip``.
    """

    id: str
    labels: tuple[str, ...]
    box: BoundingBox
    x: float
    baseline: float
    advance: float
    em: float
    font: str = ""
    code: int = 0
    name: str | None = None
    text: str | None = None
    part: str = ""

    @property
    def label(self) -> str | None:
        return self.labels[0] if len(self.labels) == 1 else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line or filled rectangle: fraction bars, the lines of radicals and frames, overlines."""

    id: str
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class Page:
    """One page, numbered from 1; ``box`` is the visible part, which starts at (0, 0)."""

    number: int
    box: BoundingBox
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    pictures: int = 0
