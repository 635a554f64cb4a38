"""Tesseract's tables of words (``tsv``) and its files of characters (``makebox``).

Format: tesseract-ocr.github.io, "Command line usage" and "Training"; box files count y from the bottom.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from layoutmath.errors import InputError, Problem
from layoutmath.geometry import BoundingBox
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.detections import Detection, detected_label
from layoutmath.readers.textlines import TextLine, is_character, line_pairs

TSV_COLUMNS = 12
LEVEL, TOP_OF_BOX, CONFIDENCE, TEXT = 0, 6, 10, 11
WORD_LEVEL = "5"
NO_CONFIDENCE = -1
BOX_FIELDS = 6
ADVICE = "characters: Tesseract writes them with makebox, or with hocr -c hocr_char_boxes=1"


def read_tesseract(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    """The lines of a TSV file, or the pages of a box file, each an expression; pixels, y downward.

    In TSV a word of one character is a symbol. Lines with longer words are left out, since where the
    characters are is not known; that is reported once. A box file knows no lines: a page is one expression,
    and as y counts from its bottom there, all y here are below zero.

    >>> import io
    >>> [(expression, _)] = read_tesseract(io.BytesIO(b"x 10 20 18 29 0\\n"), "formula.box", print)
    >>> expression.symbols
    (Symbol(id='0', box=BoundingBox(l=10, t=-29, r=18, b=-20), label='x', ...),)
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=source))

    rows = stream.read().decode("utf-8-sig", "replace").split("\n")
    read = _words if rows[0].startswith("level\t") else _characters
    yield from line_pairs(read(rows, from_here), source_stem(source), ADVICE, from_here)


def _words(rows: list[str], report: Report) -> list[TextLine]:
    lines: dict[tuple[str, ...], TextLine] = {}
    for number, row in enumerate(rows[1:], 2):
        fields = row.rstrip("\r").split("\t")
        if len(fields) == TSV_COLUMNS - 1:  # some versions leave the text out where there is none
            fields.append("")
        if not row.strip() or fields[LEVEL] != WORD_LEVEL:
            continue
        try:
            if len(fields) != TSV_COLUMNS:
                raise InputError(f"found {len(fields)} columns", str(TSV_COLUMNS))
            line = lines.setdefault(tuple(fields[1:5]), TextLine())
            text = fields[TEXT].strip()
            if is_character(text):
                box = BoundingBox.read(_numbers(fields[TOP_OF_BOX:CONFIDENCE]), box_format="ltwh")
                line.characters.append(Detection(box, detected_label(text), _score(fields[CONFIDENCE])))
            elif text:
                line.words += 1
        except InputError as error:
            report(error.inside("", f"line {number}").problem)
    return list(lines.values())


def _characters(rows: list[str], report: Report) -> list[TextLine]:
    pages: dict[str, TextLine] = {}
    for number, row in enumerate(rows, 1):
        fields = row.rsplit(maxsplit=BOX_FIELDS - 1)
        if not fields:
            continue
        try:
            if len(fields) != BOX_FIELDS:
                raise InputError(f"found {row.strip()!r:.60}", "a character and left bottom right top page")
            left, bottom, right, top = _numbers(fields[1:5])
            box = BoundingBox.read((left, top, right, bottom), y_axis="up")
        except InputError as error:
            report(error.inside("", f"line {number}").problem)
            continue
        characters = pages.setdefault(fields[5], TextLine()).characters
        characters.append(Detection(box, detected_label(fields[0])))
    return list(pages.values())


def _numbers(fields: list[str]) -> list[float]:
    try:
        return [int(field) for field in fields]
    except ValueError:
        raise InputError(f"found {' '.join(fields)!r:.60}", "four whole numbers of pixels") from None


def _score(field: str) -> float | None:
    """The confidence, in percent, as a share; None where Tesseract has none."""
    try:
        confidence = float(field)
    except ValueError:
        confidence = math.nan
    if confidence == NO_CONFIDENCE:
        return None
    if not 0 <= confidence < math.inf:
        raise InputError(f"found {field!r:.40}", "a percentage, or -1", place="conf")
    return confidence / 100
