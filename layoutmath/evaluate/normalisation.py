r"""LaTeX brought to one spelling, so that strings are compared for what they draw (docs/latex_metrics.md).

A rule maps tokens to tokens. Commands, what they take and what they become are rows of
``grammars/latex_synonyms.tsv``, to which the symbol table adds its labels and their other names. What TeX
does is taken from The TeXbook (Knuth 1984), chapters 7, 17 and 18. No text is refused: what is broken stays.
"""

from __future__ import annotations

import csv
import functools
import re
import string
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from layoutmath.errors import UnknownNameError
from layoutmath.readers.latex_rules import ENVIRONMENTS, ONE_LINE_ENVIRONMENTS
from layoutmath.resources import data_path
from layoutmath.symbols import canonical_label, symbol_table

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
    return tuple(
        _unified(token) if token[0] == "\\" else token
        for token in _TOKEN.findall(latex)
        if token[0] != "%"
    )


@functools.lru_cache(maxsize=4096)
def _unified(token: str) -> str:
    r"""One spelling of a control sequence; a ``\begin`` without a name keeps an empty one."""
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
    """A row of the table: what a command takes, and what it becomes by which rule.

    ``becomes`` stands before the ``kept`` argument (0: none is kept). ``length``: a length without braces
    follows, as after ``\\kern``.
    """

    arguments: int = 0
    optional: bool = False
    length: bool = False
    rule: str = ""
    becomes: Tokens = ()
    kept: int = 0


@functools.cache
def commands() -> Mapping[str, Command]:
    r"""All commands, environments and characters that a rule knows.

    >>> commands()[r"\textcolor"]
    Command(arguments=2, optional=False, length=False, rule='styles', becomes=(), kept=2)
    >>> [text(commands()[name].becomes) for name in (r"\le", "≤", r"\widehat", r"\end{pmatrix}")]
    ['\\leq', '\\leq', '\\hat', '\\end{matrix})']
    """
    table = {}
    with open(data_path("grammars", "latex_synonyms.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)  # the heading
        for name, arguments, rule, becomes in rows:
            before, _, kept = becomes.partition("#")
            table[name] = Command(
                arguments.count("{}"), "[]" in arguments, arguments == "length", rule,
                tokenised(before), int(kept or 0),
            )  # fmt: skip
    for row in symbol_table().values():
        takes = int(row.atom in ("accent", "radical"))
        if _is_word(row.label):
            table.setdefault(row.label, Command(takes))
        for name in (row.unicode, *row.aliases):
            is_character = len(name) == 1 and not name.isascii() and not takes
            # a radical sign alone is no root, and of the strokes none but characters are a minus
            is_word = _is_word(name) and row.atom != "radical" and row.label != "-"
            if (is_character or is_word) and name != row.label:
                rule = "accents" if takes else "synonyms"
                table.setdefault(name, Command(takes, rule=rule, becomes=tokenised(row.label)))
    nothing = Command()
    for name, (before, after) in ENVIRONMENTS.items():
        one_line = name in ONE_LINE_ENVIRONMENTS
        rule = "math-delimiters" if one_line else "grids"
        begin = () if one_line else (*filter(None, [before]), r"\begin{matrix}")
        end = () if one_line else (r"\end{matrix}", *filter(None, [after]))
        for full_name in (name, f"{name}*"):
            known = table.get(rf"\begin{{{full_name}}}", nothing)
            table[rf"\begin{{{full_name}}}"] = Command(
                known.arguments, known.optional, rule=rule, becomes=begin
            )
            table[rf"\end{{{full_name}}}"] = Command(rule=rule, becomes=end)
    return MappingProxyType(table)


@functools.cache
def _rows(rule: str) -> Mapping[str, Command]:
    return MappingProxyType({name: row for name, row in commands().items() if row.rule == rule})


def _is_word(token: str) -> bool:
    return token[:1] == "\\" and token[1:].isascii() and token[1:].isalpha()


def _atom(token: str) -> str:
    row = symbol_table().get(canonical_label(token))
    return row.atom if row else ""


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

_INFIXES = {r"\over": r"\frac", r"\choose": r"\binom", r"\atop": "", r"\brack": "", r"\brace": ""}
_LIMITS = frozenset((r"\limits", r"\nolimits", r"\displaylimits"))
_ATTACHED = frozenset("^_'") | _LIMITS
_CELL_ENDS = frozenset(("&", r"\\"))
_NEVER_ARGUMENTS = _ATTACHED | _CELL_ENDS | _INFIXES.keys() | {"{", "}", r"\left", r"\middle", r"\right"}
_CLOSING = {"{": "}", "[": "]"}


def _by_groups(tokens: Tokens, rule: Callable[[Group], Group]) -> Tokens:
    """The tokens with a rule applied to every group, innermost first; the whole is a group without braces."""
    frames = [Group("")]
    for token in tokens:
        top = frames[-1]
        if token == "{" or (token == "[" and top.items and _takes_optional(top.items[-1])):
            frames.append(Group(token))
        elif token == "]" and top.opening == "[":
            frames[-2].items.append(rule(frames.pop()))
        elif token == "}" and any(frame.opening == "{" for frame in reversed(frames)):
            _give_up(frames, "{")
            frames[-2].items.append(rule(frames.pop()))
        else:
            top.items.append(token)
    _give_up(frames, "")
    return _flattened(rule(frames[0]).items)


def _takes_optional(item: Item) -> bool:
    return isinstance(item, str) and item in commands() and commands()[item].optional


def _give_up(frames: list[Group], opening: str) -> None:
    """Make plain tokens of what was opened in the innermost group of this kind and never closed."""
    last = next(index for index in reversed(range(len(frames))) if frames[index].opening == opening)
    for frame in frames[last + 1 :]:
        frames[last].items += [frame.opening, *frame.items]
    del frames[last + 1 :]


def _flattened(line: Line) -> Tokens:
    tokens: list[str] = []
    pending: list[Item] = line[::-1]
    while pending:
        item = pending.pop()
        if isinstance(item, Group):
            tokens.append(item.opening)
            pending.append(_CLOSING[item.opening])
            pending += reversed(item.items)
        else:
            tokens.append(item)
    return tuple(tokens)


@dataclass(frozen=True, slots=True)
class Spans:
    """Where each atom of a line ends, and where the arguments of its commands begin.

    An argument without braces reaches as far as its own arguments, as people mean ``x^\\frac12``.
    ``lacking``: a command wants more than the line has. ``unknown_end``: the last command may take groups.
    """

    ends: list[int]
    arguments: dict[int, list[int]]
    lacking: bool
    unknown_end: bool

    @property
    def argument_starts(self) -> set[int]:
        return {start for starts in self.arguments.values() for start in starts}


def _spans(line: Line) -> Spans:
    table = commands()
    length = len(line)
    ends = list(range(1, length + 1))
    arguments: dict[int, list[int]] = {}
    lacking = unknown_end = False
    for index in reversed(range(length)):
        item = line[index]
        if isinstance(item, Group):
            continue
        command = table.get(item)
        at = index + 1
        starts = []
        if command is None:
            if _is_word(item):  # a macro: the groups that follow are its arguments
                while at < length and _is_group(line[at]):
                    starts.append(at)
                    at += 1
                unknown_end |= at == length
        elif command.arguments or command.optional:
            if at < length and line[at] == "*" and f"{item}*" in table:
                at += 1
            if at < length and isinstance(line[at], Group) and not _is_group(line[at]):
                at += 1
            while len(starts) < command.arguments and at < length and _can_be_argument(line[at]):
                starts.append(at)
                at = ends[at]
            lacking |= len(starts) < command.arguments and at == length
        if starts:
            arguments[index] = starts
        ends[index] = at
    return Spans(ends, arguments, lacking, unknown_end)


def _is_group(item: Item) -> bool:
    return isinstance(item, Group) and item.opening == "{"


def _can_be_argument(item: Item) -> bool:
    if isinstance(item, Group):
        return item.opening == "{"
    return item not in _NEVER_ARGUMENTS and not item.startswith((r"\begin{", r"\end{"))
