"""Files of pen strokes: how they look, and the traces of InkML.

Here stands what both sides need, the readers of formulas with ink and the recogniser of ink alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

from layoutmath.errors import InputError, Problem
from layoutmath.ink import Ink, Stroke

INK_TAG = re.compile(rb"<([\w.-]+:)?ink[\s>/]")
_NESTED_NUMBERS = re.compile(rb"\[\s*\[\s*\[[\s\d.,eE+\-\[\]nulNaIfity]*$")
_NESTED_POINTS = re.compile(rb'\[\s*\[\s*\{\s*"[xyXY]"\s*:')
_JSON_OBJECT = re.compile(rb'(\[\s*)?\{\s*"')
_STROKES = re.compile(
    rb'"(strokes|strokeGroups|traces|drawing|ink|points)"\s*:\s*[\[{]|"(x|y|X|Y)"\s*:\s*\[\s*[-\d\[]'
)
_OTHER_JSON = re.compile(rb'"(symbols|box|boxes|bbox|bboxes|annotations|categories|shapes|result|value)"\s*:')
"""Keys of files that hold symbols or regions: some of them have points too."""


def sniff_ink(head: bytes) -> bool:
    """Whether a file that starts so holds strokes: InkML, or JSON strokes without symbols.

    >>> heads = (b"<ink xmlns=''>", b"[[[1, 2], [3, 4]]]", b'{"strokes": [[[1, 2]]]}', b'[{"x": [1]')
    >>> [sniff_ink(head) for head in heads]
    [True, True, True, True]
    >>> sniff_ink(b'{"symbols": [], "strokes": []}'), sniff_ink(b"[[[A, B], C], D]")
    (False, False)
    """
    return bool(INK_TAG.search(head)) or sniff_json_ink(head)


def sniff_json_ink(head: bytes) -> bool:
    """Whether a file that starts so holds strokes as JSON.

    >>> sniff_json_ink(b"<ink>"), sniff_json_ink(b'{"drawing": [[[1, 2], [3, 4]]]}')
    (False, True)
    """
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _NESTED_NUMBERS.match(head) or _NESTED_POINTS.match(head):
        return True
    return bool(_JSON_OBJECT.match(head) and _STROKES.search(head)) and not _OTHER_JSON.search(head)


def inkml_ink(root: Element, report: Callable[[Problem], None]) -> Ink:
    """The strokes of an InkML document; one that cannot be read is reported and left out.

    Points are x and y in the units of the file, y downward; other channels (time, force) are left out.

    >>> from layoutmath.documents import parse_xml
    >>> inkml_ink(parse_xml(b'<ink><trace id="a">1 2 0, 3 4 1</trace></ink>'), print)
    Ink(strokes=(Stroke(id='a', points=((1.0, 2.0), (3.0, 4.0))),))
    """
    channels = [channel.get("name", "").upper() for channel in root.iter("channel")]
    columns = (channels.index("X"), channels.index("Y")) if {"X", "Y"} <= set(channels) else (0, 1)
    strokes: dict[str, Stroke] = {}
    for index, trace in enumerate(root.iter("trace")):
        stroke_id = trace.get("id", str(index))
        try:
            if stroke_id in strokes:
                raise InputError("found the id twice", "unique ids")
            strokes[stroke_id] = Stroke(stroke_id, _points(trace.text or "", *columns))
        except InputError as error:
            report(replace(error.inside("", f"trace {stroke_id!r}").problem, lost=False))
    return Ink(tuple(strokes.values()))


def _points(text: str, x: int, y: int) -> tuple[tuple[float, float], ...]:
    """Points of a trace: values separated by spaces, points by commas; other channels are left out."""
    points = []
    for point in text.split(","):
        values = point.split()
        if values:
            try:
                points.append((float(values[x]), float(values[y])))
            except (ValueError, IndexError):
                raise InputError(f"found point {point.strip()[:40]!r}", "numbers x and y") from None
    if not math.isfinite(sum(map(sum, points))):
        raise InputError("found a coordinate that is not finite", "finite numbers")
    return tuple(points)
