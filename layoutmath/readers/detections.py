"""What detectors and OCR state: boxes with labels and scores, several for one symbol where they doubt."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layoutmath.expression import Symbol, normalised_candidates
from layoutmath.geometry import BoundingBox, boxes_array
from layoutmath.symbols import canonical_label, symbol_table

SAME_BOX = 0.9
"""Detections whose boxes overlap (intersection over union) at least so far are guesses about one symbol: a
detector moves its boxes by a pixel or two, and even a radical is a good deal larger than what is under it."""

ROWS = 256
"""How many boxes are compared with all others at a time: what a picture of thousands of boxes can take."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A box that a source states; without ``score``, it does not doubt the label.

    ``alternatives`` are further labels with their scores, None where the source states none. ``id`` is empty
    where the source has none.
    """

    box: BoundingBox
    label: str | None
    score: float | None = None
    alternatives: tuple[tuple[str, float | None], ...] = ()
    id: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


def detected_label(name: str) -> str | None:
    r"""The label of a class that someone trained a detector for: names of LaTeX need no backslash.

    >>> [detected_label(name) for name in ("x", "−", "alpha", "\\le", "fraction bar", " ")]
    ['x', '-', '\\alpha', '\\leq', 'fraction bar', None]
    """
    return _label(name.strip())


@functools.lru_cache(maxsize=4096)
def _label(name: str) -> str | None:
    if not name:
        return None
    for spelling in (name, f"\\{name}"):
        label = canonical_label(spelling)
        if label in symbol_table() and not (len(name) == 1 and spelling != name):
            return label
    return canonical_label(name)


def symbols_of(detections: Sequence[Detection]) -> tuple[Symbol, ...]:
    """Symbols in the order of the detections; those of one box become the candidates of one symbol.

    A label that comes without any score or alternative is the symbol's label. Else all labels are candidates,
    normalised, each by the best of its scores; one without score counts as much as the best that has one.
    ``extra["score"]`` is the best score. Ids that the source lacks, or has twice, are positions.

    >>> box = BoundingBox(0, 0, 10, 10)
    >>> [symbol] = symbols_of([Detection(box, "x", 0.6), Detection(box, "\\\\times", 0.2)])
    >>> [(candidate.label, round(candidate.log_prob, 2)) for candidate in symbol.candidates], symbol.extra
    ([('x', -0.29), ('\\\\times', -1.39)], {'score': 0.6})
    """
    groups = _of_one_box(detections)
    ids = [group[0].id for group in groups]
    unique = "" not in ids and len(set(ids)) == len(ids)
    return tuple(_symbol(ids[index] if unique else str(index), group) for index, group in enumerate(groups))


def _of_one_box(detections: Sequence[Detection]) -> list[list[Detection]]:
    """Groups by the order of their first members; the best of a group comes first, the others fit its box."""
    neighbours = _neighbours(boxes_array(detection.box for detection in detections))
    order = sorted(range(len(detections)), key=lambda index: -(detections[index].score or 0.0))
    groups: list[list[int]] = []
    grouped: set[int] = set()
    for index in order:
        if index not in grouped:
            others = [other for other in order if other in neighbours[index]] if index in neighbours else []
            groups.append([index, *(other for other in others if other not in grouped)])
            grouped.update(groups[-1])
    groups.sort(key=min)
    return [[detections[index] for index in group] for group in groups]


def _neighbours(boxes: NDArray[np.float64]) -> dict[int, set[int]]:
    """For every box that nearly coincides with others, which; computed for some rows of pairs at a time."""
    low, high = boxes[:, :2], boxes[:, 2:]
    areas = (high - low).prod(axis=1)
    neighbours: dict[int, set[int]] = {}
    for start in range(0, len(boxes), ROWS):
        rows = slice(start, start + ROWS)
        overlap = np.minimum(high[rows, None], high) - np.maximum(low[rows, None], low)
        common = overlap.clip(min=0).prod(axis=2)
        same = (common > 0) & (common >= SAME_BOX * (areas[rows, None] + areas - common))
        same |= (boxes[rows, None] == boxes).all(axis=2)  # strokes without height have no area
        for row, other in np.argwhere(same).tolist():
            if start + row != other:
                neighbours.setdefault(start + row, set()).add(other)
    return neighbours


def _symbol(symbol_id: str, group: Sequence[Detection]) -> Symbol:
    best = group[0]
    guesses = [
        guess
        for each in group
        for guess in ((each.label, each.score), *each.alternatives)
        if guess[0] is not None
    ]
    extra = dict(best.extra)
    if best.score is not None:
        extra["score"] = best.score
    labels = {label for label, _ in guesses}
    if not guesses or (len(labels) == 1 and all(score is None for _, score in guesses)):
        return Symbol(symbol_id, best.box, guesses[0][0] if guesses else None, extra=extra)
    return Symbol(
        symbol_id, best.box, candidates=normalised_candidates(_weights(guesses).items()), extra=extra
    )


def _weights(guesses: Iterable[tuple[str | None, float | None]]) -> dict[str, float]:
    """Each label with the best of its scores; equal weights where no score is above zero."""
    guesses = list(guesses)
    highest = max((score for _, score in guesses if score is not None), default=0.0) or 1.0
    weights: dict[str, float] = {}
    for label, score in guesses:
        if label is not None:
            weights[label] = max(weights.get(label, 0.0), highest if score is None else score)
    return weights if any(weights.values()) else dict.fromkeys(weights, 1.0)
