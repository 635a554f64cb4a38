"""Errors are counted once, by what explains the others."""

from __future__ import annotations

import pytest

from layoutmath.evaluate.causes import INNER, OTHER, OUTER, causes
from layoutmath.evaluate.places import ROOT, Place

LABELS: dict[str, str | None] = {name: name for name in "xyunk"} | {
    "2": "2",
    "1": "1",
    "+": "+",
    "S": r"\sum",
}


def tree(text: str) -> dict[str, Place]:
    """``"x, x Sup 2"`` as places: the root first."""
    root, *edges = (part.split() for part in text.split(","))
    return {root[0]: ROOT} | {child: (parent, relation) for parent, relation, child in edges}


@pytest.mark.parametrize(
    ("true", "found", "wrong", "kinds"),
    [
        # y follows the 2, since that has taken its place: one cause
        ("x, x Sup 2, x Right y", "x, x Right 2, 2 Right y", "2", [("Sup", "Right", "letter")]),
        ("x, x Right 2, 2 Right y", "x, x Sup 2, x Right y", "2", [("Right", "Sup", "letter")]),
        ("S, S Below k, S Right x", "S, S Sub k, S Right x", "k", [("Below", "Sub", "big operator")]),
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
    counted = causes(tree(true), tree(found), LABELS)
    assert [cause.symbol for cause in counted] == wrong.split()
    assert [cause.kind for cause in counted] == kinds


def test_right_trees_have_none() -> None:
    assert causes(tree("x, x Sup 2"), tree("x, x Sup 2"), LABELS) == []
