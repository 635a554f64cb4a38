"""Symbols from glyphs and rules that are given one by one, without a document around them."""

from __future__ import annotations

from collections import Counter

from layoutmath import BoundingBox, export, parse
from layoutmath.recognisers.pdf.assembly import assembled
from layoutmath.recognisers.pdf.page import Glyph, Rule


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


# ---- primitives ----


def test_letters_of_a_ligature_are_primitives_of_their_own() -> None:
    ligature = Glyph("g0", ("f", "i"), BoundingBox(0, 3, 6, 10), 0, 10, 6, 10, "CMR10", 12, "fi")
    below = Glyph("g1", ("x",), BoundingBox(1, 16, 5, 20), 1, 20, 5, 10, "CMMI10", ord("x"))
    bar, between_columns = Rule("r0", BoundingBox(0, 12, 6, 12.4)), Rule("r1", BoundingBox(20, 0, 20.4, 30))
    expression = assembled([ligature, below], [bar, between_columns])
    assert {symbol.primitives: symbol.label for symbol in expression.symbols} == {
        ("g0.0",): "f",
        ("g0.1",): "i",
        ("g1",): "x",
        ("r0",): "-",
    }
    tree = parse(expression)
    assert export(tree, "latex") == r"\frac{fi}{x}"
    objects = [line for line in export(tree, "lg").splitlines() if line.startswith("O, ")]
    assert sorted(line.split(", ")[-1] for line in objects) == ["g0.0", "g0.1", "g1", "r0"]
