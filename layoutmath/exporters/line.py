"""What AsciiMath and Typst share: formulas as a line of text that people can type."""

from __future__ import annotations

import string
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layoutmath.exporters.constructs import ConstructWriter, atom
from layoutmath.exporters.writer import Sign
from layoutmath.relation import Relation
from layoutmath.structure import Baseline, Grid, Node


@dataclass(frozen=True, slots=True)
class Argument:
    """A baseline between commas that mean something to the format: an argument of a call, a cell."""

    line: Baseline


Piece = str | Sign | Baseline | Argument
Part = list[Piece]
"""The pieces of one construct."""

LETTERS = string.ascii_letters
JOINING = (",", ";", "\\,", "\\;", "!")


class LineWriter(ConstructWriter[Argument, Part]):
    """Constructs with spaces between them, so that letters side by side are no name."""

    def expand(self, part: Baseline | Argument) -> Sequence[Piece]:
        if isinstance(part, Argument):
            return self.guarded(self.row(part.line.nodes))
        return spaced(self.row(part.nodes))

    @abstractmethod
    def guarded(self, parts: Sequence[Part]) -> Part:
        """The constructs of an argument, written so that no comma among them ends it."""

    @abstractmethod
    def fenced(self, opening: Node, parts: Sequence[Part], closing: Node) -> Part:
        """Fences that belong together around something."""

    @abstractmethod
    def matrix(self, opening: Node, grid: Grid, closing: Node) -> Part:
        """A grid between fences that belong together."""

    @abstractmethod
    def cases(self, opening: Node, grid: Grid) -> Part:
        """A grid behind a brace that nothing closes."""

    def pairs(self, nodes: Sequence[Node]) -> dict[int, int]:
        """Fences that belong together, and a brace with the grid behind it."""
        found = super().pairs(nodes)
        paired = {*found.values()}
        for index, node in enumerate(nodes[:-1]):
            is_alone = index not in paired and not node.nested and self.label(node) == r"\{"
            if is_alone and nodes[index + 1].id in self.grids:
                found[index + 1] = index
        return found

    def enclosed(self, nodes: Sequence[Node], parts: Sequence[Part]) -> Part:
        last = nodes[-1]
        if last.id in self.grids:
            return self.cases(nodes[0], self.grids[last.id])
        if len(nodes) == 3 and nodes[1].id in self.grids and not nodes[1].nested:
            return self.matrix(nodes[0], self.grids[nodes[1].id], last)
        return self.fenced(nodes[0], parts[1:], last)

    @abstractmethod
    def named(self, label: str | None) -> str:
        """What a symbol of this label is called."""

    def word(self, nodes: Sequence[Node]) -> Part:
        return [Sign(self.named(self.word_label(nodes)), tuple(node.id for node in nodes))]

    def word_label(self, nodes: Sequence[Node]) -> str:
        r"""The label of the symbol that a word is called as: ``\sin`` for *sin*."""
        return "\\" + "".join(self.label(node) or "" for node in nodes)

    def bare_label(self, core: Part, nodes: Sequence[Node]) -> str | None:
        """The label of a symbol or a word to which nothing is added yet, None for anything else."""
        if len(nodes) == 1:
            return self.label(nodes[0]) if core == self.symbol(nodes[0]) else None
        return self.word_label(nodes) if core == self.word(nodes) else None

    def number(self, nodes: Sequence[Node]) -> Part:
        return [piece for node in nodes for piece in self.symbol(node)]

    def whole(self, line: Baseline) -> Part:
        return [line]

    def scripts(self, nested: Mapping[Relation, Baseline], below: Relation, above: Relation) -> Part:
        """A subscript and a superscript, from where they hang; primes are typed as such."""
        lower, upper = nested.get(below), nested.get(above)
        raised = self.script("^", upper)
        if upper is not None and all(self.label(n) == r"\prime" and not n.nested for n in upper.nodes):
            raised = [Sign("'", (node.id,)) for node in upper.nodes]
        return [*self.script("_", lower), *raised]

    def script(self, sign: str, line: Baseline | None) -> Part:
        """A script, in parentheses unless it is one letter, sign or number."""
        if line is None:
            return []
        return [sign, line] if self.is_short(line.nodes) else [f"{sign}(", line, ")"]

    def is_short(self, nodes: Sequence[Node]) -> bool:
        text = "".join(self.label(node) or "?" for node in nodes)
        if not text.isascii() or any(node.nested for node in nodes):
            return False
        is_letter = len(nodes) == 1 and (text.isalpha() if len(text) == 1 else atom(text) == "ordinary")
        return is_letter or text.isdecimal()


def spaced(parts: Sequence[Part]) -> Part:
    """Constructs with spaces between them, but for ``f(x)``, ``a, b``, ``n!`` and a leading ``-a``."""
    pieces: Part = []
    for place, part in enumerate(parts):
        before = parts[place - 1] if place else []
        is_call = _begins(part, "(") and all(_begins([piece], *LETTERS, "'") for piece in before)
        is_negative = place == 1 and _begins(before, "-") and _begins(part, *LETTERS, *string.digits)
        if before and not (_begins(part, *JOINING) or is_call or is_negative):
            pieces.append(" ")
        pieces += part
    return pieces


def _begins(part: Part, *texts: str) -> bool:
    return isinstance(part[0], Sign) and part[0].text in texts
