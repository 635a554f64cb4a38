"""What a recogniser hands over that has to segment: symbol hypotheses that may share primitives."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

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

    Raises InputError for a hypothesis without primitives, for two with one id, and where some primitives
    cannot be used exactly once.

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
        if len({symbol.id for symbol in self.hypotheses}) != len(self.hypotheses):
            raise InputError("found two hypotheses with one id", "unique ids", place="hypotheses")
        for symbol in self.hypotheses:
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
        the best :data:`BEAM` of each size are kept.
        """
        bit = {name: 1 << index for index, name in enumerate(self.primitives)}
        masks = [sum(bit[name] for name in symbol.primitives) for symbol in self.hypotheses]
        weights = [mask.bit_count() * log_prob for mask, log_prob in zip(masks, self.log_probs, strict=True)]
        of_first: dict[int, list[int]] = {}
        for index, mask in enumerate(masks):
            of_first.setdefault(mask & -mask, []).append(index)
        # A hypothesis can only be taken when its first primitive is the first that is left, which holds for
        # each member of any exact cover.
        whole = (1 << len(bit)) - 1
        layers: list[list[tuple[float, tuple[int, ...], int]]] = [[] for _ in range(len(bit) + 1)]
        layers[0].append((0.0, (), 0))
        for layer in layers[:-1]:
            for score, taken, covered in heapq.nlargest(max(BEAM, n), layer):
                left = whole & ~covered
                for index in of_first.get(left & -left, ()):
                    if not masks[index] & covered:
                        state = (score + weights[index], (*taken, index), covered | masks[index])
                        layers[state[2].bit_count()].append(state)
        found = heapq.nlargest(n, layers[-1])
        if not found:
            raise InputError(
                "found no way to use every primitive exactly once",
                "hypotheses that cover all primitives",
                place="hypotheses",
                source=self.name,
            )
        return [(self._expression(taken), score) for score, taken, _ in found]

    def _expression(self, taken: Sequence[int]) -> Expression:
        return Expression(tuple(self.hypotheses[index] for index in taken), self.name, self.ink)


Recognised = Expression | SymbolLattice
"""What a recogniser finds for one formula."""
