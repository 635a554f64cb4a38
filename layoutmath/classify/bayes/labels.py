"""What labels say about relations: how often ``x`` carries a superscript, how often ``2`` is one.

Four pieces of evidence: the kinds of both symbols, the parent's label, the child's label, the pair of
labels. What was seen rarely leans on something more general: a pair of kinds on both kinds apart, a label
on its kind, a pair of labels on both labels apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.bayes.model import LabelCounts
from layoutmath.classify.bayes.tables import RATIO_LIMIT, Table
from layoutmath.classify.kinds import KINDS, kind_of
from layoutmath.classify.pairs import Floats, Integers

Ratios = NDArray[np.float32]

_LEAN_ON_KINDS, _LEAN_ON_LABELS = 10.0, 5.0


def count_labels(
    labels: Sequence[str | None],
    kinds: Integers,
    parents: Integers,
    children: Integers,
    outcomes: Integers,
    outcome_count: int,
) -> LabelCounts:
    """Counts over pairs whose symbols have these labels (length n) and kinds (n,)."""
    names = tuple(sorted({label for label in labels if label and kind_of(label) is not None}))
    index = {label: i for i, label in enumerate(names)}
    rows = np.array([index.get(label or "", -1) for label in labels], dtype=np.intp)
    by_kind = np.zeros((len(KINDS), len(KINDS), outcome_count), dtype=np.int64)
    np.add.at(by_kind, (kinds[parents], kinds[children], outcomes), 1)
    known = (rows[parents] >= 0) & (rows[children] >= 0)
    p, c, o = rows[parents[known]], rows[children[known]], outcomes[known]
    side = np.zeros((2, len(names), outcome_count), dtype=np.int64)
    np.add.at(side[0], (p, o), 1)
    np.add.at(side[1], (c, o), 1)
    triples, how_often = np.unique(np.stack([p, c, o], 1), axis=0, return_counts=True)
    return LabelCounts(names, by_kind, side[0], side[1], np.column_stack([triples, how_often]))


class LabelTables:
    """Log-likelihood ratios of labels, ready to look up."""

    def __init__(self, counts: LabelCounts) -> None:
        self._row = {label: i for i, label in enumerate(counts.labels)}
        by_kind = counts.kinds.astype(float)
        total = (by_kind.sum((0, 1)) + 1) / (by_kind.sum() + by_kind.shape[-1])
        parent_kind = _leaning(by_kind.sum(1), total, _LEAN_ON_KINDS)
        child_kind = _leaning(by_kind.sum(0), total, _LEAN_ON_KINDS)
        kinds = _leaning(by_kind, _product(parent_kind[:, None], child_kind[None], total), _LEAN_ON_KINDS)
        kind = np.array([kind_of(label) for label in counts.labels], dtype=np.intp)
        parent = _leaning(counts.parent, parent_kind[kind], _LEAN_ON_LABELS)
        child = _leaning(counts.child, child_kind[kind], _LEAN_ON_LABELS)
        pairs = np.zeros((len(kind), len(kind), by_kind.shape[-1]))
        p, c, outcome, how_often = counts.pairs.T
        pairs[p, c, outcome] = how_often
        both = _leaning(pairs, _product(parent[:, None], child[None], total), _LEAN_ON_LABELS)
        self._ratios = [_ratio(table) for table in (kinds, parent_kind, child_kind, parent, child, both)]

    def rows(self, labels: Sequence[str | None]) -> Integers:
        """Row of each label, −1 where it is unknown or was never seen."""
        return np.array([self._row.get(label or "", -1) for label in labels], dtype=np.intp)

    def look_up(self, rows: Integers, kinds: Integers, parents: Integers, children: Integers) -> Ratios:
        """The four pieces of evidence for every pair and relation: (4, P, R); ``kinds`` is (n,)."""
        by_kind, parent_kind, child_kind, parent, child, both = self._ratios
        of_kinds = by_kind[kinds[parents], kinds[children]]
        p, c = rows[parents], rows[children]
        known_parent, known_child = (p >= 0)[:, None], (c >= 0)[:, None]
        return np.stack(
            [
                of_kinds,
                np.where(known_parent, parent[p], parent_kind[kinds[parents]]),
                np.where(known_child, child[c], child_kind[kinds[children]]),
                np.where(known_parent & known_child, both[p, c], of_kinds),
            ]
        )


def _leaning(counts: Table | Floats, prior: Floats, strength: float) -> Floats:
    result: Floats = (counts + strength * prior) / (counts.sum(-1, keepdims=True) + strength)
    return result


def _product(first: Floats, second: Floats, total: Floats) -> Floats:
    """What two independent sources say together, when both contain the same prior."""
    joint = first * second / total
    result: Floats = joint / joint.sum(-1, keepdims=True)
    return result


def _ratio(probabilities: Floats) -> Ratios:
    ratios = np.log(probabilities[..., :-1]) - np.log(probabilities[..., -1:])
    result: Ratios = np.clip(ratios, -RATIO_LIMIT, RATIO_LIMIT).astype(np.float32)
    return result
