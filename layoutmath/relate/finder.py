"""The one pass from left to right that builds the tree of baselines.

Basyuk & Vasyliuk (2024) keep, while they walk the symbols, the last symbol of every open baseline, because
only those can still get a child: in a b^c d neither c nor d can hang from a. Here the same is kept as the
*open places* of a hypothesis. A place is a (parent, relation); it is open until a child takes it. That
(p, Right) is open means that p is the last symbol of its baseline; that (p, Superscript) is open means that
p can still start one there. A parent has at most one child per relation, and nothing else is asked of a
baseline structure except that it be one tree.

In 12 % of the expressions people write, a child starts further left than its parent: a numerator left of its
bar, a limit left of its Σ. A hypothesis may therefore put a symbol at an open place of a symbol that is still
to come, which later adopts it. Backtracking is a beam: the most probable hypotheses are kept side by side,
so that a later symbol can still decide what an earlier one was.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from layoutmath.classify.bayes import Posteriors
from layoutmath.classify.context import Arrangement
from layoutmath.classify.pairs import Floats, Integers

_FAR = 14.0
"""A hypothesis that is e¹⁴ times less probable than the best is given up."""

_NEVER = -60.0
"""Log probability of a place that nothing speaks for."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One complete tree: its arrangement, and the natural log of its probability among those found."""

    tree: Arrangement
    log_prob: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where each symbol can go: places (parent × R + relation) in falling score, −1 for the root.

    Lists of length n; scores are log probabilities up to a constant per expression.
    """

    relation_count: int
    places: list[list[int]]
    scores: list[list[float]]
    root_scores: list[float]


@dataclass(slots=True)
class _State:
    """A hypothesis on its way: which places are taken (a bit each), and each symbol's place so far."""

    score: float
    taken: int
    place_of: list[int]
    rooted: bool

    def hangs_from(self, symbol: int, ancestor: int, relation_count: int) -> bool:
        """Whether ``symbol`` is ``ancestor`` or below it, as far as is settled."""
        while symbol != ancestor:
            place = self.place_of[symbol]
            if place < 0:
                return False
            symbol = place // relation_count
        return True

    def with_place(self, score: float, symbol: int, place: int) -> _State:
        if place < 0:
            return _State(score, self.taken, self.place_of, True)
        place_of = self.place_of.copy()
        place_of[symbol] = place
        return _State(score, self.taken | 1 << place, place_of, self.rooted)

    def arrangement(self, relation_count: int) -> Arrangement:
        parents, relations = np.divmod(np.array(self.place_of), relation_count)
        return Arrangement(parents, np.where(parents < 0, -1, relations))


def reading_order(boxes: Floats) -> list[int]:
    """Indices from left to right by left edge, then from top to bottom; boxes decide, never their order.

    >>> reading_order(np.array([[5, 0, 6, 1], [0, 0, 9, 1], [0, -5, 2, -4.0]]))
    [2, 1, 0]
    """
    order: Integers = np.lexsort((boxes[:, 3], boxes[:, 2], boxes[:, 1], boxes[:, 0]))
    result: list[int] = order.tolist()
    return result


class RelationshipFinder:
    """Finds each symbol's parent and relation.

    ``beam`` hypotheses are kept side by side; each symbol tries its ``choices`` best places. ``parent_share``
    says how much the parents' side of a decision counts beside the child's (1: as much).
    """

    def __init__(self, beam: int = 24, choices: int = 8, parent_share: float = 0.75) -> None:
        self.beam = beam
        self.choices = choices
        self.parent_share = parent_share

    def parent_and_relate(self, boxes: Floats, posteriors: Posteriors, n: int = 1) -> list[Hypothesis]:
        """The ``n`` most probable trees over the symbols, all distinct, the best first.

        There are fewer when the beam holds fewer. Their probabilities are shares among all in the beam.

        ``boxes`` is (n, 4), y downward. Every tree has every symbol exactly once, whatever the input.
        """
        count = len(boxes)
        if count == 1:
            return [Hypothesis(Arrangement(np.array([-1]), np.array([-1])), 0.0)]
        open_places = self.places(posteriors)
        states = [_State(0.0, 0, [-1] * count, False)]
        for symbol in reading_order(boxes):
            grown = self._grow(states, symbol, open_places, self.choices)
            if not grown:  # all likely places are taken: any open one, so that no symbol is lost
                grown = self._grow(states, symbol, open_places, None)
            grown.sort(key=lambda entry: -entry[0])
            # the best tree needs no company; alternatives are worth keeping even when improbable
            hopeless = grown[0][0] - (_FAR if n == 1 else math.inf)
            states = [
                state.with_place(score, symbol, place)
                for score, place, state in grown[: self.beam]
                if score >= hopeless
            ]
        scores = np.array([state.score for state in states])
        log_probs = scores - np.logaddexp.reduce(scores)
        return [
            Hypothesis(state.arrangement(open_places.relation_count), float(log_prob))
            for state, log_prob in zip(states[:n], log_probs, strict=False)
        ]

    def places(self, posteriors: Posteriors) -> Places:
        """Scores of all places: the child's log probability, and what the parent gains over having none."""
        decisions, pairs = posteriors.decisions, posteriors.pairs
        gain = decisions.child + self.parent_share * (decisions.parent - decisions.none[pairs.parents])
        relation_count = gain.shape[1]
        place = pairs.parents[:, None] * relation_count + np.arange(relation_count)
        starts = np.searchsorted(pairs.children, np.arange(pairs.count + 1))
        places, scores = [], []
        for start, stop in itertools.pairwise(starts):
            flat, names = gain[start:stop].ravel(), place[start:stop].ravel()
            order = np.argsort(-flat, kind="stable")
            places.append(names[order].tolist())
            scores.append(flat[order].tolist())
        return Places(relation_count, places, scores, decisions.root.tolist())

    def evidence(self, tree: Arrangement, posteriors: Posteriors) -> list[tuple[float, int | None, float]]:
        """For each symbol: log probability of its place in the tree, the best other place, that one's.

        Probabilities are over all places the symbol could go, −1 being the root; without any other place
        (a symbol alone) the second is None.
        """
        open_places = self.places(posteriors)
        relation_count = open_places.relation_count
        result: list[tuple[float, int | None, float]] = []
        for symbol, (places, scores) in enumerate(zip(open_places.places, open_places.scores, strict=True)):
            log_probs = np.array([open_places.root_scores[symbol], *scores])
            log_probs -= np.logaddexp.reduce(log_probs)
            by_place = dict(zip([-1, *places], log_probs.tolist(), strict=True))
            parent = int(tree.parents[symbol])
            chosen = -1 if parent < 0 else parent * relation_count + int(tree.relations[symbol])
            own = by_place.pop(chosen, _NEVER)
            # places are in falling order, so the best other one is the root or one of the first two
            other = max(list(by_place)[:3], key=by_place.__getitem__, default=None)
            result.append((own, other, by_place[other] if other is not None else _NEVER))
        return result

    @staticmethod
    def _grow(
        states: list[_State], symbol: int, open_places: Places, choices: int | None
    ) -> list[tuple[float, int, _State]]:
        relation_count = open_places.relation_count
        options = list(
            zip(open_places.scores[symbol][:choices], open_places.places[symbol][:choices], strict=True)
        )
        if choices is None:
            count, tried = len(open_places.places), set(open_places.places[symbol])
            options += [
                (_NEVER, place)
                for place in range(count * relation_count)
                if place not in tried and place // relation_count != symbol
            ]
        own_places = ((1 << relation_count) - 1) << (symbol * relation_count)
        grown = []
        for state in states:
            if not state.rooted:
                grown.append((state.score + open_places.root_scores[symbol], -1, state))
            adopting = bool(state.taken & own_places)
            for score, place in options:
                if state.taken >> place & 1:
                    continue
                if adopting and state.hangs_from(place // relation_count, symbol, relation_count):
                    continue
                grown.append((state.score + score, place, state))
        return grown
