"""How good the recogniser of ink is by itself: labels of given symbols, segmentation, and time.

    python evaluation/ink/measure.py CROHME2013/

Symbols are given as groups of strokes: how often the first label is the true one, and is among the first
three, without a class for what is no symbol; and how often the context has the right one. Then only strokes
are given: how many symbols are found, and in how many formulas all of them. Numbers go to
``evaluation/results/ink.json``; whole formulas are measured by ``layoutmath evaluate … --recogniser ink``.
"""

from __future__ import annotations

import argparse
import itertools
import math
import statistics
import time
from collections.abc import Iterator
from typing import Any

import recording

from layoutmath import Expression, Parser, open_dataset
from layoutmath.evaluate.bootstrap import bootstrap_intervals
from layoutmath.evaluate.scores import score
from layoutmath.lattice import SymbolLattice
from layoutmath.readers.contract import Pair
from layoutmath.recognisers.ink.recogniser import InkRecogniser
from layoutmath.recognisers.ink.session import InkSession
from layoutmath.recognisers.ink.strokes import sampled

Counts = dict[str, list[tuple[float, float]]]


def inked(path: str) -> Iterator[Pair]:
    """Expressions with ink and symbols, and their trees."""
    for expression, truth in open_dataset(path):
        if expression.ink is not None and expression.symbols:
            yield expression, truth


def given(recogniser: InkRecogniser, expression: Expression) -> SymbolLattice:
    """The lattice that knows which strokes belong together, but not what the symbols are."""
    assert expression.ink is not None
    number = {stroke.id: index for index, stroke in enumerate(expression.ink.strokes)}
    groups = [tuple(sorted(number[name] for name in symbol.primitives)) for symbol in expression.symbols]
    samples = sampled(expression.ink)
    return recogniser.lattice(expression.ink, samples, groups, recogniser.log_probs(samples, groups))


Confidences = list[tuple[float, bool]]
"""How sure the parser is of a formula, and whether all of it is right."""

Mistakes = list[tuple[bool, int, int]]
"""Of each formula: whether all its symbols were found, how many labels of those found are wrong, and how many
of these by case alone (P for p)."""

LEVELS = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)
"""Between which confidences are compared with how many are right."""


def measure(
    path: str, recogniser: InkRecogniser, parser: Parser
) -> tuple[Counts, list[float], Confidences, Mistakes]:
    """For each measure what is right and of how many, and milliseconds of a processor, by formula."""
    counts: Counts = {}
    times = []
    confidences: Confidences = []
    mistakes: Mistakes = []
    for expression, truth in inked(path):
        assert expression.ink is not None
        start = time.process_time()
        (tree,) = parser.recognise(expression.ink, recogniser)
        times.append(1000 * (time.process_time() - start))
        scores = score((expression, truth), (tree.expression, tree)) if truth is not None else None
        if scores is not None and scores.graph is not None and tree.log_prob is not None:
            graph = scores.graph
            right = graph.all_labelled_objects and graph.all_labelled_relations
            confidences.append((math.exp(tree.log_prob), right))
        true = {frozenset(symbol.primitives): symbol.label for symbol in expression.symbols}
        told = {frozenset(each.primitives): each.best_label for each in tree.expression.symbols}
        wrong = [(true[key], told[key]) for key in true.keys() & told.keys() if true[key] != told[key]]
        by_case = sum((one or "").lower() == (other or "").lower() for one, other in wrong)
        mistakes.append((true.keys() == told.keys(), len(wrong), by_case))
        total = len(true)
        among = {1: 0, 3: 0}
        known = given(recogniser, expression)
        for hypothesis in known.hypotheses:
            label = true[frozenset(hypothesis.primitives)]
            for first in among:
                among[first] += label in [each.label for each in hypothesis.candidates[:first]]
        labelled = parser.parse_recognised(known).expression.symbols
        right = sum(true[frozenset(symbol.primitives)] == symbol.best_label for symbol in labelled)
        (best, _), *_ = recogniser.recognise(expression.ink).segmentations()
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
    return counts, times, confidences, mistakes


def by_confidence(confidences: Confidences) -> list[dict[str, float]]:
    """How sure formulas are on average, and how many are right, between two levels each."""
    rows = []
    for low, high in itertools.pairwise(LEVELS):
        within = [(sure, right) for sure, right in confidences if low <= sure < high or sure == high == 1.0]
        if within:
            sure, right = zip(*within, strict=True)
            rows.append({"from": low, "to": high, "formulas": len(within),
                         "mean confidence": statistics.mean(sure), "right": sum(right)})  # fmt: skip
    return rows


def while_writing(path: str, recogniser: InkRecogniser, parser: Parser) -> list[float]:
    """Milliseconds of a processor from each new stroke to the new tree, in every tenth formula."""
    times = []
    for expression, _ in itertools.islice(inked(path), None, None, 10):
        assert expression.ink is not None
        session = InkSession(recogniser)
        for stroke in expression.ink.strokes:
            start = time.process_time()
            session.add(stroke)
            parser.parse_recognised(session.lattice())
            times.append(1000 * (time.process_time() - start))
    return times


def summarised(times: list[float]) -> dict[str, float]:
    """Median, mean, 95th percentile and largest of some milliseconds."""
    return {
        "median": statistics.median(times),
        "mean": statistics.mean(times),
        "p95": statistics.quantiles(times, n=20)[-1],
        "largest": max(times),
    }


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("data", metavar="INKML")
    options.add_argument("--model", default="ink", help="name or file of the classifier of strokes")
    arguments = options.parse_args()
    recogniser, parser = InkRecogniser(arguments.model), Parser()
    counts, times, confidences, mistakes = measure(arguments.data, recogniser, parser)
    intervals = bootstrap_intervals(counts)
    numbers: dict[str, Any] = {}
    lines = []
    for name, pairs in counts.items():
        right, total = (int(sum(column)) for column in zip(*pairs, strict=True))
        low, high = intervals[name] or (0.0, 100.0)
        numbers[name] = {"right": right, "total": total, "interval": [low, high]}
        lines.append(f"{name:26}{right:6} / {total:<6}{100 * right / total:7.2f} %  {low:.1f} – {high:.1f}")
    spent = {
        "milliseconds of a processor for a formula": summarised(times),
        "milliseconds of a processor after a stroke": summarised(
            while_writing(arguments.data, recogniser, parser)
        ),
    }
    for name, each in spent.items():
        lines.append(f"{name}: " + ", ".join(f"{what} {value:.0f}" for what, value in each.items()))
    numbers |= spent
    numbers["mistakes"] = {
        "formulas with all symbols and a wrong label": sum(
            found and wrong > 0 for found, wrong, _ in mistakes
        ),
        "formulas with all symbols and one wrong label": sum(
            found and wrong == 1 for found, wrong, _ in mistakes
        ),
        "wrong labels of symbols that were found": sum(wrong for _, wrong, _ in mistakes),
        "of these by case alone": sum(by_case for *_, by_case in mistakes),
    }
    lines += [f"{name}: {count}" for name, count in numbers["mistakes"].items()]
    numbers["confidence"] = by_confidence(confidences)
    for row in by_confidence(confidences):
        lines.append(
            f"confidence {row['from']:.2f} to {row['to']:.2f}: {row['right']} of {row['formulas']} right,"
            f" {row['mean confidence']:.2f} stated"
        )
    print("\n".join(lines))
    command = "python evaluation/ink/measure.py CROHME2013/"
    recording.record("ink", numbers, recording.heading(command) + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
