"""Limits of size, so that every computation ends: 9^{9^{9^9}} has 10^369693099 digits.

What is made of symbols is counted before anything is done with it; numbers are measured before they are made,
for one multiplication of long numbers cannot be stopped. What still takes too long, ``deadline`` interrupts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from layoutmath.errors import LayoutmathError
from layoutmath.reading import Diagnostic, MeaningError, Reading, diagnostic_at
from layoutmath.structure import BaselineStructure

SYMBOLS = 2_000
"""How many symbols an expression may have."""

BASELINES = 100
"""How many baselines of an expression may be nested in each other."""

NESTING = 200
"""How deep operations may stand in each other, groups among them: SymPy recurses along them, and so do
comparisons."""

DIGITS = 3_000
"""How many digits a number may have, a fraction above or below its bar. Python refuses to write integers of
more than 4,300; and SymPy may ask whether a number is prime, one long step that takes seconds above this."""

EXPONENT = 10_000
"""How high a power of a variable may be, where sums, integrals, limits or divisors are taken of it."""

SECONDS = 2.0
"""How long making or computing an expression may take, where nothing else is said."""


def check_size(reading: Reading) -> None:
    """Raise MeaningError with the code ``too-large`` for a reading beyond the limits.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.reading import Operation
    >>> from layoutmath.structure import BaselineStructure
    >>> tree = BaselineStructure.from_relations(Expression.from_boxes([("1", (0, 0, 1, 1))]), [])
    >>> root = Operation("number", text="1", symbols=("0",))
    >>> for _ in range(201):
    ...     root = Operation("negate", (root,))
    >>> check_size(Reading(root, tree))
    Traceback (most recent call last):
    ...
    layoutmath.reading.MeaningError: error too-large...: found operations nested more than 200 ...
    """
    check_symbols(reading.structure)
    level, depth = [reading.root], -1
    while level:
        depth += 1
        if depth > NESTING:
            sentence = f"found operations nested more than {NESTING} deep; expected fewer"
            raise MeaningError(diagnostic_at(reading.structure, "too-large", sentence, level[0].symbols))
        level = [operand for operation in level for operand in operation.operands]


def check_symbols(structure: BaselineStructure) -> None:
    """Raise MeaningError with the code ``too-large`` for a tree of too many symbols."""
    if (count := len(structure.expression)) > SYMBOLS:
        sentence = f"found {count:,} symbols; expected at most {SYMBOLS:,}"
        raise MeaningError(diagnostic_at(structure, "too-large", sentence, ()))


def too_deep(reading: Reading) -> Diagnostic:
    """Where SymPy, which recurses, has met its end before the limit of nesting."""
    return reading.diagnostic("too-large", "found operations nested too deep for SymPy; expected fewer")


@contextmanager
def in_words(reading: Reading) -> Iterator[None]:
    """A block in which whatever SymPy raises leaves as a MeaningError; it raises nearly anything."""
    try:
        yield
    except LayoutmathError:
        raise
    except RecursionError:
        raise MeaningError(too_deep(reading)) from None
    except Exception as error:
        sentence = f"found no value: {words_of(error)}"
        raise MeaningError(reading.diagnostic("not-evaluable", sentence, at=reading.root)) from error


def words_of(error: Exception) -> str:
    """What an error of SymPy says, in one line; there is nothing else to say about it."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].rstrip(".:")
