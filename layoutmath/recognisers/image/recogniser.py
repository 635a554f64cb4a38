"""Formulas in pictures: pixels in, lattices of symbol hypotheses out."""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
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
from layoutmath.recognisers.image.cutting import Cut, cuts_of, near, with_cut
from layoutmath.recognisers.image.features import FEATURES, features_of, formula_letter
from layoutmath.recognisers.image.reading import read_image
from layoutmath.recognisers.model import SymbolModel
from layoutmath.recognisers.network import SymbolNetwork, log_softmax

CLASSIFIERS = ("print", "handwritten")
"""Models that ship, of which the surer one is taken."""

TOWARDS_PRINT = 0.1
"""By how much the mean log probability of the model of handwriting must be higher: it has seen fewer labels,
and so finds it easier to be sure. Chosen on 76 pictures of fonts and hands that were held out."""

MOST_ON_PAGE, MOST_IN_FORMULA = 10_000, 1_500
"""Connected components that are looked at: a full page of print has some 4,000; noise has many more, and
would cost minutes."""

CANDIDATES = 6
"""Labels of a hypothesis; what is less probable than :data:`LEAST_LABEL` is left out."""

LEAST_LABEL = 1e-3

LEAST_GROUP = 0.02
"""Probability of the least probable group of components that is a hypothesis."""

TIED = 0.5
"""Probability below which a component is not taken for a symbol, and cut where its parts are above it."""

SPECK, LEAST_SPECK = 0.3, 0.3
"""Size, in letters' heights, up to which a component may be dirt, and the probability of the likeliest symbol
that it is part of below which it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What tells symbols, and the name or path it was asked for by."""

    name: str
    labels: tuple[str, ...]
    network: SymbolNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One formula of a picture as one model sees it: ``log_probs`` (n, labels + 1) of ``groups``."""

    picture: CleanPicture
    components: Components
    groups: list[tuple[int, ...]]
    letter: float
    model: Model
    log_probs: NDArray[np.float32]

    def likely(self) -> dict[int, float]:
        """For each component the largest probability that a group is a symbol and needs it.

        A group of which the rest is as likely a symbol does not: dirt beside a letter is no part of it.
        """
        symbol = dict(
            zip(self.groups, (-np.expm1(self.log_probs[:, -1].astype(float))).tolist(), strict=True)
        )
        most = {index: 0.0 for group in self.groups for index in group}
        for group, likely in symbol.items():
            for place, index in enumerate(group):
                if likely > symbol.get(group[:place] + group[place + 1 :], 0.0):
                    most[index] = max(most[index], likely)
        return most

    def sureness(self) -> NDArray[np.float32]:
        """For each component the log probability of the likeliest label of any group that holds it."""
        best = self.log_probs[:, :-1].max(1)
        sure = dict.fromkeys((index for group in self.groups for index in group), -np.inf)
        for group, log_prob in zip(self.groups, best.tolist(), strict=True):
            for index in group:
                sure[index] = max(sure[index], log_prob)
        return np.array(list(sure.values()), np.float32)


class ImageRecogniser:
    """Finds the formulas on a picture of print or of handwriting, and what their symbols may be.

    ``classifier`` is the name of a model that ships or the path of a file. Left out, both models that ship,
    ``"print"`` and ``"handwritten"``, look at the picture, and the one is taken that is surer of it: that has
    the larger mean, over connected components, of the log probability of the likeliest label. That is right
    for 38 of 42 degraded pictures of print in fonts that were held out, and for 58 of 60 of handwriting
    (CROHME 2013).
    In the same way a picture whose lines do not say at which angle they run is looked at both as it is and
    turned.

    Boxes of symbols are pixels of the picture turned straight about its centre: those of the picture itself
    where its lines are level. In any case ``extra["corners"]`` of a symbol holds the corners of its box,
    clockwise from the top left, as (x, y) in the picture that was given, and ``extra["classifier"]`` the name
    of the model. Primitives are ids of connected components.

    Raises UnknownNameError or InputError for a classifier that does not exist or is none of pictures.
    """

    def __init__(self, classifier: str | Path | None = None) -> None:
        names = CLASSIFIERS if classifier is None else (str(classifier),)
        self._models = [_loaded(name) for name in names]

    def recognise(self, source: object, /) -> list[SymbolLattice]:
        """One lattice per formula, from top to bottom, of a :class:`PixelImage` or the path of a picture.

        Raises InputError where there is no ink, or the source is no picture.
        """
        if isinstance(source, str | os.PathLike):
            source = read_image(source)
        if not isinstance(source, PixelImage):
            raise InputError(f"found {type(source).__name__}", "a PixelImage or the path of a picture")
        picture = cleaned(source)
        pictures = [picture] if picture.certain else [picture, cleaned(source, 0.0)]
        pages = [page for each in pictures for page in self._pages(each, source.name) if page]
        if not pages:
            raise InputError("found no ink", "a formula that differs from its paper", source=source.name)
        surest = max(pages, key=_mean_sureness)
        untied = [_untied(reading) for reading in surest]
        lattices = [lattice for reading in untied if (lattice := self._lattice(reading, source.name))]
        if not lattices:
            raise InputError("found only specks", "a formula", source=source.name)
        return lattices

    def _pages(self, picture: CleanPicture, name: str) -> list[list[Reading]]:
        """For each model the formulas of a picture, in reading order."""
        components = components_of(picture.mask, picture.core)
        pages: list[list[Reading]] = [[] for _ in self._models]
        if len(components.boxes) > MOST_ON_PAGE:
            found = f"found {len(components.boxes)} separate spots of ink"
            raise InputError(found, f"at most {MOST_ON_PAGE}, as on a page of print", source=name)
        for members in formulas_of(components):
            if len(members) > MOST_IN_FORMULA:
                found = f"found {len(members)} spots of ink in one formula"
                raise InputError(found, f"at most {MOST_IN_FORMULA}", source=name)
            letter = formula_letter(components, members)
            for page, reading in zip(
                pages, _readings(picture, components, members, letter, self._models), strict=True
            ):
                page.append(reading)
        return pages

    def _lattice(self, reading: Reading, name: str) -> SymbolLattice | None:
        """Hypotheses of one formula; None where nothing but dirt is there."""
        junk = np.minimum(np.exp(reading.log_probs[:, -1]), 1 - 1e-6)
        kept = _kept(reading, junk)
        if not kept:
            return None
        hypotheses = tuple(_symbol(str(place), reading, row) for place, row in enumerate(kept))
        return SymbolLattice(hypotheses, tuple(math.log1p(-float(junk[row])) for row in kept), name)


def _readings(
    picture: CleanPicture, components: Components, members: list[int], letter: float, models: Sequence[Model]
) -> list[Reading]:
    """One formula as each model sees it."""
    found = groups(components.boxes, members, letter, components.wholes)
    symbols, around, numbers = features_of(components, members, found, letter)
    return [
        Reading(
            picture,
            components,
            found,
            letter,
            model,
            log_softmax(model.network.scores([symbols, around], numbers)),
        )
        for model in models
    ]


def _untied(reading: Reading) -> Reading:
    """The formula with components cut in two that are no symbol, but whose parts are."""
    components, letter = reading.components, reading.letter
    likely = reading.likely()
    members = list(likely)
    for index in [index for index in members if likely[index] < TIED]:
        cut = _best_cut(reading.model, components, members, index, letter)
        if cut is not None:
            members.append(len(components.boxes))
            components = with_cut(components, index, cut)
    if components is reading.components:
        return reading
    return _readings(reading.picture, components, members, letter, [reading.model])[0]


def _best_cut(
    model: Model, components: Components, members: list[int], index: int, letter: float
) -> Cut | None:
    """The cut whose parts are most likely to be two symbols; None where none is likely."""
    l, t, r, b = components.boxes[index].tolist()
    cuts = cuts_of(components.labels[t:b, l:r] == index + 1, letter)
    if not cuts:
        return None
    here, new = near(components, index, 2 * letter), len(components.boxes)
    seen = [
        features_of(with_cut(here, index, cut), [*members, new], [(index,), (new,)], letter) for cut in cuts
    ]
    symbols, around, numbers = (np.concatenate(part) for part in zip(*seen, strict=True))
    log_probs = log_softmax(model.network.scores([symbols, around], numbers))
    likely = (1 - np.exp(log_probs[:, -1])).reshape(-1, 2).min(1)
    best = int(np.argmax(likely))
    return cuts[best] if likely[best] > TIED else None


def _mean_sureness(page: list[Reading]) -> float:
    """How sure a model is of a page, with what speaks for print beforehand."""
    leaning = TOWARDS_PRINT if page[0].model.name == "print" else 0.0
    return leaning + float(np.mean(np.concatenate([reading.sureness() for reading in page])))


def _kept(reading: Reading, junk: NDArray[np.float32]) -> list[int]:
    """Groups that may be symbols, and every component alone that is no dirt."""
    boxes = reading.components.boxes
    likely = reading.likely()
    small = {
        index for index in likely if (boxes[index, 2:] - boxes[index, :2]).max() < SPECK * reading.letter
    }
    dirt = {index for index in small if likely[index] < LEAST_SPECK}
    return [
        row
        for row, group in enumerate(reading.groups)
        if (len(group) == 1 or 1 - junk[row] >= LEAST_GROUP) and dirt.isdisjoint(group)
    ]


def _symbol(symbol_id: str, reading: Reading, row: int) -> Symbol:
    group, scores, labels = reading.groups[row], reading.log_probs[row, :-1], reading.model.labels
    boxes = reading.components.boxes[list(group)]
    bounds = BoundingBox(*boxes[:, :2].min(0).tolist(), *boxes[:, 2:].max(0).tolist())
    box = reading.picture.straight(bounds)
    best = np.argsort(-scores)[:CANDIDATES]
    probs = np.exp(scores[best] - scores[best[0]])
    best = best[probs >= LEAST_LABEL * probs.sum()]
    total = float(np.logaddexp.reduce(scores[best]))
    return Symbol(
        symbol_id,
        box,
        candidates=tuple(Candidate(labels[label], float(scores[label]) - total) for label in best),
        primitives=tuple(str(index) for index in group),
        extra={"corners": reading.picture.corners(box), "classifier": reading.model.name},
    )


@functools.cache
def _loaded(classifier: str) -> Model:
    model = SymbolModel.load(classifier, FEATURES)
    return Model(classifier, model.labels, model.network)
