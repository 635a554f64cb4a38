"""A formula while it is being written: strokes come and go, and only what changed is looked at anew."""

from __future__ import annotations

import numpy as np

from layoutmath.errors import InputError
from layoutmath.ink import Ink, Stroke
from layoutmath.lattice import SymbolLattice
from layoutmath.recognisers.ink.features import surroundings
from layoutmath.recognisers.ink.groups import stroke_groups
from layoutmath.recognisers.ink.recogniser import InkRecogniser
from layoutmath.recognisers.ink.strokes import sampled
from layoutmath.recognisers.network import Arrays

STEADY = 1.1
"""What counts as the typical size of a stroke stays until it has changed by this factor."""


class InkSession:
    """Strokes that are added and removed, and the lattice of those that are there.

    Each group of strokes is looked at once for each set of strokes around it. What is typical of the sizes is
    held while it changes little; apart from that the lattice is that of :meth:`InkRecogniser.recognise`.

    >>> session = InkSession()
    >>> session.add(Stroke("0", ((0, 0), (30, 0))))
    >>> session.add(Stroke("1", ((0, 10), (30, 10))))
    >>> session.lattice().segmentations()[0][0].symbols[0].best_label
    '='
    >>> session.remove("1")
    >>> session.lattice().segmentations()[0][0].symbols[0].best_label
    '-'
    """

    def __init__(self, recogniser: InkRecogniser | None = None) -> None:
        self._recogniser = recogniser or InkRecogniser()
        self._strokes: dict[str, Stroke] = {}
        self._typical = 0.0
        self._known: dict[tuple[frozenset[str], frozenset[str]], Arrays] = {}

    @property
    def ink(self) -> Ink:
        """The strokes that are there, in the order in which they were added."""
        return Ink(tuple(self._strokes.values()))

    def add(self, stroke: Stroke) -> None:
        """Raises InputError where a stroke with this id is there."""
        if stroke.id in self._strokes:
            raise InputError(f"found stroke {stroke.id!r} twice", "unique stroke ids")
        self._strokes[stroke.id] = stroke

    def remove(self, stroke_id: str) -> None:
        """Raises InputError where there is none."""
        if stroke_id not in self._strokes:
            raise InputError(f"found no stroke {stroke_id!r}", "the id of a stroke that is there")
        del self._strokes[stroke_id]
        self._known = {key: row for key, row in self._known.items() if stroke_id not in key[0] | key[1]}

    def lattice(self) -> SymbolLattice:
        """The hypotheses about the strokes that are there; raises InputError where there are none."""
        ink = self.ink
        if not ink.strokes:
            raise InputError("found ink without strokes", "one or more strokes")
        samples = sampled(ink)
        if max(samples.typical, self._typical) > STEADY * min(samples.typical, self._typical):
            self._typical, self._known = samples.typical, {}
        samples = sampled(ink, self._typical)
        groups = stroke_groups(samples)
        names = np.array([stroke.id for stroke in ink.strokes], object)
        keys = [
            (frozenset(names[list(group)]), frozenset(names[surroundings(samples, group)]))
            for group in groups
        ]
        new = [index for index, key in enumerate(keys) if key not in self._known]
        if new:
            rows = self._recogniser.log_probs(samples, [groups[index] for index in new])
            self._known |= dict(zip([keys[index] for index in new], rows, strict=True))
        return self._recogniser.lattice(ink, samples, groups, np.stack([self._known[key] for key in keys]))
