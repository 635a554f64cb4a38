"""Which fences of a baseline belong together, and what each of them spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BARS = ("|", r"\|")


@dataclass(frozen=True, slots=True)
class Span:
    """Fences by their place on a baseline (None: missing) around the pieces from start to end."""

    opening: int | None
    closing: int | None
    start: int
    end: int


def spans(labels: Sequence[str | None], kinds: Sequence[str], scripted: Sequence[bool]) -> list[Span]:
    """Spans on a baseline, inner ones first, by label (None for a grid) and kind of atom.

    Any opening fence goes with any closing one, as in ``[0, 1)``. A bar opens where an operand may stand and
    closes after one. What is left without partner spans the grid beside it, or, as a bar with scripts, the
    piece before it. ``scripted`` tells which of them carry scripts.

    >>> from layoutmath.synthesise.characters import atom
    >>> def spans_of(*labels, scripted=-1):
    ...     return spans(labels, list(map(atom, labels)), [i == scripted for i in range(len(labels))])
    >>> spans_of("(", "[", "x", ")", "]")
    [Span(opening=1, closing=3, start=2, end=3), Span(opening=0, closing=4, start=1, end=4)]
    >>> spans_of("|", "a", "|", "+", "b", "|", scripted=5)
    [Span(opening=0, closing=2, start=1, end=2), Span(opening=None, closing=5, start=4, end=5)]
    >>> spans_of(r"\\{", None)
    [Span(opening=0, closing=None, start=1, end=2)]
    """
    found: list[Span] = []
    waiting: list[int] = []
    for place, (label, kind) in enumerate(zip(labels, kinds, strict=True)):
        if label in BARS:
            operand_before = place > 0 and kinds[place - 1] in ("ord", "close", "inner")
            opened = next((i for i in reversed(waiting) if labels[i] == label), None)
            before_grid = place + 1 < len(labels) and labels[place + 1] is None
            if not operand_before or (opened is None and before_grid):
                waiting.append(place)
                continue
            if opened is None:
                if scripted[place] or labels[place - 1] is None:
                    found.append(Span(None, place, place - 1, place))
                continue
            del waiting[waiting.index(opened) :]
            found.append(Span(opened, place, opened + 1, place))
        elif kind == "open":
            waiting.append(place)
        elif kind == "close":
            partner = next((i for i in reversed(waiting) if labels[i] not in BARS), None)
            if partner is not None:
                del waiting[waiting.index(partner) :]
                found.append(Span(partner, place, partner + 1, place))
            elif place > 0 and labels[place - 1] is None:
                found.append(Span(None, place, place - 1, place))
    found += [
        Span(place, None, place + 1, place + 2)
        for place in waiting
        if place + 1 < len(labels) and labels[place + 1] is None
    ]
    return found
