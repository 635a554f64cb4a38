"""Functions and arithmetic in content MathML."""

from __future__ import annotations

from layoutmath.exporters.content.elements import Element, applied, csymbol, enclosed, number, tag
from layoutmath.reading import Operation, functions

BASES = {"log10": "10", "log2": "2"}


def function(operation: Operation) -> str:
    row = functions().get(operation.text)
    content = row.content if row else ""
    return tag(content, operation.symbols) if content else csymbol(operation.text, operation.symbols)


def application(operation: Operation) -> Element:
    head, *arguments = operation.operands
    qualifiers: Element = []
    if head.operator == "function" and head.text in BASES:
        qualifiers = enclosed("logbase", [number(BASES[head.text])])
    elif head.operator == "function" and head.text == "cbrt":
        degree = enclosed("degree", [number("3")])
        return applied(tag("root", head.symbols), [*degree, *arguments], operation.symbols)
    return applied(head, [*qualifiers, *arguments], operation.symbols)


def root(operation: Operation) -> Element:
    radicand, *degree = operation.operands
    return applied(
        tag("root", operation.symbols), [*(enclosed("degree", degree) if degree else []), radicand]
    )


def log(operation: Operation) -> Element:
    base, *arguments = operation.operands
    return applied(tag("log", operation.symbols), [*enclosed("logbase", [base]), *arguments])


# ---- arithmetic ----


def plus(operation: Operation) -> Element:
    """A sum; of one subtrahend, a difference."""
    first, *others = operation.operands
    if len(others) == 1 and others[0].operator == "negate":
        minus = tag("minus", operation.symbols + others[0].symbols)
        return applied(minus, [first, *others[0].operands])
    return applied(tag("plus", operation.symbols), operation.operands)


def percent(operation: Operation) -> Element:
    return applied(tag("divide", operation.symbols), [*operation.operands, number("100")])


def degrees(operation: Operation) -> Element:
    unit = applied(tag("divide", operation.symbols), [tag("pi"), number("180")])
    return applied(tag("times"), [*operation.operands, *unit])
