"""Which fences on a baseline belong together."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from layoutmath.reading import MeaningError
from layoutmath.semantics.readings.vocabulary import FENCES, LEXEMES
from layoutmath.tokens import Kind, Token

Wrong = Callable[..., MeaningError]

AWAIT_OPERAND = (
    "RELATION", "PLUS", "MINUS", "PLUS_MINUS", "TIMES", "DIVIDE", "COMPOSE", "SET_MINUS", "UNION",
    "INTERSECTION", "AND", "OR", "NOT", "IMPLIES", "IFF", "QUANTIFIER", "COMMA", "SEMICOLON", "COLON",
)  # fmt: skip
"""Types after which something must follow, so that a bar there opens."""

HALF_OPEN = {("PAREN", "BRACKET"), ("BRACKET", "PAREN")}


def matched(found: Sequence[Token], grids: Container[str], wrong: Wrong) -> dict[int, str]:
    r"""The terminal of each fence, by its place among the tokens of a baseline.

    A bar closes when one is open and something stands before it; else it opens. One that nothing closes is a
    relation (``a | b``), in braces the sign for *such that*. ``(a, b]`` is a pair. A brace before a grid that
    nothing closes stands before lines: ``ROWS``.

    Raises the error that ``wrong`` makes for a fence without its partner.
    """
    types: dict[int, str] = {}
    opened: list[int] = []

    def kind(place: int) -> str:
        return FENCES[found[place].text or ""][0]

    def give_up(place: int) -> None:
        """An opening fence that nothing closes."""
        label = found[place].text
        awaited = place == 0 or _awaits_operand(found[place - 1])
        if label == r"\{" and place + 1 < len(found) and found[place + 1].last.id in grids:
            types[place] = "ROWS"
        elif kind(place) in ("BAR", "NORM") and not awaited and place + 1 < len(found):
            in_braces = any(kind(outer) == "BRACE" for outer in opened)
            types[place] = "SUCH_THAT" if in_braces and label == "|" else "RELATION"
        else:
            raise wrong("unbalanced-fence", f"nothing closes this {_shown(label)}", found[place].last.id)

    for place, token in enumerate(found):
        fence = FENCES.get(token.text or "") if token.kind is Kind.SYMBOL else None
        if fence is None:
            continue
        own, side = fence
        if side == "either":
            closes = bool(opened) and kind(opened[-1]) == own and not _awaits_operand(found[place - 1])
            side = "close" if closes and opened[-1] != place - 1 else "open"
        if side == "open":
            opened.append(place)
            continue
        while opened and kind(opened[-1]) != own and (kind(opened[-1]), own) not in HALF_OPEN:
            unclosed = opened.pop()
            give_up(unclosed)
        if not opened:
            raise wrong("unbalanced-fence", f"nothing opens this {_shown(token.text)}", token.last.id)
        start = opened.pop()
        types[start], types[place] = f"{kind(start)}_OPEN", f"{own}_CLOSE"
    while opened:
        give_up(opened.pop())
    return types


def _awaits_operand(token: Token) -> bool:
    if token.last.nested or token.kind is not Kind.SYMBOL:
        return False
    label = token.text or ""
    return LEXEMES.get(label, ("", ""))[0] in AWAIT_OPERAND or FENCES.get(label, ("", ""))[1] == "open"


def _shown(label: str | None) -> str:
    return (label or "").removeprefix("\\")
