"""What a person settles about how expressions are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layoutmath.errors import UnknownNameError
from layoutmath.semantics.readings.questions import check_answers
from layoutmath.tokens import DECIMAL_MARKS


@dataclass(frozen=True, slots=True)
class Policy:
    """How numbers are written, and answers to questions that symbols leave open.

    ``decimal`` is ``"point"`` (a comma separates: max(1,5)) or ``"comma"`` (1,5 is a number). ``answers`` has
    a question of :data:`~layoutmath.semantics.QUESTIONS` as key, perhaps with its subject, and one of its
    answers as value.

    Raises UnknownNameError for a question or answer that does not exist.

    >>> from layoutmath.semantics import meaning
    >>> from layoutmath.readers.latex import read_latex
    >>> for reading in meaning(read_latex("f(x)")):
    ...     print(reading, *reading.decisions)
    apply(f, x) application: f is read as function (0.95): the letter mostly names a function
    times(f, group(x)) application: f is read as product (0.05): the letter mostly names a function
    >>> policy = Policy(answers={"application f": "product"})
    >>> [str(reading) for reading in meaning(read_latex("f(x)"), policy)]
    ['times(f, group(x))']
    """

    decimal: str = "point"
    answers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.decimal not in DECIMAL_MARKS:
            raise UnknownNameError("decimal mark", self.decimal, list(DECIMAL_MARKS))
        check_answers(self.answers)
