"""The one pass from left to right that builds the tree of baselines.

Basyuk & Vasyliuk (2024) keep, while they walk the symbols, the last symbol of every open baseline, because
only those may still get a child: in a b^c d neither c nor d may hang from a. Real expressions interleave:
the limit below a Σ reaches past the letter that follows it, so its last symbol is read after that letter.
The rule is therefore relaxed to its core, *open places*. A place is a (parent, link); it is open until a
child takes it. (p, Right) is open as long as p is the last symbol of its baseline, so of every baseline just
the last symbol can continue it; (p, Superscript) stays open until p has a superscript. Nothing else is asked
of a baseline structure except that it be one tree; what is far or behind is improbable, not forbidden.

In 12 % of the expressions people write, a child starts further left than its parent: a numerator left of its
bar, a limit left of its Σ. A hypothesis may therefore put a symbol at an open place of a symbol that is still
to come, which later adopts it.

Backtracking is best first. What a hypothesis has *lost* is by how much its places score less than the best
place of each of its symbols; symbols to come lose nothing at the least, so the loss never says too much (it
is an admissible bound, Hart, Nilsson & Raphael 1968), and the first hypothesis that is complete has the best
tree there is, the next one the second best. Where symbols agree on who goes where, which is nearly always,
the walk never turns back. Where several want one place, places get prices, as in an auction, so that a
conflict is felt before its last party is read. An input that takes too many steps still falls to a beam.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from layoutmath.classify.pairs import Floats, Integers
from layoutmath.classify.posteriors import Posteriors
from layoutmath.links import Link
from layoutmath.relate.pins import narrowed
from layoutmath.relate.places import NEVER, ROOT, Held, Hypothesis, Places
from layoutmath.relate.search import agreed, best_first, by_beam, offers_at

NamedPlace = tuple[str, Link] | None
"""A parent's id and how the child hangs from it, None for the root."""

_ALL_FREE: Held = MappingProxyType({})

NEAR = 16
"""Places looked at for each symbol at first; the rest only where all of these are taken."""

ALTERNATIVES = 10
"""Trees among which the probability of a tree is its share, where it is not clear."""

SURE = 0.9
"""Where the product of all places' probabilities is above this, the tree is clear."""

DEPENDENCE = 0.8
"""Errors come together: a symbol misplaced takes others with it. So the probability of a tree is not the
product of its places', but this power of it; chosen, like ``sharpness``, on the validation set."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A tree with the natural logs of its probability, and of that of each symbol's place (n,)."""

    hypothesis: Hypothesis
    log_prob: float
    sureness: Floats


class RelationshipFinder:
    """Finds each symbol's parent and how it hangs from it.

    ``parent_share`` says how much the parents' side of a decision counts beside the child's. After
    ``patience`` steps, and two for each symbol, a beam of ``beam`` hypotheses takes over; all of them for
    each tree asked for.
    """

    def __init__(self, *, parent_share: float = 1.0, patience: int = 5000, beam: int = 24) -> None:
        self.parent_share = parent_share
        self.patience = patience
        self.beam = beam

    def parent_and_relate(self, places: Places, count: int = 1, *, hoped: int = 0) -> list[Hypothesis]:
        """Distinct trees over the symbols, the best first, at most ``count``, or ``hoped`` if that is more
        and they are soon found.

        Symbols are walked in the order of their indices, which is the reading order, but for those that pins
        hold: they go first, so that nobody takes the places that are left to them. Every tree has every
        symbol exactly once, whatever the input, and at a place that its pins allow.
        """
        wanted = max(count, hoped)
        if wanted == 1 and (unanimous := agreed(places)) is not None:
            return [unanimous]
        return list(itertools.islice(self._falling(places, count), wanted))

    def _falling(self, places: Places, count: int) -> Iterator[Hypothesis]:
        """Trees, the best first, found as they are asked for: ``count``, and more while steps last."""
        if not places.held:
            yield from self._walked(places, count)
            return
        order = sorted(range(len(places.norm)), key=lambda symbol: _freedom(symbol, places))
        for tree in self._walked(places.in_order(order), count):
            yield places.restored(tree, order)

    def _walked(self, places: Places, count: int) -> Iterator[Hypothesis]:
        offers = offers_at(places)
        steps = (self.patience + 2 * len(places.norm)) * count
        known = set()
        for tree in best_first(offers, steps):
            known.add(tree.places)
            yield tree
        if len(known) < count:
            # what the search found is the best there is; what the beam finds is in order of losses only
            beam = by_beam(offers, max(self.beam, count))
            others = sorted(
                (tree for tree in beam if tree.places not in known), key=lambda tree: -places.score(tree)
            )
            yield from others[: count - len(known)]

    def verdicts(self, places: Places, count: int = 1) -> list[Verdict]:
        """The best trees, at most ``count``, with how probable they and all their places are.

        The probability of a tree is its share among the best trees. Where every symbol is sure of its place,
        the tree is as probable as they are together, and the others share the rest. The probability of a
        place is the symbol's own, the others being where they are, but not more than the share of trees that
        agree on it.
        """
        best, falling = agreed(places), self._falling(places, count)
        found = []
        if best is None:
            best = next(falling)
            found = [best]
        own = places.sureness(best)
        product = float(own.sum())
        sure = product > math.log(SURE)
        if count == 1 and sure:
            return [Verdict(best, DEPENDENCE * product, own)]
        found += itertools.islice(falling, max(count, ALTERNATIVES) - len(found))
        scores = np.array([places.score(tree) for tree in found]) * (places.sharpness * DEPENDENCE)
        log_shares = scores - np.logaddexp.reduce(scores)
        if sure and len(found) > 1:
            rest = math.log(-math.expm1(min(DEPENDENCE * product, -1e-12)))
            others = scores[1:] - np.logaddexp.reduce(scores[1:])
            log_shares = np.concatenate([[DEPENDENCE * product], rest + others])
        table, shares = np.array([tree.places for tree in found]), np.exp(log_shares)
        verdicts = []
        for tree, log_share in zip(found[:count], log_shares.tolist(), strict=False):
            agreeing = (shares[:, None] * (table == np.array(tree.places))).sum(0)
            own = np.minimum(places.sureness(tree), np.log(np.minimum(agreeing, 1.0)))
            verdicts.append(Verdict(tree, log_share, own))
        return verdicts

    def best(self, posteriors: Posteriors) -> tuple[Integers, Integers]:
        """Parents (n,) and links (n,) of the best tree, −1 both for the root."""
        places = self.places(posteriors)
        parents, links = np.divmod(self.parent_and_relate(places)[0].places, places.link_count)
        return parents, np.where(parents < 0, -1, links)

    def places(self, posteriors: Posteriors, held: Held = _ALL_FREE) -> Places:
        """Scores of all places: the child's log probability, and what the parent gains over having none.

        With ``held``, probabilities are those under the pins.
        """
        decisions, pairs = posteriors.decisions, posteriors.pairs
        gain = decisions.child + self.parent_share * (decisions.parent - decisions.none[pairs.parents])
        links = gain.shape[1]
        names = pairs.parents[:, None] * links + np.arange(links)
        scores = np.concatenate([gain.reshape(pairs.count, -1), decisions.root[:, None]], 1)
        names = np.concatenate([names.reshape(pairs.count, -1), np.full((pairs.count, 1), ROOT)], 1)
        if held:
            names, scores = narrowed(names, scores, held)
        sharp = posteriors.sharpness * scores
        top = sharp.max(1)
        norm = np.log(np.exp(sharp - top[:, None]).sum(1)) + top
        rows = np.arange(pairs.count)[:, None]
        if scores.shape[1] > NEAR:  # the root is always among them
            near = np.argpartition(-scores[:, :-1], NEAR - 2, axis=1)[:, : NEAR - 1]
            near = np.concatenate([near, np.full((pairs.count, 1), scores.shape[1] - 1)], 1)
            names, scores = names[rows, near], scores[rows, near]
        order = np.lexsort((names, -scores))
        return Places(links, names[rows, order], scores[rows, order], norm, posteriors.sharpness, held)

    def log_odds(self, posteriors: Posteriors, symbol: str, one: NamedPlace, other: NamedPlace) -> float:
        """By how much the symbol rather has one place than the other: natural log of their odds.

        A place that the classifier did not look at has the score of one that nothing speaks for.
        """
        decisions, pairs = posteriors.decisions, posteriors.pairs
        child = posteriors.ids.index(symbol)

        def score(place: NamedPlace) -> float:
            if place is None:
                return float(decisions.root[child])
            parent, link = posteriors.ids.index(place[0]), posteriors.links.index(place[1])
            pair = np.flatnonzero((pairs.children == child) & (pairs.parents == parent))
            gain = decisions.child[pair, link] + self.parent_share * (
                decisions.parent[pair, link] - decisions.none[parent, link]
            )
            return max(NEVER, float(gain[0])) if len(gain) else NEVER

        return posteriors.sharpness * (score(one) - score(other))


def _freedom(symbol: int, places: Places) -> tuple[bool, float, int]:
    """The order of walking under pins: those with a given parent before those with only a relation, which
    find some place at a leaf whatever the others do, before those that are free."""
    held = places.held.get(symbol)
    if held is None:
        return True, np.inf, symbol
    return len({place // places.link_count for place in held}) > 1, len(held), symbol
