"""Readings in words: a table of sentences, and that no two readings sound alike."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layoutmath import read_latex
from layoutmath.exporters.speech import PARTS, ROWS, write_speech
from layoutmath.exporters.speech.words import CONSTANTS as CONSTANT_WORDS
from layoutmath.exporters.speech.words import RELATIONS as RELATION_WORDS
from layoutmath.reading import CONSTANTS, OPERATORS, RELATIONS, Operation, Reading
from layoutmath.semantics import meaning

TABLE = Path(__file__).parent / "data" / "speech.tsv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS_OF_TABLE = [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]

STRUCTURE = read_latex("x")


def spoken(root: Operation) -> str:
    return write_speech(Reading(root, STRUCTURE))


@pytest.mark.parametrize(("latex", "sentence"), ROWS_OF_TABLE, ids=[row[0] for row in ROWS_OF_TABLE])
def test_the_table(latex: str, sentence: str) -> None:
    assert write_speech(meaning(read_latex(latex), n=1)[0]) == sentence


def test_every_operator_constant_and_relation_has_words() -> None:
    assert {*ROWS, *PARTS} == OPERATORS.keys() and not set(PARTS) & ROWS.keys()
    assert CONSTANT_WORDS.keys() == CONSTANTS.keys()
    assert RELATION_WORDS.keys() == RELATIONS.keys()


def test_two_readings_of_one_formula_sound_different() -> None:
    readings = meaning(read_latex("f(x+1)"))
    assert [write_speech(reading) for reading in readings] == [
        "f of open paren x plus one close paren",
        "f times open paren x plus one close paren",
    ]


def test_drawn_parentheses_are_said_only_where_they_matter() -> None:
    assert write_speech(meaning(read_latex("(a)+((b))"))[0]) == "a plus b"
    assert write_speech(meaning(read_latex("(a+b)c"))[0]) == "open paren a plus b close paren times c"


def test_nesting_may_be_deep() -> None:
    deep = Operation("symbol", text="x")
    for _ in range(2_000):
        deep = Operation("negate", (deep,))
    assert spoken(deep) == "negative " * 2_000 + "x"


# ---- no two readings sound alike ----

X = Operation("symbol", text="x")
TWO = Operation("number", text="2")
SUBSCRIBED = Operation("symbol", text="y_i")
SINE = Operation("function", text="sin")


def of(operator: str, text: str = "", *, signs: int = 0) -> Callable[..., Operation]:
    symbols = tuple(f"sign {number}" for number in range(signs))
    return lambda *operands: Operation(operator, operands, text, symbols)


def bound(*operands: Operation) -> Operation:
    return Operation("bound", operands, "range" if operands[1:] else "")


UNARY: list[Callable[[Operation], Operation]] = [
    of("negate"),
    of("root"),
    of("abs"),
    of("factorial"),
    of("percent"),
    of("prime", "1"),
    of("conjugate"),
    of("plus_minus"),
    lambda a: of("power")(a, TWO),
    lambda a: of("apply")(SINE, a),
    lambda a: of("apply")(X, a),
    lambda a: of("power")(of("apply")(SINE, X), a),
    lambda a: of("sum")(a, bound(X)),
    lambda a: of("integral")(a, bound(X)),
    lambda a: of("limit")(a, X, TWO),
    lambda a: of("derivative")(a, of("by")(X, Operation("number", text="1"))),
    of("not"),
    of("set"),
    lambda a: of("forall")(bound(X), a),
    lambda a: of("matrix")(of("row")(a)),
    lambda a: of("cases")(of("piece")(a), of("piece")(X, TWO)),
]
BINARY: list[Callable[[Operation, Operation], Operation]] = [
    of("plus"),
    of("plus_minus"),
    of("times"),
    of("times", signs=1),
    of("divide"),
    of("power"),
    of("mod"),
    of("binomial"),
    of("log"),
    lambda a, b: of("root")(a, b if b != TWO else X),  # a root of degree two is a square root
    lambda a, b: of("apply")(X, a, b),
    lambda a, b: of("sum")(X, bound(X, a, b)),
    lambda a, b: of("limit")(a, X, b),
    lambda a, b: of("between")(X, a, b),
    of("interval", "[]"),
    of("interval", "[)"),
    of("relation", "eq"),
    of("relation", "in"),
    of("and"),
    of("or"),
    of("implies"),
    of("union"),
    of("intersection"),
    of("set_builder"),
    of("tuple"),
    of("list"),
    of("set"),
]


def operations(size: int) -> Iterator[Operation]:
    """All of so many operators and leaves."""
    if size == 1:
        yield from (X, TWO, SUBSCRIBED)
        return
    for inner in operations(size - 1):
        yield from (make(inner) for make in UNARY)
    for left_size in range(1, size - 1):
        for left in operations(left_size):
            for right in operations(size - 1 - left_size):
                yield from (combine(left, right) for combine in BINARY)


def test_no_two_readings_sound_alike() -> None:
    by_words: dict[str, str] = {}
    for size in (1, 2, 3, 4):
        for operation in operations(size):
            words, calls = spoken(operation), str(operation)
            assert by_words.setdefault(words, calls) == calls, words
    assert len(by_words) > 30_000
