"""Record what PyTorch computes with a model's weights, for the test that NumPy computes the same.

python evaluation/attention/record.py classifiers/default.npz tests/data/attention/parity.npz
"""

from __future__ import annotations

import sys

import numpy as np
import torch
from network import network_of
from samples import Vocabulary

from layoutmath.classify.attention.geometry import pair_geometry, symbol_geometry
from layoutmath.classify.attention.ink import INK_FEATURES
from layoutmath.classify.attention.model import AttentionModel
from layoutmath.classify.attention.neighbours import Neighbours
from layoutmath.classify.kinds import KINDS
from layoutmath.classify.models import load_model


def main(model_path: str, output: str) -> None:
    """Expressions of 5, 9 and 12 random boxes; labels known, hidden and uncertain; with ink and without."""
    model = load_model(model_path)
    assert isinstance(model, AttentionModel)
    vocabulary = Vocabulary(
        model.vocabulary, np.zeros(len(model.vocabulary), int), np.asarray(model.prior, float)
    )
    rng = np.random.default_rng(0)
    sizes, most, labels = (5, 9, 12), 12, len(model.vocabulary)
    there = np.array([[row < size for row in range(most)] for size in sizes])
    corner = rng.random((len(sizes), most, 2)) * [6.0, 2.0]
    boxes = np.concatenate([corner, corner + rng.random((len(sizes), most, 2)) + 0.05], 2) * there[..., None]
    first, second = rng.integers(0, labels + 2, (2, len(sizes), most))
    share = rng.choice([1.0, 0.6], (len(sizes), most)).astype(np.float32)
    kinds = rng.dirichlet(np.ones(len(KINDS) + 1), (len(sizes), most)).astype(np.float32)
    inked = rng.random((len(sizes), most)) < 0.5
    ink = (rng.random((len(sizes), most, INK_FEATURES)) * inked[..., None]).astype(np.float32)
    batch = {
        "symbols": symbol_geometry(boxes, there),
        "pairs": pair_geometry(boxes, Neighbours(there)),
        "there": there,
        "label_ids": np.stack([first, second], -1),
        "label_weights": np.stack([share, 1 - share], -1),
        "kinds": kinds,
        "ink": ink,
        "inked": inked,
    }
    with torch.no_grad():
        scores = network_of(model, vocabulary)({name: torch.from_numpy(a) for name, a in batch.items()})
    weights = np.zeros((len(sizes), most, labels + 2), np.float32)
    np.put_along_axis(weights, first[..., None], share[..., None], 2)
    rows = np.indices(first.shape)
    np.add.at(weights, (*rows, second), 1 - share)
    recorded = {f"scores_{name}": tensor.numpy() for name, tensor in scores.items()}
    np.savez_compressed(
        output, boxes=boxes, there=there, labels=weights, kinds=kinds, ink=ink, inked=inked, **recorded
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
