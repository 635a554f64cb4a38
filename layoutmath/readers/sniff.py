"""How each format looks in the first bytes of a file. Suffixes do not count: they are wrong or missing."""

from __future__ import annotations

import codecs
import re

_MARKUP = re.compile(rb"\s*<(\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]+(\s[^<>]*)?/?>)", re.IGNORECASE)
_INK_TAG = re.compile(rb"<([\w.-]+:)?ink[\s>/]")
_JSON = re.compile(rb'^\s*(\[\s*)?\{\s*"', re.MULTILINE)
_EMPTY_JSON = re.compile(rb"\s*(\[\s*\]|\{\s*\})\s*$")
_LABEL_GRAPH = re.compile(rb"(\s|#[^\n]*\n)*((O|N|R|E|EO)\s*,[^\n]+,[^\n]+|#\s*IUD\b)")
_INFTYCDB = re.compile(rb",(math|text),")

_TEXT = re.compile(r"\\text\w*\s*\{[^{}]*\}")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_WORDS = re.compile(r"[^\W\d_]{4,}[.,;:]?\s+[^\W\d_]{2,}|[^\W\d_]{2,}[.,;:]?\s+[^\W\d_]{4,}")
"""Two words that only a space keeps apart, where formulas have an operator."""
_NAMES = re.compile(r"[^\W\d_]{4,}")
_MATHEMATICS = re.compile(r"[^\w\s,;:.\"'-]")


def sniff_json(head: bytes) -> bool:
    """A line that starts an object, or a list of objects, and is not of MathWriting.

    >>> sniff_json(b'{"symbols": []}'), sniff_json(b"[0,1]"), sniff_json(b"{}^{14}C")
    (True, False, False)
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    return bool(_JSON.search(head) or _EMPTY_JSON.match(head)) and not sniff_mathwriting(head)


def sniff_mathwriting(head: bytes) -> bool:
    """JSON lines with the boxes of tokens.

    >>> sniff_mathwriting(b'{"label": "x", "normalizedLabel": "x", "bboxes": []}')
    True
    """
    line = _first_line(head)
    return line.startswith(b"{") and b'"bboxes"' in line and b'"symbols"' not in line


def sniff_inkml(head: bytes) -> bool:
    """An ``<ink>`` element, with whatever prefix.

    >>> sniff_inkml(b"<?xml version='1.0'?><inkml:ink>")
    True
    """
    return bool(_INK_TAG.search(head))


def sniff_lg(head: bytes) -> bool:
    """A first statement of a known kind, or the comments that the usual tools write first.

    >>> sniff_lg(b"# IUD, formula001"), sniff_lg(b"O, x_1, x, 1.0, 0"), sniff_lg(b"O, x")
    (True, True, False)
    """
    return bool(_LABEL_GRAPH.match(head.removeprefix(b"\xef\xbb\xbf")))


def sniff_inftycdb(head: bytes) -> bool:
    """A long row with a region column.

    >>> sniff_inftycdb(b"0,1,1,Roman,0078,x,math,1,1,0,normal,9,9,-1,TOP,a.png,10,20,18,28,7,,,,,,,,0")
    True
    """
    return any(line.count(b",") >= 20 and _INFTYCDB.search(line) for line in head.splitlines()[:5])


def sniff_latex(head: bytes) -> bool:
    r"""Lines that read as formulas rather than as prose, data or markup.

    >>> [sniff_latex(line) for line in (b"x+1", b"\\frac{1}{2}", b"See the manual.", b"<svg>", b"\x00")]
    [True, True, False, False, False]
    """
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)  # a cut character at the end is fine
    except UnicodeDecodeError:
        return False
    if _MARKUP.match(head) or any(ord(character) < 32 and not character.isspace() for character in text):
        return False
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("%")]
    return bool(lines) and all(map(_is_formula, lines[:10]))


def _is_formula(line: str) -> bool:
    """Whether a line is no comment, no prose (words in a row) and no row of a table (words and commas)."""
    plain = _COMMAND.sub("+", _TEXT.sub("+", line))
    if line.lstrip().startswith("#") or _WORDS.search(plain):
        return False
    return bool(_MATHEMATICS.search(plain)) or len(_NAMES.findall(plain)) < 2


def _first_line(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
