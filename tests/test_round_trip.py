"""SymPy → LaTeX → tree → reading → SymPy gives the same expression: thousands of them, of every construct."""

from __future__ import annotations

from random import Random

import pytest
import sympy
from sympy_expressions import random_expression

import layoutmath as lm
from layoutmath.semantics import meaning
from layoutmath.semantics.algebra import to_sympy


def same(wanted: sympy.Basic, found: sympy.Basic) -> bool:
    """Equal as they stand, or once products are expanded: SymPy prints what it has put in another order."""
    if wanted == found:
        return True
    if isinstance(wanted, sympy.Determinant):
        wanted = wanted.doit()
    numbers = isinstance(wanted, sympy.Expr) and isinstance(found, sympy.Expr)
    return numbers and sympy.expand(wanted - found) == 0


@pytest.mark.parametrize("seed", range(20))
def test_expressions_come_back(seed: int) -> None:
    random = Random(seed)
    for number in range(100):
        wanted = random_expression(random)
        latex = sympy.latex(wanted)
        reading = meaning(lm.read_latex(latex))[0]
        found = to_sympy(reading)
        assert same(wanted, found), f"{number}: {latex}\n{reading}\n{found}"
