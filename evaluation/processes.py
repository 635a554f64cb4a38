"""What whole processes take: seconds to start, memory at its peak, ``layoutmath evaluate`` on many files."""

from __future__ import annotations

import importlib.util
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import layoutmath as lm

FIRST = lm.Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 3, 13, 10))])
"""What is parsed first."""

IMPORT = "import layoutmath"
PARSE = "import json, sys, layoutmath as lm; lm.parse(lm.Expression.from_boxes(json.load(sys.stdin)))"
PEAK = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the peak is told."""

EVALUATE = ("-m", "layoutmath", "evaluate", "truth/", "results/", "--from", "lg", "-q")
MISTAKEN = 0.05
"""The share of relations that are wrong in the results made for ``layoutmath evaluate``."""


def seconds(code: str, given: str, runs: int) -> float:
    """Median time of fresh interpreters for a line of code, without their own start."""
    timed = f"import time; start = time.perf_counter(); {code}; print(time.perf_counter() - start)"
    return statistics.median(float(_python("-c", timed, given=given)) for _ in range(runs))


def starts(runs: int) -> tuple[float, float]:
    """Seconds to import, and to import, load and parse for the first time."""
    return seconds(IMPORT, "", runs), seconds(PARSE, boxes(FIRST), runs)


def boxes(expression: lm.Expression) -> str:
    """What ``PARSE`` reads."""
    labels = [symbol.label for symbol in expression.symbols]
    return json.dumps([*zip(labels, expression.boxes.tolist(), strict=True)])


def peak(code: str, given: str = "") -> float:
    """The most memory that a fresh process held, in MiB.

    A process counts the memory of the one that started it, too. So it is started by an empty interpreter, and
    not by this program, which holds all records.
    """
    told = _python("-c", PEAK, sys.executable, "-c", code, given=given)
    return int(told) * UNIT / 2**20


def memory(expressions: Sequence[Sequence[lm.Expression]]) -> dict[str, object] | None:
    """Peaks after import, and after parsing one expression of each size: the median of several.

    None where Python cannot tell (on Windows).
    """
    if importlib.util.find_spec("resource") is None:
        return None
    parsed = [
        {
            "symbols": len(several[0]),
            "mebibytes": statistics.median(peak(PARSE, boxes(each)) for each in several),
        }
        for several in ([FIRST], *expressions)
    ]
    return {"import": peak(IMPORT), "parsed": parsed}


def with_mistakes(tree: lm.BaselineStructure, source: random.Random) -> lm.BaselineStructure:
    """The tree with some relations to the same parents replaced by others."""
    relations = {each.child: (each.parent, each.relation) for each in tree.relationships()}
    for child, (parent, _) in list(relations.items()):
        if source.random() < MISTAKEN:
            free = [relation for relation in lm.Relation if (parent, relation) not in relations.values()]
            relations[child] = (parent, source.choice(free))
    triples = [(parent, child, relation) for child, (parent, relation) in relations.items()]
    return lm.BaselineStructure.from_relations(tree.expression, triples, tree.grid_rows())


def evaluation(trees: Sequence[lm.BaselineStructure], pairs: int) -> dict[str, float]:
    """Seconds of ``layoutmath evaluate`` for pairs of label graphs, from start to end of the process."""
    source = random.Random(0)
    chosen = source.choices(trees, k=pairs)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("truth", "results"):
            (Path(folder) / name).mkdir()
        for number, tree in enumerate(chosen):
            for place, written in (("truth", tree), ("results", with_mistakes(tree, source))):
                (Path(folder) / place / f"{number:05}.lg").write_text(
                    lm.export(written, "lg"), encoding="utf-8"
                )
        start = time.perf_counter()
        _python(*EVALUATE, folder=folder)
        taken = time.perf_counter() - start
    return {"pairs": pairs, "symbols": sum(len(tree.expression) for tree in chosen), "seconds": taken}


def _python(*words: str, given: str = "", folder: str | None = None) -> str:
    """What a fresh interpreter prints."""
    asked = [sys.executable, *words]
    return subprocess.run(
        asked, input=given, stdout=subprocess.PIPE, text=True, check=True, cwd=folder
    ).stdout
