"""Solutions as text, as people write it, and their decimals."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import sympy

from layoutmath.semantics.algebra.decimals import decimal
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.families import integers_of
from layoutmath.semantics.solving.polynomials import in_order, number_of


def decimals_of(value: Expr, digits: int) -> str:
    """A value with so many significant digits; one with a parameter has them in its coefficients.

    >>> decimals_of(sympy.sqrt(2) + sympy.I, 6), decimals_of(sympy.Rational(3, 4), 6)
    ('1.41421 + i', '0.75')
    >>> decimals_of(sympy.pi * sympy.Symbol("n"), 6)
    '3.14159*n'
    """
    if value.free_symbols:
        return text_of(value.evalf(digits))
    return decimal(number_of(value, digits + 20) if value.has(sympy.CRootOf) else value, digits)


def text_of_value(name: str, value: Expr, digits: int) -> str:
    """One value: exactly where that can be read, with decimals where it is no plain number.

    >>> x = sympy.Symbol("x")
    >>> text_of_value("x", sympy.Rational(1, 2), 6), text_of_value("x", sympy.sqrt(2), 6)
    ('x = 1/2', 'x = sqrt(2) ≈ 1.41421')
    >>> text_of_value("x", sympy.CRootOf(x**5 - x - 1, 0), 6)
    'x ≈ 1.1673'
    """
    plain = all(part.is_Rational for part in value.as_real_imag()) if value.is_number else True
    if value.has(sympy.CRootOf, sympy.Float) and not value.free_symbols:
        return f"{name} ≈ {decimals_of(value, digits)}"
    exact = f"{name} = {text_of(value)}"
    return exact if plain else f"{exact} ≈ {decimals_of(value, digits)}"


def text_of_points(points: Sequence[Mapping[Expr, Expr]], digits: int) -> str:
    """All solutions, with what their parameters stand for."""
    if not points:
        return "no solution"
    each = [
        ", ".join(text_of_value(name.name, value, digits) for name, value in point.items())
        for point in points
    ]
    new = {symbol for point in points for value in point.values() for symbol in value.free_symbols}
    kinds: dict[str, list[str]] = {}
    for symbol in sorted(new, key=lambda symbol: (not symbol.is_integer, symbol.name)):
        if symbol.is_real:
            kind = integers_of(symbol)[0] if symbol.is_integer else "any number"
            kinds.setdefault(kind, []).append(symbol.name)
    ranges = [f"{', '.join(names)} {kind}" for kind, names in kinds.items()]
    return " or ".join(each) + (f" ({', '.join(ranges)})" if ranges else "")


def text_of_region(name: str, region: Expr, period: Expr | None = None, digits: int = 9) -> str:
    """A set of real numbers by its ends.

    >>> text_of_region("x", sympy.Interval.Lopen(-2, 3))
    '-2 < x <= 3'
    >>> text_of_region("x", sympy.Union(sympy.Interval.open(0, 1), sympy.Interval(sympy.pi, sympy.oo)))
    '0 < x < 1 or x >= pi ≈ 3.14159265'
    """
    if region.is_empty:
        return "no solution"
    pieces = list(region.args) if isinstance(region, sympy.Union) else [region]
    pieces.sort(key=lambda piece: float(number_of(piece.inf, 15)))
    n = sympy.Symbol("k" if name == "n" else "n", integer=True)
    shift = sympy.Integer(0) if period is None else period * n
    if period is None and pieces[0].inf == -sympy.oo and pieces[-1].sup == sympy.oo:
        gaps = [left.sup for left, right in itertools.pairwise(pieces) if left.sup == right.inf]
        if len(gaps) == len(pieces) - 1:
            return "every number" + (f" except {', '.join(map(text_of, in_order(gaps)))}" if gaps else "")
    parts = []
    for piece in pieces:
        if isinstance(piece, sympy.FiniteSet):
            points = in_order(list(piece.args))
            parts += [text_of_value(name, point + shift, digits) for point in points]
        else:
            parts.append(_text_of_interval(name, piece, shift, digits))
    return " or ".join(parts) + (f" ({n} any integer)" if period is not None else "")


def _text_of_interval(name: str, interval: Expr, shift: Expr, digits: int) -> str:
    lower, upper = ("<" if is_open else "<=" for is_open in (interval.left_open, interval.right_open))
    if interval.inf == -sympy.oo:
        return f"{name} {upper} {_end(interval.sup, shift, digits)}"
    if interval.sup == sympy.oo:
        return f"{name} {lower.replace('<', '>')} {_end(interval.inf, shift, digits)}"
    lowest, highest = (_end(end, shift, digits) for end in (interval.inf, interval.sup))
    return f"{lowest} {lower} {name} {upper} {highest}"


def _end(number: Expr, shift: Expr, digits: int) -> str:
    if shift != 0:
        return text_of(number + shift)
    if number.is_Rational:
        return text_of(number)
    near = decimals_of(number, digits)
    return near if number.has(sympy.CRootOf, sympy.Float) else f"{text_of(number)} ≈ {near}"
