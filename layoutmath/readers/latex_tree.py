"""A symbol layout tree in the making: nodes that can still take children, then the frozen structure."""

from __future__ import annotations

from dataclasses import dataclass, field

from layoutmath.expression import Expression, Symbol
from layoutmath.relation import LIMITS, Relation
from layoutmath.structure import BaselineStructure, RelationTriple
from layoutmath.symbols import carries_only_marks, marks_on

READING_ORDER = (
    Relation.PRE_SUP,
    Relation.PRE_SUB,
    Relation.ABOVE,
    Relation.INSIDE,
    Relation.BELOW,
    Relation.SUB,
    Relation.SUP,
)
"""Ids go to a symbol first, then to what hangs from it in this order, then to its right neighbour."""


@dataclass(slots=True, eq=False)
class Node:
    """A symbol, or a grid where ``rows`` is not None; the lists in ``nested`` are baselines."""

    label: str | None
    nested: dict[Relation, list[Node]] = field(default_factory=dict)
    rows: list[list[list[Node]]] | None = None


def look(node: Node) -> tuple[str | None, dict[Relation, list[Node]]]:
    return node.label, node.nested


def is_one_symbol(nodes: list[Node]) -> bool:
    """Whether a mark over this hangs from its symbol: one symbol that carries nothing else than marks."""
    return len(nodes) == 1 and nodes[0].rows is None and carries_only_marks(nodes[0], look)


def hang(node: Node, relation: Relation, nodes: list[Node]) -> None:
    """Hang a baseline, above and below outside of marks; a second one of a relation joins the first."""
    if relation in LIMITS:
        node = [node, *marks_on(node, relation, look)][-1]
    if nodes:
        node.nested.setdefault(relation, []).extend(nodes)


def structure_of(line: list[Node]) -> BaselineStructure:
    """The frozen tree: ids in reading order, ``"0"``, ``"1"``, … for symbols and ``"G0"``, … for grids."""
    symbols: list[Symbol] = []
    relations: list[RelationTriple] = []
    grids: dict[str, list[list[str | None]]] = {}
    pending: list[tuple[list[Node], int, tuple[str, Relation] | tuple[str, int, int] | None]] = [
        (line, 0, None)
    ]
    while pending:
        nodes, index, place = pending.pop()
        node = nodes[index]
        if node.rows is None:
            node_id = str(len(symbols))
            symbols.append(Symbol(node_id, None, node.label))
        else:
            node_id = f"G{len(grids)}"
            grids[node_id] = [[None] * len(row) for row in node.rows]
        if place is not None and len(place) == 2:
            relations.append((place[0], node_id, place[1]))
        elif place is not None:
            grids[place[0]][place[1]][place[2]] = node_id
        if index + 1 < len(nodes):
            pending.append((nodes, index + 1, (node_id, Relation.RIGHT)))
        for relation in reversed(READING_ORDER):
            if relation in node.nested:
                pending.append((node.nested[relation], 0, (node_id, relation)))
        for row_index, row in reversed(list(enumerate(node.rows or ()))):
            for column, cell in reversed(list(enumerate(row))):
                if cell:
                    pending.append((cell, 0, (node_id, row_index, column)))
    return BaselineStructure.from_relations(Expression(tuple(symbols)), relations, grids)
