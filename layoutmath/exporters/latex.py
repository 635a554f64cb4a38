r"""A symbol layout tree as LaTeX that reads back into the same tree.

Labels are written by the symbol table; what a symbol means for layout comes from the tree alone: a stroke
with something above and below is a fraction, an accent above one symbol is ``\hat``, over a group
``\widehat``. The spellings, and the packages that some of them need, are listed in docs/formats.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from layoutmath.exporters.linked import Linked
from layoutmath.exporters.writer import Sign, Writer
from layoutmath.relation import LIMITS, PRE_SCRIPTS, Relation
from layoutmath.structure import Baseline, BaselineStructure, Node
from layoutmath.symbols import is_mark, marks_on, symbol_table

Piece = str | Sign | Baseline
"""A piece of output: LaTeX, or a baseline that is still to be written there."""

UNLABELLED = r"\square"
COMPOSED = {r"\nsubset": r"\not\subset"}
"""Labels whose own command few packages have."""

ROW_END = r" \\ "

WIDE = {"-": r"\overline", r"\hat": r"\widehat", r"\tilde": r"\widetilde", r"\vec": r"\overrightarrow"}
"""Commands that stretch over a group; the other marks have one command for symbols and groups."""

FENCED_GRIDS = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    (r"\{", r"\}"): "Bmatrix",
    ("|", "|"): "vmatrix",
    (r"\|", r"\|"): "Vmatrix",
}
NOTE = {Relation.ABOVE: r"\overset{", Relation.BELOW: r"\underset{"}


def write_latex(structure: BaselineStructure) -> str:
    r"""LaTeX with balanced braces that ``read_latex`` reads into the same labels, relations and order.

    A symbol without a label is written by its best candidate, or as ``\square`` where it has none either.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes(
    ...     [("-", (0, 9, 9, 10)), ("x", (2, 0, 7, 8)), ("2", (8, 0, 9, 3)), (None, (2, 11, 7, 19))])
    >>> write_latex(BaselineStructure.from_relations(
    ...     expression, [("0", "1", Relation.ABOVE), ("1", "2", Relation.SUP), ("0", "3", Relation.BELOW)]))
    '\\frac{x^{2}}{\\square}'
    """
    return linked_latex(structure).text


def linked_latex(structure: BaselineStructure) -> Linked:
    r"""The same LaTeX with links.

    A command stands for its symbol without its arguments (``\frac``, ``\sqrt``, ``\hat``), each ``'`` for
    one prime, ``\begin{pmatrix}`` for a grid and the fence before it, ``\end{pmatrix}`` for the grid and the
    fence behind it.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes([("-", (0, 9, 9, 10)), ("x", (2, 0, 7, 8)), ("y", (2, 11, 7, 19))])
    >>> linked = linked_latex(BaselineStructure.from_relations(
    ...     expression, [("0", "1", Relation.ABOVE), ("0", "2", Relation.BELOW)]))
    >>> linked.text, dict(linked.spans)
    ('\\frac{x}{y}', {'0': ((0, 5),), '1': ((6, 7),), '2': ((9, 10),)})
    """
    return _Writer(structure).write()


class _Writer(Writer[Baseline]):
    def between(self, last: str, text: str) -> str:
        if text[0].isalpha() and re.search(r"\\[a-zA-Z]+$", last):
            return " "
        return "{}" if text[0] in "[*" and last == ROW_END else ""  # else it would belong to the \\

    def expand(self, line: Baseline) -> list[Piece]:
        pieces: list[Piece] = []
        index = 0
        while index < len(line.nodes):
            fenced = self.fenced_grid(line.nodes[index : index + 3])
            if fenced is not None:
                environment, length = fenced
                pieces += self.grid(line.nodes[index : index + length], environment)
                if length == 3:
                    pieces += self.scripts(dict(line.nodes[index + 2].nested))
                index += length
                continue
            pieces += self.node(line.nodes[index], first=index == 0)
            index += 1
        return pieces

    # ---- one symbol with all that hangs from it ----

    def node(self, node: Node, *, first: bool) -> list[Piece]:
        if not node.nested:
            return self.core(node, {})
        nested = dict(node.nested)
        pre = {relation: nested.pop(relation) for relation in PRE_SCRIPTS if relation in nested}
        pieces = self.scripted(node, nested)
        if not pre:
            return pieces
        pieces = [
            "{}",
            *_script("^{", pre.get(Relation.PRE_SUP)),
            *_script("_{", pre.get(Relation.PRE_SUB)),
            *pieces,
        ]
        # after another symbol only braces tell pre-scripts from scripts of that symbol
        return pieces if first else ["{", *pieces, "}"]

    def scripted(self, node: Node, nested: dict[Relation, Baseline]) -> list[Piece]:
        r"""The core, what is inside, marks, notes and scripts, in this order from the inside out."""
        label = self.label(node)
        before = len(nested)
        pieces = self.core(node, nested)
        plain = len(nested) == before and node.id not in self.grids
        if (inside := nested.pop(Relation.INSIDE, None)) is not None:
            pieces, label, plain = [r"\mathord{", *pieces, r"\boxed{", inside, "}}"], None, False
        beside = not nested.keys().isdisjoint((Relation.SUB, Relation.SUP))
        if plain and (beside or not _is_operator(label)):
            pieces, label = self.marked(node, pieces, label, nested)
        # What is the outermost command now? TeX sets the scripts of operators and braces above and below.
        sides = nested.keys() & set(LIMITS)
        operator, brace_side = _is_operator(label), _brace_side(label)
        if operator or brace_side:
            if not sides:
                if beside:  # braces would take \nolimits from TeX alone, a group works everywhere
                    pieces = [*pieces, r"\nolimits"] if operator else ["{", *pieces, "}"]
                return [*pieces, *self.scripts(nested)]
            if not beside and (operator or sides == {brace_side}):
                return [*pieces, *([r"\limits"] if operator else []), *self.limits(nested)]
        for side in LIMITS:
            if (note := nested.pop(side, None)) is not None:
                pieces = [NOTE[side], note, "}{", *pieces, "}"]
        return [*pieces, *self.scripts(nested)]

    def core(self, node: Node, nested: dict[Relation, Baseline]) -> list[Piece]:
        """The symbol with those baselines that its own command takes; these leave ``nested``."""
        label = self.label(node)
        if node.id in self.grids:
            return self.grid([node], "matrix")
        if label == "-" and nested.keys() >= set(LIMITS):
            bar = Sign(r"\frac", (node.id,))
            return [bar, "{", nested.pop(Relation.ABOVE), "}{", nested.pop(Relation.BELOW), "}"]
        for side in LIMITS if nested else ():
            if is_mark(label, side):
                group = nested.get(side.opposite)
                if group is not None and not self.is_one_symbol(group):
                    command = Sign(_mark_command(label or "", side, wide=True), (node.id,))
                    return [command, "{", nested.pop(side.opposite), "}"]
        row = symbol_table().get(label or "")
        if row is not None and row.atom == "radical":
            pieces: list[Piece] = [Sign(row.label, (node.id,))]
            if (index := nested.pop(Relation.ABOVE, None)) is not None:
                # in LaTeX a ] ends the index unless braces hide it
                pieces += ["[", index, "]"] if self.is_plain(index) else ["[{", index, "}]"]
            radicand = nested.pop(Relation.INSIDE, None)
            return [*pieces, "{", *([radicand] if radicand else []), "}"]
        if label == r"\Box" and Relation.INSIDE in nested:
            return [Sign(r"\boxed", (node.id,)), "{", nested.pop(Relation.INSIDE), "}"]
        return [Sign(_symbol(label), (node.id,))]

    def marked(
        self, node: Node, pieces: list[Piece], label: str | None, nested: dict[Relation, Baseline]
    ) -> tuple[list[Piece], str | None]:
        """The marks above and below around one symbol, and the label of the outermost of them.

        They leave ``nested``; a note over them stays there.
        """
        notes: dict[Relation, Baseline] = {}
        for side in LIMITS:
            marks = marks_on(node, side, self.look)
            if marks:
                del nested[side]
                label = self.label(marks[-1])
                for mark in marks:
                    command = Sign(_mark_command(self.label(mark) or "", side), (mark.id,))
                    pieces = [command, "{", *pieces, "}"]
                if side in marks[-1].nested:
                    notes[side] = marks[-1].nested[side]
        nested |= notes
        return pieces, label

    def is_plain(self, line: Baseline) -> bool:
        return all(
            not node.nested and node.id not in self.grids and self.label(node) not in ("[", "]")
            for node in line.nodes
        )

    def scripts(self, nested: Mapping[Relation, Baseline]) -> list[Piece]:
        above = nested.get(Relation.SUP)
        if above is not None and all(self.label(n) == r"\prime" and not n.nested for n in above.nodes):
            return [
                *(Sign("'", (node.id,)) for node in above.nodes),
                *_script("_{", nested.get(Relation.SUB)),
            ]
        return [*_script("_{", nested.get(Relation.SUB)), *_script("^{", above)]

    def limits(self, nested: Mapping[Relation, Baseline]) -> list[Piece]:
        return [*_script("_{", nested.get(Relation.BELOW)), *_script("^{", nested.get(Relation.ABOVE))]

    # ---- grids ----

    def fenced_grid(self, nodes: tuple[Node, ...]) -> tuple[str, int] | None:
        r"""The environment that draws fence, grid and fence (or ``\{`` and grid), and how many they are."""
        if len(nodes) < 2 or nodes[0].nested or nodes[1].id not in self.grids or nodes[1].nested:
            return None
        opening = self.label(nodes[0])
        if len(nodes) == 3 and nodes[2].nested.keys() <= {Relation.SUB, Relation.SUP}:
            name = FENCED_GRIDS.get((opening or "", self.label(nodes[2]) or ""))
            if name is not None:
                return name, 3
        return ("cases", 2) if opening == r"\{" else None

    def grid(self, nodes: Sequence[Node], environment: str) -> list[Piece]:
        """A grid alone, behind a fence, or between two."""
        grid = nodes[1 if len(nodes) > 1 else 0].id
        pieces: list[Piece] = [Sign(rf"\begin{{{environment}}}", tuple(n.id for n in nodes[:2]))]
        for number, row in enumerate(self.grids[grid].rows):
            pieces += [ROW_END] if number else []
            for column, cell in enumerate(row):
                pieces += [" & "] if column else []
                # a row of nothing would be lost at the end of the grid
                pieces.append(cell if cell is not None else "{}" if len(row) == 1 else "")
        closing = (grid, *(n.id for n in nodes[2:]))
        return [*pieces, Sign(rf"\end{{{environment}}}", closing)]


def _is_operator(label: str | None) -> bool:
    row = symbol_table().get(label or "")
    return row is not None and row.atom in ("big", "limits_word")


def _brace_side(label: str | None) -> Relation | None:
    """The side of a horizontal brace on which its note stands; None for all other symbols."""
    if label is None or not label.endswith(("brace", "bracket", "paren")):
        return None
    return next((side for side in LIMITS if is_mark(label, side)), None)


def _script(opening: str, line: Baseline | None) -> list[Piece]:
    return [] if line is None else [opening, line, "}"]


def _mark_command(label: str, side: Relation, *, wide: bool = False) -> str:
    if label == "-" and side is Relation.BELOW:
        return r"\underline"
    return WIDE.get(label, label) if wide else r"\bar" if label == "-" else label


def _symbol(label: str | None) -> str:
    r"""One symbol by its label, whatever the label is.

    >>> [_symbol(label) for label in ("x", r"\alpha", r"\hat", None, "ä", r"\foo", "a b")]
    ['x', '\\alpha', '\\hat{}', '\\square', 'ä', '\\mathord{\\foo}', '\\mathord{\\text{a b}}']
    """
    if label is None:
        return UNLABELLED
    row = symbol_table().get(label)
    if row is not None:
        return label + "{}" if row.atom == "accent" else COMPOSED.get(label, label)
    if re.fullmatch(r"\\mathbb\{[A-Za-z0-9]\}", label):
        return label
    if re.fullmatch(r"\\[a-zA-Z]+", label):
        return rf"\mathord{{{label}}}"
    if len(label) == 1 and _stands_for_itself(label):
        return label
    return rf"\mathord{{\text{{{''.join(map(_text_character, label))}}}}}"


def _text_character(character: str) -> str:
    if character in "{}$&#_%":
        return "\\" + character
    return (
        character if character in " '" or _stands_for_itself(character) else rf"\symbol{{{ord(character)}}}"
    )


def _stands_for_itself(character: str) -> bool:
    return (
        character not in r"\{}$&#^_~% '" and character.isprintable() and not unicodedata.combining(character)
    )
