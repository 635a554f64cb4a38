"""The one pass from left to right that builds the tree of baselines.

Basyuk & Vasyliuk (2024) keep, while they walk the symbols, the last symbol of every open baseline, because
only those may still get a child: in a b^c d neither c nor d may hang from a. Real expressions interleave:
the limit below a Σ reaches past the letter that follows it, so its last symbol is read after that letter.
The rule is therefore relaxed to its core, *open places*. A place is a (parent, relation); it is open until a
child takes it. (p, Right) is open as long as p is the last symbol of its baseline, so of every baseline just
the last symbol can continue it; (p, Superscript) stays open until p has a superscript. Nothing else is asked
of a baseline structure except that it be one tree; what is far or behind is improbable, not forbidden.

In 12 % of the expressions people write, a child starts further left than its parent: a numerator left of its
bar, a limit left of its Σ. A hypothesis may therefore put a symbol at an open place of a symbol that is still
to come, which later adopts it. Backtracking is a beam: the most probable hypotheses are kept side by side,
so that a later symbol can still decide what an earlier one was.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layoutmath.classify.bayes import Posteriors
from layoutmath.classify.context import Arrangement

_FAR = 14.0
"""A hypothesis that is e¹⁴ times less probable than the best is given up."""

_UNSEEN = 0.02
"""Probability left for places that no hypothesis in the beam holds."""

_NEVER = -60.0
"""Log probability of a place that nothing speaks for."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One complete tree: the place of each symbol, and the natural log of its share among those found.

    A place is ``parent × relation_count + relation``, −1 for the root.
    """

    places: tuple[int, ...]
    relation_count: int
    log_prob: float

    @property
    def tree(self) -> Arrangement:
        parents, relations = np.divmod(np.array(self.places), self.relation_count)
        return Arrangement(parents, np.where(parents < 0, -1, relations))


@dataclass(frozen=True, slots=True)
class PlaceEvidence:
    """How probable a symbol's place is, and which other place is the best; natural logs.

    ``runner_up`` is None for a symbol that could be nowhere else.
    """

    log_prob: float
    runner_up: int | None
    runner_up_log_prob: float


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


class RelationshipFinder:
    """Finds each symbol's parent and relation.

    ``beam`` hypotheses are kept side by side; in each, a symbol tries its ``choices`` best open places.
    ``parent_share`` says how much the parents' side of a decision counts beside the child's (1: as much).
    """

    def __init__(self, beam: int = 24, choices: int = 8, parent_share: float = 0.75) -> None:
        self.beam = beam
        self.choices = choices
        self.parent_share = parent_share

    def parent_and_relate(
        self, posteriors: Posteriors, *, at_least: int = 1, keep_far: bool = False
    ) -> list[Hypothesis]:
        """Distinct trees over the symbols, the most probable first, at most as many as the beam holds.

        Symbols are walked in the order of their indices, which is the reading order. Every tree has every
        symbol exactly once, whatever the input. The beam is widened to ``at_least`` hypotheses; ``keep_far``
        keeps those that can hardly become the best any more, for whoever wants alternatives.
        """
        count = posteriors.pairs.count
        beam = max(self.beam, at_least)
        open_places = self.places(posteriors)
        states = [_State(0.0, 0, [-1] * count, False)]
        for symbol in range(count):
            grown = self._grow(states, symbol, open_places)
            grown.sort(key=lambda entry: -entry[0])
            hopeless = grown[0][0] - (math.inf if keep_far else _FAR)
            states = [
                state.with_place(score, symbol, place)
                for score, place, state in grown[:beam]
                if score >= hopeless
            ]
        # Each score adds two opinions on the same decisions, the children's and the parents': the probability
        # is their (weighted) geometric mean.
        scores = np.array([state.score for state in states]) / (1 + self.parent_share)
        log_probs = scores - np.logaddexp.reduce(scores)
        return [
            Hypothesis(tuple(state.place_of), open_places.relation_count, log_prob)
            for state, log_prob in zip(states, log_probs.tolist(), strict=True)
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

    def evidence(
        self, hypotheses: Sequence[Hypothesis], chosen: Hypothesis, posteriors: Posteriors
    ) -> list[PlaceEvidence]:
        """How sure the place of each symbol in the ``chosen`` tree is.

        The probability of a place is the share of the hypotheses that agree on it. What the beam did not keep
        is spoken for by the symbol's own distribution over places, with a weight of one in fifty.
        """
        open_places = self.places(posteriors)
        shares = np.exp([hypothesis.log_prob for hypothesis in hypotheses]).tolist()
        result = []
        for symbol, (places, scores) in enumerate(zip(open_places.places, open_places.scores, strict=True)):
            own = np.array([open_places.root_scores[symbol], *scores]) / (1 + self.parent_share)
            own = _UNSEEN * np.exp(own - np.logaddexp.reduce(own))
            probabilities = dict(zip([-1, *places], own.tolist(), strict=True))
            for hypothesis, share in zip(hypotheses, shares, strict=True):
                place = hypothesis.places[symbol]
                probabilities[place] = probabilities.get(place, 0.0) + (1 - _UNSEEN) * share
            of_chosen = min(probabilities.pop(chosen.places[symbol]), 1.0)
            runner_up = max(probabilities, key=probabilities.__getitem__, default=None)
            of_runner_up = probabilities[runner_up] if runner_up is not None else 0.0
            result.append(
                PlaceEvidence(
                    math.log(of_chosen), runner_up, max(_NEVER, math.log(of_runner_up or math.exp(_NEVER)))
                )
            )
        return result

    def _grow(
        self, states: list[_State], symbol: int, open_places: Places
    ) -> list[tuple[float, int, _State]]:
        """Every state with the symbol as its root or at one of its best open places."""
        relation_count = open_places.relation_count
        scored = list(zip(open_places.scores[symbol], open_places.places[symbol], strict=True))
        own_places = ((1 << relation_count) - 1) << (symbol * relation_count)
        grown: list[tuple[float, int, _State]] = []
        for state in states:
            if not state.rooted:
                grown.append((state.score + open_places.root_scores[symbol], -1, state))
            adopting = bool(state.taken & own_places)
            tried = 0
            for score, place in scored:
                if state.taken >> place & 1:
                    continue
                if adopting and state.hangs_from(place // relation_count, symbol, relation_count):
                    continue
                grown.append((state.score + score, place, state))
                tried += 1
                if tried == self.choices:
                    break
        return grown or self._anywhere(states[0], symbol, open_places)

    @staticmethod
    def _anywhere(state: _State, symbol: int, open_places: Places) -> list[tuple[float, int, _State]]:
        """The state with the symbol at the first open place of all: no candidate is left, none is lost."""
        relation_count = open_places.relation_count
        return next(
            [(state.score + _NEVER, place, state)]
            for place in range(len(open_places.places) * relation_count)
            if not state.taken >> place & 1
            and not state.hangs_from(place // relation_count, symbol, relation_count)
        )
