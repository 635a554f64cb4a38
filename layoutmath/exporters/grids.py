"""Where grids lie: no source states it."""

from __future__ import annotations

from layoutmath.geometry import BoundingBox
from layoutmath.structure import BaselineStructure


def grid_boxes(structure: BaselineStructure) -> dict[str, BoundingBox | None]:
    """The box around the cells of each grid, by id; None where nothing in them has a box.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes([("a", (0, 0, 9, 9)), ("b", (20, 30, 29, 39))])
    >>> grid_boxes(BaselineStructure.from_relations(expression, [], {"G": [["0", None], [None, "1"]]}))
    {'G': BoundingBox(l=0, t=0, r=29, b=39)}
    """
    boxes = {symbol.id: symbol.box for symbol in structure.expression.symbols}
    inside: dict[str, list[BoundingBox]] = {grid: [] for grid in structure.grids}
    hanging: dict[str, list[BoundingBox]] = {}
    for node, parent, relation in reversed(list(structure.walk())):  # children first
        if node.id in inside:
            boxes[node.id] = BoundingBox.around(inside[node.id]) if inside[node.id] else None
        own = boxes[node.id]
        reach = hanging.pop(node.id, []) + ([own] if own else [])
        if parent is not None and reach:
            group = inside[parent] if relation is None else hanging.setdefault(parent, [])
            group.append(BoundingBox.around(reach))
    return {grid: boxes[grid] for grid in inside}
