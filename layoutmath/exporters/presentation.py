"""The elements of presentation MathML that a tree is written as."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from layoutmath.exporters.constructs import BARS, ConstructWriter, atom, character
from layoutmath.exporters.writer import Sign
from layoutmath.relation import PRE_SCRIPTS, SCRIPTS, Relation
from layoutmath.structure import Baseline, Grid, Node

MARKS = {
    # the characters that MathML Core stretches over what they mark (its operator dictionary, appendix B)
    ("-", Relation.ABOVE): "¯",
    ("-", Relation.BELOW): "_",
}
OPERATORS = ("binary", "relation", "punctuation", "inner", "open", "close", "big")


@dataclass(frozen=True, slots=True)
class Element:
    """An element with the symbols that it draws; a text among its parts is that of a token."""

    tag: str
    parts: tuple[str | Part, ...] = ()
    symbols: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def pieces(self) -> list[Sign | str | Part]:
        """A token element is one sign, any other stands for its symbols by its start tag."""
        stated = "".join(f' {name}="{html.escape(value)}"' for name, value in self.attributes.items())
        linked = f' data-symbols="{data_symbols(self.symbols)}"' if self.symbols else ""
        if not self.parts:
            return [Sign(f"<{self.tag}{stated}{linked}/>", self.symbols)]
        start, end = f"<{self.tag}{stated}{linked}>", f"</{self.tag}>"
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return [Sign(start + html.escape(self.parts[0]) + end, self.symbols)]
        return [Sign(start, self.symbols), *self.parts, end]


@dataclass(frozen=True, slots=True)
class Argument:
    """A baseline whose element has a name, to which the intent of an element around it refers."""

    line: Baseline
    name: str


Part = Element | Baseline | Argument
"""Exactly one element, or what is still to become one."""


def element(tag: str, *parts: str | Part, symbols: Iterable[str] = (), **attributes: str) -> Element:
    return Element(tag, parts, tuple(symbols), attributes)


def row_of(parts: Sequence[Part]) -> Part:
    """One element for several."""
    return parts[0] if len(parts) == 1 else element("mrow", *parts)


class PresentationWriter(ConstructWriter[Element | Argument, Part]):
    def start(self) -> list[Part]:
        xmlns = "http://www.w3.org/1998/Math/MathML"
        return [element("math", self.root, xmlns=xmlns, display="block")]

    def expand(self, part: Part) -> Sequence[str | Sign | Part]:
        if isinstance(part, Element):
            return part.pieces
        if isinstance(part, Argument):
            return [named(row_of(self.row(part.line.nodes)), part.name)]
        return [row_of(self.row(part.nodes))]

    def symbol(self, node: Node) -> Element:
        label = self.label(node)
        kind, text = atom(label), character(label)
        if label is not None and label.isdigit():
            return element("mn", text, symbols=[node.id])
        if label in BARS or label in ("-", r"\prime", "/", "!") or kind in OPERATORS:
            # limits stand where the tree says, whatever the style
            attributes = {"movablelimits": "false"} if kind == "big" else {}
            return element("mo", text, symbols=[node.id], **attributes)
        upright = len(text) == 1 and "Α" <= text <= "Ω"  # as TeX has capital Greek letters
        return element("mi", text, symbols=[node.id], **({"mathvariant": "normal"} if upright else {}))

    def number(self, nodes: Sequence[Node]) -> Element:
        text = "".join(self.label(node) or "" for node in nodes)
        return element("mn", text, symbols=[node.id for node in nodes])

    def word(self, nodes: Sequence[Node]) -> Element:
        text = "".join(self.label(node) or "" for node in nodes)
        return element("mi", text, symbols=[node.id for node in nodes])

    def grid(self, grid: Grid) -> Element:
        rows = [
            element("mtr", *(element("mtd", *([cell] if cell else [])) for cell in row)) for row in grid.rows
        ]
        return element("mtable", *rows, symbols=[grid.id])

    def fraction(self, bar: Node, above: Baseline, below: Baseline) -> Element:
        return element("mfrac", above, below, symbols=[bar.id])

    def radical(self, sign: Node, radicand: Baseline | None, index: Baseline | None) -> Element:
        inside = radicand or element("mrow")
        if index is not None:
            return element("mroot", inside, index, symbols=[sign.id])
        return element("msqrt", inside, symbols=[sign.id])

    def whole(self, line: Baseline) -> Part:
        return line

    def marked(self, core: Part, mark: Node, side: Relation) -> Element:
        r"""A mark over or under an element; arrows, bars and braces stretch over it."""
        label = self.label(mark) or ""
        drawn = element("mo", MARKS.get((label, side)) or character(label), symbols=[mark.id])
        if side is Relation.ABOVE:
            return element("mover", core, drawn, accent="true")
        return element("munder", core, drawn, accentunder="true")

    def enclosed(self, nodes: Sequence[Node], parts: Sequence[Part]) -> Element:
        return element("mrow", *parts, self.symbol(nodes[-1]))

    def scripted(self, core: Part, nested: Mapping[Relation, Baseline], nodes: Sequence[Node]) -> Part:
        """What is inside, then limits and notes, then scripts, and pre-scripts around all."""
        if Relation.INSIDE in nested:
            core = element("mrow", core, nested[Relation.INSIDE])
        over, under = nested.get(Relation.ABOVE), nested.get(Relation.BELOW)
        if under and over:
            core = element("munderover", core, under, over)
        elif under:
            core = element("munder", core, under)
        elif over:
            core = element("mover", core, over)
        sup, sub = (nested.get(side) for side in SCRIPTS)
        pre_sup, pre_sub = (nested.get(side) for side in PRE_SCRIPTS)
        if pre_sup or pre_sub:
            empty = element("mrow")
            after = [sub or empty, sup or empty] if sub or sup else []
            before = [Element("mprescripts"), pre_sub or empty, pre_sup or empty]
            return element("mmultiscripts", core, *after, *before)
        if sub and sup:
            return element("msubsup", core, sub, sup)
        if sub:
            return element("msub", core, sub)
        return element("msup", core, sup) if sup else core


def named(part: Part, name: str) -> Element | Argument:
    """The same with the name of an argument."""
    if isinstance(part, Element):
        return replace(part, attributes={**part.attributes, "arg": name})
    return Argument(part.line if isinstance(part, Argument) else part, name)


def data_symbols(ids: Iterable[str]) -> str:
    """The value of the attribute that names symbols, as it stands in the text.

    >>> data_symbols(["0", "a b", "50%", "<"])
    '0 a%20b 50%25 &lt;'
    """
    return html.escape(" ".join(name.replace("%", "%25").replace(" ", "%20") for name in ids))
