"""What is said of single symbols of a tree: where each hangs, how sure that is, and what else it could be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layoutmath.expression import Symbol
from layoutmath.relation import Relation
from layoutmath.symbols import SymbolClass


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The second most probable place of a symbol.

    Both ``parent`` and ``relation`` are None for the root; ``relation`` alone where the symbol would start
    another cell of the grid that ``parent`` is in.
    """

    parent: str | None
    relation: Relation | None
    log_prob: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """How sure the place of one symbol is: natural log of its probability, and the best other place."""

    log_prob: float
    runner_up: RunnerUp | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """A child's place in the tree; ``log_prob`` and ``runner_up`` are None where a truth states it."""

    parent: str
    child: str
    relation: Relation
    log_prob: float | None = None
    runner_up: RunnerUp | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A node of the result: a symbol, its class posterior, and what it hangs from and carries."""

    symbol: Symbol
    classes: Mapping[SymbolClass, float]
    relationship: Relationship | None
    children: tuple[Relationship, ...]

    @property
    def symbol_class(self) -> SymbolClass | None:
        """The most probable class, None where nothing classified the symbol."""
        return max(self.classes, key=self.classes.__getitem__) if self.classes else None
