"""Draw formulas and keep what the recogniser sees of them, for training.

    python evaluation/pictures/gather.py FOLDER --seed 0 --formulas 8000 school.jsonl=0.5 arxiv.jsonl=0.15

Each file of printed formulas is followed by its share; the rest is made at random. Files of the folder that
are there already are not made again: the same command goes on where it stopped.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random

import cv2
import numpy as np
from collection import Face, Formulas, faces, formulas_of
from degrading import degraded
from fonts import PictureFont
from rendering import CannotDraw, draw, outlines_of
from samples import Samples, samples_of

from layoutmath.errors import LayoutmathError
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.cleaning import cleaned
from layoutmath.structure import BaselineStructure
from layoutmath.synthesise import Manner

TOGETHER = 125
"""Formulas in one file."""

EM = (16.0, 64.0)
"""Pixels per em, from small print on a screen to a photograph from near."""


MOST_TURNED = 2.0
"""Degrees that a picture may be left turned: beyond, nothing is learnt from it."""


def sample_pictures(
    trees: Iterator[BaselineStructure], chosen: list[Face], rng: np.random.Generator, seed: int
) -> Iterator[Samples]:
    """Samples of ever more formulas; those that a font cannot draw are passed over."""
    opened: dict[Face, PictureFont] = {}
    random = Random(seed)
    for tree in trees:
        face = random.choice(chosen)
        if face not in opened:
            opened[face] = face.open()
        em = float(np.exp(rng.uniform(*np.log(EM))))
        angle = float(np.clip(rng.normal(0, 5), -20, 20)) if rng.random() < 0.2 else 0.0
        strength = 0.0 if rng.random() < 0.3 else float(rng.random())
        try:
            placed, drawn = outlines_of(tree, opened[face], Manner.varied(random))
            drawing = draw(drawn, em, angle)
            picture = cleaned(PixelImage(degraded(drawing.cover, em, rng, strength)))
            if abs(picture.angle - angle) <= MOST_TURNED:
                yield samples_of(picture, drawing, placed)
        except (LayoutmathError, CannotDraw, IndexError, KeyError, AssertionError):
            continue  # what a font or the typesetter lacks


def main() -> None:
    arguments = parsed()
    cv2.setNumThreads(1)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    split = [source.rpartition("=") for source in arguments.sources]
    lists = [(formulas_of(Path(path), held_out=False), float(share)) for path, _, share in split]
    every = faces(held_out=False)
    math, text = ([face for face in every if (face.kind == "math") is is_math] for is_math in (True, False))
    Random(arguments.seed).shuffle(text)
    for part in range(arguments.formulas // TOGETHER):
        path = arguments.folder / f"{arguments.seed}-{part:03}.npz"
        if path.is_file():
            continue
        seed = 1000 * arguments.seed + part
        # a few fonts for text at a time, since opening one takes as long as drawing a page
        few = [text[(5 * part + k) % len(text)] for k in range(5)]
        chosen = [*few, *Random(seed).sample(math, 4)]
        trees = iter(Formulas(lists, seed))
        made = sample_pictures(trees, chosen, np.random.default_rng(seed), seed)
        gathered = list(itertools.islice(made, TOGETHER))
        keep(path, gathered)


def keep(path: Path, gathered: list[Samples]) -> None:
    """Write samples to one file of the folder that train.py reads."""
    np.savez(
        path,
        symbols=np.concatenate([each.symbols for each in gathered]),
        around=np.concatenate([each.around for each in gathered]),
        numbers=np.concatenate([each.numbers for each in gathered]),
        labels=np.array([label for each in gathered for label in each.labels]),
    )
    print(path, sum(len(each.labels) for each in gathered), flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("sources", nargs="*", metavar="FILE=SHARE")
    parser.add_argument("--formulas", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_intermixed_args()


if __name__ == "__main__":
    main()
