"""Train the classifier of groups of strokes and write it as a model that ships.

    python evaluation/ink/train.py -o classifiers/ink.npz --validate CROHME2013 CROHME_TRAINING

Needs PyTorch (the extra ``train``). One core computes the network, another one its input; on two cores the
default takes about 45 minutes. After each epoch the state is kept beside the output, and the same command
goes on from there when it was interrupted.
"""

from __future__ import annotations

import argparse
import copy
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from network import Network
from samples import Batch, Sample, batches, frequencies, samples
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from layoutmath import open_dataset
from layoutmath.recognisers.ink.features import (
    BLOCK,
    CLOSE_CHANNELS,
    FEATURES,
    NUMBERS,
    SIZE,
    WIDE_CHANNELS,
    features,
)
from layoutmath.recognisers.ink.groups import stroke_groups
from layoutmath.recognisers.ink.strokes import sampled_points
from layoutmath.recognisers.model import SymbolModel

TOWERS = (
    (SIZE // BLOCK, BLOCK**2 * CLOSE_CHANNELS, ((64, False), (64, True), (128, False), (128, True))),
    (SIZE // BLOCK, BLOCK**2 * WIDE_CHANNELS, ((32, True), (64, True))),
)
"""Side, channels and convolutions of the close and the wide images."""

HIDDEN = 256
BATCH = 256

EVENED = 0.35
"""The power of frequencies that is taken back; chosen on CROHME 2013."""


class Epoch(IterableDataset[Batch]):
    """The batches of one epoch, made in a process beside the training."""

    def __init__(self, pool: list[Sample], labels: int, count: int, seed: tuple[int, int]) -> None:
        self.arguments = (pool, labels, count, BATCH)
        self.seed = seed

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        return batches(*self.arguments, np.random.default_rng(self.seed))


def scores_of(network: Network, arrays: tuple[np.ndarray, ...]) -> torch.Tensor:
    tensors = [torch.from_numpy(array) for array in arrays]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return network(tensors[:-1], tensors[-1]).float()


def judged(network: Network, pool: list[Sample], labels: int) -> str:
    """How many symbols of the validation set are named rightly, and how well groups are told from junk."""
    network.eval()
    truth, guessed, best = [], [], []
    for start in range(0, len(pool), 16):
        groups, names = [], []
        for sample in pool[start : start + 16]:
            drawn = sampled_points(sample.strokes)
            true = dict(zip(sample.groups, sample.labels, strict=True))
            for group in [*true, *(g for g in stroke_groups(drawn) if g not in true)]:
                groups.append((drawn, group))
                names.append(true.get(group, labels))
        with torch.no_grad():
            scores = scores_of(network, features(groups)).numpy()
        truth += names
        guessed += scores.argmax(1).tolist()
        best += scores[:, :labels].argmax(1).tolist()
    true, found, named = np.array(truth), np.array(guessed), np.array(best)
    symbols = true < labels
    return (
        f"labels {(named == true)[symbols].mean():.2%} of {symbols.sum()} symbols, "
        f"{(found < labels)[symbols].mean():.2%} taken for symbols, "
        f"{(found == labels)[~symbols].mean():.2%} of {(~symbols).sum()} others for none"
    )


def evened(model: SymbolModel, pool: list[Sample]) -> SymbolModel:
    """The model with less of a preference for labels that were frequent in training.

    Which symbols people write differs more from one collection to the next than how they write them, so what
    the network learnt of frequencies is taken back in part, in the biases of its outputs (logit adjustment:
    Menon et al., ICLR 2021, section 4.1). Symbols on the whole stay as likely as before.
    """
    counts = frequencies(pool, len(model.labels)) + 3.0
    share = np.log(counts / counts.sum())
    last = f"dense.{len(model.network.dense) - 1}.bias"
    bias = model.weights[last].astype(np.float32).copy()
    bias[:-1] -= EVENED * (share - np.exp(share) @ share)
    return replace(model, weights={**model.weights, last: bias})


def main() -> None:
    arguments = parsed()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)
    labels: list[str] = []
    pool = samples((pair for path in arguments.sources for pair in open_dataset(path)), labels)
    held = samples(open_dataset(arguments.validate), labels)
    print(f"{len(pool)} expressions, {len(labels)} labels; {len(held)} to validate", flush=True)
    network = Network(TOWERS, NUMBERS, (HIDDEN, len(labels) + 1), arguments.dropout)
    network = network.to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1.0, weight_decay=0.03)
    kept = arguments.output.with_suffix(".state")
    settings = {name: str(value) for name, value in vars(arguments).items()}
    first, step = 0, 0
    if kept.is_file():
        state = torch.load(kept, weights_only=False)
        if state["settings"] != settings:
            sys.exit(f"{kept} was kept by another command: {state['settings']}; remove it to start anew")
        first, step = state["epoch"], state["step"]
        network.load_state_dict(state["network"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        print(f"going on after epoch {first}", flush=True)
    about = {"sources": [Path(path).name for path in arguments.sources], "epochs": arguments.epochs,
             "batches": arguments.batches, "seed": arguments.seed}  # fmt: skip
    for epoch in range(first, arguments.epochs):
        begun = time.monotonic()
        network.train()
        total = 0.0
        made = Epoch(pool, len(labels), arguments.batches, (arguments.seed, epoch))
        for index, batch in enumerate(DataLoader(made, batch_size=None, num_workers=1, prefetch_factor=4)):
            *arrays, truth = (tensor.numpy() for tensor in batch)
            done = (epoch + index / arguments.batches) / arguments.epochs
            for group in optimiser.param_groups:  # warmed up, then falling along half a cosine
                group["lr"] = (
                    arguments.rate * min(1.0, (step + 1) / 300) * (0.5 + 0.5 * math.cos(math.pi * done))
                )
            loss = functional.cross_entropy(
                scores_of(network, tuple(arrays)), torch.from_numpy(truth), label_smoothing=0.03
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
            total += loss.item()
            with torch.no_grad():
                keep = min(0.998, (step + 1) / (step + 20))
                for ours, theirs in zip(
                    averaged.state_dict().values(), network.state_dict().values(), strict=True
                ):
                    if ours.is_floating_point():
                        ours.lerp_(theirs, 1 - keep)
        spent = time.monotonic() - begun
        print(f"epoch {epoch + 1}: loss {total / arguments.batches:.4f}, {spent:.0f} s", flush=True)
        if epoch % 3 == 2 or epoch == arguments.epochs - 1:
            print(f"  validation: {judged(averaged, held, len(labels))}", flush=True)
        state = {
            "settings": settings,
            "epoch": epoch + 1,
            "step": step,
            "network": network.state_dict(),
            "averaged": averaged.state_dict(),
            "optimiser": optimiser.state_dict(),
        }
        torch.save(state, kept)
        evened(averaged.eval().model(labels, FEATURES, about), pool).save(arguments.output)
    kept.unlink(missing_ok=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", nargs="+", metavar="DATA")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="MODEL")
    parser.add_argument("--validate", required=True, metavar="DATA")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--batches", type=int, default=480, help="of 256 groups, in each epoch")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
