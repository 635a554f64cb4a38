"""What is counted of a formula in a picture: characters, formulas, and which model was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rendering import Drawing

from layoutmath import Parser
from layoutmath.errors import LayoutmathError
from layoutmath.evaluate.proportion import Proportion
from layoutmath.exporters.latex import write_latex
from layoutmath.expression import Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.recogniser import ImageRecogniser
from layoutmath.structure import BaselineStructure

OVERLAP = 0.25
"""Least share of the union that two boxes of one character have in common: a minus is a pixel or two high."""

MEASURES = ("first choice", "characters", "formulas", "right model")


@dataclass(slots=True)
class Tally:
    """Counts of one row of the table: of each measure what is right and of how many."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, measure: str, is_right: bool) -> None:
        self.of[measure] += 1
        self.right[measure] += is_right

    def numbers(self) -> dict[str, list[int]]:
        return {measure: [self.right[measure], self.of[measure]] for measure in MEASURES}

    def row(self, name: str) -> str:
        cells = [shown(self.right[measure], self.of[measure]) for measure in MEASURES]
        return f"| {name} | {self.of['formulas']} | {self.of['characters']} | {' | '.join(cells)} |"


def shown(right: int, of: int) -> str:
    """A rate in percent with its 95 % score interval."""
    rate = Proportion(right, of)
    low, high = rate.interval or (0.0, 0.0)
    return f"{rate.percent or 0:.1f} ({low:.1f}–{high:.1f})"


def table(tallies: dict[str, Tally]) -> tuple[dict[str, Any], str]:
    """Numbers and text of rows: the sums first, single fonts last, and what was confused most often."""
    lines = [
        f"| pictures | formulas | characters | {' % | '.join(MEASURES)} % |",
        f"| {' | '.join(['---'] * (3 + len(MEASURES)))} |",
    ]
    names = sorted(tallies, key=lambda name: (not name.startswith("all"), name.startswith("–"), name))
    lines += [tallies[name].row(name) for name in names]
    wrong = tallies["all"].wrong.most_common(30)
    lines += ["", "wrong most often: " + ", ".join(f"{a} as {b} {n}" for (a, b), n in wrong), "", ""]
    return {name: tallies[name].numbers() for name in names}, "\n".join(lines)


def true_boxes(drawing: Drawing) -> dict[str, BoundingBox]:
    """The box of each symbol's pixels."""
    boxes = {}
    for number, symbol_id in enumerate(drawing.ids, 1):
        ys, xs = np.nonzero(drawing.owners == number)
        if len(xs):
            boxes[symbol_id] = BoundingBox(
                float(xs.min()), float(ys.min()), float(xs.max()) + 1, float(ys.max()) + 1
            )
    return boxes


def found_at(box: BoundingBox, symbols: Iterable[Symbol]) -> Symbol | None:
    """The symbol that has most of its box in common with another one."""

    def shared(other: BoundingBox) -> float:
        width = min(box.r, other.r) - max(box.l, other.l)
        height = min(box.b, other.b) - max(box.t, other.t)
        if width <= 0 or height <= 0:
            return 0.0
        both = width * height
        return both / (box.width * box.height + other.width * other.height - both)

    best = max(symbols, key=lambda symbol: shared(symbol.box) if symbol.box else 0.0, default=None)
    return best if best is not None and best.box is not None and shared(best.box) >= OVERLAP else None


def measured(
    parser: Parser,
    recogniser: ImageRecogniser,
    model: str,
    picture: np.ndarray,
    drawing: Drawing,
    truth: BaselineStructure,
    tallies: list[Tally],
) -> None:
    """Count one formula, which ``model`` should see.

    A formula that is found in several parts is wrong, its characters may be right.
    """
    try:
        lattices = recogniser.recognise(PixelImage(picture))
        trees = [parser.parse_recognised(lattice) for lattice in lattices]
    except LayoutmathError:
        lattices, trees = [], []
    first = [symbol for lattice in lattices for symbol in lattice.segmentations(1)[0][0].symbols]
    decided = [symbol for tree in trees for symbol in tree.expression.symbols]
    exact = len(trees) == 1 and write_latex(trees[0]) == write_latex(truth)
    boxes = true_boxes(drawing)
    for tally in tallies:
        tally.count("formulas", exact)
        tally.count("right model", bool(first) and first[0].extra["classifier"] == model)
    for symbol in truth.expression.symbols:
        box = boxes.get(symbol.id)
        chosen = found_at(box, decided) if box else None
        before = found_at(box, first) if box else None
        label = chosen.best_label if chosen else None
        for tally in tallies:
            tally.count("characters", label == symbol.label)
            tally.count("first choice", before is not None and before.best_label == symbol.label)
            if label != symbol.label:
                tally.wrong[symbol.label or "", label or "nothing"] += 1
