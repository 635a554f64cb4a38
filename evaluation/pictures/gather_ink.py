"""Draw the strokes of handwritten formulas and keep what the recogniser sees of them, for training.

    python evaluation/pictures/gather_ink.py FOLDER CROHME_TRAINING/ --seed 0

Each formula is drawn once, in a hand that is distorted anew for each seed. Files that are there already are
not made again.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

import cv2
import numpy as np
from degrading import degraded
from gather import TOGETHER, keep
from handwriting import drawn_ink, inked
from rendering import CannotDraw
from samples import Samples, samples_of

from layoutmath.errors import LayoutmathError
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.cleaning import cleaned
from layoutmath.structure import BaselineStructure

LETTER = (14.0, 60.0)
"""Pixels of the longer side of a stroke, the middle one of its formula."""

EM = 1.5
"""Ems of print that such strokes would be as high as: what degrades a picture goes by these."""

SLOPE = 2.0
"""Degrees by which lines of a picture rise or fall once it has been turned straight (standard deviation)."""


def sampled(truth: BaselineStructure, rng: np.random.Generator) -> Samples:
    """Samples of one formula; raises CannotDraw or LayoutmathError where there are none."""
    letter = float(np.exp(rng.uniform(*np.log(LETTER))))
    strength = 0.0 if rng.random() < 0.3 else float(rng.random())
    drawing = drawn_ink(truth, letter, rng, vary=True)
    pixels = degraded(drawing.cover, EM * letter, rng, strength)
    return samples_of(cleaned(PixelImage(pixels), float(rng.normal(0, SLOPE))), drawing, truth)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("ink", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    trees = list(inked(arguments.ink))
    Random(arguments.seed).shuffle(trees)
    for part in range(0, len(trees), TOGETHER):
        path = arguments.folder / f"{arguments.seed}-{part // TOGETHER:03}.npz"
        if path.is_file():
            continue
        rng = np.random.default_rng((arguments.seed, part))
        gathered = []
        for truth in trees[part : part + TOGETHER]:
            try:
                gathered.append(sampled(truth, rng))
            except (CannotDraw, LayoutmathError):
                continue  # too large, or so faint that no ink is left
        keep(path, gathered)


if __name__ == "__main__":
    main()
