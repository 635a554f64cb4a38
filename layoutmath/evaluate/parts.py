"""Parts of a data set that are worth their own numbers: by size, by depth, by writers or fonts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from layoutmath.evaluate.scores import Scores

UNSTATED = "unstated"
"""The part of expressions that do not state a key."""

_SIZES = (5, 10, 20, 40)
_DEPTHS = (1, 2, 3)

Part = tuple[int, str]
"""The place of a part in the table, and its name; parts of one place are in order of their names."""


def _size(one: Scores) -> Part:
    return _bin(one.symbols, _SIZES)


def _depth(one: Scores) -> Part:
    return _bin(one.depth, _DEPTHS)


def _prefix(one: Scores) -> Part:
    prefix = re.match(r"[^\W\d_]+|\d+", one.name)
    return (0, prefix[0]) if prefix else (1, UNSTATED)


KEYS: Mapping[str, tuple[str, Callable[[Scores], Part]]] = MappingProxyType(
    {
        "size": ("number of symbols", _size),
        "depth": ("levels of nested baselines, 1 for a single line", _depth),
        "prefix": ("letters or digits that the name begins with", _prefix),
    }
)
"""What expressions can be told apart by, besides the keys of their records: description and function."""


def parts(scores: Iterable[Scores], key: str) -> dict[str, list[Scores]]:
    """The scores of each part by its name, in the order of the table.

    ``key`` is one of :data:`KEYS` or a key of the expressions' records (``Expression.extra``).

    >>> from layoutmath.evaluate.graphs import compare_graphs
    >>> from layoutmath.labelgraph import LabelGraph
    >>> nothing = compare_graphs(*[LabelGraph((), (), {})] * 2)
    >>> made = [Scores(name, symbols, nothing) for name, symbols in (("a_1", 3), ("b_1", 12), ("a_2", 5))]
    >>> {name: len(part) for name, part in parts(made, "size").items()}
    {'1–5': 2, '11–20': 1}
    >>> list(parts(made, "prefix")), list(parts(made, "font"))
    (['a', 'b'], ['unstated'])
    """
    found: dict[Part, list[Scores]] = {}
    for one in scores:
        if key in KEYS:
            part = KEYS[key][1](one)
        else:
            part = (0, str(one.extra[key])) if key in one.extra else (1, UNSTATED)
        found.setdefault(part, []).append(one)
    return {name: found[place, name] for place, name in sorted(found, key=_natural)}


def _natural(part: Part) -> tuple[int, list[tuple[str, int]]]:
    """Numbers in names by their size: article 2 before article 10."""
    place, name = part
    return place, [(word, int(digits or -1)) for word, digits in re.findall(r"(\D*)(\d*)", name)]


def _bin(number: int, ends: tuple[int, ...]) -> Part:
    """The bin of a number; ``ends`` are the last numbers of all bins but the one without end.

    >>> [_bin(number, (1, 5, 10))[1] for number in (1, 3, 10, 11)]
    ['1', '2–5', '6–10', '11+']
    """
    first = 1
    for place, end in enumerate(ends):
        if number <= end:
            return place, str(end) if first == end else f"{first}–{end}"
        first = end + 1
    return len(ends), f"{first}+"
