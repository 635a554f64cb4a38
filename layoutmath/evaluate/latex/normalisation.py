r"""LaTeX brought to one spelling, so that strings are compared for what they draw (docs/latex_metrics.md).

Each rule maps tokens to tokens and looks at nothing else, so any of them can be left out. They run in the
order of :data:`RULES`, in which no rule makes work for an earlier one: what is normal stays as it is.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from layoutmath.errors import LayoutmathError, UnknownNameError
from layoutmath.evaluate.latex.arguments import (
    declarations,
    tokens_of,
    unwrapped,
    with_braces,
    with_needed_limits,
    with_ordered_scripts,
    without_over,
)
from layoutmath.evaluate.latex.tokens import (
    Group,
    Item,
    Line,
    Tokens,
    bracketed_length,
    by_groups,
    length_at,
    rows_of,
    spans_of,
    takes_brackets,
    tokenised,
)
from layoutmath.readers.latex_rules import ANGLES
from layoutmath.symbols import canonical_label, symbol_table

# ---- commands that become something else ----


def _rename(rule: str, tokens: Tokens) -> Tokens:
    """Every token that this rule knows becomes others; arguments stay where they are."""
    rows = rows_of(rule)
    if rows.keys().isdisjoint(tokens):
        return tokens
    out: list[str] = []
    for token in tokens:
        out += _without_option(rows[token].becomes, out) if token in rows else (token,)
    return tuple(out)


def _without_option(becomes: Tokens, before: Sequence[Item]) -> Tokens:
    r"""A bracket that was none before does not begin an option now: ``\sqrt\lbrack`` is ``\sqrt{[}``."""
    is_option = becomes[:1] == ("[",) and before and takes_brackets(before[-1])
    return ("{", "[", "}", *becomes[1:]) if is_option else becomes


def _expand(rule: str, tokens: Tokens) -> Tokens:
    """Every command that this rule knows becomes others, with one of its arguments or without any."""
    rows = rows_of(rule)
    if any(row.arguments or row.optional or row.length for row in map(rows.get, tokens) if row):
        return by_groups(tokens, lambda group: Group(group.opening, _expanded(group.items, rule)))
    return _rename(rule, tokens)


def _expanded(line: Line, rule: str) -> Line:
    rows, spans = rows_of(rule), spans_of(line)
    out: Line = []
    dropped: dict[int, int] = {}
    kept = set()
    at = 0
    while at < len(line):
        item = line[at]
        if at in dropped:
            at = dropped[at]
        elif isinstance(item, Group):
            out.append(Group("{", _spelled(item.items) or item.items, True) if at in kept else item)
            at += 1
        elif item not in rows:
            out.append(item)
            at += 1
        else:
            row = rows[item]
            if line[at + 1 : at + 2] == ["*"]:
                row = rows.get(f"{item}*", row)
            out += _without_option(row.becomes, out)
            starts = spans.arguments.get(at, [])
            at = starts[0] if starts else spans.ends[at]
            for number, start in enumerate(starts, 1):
                if number == row.kept:
                    kept.add(start)
                else:
                    dropped[start] = spans.ends[start]
            at += length_at(line, at) if row.length else 0
    return out


def _spelled(line: Line) -> Line:
    r"""The word of the symbol table that letters spell: s, i, n are ``\sin`` where they stand upright."""
    letters = [item for item in line if isinstance(item, str) and item.isalpha()]
    word = "\\" + "".join(letters)
    row = symbol_table().get(word) if len(letters) == len(line) else None
    return [word] if row is not None and row.atom in ("word", "limits_word") else []


def _styles(tokens: Tokens) -> Tokens:
    return tokens if rows_of("styles").keys().isdisjoint(tokens) else by_groups(tokens, _plain_style)


def _plain_style(group: Group) -> Group:
    if group.items[:1] == [r"\rm"] and (word := _spelled(group.items[1:])):
        return Group(group.opening, word, spare=True)
    is_declared = not declarations().isdisjoint(tokens_of(group.items))
    line = unwrapped(_expanded(group.items, "styles"), group.opening)
    return Group(group.opening, line, spare=is_declared)


# ---- fences, grids, negations ----


def _fences(tokens: Tokens) -> Tokens:
    rows = rows_of("fences")
    if rows.keys().isdisjoint(tokens):
        return tokens
    out: list[str] = []
    is_sized = False
    for token in tokens:
        row = rows.get(token)
        if row is not None:
            out += _without_option(row.becomes, out)
        elif not is_sized:
            out.append(token)
        elif token != ".":
            out += _without_option((ANGLES.get(token, token),), out)
        is_sized = row is not None and not row.becomes
    return tuple(out)


def _grids(tokens: Tokens) -> Tokens:
    tokens = _expand("grids", tokens)
    if r"\\" not in tokens:
        return tokens
    out: list[str] = []
    at = 0
    while at < len(tokens):
        while tokens[at] == r"\end{matrix}" and out and out[-1] == r"\\":
            out.pop()
        out.append(tokens[at])
        at += 1
        while out[-1] == r"\\" and (length := bracketed_length(tokens, at)):
            at += length
    return tuple(out)


def _negations(tokens: Tokens) -> Tokens:
    if r"\not" not in tokens:
        return tokens
    out: list[str] = []
    at = 0
    while at < len(tokens):
        has_braces = tokens[at + 1 : at + 2] == ("{",) and tokens[at + 3 : at + 4] == ("}",)
        operand = tokens[at + 1 + has_braces : at + 2 + has_braces]
        negated = _negated(operand[0]) if tokens[at] == r"\not" and operand else ""
        out.append(negated or tokens[at])
        at += (4 if has_braces else 2) if negated else 1
    return tuple(out)


def _negated(token: str) -> str:
    """The symbol that Unicode composes of this one and a slash, if the symbol table has it."""
    row = symbol_table().get(canonical_label(token))
    label = canonical_label(unicodedata.normalize("NFC", row.unicode + "\u0338")) if row else ""
    return label if label in symbol_table() else ""


# ---- the table ----

Rule = tuple[str, Callable[[Tokens], Tokens]]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "math-delimiters": (
            r"$ … $, \( … \), \[ … \], equation, displaymath and math are dropped, \label and \tag too",
            functools.partial(_expand, "math-delimiters"),
        ),
        "synonyms": (
            r"one name for each symbol: \le is \leq, \to is \rightarrow, α is \alpha, \dfrac is \frac",
            functools.partial(_rename, "synonyms"),
        ),
        "styles": (
            r"fonts, sizes and colours are dropped, but for \mathbb: \mathrm{d}x is dx, \mathrm{sin} is \sin",
            _styles,
        ),
        "spacing": (
            r"\, \; \quad ~ \hspace{…} \phantom{…} and all other space is dropped",
            functools.partial(_expand, "spacing"),
        ),
        "over": (r"{a \over b} is \frac{a}{b}, {n \choose k} is \binom{n}{k}", without_over),
        "fences": (
            r"\left, \right, \bigl and so on are dropped, with the dot of \left.; \lvert is |, \lbrace is \{",
            _fences,
        ),
        "grids": (
            r"pmatrix, cases, array, aligned and so on are a matrix between its fences; \\[2pt] is \\",
            _grids,
        ),
        "accents": (
            r"\overline is \bar, \widehat is \hat, \overrightarrow is \vec",
            functools.partial(_rename, "accents"),
        ),
        "braces": (
            r"every argument has braces, and nothing else that draws the same without: x^2 is x^{2}",
            with_braces,
        ),
        "limits": (
            r"\limits and \nolimits are dropped where displays have them so: \sum\limits_i is \sum_i",
            with_needed_limits,
        ),
        "script-order": (
            r"subscripts, then primes, then superscripts: x^2_1 is x_1^2, x^{\prime} is x'",
            with_ordered_scripts,
        ),
        "negations": (r"\not= is \neq, wherever there is such a symbol", _negations),
    }
)
"""Description and function of every rule, in the order in which they run."""

ALL_RULES = tuple(RULES)


def normalised(latex: str, rules: Collection[str] = ALL_RULES) -> Tokens:
    r"""The tokens of a text after some rules, or all; any text will do.

    >>> normalised(r"$x^2_1 \le \dfrac12$") == normalised(r"\[ x_{1}^{2}\leq\frac{1}{2} \]")
    True
    >>> normalised(r"x'^2", rules=["braces"])
    ('x', "'", '^', '{', '2', '}')
    """
    for name in rules:
        if name not in RULES:
            raise UnknownNameError("rule", name, list(RULES))
    tokens = tokenised(latex)
    for name, (_, function) in RULES.items():
        if name in rules:
            tokens = function(tokens)
    return tokens


def chosen_rules(text: str) -> tuple[str, ...]:
    """Names of rules from one line: ``all``, ``none``, those to use, or those not to use.

    >>> chosen_rules("spacing,braces")
    ('spacing', 'braces')
    >>> [name for name in RULES if name not in chosen_rules("-synonyms,-accents")]
    ['synonyms', 'accents']
    """
    if text in ("all", "none"):
        return ALL_RULES if text == "all" else ()
    names = [name.strip() for name in text.split(",")]
    without = {name.removeprefix("-") for name in names if name.startswith("-")}
    only = {name for name in names if not name.startswith("-")}
    if without and only:
        raise LayoutmathError(f"found {text!r}; expected rules to use, or rules not to use, each with a -")
    for name in without | only:
        if name not in RULES:
            raise UnknownNameError("rule", name, list(RULES) if len(names) > 1 else ["all", "none", *RULES])
    return tuple(name for name in RULES if (name in only if only else name not in without))
