r"""A symbol layout tree as AsciiMath, a plain notation that people type (asciimath.org, "Syntax").

A numerator, a denominator, a script of more than a letter or number is in parentheses, which AsciiMath does
not draw; ``{:`` and ``:}`` are fences that it does not draw. Symbols that it has no name for are written as
characters, and what would otherwise be syntax in quotes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from layoutmath.exporters.constructs import atom, character
from layoutmath.exporters.line import Argument, LineWriter, Part, spaced
from layoutmath.exporters.linked import Linked
from layoutmath.exporters.writer import Sign
from layoutmath.relation import LIMITS, PRE_SCRIPTS, Relation
from layoutmath.structure import Baseline, BaselineStructure, Grid, Node

SAME_NAMES = r"""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma
    tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega
    sum prod int oint in equiv cong approx propto prec succ preceq succeq ltimes rtimes bowtie oplus otimes
    odot pm mp times aleph vdots ddots cdots ldots angle frown triangle diamond
    sin cos tan sec csc cot arcsin arccos arctan sinh cosh tanh coth exp log ln det dim gcd min max lim
"""
"""Labels (without the backslash) that are names in AsciiMath too."""

NAMES: Mapping[str, str] = {
    r"\infty": "oo", r"\emptyset": "O/", r"\partial": "del", r"\nabla": "grad", r"\Box": "square",
    r"\forall": "AA", r"\exists": "EE", r"\top": "TT", r"\perp": "bot",
    r"\therefore": ":.", r"\because": ":'",
    r"\bigcup": "uuu", r"\bigcap": "nnn", r"\bigvee": "vvv", r"\bigwedge": "^^^",
    r"\cup": "uu", r"\cap": "nn", r"\vee": "vv", r"\wedge": "^^", r"\neg": "not", r"\backslash": "\\\\",
    "/": "//", "*": "**", r"\star": "***", r"\cdot": "*", r"\div": "-:", r"\circ": "@",
    r"\leq": "<=", r"\geq": ">=", r"\neq": "!=", r"\notin": "!in",
    r"\subset": "sub", r"\supset": "sup", r"\subseteq": "sube", r"\supseteq": "supe",
    r"\vdash": "|--", r"\models": "|==", r"\uparrow": "uarr", r"\downarrow": "darr", r"\rightarrow": "->",
    r"\leftarrow": "larr", r"\leftrightarrow": "harr", r"\mapsto": "|->", r"\Rightarrow": "=>",
    r"\Leftarrow": "lArr", r"\Leftrightarrow": "<=>", r"\twoheadrightarrow": "->>",
    r"\mathbb{R}": "RR", r"\mathbb{N}": "NN", r"\mathbb{Z}": "ZZ", r"\mathbb{Q}": "QQ", r"\mathbb{C}": "CC",
    "-": "-", r"\prime": "'",
}  # fmt: skip
"""Labels that AsciiMath has another name for."""

PLAIN = "+-=<>,.;:!?"
"""Characters besides letters and digits that stand for themselves."""

MANY_BYTES = "\U00010000"
"""The first of the characters that programs in JavaScript take for two; in quotes they stay one."""

FUNCTIONS = ("f", "g")
"""Letters that take the parenthesis behind them."""

UNDER_OVER = (r"\sum", r"\prod", r"\bigcup", r"\bigcap", r"\bigvee", r"\bigwedge", r"\lim", r"\min", r"\max")
"""What AsciiMath sets scripts of above and below."""

MARKS: Mapping[tuple[str, Relation], str] = {
    ("-", Relation.ABOVE): "bar", ("-", Relation.BELOW): "ul", (r"\hat", Relation.ABOVE): "hat",
    (r"\tilde", Relation.ABOVE): "tilde", (r"\vec", Relation.ABOVE): "vec", (r"\dot", Relation.ABOVE): "dot",
    (r"\ddot", Relation.ABOVE): "ddot", (r"\overbrace", Relation.ABOVE): "obrace",
    (r"\underbrace", Relation.BELOW): "ubrace",
}  # fmt: skip
FENCES = {"(": "(", ")": ")", "[": "[", "]": "]", r"\{": "{", r"\}": "}", r"\langle": "(:", r"\rangle": ":)"}
CALLS = {
    ("|", "|"): "abs",
    (r"\|", r"\|"): "norm",
    (r"\lfloor", r"\rfloor"): "floor",
    (r"\lceil", r"\rceil"): "ceil",
}
NOTES = {Relation.ABOVE: "overset", Relation.BELOW: "underset"}


def write_asciimath(structure: BaselineStructure) -> str:
    r"""The tree as AsciiMath.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes(
    ...     [("-", (0, 9, 9, 10)), ("x", (2, 0, 7, 8)), ("2", (8, 0, 9, 3)), (r"\alpha", (2, 11, 7, 19))])
    >>> write_asciimath(BaselineStructure.from_relations(
    ...     expression, [("0", "1", Relation.ABOVE), ("1", "2", Relation.SUP), ("0", "3", Relation.BELOW)]))
    '(x^2)/(alpha)'
    """
    return linked_asciimath(structure).text


def linked_asciimath(structure: BaselineStructure) -> Linked:
    """The same with links: ``/`` for the bar of a fraction, ``sqrt`` for a radical, both fences of a grid."""
    return _Writer(structure).write()


class _Writer(LineWriter):
    def __init__(self, structure: BaselineStructure) -> None:
        super().__init__(structure)
        self.applied_to: set[str] = (
            set()
        )  # what stands behind a function, which would take the numerator alone

    def row(self, nodes: Sequence[Node]) -> list[Part]:
        """A function takes what is behind it, and with scripts once more, until an operator ends that."""
        pairs = self.pairs(nodes)
        openings = {*pairs.values()}
        ends = {start + length - 1 for start, length in self.words(nodes).items()}
        taking = [False]  # at each depth of fences
        for index, node in enumerate(nodes):
            label = self.label(node)
            if taking[-1]:
                self.applied_to.add(node.id)
            if index in openings:
                taking.append(False)
            elif index in pairs:
                taking.pop()
            elif index in ends or self.takes_next(label):
                taking[-1] = True
            elif atom(label) in ("binary", "relation", "punctuation") and not node.nested:
                taking[-1] = False
        return super().row(nodes)

    def takes_next(self, label: str | None) -> bool:
        return label in FUNCTIONS or atom(label) in ("word", "limits_word")

    def is_short(self, nodes: Sequence[Node]) -> bool:
        return super().is_short(nodes) and self.label(nodes[0]) not in FUNCTIONS

    def guarded(self, parts: Sequence[Part]) -> Part:
        pieces = spaced(parts)
        has_comma = any(isinstance(part[0], Sign) and part[0].text == "," for part in parts)
        return ["{:", *pieces, ":}"] if has_comma else pieces

    # ---- constructs ----

    def named(self, label: str | None) -> str:
        return _name(label)

    def symbol(self, node: Node) -> Part:
        return [Sign(_name(self.label(node)), (node.id,))]

    def fraction(self, bar: Node, above: Baseline, below: Baseline) -> Part:
        own = (bar.id,)
        if bar.id in self.applied_to or bar.nested.keys() != {*LIMITS}:
            return [Sign("frac", own), "(", above, ")(", below, ")"]
        return ["(", above, ")", Sign("/", own), "(", below, ")"]

    def radical(self, sign: Node, radicand: Baseline | None, index: Baseline | None) -> Part:
        inside: Part = [radicand] if radicand is not None else ["{::}"]
        if index is not None:
            return [Sign("root", (sign.id,)), "(", index, ")(", *inside, ")"]
        return [Sign("sqrt", (sign.id,)), "(", *inside, ")"]

    def marked(self, core: Part, mark: Node, side: Relation) -> Part:
        name = MARKS.get((self.label(mark) or "", side))
        if name is not None:
            return [Sign(name, (mark.id,)), "(", *core, ")"]
        return [NOTES[side], "(", *self.symbol(mark), ")(", *core, ")"]

    def fenced(self, opening: Node, parts: Sequence[Part], closing: Node) -> Part:
        labels = self.label(opening) or "", self.label(closing) or ""
        if labels in CALLS:
            return [Sign(CALLS[labels], (opening.id,)), "(", *spaced(parts), Sign(")", (closing.id,))]
        if labels[0] in FENCES and labels[1] in FENCES:
            left, right = (FENCES[label] for label in labels)
            return [Sign(left, (opening.id,)), *spaced(parts), Sign(right, (closing.id,))]
        return spaced([self.symbol(opening), *parts, self.symbol(closing)])

    def scripted(self, core: Part, nested: Mapping[Relation, Baseline], nodes: Sequence[Node]) -> Part:
        pieces, label = core, self.bare_label(core, nodes)
        if Relation.INSIDE in nested:
            pieces, label = ["{:", *pieces, " ", nested[Relation.INSIDE], ":}"], None
        limits = [side for side in LIMITS if side in nested]
        is_beside = Relation.SUB in nested or Relation.SUP in nested
        if label in UNDER_OVER and not (limits and is_beside):
            if limits:
                pieces, limits = [*pieces, *self.scripts(nested, Relation.BELOW, Relation.ABOVE)], []
            elif is_beside:
                pieces = ["{:", *pieces, ":}"]
        for side in limits:
            pieces = [f"{NOTES[side]}(", nested[side], ")(", *pieces, ")"]
        pieces = [*pieces, *self.scripts(nested, Relation.SUB, Relation.SUP)]
        if nested.keys().isdisjoint(PRE_SCRIPTS):
            return pieces
        return ["{::}", *self.scripts(nested, Relation.PRE_SUB, Relation.PRE_SUP), " ", *pieces]

    # ---- grids ----

    def grid(self, grid: Grid) -> Part:
        return [Sign("{:", (grid.id,)), *self.cells(grid), Sign(":}", (grid.id,))]

    def matrix(self, opening: Node, grid: Grid, closing: Node) -> Part:
        labels = self.label(opening) or "", self.label(closing) or ""
        if labels[0] not in FENCES or labels[1] not in FENCES:
            return self.fenced(opening, [self.grid(grid)], closing)
        left, right = (FENCES[label] for label in labels)
        return [Sign(left, (opening.id, grid.id)), *self.cells(grid), Sign(right, (grid.id, closing.id))]

    def cases(self, opening: Node, grid: Grid) -> Part:
        return [Sign("{", (opening.id, grid.id)), *self.cells(grid), Sign(":}", (grid.id,))]

    def cells(self, grid: Grid) -> Part:
        width = max(map(len, grid.rows))
        if width == len(grid.rows) == 1 and grid.rows[0][0] is not None:
            return [grid.rows[0][0]]  # brackets around a single cell would be drawn
        pieces: Part = []
        for number, row in enumerate(grid.rows):
            pieces += [",["] if number else ["["]
            for column in range(width):
                cell = row[column] if column < len(row) else None
                pieces += [","] if column else []
                pieces.append(Argument(cell) if cell is not None else "" if width > 1 else '""')
            pieces.append("]")
        return pieces


@functools.cache
def _names() -> Mapping[str, str]:
    return {"\\" + name: name for name in SAME_NAMES.split()} | dict(NAMES)


def _name(label: str | None) -> str:
    r"""One symbol, whatever its label is.

    >>> [_name(label) for label in ("x", r"\leq", r"\alpha", "(", r"\hbar", r"\ker", "a b", None, '"')]
    ['x', '<=', 'alpha', '"("', 'ℏ', '"ker"', '"a b"', 'square', '"″"']
    """
    if label is None:
        return "square"
    if label in _names():
        return _names()[label]
    text = character(label)
    is_plain = text.isalnum() or text in PLAIN if text.isascii() else text.isprintable() and text < MANY_BYTES
    if len(text) == 1 and is_plain:
        return text
    return '"' + text.replace('"', "″") + '"'
