"""Why a symbol hangs where it does: what changes when a piece of the evidence is taken away.

Occlusion (Zeiler & Fergus 2014, "Visualizing and understanding convolutional networks", section 4.2) asks any
classifier, since it only looks at what goes in and what comes out: the expression is analysed again with one
label hidden, the symbol moved or scaled, a neighbour left out, all in one batch. Pieces that say the same
thing cover for each other, so their numbers need not add up to the whole.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from layoutmath.classify.kinds import LETTER_SIZED
from layoutmath.classify.posteriors import Posteriors
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.links import GridLink, Link
from layoutmath.relate.finder import NamedPlace, RelationshipFinder, Verdict
from layoutmath.relate.places import ROOT, Places
from layoutmath.relation import PRE_SCRIPTS, SCRIPTS, Relation

LEAST = 0.05
"""Nats: what changed less goes without saying."""

NEIGHBOURS, TOLD = 8, 3
"""How many of the nearest other symbols are left out in turn, and of how many of them it is told."""

SCRIPT_SIZE = 0.7
"""Height of a script beside its parent, as typesetters have it (TeX: 7 to 10)."""

# Where the centre of a child stands, in halves of its parent's height below the parent's centre.
_LEVEL: dict[Link, float] = {
    Relation.SUP: -1.0,
    Relation.PRE_SUP: -1.0,
    Relation.SUB: 1.0,
    Relation.PRE_SUB: 1.0,
    Relation.ABOVE: -2.0,
    Relation.BELOW: 2.0,
    GridLink.NEXT_ROW: 3.0,
}


@dataclass(frozen=True, slots=True)
class Possibility:
    """A place that a symbol has or might have: parent's id and link, None both for the root."""

    parent: str | None
    link: Link | None
    probability: float
    words: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A piece of evidence, and by how many nats it changed the log odds of the chosen place.

    Positive speaks for the chosen place, negative for the runner-up: ``nats`` is log(p(chosen) /
    p(runner-up)) with the evidence less the same without it. ``kind`` is ``"label"``, ``"position"``,
    ``"size"`` or ``"neighbour"``, ``symbol`` the id of whose it is, ``name`` both for people.
    """

    kind: str
    symbol: str
    name: str
    nats: float
    words: str = ""

    def __str__(self) -> str:
        number = f"{self.nats:+.1f}".replace("-", "−")
        return f"{self.name}: {number} nats" + f" — {self.words}" * bool(self.words)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a symbol hangs, where else it might, and what decided: ``reasons``, the weightiest first.

    The reasons are empty where the symbol has no other place, as under pins that settle it.
    """

    symbol: str
    name: str
    chosen: Possibility
    runner_up: Possibility | None
    reasons: tuple[Reason, ...]

    @property
    def headline(self) -> str:
        """The place in words, with its probability and the runner-up."""
        other = self.runner_up
        rest = f"next: {other.words}, {_shown(other.probability)}" if other else "no other place is left"
        return f"{self.name} is {self.chosen.words} (probability {_shown(self.chosen.probability)}; {rest})"

    def __str__(self) -> str:
        told = "; ".join(map(str, self.reasons))
        return f"{self.headline}." + f" {told}." * bool(told)


def _shown(probability: float) -> str:
    return f"{probability:.2f}" if probability >= 0.01 else "under 0.01"


Look = Callable[[Sequence[Expression]], list[Posteriors]]
"""Shows expressions to a classifier."""


def explain_place(
    shown: Expression,
    seen: Expression,
    symbol_id: str,
    found: tuple[Posteriors, Places, Verdict],
    look: Look,
    finder: RelationshipFinder,
) -> Explanation:
    """Why the symbol has its place in a hypothesis; ``seen`` is what the classifier saw of ``shown``."""
    posteriors, places, verdict = found
    hypothesis = verdict.hypothesis
    index = posteriors.ids.index(symbol_id)
    place = _named(hypothesis.places[index], posteriors)
    names = _names(shown)
    chosen = _possibility(place, float(verdict.sureness[index]), names)
    other_place = places.runners_up(hypothesis, verdict.sureness)[index]
    if other_place is None:
        return Explanation(symbol_id, names[symbol_id], chosen, None, ())
    other, of_other = other_place
    rival = _named(other, posteriors)
    runner_up = _possibility(rival, of_other, names)
    if other in hypothesis.places:
        holder = names[posteriors.ids[hypothesis.places.index(other)]]
        runner_up = replace(runner_up, words=f"{runner_up.words}, where {holder} is")
    occluded = list(_occluded(seen, symbol_id, place, rival, posteriors, names))
    before = finder.log_odds(posteriors, symbol_id, place, rival)
    reasons = [
        replace(reason, nats=before - finder.log_odds(after, symbol_id, place, rival))
        for (reason, _), after in zip(occluded, look([each for _, each in occluded]), strict=True)
    ]
    reasons.sort(key=lambda reason: -abs(reason.nats))
    minor = [reason for reason in reasons if reason.kind == "neighbour"][TOLD:]
    told = (reason for reason in reasons if abs(reason.nats) >= LEAST and reason not in minor)
    return Explanation(symbol_id, names[symbol_id], chosen, runner_up, tuple(told))


def _named(place: int, posteriors: Posteriors) -> NamedPlace:
    if place == ROOT:
        return None
    parent, link = divmod(place, len(posteriors.links))
    return posteriors.ids[parent], posteriors.links[link]


def _possibility(place: NamedPlace, log_prob: float, names: dict[str, str]) -> Possibility:
    if place is None:
        return Possibility(None, None, math.exp(log_prob), "the root")
    parent, link = place
    words = {
        GridLink.NEXT_CELL: f"the cell after {names[parent]}",
        GridLink.NEXT_ROW: f"the row below {names[parent]}",
        GridLink.AFTER_GRID: f"Right of the grid of {names[parent]}",
    }
    text = f"{link.value} of {names[parent]}" if isinstance(link, Relation) else words[link]
    return Possibility(parent, link, math.exp(log_prob), text)


def _names(expression: Expression) -> dict[str, str]:
    """What to call each symbol: its label, with its id where others have the same one."""
    labels = {symbol.id: symbol.best_label for symbol in expression.symbols}
    times = Counter(labels.values())
    return {
        symbol_id: f"□{symbol_id}" if label is None else label + f"#{symbol_id}" * (times[label] > 1)
        for symbol_id, label in labels.items()
    }


def _occluded(
    seen: Expression,
    symbol_id: str,
    place: NamedPlace,
    rival: NamedPlace,
    posteriors: Posteriors,
    names: dict[str, str],
) -> Iterator[tuple[Reason, Expression]]:
    """The expression with one piece of evidence taken away at a time."""
    boxes = {symbol.id: symbol.box for symbol in seen.symbols if symbol.box is not None}
    own, parents = boxes[symbol_id], list(dict.fromkeys(each[0] for each in (place, rival) if each))
    for each in (symbol_id, *parents):
        symbol = seen.symbol(each)
        if symbol.label is not None or symbol.candidates:
            hidden = replace(symbol, label=None, candidates=())
            yield Reason("label", each, f"label {names[each]}", 0.0), _with(seen, hidden)
    letters = dict(zip(posteriors.ids, LETTER_SIZED[posteriors.kinds.argmax(1)].tolist(), strict=True))
    typical = statistics.median(max(box.height, 0.35 * box.width) for box in boxes.values()) or 1.0

    def line_size(each: NamedPlace) -> float:
        """The height that a letter would have there."""
        parent = each[0] if each else parents[0]
        size = boxes[parent].height if letters[parent] and boxes[parent].height else typical
        return size * SCRIPT_SIZE if each and each[1] in (*SCRIPTS, *PRE_SCRIPTS) else size

    beside = parents[0]
    across, centre = own.centre
    level = boxes[beside].centre[1]
    shift = (centre - level) / typical
    if abs(shift) < 0.005:
        words = f"its centre is level with that of {names[beside]}"
    else:
        side = "below" if shift > 0 else "above"
        words = f"its centre is {abs(shift):.2f} of a letter's height {side} that of {names[beside]}"
    towards = boxes[rival[0] if rival else beside]
    half = max(towards.height, typical) / 2
    target = towards.centre[1] + (_LEVEL.get(rival[1], 0.0) * half if rival else 0.0)
    yield (
        Reason("position", symbol_id, "position", 0.0, words),
        _with_box(seen, symbol_id, across, target, 1.0),
    )
    if letters[symbol_id] and own.height:
        if letters[beside] and boxes[beside].height:
            words = f"its height is {own.height / boxes[beside].height:.2f} of that of {names[beside]}"
        else:
            words = f"its height is {own.height / typical:.2f} of a letter's"
        yield (
            Reason("size", symbol_id, "size", 0.0, words),
            _with_box(seen, symbol_id, across, centre, line_size(rival) / own.height),
        )

    def gap(other: str) -> float:
        l, t, r, b = boxes[other]
        return math.hypot(max(l - own.r, own.l - r, 0), max(t - own.b, own.t - b, 0))

    others = sorted((each for each in boxes if each != symbol_id and each not in parents), key=gap)
    for other in others[:NEIGHBOURS]:
        left = tuple(symbol for symbol in seen.symbols if symbol.id != other)
        yield Reason("neighbour", other, f"neighbour {names[other]}", 0.0), replace(seen, symbols=left)


def _with(expression: Expression, symbol: Symbol) -> Expression:
    symbols = tuple(symbol if each.id == symbol.id else each for each in expression.symbols)
    return replace(expression, symbols=symbols)


def _with_box(expression: Expression, symbol_id: str, x: float, y: float, factor: float) -> Expression:
    """The symbol scaled, with its centre at another point."""
    symbol = expression.symbol(symbol_id)
    assert symbol.box is not None
    across, down = factor * symbol.box.width / 2, factor * symbol.box.height / 2
    return _with(expression, replace(symbol, box=BoundingBox(x - across, y - down, x + across, y + down)))
