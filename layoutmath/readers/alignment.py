"""A tree without boxes laid over the boxes of the same formula: which box is which symbol of the tree?

A label that occurs once says it alone. Boxes of one label are dealt out by their order on the page, from the
whole to its parts, because typesetting keeps the parts of a formula apart: nodes of a baseline from left to
right, what hangs above a symbol higher than the symbol, rows of a grid from top to bottom. Each part gets as
many boxes of a label as the tree says that it has.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from layoutmath.errors import InputError
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.relation import LIMITS, Relation
from layoutmath.structure import Baseline, BaselineStructure, Node, RelationTriple
from layoutmath.symbols import is_mark, symbol_table

Order = Callable[[BoundingBox], float]
Plan = Baseline | str | tuple[Order, "Sequence[Plan]"]
"""What boxes are dealt out to: a baseline, the symbol of this id, or parts in some order on the page."""

Labels = Counter[str | None]
Boxes = dict[str | None, list[tuple[str, BoundingBox]]]
"""Ids and boxes that are still to be dealt out, by label."""


def align(tree: BaselineStructure, expression: Expression) -> BaselineStructure:
    r"""The tree over the symbols of ``expression``, which have boxes and the same labels, in any order.

    A word of the tree may stand for its letters in the expression. LaTeX does not say how limits are set:
    they become Sup and Sub where their boxes stand beside the operator.

    Raises InputError when labels and boxes do not match one to one, or when boxes stand where no formula of
    that form has them.

    >>> from layoutmath.readers.latex import read_latex
    >>> boxes = Expression.from_boxes([("x", (9, 20, 17, 28)), ("-", (0, 15, 26, 16)), ("x", (9, 2, 17, 10))])
    >>> [r.child for r in align(read_latex(r"\frac{x}{x}"), boxes).relationships()]
    ['2', '0']
    """
    there = Labels(symbol.label for symbol in expression.symbols)
    wanted = Labels(symbol.label for symbol in tree.expression.symbols)
    tree = _spelled_out(tree, wanted - there)
    wanted = Labels(symbol.label for symbol in tree.expression.symbols)
    if wanted != there:
        lacking = [f"a box for {_listed(wanted - there)}"] if wanted - there else []
        surplus = [f"none for {_listed(there - wanted)}"] if there - wanted else []
        raise InputError("found other boxes than the label has symbols", " and ".join(lacking + surplus))
    found = _dealt_out(tree, expression)
    placed = {symbol.id: symbol for symbol in expression.symbols}
    relations = []
    for stated in tree.relationships():
        relation = stated.relation
        parent, child = found.get(stated.parent, stated.parent), found.get(stated.child, stated.child)
        if parent in placed and child in placed:  # a grid has no box
            relation = _placed(relation, placed[parent], placed[child])
        relations.append((parent, child, relation))
    grids = {
        grid_id: [[cell and found.get(cell, cell) for cell in row] for row in rows]
        for grid_id, rows in tree.grid_rows().items()
    }
    return BaselineStructure.from_relations(expression, relations, grids)


def _placed(relation: Relation, parent: Symbol, child: Symbol) -> Relation:
    """The relation that two boxes show where the label states ``relation``; InputError where they cannot."""
    one, other = parent.box, child.box
    assert one is not None and other is not None
    if relation in LIMITS and other.l > one.centre[0] and not is_mark(child.label, relation):
        relation = relation.beside
    right, down = (b - a for a, b in zip(one.centre, other.centre, strict=True))
    stands = {
        Relation.RIGHT: right > 0 or parent.label == "/",  # which may be drawn over what follows
        Relation.SUP: down < 0 or other.t < one.t,
        Relation.SUB: down > 0 or other.b > one.b,  # that of a comma is not always lower than the comma
        Relation.ABOVE: down < 0,
        Relation.BELOW: down > 0,
        Relation.INSIDE: one.l <= other.centre[0] <= one.r,
        Relation.PRE_SUP: right < 0 and down < 0,
        Relation.PRE_SUB: right < 0 and down > 0,
    }
    if not stands[relation]:
        raise InputError(
            "found boxes that contradict the label",
            f"{child.label} at {list(other)} to be {relation.value} of {parent.label} at {list(one)}",
        )
    return relation


def _spelled_out(tree: BaselineStructure, lacking: Labels) -> BaselineStructure:
    """The tree with words that have no box as their letters."""
    table = symbol_table()
    symbols: list[Symbol] = []
    relations: list[RelationTriple] = []
    last: dict[str, str] = {}
    for symbol in tree.expression.symbols:
        letters = [symbol]
        row = table.get(symbol.label or "")
        if row is not None and row.label in lacking and "word" in row.atom:
            ids = [symbol.id, *(f"{symbol.id} {index}" for index in range(2, len(row.label)))]
            letters = [Symbol(name, None, letter) for name, letter in zip(ids, row.label[1:], strict=True)]
            relations += ((a.id, b.id, Relation.RIGHT) for a, b in itertools.pairwise(letters))
        symbols += letters
        last[symbol.id] = letters[-1].id
    relations += ((last.get(r.parent, r.parent), r.child, r.relation) for r in tree.relationships())
    return BaselineStructure.from_relations(Expression(tuple(symbols)), relations, tree.grid_rows())


def _listed(labels: Labels) -> str:
    return ", ".join(f"{label} ({count})" if count > 1 else str(label) for label, count in labels.items())


# ---- dealing out ----


def _across(box: BoundingBox) -> float:
    return box.centre[0]


def _down(box: BoundingBox) -> float:
    return box.centre[1]


def _largest_first(box: BoundingBox) -> float:
    return -max(box.width, box.height)


def _dealt_out(tree: BaselineStructure, expression: Expression) -> dict[str, str]:
    """For each symbol of the tree the id of its box; with an explicit stack, as trees may be deep."""
    labels = {symbol.id: symbol.label for symbol in tree.expression.symbols}
    within: dict[str, Labels] = {}  # by node: the labels of all that stands in its part of the page

    def count(plan: Plan) -> Labels:
        if isinstance(plan, str):
            return Labels([labels[plan]])
        if isinstance(plan, Baseline):
            return _sum(within[node.id] for node in plan.nodes)
        return _sum(map(count, plan[1]))

    for node, _, _ in reversed(list(tree.walk())):  # parents come first there
        within[node.id] = count(_node_plan(tree, node))

    boxes: Boxes = {}
    for symbol in expression.symbols:
        assert symbol.box is not None
        boxes.setdefault(symbol.label, []).append((symbol.id, symbol.box))
    found: dict[str, str] = {}
    pending: list[tuple[Plan, Boxes]] = [(tree.root, boxes)]
    while pending:
        plan, boxes = pending.pop()
        if isinstance(plan, str):
            found[plan] = boxes[labels[plan]][0][0]
            continue
        if isinstance(plan, Baseline):
            plan = (_across, [_node_plan(tree, node) for node in plan.nodes])
        order, parts = plan
        left = {label: iter(sorted(group, key=lambda pair: order(pair[1]))) for label, group in boxes.items()}
        for part in parts:
            share = count(part)
            pending.append(
                (part, {label: [next(left[label]) for _ in range(n)] for label, n in share.items()})
            )
    return found


def _node_plan(tree: BaselineStructure, node: Node) -> Plan:
    """How a symbol or grid and what hangs from it are arranged on the page."""

    def nested(*relations: Relation) -> list[Plan]:
        return [node.nested[relation] for relation in relations if relation in node.nested]

    above, below = nested(Relation.ABOVE), nested(Relation.BELOW)
    core: Plan = node.id
    if node.id in tree.grids:
        rows = [(_across, [cell for cell in row if cell is not None]) for row in tree.grids[node.id].rows]
        core = (_down, [*above, *rows, *below])
    elif Relation.INSIDE in node.nested:  # an index stands left of the radicand
        inner: Plan = (_across, [*above, *nested(Relation.INSIDE)])
        core = (_largest_first, [node.id, (_down, [inner, *below])])
    elif above or below:
        core = (_down, [*above, node.id, *below])
    before, after = nested(Relation.PRE_SUP, Relation.PRE_SUB), nested(Relation.SUP, Relation.SUB)
    return (_across, [(_down, before), core, (_down, after)]) if before or after else core


def _sum(counts: Iterable[Labels]) -> Labels:
    total = Labels()
    for labels in counts:
        total.update(labels)
    return total
