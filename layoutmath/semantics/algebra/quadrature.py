"""Integrals as numbers, where SymPy's own digits are not steady: behind jumps, or beside 0^0."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy

PIECES = (4, 7)
"""Into how many parts a range is cut, twice: where both come to the same, no jump or pole was missed."""

JUMPS = 200
"""Most places between which a function is taken for smooth."""

DIGITS = 15
"""Digits of the numbers that are added up."""


def by_quadrature(number: Any) -> tuple[Any, Any]:
    """A number made of integrals between finite ends, found twice, by different steps.

    >>> x = sympy.Symbol("x")
    >>> by_quadrature(sympy.Integral(sympy.floor(x), (x, 0, 3)))
    (3.00000000000000, 3.00000000000000)
    """
    integrals = number.atoms(sympy.Integral)
    if number.has(sympy.Sum, sympy.Product) or any(map(_is_beyond, integrals)):
        raise ArithmeticError("found something else than integrals between finite ends")
    first, second = (
        number.xreplace({integral: _area(integral, pieces) for integral in integrals}).evalf(DIGITS)
        for pieces in PIECES
    )
    return first, second


def _is_beyond(integral: Any) -> bool:
    """Whether it is one of several variables, or without finite numbers as ends."""
    return len(integral.limits) != 1 or not all(
        end.is_number and end.is_finite and end.is_extended_real for end in integral.limits[0][1:]
    )


def _area(integral: Any, pieces: int) -> Any:
    function, (variable, lower, upper) = integral.args
    evaluated = sympy.lambdify(variable, function, "mpmath")
    with mpmath.workdps(DIGITS + 5):
        ends = [mpmath.mpmathify(end.evalf(DIGITS + 5)) for end in (lower, upper)]
        cuts = {*mpmath.linspace(*ends, pieces + 1), *_jumps(function, variable, *ends)}
        area = mpmath.quad(evaluated, sorted(cuts, reverse=ends[0] > ends[1]))
        return sympy.sympify(area)


def _jumps(function: Any, variable: Any, lower: Any, upper: Any) -> list[Any]:
    """Where a floor or ceiling inside jumps, if what is rounded grows steadily."""
    found = []
    for rounded in function.atoms(sympy.floor, sympy.ceiling):
        inner = sympy.Poly(rounded.args[0], variable) if rounded.args[0].is_polynomial(variable) else None
        if inner is None or inner.degree() != 1:
            continue
        slope, start = (mpmath.mpmathify(part.evalf(DIGITS + 5)) for part in inner.all_coeffs())
        low, high = sorted((slope * lower + start, slope * upper + start))
        if high - low <= JUMPS:
            steps = range(int(mpmath.floor(low)) + 1, int(mpmath.ceil(high)))
            found += [(step - start) / slope for step in steps]
    return found
