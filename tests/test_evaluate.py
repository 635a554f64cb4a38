"""Evaluation: worked cases in tests/data/evaluate, conventions, what is matched, and the report."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from golden import assert_golden
from hypothesis import given
from small_trees import Pair, pair, tree
from trees import any_trees

from layoutmath import read_latex
from layoutmath.evaluate import (
    MEASURES,
    EvaluationSettings,
    Proportion,
    Report,
    compare_trees,
    evaluate_results,
    score,
    true_parents,
)
from layoutmath.evaluate.calibration import calibration_of
from layoutmath.evaluate.measures import CLASSES, DISTANCES, LABELS
from layoutmath.evaluate.trees import Stated
from layoutmath.expression import Expression, Symbol
from layoutmath.readers.contract import StatedPair
from layoutmath.readers.labelgraph import read_lg
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence
from layoutmath.structure import BaselineStructure

DATA = Path(__file__).parent / "data" / "evaluate"


def read(folder: str) -> Iterator[Pair]:
    for path in sorted((DATA / folder).glob("*.lg")):
        with path.open("rb") as file:
            yield from read_lg(file, str(path), lambda problem: None)


@pytest.fixture(scope="module")
def worked_cases() -> Report:
    return evaluate_results(read("truth"), read("result"))


@pytest.mark.parametrize(
    ("name", "places_of_symbols", "main_line", "whole"),
    [  # (parents, relationships), symbols of the main line (true, found, both), verdicts
        ("right", (4, 4), (3, 3, 3), "exact structure expression"),
        ("wrong_chain", (3, 3), (3, 1, 1), ""),
        ("relabelled", (4, 3), (3, 3, 3), "structure"),
        ("split", (1, 1), (3, 4, 2), ""),
        ("merged", (2, 2), (3, 2, 1), ""),
        ("extra", (4, 4), (3, 4, 3), ""),
        ("one_symbol", (1, 1), (1, 1, 1), "exact structure expression"),
        ("missing", (0, 0), (3, 0, 0), ""),
        ("empty", (0, 0), (3, 0, 0), ""),
    ],
)
def test_worked_cases(
    worked_cases: Report,
    name: str,
    places_of_symbols: Sequence[int],
    main_line: Sequence[int],
    whole: str,
) -> None:
    (one,) = (one for one in worked_cases.runs[0].scores if one.name == name)
    assert one.tree is not None
    assert (one.tree.parents, one.tree.relationships) == places_of_symbols
    assert one.tree.main_line == main_line
    verdicts = {
        "exact": one.tree.exact,
        "structure": one.graph.structure,
        "expression": one.graph.d_b == 0,
    }
    assert [verdict for verdict, holds in verdicts.items() if holds] == whole.split()
    assert one.tree.neutral == one.tree.exact
    assert (one.problem == "no result") == (name in ("missing", "empty"))


def test_relations_that_form_no_tree_are_compared_as_label_graphs(worked_cases: Report) -> None:
    (forest,) = (one for one in worked_cases.runs[0].scores if one.name == "forest")
    assert forest.tree is None
    assert forest.graph.d_b == 0 and forest.graph.structure
    assert worked_cases.runs[0].measure("exact tree").total == 9
    assert worked_cases.runs[0].measure("expression rate").total == 10


def test_a_result_whose_relations_form_no_tree_has_a_label_graph() -> None:
    (truth,) = (pair for pair in read("truth") if pair[0].name == "one_symbol")
    (forest,) = (pair for pair in read("result") if pair[0].name == "forest")
    scores = score(truth, forest)
    assert scores is not None and scores.tree is not None
    assert scores.problem.startswith("found no tree (relations: found 2 nodes without a parent")
    assert scores.tree.parents == 0
    assert (scores.graph.right_objects, scores.graph.found_objects) == (1, 2)


def test_report_as_text(worked_cases: Report) -> None:
    assert_golden(DATA / "report.txt", worked_cases.text())


def test_report_as_json(worked_cases: Report) -> None:
    record = json.loads(worked_cases.json())
    assert_golden(DATA / "report.json", json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    assert record["skipped"] == []
    assert record["without_truth"] == ["unknown"]


@pytest.mark.parametrize("latex", ["x", "xy", r"\begin{matrix} a & b \end{matrix}", r"\frac{a}{b}"])
@pytest.mark.parametrize("has_empty_result", [False, True])
def test_what_is_not_there_is_right_in_no_measure(latex: str, has_empty_result: bool) -> None:
    truth = read_latex(latex)
    empty = StatedPair(Expression(()), None, latex="")
    report = evaluate_results(
        [StatedPair(truth.expression, truth, latex=latex)],
        [empty] if has_empty_result else [],
        EvaluationSettings(latex_rules=()),
    )
    (run,) = report.runs
    assert len(run.failures) == 1
    for name, ratio in run.measures().items():
        wrong = ratio.total if MEASURES[name].less_is_better else 0
        if MEASURES[name].section != DISTANCES:  # one primitive has no pairs whose labels could differ
            assert ratio.right == wrong, name
    assert run.measure("D_C").percent == 100 or not run.measure("D_C").total


@pytest.mark.parametrize(
    ("truth", "result", "structure"),
    [
        (r"A^{\begin{matrix}a\\b\end{matrix}}", r"A_{\begin{matrix}a\\b\end{matrix}}", True),
        (r"\begin{matrix}a\\b\end{matrix}^2", r"\begin{matrix}a\\b\end{matrix}_2", True),
        (r"\frac{\begin{matrix}a\\b\end{matrix}}{x}", r"\frac{x}{\begin{matrix}a\\b\end{matrix}}", True),
        (r"x+\begin{matrix}a\\b\end{matrix}", r"\begin{matrix}a\\b\end{matrix}+x", False),
    ],
)
def test_a_grid_in_the_wrong_place_is_no_right_expression(truth: str, result: str, structure: bool) -> None:
    trees = [read_latex(text) for text in (truth, result)]
    named = {symbol.label: symbol.id for symbol in trees[0].expression.symbols}
    ids = {symbol.id: named[symbol.label] for symbol in trees[1].expression.symbols} | {"G0": "G0"}
    rows = {
        grid: [[cell and ids[cell] for cell in row] for row in rows]
        for grid, rows in trees[1].grid_rows().items()
    }
    moved = BaselineStructure.from_relations(
        trees[0].expression,
        [(ids[r.parent], ids[r.child], r.relation) for r in trees[1].relationships()],
        rows,
    )
    (run,) = evaluate_results([trees[0]], [moved]).runs
    assert run.measure("exact tree") == run.measure("expression rate") == Proportion(0, 1)
    assert run.measure("at most 3 errors") == Proportion(0, 1)
    assert run.measure("structure") == Proportion(structure, 1)


def test_probabilities_are_right_when_what_they_are_stated_of_is() -> None:
    truth = tree("x Sup 2, x Right y")
    evidence = {"2": Evidence(math.log(0.9)), "y": Evidence(math.log(0.8))}
    found = replace(tree("x Sub 2, x Right y"), log_prob=math.log(0.7), evidence=evidence)
    scores = compare_trees(truth, found)
    assert scores.stated_tree == (pytest.approx(0.7), False)
    assert sorted(scores.stated_relations) == [(pytest.approx(0.8), True), (pytest.approx(0.9), False)]
    (run,) = evaluate_results([truth], [found]).runs
    assert run.calibrations()["trees"].error == pytest.approx(0.7)
    assert "trees: calibration error 70.00" in " ".join(Report((run,)).text().split())


def test_equally_sure_ones_are_covered_together() -> None:
    calibration = calibration_of(
        [Stated(0.9, True), Stated(0.5, False), Stated(0.5, True), Stated(0.5, True)]
    )
    assert calibration is not None
    assert calibration.risk_coverage == ((0.25, 0.0), (1.0, 0.25))
    assert calibration.accuracy_at(0.625) == pytest.approx(1 - 0.5 / 4 / 0.625)


def test_true_parents_leave_grids_to_the_parser() -> None:
    truth = read_latex(r"A=\begin{matrix}a\\b\end{matrix}^2")
    told = {pin.symbol: pin.parent for pin in true_parents(truth)}
    labels = {symbol.label: symbol.id for symbol in truth.expression.symbols}
    assert told == {labels["A"]: None, labels["="]: labels["A"]}


def test_folders_tell_files_of_one_name_apart() -> None:
    def at(path: str, structure: BaselineStructure) -> BaselineStructure:
        return replace(structure, expression=replace(structure.expression, name="f", extra={"path": path}))

    truths = [at("a", tree("x Sup 2")), at("b", tree("x Sub 2"))]
    report = evaluate_results(truths, truths[1:])
    assert report.runs[0].failures == (("a/f", "no result"),)
    assert report.runs[0].measure("exact tree") == Proportion(1, 2)
    flat = evaluate_results(truths[:1], [tree("x Sup 2", name="f")])
    assert flat.runs[0].measure("exact tree") == Proportion(1, 1)


def test_empty_report() -> None:
    report = evaluate_results([], [])
    assert report.text().startswith("0 expressions, 0 symbols")
    assert report.runs[0].measure("exact tree") == Proportion(0, 0)
    assert Report(()).text().startswith("0 expressions")


def test_names_that_come_twice_are_matched_in_order() -> None:
    first, second = tree("a Sup b", name=""), tree("a Sub b", name="")
    report = evaluate_results([pair(first), pair(second)], [pair(first), pair(second)])
    assert report.runs[0].measure("exact tree") == Proportion(2, 2)


def test_symbols_are_matched_by_id_where_one_side_has_no_strokes() -> None:
    plain = tree("x Sup 2")
    strokes = tuple(
        replace(symbol, primitives=(f"stroke {index}",))
        for index, symbol in enumerate(plain.expression.symbols)
    )
    inked = replace(plain, expression=replace(plain.expression, symbols=strokes))
    for truth, result in ((inked, plain), (plain, inked)):
        scores = score(pair(truth), pair(result))
        assert compare_trees(truth, result).exact
        assert scores is not None and scores.graph.d_b == 0 and scores.graph.size == 2
    other = replace(
        inked, expression=replace(inked.expression, symbols=(strokes[0], replace(strokes[1], id="z")))
    )
    renamed = BaselineStructure.from_relations(other.expression, [("x", "z", Relation.SUP)])
    assert compare_trees(inked, renamed).exact


@pytest.mark.parametrize(
    ("truth", "result", "same"),
    [
        # limits beside or above and below the operator
        ("S Below i, S Above n, S Right x", "S Sub i, S Sup n, S Right x", True),
        ("l Below i, l Right x", "l Sub i, l Right x", True),
        ("x Below i, x Right y", "x Sub i, x Right y", False),
        # a prime on the line or as a superscript; what follows the prime follows its base
        ("f Sup p, f Right x", "f Right p, p Right x", True),
        ("f Sup p, p Right q, f Right x", "f Right p, p Right q, q Right x", True),
        ("f Sup p, p Right 2, f Right x", "f Right p, p Sup 2, p Right x", True),
        ("f Sup p, p Right 2, f Right x", "f Right p, f Sup 2, p Right x", True),
        ("f Sup p, f Sub i, f Right x", "f Right p, p Sub i, p Right x", True),
        ("f Sup p, p Right x", "f Right p, p Right x", False),
        # an accent above or as a superscript
        ("x Above h, x Right y", "x Sup h, x Right y", True),
        ("x Above h, x Sup 2", "x Sup h, h Right 2", True),
        ("x Above y", "x Sup y", False),
    ],
)
def test_conventions_that_differ_between_sources(truth: str, result: str, same: bool) -> None:
    labels = {"S": r"\sum", "l": r"\lim", "p": r"\prime", "q": r"\prime", "h": r"\hat"}
    scores = compare_trees(tree(truth, labels), tree(result, labels))
    assert scores.neutral is same
    assert not scores.exact
    assert compare_trees(tree(result, labels), tree(truth, labels)).neutral is same


@given(any_trees(), any_trees())
def test_scores_stay_within_their_totals(truth: BaselineStructure, other: BaselineStructure) -> None:
    right = compare_trees(truth, truth)
    assert right.exact and right.neutral and right.all_grids and not right.causes
    assert right.parents == right.relationships == right.symbols
    assert len(set(right.main_line)) == 1
    one = compare_trees(truth, other)
    assert one.relationships <= one.parents <= one.symbols
    assert one.exact <= one.neutral
    assert one.main_line[2] <= min(one.main_line[:2])
    assert sum(placed.found == placed.true for placed in one.placements) >= one.relationships
    if not one.exact and truth.expression == other.expression and not (truth.grids or other.grids):
        assert one.causes


@given(any_trees(), any_trees())
def test_every_measure_is_a_share(truth: BaselineStructure, other: BaselineStructure) -> None:
    for result in (truth, other):
        scores = score(pair(truth), pair(result), EvaluationSettings(latex_rules=()))
        assert scores is not None
        for name, measure in MEASURES.items():
            right, of = measure.counts(scores)
            assert 0 <= right <= of or name in ("CER", "WER"), name
            if result is truth and of and measure.section not in (CLASSES, LABELS):  # which a parser states
                assert right == (0 if measure.less_is_better else of), name


def test_grids() -> None:
    symbols = tuple(Symbol(node, None, label=node) for node in "(ab)")
    expression = Expression(symbols, "column")

    def column(
        grid: str, rows: list[list[str | None]], *inside: tuple[str, str, Relation]
    ) -> BaselineStructure:
        line = [("(", grid, Relation.RIGHT), (grid, ")", Relation.RIGHT)]
        return BaselineStructure.from_relations(expression, [*line, *inside], {grid: rows})

    truth = column("G", [["a"], ["b"]])
    renamed = score(pair(truth), pair(column("other", [["a"], ["b"]])))
    assert renamed is not None and renamed.tree is not None
    assert renamed.tree.exact and renamed.graph.d_b == 0
    assert renamed.graph.true_relations == 0  # label graphs leave out what touches a grid
    beside = compare_trees(truth, column("G", [["a", "b"]]))
    assert (beside.parents, beside.relationships, beside.exact, beside.all_grids) == (4, 3, False, False)
    flat = compare_trees(truth, tree("( Right a, a Right b, b Right )"))
    assert (flat.parents, flat.exact) == (1, False)


def test_a_wrong_grid_is_no_right_expression_although_label_graphs_do_not_see_it() -> None:
    column, row = (read_latex(rf"\begin{{matrix}} a {between} b \end{{matrix}}") for between in ("\\\\", "&"))
    ids = tuple(replace(symbol, primitives=(symbol.id,)) for symbol in column.expression.symbols)
    truth, result = (replace(tree, expression=Expression(ids, "grid")) for tree in (column, row))
    report = evaluate_results([pair(truth)], [pair(result)])
    assert report.runs[0].scores[0].graph.d_b == 0
    assert report.runs[0].measure("expression rate") == Proportion(0, 1)
    assert report.runs[0].measure("structure") == Proportion(0, 1)


def test_results_without_classes_show_none(worked_cases: Report) -> None:
    assert not {name for name in worked_cases.runs[0].measures() if MEASURES[name].section == CLASSES}
    assert "symbol classes" not in worked_cases.text()


def test_deep_trees() -> None:
    expression = Expression(tuple(Symbol(str(index), None, label="x") for index in range(2000)))
    chain = [(str(index), str(index + 1), Relation.SUP) for index in range(1999)]
    structure = BaselineStructure.from_relations(expression, chain)
    flat = BaselineStructure.from_relations(expression, [(p, c, Relation.RIGHT) for p, c, _ in chain])
    assert compare_trees(structure, structure).exact
    assert compare_trees(structure, flat).relationships == 1
    assert score(pair(structure), pair(flat), EvaluationSettings(by_paths=True)) is not None
