"""Which node is which in two trees, and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping

from layoutmath.conventions import NEUTRAL
from layoutmath.evaluate.grids import grid_cells
from layoutmath.expression import Symbol
from layoutmath.labelgraph import cell_labels
from layoutmath.structure import BaselineStructure

Place = tuple[str | None, str]
"""Parent and relation as label graphs spell it; ``Cell[row;column]`` for the first node of a grid's cell."""

ROOT: Place = (None, "root")


def places(structure: BaselineStructure) -> dict[str, Place]:
    """The place of every symbol and grid, parents first.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> places(BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)]))
    {'0': (None, 'root'), '1': ('0', 'Sup')}
    """
    cells = cell_labels(structure)
    return {
        node.id: ROOT if parent is None else (parent, cells[node.id] if relation is None else relation.value)
        for node, parent, relation in structure.walk()
    }


def matched_nodes(truth: BaselineStructure, result: BaselineStructure) -> dict[str, str]:
    """The id in the truth for each symbol and grid of the result that is also there.

    Symbols are the same when they consist of the same primitives; where the truth or the result has no
    primitives, when they have one id. Grids are the same when the same symbols stand in their cells.
    """
    true_symbols, symbols = truth.expression.symbols, result.expression.symbols
    by_primitives = distinct_primitives(true_symbols) and distinct_primitives(symbols)
    true_ids = {_identity(symbol, by_primitives): symbol.id for symbol in true_symbols}
    matched = {}
    for symbol in symbols:
        true_id = true_ids.get(_identity(symbol, by_primitives))
        if true_id is not None:
            matched[symbol.id] = true_id
    true_grids: dict[frozenset[str], list[str]] = {}
    for grid, cells in grid_cells(truth).items():
        true_grids.setdefault(cells.all_symbols, []).append(grid)
    for grid, cells in grid_cells(result).items():
        candidates = true_grids.get(cells.renamed(matched).all_symbols)
        if candidates:
            matched[grid] = candidates.pop(0)
    return matched


def distinct_primitives(symbols: tuple[Symbol, ...]) -> bool:
    """Whether every symbol has primitives of its own."""
    return len({frozenset(symbol.primitives) for symbol in symbols if symbol.primitives}) == len(symbols)


def _identity(symbol: Symbol, by_primitives: bool) -> object:
    return frozenset(symbol.primitives) if by_primitives else symbol.id


def same_in_any_convention(
    truth: BaselineStructure, result: BaselineStructure, true_ids: Mapping[str, str]
) -> bool:
    r"""Whether two trees over the same nodes agree once both are brought to one convention.

    ``true_ids`` are those of the truth for every node of the result. What a symbol is, the truth says.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("f", (0, 10, 8, 18)), (r"\prime", (9, 9, 10, 12))])
    >>> beside, raised = (BaselineStructure.from_relations(expression, [("0", "1", relation)])
    ...                   for relation in (Relation.RIGHT, Relation.SUP))
    >>> same_in_any_convention(beside, raised, {"0": "0", "1": "1"})
    True
    """
    rows = {
        true_ids[grid]: [[cell and true_ids[cell] for cell in cells] for cells in lines]
        for grid, lines in result.grid_rows().items()
    }
    triples = ((true_ids[r.parent], true_ids[r.child], r.relation) for r in result.relationships())
    renamed = BaselineStructure.from_relations(truth.expression, triples, rows)
    return places(NEUTRAL.apply(truth)) == places(NEUTRAL.apply(renamed))
