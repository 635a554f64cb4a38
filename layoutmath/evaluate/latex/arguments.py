r"""The rules of normalisation that look at groups: braces, ``\over``, limits and scripts.

What TeX does is taken from The TeXbook (Knuth 1984), chapters 17, 18 and 20.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from dataclasses import dataclass, field

from layoutmath.evaluate.latex.tokens import (
    ATTACHED,
    ENDS_OF_CELLS,
    INFIXES,
    LENGTH,
    LIMITS,
    NEVER_ARGUMENTS,
    Group,
    Item,
    Line,
    Tokens,
    bracketed_length,
    by_groups,
    is_group,
    rows_of,
    spans_of,
    takes_brackets,
)
from layoutmath.symbols import SymbolRow, canonical_label, symbol_table

# ---- braces ----


DEEPEST = 255
"""How deep TeX can nest groups (tex.web, section 274); where braces go deeper, all of them stay."""


def with_braces(tokens: Tokens) -> Tokens:
    r"""Braces around every argument, and no others that change nothing.

    >>> "".join(with_braces((*r"{x}^2", r"\frac", "1", "2")))
    'x^{2}\\frac{1}{2}'
    """
    if all(len(token) == 1 and token not in "{^_√" for token in tokens):
        return tokens
    tokens = by_groups(tokens, _wrapped)
    steps = ((token == "{") - (token == "}") for token in tokens)
    if max(itertools.accumulate(steps), default=0) > DEEPEST:
        return tokens
    return by_groups(tokens, _without_braces)


def _without_braces(group: Group) -> Group:
    return Group(group.opening, unwrapped(group.items, group.opening, only_spare=False))


def _wrapped(group: Group) -> Group:
    """Braces around each argument that has none."""
    spans = spans_of(group.items)
    bare = {start for start in spans.starts if isinstance(group.items[start], str)}
    closing = Counter(spans.ends[start] for start in bare)
    line: Line = []
    for index, item in enumerate(group.items):
        line += "}" * closing[index] + "{" * (index in bare)
        line.append(item)
    return Group(group.opening, [*line, *"}" * closing[len(group.items)]])


def unwrapped(line: Line, opening: str, *, only_spare: bool = True) -> Line:
    """What stands in a group, without the braces that change nothing; ``opening`` is that of the group."""
    starts = spans_of(line).starts
    out: Line = []
    for index in reversed(range(len(line))):
        item = line[index]
        if (
            is_group(item)
            and (item.spare or not only_spare)
            and index not in starts
            and not (opening == "[" and tokens_of(item.items) & {"[", "]"})
            and _is_redundant(item.items, line[index - 1] if index else "", out[: -LENGTH - 3 : -1])
        ):
            out += reversed(item.items)
        else:
            out.append(item)
    return out[::-1]


def _is_redundant(line: Line, before: Item, following: Line) -> bool:
    r"""Whether what stands between braces draws the same without them; the braces hold no argument.

    They are needed by declarations and ``\over``, which reach to the end of a group, by scripts without a
    base, by what has a script already (``{x^a}^b``) or has limits, and by brackets that would be an option.
    """
    after = following[0] if following else ""
    revealed = [*line[: LENGTH + 2], *following]
    if (before == r"\\" and bracketed_length(revealed, 0)) or (
        takes_brackets(before) and revealed[:1] == ["["]
    ):
        return False
    if not line:
        # a last row of nothing is no row without them
        is_row = before == r"\\" and (after == "" or (isinstance(after, str) and after.startswith(r"\end{")))
        return not is_row and after not in ATTACHED
    if line[0] in ATTACHED or _reaches_out(line):
        return False
    spans = spans_of(line)
    if spans.is_lacking or (spans.may_take and is_group(after)):
        return False
    return after not in ATTACHED or _ends_with_a_base(line, spans.ends)


def _reaches_out(line: Line) -> bool:
    r"""Whether something here acts on all that follows, or ends a cell of a grid around."""
    depth = 0
    for item in line:
        if isinstance(item, str):
            depth += item.startswith(r"\begin{") - item.startswith(r"\end{")
            if depth < 0 or item in INFIXES or item in declarations():
                return True
            if depth == 0 and item in ENDS_OF_CELLS:
                return True
    return depth > 0


def _ends_with_a_base(line: Line, ends: list[int]) -> bool:
    """Whether a script behind this would be drawn as behind a group of it: beside the last symbol."""
    last: Item = ""
    at = 0
    while at < len(line):
        last = "" if line[at] in ATTACHED else line[at]
        at = ends[at]
    row = _row(last)
    has_note = row is not None and row.atom == "accent" and row.label.endswith(("brace", "bracket", "paren"))
    return not has_note and last not in ("", r"\mathop") and not _default_limits(last)


def tokens_of(line: Line) -> set[str]:
    return {item for item in line if isinstance(item, str)}


@functools.cache
def declarations() -> frozenset[str]:
    r"""Commands that act on all that follows in their group: ``\rm``, ``\displaystyle``."""
    return frozenset(name for name, row in rows_of("styles").items() if not row.arguments)


# ---- fractions ----


@dataclass(frozen=True, slots=True)
class _Cell:
    r"""What an ``\over`` divides: a group, or what ``opening`` opened, as far as the next ``&`` or ``\\``."""

    opening: str
    start: int
    infixes: list[int] = field(default_factory=list)


def without_over(tokens: Tokens) -> Tokens:
    r"""Fractions by ``\frac``, binomials by ``\binom``.

    >>> "".join(without_over((*"{a+b", r"\over", *"c}")))
    '\\frac{a+b}{c}'
    """
    return tokens if INFIXES.keys().isdisjoint(tokens) else by_groups(tokens, _fraction)


def _fraction(group: Group) -> Group:
    r"""The one ``\over`` in each cell becomes ``\frac``; several are ambiguous and stay."""
    line = unwrapped(group.items, group.opening)
    tokens = tokens_of(line)
    if tokens.isdisjoint(INFIXES) or not tokens.isdisjoint("{}"):
        return Group(group.opening, line)
    out: Line = []
    cells = [_Cell("", 0)]

    def close() -> None:
        cell = cells.pop()
        command = INFIXES[str(out[cell.infixes[0]])] if len(cell.infixes) == 1 else ""
        if command:
            above, below = out[cell.start : cell.infixes[0]], out[cell.infixes[0] + 1 :]
            out[cell.start :] = [command, Group("{", above), Group("{", below)]

    for index, item in enumerate(line):
        name = item.partition("{")[0] if isinstance(item, str) else ""
        if item in ENDS_OF_CELLS or name == r"\end":
            while cells[-1].opening == r"\left":  # fences within a cell are closed in it
                close()
            opening = cells[-1].opening
            if item in ENDS_OF_CELLS or opening:
                close()
            if item in ENDS_OF_CELLS:
                cells.append(_Cell(opening, len(out) + 1))
        elif item == r"\right" and cells[-1].opening == r"\left":
            close()
        elif name in (r"\left", r"\begin"):
            cells.append(_Cell(name, len(out) + 1 + _belonging(line[index : index + 3])))
        elif item in INFIXES:
            cells[-1].infixes.append(len(out))
        out.append(item)
    while cells:
        close()
    return Group(group.opening, out, spare=True)


def _belonging(line: Line) -> int:
    r"""How many items behind a ``\left`` or ``\begin`` belong to it: a fence, the columns of an array."""
    if line[0] == r"\left":
        return int(len(line) > 1 and line[1] not in NEVER_ARGUMENTS)
    return spans_of(line).ends[0] - 1


# ---- limits ----


def with_needed_limits(tokens: Tokens) -> Tokens:
    r"""Limits only where they are not those of a display, and ``\mathop`` around no operator.

    >>> with_needed_limits((r"\sum", r"\limits", "_", "i", r"\int", r"\limits", "_", "0"))
    ('\\sum', '_', 'i', '\\int', '\\limits', '_', '0')
    """
    return tokens if {*LIMITS, r"\mathop"}.isdisjoint(tokens) else by_groups(tokens, _without_limits)


def _without_limits(group: Group) -> Group:
    line: Line = []
    for item in group.items:
        operator = item.items[0] if isinstance(item, Group) and len(item.items) == 1 else item
        if line[-1:] == [r"\mathop"] and _default_limits(operator):
            while line[-1:] == [r"\mathop"]:
                line.pop()
            line.append(operator)
        elif not line or item not in LIMITS:
            line.append(item)
        else:
            is_mathop = line[-2:-1] == [r"\mathop"] and is_group(line[-1])
            default = r"\limits" if is_mathop else _default_limits(line[-1])
            if not default or item not in (default, r"\displaylimits"):
                line.append(item)
    return Group(group.opening, line)


def _default_limits(item: Item) -> str:
    r"""``\limits`` or ``\nolimits``, whichever TeX supposes in a display; empty for what is no operator."""
    row = _row(item)
    if row is None or row.atom not in ("big", "limits_word"):
        return ""
    return r"\nolimits" if row.label.endswith("int") else r"\limits"


def _row(item: Item) -> SymbolRow | None:
    return symbol_table().get(canonical_label(item)) if isinstance(item, str) else None


# ---- scripts ----


def with_ordered_scripts(tokens: Tokens) -> Tokens:
    r"""Subscripts before primes before superscripts.

    >>> "".join(with_ordered_scripts((*"x^2_1y^", r"\prime")))
    "x_1^2y'"
    """
    names = {"'", r"\prime"} & set(tokens) or ("^" in tokens and "_" in tokens)
    return by_groups(tokens, _ordered) if names else tokens


def _ordered(group: Group) -> Group:
    """Of each symbol first the subscripts, then the primes, then the superscripts."""
    items, spans = group.items, spans_of(group.items)
    line: Line = []
    subscripts: list[tuple[str, Line]] = []
    others: list[tuple[str, Line]] = []

    def end_of_scripts() -> None:
        for mark, argument in [*subscripts, *others]:
            inner = spans_of(argument)
            # a command that moves must not take what it then stands before
            is_open = subscripts and others and (inner.is_lacking or inner.may_take)
            line.extend([mark, Group("{", argument)] if is_open else [mark, *argument])
        subscripts.clear()
        others.clear()

    at = 0
    while at < len(items):
        item, end = items[at], spans.ends[at]
        if item == "'":
            others.append(("'", []))
        elif item == "_" and at in spans.arguments:
            subscripts.append(("_", items[at + 1 : end]))
        elif item == "^" and at in spans.arguments:
            argument = items[at + 1 : end]
            primes = _leading_primes(argument)
            others += [("'", [])] * primes
            if not primes:
                others.append(("^", argument))
            elif is_group(argument[0]) and (rest := argument[0].items[primes:]):
                others.append(("^", [Group("{", rest)]))
        else:
            end_of_scripts()
            line += items[at:end]
        at = end
    end_of_scripts()
    return Group(group.opening, line)


def _leading_primes(argument: Line) -> int:
    r"""How many ``\prime`` a superscript begins with, without one that carries a script itself."""
    first = argument[0]
    items = first.items if isinstance(first, Group) else argument
    count = 0
    while items[count : count + 1] == [r"\prime"] and not (
        count + 1 < len(items) and items[count + 1] in ATTACHED
    ):
        count += 1
    return count
