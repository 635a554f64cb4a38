"""Measure the structural engine as the sequence models are measured, and keep its row of the table.

    PYTHONPATH=evaluation python -m sequence.engine CROHME_2013 --training CROHME_TRAINING

Nothing but the strokes is given; the numbers go to ``evaluation/results/crohme2013-default-recognised.json``.
"""

from __future__ import annotations

import argparse
import datetime
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from layoutmath import Parser, open_dataset
from layoutmath.readers.contract import Pair
from layoutmath.recognisers.ink.features import FEATURES
from layoutmath.recognisers.ink.recogniser import InkRecogniser
from layoutmath.recognisers.model import SymbolModel
from layoutmath.resources import data_path
from sequence.record import Row, keep, only_new, scored, table
from sequence.samples import samples
from sequence.table import ENGINE
from sequence.targets import latex_of

MODELS = ("ink", "default")


def parameters() -> int:
    """Weights of the classifier of strokes and of the contextual one."""
    strokes = sum(array.size for array in SymbolModel.load("ink", FEATURES).weights.values())
    with np.load(data_path("classifiers", "default.npz")) as context:
        return strokes + sum(context[name].size for name in context.files if name != "header")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, metavar="CROHME_2013")
    parser.add_argument("--training", type=Path, metavar="CROHME_TRAINING", help="to tell new formulas")
    arguments = parser.parse_args()
    truths: list[Pair] = [pair for pair in open_dataset(arguments.data) if pair[1] is not None]
    engine, recogniser = Parser(), InkRecogniser()
    results: list[Pair] = []
    times = []
    for expression, _ in tqdm(truths, unit="formula", disable=None):
        start = time.process_time()  # of this process alone, whatever else runs
        (tree,) = engine.recognise(expression.ink, recogniser)
        times.append(1000 * (time.process_time() - start))
        found = replace(tree.expression, name=expression.name)
        results.append((found, replace(tree, expression=found)))
    new = None
    if arguments.training:
        known = {latex_of(sample.tokens) for sample in samples(open_dataset(arguments.training))}
        others = only_new(truths, known)
        new = scored(others, results) if others else None
    words = ["python -m sequence.engine", arguments.data.name]
    words += [f"--training {arguments.training.name}"] if arguments.training else []
    row = Row(
        name="layoutmath",
        data=arguments.data.name,
        scores=scored(truths, results),
        new_formulas=new,
        milliseconds={
            "median": float(np.median(times)),
            "mean": float(np.mean(times)),
            "p95": float(np.percentile(times, 95)),
        },
        parameters=parameters(),
        megabytes=sum(data_path("classifiers", f"{name}.npz").stat().st_size for name in MODELS) / 1e6,
        command=" ".join(words),
        seed=0,
        date=datetime.datetime.now(datetime.UTC).date().isoformat(),
        trained={"cards": [f"classifiers/{name}.md" for name in MODELS]},
    )
    keep(ENGINE, row)
    print(table([row]))


if __name__ == "__main__":
    main()
