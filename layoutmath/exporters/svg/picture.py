"""A picture of a symbol layout tree: boxes, baselines and relations over the input."""

from __future__ import annotations

import enum
import itertools
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from layoutmath.exporters.svg.arrows import Points, arrow_curve, point_on
from layoutmath.exporters.svg.glyphs import escaped, glyph, number, readable
from layoutmath.exporters.svg.legend import css_name, legend, style, text_width
from layoutmath.exporters.svg.scene import Scale, baselines, node_boxes
from layoutmath.expression import Symbol
from layoutmath.geometry import BoundingBox, boxes_array
from layoutmath.ink import Stroke
from layoutmath.relation import Relation
from layoutmath.relationship import Context
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass, label_shape

SURE = 0.8  # relations less probable than this are dashed, paler, and say how probable they are
MARGIN = 14.0  # pixels around everything
NARROWEST = 360.0  # pixels of the whole picture: the legend needs them
MARK = 'fill="none" stroke="#dc2626" stroke-width="2.5"'  # on light and on dark paper
ROOT_ARROW = 26.0  # pixels of the arrow into the root


class Marking(enum.Enum):
    """In what colour places are marked, on light and on dark paper, and why."""

    WRONG = "#dc2626"
    BELONGS = "#16a34a"

    @property
    def remark(self) -> str:
        """What the legend says."""
        return "red: wrong place" if self is Marking.WRONG else "green: where it belongs"


def write_svg(
    structure: BaselineStructure,
    *,
    explained: str | None = None,
    remarks: Sequence[str] = (),
    marked: Collection[str] = (),
    marking: Marking = Marking.WRONG,
) -> str:
    """The tree as a self-contained SVG picture over its symbols' boxes, or over the ink where there is some.

    Boxes are tinted by symbol class. A baseline is a ribbon through its symbols, in the colour of the
    relation that it hangs by; every other relation is an arrow from parent to child. What the parser gave a
    probability below :data:`SURE` is a dashed arrow with that probability. Each symbol's tooltip tells its
    class, its place and the runner-up. The picture follows the viewer's choice of light or dark.

    The symbol with the id ``explained`` is marked, with a solid arrow to its place and a dashed one to its
    runner-up, and ``remarks`` are told below. The symbols and grids with the ids ``marked`` have a frame and
    a solid arrow to their place in the colour of ``marking``, whatever the relation.

    Raises InputError when a symbol has no box: there is nothing to draw over.

    >>> from layoutmath.expression import Expression
    >>> square = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))], name="square")
    >>> tree = BaselineStructure.from_relations(square, [("0", "1", Relation.SUP)])
    >>> print("\\n".join(write_svg(tree).splitlines()[1:3]))
    <title>Symbol layout tree of square (2 symbols)</title>
    <desc>Baseline: x. Sup of x (id 0): 2.</desc>
    """
    scale = Scale.of(structure.expression)
    boxes = node_boxes(structure, scale)
    contexts = structure.contexts()
    links = _links(structure, boxes, explained, marked)
    ink = structure.expression.ink
    whole = BoundingBox.around(
        [
            *boxes.values(),
            *(scale.box(stroke.box) for stroke in (ink.strokes if ink else ())),
            *(link.extent for link in links),
        ]
        or [BoundingBox(0, 0, 0, 0)]
    )
    told = [*remarks, *([marking.remark] if marked else ()), *_remarks(structure, links)]
    widest = max(map(text_width, remarks), default=0.0)
    width = max(whole.width, widest, NARROWEST - 2 * MARGIN) + 2 * MARGIN
    key, key_height = legend(
        {relationship.relation for relationship in structure.relationships()},
        {_symbol_class(context) for context in contexts.values()},
        told,
        (whole.l, whole.b + MARGIN),
        width - 2 * MARGIN,
    )
    l, t = whole.l - MARGIN, whole.t - MARGIN
    page = BoundingBox(l, t, l + width, whole.b + key_height + 2 * MARGIN)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{number(page.width)}"'
            f' height="{number(page.height)}" viewBox="{_point((l, t, page.width, page.height))}">',
            f"<title>{escaped(_title(structure))}</title>",
            f"<desc>{escaped(_description(structure))}</desc>",
            style(),
            f'<rect class="lm-paper" {_sides(page)}/>',
            *_ribbons(structure, boxes),
            *_symbols(structure, scale, boxes, contexts),
            *(f'<rect {MARK} {_sides(box)} rx="2"/>' for node, box in boxes.items() if node == explained),
            *(
                f'<rect fill="none" stroke="{marking.value}" stroke-width="2.5" {_sides(box)} rx="2"/>'
                for node, box in boxes.items()
                if node in marked
            ),
            *_grids(structure, boxes),
            *(_arrow(link, marking) for link in links),
            *_probabilities(links, boxes.values()),
            key,
            "</svg>\n",
        ]
    )


@dataclass(frozen=True, slots=True)
class _Link:
    """An arrow: its curve, how probable it is (None: stated by a truth), what its tooltip says, whether it is
    solid, and whether it is marked."""

    relation: Relation
    curve: Points
    probability: float | None
    title: str
    sure: bool
    marked: bool = False

    @property
    def extent(self) -> BoundingBox:
        points = [point_on(self.curve, share) for share in np.linspace(0, 1, 9)]
        return BoundingBox.around(BoundingBox(x - 4, y - 4, x + 4, y + 4) for x, y in points)


def _links(
    structure: BaselineStructure,
    boxes: Mapping[str, BoundingBox],
    explained: str | None,
    marked: Collection[str],
) -> list[_Link]:
    """The arrow into the root, and one for each relation that no ribbon shows or that is marked; of the
    explained symbol also the one that might have been."""
    names = _names(structure)
    everything = boxes_array(boxes.values())
    links = []

    def link(child: str, parent: str | None, relation: Relation, log_prob: float | None) -> _Link:
        box = boxes[child]
        if parent is None:
            x, y = box.l, box.centre[1]
            curve = np.linspace((x - ROOT_ARROW, y), (x - 2, y), 4)
            title = f"{names[child]} is the root"
        else:
            curve = arrow_curve(relation, boxes[parent], box, everything)
            title = f"{names[child]}: {relation.value} of {names[parent]}"
        probability = None if log_prob is None else math.exp(log_prob)
        return _Link(relation, curve, probability, title, _sure(log_prob))

    for node, parent, relation in structure.walk():
        if node.id not in boxes or (parent is not None and (relation is None or parent not in boxes)):
            continue
        evidence = structure.evidence.get(node.id)
        log_prob, other = (evidence.log_prob, evidence.runner_up) if evidence else (None, None)
        shown = node.id == explained or node.id in marked
        if relation is Relation.RIGHT and _sure(log_prob) and not shown:
            continue
        found = link(node.id, parent, relation or Relation.RIGHT, log_prob)
        links.append(replace(found, sure=True, marked=node.id in marked) if shown else found)
        if other and node.id == explained and (other.parent is None or other.relation):
            rival = link(node.id, other.parent, other.relation or Relation.RIGHT, other.log_prob)
            links.append(replace(rival, sure=False))
    return links


def _sure(log_prob: float | None) -> bool:
    return log_prob is None or math.exp(log_prob) >= SURE


def _ribbons(structure: BaselineStructure, boxes: Mapping[str, BoundingBox]) -> Iterable[str]:
    for relation, ids in baselines(structure):
        line = [boxes[node] for node in ids if node in boxes]
        if line:
            path = f"M{_point((line[0].l, line[0].centre[1]))}L{_point(line[0].centre)}"
            for (x, y), (to_x, to_y) in itertools.pairwise(box.centre for box in line):
                middle = (x + to_x) / 2  # level at each symbol, a wave between them
                path += f"C{_point((middle, y))} {_point((middle, to_y))} {_point((to_x, to_y))}"
            path += f"L{_point((line[-1].r, line[-1].centre[1]))}"
            yield f'<path class="lm-baseline {css_name(relation or Relation.RIGHT)}" d="{path}"/>'


def _symbols(
    structure: BaselineStructure,
    scale: Scale,
    boxes: Mapping[str, BoundingBox],
    contexts: Mapping[str, Context],
) -> Iterable[str]:
    """Large boxes first, so that the pointer reaches what they enclose."""
    ink = (
        {stroke.id: stroke for stroke in structure.expression.ink.strokes} if structure.expression.ink else {}
    )
    names = _names(structure)

    def area(symbol: Symbol) -> float:
        return boxes[symbol.id].width * boxes[symbol.id].height

    for symbol in sorted(structure.expression.symbols, key=area, reverse=True):
        box, context = boxes[symbol.id], contexts[symbol.id]
        strokes = [ink.pop(primitive) for primitive in symbol.primitives if primitive in ink]
        yield (
            f'<g class="{css_name(_symbol_class(context))}">'
            f"<title>{escaped(_tooltip(structure, context, names))}</title>"
            f'<rect class="lm-box" {_sides(box)} rx="2"/>'
            f"{_pen(strokes, scale) if strokes else _label(symbol, box)}</g>"
        )
    if ink:
        yield f'<g class="lm-faint">{_pen(ink.values(), scale)}</g>'


def _grids(structure: BaselineStructure, boxes: Mapping[str, BoundingBox]) -> Iterable[str]:
    for grid in structure.grids.values():
        if grid.id in boxes:
            rows, columns = len(grid.rows), max(map(len, grid.rows), default=0)
            yield (
                f'<g class="{css_name(None)}"><title>grid {escaped(grid.id)}: {rows} × {columns}</title>'
                f'<rect class="lm-grid" {_sides(boxes[grid.id])} rx="4"/></g>'
            )


def _arrow(link: _Link, marking: Marking) -> str:
    start, first, second, end = link.curve.tolist()
    direction = math.atan2(end[1] - second[1], end[0] - second[0])
    sides = [
        (end[0] - 8 * math.cos(direction + turn), end[1] - 8 * math.sin(direction + turn))
        for turn in (-0.4, 0.4)
    ]
    path = f"M{_point(start)}C{_point(first)} {_point(second)} {_point(end)}"
    doubt = "" if link.sure else " lm-unsure"
    probability = "" if link.probability is None else f", probability {link.probability:.2f}"
    colour = f' style="color:{marking.value}"' if link.marked else ""
    width = ' style="stroke-width:3"' if link.marked else ""
    return (
        f'<g class="{css_name(link.relation)}{doubt}"{colour}>'
        f"<title>{escaped(link.title)}{probability}</title>"
        f'<path class="lm-arrow"{width} d="{path}"/>'
        f'<path class="lm-head" d="{_polyline([*sides, end])}Z"/></g>'
    )


def _probabilities(links: Iterable[_Link], boxes: Iterable[BoundingBox]) -> Iterable[str]:
    """A number beside each unsure arrow, where it covers least."""
    taken = boxes_array(boxes)
    for link in links:
        if (link.sure and not link.marked) or link.probability is None:
            continue
        places = [point_on(link.curve, share) for share in (0.5, 0.25, 0.75)]
        beside = ((0, -10), (0, 10), (-16, 0), (16, 0))
        spots = [(x + across, y + down) for x, y in places for across, down in beside]
        rooms = [BoundingBox(x - 12, y - 6, x + 12, y + 6) for x, y in spots]
        covered = [round(_covered(room, taken), 6) for room in rooms]
        best = covered.index(min(covered))
        taken = np.vstack([taken, tuple(rooms[best])])
        x, y = spots[best]
        yield (
            f'<text class="lm-probability {css_name(link.relation)}" x="{number(x)}" y="{number(y + 4)}">'
            f"{link.probability:.2f}</text>"
        )


def _covered(room: BoundingBox, boxes: Points) -> float:
    """The area that a room shares with boxes, an (n, 4) array, in square pixels."""
    across = np.minimum(boxes[:, 2], room.r) - np.maximum(boxes[:, 0], room.l)
    down = np.minimum(boxes[:, 3], room.b) - np.maximum(boxes[:, 1], room.t)
    return float((across.clip(0) * down.clip(0)).sum())


def _pen(strokes: Iterable[Stroke], scale: Scale) -> str:
    """Strokes as one path; points that the eye cannot tell apart are left out."""
    parts = []
    for stroke in strokes:
        points: list[tuple[float, float]] = []
        for x, y in (scale.point(*point) for point in stroke.points):
            if not points or math.dist(points[-1], (x, y)) >= 0.5:
                points.append((x, y))
        parts.append(_polyline(points) + ("h0" if len(points) == 1 else ""))
    return f'<path class="lm-pen" d="{"".join(parts)}"/>'


def _label(symbol: Symbol, box: BoundingBox) -> str:
    """The label, the best guess in grey, or a square for an unknown one."""
    if symbol.best_label is not None:
        drawn = glyph(symbol.best_label, box)
        return drawn if symbol.label is not None else f'<g class="lm-faint">{drawn}</g>'
    inset = min(4.0, box.width / 4, box.height / 4)
    inner = BoundingBox(box.l + inset, box.t + inset, box.r - inset, box.b - inset)
    return f'<rect class="lm-square" {_sides(inner)}/>'


def _symbol_class(context: Context) -> SymbolClass | None:
    """The most probable class, else the one of the label."""
    label = context.symbol.best_label
    shape = label_shape(label) if label is not None else None
    return context.symbol_class or (shape.symbol_class if shape else None)


def _names(structure: BaselineStructure) -> dict[str, str]:
    names = {grid_id: f"grid {grid_id}" for grid_id in structure.grids}
    for symbol in structure.expression.symbols:
        label = symbol.best_label
        names[symbol.id] = f"{'□' if label is None else readable(label)} (id {symbol.id})"
    return names


def _tooltip(structure: BaselineStructure, context: Context, names: Mapping[str, str]) -> str:
    symbol = context.symbol
    lines = [names[symbol.id]]
    if symbol.candidates:
        guesses = (
            f"{readable(guess.label)} {math.exp(guess.log_prob):.2f}" for guess in symbol.candidates[:4]
        )
        lines.append("candidates: " + ", ".join(guesses))
    if context.classes:
        falling = sorted(context.classes.items(), key=lambda item: -item[1])
        lines.append("class: " + ", ".join(f"{kind.value} {share:.2f}" for kind, share in falling))
    elif kind := _symbol_class(context):
        lines.append(f"class: {kind.value}, by its label")
    evidence = structure.evidence.get(symbol.id)
    place = context.relationship
    text = f"{place.relation.value} of {names[place.parent]}" if place else "starts its baseline"
    lines.append(text + (f", probability {math.exp(evidence.log_prob):.2f}" if evidence else ""))
    if evidence and (other := evidence.runner_up):
        instead = (
            f"{other.relation.value} of {names[other.parent]}"
            if other.relation and other.parent
            else "the root"
        )
        lines.append(f"or {instead}, probability {math.exp(other.log_prob):.2f}")
    return "\n".join(lines)


def _title(structure: BaselineStructure) -> str:
    count = len(structure.expression)
    name = f" of {structure.expression.name}" if structure.expression.name else ""
    return f"Symbol layout tree{name} ({count} symbol{'s' * (count != 1)})"


def _description(structure: BaselineStructure) -> str:
    """The tree in words, one sentence per baseline, for those who listen to it."""
    names = _names(structure)
    plain = {
        symbol.id: readable(symbol.best_label)
        for symbol in structure.expression.symbols
        if symbol.best_label is not None
    }
    parents = {relationship.child: relationship.parent for relationship in structure.relationships()}
    sentences = []
    for relation, ids in baselines(structure):
        line = " ".join(plain.get(node, names[node]) for node in ids)
        place = f"{relation.value} of {names[parents[ids[0]]]}" if relation else "Baseline"
        sentences.append(f"{place}: {line}.")
    return " ".join(sentences)


def _remarks(structure: BaselineStructure, links: Iterable[_Link]) -> list[str]:
    remarks = []
    if not all(link.sure for link in links):
        remarks.append(f"dashed: less probable than {SURE}")
    if structure.log_prob is not None:
        remarks.append(f"probability of the whole tree: {math.exp(structure.log_prob):.2g}")
    return remarks


def _sides(box: BoundingBox) -> str:
    places = (("x", box.l), ("y", box.t), ("width", box.width), ("height", box.height))
    return " ".join(f'{name}="{number(value)}"' for name, value in places)


def _point(numbers: Iterable[float]) -> str:
    return " ".join(map(number, numbers))


def _polyline(points: Iterable[Iterable[float]]) -> str:
    return "M" + "L".join(map(_point, points))
