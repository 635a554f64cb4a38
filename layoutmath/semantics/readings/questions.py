"""What symbols leave open: the table of questions, and what their answers change.

The grammar has no ambiguity; the types of lexemes have. A question asks about some lexemes, each of its
options says what stands in their places if that is the answer. Probabilities are judgements about how
formulas are written, stated here with their reasons; they are not fitted to data, since no collection of
formulas says what its formulas mean.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from layoutmath.errors import UnknownNameError
from layoutmath.semantics.readings.lexeme import Lexeme

QUESTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "letter": {
            "constant": "e, i and π are numbers",
            "variable": "they, and d, are names like any other",
            "differential": "d is no letter: it marks the variable of an integral or a derivative",
        },
        "word": {
            "function": "letters in a row before a parenthesis name a function: loglo(100)",
            "product": "they are factors",
            "constant": "PI and pi are π",
            "conjunction": "and, or between statements join them",
        },
        "application": {
            "function": "what is in parentheses behind a name is its argument: f(x)",
            "product": "it is a factor: x(y + z)",
        },
        "prime": {
            "derivative": "a prime derives: f'",
            "name": "it is part of the name: x'",
        },
        "inverse": {
            "inverse": "the exponent −1 of a function inverts it: sin⁻¹",
            "reciprocal": "it is one over its value",
        },
        "order": {
            "derivative": "an exponent in parentheses says how often a function is derived: f⁽ⁿ⁾",
            "power": "it is an exponent",
        },
        "transpose": {
            "transpose": "the exponent T transposes a matrix",
            "power": "it is an exponent",
        },
        "logarithm": {
            "natural": "log has the base e, as in mathematics and in SymPy",
            "ten": "log has the base 10, as on a calculator",
        },
        "comma": {
            "list": "a comma between numbers separates them: 1, 5",
            "decimal": "it is a decimal mark: 1,5",
            "thousands": "it stands before three digits of a large number: 1,000",
        },
        "pair": {
            "interval": "(a, b) is what lies between a and b",
            "tuple": "(a, b) are two things in order",
        },
        "column": {
            "binomial": "two lines in parentheses are a binomial coefficient",
            "vector": "they are a column vector",
        },
        "slash": {
            "product": "everything up to the next sign is below a slash: a/bc is a/(bc)",
            "factor": "one factor is: 1/2x is (1/2)x",
        },
        "scope": {
            "product": "a function without parentheses takes the product behind it: sin 2x",
            "factor": "it takes one factor: sin x y is (sin x)y",
        },
        "mod": {
            "product": "mod divides the product in front of it: 7 + (5 mod 3)",
            "sum": "it divides the sum in front of it: (7 + 5) mod 3",
        },
        "mixed": {
            "mixed": "a fraction behind a whole number is added to it: 2½",
            "product": "it is a factor",
        },
        "bars": {
            "absolute": "bars around a capital letter mean its absolute value",
            "determinant": "they mean its determinant",
        },
        "bar": {
            "name": "a bar over letters is part of their name",
            "conjugate": "it means the complex conjugate",
        },
    }
)
"""Every question with its answers; a policy can settle each of them, for all subjects or for one."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer, how probable it is and why, and the lexemes that stand at some places because of it.

    ``narrow`` are the places of functions that take one factor only.
    """

    answer: str
    probability: float
    reason: str
    changes: Mapping[int, tuple[Lexeme, ...]] = field(default_factory=dict)
    narrow: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be decided: its row of :data:`QUESTIONS`, what it is about, options in falling order."""

    name: str
    subject: str
    symbols: tuple[str, ...]
    options: tuple[Option, ...]


def question(name: str, subject: str, symbols: Sequence[str], *options: Option) -> Question:
    """A question whose options are put in order."""
    ordered = sorted(options, key=lambda option: -option.probability)
    return Question(name, subject, tuple(symbols), tuple(ordered))


class View:
    """Lexemes with what belongs together, for those who look for questions."""

    def __init__(self, lexemes: Sequence[Lexeme]) -> None:
        self.lexemes = lexemes
        self.partner: dict[int, int] = {}
        self.depth: list[int] = []
        opened: list[int] = []
        for place, lexeme in enumerate(lexemes):
            if lexeme.type.endswith("_CLOSE"):
                start = opened.pop()
                self.partner[start], self.partner[place] = place, start
            self.depth.append(len(opened))
            if lexeme.type.endswith("_OPEN"):
                opened.append(place)

    def type(self, place: int) -> str:
        return self.lexemes[place].type if 0 <= place < len(self.lexemes) else ""

    def text(self, place: int) -> str:
        return self.lexemes[place].text if 0 <= place < len(self.lexemes) else ""

    def types(self, start: int, end: int) -> list[str]:
        return [lexeme.type for lexeme in self.lexemes[start:end]]

    def places(self, *types: str) -> list[int]:
        return [place for place, lexeme in enumerate(self.lexemes) if lexeme.type in types]

    def symbols(self, *places: int) -> tuple[str, ...]:
        return tuple(symbol for place in places for symbol in self.lexemes[place].symbols)

    def bound_names(self) -> set[str]:
        """The names that sums, products and limits run over."""
        signs = self.places("BIG", "LIMIT", "OVER")
        return {self.text(place + 2) for place in signs if self.type(place + 1) == "SUB_OPEN"}

    def bar(self, opening: int) -> int:
        """The place between the numerator and the denominator of the fraction that opens here."""
        inner = self.depth[opening] + 1
        return next(
            place
            for place in range(opening, self.partner[opening])
            if self.type(place) == "FRACTION_BAR" and self.depth[place] == inner
        )

    def behind_scripts(self, place: int) -> int:
        """The place after everything that hangs from the lexeme here."""
        place += 1
        while self.type(place) in HANGING:
            place = self.partner.get(place, place) + 1
        return place

    def simple_end(self, place: int) -> int | None:
        """The place after the simple factor that begins here; None where none does."""
        kind = self.type(place)
        if kind in ("NUMBER", "NAME", "CONSTANT"):
            return self.behind_scripts(place)
        if kind in SIMPLE_OPENING:
            return self.behind_scripts(self.partner[place])
        return None


HANGING = (
    "SUB_OPEN", "SUP_OPEN", "PRIMES", "BANG", "DOUBLE_BANG", "PERCENT", "DEGREE", "STAR", "ADJOINT",
    "TRANSPOSE", "DIRECTION",
)  # fmt: skip
SIMPLE_OPENING = (
    "FRACTION_OPEN", "ROOT_OPEN", "OVERLINE_OPEN", "BAR_OPEN", "NORM_OPEN", "FLOOR_OPEN", "CEIL_OPEN",
    "MATRIX_OPEN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """One option for each question: how probable they are together, and the lexemes that follow from them."""

    log_prob: float
    chosen: tuple[tuple[Question, Option], ...]

    def applied(self, lexemes: Sequence[Lexeme]) -> list[Lexeme]:
        """Where two answers change the same place, the question that was asked first decides."""
        changes: dict[int, tuple[Lexeme, ...]] = {}
        narrow: set[int] = set()
        for _, option in self.chosen:
            if changes.keys().isdisjoint(option.changes):
                changes |= option.changes
            narrow.update(option.narrow)
        found: list[Lexeme] = []
        for place, lexeme in enumerate(lexemes):
            if place in narrow:
                found.append(Lexeme("NARROW"))
            found += changes.get(place, (lexeme,))
        return found


def likeliest_answers(questions: Sequence[Question]) -> Iterator[Answers]:
    """All ways to answer the questions, the most probable first.

    >>> coin = Question("letter", "e", (), (Option("constant", 0.75, ""), Option("variable", 0.25, "")))
    >>> [round(math.exp(answers.log_prob), 4) for answers in likeliest_answers([coin, coin])]
    [0.5625, 0.1875, 0.1875, 0.0625]
    """

    def log_prob(ranks: tuple[int, ...]) -> float:
        chosen = (asked.options[rank] for asked, rank in zip(questions, ranks, strict=True))
        return sum(math.log(option.probability) for option in chosen)

    first = (0,) * len(questions)
    waiting = [(-log_prob(first), first)]
    seen = {first}
    while waiting:
        negative, ranks = heapq.heappop(waiting)
        chosen = tuple((asked, asked.options[rank]) for asked, rank in zip(questions, ranks, strict=True))
        yield Answers(-negative, chosen)
        for place, asked in enumerate(questions):
            following = (*ranks[:place], ranks[place] + 1, *ranks[place + 1 :])
            if following[place] < len(asked.options) and following not in seen:
                seen.add(following)
                heapq.heappush(waiting, (-log_prob(following), following))


def settled(questions: Sequence[Question], answers: Mapping[str, str]) -> list[Question]:
    """The questions without the options that a policy rules out.

    ``answers`` has the name of a question, or that and its subject (``"letter e"``), as keys. An answer that
    a question does not have here (there is no way to read it so) leaves it open.
    """
    found = []
    for asked in questions:
        wanted = answers.get(f"{asked.name} {asked.subject}", answers.get(asked.name))
        kept = tuple(option for option in asked.options if option.answer == wanted)
        if kept:
            only = Option(kept[0].answer, 1.0, "it was settled", kept[0].changes, kept[0].narrow)
            found.append(Question(asked.name, asked.subject, asked.symbols, (only,)))
        else:
            found.append(asked)
    return found


def check_answers(answers: Mapping[str, str]) -> None:
    """Raises UnknownNameError for a question or an answer that is not in :data:`QUESTIONS`."""
    for key, answer in answers.items():
        name = key.partition(" ")[0]
        if name not in QUESTIONS:
            raise UnknownNameError("question", name, list(QUESTIONS))
        if answer not in QUESTIONS[name]:
            raise UnknownNameError(f"answer to {key!r}", answer, list(QUESTIONS[name]))
