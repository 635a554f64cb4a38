"""Twenty-three equations, systems and inequalities like those in school books, with their solutions.

Their kinds are those of the published equation-solving system; what is wanted is worked out by hand.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from layoutmath.readers.latex import read_latex
from layoutmath.semantics import meaning
from layoutmath.semantics.solution import solve

TABLE = Path(__file__).parent / "data" / "equations" / "school.tsv"


def rows() -> list[dict[str, str]]:
    with open(TABLE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_has_all_kinds() -> None:
    assert len({row["name"] for row in rows()}) == 23


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in rows()])
def test_school_books_are_solved(row: dict[str, str]) -> None:
    solution = solve(meaning(read_latex(row["latex"]), n=1))
    assert str(solution) == row["answer"]
    assert " ".join(diagnostic.code for diagnostic in solution.diagnostics) == row["diagnostics"]
