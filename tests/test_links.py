"""Grids as links between symbols: there and back, and nothing lost whatever the links say."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layoutmath import BaselineStructure, Expression, Relation
from layoutmath.errors import StructureError
from layoutmath.links import LINKS, GridLink, LinkTriple, links_of, structure_of

Rows = list[list[str | None]]


def cell_box(row: int, column: int) -> tuple[float, float, float, float]:
    return (20.0 * column, 15.0 * row, 20.0 * column + 10, 15.0 * row + 10)


def grid(rows: list[list[bool]]) -> tuple[BaselineStructure, Rows]:
    """``( G ) ,`` with a letter in each cell that is there."""
    boxes = [
        ("(", (-10.0, 0.0, -5.0, 100.0)),
        (")", (200.0, 0.0, 205.0, 100.0)),
        (",", (210.0, 9.0, 212.0, 12.0)),
    ]
    names: Rows = []
    for row, cells in enumerate(rows):
        names.append([])
        for column, there in enumerate(cells):
            names[-1].append(str(len(boxes)) if there else None)
            if there:
                boxes.append(("x", cell_box(row, column)))
    right = [("0", "G", Relation.RIGHT), ("G", "1", Relation.RIGHT), ("1", "2", Relation.RIGHT)]
    return BaselineStructure.from_relations(Expression.from_boxes(boxes), right, {"G": names}), names


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[True, True], [True, True]], id="matrix"),
        pytest.param([[True], [True], [True]], id="column"),
        pytest.param([[True, True, True]], id="row"),
        pytest.param([[True, False], [False, True]], id="diagonal"),
        pytest.param([[False, True, True], [True, False, True], [True, True, False]], id="holes"),
    ],
)
def test_a_grid_comes_back_with_its_columns(rows: list[list[bool]]) -> None:
    structure, names = grid(rows)
    relations, found = structure_of(structure.expression, links_of(structure))
    assert found == {"G0": names}
    assert ("G0", "1", Relation.RIGHT) in relations


def test_links_hold_symbols_only() -> None:
    structure, _ = grid([[True, True], [True, True]])
    ids = {symbol.id for symbol in structure.expression.symbols}
    assert all({parent, child} <= ids for parent, child, _ in links_of(structure))


@pytest.mark.parametrize(
    ("grids", "relations", "finding"),
    [
        ({"G": [["0"]]}, [("0", "1", Relation.RIGHT)], "one cell"),
        ({"G": [["0"], []]}, [("0", "1", Relation.RIGHT)], "empty row"),
        ({"G": [["0"], ["1"]]}, [("G", "2", Relation.SUP)], "Sup of grid"),
        ({"G": [["0"], ["H"]], "H": [["1"], ["2"]]}, [], "a grid as a cell"),
    ],
)
def test_what_links_cannot_say_is_refused(
    grids: dict[str, Rows], relations: list[tuple[str, str, Relation]], finding: str
) -> None:
    count = 2 if any(child == "1" for _, child, _ in relations) else 3
    expression = Expression.from_boxes([("x", cell_box(row, 0)) for row in range(count)])
    structure = BaselineStructure.from_relations(expression, relations, grids)
    with pytest.raises(StructureError, match=finding):
        links_of(structure)


@st.composite
def random_links(draw: st.DrawFn) -> tuple[Expression, list[LinkTriple]]:
    """Any tree over symbols, links drawn at random, no place taken twice."""
    count = draw(st.integers(1, 9))
    numbers = st.floats(-20, 20, allow_nan=False)
    corners = [(draw(numbers), draw(numbers)) for _ in range(count)]
    expression = Expression.from_boxes([("x", (x, y, x + 5, y + 5)) for x, y in corners])
    taken = set()
    links: list[LinkTriple] = []
    for child in range(1, count):
        places = [
            place for place in itertools.product(range(child), (*Relation, *GridLink)) if place not in taken
        ]
        parent, link = draw(st.sampled_from(places))
        taken.add((parent, link))
        links.append((str(parent), str(child), link))
    return expression, links


@given(random_links())
def test_no_symbol_is_lost_whatever_the_links_say(drawn: tuple[Expression, list[LinkTriple]]) -> None:
    expression, links = drawn
    structure = BaselineStructure.from_relations(expression, *structure_of(expression, links))
    placed = [node.id for node, _, _ in structure.walk() if node.id not in structure.grids]
    assert sorted(placed) == sorted(symbol.id for symbol in expression.symbols)


def test_relations_and_grid_links_together_are_all_links() -> None:
    assert set(LINKS) == {*Relation, *GridLink}
