"""Values: exact and in decimals, true or false, and what has none says why, in time."""

from __future__ import annotations

import threading
import time
from decimal import Decimal
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

import layoutmath as lm
from layoutmath.reading import MeaningError, Reading, Severity
from layoutmath.semantics import meaning
from layoutmath.semantics.computation import Value, value


def read(latex: str) -> Reading:
    return meaning(lm.read_latex(latex))[0]


def compute(latex: str, angles: str = "radians", **values: object) -> Value:
    return value(read(latex), values, angles=angles)


PUBLISHED = {
    # what systems that read printed expressions say they answer
    "2^2": "4",
    "|90|": "90",
    r"\operatorname{abs}(90)": "90",
    r"\log_{10}(100)": "2",
    r"\lg(100)": "2",
    r"\max(100,56)": "100",
    r"\pi\cdot 10\cdot 10": "100*pi ≈ 314.159265358979",
    r"\sin(90)": "sin(90) ≈ 0.893996663600558",
}


@pytest.mark.parametrize("latex", PUBLISHED)
def test_published_values(latex: str) -> None:
    assert str(compute(latex)) == PUBLISHED[latex]


def test_published_behaviour_in_degrees() -> None:
    assert str(compute(r"\sin(90)", "degrees")) == "1"
    with pytest.raises(MeaningError, match=r"division-by-zero .*: tan\(90\) is undefined"):
        compute(r"\tan(90)", "degrees")


def test_an_unknown_function_is_named_with_its_boxes() -> None:
    boxes = [(letter, (10.0 * at, 0.0, 10.0 * at + 8, 10.0)) for at, letter in enumerate("loglo(100)")]
    right = [(str(at), str(at + 1), lm.Relation.RIGHT) for at in range(len(boxes) - 1)]
    tree = lm.BaselineStructure.from_relations(lm.Expression.from_boxes(boxes), right)
    with pytest.raises(MeaningError) as caught:
        value(meaning(tree)[0])
    diagnostic = caught.value.diagnostic
    assert diagnostic.code == "unknown-function"
    assert "loglo" in diagnostic.sentence
    assert diagnostic.symbols == ("0", "1", "2", "3", "4")
    assert [box.l for box in diagnostic.boxes] == [0, 10, 20, 30, 40]


VALUES = {
    # ---- exact and decimal ----
    r"\frac{1}{3}+\frac{1}{6}": "1/2 = 0.5",
    r"0.25\cdot 2": "0.5",
    "0.1/0.3": "1/3 ≈ 0.333333333333333",
    r"\sqrt{-4}": "2*i",
    "e^{i}": "exp(i) ≈ 0.54030230586814 + 0.841470984807897*i",
    r"e^{i\pi}": "-1",
    r"\sqrt[3]{-8}": "-2",
    r"\sqrt[3]{2+\sqrt5}+\sqrt[3]{2-\sqrt5}": "1",
    r"(1+\sqrt2)(1-\sqrt2)": "-1",
    r"\sin^2 1+\cos^2 1": "1",
    r"2^{100}": "1267650600228229401496703205376",
    "(-8)^{1/3}": "-2",
    r"(-8)^{-\frac{2}{3}}": "1/4 = 0.25",
    "1.0001^{10000}": "(10001/10000)^10000 ≈ 2.71814592682522",
    "1.0001^{10000}-1.0001^{9999}": "-(10001/10000)^9999 + (10001/10000)^10000 ≈ 0.000271787413941128",
    "10^{-400}": "1e-400",
    r"\arcsin 1": "pi/2 ≈ 1.5707963267949",
    # ---- calculus ----
    r"\int_0^1 x^2 dx": "1/3 ≈ 0.333333333333333",
    r"\sum_{k=1}^\infty\frac{1}{k^2}": "pi^2/6 ≈ 1.64493406684823",
    r"\sum_{k=1}^\infty\frac{1}{k}": "oo",
    r"\prod_{k=1}^{1000}\frac{k}{k+1}": "1/1001 ≈ 0.000999000999000999",
    r"\lim_{x\to 0}\frac{\sin x}{x}": "1",
    r"\lim_{n\to\infty}(1+\frac{1}{n})^n": "e ≈ 2.71828182845905",
    r"\int_0^1\sqrt[3]{x}dx": "3/4 = 0.75",
    r"\sum_{k=3}^{1}k": "0",
    r"\prod_{k=3}^{1}k": "1",
    r"\sum_{i=1}^5\sum_{j=1}^i j": "35",
    r"\sum_{1\leq k<4.5}k": "10",
    r"\sum_{0.5<k<4}k": "6",
    r"\lim_{x\to-\infty}e^x": "0",
    r"\lim_{n\to\infty}\frac{n!}{n^n}": "0",
    # ---- several values ----
    r"2\pm\sqrt3": "{sqrt(3) + 2 ≈ 3.73205080756888, 2 - sqrt(3) ≈ 0.267949192431123}",
    r"1, \frac{1}{2}": "(1, 1/2 = 0.5)",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{-1}": "[[-2, 1], [3/2 = 1.5, -1/2 = -0.5]]",
    r"(1,2,3)\times(3,4,5)": "(-2, 4, -2)",
    r"\begin{pmatrix}1\\2\\3\end{pmatrix}\times\begin{pmatrix}3\\4\\5\end{pmatrix}": "[[-2], [4], [-2]]",
    r"2\times\begin{pmatrix}1&2&3\end{pmatrix}\times\begin{pmatrix}3&4&5\end{pmatrix}": "[[-4, 8, -4]]",
    r"\begin{pmatrix}1&2&3\end{pmatrix}\cdot\begin{pmatrix}3&4&5\end{pmatrix}": "26",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}\times\begin{pmatrix}0&1\\1&0\end{pmatrix}": "[[2, 1], [4, 3]]",
    r"\{1,2\}\cap\{2,3\}": "{2}",
    r"[0,1]\cap[\frac{1}{2},2]": "[1/2, 1]",
    r"[1,3)\cup\{5\}": "[1, 3) ∪ {5}",
    r"\{x\in\mathbb{R}\mid x>0\}": "{x ∈ ℝ | x > 0}",
    r"\{n^2\mid n\in\mathbb{N}\}": "{n^2 | n ∈ ℕ}",
    # ---- with variables ----
    r"\frac{d}{dx}x^2+\frac{d}{dx}\sin x": "2*x + cos(x)",
    r"2\int x^2dx": "2*x^3/3",
    "(x^2)''": "2",
    # ---- true and false ----
    r"\sqrt2\cdot\sqrt3=\sqrt6": "true",
    "0.1+0.2=0.3": "true",
    r"\sin^2 1+\cos^2 1=1": "true",
    r"1<2\leq 1": "false",
    r"3\in\{1,2\}": "false",
    r"7\mid 21": "true",
}


@pytest.mark.parametrize("latex", VALUES)
def test_values(latex: str) -> None:
    assert str(compute(latex)) == VALUES[latex]


def test_parts_of_a_value() -> None:
    both = compute(r"1\pm\frac{1}{2}")
    assert {part.decimal for part in both.parts} == {"1.5", "0.5"}
    assert both.exact == sympy.FiniteSet(sympy.Rational(1, 2), sympy.Rational(3, 2))
    assert both.truth is None
    assert compute("1<2").truth is True
    assert compute("x=\\pm 2", x=-2).truth is True


@pytest.mark.parametrize(
    ("given", "exact"),
    [
        (3, "10"),
        ("3", "10"),
        (0.5, "5/4"),
        ("1/2", "5/4"),
        (Fraction(1, 2), "5/4"),
        (Decimal("0.1"), "101/100"),
    ],
)
def test_numbers_for_variables_count_as_written(given: object, exact: str) -> None:
    assert str(compute("x^2+1", x=given).exact) == exact


def test_values_reach_free_variables_only() -> None:
    assert str(compute(r"\sum_{k=1}^{k} k", k=3)) == "6"
    assert str(compute(r"\frac{d}{dx}x^2", x=3)) == "6"
    assert str(compute(r"\int_0^x x dx", x=2)) == "2"
    assert str(compute("x^2", x=sympy.sqrt(2))) == "2"
    assert str(compute(r"\begin{cases}\frac{1}{x}&x\neq 0\\0&x=0\end{cases}", x=0)) == "0"
    assert compute(r"p\land q", p=True, q=False).truth is False


def test_a_value_for_nothing_is_an_error() -> None:
    with pytest.raises(lm.UnknownNameError, match="unknown variable 'y'"):
        compute("x+1", y=2)
    with pytest.raises(lm.InputError, match=r"e, which is read as a constant; expected values .*: x"):
        compute("x+e", e=2)
    with pytest.raises(lm.InputError, match="found a value of y, though there are no variables"):
        compute("1+1", y=2)
    with pytest.raises(lm.InputError, match=r"values\['x'\]: found 'two'"):
        compute("x+1", x="two")
    with pytest.raises(lm.InputError, match="1e999999999"):
        compute("x+1", x="1e999999999")


FAILURES = {
    "x+y": ("too-many-variables", {"x", "y"}),
    r"1+\frac{2}{0}": ("division-by-zero", {"2", "-", "0"}),
    r"\frac{1}{\sin^2 1+\cos^2 1-1}": ("division-by-zero", None),
    r"\tan 90°": ("division-by-zero", None),
    r"1+\ln 0": ("division-by-zero", {r"\ln", "0"}),
    r"(-1)!": ("division-by-zero", None),
    r"\frac{0}{0}": ("indeterminate", None),
    r"\lim_{x\to 0}\frac{1}{x}": ("indeterminate", None),
    r"\lim_{x\to\infty}\sin x": ("indeterminate", None),
    r"\int_{-1}^{1}\frac{1}{x}dx": ("indeterminate", None),
    r"\lim_{x\to 0}\frac{|x|}{x}": ("indeterminate", None),
    r"\sum_{n=0}^\infty(-1)^n": ("indeterminate", None),
    r"\int_0^3\lceil x^2\rceil dx": ("not-evaluable", None),
    r"\int_{-1}^{1}\sqrt[3]{x}dx": ("not-evaluable", None),
    r"\sum_{k=-3}^{3}\sqrt[3]{k}": ("not-evaluable", None),
    r"\int x^x dx": ("no-closed-form", None),
    r"\int_0^1 ax dx": ("too-many-variables", {"a"}),
    r"\sum k": ("too-many-variables", {"k"}),
    r"\sum_{i=1}^5\sum_{j=i}^2 j": ("not-evaluable", None),
    r"\sum_{k=1}^{2.5}k": ("not-evaluable", None),
    r"(1,2)\times(3,4)": ("not-evaluable", None),
    r"2\cdot(1,2)": ("not-evaluable", None),
    "(1.0001^{10000})^{10000}": ("overflow", None),
    "f(2)": ("unknown-function", {"f"}),
    r"\frac{dy}{dx}": ("unknown-function", {"y"}),
    r"1+\ldots+5": ("not-evaluable", {r"\ldots"}),
    r"1+9^{9^{9^9}}": ("overflow", {"9"}),
    "10^{10^{10}}": ("overflow", {"1", "0"}),
    "(10^9)!": ("overflow", None),
    "2^{2^{2^{2^{2^2}}}}": ("overflow", {"2"}),
    "e^{e^{e^{e^{e}}}}": ("overflow", {"e"}),
    "0.5^{1000000}": ("overflow", None),
    r"10^{2000}\cdot 10^{2000}": ("overflow", None),
    r"\binom{10^9}{10^8}": ("overflow", None),
    r"\sum_{k=1}^{9}9^{9^k}": ("overflow", None),
    r"\prod_{k=1}^{1000000}k": ("overflow", None),
    r"\int_0^2 x^{1000000000}dx": ("overflow", None),
    r"\sqrt{10^{2000}+7}": ("overflow", None),
    r"\begin{pmatrix}1&1\\1&0\end{pmatrix}^{100000}": ("overflow", None),
    r"\sum_{k=1}^{1000000}\sin k": ("too-long", None),
}


@pytest.mark.parametrize("latex", FAILURES)
def test_what_has_no_value_says_why_and_soon(latex: str) -> None:
    found = read(latex)
    began = time.monotonic()
    with pytest.raises(MeaningError) as caught:
        value(found)
    assert time.monotonic() - began < 2.5
    code, at = FAILURES[latex]
    diagnostic = caught.value.diagnostic
    labels = {symbol.id: symbol.label for symbol in found.structure.expression.symbols}
    assert diagnostic.code == code
    assert diagnostic.symbols
    if at is not None:
        assert {labels[symbol] for symbol in diagnostic.symbols} == at


def test_a_number_without_a_closed_form_comes_with_a_warning() -> None:
    found = compute(r"\int_0^1\sin(x^3+\cos x)dx")
    assert str(found) == "≈ 0.877096778124845"
    assert [(note.code, note.severity) for note in found.diagnostics] == [
        ("no-closed-form", Severity.WARNING)
    ]
    assert len(found.diagnostics[0].symbols) == 13


@pytest.mark.parametrize(
    ("latex", "decimal"),
    [
        (r"\int_0^3\lfloor x\rfloor dx", "3"),
        (r"\int_{-1}^{2}\lfloor 2x\rfloor dx", "1.5"),
        (r"1+\int_0^1x^xdx", "1.78343051071213"),
    ],
)
def test_integrals_are_added_up_where_sympy_has_no_digits(latex: str, decimal: str) -> None:
    found = compute(latex)
    assert found.decimal == decimal
    assert [note.code for note in found.diagnostics] == ["no-closed-form"]


def test_what_stays_with_its_variables_has_no_decimals() -> None:
    found = compute(r"\int x^2dx")
    assert (found.exact, found.decimal) == (sympy.Symbol("x") ** 3 / 3, "")
    assert [(note.code, note.severity) for note in found.diagnostics] == [("indeterminate", Severity.NOTE)]
    assert str(compute("(x^2)'", x=3)) == "6"


def test_doubt_about_the_reading_comes_with_the_value() -> None:
    doubts = compute(r"\log 100").diagnostics  # to which base?
    assert [(note.code, note.severity) for note in doubts] == [("ambiguous", Severity.WARNING)]
    assert doubts[0].symbols == ("0",)
    assert not compute("2(3+1)").diagnostics
    assert [note.code for note in compute("0^0").diagnostics] == ["indeterminate"]
    assert [note.code for note in compute("(-8)^{0.2}").diagnostics] == ["principal-value"]
    assert not compute("(-8)^{1/3}").diagnostics


def test_decimals_are_right_to_the_last() -> None:
    # e^{π√163} is a whole number up to 10^-12, so that all but a few digits of the difference cancel
    almost = value(read(r"e^{\pi\sqrt{163}}-262537412640768744"), digits=20)
    assert almost.decimal == "-7.4992740280181431112e-13"
    assert value(read(r"\pi"), digits=50).decimal == "3.1415926535897932384626433832795028841971693993751"


@given(st.fractions(max_denominator=10**6), st.integers(1, 40))
def test_decimals_of_fractions_are_rounded(number: Fraction, digits: int) -> None:
    found = value(read("x"), {"x": number}, digits=digits)
    error = abs(Fraction(Decimal(found.decimal)) - number)
    assert error <= Fraction(51, 100) * abs(number) / Fraction(10) ** (digits - 1)


def test_values_in_a_second_thread() -> None:
    found: list[str] = []
    reading = read(r"\int_0^1 x^2 dx")
    thread = threading.Thread(target=lambda: found.append(value(reading).decimal))
    thread.start()
    thread.join(10)
    assert found == ["0.333333333333333"]
