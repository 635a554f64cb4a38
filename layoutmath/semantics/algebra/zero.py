"""Whether a number that does not look like it is zero: √2 · √3 − √6."""

from __future__ import annotations

from typing import Any

import sympy

NEAR = sympy.Rational(1, 10**12)
"""Below this a number is suspected to be zero, and looked at more closely."""


def vanishes(number: Any) -> bool:
    """Whether a number without variables is zero; one that cannot be told is not.

    >>> from sympy import sin, cos
    >>> vanishes(sin(1) ** 2 + cos(1) ** 2 - 1), vanishes(sin(1) ** 2 - cos(1) ** 2)
    (True, False)
    """
    if number.is_zero is not None or not number.is_number:
        return bool(number.is_zero)
    if number.has(sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit, sympy.Derivative):
        return False
    near = sympy.Abs(number.evalf(20))
    if near.is_comparable and near > NEAR:
        return False
    return bool(number.equals(0))


def compared(statement: Any) -> Any:
    """A relation of two numbers as true or false, where SymPy leaves it as it is.

    >>> from sympy import Eq, sin, cos
    >>> compared(Eq(sin(1) ** 2 + cos(1) ** 2, 1))
    True
    """
    if not isinstance(statement, sympy.core.relational.Relational) or statement.free_symbols:
        return statement
    if not all(isinstance(side, sympy.Expr) and side.is_number for side in statement.args):
        return statement
    difference = statement.lhs - statement.rhs
    return statement.func(0 if vanishes(difference) else difference.evalf(20), 0)
