"""Formulas that browsers typeset themselves, with what is wrong in colour."""

from __future__ import annotations

import re
from collections.abc import Collection

from layoutmath.exporters.mathml import data_symbols, write_mathml
from layoutmath.structure import BaselineStructure

_NAMED = re.compile(r'<(m\w+)([^>]*) data-symbols="([^"]*)"')
_TOKENS = ("mi", "mn", "mo")


def formula(tree: BaselineStructure, marked: Collection[str] = ()) -> str:
    """A ``math`` element in a line; the letters, digits and operators of marked symbols have a class.

    >>> from layoutmath.readers.latex import read_latex
    >>> print(formula(read_latex("x^{2}"), ["1"]).partition(">")[2])
    <msup><mi>x</mi><mn class="marked">2</mn></msup></math>
    """
    names = {data_symbols([symbol]) for symbol in marked}

    def with_class(found: re.Match[str]) -> str:
        is_marked = found[1] in _TOKENS and not names.isdisjoint(found[3].split(" "))
        return f"<{found[1]}{found[2]}" + (' class="marked"' if is_marked else "")

    return _NAMED.sub(with_class, write_mathml(tree)).replace(' display="block"', "", 1)
