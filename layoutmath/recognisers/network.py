"""Small convolutional networks, evaluated with NumPy alone.

A network is a list of layers by name, so that one evaluation serves all recognisers::

    images (n, h, w, channels) ─▶ [convolution 3×3 ─▶ ReLU ─▶ halve]* ─▶ flatten ─┐
    more images                ─▶ …                                  ─▶ flatten ─┼▶ dense ─▶ ReLU ─▶ dense
    numbers (n, f)             ──────────────────────────────────────────────────┘

Batch normalisation is folded into the convolutions when a network is written (Ioffe & Szegedy 2015, section
3.1, has the formula).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = NDArray[np.float32]

TOGETHER = 64
"""Images in one batch: what fits into a processor's cache goes fastest."""


@dataclass(frozen=True, slots=True)
class Convolution:
    """3×3 weights (9 · channels in, channels out), bias, and whether the result is halved by its maxima."""

    weights: Arrays
    bias: Arrays
    halves: bool


@dataclass(frozen=True, slots=True)
class SymbolNetwork:
    """Towers of convolutions, one for each array of images, and the dense layers over all of them.

    Weights are named as they are kept in a file: ``tower<t>.<i>.weight`` (9 · in, out) with ``.bias`` and
    ``dense.<i>.weight`` (in, out) with ``.bias``; ``halves`` says, for each tower, after which of its
    convolutions the size is halved.
    """

    towers: tuple[tuple[Convolution, ...], ...]
    dense: tuple[tuple[Arrays, Arrays], ...]

    @classmethod
    def from_weights(
        cls, weights: Mapping[str, NDArray[Any]], halves: Sequence[Sequence[bool]]
    ) -> SymbolNetwork:
        """The network of named weights; raises KeyError where some are missing."""

        def of(name: str) -> tuple[Arrays, Arrays]:
            weight, bias = (weights[f"{name}.{part}"].astype(np.float32) for part in ("weight", "bias"))
            return weight, bias

        towers = tuple(
            tuple(Convolution(*of(f"tower{t}.{i}"), half) for i, half in enumerate(tower))
            for t, tower in enumerate(halves)
        )
        count = sum(name.startswith("dense.") and name.endswith(".weight") for name in weights)
        return cls(towers, tuple(of(f"dense.{i}") for i in range(count)))

    def scores(self, images: Sequence[Arrays], numbers: Arrays) -> Arrays:
        """Scores (n, outputs) of n symbols; images (n, h, w, channels) for each tower, numbers (n, f)."""
        parts = [
            self._scores([of_tower[start : start + TOGETHER] for of_tower in images], chunk)
            for start in range(0, len(numbers), TOGETHER)
            if len(chunk := numbers[start : start + TOGETHER])
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.dense[-1][1])), np.float32)

    def _scores(self, images: Sequence[Arrays], numbers: Arrays) -> Arrays:
        flat = []
        for values, tower in zip(images, self.towers, strict=True):
            for convolution in tower:
                values = _convolved(values, convolution)
            flat.append(values.reshape(len(values), -1))
        values = np.concatenate([*flat, numbers], 1)
        for index, (weight, bias) in enumerate(self.dense):
            values = values @ weight + bias
            if index < len(self.dense) - 1:
                values = np.maximum(values, 0)
        return values


def _convolved(values: Arrays, convolution: Convolution) -> Arrays:
    """ReLU of a 3×3 convolution with a border of zeros, as one matrix product over all windows."""
    count, height, width, channels = values.shape
    padded = np.zeros((count, height + 2, width + 2, channels), np.float32)
    padded[:, 1:-1, 1:-1] = values
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    rows: Arrays = windows.transpose(0, 1, 2, 4, 5, 3).reshape(count * height * width, 9 * channels)
    result: Arrays = rows @ convolution.weights + convolution.bias
    result = np.maximum(result, 0, out=result).reshape(count, height, width, -1)
    if convolution.halves:
        # much faster than the maximum over two axes at once
        result = np.maximum(result[:, ::2], result[:, 1::2])
        result = np.maximum(result[:, :, ::2], result[:, :, 1::2])
    return result


def log_softmax(scores: Arrays) -> Arrays:
    """Log probabilities from scores (n, outputs)."""
    shifted = scores - scores.max(1, keepdims=True)
    result: Arrays = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return result
