"""Values that users give for variables, as exact numbers of SymPy."""

from __future__ import annotations

import numbers
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import sympy

from layoutmath.errors import InputError
from layoutmath.semantics.limits import DIGITS


def given_number(value: object, name: str) -> Any:
    """A number, its text, a truth, or anything of SymPy's; what is written in decimals counts as written.

    >>> given_number(0.1, "x"), given_number("-2/3", "x"), given_number(1 + 2j, "x")
    (1/10, -2/3, 1 + 2*I)
    >>> given_number("two", "x")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: values['x']: found 'two'; expected a number: 3, 0.25 or 2/3
    """
    try:
        match value:
            case sympy.Basic():
                return value
            case bool():
                return sympy.sympify(value)
            case numbers.Integral() | Fraction():
                return _rational(Fraction(value))
            case str() if "/" in value:
                dividend, divisor = value.split("/")
                return _rational(_fraction(dividend) / _fraction(divisor))
            case str() | Decimal() | numbers.Real():
                return _rational(_fraction(str(value)))
            case numbers.Complex():
                parts = complex(value)
                return _rational(_fraction(str(parts.real))) + sympy.I * _rational(_fraction(str(parts.imag)))
    except (InvalidOperation, ValueError, ArithmeticError):
        pass
    shown = repr(value) if len(repr(value)) < 50 else f"{repr(value)[:50]}…"
    raise InputError(f"found {shown}", "a number: 3, 0.25 or 2/3", place=f"values[{name!r}]") from None


def _fraction(text: str) -> Fraction:
    written = Decimal(text.strip())
    if not written.is_finite() or abs(written.adjusted()) > DIGITS:
        raise ValueError
    return Fraction(written)


def _rational(fraction: Fraction) -> Any:
    return sympy.Rational(fraction.numerator, fraction.denominator)
