"""Strokes in, a lattice of symbol hypotheses out."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from layoutmath.errors import InputError
from layoutmath.expression import Candidate, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import Ink
from layoutmath.lattice import SymbolLattice
from layoutmath.recognisers.ink.features import FEATURES, Group, features
from layoutmath.recognisers.ink.files import read_ink
from layoutmath.recognisers.ink.groups import stroke_groups
from layoutmath.recognisers.ink.strokes import Samples, sampled
from layoutmath.recognisers.model import SymbolModel
from layoutmath.recognisers.network import Arrays, SymbolNetwork, log_softmax

CANDIDATES = 10
"""Labels that each hypothesis names at the most."""


TOGETHER = 128
"""Groups whose images are made at once: they take a hundred kilobytes each."""


class InkRecogniser:
    """Finds the symbols of one handwritten formula; holds no state between calls.

    ``classifier`` is the name of a model that ships, or the path of what ``evaluation/ink/train.py`` wrote.

    >>> from layoutmath.ink import Stroke
    >>> bars = Ink((Stroke("0", ((0, 0), (30, 0))), Stroke("1", ((0, 10), (30, 10)))))
    >>> lattice = InkRecogniser().recognise(bars)
    >>> lattice.segmentations()[0][0].symbols[0].best_label
    '='
    """

    def __init__(self, classifier: str | Path = "ink") -> None:
        shipped = isinstance(classifier, str) and not classifier.endswith(".npz")
        self._labels, self._network = _shipped(classifier) if shipped else _loaded(classifier)

    def recognise(self, source: object, /) -> SymbolLattice:
        """Groups of strokes that may be symbols, with labels, from an Ink or the path of a file with one.

        Raises InputError for what is neither, and for ink without strokes.
        """
        if isinstance(source, str | os.PathLike):
            source = read_ink(_content(source), str(source))
        if not isinstance(source, Ink) or not source.strokes:
            found = "ink without strokes" if isinstance(source, Ink) else f"a {type(source).__name__}"
            raise InputError(f"found {found}", "an Ink of one or more strokes")
        samples = sampled(source)
        groups = stroke_groups(samples)
        return self.lattice(source, samples, groups, self.log_probs(samples, groups))

    def log_probs(self, samples: Samples, groups: Sequence[Group]) -> Arrays:
        """Log probabilities (n, labels + 1) of each group's labels, and of being no symbol."""
        parts = []
        for start in range(0, len(groups), TOGETHER):
            chosen = [(samples, group) for group in groups[start : start + TOGETHER]]
            close, wide, numbers = features(chosen)
            parts.append(log_softmax(self._network.scores((close, wide), numbers)))
        return np.concatenate(parts)

    def lattice(
        self, ink: Ink, samples: Samples, groups: Sequence[Group], log_probs: Arrays
    ) -> SymbolLattice:
        """The hypotheses that such log probabilities make of groups of strokes."""
        names = [stroke.id for stroke in ink.strokes]
        none = log_probs[:, -1]
        is_symbol = np.log(np.maximum(-np.expm1(none.astype(float)), 1e-9))
        # what a label's probability is once the group is taken for a symbol
        likely = np.argsort(-log_probs[:, :-1], axis=1, kind="stable")[:, :CANDIDATES]
        best = np.take_along_axis(log_probs, likely, 1).astype(float)
        best -= np.logaddexp.reduce(best, axis=1, keepdims=True)
        hypotheses = []
        for group, labels, log_prob in zip(groups, likely.tolist(), best.tolist(), strict=True):
            box = samples.boxes[list(group)]
            edges = (*box[:, :2].min(0).tolist(), *box[:, 2:].max(0).tolist())
            strokes = tuple(names[stroke] for stroke in group)
            candidates = tuple(
                Candidate(self._labels[label], value) for label, value in zip(labels, log_prob, strict=True)
            )
            hypotheses.append(
                Symbol("+".join(strokes), BoundingBox(*edges), candidates=candidates, primitives=strokes)
            )
        return SymbolLattice(tuple(hypotheses), tuple(is_symbol.tolist()), ink=ink)


def _content(path: str | os.PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        found = f"found nothing to read ({error.strerror})"
        raise InputError(found, "a file of pen strokes", source=str(path)) from None


Loaded = tuple[tuple[str, ...], SymbolNetwork]


@functools.cache
def _shipped(name: str) -> Loaded:
    """A model that ships, read once: recognisers are made anew for each call. Files of users may change."""
    return _loaded(name)


def _loaded(classifier: str | Path) -> Loaded:
    model = SymbolModel.load(classifier, FEATURES)
    return model.labels, model.network
