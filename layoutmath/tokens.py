"""What stands together on a baseline: digits that are one number, letters that spell a function's name."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layoutmath.errors import InputError
from layoutmath.reading import functions
from layoutmath.structure import Node
from layoutmath.symbols import Shape, label_shape, symbol_table

Labels = Mapping[str, str | None]

DECIMAL_MARKS: Mapping[str, str] = {"point": ".", "comma": ","}

UNAPPLIED = ("lim", "liminf", "limsup", "mod")
"""Words that are no functions."""


class Kind(enum.Enum):
    """What a token is: a number, a name of ``grammars/functions.tsv`` (or ``lim``), or one symbol or grid."""

    NUMBER = "number"
    NAME = "name"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """Nodes side by side that are one thing. ``text`` is the number with a point, the name, or the label.

    The text of digits and marks that make no number is empty.

    Nothing hangs from the nodes before the last, whatever hangs from that one belongs to the token.
    """

    kind: Kind
    text: str | None
    nodes: tuple[Node, ...]

    @property
    def last(self) -> Node:
        return self.nodes[-1]


def tokens(line: Sequence[Node], labels: Labels, *, decimal: str = "point") -> list[Token]:
    """The tokens of a baseline; every node is in exactly one of them.

    TeX's names, and others of five letters or more, are found wherever letters spell them, the rest of the
    table of functions only in front of a parenthesis: *tr* is mostly t times r. With the decimal ``"comma"``
    a comma between digits is part of a number, with ``"point"`` it separates.

    Raises InputError for another ``decimal``.

    >>> def spelled(text, **settings):
    ...     nodes = [Node(str(place)) for place, _ in enumerate(text)]
    ...     return [token.text for token in tokens(nodes, dict(zip("0123456789", text)), **settings)]
    >>> spelled("3.5sinx"), spelled("tr+tr(A)"), spelled("log10(8)")
    (['3.5', 'sin', 'x'], ['t', 'r', '+', 'tr', '(', 'A', ')'], ['log10', '(', '8', ')'])
    >>> spelled("1,5"), spelled("1,5", decimal="comma")
    (['1', ',', '5'], ['1.5'])
    """
    if decimal not in DECIMAL_MARKS:
        raise InputError(f"found decimal={decimal!r}", f"one of {', '.join(DECIMAL_MARKS)}")
    found: list[Token] = []
    start = 0
    while start < len(line):
        token = (
            _name(line, start, labels)
            or _number(line, start, labels, DECIMAL_MARKS[decimal])
            or _symbol(line[start], labels)
        )
        found.append(token)
        start += len(token.nodes)
    return found


def _symbol(node: Node, labels: Labels) -> Token:
    label = labels.get(node.id)
    name = (label or "").removeprefix("\\")
    shape = None if label is None else label_shape(label)
    if shape is Shape.WORD or (shape is None and label != name and name in _names()):
        return Token(Kind.NAME, canonical_name(name), (node,))
    return Token(Kind.SYMBOL, label, (node,))


def _number(line: Sequence[Node], start: int, labels: Labels, mark: str) -> Token | None:
    """Digits with at most one decimal mark, the other mark between groups of three when that is a point.

    Digits and marks in any other order are one token without a text: 1.2.3 is neither a number nor a product.
    """
    pieces: list[str] = []
    end = start
    follows_digit = start > 0 and _label(line, start - 1, labels) in (*DIGITS, ".")
    while end < len(line):
        label = _label(line, end, labels)
        before_digit = _label(line, end + 1, labels) in DIGITS
        is_mark = label in (mark, ".") and before_digit and not line[end].nested
        if label not in DIGITS and not (is_mark and (pieces or not follows_digit)):
            break
        if label == mark == "," and _is_list(line, end, labels):
            break
        pieces.append(label)
        end += 1
        if line[end - 1].nested:
            break
    text = "".join(pieces)
    if not text:
        return None
    if mark == "," and re.fullmatch(GROUPED, text):
        text = text.replace(".", "")
    elif text.count(mark) > 1 or (mark == "," and "." in text):
        return Token(Kind.NUMBER, "", tuple(line[start:end]))
    text = text.replace(mark, ".")
    return Token(Kind.NUMBER, "0" * text.startswith(".") + text, tuple(line[start:end]))


DIGITS = tuple("0123456789")
GROUPED = r"\d{1,3}(\.\d{3})+(,\d+)?"
"""A number in which points stand between groups of three digits."""


def _label(line: Sequence[Node], place: int, labels: Labels) -> str:
    return (labels.get(line[place].id) or "") if 0 <= place < len(line) else ""


def _is_list(line: Sequence[Node], comma: int, labels: Labels) -> bool:
    """Whether another comma follows the digits behind one, or stands before those in front: 1,2,3."""
    ahead = comma + 1
    while _label(line, ahead, labels) in DIGITS:
        ahead += 1
    behind = comma - 1
    while _label(line, behind, labels) in DIGITS:
        behind -= 1
    return any(
        _label(line, place, labels) == "," and _label(line, digit, labels) in DIGITS
        for place, digit in ((ahead, ahead + 1), (behind, behind - 1))
    )


def _name(line: Sequence[Node], start: int, labels: Labels) -> Token | None:
    first = labels.get(line[start].id)
    for spelling in _spellings().get(first or "", ()):
        end = start + len(spelling)
        run = line[start:end]
        if (
            "".join(labels.get(node.id) or "\0" for node in run) == spelling
            and not any(node.nested for node in run[:-1])
            and (_stands_alone(spelling) or (end < len(line) and labels.get(line[end].id) == "("))
        ):
            return Token(Kind.NAME, canonical_name(spelling), tuple(run))
    return None


def _stands_alone(spelling: str) -> bool:
    return len(spelling) > 4 or spelling in UNAPPLIED or "\\" + spelling in symbol_table()


@functools.cache
def _names() -> Mapping[str, str]:
    """The name of a function by each of its spellings."""
    return {word: row.name for row in functions().values() for word in (row.name, *row.spellings)}


@functools.cache
def _spellings() -> Mapping[str, Sequence[str]]:
    """All spellings by their first letter, the longest first."""
    by_letter: dict[str, list[str]] = {}
    for word in (*_names(), *UNAPPLIED):
        by_letter.setdefault(word[0], []).append(word)
    return {letter: sorted(words, key=len, reverse=True) for letter, words in by_letter.items()}


def canonical_name(spelling: str) -> str:
    """The name in ``grammars/functions.tsv`` for one of its spellings; anything else stays.

    >>> canonical_name("asin"), canonical_name("lim")
    ('arcsin', 'lim')
    """
    return _names().get(spelling, spelling)
