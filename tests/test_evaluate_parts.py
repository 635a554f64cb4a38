"""Evaluation by parts of a data set, and of labels that a parser has found."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import Run, run
from golden import assert_golden

from layoutmath import Candidate, Expression, InputError, Relation, read_latex
from layoutmath.evaluate import (
    MEASURES,
    Proportion,
    Ratio,
    Report,
    compare_trees,
    evaluate_parser,
    evaluate_results,
)
from layoutmath.structure import BaselineStructure

__all__ = ["run"]  # a fixture

DATA = Path(__file__).parent / "data" / "evaluate"


def named(latex: str, name: str, font: str = "") -> BaselineStructure:
    tree = read_latex(latex)
    extra = {"font": font} if font else {}
    return replace(tree, expression=replace(tree.expression, name=name, extra=extra))


def report() -> Report:
    truths = [
        named("x", "rit_1", "modern"),
        named("a+b", "rit_2", "tex"),
        named("x^{2}-y", "em_1", "tex"),
        named(r"\frac{1}{x^{2^{n}}}+\sqrt{y}", "2013-7"),
        named("+".join("abcdefghijklmnopqrstuvw"), "em_2", "modern"),
    ]
    flat = [
        BaselineStructure.from_relations(
            truth.expression,
            [
                (str(left), str(left + 1), Relation.RIGHT)
                for left in range(len(truth.expression) - 1)
            ],
        )
        for truth in truths
    ]  # fmt: skip
    return evaluate_results(
        [(truth.expression, truth) for truth in truths], [(line.expression, line) for line in flat]
    )


def exact(key: str) -> dict[str, tuple[int, int]]:
    rows = report().runs[0].parts(key)
    return {
        name: (part.measure("exact tree").right, part.measure("exact tree").total)
        for name, part in rows.items()
    }


def test_parts_in_the_order_of_the_table() -> None:
    assert list(exact("size").items()) == [("1–5", (2, 3)), ("6–10", (0, 1)), ("41+", (1, 1))]
    assert list(exact("depth").items()) == [("1", (3, 3)), ("2", (0, 1)), ("4+", (0, 1))]
    assert list(exact("prefix").items()) == [("2013", (0, 1)), ("em", (1, 2)), ("rit", (2, 2))]
    assert list(exact("font").items()) == [("modern", (2, 2)), ("tex", (1, 2)), ("unstated", (0, 1))]


def test_parts_add_up() -> None:
    (whole,) = report().runs
    for key in ("size", "depth", "prefix", "font", "nothing"):
        parts = whole.parts(key).values()
        for measure in MEASURES:
            total = whole.measure(measure)
            shares = [part.measure(measure) for part in parts]
            assert sum(share.right for share in shares) == pytest.approx(total.right)
            assert sum(share.total for share in shares) == total.total


def test_further_tables_only_when_asked_for() -> None:
    assert "by size" not in report().text()
    assert json.loads(report().json())["runs"][0]["by"] == {}
    assert_golden(DATA / "parts.txt", report().text(["size", "depth", "font"]))
    record = json.loads(report().json(["font"]))["runs"][0]["by"]["font"]["tex"]
    assert (record["expressions"], record["symbols"]) == (2, 7)
    assert record["measures"]["exact tree"]["count"] == 1
    assert len(record["measures"]["exact tree"]["interval"]) == 2


def test_folders_and_keys_on_the_command_line(run: Run, tmp_path: Path) -> None:
    run("convert ink -o all.jsonl")
    for folder, name in (("A/deep", "sum"), ("B", "other")):
        (tmp_path / "writers" / folder).mkdir(parents=True)
        text = (tmp_path / "ink" / "sum.inkml").read_text(encoding="utf-8")
        (tmp_path / "writers" / folder / f"{name}.inkml").write_text(text, encoding="utf-8")
    code, out, _ = run("evaluate writers/ --by size,folder --json -")
    by = json.loads(out)["runs"][0]["by"]
    assert code == 0
    assert {name: part["expressions"] for name, part in by["folder"].items()} == {"A": 1, "B": 1}
    assert list(by) == ["size", "folder"]
    code, out, err = run("evaluate all.jsonl --by folder,size")
    assert code == 1
    assert "exact tree by size" in out
    assert "--by folder: found no expression with this key; expected one of depth, " in err


class Reader:
    """A parser that reads its symbols as x or y, whatever they are, and stands them on one line."""

    labels = "candidates"

    def parse(self, expression: Expression) -> BaselineStructure:
        if expression.name == "bad":
            raise InputError("found nothing to read")
        guesses = (Candidate("x", math.log(0.7)), Candidate("y", math.log(0.3)))
        labels = {symbol.id: guesses for symbol in expression.symbols}
        line = [(str(left), str(left + 1), Relation.RIGHT) for left in range(len(expression) - 1)]
        return BaselineStructure.from_relations(expression, line, labels=labels)

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]:
        return map(self.parse, expressions)


@pytest.mark.parametrize("mode", ["candidates", "none"])
def test_labels_after_parsing(mode: str) -> None:
    parser = Reader()
    parser.labels = mode
    truths = [named("xx", "double"), named("xy", "pair"), named("x", "bad")]
    report = evaluate_parser([(truth.expression, truth) for truth in truths], {1: parser})
    (run,) = report.runs
    assert run.measure("labels right") == Ratio(3, 5)
    assert "labels right 3 / 5 60.00" in " ".join(report.text().split())
    assert json.loads(report.json())["runs"][0]["measures"]["labels right"]["count"] == 3
    # where labels were hidden altogether, no other measure asks for them
    assert run.measures().get("expression rate") == (Proportion(1, 3) if mode == "candidates" else None)


def test_results_without_posteriors_of_labels() -> None:
    tree = named("x", "letter")
    assert compare_trees(tree, tree).parsed_labels is None
    (run,) = evaluate_results([(tree.expression, tree)], [(tree.expression, tree)]).runs
    assert "labels right" not in run.measures()
