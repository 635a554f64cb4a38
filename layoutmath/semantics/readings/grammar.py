"""Lexemes into a reading, through the LALR grammar in ``grammars/meaning.lark``."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from layoutmath.reading import MeaningError, Operation, diagnostic_at
from layoutmath.resources import data_path
from layoutmath.semantics.readings.builder import (
    BAR_OPERATORS,
    FENCE_SIGNS,
    POSTFIX_OPERATORS,
    Builder,
    Refused,
)
from layoutmath.semantics.readings.lexeme import Lexeme
from layoutmath.semantics.readings.stream import Stream

if TYPE_CHECKING:
    from lark import Lark
    from lark.exceptions import UnexpectedToken


TERMINALS = {
    **dict.fromkeys(("NUMBER", "NAME", "CONSTANT", "DOTS"), "LEAF"),
    **dict.fromkeys(POSTFIX_OPERATORS, "POSTFIX"),
    "ORDER": "PRIMES",
    **{f"{kind}_{side}": f"FENCE_{side}" for kind in FENCE_SIGNS for side in ("OPEN", "CLOSE")},
    **{f"{kind}_{side}": f"BARS_{side}" for kind in BAR_OPERATORS for side in ("OPEN", "CLOSE")},
}
"""The terminals of lexemes that share one with others; all others have their own. Fewer make fewer states."""


def operation_of(stream: Stream, lexemes: Sequence[Lexeme]) -> Operation:
    """The operation that lexemes say, with every symbol of theirs in one place.

    Raises MeaningError with the symbol at which they stop making sense.
    """
    from lark.exceptions import UnexpectedToken

    if not lexemes:
        raise MeaningError(diagnostic_at(stream.structure, "incomplete", "there are no symbols", ()))
    try:
        # lexemes instead of text, and an operation instead of a tree: our lexer and builder see to that
        return cast(Operation, _parser().parse(cast(Any, lexemes)))
    except UnexpectedToken as error:
        raise _explained(stream, lexemes, error) from None
    except Refused as refused:
        symbols = refused.at.all_symbols()
        raise MeaningError(diagnostic_at(stream.structure, refused.code, refused.sentence, symbols)) from None


@functools.cache
def _parser() -> Lark:
    from lark import Lark, Token
    from lark.lexer import Lexer

    class Handed(Lexer):
        """Hands lexemes on: they are made before."""

        def __init__(self, _: object) -> None: ...

        def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]  # the form that lark wraps
            lexemes: Iterable[Lexeme] = data
            for place, lexeme in enumerate(lexemes):
                terminal = TERMINALS.get(lexeme.type, lexeme.type)
                yield Token(terminal, lexeme, start_pos=place)

    return Lark(
        data_path("grammars", "meaning.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer=Handed,
        maybe_placeholders=True,
        transformer=Builder(),  # any object with methods named after the rules
    )


def _explained(stream: Stream, lexemes: Sequence[Lexeme], error: UnexpectedToken) -> MeaningError:
    """The parser's complaint in the words of somebody who does mathematics."""
    place = error.token.start_pos
    at_end = error.token.type == "$END"
    place = len(lexemes) if at_end or place is None else place
    here = lexemes[place] if place < len(lexemes) else None
    before = next((lexeme for lexeme in reversed(lexemes[:place]) if lexeme.symbols), None)
    accepted = error.accepts or error.expected
    at: tuple[str, ...]
    if "DIFFERENTIAL" in accepted and (here is None or not here.symbols):
        integral = next(lexeme for lexeme in reversed(lexemes[:place]) if lexeme.type.startswith("INTEGRAL"))
        sentence, at = "this integral has no differential, such as dx", integral.symbols
        return MeaningError(diagnostic_at(stream.structure, "incomplete", sentence, at))
    if subscript := _lone_subscript(lexemes, place, accepted):
        sentence = "a subscript has no meaning here that is known"
        return MeaningError(diagnostic_at(stream.structure, "unknown-symbol", sentence, subscript))
    if here is not None and here.symbols and (before is None or "LEAF" not in accepted):
        code, sentence, at = "unexpected-symbol", "this cannot stand here", here.symbols
    elif before is not None and "LEAF" in accepted:
        code, sentence, at = "incomplete", "something is missing behind this", before.symbols
        if here is not None and here.symbols:
            sentence, at = "something is missing between these", (*before.symbols, *here.symbols)
    else:
        code, sentence = "incomplete", "something is missing"
        at = before.symbols if before is not None else here.symbols if here is not None else ()
    return MeaningError(diagnostic_at(stream.structure, code, sentence, at))


def _lone_subscript(lexemes: Sequence[Lexeme], place: int, accepted: set[str]) -> tuple[str, ...]:
    """The symbols of a subscript that stops the parser: as it begins, or as it ends behind a parenthesis."""
    if place < len(lexemes) and lexemes[place].type == "SUB_OPEN":
        start = place
    elif place and lexemes[place - 1].type == "SUB_CLOSE" and accepted == {"SUP_OPEN"}:
        start = max(each for each in range(place) if lexemes[each].type == "SUB_OPEN")
    else:
        return ()
    return next(lexeme.symbols for lexeme in lexemes[start:] if lexeme.symbols)
