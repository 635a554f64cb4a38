"""Problems taken apart: into cases, into unknowns and given numbers, into what shares unknowns."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sympy

from layoutmath.errors import UnknownNameError
from layoutmath.reading import Severity
from layoutmath.semantics.algebra.spelling import Expr
from layoutmath.semantics.solving.candidates import NOT_ALL, unsolvable
from layoutmath.semantics.solving.conditions import demanded
from layoutmath.semantics.solving.families import integers_of
from layoutmath.semantics.solving.intervals import Answer
from layoutmath.semantics.solving.polynomials import in_order
from layoutmath.semantics.solving.problem import Case
from layoutmath.semantics.solving.statements import Statement
from layoutmath.semantics.solving.steps import Reasoning, all_of, any_of
from layoutmath.semantics.solving.systems import solve_together
from layoutmath.semantics.solving.unknown import solve_one
from layoutmath.semantics.solving.wording import text_of_points, text_of_region

FIRST = ("x", "y", "z")
"""Letters that are unknowns before all others."""

PARAMETERS = frozenset("abcdkmnpqrs")
"""Letters that stand for given numbers as long as there are others."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that solves the cases: points, which may have parameters, and the set of all."""

    unknowns: tuple[Expr, ...]
    points: tuple[Mapping[Expr, Expr], ...]
    everything: Expr
    text: str


def solved(
    cases: Sequence[Case], names: Sequence[str] | None, reasoning: Reasoning, *, digits: int, seconds: float
) -> Outcome:
    """Solve statements of which one case holds.

    >>> from layoutmath.semantics.solving.statements import statement_of
    >>> x, a = sympy.symbols("x a")
    >>> reasoning = Reasoning()
    >>> solved([(statement_of(a * x - 2),)], None, reasoning, digits=6, seconds=1).text
    'x = 2/a'
    >>> [remark.code for remark in reasoning.remarks]
    ['too-many-variables', 'assumed']
    """
    symbols = {symbol for case in cases for statement in case for symbol in statement.symbols}
    if not symbols:
        return _without_unknown(cases, reasoning)
    unknowns = chosen(cases, symbols, names, reasoning)
    found: list[Mapping[Expr, Answer]] = []
    demands: list[str] = []
    parts = [all_of([statement.relational for statement in case]) for case in cases]
    if len(cases) > 1:
        reasoning.step("Cases", any_of(parts))
    for place, case in enumerate(cases):
        part = reasoning if len(cases) == 1 else Reasoning()
        new, conditions = _solved_case(case, unknowns, part, seconds)
        found += new
        demands += conditions
        if part is not reasoning:
            reasoning.take_over(part, parts, place)
    outcome = _outcome(unknowns, found, cases, digits)
    if demands and found:
        if len(cases) > 1:
            raise unsolvable(
                "not-evaluable", "found conditions on what is given in some cases; expected none"
            )
        outcome = _demanding(outcome, cases[0], demands)
    if any(remark.sentence.startswith(NOT_ALL) for remark in reasoning.remarks) and found:
        outcome = replace(outcome, text=f"{outcome.text} or others")
    searched = any(r.code == "no-closed-form" and r.severity is Severity.WARNING for r in reasoning.remarks)
    return replace(outcome, text="no solution found") if searched and not found else outcome


def _without_unknown(cases: Sequence[Case], reasoning: Reasoning) -> Outcome:
    truth = any(all(statement.holds({}) for statement in case) for case in cases)
    word = "true" if truth else "false"
    reasoning.remark("no-variable", f"there is no variable; what is said is {word}", Severity.WARNING)
    return Outcome((), ({},) if truth else (), sympy.S.UniversalSet if truth else sympy.S.EmptySet, word)


def chosen(
    cases: Sequence[Case], symbols: set[Expr], names: Sequence[str] | None, reasoning: Reasoning
) -> list[Expr]:
    """The unknowns: those named; or x, y, z, then other letters, then those that are mostly given numbers.

    Of the first kind that is there, one for one equation, all for several, and more kinds if there are not
    as many as equations.
    """
    by_name = {symbol.name: symbol for symbol in symbols}
    if names is not None:
        for name in names:
            if name not in by_name:
                raise UnknownNameError("variable", name, list(by_name))
        return [by_name[name] for name in dict.fromkeys(names)]
    kinds = [
        sorted((s for s in symbols if _kind(s) == kind), key=lambda symbol: _place(symbol, cases))
        for kind in range(3)
    ]
    needed = max(sum(statement.sign == "==" for statement in case) for case in cases)
    found: list[Expr] = []
    for kind in kinds:
        if not found:
            found = kind[:1] if needed == 1 else list(kind)
        elif len(found) < needed:
            found += kind[: needed - len(found)]
    if given := sorted(symbol.name for symbol in symbols.difference(found)):
        solved_for = ", ".join(symbol.name for symbol in found)
        are = "is" if len(given) == 1 else "are"
        sentence = f"solved for {solved_for}; {', '.join(given)} {are} taken as given"
        reasoning.remark("too-many-variables", sentence, Severity.WARNING, tuple(given))
    return found


def _kind(symbol: Expr) -> int:
    letter = symbol.name.partition("_")[0]
    return 0 if letter in FIRST else 2 if letter in PARAMETERS else 1


def _place(symbol: Expr, cases: Sequence[Case]) -> tuple[object, ...]:
    """By letter and index; other letters first if they stand on the left."""
    letter, _, index = symbol.name.partition("_")
    on_the_left = any(statement.left.has(symbol) for case in cases for statement in case)
    return (letter not in FIRST and not on_the_left, letter, len(index), index)


def _solved_case(
    case: Case, unknowns: Sequence[Expr], reasoning: Reasoning, seconds: float
) -> tuple[list[Mapping[Expr, Answer]], list[str]]:
    """Solve what shares unknowns together, and the rest apart; with conditions on what is given."""
    groups = _groups(case, unknowns)
    if any(not all(s.holds({}) for s in statements) for names, statements in groups if not names):
        return [], []
    found: list[Mapping[Expr, Answer]] = [{}]
    conditions: list[str] = []
    for names, statements in groups:
        if not names:
            following: list[dict[Expr, Answer]] = [{}]
        elif len(names) == 1:
            answer = solve_one(statements, names[0], reasoning, seconds=seconds)
            following = [{names[0]: Answer((point,))} for point in answer.points]
            if answer.region is not None and not answer.region.is_empty:
                following.append({names[0]: answer})
        else:
            values = solve_together(statements, names, reasoning, seconds=seconds)
            following = [{name: Answer((value,)) for name, value in each.items()} for each in values]
        following, demands = _with_conditions(following, statements, reasoning)
        conditions += demands
        found = [{**one, **other} for one, other in itertools.product(found, following)]
    return [{name: one[name] for name in unknowns if name in one} for one in found], conditions


def _with_conditions(
    found: list[dict[Expr, Answer]], statements: Sequence[Statement], reasoning: Reasoning
) -> tuple[list[dict[Expr, Answer]], list[str]]:
    """Those solutions that parameters allow, and what they must fulfil, which is the same for all of them."""
    kept, conditions = [], []
    for one in found:
        if any(answer.region is not None for answer in one.values()):
            kept.append(one)
            continue
        values = {name: answer.points[0] for name, answer in one.items()}
        demands = demanded(statements, values, reasoning)
        if demands is not None:
            kept.append(one)
            conditions.append(demands)
    if any(demands != conditions[0] for demands in conditions):
        sentence = "found solutions under different conditions on what is given; expected the same"
        raise unsolvable("not-evaluable", sentence)
    return kept, conditions[0] if conditions else []


def _demanding(outcome: Outcome, case: Case, conditions: Sequence[str]) -> Outcome:
    """What is found under conditions on parameters."""
    names, held = outcome.unknowns, sympy.And(*(statement.relational for statement in case))
    bound = names[0] if len(names) == 1 else sympy.Tuple(*names)
    everything = sympy.ConditionSet(bound, held, sympy.S.Reals ** len(names))
    return replace(outcome, everything=everything, text=f"{outcome.text} where {' and '.join(conditions)}")


def _groups(case: Case, unknowns: Sequence[Expr]) -> list[tuple[list[Expr], list[Statement]]]:
    """Statements that share unknowns, directly or through others."""
    groups: list[tuple[set[Expr], list[Statement]]] = []
    for statement in case:
        names, statements = statement.symbols.intersection(unknowns), [statement]
        for group in [group for group in groups if group[0] & names]:
            names, statements = names | group[0], group[1] + statements
            groups.remove(group)
        groups.append((names, statements))
    return [([name for name in unknowns if name in names], statements) for names, statements in groups]


def _outcome(
    unknowns: Sequence[Expr], found: Sequence[Mapping[Expr, Answer]], cases: Sequence[Case], digits: int
) -> Outcome:
    points = [
        {name: answer.points[0] for name, answer in one.items()}
        for one in found
        if all(answer.region is None for answer in one.values())
    ]
    regions = [one for one in found if any(answer.region is not None for answer in one.values())]
    if len(unknowns) == 1:
        return _of_one(unknowns[0], [point[unknowns[0]] for point in points], regions, cases, digits)
    points = [point for place, point in enumerate(points) if point not in points[:place]]
    sets = [_set_of_point(point, unknowns) for point in points]
    texts = [text_of_points(points, digits)] if points or not regions else []
    for one in regions:
        sets.append(sympy.ProductSet(*(_set_of(one[name]) for name in unknowns if name in one)))
        texts.append(", ".join(_text_of(name, answer, digits) for name, answer in one.items()))
    return Outcome(tuple(unknowns), tuple(points), sympy.Union(*sets), " or ".join(texts))


def _of_one(
    unknown: Expr,
    points: list[Expr],
    regions: Sequence[Mapping[Expr, Answer]],
    cases: Sequence[Case],
    digits: int,
) -> Outcome:
    points = in_order(points)
    named = tuple({unknown: point} for point in points)
    sets = [_set_of_point(point, [unknown]) for point in named]
    if not regions:
        return Outcome((unknown,), named, sympy.Union(*sets), text_of_points(named, digits))
    if any(one[unknown].period is not None for one in regions):
        held = sympy.Or(*(sympy.And(*(s.relational for s in case)) for case in cases))
        texts = [_text_of(unknown, one[unknown], digits) for one in regions]
        return Outcome((unknown,), (), sympy.ConditionSet(unknown, held, sympy.S.Reals), " or ".join(texts))
    everything = sympy.Union(*sets, *(one[unknown].region for one in regions))
    return Outcome((unknown,), (), everything, text_of_region(unknown.name, everything, digits=digits))


def _text_of(name: Expr, answer: Answer, digits: int) -> str:
    if answer.region is None:
        return text_of_points([{name: answer.points[0]}], digits)
    return text_of_region(name.name, answer.region, answer.period, digits)


def _set_of(answer: Answer) -> Expr:
    return sympy.FiniteSet(*answer.points) if answer.region is None else answer.region


def _set_of_point(point: Mapping[Expr, Expr], unknowns: Sequence[Expr]) -> Expr:
    """A set of one element, or of those for all values of its new parameters."""
    value = point[unknowns[0]] if len(unknowns) == 1 else sympy.Tuple(*point.values())
    new = sorted((s for s in value.free_symbols if s.is_real), key=lambda symbol: symbol.name)
    if not new:
        return sympy.FiniteSet(value)
    ranges = [integers_of(symbol)[1] if symbol.is_integer else sympy.S.Reals for symbol in new]
    if len(new) == 1:
        return sympy.ImageSet(sympy.Lambda(new[0], value), ranges[0])
    return sympy.ImageSet(sympy.Lambda(tuple(new), value), *ranges)
