"""Expressions with true trees, as arrays to count and to weigh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.bayes.classifier import RELATIONS, Observation
from layoutmath.classify.bayes.context import Arrangement, Normalisation
from layoutmath.classify.bayes.features import Boxes
from layoutmath.classify.bayes.labels import count_labels
from layoutmath.classify.bayes.model import LabelCounts
from layoutmath.classify.kinds import KINDS, kind_of
from layoutmath.classify.pairs import Features, Integers, Pairs
from layoutmath.expression import Expression
from layoutmath.structure import BaselineStructure

NONE = len(RELATIONS)
"""The outcome of a pair that is not related."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An observation and its truth, of one expression or of several joined one after another.

    ``outcomes`` (P,) is each pair's relation or :data:`NONE`; ``true_pairs`` (n,) the pair that places each
    symbol, −1 for a root; ``true_kinds`` (n,) is −1 where the label is not in the symbol table.
    """

    observation: Observation
    outcomes: Integers
    true_pairs: Integers
    true_kinds: Integers
    tree: Arrangement

    @property
    def true_relations(self) -> Integers:
        return self.tree.relations

    def with_features(self, of_pairs: Features, of_symbols: Features) -> Sample:
        """The same with other features."""
        seen = replace(self.observation, pair_features=of_pairs, symbol_features=of_symbols)
        return replace(self, observation=seen)

    def hidden(self) -> Sample:
        """The same with labels hidden from the classifiers."""
        seen = self.observation
        unknown = np.ones_like(seen.label_evidence)
        return replace(
            self,
            observation=replace(seen, label_evidence=unknown, labels=(None,) * len(seen.labels)),
        )


def sample_of(expression: Expression, truth: BaselineStructure) -> Sample | None:
    """The sample of one expression; None where classifiers cannot learn from it.

    That is: fewer than two symbols, no label of the symbol table, a grid, a relation they do not tell apart,
    or a true parent so far away that it is no candidate.
    """
    count = len(expression)
    relationships = truth.relationships()
    if count < 2 or truth.grids or any(r.relation not in RELATIONS for r in relationships):
        return None
    observation = Observation.of(expression)
    index = {symbol_id: i for i, symbol_id in enumerate(observation.ids)}
    parents, relations = np.full(count, -1), np.full(count, -1)
    for relationship in relationships:
        child = index[relationship.child]
        parents[child] = index[relationship.parent]
        relations[child] = RELATIONS.index(relationship.relation)
    pairs = observation.pairs
    true = np.flatnonzero(parents[pairs.children] == pairs.parents)
    true_pairs = np.full(count, -1)
    true_pairs[pairs.children[true]] = true
    if (true_pairs >= 0).sum() != count - 1:
        return None
    outcomes = np.full(len(pairs.parents), NONE)
    outcomes[true] = relations[pairs.children[true]]
    kinds = [kind_of(label) if label else None for label in observation.labels]
    true_kinds = np.array([-1 if kind is None else kind for kind in kinds])
    if true_kinds.max() < 0:
        return None
    return Sample(observation, outcomes, true_pairs, true_kinds, Arrangement(parents, relations))


def joined(samples: Sequence[Sample]) -> Sample:
    """Several samples as one: symbols and pairs one after another, indices shifted."""
    seen = [sample.observation for sample in samples]
    sizes = np.array([observation.pairs.count for observation in seen])
    first = np.cumsum(sizes) - sizes
    pair_counts = np.array([len(observation.pairs.parents) for observation in seen])
    first_pair = np.cumsum(pair_counts) - pair_counts

    def shifted(arrays: Sequence[Integers], shift: Integers) -> Integers:
        return np.concatenate([np.where(a >= 0, a + s, a) for a, s in zip(arrays, shift, strict=True)])

    boxes = [observation.boxes for observation in seen]
    return Sample(
        Observation(
            tuple(symbol_id for o in seen for symbol_id in o.ids),
            Boxes(*(np.concatenate([getattr(b, edge) for b in boxes]) for edge in "ltrb")),
            Pairs(
                int(sizes.sum()),
                shifted([o.pairs.parents for o in seen], first),
                shifted([o.pairs.children for o in seen], first),
            ),
            _joined_features([o.pair_features for o in seen]),
            _joined_features([o.symbol_features for o in seen]),
            np.concatenate([o.label_evidence for o in seen]),
            tuple(label for o in seen for label in o.labels),
        ),
        np.concatenate([sample.outcomes for sample in samples]),
        shifted([sample.true_pairs for sample in samples], first_pair),
        np.concatenate([sample.true_kinds for sample in samples]),
        Arrangement(
            shifted([sample.tree.parents for sample in samples], first),
            np.concatenate([sample.tree.relations for sample in samples]),
        ),
    )


def _joined_features(parts: Sequence[Features]) -> Features:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def count_sample_labels(samples: Sequence[Sample]) -> LabelCounts:
    """Label counts of all samples; symbols whose label the table lacks are left out."""
    everything = joined([sample.with_features({}, {}) for sample in samples])
    pairs, kinds = everything.observation.pairs, everything.true_kinds
    known = (kinds[pairs.parents] >= 0) & (kinds[pairs.children] >= 0)
    return count_labels(
        everything.observation.labels,
        kinds,
        pairs.parents[known],
        pairs.children[known],
        everything.outcomes[known],
        NONE + 1,
    )


def fit_normalisation(samples: Sequence[Sample]) -> Normalisation:
    """How tall each kind is and how deep it stands beside the capitals and digits of its line (medians)."""
    references = np.isin(KINDS, ["rising", "digit"])
    heights: list[list[float]] = [[] for _ in KINDS]
    drops: list[list[float]] = [[] for _ in KINDS]
    for sample in samples:
        boxes, lines = sample.observation.boxes, sample.tree.lines()
        reference = (sample.true_kinds >= 0) & references[sample.true_kinds]
        for symbol, kind in enumerate(sample.true_kinds):
            others = reference & (lines == lines[symbol])
            others[symbol] = False
            if kind >= 0 and others.any():
                height = float(np.median(boxes.height[others]))
                heights[kind].append(float(np.log(boxes.height[symbol] / height)))
                drops[kind].append(float((boxes.y[symbol] - np.median(boxes.y[others])) / height))
    enough = 5

    def medians(values: list[list[float]]) -> NDArray[np.float64]:
        return np.array([np.median(v) if len(v) > enough else 0.0 for v in values]).round(4)

    return Normalisation(medians(heights), medians(drops))
