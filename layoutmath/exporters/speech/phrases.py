"""Phrases: words for an operation, and how tightly they hold together for somebody who only hears them."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from layoutmath.reading import Operation


class Level(enum.IntEnum):
    """How tightly a phrase holds together, from a list of statements to one word."""

    LIST = enum.auto()  # a, b
    STATEMENT = enum.auto()  # for all x, p; p implies q
    LOGIC = enum.auto()  # p and q
    NEGATION = enum.auto()  # not p
    RELATION = enum.auto()  # a equals b
    OVER = enum.auto()  # a over b
    SUM = enum.auto()  # a plus b
    REACHING = enum.auto()  # the sum over i of a: goes on to the end of a product
    PRODUCT = enum.auto()  # a times b
    NEGATIVE = enum.auto()  # negative a
    SIDE_BY_SIDE = enum.auto()  # two a
    PREFIX = enum.auto()  # sine of a
    POSTFIX = enum.auto()  # a squared
    CLOSED = enum.auto()  # the fraction … end fraction
    WORD = enum.auto()  # a


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for an operation.

    ``runs_on`` says that the next word could belong to it (*sine of x*), ``is_silent`` that a factor may
    stand in front without *times*, ``takes_letters`` that letters right behind would be heard as its own.
    ``in_words`` is how it is held together where it is too loose, with parentheses if empty.

    >>> total = Phrase("a plus b", Level.SUM)
    >>> total.at(Level.SUM), total.at(Level.PRODUCT)
    ('a plus b', 'open paren a plus b close paren')
    """

    words: str
    level: Level
    runs_on: bool = False
    is_silent: bool = False
    takes_letters: bool = False
    in_words: str = ""

    @property
    def closed(self) -> str:
        return self.in_words or f"open paren {self.words} close paren"

    def at(self, level: Level) -> str:
        """The words where something needs at least this level."""
        return self.words if self.level >= level else self.closed

    def runs_on_at(self, level: Level) -> bool:
        """Whether what :meth:`at` says for the level runs on."""
        return self.runs_on and self.level >= level

    @property
    def before_word(self) -> str:
        """In front of *squared*, *factorial*, *prime*."""
        return self.closed if self.runs_on else self.at(Level.POSTFIX)

    def before_to(self, level: Level = Level.SUM) -> str:
        """In front of *to* or *of* or a comma, with none of these words in it unless it ends by itself."""
        is_plain = self.level >= level and {"of", "to"}.isdisjoint(self.words.split())
        return self.words if is_plain or self.level >= Level.CLOSED else self.closed


Say = Callable[[Operation], Phrase]
"""The phrase of an operation below the one that is spoken."""
