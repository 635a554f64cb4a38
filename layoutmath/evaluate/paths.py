"""Symbols named by where they stand, so that trees without anything else in common can be compared."""

from __future__ import annotations

from dataclasses import replace

from layoutmath.labelgraph import cell_labels
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure


def named_by_paths(structure: BaselineStructure) -> BaselineStructure:
    r"""The same tree with every symbol and grid named by its path from the root, and without primitives.

    A path is the place on the main line, the relation that leads off it, the place on that baseline, and so
    on (the symbol-level label graph, symLG, of CROHME 2019: Mahdavi et al., ICDAR 2019, with runs of Right
    counted). Two trees have a symbol in common where they have one at the same place. What a parser said of
    them is left out.

    >>> from layoutmath.readers.latex import read_latex
    >>> [symbol.id for symbol in named_by_paths(read_latex(r"a+x^{2n}")).expression.symbols]
    ['0', '1', '2', '2.Sup.0', '2.Sup.1']
    """
    cells = cell_labels(structure)
    paths: dict[str | None, str] = {}
    place: dict[str, int] = {}
    for node, parent, relation in structure.walk():
        if parent is None:
            place[node.id], paths[node.id] = 0, "0"
        elif relation is Relation.RIGHT:
            place[node.id] = place[parent] + 1
            start = paths[parent].rpartition(".")[0]
            paths[node.id] = f"{start}.{place[node.id]}" if start else str(place[node.id])
        else:
            step = cells[node.id] if relation is None else relation.value
            place[node.id], paths[node.id] = 0, f"{paths[parent]}.{step}.0"
    symbols = tuple(
        replace(symbol, id=paths[symbol.id], primitives=()) for symbol in structure.expression.symbols
    )
    rows = {
        paths[grid]: [[None if cell is None else paths[cell] for cell in row] for row in lines]
        for grid, lines in structure.grid_rows().items()
    }
    return BaselineStructure.from_relations(
        replace(structure.expression, symbols=symbols),
        [(paths[r.parent], paths[r.child], r.relation) for r in structure.relationships()],
        rows,
    )
