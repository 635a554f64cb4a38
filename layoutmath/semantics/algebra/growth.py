"""How large numbers get, found out before they are made.

Sizes are floating-point numbers of any exponent: rough, quick, and enough to tell 9^9 from 9^{9^9}. What does
not grow (a sine, a logarithm, anything unknown) counts as 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import sympy

from layoutmath.semantics.limits import DIGITS, EXPONENT

Sizes = Mapping[Any, Any]

ROOT_DIGITS = 1_000
"""Digits of a number under a radical, which is searched for factors that come out."""


class GrowthError(Exception):
    """Numbers with more digits than the limit, or powers beyond it."""


class LongPower(sympy.Function):  # type: ignore[misc]  # SymPy has no types
    """A power of a fraction with too many digits to write out, though it is not large: 1.0001^10000.

    It stays as it is, where SymPy's own power would be multiplied out; its decimals are those of the power.
    """

    nargs = 2

    def _eval_evalf(self, precision: int) -> Any:
        base, exponent = self.args
        with mpmath.workprec(precision + int(exponent).bit_length() + 20):
            found = mpmath.power(mpmath.mpf(base.p) / base.q, int(exponent))
        return sympy.Float._new(found._mpf_, precision)

    def _eval_is_extended_real(self) -> bool:
        return True

    def _eval_is_finite(self) -> bool:
        return True


def has_long_power(base: Any, exponent: Any) -> bool:
    """Whether a power of a fraction by an integer is of a size that may be, and still has too many digits."""
    if base.is_Integer or abs(base.p) == 1 or not _is_long(base, exponent):
        return False
    return bool(abs(exponent * mpmath.log10(abs(_number(base)))) <= DIGITS)


def _is_long(base: Any, exponent: Any) -> bool:
    """Whether a power of a fraction by an integer has too many digits above its bar or below it."""
    return bool(abs(int(exponent)) * mpmath.log10(max(abs(base.p), base.q)) > DIGITS)


def refuse_growth(node: sympy.Basic, at: Mapping[sympy.Symbol, sympy.Basic] | None = None) -> None:
    """Raise GrowthError where evaluating ``node``, with symbols ``at`` a place, makes numbers too long.

    >>> nine = sympy.Integer(9)
    >>> refuse_growth(sympy.Pow(nine, nine, evaluate=False))
    >>> refuse_growth(sympy.Pow(nine, nine**9, evaluate=False))
    Traceback (most recent call last):
    ...
    layoutmath.semantics.algebra.growth.GrowthError: a number with more than 3,000 digits
    """
    size = _size(node, {symbol: _number(place) for symbol, place in (at or {}).items()})
    if at is None and mpmath.isfinite(size) and 0 < abs(size) < mpmath.mpf(10) ** -DIGITS:
        raise GrowthError(f"a number with more than {DIGITS:,} zeros behind its point")


def refuse_long(node: sympy.Basic) -> None:
    """Raise GrowthError where numbers in ``node`` are too long already."""
    if any(_digits(number) > DIGITS for number in node.atoms(sympy.Rational)):
        raise _too_long()


def _digits(number: Any) -> float:
    return float(max(abs(number.p), number.q).bit_length() * _LOG10_2)


def _size(node: sympy.Basic, at: Sizes) -> Any:
    sizes: dict[sympy.Basic, Any] = {}
    for part in sympy.postorder_traversal(node):
        if part.is_Symbol:
            sizes[part] = at.get(part, mpmath.mpf(1))
        elif part.is_Atom:
            sizes[part] = _number(part)
        elif isinstance(part, sympy.Pow):
            sizes[part] = _power(part, sizes)
        elif isinstance(part, (sympy.Sum, sympy.Product, sympy.Integral)):
            sizes[part] = _over_ends(part, sizes, at)
        elif (rule := _RULES.get(part.func)) is not None:
            sizes[part] = rule([sizes[operand] for operand in part.args])
        else:
            sizes[part] = _rough(part, [sizes[operand] for operand in part.args])
    return sizes[node]


def _power(node: Any, sizes: Sizes) -> Any:
    base, exponent = sizes[node.base], mpmath.re(sizes[node.exp])
    if base == 0 or not mpmath.isfinite(base) or not mpmath.isfinite(exponent):
        return mpmath.mpf(0)
    if node.base.is_Rational and not node.exp.is_integer and _digits(node.base) > ROOT_DIGITS:
        raise GrowthError(f"a root of a number with more than {ROOT_DIGITS:,} digits")
    if node.base.free_symbols and node.exp.is_Integer and abs(exponent) > EXPONENT:
        raise GrowthError(f"an exponent above {EXPONENT:,}")
    if node.base.is_Rational and node.exp.is_Integer and _is_long(node.base, node.exp):
        raise _too_long()
    digits = exponent * mpmath.log10(abs(base))
    # a small fraction is as long as a large number; other small numbers are never written out
    if digits > DIGITS or (digits < -DIGITS and (node.base.is_Rational or node.base.free_symbols)):
        raise _too_long()
    return _tens(digits) if digits < -DIGITS else base**exponent


def _over_ends(node: Any, sizes: Sizes, at: Sizes) -> Any:
    """From the operand at both ends and in the middle: the largest times how many; of a product, the mean."""
    function, *limits = node.args
    ends = [(limit[0], sizes[limit[1]], sizes[limit[2]]) for limit in limits if len(limit) == 3]
    found = []
    for share in (0, 0.5, 1):
        places = dict(at)
        for variable, lower, upper in ends:
            finite = [end for end in (lower, upper) if mpmath.isfinite(end)] or [mpmath.mpf(1)]
            places[variable] = finite[0] + (finite[-1] - finite[0]) * share
        found.append(abs(_size(function, places)))
    count = mpmath.fprod(
        abs(upper - lower) + 1
        for _, lower, upper in ends
        if mpmath.isfinite(lower) and mpmath.isfinite(upper)
    )
    if not isinstance(node, sympy.Product):
        return max(found) * count
    first, middle, last = (mpmath.log10(size) if size else mpmath.mpf(0) for size in found)
    return _grown(count * (first + 4 * middle + last) / 6)  # Simpson's rule


def _grown(digits: Any) -> Any:
    """A number of so many digits, if it may have them; infinity, as in a limit, is never written out."""
    if not mpmath.isfinite(digits):
        return mpmath.mpf(0) if digits < 0 else mpmath.inf
    if digits > DIGITS:
        raise _too_long()
    return _tens(digits)


def _tens(digits: Any) -> Any:
    return mpmath.mpf(10) ** max(digits, -2 * DIGITS)


def _exponential(operands: Sequence[Any]) -> Any:
    return _grown(mpmath.re(operands[0]) / mpmath.ln(10))


def _hyperbolic(operands: Sequence[Any]) -> Any:
    return _grown(abs(mpmath.re(operands[0])) / mpmath.ln(10))


def _factorial(operands: Sequence[Any]) -> Any:
    """n! by Stirling's formula (NIST Digital Library of Mathematical Functions, 5.11.3)."""
    n = mpmath.re(operands[0])
    return _grown(n * mpmath.log10(n / mpmath.e) + mpmath.log10(n * 7) / 2) if n > 2 else mpmath.mpf(2)


def _gamma(operands: Sequence[Any]) -> Any:
    return _factorial([operands[0] - 1])


def _binomial(operands: Sequence[Any]) -> Any:
    """At most 2^n and (e n / k)^k, with the smaller of both k (DLMF, 26.3)."""
    n, k = (mpmath.re(operand) for operand in operands)
    if not mpmath.isfinite(n) or not mpmath.isfinite(k):
        return mpmath.inf
    if n >= 0:
        k = min(k, n - k)
        if k <= 0:
            return mpmath.mpf(1)
        return _grown(min(n * _LOG10_2, k * mpmath.log10(mpmath.e * n / k)))
    return _grown(abs(k) * mpmath.log10(abs(n) + abs(k) + 1))


def _number(atom: Any) -> Any:
    if atom.is_Rational:
        return mpmath.mpf(int(atom.p)) / int(atom.q)
    if atom is sympy.I:
        return mpmath.mpc(0, 1)
    if atom.is_number and atom.is_finite:
        return mpmath.mpmathify(atom.n(15))
    if atom.is_infinite:
        return -mpmath.inf if atom is sympy.S.NegativeInfinity else mpmath.inf
    return mpmath.mpf(1)


def _too_long() -> GrowthError:
    return GrowthError(f"a number with more than {DIGITS:,} digits")


def _rough(node: Any, operands: Sequence[Any]) -> Any:
    """What does not grow, as a number if it can be one."""
    if isinstance(node, sympy.Function) and all(map(mpmath.isfinite, operands)):
        found = node.func(*map(sympy.sympify, operands))
        if found.is_Float:
            return mpmath.mpmathify(found)
    return mpmath.mpf(1)


def _product(factors: Sequence[Any]) -> Any:
    product = mpmath.fprod(factors)
    if mpmath.isfinite(product) and product != 0 and abs(mpmath.log10(abs(product))) > DIGITS:
        raise _too_long()
    return product


_LOG10_2 = 0.30103

_RULES: Mapping[Any, Callable[[Sequence[Any]], Any]] = {
    sympy.Add: mpmath.fsum,
    sympy.Mul: _product,
    sympy.Abs: lambda operands: abs(operands[0]),
    sympy.floor: lambda operands: operands[0],
    sympy.ceiling: lambda operands: operands[0],
    sympy.exp: _exponential,
    sympy.sinh: _hyperbolic,
    sympy.cosh: _hyperbolic,
    sympy.factorial: _factorial,
    sympy.factorial2: _factorial,
    sympy.gamma: _gamma,
    sympy.binomial: _binomial,
    LongPower: lambda operands: operands[0] ** operands[1],
}
