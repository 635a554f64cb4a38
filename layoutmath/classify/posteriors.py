"""What any classifier says about an expression, and all that the relationship finder needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from layoutmath.classify.decisions import Decisions
from layoutmath.classify.kinds import CLASS_OF_KIND
from layoutmath.classify.pairs import Floats, Pairs
from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.links import Link
from layoutmath.symbols import SymbolClass


@dataclass(frozen=True, slots=True)
class LabelPosterior:
    """Probabilities (n, L) of the labels in ``vocabulary`` for each symbol."""

    vocabulary: tuple[str, ...]
    probabilities: Floats

    def best(self, symbol: int, count: int = 3) -> tuple[Candidate, ...]:
        """The most probable labels of the symbol with this index, at most ``count``.

        >>> LabelPosterior(("x", "y"), np.array([[0.25, 0.75]])).best(0, 1)
        (Candidate(label='y', log_prob=-0.287...),)
        """
        row = self.probabilities[symbol]
        order = np.argsort(-row, kind="stable")[:count]
        return tuple(
            Candidate(self.vocabulary[index], float(np.log(row[index]))) for index in order if row[index] > 0
        )


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Log probabilities and probabilities about one expression of n symbols, in reading order.

    ``ids`` names the symbols; ``kinds`` (n, K) are probabilities; ``decisions`` are over ``pairs`` (P) and
    ``links`` (R). ``labels`` is None where a classifier says nothing about labels. ``sharpness`` is the power
    to which the score of a place is a probability.
    """

    ids: tuple[str, ...]
    links: tuple[Link, ...]
    kinds: Floats
    pairs: Pairs
    decisions: Decisions
    labels: LabelPosterior | None = None
    sharpness: float = 0.5

    def classes(self) -> list[dict[SymbolClass, float]]:
        """The posterior over the four classes, for each symbol."""
        sums = self.kinds @ _CLASS_OF_KIND
        return [dict(zip(SymbolClass, row, strict=True)) for row in sums.tolist()]


_CLASS_OF_KIND = np.eye(len(SymbolClass))[CLASS_OF_KIND]


class Classifier(Protocol):
    """Whatever says how symbols relate; several expressions at once, for those who look at them together."""

    def posteriors(self, expressions: Sequence[Expression]) -> list[Posteriors]: ...


def reading_order(expression: Expression, boxes: Floats) -> list[int]:
    """Indices of the symbols from left to right by left edge, whatever order they were listed in."""
    rows = boxes.tolist()
    return sorted(range(len(rows)), key=lambda index: (rows[index], *_seen_of(expression.symbols[index])))


def _seen_of(symbol: Symbol) -> tuple[object, ...]:
    """What orders symbols with one and the same box: all that is seen of them, and only then their ids."""
    candidates = tuple((candidate.label, candidate.log_prob) for candidate in symbol.candidates)
    return symbol.label or "", candidates, symbol.id
