"""What the ink of a symbol looks like: how much of it runs in which direction in which part of its box.

Direction maps (Bai & Huo 2005, ICDAR, "A study on the use of 8-directional features for online handwritten
Chinese character recognition", reduced to four undirected ones), so that stroke order and the direction of
writing do not matter and outlines of pictures could be described alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.attention.neighbours import Arrays
from layoutmath.expression import Expression

Points = NDArray[Any]
"""Points (k, 2) of one stroke."""

DIRECTIONS, CELLS = 4, 8
INK_FEATURES = DIRECTIONS * CELLS * CELLS + 3

_STEP = 1 / 24
"""Distance between samples along a stroke, in units of the symbol's longer side."""


def ink_features(expression: Expression) -> tuple[Arrays, NDArray[np.bool_]]:
    """Direction maps (n, ``INK_FEATURES``) of all symbols, and which of them have ink (n,)."""
    features = np.zeros((len(expression), INK_FEATURES), np.float32)
    drawn = strokes_of(expression)
    inked = np.array([strokes is not None for strokes in drawn], bool)
    if inked.any():
        features[inked] = direction_maps([strokes for strokes in drawn if strokes is not None])
    return features, inked


def strokes_of(expression: Expression) -> list[list[Points] | None]:
    """The strokes of each symbol; None unless all of its primitives are strokes of ``expression.ink``."""
    if expression.ink is None:
        return [None] * len(expression)
    strokes = {stroke.id: stroke.points for stroke in expression.ink.strokes}
    return [
        [np.array(strokes[primitive], float) for primitive in symbol.primitives]
        if symbol.primitives and all(primitive in strokes for primitive in symbol.primitives)
        else None
        for symbol in expression.symbols
    ]


def direction_maps(symbols: Sequence[Sequence[Points]]) -> Arrays:
    """The features of symbols, each given as its strokes: arrays of points (k, 2), y downward.

    >>> level = direction_maps([[np.array([[0, 0], [8, 0.0]])]])[0, :-3].reshape(DIRECTIONS, CELLS, CELLS)
    >>> level.sum((1, 2)).round(1).tolist()[1:]
    [0.0, 0.0, 0.0]
    """
    strokes = [stroke for symbol in symbols for stroke in symbol]
    counts = np.array([len(symbol) for symbol in symbols])
    sizes = np.array([len(stroke) for stroke in strokes])
    points = np.concatenate(strokes)
    of_stroke = np.repeat(np.arange(len(symbols)), counts)
    of_point = np.repeat(of_stroke, sizes)
    starts = np.concatenate([[0], np.cumsum(np.bincount(of_point))[:-1]])
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    side = (high - low).max(1)
    side[side == 0] = 1.0
    points = (points - ((low + high) / 2)[of_point]) / side[of_point, None] + 0.5

    # A stroke's last point starts no move; each move is cut into pieces of about one step.
    last = np.cumsum(sizes) - 1
    begins = np.delete(np.arange(len(points)), last)
    moves = points[begins + 1] - points[begins]
    length = np.hypot(moves[:, 0], moves[:, 1])
    pieces = np.maximum(np.ceil(length / _STEP), 1).astype(int)
    owner = np.repeat(np.arange(len(pieces)), pieces)
    within = (np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + 0.5) / pieces[owner]
    place = np.clip((points[begins][owner] + moves[owner] * within[:, None]) * CELLS - 0.5, 0, CELLS - 1)
    weight = (length / pieces)[owner]
    angle = (np.mod(np.arctan2(moves[:, 1], moves[:, 0]), np.pi) / np.pi * DIRECTIONS)[owner]
    symbol = of_point[begins][owner]

    # Each sample is shared among the two nearest directions and the four nearest cells.
    maps = np.zeros(len(symbols) * DIRECTIONS * CELLS * CELLS)
    turned, cell = np.floor(angle).astype(int), np.floor(place).astype(int)
    shares = [(1 - x, x) for x in (angle - turned, place[:, 1] - cell[:, 1], place[:, 0] - cell[:, 0])]
    for turn, lower, right in itertools.product((0, 1), repeat=3):
        direction = (turned + turn) % DIRECTIONS
        row, column = np.minimum(cell[:, 1] + lower, CELLS - 1), np.minimum(cell[:, 0] + right, CELLS - 1)
        index = ((symbol * DIRECTIONS + direction) * CELLS + row) * CELLS + column
        share = shares[0][turn] * shares[1][lower] * shares[2][right]
        maps += np.bincount(index, weight * share, len(maps))
    extent = (high - low) / side[:, None]
    total = np.bincount(of_point[begins], length, len(symbols))
    rest = np.stack([np.log(counts), np.log1p(total), extent[:, 0] - extent[:, 1]], 1)
    return np.concatenate([np.sqrt(maps * CELLS).reshape(len(symbols), -1), rest], 1).astype(np.float32)
