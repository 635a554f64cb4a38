"""Variables and their bounds in content MathML: integrals, limits, derivatives, quantifiers."""

from __future__ import annotations

from collections.abc import Sequence

from layoutmath.exporters.content.elements import Element, Piece, applied, csymbol, enclosed, identifier, tag
from layoutmath.reading import Operation

MOST_PRIMES = 10  # beyond that, an order is no longer written as derivatives of derivatives

SIDES = {"+": "above", "-": "below"}
STATEMENTS = ("relation", "chain", "and", "or", "not", "list")
"""What can be a condition on a variable; anything else below an integral is the domain itself."""


def integral(operation: Operation) -> Element:
    """An integral for each variable, the innermost first; the outermost names the signs."""
    body, *bounds = operation.operands
    written: Element = [body]
    for place, bound in enumerate(bounds, 1):
        symbols = operation.symbols if place == len(bounds) else ()
        written = applied(tag("int", symbols), [*qualifiers(bound), *written])
    return written


def limit(operation: Operation) -> Element:
    value, variable, point = operation.operands
    if operation.text in SIDES:
        towards = f'<tendsto type="{SIDES[operation.text]}"/>'
        where = enclosed("condition", applied(towards, [identifier(_name(variable)), point]))
    else:
        where = enclosed("lowlimit", [point])
    return applied(tag("limit", operation.symbols), [*bound_variable(variable), *where, value])


def derivative(operation: Operation) -> Element:
    """A derivative for each variable, the last one innermost."""
    body, *variables = operation.operands
    written: Element = [body]
    for place, by in reversed(list(enumerate(variables))):
        written = applied(tag("diff", operation.symbols if place == 0 else ()), [*_by(by), *written])
    return written


def partial_derivative(operation: Operation) -> Element:
    body, *variables = operation.operands
    parts = [part for by in variables for part in _by(by)]
    return applied(tag("partialdiff", operation.symbols), [*parts, body])


def _by(by: Operation) -> Element:
    variable, *order = by.operands
    is_first = not order or (order[0].text == "1" and not order[0].symbols)
    return bound_variable(variable, by.symbols, [] if is_first else enclosed("degree", order))


def prime(operation: Operation) -> Element:
    """A derivative by nobody says what; an order that is no small number has no element."""
    if not operation.text.isdigit() or int(operation.text) > MOST_PRIMES:
        return applied(csymbol("prime", operation.symbols), [*operation.operands, identifier(operation.text)])
    written: Element = list(operation.operands)
    for left in reversed(range(int(operation.text))):
        written = applied(tag("diff", () if left else operation.symbols), written)
    return written


# ---- variables and their bounds ----


def bound_variable(variable: Operation, symbols: Sequence[str] = (), degree: Sequence[Piece] = ()) -> Element:
    return enclosed("bvar", [identifier(_name(variable), variable.all_symbols()), *degree], symbols)


def _name(variable: Operation) -> str:
    """A bound variable has to be a name; anything else is written as one."""
    return variable.bare.text if variable.bare.operator == "symbol" else str(variable.bare)


def qualifiers(bound: Operation) -> Element:
    """What stands for a bound in front of what is summed, integrated, stated."""
    if bound.operator != "bound":
        return bound_variable(bound) if bound.bare.operator == "symbol" else _condition(bound)
    if bound.text == "condition":
        return _condition(bound.operands[0], bound.symbols)
    if bound.text == "ends":
        return _ends(bound.operands, bound.symbols)
    variable, *ends = bound.operands
    if bound.text == "over":
        return [*bound_variable(variable, bound.symbols), *enclosed("domainofapplication", ends)]
    return [*bound_variable(variable, bound.symbols), *_ends(ends)]


def _ends(ends: Sequence[Operation], symbols: Sequence[str] = ()) -> Element:
    """Lower and upper end; the upper is mostly there."""
    lower, upper = ends[:1], ends[1:]
    return [
        *(enclosed("lowlimit", lower, symbols) if lower else []),
        *(enclosed("uplimit", upper) if upper else []),
    ]


def _condition(condition: Operation, symbols: Sequence[str] = ()) -> Element:
    if condition.bare.operator not in STATEMENTS:
        return enclosed("domainofapplication", [condition], symbols)
    return [*_bound_names(condition), *enclosed("condition", [condition], symbols)]


def _bound_names(condition: Operation) -> Element:
    names = names_bound_by(condition.bare)
    return [part for name in names for part in enclosed("bvar", [identifier(name)])]


def names_bound_by(condition: Operation) -> list[str]:
    """The variables that a condition is about: what stands on its left, or in the middle of a chain."""
    if condition.operator == "relation":
        return names(condition.operands[0])
    if condition.operator == "chain":
        return [name for link in condition.operands[1:] for name in names(link.operands[0])]
    found = (name for part in condition.operands for name in names_bound_by(part.bare))
    return list(dict.fromkeys(found))


def names(operation: Operation) -> list[str]:
    return list(dict.fromkeys(node.text for node in operation.walk() if node.operator == "symbol"))


def quantified(operation: Operation) -> Element:
    """Where nothing is stated of what there is, its condition is what is stated."""
    bound, *statement = operation.operands
    head = tag(operation.operator, operation.symbols)
    if statement:
        return applied(head, [*qualifiers(bound), *statement])
    if bound.text != "condition":
        return applied(head, [*qualifiers(bound), "<true/>"])
    (condition,) = bound.operands
    return applied(head, [*_bound_names(condition), condition])
