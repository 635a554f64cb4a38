"""Numbers, names and arithmetic as nodes of SymPy; of matrices, what differs is in ``matrices``."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import sympy

from layoutmath.reading import Operation, Severity
from layoutmath.semantics.algebra import matrices
from layoutmath.semantics.algebra.construction import Construction, Kind, Maker, Makers
from layoutmath.semantics.algebra.growth import LongPower, has_long_power
from layoutmath.semantics.algebra.zero import vanishes

CONSTANTS = MappingProxyType(
    {
        "pi": sympy.pi,
        "e": sympy.E,
        "i": sympy.I,
        "infinity": sympy.oo,
        "empty_set": sympy.S.EmptySet,
        "true": sympy.true,
        "false": sympy.false,
        "reals": sympy.S.Reals,
        "naturals": sympy.S.Naturals,
        "integers": sympy.S.Integers,
        "rationals": sympy.S.Rationals,
        "complexes": sympy.S.Complexes,
    }
)

Operands = Sequence[Any]


def _number(_: Construction, at: Operation, __: Operands) -> Any:
    return sympy.Rational(at.text)


def _symbol(construction: Construction, at: Operation, _: Operands) -> Any:
    return construction.variable(at.text)


def _constant(_: Construction, at: Operation, __: Operands) -> Any:
    return CONSTANTS[at.text]


def _group(_: Construction, __: Operation, operands: Operands) -> Any:
    return operands[0]


def _plus(construction: Construction, at: Operation, operands: Operands) -> Any:
    if any(Kind.MATRIX in Kind.of(operand) for operand in operands):
        return matrices.total(construction, at, operands)
    return sympy.Add(*operands, evaluate=construction.evaluate)


def _negate(construction: Construction, at: Operation, operands: Operands) -> Any:
    (operand,) = operands
    if Kind.MATRIX in Kind.of(operand):
        return matrices.product(construction, at, (sympy.S.NegativeOne, operand))
    if operand.is_Rational:
        return -operand
    return sympy.Mul(-1, operand, evaluate=construction.evaluate)


def _times(construction: Construction, at: Operation, operands: Operands) -> Any:
    sets = [Kind.SET in Kind.of(operand) for operand in operands]
    if all(sets):
        return sympy.ProductSet(*operands)
    if any(sets):
        construction.refuse(at, "found a product of a set and a number; expected sets or numbers only")
    if any(Kind.of(operand) & (Kind.MATRIX | Kind.TUPLE) for operand in operands) and at.text == "cross":
        return matrices.crossed(construction, at, operands)
    if any(Kind.TUPLE in Kind.of(operand) for operand in operands):
        construction.refuse(at, "found a list in a product; expected a number or a matrix or a set")
    if any(Kind.MATRIX in Kind.of(operand) for operand in operands):
        return matrices.product(construction, at, operands)
    return construction.grown(at, sympy.Mul, *operands)


def _divide(construction: Construction, at: Operation, operands: Operands) -> Any:
    dividend, divisor = operands
    if Kind.MATRIX in Kind.of(divisor):
        construction.refuse(at, "found a matrix below a fraction bar; expected its inverse as a factor")
    if construction.is_value and vanishes(divisor):
        if vanishes(dividend):
            construction.refuse(at, "zero divided by zero has no value", "indeterminate")
        construction.refuse(at, "found a division by zero; expected another divisor", "division-by-zero")
    if Kind.MATRIX in Kind.of(dividend):
        return matrices.product(construction, at, (construction.divided(sympy.S.One, divisor), dividend))
    return construction.divided(dividend, divisor)


def power(construction: Construction, at: Operation, operands: Operands) -> Any:
    """A power; of a negative number by a fraction with an odd denominator it is real, as odd roots are.

    Where such an exponent is not written as a fraction, or another has several values, it is the principal
    one, which a note says.
    """
    base, exponent = operands
    if Kind.MATRIX in Kind.of(base):
        return matrices.power(construction, at, base, exponent)
    if Kind.MATRIX in Kind.of(exponent):
        construction.refuse(at, "found a matrix as an exponent; expected a number")
    if construction.is_value and exponent.is_number and vanishes(base):
        if vanishes(exponent):
            construction.warn(at, "indeterminate", "0^0 has no limit; it is taken as 1", Severity.NOTE)
            return sympy.S.One
        if sympy.re(exponent).is_negative:
            construction.refuse(at, "found a division by zero: a negative power of it", "division-by-zero")
    if base is sympy.E:
        return construction.grown(at, sympy.exp, exponent)
    if construction.evaluate and base.is_negative and exponent.is_number and exponent.is_integer is False:
        if _is_fraction(at) and exponent.is_Rational and exponent.q % 2:
            size = construction.grown(at, sympy.Pow, -base, exponent)
            return -size if exponent.p % 2 else size
        if construction.is_value and exponent != sympy.S.Half:
            sentence = "this power of a negative number has several values; it is the principal value"
            construction.warn(at, "principal-value", sentence, Severity.NOTE)
    if construction.is_value and base.is_Rational and exponent.is_Integer and has_long_power(base, exponent):
        return LongPower(base, exponent)
    return construction.grown(at, sympy.Pow, base, exponent)


def _is_fraction(at: Operation) -> bool:
    """Whether the exponent of a power is written as a fraction, perhaps with a sign."""
    exponent = at.operands[-1].bare
    while exponent.operator == "negate":
        exponent = exponent.operands[0].bare
    return at.operator == "power" and exponent.operator == "divide"


def root(construction: Construction, at: Operation, operands: Operands) -> Any:
    """A root; an odd one of a negative number is negative, as everybody writes it."""
    radicand, degree = operands if len(operands) == 2 else (operands[0], sympy.Integer(2))
    if construction.is_value and vanishes(degree):
        construction.refuse(at, "found a root of degree zero; expected another degree", "division-by-zero")
    if construction.evaluate and radicand.is_negative and degree.is_odd:
        return -construction.grown(at, sympy.Pow, -radicand, 1 / degree)
    if degree.is_Integer:
        return construction.grown(at, sympy.Pow, radicand, sympy.Rational(1, degree))
    return construction.grown(at, sympy.Pow, radicand, construction.divided(sympy.S.One, degree))


def _plus_minus(construction: Construction, at: Operation, operands: Operands) -> Any:
    """One of both signs; the whole reading is made once with each."""
    *before, last = operands
    is_plus = (construction.sign > 0) == (at.operator == "plus_minus")
    signed = last if is_plus else _negate(construction, at, (last,))
    return _plus(construction, at, (*before, signed)) if before else signed


def _mod(construction: Construction, at: Operation, operands: Operands) -> Any:
    if construction.is_value and vanishes(operands[1]):
        construction.refuse(at, "found a remainder modulo zero; expected another divisor", "division-by-zero")
    if construction.is_value and any(operand.is_extended_real is False for operand in operands):
        construction.refuse(at, "found a remainder of complex numbers; expected real ones")
    return sympy.Mod(*operands, evaluate=construction.evaluate)


def _percent(construction: Construction, _: Operation, operands: Operands) -> Any:
    return construction.divided(operands[0], sympy.Integer(100))


def _degrees(construction: Construction, _: Operation, operands: Operands) -> Any:
    """An angle in the unit that is set, so that sin 90° is 1 in any."""
    if construction.in_degrees:
        return operands[0]
    unit = sympy.Mul(sympy.pi, sympy.Rational(1, 180), evaluate=construction.evaluate)
    return sympy.Mul(operands[0], unit, evaluate=construction.evaluate)


def _factorial(construction: Construction, at: Operation, operands: Operands) -> Any:
    made = sympy.factorial if at.operator == "factorial" else sympy.factorial2
    if construction.is_value and at.operator == "double_factorial" and not operands[0].is_integer:
        construction.refuse(at, "found no whole number before a double factorial; expected one")
    return construction.grown(at, made, *operands)


def _binomial(construction: Construction, at: Operation, operands: Operands) -> Any:
    return construction.grown(at, sympy.binomial, *operands)


def _abs(construction: Construction, at: Operation, operands: Operands) -> Any:
    """The size of a number, or the determinant of a matrix."""
    if Kind.MATRIX in Kind.of(operands[0]):
        return matrices.determinant(construction, at, operands)
    return sympy.Abs(*operands, evaluate=construction.evaluate)


def _norm(construction: Construction, at: Operation, operands: Operands) -> Any:
    if Kind.of(operands[0]) & (Kind.MATRIX | Kind.TUPLE):
        return matrices.norm(construction, operands[0])
    return sympy.Abs(*operands, evaluate=construction.evaluate)


def _by(name: str) -> Any:
    """A function of SymPy of one number or matrix."""

    def make(construction: Construction, at: Operation, operands: Operands) -> Any:
        if Kind.MATRIX in Kind.of(operands[0]):
            return matrices.turned(construction, name, operands[0])
        if name in ("transpose", "adjoint") and operands[0].free_symbols:
            sentence = f"found the {at.operator} of {operands[0]}, whose names stand for numbers"
            construction.refuse(at, f"{sentence}; expected a matrix")
        return getattr(sympy, name)(*operands, evaluate=construction.evaluate)

    return make


_EITHER = Kind.NUMBER | Kind.MATRIX

MAKERS: Makers = {
    "number": Maker(_number),
    "symbol": Maker(_symbol),
    "constant": Maker(_constant),
    "group": Maker(_group, Kind.ANY | Kind.PART),
    "plus": Maker(_plus, _EITHER),
    "negate": Maker(_negate, _EITHER),
    "times": Maker(_times, _EITHER | Kind.SET | Kind.TUPLE),
    "divide": Maker(_divide, _EITHER),
    "mixed": Maker(_plus),
    "power": Maker(power, _EITHER),
    "root": Maker(root),
    "plus_minus": Maker(_plus_minus, _EITHER),
    "minus_plus": Maker(_plus_minus, _EITHER),
    "mod": Maker(_mod),
    "factorial": Maker(_factorial),
    "double_factorial": Maker(_factorial),
    "binomial": Maker(_binomial),
    "percent": Maker(_percent),
    "degrees": Maker(_degrees),
    "abs": Maker(_abs, _EITHER),
    "norm": Maker(_norm, _EITHER | Kind.TUPLE),
    "floor": Maker(_by("floor")),
    "ceil": Maker(_by("ceiling")),
    "conjugate": Maker(_by("conjugate"), _EITHER),
    "transpose": Maker(_by("transpose"), _EITHER),
    "adjoint": Maker(_by("adjoint"), _EITHER),
}
