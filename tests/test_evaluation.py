"""The programs in evaluation/ that measure: what they count, and that the pages show what was recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from calibration import binned, calibration_error
from errors import INNER, OTHER, OUTER, causes, kind
from pages import PAGES, cell, filled, verdict
from recreations import RECREATIONS, placed, sheet, title

from layoutmath.evaluate.places import ROOT, Place


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_show_the_recorded_numbers(page: Path) -> None:
    """If not, run evaluation/pages.py."""
    text = page.read_text(encoding="utf-8")
    assert filled(text) == text


def tree(text: str) -> dict[str, Place]:
    """``"x, x Sup 2"`` as places: the root first."""
    root, *edges = (part.split() for part in text.split(","))
    return {root[0]: ROOT} | {child: (parent, relation) for parent, relation, child in edges}


LABELS: dict[str, str | None] = {name: name for name in "xyunk"} | {
    "2": "2",
    "1": "1",
    "+": "+",
    "S": r"\sum",
}


@pytest.mark.parametrize(
    ("true", "found", "wrong", "kinds"),
    [
        # y follows the 2, since that has taken its place: one cause
        ("x, x Sup 2, x Right y", "x, x Right 2, 2 Right y", "2", [("Sup", "Right", "letter")]),
        ("x, x Right 2, 2 Right y", "x, x Sup 2, x Right y", "2", [("Right", "Sup", "letter")]),
        ("S, S Below k, S Right x", "S, S Sub k, S Right x", "k", [("Below", "Sub", "large operator")]),
        # the sign leaves the subscript, and = has to follow the 1
        (
            "u, u Sub n, n Right +, + Right 1, u Right y",
            "u, u Sub n, u Right +, + Right 1, 1 Right y",
            "+",
            [("Right", OUTER, "any symbol")],
        ),
        ("u, u Sub n, u Right x", "u, u Sub n, n Right x", "x", [("Right", INNER, "any symbol")]),
        ("x, x Right 2, 2 Right y", "x, x Right y, y Right 2", "2", [("Right", OTHER, "any symbol")]),
    ],
)
def test_errors_are_counted_once_by_their_cause(
    true: str, found: str, wrong: str, kinds: list[tuple[str, str, str]]
) -> None:
    truth, result = tree(true), tree(found)
    assert causes(truth, result) == wrong.split()
    assert [kind(node, truth, result, LABELS) for node in wrong.split()] == kinds


@pytest.mark.parametrize("kind", RECREATIONS, ids=title)
def test_every_kind_of_error_is_drawn_as_it_is_called(kind: tuple[str, str, str]) -> None:
    recreation = RECREATIONS[kind]
    truth, result = placed(recreation, recreation.true), placed(recreation, recreation.wrong)
    assert truth != result and truth.expression == result.expression
    relations = {r.child: r.relation.value for r in truth.relationships()}
    first = truth.expression.symbols[next(iter(recreation.wrong))]
    assert relations[first.id] == kind[0]
    assert title(kind) in sheet([kind])


def test_calibration_error_is_the_mean_gap_between_stated_and_right() -> None:
    bins = binned([(0.95, True), (0.95, True), (0.25, True), (0.25, False)])
    assert [(row["count"], row["stated"], row["right"]) for row in bins] == [(2, 0.25, 0.5), (2, 0.95, 1.0)]
    assert calibration_error(bins) == pytest.approx((0.25 + 0.05) / 2)


def test_cells_and_verdicts() -> None:
    assert cell({"percent": 77.193, "interval": [73.57, 80.45]}) == "77.2 (73.6–80.5)"
    assert cell({}) == "–"
    assert [verdict(value, 80, 83) for value in (79, 81, 83)] == ["below", "enough", "goal"]
    assert [verdict(value, 4, 2) for value in (5, 3, 2)] == ["below", "enough", "goal"]
