"""What the recogniser's network is trained on: groups of components of drawn formulas, with their labels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from rendering import Drawing

from layoutmath.recognisers.image.cleaning import CleanPicture
from layoutmath.recognisers.image.components import Components, components_of, groups
from layoutmath.recognisers.image.features import features_of, formula_letter
from layoutmath.structure import BaselineStructure

JUNK = ""

MAIN_SHARE = 0.8
"""Share of a component's pixels that one symbol must have; else symbols have run together."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Features as the recogniser computes them, as bytes where they are pictures, with labels."""

    symbols: np.ndarray
    around: np.ndarray
    numbers: np.ndarray
    labels: list[str]


def owners_of(drawing: Drawing, picture: CleanPicture, components: Components) -> list[int]:
    """For each component the symbol (1 + its index) that it belongs to; 0 for dirt, -1 for several."""
    near = cv2.dilate(drawing.owners, np.ones((5, 5), np.uint8))
    owners = np.where(drawing.owners > 0, drawing.owners, near)
    height, width = owners.shape
    turn = np.radians(picture.angle)
    found = []
    for index, (l, t, r, b) in enumerate(components.boxes.tolist()):
        ys, xs = np.nonzero(components.labels[t:b, l:r] == index + 1)
        x = (xs + l + 0.5) / picture.scale - 0.5 + picture.offset[0] - picture.centre[0]
        y = (ys + t + 0.5) / picture.scale - 0.5 + picture.offset[1] - picture.centre[1]
        across = np.round(picture.centre[0] + x * np.cos(turn) - y * np.sin(turn)).astype(int)
        down = np.round(picture.centre[1] + x * np.sin(turn) + y * np.cos(turn)).astype(int)
        inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)
        counts = np.bincount(owners[down[inside], across[inside]], minlength=len(drawing.ids) + 1)
        if not counts[1:].any():
            found.append(0)
            continue
        best = int(np.argmax(counts[1:])) + 1
        found.append(best if counts[best] >= MAIN_SHARE * counts[1:].sum() else -1)
    return found


def samples_of(picture: CleanPicture, drawing: Drawing, truth: BaselineStructure) -> Samples:
    """Groups of the whole picture, taken as one formula, with the label of the symbol that each is."""
    components = components_of(picture.mask, picture.core)
    members = list(range(len(components.boxes)))
    letter = formula_letter(components, members)
    found = groups(components.boxes, members, letter, components.wholes)
    owners = owners_of(drawing, picture, components)
    whole: dict[int, set[int]] = {}
    for index, owner in enumerate(owners):
        whole.setdefault(owner, set()).add(index)
    name = {symbol.id: symbol.label or "" for symbol in truth.expression.symbols}
    labels = []
    for group in found:
        owner = owners[group[0]]
        is_symbol = owner > 0 and whole[owner] == set(group)
        labels.append(name[drawing.ids[owner - 1]] if is_symbol else JUNK)
    symbols, around, numbers = features_of(components, members, found, letter)
    as_bytes = [np.round(pictures * 255).astype(np.uint8) for pictures in (symbols, around)]
    return Samples(as_bytes[0], as_bytes[1], numbers, labels)
