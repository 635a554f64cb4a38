"""Two-sided decisions about relations, from scores to log probabilities.

A child chooses among all (parent, relation) and being the root; and a parent chooses for each relation among
all children and having none. Any classifier's scores become probabilities here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layoutmath.classify.pairs import Floats, Integers

CHILD, PARENT = 0, 1
"""The two sides of a decision, last axis of ``RelationWeights.evidence`` and ``bias``."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Log probabilities: of (parent, relation) for each child, of being the root, of the child for each
    (parent, relation), and of none: shapes (P, R), (n,), (P, R), (n, R)."""

    child: Floats
    root: Floats
    parent: Floats
    none: Floats


@dataclass(frozen=True, slots=True)
class PairScores:
    """What the evidence adds up to before it becomes probabilities: shapes (P, R, 2), (n,), (n, R)."""

    pair: Floats
    root: Floats
    none: Floats


def decide(scores: PairScores, parents: Integers, children: Integers) -> Decisions:
    """Both sides' log probabilities from their scores."""
    child, parent = scores.pair[..., CHILD], scores.pair[..., PARENT]
    count = len(scores.root)
    root_norm = Segments(children, count).log_sum(child, scores.root[:, None], across=True)[:, 0]
    none_norm = Segments(parents, count).log_sum(parent, scores.none)
    return Decisions(
        child - root_norm[children][:, None],
        scores.root - root_norm,
        parent - none_norm[parents],
        scores.none - none_norm,
    )


class Segments:
    """Rows grouped by an index in 0 … count − 1, for sums of exponentials within each group."""

    def __init__(self, group: Integers, count: int) -> None:
        self._order = np.argsort(group, kind="stable")
        self._group = group
        sizes = np.bincount(group, minlength=count)
        self._filled = np.flatnonzero(sizes)
        self._starts = (np.cumsum(sizes) - sizes)[self._filled]
        self._count = count

    def log_sum(self, scores: Floats, extra: Floats, *, across: bool = False) -> Floats:
        """log of the sum over each group's rows and its one ``extra`` row; ``across``: over columns too."""
        top = extra.copy()
        row_top = scores.max(1, keepdims=True) if across else scores
        if len(self._filled):
            highest = np.maximum.reduceat(row_top[self._order], self._starts, axis=0)
            top[self._filled] = np.maximum(top[self._filled], highest)
        powers = np.exp(scores - top[self._group])
        if across:
            powers = powers.sum(1, keepdims=True)
        total = np.exp(extra - top)
        if len(self._filled):
            total[self._filled] += np.add.reduceat(powers[self._order], self._starts, axis=0)
        result: Floats = np.log(total) + top
        return result
