"""What a recogniser hands over: symbols with boxes, with or without labels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError
from layoutmath.geometry import BoundingBox, boxes_array
from layoutmath.ink import Ink
from layoutmath.symbols import canonical_label

LABEL_MODES = ("given", "candidates", "none")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One guess of a recogniser: a canonical label and the natural logarithm of its probability."""

    label: str
    log_prob: float


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol of an expression.

    ``label`` is its identity where it is known, ``candidates`` a recogniser's distribution over labels
    (falling probability); either, both or neither may be there. ``box`` is None where the source has no
    geometry (LaTeX, label graphs): such a symbol can be exported and compared but not parsed.
    ``primitives`` are the ids of the strokes or components it consists of, ``extra`` whatever else its
    record held.

    >>> Symbol("s1", BoundingBox(0, 0, 4, 6), label="x").label
    'x'
    """

    id: str
    box: BoundingBox | None
    label: str | None = None
    candidates: tuple[Candidate, ...] = ()
    primitives: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)

    def __hash__(self) -> int:
        return hash((self.id, self.box, self.label))

    @property
    def best_label(self) -> str | None:
        """What to show the symbol as: its label, else the most probable candidate's, else None.

        >>> Symbol("a", None, candidates=(Candidate("x", -0.1), Candidate("y", -2.4))).best_label
        'x'
        """
        if self.label is not None:
            return self.label
        return self.candidates[0].label if self.candidates else None


Label = str | None | Mapping[str, float] | Sequence[tuple[str, float]]
"""What callers may give for a label: a name, nothing, or a distribution over names."""


@dataclass(frozen=True, slots=True)
class Expression:
    """The symbols of one mathematical expression; ids are unique, the order carries no meaning."""

    symbols: tuple[Symbol, ...]
    name: str = ""
    ink: Ink | None = field(default=None, repr=False)
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for symbol in self.symbols:
            if symbol.id in seen:
                raise InputError(f"found symbol id {symbol.id!r} twice", "unique ids", place="symbols")
            seen.add(symbol.id)

    def __hash__(self) -> int:
        return hash((self.symbols, self.name))

    def __len__(self) -> int:
        return len(self.symbols)

    @classmethod
    def from_boxes(
        cls,
        symbols: Iterable[tuple[Label, Sequence[float]]],
        *,
        name: str = "",
        box_format: str = "ltrb",
        y_axis: str = "down",
    ) -> Expression:
        """An expression from ``(label, box)`` pairs; ids are their positions, ``"0"``, ``"1"``, …

        ``label`` is a name, ``None``, or a distribution: a mapping or list of pairs from names to
        probabilities, which must be positive and are normalised to sum 1. Boxes are four numbers in any
        unit, ``ltrb`` or ``ltwh``, with y growing ``"down"`` (pictures) or ``"up"`` (PDF).

        Raises InputError that names the place of the first bad label or box.

        >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ({"2": 0.9, "z": 0.1}, (9, 2, 13, 9))])
        >>> [symbol.label for symbol in expression.symbols]
        ['x', None]
        >>> expression.symbols[1].candidates[0]
        Candidate(label='2', log_prob=-0.105...)
        >>> Expression.from_boxes([("x", (0, 10, 8))])
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: symbols[0].box: found box (0, 10, 8); expected four numbers, l, t, r, b
        """
        made = []
        for index, pair in enumerate(symbols):
            place = f"symbols[{index}]"
            try:
                label, numbers = pair
            except (TypeError, ValueError):
                raise InputError(f"found {pair!r}", "a pair (label, box)", place=place) from None
            try:
                box = BoundingBox.read(numbers, box_format=box_format, y_axis=y_axis)
            except InputError as error:
                raise InputError(
                    error.problem.finding, error.problem.expectation, place=f"{place}.box"
                ) from None
            try:
                made.append(_symbol(str(index), box, label))
            except InputError as error:
                raise error.inside("", place) from None
        return cls(tuple(made), name)

    @property
    def boxes(self) -> NDArray[np.float64]:
        """Boxes as an (n, 4) array, columns ``l t r b``, y downward, rows in the order of ``symbols``.

        Raises InputError when a symbol has no box.

        >>> Expression((Symbol("a", None),), name="from LaTeX").boxes
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: from LaTeX: symbol 'a': found no box; expected a source with boxes
        """
        boxes = []
        for symbol in self.symbols:
            if symbol.box is None:
                raise InputError(
                    "found no box", "a source with boxes", place=f"symbol {symbol.id!r}", source=self.name
                )
            boxes.append(symbol.box)
        return boxes_array(boxes)

    def symbol(self, symbol_id: str) -> Symbol:
        """The symbol with this id.

        >>> Expression.from_boxes([("x", (0, 0, 1, 1))]).symbol("0").label
        'x'
        """
        for symbol in self.symbols:
            if symbol.id == symbol_id:
                return symbol
        raise InputError(f"found no symbol {symbol_id!r}", "the id of a symbol of the expression")

    def with_labels(self, mode: str) -> Expression:
        """What a parser may see: labels as ``"given"``, only ``"candidates"``, or ``"none"``.

        With ``"candidates"`` a symbol without candidates keeps none: its label stays hidden.

        >>> Expression.from_boxes([("x", (0, 0, 1, 1))]).with_labels("none").symbols[0].label is None
        True
        """
        if mode not in LABEL_MODES:
            raise InputError(f"found labels={mode!r}", f"one of {', '.join(LABEL_MODES)}")
        if mode == "given":
            return self
        keep_candidates = mode == "candidates"
        symbols = tuple(
            replace(symbol, label=None, candidates=symbol.candidates if keep_candidates else ())
            for symbol in self.symbols
        )
        return replace(self, symbols=symbols)


def normalised_candidates(pairs: Iterable[tuple[str, float]]) -> tuple[Candidate, ...]:
    """Candidates in falling probability, summed over aliases of one label, normalised to sum 1.

    >>> normalised_candidates([(r"\\lt", 1), ("<", 2), ("c", 1)])
    (Candidate(label='<', log_prob=-0.287...), Candidate(label='c', log_prob=-1.386...))
    """
    weights: dict[str, float] = {}
    for label, prob in pairs:
        if not isinstance(label, str):
            raise InputError(f"found label {label!r}", "a string", place="candidates")
        if isinstance(prob, bool) or not isinstance(prob, Real) or not math.isfinite(prob) or prob < 0:
            raise InputError(
                f"found probability {prob!r} for {label!r}", "a number, zero or more", place="candidates"
            )
        canonical = canonical_label(label)
        weights[canonical] = weights.get(canonical, 0.0) + float(prob)
    total = sum(weights.values())
    if total <= 0:
        raise InputError("found probabilities that sum to 0", "a positive sum", place="candidates")
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Candidate(label, math.log(weight / total)) for label, weight in ordered if weight > 0)


def _symbol(symbol_id: str, box: BoundingBox, label: Label) -> Symbol:
    if label is None:
        return Symbol(symbol_id, box)
    if label == "":
        raise InputError("found an empty label", "a name, or None for no label", place="label")
    if isinstance(label, str):
        return Symbol(symbol_id, box, label=canonical_label(label))
    try:
        pairs = list(label.items()) if isinstance(label, Mapping) else [(name, prob) for name, prob in label]
    except (TypeError, ValueError):
        raise InputError(
            f"found label {label!r}", "a name, None, or a distribution {name: probability}", place="label"
        ) from None
    return Symbol(symbol_id, box, candidates=normalised_candidates(pairs))
