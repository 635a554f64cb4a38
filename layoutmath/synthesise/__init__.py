"""Typeset formulas with exact boxes: a symbol layout tree and a font for mathematics in, boxes out.

An extra: ``pip install layoutmath[synthesise]``.
"""

from __future__ import annotations

from layoutmath.structure import BaselineStructure
from layoutmath.synthesise.fonts import MathFont, open_font
from layoutmath.synthesise.formulas import random_formulas
from layoutmath.synthesise.plan import Manner
from layoutmath.synthesise.tex import as_tex_draws
from layoutmath.synthesise.typesetter import Typesetter

__all__ = ["Manner", "MathFont", "as_tex_draws", "open_font", "random_formulas", "synthesise"]


def synthesise(
    structure: BaselineStructure, font: MathFont, manner: Manner | None = None
) -> BaselineStructure:
    r"""The same tree with the box of every symbol's ink as the font draws it.

    1000 units are an em of the text, y grows downward, and the whole starts at (0, 0). A box is that of the
    drawn outline; a radical with its bar is one symbol, an assembled fence too. Everything stands where the
    tree says: limits above and below or beside. The font's name joins ``extra`` of the expression.

    Raises InputError for a symbol that the font has no glyph for, or that cannot be drawn where it hangs.

    >>> from layoutmath.readers.latex import read_latex
    >>> tree = synthesise(read_latex(r"\frac{x^2}{y}"), open_font())
    >>> tree == read_latex(r"\frac{x^2}{y}")
    True
    >>> for symbol in tree.expression.symbols:
    ...     print(symbol.label, *symbol.box)
    - 0.0 1177.7 975.8 1245.7
    x 23.0 350.7 540.0 839.7
    y 215.9 1627.7 728.9 2329.7
    2 600.5 0.0 911.3 469.7
    """
    return Typesetter(structure, font, manner or Manner()).structure_with_boxes()
