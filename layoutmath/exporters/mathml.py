r"""A symbol layout tree as presentation MathML.

Elements and attributes are those of MathML Core (W3C, "MathML Core", sections 2 to 5), which browsers draw by
themselves. Every element that draws a symbol of the tree names it: ``data-symbols`` lists ids, separated by
spaces (a space within an id is ``%20``). Digits that follow each other are one number, a matched pair of
fences and what stands between them is one row, and scripts of the closing fence are scripts of that row.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from layoutmath.relation import LIMITS, PRE_SCRIPTS, SCRIPTS, Relation
from layoutmath.structure import Baseline, BaselineStructure, Grid, Node
from layoutmath.symbols import canonical_label, carries_only_marks, is_mark, marks_on, symbol_table

Piece = str | Baseline
"""A piece of output: MathML, or a baseline that is still to be written there."""

Element = list[Piece]
"""The pieces of exactly one element."""

BARS = ("|", r"\|")
MARKS = {
    # the characters that MathML Core stretches over what they mark (its operator dictionary, appendix B)
    ("-", Relation.ABOVE): "¯",
    ("-", Relation.BELOW): "_",
}
SPACING = {
    # accents of the symbol table by characters that are drawn alone
    r"\hat": "^",
    r"\tilde": "~",
    r"\vec": "→",
    r"\overleftarrow": "←",
    r"\overleftrightarrow": "↔",
    r"\underrightarrow": "→",
    r"\underleftarrow": "←",
}
OPERATORS = ("binary", "relation", "punctuation", "inner", "open", "close", "big")


def write_mathml(structure: BaselineStructure) -> str:
    """The tree as a ``<math>`` element, in display style.

    A symbol without a label is its best candidate, or ``□`` where it has none either.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> print(write_mathml(BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])))
    <math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><msup><mi data-symbols="0">x</mi><mn
    data-symbols="1">2</mn></msup></math>
    """
    return _Writer(structure).write()


class _Writer:
    def __init__(self, structure: BaselineStructure) -> None:
        self.root = structure.root
        self.grids: Mapping[str, Grid] = structure.grids
        self.labels: dict[str, str | None] = {
            symbol.id: None if symbol.best_label is None else canonical_label(symbol.best_label)
            for symbol in structure.expression.symbols
        }

    def write(self) -> str:
        """Write with an explicit stack: nesting may be deeper than Python's."""
        written: list[str] = []
        pending: list[Piece] = [
            '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">',
            self.root,
            "</math>",
        ]
        pending.reverse()
        while pending:
            piece = pending.pop()
            if isinstance(piece, Baseline):
                pending.extend(reversed(self.row(piece.nodes)))
            else:
                written.append(piece)
        return "".join(written)

    def label(self, node: Node) -> str | None:
        return self.labels.get(node.id)

    def look(self, node: Node) -> tuple[str | None, dict[Relation, tuple[Node, ...]]]:
        return self.label(node), {relation: line.nodes for relation, line in node.nested.items()}

    # ---- a baseline ----

    def row(self, nodes: Sequence[Node]) -> Element:
        """One element for all nodes of a baseline."""
        elements: list[Element] = []
        opened: list[tuple[int, str | None]] = []  # where the groups that are still open begin, and with what
        index = 0
        while index < len(nodes):
            node, label = nodes[index], self.label(nodes[index])
            is_closing = self.closes(label, opened, nodes[index - 1] if index else None)
            if is_closing:
                start, _ = opened.pop()
                group = _element("mrow", *elements[start:], self.symbol(node))
                elements[start:] = [self.scripted(group, dict(node.nested))]
                index += 1
                continue
            if self.opens(label) and not node.nested:
                opened.append((len(elements), label))
            length = self.number_length(nodes, index)
            elements.append(self.number(nodes[index : index + length]) if length else self.node(node))
            index += length or 1
        return elements[0] if len(elements) == 1 else _element("mrow", *elements)

    def opens(self, label: str | None) -> bool:
        return label in BARS or _atom(label) == "open"

    def closes(
        self, label: str | None, opened: Sequence[tuple[int, str | None]], before: Node | None
    ) -> bool:
        """Whether a fence ends the group that was opened last; a bar does not, behind an operator."""
        if not opened or before is None:
            return False
        if label in BARS:
            before_label = self.label(before)
            awaits = not before.nested and _atom(before_label) in (
                "binary",
                "relation",
                "punctuation",
                "open",
            )
            return (
                opened[-1][1] == label and not awaits and (before.id in self.grids or before_label != label)
            )
        return _atom(label) == "close" and opened[-1][1] not in BARS

    def number_length(self, nodes: Sequence[Node], start: int) -> int:
        """How many nodes from here on are one number: digits with points or commas between them."""
        end = start
        while end < len(nodes):
            label = self.label(nodes[end])
            is_point = end > start and label in (".", ",") and self.is_digit(nodes[end + 1 : end + 2])
            if not (is_point and not nodes[end].nested) and not self.is_digit(nodes[end : end + 1]):
                break
            end += 1
            if nodes[end - 1].nested:
                break
        has_first_script = any(relation in nodes[start].nested for relation in PRE_SCRIPTS)
        return 0 if end == start or (has_first_script and end > start + 1) else end - start

    def is_digit(self, nodes: Sequence[Node]) -> bool:
        return any((self.label(node) or "").isdigit() for node in nodes)

    def number(self, nodes: Sequence[Node]) -> Element:
        text = "".join(self.label(node) or "" for node in nodes)
        digits = _element("mn", html.escape(text), symbols=[node.id for node in nodes])
        return self.with_marks(nodes[-1], digits, dict(nodes[-1].nested), is_one=len(nodes) == 1)

    # ---- one symbol with all that hangs from it ----

    def node(self, node: Node) -> Element:
        nested = dict(node.nested)
        before = len(nested)
        core = self.core(node, nested)
        is_one = len(nested) == before and node.id not in self.grids
        return self.with_marks(node, core, nested, is_one=is_one)

    def with_marks(
        self, node: Node, core: Element, nested: dict[Relation, Baseline], *, is_one: bool
    ) -> Element:
        """The symbol with its accents, then with everything else."""
        for side in LIMITS if is_one and Relation.INSIDE not in nested else ():
            for mark in marks_on(node, side, self.look):
                core = self.marked(core, mark, side)
                nested.pop(side, None)
                if side in mark.nested and not is_mark(self.label(mark.nested[side].first), side):
                    nested[side] = mark.nested[side]
        return self.scripted(core, nested)

    def core(self, node: Node, nested: dict[Relation, Baseline]) -> Element:
        """The symbol with those baselines that its own element takes; these leave ``nested``."""
        label = self.label(node)
        if node.id in self.grids:
            return self.grid(self.grids[node.id])
        if label == "-" and nested.keys() >= set(LIMITS):
            parts = [[nested.pop(Relation.ABOVE)], [nested.pop(Relation.BELOW)]]
            return _element("mfrac", *parts, symbols=[node.id])
        for side in LIMITS:
            group = nested.get(side.opposite) if is_mark(label, side) else None
            if group is not None and not self.is_one_symbol(group):
                del nested[side.opposite]
                return self.marked([group], node, side)
        if label == r"\sqrt":
            radicand = [nested.pop(Relation.INSIDE)] if Relation.INSIDE in nested else _element("mrow")
            if (index := nested.pop(Relation.ABOVE, None)) is not None:
                return _element("mroot", radicand, [index], symbols=[node.id])
            return _element("msqrt", radicand, symbols=[node.id])
        return self.symbol(node)

    def marked(self, core: Element, mark: Node, side: Relation) -> Element:
        r"""A mark over or under an element; arrows, bars and braces stretch over it."""
        label = self.label(mark) or ""
        character = MARKS.get((label, side)) or _character(label)
        drawn = _element("mo", html.escape(character), symbols=[mark.id])
        if side is Relation.ABOVE:
            return _element("mover", core, drawn, accent="true")
        return _element("munder", core, drawn, accentunder="true")

    def is_one_symbol(self, line: Baseline) -> bool:
        """Whether a mark over this is a mark of its symbol."""
        return (
            len(line.nodes) == 1
            and line.first.id not in self.grids
            and carries_only_marks(line.first, self.look)
        )

    def scripted(self, core: Element, nested: Mapping[Relation, Baseline]) -> Element:
        """What is inside, then limits and notes, then scripts, and pre-scripts around all."""
        if Relation.INSIDE in nested:
            core = _element("mrow", core, [nested[Relation.INSIDE]])
        over, under = ([nested[side]] if side in nested else None for side in LIMITS)
        if under and over:
            core = _element("munderover", core, under, over)
        elif under or over:
            core = _element("munder" if under else "mover", core, under or over or [])
        sup, sub = ([nested[side]] if side in nested else None for side in SCRIPTS)
        pre_sup, pre_sub = ([nested[side]] if side in nested else None for side in PRE_SCRIPTS)
        if pre_sup or pre_sub:
            empty = _element("mrow")
            after = [sub or empty, sup or empty] if sub or sup else []
            before = [["<mprescripts/>"], pre_sub or empty, pre_sup or empty]
            return _element("mmultiscripts", core, *after, *before)
        if sub and sup:
            return _element("msubsup", core, sub, sup)
        if sub or sup:
            return _element("msub" if sub else "msup", core, sub or sup or [])
        return core

    def symbol(self, node: Node) -> Element:
        """The bare symbol."""
        label = self.label(node)
        atom = _atom(label)
        text = html.escape(_character(label))
        if label is not None and label.isdigit():
            return _element("mn", text, symbols=[node.id])
        if label in BARS or label in ("-", r"\prime", "/", "!") or atom in OPERATORS:
            # limits stand where the tree says, whatever the style
            attributes = {"movablelimits": "false"} if atom == "big" else {}
            return _element("mo", text, symbols=[node.id], **attributes)
        upright = len(text) == 1 and "Α" <= text <= "Ω"  # as TeX has capital Greek letters
        return _element("mi", text, symbols=[node.id], **({"mathvariant": "normal"} if upright else {}))

    def grid(self, grid: Grid) -> Element:
        rows = [
            _element("mtr", *(_element("mtd", *([[cell]] if cell else [])) for cell in row))
            for row in grid.rows
        ]
        return _element("mtable", *rows, symbols=[grid.id])


def data_symbols(ids: Iterable[str]) -> str:
    """The value of the attribute that names symbols, as it stands in the text.

    >>> data_symbols(["0", "a b", "50%", "<"])
    '0 a%20b 50%25 &lt;'
    """
    return html.escape(" ".join(name.replace("%", "%25").replace(" ", "%20") for name in ids))


def _element(tag: str, *content: Sequence[Piece], symbols: Sequence[str] = (), **attributes: str) -> Element:
    stated = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    named = f' data-symbols="{data_symbols(symbols)}"' if symbols else ""
    pieces: Element = [f"<{tag}{stated}{named}>"]
    for part in content:
        pieces += [part] if isinstance(part, str) else part
    return [*pieces, f"</{tag}>"]


def _atom(label: str | None) -> str:
    row = symbol_table().get(label or "")
    return row.atom if row else ""


def _character(label: str | None) -> str:
    r"""What is drawn for a label.

    >>> [_character(label) for label in ("x", "-", r"\sum", r"\sin", r"\hat", r"\mathbb{R}", r"\foo", None)]
    ['x', '−', '∑', 'sin', '^', 'ℝ', 'foo', '□']
    """
    if label is None:
        return "□"
    if label == "-":
        return "−"
    if label in SPACING:
        return SPACING[label]
    row = symbol_table().get(label)
    return (row.unicode if row else "") or label.removeprefix("\\")
