"""The symbol table: one row per symbol, read from ``grammars/symbols.tsv``."""

from __future__ import annotations

import csv
import enum
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from layoutmath.relation import LIMITS, Relation
from layoutmath.resources import data_path

N = TypeVar("N")
Look = Callable[[N], tuple[str | None, Mapping[Relation, Sequence[N]]]]
"""How a kind of node tells its label (None for a grid) and the baselines that hang from it."""


class SymbolClass(enum.Enum):
    """The design's four classes: how far a symbol reaches from its baseline.

    ::

        ascender ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ ██ ┄┄┄ ████ ┄
        x-height ┄┄┄┄ ██ ┄┄┄ ██ ┄┄ ██ ┄┄┄ ████ ┄
        baseline ┄┄┄┄ ██ ┄┄┄ ██ ┄┄ ██ ┄┄┄ ████ ┄
        descender ┄┄┄┄┄┄┄┄┄┄┄ ██ ┄┄┄┄┄┄┄┄┄ ████ ┄
                    small   desc. rising  variable-range

    Source: Basyuk & Vasyliuk 2024, CEUR-WS Vol-3723, paper 26.
    """

    SMALL = "small"
    DESCENDING = "descending"
    RISING = "rising"
    VARIABLE_RANGE = "variable-range"


class Shape(enum.Enum):
    """The finer table behind the four classes: what a box can look like and which neighbours it has.

    The values are the ``shape`` column of ``grammars/symbols.tsv``. :attr:`symbol_class` folds a shape into
    one of the four: what its box tells about the line it stands on. A fence alone on a line spans it as a
    capital does; an operator sits around the middle of the small letters.
    """

    SMALL = "small"
    DESCENDING = "descending"
    RISING = "rising"
    VARIABLE_RANGE = "variable_range"
    GREEK_SMALL = "greek_small"
    GREEK_DESCENDING = "greek_descending"
    GREEK_RISING = "greek_rising"
    GREEK_TALL = "greek_tall"  # ascender and descender: β ζ ξ ψ
    LETTERLIKE_SMALL = "letterlike_small"
    LETTERLIKE_DESCENDING = "letterlike_descending"
    LETTERLIKE_RISING = "letterlike_rising"
    LETTERLIKE_TALL = "letterlike_tall"
    WORD = "word"  # a function name written as one symbol: \sin
    FENCE = "fence"
    BAR = "bar"
    SLASH = "slash"
    OPERATOR = "operator"
    STROKE = "stroke"  # any horizontal stroke: minus, fraction bar, bar accent
    DOT = "dot"
    COLON = "colon"
    DOTS = "dots"
    VERTICAL_DOTS = "vertical_dots"
    RING = "ring"
    PRIME = "prime"
    ACCENT = "accent"
    BRACE = "brace"  # a horizontal brace over or under a group
    RADICAL = "radical"

    @property
    def symbol_class(self) -> SymbolClass:
        return _CLASS_OF_SHAPE[self]


_CLASS_OF_SHAPE = {
    shape: symbol_class
    for symbol_class, shapes in {
        SymbolClass.SMALL: (
            "small greek_small letterlike_small operator stroke dot colon dots ring prime accent brace"
        ),
        SymbolClass.DESCENDING: "descending greek_descending letterlike_descending",
        SymbolClass.RISING: (
            "rising greek_rising greek_tall letterlike_rising letterlike_tall"
            " word fence bar slash vertical_dots"
        ),
        SymbolClass.VARIABLE_RANGE: "variable_range radical",
    }.items()
    for shape in map(Shape, shapes.split())
}

SCORED_SHAPES = (Shape.SMALL, Shape.DESCENDING, Shape.RISING, Shape.VARIABLE_RANGE)
"""Latin letters, digits and big operators: the rows that class accuracy is published for."""


@dataclass(frozen=True, slots=True)
class SymbolRow:
    """One row of the table.

    ``label`` is the canonical name (LaTeX), ``unicode`` the character, ``atom`` the kind of TeX atom
    (TeXbook, chapter 17; ``accent``, ``radical``, ``word`` and ``limits_word`` added), ``shape`` the row of
    :class:`Shape`, ``aliases`` other names that readers map to this label.
    """

    label: str
    unicode: str
    atom: str
    shape: Shape
    aliases: tuple[str, ...]


@functools.cache
def symbol_table() -> Mapping[str, SymbolRow]:
    """All rows by canonical label.

    >>> row = symbol_table()[r"\\sum"]
    >>> row.unicode, row.atom, row.shape.symbol_class.value
    ('∑', 'big', 'variable-range')
    """
    with open(data_path("grammars", "symbols.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)  # the heading
        return MappingProxyType(
            {
                label: SymbolRow(label, unicode, atom, Shape(shape), tuple(aliases.split()))
                for label, unicode, atom, shape, aliases in rows
            }
        )


@functools.cache
def _canonical_labels() -> Mapping[str, str]:
    return {alias: row.label for row in symbol_table().values() for alias in row.aliases}


def canonical_label(label: str) -> str:
    """The one label of a shape for any of its names; names that the table lacks stay as they are.

    >>> [canonical_label(name) for name in ("COMMA", r"\\lt", "−", r"\\le", "x", "☃")]
    [',', '<', '-', '\\\\leq', 'x', '☃']
    """
    return _canonical_labels().get(label, label)


def label_shape(label: str) -> Shape | None:
    """The shape of a canonical label, None when the table lacks it.

    >>> label_shape("q"), label_shape("☃")
    (<Shape.DESCENDING: 'descending'>, None)
    """
    row = symbol_table().get(label)
    return row.shape if row else None


@functools.lru_cache(maxsize=1024)
def is_mark(label: str | None, side: Relation) -> bool:
    r"""Whether a symbol of this label marks the symbol or group on whose ``side`` (ABOVE, BELOW) it is drawn.

    Marks are the accents of the table and the stroke, which marks on both sides.

    >>> is_mark(r"\hat", Relation.ABOVE), is_mark(r"\hat", Relation.BELOW), is_mark("-", Relation.BELOW)
    (True, False, True)
    """
    if label == "-":
        return True
    row = symbol_table().get(label) if label is not None else None
    if row is None or row.atom != "accent":
        return False
    return side is (Relation.BELOW if row.label.startswith(r"\under") else Relation.ABOVE)


def marks_on(node: N, side: Relation, look: Look[N]) -> list[N]:
    """The marks on one side of a symbol, innermost first: each stands alone, and only marks stand on it.

    >>> above = Relation.ABOVE
    >>> nodes = {"a": ("a", {above: ["h"]}), "h": (r"\\hat", {above: ["n"]}), "n": ("n", {})}
    >>> marks_on("a", above, nodes.__getitem__)
    ['h']
    """
    marks: list[N] = []
    line = look(node)[1].get(side, ())
    while len(line) == 1:
        label, nested = look(line[0])
        if not is_mark(label, side) or not nested.keys() <= {side}:
            break
        marks.append(line[0])
        line = nested.get(side, ())
    return marks


def carries_only_marks(node: N, look: Look[N]) -> bool:
    """Whether nothing but marks hangs from a symbol, so that a further one is a mark of the symbol too.

    >>> nodes = {"a": ("a", {Relation.ABOVE: ["h"]}), "h": (r"\\hat", {}), "b": ("b", {Relation.SUP: ["a"]})}
    >>> [carries_only_marks(node, nodes.__getitem__) for node in "ab"]
    [True, False]
    """
    if not look(node)[1].keys() <= set(LIMITS):
        return False
    outermost = (([node, *marks_on(node, side, look)][-1], side) for side in LIMITS)
    return not any(side in look(mark)[1] for mark, side in outermost)
