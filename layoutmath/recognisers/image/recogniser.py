"""Formulas in pictures: pixels in, lattices of symbol hypotheses out."""

from __future__ import annotations

import functools
import math
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError
from layoutmath.expression import Candidate, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import PixelImage
from layoutmath.lattice import SymbolLattice
from layoutmath.recognisers.image.cleaning import CleanPicture, cleaned
from layoutmath.recognisers.image.components import Components, components_of, formulas_of, groups
from layoutmath.recognisers.image.features import FEATURES, features_of, formula_letter
from layoutmath.recognisers.image.reading import read_image
from layoutmath.recognisers.model import SymbolModel
from layoutmath.recognisers.network import SymbolNetwork

DEFAULT_CLASSIFIER = "print"

CANDIDATES = 6
"""Labels of a hypothesis; what is less probable than :data:`LEAST_LABEL` is left out."""

LEAST_LABEL = 1e-3

LEAST_GROUP = 0.02
"""Probability of the least probable group of components that is a hypothesis."""

SPECK = 0.3
"""Size, in letters' heights, up to which a component that is no symbol is dirt."""


class ImageRecogniser:
    """Finds the formulas on a picture of print, and what their symbols may be.

    ``classifier`` is the name of a model that ships or the path of a file. Boxes of symbols are pixels of the
    picture turned straight about its centre: those of the picture itself where its lines are level. In any
    case ``extra["corners"]`` of a symbol holds the corners of its box, clockwise from the top left, as
    (x, y) in the picture that was given. Primitives are ids of connected components.

    Raises UnknownNameError or InputError for a classifier that does not exist or is none of pictures.
    """

    def __init__(self, classifier: str | Path = DEFAULT_CLASSIFIER) -> None:
        self._labels, self._network = _loaded(str(classifier))

    def recognise(self, source: object, /) -> list[SymbolLattice]:
        """One lattice per formula, from top to bottom, of a :class:`PixelImage` or the path of a picture.

        Raises InputError where there is no ink, or the source is no picture.
        """
        if isinstance(source, str | os.PathLike):
            source = read_image(source)
        if not isinstance(source, PixelImage):
            raise InputError(f"found {type(source).__name__}", "a PixelImage or the path of a picture")
        picture = cleaned(source)
        components = components_of(picture.mask, picture.core)
        lattices = []
        for members in formulas_of(components):
            lattice = self._lattice(picture, components, members, source.name)
            if lattice is not None:
                lattices.append(lattice)
        if not lattices:
            raise InputError("found only specks", "a formula", source=source.name)
        return lattices

    def _lattice(
        self, picture: CleanPicture, components: Components, members: list[int], name: str
    ) -> SymbolLattice | None:
        """Hypotheses of one formula; None where nothing but dirt is there."""
        letter = formula_letter(components, members)
        found = groups(components.boxes, members, letter, components.wholes)
        symbols, around, numbers = features_of(components, members, found, letter)
        log_probs = _log_softmax(self._network.scores([symbols, around], numbers))
        junk = np.minimum(np.exp(log_probs[:, -1]), 1 - 1e-6)
        kept = self._kept(components, found, junk, letter)
        if not kept:
            return None
        hypotheses = tuple(
            self._symbol(str(place), picture, components, found[row], log_probs[row, :-1])
            for place, row in enumerate(kept)
        )
        return SymbolLattice(hypotheses, tuple(math.log1p(-float(junk[row])) for row in kept), name)

    def _kept(
        self, components: Components, found: list[tuple[int, ...]], junk: NDArray[np.float32], letter: float
    ) -> list[int]:
        """Groups that may be symbols, and every component alone that is no dirt."""
        likely = {row for row in range(len(found)) if 1 - junk[row] >= LEAST_GROUP}
        used = {index for row in likely for index in found[row]}
        kept, dropped = set(likely), set()
        for row, group in enumerate(found):
            if len(group) == 1:
                l, t, r, b = components.boxes[group[0]].tolist()
                if group[0] not in used and max(r - l, b - t) < SPECK * letter:
                    dropped.add(group[0])
                else:
                    kept.add(row)
        return sorted(row for row in kept if not dropped.intersection(found[row]))

    def _symbol(
        self,
        symbol_id: str,
        picture: CleanPicture,
        components: Components,
        group: tuple[int, ...],
        scores: NDArray[np.float32],
    ) -> Symbol:
        boxes = components.boxes[list(group)]
        box = picture.straight(BoundingBox(*boxes[:, :2].min(0).tolist(), *boxes[:, 2:].max(0).tolist()))
        best = np.argsort(-scores)[:CANDIDATES]
        probs = np.exp(scores[best] - scores[best[0]])
        best = best[probs >= LEAST_LABEL * probs.sum()]
        total = float(np.logaddexp.reduce(scores[best]))
        candidates = tuple(Candidate(self._labels[row], float(scores[row]) - total) for row in best)
        return Symbol(
            symbol_id,
            box,
            candidates=candidates,
            primitives=tuple(str(index) for index in group),
            extra={"corners": picture.corners(box)},
        )


@functools.cache
def _loaded(classifier: str) -> tuple[tuple[str, ...], SymbolNetwork]:
    model = SymbolModel.load(classifier, FEATURES)
    return model.labels, model.network


def _log_softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = scores - scores.max(1, keepdims=True)
    normalised: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return normalised
