"""Explanations: what is said of a place, in numbers and words, and that the numbers are what they claim."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from command_line import Run, run
from typeset import formulas

import layoutmath as lm
from layoutmath import BoundingBox, Expression, InputError, Parser, Pin, Reason, Relation
from layoutmath.exporters.svg.picture import MARK

__all__ = ["run"]  # a fixture

SVG = "{http://www.w3.org/2000/svg}"
POWER = Expression.from_boxes(
    [("x", (0, 20, 20, 40)), ("2", (22, 6, 32, 22)), ("+", (40, 22, 56, 38)), ("y", (64, 20, 84, 48))]
)


def by_kind(reasons: tuple[Reason, ...]) -> dict[str, list[Reason]]:
    found: dict[str, list[Reason]] = {}
    for reason in reasons:
        found.setdefault(reason.kind, []).append(reason)
    return found


def test_a_superscript_is_one_by_its_position() -> None:
    explanation = lm.explain(POWER, "1", pins=[Pin("1", parent="0")])
    assert (explanation.chosen.parent, explanation.chosen.link) == ("0", Relation.SUP)
    assert explanation.runner_up is not None and explanation.runner_up.parent == "0"
    (position,) = by_kind(explanation.reasons)["position"]
    assert position.nats > 1
    assert position.words == "its centre is 0.89 of a letter's height above that of x"


def test_what_it_says_is_what_the_tree_says() -> None:
    tree = lm.parse(POWER)
    for relationship in tree.relationships():
        explanation = lm.explain(POWER, relationship.child)
        assert explanation.chosen.parent == relationship.parent
        assert explanation.chosen.link is relationship.relation
        evidence = tree.evidence[relationship.child]
        assert explanation.chosen.probability == pytest.approx(math.exp(evidence.log_prob))
        if evidence.runner_up is not None and explanation.runner_up is not None:
            assert explanation.runner_up.parent == evidence.runner_up.parent
            assert explanation.runner_up.probability == pytest.approx(math.exp(evidence.runner_up.log_prob))


def log_odds(expression: Expression, pins: list[Pin], one: Relation, other: Relation) -> float:
    """Of 2's relation to x, from the evidence of two parses: each holds its relation open."""
    tree = lm.parse(expression, pins=pins)
    evidence = tree.evidence["1"]
    assert evidence.runner_up is not None
    relation = next(r.relation for r in tree.relationships() if r.child == "1")
    assert {relation, evidence.runner_up.relation} == {one, other}
    return (evidence.log_prob - evidence.runner_up.log_prob) * (1 if relation is one else -1)


def test_nats_are_the_log_odds_with_the_evidence_less_those_without() -> None:
    """Checked by hand for a hidden label: the parse of the expression without it says the same."""
    unsure = Expression.from_boxes([("x", (0, 20, 20, 40)), ("2", (22, 6, 34, 28))])
    pins = [Pin("1", parent="0")]
    explanation = lm.explain(unsure, "1", pins)
    assert explanation.runner_up is not None
    one, other = explanation.chosen.link, explanation.runner_up.link
    assert isinstance(one, Relation) and isinstance(other, Relation)
    first, second = unsure.symbols
    hidden = replace(unsure, symbols=(replace(first, label=None), second))
    (label,) = [each for each in explanation.reasons if (each.kind, each.symbol) == ("label", "0")]
    assert label.nats == pytest.approx(
        log_odds(unsure, pins, one, other) - log_odds(hidden, pins, one, other), abs=1e-3
    )


@pytest.mark.parametrize("classifier", ["default", "bayes"])
@pytest.mark.parametrize("labels", ["given", "none"])
def test_every_symbol_of_a_formula_can_be_explained_by_any_classifier(classifier: str, labels: str) -> None:
    parser = Parser(classifier, labels=labels)
    for expression, _ in formulas(2, seed=8):
        for symbol in expression.symbols[:4]:
            explanation = parser.explain(expression, symbol.id)
            weights = [abs(reason.nats) for reason in explanation.reasons]
            assert weights == sorted(weights, reverse=True)
            kinds = by_kind(explanation.reasons)
            assert kinds.keys() <= {"label", "position", "size", "neighbour"}
            assert "label" not in kinds or labels == "given"
            assert len(kinds.get("neighbour", ())) <= 3
            assert all(math.isfinite(weight) for weight in weights)


def test_the_unit_and_the_origin_do_not_matter() -> None:
    moved = replace(
        POWER,
        symbols=tuple(
            replace(symbol, box=BoundingBox(*(1e-3 * edge + 7 for edge in symbol.box)))
            for symbol in POWER.symbols
            if symbol.box is not None
        ),
    )
    one, other = lm.explain(POWER, "1"), lm.explain(moved, "1")
    assert one.headline == other.headline
    assert [reason.words for reason in one.reasons] == [reason.words for reason in other.reasons]


def test_in_words() -> None:
    explanation = lm.explain(POWER, "1")
    assert str(explanation).startswith(f"{explanation.headline}. ")
    assert explanation.headline.startswith("2 is Sup of x (probability ")
    assert str(Reason("size", "1", "size", -0.21, "it is small")) == "size: −0.2 nats — it is small"
    assert str(Reason("label", "1", "label 2", 1.3)) == "label 2: +1.3 nats"


def test_symbols_without_a_label_of_their_own_are_called_by_their_ids() -> None:
    twins = Expression.from_boxes([("x", (0, 20, 20, 40)), ("x", (24, 20, 44, 40)), (None, (48, 20, 60, 40))])
    assert lm.explain(twins, "1").headline.startswith("x#1 is Right of x#0 (")
    assert lm.explain(twins, "2").headline.startswith("□2 is Right of x#1 (")


def test_a_place_that_someone_else_has_is_said_to_be_theirs() -> None:
    """Between x and y, the 2 might be Right of x as well, but y is."""
    pins = [Pin("1", parent="0"), Pin("2", parent="0")]
    wide = Expression.from_boxes([("x", (0, 20, 20, 40)), ("2", (22, 8, 34, 28)), ("y", (40, 20, 60, 48))])
    runner_up = lm.explain(wide, "1", pins).runner_up
    assert runner_up is not None and runner_up.link is Relation.RIGHT
    assert runner_up.words == "Right of x, where y is"


def test_where_nothing_is_open_nothing_needs_a_reason() -> None:
    settled = lm.explain(POWER, "1", pins=[Pin("1", parent="0", relation=Relation.SUB)])
    assert (settled.runner_up, settled.reasons) == (None, ())
    assert str(settled) == "2 is Sub of x (probability 1.00; no other place is left)."
    alone = lm.explain(Expression.from_boxes([(None, (0, 0, 1, 1))]), "0")
    assert str(alone) == "□0 is the root (probability 1.00; no other place is left)."


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (3, 3, 3, 9), (3, 3, 9, 3)])
def test_boxes_without_extent_are_explained_too(box: tuple[float, ...]) -> None:
    points = Expression.from_boxes([(None, box), ("x", box), ("y", box)])
    for symbol in points.symbols:
        assert lm.explain(points, symbol.id).headline


def test_an_unknown_symbol_is_one_clear_error() -> None:
    with pytest.raises(InputError, match="found no symbol '9'; expected the id of a symbol"):
        lm.explain(POWER, "9")


# ---- on the command line and in pictures ----


def test_the_command_tells_of_all_symbols_or_of_one(run: Run) -> None:
    code, out, err = run("explain formula.inkml --symbol 2_1")
    lines = out.splitlines()
    assert (code, err, lines[0]) == (0, "", "formula")
    assert lines[1].startswith("2 is Sup of y (probability ")
    assert all(re.fullmatch(r"  [\w +]+: [+−]\d+\.\d nats( — its .*)?", line) for line in lines[2:])
    _, everything, _ = run("explain boxes.json")
    assert everything.startswith("square\nx is the root (") and "\n\nhalf\n- is the root (" in everything


def test_an_unknown_symbol_fails_its_expression_only(run: Run) -> None:
    code, out, err = run("explain boxes.json --symbol bar")
    assert (code, out.splitlines()[0]) == (1, "half")
    assert err.startswith("error: boxes.json: square: found no symbol 'bar'; expected the id of a symbol")


def test_a_picture_marks_the_symbol_and_dashes_its_runner_up(run: Run) -> None:
    code, out, _ = run("draw formula.inkml --explain 2_1 --pin 2_1:parent=y_1 -o -")
    root = ET.fromstring(out)
    dashed = [
        group.findtext(SVG + "title", "")
        for group in root.iter(SVG + "g")
        if "lm-unsure" in group.get("class", "")
    ]
    texts = [text.text or "" for text in root.iter(SVG + "text")]
    assert code == 0 and out.count(MARK) == 1
    assert len(dashed) == 1 and re.match(r"2 \(id 2_1\): \w+ of y \(id y_1\), probability", dashed[0])
    assert any(text.startswith("2 is Sup of y (probability") for text in texts)
    assert any(text.startswith("position: +") for text in texts)


def test_only_what_is_parsed_can_be_explained(run: Run) -> None:
    code, _, err = run("draw ink --truth --explain 0")
    assert code == 2 and "found --explain beside --truth, with which nothing is parsed" in err
