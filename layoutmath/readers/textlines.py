"""Lines of characters as OCR gives them: each is an expression, if all its characters have boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from layoutmath.errors import Problem
from layoutmath.expression import Expression
from layoutmath.readers.contract import Pair, Report
from layoutmath.readers.detections import Detection, symbols_of


@dataclass(slots=True)
class TextLine:
    """A line of a page so far: ``words`` counts those of several characters that have only a box together."""

    characters: list[Detection] = field(default_factory=list)
    words: int = 0
    extra: Mapping[str, object] = field(default_factory=dict)


def is_character(text: str) -> bool:
    r"""Whether a text is one character, with its accents if it has any.

    >>> is_character("x"), is_character("e\N{COMBINING ACUTE ACCENT}"), is_character("xy"), is_character("")
    (True, True, False, False)
    """
    text = unicodedata.normalize("NFC", text)
    return len(text) > 0 and all(map(unicodedata.combining, text[1:]))


def line_pairs(lines: Sequence[TextLine], stem: str, advice: str, report: Report) -> Iterator[Pair]:
    """An expression for each line, called after the file and, of several, the line's number.

    Where in a word its characters are is not made up: a line with such a word is left out, and one problem
    counts them for the file, with ``advice`` how to get boxes of characters.
    """
    lines = [line for line in lines if line.characters or line.words]
    for number, line in enumerate(lines, 1):
        if not line.words:
            name = stem if len(lines) == 1 else f"{stem}-{number}"
            yield Expression(symbols_of(line.characters), name, extra=line.extra), None
    if not lines:
        report(Problem("found neither characters nor words", "boxes of characters"))
    if words := sum(line.words for line in lines):
        where = sum(1 for line in lines if line.words)
        counted = f"{words} word{'s' if words > 1 else ''}"
        left_out = "1 line is" if where == 1 else f"{where} lines are"
        report(Problem(f"found {counted} without boxes of characters; {left_out} left out", advice))
