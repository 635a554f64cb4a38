"""Which characters draw a label, and which kind of TeX atom it is."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from layoutmath.symbols import symbol_table

ALPHABETS = ("italic", "upright", "bold")
"""How Latin letters may be drawn; their label is the same."""

_FIRST_ITALIC = {"A": 0x1D434, "a": 0x1D44E, "α": 0x1D6FC}
_FIRST_BOLD = {"A": 0x1D400, "a": 0x1D41A, "0": 0x1D7CE}
_ITALIC = {"h": "ℎ", "∂": "𝜕", "ϵ": "𝜖", "ϑ": "𝜗", "ϕ": "𝜙", "ϱ": "𝜚", "ϖ": "𝜛", "ı": "𝚤", "ȷ": "𝚥"}
_ATOMS = {
    "binary": "bin", "relation": "rel", "open": "open", "close": "close", "punctuation": "punct",
    "inner": "inner", "big": "op", "word": "op", "limits_word": "op",
}  # fmt: skip
_DRAWN = {"*": "∗", ":": "∶"}


def characters(label: str, alphabet: str = "italic") -> str:
    r"""What draws a label: a character, the letters of a word, nothing where only a table row stands for it.

    >>> [characters(label) for label in ("x", "2", r"\alpha", r"\Gamma", r"\sin", "-", "h")]
    ['𝑥', '2', '𝛼', 'Γ', 'sin', '−', 'ℎ']
    """
    row = symbol_table().get(label)
    if row is None:
        return label if len(label) == 1 else ""
    if row.atom in ("word", "limits_word"):
        return label[1:]
    plain = _DRAWN.get(label) or row.unicode or label
    if len(plain) > 1:
        return ""
    if alphabet == "bold":
        return _shifted(plain, _FIRST_BOLD) or plain
    upright_latin = alphabet == "upright" and plain.isascii()
    return plain if upright_latin else _ITALIC.get(plain) or _shifted(plain, _FIRST_ITALIC) or plain


def _shifted(character: str, firsts: dict[str, int]) -> str:
    """The same letter in an alphabet that Unicode keeps elsewhere."""
    for first, code in firsts.items():
        place = ord(character) - ord(first)
        if 0 <= place < (10 if first == "0" else 25 if first == "α" else 26):
            return chr(code + place)
    return ""


def atom(label: str | None) -> str:
    """The kind of atom for spacing: ord, op, bin, rel, open, close, punct or inner."""
    row = symbol_table().get(label or "")
    if label == ".":  # TeX sets it as a decimal point
        return "ord"
    return "ord" if row is None else _ATOMS.get(row.atom, "ord")


@functools.cache
def words() -> frozenset[str]:
    """Names that are set upright when letters spell them."""
    return frozenset(row.label[1:] for row in symbol_table().values() if row.atom in ("word", "limits_word"))


LONGEST_WORD = 6
"""The letters of arctan and liminf."""


def word_length(labels: Sequence[str | None]) -> int:
    """How many of the labels from the first on spell a function's name, 0 when none do.

    >>> word_length(["a", "r", "c", "t", "a", "n", "x"]), word_length(["x", "y"])
    (6, 0)
    """
    for length in range(min(LONGEST_WORD, len(labels)), 1, -1):
        letters = labels[:length]
        is_letters = all(letter is not None and len(letter) == 1 for letter in letters)
        if is_letters and "".join(letter or "" for letter in letters) in words():
            return length
    return 0


_KINDS = ("ord", "op", "bin", "rel", "open", "close", "punct", "inner")
_SPACES = (
    "01230001", "11030001", "22002002", "33003003",
    "00000000", "01230001", "11011111", "11231011",
)  # fmt: skip
"""TeXbook, chapter 18: rows are left atoms, columns right ones; 1 thin, 2 medium, 3 thick."""
_ALWAYS = {("ord", "op"), ("op", "ord"), ("op", "op"), ("close", "op"), ("inner", "op")}
"""Thin spaces that stay in scripts."""


def space_between(left: str, right: str, *, script: bool) -> float:
    """The space between two atoms, in em.

    >>> space_between("ord", "rel", script=False), space_between("ord", "rel", script=True)
    (0.277..., 0.0)
    """
    if script and (left, right) not in _ALWAYS:
        return 0.0
    width = (0, 3, 4, 5)[int(_SPACES[_KINDS.index(left)][_KINDS.index(right)])]
    return width / 18


def effective_atoms(atoms: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Left and right atoms of each piece after binary operators that lack an operand became ordinary.

    >>> effective_atoms([("bin", "bin"), ("ord", "ord"), ("bin", "bin"), ("ord", "ord")])
    [('ord', 'ord'), ('ord', 'ord'), ('bin', 'bin'), ('ord', 'ord')]
    """
    found: list[tuple[str, str]] = []
    for left, right in atoms:
        if left == "bin" and (not found or found[-1][1] in ("bin", "op", "rel", "open", "punct")):
            left = right = "ord"
        if left in ("rel", "close", "punct") and found and found[-1][1] == "bin":
            found[-1] = ("ord", "ord")
        found.append((left, right))
    if found and found[-1] == ("bin", "bin"):
        found[-1] = ("ord", "ord")
    return found
