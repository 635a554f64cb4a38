"""Sines, cosines, tangents: families of solutions with an integer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import sympy
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.functions import functions_in
from layoutmath.semantics.solving.polynomials import roots_of
from layoutmath.semantics.solving.search import Found, Search
from layoutmath.semantics.solving.steps import Reasoning, any_of, equation

_WAVES: Mapping[str, Callable[[Expr, Expr], Expr]] = {
    "sin": lambda sine, cosine: sine,
    "cos": lambda sine, cosine: cosine,
    "tan": lambda sine, cosine: sine / cosine,
    "cot": lambda sine, cosine: cosine / sine,
    "sec": lambda sine, cosine: 1 / cosine,
    "csc": lambda sine, cosine: 1 / sine,
}


def trigonometric(zero: Expr, search: Search) -> Found | None:
    """Equations in trigonometric functions of multiples of one angle; None for any other.

    One function of the angle is solved for. Several are written with sine and cosine, which factors and
    sin² + cos² = 1 part; where they stay together, both are fractions in the tangent of half the angle.
    """
    x = search.unknown
    functions = functions_in(zero, x)
    if not functions or not all(isinstance(function, TrigonometricFunction) for function in functions):
        return None
    if len(functions) == 1:
        u = sympy.Dummy(real=True)
        flat = sympy.together(zero.xreplace({functions[0]: u})).as_numer_denom()[0]
        if flat.is_polynomial(u) and not flat.has(x):
            return _one(functions[0], u, flat, search)
    if not all(f.args[0].is_polynomial(x) and sympy.degree(f.args[0], x) == 1 for f in functions):
        return None
    slopes = [sympy.Poly(f.args[0], x).LC() for f in functions]
    ratios = [sympy.cancel(slope / slopes[0]) for slope in slopes]
    if not all(ratio.is_Rational for ratio in ratios):
        return None
    unit = sympy.Rational(math.gcd(*(int(r.p) for r in ratios)), math.lcm(*(int(r.q) for r in ratios)))
    A, s, c = sympy.Dummy(real=True), sympy.Dummy("s", real=True), sympy.Dummy("c", real=True)
    angle = slopes[0] * unit * x
    waves = {}
    for function, ratio in zip(functions, ratios, strict=True):
        shifted = ratio / unit * A + function.args[0].coeff(x, 0)
        sine, cosine = (sympy.expand_trig(f(shifted)) for f in (sympy.sin, sympy.cos))
        wave = _WAVES[function.func.__name__](sine, cosine)
        waves[function] = wave.xreplace({sympy.sin(A): s, sympy.cos(A): c})
    flat = sympy.together(zero.xreplace(waves)).as_numer_denom()[0]
    if flat.has(x) or not flat.is_polynomial(s, c):
        return None
    return _sine_and_cosine(flat, s, c, angle, search)


def _sine_and_cosine(flat: Expr, s: Expr, c: Expr, angle: Expr, search: Search) -> Found:
    names = {s: sympy.sin(angle), c: sympy.cos(angle)}
    one = s**2 + c**2 - 1
    reduced = [sympy.rem(flat, one, s), sympy.rem(flat, one, c)]
    reduced.sort(key=lambda form: (len(form.free_symbols & {s, c}), sympy.count_ops(form)))
    if not reduced[0].free_symbols & {s, c}:
        return Found(everywhere=bool(sympy.expand(reduced[0]).is_zero))
    found = Found()
    for form in reduced:
        factors = [factor for factor, _ in sympy.factor_list(form)[1] if factor.free_symbols & {s, c}]
        if len(factors) > 1 or len(form.free_symbols & {s, c}) == 1:
            break
    else:
        factors = [reduced[0]]
    polynomial = sympy.Poly(reduced[0], s, c)
    if factors == [reduced[0]] and {sum(powers) for powers in polynomial.monoms()} <= {0, 2}:
        doubled = {(1, 1): s / 2, (2, 0): (1 - c) / 2, (0, 2): (1 + c) / 2, (0, 0): sympy.Integer(1)}
        flat = sum(value * doubled[powers] for powers, value in polynomial.terms())
        return _sine_and_cosine(sympy.expand(flat), s, c, 2 * angle, search)
    shown = [equation(factor.xreplace(names)) for factor in factors]
    search.reasoning.step(f"Write with sin({text_of(angle)}) and cos({text_of(angle)})", any_of(shown))
    parts = list(shown)
    for place, factor in enumerate(factors):
        part = search.quiet()
        if factor.free_symbols & {s, c} == {s}:
            found |= _one(names[s], s, factor, part)
        elif factor.free_symbols & {s, c} == {c}:
            found |= _one(names[c], c, factor, part)
        else:
            found |= _both(factor, s, c, angle, part)
        search.reasoning.take_over(part.reasoning, parts, place)
    return found


def _both(form: Expr, s: Expr, c: Expr, angle: Expr, search: Search) -> Found:
    """Where sine and cosine stand together."""
    polynomial = sympy.Poly(form, s, c)
    if polynomial.total_degree() == 1:
        a, b, d = (polynomial.coeff_monomial(monomial) for monomial in (s, c, 1))
        u = sympy.Dummy(real=True)
        if d == 0:
            search.reasoning.step(
                "Divide by the cosine, which is not zero here", equation(sympy.tan(angle), -b / a)
            )
            return _one(sympy.tan(angle), u, u + b / a, search)
        amplitude, phase = sympy.sqrt(a**2 + b**2), sympy.atan2(b, a)
        wave = sympy.sin(angle + phase, evaluate=False)
        search.reasoning.step("Put both into one sine", equation(wave, -d / amplitude))
        return _one(wave, u, u + d / amplitude, search)
    t = sympy.Dummy(real=True)
    half = sympy.together(form.subs({s: 2 * t / (1 + t**2), c: (1 - t**2) / (1 + t**2)}, simultaneous=True))
    tangents = roots_of(sympy.Poly(half.as_numer_denom()[0], t), search.reasoning, real=True)
    bases = [2 * sympy.atan(root) for root in tangents]
    if form.subs({s: 0, c: -1}) == 0:
        bases.append(sympy.pi)
    return _families([(base, 2 * sympy.pi) for base in bases], angle, search)


def _one(function: Expr, u: Expr, flat: Expr, search: Search) -> Found:
    """A polynomial in one trigonometric function."""
    if sympy.expand(flat).is_zero:
        return Found(everywhere=True)
    part = Reasoning()
    values = roots_of(sympy.Poly(flat, u), part, real=True)
    search.reasoning.remarks += part.remarks
    shown = [equation(function, value) for value in values]
    search.reasoning.step(f"Solve for {text_of(function)}", any_of(shown))
    name = function.func.__name__
    members = [member for value in values for member in _possible(name, value)]
    families = [family for member in members for family in _angles(name, member)]
    return _families(families, function.args[0], search)


def _possible(name: str, value: Expr) -> list[Expr]:
    """The members of a family of values that a sine or cosine can have; any other value is itself."""
    integers = [symbol for symbol in value.free_symbols if symbol.is_integer]
    step = sympy.expand(value).coeff(integers[0]) if integers else sympy.Integer(0)
    if name not in ("sin", "cos") or len(integers) != 1 or not step.is_number or step == 0:
        return [value]
    base, reach = value.xreplace({integers[0]: sympy.Integer(0)}), sympy.floor(1 / abs(step)) + 1
    middle = sympy.floor(-base / step)
    members = [base + step * (middle + k) for k in range(-int(reach), int(reach) + 2)]
    return [sympy.expand(member) for member in members if abs(member.evalf(20)) <= 1]


def _angles(name: str, value: Expr) -> list[tuple[Expr, Expr]]:
    """The angles at which a function has a value: the first of each family, and the distance to the next."""
    pi, full = sympy.pi, 2 * sympy.pi
    if name in ("tan", "cot"):
        if name == "cot":
            value = sympy.oo if value == 0 else 1 / value
        return [(sympy.atan(value), pi)]
    if name in ("sec", "csc"):
        return [] if value == 0 else _angles({"sec": "cos", "csc": "sin"}[name], 1 / value)
    if value.is_number and abs(value.evalf(20)) > 1 + 1e-15:
        return []
    if value == 0:
        return [(sympy.Integer(0) if name == "sin" else pi / 2, pi)]
    if name == "sin":
        return [(sympy.asin(value), full), (pi - sympy.asin(value), full)]
    return [(-sympy.acos(value), full), (sympy.acos(value), full)]


def _families(families: list[tuple[Expr, Expr]], argument: Expr, search: Search) -> Found:
    """All angles of some families, from 0 up; two that lie half a turn apart are one."""
    distinct: dict[tuple[Expr, Expr], None] = {}
    for base, period in families:
        if (base / sympy.pi).is_Rational:
            base = sympy.expand(base - period * sympy.floor(base / period))
        distinct[base, period] = None
    merged = list(distinct)
    for base, period in list(distinct):
        other = (sympy.expand(base + period / 2), period)
        if other in merged and (base, period) in merged:
            merged = [family for family in merged if family not in (other, (base, period))]
            merged.append((base, period / 2))
    if all(base.is_number for base, _ in merged):
        merged.sort(key=lambda family: float(family[0].evalf(20)))
    n = search.integer(*(base for base, _ in merged))
    if not merged:
        search.reasoning.step("No real angle has such a value", sympy.false)
    return search.undo(argument, [base + period * n for base, period in merged])
