"""Evaluation of parsers: several beside each other, symbol classes, and which labels count."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from golden import assert_golden
from small_trees import Pair, pair, tree

from layoutmath.errors import InputError
from layoutmath.evaluate import (
    MEASURES,
    Proportion,
    Ratio,
    Report,
    evaluate_parser,
    evaluate_results,
)
from layoutmath.evaluate.measures import CLASSES
from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

DATA = Path(__file__).parent / "data" / "evaluate"


class OneLine:
    """A parser that puts all symbols on one line, and calls every symbol small."""

    labels = "none"

    def parse(self, expression: Expression) -> BaselineStructure:
        if expression.name == "odd":
            raise InputError("found nothing to hold on to", source="odd")
        if expression.name == "bug":
            raise ZeroDivisionError("division by zero")
        ids = [symbol.id for symbol in expression.symbols]
        right = [(left, right, Relation.RIGHT) for left, right in itertools.pairwise(ids)]
        small = {one: {SymbolClass.SMALL: 0.75, SymbolClass.RISING: 0.25} for one in ids}
        return BaselineStructure.from_relations(expression, right, classes=small)

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]:
        return map(self.parse, expressions)


class Truthful(OneLine):
    """One that knows the tree of x² and of everything else that stands on one line."""

    def parse(self, expression: Expression) -> BaselineStructure:
        flat = super().parse(expression)
        if expression.name == "power":
            return BaselineStructure.from_relations(
                expression,
                [("x", "2", Relation.SUP)],
                classes={**flat.classes, "2": {SymbolClass.RISING: 1.0}},
            )
        return flat


def parsed() -> Report:
    truths = [
        tree("x Sup 2", name="power"),
        tree("x Right q, q Right b, b Right p", {"b": r"\beta", "p": "+"}, name="line"),
        tree("x Right y", name="odd"),
        tree("S Sub i", {"S": r"\sum"}, name="bug"),
    ]
    pairs: list[Pair] = [(truth.expression, truth) for truth in truths]
    pairs.append((Expression.from_boxes([("x", (0, 0, 1, 1))], name="no tree"), None))
    return evaluate_parser(pairs, {1: OneLine(), 3: Truthful()})


def test_parsers_side_by_side() -> None:
    report = parsed()
    assert_golden(DATA / "iterations.txt", report.text())
    assert report.skipped == ("no tree",)
    one, three = report.runs
    assert (one.iterations, three.iterations) == (1, 3)
    assert [run.measure("exact tree") for run in (one, three)] == [Proportion(1, 4), Proportion(2, 4)]
    assert three.failures == (
        ("odd", "found nothing to hold on to"),
        ("bug", "ZeroDivisionError: division by zero"),
    )
    assert three.measure("relationship") == Ratio(6, 10)
    assert three.relation_confusion() == {
        "root": {"root": 2, "absent": 2},
        "Right": {"Right": 3, "absent": 1},
        "Sup": {"Sup": 1},
        "Sub": {"absent": 1},
    }
    assert one.relation_confusion()["Sup"] == {"Right": 1}


def test_symbol_classes() -> None:
    """Greek letters and operators stand apart; expressions that failed count as wrong."""
    one, three = parsed().runs
    assert {name: ratio for name, ratio in three.measures().items() if MEASURES[name].section == CLASSES} == {
        "small": Ratio(2, 3),
        "descending": Ratio(0, 2),
        "rising": Ratio(1, 2),
        "variable-range": Ratio(0, 1),
        "all classes": Ratio(3, 8),
    }
    assert one.measure("rising") == Ratio(0, 2)
    assert three.unscored_classes() == {"greek tall": Proportion(0, 1), "operator": Proportion(1, 1)}
    assert three.class_confusion() == {
        "small": {"small": 2},
        "rising": {"rising": 1},
        "descending": {"small": 1},
    }


@pytest.mark.parametrize(
    ("labels", "right_labels", "rate"),
    [
        ("given", Ratio(3, 3), Proportion(1, 1)),
        ("candidates", Ratio(1, 3), Proportion(0, 1)),  # one right, one wrong, one without
        ("none", None, None),
    ],
)
def test_labels_count_as_far_as_the_parser_saw_them(
    labels: str, right_labels: Ratio | None, rate: Proportion | None
) -> None:
    guesses = (Candidate("x", -0.1), Candidate("y", -2.4))
    symbols = (
        Symbol("0", None, "x", guesses),
        Symbol("1", None, "y", guesses),
        Symbol("2", None, "z"),
    )
    expression = Expression(symbols, "line")
    truth = BaselineStructure.from_relations(
        expression, [("0", "1", Relation.RIGHT), ("1", "2", Relation.RIGHT)]
    )
    parser = OneLine()
    parser.labels = labels
    report = evaluate_parser([(expression, truth)], {1: parser})
    (run,) = report.runs
    record = json.loads(report.json())["runs"][0]
    assert run.measure("exact tree") == Proportion(1, 1)
    assert run.measures().get("expression rate") == rate
    assert run.measures().get("objects + classes: recall") == right_labels
    asks_for_labels = rate is not None
    assert ("expression rate" in report.text().partition("\n\n")[2]) is asks_for_labels
    assert ("objects + classes" in report.text()) is asks_for_labels
    assert ("expression rate" in record["measures"]) is asks_for_labels
    assert ("D_B" in record["measures"]) is asks_for_labels
    assert ("expression rate" in record["by_expression"][0]["counts"]) is asks_for_labels
    assert "relations + classes: F" in record["measures"]
    assert f"labels were {'given' if labels == 'given' else 'hidden'}" in report.text().splitlines()[1]
    assert ("symbol classes" in report.text()) is (labels != "given")
    assert record["labels"] == labels


def test_a_symbol_that_a_result_does_not_classify_counts_as_wrong() -> None:
    truth = tree("a Right b, b Right c")
    some = replace(truth, classes={"a": {SymbolClass.SMALL: 1.0}})
    report = evaluate_results([pair(truth)], [pair(some)])
    assert report.runs[0].measure("all classes") == Ratio(1, 3)


def test_the_table_of_many_iterations_fits_a_screen() -> None:
    truth = tree("x Sup 2")
    report = evaluate_parser([(truth.expression, truth)], {count: OneLine() for count in range(1, 9)})
    lines = report.text().splitlines()
    assert max(map(len, lines)) <= 110
    assert sum(line.startswith("  parentage ") for line in lines) == 1


def test_by_number_of_symbols() -> None:
    assert parsed().runs[1].by_symbols() == [
        {"symbols": 2, "expressions": 3, "exact": 1, "parents": 2, "relationships": 2},
        {"symbols": 4, "expressions": 1, "exact": 1, "parents": 4, "relationships": 4},
    ]
