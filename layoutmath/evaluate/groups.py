"""What kind of symbol a label is, as far as layouts differ by it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layoutmath.symbols import Shape, label_shape

UNKNOWN = "unknown symbol"

_GROUPS: Mapping[Shape, str] = MappingProxyType(
    {
        Shape.VARIABLE_RANGE: "big operator",
        Shape.WORD: "function name",
        Shape.FENCE: "fence",
        Shape.BAR: "fence",
        Shape.SLASH: "operator",
        Shape.OPERATOR: "operator",
        Shape.STROKE: "horizontal stroke",
        Shape.DOT: "punctuation",
        Shape.COLON: "punctuation",
        Shape.DOTS: "punctuation",
        Shape.RADICAL: "radical",
        Shape.PRIME: "prime",
        Shape.ACCENT: "accent",
    }
)


def group(label: str | None) -> str:
    r"""The group of a label; Greek letters are letters, a horizontal stroke may be a minus or a bar.

    >>> [group(label) for label in ("x", r"\beta", "7", r"\sum", "(", "+", "-", None)]
    ['letter', 'letter', 'digit', 'big operator', 'fence', 'operator', 'horizontal stroke', 'unknown symbol']
    """
    if label is None:
        return UNKNOWN
    if label.isdigit():
        return "digit"
    shape = label_shape(label)
    return "letter" if shape is None else _GROUPS.get(shape, "letter")
