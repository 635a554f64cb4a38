r"""Label graphs: labelled primitives and labelled edges between them, and the symbols they make up.

The exchange and metric form of CROHME (Zanibbi, Mouchère & Viard-Gaudin, "Evaluating structural pattern
recognition for handwritten math via primitive label graphs", DRR 2013; file format: Mouchère et al.). A graph
has two sides::

    objects        x_1: x {0, 1}  ──Sup──▶  2_1: 2 {2}           symbols and relations (O and R lines)
    primitives     0: x ◀─x─▶ 1: x,   0 ──Sup──▶ 2,   1 ──Sup──▶ 2       strokes (N and E lines)

A relation holds from every primitive of the parent to every primitive of the child; inside a symbol every
ordered pair of primitives carries the symbol's label.
"""

from layoutmath.labelgraph.graph import GRID, LabelGraph, cell_labels
from layoutmath.labelgraph.primitives import SAME_SYMBOL, UNLABELLED, GraphObject, GraphRelation

__all__ = [
    "GRID",
    "SAME_SYMBOL",
    "UNLABELLED",
    "GraphObject",
    "GraphRelation",
    "LabelGraph",
    "cell_labels",
]
