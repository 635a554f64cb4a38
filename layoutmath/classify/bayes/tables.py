"""Counting attributes into tables, and reading log-likelihoods out of them.

A table is an integer array (G, bins, outcomes): how often each bin was seen for each outcome, given one of
G conditions. Tables of two data sets add up, and they are all that fitting keeps of its data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.bayes.attributes import WHOLE_NUMBERS, Attribute
from layoutmath.classify.kinds import KIND_GROUP_COUNT, KIND_GROUPS, KINDS
from layoutmath.classify.pairs import Features, Floats, Integers

Table = NDArray[np.int64]
LogTable = NDArray[np.float32]
Cuts = Mapping[tuple[str, int], Floats]

SMOOTHING = 15.0
"""Pseudo-counts with which a table given a condition leans on the table without it."""

RATIO_LIMIT = 6.0
"""No single piece of evidence counts for more than e⁶: counts are small and features sometimes absurd."""

GROUP_COUNTS = {
    "": 1,
    "parent": len(KINDS),
    "child": len(KINDS),
    "both": KIND_GROUP_COUNT**2,
}


def _binned(attributes: Sequence[Attribute]) -> set[tuple[str, int]]:
    """The features that the attributes cut, each with its number of bins."""
    return {(a.first, a.first_bins) for a in attributes} | {
        (a.second, a.second_bins) for a in attributes if a.second
    }


def feature_cuts(attributes: Sequence[Attribute], features: Features, typical: NDArray[np.bool_]) -> Cuts:
    """Cuts that part the ``typical`` values of every feature into about equally full bins."""
    cuts: dict[tuple[str, int], Floats] = {}
    for name, bins in sorted(_binned(attributes)):
        if name in WHOLE_NUMBERS:
            cuts[name, bins] = np.arange(bins - 1, dtype=np.float64) + (WHOLE_NUMBERS[name] + 0.5)
        else:
            shares = np.linspace(0, 1, bins + 1)[1:-1]
            # float32 rounding keeps the file small; equal cuts only leave a bin empty
            quantiles = np.quantile(features[name][typical], shares)
            cuts[name, bins] = np.asarray(quantiles.astype(np.float32), dtype=np.float64)
    return cuts


def bin_indices(attributes: Sequence[Attribute], cuts: Cuts, features: Features) -> list[Integers]:
    """For each attribute the bin of every row of the features."""
    single: dict[tuple[str, int], Integers] = {
        key: np.searchsorted(cuts[key], features[key[0]]) for key in _binned(attributes)
    }
    return [
        single[a.first, a.first_bins] * a.second_bins + single[a.second, a.second_bins]
        if a.second
        else single[a.first, a.first_bins]
        for a in attributes
    ]


def count_table(
    bins: int, groups: int, bin_of: Integers, group_of: Integers, outcome: Integers, outcomes: int
) -> Table:
    """How often each (group, bin, outcome) occurs."""
    flat = (group_of * bins + bin_of) * outcomes + outcome
    return np.bincount(flat, minlength=groups * bins * outcomes).reshape(groups, bins, outcomes)


def log_likelihoods(table: Table, given: str) -> LogTable:
    """Smoothed log p(bin | outcome, condition) of shape (G, bins, outcomes).

    A condition seen rarely leans on the distribution without it; a pair of conditions on the geometric mean
    of the distributions given each one alone.
    """
    counts = table.astype(float)
    everywhere = counts.sum(0)
    base = (everywhere + 5 / len(everywhere)) / (everywhere.sum(0) + 5)
    if given == "":
        smoothed = base[None]
    elif given == "both":
        square = counts.reshape(KIND_GROUP_COUNT, KIND_GROUP_COUNT, *counts.shape[1:])
        by_parent, by_child = (
            (square.sum(axis) + SMOOTHING * base) / (square.sum((axis, 2))[:, None] + SMOOTHING)
            for axis in (1, 0)
        )
        prior = np.sqrt(by_parent[:, None] * by_child[None])
        prior /= prior.sum(2, keepdims=True)
        smoothed = (square + SMOOTHING * prior) / (square.sum(2, keepdims=True) + SMOOTHING)
    else:
        smoothed = (counts + SMOOTHING * base) / (counts.sum(1, keepdims=True) + SMOOTHING)
    result: LogTable = np.log(smoothed).reshape(counts.shape).astype(np.float32)
    return result


def conditions(kinds: Integers, parents: Integers, children: Integers) -> dict[str, Integers]:
    """For every value of ``Attribute.given``, the condition that each pair falls under.

    ``kinds`` (n,) is what each symbol is, or most probably is.
    """
    group = KIND_GROUPS[kinds]
    return {
        "": np.zeros(len(parents), dtype=np.intp),
        "parent": kinds[parents],
        "child": kinds[children],
        "both": group[parents] * KIND_GROUP_COUNT + group[children],
    }


class RatioTables:
    """Log-likelihood ratios of V pair attributes in one array, so that one look-up serves all of them."""

    def __init__(self, attributes: Sequence[Attribute], tables: Mapping[str, Table]) -> None:
        self.attributes = tuple(attributes)
        logs = [log_likelihoods(tables[a.name], a.given) for a in attributes]
        self._ratios = np.concatenate(
            [(t[..., :-1] - t[..., -1:]).reshape(-1, t.shape[-1] - 1) for t in logs]
        )
        np.clip(self._ratios, -RATIO_LIMIT, RATIO_LIMIT, out=self._ratios)
        sizes = [table.shape[0] * table.shape[1] for table in logs]
        self._first = np.cumsum([0, *sizes[:-1]])[:, None]
        self._bins = np.array([[a.bins] for a in attributes])

    def look_up(
        self, condition: Mapping[str, Integers], cuts: Cuts, features: Features
    ) -> NDArray[np.float32]:
        """log p(bin | relation) − log p(bin | none) for each attribute, pair and relation: (V, P, R)."""
        groups = np.stack([condition[a.given] for a in self.attributes])
        bins = np.stack(bin_indices(self.attributes, cuts, features))
        result: NDArray[np.float32] = self._ratios[self._first + groups * self._bins + bins]
        return result
