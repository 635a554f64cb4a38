"""Which of several segmentations is right, now that each has been given labels and a layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from layoutmath.structure import BaselineStructure

SEGMENTATIONS = 6
"""How many are parsed side by side. Chosen on CROHME 2013, as are the weights below."""

OF_LAYOUT = 0.25
"""How much the log probabilities of places count beside those of the segmentation."""


def chosen_segmentation(log_probs: Sequence[float], trees: Sequence[BaselineStructure]) -> BaselineStructure:
    """The best of trees over one lattice, from the log probabilities of their segmentations.

    The place of a symbol counts once for each of its primitives, as its being a symbol does (see
    :meth:`layoutmath.lattice.SymbolLattice.segmentations`).
    """
    scores = np.array(log_probs) + OF_LAYOUT * np.array([_of_places(tree) for tree in trees])
    best = int(scores.argmax())
    share = float(scores[best] - np.logaddexp.reduce(scores))
    tree = trees[best]
    return replace(tree, log_prob=share + sum(_of_labels(tree)) + (tree.log_prob or 0.0))


def _of_places(tree: BaselineStructure) -> float:
    return sum(
        len(symbol.primitives) * tree.evidence[symbol.id].log_prob
        for symbol in tree.expression.symbols
        if symbol.id in tree.evidence
    )


def _of_labels(tree: BaselineStructure) -> list[float]:
    """Log probabilities of the labels that the symbols' best candidates are."""
    return [
        symbol.candidates[0].log_prob
        for symbol in tree.expression.symbols
        if symbol.label is None and symbol.candidates
    ]
