r"""Presentation MathML as relations between the symbols that its ids link to.

The conventions are those of CROHME (Mouchère, Viard-Gaudin, Zanibbi & Garain, ICFHR 2014): a script hangs
from the last symbol of its base, numerator and denominator from the bar, the radicand from the radical.
Element names: MathML 3 (W3C Recommendation, 2014), chapter 3.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from layoutmath.expression import Symbol
from layoutmath.relation import LIMITS, SCRIPTS, Relation
from layoutmath.structure import RelationTriple
from layoutmath.symbols import is_mark

SCRIPT_ELEMENTS = {
    "msub": (Relation.SUB,),
    "msup": (Relation.SUP,),
    "msubsup": (Relation.SUB, Relation.SUP),
    "munder": (Relation.BELOW,),
    "mover": (Relation.ABOVE,),
    "munderover": (Relation.BELOW, Relation.ABOVE),
}
"""The relations of the second child and, where there is one, the third to the first."""

ACCENT_KEYS = {Relation.ABOVE: "accent", Relation.BELOW: "accentunder"}
ONE_LINE = {"top": Relation.ABOVE, "bottom": Relation.BELOW}
"""Notations of ``menclose`` that are a line over or under a group."""

TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext"})
UNSEEN = frozenset({"annotation", "annotation-xml", "mphantom", "mspace", "none", "mprescripts"})
FIRST_PART_ONLY = frozenset({"semantics", "maction"})
INVISIBLE = "\u2061\u2062\u2063\u2064\u200b\xa0 \t\r\n"
"""Function application, invisible times, separator and plus, and spaces: nobody writes them."""

ARROWS = frozenset({r"\rightarrow", r"\leftarrow", r"\leftrightarrow"})
"""Over a group they are an accent, as that of an overrightarrow is."""


@dataclass(slots=True)
class Layout:
    """What MathML says about symbols: relations, grids, and the visible elements that no symbol links to."""

    relations: list[RelationTriple] = field(default_factory=list)
    grids: dict[str, list[list[str | None]]] = field(default_factory=dict)
    unlinked: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """Consecutive nodes of a baseline; ``waiting`` are scripts on an empty base: they are of what follows."""

    nodes: list[str] = field(default_factory=list)
    waiting: list[tuple[Relation, _Run]] = field(default_factory=list)


def mathml_layout(math: Element, symbols: Mapping[str, Symbol]) -> Layout:
    """Relations between symbols by a presentation MathML element; names without namespace prefixes.

    ``symbols`` are the symbols by the MathML id that they link to.

    >>> from xml.etree.ElementTree import fromstring
    >>> math = fromstring('<math><msup><mi id="x_1">x</mi><mn id="2_1">2</mn></msup></math>')
    >>> mathml_layout(math, {"x_1": Symbol("a", None, "x"), "2_1": Symbol("b", None, "2")}).relations
    [('a', 'b', <Relation.SUP: 'Sup'>)]
    """
    return _Converter(symbols).convert(math)


class _Converter:
    """One walk over one MathML tree, parts before the whole."""

    def __init__(self, symbols: Mapping[str, Symbol]) -> None:
        self.symbols = symbols
        self.labels = {symbol.id: symbol.label or "" for symbol in symbols.values()}
        self.layout = Layout()
        self.children: dict[str, list[tuple[Relation, str]]] = {}
        self.accents: set[str] = set()
        self.grid_ids: dict[Element, str] = {}

    def convert(self, math: Element) -> Layout:
        order, pending = [], [math]
        while pending:  # an explicit stack: some files nest an mrow per symbol
            element = pending.pop()
            order.append(element)
            pending.extend(reversed(_parts(element)))
        names = (name for number in itertools.count() if (name := f"G{number}") not in self.labels)
        self.grid_ids = dict(zip(filter(self.is_grid, order), names, strict=False))
        runs: dict[Element, _Run] = {}
        for element in reversed(order):
            runs[element] = self.run(element, [runs.pop(part) for part in _parts(element)])
        return self.layout

    def run(self, element: Element, parts: list[_Run]) -> _Run:
        tag = element.tag
        if tag in SCRIPT_ELEMENTS and parts:
            for relation, script in zip(SCRIPT_ELEMENTS[tag], parts[1:], strict=False):
                parts[0] = self.script(element, parts[0], script, relation)
            return parts[0]
        if tag == "mmultiscripts" and parts:
            return self.multiscripts(element, parts)
        if element in self.grid_ids:
            return self.grid(element, parts)
        if tag == "mfrac":
            return self.fraction(element, parts)
        if tag in ("msqrt", "mroot", "menclose"):
            return self.enclosure(element, parts)
        if tag in TOKENS:
            return self.token(element)
        return self.row(parts)

    def symbol_of(self, element: Element) -> str | None:
        """Id of the symbol that an element stands for; notes the element where there is none."""
        symbol = self.symbols.get(element.get("id", ""))
        if symbol is None:
            text = (element.text or "").strip()
            self.layout.unlinked.append(f"{element.tag} {text!r}" if text else element.tag)
        return symbol.id if symbol else None

    def is_grid(self, element: Element) -> bool:
        """A table, or a fraction without a bar: a binomial is a grid of two rows."""
        thickness = element.get("linethickness", "")
        no_bar = "0" in thickness and not set("123456789") & set(thickness)
        return element.tag == "mtable" or (element.tag == "mfrac" and no_bar)

    def hang(self, parent: str, run: _Run, relation: Relation) -> None:
        if run.nodes:
            self.layout.relations.append((parent, run.nodes[0], relation))
            self.children.setdefault(parent, []).append((relation, run.nodes[0]))

    def token(self, element: Element) -> _Run:
        if not (element.text or "").strip(INVISIBLE) and element.get("id", "") not in self.symbols:
            return _Run()
        symbol = self.symbol_of(element)
        return _Run([symbol] if symbol else [])

    def row(self, runs: Sequence[_Run]) -> _Run:
        joined = _Run()
        for run in runs:
            if run.nodes:
                for relation, script in joined.waiting:
                    self.hang(run.nodes[0], script, relation.before)
                joined.waiting = []
                if joined.nodes:
                    self.hang(joined.nodes[-1], run, Relation.RIGHT)
                joined.nodes += run.nodes
            joined.waiting += run.waiting
        if joined.nodes:  # nothing follows: TeX sets them as scripts of what stands before
            for relation, script in joined.waiting:
                self.hang(joined.nodes[-1], script, relation)
            joined.waiting = []
        return joined

    def script(self, element: Element, base: _Run, script: _Run, relation: Relation) -> _Run:
        if not base.nodes:
            waiting = [(relation, script)] if relation in SCRIPTS else []
            return _Run([], base.waiting + waiting)
        if relation in LIMITS and self.is_accent(element, script, relation):
            return self.accent(base, script, relation)
        node = base.nodes[-1]
        while relation in LIMITS and (inner := self.accent_of(node, relation)) is not None:
            node = inner  # a note over an accented symbol stands over the accent
        self.hang(node, script, relation)
        return base

    def is_accent(self, element: Element, script: _Run, side: Relation) -> bool:
        if len(script.nodes) != 1 or script.nodes[0] in self.children:
            return False
        label = self.labels.get(script.nodes[0])
        return is_mark(label, side) or label in ARROWS or element.get(ACCENT_KEYS[side]) == "true"

    def accent_of(self, node: str, relation: Relation) -> str | None:
        carried = (child for key, child in self.children.get(node, ()) if key is relation)
        return next((child for child in carried if child in self.accents), None)

    def accent(self, base: _Run, mark: _Run, relation: Relation) -> _Run:
        """An accent over one symbol hangs from it; over a group it is the node from which the group hangs."""
        node = base.nodes[-1]
        carries_scripts = any(child not in self.accents for _, child in self.children.get(node, ()))
        if len(base.nodes) > 1 or carries_scripts or node in self.layout.grids:
            self.hang(mark.nodes[0], base, relation.opposite)
            return mark
        self.accents.add(mark.nodes[0])
        while (inner := self.accent_of(node, relation)) is not None:
            node = inner
        self.hang(node, mark, relation)
        return base

    def multiscripts(self, element: Element, parts: list[_Run]) -> _Run:
        base, relations = parts[0], (Relation.SUB, Relation.SUP)
        split = next((i for i, part in enumerate(element) if part.tag == "mprescripts"), len(element))
        for index, (part, script) in enumerate(zip(list(element)[1:], parts[1:], strict=True), 1):
            if base.nodes and index < split:
                self.hang(base.nodes[-1], script, relations[(index - 1) % 2])
            elif base.nodes and part.tag != "mprescripts":
                self.hang(base.nodes[0], script, relations[(index - split - 1) % 2].before)
        return base

    def fraction(self, element: Element, parts: list[_Run]) -> _Run:
        bar = self.symbol_of(element)
        if bar is None or len(parts) != 2:
            return self.row(parts)
        if element.get("bevelled") == "true":
            return self.row([parts[0], _Run([bar]), parts[1]])
        self.hang(bar, parts[0], Relation.ABOVE)
        self.hang(bar, parts[1], Relation.BELOW)
        return _Run([bar])

    def enclosure(self, element: Element, parts: list[_Run]) -> _Run:
        index = parts.pop() if element.tag == "mroot" and len(parts) == 2 else _Run()
        inside = self.row(parts)
        sign = self.symbol_of(element)
        if sign is None:
            return inside
        line = ONE_LINE.get(element.get("notation", ""))
        if line is not None and inside.nodes:
            return self.accent(inside, _Run([sign]), line)
        self.hang(sign, inside, Relation.INSIDE)
        self.hang(sign, index, Relation.ABOVE)
        return _Run([sign])

    def grid(self, element: Element, parts: list[_Run]) -> _Run:
        sizes = [len(row) for row in element] if element.tag == "mtable" else [1] * len(parts)
        first = iter(part.nodes[0] if part.nodes else None for part in map(self.row, zip(parts)))
        rows = [list(itertools.islice(first, size)) for size in sizes]
        if not any(cell for cells in rows for cell in cells):
            return _Run()
        width = max(sizes)
        grid_id = self.grid_ids[element]
        self.layout.grids[grid_id] = [cells + [None] * (width - len(cells)) for cells in rows]
        return _Run([grid_id])


def _parts(element: Element) -> list[Element]:
    """The elements of which an element's picture consists: the cells of a table, all children of others."""
    if element.tag in UNSEEN or element.tag in TOKENS:
        return []
    if element.tag in FIRST_PART_ONLY:
        return list(element)[:1]
    if element.tag == "mtable":
        return [cell for row in element for cell in row]
    return list(element)
