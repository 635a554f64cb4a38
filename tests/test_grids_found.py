"""Grids found from boxes alone: rows, columns and what follows, in sizes that people write."""

from __future__ import annotations

import pytest

from layoutmath import Expression, export, parse

Boxes = list[tuple[str | None, tuple[float, float, float, float]]]


def matrix(rows: int, columns: int, labels: str = "123456789") -> Boxes:
    cells: Boxes = [
        (labels[(row + column) % len(labels)], (20 + 30 * column, 30 * row, 30 + 30 * column, 30 * row + 18))
        for row in range(rows)
        for column in range(columns)
    ]
    right, bottom = 30 * columns + 30, 30 * rows - 8
    return [("(", (0, -4, 10, bottom)), *cells, (")", (right, -4, right + 10, bottom))]


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (3, 3), (2, 5), (6, 6), (10, 10)])
def test_a_matrix_in_parentheses(rows: int, columns: int) -> None:
    tree = parse(Expression.from_boxes(matrix(rows, columns)))
    ((grid),) = tree.grids.values()
    assert [len(row) for row in grid.rows] == [columns] * rows
    assert all(cell is not None and len(cell.nodes) == 1 for row in grid.rows for cell in row)
    assert [node.id for node in tree.root.nodes] == ["0", grid.id, str(rows * columns + 1)]


def test_cases() -> None:
    boxes: Boxes = [
        ("f", (0, 20, 10, 45)), ("=", (16, 30, 30, 36)), ("{", (38, 0, 46, 66)),
        ("x", (52, 6, 62, 18)), (",", (64, 16, 66, 22)), ("x", (80, 6, 90, 18)), (">", (95, 6, 107, 18)),
        ("0", (112, 2, 120, 18)),
        ("0", (52, 44, 60, 60)), (",", (62, 58, 64, 64)), ("x", (80, 48, 90, 60)), ("<", (95, 48, 107, 60)),
        ("0", (112, 44, 120, 60)),
    ]  # fmt: skip
    tree = parse(Expression.from_boxes(boxes))
    assert export(tree, "latex").strip() == r"f=\begin{cases}x, & x>0 \\ 0, & x<0\end{cases}"


def test_a_page_of_lines_becomes_lines() -> None:
    boxes: Boxes = []
    for row, line in enumerate(("ab=cd", "xyz", "mn=rs")):
        for place, letter in enumerate(line):
            top = 60 * row + (6 if letter == "=" else 0)
            boxes.append((letter, (20 * place, top, 20 * place + 12, 60 * row + 18 - (top % 60))))
    tree = parse(Expression.from_boxes(boxes))
    ((grid),) = tree.grids.values()
    assert len(grid.rows) == 3
    assert [node.id for node in tree.root.nodes] == [grid.id]
