"""Which strokes may be one symbol: those that follow each other and lie near, and late ones that touch."""

from __future__ import annotations

import numpy as np

from layoutmath.recognisers.ink.strokes import Points, Samples

MOST = 5
"""Strokes of one symbol at the most; in CROHME's training set 0.08 % of the symbols have more."""

NEAR, TOUCHING = 1.3, 0.12
"""How near strokes of one symbol are, as a share of the typical size: those written one after the other
(the bars of ``=``, the letters of a ``sin``), and those where others were written in between."""


LATE = 4
"""Strokes that are tried, for each group, as written later."""


def stroke_groups(samples: Samples) -> list[tuple[int, ...]]:
    """Groups of strokes, as rising indices, that may be symbols; every stroke is also one by itself.

    >>> from layoutmath.recognisers.ink.strokes import sampled_points
    >>> bars = [np.array([[0, y], [9, y]]) for y in (0, 3)] + [np.array([[40, 0], [40, 9]])]
    >>> stroke_groups(sampled_points(bars))
    [(0,), (0, 1), (1,), (2,)]
    """
    count = len(samples.boxes)
    apart = _gaps(samples) / samples.typical
    found = set()
    for first in range(count):
        group: tuple[int, ...] = ()
        for stroke in range(first, min(first + MOST, count)):
            if group and apart[stroke, list(group)].min() > NEAR:
                break
            group = (*group, stroke)
            found.add(group)
    # A dot or a bar that was added later: one or two strokes with one more that touches them. In a scribble
    # all touch all, so only the few nearest in time count.
    for group in sorted(found):
        if len(group) > 2:
            continue
        touching = np.flatnonzero(apart[list(group)].min(0) < TOUCHING)
        late = touching[(touching < group[0] - 1) | (touching > group[-1] + 1)]
        waited = np.abs(late - group[0])
        for stroke in late[np.argsort(waited, kind="stable")][:LATE].tolist():
            found.add(tuple(sorted((*group, stroke))))
    return sorted(found)


def _gaps(samples: Samples) -> Points:
    """Distances (n, n) between the boxes of strokes, 0 where they overlap."""
    low, high = samples.boxes[:, None, :2], samples.boxes[:, None, 2:]
    between = np.maximum(low - high.transpose(1, 0, 2), low.transpose(1, 0, 2) - high)
    gaps: Points = np.hypot(*np.maximum(between, 0).transpose(2, 0, 1))
    return gaps
