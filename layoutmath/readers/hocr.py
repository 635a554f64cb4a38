"""hOCR: HTML that says where OCR has found lines, words and characters.

Format: hOCR 1.2 (Breuel, "The hOCR embedded OCR workflow and output format"); characters as Tesseract writes
them with ``hocr_char_boxes=1``, and their alternatives with ``lstm_choice_mode=2``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import BinaryIO

from layoutmath.errors import InputError, Problem
from layoutmath.geometry import BoundingBox
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.detections import Detection, detected_label
from layoutmath.readers.textlines import TextLine, is_character, line_pairs

KINDS = {
    "formula": {"ocr_math", "ocr_display"},
    "line": {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"},
    "word": {"ocrx_word"},
    "character": {"ocrx_cinfo", "ocr_cinfo"},
    "alternative": {"alt"},
}
"""What elements of a class are to the reader."""

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
"""Elements of HTML that have no end tag."""

ADVICE = "elements ocrx_cinfo, which Tesseract writes with -c hocr_char_boxes=1"


def read_hocr(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    """One expression per line, or per formula where the file marks those (``ocr_math``, ``ocr_display``).

    Symbols are characters with boxes (``x_bboxes`` or ``bbox``, pixels, y downward) and words of one
    character; ``x_conf`` and the alternatives that follow a character make candidates. Lines with words whose
    characters have no boxes are left out, which is reported once.

    >>> import io
    >>> page = b'''<div class="ocr_page"><span class="ocr_line"><span class="ocrx_word">
    ...     <span class="ocrx_cinfo" title="x_bboxes 10 20 18 29; x_conf 80">x</span>
    ...     <span class="ocr_symbol"><span class="ocrx_cinfo" title="x_confs 20">\\xc3\\x97</span></span>
    ...     </span></span></div>'''
    >>> [(expression, _)] = read_hocr(io.BytesIO(page), "page.hocr", print)
    >>> [(c.label, round(c.log_prob, 2)) for c in expression.symbols[0].candidates]
    [('x', -0.22), ('\\\\times', -1.61)]
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=source))

    page = _Page(from_here)
    try:
        page.feed(stream.read().decode("utf-8-sig", "replace"))
        page.close()
    except AssertionError as error:  # what html.parser makes of a broken <![…]>
        from_here(Problem(f"found markup that is no HTML ({error})", "hOCR"))
    yield from line_pairs(page.lines, source_stem(source), ADVICE, from_here)


@dataclass(slots=True)
class _Element:
    """An open element: what its class says it is, and its text so far."""

    tag: str
    kind: str
    title: Mapping[str, str]
    place: str
    line: TextLine
    text: str = ""
    characters: int = 0
    alternatives: list[tuple[str, float | None]] = field(default_factory=list)


class _Page(HTMLParser):
    """Gathers lines while tags open and close; a character belongs to the innermost line around it."""

    def __init__(self, report: Report) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[TextLine] = [TextLine()]
        self._report = report
        self._open: list[_Element] = []
        self._current: TextLine | None = None  # the line whose last character alternatives belong to

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        keys = {key: value or "" for key, value in attrs}
        classes = set(keys.get("class", "").split())
        line = self._open[-1].line if self._open else self.lines[0]
        in_formula = any(element.kind == "formula" for element in self._open)
        kind = next((kind for kind, names in KINDS.items() if names & classes), "")
        if kind == "formula" or (kind == "line" and not in_formula):
            line = TextLine(extra={"line": keys["id"]} if keys.get("id") else {})
            self.lines.append(line)
        place = f"line {self.getpos()[0]}"
        self._open.append(_Element(tag, kind, _properties(keys.get("title", "")), place, line))

    def handle_endtag(self, tag: str) -> None:
        if all(element.tag != tag for element in self._open):
            return
        while True:
            element = self._open.pop()
            self._finish(element)
            if element.tag == tag:
                return

    def close(self) -> None:
        super().close()
        while self._open:
            self._finish(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def _finish(self, element: _Element) -> None:
        text = element.text.strip()
        around = self._open[-1] if self._open else None
        try:
            if element.kind == "character" and ("x_bboxes" in element.title or "bbox" in element.title):
                self._characters(element, text)
            elif element.kind == "character" and text:
                self._alternative(element, text)
            elif element.kind == "alternative" and around is not None:
                around.alternatives.append((text, _score(element.title)))
            elif element.kind == "word" and not element.characters and text:
                self._word(element, text)
            elif not element.kind and around is not None:  # bold, italic and the like
                around.text += element.text
                around.alternatives += element.alternatives
        except InputError as error:
            self._report(error.inside("", element.place).problem)
        if around is not None:
            around.characters += element.characters

    def _characters(self, element: _Element, text: str) -> None:
        """A character, or as many as there are boxes."""
        self._current = None
        boxes = _boxes(element.title)
        alternatives = [(detected_label(name), score) for name, score in element.alternatives]
        named = [(label, score) for label, score in alternatives if label is not None]
        score = _score(element.title)
        if len(boxes) == 1:
            label = detected_label(text)
            if label is None and named:
                (label, score), *named = named
            element.line.characters.append(Detection(boxes[0], label, score, tuple(named)))
            self._current = element.line
        else:
            characters = [character for character in text if not character.isspace()]
            if len(characters) != len(boxes):
                raise InputError(
                    f"found {len(characters)} characters and {len(boxes)} boxes", "as many of both"
                )
            for box, character in zip(boxes, characters, strict=True):
                element.line.characters.append(Detection(box, detected_label(character)))
        element.characters += len(boxes)

    def _alternative(self, element: _Element, text: str) -> None:
        """A guess about the character before, as Tesseract lists them behind it."""
        label = detected_label(text)
        if self._current is not None and label is not None:
            characters = self._current.characters
            guesses = (*characters[-1].alternatives, (label, _score(element.title)))
            characters[-1] = replace(characters[-1], alternatives=guesses)

    def _word(self, element: _Element, text: str) -> None:
        self._current = None
        if is_character(text) and "bbox" in element.title:
            [box] = _boxes(element.title)
            score = _score(element.title)
            element.line.characters.append(Detection(box, detected_label(text), score))
        else:
            element.line.words += 1


def _properties(title: str) -> dict[str, str]:
    """The properties of a title: names and values with semicolons between them.

    >>> _properties("bbox 0 0 9 9; x_wconf 93")
    {'bbox': '0 0 9 9', 'x_wconf': '93'}
    """
    parts = (part.strip().partition(" ") for part in title.split(";"))
    return {name: value.strip() for name, _, value in parts if name}


def _boxes(title: Mapping[str, str]) -> list[BoundingBox]:
    name = "x_bboxes" if "x_bboxes" in title else "bbox"
    try:
        numbers = [float(number) for number in title[name].split()]
    except ValueError:
        raise InputError(f"found {title[name]!r:.60}", "numbers l t r b", place=name) from None
    if not numbers or len(numbers) % 4:
        raise InputError(f"found {len(numbers)} numbers", "four for each character: l t r b", place=name)
    return [BoundingBox(*numbers[start : start + 4]) for start in range(0, len(numbers), 4)]


def _score(title: Mapping[str, str]) -> float | None:
    """A confidence in percent as a share, or a negative logarithm (``nlp``) as the probability."""
    for name in ("x_conf", "x_confs", "x_wconf", "nlp"):
        try:
            score = float(title.get(name, "").split()[0])
        except (ValueError, IndexError):
            continue
        score = math.exp(-score) if name == "nlp" and score >= 0 else score / 100
        if 0 <= score < math.inf:
            return score
    return None
