"""What the grammar of meaning is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layoutmath.reading import Operation


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A terminal of ``grammars/meaning.lark``: its type, what it says, the ids of the symbols that say so.

    ``payload`` are operations that it already stands for, such as the variables of ``d/dx``.
    """

    type: str
    text: str = ""
    symbols: tuple[str, ...] = ()
    payload: tuple[Operation, ...] = ()

    @property
    def operation(self) -> Operation:
        """A leaf of a reading that this lexeme is."""
        return Operation(LEAVES[self.type], text=self.text, symbols=self.symbols)


LEAVES: Mapping[str, str] = {
    "NUMBER": "number",
    "NAME": "symbol",
    "APPLIED": "symbol",
    "CONSTANT": "constant",
    "FUNCTION": "function",
    "DOTS": "omitted",
}
"""The operators of the lexemes that are leaves."""
