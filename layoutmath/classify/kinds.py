"""The kinds of symbol that the classifiers tell apart, and what is known of a symbol's kind beforehand."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layoutmath.expression import Symbol
from layoutmath.symbols import Shape, SymbolClass, symbol_table

# Shapes behave differently beside their neighbours where one class has several roles: an opening fence has
# no script, a digit no subscript, ∫ has its limits beside it. Shapes that behave alike share a kind, so
# that a few hundred formulas are enough to count.
_KIND_OF_SHAPE = {
    Shape.GREEK_SMALL: "small",
    Shape.LETTERLIKE_SMALL: "small",
    Shape.GREEK_DESCENDING: "descending",
    Shape.LETTERLIKE_DESCENDING: "descending",
    Shape.GREEK_RISING: "rising",
    Shape.LETTERLIKE_RISING: "rising",
    Shape.GREEK_TALL: "tall",
    Shape.LETTERLIKE_TALL: "tall",
    Shape.RING: "prime",
    Shape.BRACE: "accent",
}

# kind: the group it falls into where pairs of kinds are counted
_GROUP_OF_KIND = {
    "small": 0,
    "descending": 1,
    "rising": 2,
    "tall": 2,
    "digit": 2,
    "variable_range": 3,
    "integral": 3,
    "word": 4,
    "limits_word": 4,
    "open": 5,
    "close": 5,
    "bar": 5,
    "slash": 5,
    "operator": 6,
    "stroke": 7,
    "dot": 8,
    "colon": 8,
    "dots": 8,
    "vertical_dots": 5,
    "prime": 9,
    "accent": 9,
    "radical": 10,
}
KINDS = tuple(_GROUP_OF_KIND)
KIND_GROUPS = np.array(list(_GROUP_OF_KIND.values()))
KIND_GROUP_COUNT = int(KIND_GROUPS.max()) + 1

# kinds that are not named after a shape of their own
_SHAPE_OF_KIND = {
    "tall": Shape.GREEK_TALL,
    "digit": Shape.RISING,
    "integral": Shape.VARIABLE_RANGE,
    "limits_word": Shape.WORD,
    "open": Shape.FENCE,
    "close": Shape.FENCE,
}
CLASS_OF_KIND = np.array(
    [list(SymbolClass).index((_SHAPE_OF_KIND.get(kind) or Shape(kind)).symbol_class) for kind in KINDS]
)
"""Index into ``list(SymbolClass)`` for each kind."""


def kinds_of_class(symbol_class: SymbolClass) -> NDArray[np.bool_]:
    """Which of :data:`KINDS` belong to a class.

    >>> [kind for kind, belongs in zip(KINDS, kinds_of_class(SymbolClass.DESCENDING)) if belongs]
    ['descending']
    """
    belongs: NDArray[np.bool_] = np.equal(CLASS_OF_KIND, list(SymbolClass).index(symbol_class))
    return belongs


OF_CLASSES = np.isin(KINDS, ["small", "descending", "rising", "tall", "digit", "variable_range", "integral"])
"""Kinds of letters, digits and big operators, which the four classes are about."""

LETTER_SIZED = np.isin(
    KINDS, ["small", "descending", "rising", "tall", "digit", "word", "limits_word", "open", "close"]
)
"""Kinds whose box tells the size of the line they stand on; strokes, dots and big operators do not."""


@functools.cache
def kind_of(label: str) -> int | None:
    """Index into :data:`KINDS`, None for a label that the symbol table lacks.

    >>> [KINDS[kind_of(label)] for label in ("x", "7", "(", r"\\int", r"\\lim")]
    ['small', 'digit', 'open', 'integral', 'limits_word']
    """
    row = symbol_table().get(label)
    if row is None:
        return None
    if label.isdigit():
        kind = "digit"
    elif row.shape is Shape.FENCE:
        kind = row.atom
    elif row.atom == "big" and "int" in label:
        kind = "integral"
    elif row.atom == "limits_word":
        kind = "limits_word"
    else:
        kind = _KIND_OF_SHAPE.get(row.shape, row.shape.value)
    return KINDS.index(kind)


def label_evidence(symbols: Sequence[Symbol]) -> NDArray[np.float64]:
    """What labels say about kinds: an (n, K) array of likelihoods, rows of ones where nothing is known.

    A known label allows one kind. A recogniser's candidates give each kind the sum over its labels; a kind
    that is not among them keeps a little, since recognisers cut their lists.
    """
    evidence = np.ones((len(symbols), len(KINDS)))
    for row, symbol in zip(evidence, symbols, strict=True):
        if symbol.label is not None:
            kind = kind_of(symbol.label)
            if kind is not None:
                row[:] = 0.0
                row[kind] = 1.0
        elif symbol.candidates:
            row[:] = 1e-3
            for candidate in symbol.candidates:
                kind = kind_of(candidate.label)
                row[kind if kind is not None else slice(None)] += np.exp(candidate.log_prob)
    return evidence
