"""What a group of strokes looks like, by itself and among its neighbours: images for a network.

Two frames, both square, with the aspect ratio kept::

      close: the group alone                    wide: what is around it, too
    ┌───────────────┐                        ┌───────────────────┐
    │ ╲           ╱ │  scale =               │  ╲ ╱     ____     │  at least twice the group, and
    │   ╲       ╱   │  (size − 2 · padding)  │   ╳                │  twice a typical stroke: it shows
    │     ╲   ╱     │  / longer side         │  ╱ ╲     ____     │  how large the group is, and
    │     ╱   ╲     │                        │                    │  what it may be a part of
    └───────────────┘                        └───────────────────┘

Directions of the pen go into maps of their own (Bai & Huo 2005, ICDAR, "A study on the use of 8-directional
features for online handwritten Chinese character recognition").
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.recognisers.ink.strokes import Points, Samples
from layoutmath.recognisers.network import Arrays

FEATURES = "ink 1"
"""Name of these features; a model names those that it was trained on."""

SIZE, PADDING = 32, 3
CLOSE_CHANNELS, WIDE_CHANNELS, NUMBERS = 8, 3, 6
BLOCK = 2
"""The 2×2 pixels of a block become channels, so that convolutions see a quarter of the places."""

DIRECTIONS = 4

LEAST_SIDE = 0.12
"""A close frame shows at least this share of the typical size: a dot stays a dot."""

WIDE, WIDE_TYPICAL = 2.2, 2.2
"""Side of the wide frame, in longer sides of the group and in typical sizes."""

SEEN = 0.55
"""How far from its middle a wide frame shows strokes, in sides of it: to its edges and a little more."""

Group = Sequence[int] | NDArray[np.intp]
"""Indices of strokes."""


def features(
    groups: Sequence[tuple[Samples, Group]], changes: NDArray[Any] | None = None
) -> tuple[Arrays, Arrays, Arrays]:
    """Close images (n, 16, 16, 32), wide images (n, 16, 16, 12) and numbers (n, 6) of n groups of strokes.

    ``changes`` (n, 2, 2), for training, are linear maps that distort each group with its surroundings.

    >>> from layoutmath.recognisers.ink.strokes import sampled_points
    >>> level = sampled_points([np.array([[0, 0], [9, 0]])])
    >>> close, wide, numbers = features([(level, [0])])
    >>> close[0, 7, 5, 16:24].round(2).tolist()
    [0.5, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0]
    """
    count = len(groups)
    own, own_of = _gathered([(samples, samples.of(group)) for samples, group in groups], changes)
    typical = np.array([samples.typical for samples, _ in groups])
    starts = np.searchsorted(own_of, np.arange(count))
    low = np.minimum.reduceat(own[:, :2], starts)
    high = np.maximum.reduceat(own[:, :2], starts)
    centre, extent = (low + high) / 2, high - low
    side = np.maximum(extent.max(1), LEAST_SIDE * typical)

    scale = (SIZE - 2 * PADDING) / side
    at = (own[:, :2] - centre[own_of]) * scale[own_of, None] + SIZE / 2
    weight = own[:, 4] * scale[own_of]
    maps = [*_turned(own[:, 2:4], weight), weight * own[:, 2], weight * own[:, 3]]
    close = _drawn(at, own_of, np.stack(maps, 1), count)
    ends = _ends(groups, own, starts)
    tips = [_drawn(at[index], own_of[index], np.ones((len(index), 1)), count) for index in ends]
    close = np.concatenate([np.clip(close, -1, 1), *tips], 3)

    width = np.maximum(WIDE * side, WIDE_TYPICAL * typical)
    # what is distorted may come into the frame from outside
    share = SEEN if changes is None else 2 * SEEN
    others = [(samples, samples.of(surroundings(samples, group, share))) for samples, group in groups]
    near, near_of = _gathered(others, changes)
    scale = SIZE / width
    mine = _drawn((own[:, :2] - centre[own_of]) * scale[own_of, None] + SIZE / 2, own_of,
                  (own[:, 4] * scale[own_of])[:, None], count)  # fmt: skip
    weight = near[:, 4] * scale[near_of]
    level = near[:, 2] ** 2 - near[:, 3] ** 2
    theirs = _drawn((near[:, :2] - centre[near_of]) * scale[near_of, None] + SIZE / 2, near_of,
                    np.stack([weight, weight * level], 1), count)  # fmt: skip
    wide = np.clip(np.concatenate([mine, theirs], 3), -1, 1)

    length = np.bincount(own_of, own[:, 4], count)
    numbers = np.stack(
        [
            np.log([len(group) for _, group in groups]),
            np.log(np.maximum(extent[:, 0] / typical, 0.01)),
            np.log(np.maximum(extent[:, 1] / typical, 0.01)),
            (extent[:, 0] - extent[:, 1]) / side,
            np.log1p(length / side),
            np.log1p(length / typical),
        ],
        1,
    )
    return _blocks(close), _blocks(wide), numbers.astype(np.float32)


def _gathered(
    parts: Sequence[tuple[Samples, NDArray[np.intp]]], changes: NDArray[Any] | None
) -> tuple[Points, NDArray[np.intp]]:
    """Columns x, y, direction x, direction y, length of all samples, and which part each is of."""
    rows = np.concatenate(
        [
            np.column_stack([samples.points[index], samples.directions[index], samples.lengths[index]])
            for samples, index in parts
        ]
    )
    of = np.repeat(np.arange(len(parts)), [len(index) for _, index in parts])
    if changes is not None:
        change = changes[of]
        for column in (0, 2):
            rows[:, column : column + 2] = np.einsum("nij,nj->ni", change, rows[:, column : column + 2])
        stretch = np.hypot(rows[:, 2], rows[:, 3])
        rows[:, 4] *= np.where(stretch > 0, stretch, 1)
        rows[:, 2:4] /= np.maximum(stretch, 1e-12)[:, None]
    return rows, of


def surroundings(samples: Samples, group: Group, share: float = SEEN) -> NDArray[np.intp]:
    """Indices of all strokes that may be seen around a group, the group left out.

    ``share`` says how far from its middle, in sides of the wide frame.
    """
    box = samples.boxes[list(group)]
    low, high = box[:, :2].min(0), box[:, 2:].max(0)
    reach = share * max(WIDE * float((high - low).max()), WIDE_TYPICAL * samples.typical)
    middle = (low + high) / 2
    near: NDArray[np.bool_] = np.all(samples.boxes[:, :2] < middle + reach, 1)
    near &= np.all(samples.boxes[:, 2:] > middle - reach, 1)
    near[list(group)] = False
    return np.flatnonzero(near)


def _ends(
    groups: Sequence[tuple[Samples, Group]], own: Points, starts: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of ``own`` in which strokes begin and end."""
    first, last = [], []
    for (samples, group), start in zip(groups, starts.tolist(), strict=True):
        for stroke in group:
            first.append(start)
            start += int(samples.starts[stroke + 1] - samples.starts[stroke])
            last.append(start - 1)
    return np.array(first), np.array(last)


def _turned(directions: Points, weight: NDArray[Any]) -> list[NDArray[Any]]:
    """Weights of samples in four undirected directions, each sample shared among the nearest two."""
    angle = np.mod(np.arctan2(directions[:, 1], directions[:, 0]), np.pi) / np.pi * DIRECTIONS
    lower = np.floor(angle).astype(int)
    share = angle - lower
    return [
        weight * ((lower % DIRECTIONS == d) * (1 - share) + ((lower + 1) % DIRECTIONS == d) * share)
        for d in range(DIRECTIONS)
    ]


def _drawn(at: Points, of: NDArray[np.intp], weights: NDArray[Any], count: int) -> Arrays:
    """Images (count, 32, 32, channels) of weighted points, each shared among the nearest four pixels."""
    channels = weights.shape[1]
    inside = ((at > -0.5) & (at < SIZE + 0.5)).all(1)
    at, of, weights = at[inside] - 0.5, of[inside], weights[inside]
    corner = np.floor(at).astype(np.intp)
    part = at - corner
    corner += 1  # one row and column of border, cut off below
    wide = SIZE + 2
    image = np.zeros((channels, count * wide * wide))
    for right, lower in itertools.product((0, 1), repeat=2):
        share = np.abs(1 - right - part[:, 0]) * np.abs(1 - lower - part[:, 1])
        index = (of * wide + np.clip(corner[:, 1] + lower, 0, wide - 1)) * wide
        index += np.clip(corner[:, 0] + right, 0, wide - 1)
        for channel in range(channels):
            image[channel] += np.bincount(index, weights[:, channel] * share, count * wide * wide)
    framed = image.reshape(channels, count, wide, wide)[:, :, 1:-1, 1:-1]
    return np.ascontiguousarray(framed.transpose(1, 2, 3, 0), np.float32)


def _blocks(images: Arrays) -> Arrays:
    """Images (n, h, w, c) as (n, h / 2, w / 2, 4 · c): upper left, upper right, lower left, lower right."""
    count, height, width, channels = images.shape
    split = images.reshape(count, height // BLOCK, BLOCK, width // BLOCK, BLOCK, channels)
    return np.ascontiguousarray(split.transpose(0, 1, 3, 2, 4, 5)).reshape(
        count, height // BLOCK, width // BLOCK, BLOCK * BLOCK * channels
    )
