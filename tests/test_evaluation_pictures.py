"""The examples on the page of an evaluation: which are shown, and what is marked in them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from evaluation_pages import BOXES, SVG, Beside, Page, marked, pairs, read_line, report, tree, without_boxes
from hypothesis import given, settings
from trees import any_trees

from layoutmath.evaluate import EvaluationSettings, evaluate_parser, evaluate_results
from layoutmath.evaluate.page import write_page
from layoutmath.evaluate.page.errors import WORST, errors_of
from layoutmath.exporters.svg import Marking
from layoutmath.expression import Expression, Symbol
from layoutmath.ink import Ink, Stroke
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure


def marks(html: str) -> list[list[str]]:
    """The marked labels of each tree that is drawn with text."""
    return [
        re.findall("<mark>(.*?)</mark>", drawn)
        for drawn in re.findall(r'<pre class="tree">(.*?)</pre>', html, re.S)
    ]


def test_trees_without_boxes_are_drawn_with_text() -> None:
    truth, result = read_line("x^2+y"), read_line("x_2+y")
    html = write_page(evaluate_results([truth], [result], examples=5), "LaTeX")
    assert marks(html) == [["2"], ["2"]]
    assert "x + y\n└─ x Sup: <mark>2</mark>" in html
    text = Page.of(html).text
    assert "2 (id 1): Sup of x (id 0) in the truth; not found." in text
    assert "2 (id 1): only in the result, Sub of x (id 0)." in text


def test_what_was_compared_by_paths_is_marked_by_paths() -> None:
    truth = tree("x Sup 2, x Right y")
    swapped = {"x": "y", "y": "x", "2": "2"}  # the same tree, with other ids
    symbols = tuple(replace(each, id=swapped[each.id]) for each in truth.expression.symbols)
    triples = [("y", "2", Relation.SUP), ("2", "x", Relation.RIGHT)]
    result = BaselineStructure.from_relations(replace(truth.expression, symbols=symbols), triples)
    made = evaluate_results(pairs(truth), pairs(result), EvaluationSettings(by_paths=True), examples=5)
    (shown,) = (example for group in errors_of(made.runs[0]).groups for _, example in group.examples)
    assert shown.sentences == (
        "y (id y): Right of x (id x) in the truth; not found.",
        "y (id x): only in the result, Right of 2 (id 2).",
    )


@pytest.mark.parametrize("side", ["truth", "result"])
def test_boxes_and_strokes_come_from_the_side_that_has_them(side: str) -> None:
    strokes = tuple(Stroke(f"s{node}", ((l, t), (r, b))) for node, (l, t, r, b) in BOXES.items())
    trees = []
    for places in ("x Sup 2, x Right y", "x Right 2, 2 Right y"):
        made = tree(places)
        symbols = tuple(replace(each, primitives=(f"s{each.id}",)) for each in made.expression.symbols)
        expression = replace(made.expression, symbols=symbols, ink=Ink(strokes))
        if (side == "truth") == bool(trees):  # the other side has neither
            expression = replace(without_boxes(expression), ink=None)
        trees.append(replace(made, expression=expression))
    pictures = Page.of(write_page(report(trees[:1], trees[1:]), side)).pictures()
    truth, result = pictures
    assert marked(truth, Marking.BELONGS) == (2, ["y (id y): Right of x (id x)", "2 (id 2): Sup of x (id x)"])
    assert marked(result, Marking.WRONG) == (
        2,
        ["2 (id 2): Right of x (id x)", "y (id y): Right of 2 (id 2)"],
    )
    for picture in pictures:
        drawn = [path for path in picture.iter(SVG + "path") if path.get("class") == "lm-pen"]
        assert len(drawn) == len(strokes)


def test_symbols_of_other_strokes_are_drawn_around_these() -> None:
    truth = tree("x Sup 2, x Right y")
    strokes = tuple(Stroke(node, ((l, t), (r, b))) for node, (l, t, r, b) in BOXES.items())
    symbols = tuple(replace(each, primitives=(each.id,)) for each in truth.expression.symbols)
    truth = replace(truth, expression=replace(truth.expression, symbols=symbols, ink=Ink(strokes)))
    merged = (Symbol("x", None, "x", primitives=("x",)), Symbol("both", None, "z", primitives=("2", "y")))
    result = BaselineStructure.from_relations(Expression(merged, "case"), [("x", "both", Relation.SUP)])
    _, picture = Page.of(write_page(report([truth], [result]), "merged")).pictures()
    assert marked(picture, Marking.WRONG) == (1, ["z (id both): Sup of x (id x)"])


def test_where_labels_were_hidden_the_true_ones_are_shown() -> None:
    made = evaluate_parser(pairs(tree("x Sup 2, x Right y")), {None: Beside()}, examples=5)
    html = write_page(made, "hidden")
    text = Page.of(html).text
    assert (
        "The parser was not told what the symbols are" in text
        and "the pictures show their true labels" in text
    )
    assert "<code>x2y</code>" in html and r"\square" not in html
    assert "expression rate" not in text and "misplaced symbols" in text and "D_B" not in text


def test_only_some_examples_are_shown() -> None:
    wrong = [("x Sup 2, x Right y", "x Right 2, 2 Right y")] * (WORST + 15)
    truths, results = (
        [tree(each, str(at)) for at, each in enumerate(side)] for side in zip(*wrong, strict=True)
    )
    groups = errors_of(evaluate_results(pairs(*truths), pairs(*results), examples=100).runs[0]).groups
    assert [len(group.examples) for group in groups] == [2, WORST]


@settings(max_examples=25, deadline=None)
@given(any_trees(), any_trees())
def test_any_two_trees_make_a_page(truth: BaselineStructure, result: BaselineStructure) -> None:
    for how in (EvaluationSettings(), EvaluationSettings(by_paths=True)):
        errors = errors_of(evaluate_results(pairs(truth), pairs(result), how, examples=5).runs[0])
        shown = [example for group in errors.groups for _, example in group.examples]
        assert len(shown) == bool(errors.wrong)
        assert all(example.sentences for example in shown)
