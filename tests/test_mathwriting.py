"""MathWriting: LaTeX with boxes of its tokens, and a tree laid over boxes."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden import assert_golden
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layoutmath.errors import InputError, Problem
from layoutmath.exporters.latex import write_latex
from layoutmath.expression import Expression
from layoutmath.readers.alignment import align
from layoutmath.readers.contract import Pair
from layoutmath.readers.latex import read_latex
from layoutmath.readers.mathwriting import read_mathwriting, token_label

DATA = Path(__file__).parent / "data" / "mathwriting"
FILE = "synthetic-bboxes.jsonl"


@pytest.fixture(scope="module")
def read() -> tuple[list[Pair], list[Problem]]:
    problems: list[Problem] = []
    with open(DATA / FILE, "rb") as file:
        return list(read_mathwriting(file, FILE, problems.append)), problems


def test_trees_and_problems_of_a_file(read: tuple[list[Pair], list[Problem]]) -> None:
    pairs, problems = read
    blocks = [
        f"{expression.name}: {expression.extra.get('label')}\n{tree.pretty() if tree else 'no tree'}\n"
        for expression, tree in pairs
    ]
    notes = [f"{'lost' if problem.lost else 'note'}: {problem}" for problem in problems]
    assert_golden(DATA / "trees.txt", "\n".join([*blocks, *notes, ""]))


def test_boxes_of_one_label_go_where_they_stand(read: tuple[list[Pair], list[Problem]]) -> None:
    expression, tree = read[0][0]
    assert tree is not None
    by_relation = {relation.relation.value: relation.child for relation in tree.relationships()[1:]}
    tops = {name: expression.symbol(child).box for name, child in by_relation.items()}
    assert {name: box.t for name, box in tops.items() if box} == {"Above": 5, "Below": 30, "Right": 17}


def test_limits_are_sub_and_sup_where_they_stand_beside_the_operator(
    read: tuple[list[Pair], list[Problem]],
) -> None:
    _, tree = read[0][3]
    assert tree is not None
    assert write_latex(tree) == r"\sum\nolimits_{i=1}^{n}li\underset{x}{m}i"


def test_labels_of_tokens() -> None:
    tokens = [
        r"\sqrt",
        r"\underline",
        r"\bigl|",
        r"\mathcal{L}",
        r"\%",
        "'",
        r"\operatorname{sgn}",
        r"\square",
    ]
    assert [token_label(token) for token in tokens] == [
        r"\sqrt", "-", "|", "L", r"\%", r"\prime", r"\operatorname{sgn}", None,
    ]  # fmt: skip


@given(st.permutations(range(9)))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_order_of_the_boxes_does_not_matter(order: list[int]) -> None:
    boxes = [
        (r"\sqrt", (0, 0, 60, 40)), ("x", (2, 2, 6, 6)), ("x", (20, 20, 28, 28)), ("x", (30, 12, 35, 17)),
        ("x", (30, 24, 35, 29)), (r"\sqrt", (38, 10, 55, 32)), ("x", (45, 20, 53, 28)),
        ("x", (64, 20, 72, 28)), ("-", (64, 16, 72, 17)),
    ]  # fmt: skip
    expression = Expression.from_boxes([boxes[index] for index in order])
    tree = align(read_latex(r"\sqrt[x]{x_x^x\sqrt{x}}\bar{x}"), expression)
    place = {str(position): index for position, index in enumerate(order)}
    assert {(place[r.parent], r.relation.value, place[r.child]) for r in tree.relationships()} == {
        (0, "Inside", 2), (0, "Above", 1), (0, "Right", 7), (2, "Sup", 3), (2, "Sub", 4), (2, "Right", 5),
        (5, "Inside", 6), (7, "Above", 8),
    }  # fmt: skip


def test_pre_scripts_grids_and_notes_are_told_apart() -> None:
    expression = Expression.from_boxes(
        [("a", (0, 0, 4, 4)), ("a", (0, 16, 4, 20)), ("a", (6, 6, 14, 14)), ("a", (16, 0, 20, 4)),
         ("a", (30, 0, 38, 8)), ("a", (30, 12, 38, 20)), ("a", (50, 8, 58, 16)), ("a", (50, 0, 54, 4)),
         ("a", (50, 18, 54, 22))]
    )  # fmt: skip
    tree = align(
        read_latex(r"{}^a_a a^a \begin{matrix}a\\a\end{matrix} \overset{a}{\underset{a}{a}}"), expression
    )
    assert [(r.parent, r.relation.value, r.child) for r in tree.relationships()] == [
        ("2", "Right", "G0"), ("G0", "Right", "6"), ("2", "Sup", "3"), ("2", "PreSup", "0"),
        ("2", "PreSub", "1"), ("6", "Above", "7"), ("6", "Below", "8"),
    ]  # fmt: skip
    assert tree.grid_rows() == {"G0": [["4"], ["5"]]}


def test_what_does_not_match_is_named() -> None:
    two = Expression.from_boxes([("x", (0, 0, 1, 1)), ("y", (2, 0, 3, 1))])
    with pytest.raises(
        InputError,
        match=r"^found other boxes than the label has symbols; expected a box for x and none for y$",
    ):
        align(read_latex("xx"), two)
