"""Measure the recogniser of pictures on fonts and hands that it was not trained on.

    python evaluation/pictures/measure.py school.jsonl CROHME2013/

Print: formulas are the held-out lines of a file of printed formulas, each drawn once, in one of the held-out
fonts in turn. Handwriting: each formula of a folder of ink, drawn with pens of different widths. Both come
clean and degraded: blurred, noisy, dirty, unevenly lit, compressed, worn. Nobody tells the recogniser which
of its models to take.

A character is right when a symbol of the result lies where it does and has its label (its "first choice"
before the parser has looked at the context); a formula, when the LaTeX of its tree is that of the truth.
Intervals are 95 % score intervals. Numbers go to ``evaluation/results/pictures.json``.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

import recording
from collection import Face, faces, formulas_of
from degrading import degraded
from fonts import PictureFont
from gather_ink import EM as EM_OF_INK
from handwriting import drawn_ink, inked
from rendering import CannotDraw, draw, outlines_of
from tallies import Tally, measured, shown, table

from layoutmath import Parser
from layoutmath.errors import LayoutmathError
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.cleaning import cleaned
from layoutmath.recognisers.image.recogniser import ImageRecogniser
from layoutmath.structure import BaselineStructure
from layoutmath.synthesise import Manner

Trees = list[BaselineStructure]
Found = tuple[Any, str]
"""Numbers, and the text that shows them."""

EM, LETTER = (24.0, 64.0), (20.0, 56.0)
"""Pixels per em of print, and of the longer side of the middle stroke of handwriting."""

DEGRADED = 0.6

LENGTHS = ((2, 5), (6, 10), (11, 20), (21, 99))
"""Numbers of symbols of the formulas that are turned."""

MOST_TURNED = 20.0


def drawn_size(rng: np.random.Generator, sizes: tuple[float, float]) -> float:
    return float(np.exp(rng.uniform(*np.log(sizes))))


def of_print(
    trees: Trees, chosen: list[Face], recogniser: ImageRecogniser, strength: float, count: int, seed: int
) -> Found:
    """A row for each font and each kind of font; what a font lacks is passed over."""
    parser, random, rng = Parser(), Random(seed), np.random.default_rng(seed)
    opened: dict[Face, PictureFont] = {}
    tallies: dict[str, Tally] = {}
    for index in range(count):
        face = chosen[index % len(chosen)]
        if face not in opened:
            opened[face] = face.open()
        tree, em = random.choice(trees), drawn_size(rng, EM)
        try:
            placed, drawn = outlines_of(tree, opened[face], Manner())
            drawing = draw(drawn, em)
        except (LayoutmathError, CannotDraw, IndexError, KeyError):
            continue
        picture = degraded(drawing.cover, em, rng, strength)
        names = ["all", face.kind, f"– {(face.text or face.math).stem}"]
        names += ["all but handwriting"] if face.kind != "handwriting" else []
        rows = [tallies.setdefault(name, Tally()) for name in names]
        measured(parser, recogniser, "print", picture, drawing, placed, rows)
    return table(tallies)


def of_hands(trees: Trees, recogniser: ImageRecogniser, strength: float, count: int, seed: int) -> Found:
    """One row for all formulas, and one for each range of lengths."""
    parser, rng = Parser(), np.random.default_rng(seed)
    tallies: dict[str, Tally] = {}
    for truth in Random(seed).sample(trees, min(count, len(trees))):
        letter = drawn_size(rng, LETTER)
        drawing = drawn_ink(truth, letter, rng, vary=False)
        picture = degraded(drawing.cover, EM_OF_INK * letter, rng, strength)
        symbols = len(truth.expression.symbols)
        length = next((f"{low}–{high} symbols" for low, high in LENGTHS if symbols <= high), "more")
        rows = [tallies.setdefault(name, Tally()) for name in ("all", length)]
        measured(parser, recogniser, "handwritten", picture, drawing, truth, rows)
    return table(tallies)


def deskewing(trees: Trees, face: Face, count: int, seed: int) -> Found:
    """Degrees that are left after printed formulas of different lengths were turned by up to 20."""
    rng, random, font = np.random.default_rng(seed), Random(seed), face.open()
    lines = ["| symbols | pictures | under 1° left % | median left |", "| --- | --- | --- | --- |"]
    rows: list[dict[str, Any]] = []
    for least, most in LENGTHS:
        some = [tree for tree in trees if least <= len(tree.expression.symbols) <= most]
        left = []
        for _ in range(count):
            angle, em = float(rng.uniform(-MOST_TURNED, MOST_TURNED)), drawn_size(rng, EM)
            try:
                _, drawn = outlines_of(random.choice(some), font, Manner())
                picture = degraded(draw(drawn, em, angle).cover, em, rng, DEGRADED)
                left.append(abs(cleaned(PixelImage(picture)).angle - angle))
            except (LayoutmathError, CannotDraw):
                continue
        good = sum(error < 1 for error in left)
        rows.append({"symbols": [least, most], "under 1°": [good, len(left)], "median": np.median(left)})
        lines.append(f"| {least}–{most} | {len(left)} | {shown(good, len(left))} | {np.median(left):.2f}° |")
    return rows, "\n".join([*lines, "", ""])


def speed(trees: Trees, face: Face, recogniser: ImageRecogniser) -> Found:
    """Milliseconds of a processor for printed formulas of about 20 symbols."""
    parser, font = Parser(), face.open()
    finding, both = [], []
    for tree in [tree for tree in trees if 18 <= len(tree.expression.symbols) <= 22][:20]:
        _, drawn = outlines_of(tree, font, Manner())
        picture = PixelImage(degraded(draw(drawn, 40.0).cover, 40.0, np.random.default_rng(0), 0.0))
        begun = time.process_time()
        lattices = recogniser.recognise(picture)
        finding.append(time.process_time() - begun)
        for lattice in lattices:
            parser.parse_recognised(lattice)
        both.append(time.process_time() - begun)
    find, all_of_it = 1000 * float(np.median(finding)), 1000 * float(np.median(both))
    text = f"formulas of about 20 symbols: {find:.0f} ms to find symbols, {all_of_it:.0f} ms with the tree\n"
    return {"symbols": find, "with the tree": all_of_it}, text


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("print", type=Path, metavar="JSONL")
    parser.add_argument("ink", type=Path, metavar="INKML")
    parser.add_argument("--classifier", help="one model for all pictures, by name or path")
    parser.add_argument("--formulas", type=int, default=390, help="of print; one for each font in turn")
    parser.add_argument("--hands", type=int, default=670, help="formulas of ink at the most")
    parser.add_argument("--angles", type=int, default=100, help="pictures for each range of lengths")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    seed, recogniser = arguments.seed, ImageRecogniser(arguments.classifier)
    trees, hands = formulas_of(arguments.print, held_out=True), list(inked(arguments.ink))
    chosen = faces(held_out=True)
    count, written, angles = arguments.formulas, arguments.hands, arguments.angles
    with ProcessPoolExecutor(max_workers=2) as pool:
        jobs = {
            f"{what}, {kind}": pool.submit(measure, *given, recogniser, strength, many, seed)
            for what, measure, given, many in (
                ("print", of_print, (trees, chosen), count),
                ("handwritten", of_hands, (hands,), written),
            )
            for kind, strength in (("clean", 0.0), ("degraded", DEGRADED))
        }
        jobs["print turned by up to 20°"] = pool.submit(deskewing, trees, chosen[1], angles, seed)
        jobs["milliseconds"] = pool.submit(speed, trees, chosen[1], recogniser)
        found = {name: job.result() for name, job in jobs.items()}
    text = "".join(f"\n{name}\n\n{told}" for name, (_, told) in found.items())
    print(text)
    options = f"--formulas {count} --hands {written} --angles {angles} --seed {seed}"
    command = f"python evaluation/pictures/measure.py school.jsonl CROHME2013/ {options}"
    numbers = {name: rows for name, (rows, _) in found.items()}
    recording.record("pictures", numbers, recording.heading(command) + text)


if __name__ == "__main__":
    main()
