"""Measure a trained sequence model and keep its row of the table.

    PYTHONPATH=evaluation python -m sequence.measure CHECKPOINT CROHME_2013 \\
        --training CROHME_TRAINING [--beam 5]

The numbers go to ``evaluation/results/sequence-NAME.json`` and ``.txt``; NAME is that of the model, with the
width of the beam where it is not greedy. A checkpoint of a training that still runs can be measured too: the
row says after how many of its epochs.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from layoutmath import open_dataset
from layoutmath.readers.contract import Pair
from sequence.models import MODELS, SequenceModel
from sequence.record import Row, as_result, keep, only_new, scored, table
from sequence.rendering import Frame
from sequence.samples import Sample, batch_of, pictures_of, samples
from sequence.targets import Vocabulary, latex_of


def read(model: SequenceModel, vocabulary: Vocabulary, sample: Sample, beam: int) -> str:
    """The LaTeX that the model writes for the strokes of one sample."""
    batch = batch_of(pictures_of([sample], Frame(), None), [()], vocabulary)
    (line,) = model.read(batch.pictures, batch.widths, beam)
    return latex_of(vocabulary.tokens_of(line))


def trained(state: dict[str, Any]) -> tuple[SequenceModel, Vocabulary]:
    """The averaged model of a checkpoint, ready to read."""
    vocabulary = Vocabulary(tuple(state["tokens"]))
    model = MODELS[state["model"]](len(vocabulary))
    model.load_state_dict(state["averaged"])
    return model.to(memory_format=torch.channels_last).eval(), vocabulary


def main() -> None:
    arguments = parsed()
    torch.set_num_threads(1)
    state: dict[str, Any] = torch.load(arguments.checkpoint, weights_only=False)
    model, vocabulary = trained(state)
    truths: list[Pair] = [pair for pair in open_dataset(arguments.data) if pair[1] is not None]
    results, times = [], []
    for sample in tqdm(list(samples(truths)), unit="formula", disable=None):
        start = time.process_time()  # of this process alone, whatever else runs
        latex = read(model, vocabulary, sample, arguments.beam)
        times.append(1000 * (time.process_time() - start))
        results.append(as_result(sample.name, latex))
    new = None
    if arguments.training:
        known = {latex_of(sample.tokens) for sample in samples(open_dataset(arguments.training))}
        others = only_new(truths, known)
        new = scored(others, results) if others else None
    settings = state["settings"]
    name = state["model"] if arguments.beam == 1 else f"{state['model']}-beam{arguments.beam}"
    words = ["python -m sequence.measure", arguments.checkpoint.name, arguments.data.name]
    words += [f"--training {arguments.training.name}"] if arguments.training else []
    words += [f"--beam {arguments.beam}"] if arguments.beam > 1 else []
    row = Row(
        name=name,
        data=arguments.data.name,
        scores=scored(truths, results),
        new_formulas=new,
        milliseconds={
            "median": float(np.median(times)),
            "mean": float(np.mean(times)),
            "p95": float(np.percentile(times, 95)),
        },
        parameters=sum(weights.numel() for weights in model.parameters()),
        megabytes=sum(each.numel() * each.element_size() for each in model.state_dict().values()) / 1e6,
        command=" ".join(words),
        seed=state["seed"],
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        trained={
            "data": Path(settings["training"]).name,
            "command": f"python -m sequence.train {state['model']} {Path(settings['training']).name}"
            f" --validate {Path(settings['validate']).name} --epochs {settings['epochs']}"
            f" --seed {settings['seed']} --rate {settings['rate']} --batch {settings['batch']}",
            "epochs": state["epoch"],
            "of_epochs": int(settings["epochs"]),
            "steps": state["step"],
            "seconds": state["seconds"],
        },
    )
    keep(f"sequence-{name}", row)
    print(table([row]))
    if state["epoch"] < int(settings["epochs"]):
        print(f"trained for {state['epoch']} of {settings['epochs']} epochs", file=sys.stderr)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    parser.add_argument("data", type=Path, metavar="CROHME_2013")
    parser.add_argument("--training", type=Path, metavar="CROHME_TRAINING", help="to tell new formulas")
    parser.add_argument("--beam", type=int, default=1, help="1 is greedy; only the attention decoder has one")
    return parser.parse_args()


if __name__ == "__main__":
    main()
