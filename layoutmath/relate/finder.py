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

import heapq
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from layoutmath.classify.pairs import Floats, Integers
from layoutmath.classify.posteriors import Posteriors
from layoutmath.links import Link
from layoutmath.relate.pins import ROOT, Held, narrowed

_NEVER = -60.0
"""Score of a place that nothing speaks for."""

_BID = 0.01
"""What every bid adds, so that an auction among equals comes to an end."""

NamedPlace = tuple[str, Link] | None
"""A parent's id and how the child hangs from it, None for the root."""

_ALL_FREE: Held = MappingProxyType({})

NEAR = 16
"""Places looked at for each symbol at first; the rest only where all of these are taken."""


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
        return np.where(places == ROOT, ROOT, parents[parent] * self.link_count + link)

    def sureness(self, hypothesis: Hypothesis) -> list[tuple[float, int | None, float]]:
        """For each symbol the log probability of its place, the best other place and that one's; None and
        −∞ where there is no other. Natural logs."""
        log_probs = np.minimum(self.sharpness * self.scores - self.norm[:, None], 0.0)
        is_chosen = self.places == np.array(hypothesis.places)[:, None]
        found = is_chosen.any(1)
        chosen = np.where(found, is_chosen.argmax(1), 0)
        rows = np.arange(len(chosen))
        of_chosen = np.where(found, log_probs[rows, chosen], self.sharpness * _NEVER)
        if self.places.shape[1] == 1:
            return [(log_prob, None, -math.inf) for log_prob in of_chosen.tolist()]
        other = np.where(found & (chosen == 0), 1, 0)
        sought = zip(
            of_chosen.tolist(),
            self.places[rows, other].tolist(),
            log_probs[rows, other].tolist(),
            self.scores[rows, other].tolist(),
            strict=True,
        )
        return [
            (log_prob, place, of_other) if score > 2 * _NEVER else (log_prob, None, -math.inf)
            for log_prob, place, of_other, score in sought
        ]


class RelationshipFinder:
    """Finds each symbol's parent and how it hangs from it.

    ``parent_share`` says how much the parents' side of a decision counts beside the child's (1: as much);
    after ``patience`` steps for each tree asked for, a beam of ``beam`` hypotheses takes over.
    """

    def __init__(self, *, parent_share: float = 0.75, patience: int = 5000, beam: int = 24) -> None:
        self.parent_share = parent_share
        self.patience = patience
        self.beam = beam

    def parent_and_relate(self, places: Places, count: int = 1) -> list[Hypothesis]:
        """Distinct trees over the symbols, the best first, at most ``count``.

        Symbols are walked in the order of their indices, which is the reading order, but for those that pins
        hold: they go first, so that nobody takes the places that are left to them. Every tree has every
        symbol exactly once, whatever the input, and at a place that its pins allow.
        """
        if count == 1 and (agreed := _agreed(places)) is not None:
            return [agreed]
        if not places.held:
            return self._walked(places, count)
        order = sorted(range(len(places.norm)), key=lambda symbol: _freedom(symbol, places))
        return [places.restored(tree, order) for tree in self._walked(places.in_order(order), count)]

    def _walked(self, places: Places, count: int) -> list[Hypothesis]:
        offers = _offers(places)
        found = list(itertools.islice(_best_first(offers, self.patience * count), count))
        if len(found) < count:
            known = {tree.places for tree in found}
            beam = self._by_beam(offers, max(self.beam, count))
            found += [tree for tree in beam if tree.places not in known]
        return found[:count]

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
            return max(_NEVER, float(gain[0])) if len(gain) else _NEVER

        return posteriors.sharpness * (score(one) - score(other))

    def _by_beam(self, offers: _Offers, beam: int) -> list[Hypothesis]:
        """The best trees that a walk finds which keeps only the ``beam`` best hypotheses of each symbol."""
        states = [_START]
        for symbol in range(len(offers.places)):
            grown = [state for origin in states for state in _continued(origin, symbol, offers)]
            states = heapq.nsmallest(beam, grown, key=lambda state: state.loss)
        return [state.hypothesis() for state in states]


@dataclass(frozen=True, slots=True)
class _Offers:
    """For each symbol its places and what it loses at each, the least first; lists over symbols.

    Losses are against the best place at these ``prices``; a place with a price that nobody takes costs it.
    Whatever the prices, all losses of a complete tree together tell how much worse it is than any other.
    """

    link_count: int
    places: list[list[int]]
    losses: list[list[float]]
    prices: dict[int, float]
    held: Held

    def unsold(self, taken: int, rooted: bool) -> float:
        return sum(
            price
            for place, price in self.prices.items()
            if not (rooted if place == ROOT else taken >> place & 1)
        )


def _offers(places: Places) -> _Offers:
    """Prices from an auction (Bertsekas 1988): who has no place bids for the best one as much as it is better
    than the next best, until all have one."""
    names, scores = places.places.tolist(), places.scores.tolist()
    prices: dict[int, float] = {}
    owner: dict[int, int] = {}
    waiting = list(range(len(names)))[::-1]
    for _ in range(20 * len(names)):
        if not waiting:
            break
        symbol = waiting.pop()
        offered = zip(names[symbol], scores[symbol], strict=True)
        values = [score - prices.get(place, 0.0) for place, score in offered]
        best = max(range(len(values)), key=values.__getitem__)
        next_best = max((value for index, value in enumerate(values) if index != best), default=values[best])
        place = names[symbol][best]
        if place in owner:
            waiting.append(owner[place])
            prices[place] = prices.get(place, 0.0) + values[best] - next_best + _BID
        owner[place] = symbol
    sorted_names, losses = [], []
    for row, of_row in zip(names, scores, strict=True):
        values = [score - prices.get(place, 0.0) for place, score in zip(row, of_row, strict=True)]
        top = max(values)
        order = sorted(
            (index for index in range(len(row)) if of_row[index] > _NEVER), key=lambda index: -values[index]
        )
        sorted_names.append([row[index] for index in order])
        losses.append([top - values[index] for index in order])
    return _Offers(places.link_count, sorted_names, losses, prices, places.held)


@dataclass(frozen=True, slots=True)
class _State:
    """A hypothesis on its way, as its last step: ``taken`` has a bit for each place that is not open."""

    loss: float
    taken: int
    before: _State | None
    rooted: bool
    count: int
    place: int

    def place_of(self) -> list[int]:
        """The place of every symbol so far."""
        found = []
        state: _State | None = self
        while state is not None and state.before is not None:
            found.append(state.place)
            state = state.before
        return found[::-1]

    def hypothesis(self) -> Hypothesis:
        return Hypothesis(tuple(self.place_of()))

    def with_place(self, loss: float, place: int) -> _State:
        if place == ROOT:
            return _State(loss, self.taken, self, True, self.count + 1, place)
        return _State(loss, self.taken | 1 << place, self, self.rooted, self.count + 1, place)


_START = _State(0.0, 0, None, False, 0, ROOT)


def _continued(state: _State, symbol: int, offers: _Offers) -> Iterator[_State]:
    """The state with the symbol at each of its open places, the least loss first."""
    links, count = offers.link_count, len(offers.places)
    adopting = state.taken >> (symbol * links) & ((1 << links) - 1)
    place_of = state.place_of() if adopting else []
    none = True
    for place, loss in zip(offers.places[symbol], offers.losses[symbol], strict=True):
        if _is_open(state, symbol, place, links, place_of, count):
            none = False
            yield state.with_place(state.loss + loss, place)
    # A symbol whose near places are all taken still must go somewhere: none is lost.
    if none:
        for place in offers.held.get(symbol, range(ROOT, count * links)):
            if place // links != symbol and _is_open(state, symbol, place, links, place_of, count):
                yield state.with_place(state.loss - 2 * _NEVER, place)
                return


def _is_open(state: _State, symbol: int, place: int, links: int, place_of: Sequence[int], count: int) -> bool:
    """Whether the symbol can take the place, and the tree still become one."""
    if place == ROOT:
        return not state.rooted
    if state.taken >> place & 1:
        return False
    if symbol == count - 1 and not state.rooted:
        return False  # the last symbol without a root so far is the root
    ancestor = place // links
    while place_of and ancestor < len(place_of) and place_of[ancestor] != ROOT:
        ancestor = place_of[ancestor] // links
    return not place_of or ancestor != symbol


def _agreed(places: Places) -> Hypothesis | None:
    """The tree of every symbol at its best place, if that is one."""
    if (places.scores[:, 0] <= _NEVER).any():
        return None
    best = places.places[:, 0]
    parents = np.where(best == ROOT, np.arange(len(best)), best // places.link_count)
    if (best == ROOT).sum() != 1 or len(np.unique(best)) != len(best):
        return None
    ancestors = parents
    for _ in range(max(1, math.ceil(math.log2(len(best) + 1)))):
        ancestors = ancestors[ancestors]
    if (best[ancestors] != ROOT).any():
        return None
    return Hypothesis(tuple(best.tolist()))


def _freedom(symbol: int, places: Places) -> tuple[bool, float, int]:
    """The order of walking under pins: those with a given parent before those with only a relation, which
    find some place at a leaf whatever the others do, before those that are free."""
    held = places.held.get(symbol)
    if held is None:
        return True, np.inf, symbol
    return len({place // places.link_count for place in held}) > 1, len(held), symbol


def _best_first(offers: _Offers, steps: int) -> Iterator[Hypothesis]:
    """Trees in falling score, until ``steps`` hypotheses have been taken up."""
    count = len(offers.places)
    serial = itertools.count()
    # Of every hypothesis only the best continuation waits in the queue; the next best enters when it leaves.
    # Where losses are equal, the hypothesis that is further along goes first.
    queue: list[tuple[float, int, int, _State, Iterator[_State]]] = []

    def enter(continuations: Iterator[_State]) -> None:
        state = next(continuations, None)
        if state is not None:
            heapq.heappush(queue, (state.loss, -state.count, next(serial), state, continuations))

    enter(_continued(_START, 0, offers))
    while queue and steps > 0:
        steps -= 1
        loss, _, _, state, siblings = heapq.heappop(queue)
        enter(siblings)
        if state.count < count:
            enter(_continued(state, state.count, offers))
        elif loss < (whole := state.loss + offers.unsold(state.taken, state.rooted)):
            # Only now is it known what was not sold: the tree waits for its turn with its true loss.
            heapq.heappush(queue, (whole, -state.count, next(serial), state, iter(())))
        else:
            yield state.hypothesis()
