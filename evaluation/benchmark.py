"""How long parsing takes by number of symbols, for one expression and for many, and how long a start.

    python evaluation/benchmark.py RECORDS.jsonl …

Takes expressions of exactly 10, 30, 100, 300 and 1,000 symbols (long ones are several, side by side) and
prints milliseconds per parse on one core; start-up is measured in fresh processes. The default classifier and
the Bayesian one take turns, so that their ratio holds on any machine. Kept in ``results/speed.txt`` and
``.json``.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy is imported: linear algebra on one core

import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from recording import heading, record

import layoutmath as lm

COUNTS = {10: 200, 30: 100, 100: 40, 300: 12, 1000: 5}
"""How many expressions are timed, by number of symbols."""

SINGLE = 30
"""Up to this many symbols, expressions are taken as they come."""

BATCH, REPEATS = 512, 5
FRESH = 9
START = (
    "import time; t = time.perf_counter(); import layoutmath as lm; i = time.perf_counter();"
    "lm.parse(lm.Expression.from_boxes([('x', (0, 10, 8, 18)), ('2', (9, 3, 13, 10))]));"
    "print(i - t, time.perf_counter() - t)"
)

Pool = dict[int, list[lm.Expression]]
"""Expressions by number of symbols."""


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
        fitting = [missing] if missing <= SINGLE else [each for each in pool if each <= missing - SINGLE]
        parts.append(source.choice(pool[source.choice(fitting)]))
        missing -= len(parts[-1])
    return side_by_side(parts)


def milliseconds(parser: lm.Parser, expression: lm.Expression) -> float:
    start = time.perf_counter()
    parser.parse(expression)
    return (time.perf_counter() - start) * 1000


def single_times(pool: Pool) -> list[dict[str, Any]]:
    """Median, 10 % and 90 % of the times by size and labels, for both classifiers."""
    rows: list[dict[str, Any]] = []
    source = random.Random(0)
    for size, count in COUNTS.items():
        expressions = [with_symbols(size, pool, source) for _ in range(count)]
        for labels in ("given", "none"):
            parsers = {name: lm.Parser(name, labels=labels) for name in ("default", "bayes")}
            times: dict[str, list[float]] = {name: [] for name in parsers}
            for parser in parsers.values():
                parser.parse(expressions[0])
            for expression in expressions:
                for name, parser in parsers.items():
                    times[name].append(milliseconds(parser, expression))
            row: dict[str, Any] = {"symbols": size, "labels": labels}
            for name, each in times.items():
                each.sort()
                row[name] = [statistics.median(each), each[len(each) // 10], each[len(each) * 9 // 10]]
            rows.append(row)
    return rows


def throughput(pool: Pool, labels: str) -> float:
    """Expressions of 10 symbols per second, where many are parsed together."""
    expressions = (pool[10] * (BATCH // len(pool[10]) + 1))[:BATCH]
    parser = lm.Parser(labels=labels)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        for _ in parser.parse_many(expressions):
            pass
        times.append(time.perf_counter() - start)
    return BATCH / statistics.median(times)


def starts() -> list[float]:
    """Median seconds to import, and to import, load and parse for the first time, of fresh processes."""
    runs = [
        tuple(map(float, subprocess.check_output([sys.executable, "-c", START], text=True).split()))
        for _ in range(FRESH)
    ]
    return [statistics.median(run[column] for run in runs) for column in (0, 1)]


def processor() -> str:
    """What the machine calls its processor."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main(*paths: str) -> None:
    pool: Pool = {}
    for path in paths:
        for expression, _ in lm.open_dataset(path):
            pool.setdefault(len(expression), []).append(expression)
    rows = single_times(pool)
    per_second = {labels: throughput(pool, labels) for labels in ("given", "none")}
    imported, parsed = starts()
    text = heading("python evaluation/benchmark.py school.jsonl arxiv.jsonl")
    text += f"one core of: {processor()}\n\n"
    text += f"symbols  labels {'default':>12} (10 % – 90 %) {'bayes':>14} (10 % – 90 %)    ratio\n"
    for row in rows:
        cells = ["{:9.2f} ({:7.2f} –{:8.2f})".format(*row[name]) for name in ("default", "bayes")]
        ratio = row["default"][0] / row["bayes"][0]
        text += f"{row['symbols']:7}  {row['labels']:6} {cells[0]:>28} {cells[1]:>28} {ratio:8.2f}\n"
    text += "\n10 symbols, many together: "
    text += ", ".join(f"{number:.0f} per second, labels {labels}" for labels, number in per_second.items())
    text += f"\nimport {imported:.3f} s; import, load and first parse {parsed:.3f} s\n"
    numbers = {"rows": rows, "per_second": per_second, "import": imported, "first_parse": parsed}
    record("speed", numbers | {"processor": processor()}, text)
    print(text)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
