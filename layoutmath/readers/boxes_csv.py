"""Tables of boxes: one row per symbol under a heading, separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression
from layoutmath.geometry import BoundingBox
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.detections import Detection, detected_label, symbols_of

DELIMITERS = ",;\t"
BOXES: Mapping[tuple[str, str, str, str], str] = {
    ("l", "t", "r", "b"): "ltrb",
    ("left", "top", "right", "bottom"): "ltrb",
    ("xmin", "ymin", "xmax", "ymax"): "ltrb",
    ("x1", "y1", "x2", "y2"): "ltrb",
    ("x0", "y0", "x1", "y1"): "ltrb",
    ("x", "y", "w", "h"): "ltwh",
    ("x", "y", "width", "height"): "ltwh",
    ("l", "t", "w", "h"): "ltwh",
    ("left", "top", "width", "height"): "ltwh",
}
"""Columns that make a box; in headings capitals, spaces and underscores do not count."""

LABELS = ("label", "text", "symbol", "class", "classname", "category", "character", "char", "latex")
PICTURES = ("image", "imagepath", "file", "filename", "path")
GROUPS = ("formula", "expression", *PICTURES, "imageid", "page", "name")
SCORES = ("score", "confidence", "conf", "prob", "probability")
ID, CANDIDATES = "id", "candidates"


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Where a table has what: positions of its columns, None for what it lacks."""

    delimiter: str
    box_format: str
    box: tuple[int, ...]
    label: int | None
    group: int | None
    groups_are_files: bool
    score: int | None
    id: int | None
    candidates: int | None


def table_columns(heading: str) -> TableColumns | None:
    """What the heading of a table of boxes says; None of any other line.

    >>> table_columns("Formula;Label;x_min;y_min;x_max;y_max").box
    (2, 3, 4, 5)
    >>> table_columns("x + y") is None
    True
    """
    delimiter = max(DELIMITERS, key=heading.count)
    try:
        cells = next(csv.reader(heading.splitlines()[:1], delimiter=delimiter), [])
    except csv.Error:
        return None
    names = [re.sub(r"[\s_-]", "", cell).lower() for cell in cells]
    columns = {name: index for index, name in reversed(list(enumerate(names)))}
    edges = next((edges for edges in BOXES if columns.keys() >= set(edges)), None)
    if edges is None:
        return None

    def column(spellings: Sequence[str]) -> int | None:
        return next((columns[name] for name in spellings if name in columns), None)

    return TableColumns(
        delimiter,
        BOXES[edges],
        tuple(columns[edge] for edge in edges),
        column(LABELS),
        column(GROUPS),
        column(GROUPS) is not None and column(GROUPS) == column(PICTURES),
        column(SCORES),
        column([ID]),
        column([CANDIDATES]),
    )


def read_csv(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    r"""The expressions of a table: rows of one formula, image, file, page or name; else all rows.

    A column ``id`` names symbols, unless it is the only one that could name expressions and has some name
    twice. Boxes are ``l t r b`` or ``x y w h`` in any unit, y downward. ``candidates`` are pairs
    ``label:probability`` with spaces between them, or a JSON object. Rows with one box are candidates of one
    symbol.

    >>> rows = b"formula,label,x,y,w,h,conf\na,x,0,10,8,8,0.9\na,2,9,3,4,7,0.6\na,z,9,3,4,7,0.2\nb,y,0,0,5,5"
    >>> [(expression, _), _] = read_csv(io.BytesIO(rows), "boxes.csv", print)
    >>> expression.name, [symbol.best_label for symbol in expression.symbols]
    ('a', ['x', '2'])
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=source))

    text = stream.read().decode("utf-8-sig", "replace")
    start = len(text) - len(text.lstrip("\r\n"))
    columns = table_columns(text[start:].split("\n", 1)[0])
    if columns is None:
        from_here(
            Problem("found no heading that names the edges of boxes", "columns such as label, l, t, r, b")
        )
        return
    groups: dict[str, list[Detection]] = {}
    for row, place in _rows(text, columns.delimiter, from_here):
        try:
            name, detection = _detection(row, columns)
        except InputError as error:
            from_here(error.inside("", place).problem)
            continue
        groups.setdefault(name, []).append(detection)
    if not groups:
        from_here(Problem("found no rows that can be read", "a row for each symbol"))
    elif columns.group is None:
        groups = _by_id(groups[""])
    for name, detections in groups.items():
        extra = {"image": name} if columns.groups_are_files and name else {}
        name = source_stem(name or source) if extra or not name else name
        yield Expression(symbols_of(detections), name, extra=extra), None


def _rows(text: str, delimiter: str, report: Report) -> Iterator[tuple[list[str], str]]:
    """The rows under the heading that are not blank, with their places."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heading = True
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            report(Problem(f"found a row that is no CSV ({error})", place=f"line {rows.line_num}"))
            continue
        if row is None:
            return
        if any(map(str.strip, row)):
            if not heading:
                yield row, f"line {rows.line_num}"
            heading = False


def _detection(row: Sequence[str], columns: TableColumns) -> tuple[str, Detection]:
    def cell(column: int | None) -> str:
        return row[column].strip() if column is not None and column < len(row) else ""

    needed = max(columns.box)
    if len(row) <= needed:
        raise InputError(f"found {len(row)} columns", f"{needed + 1} or more, as the heading has")
    edges = [_number(cell(column), "box") for column in columns.box]
    box = BoundingBox.read(edges, box_format=columns.box_format)
    score = _score(cell(columns.score), "score") if cell(columns.score) else None
    candidates = _candidates(cell(columns.candidates))
    label = detected_label(cell(columns.label))
    if candidates:  # they are the whole distribution; a label beside them is its best
        (label, score), *rest = candidates
        return cell(columns.group), Detection(box, label, score, tuple(rest), cell(columns.id))
    return cell(columns.group), Detection(box, label, score, id=cell(columns.id))


def _candidates(cell: str) -> list[tuple[str, float]]:
    if not cell:
        return []
    expectation = "label:probability pairs with spaces between them, or a JSON object"
    pairs: list[tuple[str, object]]
    if cell.startswith("{") and cell.endswith("}"):
        try:
            pairs = list(json.loads(cell).items())
        except (ValueError, RecursionError):
            raise InputError(f"found {cell!r:.60}", expectation, place="candidates") from None
    else:
        pairs = [(label, prob) for label, _, prob in (each.rpartition(":") for each in cell.split())]
    found = []
    for name, prob in pairs:
        label = detected_label(name)
        if label is None:
            raise InputError(f"found {cell!r:.60}", expectation, place="candidates")
        found.append((label, _score(str(prob), "candidates")))
    return sorted(found, key=lambda each: -each[1])


def _number(cell: str, place: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        raise InputError(f"found {cell!r:.40}", "a number", place=place) from None
    return int(number) if number.is_integer() and abs(number) < 1 << 53 else number


def _score(cell: str, place: str) -> float:
    score = _number(cell, place)
    if not math.isfinite(score) or score < 0:
        raise InputError(f"found {cell}", "a number, zero or more", place=place)
    return score


def _by_id(detections: Sequence[Detection]) -> dict[str, list[Detection]]:
    """All rows as one expression with ids of symbols; where an id comes twice, the ids name expressions."""
    ids = [detection.id for detection in detections]
    if len(set(ids)) == len(ids) or "" in ids:
        return {"": list(detections)}
    groups: dict[str, list[Detection]] = {}
    for detection in detections:
        groups.setdefault(detection.id, []).append(replace(detection, id=""))
    return groups
