"""Real roots by looking for them, where there is no closed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import sympy

from layoutmath.semantics.algebra.spelling import Expr
from layoutmath.semantics.solving.statements import Statement, real_roots_in

REACH = 1000.0
"""Roots are looked for between minus and plus this."""

GRID = 4001
"""Places that are looked at, denser towards zero: their inverse hyperbolic sines lie evenly."""

MOST = 20
"""How many roots are given; where there are more, those nearest to zero."""

QUOTIENTS = (sympy.tan, sympy.cot, sympy.sec, sympy.csc)
"""Functions with poles, which are quotients of sines and cosines."""

PRECISION = 50
"""Digits of a root."""


def numeric_roots(statement: Statement, unknown: Expr) -> list[Expr]:
    """Where left less right changes its sign or touches zero, between ``-REACH`` and ``REACH``.

    A change of sign is narrowed down by Brent's method, and made precise by the secant method. Poles change
    sign too, and are told by the value there. Zero is touched where the slope changes its sign.

    >>> from layoutmath.semantics.solving.statements import statement_of
    >>> x = sympy.Symbol("x", real=True)
    >>> [round(float(root), 6) for root in numeric_roots(statement_of(sympy.cos(x) - x), x)]
    [0.739085]
    >>> [round(float(root), 6) for root in numeric_roots(statement_of((sympy.exp(x) - x - 1) ** 2), x)]
    [0.0]
    """
    zero = real_roots_in(statement.difference)
    if zero.has(*QUOTIENTS):  # without their poles, which may lie too close to roots to be told apart
        parts = zero.replace(lambda part: isinstance(part, QUOTIENTS), lambda part: part.rewrite(sympy.cos))
        zero = sympy.together(parts).as_numer_denom()[0]
    places = np.sinh(np.linspace(-np.arcsinh(REACH), np.arcsinh(REACH), GRID))
    inside = np.ones(GRID, dtype=bool)
    for condition in statement.domain:
        real, values = _values(_compute(condition.difference, unknown), places)
        inside &= real & {">": values > 0, ">=": values >= 0}.get(condition.sign, values != 0)
    level = _compute(zero, unknown)
    found: list[Expr] = []
    slope = sympy.diff(zero, unknown).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))  # at kinks only
    for function in (zero, slope):
        compute, exact = _compute(function, unknown), sympy.lambdify(unknown, function, "mpmath")
        real, values = _values(compute, places)
        signs = np.where(inside & real, np.sign(values), np.nan)
        starts = np.flatnonzero((signs[:-1] * signs[1:] < 0) | (signs[:-1] == 0))
        for start in sorted(starts, key=lambda start: abs(places[start])):
            left, right = float(places[start]), float(places[start + 1])
            place = _narrowed(compute, left, right)
            if place is None or (function != zero and abs(level(place)) > 1e-6):
                continue
            root = _precise(exact, place, right - left)
            near = sympy.Rational(f"{root:.6f}") if root is not None else root
            if near is not None and abs(near - root) < 1e-9 and zero.xreplace({unknown: near}).is_zero:
                root = sympy.Float(near, PRECISION)  # at which a multiple root is hard to narrow down
            if root is not None and _is_root(zero, unknown, root):
                found.append(root)
            if len(found) >= 2 * MOST:
                break
    found.sort()
    distinct = [root for place, root in enumerate(found) if not place or root - found[place - 1] > 1e-12]
    return sorted(sorted(distinct, key=abs)[:MOST])


def _compute(function: Expr, unknown: Expr) -> Callable[[Any], Any]:
    compute = sympy.lambdify(unknown, function, ["scipy", "numpy"])

    def quiet(place: Any) -> Any:
        with np.errstate(all="ignore"):
            try:
                return compute(place + 0j)
            except TypeError:  # a function that takes real numbers only
                return compute(place)

    return quiet


def _values(compute: Callable[[Any], Any], places: Any) -> tuple[Any, Any]:
    """Where a function is real, and its values."""
    values = np.asarray(compute(places), dtype=complex) + 0 * places
    real = np.isfinite(values) & (np.abs(values.imag) <= 1e-9 * np.abs(values.real))
    return real, values.real


def _narrowed(compute: Callable[[Any], Any], left: float, right: float) -> float | None:
    from scipy.optimize import brentq  # takes longer to import than most equations to solve

    def value(place: float) -> float:
        return float(complex(compute(place)).real)

    try:
        return left if value(left) == 0 else float(brentq(value, left, right, xtol=1e-14, maxiter=200))
    except (ValueError, RuntimeError, ZeroDivisionError, OverflowError):
        return None


def _precise(compute: Callable[[Any], Any], start: float, width: float) -> Expr | None:
    try:
        with mpmath.workdps(PRECISION + 10):
            root = mpmath.findroot(compute, (mpmath.mpf(start), mpmath.mpf(start) + mpmath.mpf("1e-12")))
            if abs(mpmath.im(root)) > 1e-30 or abs(root - start) > width:
                return None
            return sympy.Float(mpmath.re(root), PRECISION)
    except (ValueError, ZeroDivisionError, TypeError, OverflowError):
        return None


def _is_root(function: Expr, unknown: Expr, root: Expr) -> bool:
    value = sympy.N(function.xreplace({unknown: root}), 30)
    return bool(value.is_number and abs(value) < 1e-18 * (1 + abs(root)))
