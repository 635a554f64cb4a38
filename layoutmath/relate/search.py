"""The search for the best trees: best first under prices, and a beam where that takes too long."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from layoutmath.relate.places import NEVER, ROOT, Held, Hypothesis, Places

_BID = 0.01
"""What every bid adds, so that an auction among equals comes to an end."""


@dataclass(frozen=True, slots=True)
class Offers:
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


def offers_at(places: Places) -> Offers:
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
            (index for index in range(len(row)) if of_row[index] > NEVER), key=lambda index: -values[index]
        )
        sorted_names.append([row[index] for index in order])
        losses.append([top - values[index] for index in order])
    return Offers(places.link_count, sorted_names, losses, prices, places.held)


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


def _continued(state: _State, symbol: int, offers: Offers) -> Iterator[_State]:
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
                yield state.with_place(state.loss - 2 * NEVER, place)
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


def agreed(places: Places) -> Hypothesis | None:
    """The tree of every symbol at its best place, if that is one."""
    if (places.scores[:, 0] <= NEVER).any():
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


def best_first(offers: Offers, steps: int) -> Iterator[Hypothesis]:
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


def by_beam(offers: Offers, beam: int) -> list[Hypothesis]:
    """The best trees that a walk finds which keeps only the ``beam`` best hypotheses of each symbol."""
    states = [_START]
    for symbol in range(len(offers.places)):
        grown = [state for origin in states for state in _continued(origin, symbol, offers)]
        states = heapq.nsmallest(beam, grown, key=lambda state: state.loss)
    return [state.hypothesis() for state in states]
