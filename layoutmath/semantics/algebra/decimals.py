"""Exact numbers as decimals that are right to the last digit, and simpler where that is cheap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from mpmath.libmp import to_str

from layoutmath.reading import MeaningError
from layoutmath.semantics.algebra.quadrature import by_quadrature
from layoutmath.semantics.algebra.zero import vanishes

OPEN = (sympy.Integral, sympy.Sum, sympy.Product)
"""What has no closed form if it is still there."""

LARGEST = 60
"""Expressions with more operations are not simplified."""

FEWEST = 4
"""Digits that must be sure of a number without a closed form."""


SMALL = 1_000
"""Numbers up to which expressions are simplified, for then n ln 2 may become ln 2^n."""


class UnsteadyError(ArithmeticError):
    """A number whose digits change with every closer look."""


def simpler(exact: Any) -> Any:
    """A number in fewer operations, if there is a way.

    >>> simpler((1 + sympy.sqrt(2)) * (1 - sympy.sqrt(2)))
    -1
    """
    if not isinstance(exact, sympy.Expr) or not exact.is_number or exact.has(*OPEN):
        return exact
    if not 0 < exact.count_ops() <= LARGEST:
        return exact
    near = exact.round() if exact.is_extended_real else None
    if near is not None and near.is_Integer and vanishes(exact - near):
        return near
    if any(max(abs(part.p), part.q) > SMALL for part in exact.atoms(sympy.Rational)):
        return exact
    found = sympy.simplify(exact)
    return found if found.count_ops() < exact.count_ops() else exact


def decimal(number: Any, digits: int) -> str:
    """A number with so many significant digits, none more than it has; a whole number in full.

    >>> decimal(sympy.pi, 20), decimal(sympy.Rational(1, 4), 15), decimal(sympy.sqrt(-2), 5)
    ('3.1415926535897932385', '0.25', '1.4142*i')
    >>> decimal(sympy.exp(sympy.pi * sympy.sqrt(163)) - 640320**3 - 744, 3)
    '-7.5e-13'
    """
    if number.is_Integer or number.is_infinite:
        return str(number)
    if number.is_Rational:
        return _text(number.evalf(digits + 5), digits)
    real, imaginary = _steady(number, digits)
    if not imaginary:
        return _text(real, digits)
    size = _text(abs(imaginary), digits)
    unit = "i" if size == "1" else f"{size}*i"
    if not real:
        return unit if imaginary > 0 else f"-{unit}"
    return f"{_text(real, digits)} {'+' if imaginary > 0 else '-'} {unit}"


def is_written_out(number: Any, written: str) -> bool:
    """Whether the decimals of a real number are all that it has: of 1/4, not of 1/3."""
    return bool(number.is_Rational and written and sympy.Rational(written) == number)


def _steady(number: Any, digits: int) -> tuple[Any, Any]:
    """Real and imaginary part; where SymPy finds none of an integral, what comes of adding up."""
    if number.has(*OPEN):
        try:
            return _repeated(number, digits)
        except MeaningError:
            raise
        except Exception:  # SymPy raises nearly anything where it cannot integrate
            first, second = by_quadrature(number)
            sure = min(_agreeing(first, second) - 1, digits)
            if sure < FEWEST:
                raise UnsteadyError from None
            return sympy.Float(second, sure), sympy.S.Zero
    return _repeated(number, digits)


def _repeated(number: Any, digits: int) -> tuple[Any, Any]:
    """Both parts, computed with more and more digits until the first ones stay the same."""
    is_open = number.has(*OPEN)
    precisions = (digits + 2, digits + 8) if is_open else (digits + 10, 2 * digits + 30, 4 * digits + 100)
    before: Sequence[Any] | None = None
    for precision in precisions:
        parts = _parts(number, precision, digits)
        if before is not None:
            sure = min(_agreeing(*pair) for pair in zip(before, parts, strict=True))
            if sure >= digits:
                return parts
            if is_open and sure >= FEWEST:
                real, imaginary = (sympy.Float(part, sure) if part else part for part in parts)
                return real, imaginary
        before = parts
    if vanishes(number):
        return sympy.S.Zero, sympy.S.Zero
    raise UnsteadyError


def _parts(number: Any, precision: int, digits: int) -> tuple[Any, Any]:
    """Real and imaginary part to a precision; one that is no more than noise beside the other is zero."""
    found = number.evalf(precision, maxn=2 * precision + 100)
    real, imaginary = found.as_real_imag()
    if not (real.is_Float or real.is_Rational) or not (imaginary.is_Float or imaginary.is_Rational):
        raise UnsteadyError
    noise = sympy.Rational(1, 10 ** (digits + 5))
    if number.is_extended_real or abs(imaginary) < abs(real) * noise:
        return real, sympy.S.Zero
    if abs(real) < abs(imaginary) * noise:
        return sympy.S.Zero, imaginary
    return real, imaginary


def _agreeing(first: Any, second: Any) -> int:
    """How many significant digits of two numbers are the same."""
    if not first - second:
        return 10**9
    if not second:
        return 0
    return int(sympy.floor(-sympy.log(abs((first - second) / second), 10).evalf(5)))


def _text(number: Any, digits: int) -> str:
    """Decimal digits rounded once, from all that are known; SymPy rounds to binary digits in between."""
    if number.is_Float:
        digits = min(digits, number._prec * 30103 // 100000 + 1)
    else:
        number = sympy.Float(number, digits + 10)
    written: str = to_str(number._mpf_, digits)
    return written.replace(".0e", "e").removesuffix(".0")
