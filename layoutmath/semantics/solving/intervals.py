"""Intervals: between the places where anything can change, one look says what holds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import sympy

from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.candidates import Problem, unsolvable
from layoutmath.semantics.solving.numeric import MOST
from layoutmath.semantics.solving.polynomials import in_order, is_real, number_of
from layoutmath.semantics.solving.statements import Statement
from layoutmath.semantics.solving.steps import Reasoning

ENDLESS = "found an inequality with infinitely many intervals; expected one that repeats itself"


@dataclass(frozen=True, slots=True)
class Answer:
    """The values of one unknown: points (perhaps with an integer symbol), or the set where there are more.

    ``period`` says after how much the set repeats itself.
    """

    points: tuple[Expr, ...] = ()
    region: Expr = None
    period: Expr = None


def intervals(problem: Problem, reasoning: Reasoning) -> Answer:
    """Where all statements hold, from where their sides are equal or begin to be defined.

    >>> from layoutmath.semantics.solving.statements import statement_of
    >>> x = sympy.Symbol("x", real=True)
    >>> intervals(Problem([statement_of(x**2 < 4), statement_of(x > 0)], x, 1.0, True), Reasoning()).region
    Interval.open(0, 2)
    """
    names = sorted(
        {s.name for statement in problem.statements for s in statement.symbols - {problem.unknown}}
    )
    if names:
        raise unsolvable("too-many-variables", f"the sign of {', '.join(names)} is not known")
    ends, period = _ends(problem, reasoning), None
    if any(point.free_symbols for point in ends):
        period, ends = _one_period(problem, ends)
    ends = in_order([point for point in ends if is_real(point)])
    pieces = _pieces(problem, ends, period)
    if period is None and all(piece.inf == piece.sup for piece in pieces):
        return Answer(tuple(piece.inf for piece in pieces))
    if period is not None and all(piece.inf == piece.sup for piece in pieces):
        n = sympy.Symbol("k" if problem.unknown.name == "n" else "n", integer=True)
        return Answer(tuple(piece.inf + period * n for piece in pieces))
    region = sympy.Union(*pieces)
    if period is not None and region == sympy.Interval.Ropen(0, period):
        return Answer(region=sympy.S.Reals)
    if ends and period is None:
        places = ", ".join(map(text_of, ends))
        sentence = f"Truth can change at {places} only: try a number between each two"
        reasoning.step(sentence, region.as_relational(problem.unknown))
    return Answer(region=region, period=period)


def _ends(problem: Problem, reasoning: Reasoning) -> list[Expr]:
    """Where a side of a statement changes its sign, or begins or ends to be defined."""
    found: list[Expr] = []
    for part in (part for statement in problem.statements for part in (statement, *statement.domain)):
        quiet = Reasoning()
        points = problem.candidates(Statement(part.left, "==", part.right), quiet).points
        if len(points) >= MOST and all(point.is_Float for point in points):
            raise unsolvable("no-closed-form", "no closed form is known, and there are many intervals")
        reasoning.follow(Reasoning(remarks=quiet.remarks), {})
        found += points
    return list(dict.fromkeys(found))


def _pieces(problem: Problem, ends: list[Expr], period: Expr | None) -> list[Expr]:
    """The intervals in which all statements hold, as long as can be; those of one period."""
    first, last = (-sympy.oo, sympy.oo) if period is None else (sympy.Integer(0), period)
    pieces: list[tuple[Expr, Expr, bool, bool]] = []
    begun: tuple[Expr, bool] | None = None
    lower, lower_holds = first, period is not None and problem.holds(first)
    for upper in [*(end for end in ends if end != first), last]:
        if lower_holds and begun is None:
            begun = (lower, False)
        if problem.holds(_between(lower, upper)):
            begun = begun or (lower, True)
        elif begun is not None:
            pieces.append((begun[0], lower, begun[1], False))
            begun = None
        upper_holds = upper != last and problem.holds(upper)
        if begun is not None and not upper_holds:
            pieces.append((begun[0], upper, begun[1], True))
            begun = None
        lower, lower_holds = upper, upper_holds
    goes_on = period is not None and len(pieces) > 1 and pieces[-1][1] == last
    if goes_on and pieces[0][0] == first and not pieces[0][2]:
        over = pieces.pop()
        pieces[0] = (over[0] - period, pieces[0][1], over[2], pieces[0][3])
    return [sympy.Interval(*piece) for piece in pieces]


def _one_period(problem: Problem, ends: list[Expr]) -> tuple[Expr, list[Expr]]:
    """After how much statements repeat, and the ends of one such period."""
    steps = []
    for point in ends:
        n = next(iter(point.free_symbols), None)
        step = sympy.expand(point).coeff(n, 1) if n is not None else None
        if step is None or step.free_symbols or sympy.expand(point - n * step).has(n):
            raise unsolvable("not-evaluable", ENDLESS)
        steps.append((sympy.expand(point - n * step), step, n))
    ratios = [sympy.cancel(step / steps[0][1]) for _, step, _ in steps]
    if not all(ratio.is_Rational for ratio in ratios):
        raise unsolvable("not-evaluable", ENDLESS)
    period = abs(steps[0][1]) * math.lcm(*(int(r.p) for r in ratios)) / math.gcd(*(int(r.q) for r in ratios))
    period = period if _repeats(problem, period) else 2 * period  # between two zeros a sine changes its sign
    if not _repeats(problem, period):
        raise unsolvable("not-evaluable", ENDLESS)
    inside = []
    for base, step, _ in steps:
        first = sympy.ceiling(-base / abs(step))
        inside += [sympy.expand(base + abs(step) * (first + k)) for k in range(int(period / abs(step)))]
    return period, inside


def _repeats(problem: Problem, period: Expr) -> bool:
    """Whether statements seem to hold again after some distance."""
    for statement in problem.statements:
        shifted = statement.exchanged({problem.unknown: problem.unknown + period})
        for place in map(sympy.Rational, ("1/7", "5/3", "-11/5", "37/7", "-15/2")):
            if statement.holds({problem.unknown: place}) != shifted.holds({problem.unknown: place}):
                return False
    return True


def _between(lower: Expr, upper: Expr) -> Expr:
    """A simple number between two."""
    if lower.is_infinite and upper.is_infinite:
        return sympy.Rational(1, 3)
    if lower.is_infinite:
        return sympy.floor(number_of(upper, 20)) - 1
    if upper.is_infinite:
        return sympy.ceiling(number_of(lower, 20)) + 1
    return sympy.Rational(str(number_of((lower + upper) / 2, 25)))
