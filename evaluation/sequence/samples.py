"""Expressions as strokes and target tokens, and batches of pictures of like size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from layoutmath.expression import Expression
from layoutmath.structure import BaselineStructure
from sequence.rendering import Frame, Points, Shade, distorted, rendered
from sequence.targets import Vocabulary, target_tokens

COLUMNS = 16
"""Widths of batches are multiples of it, so that pooling leaves whole columns."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One expression: its name, strokes and the tokens of its LaTeX."""

    name: str
    strokes: tuple[Points, ...]
    tokens: tuple[str, ...]


def samples(pairs: Iterable[tuple[Expression, BaselineStructure | None]]) -> Iterator[Sample]:
    """All strokes of each expression that has ink and a true tree, those of no symbol too."""
    for expression, tree in pairs:
        if tree is not None and expression.ink is not None:
            strokes = tuple(np.asarray(stroke.points) for stroke in expression.ink.strokes)
            yield Sample(expression.name, strokes, target_tokens(tree))


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures (B, 1, height, width): 1 is ink, 0 is paper and beyond; ``widths`` (B,) in pixels without what
    was added; ``targets`` (B, longest) of token numbers, 0 beyond the ``lengths`` (B,)."""

    pictures: Tensor
    widths: Tensor
    targets: Tensor
    lengths: Tensor


def pictures_of(
    drawn: Sequence[Sample], frame: Frame, rng: np.random.Generator | None
) -> list[NDArray[np.uint8]]:
    """The picture of each sample; with ``rng`` distorted and shaded, each time differently."""
    if rng is None:
        return [rendered(sample.strokes, frame) for sample in drawn]
    return [rendered(distorted(sample.strokes, rng), frame, Shade.drawn(rng)) for sample in drawn]


def batch_of(
    pictures: Sequence[NDArray[np.uint8]],
    tokens: Sequence[Sequence[str]],
    vocabulary: Vocabulary,
) -> Batch:
    """Pictures and targets of one batch as arrays."""
    widths = [picture.shape[1] for picture in pictures]
    wide = -(-max(widths) // COLUMNS) * COLUMNS
    whole = np.zeros((len(pictures), 1, pictures[0].shape[0], wide), np.float32)
    for row, picture in enumerate(pictures):
        whole[row, 0, :, : picture.shape[1]] = (255.0 - picture) / 255.0
    numbers = [vocabulary.numbers(line) for line in tokens]
    targets = np.zeros((len(numbers), max(map(len, numbers))), np.int64)
    for row, line in enumerate(numbers):
        targets[row, : len(line)] = line
    lengths = torch.tensor([len(line) for line in numbers])
    return Batch(torch.from_numpy(whole), torch.tensor(widths), torch.from_numpy(targets), lengths)


def batches(
    drawn: Sequence[Sample], frame: Frame, vocabulary: Vocabulary, size: int, rng: np.random.Generator
) -> Iterator[Batch]:
    """All samples once, distorted, in random order of batches whose pictures are about equally wide."""
    pictures = pictures_of(drawn, frame, rng)
    width = np.array([picture.shape[1] for picture in pictures])
    length = np.array([len(sample.tokens) for sample in drawn])
    order = np.lexsort((length, width // (2 * COLUMNS), rng.permutation(len(drawn)) % 3))
    chosen = [order[start : start + size] for start in range(0, len(order), size)]
    for index in rng.permutation(len(chosen)):
        members = chosen[index].tolist()
        yield batch_of(
            [pictures[member] for member in members], [drawn[member].tokens for member in members], vocabulary
        )


def vocabulary_of(drawn: Iterable[Sample], least: int = 1) -> Vocabulary:
    """The tokens that occur at least so often."""
    counts = Counter(token for sample in drawn for token in sample.tokens)
    return Vocabulary(tuple(sorted(token for token, count in counts.items() if count >= least)))
