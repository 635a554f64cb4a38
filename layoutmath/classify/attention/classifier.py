"""The contextual classifier: what the attention network says of whole expressions, as posteriors."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.classify.attention.ink import ink_features
from layoutmath.classify.attention.model import AttentionModel
from layoutmath.classify.attention.neighbours import ALL_UP_TO, Arrays, Neighbours, neighbours_of
from layoutmath.classify.attention.network import AttentionNetwork, Batch, NetworkScores
from layoutmath.classify.decisions import PairScores, decide
from layoutmath.classify.kinds import KINDS, kind_of, kinds_of_class
from layoutmath.classify.pairs import Floats, Pairs
from layoutmath.classify.posteriors import KnownClasses, LabelPosterior, Posteriors, reading_order
from layoutmath.classify.units import measured
from layoutmath.expression import Expression, Symbol
from layoutmath.links import LINKS

Booleans = NDArray[np.bool_]

PAIRS_TOGETHER = 30_000
"""Pairs in one batch at the most: what fits into a processor's cache goes fastest."""

GROUPS = 4
"""An uncertain label is judged by what it says of the others' labels: the symbols take turns at having theirs
hidden, a quarter of them at a time."""

TRUST, COUNTED = 3.0, 0.5
"""Powers of candidates' probabilities and of how frequent labels are: lists of candidates are mostly flatter
than they are right. Chosen on CROHME 2013 with simulated candidates."""

TRUST_RECOGNISED = 1.6
"""The same power for recognisers that are called: their probabilities are nearly right as they are.
Chosen on CROHME 2013 with the recogniser of ink."""

_UNHEARD_OF = 1e-9
"""The least agreement of candidates with the context."""

ROUNDS = 2
"""How often uncertain labels are judged: the second time by what the first has made of the others'."""


@dataclass(frozen=True, slots=True)
class _View:
    """One expression of n symbols, in reading order, as the network sees it.

    ``labels`` (n, L + 2) weighs what is known of each label, with column 0 for nothing and 1 for a label out
    of the vocabulary; ``outside`` (n, K + 1) are the kinds of the latter; ``uncertain`` (n,) says which
    labels are a recogniser's candidates, ``agreement`` (n,) how well these go with the context, and
    ``possible`` (n, K) which kinds the known classes leave.
    """

    ids: tuple[str, ...]
    boxes: Floats
    neighbours: Neighbours
    labels: Arrays
    outside: Arrays
    strangers: Mapping[str, Arrays]
    ink: Arrays
    inked: Booleans
    uncertain: Booleans
    possible: Booleans
    agreement: Floats


class AttentionClassifier:
    """An :class:`AttentionModel` made ready for use; holds no state between calls.

    ``trust`` is the power of candidates' probabilities beside those of the context.
    """

    def __init__(self, model: AttentionModel, trust: float = TRUST) -> None:
        self.model = model
        self.trust = trust
        self._network = AttentionNetwork(model.weights, model.heads)
        self._column = {label: index + 2 for index, label in enumerate(model.vocabulary)}
        nothing = _one_hot(None)
        self._kinds = np.stack(
            [nothing, 0 * nothing, *(_one_hot(kind_of(label)) for label in model.vocabulary)]
        )
        self._frequency = model.prior @ self._kinds[2:, 1:] + 1e-6  # of each kind

    def trusting(self, trust: float) -> AttentionClassifier:
        """The same classifier with another power of candidates' probabilities."""
        other = copy.copy(self)
        other.trust = trust
        return other

    def posteriors(
        self, expressions: Sequence[Expression], classes: Sequence[KnownClasses] = ()
    ) -> list[Posteriors]:
        """What the network says of each expression; they are looked at in batches of like size.

        Raises InputError for symbols without boxes.
        """
        known = classes or [{}] * len(expressions)
        views = self._weighed([self._view(*pair) for pair in zip(expressions, known, strict=True)])
        return [self._decided(view, scores) for view, scores in zip(views, self._scores(views), strict=True)]

    def _view(self, expression: Expression, classes: KnownClasses) -> _View:
        boxes = measured(expression.boxes)
        order = reading_order(expression, boxes)
        symbols, boxes = [expression.symbols[index] for index in order], boxes[order]
        labels = np.zeros((len(symbols), len(self._column) + 2), np.float32)
        outside = np.zeros((len(symbols), len(KINDS) + 1), np.float32)
        strangers: dict[str, Arrays] = {}
        for row, symbol in enumerate(symbols):
            for label, weight in _known(symbol):
                column = 0 if label is None else self._column.get(label, 1)
                labels[row, column] += weight
                if column == 1 and label is not None:
                    outside[row] += weight * _one_hot(kind_of(label))
                    strangers.setdefault(label, np.zeros(len(symbols), np.float32))[row] += weight
        for share in strangers.values():
            share /= np.maximum(labels[:, 1], 1e-30)
        possible = np.ones((len(symbols), len(KINDS)), bool)
        for of_symbol, symbol in zip(possible, symbols, strict=True):
            if symbol.id in classes:
                of_symbol[:] = kinds_of_class(classes[symbol.id])
        ink, inked = ink_features(expression)
        return _View(
            tuple(symbol.id for symbol in symbols),
            boxes,
            neighbours_of(boxes),
            labels,
            outside,
            strangers,
            ink[order],
            # Ink tells what a symbol is; where that is known, the box says the rest more plainly.
            inked[order] & np.array([symbol.label is None for symbol in symbols], bool),
            np.array([symbol.label is None and bool(symbol.candidates) for symbol in symbols]),
            possible,
            np.zeros(len(symbols)),
        )

    def _weighed(self, views: Sequence[_View]) -> list[_View]:
        """The views with a recogniser's candidates multiplied by what the context says, by Bayes' rule.

        Ink has had its say about what these symbols are then; where things are, boxes say more plainly.
        """
        weighed = list(views)
        for _ in range(ROUNDS):
            weighed = self._in_context(views, weighed)
        return [replace(view, inked=view.inked & ~view.uncertain) for view in weighed]

    def _in_context(self, views: Sequence[_View], before: Sequence[_View]) -> list[_View]:
        """The candidates of ``views`` in the context that the labels of ``before`` are.

        The context of a symbol are the others' labels, so the symbols take turns at having theirs hidden. Its
        posterior is divided by how frequent each label is, as far as the recogniser has counted that too.
        """
        turns = [np.where(view.uncertain, np.cumsum(view.uncertain) % GROUPS, -1) for view in views]
        asked = [
            (index, turn == group)
            for index, turn in enumerate(turns)
            for group in range(GROUPS)
            if (turn == group).any()
        ]
        nothing = np.eye(1, len(self._column) + 2, dtype=np.float32)
        variants = [
            replace(
                before[index],
                labels=np.where(hidden[:, None], nothing, before[index].labels),
                outside=np.where(hidden[:, None], 0, before[index].outside),
            )
            for index, hidden in asked
        ]
        labels = [view.labels.copy() for view in views]
        agreements = [view.agreement.copy() for view in views]
        for (index, hidden), scores in zip(asked, self._scores(variants), strict=True):
            said = labels[index][hidden].astype(float)
            context = _softmax(scores.labels[hidden]) / self.model.prior**COUNTED
            # What the vocabulary lacks, the context cannot judge: it counts like a label of mean frequency
            # that is as probable here as anywhere.
            beyond = len(self.model.vocabulary) ** (COUNTED - 1)
            agreement = (said[:, 2:] * context).sum(1) + said[:, 1] * beyond
            agreements[index][hidden] = np.log(agreement + _UNHEARD_OF)
            said **= self.trust
            said[:, 1] *= beyond
            joint = np.concatenate([said[:, :2], said[:, 2:] * context], 1)
            labels[index][hidden] = joint / joint.sum(1, keepdims=True)
        return [
            replace(
                view,
                labels=weighed,
                agreement=agreement,
                outside=(view.outside * weighed[:, 1:2] / np.maximum(view.labels[:, 1:2], 1e-30)).astype(
                    np.float32
                ),
            )
            for view, weighed, agreement in zip(views, labels, agreements, strict=True)
        ]

    def _scores(self, views: Sequence[_View]) -> list[NetworkScores]:
        """The network's scores of each view, without what filled up the batches."""
        result: dict[int, NetworkScores] = {}
        for chosen in _batches([len(view.ids) for view in views]):
            scores = self._network.scores(self._batch([views[index] for index in chosen]))
            for row, index in enumerate(chosen):
                result[index] = scores.of(row, len(views[index].ids))
        return [result[index] for index in range(len(views))]

    def _batch(self, views: Sequence[_View]) -> Batch:
        most = max(len(view.ids) for view in views)
        there = np.array([[index < len(view.ids) for index in range(most)] for view in views])
        labels, kinds = zip(*map(self._entered, views), strict=True)
        return Batch(
            _filled([view.boxes for view in views], most),
            Neighbours(there, views[0].neighbours.index),
            _filled(labels, most),
            _filled(kinds, most),
            _filled([view.ink for view in views], most),
            _filled([view.inked for view in views], most),
        )

    def _entered(self, view: _View) -> tuple[Arrays, Arrays]:
        """What is known of labels and kinds as the network takes it: (n, L + 2) and (n, K + 1).

        A class that is known without a label is a label out of the vocabulary, of any kind of the class.
        """
        labels, kinds = view.labels, view.labels @ self._kinds + view.outside
        of_class = ~view.possible.all(1) & (labels[:, 0] == 1)
        if of_class.any():
            labels = labels.copy()
            labels[of_class, :2] = 0, 1
            shares = view.possible[of_class] * self._frequency
            kinds[of_class, 1:] = shares / shares.sum(1, keepdims=True)
            kinds[of_class, 0] = 0
        return labels, kinds

    def _decided(self, view: _View, scores: NetworkScores) -> Posteriors:
        count = len(view.ids)
        if view.neighbours.index is None:
            children, parents = np.divmod(np.arange(count * count), max(count, 1))
        else:
            parents = view.neighbours.index[0].ravel()
            children = np.repeat(np.arange(count), len(parents) // count)
        apart = children != parents
        pairs = Pairs(count, parents[apart], children[apart])
        both = np.stack([scores.child, scores.parent], -1).reshape(len(apart), len(LINKS), 2)[apart]
        decisions = decide(
            PairScores(both.astype(float), scores.root.astype(float), scores.none.astype(float)),
            pairs.parents,
            pairs.children,
        )
        # What is known of a label says more about the kind than the box does.
        known = view.labels[:, :1] < 1
        kinds = np.where(known, view.labels @ self._kinds + view.outside, 0)[:, 1:]
        told = kinds.sum(1, keepdims=True)
        of_context = _softmax(scores.labels)
        # The network says what kind of symbol it is twice, by kind and by label; the mean of both errs less.
        by_label = of_context @ self._kinds[2:, 1:]
        kinds = kinds + (1 - told) * (_softmax(scores.kinds) + by_label) / (
            1 + by_label.sum(1, keepdims=True)
        )
        if not view.possible.all():
            kinds = _shares(kinds * view.possible)
            of_context = _shares(of_context * (view.possible @ self._kinds[2:, 1:].T))
        labels = np.where(known, view.labels[:, 2:], of_context)
        beyond = [view.labels[:, 1] * share for share in view.strangers.values()]
        return Posteriors(
            view.ids,
            LINKS,
            kinds.astype(float),
            pairs,
            decisions,
            LabelPosterior(
                (*self.model.vocabulary, *view.strangers), np.column_stack([labels, *beyond]).astype(float)
            ),
            self.model.sharpness,
            view.agreement,
        )


def _known(symbol: Symbol) -> list[tuple[str | None, float]]:
    """What is known of a symbol's label, with weights that sum to 1; None for nothing."""
    if symbol.label is not None:
        return [(symbol.label, 1.0)]
    return [(candidate.label, np.exp(candidate.log_prob)) for candidate in symbol.candidates] or [(None, 1.0)]


def _one_hot(kind: int | None) -> Arrays:
    """A row with a one in the column of the kind, or in column 0 for none."""
    row = np.zeros(len(KINDS) + 1, np.float32)
    row[0 if kind is None else kind + 1] = 1
    return row


def _filled(arrays: Sequence[NDArray[Any]], most: int) -> NDArray[Any]:
    """Arrays (n, …) one above the other, filled up with zeros to ``most`` rows: (B, most, …)."""
    filled = np.zeros((len(arrays), most, *arrays[0].shape[1:]), arrays[0].dtype)
    for row, array in zip(filled, arrays, strict=True):
        row[: len(array)] = array
    return filled


def _batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Indices of expressions to look at together, of like size; a large one stands alone."""
    batch: list[int] = []
    for index in sorted(range(len(sizes)), key=sizes.__getitem__):
        if batch and (sizes[index] > ALL_UP_TO or (len(batch) + 1) * sizes[index] ** 2 > PAIRS_TOGETHER):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _shares(weights: Arrays) -> Arrays:
    """Rows that sum to 1, or stay zero."""
    result: Arrays = weights / np.maximum(weights.sum(-1, keepdims=True), 1e-30)
    return result


def _softmax(scores: Arrays) -> Arrays:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    result: Arrays = powers / powers.sum(-1, keepdims=True)
    return result
