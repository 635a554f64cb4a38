"""InftyCDB-1: one CSV row per printed character, with its box, its formula and its link to a parent.

29 columns without heading, as the format's published readers describe them (database: Suzuki, Uchida &
Nomura, ICDAR 2005); not checked against an original file.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.readers.contract import Pair, Report, read_tree
from layoutmath.relation import Relation
from layoutmath.structure import RelationTriple
from layoutmath.symbols import Shape, canonical_label, label_shape, symbol_table

COLUMNS = 29
CHARACTER, ARTICLE, PAGE, CODE, ENTITY, REGION, PARENT, LINK, FORMULA, TEX = 0, 1, 2, 4, 5, 6, 13, 14, 20, 22
BOX = {16: "left", 17: "top", 18: "right", 19: "bottom"}
"""The columns that are read; docs/formats.md lists all."""

RELATIONS = {
    "HORIZONTAL": Relation.RIGHT,
    "RSUP": Relation.SUP,
    "RSUB": Relation.SUB,
    "LSUP": Relation.PRE_SUP,
    "LSUB": Relation.PRE_SUB,
    "UPPER": Relation.ABOVE,
    "UNDER": Relation.BELOW,  # of a radical INSIDE: what stands under its bar
}
NO_PARENT = "-1"


@dataclass(frozen=True, slots=True)
class _Character:
    symbol: Symbol
    parent: str
    relation: Relation | None
    place: str


@dataclass(slots=True)
class _Formula:
    """The rows of one formula so far; ``whole`` is False once one of them could not be read."""

    latex: str
    characters: list[_Character] = field(default_factory=list)
    whole: bool = True


def read_inftycdb(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    r"""One expression per article, page and formula id, by page; the rows of a page may come in any order.

    Rows of text are skipped and counted. A row that cannot be read is reported, and so is its formula, which
    is left out. A parent outside the formula makes a root. Boxes are in pixels with y downward, l t r+1 b+1;
    ``extra["latex"]`` is the TeX column, ``extra["article"]`` and ``extra["page"]`` are those of the formula.

    >>> row = 'a,1,1,Roman,0078,x,math,1,1,0,normal,9,9,-1,TOP,1.png,10,20,18,28,7,,x^2,,10,12,25,28,0\n'
    >>> two = 'b,1,1,Numeric,0032,2,math,0,0,0,normal,6,8,a,RSUP,1.png,20,12,25,19,7,,x^2,,10,12,25,28,0\n'
    >>> [(expression, tree)] = read_inftycdb(io.BytesIO((row + two).encode()), "a.csv", print)
    >>> expression.name, expression.symbols[0].box
    ('1_1_7', BoundingBox(l=10, t=20, r=19, b=29))
    >>> print(tree.pretty())
    x
    └─ x Sup: 2
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        yield from _read_pages(text, lambda problem: report(replace(problem, source=source)))
    finally:
        text.detach()  # else the wrapper closes the caller's stream


def _read_pages(text: io.TextIOBase, report: Report) -> Iterator[Pair]:
    page: tuple[str, str] | None = None
    finished: set[tuple[str, str]] = set()
    formulas: dict[str, _Formula] = {}
    text_rows = 0
    number = 0
    for number, row in _rows(text, report):
        place = f"line {number}"
        if len(row) <= FORMULA:
            report(Problem(f"found {len(row)} columns", str(COLUMNS), place))
            continue
        if row[REGION] == "text":
            text_rows += 1
            continue
        if page != (row[ARTICLE], row[PAGE]):
            yield from _finish(page, formulas, report)
            formulas.clear()
            page = row[ARTICLE], row[PAGE]
            if page in finished:
                finding = f"found article {page[0]}, page {page[1]} again"
                expectation = "all rows of a page together: formulas that go on here are split"
                report(Problem(finding, expectation, place, lost=False))
            finished.add(page)
        try:
            character = _character(row, place)
        except InputError as error:
            known = row[REGION] == "math"  # else the columns are shifted, and the formula id with them
            report(replace(error.inside("", place).problem, lost=not known))
            if known:
                formulas.setdefault(row[FORMULA], _Formula("")).whole = False
        else:
            formulas.setdefault(row[FORMULA], _Formula(row[TEX])).characters.append(character)
    yield from _finish(page, formulas, report)
    if text_rows:
        report(Problem(f"found {text_rows} rows of text, skipped", lost=False))
    if not number:
        report(Problem("found an empty file", f"rows of {COLUMNS} columns"))


def _rows(text: io.TextIOBase, report: Report) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with the number of their last line."""
    rows = csv.reader(text)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            report(
                Problem(
                    f"found a row that is no CSV ({error})", f"{COLUMNS} columns", f"line {rows.line_num}"
                )
            )
            continue
        if row is None:
            return
        if row:
            yield rows.line_num, row


def _character(row: list[str], place: str) -> _Character:
    if len(row) != COLUMNS:
        raise InputError(f"found {len(row)} columns", str(COLUMNS))
    if row[REGION] != "math":
        raise InputError(f"found region {row[REGION]!r}", "math or text")
    edges = []
    for column, name in BOX.items():
        try:
            edges.append(int(row[column]))
        except ValueError:
            raise InputError(f"found {row[column]!r}", "a whole number of pixels", place=name) from None
    left, top, right, bottom = edges
    symbol = Symbol(
        row[CHARACTER], BoundingBox(left, top, right + 1, bottom + 1), _label(row[CODE], row[ENTITY])
    )
    relation = RELATIONS.get(row[LINK])
    if row[PARENT] != NO_PARENT and relation is None:
        raise InputError(f"found {row[LINK]!r}", f"one of {', '.join(RELATIONS)}", place="link")
    return _Character(symbol, row[PARENT], relation, place)


def _finish(page: tuple[str, str] | None, formulas: Mapping[str, _Formula], report: Report) -> Iterator[Pair]:
    for formula_id, formula in formulas.items():
        name = "_".join((*(page or ()), formula_id))
        if not formula.whole:
            report(Problem("found rows that cannot be read", "all rows of the formula", f"formula {name}"))
            continue
        extra = dict(zip(("article", "page"), page or (), strict=False))
        extra |= {"latex": formula.latex} if formula.latex else {}
        try:
            symbols = tuple(character.symbol for character in formula.characters)
            expression = Expression(symbols, name, None, extra)
        except InputError as error:
            report(error.inside("", f"formula {name}").problem)
            continue
        relations = _relations(formula, report)
        yield expression, read_tree(expression, relations, report, place=f"formula {name}")


def _relations(formula: _Formula, report: Report) -> list[RelationTriple]:
    labels = {character.symbol.id: character.symbol.label for character in formula.characters}
    relations = []
    for character in formula.characters:
        parent, relation = character.parent, character.relation
        if parent == NO_PARENT or relation is None:
            continue
        if parent not in labels:
            finding = f"found parent {parent!r} outside the formula; it makes a root"
            report(Problem(finding, "a character of the formula", character.place, lost=False))
            continue
        if relation is Relation.BELOW and label_shape(labels[parent] or "") is Shape.RADICAL:
            relation = Relation.INSIDE
        relations.append((parent, character.symbol.id, relation))
    return relations


@functools.cache
def _label(code: str, entity: str) -> str | None:
    r"""The canonical label: by the character of the code, else by the entity name, else whatever is there.

    >>> _label("2211", "sum"), _label("0000", "sqrt"), _label("002D", "fractionalLine"), _label("", "")
    ('\\sum', '\\sqrt', '-', None)
    """
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        character = ""
    names = (character, _by_unicode().get(character, ""), entity, entity and f"\\{entity}")
    for label in map(canonical_label, names):
        if label in symbol_table():
            return label
    return entity or (character.strip() if character.isprintable() else "") or None


@functools.cache
def _by_unicode() -> Mapping[str, str]:
    return {row.unicode: row.label for row in symbol_table().values() if row.unicode}
