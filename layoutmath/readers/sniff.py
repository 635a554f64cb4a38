"""How each format looks in the first bytes of a file. Suffixes do not count: they are wrong or missing."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from layoutmath.inkfile import INK_TAG, sniff_json_ink
from layoutmath.readers.boxes_csv import table_columns

_MARKUP = re.compile(rb"\s*<(\?xml|!DOCTYPE|!--|[A-Za-z][\w:.-]+(\s[^<>]*)?/?>)", re.IGNORECASE)
_OPENS_JSON = re.compile(rb"\s*[\[{]")
_KEY = re.compile(rb'"([A-Za-z_]\w*)"\s*:')
_YOLO_LINE = re.compile(rb"\d+(\s+-?\d*\.?\d+([eE][+-]?\d+)?){4,}\s*")
_YOLO_BOX = re.compile(rb'"box"\s*:\s*\{\s*"x1"\s*:')
_HOCR = re.compile(rb"""class\s*=\s*["']ocrx?_(page|carea|par|line|word|cinfo)\b""")
_ALTO_TAG = re.compile(rb"<([\w.-]+:)?alto[\s>]", re.IGNORECASE)
_TSV_HEADING = b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight"
_BOX_LINE = re.compile(r"\S+( -?\d+){5}\s*")
_JSON = re.compile(rb'^\s*(\[\s*)?\{\s*"', re.MULTILINE)
_EMPTY_JSON = re.compile(rb"\s*(\[\s*\]|\{\s*\})\s*$")
_LABEL_GRAPH = re.compile(rb"(\s|#[^\n]*\n)*((O|N|R|E|EO)\s*,[^\n]+,[^\n]+|#\s*IUD\b)")
_INFTYCDB = re.compile(rb",(math|text),")

_TEXT = re.compile(r"\\text\w*\s*\{[^{}]*\}")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")
_WORDS = re.compile(r"(?<![^\W\d_])([^\W\d_]{4,}[.,;:]?\s+[^\W\d_]{2,}|[^\W\d_]{2,}[.,;:]?\s+[^\W\d_]{4,})")
"""Two words that only a space keeps apart, where formulas have an operator."""
_NAMES = re.compile(r"[^\W\d_]{4,}")
_MATHEMATICS = re.compile(r"[^\w\s,;:.\"'-]")


def sniff_json(head: bytes) -> bool:
    """A line that starts an object, or a list of objects, of no other format and without strokes alone.

    >>> sniff_json(b'{"symbols": []}'), sniff_json(b"[0,1]"), sniff_json(b"{}^{14}C")
    (True, False, False)
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    others = (sniff_mathwriting, sniff_coco, sniff_yolo, sniff_labelstudio, sniff_json_ink)
    return bool(_JSON.search(head) or _EMPTY_JSON.match(head)) and not any(other(head) for other in others)


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
    return bool(INK_TAG.search(head))


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


def sniff_coco(head: bytes) -> bool:
    """A list of detections, or an object with images or categories and annotations.

    >>> sniff_coco(b'[{"image_id": 1, "category_id": 3, "bbox": [0, 0, 8, 9], "score": 0.9}]')
    True
    >>> sniff_coco(b'{"images": [{"id": 1, "file_name": "a.png"}], "annotations": [')
    True
    """
    keys = _json_keys(head)
    if "result" in keys:
        return False
    detections = {"category_id", "bbox"} <= keys
    return detections or (
        "images" in keys and not keys.isdisjoint({"file_name", "annotations", "categories"})
    )


def sniff_yolo(head: bytes) -> bool:
    """Lines of a class and four or more shares of a picture, or JSON boxes of x1, y1, x2, y2.

    >>> sniff_yolo(b"0 0.5 0.5 0.1 0.2\\n12 0.25 0.5 0.1 0.2 0.93\\n"), sniff_yolo(b"1 2 3 4 5")
    (True, False)
    >>> sniff_yolo(b'[{"name": "x", "class": 0, "confidence": 0.9, "box": {"x1": 0.0')
    True
    """
    if _json_keys(head):
        return bool(_YOLO_BOX.search(head))
    lines = _whole_lines(head)
    return b"." in lines[0] and _mostly([bool(_YOLO_LINE.fullmatch(line)) for line in lines])


def sniff_labelstudio(head: bytes) -> bool:
    """Regions of an original size in percent.

    >>> sniff_labelstudio(b'[{"id": 1, "annotations": [{"result": [{"original_width": 640')
    True
    """
    keys = _json_keys(head)
    return "original_width" in keys or (
        "result" in keys and not keys.isdisjoint({"annotations", "predictions"})
    )


def sniff_hocr(head: bytes) -> bool:
    """HTML with a class of hOCR.

    >>> sniff_hocr(b"<div class='ocr_page' id='page_1'>"), sniff_hocr(b"<html><body>")
    (True, False)
    """
    return bool(_HOCR.search(head))


def sniff_alto(head: bytes) -> bool:
    """An ``<alto>`` element, with whatever prefix.

    >>> sniff_alto(b'<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">')
    True
    """
    return bool(_ALTO_TAG.search(head))


def sniff_tesseract(head: bytes) -> bool:
    """The heading of Tesseract's TSV, or lines of its box files: a character and five whole numbers.

    >>> sniff_tesseract(b"x 10 20 18 29 0\\n2 20 26 25 34 0\\n"), sniff_tesseract(b"1 2 3")
    (True, False)
    """
    if head.removeprefix(b"\xef\xbb\xbf").startswith(_TSV_HEADING):
        return True
    lines = [line.decode("utf-8", "replace") for line in _whole_lines(head)]
    return _mostly([bool(_BOX_LINE.fullmatch(line)) for line in lines])


def sniff_csv(head: bytes) -> bool:
    """A heading that names the edges of boxes.

    >>> sniff_csv(b"label,l,t,r,b\\nx,0,10,8,18\\n"), sniff_csv(b"name,label,left,top\\n")
    (True, False)
    """
    return table_columns(_first_line(head).decode("utf-8", "replace")) is not None


def sniff_latex(head: bytes) -> bool:
    r"""Lines that read as formulas rather than as prose, data or markup.

    >>> [sniff_latex(line) for line in (b"x+1", b"\\frac{1}{2}", b"See the manual.", b"<svg>", b"\x00")]
    [True, True, False, False, False]
    """
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)  # a cut character at the end is fine
    except UnicodeDecodeError:
        return False
    if (
        _MARKUP.match(head)
        or sniff_json_ink(head)
        or any(ord(character) < 32 and not character.isspace() for character in text)
    ):
        return False
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("%")]
    return bool(lines) and all(map(_is_formula, lines[:10]))


def _is_formula(line: str) -> bool:
    """Whether a line is no comment, no prose (words in a row) and no row of a table (words and commas)."""
    plain = _COMMAND.sub("+", _TEXT.sub("+", line))
    if line.lstrip().startswith("#") or _WORDS.search(plain):
        return False
    return bool(_MATHEMATICS.search(plain)) or len(_NAMES.findall(plain)) < 2


def _json_keys(head: bytes) -> set[str]:
    """Names of keys, at whatever depth, of a text that may be JSON but no record, which has symbols."""
    if not _OPENS_JSON.match(head.removeprefix(b"\xef\xbb\xbf")):
        return set()
    keys = {key.decode() for key in _KEY.findall(head)}
    return set() if "symbols" in keys else keys


def _whole_lines(head: bytes) -> list[bytes]:
    """The first lines that are not blank, without one that may be cut; of a single line that one."""
    lines = [line for line in head.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    return lines[: max(1, len(lines) - (not head.endswith(b"\n")))][:20] or [b""]


def _mostly(fits: Sequence[bool]) -> bool:
    """Whether the first line is of the format and most others are: some may be broken."""
    return fits[0] and 2 * sum(fits) > len(fits)


def _first_line(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
