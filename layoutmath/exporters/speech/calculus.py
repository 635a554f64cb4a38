"""Sums, integrals, limits and derivatives in words."""

from __future__ import annotations

from collections.abc import Sequence

from layoutmath.exporters.speech.phrases import Level, Phrase, Say
from layoutmath.exporters.speech.words import is_small, number_words, ordinal, relation_words
from layoutmath.reading import Operation

OVER_BOUNDS = {
    "sum": "sum",
    "product": "product",
    "union_over": "union",
    "intersection_over": "intersection",
    "max_over": "maximum",
    "min_over": "minimum",
}
SIDES = {"+": " from the right", "-": " from the left"}


def over_bounds(operation: Operation, say: Say) -> Phrase:
    body, *bounds = operation.operands
    where = "".join(f" {bound_words(bound, say)}" for bound in bounds)
    words = f"the {OVER_BOUNDS[operation.operator]}{where} of {say(body).at(Level.REACHING)}"
    return Phrase(words, Level.REACHING, runs_on=True)


def integral(operation: Operation, say: Say) -> Phrase:
    """The outermost sign first, the innermost differential first."""
    body, *bounds = operation.operands
    signs = "".join(f"the integral{_spaced(_range(bound, say))} of " for bound in reversed(bounds))
    variables = [bound.operands[0] for bound in bounds if bound.text in ("", "range", "over")]
    differentials = "".join(f", d {say(variable).at(Level.WORD)}" for variable in variables)
    return Phrase(f"{signs}{say(body).at(Level.OVER)}{differentials}", Level.REACHING, runs_on=True)


def _spaced(words: str) -> str:
    return f" {words}" if words else ""


def _range(bound: Operation, say: Say) -> str:
    """Where an integral goes; the variable is said behind it."""
    if bound.text in ("range", "over"):
        return _ends(bound.operands[1:], bound.text, say)
    return bound_words(bound, say) if bound.text else ""


def bound_words(bound: Operation, say: Say) -> str:
    """Where something is summed, stated: *from i equals one to n*, *over i in S*."""
    if bound.operator != "bound" or bound.text == "condition":
        return f"over {condition_words(bound, say)}"
    if bound.text == "ends":
        return _ends(bound.operands, bound.text, say)
    variable, *ends = bound.operands
    name = say(variable).at(Level.WORD)
    if bound.text == "range":
        lower, upper = (say(end).before_to() for end in ends)
        return f"from {name} equals {lower} to {upper}"
    return f"over {name}" + (f" in {say(ends[0]).before_to()}" if ends else "")


def _ends(ends: Sequence[Operation], kind: str, say: Say) -> str:
    words = [say(end).before_to() for end in ends]
    if kind == "over":
        return f"over {words[0]}"
    return " ".join(f"{word} {end}" for word, end in zip(("from", "to"), words, strict=False))


def condition_words(condition: Operation, say: Say) -> str:
    """A condition behind *over*, *for all*: without its verb where it is one relation."""
    inner = condition.operands[0] if condition.operator == "bound" else condition
    if inner.operator == "relation":
        left, right = (say(side).before_to() for side in inner.operands)
        return f"{left} {relation_words(inner.text, is_verb=False)} {right}"
    return say(inner).at(Level.RELATION)


def limit(operation: Operation, say: Say) -> Phrase:
    body, variable, point = map(say, operation.operands)
    where = f"as {variable.before_to()} approaches {point.before_to()}{SIDES.get(operation.text, '')}"
    return Phrase(f"the limit {where} of {body.at(Level.REACHING)}", Level.REACHING, runs_on=True)


def between(operation: Operation, say: Say) -> Phrase:
    value, lower, upper = map(say, operation.operands)
    words = f"{value.before_word} evaluated from {lower.before_to()} to {upper.before_to(Level.NEGATIVE)}"
    return Phrase(words, Level.PREFIX, runs_on=True)


def derivative(operation: Operation, say: Say) -> Phrase:
    """By one variable, *the second derivative*; by several, *x twice and y*."""
    body, *variables = operation.operands
    kind = "partial derivative" if operation.operator == "partial_derivative" else "derivative"
    names = [say(by.operands[0]).at(Level.WORD) for by in variables]
    orders = [by.operands[1] if by.operands[1:] else None for by in variables]
    if len(variables) == 1:
        order = _order(orders[0], say)
        kind = f"{ordinal(order)} {kind}" if order != "1" else kind
    else:
        names = [name + _times(_order(order, say)) for name, order in zip(names, orders, strict=True)]
    by = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
    words = f"the {kind} of {say(body).at(Level.NEGATIVE)} with respect to {by}"
    return Phrase(words, Level.PREFIX, runs_on=True)


def _order(order: Operation | None, say: Say) -> str:
    if order is None:
        return "1"
    return order.text if order.operator == "number" else say(order).at(Level.WORD)


def _times(order: str) -> str:
    if order in ("1", "2"):
        return {"1": "", "2": " twice"}[order]
    return f" {number_words(order) if is_small(order) else order} times"


def nabla(operation: Operation, say: Say) -> Phrase:
    words = f"the gradient of {say(operation.operands[0]).at(Level.PREFIX)}"
    return Phrase(words, Level.PREFIX, runs_on=True)
