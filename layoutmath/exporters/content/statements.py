"""Relations, sets and cases in content MathML."""

from __future__ import annotations

from layoutmath.exporters.content.bounds import bound_variable, names, names_bound_by
from layoutmath.exporters.content.elements import Element, Piece, applied, csymbol, enclosed, identifier, tag
from layoutmath.reading import Operation

RELATIONS = {
    "eq": "eq",
    "neq": "neq",
    "lt": "lt",
    "leq": "leq",
    "gt": "gt",
    "geq": "geq",
    "approx": "approx",
    "equivalent": "equivalent",
    "divides": "factorof",
    "in": "in",
    "not_in": "notin",
    "subset": "prsubset",
    "subset_eq": "subset",
    "to": "tendsto",
}
"""Elements of relations. In MathML ``subset`` allows equality, and ``prsubset`` does not."""

TURNED = {"superset": "prsubset", "superset_eq": "subset", "contains": "in"}
"""Relations whose element takes the right side first."""

MANY = ("eq", "lt", "leq", "gt", "geq", "subset", "subset_eq")
"""Relations whose element takes more than two arguments (MathML 3, section 4.3.2)."""

CLOSURES = {"[]": "closed", "()": "open", "(]": "open-closed", "[)": "closed-open"}


def relation(operation: Operation) -> Element:
    left, right = operation.operands
    name, symbols = operation.text, operation.symbols
    if name in TURNED:
        return applied(tag(TURNED[name], symbols), [right, left])
    if name == "maps_to" and left.bare.operator == "symbol":
        return enclosed("lambda", [*bound_variable(left), right], symbols)
    head = tag(RELATIONS[name], symbols) if name in RELATIONS else csymbol(name, symbols)
    return applied(head, [left, right])


def chain(operation: Operation) -> Element:
    links = operation.operands
    kinds = {link.text for link in links}
    if len(kinds) == 1 and kinds <= set(MANY):
        symbols = operation.symbols + tuple(symbol for link in links for symbol in link.symbols)
        ends = [links[0].operands[0], *(link.operands[1] for link in links)]
        return applied(tag(RELATIONS[links[0].text], symbols), ends)
    return applied(tag("and", operation.symbols), links)


# ---- sets and cases ----


def set_builder(operation: Operation) -> Element:
    """{element | condition}; of {x ∈ S | condition} the left side belongs to the condition too."""
    element, condition = operation.operands
    inner = element.bare
    if inner.operator == "relation":
        variables = names_bound_by(inner)
        said: Piece = inner.operands[0]
        if inner.operands[0].operator == "symbol":  # whose symbols are named in the condition
            said = identifier(inner.operands[0].text)
        stated = applied("<and/>", [element, condition])
    else:
        common = set(names(condition))
        variables = [name for name in names(inner) if name in common] or names(inner)
        said, stated = element, [condition]
    bound = [part for name in variables for part in enclosed("bvar", [identifier(name)])]
    return enclosed("set", [*bound, *enclosed("condition", stated), said], operation.symbols)


def interval(operation: Operation) -> Element:
    closure = CLOSURES.get(operation.text, "closed")
    return enclosed("interval", operation.operands, operation.symbols, closure=closure)


def cases(operation: Operation) -> Element:
    """Pieces; of several that hold otherwise, which MathML does not have, the first stands last."""
    content: Element = []
    last: Element = []
    for piece in operation.operands:
        if len(piece.operands) == 1 and not last:
            last = enclosed("otherwise", piece.operands, piece.symbols)
        else:
            condition = piece.operands[1:] or ["<true/>"]
            content += enclosed("piece", [piece.operands[0], *condition], piece.symbols)
    return enclosed("piecewise", [*content, *last], operation.symbols)
