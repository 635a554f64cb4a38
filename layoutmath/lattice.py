"""What a recogniser hands over that has to segment: symbol hypotheses that may share primitives."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import NamedTuple

from layoutmath.errors import InputError
from layoutmath.expression import Expression, Symbol
from layoutmath.ink import Ink

BEAM = 64
"""Partial segmentations that are followed up at once, for each number of primitives that they cover."""


@dataclass(frozen=True, slots=True)
class SymbolLattice:
    """Groups of primitives (strokes, components) that may be symbols, each with how likely that is.

    ``log_probs`` are natural logarithms of the probability that the primitives of a hypothesis are one
    symbol; a tree uses each primitive exactly once. Hypotheses name their primitives, have boxes, and carry
    candidates as any :class:`Symbol` does.

    Raises InputError where there are none, for one without primitives, for two with one id, and for a log
    probability above 0.

    >>> import math
    >>> from layoutmath import BoundingBox
    >>> stem, dot = BoundingBox(0, 4, 2, 20), BoundingBox(0, 0, 2, 2)
    >>> lattice = SymbolLattice(
    ...     (
    ...         Symbol("a", stem, label="1", primitives=("0",)),
    ...         Symbol("b", dot, label=".", primitives=("1",)),
    ...         Symbol("c", BoundingBox.around([stem, dot]), label="i", primitives=("0", "1")),
    ...     ),
    ...     (math.log(0.4), math.log(0.3), math.log(0.6)),
    ... )
    >>> [([symbol.label for symbol in e.symbols], round(math.exp(p), 2)) for e, p in lattice.segmentations(2)]
    [(['i'], 0.36), (['1', '.'], 0.12)]
    """

    hypotheses: tuple[Symbol, ...]
    log_probs: tuple[float, ...]
    name: str = ""
    ink: Ink | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if len(self.hypotheses) != len(self.log_probs):
            finding = f"found {len(self.hypotheses)} hypotheses and {len(self.log_probs)} log probabilities"
            raise InputError(finding, "as many of both", place="log_probs")
        if not self.hypotheses:
            raise InputError("found no hypotheses", "at least one", place="hypotheses", source=self.name)
        if len({symbol.id for symbol in self.hypotheses}) != len(self.hypotheses):
            raise InputError("found two hypotheses with one id", "unique ids", place="hypotheses")
        for symbol, log_prob in zip(self.hypotheses, self.log_probs, strict=True):
            if not log_prob <= 0:
                finding = f"found log probability {log_prob}"
                raise InputError(finding, "a number, 0 or less", place=f"hypothesis {symbol.id!r}")
            if not symbol.primitives or len(set(symbol.primitives)) != len(symbol.primitives):
                finding = f"found primitives {symbol.primitives!r}"
                raise InputError(finding, "one or more, each once", place=f"hypothesis {symbol.id!r}")

    @property
    def primitives(self) -> tuple[str, ...]:
        """Ids of all primitives, in the order in which hypotheses name them."""
        return tuple(dict.fromkeys(name for symbol in self.hypotheses for name in symbol.primitives))

    def segmentations(self, n: int = 1) -> list[tuple[Expression, float]]:
        """The ``n`` most probable ways to use each primitive exactly once, with log probabilities.

        A hypothesis counts once for each of its primitives, so that few large symbols have no advantage over
        many small ones. Partial segmentations are extended by what covers the first primitive that is left;
        the best :data:`BEAM` of each size are kept. Raises InputError where none is found: when each
        primitive has a hypothesis of its own, however improbable, there always is one.
        """
        bit = {name: 1 << index for index, name in enumerate(self.primitives)}
        of_first: dict[int, list[tuple[int, int, float]]] = {}
        for index, symbol in enumerate(self.hypotheses):
            mask = sum(bit[name] for name in symbol.primitives)
            weight = len(symbol.primitives) * self.log_probs[index]
            of_first.setdefault(mask & -mask, []).append((index, mask, weight))
        # A hypothesis can only be taken when its first primitive is the first that is left, which holds for
        # each member of any exact cover.
        whole = (1 << len(bit)) - 1
        layers: list[list[_Partial]] = [[] for _ in range(len(bit) + 1)]
        layers[0].append(_Partial(0.0, 0, -1, None))
        for count, layer in enumerate(layers[:-1]):
            for state in _kept(layer, n):
                left = whole & ~state.covered
                for index, mask, weight in of_first.get(left & -left, ()):
                    if not mask & state.covered:
                        made = _Partial(state.score + weight, state.covered | mask, index, state)
                        layers[count + mask.bit_count()].append(made)
            layers[count] = []
        found = heapq.nlargest(n, layers[-1], key=lambda state: state.score)
        if not found:
            raise InputError(
                "found no way to use every primitive exactly once",
                "hypotheses that cover all primitives, best with one for each primitive alone",
                place="hypotheses",
                source=self.name,
            )
        return [(self._expression(state), state.score) for state in found]

    def _expression(self, state: _Partial) -> Expression:
        taken: list[Symbol] = []
        before: _Partial | None = state
        while before is not None and before.hypothesis >= 0:
            taken.append(self.hypotheses[before.hypothesis])
            before = before.before
        return Expression(tuple(reversed(taken)), self.name, self.ink)


class _Partial(NamedTuple):
    """A part of a segmentation: its score, what it covers, its last hypothesis, and what came before that."""

    score: float
    covered: int
    hypothesis: int
    before: _Partial | None


def _kept(layer: list[_Partial], n: int) -> list[_Partial]:
    """The best states; of those that cover the same, which have the same future, at most ``n``."""
    kept: list[_Partial] = []
    count: dict[int, int] = {}
    for state in sorted(layer, key=lambda state: -state.score):
        count[state.covered] = count.get(state.covered, 0) + 1
        if count[state.covered] <= n:
            kept.append(state)
            if len(kept) >= max(BEAM, n):
                break
    return kept


Recognised = Expression | SymbolLattice
"""What a recogniser finds for one formula."""
