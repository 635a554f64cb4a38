"""How long parsing takes and how much memory, by number of symbols, for one expression and for many.

    python evaluation/benchmark.py RECORDS.jsonl …

Takes expressions of 1 to 3,000 symbols (long ones are several, side by side) and measures on one core:

- milliseconds per parse; the default classifier and the Bayesian one take turns, so that their ratio holds on
  any machine, and on a busy one. The exponent of growth is the slope of log(median time) against
  log(symbols), see ``growth.py``;
- expressions per second, where many are parsed together;
- in fresh processes (``processes.py``): seconds to start, the peak of memory, and the time of
  ``layoutmath evaluate`` for ten thousand pairs of label graphs.

Takes about five minutes. Kept in ``results/speed.txt`` and ``.json``.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy is imported: linear algebra on one core

import random
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from growth import Growth, growth
from processes import evaluation, memory, starts
from recording import heading, processor, record

import layoutmath as lm

SINGLE = 30
"""Up to this many symbols, expressions are taken as they come."""

LABELS = {"given": "given", "none": "hidden"}
CLASSIFIERS = ("default", "bayes")

Pool = dict[int, list[lm.Expression]]
"""Expressions by number of symbols."""


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    expressions: Mapping[int, int]
    """How many are timed, by number of symbols."""

    bayes: int
    """The most symbols that the Bayesian classifier is timed with; beyond, one parse takes ten seconds."""

    together: Sequence[int]
    """Numbers of symbols of expressions that are parsed together."""

    batch: int
    """How many of them."""

    repeats: int
    """How often."""

    memory: Mapping[int, int]
    """For how many expressions memory is measured, by number of symbols."""

    starts: int
    """Processes that are started for one time."""

    pairs: int
    """Pairs of files for ``layoutmath evaluate``."""


FULL = Plan(
    expressions={1: 200, 3: 200, 10: 200, 30: 100, 100: 40, 300: 15, 1000: 9, 3000: 5},
    bayes=1000,
    together=(10, 30),
    batch=512,
    repeats=5,
    memory={100: 3, 1000: 3, 3000: 3},
    starts=9,
    pairs=10_000,
)


def side_by_side(expressions: Sequence[lm.Expression]) -> lm.Expression:
    """One long line of several expressions, each moved right of the one before."""
    symbols: list[lm.Symbol] = []
    x = 0.0
    for expression in expressions:
        around = lm.BoundingBox.around(symbol.box for symbol in expression.symbols if symbol.box)
        for symbol in expression.symbols:
            if symbol.box is not None:
                l, t, r, b = symbol.box
                box = lm.BoundingBox(l - around.l + x, t, r - around.l + x, b)
                symbols.append(replace(symbol, id=str(len(symbols)), box=box))
        x += around.width * 1.05
    return lm.Expression(tuple(symbols))


def with_symbols(size: int, pool: Pool, source: random.Random) -> lm.Expression:
    """An expression of exactly ``size`` symbols."""
    parts: list[lm.Expression] = []
    missing = size
    while missing:
        as_it_is = missing <= SINGLE and missing in pool
        fitting = [missing] if as_it_is else [each for each in pool if each <= max(missing - SINGLE, 1)]
        if not fitting:
            sys.exit(
                f"found no expression to make up {size:,} symbols; expected some of 1 to {SINGLE} symbols"
            )
        parts.append(source.choice(pool[source.choice(fitting)]))
        missing -= len(parts[-1])
    return side_by_side(parts)


def milliseconds(parser: lm.Parser, expression: lm.Expression) -> float:
    start = time.perf_counter()
    parser.parse(expression)
    return (time.perf_counter() - start) * 1000


def single_times(pool: Pool, plan: Plan) -> list[dict[str, Any]]:
    """Median, 10 % and 90 % of the times by size and labels, for both classifiers."""
    rows: list[dict[str, Any]] = []
    source = random.Random(0)
    for size, count in plan.expressions.items():
        expressions = [with_symbols(size, pool, source) for _ in range(count)]
        names = CLASSIFIERS if size <= plan.bayes else CLASSIFIERS[:1]
        for labels in LABELS:
            parsers = {name: lm.Parser(name, labels=labels) for name in names}
            times: dict[str, list[float]] = {name: [] for name in names}
            for parser in parsers.values():
                parser.parse(expressions[0])
            for expression in expressions:
                for name, parser in parsers.items():
                    times[name].append(milliseconds(parser, expression))
            found = {name: np.percentile(each, (50, 10, 90)).tolist() for name, each in times.items()}
            rows.append({"symbols": size, "labels": labels, **found})
    return rows


def growths(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fits through the medians of each classifier, with labels given and hidden."""
    return [
        {"classifier": name, "labels": labels, "fit": asdict(part)}
        for name in CLASSIFIERS
        for labels in LABELS
        for part in growth(
            {row["symbols"]: row[name][0] for row in rows if row["labels"] == labels and name in row}
        )
    ]


def throughput(expressions: Sequence[lm.Expression], labels: str, repeats: int) -> float:
    """Expressions per second, where many are parsed together."""
    parser = lm.Parser(labels=labels)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in parser.parse_many(expressions):
            pass
        times.append(time.perf_counter() - start)
    return len(expressions) / statistics.median(times)


def measured(paths: Sequence[str], plan: Plan = FULL) -> dict[str, Any]:
    """Every number, of expressions and trees of these files."""
    pairs = [pair for path in paths for pair in lm.open_dataset(path)]
    pool: Pool = {}
    for expression, _ in pairs:
        pool.setdefault(len(expression), []).append(expression)
    source = random.Random(0)

    def some(size: int, count: int) -> list[lm.Expression]:
        return [with_symbols(size, pool, source) for _ in range(count)]

    rows = single_times(pool, plan)
    imported, parsed = starts(plan.starts)
    return {
        "rows": rows,
        "growth": growths(rows),
        "per_second": [
            {"symbols": size, "labels": labels, "number": throughput(expressions, labels, plan.repeats)}
            for size in plan.together
            for expressions in [some(size, plan.batch)]
            for labels in LABELS
        ],
        "import": imported,
        "first_parse": parsed,
        "memory": memory([some(size, count) for size, count in plan.memory.items()]),
        "evaluate": evaluation([tree for _, tree in pairs if tree], plan.pairs),
        "processor": processor(),
        "cores": os.cpu_count(),
    }


def written(numbers: Mapping[str, Any]) -> str:
    """The numbers to read."""
    lines = [f"one core of {numbers['cores']}: {numbers['processor']}", ""]
    lines += ["milliseconds per parse: median (10 % – 90 %)"]
    lines += [f"symbols  labels {'default':>16} {'bayes':>28} {'ratio':>20}"]
    for row in numbers["rows"]:
        cells = ["{:9.2f} ({:7.2f} –{:8.2f})".format(*row[name]) for name in CLASSIFIERS if name in row]
        timed = "bayes" in row
        cells.append(f"{row['default'][0] / row['bayes'][0]:7.2f}" if timed else "  – (takes too long)")
        lines.append(f"{row['symbols']:7,}  {LABELS[row['labels']]:6} {' '.join(cells)}")
    lines += ["", "growth: time ~ symbols ** exponent, least squares of log(median) on log(symbols)"]
    for row in numbers["growth"]:
        fit = Growth(**row["fit"])
        sizes = f"{fit.first:,} to {fit.last:,} symbols"
        exponent = f"{fit.exponent:.2f} ± {fit.error:.2f} (standard error)"
        lines.append(f"{row['classifier']:8} labels {LABELS[row['labels']]:7} {sizes:22} {exponent}")
    lines += ["", "many together:"]
    for row in numbers["per_second"]:
        what = f"{row['symbols']} symbols, labels {LABELS[row['labels']]}"
        lines.append(f"{what:27} {row['number']:6.0f} per second")
    lines += ["", "fresh processes:"]
    lines += [f"import {numbers['import']:.3f} s; import, load, first parse {numbers['first_parse']:.3f} s"]
    if numbers["memory"]:
        peaks = [f"after import {numbers['memory']['import']:.0f} MiB"]
        for row in numbers["memory"]["parsed"]:
            peaks.append(f"{row['symbols']:,} symbols {row['mebibytes']:.0f} MiB")
        lines.append("peak of memory: " + "; ".join(peaks))
    evaluated = numbers["evaluate"]
    what = f"{evaluated['pairs']:,} pairs of label graphs ({evaluated['symbols']:,} symbols)"
    lines.append(f"layoutmath evaluate, {what}: {evaluated['seconds']:.1f} s")
    return "\n".join(lines) + "\n"


def main(*paths: str) -> None:
    numbers = measured(paths)
    text = heading("python evaluation/benchmark.py school.jsonl arxiv.jsonl") + written(numbers)
    record("speed", numbers, text)
    print(text)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
