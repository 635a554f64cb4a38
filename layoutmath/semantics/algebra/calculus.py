"""Sums, integrals, limits and derivatives as nodes of SymPy, worked out where a value is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy

from layoutmath.reading import Operation
from layoutmath.semantics.algebra.construction import (
    Construction,
    Kind,
    Maker,
    Makers,
    article_of,
    unknown,
)
from layoutmath.semantics.algebra.scope import bound_by
from layoutmath.semantics.algebra.spelling import text_of

Operands = Sequence[Any]
Corners = list[dict[Any, Any]]
"""Values of variables where their sums begin and end."""


def _bound(construction: Construction, at: Operation, operands: Operands) -> Any:
    """The variable with its ends, as SymPy's limits are; a condition stays as it is."""
    if at.text == "condition":
        return operands[0]
    if at.text in ("ends", "over"):
        construction.refuse(at, "found no variable with two ends; expected one, as in i = 1 … n")
    if not isinstance(operands[0], sympy.Symbol):
        construction.refuse(at, "found no name as a variable; expected one")
    return sympy.Tuple(*operands)


def _by(construction: Construction, at: Operation, operands: Operands) -> Any:
    variable, order = (*operands, sympy.S.One)[:2]
    if not isinstance(variable, sympy.Symbol):
        construction.refuse(at, "found no name as a variable; expected one")
    return sympy.Tuple(variable, order)


def _integral(construction: Construction, at: Operation, operands: Operands) -> Any:
    integrand, *bounds = operands
    _expect_number(construction, at, integrand)
    if not all(isinstance(bound, sympy.Tuple) for bound in bounds):
        construction.refuse(at, "found an integral over a region; expected one between two ends")
    return construction.worked_out(at, sympy.Integral(integrand, *bounds))


def _sum(construction: Construction, at: Operation, operands: Operands) -> Any:
    """A sum or product, from one end to the other or over a set that is listed."""
    term, bound = operands
    _expect_number(construction, at, term)
    made, joined = (sympy.Sum, sympy.Add) if at.operator == "sum" else (sympy.Product, sympy.Mul)
    if isinstance(bound, sympy.Contains) and isinstance(bound.args[1], sympy.FiniteSet):
        variable, elements = bound.args
        terms = [term.subs(variable, element) for element in elements.args]
        return joined(*terms, evaluate=construction.evaluate)
    limits = bound if isinstance(bound, sympy.Tuple) else _range(bound)
    if limits is None or len(limits) != 3:
        construction.refuse(
            at, f"found {article_of(at.operator)} without ends; expected them, as in i = 1 … n"
        )
    _, lower, upper = limits
    if construction.evaluate and upper.is_number and (upper - lower).is_negative:
        return sympy.S.Zero if made is sympy.Sum else sympy.S.One  # SymPy goes backwards (Karr)
    if construction.computes:
        _check_ends(construction, at, made(term, limits))
    return construction.worked_out(at, made(term, limits))


def _check_ends(construction: Construction, at: Operation, node: Any) -> None:
    """Refuse ends that SymPy takes for something else: parts of a step, and inside, ends in the wrong order.

    Where the ends of an inner sum depend on the variable of an outer one, they are looked at where that
    one begins and ends.
    """
    pending: list[tuple[Any, Corners]] = [(node, [{}])]
    while pending:
        part, corners = pending.pop()
        if not isinstance(part, (sympy.Sum, sympy.Product)):
            pending.extend((inner, corners) for inner in part.args)
            continue
        term, *limits = part.args
        for variable, lower, upper in reversed(limits):  # the innermost come first
            length = upper - lower
            found = [length.subs(corner) for corner in corners]
            if any(each.is_number and each.is_finite and each.is_integer is False for each in found):
                construction.refuse(
                    at, "found ends that are no whole number of steps apart; expected them so"
                )
            if any(each.is_number and (each + 1).is_negative for each in found):
                construction.refuse(at, "found an inner sum that is empty at times; expected ends in order")
            corners = [{**corner, variable: end.subs(corner)} for corner in corners for end in (lower, upper)]
        pending.append((term, corners))


def _range(condition: Any) -> Any:
    """1 ≤ i < n as limits of i."""
    sides: Operands = condition.args if isinstance(condition, sympy.And) else ()
    if len(sides) != 2 or not all(
        isinstance(side, (sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)) for side in sides
    ):
        return None
    variable = next(iter({*sides[0].args} & {*sides[1].args}), None)
    lower = [side for side in sides if side.gts == variable]
    upper = [side for side in sides if side.lts == variable]
    if not isinstance(variable, sympy.Symbol) or len(lower) != 1 or len(upper) != 1:
        return None
    starts, ends = lower[0].lts, upper[0].gts
    starts = sympy.ceiling(starts) if starts.is_number else starts
    ends = sympy.floor(ends) if ends.is_number else ends
    if isinstance(lower[0], (sympy.Lt, sympy.Gt)) and lower[0].lts == starts:
        starts += 1
    if isinstance(upper[0], (sympy.Lt, sympy.Gt)) and upper[0].gts == ends:
        ends -= 1
    return sympy.Tuple(variable, starts, ends)


def _limit(construction: Construction, at: Operation, operands: Operands) -> Any:
    inner, variable, point = operands
    if not isinstance(variable, sympy.Symbol):
        construction.refuse(at, "found no name as a variable; expected one")
    made = sympy.Limit(inner, variable, point, at.text or "+-")
    try:
        return construction.worked_out(at, made)
    except ValueError:
        if at.text or point.is_infinite:
            raise
        left, right = (sympy.limit(inner, variable, point, side) for side in "-+")
        if left == right:
            raise
        sentence = f"the limits from left and right differ: {text_of(left)} and {text_of(right)}"
        construction.refuse(at, sentence, "indeterminate")


def _between(construction: Construction, at: Operation, operands: Operands) -> Any:
    """[F] from a to b is F(b) - F(a); an end may name the variable: x = a."""
    inner, *ends = operands
    names = bound_by(at)
    if len(names) != 1:
        construction.refuse(at, "found no single variable between these brackets; expected one")
    variable = sympy.Symbol(names[0])
    lower, upper = (end.rhs if isinstance(end, sympy.Eq) else end for end in ends)
    for end in (lower, upper):
        construction.check(at, inner, {variable: end})
    if construction.evaluate:
        return inner.subs(variable, upper) - inner.subs(variable, lower)
    start = sympy.Mul(-1, sympy.Subs(inner, variable, lower), evaluate=False)
    return sympy.Add(sympy.Subs(inner, variable, upper), start, evaluate=False)


def _derivative(construction: Construction, at: Operation, operands: Operands) -> Any:
    derived, *variables = operands
    _expect_number(construction, at, derived)
    return construction.worked_out(at, sympy.Derivative(derived, *_counted(variables)))


def _expect_number(construction: Construction, at: Operation, operand: Any) -> None:
    if Kind.NUMBER not in Kind.of(operand):
        construction.refuse(at, f"found no number below this {construction.name_of(at)}; expected one")


def _counted(variables: Iterable[Any]) -> list[Any]:
    """Variables with their orders, as SymPy writes them: a plain variable where the order is 1.

    ∂²f/∂y∂x derives by x first, and SymPy has what is first in front.
    """
    found = [variable if order == 1 else (variable, order) for variable, order in variables]
    return found[::-1]


MAKERS: Makers = {
    "bound": Maker(_bound, Kind.ANY),
    "by": Maker(_by),
    "integral": Maker(_integral, Kind.NUMBER | Kind.TUPLE | Kind.STATEMENT),
    "sum": Maker(_sum, Kind.NUMBER | Kind.TUPLE | Kind.STATEMENT),
    "product": Maker(_sum, Kind.NUMBER | Kind.TUPLE | Kind.STATEMENT),
    "limit": Maker(_limit),
    "between": Maker(_between, Kind.NUMBER | Kind.STATEMENT),
    "derivative": Maker(_derivative, Kind.NUMBER | Kind.TUPLE),
    "partial_derivative": Maker(_derivative, Kind.NUMBER | Kind.TUPLE),
    "union_over": unknown("a union over an index"),
    "intersection_over": unknown("an intersection over an index"),
    "max_over": unknown("a maximum over a variable"),
    "min_over": unknown("a minimum over a variable"),
    "nabla": unknown("a gradient"),
}
