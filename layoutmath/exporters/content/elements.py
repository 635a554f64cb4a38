"""The elements of content MathML as pieces of text, with operations that are still to be written there."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from layoutmath.exporters.mathml import data_symbols
from layoutmath.exporters.names import ACCENTS, Name, character
from layoutmath.reading import Operation

Piece = str | Operation
"""A piece of output: MathML, or an operation that is still to be written there."""

Element = list[Piece]
"""The pieces of exactly one element, its first tag in the first of them unless that is an operation."""

DICTIONARIES = {"binomial": "combinat1", "round": "rounding1"}
"""The content dictionary of OpenMath for what MathML has no element for."""


def enclosed(tag: str, content: Iterable[Piece], symbols: Sequence[str] = (), **attributes: str) -> Element:
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return [f"<{tag}{stated}{_naming(symbols)}>", *content, f"</{tag}>"]


def applied(head: Piece, operands: Iterable[Piece], symbols: Sequence[str] = ()) -> Element:
    return enclosed("apply", [head, *operands], symbols)


def tag(tag: str, symbols: Sequence[str] = ()) -> str:
    return f"<{tag}{_naming(symbols)}/>"


def csymbol(name: str, symbols: Sequence[str]) -> str:
    dictionary = f' cd="{DICTIONARIES[name]}"' if name in DICTIONARIES else ""
    return f"<csymbol{dictionary}{_naming(symbols)}>{html.escape(name)}</csymbol>"


def _naming(symbols: Sequence[str]) -> str:
    return f' data-symbols="{data_symbols(symbols)}"' if symbols else ""


def identifier(text: str, symbols: Sequence[str] = ()) -> str:
    """A name: as presentation MathML where it has accents or a subscript (MathML 3, section 4.2.2)."""
    name = Name.read(text)
    drawn = html.escape(character(name.letter))
    if name.accents or name.subscript:
        drawn = f"<mi>{drawn}</mi>"
    for accent in name.accents:
        mark = f"<mo>{ACCENTS[accent]}</mo>"
        is_prime = accent == "prime"
        drawn = f"<msup>{drawn}{mark}</msup>" if is_prime else f'<mover accent="true">{drawn}{mark}</mover>'
    if name.subscript:
        kind = "mn" if name.subscript.isdigit() else "mi"
        drawn = f"<msub>{drawn}<{kind}>{html.escape(character(name.subscript))}</{kind}></msub>"
    return f"<ci{_naming(symbols)}>{drawn}</ci>"


def number(text: str, symbols: Sequence[str] = ()) -> str:
    kind = "integer" if text.isdigit() else "real"
    return f'<cn type="{kind}"{_naming(symbols)}>{html.escape(text)}</cn>'
