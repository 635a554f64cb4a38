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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.attributes import (
    PAIR_ATTRIBUTES,
    PAIR_CONTEXT_ATTRIBUTES,
    SYMBOL_ATTRIBUTES,
    SYMBOL_CONTEXT_ATTRIBUTES,
    Attribute,
)
from layoutmath.classify.bayes import BayesClassifier, Observation, Posteriors, Previous
from layoutmath.classify.context import Arrangement
from layoutmath.classify.kinds import KINDS
from layoutmath.classify.logit import STEPS, RelationWeights, fit_softmax, fit_weights
from layoutmath.classify.model import MODES, BayesModel
from layoutmath.classify.pairs import Features, Floats
from layoutmath.classify.samples import (
    NONE,
    Sample,
    count_sample_labels,
    fit_normalisation,
    joined,
    joined_features,
    sample_of,
)
from layoutmath.classify.tables import (
    GROUP_COUNTS,
    Cuts,
    Table,
    bin_indices,
    conditions,
    count_table,
    feature_cuts,
)
from layoutmath.errors import InputError
from layoutmath.expression import Expression
from layoutmath.structure import BaselineStructure

T = TypeVar("T")
Find = Callable[[Observation, Posteriors], Arrangement]
"""Finds the best tree for what is seen and its posteriors: the relationship finder, which lies further on."""


class Progress(Protocol):
    """Wraps the items of a long loop to show how far it is and with what."""

    def __call__(self, items: Sequence[T], task: str, /) -> Iterable[T]: ...


MOST_PAIRS = 4_000_000
"""Pairs counted at the most; from larger data, expressions are drawn at random."""

PAIRS_TO_WEIGH, SYMBOLS_TO_WEIGH = 300_000, 40_000
"""Pairs and symbols that the weights are fitted on: there are few weights, so more would not change them."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sample with its features, in later iterations those of the context too."""

    sample: Sample
    pair_features: Features
    symbol_features: Features


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
        _first_cuts(_drawn(samples, seed)),
        {},
        {},
        {},
        fit_normalisation(samples),
        {},
        {},
        {**(about or {}), "expressions": len(samples), "symbols": symbols, "seed": seed},
    )

    # The first iteration sees boxes and labels.
    pair = [_count_pairs(PAIR_ATTRIBUTES, model.cuts, map(_first, half)) for half in halves]
    symbol = [_count_symbols(SYMBOL_ATTRIBUTES, model.cuts, map(_first, half)) for half in halves]
    model = replace(model, pair=pair[0], symbol=symbol[0])
    drawn = _drawn(b, seed)
    hidden = [sample.hidden() for sample in drawn]
    classes = _class_weights(model, [_first(sample) for sample in hidden], in_context=False)
    model = replace(model, class_weights={"first": classes})
    first = {
        "given": _relation_weights(
            model, [_first(sample) for sample in drawn], "given", progress, in_context=False
        ),
        "hidden": _relation_weights(
            model, [_first(sample) for sample in hidden], "hidden", progress, in_context=False
        ),
    }

    # The trees that it finds are the context that later iterations learn from.
    by_a = replace(model, weights={mode: (w, w) for mode, w in first.items()})
    by_b = replace(by_a, labels=count_sample_labels(b), pair=pair[1], symbol=symbol[1])
    seen_a: dict[str, list[_Seen]] = {}
    seen_b: dict[str, list[_Seen]] = {}
    for mode in MODES:
        for seen, half, other in ((seen_a, a, by_b), (seen_b, b, by_a)):
            classifier = BayesClassifier(other)
            asked = half if mode == "given" else [sample.hidden() for sample in half]
            named = progress(asked, f"trees, labels {mode}")
            seen[mode] = [_in_context(classifier, sample, find) for sample in named]
    cuts = {**model.cuts, **_context_cuts(_drawn(seen_b["given"], seed))}
    context_a, context_b = (
        {mode: _count_pairs(PAIR_CONTEXT_ATTRIBUTES, cuts, seen[mode]) for mode in MODES}
        for seen in (seen_a, seen_b)
    )
    symbol_a, symbol_b = (
        _count_symbols(SYMBOL_CONTEXT_ATTRIBUTES, cuts, seen["hidden"]) for seen in (seen_a, seen_b)
    )
    model = replace(model, cuts=cuts, context=context_a, symbol={**symbol[0], **symbol_a})
    chosen = {mode: _drawn(seen_b[mode], seed) for mode in MODES}
    classes = _class_weights(model, chosen["hidden"], in_context=True)
    model = replace(model, class_weights={**model.class_weights, "later": classes})
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
    made = (sample_of(expression, truth) for expression, truth in pairs if truth is not None)
    samples = [sample for sample in made if sample is not None]
    # The order in which files are read must not matter.
    samples.sort(key=lambda s: (len(s.outcomes), s.observation.labels, s.observation.boxes.l.tolist()))
    return _drawn(samples, seed, MOST_PAIRS)


S = TypeVar("S", Sample, _Seen)


def _drawn(samples: Sequence[S], seed: int, most: int = PAIRS_TO_WEIGH) -> list[S]:
    """Samples drawn at random until they have ``most`` pairs, in their old order."""
    order = list(range(len(samples)))
    random.Random(seed).shuffle(order)
    total = 0
    chosen: list[int] = []
    for index in order:
        sample = samples[index]
        total += len((sample.sample if isinstance(sample, _Seen) else sample).outcomes)
        if total > most and chosen:
            break
        chosen.append(index)
    return [samples[index] for index in sorted(chosen)]


def _first(sample: Sample) -> _Seen:
    return _Seen(sample, sample.observation.pair_features, sample.observation.symbol_features)


def _in_context(classifier: BayesClassifier, sample: Sample, find: Find) -> _Seen:
    seen = sample.observation
    posteriors = classifier.posteriors(seen)
    of_pairs, of_symbols = classifier.context(seen, Previous(posteriors, find(seen, posteriors)))
    return _Seen(sample, _small(seen.pair_features | of_pairs), _small(seen.symbol_features | of_symbols))


def _small(features: Features) -> Features:
    return {name: values.astype(np.float32) for name, values in features.items()}


def _joined(seen: Sequence[_Seen]) -> _Seen:
    return _Seen(
        joined([s.sample for s in seen]),
        joined_features([s.pair_features for s in seen]),
        joined_features([s.symbol_features for s in seen]),
    )


def _first_cuts(samples: Sequence[Sample]) -> Cuts:
    everything = _joined([_first(sample) for sample in samples])
    near = _near(everything)
    return {
        **feature_cuts(PAIR_ATTRIBUTES, everything.pair_features, near),
        **feature_cuts(
            SYMBOL_ATTRIBUTES, everything.symbol_features, np.ones(len(everything.sample.true_kinds), bool)
        ),
    }


def _context_cuts(seen: Sequence[_Seen]) -> Cuts:
    everything = _joined(seen)
    symbols = np.ones(len(everything.sample.true_kinds), dtype=bool)
    return {
        **feature_cuts(PAIR_CONTEXT_ATTRIBUTES, everything.pair_features, _near(everything)),
        **feature_cuts(SYMBOL_CONTEXT_ATTRIBUTES, everything.symbol_features, symbols),
    }


def _near(seen: _Seen) -> NDArray[np.bool_]:
    """Pairs that are related or near: where bins should be fine. Far pairs are many and all alike."""
    near: NDArray[np.bool_] = (seen.sample.outcomes < NONE) | (seen.pair_features["parent_rank"] < 4)
    return near


CHUNK = 500
"""Samples that are counted in one go."""


def _count_pairs(attributes: Sequence[Attribute], cuts: Cuts, seen: Iterable[_Seen]) -> dict[str, Table]:
    """Tables of pair attributes; conditions are the true kinds."""
    tables: dict[str, Table] = {}
    for chunk in _chunks(seen):
        sample = chunk.sample
        parents, children = sample.observation.pairs.parents, sample.observation.pairs.children
        condition = conditions(sample.true_kinds, parents, children)
        known = sample.true_kinds >= 0
        counted = known[parents] & known[children]
        for attribute, bins in zip(
            attributes, bin_indices(attributes, cuts, chunk.pair_features), strict=True
        ):
            table = count_table(
                attribute.bins,
                GROUP_COUNTS[attribute.given],
                bins[counted],
                condition[attribute.given][counted],
                sample.outcomes[counted],
                NONE + 1,
            )
            tables[attribute.name] = tables.get(attribute.name, 0) + table
    return tables


def _count_symbols(attributes: Sequence[Attribute], cuts: Cuts, seen: Iterable[_Seen]) -> dict[str, Table]:
    """Tables of symbol attributes for each kind: (1, bins, K)."""
    tables: dict[str, Table] = {}
    for chunk in _chunks(seen):
        known = chunk.sample.true_kinds >= 0
        kinds = chunk.sample.true_kinds[known]
        for attribute, bins in zip(
            attributes, bin_indices(attributes, cuts, chunk.symbol_features), strict=True
        ):
            table = count_table(attribute.bins, 1, bins[known], np.zeros_like(kinds), kinds, len(KINDS))
            tables[attribute.name] = tables.get(attribute.name, 0) + table
    return tables


def _chunks(seen: Iterable[_Seen]) -> Iterable[_Seen]:
    chunk: list[_Seen] = []
    for one in seen:
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield _joined(chunk)
            chunk = []
    if chunk:
        yield _joined(chunk)


def _class_weights(model: BayesModel, seen: Sequence[_Seen], *, in_context: bool) -> tuple[Floats, Floats]:
    everything = _joined(seen)
    known = np.flatnonzero(everything.sample.true_kinds >= 0)[:SYMBOLS_TO_WEIGH]
    evidence = BayesClassifier(model).kind_evidence(everything.symbol_features, in_context)
    return fit_softmax(evidence[known], everything.sample.true_kinds[known])


def _relation_weights(
    model: BayesModel, seen: Sequence[_Seen], mode: str, progress: Progress, *, in_context: bool
) -> RelationWeights:
    everything, classifier = _joined(seen), BayesClassifier(model)
    observation = everything.sample.observation
    kinds = classifier.kinds(everything.symbol_features, observation.label_evidence, in_context)
    choices = classifier.choices(observation, kinds, everything.pair_features, mode, in_context)
    stage = "in context" if in_context else "boxes alone"
    steps = iter(progress(range(STEPS), f"weights, labels {mode}, {stage}"))
    weights = fit_weights(
        choices,
        everything.sample.true_pairs,
        everything.sample.true_relations,
        step_done=lambda: next(steps, None),
    )
    list(steps)  # the optimiser may be done early; the bar should be too
    return weights


def _sum(first: Mapping[str, Table], second: Mapping[str, Table]) -> dict[str, Table]:
    return {name: first[name] + second[name] for name in first}
