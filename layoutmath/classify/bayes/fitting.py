"""Fitting the Bayesian classifiers: count, weigh, find trees, count again in their context.

The order of things, each step on expressions that the step before has not counted::

    half A ──count──▶ tables A ──┬─ weights, fitted on B ─┬─ trees of B by tables A ──count──▶ context B
    half B ──count──▶ tables B ──┘                        └─ trees of A by tables B ──count──▶ context A
                                                                    │
    weights of later iterations are fitted on B with the tables of A; what ships is the sum of both halves

Without this crossing the weights would trust tables that have seen the very same formulas. Halves are split
by the formula's labels, so that a formula written twice is on one side.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import numpy as np

from layoutmath.classify.bayes.attributes import (
    PAIR_ATTRIBUTES,
    PAIR_CONTEXT_ATTRIBUTES,
    SYMBOL_ATTRIBUTES,
    SYMBOL_CONTEXT_ATTRIBUTES,
    Attribute,
)
from layoutmath.classify.bayes.classifier import BayesClassifier, Find, Previous
from layoutmath.classify.bayes.context import Arrangement
from layoutmath.classify.bayes.model import MODES, BayesModel
from layoutmath.classify.bayes.samples import (
    NONE,
    Sample,
    count_sample_labels,
    fit_normalisation,
    joined,
    sample_of,
)
from layoutmath.classify.bayes.tables import (
    GROUP_COUNTS,
    Cuts,
    Table,
    bin_indices,
    conditions,
    count_table,
    feature_cuts,
)
from layoutmath.classify.bayes.weights import STEPS, RelationWeights, fit_softmax, fit_weights
from layoutmath.classify.kinds import KINDS
from layoutmath.classify.pairs import Features, Floats
from layoutmath.errors import InputError
from layoutmath.expression import Expression
from layoutmath.structure import BaselineStructure

T = TypeVar("T")


class Progress(Protocol):
    """Wraps the items of a long loop to show how far it is and with what."""

    def __call__(self, items: Sequence[T], task: str, /) -> Iterable[T]: ...


MOST_PAIRS = 4_000_000
"""Pairs counted at the most; from larger data, expressions are drawn at random."""

PAIRS_TO_WEIGH = 300_000
"""Pairs that the weights are fitted on: there are hundreds of times fewer weights."""


def fit_bayes(
    pairs: Iterable[tuple[Expression, BaselineStructure | None]],
    find: Find,
    *,
    seed: int = 0,
    progress: Progress = lambda items, _: items,
    about: Mapping[str, object] | None = None,
) -> BayesModel:
    """The model fitted on expressions with their true trees; the same input gives the same model.

    Expressions without a tree, with grids or with pre-scripts are passed over; ``about`` is kept in the
    model, with how many expressions and symbols were used. Raises InputError when there are fewer than ten.
    """
    samples = _samples(pairs, seed)
    halves: tuple[list[Sample], list[Sample]] = ([], [])
    for sample in samples:
        formula = " ".join(sorted(label or "" for label in sample.observation.labels))
        halves[zlib.crc32(formula.encode()) % 2].append(sample)
    a, b = halves
    if min(len(a), len(b)) < 5:
        raise InputError(f"found {len(samples)} expressions to learn from", "ten different formulas or more")
    symbols = sum(sample.observation.pairs.count for sample in samples)
    model = BayesModel(
        count_sample_labels(a),
        _cuts(_to_weigh(samples, seed), PAIR_ATTRIBUTES, SYMBOL_ATTRIBUTES),
        {},
        {},
        {},
        fit_normalisation(samples),
        {},
        (),
        {**(about or {}), "expressions": len(samples), "symbols": symbols, "seed": seed},
    )

    # The first iteration sees boxes and labels.
    pair = [_count_pairs(PAIR_ATTRIBUTES, model.cuts, half) for half in halves]
    symbol = [_count_symbols(SYMBOL_ATTRIBUTES, model.cuts, half) for half in halves]
    model = replace(model, pair=pair[0], symbol=symbol[0])
    drawn = _to_weigh(b, seed)
    hidden = [sample.hidden() for sample in drawn]
    classes = _class_weights(model, hidden, in_context=False)
    model = replace(model, class_weights=(classes,))
    first = {
        "given": _relation_weights(model, drawn, "given", progress, in_context=False),
        "hidden": _relation_weights(model, hidden, "hidden", progress, in_context=False),
    }

    # The trees that it finds are the context that later iterations learn from.
    by_a = replace(model, weights={mode: (w, w) for mode, w in first.items()})
    by_b = replace(by_a, labels=count_sample_labels(b), pair=pair[1], symbol=symbol[1])
    seen_a: dict[str, list[Sample]] = {}
    seen_b: dict[str, list[Sample]] = {}
    for mode in MODES:
        for seen, half, other in ((seen_a, a, by_b), (seen_b, b, by_a)):
            classifier = BayesClassifier(other)
            asked = half if mode == "given" else [sample.hidden() for sample in half]
            named = progress(asked, f"trees, labels {mode}")
            seen[mode] = [_in_context(classifier, sample, find) for sample in named]
    cuts = {
        **model.cuts,
        **_cuts(_to_weigh(seen_b["given"], seed), PAIR_CONTEXT_ATTRIBUTES, SYMBOL_CONTEXT_ATTRIBUTES),
    }
    context_a, context_b = (
        {mode: _count_pairs(PAIR_CONTEXT_ATTRIBUTES, cuts, seen[mode]) for mode in MODES}
        for seen in (seen_a, seen_b)
    )
    symbol_a, symbol_b = (
        _count_symbols(SYMBOL_CONTEXT_ATTRIBUTES, cuts, seen["hidden"]) for seen in (seen_a, seen_b)
    )
    model = replace(model, cuts=cuts, context=context_a, symbol={**symbol[0], **symbol_a})
    chosen = {mode: _to_weigh(seen_b[mode], seed) for mode in MODES}
    classes = _class_weights(model, chosen["hidden"], in_context=True)
    model = replace(model, class_weights=(*model.class_weights, classes))
    weights = {
        mode: (first[mode], _relation_weights(model, chosen[mode], mode, progress, in_context=True))
        for mode in MODES
    }

    # What ships has counted both halves.
    return replace(
        model,
        labels=count_sample_labels(samples),
        pair=_sum(pair[0], pair[1]),
        symbol={**_sum(symbol[0], symbol[1]), **_sum(symbol_a, symbol_b)},
        context={mode: _sum(context_a[mode], context_b[mode]) for mode in MODES},
        weights=weights,
    )


def _samples(pairs: Iterable[tuple[Expression, BaselineStructure | None]], seed: int) -> list[Sample]:
    known = [(expression, truth) for expression, truth in pairs if truth is not None and len(expression) > 1]
    # The order in which files are read, or symbols listed, must not matter.
    known.sort(key=lambda pair: (len(pair[0]), _seen_of(pair[0])))
    drawn = _drawn(known, [len(expression) ** 2 for expression, _ in known], seed, MOST_PAIRS)
    made = (sample_of(expression, truth) for expression, truth in drawn)
    return [sample for sample in made if sample is not None]


def _seen_of(expression: Expression) -> list[tuple[object, ...]]:
    return sorted(
        (tuple(box.tolist()), s.label or "")
        for box, s in zip(expression.boxes, expression.symbols, strict=True)
    )


def _drawn(items: Sequence[T], sizes: Sequence[int], seed: int, most: int) -> list[T]:
    """Items drawn at random until their sizes add up to ``most``, in their old order."""
    order = list(range(len(items)))
    random.Random(seed).shuffle(order)
    total = 0
    chosen: list[int] = []
    for index in order:
        total += sizes[index]
        if total > most and chosen:
            break
        chosen.append(index)
    return [items[index] for index in sorted(chosen)]


def _to_weigh(samples: Sequence[Sample], seed: int) -> list[Sample]:
    return _drawn(samples, [len(sample.outcomes) for sample in samples], seed, PAIRS_TO_WEIGH)


def _in_context(classifier: BayesClassifier, sample: Sample, find: Find) -> Sample:
    """The sample with the features of the context added."""
    seen = sample.observation
    posteriors = classifier.posteriors(seen)
    of_pairs, of_symbols = classifier.context(seen, Previous(posteriors, Arrangement(*find(posteriors))))
    return sample.with_features(
        _small(seen.pair_features | of_pairs), _small(seen.symbol_features | of_symbols)
    )


def _small(features: Features) -> Features:
    return {name: values.astype(np.float32) for name, values in features.items()}


def _cuts(samples: Sequence[Sample], of_pairs: Sequence[Attribute], of_symbols: Sequence[Attribute]) -> Cuts:
    """Cuts for both sorts of attributes. Those of pairs are finest where pairs are related or near, since
    far pairs are many and all alike."""
    everything = joined(samples)
    pair_features = everything.observation.pair_features
    near = (everything.outcomes < NONE) | (pair_features["parent_rank"] < 4)
    every_symbol = np.ones(len(everything.true_kinds), dtype=bool)
    return {
        **feature_cuts(of_pairs, pair_features, near),
        **feature_cuts(of_symbols, everything.observation.symbol_features, every_symbol),
    }


CHUNK = 500
"""Samples that are counted in one go."""


def _count_pairs(attributes: Sequence[Attribute], cuts: Cuts, samples: Sequence[Sample]) -> dict[str, Table]:
    """Tables of pair attributes; conditions are the true kinds."""
    tables: dict[str, Table] = {}
    for chunk in _chunks(samples):
        pairs, features = chunk.observation.pairs, chunk.observation.pair_features
        condition = conditions(chunk.true_kinds, pairs.parents, pairs.children)
        known = chunk.true_kinds >= 0
        counted = known[pairs.parents] & known[pairs.children]
        for attribute, bins in zip(attributes, bin_indices(attributes, cuts, features), strict=True):
            table = count_table(
                attribute.bins,
                GROUP_COUNTS[attribute.given],
                bins[counted],
                condition[attribute.given][counted],
                chunk.outcomes[counted],
                NONE + 1,
            )
            tables[attribute.name] = tables.get(attribute.name, 0) + table
    return tables


def _count_symbols(
    attributes: Sequence[Attribute], cuts: Cuts, samples: Sequence[Sample]
) -> dict[str, Table]:
    """Tables of symbol attributes for each kind: (1, bins, K)."""
    tables: dict[str, Table] = {}
    for chunk in _chunks(samples):
        known = chunk.true_kinds >= 0
        kinds, features = chunk.true_kinds[known], chunk.observation.symbol_features
        for attribute, bins in zip(attributes, bin_indices(attributes, cuts, features), strict=True):
            table = count_table(attribute.bins, 1, bins[known], np.zeros_like(kinds), kinds, len(KINDS))
            tables[attribute.name] = tables.get(attribute.name, 0) + table
    return tables


def _chunks(samples: Sequence[Sample]) -> Iterable[Sample]:
    for start in range(0, len(samples), CHUNK):
        yield joined(samples[start : start + CHUNK])


def _class_weights(
    model: BayesModel, samples: Sequence[Sample], *, in_context: bool
) -> tuple[Floats, Floats]:
    everything = joined(samples)
    known = everything.true_kinds >= 0
    evidence = BayesClassifier(model).kind_evidence(everything.observation.symbol_features, in_context)
    return fit_softmax(evidence[known], everything.true_kinds[known])


def _relation_weights(
    model: BayesModel, samples: Sequence[Sample], mode: str, progress: Progress, *, in_context: bool
) -> RelationWeights:
    everything, classifier = joined(samples), BayesClassifier(model)
    seen = everything.observation
    kinds = classifier.kinds(seen.symbol_features, seen.label_evidence, in_context)
    choices = classifier.choices(seen, kinds, seen.pair_features, mode, in_context)
    stage = "in context" if in_context else "boxes alone"
    steps = iter(progress(range(STEPS), f"weights, labels {mode}, {stage}"))
    weights = fit_weights(
        choices, everything.true_pairs, everything.true_relations, step_done=lambda: next(steps, None)
    )
    list(steps)  # the optimiser may be done early; the bar should be too
    return weights


def _sum(first: Mapping[str, Table], second: Mapping[str, Table]) -> dict[str, Table]:
    return {name: first[name] + second[name] for name in first}
