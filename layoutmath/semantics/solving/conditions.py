"""Conditions on what is taken as given: what a solution with parameters demands of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import sympy

from layoutmath.reading import MeaningError, Severity
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.polynomials import assume_not_zero
from layoutmath.semantics.solving.statements import Statement, domain_of, is_real_problem
from layoutmath.semantics.solving.steps import Reasoning
from layoutmath.semantics.solving.unknown import solve_one
from layoutmath.semantics.solving.wording import text_of_points, text_of_region

TRIED = tuple(sympy.Rational(number, 7) for number in (2, -3, 11, -18))
"""Numbers that are put in for parameters, to see whether an equation demands anything of them."""

MOST_PARAMETERS = 4
"""How many parameters are tried together."""

SECONDS = 0.3
"""How long a condition may take to be solved for the parameter in it; it is told as it stands after that."""


def demanded(
    statements: Sequence[Statement], values: Mapping[Expr, Expr], reasoning: Reasoning
) -> list[str] | None:
    """What parameters must fulfil so that all statements hold at these values; None where they cannot.

    What the equation that was solved takes for granted is remarked only.

    >>> from layoutmath.semantics.solving.statements import statement_of
    >>> x, y, a = sympy.symbols("x y a")
    >>> demanded([statement_of(x + y - 5), statement_of(x > y)], {x: 5 - y}, Reasoning())
    ['y < 5/2']
    >>> reasoning = Reasoning()
    >>> demanded([statement_of(sympy.sqrt(x) - a)], {x: a**2}, reasoning)
    []
    >>> [remark.sentence for remark in reasoning.remarks]
    ['it is assumed that a >= 0']
    """
    real = is_real_problem(statements, values)
    solved = next((s for s in statements if s.sign == "==" and s.symbols & values.keys()), None)
    wanted, domain = [], [part for statement in statements for part in statement.domain]
    if real:
        domain += [part for value in values.values() for part in domain_of(value)]
    parameters = {s for value in values.values() for s in value.free_symbols}
    parameters |= {s for statement in statements for s in statement.symbols - values.keys()}
    integers = {symbol for symbol in parameters if symbol.is_integer}
    parameters -= integers
    if not parameters:
        return []
    own = {symbol: sympy.Symbol(symbol.name, real=True) for symbol in parameters} if real else {}
    put_in = {name: value.xreplace(own) for name, value in values.items()}
    domain = [part.exchanged({**own, **put_in}) for part in dict.fromkeys(domain)]
    for part in domain:
        if part.sign == "!=":
            numerator = sympy.together(part.difference).as_numer_denom()[0]
            assume_not_zero(numerator, reasoning)
    domain = [part for part in domain if part.sign != "!="]
    domain = [part for part in domain if part.symbols & {own.get(s, s) for s in parameters}]
    for statement in [*(() if integers else statements), *domain]:
        if statement is solved and not real:
            continue
        plain = Statement(statement.left, statement.sign, statement.right).exchanged({**own, **put_in})
        if plain.sign == "==" and all(
            map(plain.holds, _samples(plain, domain if statement is solved else ()))
        ):
            continue
        text = _solved(plain)
        if text is None:
            return None
        if not text:
            continue
        if statement is solved or statement in domain:
            names = tuple(sorted(symbol.name for symbol in plain.symbols))
            reasoning.remark("assumed", f"it is assumed that {text}", names=names)
        elif text not in wanted:
            wanted.append(text)
    if wanted:
        sentence = f"what is found holds only where {' and '.join(wanted)}"
        reasoning.remark("restricted", sentence, Severity.WARNING)
    return wanted


def _samples(statement: Statement, domain: Sequence[Statement]) -> Iterator[Mapping[Expr, Expr]]:
    """Numbers for the parameters of a statement, those at which it is defined."""
    names = sorted(statement.symbols, key=lambda symbol: symbol.name)
    if len(names) > MOST_PARAMETERS:
        yield from (dict.fromkeys(names, number) for number in TRIED)
        return
    for numbers in itertools.product(TRIED, repeat=len(names)):
        values = dict(zip(names, numbers, strict=True))
        if all(part.holds(values) for part in domain):
            yield values


def _solved(condition: Statement) -> str | None:
    """A condition as text, solved for its parameter where it has a single one.

    It is empty where the condition always holds, None where it never does.
    """
    if not condition.symbols:
        return "" if condition.holds({}) else None
    if len(condition.symbols) == 1:
        [name] = condition.symbols
        try:
            answer = solve_one([condition], name, Reasoning(), seconds=SECONDS)
        except MeaningError:
            return text_of(condition.relational)
        if answer.region is not None and answer.period is None:
            text = "" if answer.region == sympy.S.Reals else text_of_region(name.name, answer.region)
            return None if answer.region.is_empty else text
        if answer.region is None and not any(point.free_symbols for point in answer.points):
            points = [{name: point} for point in answer.points]
            return text_of_points(points, 15) if points else None
    is_known = sympy.Rel(condition.left, condition.right, condition.sign) is sympy.true
    return "" if is_known else text_of(condition.relational)
