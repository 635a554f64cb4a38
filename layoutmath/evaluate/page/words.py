"""Relations, kinds of errors and numbers in words for readers who have never seen a symbol layout tree."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layoutmath.evaluate.causes import INNER, OTHER, OUTER
from layoutmath.evaluate.proportion import Ratio

Kind = tuple[str, str, str]
"""A kind of error: true relation, what was found instead, group of the parent."""

_RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "root": "the first symbol of the main line",
        "Right": "the next symbol on a line",
        "Sup": "a superscript",
        "Sub": "a subscript",
        "Above": "something above (a numerator, an upper limit, an accent)",
        "Below": "something below (a denominator, a lower limit)",
        "Inside": "what stands under a root",
        "PreSup": "a superscript before its base",
        "PreSub": "a subscript before its base",
        "Cell": "the first symbol of a cell",
    }
)
_BASELINES: Mapping[str, str] = MappingProxyType(
    {
        OUTER: "was put on an outer line: it left the script, fraction or root that it is part of",
        INNER: "was put on an inner line: into a script, fraction or root that it is no part of",
        OTHER: "was put elsewhere at the same depth",
    }
)
_PARENTS: Mapping[str, str] = MappingProxyType(
    {
        "letter": "a letter",
        "digit": "a digit",
        "operator": "an operator",
        "fence": "a parenthesis, bracket or bar",
        "horizontal stroke": "a minus or fraction bar",
        "big operator": "a big operator (∑, ∫, …)",
        "function name": "a function name",
        "punctuation": "a punctuation mark",
        "radical": "a radical (√)",
        "prime": "a prime",
        "accent": "an accent",
        "grid": "a grid",
        "unknown symbol": "a symbol without a label",
        "any symbol": "any symbol",
    }
)


def folded(kind: Kind) -> Kind:
    """The kind with one name for all cells of grids.

    >>> folded(("Cell[0;1]", "Cell[1;0]", "grid"))
    ('Cell', 'Cell', 'grid')
    """
    true, found, parent = (name.partition("[")[0] for name in kind)
    return true, found, parent


def kind_in_words(kind: Kind) -> str:
    """What went wrong, as a clause.

    >>> kind_in_words(("Sup", "Right", "letter"))
    'a superscript was taken for the next symbol on a line'
    >>> kind_in_words(("Sub", "other baseline", "any symbol"))
    'a subscript was put elsewhere at the same depth'
    """
    true, found, _ = kind
    if true == found == "Cell":
        return "the first symbol of a cell was put into another cell"
    what = _RELATIONS.get(true, true)
    return f"{what} {_BASELINES.get(found) or f'was taken for {_RELATIONS.get(found, found)}'}"


def parent_in_words(kind: Kind) -> str:
    """What the symbol hangs from.

    >>> parent_in_words(("Sup", "Right", "fence"))
    'a parenthesis, bracket or bar'
    """
    return _PARENTS.get(kind[2], kind[2])


def counted(number: int, thing: str) -> str:
    """
    >>> counted(1, "symbol"), counted(6072, "symbol")
    ('1 symbol', '6,072 symbols')
    """
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def of_hundred(value: float | None, digits: int = 1) -> str:
    """A percentage, or a dash for none.

    >>> of_hundred(97.184), of_hundred(None)
    ('97.2\xa0%', '–')
    """
    return "–" if value is None else f"{value:.{digits}f}\N{NO-BREAK SPACE}%"


def right_of(ratio: Ratio) -> str:
    """What is counted, where it can be.

    >>> right_of(Ratio(5901, 6072)), right_of(Ratio(1.5, 2))
    ('5,901 of 6,072', '')
    """
    return f"{ratio.right:,} of {ratio.total:,}" if isinstance(ratio.right, int) else ""


def span(interval: tuple[float, float] | None) -> str:
    """
    >>> span((83.31, 88.5)), span(None)
    ('83.3 – 88.5', '')
    """
    return "{:.1f} – {:.1f}".format(*interval) if interval else ""
