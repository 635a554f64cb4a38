"""What any classifier says about an expression, and all that the relationship finder needs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from layoutmath.classify.decisions import Decisions
from layoutmath.classify.kinds import CLASS_OF_KIND, OF_CLASSES
from layoutmath.classify.pairs import Floats, Pairs
from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.links import Link
from layoutmath.symbols import SymbolClass


@dataclass(frozen=True, slots=True)
class LabelPosterior:
    """Probabilities (n, L) of the labels in ``vocabulary`` for each symbol."""

    vocabulary: tuple[str, ...]
    probabilities: Floats

    def best(self, count: int = 3) -> list[tuple[Candidate, ...]]:
        """The most probable labels of each symbol, the best first, at most ``count`` and none impossible.

        >>> LabelPosterior(("x", "y"), np.array([[0.25, 0.75], [1.0, 0.0]])).best()[1]
        (Candidate(label='x', log_prob=0.0),)
        """
        likely = min(count, len(self.vocabulary))
        top = np.argpartition(-self.probabilities, likely - 1, axis=1)[:, :likely]
        of_top = np.take_along_axis(self.probabilities, top, 1)
        order = np.argsort(-of_top, axis=1, kind="stable")
        names, probabilities = (np.take_along_axis(x, order, 1).tolist() for x in (top, of_top))
        return [
            tuple(
                Candidate(self.vocabulary[name], math.log(probability))
                for name, probability in zip(row, of_row, strict=True)
                if probability > 0
            )
            for row, of_row in zip(names, probabilities, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Log probabilities and probabilities about one expression of n symbols, in reading order.

    ``ids`` names the symbols; ``kinds`` (n, K) are probabilities; ``decisions`` are over ``pairs`` (P) and
    ``links`` (R). ``labels`` is None where a classifier says nothing about labels. ``sharpness`` is the power
    to which the score of a place is a probability. ``agreement`` (n,) are natural logarithms of how well a
    recogniser's candidates go with what stands around them, up to a constant; None where that is not judged.
    """

    ids: tuple[str, ...]
    links: tuple[Link, ...]
    kinds: Floats
    pairs: Pairs
    decisions: Decisions
    labels: LabelPosterior | None = None
    sharpness: float = 0.5
    agreement: Floats | None = None

    def classes(self) -> list[dict[SymbolClass, float]]:
        """The posterior over the four classes, for each symbol.

        The classes are those of letters, digits and big operators. What else the symbol may be counts little,
        unless it is almost certain.
        """
        sums = self.kinds @ _CLASS_OF_KIND
        shares = sums / sums.sum(1, keepdims=True)
        return [dict(zip(SymbolClass, row, strict=True)) for row in shares.tolist()]


_OTHERS = 0.002
"""How much kinds count in the classes that are no letters, digits or big operators."""

_CLASS_OF_KIND = np.eye(len(SymbolClass))[CLASS_OF_KIND] * np.where(OF_CLASSES, 1.0, _OTHERS)[:, None]


KnownClasses = Mapping[str, SymbolClass]
"""Classes that are known of an expression's symbols, by symbol id."""


class Classifier(Protocol):
    """Whatever says how symbols relate; several expressions at once, for those who look at them together.

    ``classes`` are those known beforehand, for each expression; left out, none are.
    """

    def posteriors(
        self, expressions: Sequence[Expression], classes: Sequence[KnownClasses] = ()
    ) -> list[Posteriors]: ...


def reading_order(expression: Expression, boxes: Floats) -> list[int]:
    """Indices of the symbols from left to right by left edge, whatever order they were listed in."""
    rows = boxes.tolist()
    return sorted(range(len(rows)), key=lambda index: (rows[index], *_seen_of(expression.symbols[index])))


def _seen_of(symbol: Symbol) -> tuple[object, ...]:
    """What orders symbols with one and the same box: all that is seen of them, and only then their ids."""
    candidates = tuple((candidate.label, candidate.log_prob) for candidate in symbol.candidates)
    return symbol.label or "", candidates, symbol.id
