"""Limits of time and size: what takes too long ends, in any thread, and nothing comes late."""

from __future__ import annotations

import pytest
from readings import number, operation, reading

from layoutmath.reading import MeaningError
from layoutmath.semantics.limits import check_size


def test_size_is_limited() -> None:
    check_size(reading(operation("plus", *(number("1") for _ in range(1999)))))
    with pytest.raises(MeaningError, match="too-large: found 2,001 symbols"):
        check_size(reading(operation("plus", *(number("1") for _ in range(2001)))))


def test_nesting_is_limited() -> None:
    tower = number("1")
    for _ in range(100):
        tower = operation("group", operation("negate", tower))
    check_size(reading(tower))
    with pytest.raises(MeaningError, match=r"too-large.*nested more than 200 deep"):
        check_size(reading(operation("negate", tower)))
