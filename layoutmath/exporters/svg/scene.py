"""What a picture shows, in pixels: the boxes of symbols and grids, and the baselines through them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from layoutmath.exporters.grids import grid_boxes
from layoutmath.expression import Expression
from layoutmath.geometry import BoundingBox
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure

SYMBOL_SIZE = 52.0  # pixels: how large the middle one of an expression's symbols is drawn
LONGEST = 12_000.0  # pixels: when a few symbols stand far apart, all are drawn smaller
SMALLEST = 3.0  # pixels: what has less extent (strokes, dots) is drawn this large
NOISE = 1e-12  # of the largest coordinate: smaller sizes are rounding errors


@dataclass(frozen=True, slots=True)
class Scale:
    """From the unit of an expression, whatever it is, to pixels.

    ``unit`` is the largest coordinate: dividing by it first keeps the largest numbers finite.
    """

    unit: float
    factor: float
    left: float
    top: float

    @classmethod
    def of(cls, expression: Expression) -> Scale:
        """The scale that draws the middle one of the symbols' sizes :data:`SYMBOL_SIZE` large.

        Raises InputError when a symbol has no box.

        >>> metres = Expression.from_boxes([("x", (0.5, 0.001, 0.501, 0.003))])
        >>> Scale.of(metres).box(metres.symbols[0].box)
        BoundingBox(l=0.0, t=0.0, r=26.0, b=52.0)
        """
        rows = [tuple(row) for row in expression.boxes.tolist()]
        rows += [tuple(stroke.box) for stroke in (expression.ink.strokes if expression.ink else ())]
        unit = max((abs(edge) for row in rows for edge in row), default=1.0) or 1.0
        boxes = [BoundingBox(*(edge / unit for edge in row)) for row in rows] or [BoundingBox(0, 0, 0, 0)]
        whole = BoundingBox.around(boxes)
        sizes = [max(box.width, box.height) for box in boxes[: len(expression)]]
        longest = max(whole.width, whole.height, NOISE)
        typical = statistics.median([size for size in sizes if size > NOISE] or [longest])
        return cls(unit, min(SYMBOL_SIZE / typical, LONGEST / longest), whole.l, whole.t)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return (x / self.unit - self.left) * self.factor, (y / self.unit - self.top) * self.factor

    def box(self, box: BoundingBox) -> BoundingBox:
        """The box in pixels, not smaller than :data:`SMALLEST` either way."""
        (l, t), (r, b) = self.point(box.l, box.t), self.point(box.r, box.b)
        across, down = max(0.0, SMALLEST - (r - l)) / 2, max(0.0, SMALLEST - (b - t)) / 2
        return BoundingBox(round(l - across, 2), round(t - down, 2), round(r + across, 2), round(b + down, 2))


def node_boxes(structure: BaselineStructure, scale: Scale) -> dict[str, BoundingBox]:
    """The boxes of all symbols and grids in pixels, by id; a grid without any filled cell has none."""
    boxes = {symbol.id: symbol.box for symbol in structure.expression.symbols} | grid_boxes(structure)
    return {node_id: scale.box(box) for node_id, box in boxes.items() if box is not None}


def baselines(structure: BaselineStructure) -> list[tuple[Relation | None, list[str]]]:
    """Every baseline as the relation that it hangs by (None: the root's or a cell's) and its nodes' ids.

    >>> power = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9)), ("y", (15, 10, 22, 22))])
    >>> relations = [("0", "1", Relation.SUP), ("0", "2", Relation.RIGHT)]
    >>> baselines(BaselineStructure.from_relations(power, relations))
    [(None, ['0', '2']), (<Relation.SUP: 'Sup'>, ['1'])]
    """
    lines: list[tuple[Relation | None, list[str]]] = []
    line_of: dict[str, list[str]] = {}
    for node, parent, relation in structure.walk():
        if relation is Relation.RIGHT and parent is not None:
            line = line_of[parent]
        else:
            line = []
            lines.append((relation, line))
        line.append(node.id)
        line_of[node.id] = line
    return lines
