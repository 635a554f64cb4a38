"""Random trees for property tests: any relation from any symbol, odd ids, strokes, grids."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from layoutmath.expression import Expression, Symbol
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure, RelationTriple

LABELS = ("x", "2", ",", "R", "-", "(", r"\sqrt", r"\sum", r"\lim", r"\prime", r"\hat", None)


@st.composite
def structures(
    draw: st.DrawFn, labels: Sequence[str | None] = LABELS, grids: bool = True, most_symbols: int = 12
) -> BaselineStructure:
    """A tree over symbols without boxes; the last row and the last column of a grid are never empty."""
    ids = st.text('ab,"1 ', min_size=1, max_size=4).map(str.strip).filter(bool)
    names = draw(st.lists(ids, min_size=1, max_size=most_symbols, unique=True))
    has_strokes = draw(st.booleans())
    symbols, stroke = [], 0
    for name in names:
        count = draw(st.integers(1, 3)) if has_strokes else 0
        primitives = tuple(f"stroke {index}" for index in range(stroke, stroke + count))
        stroke += count
        symbols.append(Symbol(name, None, draw(st.sampled_from(labels)), primitives=primitives))

    free: list[tuple[str, Relation | tuple[int, int]]] = []  # places that nothing hangs from yet
    relations: list[RelationTriple] = []
    cells: dict[str, dict[tuple[int, int], str]] = {}

    def hang(name: str) -> None:
        if free:
            parent, place = free.pop(draw(st.integers(0, len(free) - 1)))
            if isinstance(place, Relation):
                relations.append((parent, name, place))
            else:
                cells[parent][place] = name
        free.extend((name, relation) for relation in Relation)

    for name in names:
        if grids and draw(st.integers(0, 5)) == 0:
            grid = f"G{len(cells)}"
            hang(grid)
            rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
            cells[grid] = {(rows - 1, columns - 1): name}
            free += [
                (grid, (row, column))
                for row in range(rows)
                for column in range(columns)
                if (row, column) != (rows - 1, columns - 1)
            ]
            free.extend((name, relation) for relation in Relation)
        else:
            hang(name)
    grid_rows = {}
    for grid, filled in cells.items():
        rows, columns = max(filled)[0] + 1, max(column for _, column in filled) + 1
        grid_rows[grid] = [[filled.get((row, column)) for column in range(columns)] for row in range(rows)]
    return BaselineStructure.from_relations(Expression(tuple(symbols), name="random"), relations, grid_rows)
