"""What all writers of text share: labels, an explicit stack, and which symbols each piece stands for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from layoutmath.exporters.linked import Linked, Span
from layoutmath.relation import Relation
from layoutmath.structure import Baseline, BaselineStructure, Grid, Node
from layoutmath.symbols import canonical_label, carries_only_marks

P = TypeVar("P")
"""What a writer puts on its stack besides baselines: elements, arguments."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Text that stands for symbols and grids of the tree, by their ids."""

    text: str
    symbols: tuple[str, ...]


class Writer(ABC, Generic[P]):
    """Text of one tree. Parts that are still to be written wait on a stack until :meth:`expand` is asked.

    So nesting may be deeper than Python's.
    """

    def __init__(self, structure: BaselineStructure) -> None:
        self.root = structure.root
        self.grids: Mapping[str, Grid] = structure.grids
        self.labels: dict[str, str | None] = {
            symbol.id: None if symbol.best_label is None else canonical_label(symbol.best_label)
            for symbol in structure.expression.symbols
        }

    def start(self) -> Sequence[Baseline | P]:
        """What the text consists of."""
        return [self.root]

    @abstractmethod
    def expand(self, part: Baseline | P) -> Sequence[str | Sign | Baseline | P]:
        """The pieces of which a part consists."""

    def between(self, last: str, text: str) -> str:
        """What has to stand between two pieces so that they stay two."""
        return ""

    def write(self) -> Linked:
        written: list[str] = []
        spans: dict[str, list[Span]] = {}
        pending: list[str | Sign | Baseline | P] = [*reversed(self.start())]
        length = 0
        while pending:
            piece = pending.pop()
            if isinstance(piece, Sign):
                text = piece.text
            elif isinstance(piece, str):
                text = piece
            else:
                pending.extend(reversed(self.expand(piece)))
                continue
            if not text:
                continue
            if written and (gap := self.between(written[-1], text)):
                written.append(gap)
                length += len(gap)
            written.append(text)
            start, length = length, length + len(text)
            if isinstance(piece, Sign):
                for symbol in piece.symbols:
                    spans.setdefault(symbol, []).append((start, length))
        return Linked("".join(written), {symbol: tuple(found) for symbol, found in spans.items()})

    def label(self, node: Node) -> str | None:
        return self.labels.get(node.id)

    def look(self, node: Node) -> tuple[str | None, dict[Relation, tuple[Node, ...]]]:
        return self.label(node), {relation: line.nodes for relation, line in node.nested.items()}

    def is_one_symbol(self, line: Baseline) -> bool:
        """Whether a mark over this is a mark of its symbol."""
        return (
            len(line.nodes) == 1
            and line.first.id not in self.grids
            and carries_only_marks(line.first, self.look)
        )
