r"""The kinds of errors, drawn: what is true beside what is found, over boxes of our own making.

    python evaluation/recreations.py

Draws the ten most frequent kinds of errors on CROHME 2013 into ``docs/pictures/errors.svg``. The formulas
are small re-creations, typed by hand: the data on which the errors were counted may not be shown. Lengths are
hundredths of an em, the baseline is y = 0 and a small letter 45 high.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from recording import PICTURES, run

from layoutmath import BaselineStructure, BoundingBox, Relation, read_latex
from layoutmath.evaluate.causes import INNER, OTHER, OUTER
from layoutmath.exporters import write_svg
from layoutmath.exporters.svg.arrows import arrow_curve
from layoutmath.exporters.svg.legend import legend, style
from layoutmath.exporters.svg.scene import Scale, node_boxes
from layoutmath.symbols import SymbolClass

SHOWN = 10
SEEN = {"given": "labels given", "ink": "labels hidden"}
"""The runs of the default classifier on CROHME 2013 whose errors are counted."""

Kind = tuple[str, str, str]
"""True relation, what was found instead, and the group of the parent's label or where it was put."""

RIGHT, SUP, SUB, ABOVE, BELOW, INSIDE = list(Relation)[:6]
Places = Mapping[int, tuple[int, Relation]]
"""Parent and relation of symbols, all by their position in the LaTeX."""


@dataclass(frozen=True)
class Recreation:
    """A formula with boxes in the order of its LaTeX, the places that the parser gets wrong, and why.

    ``true`` are places that LaTeX would not have.
    """

    latex: str
    boxes: tuple[tuple[float, float, float, float], ...]
    wrong: Places
    why: str
    true: Places = field(default_factory=dict)


RECREATIONS: dict[Kind, Recreation] = {
    ("Right", "Sub", "letter"): Recreation(
        "Gzt",
        ((0, -75, 60, 5), (68, -28, 104, 18), (116, -60, 140, 4)),
        {1: (0, SUB), 2: (0, RIGHT)},
        "a small letter after a capital stands low, as a subscript would. Often only the meaning tells, and"
        " some truths are annotated either way.",
    ),
    ("Sub", "Right", "letter"): Recreation(
        "T_{0}=V",
        ((0, -75, 58, 0), (62, -46, 92, 8), (112, -40, 150, -22), (168, -72, 222, 0)),
        {1: (0, RIGHT), 2: (1, RIGHT)},
        "the subscript is nearly as large as its base and hardly lower.",
    ),
    ("Sub", "Below", "big operator"): Recreation(
        r"\int_{a}xt",
        ((0, -95, 46, 35), (20, 34, 46, 60), (64, -45, 106, 0), (118, -60, 140, 2)),
        {1: (0, BELOW)},
        "the limit stands half below and half beside the operator; writers annotate both. In any convention"
        " it counts as right.",
    ),
    ("Sup", "Above", "big operator"): Recreation(
        r"\int^{b}xt",
        ((0, -95, 46, 35), (26, -136, 50, -100), (64, -45, 106, 0), (118, -60, 140, 2)),
        {1: (0, ABOVE)},
        "the same for the upper limit.",
    ),
    ("Right", INNER, "any symbol"): Recreation(
        "k_{B}T+1",
        ((0, -75, 44, 0), (48, -14, 80, 32), (92, -48, 132, 12), (146, -42, 186, 2), (200, -68, 216, 2)),
        {2: (1, RIGHT), 3: (0, RIGHT)},
        "what follows a script starts so near it, or so small, that the script seems to go on.",
    ),
    ("Right", OUTER, "any symbol"): Recreation(
        "u_{n+1}=x",
        (
            (0, -45, 44, 0),
            (46, 0, 76, 28),
            (84, -22, 114, 10),
            (122, -32, 136, 12),
            (158, -34, 196, -14),
            (214, -45, 256, 0),
        ),
        {2: (0, RIGHT), 4: (3, RIGHT)},
        "a script climbs back to the line while it is written.",
    ),
    ("Right", "Sup", "letter"): Recreation(
        r"\mu Pa",
        ((0, -42, 46, 30), (58, -88, 104, -14), (114, -44, 154, -6)),
        {1: (0, SUP)},
        "a tall letter after one that descends, or on a line that climbs, stands as high as a superscript.",
    ),
    ("Sup", "Right", "letter"): Recreation(
        "V^{j}t",
        ((0, -70, 58, 0), (66, -82, 90, -8), (104, -60, 128, 2)),
        {1: (0, RIGHT), 2: (1, RIGHT)},
        "the superscript is large and hardly raised; `j` and `p` reach down to the line.",
    ),
    ("Sub", "Inside", "letter"): Recreation(
        "T_{0}+1",
        ((0, -75, 84, 8), (54, -36, 82, 10), (104, -42, 144, 0), (160, -66, 176, 2)),
        {1: (0, INSIDE)},
        "the subscript stands under the roof of its base, as a radicand does.",
    ),
    ("Right", "Inside", "letter"): Recreation(
        "To=1",
        ((0, -75, 84, 6), (50, -38, 90, 4), (108, -36, 146, -16), (164, -66, 180, 2)),
        {1: (0, INSIDE), 2: (0, RIGHT)},
        "the letter stands under the roof of the one before, as a radicand does.",
    ),
    ("Below", "Sub", "big operator"): Recreation(
        r"\sum_{k}x",
        ((0, -80, 80, 20), (66, 22, 90, 58), (108, -45, 150, 0)),
        {1: (0, SUB)},
        "the limit below slipped to the right; in any convention it counts as right.",
    ),
    ("Above", "Sup", "big operator"): Recreation(
        r"\sum^{n}x",
        ((0, -80, 80, 20), (64, -112, 96, -84), (108, -45, 150, 0)),
        {1: (0, SUP)},
        "the limit above slipped to the right; in any convention it counts as right.",
    ),
    ("Sub", "Below", "function name"): Recreation(
        r"\lim_{x}y",
        ((0, -70, 96, 0), (64, 6, 92, 32), (112, -45, 152, 20)),
        {1: (0, BELOW)},
        "the limit is annotated as a subscript, though it stands below; in any convention this is right.",
        {1: (0, SUB)},
    ),
    ("Right", "Sup", "digit"): Recreation(
        "10x",
        ((0, -68, 14, 4), (22, -86, 54, -36), (64, -45, 106, 0)),
        {1: (0, SUP), 2: (0, RIGHT)},
        "digits of one number are of different size, or climb.",
    ),
    ("Sub", "Right", "digit"): Recreation(
        "11_{2}",
        ((0, -70, 12, 0), (24, -70, 36, 0), (48, -44, 78, 8)),
        {2: (1, RIGHT)},
        "a number in another base than ten: the subscript is hardly lower.",
    ),
    ("Right", OTHER, "any symbol"): Recreation(
        r"\frac{2}{3}H",
        ((0, -24, 46, -20), (8, -84, 36, -34), (8, -4, 38, 48), (58, -8, 104, 54)),
        {3: (2, RIGHT)},
        "two places are on the same level, and the nearer one is not the right one.",
    ),
}


def placed(recreation: Recreation, changes: Places) -> BaselineStructure:
    """The tree of the LaTeX with some symbols at other places."""
    structure = read_latex(recreation.latex)
    symbols = tuple(
        replace(symbol, box=BoundingBox(*box))
        for symbol, box in zip(structure.expression.symbols, recreation.boxes, strict=True)
    )
    ids = [symbol.id for symbol in symbols]
    places = {r.child: (r.parent, r.relation) for r in structure.relationships()}
    places |= {ids[child]: (ids[parent], relation) for child, (parent, relation) in changes.items()}
    expression = replace(structure.expression, symbols=symbols)
    triples = [(parent, child, relation) for child, (parent, relation) in places.items()]
    return BaselineStructure.from_relations(expression, triples)


def marks(structure: BaselineStructure, wrong: Places) -> Iterator[str]:
    """A frame around every symbol at a wrong place, and the edge that leads to it."""
    scale = Scale.of(structure.expression)
    boxes = list(node_boxes(structure, scale).values())
    everything = np.array([tuple(box) for box in boxes])
    for child, (parent, relation) in wrong.items():
        if relation is RIGHT:
            curve = np.linspace((boxes[parent].r, boxes[parent].centre[1]), boxes[child].centre, 4)
        else:
            curve = arrow_curve(relation, boxes[parent], boxes[child], everything)
        points = " ".join(f"{x:.1f} {y:.1f}" for x, y in curve[1:])
        yield f'<path class="wrong edge" d="M{curve[0][0]:.1f} {curve[0][1]:.1f}C{points}"/>'
        l, t, r, b = boxes[child]
        side = f'x="{l - 3:.1f}" y="{t - 3:.1f}" width="{r - l + 6:.1f}" height="{b - t + 6:.1f}"'
        yield f'<rect class="wrong" {side} rx="4"/>'


COLUMN, HEADING, GAP, SCALE = 330.0, 24.0, 14.0, 0.7
WRONG = (
    "<style>.wrong{fill:none;stroke:#dc2626;stroke-width:2.5}.edge{stroke-width:9;stroke-opacity:.3}</style>"
)


def inner(picture: str, over: Iterator[str], x: float, y: float) -> tuple[str, float]:
    """A picture of ``write_svg`` without its legend and style, at a place of the sheet, and its height."""
    body, _, key = picture.rpartition('<g class="lm-legend">')
    l, t, *_ = map(float, re.findall(r'viewBox="([^"]+)"', body)[0].split())
    bottom = float(re.findall(r"translate\(\S+ ([^)]+)\)", key)[0]) - 20
    _, _, shapes = body.partition("</style>")
    shapes = re.sub(r'<rect class="lm-paper"[^>]*>', "", shapes)
    width, height = (COLUMN - GAP) / SCALE, bottom - t
    place = f'x="{x}" y="{y:.1f}" width="{COLUMN - GAP}" height="{height * SCALE:.1f}"'
    frame = f'<svg {place} viewBox="{l:.1f} {t:.1f} {width:.1f} {height:.1f}">'
    return "\n".join([frame, shapes.strip(), *over, "</svg>"]), height * SCALE


def text(x: float, y: float, words: str, weight: str = "normal") -> str:
    return f'<g class="lm-legend"><text x="{x}" y="{y:.1f}" font-weight="{weight}">{words}</text></g>'


def sheet(found: list[Kind]) -> str:
    """All kinds one below the other, the truth on the left, the result on the right."""
    parts, y = [text(GAP, 22, "true", "bold"), text(COLUMN, 22, "found", "bold")], 34.0
    relations: set[Relation] = set()
    classes: set[SymbolClass | None] = set()
    for number, kind in enumerate(found, 1):
        parts.append(text(GAP, y + 16, f"{number}. {title(kind)}"))
        y += HEADING
        recreation = RECREATIONS.get(kind)
        if recreation is None:
            continue
        tall = 0.0
        for column, changes in enumerate((recreation.true, recreation.wrong)):
            structure = placed(recreation, changes)
            relations |= {relationship.relation for relationship in structure.relationships()}
            over = marks(structure, changes) if column else iter(())
            drawn, height = inner(write_svg(structure), over, COLUMN * column, y)
            parts.append(drawn)
            tall = max(tall, height)
        y += tall + GAP
    key, height = legend(relations, classes, (), (GAP, y), 2 * COLUMN)
    size = f'width="{2 * COLUMN:.0f}" height="{y + height + GAP:.0f}"'
    box = f'viewBox="0 0 {2 * COLUMN:.0f} {y + height + GAP:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {box}>',
            "<title>Kinds of errors, the most frequent first: what is true, what is found</title>",
            style() + WRONG,
            f'<rect class="lm-paper" {size}/>',
            *parts,
            key,
            "</svg>\n",
        ]
    )


def frequent() -> dict[Kind, dict[str, int]]:
    """How often each kind of error is the cause of others, by what was seen; frequent kinds first."""
    counts: dict[Kind, dict[str, int]] = {}
    for sees in SEEN:
        for row in run(f"crohme2013-default-{sees}")["causes"]:
            kind = row["true"], row["found"], row["parent"]
            counts.setdefault(kind, dict.fromkeys(SEEN, 0))[sees] = row["count"]
    return dict(sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0])))


def title(kind: Kind) -> str:
    """The kind in words.

    >>> title(("Sub", "Below", "big operator")), title(("Right", INNER, "any symbol"))
    ('Sub of a large operator found Below it', 'Right, attached to an inner baseline instead')
    """
    true, found, symbol = kind
    if found in (INNER, OUTER, OTHER):
        article = "a" if found == "other baseline" else "an"
        where = found.replace("other", "different") if found == OTHER else found
        return f"{true}, attached to {article} {where} instead"
    if true == "root":
        return f"root of the tree, found {found}"
    return f"{true} of a {symbol}, found {found}"


def main() -> None:
    (PICTURES / "errors.svg").write_text(sheet(list(frequent())[:SHOWN]), encoding="utf-8")


if __name__ == "__main__":
    main()
