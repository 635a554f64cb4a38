"""Makes the pictures of README and docs: ``python docs/pictures/make.py`` writes them beside this file.

Most are trees drawn by ``write_svg``; what explains a term beyond its tree is drawn over them, or on a page
of its own in the same style. Lengths are pixels on such a page and hundredths of an em in the formulas, where
the baseline is y = 0 and a small letter 45 high.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from layoutmath.cli.demo import BOXES
from layoutmath.exporters import write_svg
from layoutmath.exporters.svg.legend import css_name, style
from layoutmath.exporters.svg.scene import Scale
from layoutmath.geometry import BoundingBox
from layoutmath.readers.latex import read_latex
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence, RunnerUp
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

Box = tuple[float, float, float, float]


def tree(latex: str, boxes: Iterable[Box]) -> BaselineStructure:
    """The tree of a formula over these boxes, which are in the order of its LaTeX."""
    structure = read_latex(latex)
    symbols = tuple(
        replace(symbol, box=BoundingBox(*box))
        for symbol, box in zip(structure.expression.symbols, boxes, strict=True)
    )
    return replace(structure, expression=replace(structure.expression, symbols=symbols))


# fmt: off
FORMULAS: dict[str, tuple[str, list[Box]]] = {
    "baseline": (r"x_{i+1}^{2}+y", [
        (0, -45, 50, 0), (56, -10, 68, 26), (74, -6, 104, 24), (110, -22, 124, 26), (58, -78, 82, -36),
        (150, -48, 206, 8), (228, -45, 274, 22),
    ]),
    "fraction": (r"\frac{a+1}{b}", [
        (0, -27, 200, -23), (14, -99, 60, -54), (80, -104, 130, -54), (152, -122, 180, -54), (78, 6, 122, 76),
    ]),
    "fence": (r"(x+1)^{2}", [
        (0, -75, 22, 25), (32, -45, 80, 0), (98, -50, 154, 4), (172, -68, 200, 0), (212, -75, 234, 25),
        (242, -104, 272, -56),
    ]),
    "limit": (r"\sum_{i=1}^{n}i\int_{0}^{1}x", [
        (0, -80, 96, 30), (30, -130, 66, -98), (4, 48, 22, 92), (32, 62, 64, 82), (74, 46, 92, 92),
        (116, -66, 138, 0), (182, -85, 238, 40), (226, 18, 252, 64), (248, -106, 268, -60),
        (284, -45, 334, 0),
    ]),
    "radical": (r"\sqrt[3]{x+1}", [
        (0, -100, 240, 20), (0, -126, 26, -78), (80, -45, 128, 0), (144, -50, 196, 2), (212, -70, 236, 0),
    ]),
    "accent": (r"\hat{x}+\overline{AB}", [
        (0, -45, 50, 0), (8, -84, 42, -64), (74, -50, 130, 4), (156, -104, 300, -100), (158, -70, 224, 0),
        (236, -70, 298, 0),
    ]),
    "grid": (r"\begin{pmatrix}a&b\\c&\end{pmatrix}", [
        (0, -125, 26, 65), (48, -95, 94, -50), (144, -120, 190, -50), (48, 5, 92, 50), (212, -125, 238, 65),
    ]),
    "pre_script": (r"{}^{14}_{6}C", [
        (70, -70, 136, 0), (10, -96, 28, -52), (36, -96, 62, -52), (36, -8, 62, 36),
    ]),
}
# fmt: on


def formulas() -> dict[str, str]:
    quadratic = r"x=\frac{-b\pm\sqrt{b^{2}-4ac}}{2a}", [box for _, box in BOXES]
    trees = FORMULAS | {"quadratic": quadratic}
    return {name: write_svg(tree(latex, boxes)) for name, (latex, boxes) in trees.items()}


def runner_up() -> str:
    """A 2 so low that Right is nearly as probable as Sup."""
    structure = tree("x^{2}y", [(0, -45, 50, 0), (80, -66, 112, -14), (140, -45, 188, 22)])
    probable = {"0": (0.98, None, None, 0.01), "1": (0.58, "0", Relation.RIGHT, 0.40)}
    probable["2"] = (0.93, "1", Relation.RIGHT, 0.05)
    evidence = {
        name: Evidence(math.log(own), RunnerUp(parent, relation, math.log(other)))
        for name, (own, parent, relation, other) in probable.items()
    }
    return write_svg(replace(structure, evidence=evidence, log_prob=math.log(0.56)))


def symbol_classes() -> str:
    """A symbol of each class between the lines that a typesetter draws."""
    boxes = [(0, -45, 50, 0), (75, -45, 125, 22), (150, -70, 200, 0), (225, -85, 315, 30)]
    structure = tree(r"xyb\sum", boxes)
    scale = Scale.of(structure.expression)
    lines = []
    for name, y in (("ascender", -70), ("x-height", -45), ("baseline", 0), ("descender", 22)):
        (left, height), (right, _) = scale.point(-10, y), scale.point(320, y)
        lines.append(dashes(left, height, right, height) + words(right + 6, height + 4, name))
    return over(write_svg(structure), lines)


def context() -> str:
    """Superscripts of one line align, however their parents stand."""
    b, plus, q = (0, -70, 46, 0), (112, -50, 168, 4), (190, -45, 240, 22)
    scripts = (54, -96, 90, -64), (248, -96, 284, -64)
    structure = tree("b^{n}+q^{n}", [b, scripts[0], plus, q, scripts[1]])
    scale = Scale.of(structure.expression)
    height = scale.point(0, -80)[1]
    marks = [dashes(0, height, scale.point(306, 0)[0], height)]
    for (_, top, right, bottom), script in zip((b, q), scripts, strict=True):
        x, level = scale.point(script[2] + 10, (top + bottom) / 2)
        marks += [dashes(scale.point(right, 0)[0], level, x, level), arrow(x, level, x, height)]
    return over(write_svg(structure), marks)


def bounding_box() -> str:
    """The four numbers of a box, and what is computed from them."""
    l, t, r, b = 110, 50, 190, 170
    return page(
        360,
        210,
        [
            f'<g class="{css_name(SymbolClass.RISING)}"><rect class="lm-box" {sides(l, t, r, b)}/></g>',
            f'<path class="lm-pen" d="M130 {t}L{l} {b}M120 110Q176 60 176 110Q170 150 {r} {b}"/>',
            dashes(l, 20, l, t) + words(l - 4, 16, "l"),
            dashes(r, 20, r, t) + words(r - 4, 16, "r"),
            dashes(60, t, l, t) + words(46, t + 4, "t"),
            dashes(60, b, l, b) + words(46, b + 4, "b"),
            dashes(l, 190, r, 190) + words((l + r) / 2 - 16, 204, "width"),
            dashes(210, t, 210, b) + words(218, (t + b) / 2 + 4, "height"),
            f'<circle cx="{(l + r) / 2}" cy="{(t + b) / 2}" r="4" class="lm-glyph"/>',
            dashes(60, (t + b) / 2, (l + r) / 2, (t + b) / 2) + words(20, (t + b) / 2 + 4, "centre"),
            arrow(300, 30, 340, 30) + words(344, 34, "x"),
            arrow(300, 30, 300, 70) + words(297, 86, "y"),
        ],
    )


def relations() -> str:
    """The eight places around a parent."""
    places = {
        Relation.PRE_SUP: (40, 20, 120, 54),
        Relation.ABOVE: (135, 20, 225, 54),
        Relation.SUP: (240, 20, 320, 54),
        Relation.INSIDE: (145, 88, 215, 122),
        Relation.RIGHT: (240, 88, 320, 122),
        Relation.PRE_SUB: (40, 156, 120, 190),
        Relation.BELOW: (135, 156, 225, 190),
        Relation.SUB: (240, 156, 320, 190),
    }
    parent = f'<g class="lm-none"><rect class="lm-box" {sides(135, 62, 225, 148)}/></g>'
    return page(
        360,
        210,
        [
            parent + words(160, 78, "parent"),
            *(
                f'<g class="{css_name(relation)}"><rect class="lm-box" {sides(l, t, r, b)}/></g>'
                + words((l + r) / 2, (t + b) / 2 + 4, relation.value, middle=True)
                for relation, (l, t, r, b) in places.items()
            ),
        ],
    )


def label_graph() -> str:
    """x² as ink and as a graph over its strokes."""
    places = {"0": (230, 50), "1": (230, 150), "2": (330, 50)}
    parts = [
        '<path class="lm-pen" d="M30 80Q60 76 70 110Q82 150 104 146"/>' + words(16, 78, "0"),
        '<path class="lm-pen" d="M100 84Q70 106 34 148"/>' + words(22, 162, "1"),
        '<path class="lm-pen" d="M112 44Q124 24 136 38Q140 54 112 74L142 74"/>' + words(146, 44, "2"),
        arrow(246, 50, 314, 50, Relation.SUP) + arrow(241, 139, 319, 61, Relation.SUP),
        words(270, 44, "Sup") + words(288, 108, "Sup"),
        arrow(226, 66, 226, 134) + arrow(234, 134, 234, 66) + words(212, 104, "x"),
    ]
    for name, (x, y) in places.items():
        parts.append(f'<g class="lm-none"><circle class="lm-box" cx="{x}" cy="{y}" r="14"/></g>')
        parts.append(words(x, y + 4, name, middle=True))
        parts.append(words(x, y + (-20 if y < 100 else 30), "x" if name < "2" else "2", middle=True))
    return page(380, 200, parts)


# ---- drawing ----


def page(width: float, height: float, parts: Iterable[str]) -> str:
    size = f'width="{width}" height="{height}"'
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
    paper = f'<rect class="lm-paper" {size}/>'
    return "\n".join([start, style(), paper, *parts, "</svg>\n"])


def over(picture: str, parts: Iterable[str]) -> str:
    return picture.replace("</svg>", "\n".join([*parts, "</svg>"]))


def sides(l: float, t: float, r: float, b: float) -> str:
    return f'x="{l}" y="{t}" width="{r - l}" height="{b - t}" rx="2"'


def dashes(x: float, y: float, to_x: float, to_y: float) -> str:
    path = f"M{x:.2f} {y:.2f}L{to_x:.2f} {to_y:.2f}"
    return f'<path class="lm-grid lm-none" d="{path}"/>'


def arrow(x: float, y: float, to_x: float, to_y: float, relation: Relation | None = None) -> str:
    turn = math.atan2(to_y - y, to_x - x)
    ends = [
        f"{to_x - 8 * math.cos(turn + side):.2f} {to_y - 8 * math.sin(turn + side):.2f}"
        for side in (-0.4, 0.4)
    ]
    return (
        f'<g class="{css_name(relation)}"><path class="lm-arrow" d="M{x:.2f} {y:.2f}L{to_x:.2f} {to_y:.2f}"/>'
        f'<path class="lm-head" d="M{ends[0]}L{to_x:.2f} {to_y:.2f}L{ends[1]}Z"/></g>'
    )


def words(x: float, y: float, text: str, *, middle: bool = False) -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<g class="lm-legend"><text x="{x:.2f}" y="{y:.2f}"{anchor}>{text}</text></g>'


if __name__ == "__main__":
    pictures = formulas() | {
        draw.__name__: draw()
        for draw in (runner_up, symbol_classes, context, bounding_box, relations, label_graph)
    }
    for name, text in pictures.items():
        Path(__file__).with_name(f"{name}.svg").write_text(text, encoding="utf-8")
