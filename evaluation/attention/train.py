"""Train the attention network and write it as a model that ships.

    python evaluation/attention/train.py -o classifiers/default.npz --validate CROHME2013 \\
        CROHME_TRAINING=1 school.jsonl=0.12 synthesised/=0.2

Each source of training data is followed by the share of it that every epoch draws at random. Needs PyTorch
(the extra ``train``); two cores are enough. After each epoch the state is kept beside the output, and the
same command goes on from there when it was interrupted.
"""

from __future__ import annotations

import argparse
import collections
import copy
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from network import AttentionNetwork, log_probs, model_of, network_of
from samples import Sample, Vocabulary, batch_of, batches, samples
from torch import Tensor
from torch.nn import functional

from layoutmath import open_dataset
from layoutmath.classify.attention.classifier import AttentionClassifier
from layoutmath.classify.models import load_model
from layoutmath.expression import Expression
from layoutmath.links import LINKS, links_of
from layoutmath.relate.finder import NEAR, RelationshipFinder
from layoutmath.structure import BaselineStructure

SHARES = {"kinds": 0.3, "labels": 0.15, "taught": 1.0}
"""How much other losses count beside that of relations."""


def loss_of(scores: dict[str, Tensor], batch: dict[str, Tensor]) -> Tensor:
    """Negative log likelihood of the truth: both sides of all relations, and what was hidden of labels."""
    there, parents, links = batch["there"], batch["parents"], batch["links"]
    child, root, parent, none = log_probs(scores)
    hangs = parents >= 0
    expression, symbol = torch.nonzero(hangs, as_tuple=True)
    place = (expression, symbol, parents[hangs], links[hangs])
    taken = torch.zeros_like(none, dtype=torch.bool)
    taken[expression, parents[hangs], links[hangs]] = True
    of_children = child[place].sum() + root[there & ~hangs].sum()
    of_parents = parent[place].sum() + none[there[..., None] & ~taken].sum()
    loss = -(of_children + of_parents) / there.sum()
    for name, truth in (("kinds", batch["kind"]), ("labels", batch["label"])):
        asked = batch["asked"] & (truth >= 0)
        if asked.any():
            loss = loss + SHARES[name] * functional.cross_entropy(scores[name][asked], truth[asked])
    return loss


def taught(
    scores: dict[str, Tensor], batch: dict[str, Tensor], teachers: Sequence[AttentionNetwork]
) -> Tensor:
    """Cross entropy with what teachers say of the same batch on average (Hinton, Vinyals & Dean 2015)."""
    with torch.no_grad():
        lessons = [[part.exp() for part in log_probs(teacher(batch))] for teacher in teachers]
        child, root, parent, none = (sum(parts) / len(parts) for parts in zip(*lessons, strict=True))
    there = batch["there"]
    ours = log_probs(scores)
    of_children = (child * ours[0]).sum((2, 3)) + root * ours[1]
    of_parents = (parent * ours[2]).sum((1, 3)) + (none * ours[3]).sum(2)
    return -(of_children + of_parents)[there].sum() / there.sum()


Pairs = list[tuple[Expression, BaselineStructure]]


def exact_trees(classifier: AttentionClassifier, pairs: Pairs, labels: str) -> float:
    """Share of expressions whose best tree has every relationship right."""
    finder = RelationshipFinder()
    right = 0
    found = classifier.posteriors([expression.with_labels(labels) for expression, _ in pairs])
    for posteriors, (_, truth) in zip(found, pairs, strict=True):
        parents, links = finder.best(posteriors)
        ids = posteriors.ids
        right += {
            (ids[parent], symbol, posteriors.links[link])
            for symbol, parent, link in zip(ids, parents.tolist(), links.tolist(), strict=True)
            if parent >= 0
        } == set(links_of(truth))
    return right / len(pairs)


def sharpness(classifier: AttentionClassifier, pairs: Pairs) -> float:
    """The power to which scores of places are probabilities: that which makes the truth most probable."""
    finder = RelationshipFinder()
    scores, true = [], []
    for labels in ("given", "none"):
        found = classifier.posteriors([expression.with_labels(labels) for expression, _ in pairs])
        for posteriors, (_, truth) in zip(found, pairs, strict=True):
            places = finder.places(posteriors)
            rows = {symbol: row for row, symbol in enumerate(posteriors.ids)}
            place = dict.fromkeys(rows, -1)
            for parent, child, link in links_of(truth):
                place[child] = rows[parent] * len(LINKS) + LINKS.index(link)
            for row, (symbol, names) in enumerate(zip(posteriors.ids, places.places, strict=True)):
                found_at = np.flatnonzero(names == place[symbol])
                if len(found_at):  # of a place that is not among the near ones no power makes a probable one
                    gap = NEAR - len(names)
                    scores.append(np.pad(places.scores[row], (0, gap), constant_values=-200))
                    true.append(found_at[0])
    table, index = np.array(scores), np.array(true)
    powers = np.arange(0.2, 1.21, 0.02)

    def mean_log_prob(power: float) -> float:
        sharp = power * table
        log_prob = sharp - np.logaddexp.reduce(sharp, axis=1, keepdims=True)
        return float(np.maximum(log_prob[np.arange(len(index)), index], -20).mean())

    return round(float(max(powers, key=mean_log_prob)), 2)


def main() -> None:
    arguments = parsed()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    rng = np.random.default_rng(arguments.seed)
    sources: list[tuple[list[Sample], float]] = []
    split = [source.rpartition("=") for source in arguments.sources]
    for path, _, share in split:
        sources.append((list(samples(open_dataset(path))), float(share)))
        print(f"{path}: {len(sources[-1][0])} expressions, {share} of them each epoch", flush=True)
    everything = [sample for drawn, _ in sources for sample in drawn]
    vocabulary = Vocabulary.of(
        collections.Counter(label for sample in everything for label in sample.labels if label)
    )
    vocabulary.numbers(everything)
    validation = [(e, truth) for e, truth in open_dataset(arguments.validate) if truth is not None]

    network = AttentionNetwork(len(vocabulary.labels), arguments.dropout)
    if arguments.start:
        network.load_state_dict(network_of(load_model(arguments.start), vocabulary).state_dict())
    teachers = [network_of(load_model(path), vocabulary) for path in arguments.teacher]
    averaged = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1.0, weight_decay=0.02, betas=(0.9, 0.98))
    about = {
        "sources": {Path(path).name: float(share) for path, _, share in split},
        "expressions": len(everything),
        "epochs": arguments.epochs,
        "seed": arguments.seed,
    }
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
        rng.bit_generator.state = state["rng"]
        torch.set_rng_state(state["torch"])
        print(f"going on after epoch {first}", flush=True)
    for epoch in range(first, arguments.epochs):
        start = time.monotonic()
        drawn = [
            pool[index]
            for pool, share in sources
            for index in rng.choice(len(pool), round(share * len(pool)), replace=share > 1)
        ]
        chosen = batches(np.array([len(sample.parents) for sample in drawn]), rng)
        network.train()
        total = 0.0
        for index, members in enumerate(chosen):
            done = (epoch + index / len(chosen)) / arguments.epochs
            for group in optimiser.param_groups:  # warmed up, then falling along half a cosine
                group["lr"] = (
                    arguments.rate * min(1.0, (step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * done))
                )
            batch = batch_of([drawn[member] for member in members], rng, vocabulary)
            scores = network(batch)
            loss = loss_of(scores, batch)
            if teachers:
                loss = loss + SHARES["taught"] * taught(scores, batch, teachers)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            step += 1
            total += loss.item()
            with torch.no_grad():
                keep = min(0.998, (step + 1) / (step + 20))
                for ours, theirs in zip(averaged.parameters(), network.parameters(), strict=True):
                    ours.lerp_(theirs, 1 - keep)
        print(
            f"epoch {epoch + 1}: loss {total / len(chosen):.4f}, {time.monotonic() - start:.0f} s", flush=True
        )
        model = model_of(averaged, vocabulary.labels, vocabulary.prior, about)
        classifier = AttentionClassifier(model)
        given, hidden = (exact_trees(classifier, validation, labels) for labels in ("given", "none"))
        print(f"  validation: exact trees {given:.2%} given, {hidden:.2%} hidden", flush=True)
        state = {
            "settings": settings,
            "epoch": epoch + 1,
            "step": step,
            "network": network.state_dict(),
            "averaged": averaged.state_dict(),
            "optimiser": optimiser.state_dict(),
            "rng": rng.bit_generator.state,
            "torch": torch.get_rng_state(),
        }
        torch.save(state, kept)
    if all(sample.strokes is None for sample in everything):  # never seen, so nothing is to be made of it
        averaged.ink2.weight.data.zero_()
        averaged.ink2.bias.data.copy_(averaged.noink)
    model = model_of(averaged, vocabulary.labels, vocabulary.prior, about)
    model = replace(model, sharpness=sharpness(AttentionClassifier(model), validation))
    model.save(arguments.output)
    kept.unlink()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", nargs="+", metavar="DATA=SHARE")
    parser.add_argument("-o", dest="output", type=Path, required=True, metavar="MODEL")
    parser.add_argument("--validate", required=True, metavar="DATA")
    parser.add_argument(
        "--teacher",
        action="append",
        default=[],
        metavar="MODEL",
        help="trained before, to learn from as well",
    )
    parser.add_argument("--start", metavar="MODEL", help="a model trained before, to go on from")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.12)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
