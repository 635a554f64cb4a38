"""A network of symbols in PyTorch, for training; ``layoutmath/recognisers/network.py`` evaluates it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from layoutmath.recognisers.model import SymbolModel

Plan = Sequence[tuple[int, bool]]
"""Of each convolution of a tower the channels, and whether the size is halved after it."""


class Tower(nn.Module):
    """3×3 convolutions with batch normalisation."""

    def __init__(self, channels: int, plan: Plan) -> None:
        super().__init__()
        widths = [channels, *(width for width, _ in plan)]
        self.halves = tuple(half for _, half in plan)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=1, bias=False) for before, after in itertools.pairwise(widths)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for width in widths[1:])

    def forward(self, images: Tensor) -> Tensor:
        """Flat features of images (n, h, w, channels), in the order in which NumPy flattens them."""
        x = images.permute(0, 3, 1, 2)  # channels stay last in memory
        for convolution, norm, half in zip(self.convolutions, self.norms, self.halves, strict=True):
            x = functional.relu(norm(convolution(x)))
            if half:
                x = functional.max_pool2d(x, 2)
        return x.permute(0, 2, 3, 1).flatten(1)

    def folded(self, name: str) -> dict[str, np.ndarray]:
        """Weights with the normalisation folded in, as they are kept."""
        weights = {}
        for i, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            kernel = (convolution.weight * scale[:, None, None, None]).permute(2, 3, 1, 0)
            weights[f"{name}.{i}.weight"] = kernel.reshape(-1, kernel.shape[-1]).detach().numpy()
            weights[f"{name}.{i}.bias"] = (norm.bias - norm.running_mean * scale).detach().numpy()
        return weights


class Network(nn.Module):
    """Towers over images, and dense layers over all that they say and some numbers."""

    def __init__(
        self,
        towers: Sequence[tuple[int, int, Plan]],
        numbers: int,
        dense: Sequence[int],
        dropout: float,
    ) -> None:
        """``towers`` are side of the images, channels, plan; ``dense`` the widths, outputs last."""
        super().__init__()
        self.towers = nn.ModuleList(Tower(channels, plan) for _, channels, plan in towers)
        flat = sum(plan[-1][0] * (side >> sum(half for _, half in plan)) ** 2 for side, _, plan in towers)
        widths = [flat + numbers, *dense]
        self.dense = nn.ModuleList(map(nn.Linear, widths[:-1], widths[1:]))
        self.dropout = nn.Dropout(dropout)

    def forward(self, images: Sequence[Tensor], numbers: Tensor) -> Tensor:
        """Scores (n, outputs)."""
        x = torch.cat([*(tower(of) for tower, of in zip(self.towers, images, strict=True)), numbers], 1)
        for layer in self.dense[:-1]:
            x = functional.relu(layer(self.dropout(x)))
        return self.dense[-1](self.dropout(x))

    def model(self, labels: Sequence[str], features: str, about: Mapping[str, object]) -> SymbolModel:
        """The network as the model that ships."""
        weights: dict[str, np.ndarray] = {}
        for t, tower in enumerate(self.towers):
            weights |= tower.folded(f"tower{t}")
        for i, layer in enumerate(self.dense):
            weights[f"dense.{i}.weight"] = layer.weight.detach().numpy().T
            weights[f"dense.{i}.bias"] = layer.bias.detach().numpy()
        halves = tuple(tower.halves for tower in self.towers)
        return SymbolModel(weights, halves, tuple(labels), features, about)
