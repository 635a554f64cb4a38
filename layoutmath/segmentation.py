"""Which of several segmentations is right, now that each has been given labels and a layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from layoutmath.classify.posteriors import Posteriors
from layoutmath.expression import Expression
from layoutmath.lattice import Recognised
from layoutmath.structure import BaselineStructure

SEGMENTATIONS, WITHIN = 4, 3.0
"""How many are parsed side by side, and how far below the best they may be in log probability. Chosen on
CROHME 2013, as are the weights below: more of them are no better."""

OF_LABELS, OF_LAYOUT = 0.1, 0.1
"""How much the agreement of candidates with the context, and the log probabilities of places, count beside
those of the segmentation."""


def plausible_segmentations(formula: Recognised) -> list[tuple[Expression, float]]:
    """Those that labels and layout shall choose from, the best first, with their log probabilities."""
    if isinstance(formula, Expression):
        return [(formula, 0.0)]
    found = formula.segmentations(SEGMENTATIONS)
    best = found[0][1]
    return [(expression, log_prob) for expression, log_prob in found if log_prob > best - WITHIN]


@dataclass(frozen=True, slots=True)
class Segmented:
    """A segmentation with its log probability, its best tree, and what that was found by."""

    log_prob: float
    tree: BaselineStructure
    posteriors: Posteriors


def chosen_segmentation(found: Sequence[Segmented]) -> BaselineStructure:
    """The best tree over one lattice; ``log_prob`` is that of segmentation, labels and layout being right.

    What is said of a symbol counts once for each of its primitives, as its being a symbol does (see
    :meth:`layoutmath.lattice.SymbolLattice.segmentations`).
    """
    scores = np.array([one.log_prob + _of_symbols(one) for one in found])
    best = int(scores.argmax())
    share = float(scores[best] - np.logaddexp.reduce(scores))
    tree = found[best].tree
    return replace(tree, log_prob=share + _of_labels(tree) + (tree.log_prob or 0.0))


def _of_symbols(one: Segmented) -> float:
    """What labels and layout say of a segmentation."""
    sizes = {symbol.id: len(symbol.primitives) for symbol in one.tree.expression.symbols}
    # where a symbol stands for a grid, its place is said of the grid's
    size_of = sizes | {
        grid: sizes[start]
        for grid, rows in one.tree.grid_rows().items()
        for start in rows[0][:1]
        if start in sizes
    }
    layout = sum(size_of.get(name, 1) * said.log_prob for name, said in one.tree.evidence.items())
    agreement = one.posteriors.agreement
    if agreement is None:
        return OF_LAYOUT * layout
    weights = np.array([sizes[name] for name in one.posteriors.ids])
    return OF_LAYOUT * layout + OF_LABELS * float(weights @ agreement)


def _of_labels(tree: BaselineStructure) -> float:
    """Log probability of all labels that the symbols' best candidates are."""
    return sum(
        symbol.candidates[0].log_prob
        for symbol in tree.expression.symbols
        if symbol.label is None and symbol.candidates
    )
