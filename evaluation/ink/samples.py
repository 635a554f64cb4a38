"""Groups of strokes with their labels, from expressions that are distorted anew each time."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layoutmath.expression import Expression
from layoutmath.recognisers.ink.features import features
from layoutmath.recognisers.ink.groups import stroke_groups
from layoutmath.recognisers.ink.strokes import Samples, sampled_points

Points = NDArray[np.float64]

TOGETHER = 96
"""Expressions whose groups are mixed: enough that batches differ, few enough to begin at once."""

JUNK = 0.9
"""Groups that are no symbols, for each that is one."""

EVENED = 0.4
"""Power by which rare labels are drawn more often than they occur."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Strokes (arrays of points) of one expression, its true groups, and the label of each as a number."""

    name: str
    strokes: list[Points]
    groups: tuple[tuple[int, ...], ...]
    labels: tuple[int, ...]


def samples(pairs: Iterable[tuple[Expression, object]], labels: list[str]) -> list[Sample]:
    """What can be learnt from; ``labels`` is filled where it is empty, others are left out."""
    found = []
    for expression, _ in pairs:
        if expression.ink is None or not expression.symbols:
            continue
        number = {stroke.id: index for index, stroke in enumerate(expression.ink.strokes)}
        symbols = [s for s in expression.symbols if s.label and all(p in number for p in s.primitives)]
        groups = [tuple(sorted(number[p] for p in symbol.primitives)) for symbol in symbols]
        if sum(map(len, groups)) == len(number):  # each stroke is in one symbol
            strokes = [np.array(stroke.points, float) for stroke in expression.ink.strokes]
            found.append((expression.name, strokes, tuple(groups), [symbol.label for symbol in symbols]))
    if not labels:
        labels += sorted({label for *_, names in found for label in names if label})
    index = {label: number for number, label in enumerate(labels)}
    return [
        Sample(name, strokes, groups, tuple(index[label] for label in names))
        for name, strokes, groups, names in found
        if all(label in index for label in names)
    ]


def distorted(strokes: Sequence[Points], rng: np.random.Generator) -> list[Points]:
    """The strokes in a hand that wavers: a smooth random field moves all, and each a little by itself."""
    whole = np.concatenate(strokes)
    size = float(np.median([np.ptp(points, axis=0).max() for points in strokes])) or 1.0
    waves = rng.normal(0, 1.6, (4, 2)) / size
    swings = rng.normal(0, 0.022 * size, (4, 2))
    phases = rng.uniform(0, 2 * np.pi, 4)
    moved = whole + np.sin(whole @ waves.T + phases) @ swings
    parts = np.split(moved, np.cumsum([len(points) for points in strokes])[:-1])
    result = []
    for points in parts:
        reach = np.clip(np.ptp(points, axis=0).max(), 0.1 * size, 1.5 * size)
        middle = points.mean(0)
        grown = (points - middle) * np.exp(rng.normal(0, 0.05)) + middle + rng.normal(0, 0.025, 2) * reach
        result.append(grown[::-1] if rng.random() < 0.04 else grown)
    return result


def changes(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Linear maps (count, 2, 2): turned, slanted and stretched a little."""
    angle, slant, stretch = rng.normal(0, [[0.08], [0.13], [0.1]], (3, count))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    zero, one = np.zeros(count), np.ones(count)
    shear = np.array([[one, slant], [zero, one]])
    wide = np.array([[np.exp(stretch), zero], [zero, np.exp(-stretch)]])
    return np.einsum("abn,bcn,cdn->nad", turn, shear, wide)


def frequencies(pool: Sequence[Sample], labels: int) -> NDArray[np.float64]:
    counts = collections.Counter(label for sample in pool for label in sample.labels)
    return np.array([counts[label] for label in range(labels)], float)


Batch = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.intp]]


def batches(
    pool: Sequence[Sample], labels: int, count: int, size: int, rng: np.random.Generator
) -> Iterator[Batch]:
    """``count`` batches of ``size`` distorted groups; the label of what is no symbol is ``labels``."""
    rarity = np.maximum(frequencies(pool, labels), 1) ** -EVENED
    weights = np.array([rarity[list(sample.labels)].mean() for sample in pool])
    weights /= weights.sum()
    keep = np.clip(3 * rarity / rarity.mean(), 0.4, 1)
    made = 0
    left: list[tuple[Samples, tuple[int, ...], int]] = []
    while made < count:
        for index in rng.choice(len(pool), TOGETHER, p=weights):
            sample = pool[index]
            drawn = sampled_points(distorted(sample.strokes, rng))
            # what is typical of a formula changes while it is being written
            drawn = replace(drawn, typical=drawn.typical * np.exp(rng.normal(0, 0.1)))
            true = dict(zip(sample.groups, sample.labels, strict=True))
            kept = rng.random(len(true)) < keep[list(sample.labels)]
            left += [(drawn, g, n) for (g, n), k in zip(true.items(), kept, strict=True) if k]
            wrong = [group for group in stroke_groups(drawn) if group not in true]
            asked = min(len(wrong), round(JUNK * kept.sum()))
            left += [(drawn, wrong[i], labels) for i in rng.choice(len(wrong), asked, replace=False)]
        order = rng.permutation(len(left))
        left = [left[i] for i in order]
        while len(left) >= size and made < count:
            chosen, left = left[:size], left[size:]
            images = features([(drawn, group) for drawn, group, _ in chosen], changes(size, rng))
            yield *images, np.array([label for *_, label in chosen])
            made += 1
