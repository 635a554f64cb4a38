"""Grids in evaluation: what makes one right, whatever it is called."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from small_trees import pair
from trees import any_trees

from layoutmath import read_latex
from layoutmath.evaluate import MEASURES, Proportion, Ratio, compare_trees, evaluate_results
from layoutmath.evaluate.grids import grid_cells
from layoutmath.evaluate.measures import GRIDS
from layoutmath.expression import Expression, Symbol
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure

Rows = list[list[str | None]]
TRUTH: Rows = [["a", "b"], [None, "d"]]
"""In parentheses; the symbol c is Sub of b."""


def matrix(rows: Rows, *inside: tuple[str, str, str], name: str = "matrix") -> BaselineStructure:
    """Symbols ( a b c d ) with a grid between the parentheses."""
    expression = Expression(tuple(Symbol(label, None, label) for label in "(abcd)"), name)
    line = [("(", "G", Relation.RIGHT), ("G", ")", Relation.RIGHT)]
    triples = [(parent, child, Relation(relation)) for parent, relation, child in inside]
    return BaselineStructure.from_relations(expression, [*line, *triples], {"G": rows})


@pytest.mark.parametrize(
    ("rows", "inside", "grids", "exact"),
    [  # (right, matched) grids
        (TRUTH, ("b", "Sub", "c"), (1, 1), True),
        (TRUTH, ("b", "Right", "c"), (1, 1), False),  # within a cell: its symbols are right, not its tree
        ([["a", "b"], ["d", None]], ("b", "Sub", "c"), (0, 1), False),
        ([["a", "b", "d"]], ("b", "Sub", "c"), (0, 1), False),
        ([["a", "b"], ["c", "d"]], (), (0, 1), False),
        ([["a", "b", None], [None, "d", None]], ("b", "Sub", "c"), (0, 1), True),  # a column too many
        ([["a", "b"]], ("b", "Sub", "c"), (0, 0), False),
    ],
)  # fmt: skip
def test_a_grid_is_right_when_rows_columns_and_symbols_are(
    rows: Rows, inside: tuple[str, str, str] | tuple[()], grids: tuple[int, int], exact: bool
) -> None:
    truth = matrix(TRUTH, ("b", "Sub", "c"))
    relations = [inside] if inside else []
    if "d" not in [cell for row in rows for cell in row]:
        relations.append((")", "Right", "d"))
    scores = compare_trees(truth, matrix(rows, *relations))
    assert (scores.grids, scores.result_grids) == (1, 1)
    assert (scores.right_grids, scores.matched_grids) == grids
    assert scores.exact is exact


def test_grids_are_told_apart_by_their_symbols_not_their_ids() -> None:
    truth = read_latex(r"\begin{pmatrix} a & \begin{matrix} b \\ c \end{matrix} \end{pmatrix} \binom{n}{k}")
    names = {"G0": "G2", "G1": "G0", "G2": "G1"}
    triples = [
        (names.get(r.parent, r.parent), names.get(r.child, r.child), r.relation)
        for r in truth.relationships()
    ]
    rows = {
        names[grid]: [[cell and names.get(cell, cell) for cell in cells] for cells in lines]
        for grid, lines in truth.grid_rows().items()
    }
    scores = compare_trees(truth, BaselineStructure.from_relations(truth.expression, triples, rows))
    assert scores.exact and scores.all_grids
    assert scores.right_grids == scores.grids == 3


def test_shares_over_expressions() -> None:
    truth = matrix(TRUTH, ("b", "Sub", "c"))
    flat = Expression(tuple(Symbol(label, None, label) for label in "xy"), "flat")
    line = BaselineStructure.from_relations(flat, [("x", "y", Relation.RIGHT)])
    invented = BaselineStructure.from_relations(flat, [], {"G": [["x"], ["y"]]})
    others = [replace(truth, expression=replace(truth.expression, name=name)) for name in ("wrong", "lost")]
    wrong = matrix([["a", "b", "d"]], ("b", "Sub", "c"), name="wrong")
    truths = [truth, line, *others]
    report = evaluate_results(map(pair, truths), map(pair, [truth, invented, wrong]))
    (run,) = report.runs
    assert {name: ratio for name, ratio in run.measures().items() if MEASURES[name].section == GRIDS} == {
        "grids right": Ratio(1, 3),
        "grids invented": Ratio(1, 3),
        "expressions, all grids right": Proportion(1, 3),
    }
    assert "grids right 1 / 3 33.33 6.1 – 79.2" in " ".join(report.text().split())
    assert '"grids right"' in report.json()


def test_without_grids_nothing_is_said_of_them() -> None:
    line = read_latex("x+y")
    report = evaluate_results([pair(line)], [pair(line)])
    assert not [name for name in report.runs[0].measures() if MEASURES[name].section == GRIDS]
    assert "grids" not in report.text()


@given(any_trees(), any_trees())
def test_counts_stay_within_their_totals(truth: BaselineStructure, other: BaselineStructure) -> None:
    same = compare_trees(truth, truth)
    assert same.right_grids == same.matched_grids == same.grids == len(grid_cells(truth))
    scores = compare_trees(truth, other)
    assert scores.right_grids <= scores.matched_grids <= min(scores.grids, scores.result_grids)
