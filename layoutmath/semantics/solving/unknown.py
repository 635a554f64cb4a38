"""Statements about one unknown that hold together: points, families of points, intervals."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import sympy

from layoutmath.reading import Severity
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.candidates import Problem, unsolvable
from layoutmath.semantics.solving.families import distinct_integers, members_that_hold
from layoutmath.semantics.solving.intervals import Answer, intervals
from layoutmath.semantics.solving.polynomials import in_order
from layoutmath.semantics.solving.statements import Statement, is_real_problem, own_symbol
from layoutmath.semantics.solving.steps import Reasoning, all_of, any_of, equation

TRIED = range(-3, 4)
"""The integers at which a family of candidates is checked."""

LOOKED_AT = tuple(map(sympy.Rational, ("-7/3", "-1/5", "2/7", "9/4")))
"""Numbers at which an equation is looked at that seems to hold for all; taking powers may have made it so."""

MOST_MEMBERS = 1000
"""How many members of a family are looked at for those within bounds."""


def solve_one(
    statements: Sequence[Statement], unknown: Expr, reasoning: Reasoning, *, seconds: float
) -> Answer:
    """All values of an unknown for which all statements hold.

    Equations between polynomials and fractions of them are solved in complex numbers, anything else in real
    ones: with a root, a logarithm, a bar or an order sign, school means real numbers.

    >>> from layoutmath.semantics.solving.statements import statement_of
    >>> x = sympy.Symbol("x")
    >>> solve_one([statement_of(x**2 + 4)], x, Reasoning(), seconds=1).points
    (-2*I, 2*I)
    >>> solve_one([statement_of(x**2 - 4), statement_of(x > 0)], x, Reasoning(), seconds=1).points
    (2,)
    >>> solve_one([statement_of(x**2 < 4)], x, Reasoning(), seconds=1).region
    Interval.open(-2, 2)
    """
    real = is_real_problem(statements, [unknown])
    own, inner = own_symbol(unknown, real=real), Reasoning()
    given = [statement.exchanged({unknown: own}) for statement in statements]
    problem = Problem(given, own, seconds, real)
    _refuse_imaginary(given, own)
    for power in sorted({p for s in given for p in _open_powers(s, own)}, key=sympy.default_sort_key):
        sentence = f"only solutions are given where {text_of(power.base)} is positive, in {text_of(power)}"
        inner.remark("restricted", sentence, Severity.WARNING)
    answer = _solved(problem, inner)
    reasoning.follow(inner, {own: unknown})
    return answer


def _refuse_imaginary(statements: Sequence[Statement], unknown: Expr) -> None:
    """With i, only polynomials and fractions of them have their complex solutions found, all of them."""
    for statement in statements:
        if statement.difference.has(sympy.I) and not statement.difference.is_rational_function(unknown):
            shown = text_of(statement.relational)
            raise unsolvable("not-evaluable", f"found i in {shown}; expected real numbers, or polynomials")


def _open_powers(statement: Statement, unknown: Expr) -> Iterator[Expr]:
    """Powers with the unknown in base and exponent; a negative base may be a solution here and there."""
    for power in (statement.left - statement.right).atoms(sympy.Pow):
        if power.base.has(unknown) and power.exp.has(unknown) and not power.base.is_positive:
            yield power


def _solved(problem: Problem, reasoning: Reasoning) -> Answer:
    reasoning.step("Given", all_of([statement.relational for statement in problem.statements]))
    equations = [statement for statement in problem.statements if statement.sign == "=="]
    if not equations:
        return intervals(problem, reasoning)
    first, is_single = equations[0], len(problem.statements) == 1
    reasoning.step("Take one equation, which can add solutions", first.relational, equivalent=is_single)
    found = problem.candidates(first, reasoning)
    if not (found.everywhere or found.stretches):
        return Answer(_kept(problem, found.points, reasoning))
    if found.everywhere and is_single and not first.domain and all(map(problem.holds, LOOKED_AT)):
        reasoning.step("Both sides are the same", sympy.true)
        return Answer(region=sympy.S.Reals)
    return intervals(problem, reasoning)


def _kept(problem: Problem, points: Sequence[Expr], reasoning: Reasoning) -> tuple[Expr, ...]:
    """The candidates for which all statements hold; what is dropped is said."""
    kept: list[Expr] = []
    for point in points:
        new = [s for s in point.free_symbols if s.is_integer and s.name not in problem.taken]
        if new:
            kept += _family(problem, point, sorted(new, key=str), reasoning)
        elif problem.holds(point):
            kept.append(point)
        else:
            _say_dropped(problem, point, reasoning)
    kept = distinct_integers(kept, problem.taken)
    if dropped := [text_of(point) for point in points if point not in kept]:
        sentence = f"Check every candidate in what is given, which drops {', '.join(dropped)}"
        if len(kept) > len(points) - len(dropped):
            sentence += " but for some members"
        shown = any_of([equation(problem.unknown, point) for point in kept])
        reasoning.step(sentence, shown, equivalent=False)
    return tuple(in_order(kept))


def _say_dropped(problem: Problem, point: Expr, reasoning: Reasoning) -> None:
    values = {problem.unknown: point}
    shown = f"{problem.unknown} = {text_of(point)}"
    for statement in problem.statements:
        for condition in statement.domain:
            if not condition.holds(values):
                what = {
                    "!=": f"{text_of(condition.left)} would be 0 there, in a denominator",
                    ">": f"{text_of(condition.left)} would not be positive there",
                    ">=": f"{text_of(condition.left)} would be negative there",
                    "==": f"{text_of(condition.left)} would not be 0 there",
                }[condition.sign]
                reasoning.remark("extraneous", f"{shown} is no solution: {what}")
                return
        if not statement.holds(values) and statement.sign == "==" and statement is problem.statements[0]:
            reasoning.remark("extraneous", f"{shown} is no solution: the two sides differ there")
            return


def _family(problem: Problem, point: Expr, integers: list[Expr], reasoning: Reasoning) -> list[Expr]:
    """A family, if it holds for all integers; those members that do, if bounds leave finitely many."""
    x = problem.unknown
    others = [s for s in problem.statements if s.sign != "==" and s.difference.is_rational_function(x)]
    if others and len(integers) == 1:
        bounds = intervals(Problem(others, x, problem.seconds, real=True), Reasoning())
        region = sympy.FiniteSet(*bounds.points) if bounds.region is None else bounds.region
        if region.is_empty:
            return []
        if region.inf.is_finite and region.sup.is_finite:
            members = _members_within(point, integers[0], region)
            return [member for member in members if problem.holds(member)]
    if len(integers) == 1:
        return members_that_hold(problem, point, integers[0])
    holds = [problem.holds(member) for member in _members(point, integers)]
    if any(holds) and not all(holds):
        raise unsolvable("no-closed-form", f"which of {text_of(point)} are solutions is not known")
    return [point] if all(holds) else []


def _members_within(point: Expr, n: Expr, region: Expr) -> Iterator[Expr]:
    """The members of a family that are in a bounded set, and one or two besides."""
    base, step = point.xreplace({n: sympy.Integer(0)}), sympy.expand(point).coeff(n, 1)
    if step.free_symbols or sympy.expand(point - base - n * step) != 0:
        raise unsolvable("not-evaluable", f"found bounds for {text_of(point)}; expected steps of one size")
    first, last = sorted(sympy.floor((end - base) / step) for end in (region.inf, region.sup))
    if last - first > MOST_MEMBERS:
        raise unsolvable("too-large", f"found more than {MOST_MEMBERS} solutions; expected fewer")
    for whole in range(int(first) - 1, int(last) + 2):
        yield sympy.expand(base + step * whole)


def _members(point: Expr, integers: list[Expr]) -> Iterator[Expr]:
    for values in itertools.product(TRIED, repeat=len(integers)):
        whole: Mapping[Expr, Expr] = {n: sympy.Integer(k) for n, k in zip(integers, values, strict=True)}
        yield point.xreplace(whole)
