"""Baselines and sizes that a source states beside the boxes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layoutmath import Expression, Parser, Relation


def two(baseline: object, em: object) -> Expression:
    """An x of 10 to the em on the line 40, and a 2 of which the box alone leaves open what it is."""
    plain = Expression.from_boxes([("x", (0, 20, 20, 40)), ("2", (23, 13, 35, 33))])
    x, digit = plain.symbols
    return replace(
        plain,
        symbols=(
            replace(x, extra={"baseline": 40.0, "em": 45.0}),
            replace(digit, extra={"baseline": baseline, "em": em}),
        ),
    )


def relation(expression: Expression) -> Relation:
    (only,) = Parser().parse(expression).relationships()
    return only.relation


def test_one_baseline_and_one_size_are_one_line() -> None:
    assert relation(two(40.0, 45.0)) is Relation.RIGHT


def test_another_baseline_or_size_is_a_script() -> None:
    assert relation(two(28.0, 32.0)) is Relation.SUP


@pytest.mark.parametrize(("baseline", "em"), [(None, None), ("40", 45.0), (40.0, 0.0), (40.0, float("nan"))])
def test_what_is_no_origin_says_nothing(baseline: object, em: object) -> None:
    plain = Expression.from_boxes([("x", (0, 20, 20, 40)), ("2", (23, 13, 35, 33))])
    assert relation(two(baseline, em)) is relation(plain)
