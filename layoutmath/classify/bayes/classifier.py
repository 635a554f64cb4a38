"""The Bayesian classifiers: classes and relations of symbols from boxes, labels and context.

Both classifiers, of a symbol's kind and of a pair's relation, add weighted log-likelihood ratios of
attributes; both have a first form that sees boxes (and labels, if any) only, and a later form that also sees
the tree found in the iteration before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.bayes.attributes import (
    PAIR_ATTRIBUTES,
    PAIR_CONTEXT_ATTRIBUTES,
    SYMBOL_ATTRIBUTES,
    SYMBOL_CONTEXT_ATTRIBUTES,
)
from layoutmath.classify.bayes.context import Arrangement, context_features
from layoutmath.classify.bayes.features import Boxes, pair_features, symbol_features
from layoutmath.classify.bayes.labels import LabelTables
from layoutmath.classify.bayes.model import BayesModel
from layoutmath.classify.bayes.tables import (
    RATIO_LIMIT,
    RatioTables,
    bin_indices,
    conditions,
    log_likelihoods,
)
from layoutmath.classify.bayes.weights import Choices, weigh
from layoutmath.classify.decisions import PairScores, decide
from layoutmath.classify.kinds import KINDS, kind_of, kinds_of_class, label_evidence
from layoutmath.classify.pairs import Features, Floats, Integers, Pairs, candidate_pairs
from layoutmath.classify.posteriors import KnownClasses, LabelPosterior, Posteriors, reading_order
from layoutmath.classify.units import measured
from layoutmath.expression import Expression, Symbol
from layoutmath.relation import Relation

RELATIONS = (Relation.RIGHT, Relation.SUP, Relation.SUB, Relation.ABOVE, Relation.BELOW, Relation.INSIDE)
"""What the classifiers tell apart; pre-scripts are too rare in any data at hand to be counted."""

_NONE_KNOWN: KnownClasses = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Observation:
    """What is seen of one expression, or of several one after another, before any decision.

    Symbols stand in reading order, from left to right by left edge, whatever order they were listed in;
    ``ids`` names them in that order.
    """

    ids: tuple[str, ...]

    boxes: Boxes
    pairs: Pairs
    pair_features: Features
    symbol_features: Features
    label_evidence: Floats
    labels: tuple[str | None, ...]

    @classmethod
    def of(cls, expression: Expression, classes: KnownClasses = _NONE_KNOWN) -> Observation:
        """Everything that the classifiers see of an expression; raises InputError without boxes."""
        boxes = measured(expression.boxes)
        order = reading_order(expression, boxes)
        symbols, boxes = [expression.symbols[i] for i in order], boxes[order]
        pairs, scaled = candidate_pairs(boxes), Boxes(*boxes.T)
        of_symbols = symbol_features(scaled)
        evidence = label_evidence(symbols)
        for row, symbol in zip(evidence, symbols, strict=True):
            if symbol.id in classes:
                row *= kinds_of_class(classes[symbol.id])
        return cls(
            tuple(symbol.id for symbol in symbols),
            scaled,
            pairs,
            pair_features(scaled, pairs),
            of_symbols,
            evidence,
            tuple(symbol.label for symbol in symbols),
        )


@dataclass(frozen=True, slots=True)
class Previous:
    """The outcome of an iteration, which the next one starts from."""

    posteriors: Posteriors
    tree: Arrangement


Find = Callable[[Posteriors], tuple[Integers, Integers]]
"""Finds the best tree: the relationship finder, which lies further on."""


class IteratedBayesClassifier:
    """Classes from structure, structure from classes: posteriors after some iterations."""

    def __init__(self, classifier: BayesClassifier, iterations: int, find: Find) -> None:
        self._classifier = classifier
        self._iterations = iterations
        self._find = find

    def posteriors(
        self, expressions: Sequence[Expression], classes: Sequence[KnownClasses] = ()
    ) -> list[Posteriors]:
        """The posteriors of the last iteration, for each expression."""
        known = classes or [_NONE_KNOWN] * len(expressions)
        found = (self._iterate(Observation.of(*pair)) for pair in zip(expressions, known, strict=True))
        return [
            replace(posteriors, labels=_label_posterior(expression, posteriors))
            for expression, posteriors in zip(expressions, found, strict=True)
        ]

    def _iterate(self, observation: Observation) -> Posteriors:
        posteriors = self._classifier.posteriors(observation)
        for _ in range(self._iterations - 1):
            tree = Arrangement(*self._find(posteriors))
            posteriors = self._classifier.posteriors(observation, Previous(posteriors, tree))
        return posteriors


class BayesClassifier:
    """A :class:`BayesModel` made ready for use; holds no state between calls."""

    def __init__(self, model: BayesModel) -> None:
        self.model = model
        self._labels = LabelTables(model.labels)
        # a model on its way through fitting has no context tables yet
        self._pair = RatioTables(PAIR_ATTRIBUTES, model.pair)
        self._context = {mode: RatioTables(PAIR_CONTEXT_ATTRIBUTES, t) for mode, t in model.context.items()}
        self._symbol = {name: log_likelihoods(table, "")[0] for name, table in model.symbol.items()}

    def iterated(self, iterations: int, find: Find) -> IteratedBayesClassifier:
        """The classifier that finds classes and structure from each other so many times."""
        return IteratedBayesClassifier(self, iterations, find)

    def posteriors(self, observation: Observation, previous: Previous | None = None) -> Posteriors:
        """Class and relation posteriors; with ``previous``, in the context of the tree found before."""
        pairs = observation.pairs
        pair_features, symbol_features = dict(observation.pair_features), dict(observation.symbol_features)
        if previous is not None:
            of_pairs, of_symbols = self.context(observation, previous)
            pair_features |= of_pairs
            symbol_features |= of_symbols
        kinds = self.kinds(symbol_features, observation.label_evidence, previous is not None)
        scores = None
        known = knownness(observation.label_evidence)
        for mode, share in (("given", known), ("hidden", 1 - known)):
            if not share.any():
                continue
            choices = self.choices(observation, kinds, pair_features, mode, previous is not None)
            part = weigh(self.model.weights[mode][previous is not None], choices)
            scores = _blend(scores, part, share, pairs)
        assert scores is not None
        decisions = decide(scores, pairs.parents, pairs.children)
        return Posteriors(observation.ids, RELATIONS, kinds, pairs, decisions)

    def context(self, observation: Observation, previous: Previous) -> tuple[Features, Features]:
        """What the iteration before adds to the features of pairs and of symbols."""
        of_pairs, of_symbols = context_features(
            observation.boxes,
            observation.pairs,
            previous.tree,
            previous.posteriors.kinds,
            self.model.normalisation,
        )
        return of_pairs | said_features(previous.posteriors), of_symbols

    def kinds(self, features: Features, evidence: Floats, in_context: bool) -> Floats:
        """Posterior over kinds (n, K): context by naive Bayes, labels as evidence through Bayes' rule."""
        weight, bias = self.model.class_weights[in_context]
        scores = np.einsum("nvk,vk->nk", self.kind_evidence(features, in_context), weight) + bias
        scores -= scores.max(1, keepdims=True)
        joint = np.exp(scores) * evidence
        joint = np.where(joint.sum(1, keepdims=True) > 0, joint, evidence)
        result: Floats = joint / joint.sum(1, keepdims=True)
        return result

    def kind_evidence(self, features: Features, in_context: bool) -> NDArray[np.float32]:
        """log p(attribute | kind) for each symbol, attribute and kind: (n, V, K)."""
        attributes = SYMBOL_ATTRIBUTES + (SYMBOL_CONTEXT_ATTRIBUTES if in_context else ())
        bins = bin_indices(attributes, self.model.cuts, features)
        rows = [self._symbol[a.name][index] for a, index in zip(attributes, bins, strict=True)]
        evidence = np.stack(rows, 1)
        result: NDArray[np.float32] = np.maximum(evidence - evidence.max(2, keepdims=True), -RATIO_LIMIT)
        return result

    def choices(
        self, observation: Observation, kinds: Floats, features: Features, mode: str, in_context: bool
    ) -> Choices:
        """All evidence about the pairs, as the weights want it."""
        p, c = observation.pairs.parents, observation.pairs.children
        kind = kinds.argmax(1)
        condition = conditions(kind, p, c)
        evidence = [
            self._labels.look_up(self._labels.rows(observation.labels), kind, p, c),
            self._pair.look_up(condition, self.model.cuts, features),
        ]
        if in_context:
            evidence.append(self._context[mode].look_up(condition, self.model.cuts, features))
        ratios = np.concatenate(evidence).transpose(2, 1, 0)
        return Choices(np.ascontiguousarray(ratios), p, c, kinds)


def _label_posterior(expression: Expression, posteriors: Posteriors) -> LabelPosterior | None:
    """What is known of labels, weighed by what the context says of kinds; None where nothing is known.

    The posterior of kinds has the candidates in it already, by Bayes' rule; within a kind the context cannot
    tell labels apart, so they share its probability as the recogniser has it.
    """
    known = {symbol.id: weights for symbol in expression.symbols if (weights := _weights(symbol))}
    if not known:
        return None
    vocabulary = tuple(sorted({label for weights in known.values() for label in weights}))
    kinds = [kind_of(label) for label in vocabulary]
    probabilities = np.zeros((len(posteriors.ids), len(vocabulary)))
    for row, symbol_id, of_kind in zip(probabilities, posteriors.ids, posteriors.kinds, strict=True):
        weights = known.get(symbol_id, {})
        row[:] = [weights.get(label, 0.0) for label in vocabulary]
        in_kind = np.bincount([0 if kind is None else kind + 1 for kind in kinds], row, len(KINDS) + 1)
        for column, kind in enumerate(kinds):
            if kind is not None and row[column] > 0:
                row[column] *= of_kind[kind] / in_kind[kind + 1]
        row /= row.sum() or 1.0
    return LabelPosterior(vocabulary, probabilities)


def _weights(symbol: Symbol) -> dict[str, float]:
    if symbol.label is not None:
        return {symbol.label: 1.0}
    return {candidate.label: float(np.exp(candidate.log_prob)) for candidate in symbol.candidates}


def knownness(evidence: Floats) -> Floats:
    """How much of a symbol's kind its label settles, from 0 (nothing) to 1: one minus relative entropy."""
    share = evidence / evidence.sum(1, keepdims=True)
    entropy = -(share * np.log(np.maximum(share, 1e-300))).sum(1)
    result: Floats = np.clip(1 - entropy / np.log(len(KINDS)), 0, 1)
    return np.where(result < 1e-9, 0.0, result)


def said_features(posteriors: Posteriors) -> Features:
    """What the iteration before said of each pair: both sides' log probabilities, and the child's margin.

    The margin is by how much this parent beats (or trails) the best other one.
    """
    decisions, children = posteriors.decisions, posteriors.pairs.children
    features: Features = {}
    for index, relation in enumerate(RELATIONS):
        features[f"child_said_{relation.value}"] = np.clip(decisions.child[:, index], -10, 0)
        features[f"parent_said_{relation.value}"] = np.clip(decisions.parent[:, index], -10, 0)
    best = (decisions.child + decisions.parent).max(1, initial=-np.inf)
    order = np.lexsort((-best, children))
    starts = np.searchsorted(children[order], children)
    top = best[order[starts]]
    seconds = np.minimum(starts + 1, len(order) - 1)
    second = np.where(children[order[seconds]] == children, best[order[seconds]], top - 12)
    features["margin"] = np.clip(best - np.where(best >= top, second, top), -12, 12)
    return features


def _blend(so_far: PairScores | None, part: PairScores, share: Floats, pairs: Pairs) -> PairScores:
    """Scores of both modes, mixed by how much is known of the labels that take part."""
    of_pair = (share[pairs.parents] + share[pairs.children])[:, None, None] / 2
    weighted = PairScores(part.pair * of_pair, part.root * share, part.none * share[:, None])
    if so_far is None:
        return weighted
    return PairScores(so_far.pair + weighted.pair, so_far.root + weighted.root, so_far.none + weighted.none)
