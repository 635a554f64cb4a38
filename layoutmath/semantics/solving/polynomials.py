"""Exact roots of polynomials in one unknown, and the steps of school algebra that lead to them."""

from __future__ import annotations

import functools

import sympy

from layoutmath.reading import Severity
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.steps import Reasoning, any_of, equation

MOST = 12
"""The degree above which complex roots are not given: nobody reads that many, and they take long."""

READABLE = 20
"""Operations that a root by radicals has at most; a longer one, as of Cardano, is given as a number."""


def roots_of(polynomial: Expr, reasoning: Reasoning, *, real: bool) -> tuple[Expr, ...]:
    """The roots of a ``Poly`` that is not constant, each once: real ones in order, then the others.

    Roots by radicals where they are readable, otherwise SymPy's CRootOf. With ``real``, only the real ones.

    >>> x = sympy.Symbol("x")
    >>> reasoning = Reasoning()
    >>> roots_of(sympy.Poly(x**3 - x**2 - 2*x + 2, x), reasoning, real=True)
    (-sqrt(2), 1, sqrt(2))
    >>> for step in reasoning.steps:
    ...     print(step)
    Factor: (x - 1)*(x^2 - 2) = 0
    A product is zero where a factor is: x - 1 = 0 or x^2 - 2 = 0
    Take the constant to the other side: x^2 - 2 = 0 or x = 1
    Take square roots: x = -sqrt(2) or x = 1 or x = sqrt(2)
    """
    _, factors = sympy.factor_list(polynomial)
    if polynomial.content().free_symbols:
        assume_not_zero(polynomial.content(), reasoning)
    factors = [(factor, times) for factor, times in factors if factor.degree() > 0]
    if not real and polynomial.degree() > MOST:
        sentence = f"only real solutions are given of an equation of degree {polynomial.degree()}"
        reasoning.remark("real-only", sentence, Severity.WARNING)
        real = True
    parts = [equation(factor.as_expr()) for factor, _ in factors]
    if len(factors) > 1 or factors[0][1] > 1:
        product = sympy.Mul(_content(polynomial, factors), *(f.as_expr() ** k for f, k in factors))
        reasoning.step("Factor", equation(product))
        what = (
            "A product is zero where a factor is" if len(factors) > 1 else "A power is zero where its base is"
        )
        reasoning.step(what, any_of(parts))
    found = []
    for place, (factor, _) in enumerate(factors):
        part = Reasoning()
        found += _roots_of_factor(factor, part, real)
        reasoning.take_over(part, parts, place)
    return tuple(in_order(found))


def _content(polynomial: Expr, factors: list[tuple[Expr, int]]) -> Expr:
    leading = sympy.Mul(*(factor.LC() ** times for factor, times in factors))
    return sympy.cancel(polynomial.LC() / leading)


def _roots_of_factor(factor: Expr, reasoning: Reasoning, real: bool) -> list[Expr]:
    """The roots of a polynomial that has no factors."""
    degree = factor.degree()
    if degree == 1:
        return [_linear(factor, reasoning)]
    found, sentence = _quadratic(factor, reasoning) if degree == 2 else _higher(factor, reasoning, real)
    kept = [root for root in found if is_real(root)] if real else found
    if len(kept) < len(found) or not found:
        sentence += "; only real roots count"
    reasoning.step(sentence, any_of([equation(factor.gen, root) for root in kept]))
    return kept


def _higher(factor: Expr, reasoning: Reasoning, real: bool) -> tuple[list[Expr], str]:
    degree, is_rational = factor.degree(), factor.domain.is_ZZ or factor.domain.is_QQ
    is_binomial = len(factor.terms()) == 2 and bool(factor.eval(0))
    if real and is_rational and is_binomial:
        return _real_roots_of_number(-factor.eval(0) / factor.LC(), degree), "Take roots"
    if real and is_rational and (degree > MOST or not factor.count_roots()):
        return _isolated(factor, real=True), "Isolate the real roots (Poly.real_roots of SymPy)"
    found = list(sympy.roots(factor, quartics=degree != 4 or _is_even(factor)))
    if len(found) == degree and all(sympy.count_ops(root) <= READABLE for root in found):
        method = "Take roots" if is_binomial else "Solve by radicals (roots of SymPy)"
        return [sympy.sqrtdenest(root) for root in found], method
    gen = sympy.Symbol("u") if isinstance(factor.gen, sympy.Dummy) else factor.gen
    shown = text_of(factor.as_expr().xreplace({factor.gen: gen}))
    if factor.free_symbols_in_domain:
        sentence = f"there is no readable formula for the roots of {shown}"
        reasoning.remark("no-closed-form", sentence, Severity.WARNING)
        return found, "Solve by radicals (roots of SymPy)"
    sentence = f"the roots of {shown} have no readable form by radicals; they are given as numbers"
    reasoning.remark("no-closed-form", sentence)
    return _isolated(factor), "Isolate the roots (Poly.all_roots of SymPy)"


def _real_roots_of_number(number: Expr, degree: int) -> list[Expr]:
    if degree % 2:
        return [sympy.sign(number) * sympy.root(abs(number), degree)]
    return [] if number < 0 else [-sympy.root(number, degree), sympy.root(number, degree)]


def _is_even(factor: Expr) -> bool:
    return all(power % 2 == 0 for (power,) in factor.monoms())


def _isolated(factor: Expr, *, real: bool = False) -> list[Expr]:
    """Roots as numbers: CRootOf where coefficients are rational, otherwise to fifty digits."""
    if factor.domain.is_ZZ or factor.domain.is_QQ:
        own = factor.replace(factor.gen, sympy.Symbol("x"))
        return list(own.real_roots(radicals=False) if real else own.all_roots(radicals=False))
    return list(factor.nroots(n=50, maxsteps=200))


def _linear(factor: Expr, reasoning: Reasoning) -> Expr:
    slope, constant = factor.all_coeffs()
    unknown = factor.gen
    if slope.is_number and slope.is_negative:
        slope, constant = -slope, -constant
    root = sympy.cancel(-constant / slope) if slope.free_symbols else sympy.expand(-constant / slope)
    if slope != 1:
        assume_not_zero(slope, reasoning)
        reasoning.step("Take the constant to the other side", equation(slope * unknown, -constant))
        reasoning.step(f"Divide by {text_of(slope)}", equation(unknown, root))
    else:
        reasoning.step("Take the constant to the other side", equation(unknown, root))
    return root


def _quadratic(factor: Expr, reasoning: Reasoning) -> tuple[list[Expr], str]:
    a, b, c = factor.all_coeffs()
    assume_not_zero(a, reasoning)
    discriminant = sympy.expand(b**2 - 4 * a * c)
    if discriminant.free_symbols:
        width = sympy.sqrt(sympy.factor(discriminant))
        found = [(-b - width) / (2 * a), (-b + width) / (2 * a)]
    else:
        width = sympy.sqrtdenest(sympy.sqrt(discriminant))
        found = [sympy.expand(-b / (2 * a)) + sympy.expand(sign * width / (2 * a)) for sign in (-1, 1)]
    if b == 0:
        reasoning.step("Isolate the square", equation(factor.gen**2, sympy.cancel(-c / a)))
        return found, "Take square roots"
    return found, f"Quadratic formula, with the discriminant {text_of(discriminant)}"


def assume_not_zero(coefficient: Expr, reasoning: Reasoning) -> None:
    """Say so where a parameter is divided by."""
    if not all(symbol.is_integer for symbol in coefficient.free_symbols):  # those are of families
        names = tuple(sorted(symbol.name for symbol in coefficient.free_symbols))
        reasoning.remark("assumed", f"it is assumed that {text_of(coefficient)} is not zero", names=names)


def is_real(number: Expr) -> bool:
    """Whether a root is real; one with parameters is taken for real.

    >>> is_real(sympy.sqrt(-2)), is_real(sympy.sqrt(2))
    (False, True)
    """
    known = number.is_real
    if known is None and not number.free_symbols:
        return bool(abs(number_of(number, 30).as_real_imag()[1]) < 1e-20)
    return known is not False


def number_of(expression: Expr, digits: int) -> Expr:
    """To so many digits. SymPy takes seconds for a complex root of a polynomial, and none for all at once.

    >>> number_of(sympy.CRootOf(sympy.Symbol("x") ** 5 - sympy.Symbol("x") - 1, 1), 8)
    -0.76488443 - 0.35247155*I
    """
    roots = {root for root in expression.atoms(sympy.CRootOf) if not root.is_real}
    numbers = {root: _all_roots(root.poly, digits + 10)[root.index] for root in roots}
    return expression.xreplace(numbers).evalf(digits)


@functools.lru_cache(maxsize=64)
def _all_roots(polynomial: Expr, digits: int) -> tuple[Expr, ...]:
    """All roots, in the order in which CRootOf counts them, which is that of :func:`in_order`."""
    return tuple(in_order(list(polynomial.nroots(n=digits, maxsteps=200))))


def in_order(numbers: list[Expr]) -> list[Expr]:
    """Each number once, real ones by size, then the others by real part and imaginary part."""
    distinct = list(dict.fromkeys(numbers))
    if any(number.free_symbols for number in distinct):
        return distinct

    def place(number: Expr) -> tuple[bool, float, float]:
        value = complex(number_of(number, 20))
        return (not is_real(number), round(value.real, 12), value.imag)

    return sorted(distinct, key=place)
