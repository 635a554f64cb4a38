r"""A symbol layout tree as mathematics in Typst (typst.app/docs, "Math"), without the dollar signs around it.

What hangs from a symbol stands where the tree says: ``limits`` and ``scripts`` say so where Typst would
choose the other place. Within a call, a comma that belongs to the formula is ``\,``. A fence without its
partner has a backslash; pairs need none, and grow with what they hold. Symbols without a name in the tables
below are written as characters.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from layoutmath.exporters.constructs import atom, character
from layoutmath.exporters.line import Argument, LineWriter, Part, Piece, spaced
from layoutmath.exporters.linked import Linked
from layoutmath.exporters.writer import Sign
from layoutmath.relation import LIMITS, PRE_SCRIPTS, SCRIPTS, Relation
from layoutmath.structure import Baseline, BaselineStructure, Grid, Node

SAME_NAMES = r"""
    alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega partial nabla ell emptyset forall exists angle
    natural sharp flat degree prime sum times div star in prec succ subset supset approx because therefore
    dagger
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp arg deg det dim gcd hom ker
    max min sup inf lim liminf limsup Pr
"""
"""Labels (without the backslash) that are names in Typst too."""

NAMES: Mapping[str, str] = {
    r"\epsilon": "epsilon.alt", r"\varepsilon": "epsilon", r"\vartheta": "theta.alt", r"\varpi": "pi.alt",
    r"\varrho": "rho.alt", r"\varsigma": "sigma.alt", r"\phi": "phi.alt", r"\varphi": "phi",
    r"\infty": "infinity", r"\nexists": "exists.not", r"\top": "top", r"\perp": "bot", r"\Re": "Re",
    r"\Im": "Im", r"\star": "star.op", r"\prod": "product", r"\coprod": "product.co", r"\int": "integral",
    r"\iint": "integral.double", r"\iiint": "integral.triple", r"\oint": "integral.cont",
    r"\bigcup": "union.big", r"\bigcap": "inter.big", r"\bigvee": "or.big", r"\bigwedge": "and.big",
    "-": "-", r"\pm": "plus.minus", r"\mp": "minus.plus", r"\cap": "inter", r"\cup": "union",
    r"\wedge": "and", r"\vee": "or", r"\neg": "not", r"\cdot": "dot.op", r"\circ": "compose",
    r"\leq": "lt.eq", r"\geq": "gt.eq", r"\neq": "eq.not", r"\equiv": "eq.triple", r"\sim": "tilde.op",
    r"\simeq": "tilde.eq", r"\cong": "tilde.equiv", r"\propto": "prop", r"\ll": "lt.double",
    r"\gg": "gt.double", r"\ni": "in.rev", r"\notin": "in.not", r"\subseteq": "subset.eq",
    r"\supseteq": "supset.eq", r"\vdash": "tack.r", r"\models": "tack.r.double", r"\coloneqq": "colon.eq",
    r"\rightarrow": "arrow.r", r"\leftarrow": "arrow.l", r"\leftrightarrow": "arrow.l.r",
    r"\Rightarrow": "arrow.r.double", r"\Leftarrow": "arrow.l.double", r"\uparrow": "arrow.t",
    r"\Leftrightarrow": "arrow.l.r.double", r"\mapsto": "arrow.r.bar", r"\downarrow": "arrow.b",
    r"\Longrightarrow": "arrow.r.double.long", r"\Longleftrightarrow": "arrow.l.r.double.long",
    r"\ldots": "dots.h", r"\cdots": "dots.h.c", r"\vdots": "dots.v", r"\ddots": "dots.down",
    r"\mathbb{R}": "RR", r"\mathbb{N}": "NN", r"\mathbb{Z}": "ZZ", r"\mathbb{Q}": "QQ", r"\mathbb{C}": "CC",
}  # fmt: skip
"""Labels that Typst has another name for."""

PLAIN = "+=<>.:!?|*"
"""Characters besides letters and digits that stand for themselves where spaces are around them."""

MARKS: Mapping[tuple[str, Relation], str] = {
    ("-", Relation.ABOVE): "macron", ("-", Relation.BELOW): "underline", (r"\hat", Relation.ABOVE): "hat",
    (r"\tilde", Relation.ABOVE): "tilde", (r"\vec", Relation.ABOVE): "arrow",
    (r"\dot", Relation.ABOVE): "dot", (r"\ddot", Relation.ABOVE): "dot.double",
    (r"\dddot", Relation.ABOVE): "dot.triple",
    (r"\check", Relation.ABOVE): "caron", (r"\breve", Relation.ABOVE): "breve",
    (r"\acute", Relation.ABOVE): "acute", (r"\grave", Relation.ABOVE): "grave",
    (r"\mathring", Relation.ABOVE): "circle", (r"\overleftarrow", Relation.ABOVE): "arrow.l",
    (r"\overleftrightarrow", Relation.ABOVE): "arrow.l.r",
    (r"\overbrace", Relation.ABOVE): "overbrace", (r"\underbrace", Relation.BELOW): "underbrace",
    (r"\overbracket", Relation.ABOVE): "overbracket", (r"\underbracket", Relation.BELOW): "underbracket",
    (r"\overparen", Relation.ABOVE): "overparen", (r"\underparen", Relation.BELOW): "underparen",
}  # fmt: skip
FENCES = {"(": "(", ")": ")", "[": "[", "]": "]", r"\{": "{", r"\}": "}", r"\langle": "⟨", r"\rangle": "⟩"}
CALLS = {
    ("|", "|"): "abs",
    (r"\|", r"\|"): "norm",
    (r"\lfloor", r"\rfloor"): "floor",
    (r"\lceil", r"\rceil"): "ceil",
}
DELIMITERS = {("(", ")"): "(", ("[", "]"): "[", (r"\{", r"\}"): "{", ("|", "|"): "|", (r"\|", r"\|"): "‖"}
"""Fences around a grid, by what ``mat`` calls them."""

ATTACHED = {
    Relation.ABOVE: "t",
    Relation.BELOW: "b",
    Relation.SUP: "tr",
    Relation.SUB: "br",
    Relation.PRE_SUP: "tl",
    Relation.PRE_SUB: "bl",
}


def write_typst(structure: BaselineStructure) -> str:
    r"""The tree as mathematics in Typst.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes(
    ...     [("-", (0, 9, 9, 10)), ("x", (2, 0, 7, 8)), ("2", (8, 0, 9, 3)), (r"\leq", (2, 11, 7, 19))])
    >>> write_typst(BaselineStructure.from_relations(
    ...     expression, [("0", "1", Relation.ABOVE), ("1", "2", Relation.SUP), ("0", "3", Relation.BELOW)]))
    'frac(x^2, lt.eq)'
    """
    return linked_typst(structure).text


def linked_typst(structure: BaselineStructure) -> Linked:
    """The same with links: ``frac``, ``sqrt``, ``hat`` for their symbols, both ends of a grid."""
    return _Writer(structure).write()


class _Writer(LineWriter):
    def guarded(self, parts: Sequence[Part]) -> Part:
        return spaced([[_guarded(part[0]), *part[1:]] for part in parts])

    def whole(self, line: Baseline) -> Part:
        return [Argument(line)]

    # ---- constructs ----

    def named(self, label: str | None) -> str:
        return _name(label)

    def symbol(self, node: Node) -> Part:
        sign = Sign(_name(self.label(node)), (node.id,))
        return [_guarded(sign) if node.nested else sign]

    def number(self, nodes: Sequence[Node]) -> Part:
        return [_guarded(piece) for piece in super().number(nodes)]

    def fraction(self, bar: Node, above: Baseline, below: Baseline) -> Part:
        return [Sign("frac", (bar.id,)), "(", Argument(above), ", ", Argument(below), ")"]

    def radical(self, sign: Node, radicand: Baseline | None, index: Baseline | None) -> Part:
        inside: Part = [Argument(radicand)] if radicand is not None else ['""']
        if index is not None:
            return [Sign("root", (sign.id,)), "(", Argument(index), ", ", *inside, ")"]
        return [Sign("sqrt", (sign.id,)), "(", *inside, ")"]

    def marked(self, core: Part, mark: Node, side: Relation) -> Part:
        name = MARKS.get((self.label(mark) or "", side))
        if name is None:
            return ["attach(limits(", *core, f"), {ATTACHED[side]}: ", *self.symbol(mark), ")"]
        is_line = name == "macron" and isinstance(core[0], Argument)
        return [Sign("overline" if is_line else name, (mark.id,)), "(", *core, ")"]

    def core(self, node: Node, nested: dict[Relation, Baseline]) -> Part:
        if self.label(node) == r"\Box" and Relation.INSIDE in nested:
            box = Sign("box", (node.id,))
            content = nested.pop(Relation.INSIDE)
            return ['class("normal", #', box, "(stroke: 0.5pt, inset: 3pt, $", content, "$))"]
        return super().core(node, nested)

    def fenced(self, opening: Node, parts: Sequence[Part], closing: Node) -> Part:
        labels = self.label(opening) or "", self.label(closing) or ""
        if labels in CALLS:
            return [Sign(CALLS[labels], (opening.id,)), "(", *self.guarded(parts), Sign(")", (closing.id,))]
        if labels[0] in FENCES and labels[1] in FENCES:
            left, right = (FENCES[label] for label in labels)
            return [Sign(left, (opening.id,)), *spaced(parts), Sign(right, (closing.id,))]
        return self.guarded([self.symbol(opening), *parts, self.symbol(closing)])

    def scripted(self, core: Part, nested: Mapping[Relation, Baseline], nodes: Sequence[Node]) -> Part:
        pieces, label = core, self.bare_label(core, nodes)
        nested = dict(nested)
        if (inside := nested.pop(Relation.INSIDE, None)) is not None:
            pieces, label = ["attach(", *pieces, " ", Argument(inside), ")"], None
        for side in LIMITS:  # the note of a brace
            if side in nested and isinstance(core[0], Sign) and core[0].text in NOTED[side]:
                pieces = [*pieces[:-1], ", ", Argument(nested.pop(side)), ")"]
        has_limits = self.has_limits(label)
        limits, beside = nested.keys() & {*LIMITS}, nested.keys() & {*SCRIPTS}
        if (limits and beside) or nested.keys() & {*PRE_SCRIPTS}:
            pieces = ["limits(", *pieces, ")"] if limits else pieces
            for side, line in nested.items():
                pieces = [*pieces, f", {ATTACHED[side]}: ", Argument(line)]
            return ["attach(", *pieces, ")"]
        if limits and not has_limits:
            pieces = ["limits(", *pieces, ")"]
        if beside and has_limits:
            pieces = ["scripts(", *pieces, ")"]
        lower, upper = (Relation.BELOW, Relation.ABOVE) if limits else (Relation.SUB, Relation.SUP)
        return [*pieces, *self.scripts(nested, lower, upper)]

    def has_limits(self, label: str | None) -> bool:
        """Whether Typst sets what hangs from a symbol above and below."""
        is_integral = label is not None and label.endswith(("int", "oiint"))
        return atom(label) in ("big", "relation", "limits_word") and not is_integral

    # ---- grids ----

    def grid(self, grid: Grid) -> Part:
        return self.mat("#none", grid, (grid.id,), (grid.id,))

    def matrix(self, opening: Node, grid: Grid, closing: Node) -> Part:
        delimiter = DELIMITERS.get((self.label(opening) or "", self.label(closing) or ""))
        if delimiter is None:
            return self.fenced(opening, [self.grid(grid)], closing)
        return self.mat(f'"{delimiter}"', grid, (opening.id, grid.id), (grid.id, closing.id))

    def mat(self, delimiter: str, grid: Grid, start: tuple[str, ...], end: tuple[str, ...]) -> Part:
        cells = self.cells(grid, ", ", "; ")
        return [Sign("mat", start), f"(delim: {delimiter}, ", *cells, Sign(")", end)]

    def cases(self, opening: Node, grid: Grid) -> Part:
        cells = self.cells(grid, " & ", ", ")
        return [Sign("cases", (opening.id, grid.id)), "(", *cells, Sign(")", (grid.id,))]

    def cells(self, grid: Grid, between: str, below: str) -> Part:
        pieces: Part = []
        for number, row in enumerate(grid.rows):
            pieces += [below] if number else []
            for column, cell in enumerate(row):
                pieces += [between] if column else []
                pieces.append(Argument(cell) if cell is not None else '""')
        return pieces


NOTED = {
    Relation.ABOVE: ("overbrace", "overbracket", "overparen"),
    Relation.BELOW: ("underbrace", "underbracket", "underparen"),
}
"""Marks that take a note on their side."""


def _guarded(piece: Piece) -> Piece:
    """A symbol that would end an argument, or name it, as one that does not."""
    if isinstance(piece, Sign) and piece.text in (",", ";", ":"):
        return Sign("\\" + piece.text, piece.symbols)
    return piece


@functools.cache
def _names() -> Mapping[str, str]:
    return {"\\" + name: name for name in SAME_NAMES.split()} | dict(NAMES)


def _name(label: str | None) -> str:
    r"""One symbol, whatever its label is.

    >>> [_name(label) for label in ("x", r"\leq", r"\hbar", "(", "a b", None, '"', ",")]
    ['x', 'lt.eq', 'ℏ', '\\(', '"a b"', 'square.stroked', '\\"', ',']
    """
    if label is None:
        return "square.stroked"
    if label in _names():
        return _names()[label]
    text = character(label)
    if len(text) != 1:
        return '"' + "".join(map(_in_string, text)) + '"'
    if text.isalnum() or text in PLAIN or text in ",;":
        return text
    is_sign = text.isascii() or atom(label) in ("open", "close")
    return ("\\" if is_sign else "") + text if text.isprintable() else f"\\u{{{ord(text):x}}}"


def _in_string(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"
