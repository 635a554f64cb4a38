"""Evaluation: worked cases in tests/data/evaluate, conventions, parsers, and the report."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from trees import any_trees

from layoutmath.errors import InputError
from layoutmath.evaluate import Proportion, Report, evaluate_parser, evaluate_results, score
from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.readers.labelgraph import read_lg
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

DATA = Path(__file__).parent / "data" / "evaluate"
Pair = tuple[Expression, BaselineStructure | None]


def read(folder: str) -> Iterator[Pair]:
    for path in sorted((DATA / folder).glob("*.lg")):
        with path.open("rb") as file:
            yield from read_lg(file, str(path), lambda problem: None)


def tree(text: str, labels: Mapping[str, str] | None = None, name: str = "case") -> BaselineStructure:
    """``"f Sup p, f Right x"`` as a tree; ids are labels where ``labels`` has no other."""
    triples = [
        (p, c, Relation.read(r)) for p, r, c in (part.split() for part in text.split(",") if part.strip())
    ]
    ids = dict.fromkeys(end for parent, child, _ in triples for end in (parent, child)) or {text: None}
    symbols = tuple(Symbol(node, None, label=(labels or {}).get(node, node)) for node in ids)
    return BaselineStructure.from_relations(Expression(symbols, name), triples)


@pytest.fixture(scope="module")
def worked_cases() -> Report:
    return evaluate_results(read("truth"), [structure for _, structure in read("result") if structure])


@pytest.mark.parametrize(
    ("name", "symbols", "relations", "places_of_symbols", "whole"),
    [  # (true, found, right, + labels), (true, found, detected, + labels), (parents, relationships), verdicts
        ("right", (4, 4, 4, 4), (3, 3, 3, 3), (4, 4), "exact structure expression"),
        ("wrong_chain", (4, 4, 4, 4), (3, 3, 2, 2), (3, 3), ""),
        ("relabelled", (4, 4, 4, 3), (3, 3, 3, 2), (4, 3), "structure"),
        ("split", (4, 5, 3, 3), (3, 4, 1, 1), (1, 1), ""),
        ("merged", (4, 3, 2, 2), (3, 2, 1, 1), (2, 2), ""),
        ("extra", (4, 5, 4, 4), (3, 4, 3, 3), (4, 4), ""),
        ("one_symbol", (1, 1, 1, 1), (0, 0, 0, 0), (1, 1), "exact structure expression"),
        ("missing", (4, 0, 0, 0), (3, 0, 0, 0), (0, 0), ""),
        ("empty", (4, 0, 0, 0), (3, 0, 0, 0), (0, 0), ""),
    ],
)
def test_worked_cases(
    worked_cases: Report,
    name: str,
    symbols: Sequence[int],
    relations: Sequence[int],
    places_of_symbols: Sequence[int],
    whole: str,
) -> None:
    (one,) = (one for one in worked_cases.runs[0].scores if one.name == name)
    assert (one.symbols, one.result_symbols, one.matched_symbols, one.right_labels) == symbols
    assert (one.relations, one.result_relations, one.detected_relations, one.right_relations) == relations
    assert (one.parents, one.relationships) == places_of_symbols
    verdicts = [verdict for verdict in ("exact", "structure", "expression") if getattr(one, verdict)]
    assert verdicts == whole.split()
    assert one.neutral == one.exact
    assert (one.problem == "no result") == (name in ("missing", "empty"))


def test_report_as_text(worked_cases: Report) -> None:
    assert worked_cases.text() == (DATA / "report.txt").read_text()


def test_report_as_json(worked_cases: Report) -> None:
    record = json.loads(worked_cases.json())
    assert record == json.loads((DATA / "report.json").read_text())
    assert record["skipped"] == ["forest"]
    assert record["without_truth"] == ["unknown"]


def test_empty_report() -> None:
    report = evaluate_results([], [])
    assert report.text().startswith("0 expressions, 0 symbols")
    assert report.runs[0].exact == Proportion(0, 0)
    assert Report(()).text().startswith("0 expressions")


def test_names_that_come_twice_are_matched_in_order() -> None:
    first, second = tree("a Sup b", name=""), tree("a Sub b", name="")
    report = evaluate_results([(first.expression, first), (second.expression, second)], [first, second])
    assert report.runs[0].exact == Proportion(2, 2)


def test_symbols_are_matched_by_id_where_one_side_has_no_strokes() -> None:
    plain = tree("x Sup 2")
    strokes = tuple(
        replace(symbol, primitives=(f"stroke {index}",))
        for index, symbol in enumerate(plain.expression.symbols)
    )
    inked = replace(plain, expression=replace(plain.expression, symbols=strokes))
    assert score(inked, plain).expression
    assert score(plain, inked).expression
    other = replace(
        inked, expression=replace(inked.expression, symbols=(strokes[0], replace(strokes[1], id="z")))
    )
    renamed = BaselineStructure.from_relations(other.expression, [("x", "z", Relation.SUP)])
    assert score(inked, renamed).expression


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
    scores = score(tree(truth, labels), tree(result, labels))
    assert scores.neutral is same
    assert not scores.exact
    assert score(tree(result, labels), tree(truth, labels)).neutral is same


@given(any_trees(), any_trees())
def test_scores_stay_within_their_totals(truth: BaselineStructure, other: BaselineStructure) -> None:
    right = score(truth, truth)
    assert right.exact and right.neutral and right.structure and right.expression
    assert right.parents == right.relationships == right.symbols == right.matched_symbols
    assert right.detected_relations == right.right_relations == right.relations == right.result_relations
    one, mirrored = score(truth, other), score(other, truth)
    assert one.relationships <= one.parents <= one.matched_symbols <= min(one.symbols, one.result_symbols)
    assert one.right_relations <= one.detected_relations <= min(one.relations, one.result_relations)
    assert one.exact <= one.neutral and one.exact <= one.structure and one.expression <= one.exact
    assert (one.detected_relations, one.right_relations) == (
        mirrored.detected_relations,
        mirrored.right_relations,
    )
    assert sum(found == true for true, found in one.relation_pairs) >= one.relationships


def test_grids() -> None:
    symbols = tuple(Symbol(node, None, label=node) for node in "(ab)")
    expression = Expression(symbols, "column")

    def column(
        grid: str, rows: list[list[str | None]], *inside: tuple[str, str, Relation]
    ) -> BaselineStructure:
        line = [("(", grid, Relation.RIGHT), (grid, ")", Relation.RIGHT)]
        return BaselineStructure.from_relations(expression, [*line, *inside], {grid: rows})

    truth = column("G", [["a"], ["b"]])
    renamed = score(truth, column("other", [["a"], ["b"]]))
    assert renamed.expression
    assert renamed.relations == renamed.right_relations == 4
    beside = score(truth, column("G", [["a", "b"]]))
    assert (beside.parents, beside.relationships, beside.structure, beside.exact) == (4, 3, True, False)
    flat = score(truth, tree("( Right a, a Right b, b Right )"))
    assert (flat.parents, flat.exact, flat.structure) == (1, False, False)


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
    assert report.text() == (DATA / "iterations.txt").read_text()
    assert report.skipped == ("no tree",)
    one, three = report.runs
    assert (one.iterations, one.exact, three.exact) == (1, Proportion(1, 4), Proportion(2, 4))
    assert three.failures == (
        ("odd", "found nothing to hold on to"),
        ("bug", "ZeroDivisionError: division by zero"),
    )
    assert three.relationship == Proportion(6, 10)
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
    assert three.classes() == {
        "small": Proportion(2, 3),
        "descending": Proportion(0, 2),
        "rising": Proportion(1, 2),
        "variable-range": Proportion(0, 1),
        "all classes": Proportion(3, 8),
    }
    assert one.classes()["rising"] == Proportion(0, 2)
    assert three.unscored_classes() == {"greek tall": Proportion(0, 1), "operator": Proportion(1, 1)}
    assert three.class_confusion() == {
        "small": {"small": 2},
        "rising": {"rising": 1},
        "descending": {"small": 1},
    }


@pytest.mark.parametrize(
    ("labels", "right_labels", "rate"),
    [
        ("given", Proportion(3, 3), Proportion(1, 1)),
        ("candidates", Proportion(1, 3), Proportion(0, 1)),  # one right, one wrong, one without
        ("none", None, None),
    ],
)
def test_labels_count_as_far_as_the_parser_saw_them(
    labels: str, right_labels: Proportion | None, rate: Proportion | None
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
    assert run.exact == Proportion(1, 1)
    assert run.expression == rate
    assert run.label_graph().get("symbols + labels", (None, None)) == (right_labels, right_labels)
    asks_for_labels = rate is not None
    assert ("expression rate" in report.text()) is asks_for_labels
    assert ("symbols + labels" in report.text()) is asks_for_labels
    assert ("expression rate" in record["measures"]) is asks_for_labels
    assert ("symbols + labels" in record["label_graph"]) is asks_for_labels
    assert ("expression" in record["by_expression"][0]) is asks_for_labels
    assert f"labels were {'given' if labels == 'given' else 'hidden'}" in report.text().splitlines()[1]
    assert ("symbol classes" in report.text()) is (labels != "given")
    assert record["labels"] == labels


def test_a_symbol_that_a_result_does_not_classify_counts_as_wrong() -> None:
    truth = tree("a Right b, b Right c")
    some = replace(truth, classes={"a": {SymbolClass.SMALL: 1.0}})
    report = evaluate_results([(truth.expression, truth)], [some])
    assert report.runs[0].classes()["all classes"] == Proportion(1, 3)


def test_the_table_of_many_iterations_fits_a_screen() -> None:
    truth = tree("x Sup 2")
    report = evaluate_parser([(truth.expression, truth)], {count: OneLine() for count in range(1, 9)})
    lines = report.text().splitlines()
    assert max(map(len, lines)) <= 110
    assert sum(line.startswith("  parentage ") for line in lines) == 1


def test_results_without_classes_show_none(worked_cases: Report) -> None:
    assert worked_cases.runs[0].classes() == {}
    assert "symbol classes" not in worked_cases.text()


def test_by_number_of_symbols() -> None:
    assert parsed().runs[1].by_symbols() == [
        {"symbols": 2, "expressions": 3, "exact": 1, "parents": 2, "relationships": 2},
        {"symbols": 4, "expressions": 1, "exact": 1, "parents": 4, "relationships": 4},
    ]


def test_deep_trees() -> None:
    expression = Expression(tuple(Symbol(str(index), None, label="x") for index in range(2000)))
    chain = [(str(index), str(index + 1), Relation.SUP) for index in range(1999)]
    structure = BaselineStructure.from_relations(expression, chain)
    flat = BaselineStructure.from_relations(expression, [(p, c, Relation.RIGHT) for p, c, _ in chain])
    assert score(structure, structure).expression
    assert score(structure, flat).relationships == 1
