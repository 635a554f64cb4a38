"""The settings, and the table of what each of them changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import NamedTuple

from layoutmath.conventions.names import Labels, best_labels, names_letters, names_one_symbol
from layoutmath.conventions.places import (
    accents_above,
    accents_superscript,
    limits_beside,
    limits_stacked,
    primes_line,
    primes_superscript,
)
from layoutmath.errors import InputError
from layoutmath.structure import BaselineStructure

AS_DRAWN = "drawn"


class Choice(NamedTuple):
    """What a setting can be: what that means, and the function that brings a tree to it."""

    description: str
    change: Callable[[BaselineStructure, Labels], BaselineStructure]


SETTINGS: Mapping[str, Mapping[str, Choice]] = MappingProxyType(
    {
        "limits": {
            "beside": Choice("limits of big operators and of words like lim are Sub and Sup", limits_beside),
            "stacked": Choice("they are Below and Above", limits_stacked),
        },
        "primes": {
            "superscript": Choice("a prime is Sup of its symbol", primes_superscript),
            "line": Choice("a prime stands Right of its symbol, the line goes on behind it", primes_line),
        },
        "accents": {
            "above": Choice("an accent hangs Above its symbol", accents_above),
            "superscript": Choice("an accent is Sup of its symbol", accents_superscript),
        },
        "names": {
            "symbol": Choice("letters in a row that spell a function become one symbol", names_one_symbol),
            "letters": Choice("a function's name that is one symbol becomes its letters", names_letters),
        },
    }
)
"""What each setting can be besides ``drawn``; makes the command line's help too."""


@dataclass(frozen=True, slots=True)
class Conventions:
    r"""One spelling for what sources spell differently; every setting is ``"drawn"`` unless stated.

    ``limits`` of big operators, of words like ``\lim`` and of letters that spell one: ``"beside"`` (Sub and
    Sup) or ``"stacked"`` (Below and Above). ``primes``: ``"superscript"`` or on the ``"line"``. ``accents``:
    ``"above"`` or ``"superscript"``. ``names`` of functions: one ``"symbol"`` or ``"letters"``.

    Raises InputError for a setting that does not exist.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> boxes = [(r"\sum", (0, 9, 9, 20)), ("i", (3, 22, 5, 26)), ("x", (12, 10, 18, 18))]
    >>> drawn = BaselineStructure.from_relations(
    ...     Expression.from_boxes(boxes), [("0", "1", Relation.BELOW), ("0", "2", Relation.RIGHT)])
    >>> print(Conventions(limits="beside").apply(drawn).pretty())
    \sum x
    └─ \sum Sub: i
    >>> Conventions(limits="below")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: found limits='below'; expected one of drawn, beside, stacked
    """

    limits: str = AS_DRAWN
    primes: str = AS_DRAWN
    accents: str = AS_DRAWN
    names: str = AS_DRAWN

    def __post_init__(self) -> None:
        for name, value in self._settings():
            known = (AS_DRAWN, *SETTINGS[name])
            if value not in known:
                raise InputError(f"found {name}={value!r}", f"one of {', '.join(known)}")

    def apply(self, structure: BaselineStructure) -> BaselineStructure:
        """The same symbols in a tree of these conventions; the very same tree where nothing changes.

        Where a place is taken, the second-child rule decides (see
        :func:`~layoutmath.structure.join_second_children`): the newcomer joins the baseline there, by left
        edge, or before it where there are no boxes. Evidence and classes stay those of what was drawn: they
        say how sure the parser was, not how sure a convention is.

        Only ``names`` changes symbols. Letters that become one symbol are listed in its ``extra["letters"]``
        and joined in its id; it has their box, their primitives, the evidence of the first, and no
        posteriors, since no classifier has seen it. Letters of a cut name state it in ``extra["word"]``;
        each has an equal slice of its box, and the strokes whose middle lies there (the first letter has all
        primitives where the expression has no ink).
        """
        for name, value in self._settings():
            if value != AS_DRAWN:
                structure = SETTINGS[name][value].change(structure, best_labels(structure))
        return structure

    def _settings(self) -> Iterator[tuple[str, str]]:
        return ((field.name, getattr(self, field.name)) for field in fields(self))


NEUTRAL = Conventions(limits="beside", primes="superscript", accents="above")
"""What trees are brought to when they are compared whatever their conventions."""
