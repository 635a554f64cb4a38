"""What a tree found before says about each pair and each symbol: the context of the next iteration.

Locally a superscript stands at different heights beside b and beside q; globally all symbols of one line
align. So each symbol is compared with the *line* it would join: the size and height of all letters there,
corrected for what kind of symbol each is (Aly, Uchida & Suzuki 2008 call these the normalised size and
centre: a virtual ascender and descender are added to each box).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.bayes.features import Boxes
from layoutmath.classify.kinds import LETTER_SIZED
from layoutmath.classify.pairs import Features, Floats, Integers, Pairs
from layoutmath.relation import Relation

RIGHT = 0
"""Index of the relation Right in every model: a line is what Right holds together."""

# How the tree sees a pair: 0 unrelated, 1 + the relation of a child, or one of these.
_UPSIDE_DOWN, _DESCENDANT, _BESIDE_ANCESTOR = (len(Relation) + extra for extra in (1, 2, 3))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A tree over n symbols as two arrays: ``parents`` (−1: the root) and ``relations`` (indices into the
    model's relations, −1 at the root).
    """

    parents: Integers
    relations: Integers

    def lines(self) -> Integers:
        """For each symbol, the first symbol of its baseline."""
        first = np.arange(len(self.parents))
        for symbol in self.parents_first():
            if self.relations[symbol] == RIGHT:
                first[symbol] = first[self.parents[symbol]]
        return first

    def parents_first(self) -> list[int]:
        children: dict[int, list[int]] = {}
        for child, parent in enumerate(self.parents.tolist()):
            children.setdefault(parent, []).append(child)
        order = list(children.get(-1, ()))
        for symbol in order:  # grows while it is walked
            order.extend(children.get(symbol, ()))
        return order


@dataclass(frozen=True, slots=True)
class Normalisation:
    """For each kind, how a symbol compares with the capitals and digits of its line: the log of its height
    over theirs, and how far its centre lies below theirs in units of their height. Shape (K,)."""

    log_height: Floats
    drop: Floats


@dataclass(frozen=True, slots=True)
class Lines:
    """Normalised log size and level (centre, y downward) per symbol, and its weight on its line."""

    log_size: Floats
    level: Floats
    weight: Floats


def normalise(boxes: Boxes, kinds: Floats, normalisation: Normalisation) -> Lines:
    """Size and level of each symbol as if it were a capital; ``kinds`` is its (n, K) distribution."""
    log_size = np.log(boxes.height) - kinds @ normalisation.log_height
    level = boxes.y - (kinds @ normalisation.drop) * np.exp(log_size)
    return Lines(log_size, level, kinds @ LETTER_SIZED)


def context_features(
    boxes: Boxes, pairs: Pairs, tree: Arrangement, kinds: Floats, normalisation: Normalisation
) -> tuple[Features, Features]:
    """Features of every pair and of every symbol, seen from a tree found before."""
    lines = normalise(boxes, kinds, normalisation)
    first = tree.lines()
    count = pairs.count
    p, c = pairs.parents, pairs.children
    weight = lines.weight + 1e-9
    total = np.bincount(first, weight, count)
    size_sum = np.bincount(first, weight * lines.log_size, count)
    level_sum = np.bincount(first, weight * lines.level, count)

    def line_without(line: Integers, left_out: Integers) -> tuple[NDArray[Any], ...]:
        """Weight, log size and level of a line, as the other symbols on it show them."""
        own = np.where(first[left_out] == line, weight[left_out], 0.0)
        rest = total[line] - own
        enough = rest > 0.05
        safe = np.where(enough, rest, 1.0)
        size = (size_sum[line] - own * lines.log_size[left_out]) / safe
        level = (level_sum[line] - own * lines.level[left_out]) / safe
        return rest, np.where(enough, size, 0.0), np.where(enough, level, np.nan)

    rest, line_size, line_level = line_without(first[p], c)
    line_level = np.where(np.isnan(line_level), boxes.y[p], line_level)
    scale = np.exp(np.clip(line_size, -3, 3)) / 4
    relations, parents = tree.relations, tree.parents
    children_of = np.zeros(count, dtype=np.intp)  # bit r: the symbol has a child by relation r
    attached = np.flatnonzero(parents >= 0)
    np.bitwise_or.at(children_of, parents[attached], 1 << relations[attached])
    next_right = np.full(count, -1)
    follows = attached[relations[attached] == RIGHT]
    next_right[parents[follows]] = follows
    is_child = parents[c] == p
    ancestors = _ancestors(tree)
    grandparents = np.where(parents[c] >= 0, ancestors[p, parents[c]], False)
    seen = np.select(
        [is_child, ancestors[c, p], ancestors[p, c], grandparents],
        [relations[c] + 1, _UPSIDE_DOWN, _DESCENDANT, _BESIDE_ANCESTOR],
        0,
    )
    depth = np.zeros(count)
    for symbol in tree.parents_first():
        if parents[symbol] >= 0:
            depth[symbol] = depth[parents[symbol]] + (relations[symbol] != RIGHT)
    after_child, after_parent = next_right[c], next_right[p]
    pair_features = {
        "line_rise": np.arcsinh((boxes.y[c] - line_level) / scale),
        "line_rise_normalised": np.arcsinh((lines.level[c] - line_level) / scale),
        "line_size_ratio": np.clip(lines.log_size[c] - line_size, -3, 3),
        "line_weight": np.minimum(np.round(rest), 3),
        "relation_of_parent": relations[p] + 1,
        "relation_of_child": relations[c] + 1,
        "seen_as": seen,
        "other_children": children_of[p] & ~np.where(is_child, 1 << np.maximum(relations[c], 0), 0),
        "depth_step": np.clip(depth[c] - depth[p], -3, 3),
        # where the line goes on after the child, and whether the parent's line goes on elsewhere
        "continuation_rise": np.where(
            after_child >= 0, np.arcsinh((boxes.y[after_child] - line_level) / scale), -9.0
        ),
        "continuation_gap": np.where(
            after_parent < 0,
            -9.0,
            np.where(after_parent == c, -8.0, np.arcsinh((boxes.l[after_parent] - boxes.r[c]) * 3)),
        ),
    }
    everyone = np.arange(count)
    rest, own_size, own_level = line_without(first, everyone)
    own_scale = np.exp(np.clip(own_size, -3, 3)) / 4
    known = rest > 0.05
    upper, kind = parents.clip(0), kinds.argmax(1)
    rooted = parents < 0
    symbol_features = {
        "line_height_ratio": np.where(known, np.clip(np.log(boxes.height) - own_size, -3, 3), -4.0),
        "line_rise": np.where(known, np.arcsinh((boxes.y - np.nan_to_num(own_level)) / own_scale), -9.0),
        "line_bottom": np.where(known, np.arcsinh((boxes.b - np.nan_to_num(own_level)) / own_scale), -9.0),
        "line_top": np.where(known, np.arcsinh((boxes.t - np.nan_to_num(own_level)) / own_scale), -9.0),
        "relation": relations + 1,
        # what the neighbours most probably are, 0 where there is none
        "kind_left": np.where(relations == RIGHT, kind[upper] + 1, 0),
        "kind_right": np.where(next_right >= 0, kind[next_right] + 1, 0),
        "kind_of_parent": np.where(rooted, 0, kind[upper] + 1),
        "children": children_of,
        **_beside(boxes, "parent", upper, ~rooted),
        **_beside(boxes, "next", next_right.clip(0), next_right >= 0),
    }
    return pair_features, symbol_features


def _beside(boxes: Boxes, name: str, other: Integers, there: NDArray[np.bool_]) -> Features:
    """How tall each symbol is beside another one, and how deep its middle, top and bottom lie by it."""
    height = np.maximum(boxes.height[other], 0.25)

    def drop(of: Floats) -> Floats:
        result: Floats = np.where(there, np.arcsinh((of - boxes.y[other]) / height * 4), -9.0)
        return result

    ratio = np.clip(np.log(boxes.height / boxes.height[other]), -3, 3)
    return {
        f"{name}_height_ratio": np.where(there, ratio, -4.0),
        f"{name}_rise": drop(boxes.y),
        f"{name}_top": drop(boxes.t),
        f"{name}_bottom": drop(boxes.b),
    }


def _ancestors(tree: Arrangement) -> np.ndarray:
    """(n, n) of booleans: whether the column's symbol is an ancestor of the row's."""
    table = np.zeros((len(tree.parents), len(tree.parents)), dtype=bool)
    for symbol in tree.parents_first():
        parent = tree.parents[symbol]
        if parent >= 0:
            table[symbol] = table[parent]
            table[symbol, parent] = True
    return table
