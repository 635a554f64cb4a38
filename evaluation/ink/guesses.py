"""What a model makes of the symbols of expressions, each distorted several times: for others to learn from.

    python evaluation/ink/guesses.py classifiers/ink.npz CROHME_TRAINING -o guesses.npz

The contextual classifier learns from such guesses how far to trust a recogniser. A model is too sure of ink
that it was trained on, so the strokes are distorted as they were in training.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from samples import Sample, changes, distorted, samples
from tqdm import tqdm

from layoutmath import open_dataset
from layoutmath.recognise.ink.features import FEATURES, features
from layoutmath.recognise.ink.recogniser import CANDIDATES
from layoutmath.recognise.ink.strokes import sampled_points
from layoutmath.recognise.model import SymbolModel
from layoutmath.recognise.network import SymbolNetwork, log_softmax

TOGETHER = 8
"""Expressions whose groups are looked at in one call."""


def guesses(network: SymbolNetwork, pool: list[Sample], rng: np.random.Generator) -> np.ndarray:
    """The likeliest labels of all true groups and their probabilities: (n, candidates, 2)."""
    groups = []
    for sample in pool:
        drawn = sampled_points(distorted(sample.strokes, rng))
        groups += [(drawn, group) for group in sample.groups]
    close, wide, numbers = features(groups, changes(len(groups), rng))
    log_probs = log_softmax(network.scores((close, wide), numbers))[:, :-1]
    best = np.argsort(-log_probs, axis=1)[:, :CANDIDATES]
    shares = np.exp(np.take_along_axis(log_probs, best, 1))
    return np.stack([best, shares / shares.sum(1, keepdims=True)], 2).astype(np.float16)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model")
    parser.add_argument("data")
    parser.add_argument("-o", dest="output", type=Path, required=True)
    parser.add_argument("--variants", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    model = SymbolModel.load(arguments.model, FEATURES)
    network, labels = model.network, list(model.labels)
    pool = samples(open_dataset(arguments.data), labels)
    rng = np.random.default_rng(arguments.seed)
    found = []
    for _ in range(arguments.variants):
        starts = tqdm(range(0, len(pool), TOGETHER))
        found.append(np.concatenate([guesses(network, pool[at : at + TOGETHER], rng) for at in starts]))
    true = np.concatenate([sample.labels for sample in pool])
    first = np.mean([(variant[:, 0, 0] == true).mean() for variant in found])
    print(f"{len(pool)} expressions, {len(true)} symbols; the first guess is right for {first:.2%}")
    np.savez_compressed(
        arguments.output,
        names=np.array([sample.name for sample in pool]),
        counts=np.array([len(sample.groups) for sample in pool]),
        labels=np.array(labels),
        guesses=np.stack(found),
    )


if __name__ == "__main__":
    main()
