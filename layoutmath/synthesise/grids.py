"""Rows and columns of finished cells, as LaTeX's ``array`` and amsmath's environments set them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from layoutmath.synthesise.pieces import Face, Piece, joined

Cells = Sequence[Sequence[Piece | None]]


@dataclass(frozen=True, slots=True)
class GridLayout:
    """How a grid is set, in em: alignment of each column (``l``, ``c``, ``r``, repeated),
    space between columns (repeated too), least space between the ink of rows, and the least height and
    depth of a row (LaTeX's strut)."""

    columns: str = "c"
    gaps: tuple[float, ...] = (1.0,)
    row_gap: float = 0.0
    strut: tuple[float, float] = (0.84, 0.36)


MATRIX = GridLayout()
CASES = GridLayout("l")
ALIGNED = GridLayout("rl", (0.0, 1.5))
LINES = GridLayout("l")
STACK = GridLayout(row_gap=0.12, strut=(0.0, 0.0))


def grid(face: Face, cells: Cells, layout: GridLayout) -> Piece:
    """Cells in rows and columns, the middle of the whole on the axis."""
    count = max(len(row) for row in cells)
    filled = [{column: cell for column, cell in enumerate(row) if cell is not None} for row in cells]
    widths = [
        max((row[column].width for row in filled if column in row), default=0.0) for column in range(count)
    ]
    steps = [
        width + gap * face.em for width, gap in zip(widths[:-1], itertools.cycle(layout.gaps), strict=False)
    ]
    lefts = list(itertools.accumulate(steps, initial=0.0))
    parts: list[tuple[float, float, Piece]] = []
    y = 0.0
    for number, row in enumerate(filled):
        height = max([layout.strut[0] * face.em, *(cell.height for cell in row.values())])
        depth = max([layout.strut[1] * face.em, *(cell.depth for cell in row.values())])
        y += height + (layout.row_gap * face.em if number else 0.0)
        for column, cell in row.items():
            room = widths[column] - cell.width
            indent = {"l": 0.0, "c": room / 2, "r": room}[layout.columns[column % len(layout.columns)]]
            parts.append((lefts[column] + indent, y, cell))
        y += depth
    return joined([(0.0, -y / 2 - face.axis, joined(parts, lefts[-1] + widths[-1]))])
