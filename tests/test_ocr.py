"""What OCR writes: hOCR, ALTO, and Tesseract's TSV and box files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from golden import assert_golden
from golden_pairs import read_as_text

from layoutmath.geometry import BoundingBox
from layoutmath.readers import open_dataset

DATA = Path(__file__).parent / "data" / "ocr"
FILES = {
    **dict.fromkeys(DATA.glob("*.hocr"), "hocr"),
    **dict.fromkeys(DATA.glob("*.xml"), "alto"),
    **dict.fromkeys([*DATA.glob("*.tsv"), *DATA.glob("*.box")], "tesseract"),
}


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.name)
def test_file(path: Path) -> None:
    """What each example gives, and what is reported about it: see the text files in ``expected``."""
    assert_golden(DATA / "expected" / f"{path.stem}{path.suffix}.txt", read_as_text(path, FILES[path]))


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.name)
def test_a_file_that_is_cut_off_says_so_or_gives_what_is_left(path: Path) -> None:
    for size in range(0, 3000, 37):
        dataset = open_dataset(io.BytesIO(path.read_bytes()[:size] + b"\n"), FILES[path])
        assert [*dataset, *dataset.problems]


def test_one_line_is_called_as_its_file_is(tmp_path: Path) -> None:
    (tmp_path / "formula.box").write_text("x 10 20 18 29 0\n")
    [(expression, _)] = open_dataset(tmp_path)
    assert expression.name == "formula"


def test_box_files_count_from_the_bottom() -> None:
    """What is higher on the page has smaller y inside."""
    low, high = "x 10 10 20 20 0\n", "2 22 18 28 26 0\n"
    [(expression, _)] = open_dataset(io.BytesIO((low + high).encode()))
    x, two = (symbol.box for symbol in expression.symbols)
    assert (x, two) == (BoundingBox(10, -20, 20, -10), BoundingBox(22, -26, 28, -18))


def test_alternatives_without_confidence_count_as_much_as_the_best() -> None:
    page = b"""<alto><TextLine><String CONTENT="1"><Glyph CONTENT="1" HPOS="0" VPOS="0" WIDTH="1" HEIGHT="9">
        <Variant CONTENT="l"/><Variant CONTENT="|" VC="0.5"/></Glyph></String></TextLine></alto>"""
    [(expression, _)] = open_dataset(io.BytesIO(page))
    candidates = expression.symbols[0].candidates
    assert {candidate.label for candidate in candidates} == {"1", "l", "|"}
    assert len({candidate.log_prob for candidate in candidates}) == 1


@pytest.mark.parametrize(
    ("data", "format", "error"),
    [
        (b"<html></html>", "hocr", "found neither characters nor words; expected boxes of characters"),
        (b"<![nothing[", "hocr", "found neither characters nor words; expected boxes of characters"),
        (b"<alto/>", "alto", "found neither characters nor words; expected boxes of characters"),
        (b"<page/>", "alto", "found <page>; expected an ALTO file: <alto>"),
        (b"<alto>", "alto", "line 1, column 7: found no element found; expected well-formed XML"),
        (b"\n", "tesseract", "found neither characters nor words; expected boxes of characters"),
        (b"x 1 2 3\n", "tesseract", "line 1: found 'x 1 2 3'"),
    ],
)  # fmt: skip
def test_files_without_characters(data: bytes, format: str, error: str) -> None:
    dataset = open_dataset(io.BytesIO(data), format)
    assert list(dataset) == []
    assert any(str(problem).startswith(f"stdin: {error}") for problem in dataset.problems)
