"""Trees with grids as trees over symbols alone, and back.

A grid has no ink of its own, so nothing that looks at symbols can give it a parent or a child. Seen from its
symbols, a grid is a chain of cells::

        ( a  b            ( ──Right──▶ a ──next cell──▶ b
          c  d )                       ├──next row──▶ c ──next cell──▶ d
                                       └──after grid──▶ )

The first symbol of the first cell stands for the grid: it hangs from what the grid hangs from, and what
follows the grid on its baseline hangs from it. A grid of a single cell, or one that carries anything but a
right neighbour, cannot be said this way. Missing cells leave no link; their columns are found again from
where the other cells stand.
"""

from __future__ import annotations

import enum
import itertools
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from layoutmath.errors import StructureError
from layoutmath.expression import Expression
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure, RelationTriple, join_second_children


class GridLink(enum.Enum):
    """How symbols that start cells stand to each other, and to what follows their grid."""

    NEXT_CELL = "NextCell"
    NEXT_ROW = "NextRow"
    AFTER_GRID = "AfterGrid"


Link = Relation | GridLink
LinkTriple = tuple[str, str, Link]
"""Parent symbol, child symbol, how."""

LINKS: tuple[Link, ...] = (*Relation, *GridLink)


def links_of(structure: BaselineStructure) -> list[LinkTriple]:
    """The tree over symbols that says the same as ``structure``.

    Raises StructureError for a grid that no links can say: one of a single cell, or with an empty row, or
    that begins with another grid, or that carries more than a right neighbour.

    >>> expression = Expression.from_boxes([("a", (0, 0, 4, 5)), ("b", (0, 9, 4, 14)), (",", (8, 7, 9, 8))])
    >>> lines = BaselineStructure.from_relations(
    ...     expression, [("G", "2", Relation.RIGHT)], {"G": [["0"], ["1"]]})
    >>> [(parent, link.value, child) for parent, child, link in links_of(lines)]
    [('0', 'NextRow', '1'), ('0', 'AfterGrid', '2')]
    """
    grids = structure.grid_rows()
    stands_for: dict[str, str] = {}
    triples: list[LinkTriple] = []
    for grid, rows in grids.items():
        starts: list[str] = []
        for row in rows:
            cells = [cell for cell in row if cell is not None]
            if not cells:
                raise StructureError(
                    f"found grid {grid!r} with an empty row", "a cell in each row", place="grids"
                )
            starts.append(cells[0])
            triples += [(a, b, GridLink.NEXT_CELL) for a, b in itertools.pairwise(cells)]
        triples += [(a, b, GridLink.NEXT_ROW) for a, b in itertools.pairwise(starts)]
        stands_for[grid] = starts[0]
        if sum(cell is not None for row in rows for cell in row) < 2:
            raise StructureError(f"found grid {grid!r} with one cell", "two cells or more", place="grids")
        if any(cell in grids for row in rows for cell in row):
            raise StructureError(
                f"found a grid as a cell of {grid!r}", "cells that begin with symbols", place="grids"
            )
    for relationship in structure.relationships():
        link: Link = relationship.relation
        if relationship.parent in grids:
            if link is not Relation.RIGHT:
                raise StructureError(
                    f"found {link.value} of grid {relationship.parent!r}", "Right", place="relations"
                )
            link = GridLink.AFTER_GRID
        triples.append((relationship.parent, relationship.child, link))
    return [(stands_for.get(a, a), stands_for.get(b, b), link) for a, b, link in triples]


def structure_of(
    expression: Expression, links: Iterable[LinkTriple]
) -> tuple[list[RelationTriple], dict[str, list[list[str | None]]]]:
    """Relations and grid rows, as :meth:`BaselineStructure.from_relations` takes them, of a tree of links.

    The inverse of :func:`links_of`, but for the ids of grids, which are new (``G0``, ``G1``, …). No symbol
    is lost whatever the links say: a row that starts below a later cell is a row all the same, and what
    comes after a grid that is none comes at the end of the symbol's baseline. Boxes are needed to tell
    columns.

    >>> expression = Expression.from_boxes([("a", (0, 0, 4, 5)), ("b", (0, 9, 4, 14)), (",", (8, 7, 9, 8))])
    >>> relations, rows = structure_of(
    ...     expression, [("0", "1", GridLink.NEXT_ROW), ("0", "2", GridLink.AFTER_GRID)])
    >>> [(parent, relation.value, child) for parent, child, relation in relations], rows
    ([('G0', 'Right', '2')], {'G0': [['0'], ['1']]})
    """
    links = list(links)
    relations = [(parent, child, link) for parent, child, link in links if isinstance(link, Relation)]
    if len(relations) == len(links):
        return relations, {}
    within = {
        kind: {parent: child for parent, child, link in links if link is kind}
        for kind in (GridLink.NEXT_CELL, GridLink.NEXT_ROW)
    }
    cells = within[GridLink.NEXT_CELL] | within[GridLink.NEXT_ROW]
    inner = {child for of_kind in within.values() for child in of_kind.values()}
    reach = _reach_of_cells(expression, links)
    ids = {symbol.id for symbol in expression.symbols}
    names = (name for number in itertools.count() if (name := f"G{number}") not in ids)
    grids: dict[str, list[list[str | None]]] = {}
    grid_at: dict[str, str] = {}  # of each first cell
    grid_of: dict[str, str] = {}  # of every cell
    for first in cells:
        if first in inner:
            continue
        name = grid_at[first] = next(names)
        rows: list[list[str]] = []
        starts = deque([first])
        while starts:
            row = [starts.popleft()]
            while (cell := within[GridLink.NEXT_CELL].get(row[-1])) is not None:
                row.append(cell)
            rows.append(row)
            below = within[GridLink.NEXT_ROW]
            starts.extend(below[cell] for cell in row if cell in below)
        grids[name] = _in_columns(rows, reach)
        grid_of.update((cell, name) for row in rows for cell in row)
    relations = [(parent, grid_at.get(child, child), relation) for parent, child, relation in relations]
    after = [
        (parent, grid_at.get(child, child)) for parent, child, link in links if link is GridLink.AFTER_GRID
    ]
    relations += [(grid_of[parent], child, Relation.RIGHT) for parent, child in after if parent in grid_of]
    right = {parent: child for parent, child, relation in relations if relation is Relation.RIGHT}
    for parent, child in after:
        if parent not in grid_of:
            while parent in right:
                parent = right[parent]
            right[parent] = child
            relations.append((parent, child, Relation.RIGHT))
    return join_second_children(expression, relations)[0], grids


def _reach_of_cells(expression: Expression, links: Sequence[LinkTriple]) -> dict[str, tuple[float, float]]:
    """Left and right end of what stands in each cell, by its first symbol.

    That is everything below the symbol, inner grids included, but for what its own links of the grid lead to.
    """
    own = {symbol.id: (symbol.box.l, symbol.box.r) for symbol in expression.symbols if symbol.box}
    children: dict[str, list[tuple[str, Link]]] = {}
    for parent, child, link in links:
        children.setdefault(parent, []).append((child, link))
    order = list(own.keys() - {child for _, child, _ in links})
    for symbol in order:  # grows while it is walked: parents first
        order.extend(child for child, _ in children.get(symbol, ()))
    below = dict(own)
    reach = dict(own)
    for symbol in reversed(order):
        for found, counted in ((below, Link), (reach, Relation)):
            parts = [below[child] for child, link in children.get(symbol, ()) if isinstance(link, counted)]
            ends = [own[symbol], *parts]
            found[symbol] = min(l for l, _ in ends), max(r for _, r in ends)
    return reach


def _in_columns(
    rows: Sequence[Sequence[str]], box_of: Mapping[str, tuple[float, float]]
) -> list[list[str | None]]:
    """Rows filled up with None so that all have as many cells, each under the column it stands in.

    Columns do not overlap, so cells whose extents do, over any number of rows, stand in one. Where that puts
    two cells of a row into one column, as in careless writing, the row with the most cells says where the
    columns are, and a shorter one is laid over it, in order, so that its cells are off their columns by as
    little as possible; the nearest of left edges, centres and right edges counts.
    """
    every = sorted((box_of[cell], cell) for row in rows for cell in row)
    column_of: dict[str, int] = {}
    column, reached = -1, -np.inf
    for (left, right), cell in every:
        if left >= reached:
            column += 1
        reached = max(reached, right)
        column_of[cell] = column
    if all(len({column_of[cell] for cell in row}) == len(row) for row in rows):
        by_column = [{column_of[cell]: cell for cell in row} for row in rows]
        return [[row.get(index) for index in range(column + 1)] for row in by_column]
    widest = max(rows, key=len)
    columns = np.array([_edges(box_of[cell]) for cell in widest])
    filled: list[list[str | None]] = []
    for row in rows:
        cells = np.array([_edges(box_of[cell]) for cell in row])
        off = np.abs(cells[:, None] - columns[None]).min(-1)
        # best[j] is the least that the cells so far cost when the last one stands left of column j
        best = np.zeros(len(columns) + 1)
        chosen = np.zeros((len(row), len(columns)), int)
        for index in range(len(row)):
            cost = best[:-1] + off[index]
            cost[:index] = np.inf
            leftmost = np.minimum.accumulate(cost)
            chosen[index] = [int(np.argmin(cost[: j + 1])) for j in range(len(columns))]
            best = np.concatenate([[np.inf], leftmost])
        line: list[str | None] = [None] * len(columns)
        last = len(columns) - 1
        for index in range(len(row) - 1, -1, -1):
            last = int(chosen[index][last])
            line[last] = row[index]
            last -= 1
        filled.append(line)
    return filled


def _edges(extent: tuple[float, float]) -> tuple[float, float, float]:
    left, right = extent
    return left, (left + right) / 2, right
