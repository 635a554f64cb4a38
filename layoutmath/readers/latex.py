r"""LaTeX into a symbol layout tree, through the LALR grammar in ``grammars/latex.lark``."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, cast

from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression
from layoutmath.readers.contract import Pair, Report, StatedPair, source_stem
from layoutmath.readers.latex_rules import Misplaced, TreeBuilder
from layoutmath.readers.latex_tree import Node, structure_of
from layoutmath.resources import data_path
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import canonical_label, symbol_table

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark.exceptions import UnexpectedInput


def read_latex(text: str) -> BaselineStructure:
    r"""The symbol layout tree of one formula, with or without ``$``, ``\(`` or ``\[`` around it.

    Symbols have no boxes; their ids are ``"0"``, ``"1"``, … in reading order, those of grids ``"G0"``,
    ``"G1"``, … Fonts, sizes and spaces are no layout and leave no trace, except blackboard letters, which are
    labels of their own; ``\square`` is a symbol without a label. A command that is not in the symbol table is
    a symbol of that name, unless a ``{`` follows it. Big operators and words like ``\lim`` have their limits
    below and above, integrals beside, as in display style.

    Raises InputError with line and column, what was found there and what LaTeX wants instead.

    >>> print(read_latex(r"\sqrt{x_1^2} = \frac{a}{b}").pretty())
    \sqrt = -
    ├─ \sqrt Inside: x
    │  ├─ x Sup: 2
    │  └─ x Sub: 1
    ├─ - Above: a
    └─ - Below: b
    >>> read_latex(r"\frac{1}{x")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: line 1, column 11: found the end of the formula; expected a closing }
    """
    return _parsed(text, first_line=1)


def read_latex_lines(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    r"""Formulas, one per line; blank lines and lines that are only a comment are skipped.

    Expressions are named after the source and the line. A line that is no formula goes to ``report``, and
    stands for an expression without symbols and without a tree.

    >>> import io
    >>> [(e.name, len(e)) for e, _ in read_latex_lines(io.BytesIO(b"x^2\n\na+b\n"), "school.tex", print)]
    [('school-1', 2), ('school-3', 3)]
    """
    for number, line in enumerate(stream, 1):
        name = f"{source_stem(source)}-{number}"
        try:
            text = line.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            report(Problem("found bytes that are not UTF-8", "UTF-8 text", f"line {number}", source))
            continue
        if not text.strip() or text.lstrip().startswith("%"):
            continue
        try:
            structure = _parsed(text, first_line=number)
        except InputError as error:
            report(replace(error.inside(source).problem, expression=name))
            yield StatedPair(Expression((), name), None, latex=text, line=number, problem=str(error))
        else:
            expression = replace(structure.expression, name=name)
            yield StatedPair(expression, replace(structure, expression=expression), latex=text, line=number)


def _parsed(text: str, first_line: int) -> BaselineStructure:
    from lark.exceptions import UnexpectedInput

    try:
        line = cast(list[Node], _parser().parse(text))  # what TreeBuilder.start makes
    except Misplaced as error:
        place = _place(error.token, first_line)
        raise InputError(error.finding, error.expectation, place=place) from None
    except UnexpectedInput as error:
        raise _explained(error, text, first_line) from None
    if not line:
        raise InputError("found no symbols", "a formula", place=f"line {first_line}")
    return structure_of(line)


@functools.cache
def _parser() -> Lark:
    from lark import Lark

    def tell_accents_apart(token: Token) -> Token:
        row = symbol_table().get(canonical_label(token))
        is_accent = row is not None and row.atom == "accent"
        return token.update(type="ACCENT") if is_accent or token in _STROKES else token

    return Lark(
        data_path("grammars", "latex.lark").read_text(encoding="utf-8"),
        parser="lalr",
        lexer="basic",
        maybe_placeholders=False,
        transformer=TreeBuilder(),  # any object with methods named after the rules
        lexer_callbacks={"COMMAND": tell_accents_apart, "COMMAND_BEFORE_GROUP": tell_accents_apart},
    )


_STROKES = (r"\bar", r"\overline", r"\underline")
"""Accents whose label is the stroke's."""

_CLOSING = {
    "RBRACE": "a closing }",
    "RIGHT": r"\right with a fence",
    "END": r"\end of the environment",
    "DOLLAR": "a closing $",
    "MATH_CLOSE": r"\) or \]",
    "RBRACK": "a closing ]",
}
"""What can be missing, by terminal; what is open accepts one of these, and ] wherever it is a symbol."""

_STRAY = {
    "RBRACE": "no } here, where no { is open",
    "RIGHT": r"a \left before it",
    "END": r"a \begin before it",
    "NEWLINE": r"rows inside an environment, such as \begin{aligned}",
    "AMPERSAND": r"columns inside an environment, such as \begin{matrix}",
    "INFIX": "braces: {a \\over b}",
    "LIMITS": "a big operator before it",
    "DOLLAR": "one formula",
}
"""What is wrong with a terminal that nothing before it explains."""


def _place(token: object, first_line: int) -> str:
    return f"line {first_line + getattr(token, 'line', 1) - 1}, column {getattr(token, 'column', 1)}"


def _explained(error: UnexpectedInput, text: str, first_line: int) -> InputError:
    """The parser's complaint in the words of somebody who writes LaTeX."""
    from lark.exceptions import UnexpectedToken

    if not isinstance(error, UnexpectedToken):
        found = text[error.pos_in_stream or 0]
        instead = "a command" if found == "\\" else rf"\{found} for the character"
        return InputError(f"found {found}", instead, place=_place(error, first_line))
    token = error.token
    if token.type == "$END":
        line, column = text.count("\n"), len(text) - text.rfind("\n")
        place, finding = f"line {first_line + line}, column {column}", "found the end of the formula"
    else:
        place, finding = _place(token, first_line), f"found {token}"
    accepted = error.accepts or error.expected
    if token.type in ("CARET", "UNDERSCORE") and "DOLLAR" in accepted:
        return InputError(finding, r"text, which has no scripts: \text{…$x_1$…}", place=place)
    if "CARET" not in accepted and "CHAR" in accepted and "RBRACE" not in accepted:
        return InputError(finding, "an argument: one symbol or {…}", place=place)
    closing = next((words for name, words in _CLOSING.items() if name in accepted), "")
    if "$END" in accepted:  # everything is closed: a bare ] is a symbol here
        closing = ""
    return InputError(finding, closing or _STRAY.get(token.type, "a symbol"), place=place)
