"""ALTO, versions 2 to 4: the XML in which libraries keep what OCR has found.

Format: loc.gov/standards/alto. Characters are ``Glyph`` elements with ``Variant`` alternatives.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO
from xml.etree.ElementTree import Element

from layoutmath.documents import parse_xml
from layoutmath.errors import InputError, Problem
from layoutmath.geometry import BoundingBox
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.detections import Detection, detected_label
from layoutmath.readers.textlines import TextLine, is_character, line_pairs

BOX = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
ADVICE = "<Glyph> elements in each <String>; where the OCR engine writes none, hOCR with characters"


def read_alto(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    """One expression per ``TextLine``, in the unit of the file with y downward.

    Symbols are ``Glyph`` elements, and ``String`` elements of one character without any. ``Variant``
    elements are candidates beside the glyph itself, by ``VC`` and ``GC``. Lines with longer strings without
    glyphs are left out, which is reported once. ``extra["line"]`` is the line's id.

    >>> import io
    >>> page = b'''<alto><TextLine><String CONTENT="x"><Glyph CONTENT="x" HPOS="10" VPOS="20" WIDTH="8"
    ...     HEIGHT="9" GC="0.8"><Variant CONTENT="X" VC="0.2"/></Glyph></String></TextLine></alto>'''
    >>> [(expression, _)] = read_alto(io.BytesIO(page), "page.xml", print)
    >>> expression.symbols[0].box, [candidate.label for candidate in expression.symbols[0].candidates]
    (BoundingBox(l=10.0, t=20.0, r=18.0, b=29.0), ['x', 'X'])
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=source))

    try:
        root = parse_xml(stream.read())
        if root.tag.lower() != "alto":
            raise InputError(f"found <{root.tag}>", "an ALTO file: <alto>")
    except InputError as error:
        from_here(error.problem)
        return
    lines = [_line(line, index, from_here) for index, line in enumerate(root.iter("TextLine"))]
    yield from line_pairs(lines, source_stem(source), ADVICE, from_here)


def _line(element: Element, index: int, report: Report) -> TextLine:
    own_id = element.get("ID", "")
    line = TextLine(extra={"line": own_id} if own_id else {})
    for number, string in enumerate(element.iter("String")):
        place = f"TextLine {own_id or index}, String {string.get('ID') or number}"
        glyphs = list(string.iter("Glyph"))
        if not glyphs and not is_character(string.get("CONTENT", "").strip()):
            line.words += 1
        for position, glyph in enumerate(glyphs or [string]):
            try:
                line.characters.append(_character(glyph))
            except InputError as error:
                at = f"{place}, Glyph {glyph.get('ID') or position}" if glyphs else place
                if glyphs or not line.words:
                    report(error.inside("", at).problem)
    return line


def _character(element: Element) -> Detection:
    edges = [_number(element, name) for name in BOX]
    if None in edges:
        raise InputError(f"found no {BOX[edges.index(None)]}", f"the attributes {', '.join(BOX)}")
    box = BoundingBox.read([edge for edge in edges if edge is not None], box_format="ltwh")
    score = _score(element, "GC" if element.tag == "Glyph" else "WC")
    variants = (
        (detected_label(each.get("CONTENT", "")), _score(each, "VC")) for each in element.iter("Variant")
    )
    named = tuple((label, each) for label, each in variants if label is not None)
    return Detection(box, detected_label(element.get("CONTENT", "")), score, named, element.get("ID", ""))


def _number(element: Element, name: str) -> float | None:
    text = element.get(name)
    try:
        return None if text is None else float(text)
    except ValueError:
        raise InputError(f"found {text!r:.40}", "a number", place=name) from None


def _score(element: Element, name: str) -> float | None:
    score = _number(element, name)
    if score is not None and not 0 <= score < math.inf:
        raise InputError(f"found {score}", "a share from 0 to 1", place=name)
    return score
