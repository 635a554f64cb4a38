"""Text with links to the symbols that it writes, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Span = tuple[int, int]
"""From a character of a text to the one behind the last, as Python slices."""


@dataclass(frozen=True, slots=True)
class Linked:
    r"""A formula as text, and where in it each symbol and each grid stands.

    ``spans`` are by id, in the order of the text, each the smallest text that stands for the symbol itself:
    the letter, ``\frac`` for a bar, ``\begin{pmatrix}`` and ``\end{pmatrix}`` for fences and grid. Several
    symbols can share one span, as the digits of a number in MathML do.

    >>> linked = Linked("x^{2}", {"0": ((0, 1),), "1": ((3, 4),)})
    >>> linked.spans_of("1"), linked.symbols_at(3), linked.symbols_at(1), linked.symbols_in(0, 5)
    (((3, 4),), ('1',), (), ('0', '1'))
    """

    text: str
    spans: Mapping[str, tuple[Span, ...]]

    def spans_of(self, symbol_id: str) -> tuple[Span, ...]:
        """Where a symbol or grid is written; nothing for an id that the tree lacks."""
        return self.spans.get(symbol_id, ())

    def symbols_at(self, offset: int) -> tuple[str, ...]:
        """The ids of what the character at an offset stands for; braces and spaces stand for nothing."""
        return self.symbols_in(offset, offset + 1)

    def symbols_in(self, start: int, end: int) -> tuple[str, ...]:
        """The ids of what has a character between two offsets, in the order of the text."""
        return tuple(
            symbol_id
            for symbol_id, spans in self.spans.items()
            if any(first < end and start < last for first, last in spans)
        )
