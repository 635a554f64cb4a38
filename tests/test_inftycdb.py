"""InftyCDB-1 rows, good and bad."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from golden import assert_golden

from layoutmath.errors import Problem
from layoutmath.readers.inftycdb import read_inftycdb

DATA = Path(__file__).parent / "data" / "inftycdb"


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_file(path: Path) -> None:
    """``page``: text, two formulas with their rows mixed, an index, pre-scripts, a parent in the text.
    ``mistakes``: what the name says. The text files beside them show what comes out."""
    problems: list[Problem] = []
    lines = []
    for expression, tree in read_inftycdb(io.BytesIO(path.read_bytes()), path.name, problems.append):
        lines.append(f"expression {expression.name!r}, LaTeX {expression.extra.get('latex')!r}")
        for symbol in expression.symbols:
            assert symbol.box is not None
            lines.append(f"  symbol {symbol.id!r}: {symbol.label}, box {' '.join(map(str, symbol.box))}")
        lines += ["no tree"] if tree is None else tree.pretty().splitlines()
    lines += [f"{'lost' if problem.lost else 'note'}: {problem}" for problem in problems]
    assert_golden(path.with_suffix(".txt"), "\n".join(lines) + "\n")


def test_files_stream_by_page() -> None:
    page = (DATA / "page.csv").read_bytes()
    problems: list[Problem] = []
    pairs = read_inftycdb(io.BytesIO(page + b"\x00garbage"), "a.csv", problems.append)
    assert [next(pairs)[0].name for _ in range(2)] == ["1_4_7", "1_4_8"]
    assert problems == []  # what follows has not been read yet


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "a.csv: found an empty file; expected rows of 29 columns"),
        (b"a,b\n", "a.csv: line 1: found 2 columns; expected 29"),
        (
            b'"' + b"x" * 200_000,
            "a.csv: line 1: found a row that is no CSV (field larger than field limit (131072));"
            " expected 29 columns",
        ),
    ],
)
def test_files_without_rows(data: bytes, error: str) -> None:
    problems: list[Problem] = []
    assert list(read_inftycdb(io.BytesIO(data), "a.csv", problems.append)) == []
    assert str(problems[0]) == error


def test_the_stream_stays_open() -> None:
    stream = io.BytesIO((DATA / "page.csv").read_bytes())
    assert next(read_inftycdb(stream, "", print))
    assert not stream.closed
