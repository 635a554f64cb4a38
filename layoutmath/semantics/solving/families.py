"""Families of solutions: for which integers a member is one, and how that is said."""

from __future__ import annotations

import math
from collections.abc import Sequence

import sympy

from layoutmath.reading import MeaningError
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.candidates import Problem, unsolvable
from layoutmath.semantics.solving.search import Found
from layoutmath.semantics.solving.statements import Statement
from layoutmath.semantics.solving.steps import Reasoning

WINDOW = 24
"""Members that are looked at on either side of those at which anything may change for good."""

WIDEST = 400
"""How far these may lie apart."""

CYCLES = (1, 2, 3, 4, 6)
"""After how many members truth may repeat itself."""


def members_that_hold(problem: Problem, point: Expr, n: Expr) -> list[Expr]:
    """A family, or what is left of it where not all of its members hold.

    Truth repeats itself, but for where a condition changes for good, and these places are known. What is left
    are families for every integer, every one but 0, every positive or not negative one, and single members.

    >>> from layoutmath.semantics.solving.statements import statement_of
    >>> x, n = sympy.Symbol("x", real=True), sympy.Symbol("n", integer=True)
    >>> problem = Problem([statement_of(sympy.sin(x) / x)], x, 1.0, True)
    >>> [left] = members_that_hold(problem, sympy.pi * n, n)
    >>> left, [symbol.is_nonzero for symbol in left.free_symbols]
    (pi*n, [True])
    """
    unclear = unsolvable("no-closed-form", f"which of {text_of(point)} are solutions is not known")
    if point.free_symbols - {n}:  # with parameters, one equation can be told to hold, no more
        if len(problem.statements) > 1:
            raise unclear
        return [point]
    places, cycle = _changes(problem, point, n, unclear)
    first, last = min(places, default=0) - WINDOW, max(places, default=0) + WINDOW
    if last - first > WIDEST or cycle > max(CYCLES):
        raise unclear
    members = {k: sympy.expand(point.xreplace({n: sympy.Integer(k)})) for k in range(first, last + 1)}
    holds = {k: problem.holds(member) for k, member in members.items()}
    for length in (length for length in CYCLES if length % cycle == 0):
        if all(holds[k] == holds[k + length] for k in holds if k + length <= first + WINDOW // 2) and all(
            holds[k] == holds[k - length] for k in holds if k - length >= last - WINDOW // 2
        ):
            return [
                part for start in range(length) for part in _left(point, n, holds, members, start, length)
            ]
    raise unclear


def _changes(problem: Problem, point: Expr, n: Expr, unclear: MeaningError) -> tuple[list[int], int]:
    """The integers near which truth may change for good, and a number of members after which it repeats."""
    found, ratio = Found(), 1
    parts = [part for statement in problem.statements for part in (*statement.domain, statement)]
    parts = [part for part in parts if part is not problem.statements[0] or part.sign != "=="]
    bars = [bar.args[0] for s in problem.statements for bar in s.difference.atoms(sympy.Abs)]
    zeros = [Statement(part.left, "==", part.right) for part in parts]
    zeros += [Statement(bar, "==", sympy.Integer(0)) for bar in bars if bar.has(problem.unknown)]
    for zero in zeros:
        found |= problem.candidates(zero, Reasoning())
    step, places = sympy.expand(point).coeff(n, 1), []
    for place in found.points:
        new = [s for s in place.free_symbols if s.is_integer and s.name not in problem.taken]
        if not new:
            places += [math.floor(value) for value in _reaching(point, n, place)]
            continue
        quotient = sympy.cancel(sympy.expand(place).coeff(new[0], 1) / step) if step != 0 else sympy.nan
        if len(new) > 1 or not quotient.is_Rational or quotient == 0:
            raise unclear
        ratio = math.lcm(ratio, int(quotient.p))
    return places, ratio


def _reaching(point: Expr, n: Expr, place: Expr) -> list[float]:
    """Where between integers a family comes by a place."""
    values = [value.evalf(20) for value in sympy.solve(point - place, n) if value.is_number]
    return [float(value) for value in values if value.is_real]


def _left(
    point: Expr, n: Expr, holds: dict[int, bool], members: dict[int, Expr], start: int, length: int
) -> list[Expr]:
    """What holds of every so many members."""
    mine = [k for k in holds if (k - start) % length == 0]
    wrong = [k for k in mine if not holds[k]]

    def at(start: int, step: int, symbol: Expr) -> Expr:
        return sympy.expand(point.xreplace({n: start + step * symbol}))

    if not wrong:
        return [at(start, length, n)]
    if len(wrong) == 1 and holds[mine[0]] and holds[mine[-1]]:
        return [at(wrong[0], length, sympy.Symbol(n.name, integer=True, nonzero=True))]
    found = []
    if holds[mine[0]]:
        found.append(at(*_half(wrong[0] - length, -length, n)))
    if holds[mine[-1]]:
        found.append(at(*_half(wrong[-1] + length, length, n)))
    between = [k for k in mine if holds[k] and wrong[0] < k < wrong[-1]]
    return found + [members[k] for k in between]


def _half(first: int, step: int, n: Expr) -> tuple[int, int, Expr]:
    """A half of a family: from 1 up where it then is what it would be for other integers, else from 0."""
    if first == step:
        return 0, step, sympy.Symbol(n.name, integer=True, positive=True)
    return first, step, sympy.Symbol(n.name, integer=True, nonnegative=True)


def integers_of(symbol: Expr) -> tuple[str, Expr]:
    """For which integers a symbol stands, in words and as a set."""
    if symbol.is_positive:
        return "any integer > 0", sympy.S.Naturals
    if symbol.is_nonnegative:
        return "any integer >= 0", sympy.S.Naturals0
    if symbol.is_nonzero:
        return "any integer except 0", sympy.Complement(sympy.S.Integers, sympy.FiniteSet(0))
    return "any integer", sympy.S.Integers


def distinct_integers(points: Sequence[Expr], taken: frozenset[str]) -> list[Expr]:
    """Points in which symbols for different integers have different names."""
    new = {s for point in points for s in point.free_symbols if s.is_integer and s.name not in taken}
    named: dict[Expr, Expr] = {}
    used: set[str] = set()
    for symbol in sorted(new, key=lambda symbol: (symbol.name, integers_of(symbol)[0])):
        names = [symbol.name, *(name for name in ("n", "k", "m", "n_1", "n_2", "n_3") if name not in taken)]
        name = next(name for name in names if name not in used)
        used.add(name)
        named[symbol] = sympy.Symbol(name, **symbol.assumptions0)
    return [point.xreplace(named) for point in points]
