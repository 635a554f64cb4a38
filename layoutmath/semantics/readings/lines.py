"""Lexemes that stand on one line: signs that are one, the lines of systems and cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layoutmath.semantics.readings.fences import AWAIT_OPERAND
from layoutmath.semantics.readings.lexeme import Lexeme

PAIRS = {
    ("BANG ", "BANG", ""): ("DOUBLE_BANG", ""),
    ("COLON ", "RELATION", "eq"): ("RELATION", "defined"),
    ("DIVIDE /", "DIVIDE", "/"): ("RELATION", "parallel"),
}
"""Two signs that are one."""

WORDS = ("if", "for", "when", "otherwise", "else")
"""What stands in front of a condition."""


def told_apart(lexemes: list[Lexeme]) -> list[Lexeme]:
    """A baseline in which !!, := and // are one sign and every colon is of one kind.

    A colon introduces a map where an arrow follows, and divides where it stands outside of braces and behind
    no quantifier.
    """
    found: list[Lexeme] = []
    arrow = any((lexeme.type, lexeme.text) == ("RELATION", "to") for lexeme in lexemes)
    quantified = any(lexeme.type == "QUANTIFIER" for lexeme in lexemes)
    for lexeme in lexemes:
        pair = (f"{found[-1].type} {found[-1].text}" if found else "", lexeme.type, lexeme.text)
        if pair in PAIRS:
            found[-1] = Lexeme(*PAIRS[pair], found[-1].symbols + lexeme.symbols)
            continue
        if lexeme.type == "PAREN_OPEN" and found and _is_called(found):
            found[-1] = replace(found[-1], type="FUNCTION")
        found.append(lexeme)
    kind = "COLON" if quantified else "MAP" if arrow else "DIVIDE"
    return [
        replace(lexeme, type=kind) if lexeme.type == "COLON" and not inside else lexeme
        for lexeme, inside in zip(found, _in_braces(found), strict=True)
    ]


def _is_called(found: Sequence[Lexeme]) -> bool:
    """Whether mod is a function here: mod(7, 3), for nothing stands before it that it could divide."""
    before = found[-2].type if len(found) > 1 else "RELATION"
    return found[-1].type == "MOD" and (before in AWAIT_OPERAND or before.endswith("_OPEN"))


def _in_braces(lexemes: Sequence[Lexeme]) -> list[bool]:
    found, depth = [], 0
    for lexeme in lexemes:
        depth += (lexeme.type == "BRACE_OPEN") - (lexeme.type == "BRACE_CLOSE")
        found.append(depth > 0)
    return found


def outside(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """Those that no bracket holds."""
    found, depth = [], 0
    for lexeme in lexemes:
        depth -= lexeme.type.endswith("CLOSE")
        if depth == 0:
            found.append(lexeme)
        depth += lexeme.type.endswith("OPEN")
    return found


def is_aligned(row: Sequence[Sequence[Lexeme]]) -> bool:
    """Whether cells cut a line in front of or behind its relation: x & = & 2."""
    return any(cell and cell[0].type == "RELATION" for cell in row[1:]) or any(
        cell and cell[-1].type == "RELATION" for cell in row
    )


def without_ends(lines: list[list[Lexeme]]) -> tuple[list[list[Lexeme]], tuple[str, ...]]:
    """The lines of a system without the commas at their ends, and the symbols of these."""
    kept: list[list[Lexeme]] = []
    ids: tuple[str, ...] = ()
    for line in lines:
        while len(line) > 1 and (line[-1].type in ("COMMA", "SEMICOLON") or line[-1].text == "."):
            ids, line = ids + line[-1].symbols, line[:-1]
        kept.append(line)
    return kept, ids


def piece(row: Sequence[Sequence[Lexeme]]) -> list[Lexeme]:
    """A line of cases: value, CELL, condition; without words such as *if*, whose symbols CELL takes."""
    value = list(row[0])
    condition = [lexeme for cell in row[1:] for lexeme in cell]
    ids: tuple[str, ...] = ()
    if value and value[-1].type == "COMMA":
        ids, value = value[-1].symbols, value[:-1]
    spelled, letters = "", 0
    while (
        letters < len(condition) and condition[letters].type == "NAME" and len(condition[letters].text) == 1
    ):
        spelled += condition[letters].text
        letters += 1
    word = next((word for word in sorted(WORDS, key=len, reverse=True) if spelled.startswith(word)), "")
    ids += tuple(symbol for lexeme in condition[: len(word)] for symbol in lexeme.symbols)
    condition = condition[len(word) :]
    if not condition:
        return [*value, Lexeme("OTHERWISE", word, ids)]
    return [*value, Lexeme("CELL", word, ids), *condition]
