r"""Names of symbols taken apart: ``thetadot_max`` is a theta with a dot and the subscript *max*.

A reading spells a name as SymPy does (``sympy.printing.conventions``): the letter, its accents, and the
subscript behind an underscore, in braces where it is more than letters and digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from layoutmath.reading import functions
from layoutmath.symbols import symbol_table

ACCENTS = {
    "bar": "¯",
    "hat": "^",
    "tilde": "~",
    "vec": "→",
    "dddot": "⃛",
    "ddot": "¨",
    "dot": "˙",
    "check": "ˇ",
    "breve": "˘",
    "acute": "´",
    "grave": "`",
    "mathring": "˚",
    "prime": "′",
}
"""What SymPy adds to a name for an accent, with the character that is drawn; no word before its own end."""


@dataclass(frozen=True, slots=True)
class Name:
    """The letter (or word, or pair of points), its accents from the inside out, and its subscript as text."""

    letter: str
    accents: tuple[str, ...] = ()
    subscript: str = ""

    @classmethod
    def read(cls, text: str) -> Name:
        """
        >>> Name.read("thetadot_max")
        Name(letter='theta', accents=('dot',), subscript='max')
        >>> Name.read("x_{1,2}").subscript, Name.read("hbar").accents, Name.read("vec").letter
        ('1,2', (), 'vec')
        """
        letter, _, subscript = text.partition("_")
        if subscript.startswith("{") and subscript.endswith("}"):
            subscript = subscript[1:-1]
        if not letter:  # an underscore is the name
            return cls(text)
        return cls(*_accents(letter), subscript)


def _accents(text: str) -> tuple[str, tuple[str, ...]]:
    found: list[str] = []
    rest = text
    while not (is_letter(rest) or (found and is_pair(rest))):
        accent = next((name for name in ACCENTS if rest.endswith(name) and rest != name), None)
        if accent is None:
            return text, ()  # a word that only looks accented
        found.insert(0, accent)
        rest = rest.removesuffix(accent)
    return rest, tuple(found)


def is_letter(text: str) -> bool:
    r"""Whether this is one letter: a character, or the name of one in the symbol table.

    >>> is_letter("x"), is_letter("alpha"), is_letter("mathbb{A}"), is_letter("speed")
    (True, True, True, False)
    """
    return len(text) == 1 or ((row := symbol_table().get("\\" + text)) is not None and row.atom == "ordinary")


def is_pair(text: str) -> bool:
    """Whether these are two capitals, which name the ends of a line.

    >>> is_pair("AB"), is_pair("Ab"), Name.read("ABbar").accents
    (True, False, ('bar',))
    """
    return len(text) == 2 and text.isalpha() and text.isupper()


def character(letter: str) -> str:
    """A letter as it is drawn; words stay.

    >>> character("alpha"), character("x"), character("speed")
    ('α', 'x', 'speed')
    """
    row = symbol_table().get("\\" + letter) if len(letter) > 1 else None
    return (row.unicode if row else "") or letter


def subscript_parts(text: str) -> list[str]:
    """Numbers, words, letters and signs of a subscript, which a name holds without spaces.

    A word is what the table of functions names, and four letters or more; fewer are letters side by side.

    >>> subscript_parts("12"), subscript_parts("i1"), subscript_parts("ij"), subscript_parts("max")
    (['12'], ['i', '1'], ['i', 'j'], ['max'])
    >>> subscript_parts("alphaj"), subscript_parts("total"), subscript_parts("n+1")
    (['alpha', 'j'], ['total'], ['n', '+', '1'])
    """
    parts: list[str] = []
    for run in re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+|[^\w\s{}]|[_^]", text):
        parts += _letters(run) if run.isalpha() else [run]
    return parts


def _letters(run: str) -> list[str]:
    """A run of letters as one word, or cut into Greek and other letters."""
    if run in functions() or is_letter(run):
        return [run]
    found: list[str] = []
    start = 0
    while start < len(run):
        ends = range(min(len(run), start + 10), start, -1)
        letter = next(run[start:end] for end in ends if end == start + 1 or is_letter(run[start:end]))
        found.append(letter)
        start += len(letter)
    is_word = len(run) >= 4 and all(len(letter) == 1 for letter in found)
    return [run] if is_word else found
