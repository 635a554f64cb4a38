"""What MathML, AsciiMath and Typst share: which symbols of a baseline make one construct.

Digits side by side are one number, letters that spell the name of a function one word; a pair of fences and
what stands between them is one thing, and scripts of the closing fence are scripts of all of it; a stroke
with something above and below is a fraction. LaTeX (``latex.py``) does not join: there a tree has to read
back as it was.
"""

from __future__ import annotations

import operator
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from layoutmath.exporters.writer import P, Writer
from layoutmath.relation import LIMITS, PRE_SCRIPTS, Relation
from layoutmath.structure import Baseline, Grid, Node
from layoutmath.symbols import is_mark, marks_on, symbol_table
from layoutmath.tokens import Kind, tokens

T = TypeVar("T")
"""What a format has for one construct: an element, a list of pieces."""

BARS = ("|", r"\|")
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


class ConstructWriter(Writer[P], Generic[P, T]):
    """A writer that finds constructs; what each is written as is for the formats to say."""

    # ---- what formats say ----

    @abstractmethod
    def symbol(self, node: Node) -> T:
        """The bare symbol."""

    @abstractmethod
    def number(self, nodes: Sequence[Node]) -> T:
        """Digits, with points or commas between them."""

    @abstractmethod
    def word(self, nodes: Sequence[Node]) -> T:
        """Letters, perhaps with digits, that spell a name."""

    @abstractmethod
    def grid(self, grid: Grid) -> T:
        """A grid without its fences."""

    @abstractmethod
    def fraction(self, bar: Node, above: Baseline, below: Baseline) -> T: ...

    @abstractmethod
    def radical(self, sign: Node, radicand: Baseline | None, index: Baseline | None) -> T: ...

    @abstractmethod
    def whole(self, line: Baseline) -> T:
        """A baseline as one construct, which a mark can stretch over."""

    @abstractmethod
    def marked(self, core: T, mark: Node, side: Relation) -> T:
        """A mark over or under something."""

    @abstractmethod
    def enclosed(self, nodes: Sequence[Node], parts: Sequence[T]) -> T:
        """Nodes that :meth:`pairs` holds together; ``parts`` are all but the last of them."""

    @abstractmethod
    def scripted(self, core: T, nested: Mapping[Relation, Baseline], nodes: Sequence[Node]) -> T:
        """Nodes with what hangs from the last of them and is not part of their ``core``."""

    def before(self, node: Node) -> Sequence[T]:
        """What is written before a node without being a symbol."""
        return ()

    # ---- a baseline ----

    def row(self, nodes: Sequence[Node]) -> list[T]:
        """The constructs of a baseline."""
        parts: list[T] = []
        starts: list[int] = []  # the node with which each part begins, -1 for what is no symbol
        pairs, words = self.pairs(nodes), self.words(nodes)
        index = 0
        while index < len(nodes):
            start, length = pairs.get(index, index), 1
            if start < index and start in starts:
                place = starts.index(start)
                core = self.enclosed(nodes[start : index + 1], parts[place:])
                part = self.scripted(core, nodes[index].nested, nodes[start : index + 1])
                del parts[place:], starts[place:]
            else:
                start = index
                for unseen in self.before(nodes[index]):
                    parts.append(unseen)
                    starts.append(-1)
                length = words.get(index) or self.number_length(nodes, index)
                run = nodes[index : index + length]
                if run:
                    core = self.word(run) if index in words else self.number(run)
                    part = self.with_marks(run, core, dict(run[-1].nested))
                else:
                    part, length = self.node(nodes[index]), 1
            parts.append(part)
            starts.append(start)
            index += length
        return parts

    def pairs(self, nodes: Sequence[Node]) -> dict[int, int]:
        """Fences that belong together: the place of the opening one by that of the closing one."""
        found: dict[int, int] = {}
        opened: list[int] = []
        for index, node in enumerate(nodes):
            label = self.label(node)
            if atom(label) == "close":
                waiting = [place for place in opened if self.label(nodes[place]) not in BARS]
                if waiting:  # a bar within was none that opens: P(A|B)
                    found[index] = waiting[-1]
                    del opened[opened.index(waiting[-1]) :]
            elif (
                opened and self.label(nodes[opened[-1]]) == label and self.bar_closes(node, nodes[index - 1])
            ):
                found[index] = opened.pop()
            elif is_fence(label, "open") and not node.nested:
                opened.append(index)
        return found

    def bar_closes(self, bar: Node, before: Node) -> bool:
        """Whether a bar can end a group: not behind an operator, nor right behind its like."""
        label, last = self.label(bar), self.label(before)
        awaits = not before.nested and atom(last) in ("binary", "relation", "punctuation", "open")
        return label in BARS and not awaits and (before.id in self.grids or last != label)

    def words(self, nodes: Sequence[Node]) -> Mapping[int, int]:
        """Where letters side by side spell the name of a function: how many symbols it has, by its place."""
        letters = [len(label := self.label(node) or "") == 1 and label.isalpha() for node in nodes]
        if not any(map(operator.and_, letters, letters[1:])):  # which is quicker told than tokens are found
            return {}
        found: dict[int, int] = {}
        place = 0
        for token in tokens(nodes, self.labels):
            if token.kind is Kind.NAME and len(token.nodes) > 1:
                found[place] = len(token.nodes)
            place += len(token.nodes)
        return found

    def number_length(self, nodes: Sequence[Node], start: int) -> int:
        """How many nodes from here on are one number: digits with points or commas between them."""
        if not self.is_digit(nodes[start : start + 1]):
            return 0
        end = start
        while end < len(nodes):
            is_point = end > start and self.label(nodes[end]) in (".", ",") and not nodes[end].nested
            if not (is_point and self.is_digit(nodes[end + 1 : end + 2])) and not self.is_digit(
                nodes[end : end + 1]
            ):
                break
            end += 1
            if nodes[end - 1].nested:
                break
        has_first_script = any(relation in nodes[start].nested for relation in PRE_SCRIPTS)
        return 0 if has_first_script and end > start + 1 else end - start

    def is_digit(self, nodes: Sequence[Node]) -> bool:
        return any((self.label(node) or "").isdigit() for node in nodes)

    # ---- one symbol with all that hangs from it ----

    def node(self, node: Node) -> T:
        if not node.nested:
            return self.core(node, {})
        nested = dict(node.nested)
        return self.with_marks([node], self.core(node, nested), nested)

    def with_marks(self, nodes: Sequence[Node], core: T, nested: dict[Relation, Baseline]) -> T:
        """A core with its accents, where it is one bare symbol, then with everything else."""
        node = nodes[-1]
        is_bare = len(nodes) == 1 and node.id not in self.grids and len(nested) == len(node.nested)
        for side in LIMITS if is_bare and Relation.INSIDE not in nested else ():
            marks = marks_on(node, side, self.look)
            for mark in marks:
                core = self.marked(core, mark, side)
            if marks:
                del nested[side]
                if side in marks[-1].nested:  # a note over the marks
                    nested[side] = marks[-1].nested[side]
        return self.scripted(core, nested, nodes)

    def core(self, node: Node, nested: dict[Relation, Baseline]) -> T:
        """The symbol with those baselines that its own construct takes; these leave ``nested``."""
        label = self.label(node)
        if node.id in self.grids:
            return self.grid(self.grids[node.id])
        if label == "-" and nested.keys() >= set(LIMITS):
            return self.fraction(node, nested.pop(Relation.ABOVE), nested.pop(Relation.BELOW))
        for side in LIMITS if nested else ():
            group = nested.get(side.opposite) if is_mark(label, side) else None
            if group is not None and not self.is_one_symbol(group):
                del nested[side.opposite]
                return self.marked(self.whole(group), node, side)
        if label == r"\sqrt":
            return self.radical(node, nested.pop(Relation.INSIDE, None), nested.pop(Relation.ABOVE, None))
        return self.symbol(node)


def atom(label: str | None) -> str:
    r"""The kind of a label in the symbol table, empty for one that it lacks.

    >>> atom("("), atom(r"\sum"), atom("☃"), atom(None)
    ('open', 'big', '', '')
    """
    row = symbol_table().get(label or "")
    return row.atom if row else ""


def is_fence(label: str | None, *sides: str) -> bool:
    """Whether a label is a fence of one of the sides ``"open"`` and ``"close"``; a bar is one of both."""
    return label in BARS or atom(label) in sides


def character(label: str | None) -> str:
    r"""What is drawn for a label.

    >>> [character(label) for label in ("x", "-", r"\sum", r"\sin", r"\hat", r"\mathbb{R}", r"\foo", None)]
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
