"""Where symbols can go, and how probable that is: what the finder chooses from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from layoutmath.classify.pairs import Floats, Integers

ROOT = -1
"""The place of the root."""

CLOSED = -1e4
"""Score of a place that pins close."""

NEVER = -60.0
"""Score of a place that nothing speaks for."""

Held = Mapping[int, Sequence[int]]
"""All places that pins leave to a symbol, by its index; symbols without a pinned place are not in it."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One complete tree: the place of each symbol, ``parent × link_count + link``, ROOT for the root."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each symbol can go: places (n, m) in falling score, and their scores (n, m).

    A score is a log probability up to a constant per expression; ``norm`` (n,) is what makes the scores of
    one symbol's places log probabilities when they are multiplied by ``sharpness``. ``held`` are the only
    places of symbols that are pinned.
    """

    link_count: int
    places: Integers
    scores: Floats
    norm: Floats
    sharpness: float
    held: Held

    def in_order(self, order: Sequence[int]) -> Places:
        """The same with the symbols in another order: places as well as parents."""
        held = {
            position: self._renamed(np.array(self.held[symbol]), np.argsort(order)).tolist()
            for position, symbol in enumerate(order)
            if symbol in self.held
        }
        names = self._renamed(self.places[order], np.argsort(order))
        return replace(self, places=names, scores=self.scores[order], norm=self.norm[order], held=held)

    def restored(self, hypothesis: Hypothesis, order: Sequence[int]) -> Hypothesis:
        """A hypothesis about :meth:`in_order` of that order, for the order that it was."""
        names = self._renamed(np.array(hypothesis.places), np.array(order))
        return Hypothesis(tuple(names[np.argsort(order)].tolist()))

    def _renamed(self, places: Integers, parents: Integers) -> Integers:
        """Places with ``parents[p]`` as the parent where it was p."""
        parent, link = np.divmod(places, self.link_count)
        renamed: Integers = np.where(places == ROOT, ROOT, parents[parent] * self.link_count + link)
        return renamed

    def score(self, hypothesis: Hypothesis) -> float:
        """The sum of the scores of all its places."""
        chosen = self.places == np.array(hypothesis.places)[:, None]
        found = chosen.any(1)
        of_chosen = self.scores[np.arange(len(found)), chosen.argmax(1)]
        return float(np.where(found, of_chosen, NEVER).sum())

    def sureness(self, hypothesis: Hypothesis) -> Floats:
        """Log probability (n,) of the place of each symbol, the others being where they are.

        Neither what others hold in this tree nor what hangs from the symbol itself is open to it, so these
        do not speak against its place.
        """
        taken = np.array(hypothesis.places)
        chosen = self.places == taken[:, None]
        found = chosen.any(1)
        sharp = self.sharpness * self.scores - self.norm[:, None]
        first, last = _spans(taken // self.link_count)
        parent = np.where(self.places == ROOT, 0, self.places // self.link_count)
        below = (first[parent] >= first[:, None]) & (first[parent] < last[:, None]) & (self.places != ROOT)
        closed = (np.isin(self.places, taken) | below) & ~chosen
        of_others = np.where(closed, np.exp(sharp), 0).sum(1)
        of_chosen = np.where(found, sharp[np.arange(len(found)), chosen.argmax(1)], self.sharpness * NEVER)
        log_prob: Floats = of_chosen - np.log(np.maximum(1 - of_others, np.exp(of_chosen)))
        return np.minimum(log_prob, 0.0)

    def runners_up(self, hypothesis: Hypothesis, sureness: Floats) -> list[tuple[int, float] | None]:
        """For each symbol the best place but for its own, with that one's log probability; None for none.

        It is at most what the ``sureness`` (n,) of the symbol's place leaves.
        """
        if self.places.shape[1] == 1:
            return [None] * len(self.places)
        other = np.where(self.places[:, 0] == np.array(hypothesis.places), 1, 0)
        rows = np.arange(len(other))
        names, scores = self.places[rows, other].tolist(), self.scores[rows, other]
        left = np.log(np.maximum(-np.expm1(sureness), 1e-300))
        log_probs = np.minimum(self.sharpness * scores - self.norm, left).tolist()
        return [
            (name, log_prob) if score > 2 * NEVER else None
            for name, log_prob, score in zip(names, log_probs, scores.tolist(), strict=True)
        ]


def _spans(parents: Integers) -> tuple[Integers, Integers]:
    """Numbers in which all that is below a symbol follows it: its own, and the one after theirs."""
    children: dict[int, list[int]] = {}
    for child, parent in enumerate(parents.tolist()):
        children.setdefault(parent, []).append(child)
    order = []
    pending = list(children.get(ROOT, ()))
    while pending:
        symbol = pending.pop()
        order.append(symbol)
        pending.extend(children.get(symbol, ()))
    first = np.empty(len(parents), np.intp)
    first[order] = np.arange(len(order))
    size = np.ones(len(parents), np.intp)
    for symbol in reversed(order):
        if parents[symbol] != ROOT:
            size[parents[symbol]] += size[symbol]
    return first, first + size
