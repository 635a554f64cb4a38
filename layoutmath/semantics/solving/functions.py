"""Exponentials, logarithms, and functions that can be undone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import sympy

from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.polynomials import roots_of
from layoutmath.semantics.solving.search import Found, Search
from layoutmath.semantics.solving.steps import Reasoning, any_of, equation


def functions_in(zero: Expr, unknown: Expr) -> list[Expr]:
    """The outermost parts that hold the unknown and are no sums, products or whole powers; perhaps itself."""
    found, pending = [], [zero]
    while pending:
        node = pending.pop()
        if node.is_Add or node.is_Mul or (node.is_Pow and node.exp.is_Integer):
            pending.extend(arg for arg in node.args if arg.has(unknown))
        elif node.has(unknown) and node not in found:
            found.append(node)
    return sorted(found, key=sympy.default_sort_key)


def one_function(zero: Expr, search: Search) -> Found | None:
    """Where the unknown stands in one function only: solve for that function, then undo it."""
    functions = functions_in(zero, search.unknown)
    if len(functions) != 1 or functions[0] == search.unknown:
        return None
    function, u = functions[0], sympy.Dummy(real=search.real)
    undo = _undoing(function)
    flat = sympy.together(zero.xreplace({function: u})).as_numer_denom()[0]
    if undo is None or not flat.is_polynomial(u):
        return None
    argument, inverse = undo
    return solve_for(function, u, flat, argument, inverse, search)


def solve_for(
    function: Expr, u: Expr, flat: Expr, argument: Expr, inverse: Callable[[Expr], list[Expr]], search: Search
) -> Found:
    """Solve a polynomial in a function for that function, and undo it."""
    if sympy.expand(flat).is_zero:
        return Found(everywhere=True)
    part = Reasoning()
    values = roots_of(sympy.Poly(flat, u), part, real=search.real)
    search.reasoning.remarks += part.remarks
    if not values:
        search.reasoning.step(f"{text_of(function)} would not be real", sympy.false)
        return Found()
    search.reasoning.step(
        f"Solve for {text_of(function)}", any_of([equation(function, value) for value in values])
    )
    inverses = [inside for value in values for inside in inverse(value)]
    if not inverses:
        search.reasoning.step(f"{text_of(function)} never has such a value", sympy.false)
    return search.undo(argument, list(dict.fromkeys(inverses)))


def _undoing(function: Expr) -> tuple[Expr, Callable[[Expr], list[Expr]]] | None:
    """The argument of a function, and what that is when the function has some value."""
    if function.is_Pow or isinstance(function, sympy.exp):
        base, exponent = function.as_base_exp()
        if base.is_number or not base.free_symbols:
            return exponent, lambda value: [] if _not_positive(value) else [_logarithm(value, base)]
        return (base, lambda value: [value ** (1 / exponent)]) if exponent.is_number else None
    undone: Mapping[Any, Callable[[Expr], list[Expr]]] = {
        sympy.log: lambda value: [sympy.exp(value)],
        sympy.sinh: lambda value: [sympy.asinh(value)],
        sympy.cosh: lambda value: [-sympy.acosh(value), sympy.acosh(value)],
        sympy.tanh: lambda value: [sympy.atanh(value)],
        sympy.asin: lambda value: [sympy.sin(value)],
        sympy.acos: lambda value: [sympy.cos(value)],
        sympy.atan: lambda value: [sympy.tan(value)],
        sympy.asinh: lambda value: [sympy.sinh(value)],
        sympy.acosh: lambda value: [sympy.cosh(value)],
        sympy.atanh: lambda value: [sympy.tanh(value)],
    }
    inverse = undone.get(function.func)
    return None if inverse is None else (function.args[0], inverse)


def _not_positive(value: Expr) -> bool:
    return bool(value.is_nonpositive)


def _logarithm(value: Expr, base: Expr) -> Expr:
    """The logarithm to a base, as a fraction where it is one."""
    ratio = _ratio_of_logarithms(value, base)
    return ratio if ratio is not None else sympy.log(value) / sympy.log(base)


def _ratio_of_logarithms(first: Expr, second: Expr) -> Expr | None:
    """The fraction q with second^q = first, if both are positive fractions (or e) and there is one.

    >>> _ratio_of_logarithms(sympy.Rational(1, 8), sympy.Integer(4))
    -3/2
    """
    if first == second:
        return sympy.Integer(1)
    if not (first.is_Rational and second.is_Rational and first > 0 and second > 0) or 1 in (first, second):
        return sympy.Integer(0) if first == 1 else None
    left, right = sympy.factorrat(first), sympy.factorrat(second)
    ratios = {sympy.Rational(left.get(prime, 0), right[prime]) for prime in right}
    return ratios.pop() if left.keys() == right.keys() and len(ratios) == 1 else None


def exponentials(zero: Expr, search: Search) -> Found | None:
    """Powers with the unknown in the exponent: of one number, or one on each side."""
    x = search.unknown
    spread = sympy.expand(sympy.expand_power_exp(sympy.expand(zero)))
    powers = functions_in(spread, x)
    if not powers or not all(isinstance(p, sympy.exp) or (p.is_Pow and not p.base.has(x)) for p in powers):
        return None
    powers.sort(
        key=lambda power: abs(float(power.as_base_exp()[0]) - 1) if power.as_base_exp()[0].is_number else 0
    )
    base, exponent = powers[0].as_base_exp()
    multiples = []
    for power in powers:
        other, raised = power.as_base_exp()
        ratio, quotient = _ratio_of_logarithms(other, base), sympy.cancel(raised / exponent)
        if ratio is None or not quotient.is_Rational:
            return _two_powers(spread, search)
        multiples.append(ratio * quotient)
    unit = sympy.Rational(math.gcd(*(int(m.p) for m in multiples)), math.lcm(*(int(m.q) for m in multiples)))
    argument, u = sympy.expand(unit * exponent), sympy.Dummy(positive=True)
    flat = spread.xreplace({p: u ** (m / unit) for p, m in zip(powers, multiples, strict=True)})
    flat = sympy.together(flat).as_numer_denom()[0]
    if not flat.is_polynomial(u) or flat.has(x):
        return None
    function = sympy.Pow(base, argument)

    def inverse(value: Expr) -> list[Expr]:
        return [] if _not_positive(value) else [_logarithm(value, base)]

    return solve_for(function, u, flat, argument, inverse, search)


def _two_powers(zero: Expr, search: Search) -> Found | None:
    """a·b^… = c·d^…: take logarithms of both sides."""
    terms = sympy.Add.make_args(zero)
    if len(terms) != 2:
        return None
    sides: list[list[tuple[Expr, Expr]]] = [[], []]
    for term, side in zip(terms, sides, strict=True):
        for factor in sympy.Mul.make_args(term):
            base, exponent = factor.as_base_exp()
            if exponent.has(search.unknown):
                side.append((base, exponent))
            elif factor.has(search.unknown):
                return None
    constants = [term / sympy.Mul(*(b**e for b, e in side)) for term, side in zip(terms, sides, strict=True)]
    quotient = sympy.cancel(-constants[1] / constants[0])
    search.reasoning.step("Bring one term to the other side", equation(terms[0], -terms[1]))
    if not quotient.is_positive:
        search.reasoning.step("The two sides have different signs", sympy.false)
        return Found()
    logs = [sympy.Add(*(e * sympy.log(b) for b, e in side)) for side in sides]
    right = sympy.log(quotient) + logs[1]
    search.reasoning.step("Take logarithms", equation(logs[0], right))
    return search.again(sympy.expand(logs[0] - right), search)


def logarithms(zero: Expr, search: Search) -> Found | None:
    """A sum of logarithms is the logarithm of a product."""
    spread = sympy.expand(zero)
    parts = functions_in(spread, search.unknown)
    if len(parts) < 2 or not all(isinstance(part, sympy.log) for part in parts):
        return None
    names = {part: sympy.Dummy() for part in parts}
    polynomial = sympy.Poly(spread.xreplace(names), *names.values())
    if polynomial.total_degree() > 1 or any(
        polynomial.coeff_monomial(name).has(search.unknown) for name in names.values()
    ):
        return None
    slopes = [polynomial.coeff_monomial(name) for name in names.values()]
    multiples = [sympy.cancel(slope / slopes[0]) for slope in slopes]
    if not all(multiple.is_Rational for multiple in multiples):
        return None
    whole = math.lcm(*(int(multiple.q) for multiple in multiples))
    constant = sympy.exp(sympy.expand(-polynomial.coeff_monomial(1) * whole / slopes[0]))
    sides = [
        sympy.Mul(
            *(
                part.args[0] ** abs(m * whole)
                for part, m in zip(parts, multiples, strict=True)
                if m * sign > 0
            )
        )
        for sign in (1, -1)
    ]
    search.reasoning.step(
        "Put the logarithms together, which can add solutions",
        equation(sides[0], constant * sides[1]),
        equivalent=False,
    )
    return search.again(sympy.expand(sides[0] - constant * sides[1]), search)
