r"""What trees mean: precedence, application, calculus, fences, grids; and what is said of what stays open.

The table ``tests/data/meaning.tsv`` has a formula and its likeliest reading on each line, as nested calls.
"""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest
from golden import assert_golden
from hypothesis import given, settings
from hypothesis import strategies as st

import layoutmath as lm
from layoutmath.errors import InputError, UnknownNameError
from layoutmath.reading import MeaningError, Reading
from layoutmath.semantics import QUESTIONS, Policy, meaning
from layoutmath.synthesise import random_formulas

TABLE = Path(__file__).parent / "data" / "meaning.tsv"


def read(latex: str, **answers: str) -> Reading:
    return meaning(lm.read_latex(latex), Policy(answers=answers))[0]


def rows() -> list[str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if not line.startswith("#")]


def test_every_formula_of_the_table_has_its_reading() -> None:
    lines = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        latex = line.split("\t")[0]
        lines.append(line if line.startswith("#") else f"{latex}\t{read(latex)}")
    assert_golden(TABLE, "\n".join(lines) + "\n")


def symbols_of(reading: Reading) -> list[str]:
    """All ids of a reading; what a chain of relations shares counts once."""
    seen: set[int] = set()
    found = list(reading.punctuation)
    for node in reading.root.walk():
        if id(node) not in seen:
            seen.add(id(node))
            found += node.symbols
    return found


def assert_nothing_lost(tree: lm.BaselineStructure, readings: tuple[Reading, ...]) -> None:
    ids = sorted(symbol.id for symbol in tree.expression.symbols)
    for reading in readings:
        assert sorted(symbols_of(reading)) == ids, str(reading)
    assert [reading.log_prob for reading in readings] == sorted(
        (reading.log_prob for reading in readings), reverse=True
    )
    assert math.isclose(sum(math.exp(reading.log_prob) for reading in readings), 1)


@pytest.mark.parametrize("latex", rows())
def test_every_symbol_belongs_to_one_operation(latex: str) -> None:
    tree = lm.read_latex(latex)
    assert_nothing_lost(tree, meaning(tree))


def test_random_formulas_are_read_without_loss_or_refused_with_symbols() -> None:
    refused = 0
    for latex in itertools.islice(random_formulas(seed=5), 300):
        tree = lm.read_latex(latex)
        try:
            readings = meaning(tree)
        except MeaningError as error:
            refused += 1
            ids = {symbol.id for symbol in tree.expression.symbols}
            assert set(error.diagnostic.symbols) <= ids
            assert error.diagnostic.symbols
        else:
            assert_nothing_lost(tree, readings)
    assert refused < 200  # random formulas hold pre-scripts, long divisions, marks that mean nothing


SYMBOLS = st.sampled_from([*"xyfdei123+-=()|[]{},!", r"\sin", r"\sum", r"\int", r"\pi", r"\leq", "<", "/"])


@settings(max_examples=300, deadline=None)
@given(st.lists(SYMBOLS, min_size=1, max_size=12))
def test_any_line_of_symbols_has_a_reading_or_one_diagnostic(labels: list[str]) -> None:
    labels = [{"{": r"\{", "}": r"\}"}.get(label, label) for label in labels]
    line = lm.Expression.from_boxes([(label, (10 * n, 0, 10 * n + 8, 10)) for n, label in enumerate(labels)])
    pairs = itertools.pairwise(symbol.id for symbol in line.symbols)
    tree = lm.BaselineStructure.from_relations(line, [(a, b, lm.Relation.RIGHT) for a, b in pairs])
    try:
        assert_nothing_lost(tree, meaning(tree))
    except MeaningError as error:
        assert len(error.diagnostic.symbols) == len(error.diagnostic.boxes)


# ---- what stays open ----


OPEN = [
    ("f(x)", "application", "function", "product"),
    ("x(y+z)", "application", "product", "function"),
    (r"\frac{dy}{dx}", "letter", "differential", "variable"),
    ("e^x", "letter", "constant", "variable"),
    ("|A|", "bars", "absolute", "determinant"),
    ("f'", "prime", "derivative", "name"),
    ("x'", "prime", "name", "derivative"),
    (r"\sin^{-1}x", "inverse", "inverse", "reciprocal"),
    ("A^T", "transpose", "transpose", "power"),
    (r"\log x", "logarithm", "natural", "ten"),
    (r"x\in(0,1)", "pair", "interval", "tuple"),
    (r"\binom{n}{k}", "column", "binomial", "vector"),
    ("1/2x", "slash", "factor", "product"),
    (r"\sin xy", "scope", "product", "factor"),
    (r"2\frac{1}{2}", "mixed", "mixed", "product"),
    (r"\bar z", "bar", "conjugate", "name"),
    ("f^{(3)}(x)", "order", "derivative", "power"),
    ("loglo(100)", "word", "function", "product"),
    (r"x=2\text{ or }x=3", "word", "conjunction", "product"),
    ("x=2,5", "comma", "decimal", "list"),
    (r"7+5\bmod 3", "mod", "sum", "product"),
    ("(f+g)(x)", "application", "function", "product"),
    (r"\overline{AB}", "bar", "name", "conjugate"),
    ("foo(x)", "word", "function", "product"),
    ("1,000,000", "comma", "thousands", "list"),
]


@pytest.mark.parametrize(("latex", "question", "first", "second"), OPEN)
def test_what_is_open_is_said_with_its_reason(latex: str, question: str, first: str, second: str) -> None:
    readings = meaning(lm.read_latex(latex))
    (decision,) = [decision for decision in readings[0].decisions if decision.question == question]
    assert decision.answer == first
    assert decision.reason
    assert decision.symbols
    others = {d.answer for reading in readings[1:] for d in reading.decisions if d.question == question}
    assert second in others
    assert {first, second} <= set(QUESTIONS[question])


@pytest.mark.parametrize(("latex", "question", "first", "second"), OPEN)
def test_a_policy_settles_a_question(latex: str, question: str, first: str, second: str) -> None:
    settled = read(latex, **{question: second})
    assert [d.answer for d in settled.decisions if d.question == question] == [second]
    assert str(settled) != str(read(latex, **{question: first}))


def test_every_question_of_the_table_comes_up() -> None:
    assert {question for _, question, _, _ in OPEN} == set(QUESTIONS)


def test_a_policy_may_speak_of_one_subject_alone() -> None:
    policy = Policy(answers={"application f": "product"})
    assert str(meaning(lm.read_latex("f(x)+g(x)"), policy)[0]) == "plus(times(f, group(x)), apply(g, x))"


def test_letters_mean_the_same_everywhere_in_an_expression() -> None:
    for reading in meaning(lm.read_latex("f(a)+f(b)"), n=9):
        assert str(reading).count("apply(f") in (0, 2)


def test_questions_and_answers_that_do_not_exist_are_named() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'application'"):
        Policy(answers={"aplication": "product"})
    with pytest.raises(UnknownNameError, match="did you mean 'product'"):
        Policy(answers={"application f": "produkt"})


def test_a_decimal_comma_is_a_setting() -> None:
    tree = lm.read_latex(r"\max(1,5)")
    assert str(meaning(tree)[0]) == "apply(max, 1, 5)"
    assert str(meaning(tree, Policy(decimal="comma"))[0]) == "apply(max, 1.5)"


@pytest.mark.parametrize(
    ("decimal", "text", "wanted"),
    [
        ("point", ".5", "0.5"),
        ("point", "1,000.5", "1000.5"),
        ("comma", "1.000,5", "1000.5"),
        ("comma", "1.000.000", "1000000"),
        ("comma", "(1,2,3)", "tuple(1, 2, 3)"),
        ("point", "(1,000)", "tuple(1, 000)"),
    ],
)
def test_marks_in_numbers(decimal: str, text: str, wanted: str) -> None:
    assert str(meaning(lm.read_latex(text), Policy(decimal=decimal))[0]) == wanted


@pytest.mark.parametrize(("decimal", "text"), [("point", "1.2.3"), ("comma", "1.5"), ("point", "2..3")])
def test_what_is_no_number_is_no_product_either(decimal: str, text: str) -> None:
    with pytest.raises(MeaningError):
        meaning(lm.read_latex(text), Policy(decimal=decimal))


def test_columns_are_binomials_or_vectors_together() -> None:
    column = r"\begin{pmatrix}%s\\%s\end{pmatrix}"
    vectors = read(column % (3, 4) + "+" + column % (5, 2))
    assert str(vectors) == "plus(matrix(row(3), row(4)), matrix(row(5), row(2)))"
    assert str(read(column % ("n", "k") + column % ("k", "j"))) == "times(binomial(n, k), binomial(k, j))"


def test_labels_that_nobody_has_stated_are_decisions() -> None:
    boxes = [("5", (0, 0, 10, 16)), (None, (14, 3, 24, 13)), ("3", (28, 0, 38, 16))]
    (decision,) = meaning(lm.parse(lm.Expression.from_boxes(boxes)))[0].decisions
    assert (decision.question, decision.symbols) == ("label", ("1",))
    assert 0 < decision.probability < 1


# ---- what cannot be read ----


@pytest.mark.parametrize(
    ("latex", "code", "symbols", "words"),
    [
        ("x+", "incomplete", ("1",), "missing behind"),
        ("a==b", "incomplete", ("1", "2"), "missing between"),
        ("=b", "unexpected-symbol", ("0",), "cannot stand here"),
        ("(a+b", "unbalanced-fence", ("0",), "nothing closes this ("),
        ("a+b)", "unbalanced-fence", ("3",), "nothing opens this )"),
        ("(a+b]", "unbalanced-fence", ("0", "1", "2", "3", "4"), "do not belong together"),
        (r"\frac{}{2}", "incomplete", ("0",), "no numerator"),
        (r"\int x", "incomplete", ("0",), "no differential"),
        (r"\lim x", "incomplete", ("0", "1"), "what goes where"),
        (r"\sqrt{}", "incomplete", ("0",), "missing"),
        ("x+?", "unknown-symbol", ("2",), "? has no meaning"),
        (r"\square+1", "unknown-symbol", ("0",), "nobody says"),
        ("(x)_2", "unknown-symbol", ("3",), "subscript"),
        ("{}^2x", "unknown-symbol", ("1",), "no meaning"),
        (r"\begin{pmatrix}1&\\3&4\end{pmatrix}", "incomplete", (), "entry of this matrix"),
    ],
)
def test_what_is_wrong_is_said_with_its_symbols(
    latex: str, code: str, symbols: tuple[str, ...], words: str
) -> None:
    with pytest.raises(MeaningError) as caught:
        read(latex)
    found = caught.value.diagnostic
    assert found.code == code
    assert words in found.sentence
    assert not symbols or found.symbols == symbols


def test_a_diagnostic_has_the_boxes_of_its_symbols() -> None:
    boxes = [("x", (0, 10, 8, 18)), ("+", (10, 10, 18, 18))]
    tree = lm.parse(lm.Expression.from_boxes(boxes))
    with pytest.raises(MeaningError) as caught:
        meaning(tree)
    assert [box.l for box in caught.value.diagnostic.boxes] == [10]


def test_size_and_depth_have_limits() -> None:
    with pytest.raises(MeaningError, match="too-large"):
        read("x" + "+x" * 1_000)
    with pytest.raises(MeaningError, match="too-large"):
        read("-" * 800 + "1")
    with pytest.raises(InputError, match="found n=0"):
        meaning(lm.read_latex("x"), n=0)
    with pytest.raises(MeaningError, match="too-large"):
        read(r"\sqrt{" * 120 + "x" + "}" * 120)
