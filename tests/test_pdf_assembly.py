"""Symbols from glyphs and rules that are given one by one, without a document around them."""

from __future__ import annotations

from collections import Counter

from layoutmath import BoundingBox
from layoutmath.recognisers.pdf.assembly import assembled
from layoutmath.recognisers.pdf.page import Glyph


def dots(count: int, pitch: float, label: str = ".") -> list[Glyph]:
    """A row of dots in a font of 10 points, ``pitch`` ems from one to the next."""
    return [
        Glyph(f"g{n}", (label,), BoundingBox(x, 9, x + 1, 10), x, 10, 2.8, 10, "CMR10", ord("."))
        for n, x in ((n, 10 * pitch * n) for n in range(count))
    ]


def found(glyphs: list[Glyph]) -> dict[str | None, int]:
    return dict(Counter(symbol.label for symbol in assembled(glyphs, ()).symbols))


# ---- dots ----


def test_three_dots_are_one_symbol_and_more_at_smaller_distances_are_full_stops() -> None:
    assert found(dots(3, 0.44)) == {r"\ldots": 1}
    assert found(dots(3, 0.44, r"\cdot")) == {r"\cdots": 1}
    assert found(dots(3, 0.28)) == {".": 3}
    assert found(dots(6, 0.28)) == {".": 6}  # every other one is as far as in an ellipsis


def test_a_worksheet_of_dotted_lines_is_read_in_one_go() -> None:
    # Each dot is compared with those around it only: all triples of so many would never end.
    assert found(dots(2000, 0.28)) == {".": 2000}
    assert found(dots(2001, 0.44)) == {r"\ldots": 667}
