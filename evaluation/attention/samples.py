"""Expressions with true trees as arrays, distorted anew each time, in batches of like size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from layoutmath.classify.attention.geometry import pair_geometry, symbol_geometry
from layoutmath.classify.attention.ink import INK_FEATURES, Points, direction_maps, strokes_of
from layoutmath.classify.attention.neighbours import Neighbours
from layoutmath.classify.kinds import KINDS, kind_of
from layoutmath.classify.units import measured
from layoutmath.errors import StructureError
from layoutmath.expression import Expression
from layoutmath.links import LINKS, links_of
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure

UNKNOWN = -100
"""Index of labels and kinds that are not in the vocabulary; the loss passes over them."""

HANDWRITING, PRINT = 1.0, 0.25
"""How strongly expressions are distorted: those with ink, those without."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The labels that the network can name, each one's kind (L,), and how frequent it is (L,)."""

    labels: tuple[str, ...]
    kinds: NDArray[np.intp]
    prior: NDArray[np.float64]

    @classmethod
    def of(cls, counts: Mapping[str, int], least: int = 5) -> Vocabulary:
        """Labels that were counted at least so often."""
        labels = tuple(sorted(label for label, count in counts.items() if count >= least))
        kinds = [UNKNOWN if (kind := kind_of(label)) is None else kind for label in labels]
        seen = np.array([counts[label] + 1.0 for label in labels])
        return cls(labels, np.array(kinds), seen / seen.sum())

    def numbers(self, samples: Iterable[Sample]) -> None:
        """Number the labels of samples."""
        index = {label: number for number, label in enumerate(self.labels)}
        for sample in samples:
            sample.label = np.array([index.get(label or "", UNKNOWN) for label in sample.labels])


@dataclass(slots=True)
class Sample:
    """One expression of n symbols: ``boxes`` (n, 4) in units, ``parents`` and ``links`` (n,), −1 at the root;
    the ``strokes`` of each symbol, or None; ``nested`` are the symbols of each nested baseline."""

    labels: list[str | None]
    boxes: NDArray[np.float64]
    parents: NDArray[np.intp]
    links: NDArray[np.intp]
    strokes: list[list[Points]] | None
    amount: float
    label: NDArray[np.intp] = field(init=False)
    kind: NDArray[np.intp] = field(init=False)
    nested: list[NDArray[np.intp]] = field(init=False)

    def __post_init__(self) -> None:
        kinds = [None if label is None else kind_of(label) for label in self.labels]
        self.kind = np.array([UNKNOWN if kind is None else kind for kind in kinds])
        self.nested = _nested(self.parents, self.links)

    def distorted(self, rng: np.random.Generator) -> NDArray[np.float64]:
        """The boxes with nested baselines moved and scaled, symbols jittered, and all of it sheared."""
        boxes, amount = self.boxes.copy(), self.amount
        if self.nested and rng.random() < 0.7:
            count = min(len(self.nested), int(rng.integers(1, 3)))
            for index in rng.choice(len(self.nested), count, replace=False):
                part = boxes[self.nested[index]]
                low, high = part[:, :2].min(0), part[:, 2:].max(0)
                fixed = low + (high - low) * rng.random(2)
                scale = np.exp(rng.normal(0, 0.13 * amount))
                shift = rng.normal(0, 0.07 * amount, 2) * np.clip(high[1] - low[1], 0.4, 1.5)
                moved = (part.reshape(-1, 2, 2) - fixed) * scale + fixed + shift
                boxes[self.nested[index]] = moved.reshape(-1, 4)
        size = boxes[:, 2:] - boxes[:, :2]
        reach = np.clip(size.max(1), 0.1, 1.5)[:, None]
        centre = (boxes[:, :2] + boxes[:, 2:]) / 2 + rng.normal(0, 0.035 * amount, (len(boxes), 2)) * reach
        size = size * np.exp(rng.normal(0, 0.07 * amount, size.shape))
        centre[:, 1] += rng.normal(0, 0.04 * amount) * centre[:, 0]  # a line that rises or falls
        if rng.random() < 0.5:
            slant = rng.normal(0, 0.12 * amount)
            centre[:, 0] += slant * centre[:, 1]
            size[:, 0] += abs(slant) * size[:, 1] * (0.5 if slant > 0 else 0.3)
        wide = np.exp(rng.normal(0, 0.12 * amount))
        centre[:, 0] *= wide
        size[:, 0] *= wide
        return measured(np.concatenate([centre - size / 2, centre + size / 2], 1))

    def ink(self, rng: np.random.Generator) -> NDArray[np.float32]:
        """Direction maps (n, INK_FEATURES), each symbol turned, slanted and stretched a little."""
        assert self.strokes is not None
        count = len(self.strokes)
        change = np.eye(2) + rng.normal(0, 0.1, (count, 2, 2)) + rng.normal(0, 0.07, (2, 2))
        return direction_maps(
            [
                [stroke @ of_symbol for stroke in strokes]
                for strokes, of_symbol in zip(self.strokes, change, strict=True)
            ]
        )


def samples(pairs: Iterable[tuple[Expression, BaselineStructure | None]]) -> Iterator[Sample]:
    """Samples of all expressions whose trees links can say."""
    for expression, truth in pairs:
        if truth is None:
            continue
        try:
            triples = links_of(truth)
        except StructureError:
            continue
        rows = {symbol.id: row for row, symbol in enumerate(expression.symbols)}
        parents, links = np.full(len(rows), -1), np.full(len(rows), -1)
        for parent, child, link in triples:
            parents[rows[child]], links[rows[child]] = rows[parent], LINKS.index(link)
        drawn = [strokes for strokes in strokes_of(expression) if strokes is not None]
        inked = len(drawn) == len(expression)
        yield Sample(
            [symbol.label for symbol in expression.symbols],
            measured(expression.boxes),
            parents,
            links,
            drawn if inked else None,
            HANDWRITING if inked else PRINT,
        )


def _nested(parents: NDArray[np.intp], links: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    below: list[set[int]] = [{symbol} for symbol in range(len(parents))]
    depth = np.zeros(len(parents), int)
    for symbol in range(len(parents)):
        ancestor = symbol
        while parents[ancestor] >= 0:
            ancestor = parents[ancestor]
            depth[symbol] += 1
    for symbol in np.argsort(-depth):
        if parents[symbol] >= 0:
            below[parents[symbol]] |= below[symbol]
    starts = (links != LINKS.index(Relation.RIGHT)) & (links >= 0) & (links < len(Relation))
    return [np.array(sorted(below[symbol])) for symbol in np.flatnonzero(starts)]


def batches(sizes: NDArray[np.intp], rng: np.random.Generator, cells: int = 40_000) -> list[list[int]]:
    """Indices of samples of like size, in random order, at most ``cells`` pairs in a batch."""
    order = np.lexsort((rng.random(len(sizes)), sizes + rng.integers(0, 3, len(sizes))))
    found: list[list[int]] = []
    batch: list[int] = []
    for index in order:
        largest = max(sizes[index], sizes[batch].max() if batch else 0)
        if batch and (len(batch) >= 64 or (len(batch) + 1) * largest**2 > cells):
            found.append(batch)
            batch = []
        batch.append(int(index))
    found.append(batch)
    rng.shuffle(found)
    return found


def batch_of(chosen: Sequence[Sample], rng: np.random.Generator, vocabulary: Vocabulary) -> dict[str, Tensor]:
    """One batch to learn from: distorted boxes; labels given, hidden, partly hidden or uncertain; ink or not.

    Where labels are uncertain, the wrong choice beside the true one is drawn by how frequent labels are.
    """
    most = max(len(sample.parents) for sample in chosen)
    shape = (len(chosen), most)
    boxes, there = np.zeros((*shape, 4)), np.zeros(shape, bool)
    parents, links = np.full(shape, -1), np.full(shape, -1)
    label, kind = np.full(shape, UNKNOWN), np.full(shape, UNKNOWN)
    ink, inked = np.zeros((*shape, INK_FEATURES), np.float32), np.zeros(shape, bool)
    hidden = np.zeros(shape, bool)
    for row, sample in enumerate(chosen):
        count = len(sample.parents)
        boxes[row, :count], there[row, :count] = sample.distorted(rng), True
        parents[row, :count], links[row, :count] = sample.parents, sample.links
        label[row, :count], kind[row, :count] = sample.label, sample.kind
        mode = rng.random()
        share = 0.0 if mode < 0.35 else 1.0 if mode < 0.75 else rng.random()
        hidden[row, :count] = rng.random(count) < share
        if sample.strokes is not None and rng.random() < 0.5:
            ink[row, :count], inked[row, :count] = sample.ink(rng), True
    # Now and then a label counts as one out of the vocabulary, so that its kind alone must do.
    outside = (label < 0) | (rng.random(shape) < 0.04)
    first = np.where(hidden, 0, np.where(outside, 1, label + 2))
    known_kind = np.where(hidden | (kind < 0), 0, kind + 1)
    uncertain = (rng.random((len(chosen), 1)) < 0.15) & ~hidden & (label >= 0) & there
    wrong = rng.choice(len(vocabulary.prior), shape, p=vocabulary.prior)
    of_true = np.where(rng.random(shape) < 0.12, 0.3, 0.6)
    weights = np.stack(
        [np.where(uncertain, of_true, 1), np.where(uncertain, 0.9 - of_true, 0), uncertain * 0.1], -1
    ).astype(np.float32)
    second = np.where(uncertain, wrong + 2, 0)
    kinds = np.zeros((*shape, len(KINDS) + 1), np.float32)
    rows = np.indices(shape)
    np.add.at(kinds, (*rows, known_kind), weights[..., 0])
    np.add.at(
        kinds, (*rows, np.where(uncertain, np.maximum(vocabulary.kinds[wrong], -1) + 1, 0)), weights[..., 1]
    )
    kinds[..., 0] += weights[..., 2]
    neighbours = Neighbours(there)
    arrays = {
        "symbols": symbol_geometry(boxes, there),
        "pairs": pair_geometry(boxes, neighbours),
        "there": there,
        "label_ids": np.stack([first, second, np.zeros(shape, int)], -1),
        "label_weights": weights,
        "kinds": kinds,
        "ink": ink,
        "inked": inked,
        "parents": parents,
        "links": links,
        "label": label,
        "kind": kind,
        "asked": (hidden | uncertain) & there,
    }
    return {name: torch.from_numpy(array) for name, array in arrays.items()}
