"""The tree as a graph object of networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layoutmath.exporters.grids import grid_boxes
from layoutmath.labelgraph import GRID, cell_labels
from layoutmath.structure import BaselineStructure

if TYPE_CHECKING:
    import networkx


def write_networkx(structure: BaselineStructure) -> networkx.DiGraph:
    r"""A ``networkx.DiGraph`` with an edge from each parent to each child.

    Nodes are symbol and grid ids with the attributes

    - ``label``: ``\grid`` for a grid, else the symbol's :attr:`~layoutmath.expression.Symbol.best_label`;
    - ``box``: (l, t, r, b), y downward, or None; that of a grid is around its cells;
    - ``class``: the most probable one by name, or None.

    Edges carry ``relation`` (``"Sup"``; ``"Cell[row;column]"`` from a grid to the first node of each cell)
    and ``log_prob`` (None where the tree states none).

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> graph = write_networkx(BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)]))
    >>> graph.nodes["0"]
    {'label': 'x', 'box': (0, 10, 8, 18), 'class': None}
    >>> list(graph.edges(data="relation"))
    [('0', '1', 'Sup')]
    """
    import networkx

    graph = networkx.DiGraph(name=structure.expression.name)
    contexts = structure.contexts()
    boxes = grid_boxes(structure)
    cells = cell_labels(structure)
    for node, parent, relation in structure.walk():
        context = contexts.get(node.id)
        symbol_class = context.symbol_class if context else None
        box = context.symbol.box if context else boxes[node.id]
        attributes = {
            "label": context.symbol.best_label if context else GRID,
            "box": tuple(box) if box else None,
            "class": symbol_class.value if symbol_class else None,
        }
        graph.add_node(node.id, **attributes)
        if parent is not None:
            evidence = structure.evidence.get(node.id)
            graph.add_edge(
                parent,
                node.id,
                relation=relation.value if relation else cells[node.id],
                log_prob=evidence.log_prob if evidence else None,
            )
    return graph
