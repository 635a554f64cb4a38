"""How good the recogniser of ink is by itself: labels of given symbols, segmentation, and time.

    python evaluation/ink/measure.py CROHME2013/

Symbols are given as groups of strokes: how often the first label is the true one, and is among the first
three, without a class for what is no symbol; and how often the context has the right one. Then only strokes
are given: how many symbols are found, and in how many formulas all of them. Numbers go to
``evaluation/results/ink.json``; whole formulas are measured by ``layoutmath evaluate … --recogniser ink``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import recording

from layoutmath import Expression, Parser, open_dataset
from layoutmath.evaluate.bootstrap import bootstrap_intervals
from layoutmath.lattice import SymbolLattice
from layoutmath.recognisers.ink.recogniser import InkRecogniser

Counts = dict[str, list[tuple[float, float]]]


def inked(path: str) -> Iterator[Expression]:
    """Expressions with ink and symbols."""
    for expression, _ in open_dataset(path):
        if expression.ink is not None and expression.symbols:
            yield expression


def given(lattice: SymbolLattice, expression: Expression) -> Expression | None:
    """The true symbols with the candidates of the lattice; None where it lacks one."""
    hypotheses = {frozenset(each.primitives): each for each in lattice.hypotheses}
    found = [hypotheses.get(frozenset(symbol.primitives)) for symbol in expression.symbols]
    symbols = [
        replace(hypothesis, id=symbol.id)
        for hypothesis, symbol in zip(found, expression.symbols, strict=True)
        if hypothesis is not None
    ]
    return replace(expression, symbols=tuple(symbols)) if symbols else None


def measure(path: str, recogniser: InkRecogniser, parser: Parser) -> tuple[Counts, list[float]]:
    """For each measure what is right and of how many, by formula; and milliseconds for each formula."""
    counts: Counts = {}
    times = []
    for expression in inked(path):
        assert expression.ink is not None
        start = time.perf_counter()
        parser.recognise(expression.ink, recogniser)
        times.append(1000 * (time.perf_counter() - start))
        lattice = recogniser.recognise(expression.ink)
        true = {frozenset(symbol.primitives): symbol.label for symbol in expression.symbols}
        total = len(true)
        among = {1: 0, 3: 0}
        for hypothesis in lattice.hypotheses:
            label = true.get(frozenset(hypothesis.primitives))
            for first in among:
                among[first] += label in [each.label for each in hypothesis.candidates[:first]]
        symbols = given(lattice, expression)
        right = 0
        if symbols is not None:
            labelled = parser.parse(symbols).expression.symbols
            right = sum(true[frozenset(symbol.primitives)] == symbol.best_label for symbol in labelled)
        (best, _), *_ = lattice.segmentations()
        found = {frozenset(symbol.primitives) for symbol in best.symbols}
        hits = len(found & true.keys())
        rows = {
            "first label": (among[1], total),
            "first three labels": (among[3], total),
            "label in context": (right, total),
            "segmentation: recall": (hits, total),
            "segmentation: precision": (hits, len(found)),
            "segmentation of formulas": (hits == total == len(found), 1),
        }
        for name, pair in rows.items():
            counts.setdefault(name, []).append((float(pair[0]), float(pair[1])))
    return counts, times


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", metavar="INKML")
    parser.add_argument("--model", default="ink", help="name or file of the classifier of strokes")
    arguments = parser.parse_args()
    counts, times = measure(arguments.data, InkRecogniser(arguments.model), Parser())
    intervals = bootstrap_intervals(counts)
    numbers: dict[str, object] = {}
    lines = []
    for name, pairs in counts.items():
        right, total = (int(sum(column)) for column in zip(*pairs, strict=True))
        low, high = intervals[name] or (0.0, 100.0)
        numbers[name] = {"right": right, "total": total, "interval": [low, high]}
        lines.append(f"{name:26}{right:6} / {total:<6}{100 * right / total:7.2f} %  {low:.1f} – {high:.1f}")
    middle, mean, largest = statistics.median(times), statistics.mean(times), max(times)
    lines.append(f"milliseconds for a formula: median {middle:.0f}, mean {mean:.0f}, largest {largest:.0f}")
    numbers["milliseconds"] = {"median": middle, "mean": mean, "largest": largest}
    print("\n".join(lines))
    command = "python evaluation/ink/measure.py CROHME2013/"
    recording.record("ink", numbers, recording.heading(command) + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
