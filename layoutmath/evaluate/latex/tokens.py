r"""LaTeX as tokens, as groups within groups, and as commands with their arguments; no text is refused.

Commands, what they take and what they become are rows of ``grammars/latex_synonyms.tsv``, to which the
symbol table adds its labels and their other names. What TeX does is taken from The TeXbook (Knuth 1984),
chapters 7 and 20.
"""

from __future__ import annotations

import csv
import functools
import itertools
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple, TypeGuard

from layoutmath.readers.latex_rules import ENVIRONMENTS, ONE_LINE_ENVIRONMENTS
from layoutmath.resources import data_path
from layoutmath.symbols import symbol_table

Tokens = tuple[str, ...]
r"""Control words and symbols, ``\begin{name}`` and ``\end{name}``, and single characters; never a space."""

# ---- tokens ----

_TOKEN = re.compile(
    r"\\(?:begin|end)(?![a-zA-Z])\s*(?:\{[^{}\\%$]*\})?|\\[a-zA-Z]+|\\(?:[^a-zA-Z]|\Z)|%[^\n]*|\S"
)


def tokenised(latex: str) -> Tokens:
    r"""The tokens of a text, whatever it is; spaces and comments are none.

    >>> tokenised(r"\alpha_ 12 \, \begin {matrix} \% % per cent")
    ('\\alpha', '_', '1', '2', '\\,', '\\begin{matrix}', '\\%')
    """
    found = _TOKEN.findall(latex)
    return tuple(_unified(token) if token[0] == "\\" else token for token in found if token[0] != "%")


@functools.lru_cache(maxsize=4096)
def _unified(token: str) -> str:
    r"""One spelling of a control sequence; a ``\begin`` that no name follows has an empty one."""
    environment = re.fullmatch(r"(\\begin|\\end)(?:\s*\{(.*)\}|\s*)", token, re.DOTALL)
    if environment:
        return f"{environment[1]}{{{''.join((environment[2] or '').split())}}}"
    return token if token[1:].strip() else "\\ "


def text(tokens: Iterable[str]) -> str:
    r"""The shortest text that TeX reads as these tokens.

    >>> text((r"\alpha", "x", r"\beta", "1"))
    '\\alpha x\\beta1'
    """
    parts = []
    after_word = False
    for token in tokens:
        if after_word and token[0] in string.ascii_letters:
            parts.append(" ")
        parts.append(token)
        after_word = token[0] == "\\" and token[-1] in string.ascii_letters
    return "".join(parts)


# ---- commands ----


@dataclass(frozen=True, slots=True)
class Command:
    """What a command takes, and what it becomes by which rule.

    ``becomes`` stands before the ``kept`` argument (0: none is kept). With ``length``, a length follows that
    is no argument, as in ``\\kern1em``.
    """

    arguments: int = 0
    optional: bool = False
    length: bool = False
    rule: str = ""
    becomes: Tokens = ()
    kept: int = 0


@functools.cache
def commands() -> Mapping[str, Command]:
    r"""All commands, environments and characters of which something is known.

    >>> commands()[r"\textcolor"]
    Command(arguments=2, optional=False, length=False, rule='styles', becomes=(), kept=2)
    >>> [text(commands()[name].becomes) for name in (r"\le", "≤", r"\widehat", r"\end{pmatrix}")]
    ['\\leq', '\\leq', '\\hat', '\\end{matrix})']
    """
    table = {}
    with open(data_path("grammars", "latex_synonyms.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)  # the heading
        for name, takes, rule, becomes in rows:
            before, _, kept = becomes.partition("#")
            braces, brackets, length = takes.count("{}"), "[]" in takes, takes == "length"
            table[name] = Command(braces, brackets, length, rule, tokenised(before), int(kept or 0))
    for symbol in symbol_table().values():
        arguments = int(symbol.atom in ("accent", "radical"))
        if is_word(symbol.label):
            table.setdefault(symbol.label, Command(arguments))
        for name in (symbol.unicode, *symbol.aliases):
            # one label is one shape: \surd is no root, and an overline no minus
            is_name = is_word(name) and symbol.atom != "radical" and symbol.label != "-"
            is_character = len(name) == 1 and not name.isascii() and not arguments
            if (is_name or is_character) and name != symbol.label:
                rule = "accents" if arguments else "synonyms"
                table.setdefault(name, Command(arguments, rule=rule, becomes=tokenised(symbol.label)))
    for name, (opening, closing) in ENVIRONMENTS.items():
        is_line = name in ONE_LINE_ENVIRONMENTS
        rule = "math-delimiters" if is_line else "grids"
        begin = () if is_line else tokenised((opening or "") + r"\begin{matrix}")
        end = () if is_line else tokenised(r"\end{matrix}" + (closing or ""))
        for full in (name, f"{name}*"):
            known = table.get(rf"\begin{{{full}}}", Command())
            table[rf"\begin{{{full}}}"] = replace(known, rule=rule, becomes=begin)
            table[rf"\end{{{full}}}"] = Command(rule=rule, becomes=end)
    return MappingProxyType(table)


@functools.cache
def rows_of(rule: str) -> Mapping[str, Command]:
    """The commands that a rule knows."""
    return MappingProxyType({name: row for name, row in commands().items() if row.rule == rule})


def is_word(token: str) -> bool:
    r"""Whether a token is a control word.

    >>> [is_word(token) for token in (r"\alpha", r"\,", r"\begin{matrix}", "a")]
    [True, False, False, False]
    """
    return token[:1] == "\\" and token[1:].isascii() and token[1:].isalpha()


# ---- groups and arguments ----


@dataclass(slots=True, eq=False)
class Group:
    """What stands between braces, or between the brackets of an optional argument.

    ``spare``: the command that the braces belonged to has gone.
    """

    opening: str
    items: list[str | Group] = field(default_factory=list)
    spare: bool = False


Item = str | Group
Line = list[Item]

INFIXES = {r"\over": r"\frac", r"\choose": r"\binom", r"\atop": "", r"\brack": "", r"\brace": ""}
"""What divides a group in two, and the command that does so with arguments, where there is one."""

LIMITS = {r"\limits", r"\nolimits", r"\displaylimits"}

ATTACHED = {"^", "_", "'"} | LIMITS
"""What belongs to the symbol before it."""

ENDS_OF_CELLS = {"&", r"\\"}
NEVER_ARGUMENTS = ATTACHED | ENDS_OF_CELLS | INFIXES.keys() | {*"{}", r"\left", r"\middle", r"\right"}
_CLOSING = {"{": "}", "[": "]"}


def by_groups(tokens: Tokens, rule: Callable[[Group], Group]) -> Tokens:
    """A rule applied to every group, innermost first, and to the whole as a group without braces."""
    frames = [Group("")]
    open_braces = 0

    def give_up(opening: str) -> None:  # what was opened in this group and never closed stays as it is
        last = next(index for index in reversed(range(len(frames))) if frames[index].opening == opening)
        for frame in frames[last + 1 :]:
            frames[last].items += [frame.opening, *frame.items]
        del frames[last + 1 :]

    for token in tokens:
        items = frames[-1].items
        if token == "{" or (token == "[" and items and takes_brackets(items[-1])):
            frames.append(Group(token))
            open_braces += token == "{"
        elif token == "]" and frames[-1].opening == "[":
            frames[-2].items.append(rule(frames.pop()))
        elif token == "}" and open_braces:
            give_up("{")
            open_braces -= 1
            frames[-2].items.append(rule(frames.pop()))
        else:
            if token == "}":  # no option reaches over a brace
                give_up("")
            frames[-1].items.append(token)
    give_up("")
    flat: list[str] = []
    pending: Line = [rule(frames[0])]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            flat.append(item)
        else:
            pending.append(_CLOSING.get(item.opening, ""))
            pending += reversed(item.items)
            flat.append(item.opening)
    return tuple(filter(None, flat))


def takes_brackets(item: Item) -> bool:
    r"""Whether a ``[`` behind this begins an optional argument, as behind ``\sqrt``."""
    return isinstance(item, str) and item in commands() and commands()[item].optional


def is_group(item: Item) -> TypeGuard[Group]:
    """Whether this stands between braces."""
    return isinstance(item, Group) and item.opening == "{"


def _can_be_argument(item: Item) -> bool:
    if isinstance(item, Group):
        return item.opening == "{"
    return item not in NEVER_ARGUMENTS and not item.startswith((r"\begin{", r"\end{"))


class Spans(NamedTuple):
    r"""Where each atom of a line ends, and where the arguments of its commands begin.

    An argument without braces takes arguments of its own, as people mean ``x^\frac12``. ``is_lacking``: a
    command wants more than the line has. ``may_take``: the last command is a macro and takes groups perhaps.
    """

    ends: list[int]
    arguments: dict[int, list[int]]
    is_lacking: bool
    may_take: bool

    @property
    def starts(self) -> set[int]:
        return set(itertools.chain.from_iterable(self.arguments.values()))


def spans_of(line: Line) -> Spans:
    r"""The spans of a line.

    >>> spans_of(["x", "^", r"\frac", "1", "2", "+"])
    Spans(ends=[1, 5, 5, 4, 5, 6], arguments={2: [3, 4], 1: [2]}, is_lacking=False, may_take=False)
    """
    table, length = commands(), len(line)
    ends = list(range(1, length + 1))
    arguments: dict[int, list[int]] = {}
    is_lacking = may_take = False
    for index in reversed(range(length)):
        item, at, starts = line[index], index + 1, []
        if isinstance(item, Group):
            continue
        command = table.get(item)
        if command is None and is_word(item):
            while at < length and is_group(line[at]):
                starts.append(at)
                at += 1
            may_take |= at == length
        elif command is not None and (command.arguments or command.optional):
            at += at < length and line[at] == "*" and f"{item}*" in table
            at += at < length and isinstance(line[at], Group) and not is_group(line[at])
            while len(starts) < command.arguments and at < length and _can_be_argument(line[at]):
                starts.append(at)
                at = ends[at]
            is_lacking |= len(starts) < command.arguments and at == length
        if starts:
            arguments[index] = starts
        ends[index] = at
    return Spans(ends, arguments, is_lacking, may_take)


# ---- lengths ----

LENGTH = 16
"""The longest length that is found, in characters."""


def length_at(line: Sequence[Item], at: int) -> int:
    """How many characters of a length stand here, such as ``-1.5em``; 0 if none does.

    >>> length_at(["x", *"-1.5em"], 1), length_at(["x"], 0)
    (6, 0)
    """
    window = line[at : at + LENGTH]
    start = "".join(item if isinstance(item, str) and len(item) == 1 else " " for item in window)
    match = re.match(r"-?[0-9]*\.?[0-9]+(pt|em|ex|mm|cm|in|mu)", start)
    return match.end() if match else 0


def bracketed_length(line: Sequence[Item], at: int) -> int:
    r"""How many items make up a length in brackets here, as after ``\\``; 0 if none stands here."""
    length = length_at(line, at + 1) if at < len(line) and line[at] == "[" else 0
    end = at + 1 + length
    return length + 2 if length and end < len(line) and line[end] == "]" else 0
