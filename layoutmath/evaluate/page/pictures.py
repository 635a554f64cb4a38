"""Trees to look at: as pictures over boxes or ink, or drawn with text where there is neither."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from layoutmath.evaluate.examples import Example
from layoutmath.evaluate.page.differences import differences
from layoutmath.evaluate.page.mathematics import formula
from layoutmath.exporters import write_latex, write_svg
from layoutmath.exporters.svg import Marking
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import Ink
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure

WIDE = 640  # pixels: of two trees, one this wide stands above the other

_START, _END = "\ue000", "\ue001"  # around marked labels; for private use, so that no label has them


@dataclass(frozen=True, slots=True)
class View:
    """One tree: ``picture`` is an address with the SVG in it, else ``tree_html`` has the tree as text.

    ``tree_html`` and ``formula_html`` are HTML, everything in them escaped.
    """

    title: str
    latex: str
    formula_html: str
    picture: str = ""
    description: str = ""
    width: int = 0
    height: int = 0
    tree_html: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An example on the page; ``misplaced`` counts symbols of the truth, ``extra`` nodes that it has not."""

    name: str
    symbols: int
    misplaced: int
    extra: int
    views: tuple[View, ...]
    sentences: tuple[str, ...]

    @property
    def is_wide(self) -> bool:
        return any(view.width > WIDE for view in self.views)


def shown(example: Example) -> Shown:
    """Truth and result of an example, with what is wrong marked.

    What one of them has not (boxes and strokes, hidden labels) is taken from the other.
    """
    found = differences(example)
    of_truth = {true_id: node for node, true_id in found.matched.items()}
    truth = _completed(example.truth, example.result, of_truth)
    result = _completed(example.result, example.truth, found.matched)
    return Shown(
        example.scores.name,
        example.scores.symbols,
        example.scores.errors,
        len(found.misplaced - found.matched.keys()),
        (
            _view("truth", truth, found.missed, Marking.BELONGS),
            _view("result", result, found.misplaced, Marking.WRONG),
        ),
        found.sentences,
    )


def sample() -> View:
    """A small tree for those who have never seen one."""
    boxes = [
        ("x", (0, 40, 40, 80)),
        ("2", (44, 8, 66, 40)),
        ("+", (80, 42, 116, 78)),
        ("y", (130, 40, 170, 98)),
    ]
    triples = [("0", "1", Relation.SUP), ("0", "2", Relation.RIGHT), ("2", "3", Relation.RIGHT)]
    tree = BaselineStructure.from_relations(Expression.from_boxes(boxes, name="an example"), triples)
    return _view("symbol layout tree", tree, (), Marking.WRONG)


def _view(title: str, tree: BaselineStructure, marked: Collection[str], marking: Marking) -> View:
    latex = write_latex(tree)
    view = View(title, latex, formula(tree, marked))
    if any(symbol.box is None for symbol in tree.expression.symbols):
        return replace(view, tree_html=_tree_html(tree, marked))
    svg = write_svg(tree, marked=marked, marking=marking)
    width, height = (round(float(side)) for side in re.findall(r' (?:width|height)="([\d.]+)"', svg)[:2])
    described = re.search("<desc>(.*?)</desc>", svg, re.DOTALL)
    return replace(
        view,
        picture="data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii"),
        description=html.unescape(described[1]) if described else "",
        width=width,
        height=height,
    )


def _tree_html(tree: BaselineStructure, marked: Collection[str]) -> str:
    """The tree drawn with text, with ``mark`` elements around the labels of marked symbols."""

    def label(symbol: Symbol) -> str:
        text = f"□{symbol.id}" if symbol.best_label is None else symbol.best_label
        text = text.replace(_START, "").replace(_END, "")
        return f"{_START}{text}{_END}" if symbol.id in marked else text

    symbols = tuple(replace(symbol, label=label(symbol)) for symbol in tree.expression.symbols)
    drawn = replace(tree, expression=replace(tree.expression, symbols=symbols), evidence={}).pretty()
    return html.escape(drawn).replace(_START, "<mark>").replace(_END, "</mark>")


def _completed(
    tree: BaselineStructure, other: BaselineStructure, matched: Mapping[str, str]
) -> BaselineStructure:
    """The tree with labels where it has none, and boxes and strokes where it lacks boxes, from the other."""
    others = {symbol.id: symbol for symbol in other.expression.symbols}
    lacks_boxes = any(symbol.box is None for symbol in tree.expression.symbols)
    ink = (lacks_boxes and other.expression.ink) or tree.expression.ink
    symbols = []
    for symbol in tree.expression.symbols:
        twin = others.get(matched.get(symbol.id, ""))
        label = symbol.label
        if symbol.best_label is None and twin is not None:
            label = twin.best_label
        primitives, box = symbol.primitives, symbol.box
        if lacks_boxes:
            primitives = primitives or (twin.primitives if twin else ())
            box = box or (twin and twin.box) or _box_of(primitives, ink)
        symbols.append(replace(symbol, label=label, box=box, primitives=primitives))
    return replace(tree, expression=replace(tree.expression, symbols=tuple(symbols), ink=ink))


def _box_of(primitives: Collection[str], ink: Ink | None) -> BoundingBox | None:
    """The box around a symbol's strokes, where all of them are known."""
    boxes = [stroke.box for stroke in (ink.strokes if ink else ()) if stroke.id in primitives]
    return BoundingBox.around(boxes) if boxes and len(boxes) == len(primitives) else None
