"""How much each piece of evidence counts: weights that maximise the conditional likelihood of the truth.

Naive Bayes adds the log-likelihood ratios of its attributes as if they were independent. Attributes of boxes
are not, so each gets a weight, fitted with the ratios held fixed: attribute-weighted naive Bayes with the
conditional log-likelihood as objective (Zaidi, Cerquides, Carman & Webb 2013, JMLR 14, section 4).

The two sides of a decision (:mod:`layoutmath.classify.decisions`) are weighted separately.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.decisions import PairScores, decide
from layoutmath.classify.pairs import Floats, Integers

STEPS = 60
"""Steps of the optimiser at the most: stopping early keeps the weights from following the noise."""


@dataclass(frozen=True, slots=True)
class RelationWeights:
    """Weights of V attributes for R relations on both sides, and what K kinds add.

    ``evidence`` is (R, V, 2) and ``bias`` (R, 1, 2), last axis child side, parent side. ``root`` (K,) scores
    being the root, ``none`` (K, R) having no child by a relation.
    """

    evidence: Floats
    bias: Floats
    root: Floats
    none: Floats


@dataclass(frozen=True, slots=True)
class Choices:
    """The decisions of a batch of expressions.

    ``log_ratios`` (R, P, V) are the pieces of evidence for every pair, ``parents`` and ``children`` (P,) its
    symbols (sorted by child), ``kinds`` (n, K) what the symbols are.
    """

    log_ratios: NDArray[np.float32]
    parents: Integers
    children: Integers
    kinds: Floats


def weigh(weights: RelationWeights, choices: Choices) -> PairScores:
    """The weighted evidence for every choice."""
    pair = np.matmul(choices.log_ratios, weights.evidence.astype(np.float32)) + weights.bias
    return PairScores(
        pair.transpose(1, 0, 2),
        choices.kinds @ weights.root,
        choices.kinds @ weights.none,
    )


def fit_weights(
    choices: Choices,
    true_pair: Integers,
    true_relation: Integers,
    *,
    step_done: Callable[[], object],
    ridge: float = 1e-4,
) -> RelationWeights:
    """Weights that make the truth most probable.

    ``true_pair`` (n,) is the index of each symbol's true pair or −1 for a root, ``true_relation`` (n,) its
    relation. ``step_done`` is called after each of at most :data:`STEPS` steps.
    """
    from scipy.optimize import minimize  # slow to import, and only fitting needs it

    relations, _, attributes = choices.log_ratios.shape
    count, kinds = choices.kinds.shape
    shapes = [(relations, attributes, 2), (relations, 1, 2), (kinds,), (kinds, relations)]
    splits = np.cumsum([np.prod(shape) for shape in shapes])[:-1]
    hangs = np.flatnonzero(true_pair >= 0)
    pair, relation = true_pair[hangs], true_relation[hangs]
    is_root = true_pair < 0
    has_child = np.zeros((count, relations), dtype=bool)
    has_child[choices.parents[pair], relation] = True
    transposed = choices.log_ratios.transpose(0, 2, 1)

    def unpack(vector: Floats) -> RelationWeights:
        parts = np.split(vector, splits)
        return RelationWeights(*(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))

    def loss(vector: Floats) -> tuple[float, Floats]:
        decisions = decide(weigh(unpack(vector), choices), choices.parents, choices.children)
        total = -decisions.child[pair, relation].sum() - decisions.root[is_root].sum()
        total -= decisions.parent[pair, relation].sum() + decisions.none[~has_child].sum()
        # The gradient of a softmax's log-likelihood: what it expects less what is true.
        residual = np.exp(np.stack([decisions.child.T, decisions.parent.T], -1))
        residual[relation, pair] -= 1
        root, none = np.exp(decisions.root) - is_root, np.exp(decisions.none) - ~has_child
        gradient = (
            np.matmul(transposed, residual.astype(np.float32)),
            residual.sum(1),
            choices.kinds.T @ root,
            choices.kinds.T @ none,
        )
        flat = np.concatenate([part.ravel() for part in gradient])
        return total / count + ridge * (vector**2).sum(), flat / count + 2 * ridge * vector

    # Start from plain naive Bayes, all evidence equal but weak.
    evidence = np.full(shapes[0], 0.1)
    start = np.concatenate([evidence.ravel(), *(np.zeros(np.prod(shape)) for shape in shapes[1:])])
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS},
        callback=lambda _: step_done(),
    )
    # Four digits keep the file small. The bytes are the same on one machine with one number of threads;
    # elsewhere sums are taken in another order, and the last digits may differ.
    return RelationWeights(*(array.round(4) for array in astuple(unpack(found.x))))


def fit_softmax(
    evidence: NDArray[np.float32], truth: Integers, *, ridge: float = 1e-3
) -> tuple[Floats, Floats]:
    """Weights (V, K) and bias (K,) of K classes from their evidence (n, V, K): plain weighted naive Bayes."""
    from scipy.optimize import minimize

    count, attributes, kinds = evidence.shape
    rows = np.arange(count)

    def loss(vector: Floats) -> tuple[float, Floats]:
        weights, bias = vector[:-kinds].reshape(attributes, kinds), vector[-kinds:]
        scores = np.einsum("nvk,vk->nk", evidence, weights) + bias
        log_prob = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        residual = np.exp(log_prob)
        residual[rows, truth] -= 1
        gradient = np.concatenate([np.einsum("nvk,nk->vk", evidence, residual).ravel(), residual.sum(0)])
        total = -log_prob[rows, truth].sum() / count + ridge * (vector**2).sum()
        return total, gradient / count + 2 * ridge * vector

    start = np.concatenate([np.full(attributes * kinds, 0.3), np.zeros(kinds)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return found.x[:-kinds].reshape(attributes, kinds).round(4), found.x[-kinds:].round(4)
