"""One equation in one unknown: the ways to bring it to polynomials, each with its steps.

What is found are candidates. Taking powers, putting logarithms together and multiplying by denominators
can add some, so :mod:`layoutmath.semantics.solving.unknown` checks all in the equation as it was written.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import sympy

from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.functions import exponentials, logarithms, one_function
from layoutmath.semantics.solving.polynomials import roots_of
from layoutmath.semantics.solving.search import Found, NoClosedForm, Search
from layoutmath.semantics.solving.steps import all_of, any_of, equation
from layoutmath.semantics.solving.trigonometry import trigonometric

DEEPEST = 8
"""How many equations may be solved for the sake of one."""


def found_for(zero: Expr, search: Search) -> Found:
    """Candidates for the solutions of ``zero = 0``.

    >>> from layoutmath.semantics.solving.steps import Reasoning
    >>> x = sympy.Symbol("x", real=True)
    >>> found_for(4**x - 3 * 2**x + 2, Search(x, Reasoning(), True, found_for)).points
    (0, 1)
    >>> found_for(sympy.log(x) - x, Search(x, Reasoning(), True, found_for))
    Traceback (most recent call last):
    ...
    layoutmath.semantics.solving.search.NoClosedForm: -x + log(x)
    """
    x = search.unknown
    if search.depth > DEEPEST:
        raise NoClosedForm(zero)
    numerator = sympy.together(zero).as_numer_denom()[0]
    if not numerator.has(x):
        return Found(everywhere=is_zero(numerator))
    if numerator.is_polynomial(x):
        return _polynomial(numerator, search)
    ways: tuple[Callable[[Expr, Search], Found | None], ...] = (
        _product, _absolute, _radical, trigonometric, one_function, logarithms, exponentials,
    )  # fmt: skip
    for way in ways:
        found = way(numerator, replace(search, depth=search.depth + 1))
        if found is not None:
            return found
    raise NoClosedForm(zero)


def is_zero(number: Expr) -> bool:
    """Whether an expression without the unknown is zero, whatever its parameters are."""
    expanded = sympy.expand(number)
    return bool(expanded.is_zero or (expanded.is_number and abs(expanded.evalf(30)) < 1e-20))


def _polynomial(numerator: Expr, search: Search) -> Found:
    parts = [factor.as_base_exp() for factor in sympy.Mul.make_args(numerator)]
    if any(exponent.is_Integer and exponent > 1 and base.is_Add for base, exponent in parts):
        bases = dict.fromkeys(base for base, _ in parts if base.has(search.unknown))
        numerator = sympy.Mul(*bases)  # which has the same roots, and a degree that can be factored
        search.reasoning.step("A power is zero where its base is", equation(numerator))
    polynomial = sympy.Poly(numerator, search.unknown)
    if polynomial.is_zero:
        return Found(everywhere=True)
    search.reasoning.step("Bring everything to one side", equation(polynomial.as_expr()))
    if polynomial.degree() == 0:
        return Found()
    return Found(roots_of(polynomial, search.reasoning, real=search.real))


def _product(zero: Expr, search: Search) -> Found | None:
    factored = sympy.factor(zero)
    factors = [f.base if f.is_Pow and f.exp.is_Integer else f for f in sympy.Mul.make_args(factored)]
    for factor in factors:
        if factor.free_symbols and not factor.has(search.unknown):
            search.reasoning.remark("assumed", f"it is assumed that {text_of(factor)} is not zero")
    factors = [factor for factor in factors if factor.has(search.unknown)]
    factors = [f for f in factors if not (isinstance(f, sympy.exp) or (f.is_Pow and f.base.is_positive))]
    if (len(factors) < 2 and factored.is_Add) or factors == [zero]:
        return None
    search.reasoning.step("Factor", equation(factored))
    if not factors:
        return Found()
    search.reasoning.step("A product is zero where a factor is", any_of([equation(f) for f in factors]))
    return search.any_zero(factors)


def _absolute(zero: Expr, search: Search) -> Found | None:
    """Cases by the signs of what stands between bars."""
    bars = sorted((b for b in zero.atoms(sympy.Abs) if b.has(search.unknown)), key=sympy.default_sort_key)
    if not bars or len(bars) > 4:
        return None
    cases, zeros = [], []
    for signs in itertools.product((1, -1), repeat=len(bars)):
        sides = {bar: sign * bar.args[0] for bar, sign in zip(bars, signs, strict=True)}
        zeros.append(zero.xreplace(sides))
        region = [
            bar.args[0] >= 0 if sign > 0 else bar.args[0] < 0 for bar, sign in zip(bars, signs, strict=True)
        ]
        cases.append(all_of([*region, equation(zeros[-1])]))
    shown = " and ".join(text_of(bar) for bar in bars)
    search.reasoning.step(f"Cases by the sign of what {shown} holds", any_of(cases))
    found, quiet = Found(), search.quiet()
    for case in zeros:
        one = search.again(case, quiet)
        found |= replace(one, everywhere=False, stretches=one.everywhere or one.stretches)
    if found.stretches:
        for bar in bars:
            found |= replace(search.again(bar.args[0], quiet), stretches=True)
    search.reasoning.remarks += quiet.reasoning.remarks
    if not found.stretches:
        candidates = any_of([equation(search.unknown, point) for point in found.points])
        sentence = "Solve each case without its condition, which can add solutions"
        search.reasoning.step(sentence, candidates, equivalent=False)
    return found


def _radical(zero: Expr, search: Search) -> Found | None:
    """Isolate a root and take the power; where it does not stand alone, eliminate it by a resultant."""
    x = search.unknown
    roots = [p for p in zero.atoms(sympy.Pow) if p.exp.is_Rational and not p.exp.is_Integer and p.base.has(x)]
    if not roots:
        return None
    inner = {root for outer in roots for root in outer.base.atoms(sympy.Pow)}
    outer = sorted((r for r in roots if r not in inner), key=sympy.default_sort_key)
    base = outer[0].base
    degree = math.lcm(*(int(root.exp.q) for root in outer if root.base == base))
    root, T = sympy.Pow(base, sympy.Rational(1, degree)), sympy.Dummy()
    powers = {r: T ** (r.exp * degree) for r in outer if r.base == base}
    flat = sympy.together(zero.xreplace(powers)).as_numer_denom()[0]
    if not flat.is_polynomial(T):
        return None
    polynomial = sympy.Poly(flat, T)
    odd = degree % 2 == 1
    if polynomial.degree() == 1:
        slope, rest = polynomial.all_coeffs()
        scale = -1 if slope.could_extract_minus_sign() else 1
        left, right = scale * slope * root, -scale * rest
        search.reasoning.step("Isolate the root", equation(left, right))
        raised = [sympy.expand(slope**degree * base), sympy.expand((-rest) ** degree)]
        sentence = f"Raise both sides to the power {degree}" + ("" if odd else ", which can add solutions")
        search.reasoning.step(sentence, equation(*raised), equivalent=odd)
        cleared = raised[0] - raised[1]
    else:
        cleared = sympy.expand(sympy.resultant(flat, T**degree - base, T))
        sentence = f"Eliminate {text_of(root)} by a resultant, which can add solutions"
        search.reasoning.step(sentence, equation(cleared), equivalent=False)
    return search.again(cleared, search)
