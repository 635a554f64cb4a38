r"""Labels drawn to fill their boxes: text for letters, lines and dots for what has no fixed proportions.

The font is whatever the viewer has. Text is sized by how far letters of a shape reach in fonts for
mathematics, so that an ``x`` fills a small letter's box and a ``q`` a descending one's.
"""

from __future__ import annotations

import html
import re

from layoutmath.geometry import BoundingBox
from layoutmath.symbols import Shape, label_shape, symbol_table

# Ascent and descent in em, between those of Computer Modern and of wider screen fonts.
_EXTENT = {
    shape: extent
    for extent, shapes in {
        (0.47, 0.01): (Shape.SMALL, Shape.GREEK_SMALL, Shape.LETTERLIKE_SMALL),
        (0.47, 0.22): (Shape.DESCENDING, Shape.GREEK_DESCENDING, Shape.LETTERLIKE_DESCENDING),
        (0.72, 0.21): (Shape.GREEK_TALL, Shape.LETTERLIKE_TALL, Shape.WORD),
        (0.75, 0.25): (Shape.VARIABLE_RANGE,),
        (0.75, -0.45): (Shape.PRIME,),
        (0.75, -0.55): (Shape.ACCENT, Shape.BRACE),
        (0.10, 0.20): (Shape.DOT,),  # the comma: the others are drawn as dots
        (0.45, 0.20): (Shape.COLON,),  # the semicolon
    }.items()
    for shape in shapes
}
_CAPITAL = (0.71, 0.01)
_AXIS = 0.25  # em: operators stand around it, as wide as _OPERATOR_WIDTH and of many heights
_OPERATOR_WIDTH = 0.62
_NARROW, _WIDE = frozenset("filjrtI1!?/∫∮′`´˙"), frozenset("mwMW%@∑∏⨁⨂∬∭")
_ADVANCES = (0.35, 0.58, 0.85)  # em: of the narrow characters, of most, and of the wide

# Number of dots, and where the first and the last of them stand in the box, in shares of it.
_DOTS = {
    ".": (1, (0.5, 0.5), (0.5, 0.5)),
    r"\cdot": (1, (0.5, 0.5), (0.5, 0.5)),
    r"\dot": (1, (0.5, 0.5), (0.5, 0.5)),
    r"\ddot": (2, (0, 0.5), (1, 0.5)),
    r"\dddot": (3, (0, 0.5), (1, 0.5)),
    ":": (2, (0.5, 0), (0.5, 1)),
    r"\ldots": (3, (0, 0.5), (1, 0.5)),
    r"\cdots": (3, (0, 0.5), (1, 0.5)),
    r"\vdots": (3, (0.5, 0), (0.5, 1)),
    r"\ddots": (3, (0, 0), (1, 1)),
    r"\iddots": (3, (0, 1), (1, 0)),
}
# Paths from (0, 0), upper left, to (1, 1), lower right.
_PATHS = {
    "/": "M0 1L1 0",
    r"\backslash": "M0 0L1 1",
    r"\longdiv": "M0 1Q.1 .5 0 0L1 0",
    r"\overbrace": "M0 1Q0 .5 .1 .5L.4 .5Q.5 .5 .5 0Q.5 .5 .6 .5L.9 .5Q1 .5 1 1",
    r"\underbrace": "M0 0Q0 .5 .1 .5L.4 .5Q.5 .5 .5 1Q.5 .5 .6 .5L.9 .5Q1 .5 1 0",
    r"\overparen": "M0 1Q.5 -1 1 1",
    r"\underparen": "M0 0Q.5 2 1 0",
    r"\overbracket": "M0 1L0 0L1 0L1 1",
    r"\underbracket": "M0 0L0 1L1 1L1 0",
    r"\vec": "M0 .5L1 .5M.8 0L1 .5L.8 1",
    r"\underrightarrow": "M0 .5L1 .5M.8 0L1 .5L.8 1",
    r"\overleftarrow": "M0 .5L1 .5M.2 0L0 .5L.2 1",
    r"\underleftarrow": "M0 .5L1 .5M.2 0L0 .5L.2 1",
    r"\overleftrightarrow": "M0 .5L1 .5M.8 0L1 .5L.8 1M.2 0L0 .5L.2 1",
    r"\hat": "M0 1L.5 0L1 1",
    r"\check": "M0 0L.5 1L1 0",
    r"\breve": "M0 0Q.5 2 1 0",
    r"\tilde": "M0 1Q.2 -.8 .5 .5T1 0",
    r"\|": "M0 0L0 1M1 0L1 1",
    "(": "M1 0Q-1 .5 1 1",
    ")": "M0 0Q2 .5 0 1",
    "[": "M1 0L0 0L0 1L1 1",
    "]": "M0 0L1 0L1 1L0 1",
    r"\{": "M1 0Q.5 0 .5 .1L.5 .4Q.5 .5 0 .5Q.5 .5 .5 .6L.5 .9Q.5 1 1 1",
    r"\}": "M0 0Q.5 0 .5 .1L.5 .4Q.5 .5 1 .5Q.5 .5 .5 .6L.5 .9Q.5 1 0 1",
    r"\langle": "M1 0L0 .5L1 1",
    r"\rangle": "M0 0L1 .5L0 1",
    r"\lfloor": "M0 0L0 1L1 1",
    r"\rfloor": "M1 0L1 1L0 1",
    r"\lceil": "M1 0L0 0L0 1",
    r"\rceil": "M0 0L1 0L1 1",
    r"\llbracket": "M1 0L0 0L0 1L1 1M.4 0L.4 1",
    r"\rrbracket": "M0 0L1 0L1 1L0 1M.6 0L.6 1",
    r"\ulcorner": "M1 0L0 0L0 1",
    r"\urcorner": "M0 0L1 0L1 1",
}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Text for XML content and attributes; characters that XML forbids become U+FFFD.

    >>> escaped("a<b" + chr(0))
    'a&lt;b�'
    """
    return html.escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def readable(label: str) -> str:
    r"""A label as people read it: its character, else its LaTeX name without the backslash.

    >>> readable(r"\sum"), readable(r"\sin"), readable("-")
    ('∑', 'sin', '−')
    """
    row = symbol_table().get(label)
    return row.unicode if row and row.unicode else label.removeprefix("\\") or label or "□"


def glyph(label: str, box: BoundingBox) -> str:
    """SVG elements that fill ``box``, in pixels, with a label.

    >>> glyph("-", BoundingBox(0, 0, 20, 2))
    '<rect class="lm-glyph" x="0" y="0" width="20" height="2"/>'
    """
    shape = label_shape(label)
    x, y = box.centre
    if label in _DOTS:
        return _dots(label, box)
    if label in _PATHS:
        return f'<path class="lm-pen" d="{_fitted(_PATHS[label], box)}"/>'
    if shape is Shape.RADICAL:
        return f'<path class="lm-pen" d="{_radical(box)}"/>'
    if shape is Shape.STROKE:
        thickness = max(1.5, min(box.height, 0.1 * box.width))
        return _rectangle(box.l, y - thickness / 2, box.width, thickness)
    if shape is Shape.BAR:
        thickness = max(1.5, min(box.width, 0.1 * box.height))
        return _rectangle(x - thickness / 2, box.t, thickness, box.height)
    return _text(label, shape, box)


def number(value: float) -> str:
    """A length in pixels, to a hundredth, as short as it goes.

    >>> number(2.0), number(1 / 3), number(-0.001)
    ('2', '0.33', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    places = (("x", x), ("y", y), ("width", width), ("height", height))
    return '<rect class="lm-glyph" ' + " ".join(f'{key}="{number(value)}"' for key, value in places) + "/>"


def _text(label: str, shape: Shape | None, box: BoundingBox) -> str:
    text = readable(label)
    x, y = box.centre
    advance = sum(_ADVANCES[1 - (each in _NARROW) + (each in _WIDE)] for each in text)
    if shape in (Shape.OPERATOR, Shape.RING):
        size = min(box.width / _OPERATOR_WIDTH, box.height / _AXIS)
        y += size * _AXIS
    else:
        ascent, descent = _EXTENT.get(shape, _CAPITAL) if shape else _CAPITAL
        size = min(box.height / (ascent + descent), 1.3 * box.width / advance)
        y += size * (ascent - descent) / 2
    width = min(max(1.1 * box.width, 0.7 * advance * size), 1.6 * advance * size)
    italic = " lm-italic" if len(text) == 1 and text.isalpha() and text.islower() else ""
    return (
        f'<text class="lm-glyph{italic}" x="{number(x)}" y="{number(y)}"'
        f' font-size="{number(size)}" textLength="{number(width)}" lengthAdjust="spacingAndGlyphs">'
        f"{escaped(text)}</text>"
    )


def _dots(label: str, box: BoundingBox) -> str:
    count, first, last = _DOTS[label]
    radius = max(1.0, min(box.width, box.height) / 2 if count == 1 else min(box.width, box.height, 8.0) / 3)
    l, t = min(box.l + radius, box.centre[0]), min(box.t + radius, box.centre[1])
    r, b = max(box.r - radius, box.centre[0]), max(box.b - radius, box.centre[1])
    circles = []
    for index in range(count):
        share = index / max(1, count - 1)
        x = l + (r - l) * (first[0] + share * (last[0] - first[0]))
        y = t + (b - t) * (first[1] + share * (last[1] - first[1]))
        circles.append(f'<circle class="lm-glyph" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>')
    return "".join(circles)


def _fitted(path: str, box: BoundingBox) -> str:
    def place(match: re.Match[str]) -> str:
        x, y = float(match[1]), float(match[2])
        return f"{number(box.l + x * box.width)} {number(box.t + y * box.height)}"

    return re.sub(r"(-?[\d.]+) (-?[\d.]+)", place, path)


def _radical(box: BoundingBox) -> str:
    tick = min(0.6 * box.height, 0.5 * box.width, 40.0)  # pixels; the bar takes the rest
    corners = [(0, 0.6), (0.25, 0.52), (0.55, 1), (1, 0)]
    points = [(box.l + x * tick, box.t + y * box.height) for x, y in corners] + [(box.r, box.t)]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
