"""What a parser may be told of the truth, for measuring only the rest."""

from __future__ import annotations

from layoutmath.relate.pins import Pin
from layoutmath.structure import BaselineStructure


def true_parents(truth: BaselineStructure) -> list[Pin]:
    """Pins that hold each symbol's true parent, so that only relations are left to be found.

    What hangs from a grid, and grids themselves, are left to the parser.

    >>> from layoutmath.readers.latex import read_latex
    >>> [str(pin) for pin in true_parents(read_latex("x^2"))]
    ['0:root', '1:parent=0']
    """
    parents = {
        relationship.child: relationship.parent
        for relationship in truth.relationships()
        if relationship.parent not in truth.grids and relationship.child not in truth.grids
    }
    root = truth.root.first.id
    pins = [] if root in truth.grids else [Pin(root, root=True)]
    return pins + [Pin(child, parent=parent) for child, parent in parents.items()]
