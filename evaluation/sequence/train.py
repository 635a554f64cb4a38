"""Train a sequence model on CROHME ink rendered as pictures.

    PYTHONPATH=evaluation python -m sequence.train attention CROHME_TRAINING -o attention.pt \\
        --validate CROHME_2013

Needs PyTorch (the extra ``train``) and OpenCV (``image``); one core is enough. After each epoch the state is
kept in the output, and the same command goes on from there when it was interrupted. Nothing is chosen by the
validation set: it only shows how far the training is.
"""

from __future__ import annotations

import argparse
import copy
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from layoutmath import open_dataset
from sequence.models import MODELS, SequenceModel
from sequence.rendering import Frame
from sequence.samples import Sample, batch_of, batches, pictures_of, samples, vocabulary_of
from sequence.targets import Vocabulary

WARM_UP = 300
"""Steps in which the learning rate rises."""


def right_lines(model: SequenceModel, drawn: Sequence[Sample], frame: Frame, vocabulary: Vocabulary) -> float:
    """Share of samples whose tokens are all right."""
    right = 0
    pictures = pictures_of(drawn, frame, None)
    order = np.argsort([picture.shape[1] for picture in pictures]).tolist()
    for start in range(0, len(order), 32):
        members = order[start : start + 32]
        truths = [drawn[member].tokens for member in members]
        batch = batch_of([pictures[member] for member in members], truths, vocabulary)
        found = model.read(batch.pictures, batch.widths)
        right += sum(vocabulary.tokens_of(line) == truth for line, truth in zip(found, truths, strict=True))
    return right / len(drawn)


def main() -> None:
    arguments = parsed()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    rng = np.random.default_rng(arguments.seed)
    training = list(samples(open_dataset(arguments.training)))
    validation = list(samples(open_dataset(arguments.validate)))
    vocabulary, frame = vocabulary_of(training), Frame()
    print(f"{len(training)} expressions, {len(vocabulary.tokens)} tokens", flush=True)

    network = MODELS[arguments.model](len(vocabulary)).to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1.0, weight_decay=0.02, betas=(0.9, 0.98))
    settings = {name: str(value) for name, value in vars(arguments).items() if name != "threads"}
    first = step = 0
    spent = 0.0
    if arguments.output.is_file():
        state: dict[str, Any] = torch.load(arguments.output, weights_only=False)
        if state["settings"] != settings:
            sys.exit(f"{arguments.output} was kept by another command: {state['settings']}; remove it first")
        first, step, spent = state["epoch"], state["step"], state["seconds"]
        network.load_state_dict(state["network"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        rng.bit_generator.state = state["rng"]
        torch.set_rng_state(state["torch"])
        print(f"going on after epoch {first}", flush=True)
    steps = -(-len(training) // arguments.batch)
    for epoch in range(first, arguments.epochs):
        start, total = time.process_time(), 0.0  # of this process alone, whatever else runs
        network.train()
        for batch in batches(training, frame, vocabulary, arguments.batch, rng):
            done = step / (steps * arguments.epochs)  # warmed up, then falling along half a cosine
            rate = arguments.rate * min(1.0, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * done))
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = network.loss(batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            step += 1
            total += loss.item()
            follow(averaged, network, min(0.998, (step + 1) / (step + 20)))
            if step % 50 == 0:
                print(f"\r  step {step}, loss {loss.item():.3f}", end="", file=sys.stderr, flush=True)
        taken = time.process_time() - start
        spent += taken
        note = f"epoch {epoch + 1}: loss {total / steps:.4f}, {taken:.0f} s of processor time"
        if (epoch + 1) % 4 == 0 or epoch + 1 == arguments.epochs:
            averaged.eval()
            note += f", validation: {right_lines(averaged, validation, frame, vocabulary):.2%} of lines right"
        print(f"\r{note}", flush=True)
        state = {
            "model": arguments.model,
            "settings": settings,
            "tokens": vocabulary.tokens,
            "seed": arguments.seed,
            "epoch": epoch + 1,
            "step": step,
            "seconds": spent,
            "network": network.state_dict(),
            "averaged": averaged.state_dict(),
            "optimiser": optimiser.state_dict(),
            "rng": rng.bit_generator.state,
            "torch": torch.get_rng_state(),
        }
        unfinished = arguments.output.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(arguments.output)


def follow(averaged: SequenceModel, network: SequenceModel, keep: float) -> None:
    """Move the averaged weights towards the network's; counts and running statistics are averaged too."""
    with torch.no_grad():
        for ours, theirs in zip(averaged.state_dict().values(), network.state_dict().values(), strict=True):
            if ours.is_floating_point():
                ours.lerp_(theirs, 1 - keep)
            else:
                ours.copy_(theirs)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", choices=sorted(MODELS))
    parser.add_argument("training", metavar="CROHME_TRAINING")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="CHECKPOINT")
    parser.add_argument("--validate", required=True, metavar="CROHME_2013")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
