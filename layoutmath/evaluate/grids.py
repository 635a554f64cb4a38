"""What stands in the cells of grids, whatever the grids are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layoutmath.labelgraph import cell_labels
from layoutmath.structure import BaselineStructure


@dataclass(frozen=True, slots=True)
class Cells:
    """The size of a grid, and the symbols in each cell that is not missing, those of inner grids too."""

    rows: int
    columns: int
    symbols: Mapping[str, frozenset[str]]

    @property
    def all_symbols(self) -> frozenset[str]:
        return frozenset().union(*self.symbols.values())

    def renamed(self, true_ids: Mapping[str, str]) -> Cells:
        """The same with other ids; a symbol that has none there becomes one that no truth has."""
        symbols = {
            cell: frozenset(true_ids.get(symbol, f"\0{symbol}") for symbol in inside)
            for cell, inside in self.symbols.items()
        }
        return Cells(self.rows, self.columns, symbols)


def grid_cells(structure: BaselineStructure) -> dict[str, Cells]:
    """The cells of every grid, outer grids first; a cell is called as in label graphs.

    >>> from layoutmath.expression import Expression, Symbol
    >>> column = BaselineStructure.from_relations(
    ...     Expression((Symbol("a", None), Symbol("b", None))), [], {"G": [["a"], ["b"]]})
    >>> grid_cells(column)["G"]
    Cells(rows=2, columns=1, symbols={'Cell[0;0]': frozenset({'a'}), 'Cell[1;0]': frozenset({'b'})})
    """
    if not structure.grids:
        return {}
    names = cell_labels(structure)
    inside: dict[str, dict[str, set[str]]] = {}
    around: dict[str, tuple[tuple[str, str], ...]] = {}  # the cells that a node stands in, outer ones first
    for node, parent, relation in structure.walk():
        cells = () if parent is None else around[parent]
        if parent is not None and relation is None:
            cells = (*cells, (parent, names[node.id]))
        around[node.id] = cells
        if node.id in structure.grids:
            inside[node.id] = {}
        else:
            for grid, cell in cells:
                inside[grid].setdefault(cell, set()).add(node.id)
    return {
        grid: Cells(
            len(structure.grids[grid].rows),
            max((len(row) for row in structure.grids[grid].rows), default=0),
            {cell: frozenset(symbols) for cell, symbols in cells_of_grid.items()},
        )
        for grid, cells_of_grid in inside.items()
    }
