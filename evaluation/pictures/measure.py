"""Measure the recogniser of pictures on formulas drawn in fonts that it was not trained on.

    python evaluation/pictures/measure.py school.jsonl --formulas 400 > evaluation/results/pictures.txt

Formulas are the held-out lines of a file of printed formulas, each drawn once, in one of the fonts in turn.
A character is right when a symbol of the result lies where it does and has its label; a formula, when the
LaTeX of its tree is that of the truth. Intervals are 95 % score intervals.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import cv2
import numpy as np
from collection import Face, faces, formulas_of
from degrading import degraded
from fonts import PictureFont
from rendering import CannotDraw, Drawing, draw, outlines_of

from layoutmath import Parser
from layoutmath.errors import LayoutmathError
from layoutmath.evaluate.proportion import Proportion
from layoutmath.exporters.latex import write_latex
from layoutmath.expression import Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.cleaning import cleaned
from layoutmath.recognisers.image.recogniser import ImageRecogniser
from layoutmath.structure import BaselineStructure
from layoutmath.synthesise import Manner

OVERLAP = 0.25
"""Least share of the union that two boxes of one character have in common: a minus is a pixel or two high."""


@dataclass(slots=True)
class Tally:
    """Counts of one row of the table."""

    characters: int = 0
    first_choice: int = 0
    right: int = 0
    formulas: int = 0
    exact: int = 0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def row(self, name: str) -> str:
        cells = []
        for right, of in (
            (self.first_choice, self.characters),
            (self.right, self.characters),
            (self.exact, self.formulas),
        ):
            rate = Proportion(right, of)
            low, high = rate.interval or (0.0, 0.0)
            cells.append(f"{rate.percent or 0:.1f} ({low:.1f}–{high:.1f})")
        return f"| {name} | {self.formulas} | {self.characters} | {' | '.join(cells)} |"


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
    picture: np.ndarray,
    drawing: Drawing,
    truth: BaselineStructure,
    tallies: list[Tally],
) -> None:
    """Count one formula; one that is found in several parts is wrong, its characters may be right."""
    try:
        lattices = recogniser.recognise(PixelImage(picture))
        trees = [parser.parse_lattice(lattice) for lattice in lattices]
    except LayoutmathError:
        lattices, trees = [], []
    first = [symbol for lattice in lattices for symbol in lattice.segmentations(1)[0][0].symbols]
    decided = [symbol for tree in trees for symbol in tree.expression.symbols]
    exact = len(trees) == 1 and write_latex(trees[0]) == write_latex(truth)
    boxes = true_boxes(drawing)
    for tally in tallies:
        tally.formulas += 1
        tally.exact += exact
    for symbol in truth.expression.symbols:
        box = boxes.get(symbol.id)
        chosen = found_at(box, decided) if box else None
        before = found_at(box, first) if box else None
        label = chosen.best_label if chosen else None
        for tally in tallies:
            tally.characters += 1
            tally.right += label == symbol.label
            tally.first_choice += before is not None and before.best_label == symbol.label
            if label != symbol.label:
                tally.wrong[symbol.label or "", label or "nothing"] += 1


def table(
    trees: list[BaselineStructure], chosen: list[Face], strength: float, arguments: argparse.Namespace
) -> None:
    """One row per font and kind of font, and what was confused most often."""
    parser, recogniser = Parser(), ImageRecogniser(arguments.classifier)
    random, rng = Random(arguments.seed), np.random.default_rng(arguments.seed)
    opened: dict[Face, PictureFont] = {}
    tallies: dict[str, Tally] = {}
    passed_over = 0
    for index in range(arguments.formulas):
        face = chosen[index % len(chosen)]
        if face not in opened:
            opened[face] = face.open()
        tree = random.choice(trees)
        em = float(np.exp(rng.uniform(np.log(24), np.log(64))))
        try:
            placed, drawn = outlines_of(tree, opened[face], Manner())
            drawing = draw(drawn, em)
        except (LayoutmathError, CannotDraw, IndexError, KeyError):
            passed_over += 1
            continue
        picture = degraded(drawing.cover, em, rng, strength)
        names = ["all", face.kind, f"– {(face.text or face.math).stem}"]
        names += ["all but handwriting"] if face.kind != "handwriting" else []
        measured(
            parser, recogniser, picture, drawing, placed, [tallies.setdefault(n, Tally()) for n in names]
        )
    print("| fonts | formulas | characters | first choice % | characters % | formulas % |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in sorted(tallies, key=lambda name: (not name.startswith("all"), name.startswith("–"), name)):
        print(tallies[name].row(name))
    print(f"\npassed over, since a font lacks something: {passed_over}")
    wrong = tallies["all"].wrong.most_common(30)
    print("wrong most often:", ", ".join(f"{a} as {b} {n}" for (a, b), n in wrong), "\n", flush=True)


def deskewing(trees: list[BaselineStructure], font: PictureFont, arguments: argparse.Namespace) -> None:
    """Degrees that are left after formulas of different lengths were turned by up to 20."""
    rng, random = np.random.default_rng(arguments.seed), Random(arguments.seed)
    print("| symbols | pictures | under 1° left % | median left | largest left |")
    print("| --- | --- | --- | --- | --- |")
    for least, most in ((2, 5), (6, 10), (11, 20), (21, 99)):
        some = [tree for tree in trees if least <= len(tree.expression.symbols) <= most]
        left = []
        for _ in range(arguments.angles):
            angle, em = float(rng.uniform(-20, 20)), float(rng.uniform(24, 56))
            try:
                _, drawn = outlines_of(random.choice(some), font, Manner())
                picture = degraded(draw(drawn, em, angle).cover, em, rng, 0.5)
                left.append(abs(cleaned(PixelImage(picture)).angle - angle))
            except (LayoutmathError, CannotDraw):
                continue
        rate = Proportion(sum(error < 1 for error in left), len(left))
        low, high = rate.interval or (0.0, 0.0)
        print(
            f"| {least}–{most} | {len(left)} | {rate.percent:.1f} ({low:.1f}–{high:.1f}) "
            f"| {np.median(left):.2f}° | {max(left):.1f}° |"
        )
    print(flush=True)


def speed(trees: list[BaselineStructure], font: PictureFont, arguments: argparse.Namespace) -> None:
    """Milliseconds of a processor for formulas of about 20 symbols."""
    parser, recogniser = Parser(), ImageRecogniser(arguments.classifier)
    finding, both = [], []
    for tree in [tree for tree in trees if 18 <= len(tree.expression.symbols) <= 22][:20]:
        _, drawn = outlines_of(tree, font, Manner())
        picture = PixelImage(degraded(draw(drawn, 40.0).cover, 40.0, np.random.default_rng(0), 0.0))
        begun = time.process_time()
        lattices = recogniser.recognise(picture)
        finding.append(time.process_time() - begun)
        for lattice in lattices:
            parser.parse_lattice(lattice)
        both.append(time.process_time() - begun)
    print(
        f"formulas of about 20 symbols: {1000 * np.median(finding):.0f} ms to find symbols, "
        f"{1000 * np.median(both):.0f} ms with the tree (medians of {len(both)})\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("formulas_file", type=Path)
    parser.add_argument("--classifier", default="print")
    parser.add_argument("--formulas", type=int, default=400)
    parser.add_argument("--angles", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    trees = formulas_of(arguments.formulas_file, held_out=True)
    chosen = faces(held_out=True)
    print(" ".join(sys.argv[1:]), "\n")
    for name, strength in (("clean", 0.0), ("degraded", 0.6)):
        print(f"{name} pictures, fonts that were not trained on\n")
        table(trees, chosen, strength, arguments)
    font = chosen[1].open()
    deskewing(trees, font, arguments)
    speed(trees, font, arguments)


if __name__ == "__main__":
    main()
