"""How long parsing takes by number of symbols, and how long a start: not a test, a measurement.

    python evaluation/benchmark.py RECORDS.jsonl

Reads expressions with boxes, makes some of about 10, 30, 100, 300 and 1,000 symbols (long ones from several,
side by side), and prints the median milliseconds per parse on one core, labels given and hidden.
Start-up is measured in fresh processes. Set OMP_NUM_THREADS=1 to keep linear algebra on one core.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import replace

import layoutmath as lm

SIZES = (10, 30, 100, 300, 1000)
START = (
    "import time; t = time.perf_counter(); import layoutmath as lm; i = time.perf_counter();"
    "lm.parse(lm.Expression.from_boxes([('x', (0, 10, 8, 18)), ('2', (9, 3, 13, 10))]));"
    "print(i - t, time.perf_counter() - t)"
)


def side_by_side(expressions: list[lm.Expression]) -> lm.Expression:
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


def expressions_of(size: int, source: list[lm.Expression], count: int) -> list[lm.Expression]:
    made: list[lm.Expression] = []
    pool = iter(source * (1 + count * size // max(1, sum(map(len, source)))))
    while len(made) < count:
        parts: list[lm.Expression] = []
        while sum(map(len, parts)) < size:
            following = next(pool, None)
            if following is None:
                return made
            parts.append(following)
        if sum(map(len, parts)) <= size * 1.3:
            made.append(side_by_side(parts))
    return made


def main(path: str) -> None:
    source = [expression for expression, _ in lm.open_dataset(path)]
    print("symbols  labels  ms/parse (median, 10 %, 90 %)")
    for size in SIZES:
        samples = expressions_of(size, source, max(3, 600 // size))
        for labels in ("given", "none"):
            parser = lm.Parser(labels=labels)
            parser.parse(samples[0])
            times = []
            for expression in samples:
                start = time.perf_counter()
                parser.parse(expression)
                times.append((time.perf_counter() - start) * 1000)
            times.sort()
            low, high = times[len(times) // 10], times[(9 * len(times)) // 10]
            print(f"{size:7d}  {labels:6s}  {statistics.median(times):8.1f} {low:8.1f} {high:8.1f}")
    runs = [
        tuple(map(float, subprocess.check_output([sys.executable, "-c", START], text=True).split()))
        for _ in range(7)
    ]
    imported, parsed = (statistics.median(run[i] for run in runs) for i in (0, 1))
    print(f"import {imported:.3f} s, import and first parse {parsed:.3f} s (median of {len(runs)} processes)")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
