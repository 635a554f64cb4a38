"""Readings as expressions of SymPy: each construct as a user of SymPy writes it, and links both ways."""

from __future__ import annotations

import pytest
import sympy
from readings import leaf, number, operation, reading
from sympy import Derivative, Eq, Function, Integral, Limit, Matrix, Rational, S, Sum, Symbol, oo, pi

import layoutmath as lm
from layoutmath.reading import OPERATORS, MeaningError, Operation, Reading
from layoutmath.semantics import meaning
from layoutmath.semantics.algebra import linked_sympy, to_sympy
from layoutmath.semantics.algebra.building import MAKERS

a, b, c, d, k, n, p, q, t, x, y = sympy.symbols("a b c d k n p q t x y")
f = Function("f")


def read(latex: str) -> Reading:
    return meaning(lm.read_latex(latex))[0]


EXPRESSIONS = {
    # ---- arithmetic ----
    "2+2": 4,
    "a-b+c": a - b + c,
    r"\frac{a}{b}": a / b,
    "0.25": Rational(1, 4),
    r"2\frac{1}{2}": Rational(5, 2),
    "-3^2": -9,
    r"\sqrt[n]{x}": x ** (1 / n),
    r"\sqrt[3]{-8}": -2,
    r"17 \mod 5": 2,
    r"50\%": Rational(1, 2),
    "180°": pi,
    "n!": sympy.factorial(n),
    "7!!": 105,
    r"\binom{n}{k}": sympy.binomial(n, k),
    "|x|": sympy.Abs(x),
    r"\lfloor -2.5\rfloor": -3,
    r"\overline{1+i}": 1 - sympy.I,
    r"\alpha+\beta_1": Symbol("alpha") + Symbol("beta_1"),
    "(-8)^{1/3}": -2,
    # ---- functions ----
    "e^x": sympy.exp(x),
    r"\ln x": sympy.log(x),
    r"\log_2 8": 3,
    r"\lg x": sympy.log(x, 10),
    r"\sin^2 x": sympy.sin(x) ** 2,
    r"\sin^{-1} x": sympy.asin(x),
    r"\max(a,b)": sympy.Max(a, b),
    r"\gcd(12,18)": 6,
    r"\gcd(x^2-1,x-1)": x - 1,
    "f(x,y)": f(x, y),
    "f''(x)": Derivative(f(x), (x, 2)),
    # ---- calculus ----
    r"\int x dx": Integral(x, x),
    r"\int_0^1\int_0^x xy dy dx": Integral(x * y, (y, 0, x), (x, 0, 1)),
    r"\sum_{k=1}^n k^2": Sum(k**2, (k, 1, n)),
    r"\prod_{k=1}^n k": sympy.Product(k, (k, 1, n)),
    r"\sum_{k\in\{1,2,3\}} k^2": 14,
    r"\sum_{1\leq k<4} k": Sum(k, (k, 1, 3)),
    r"\lim_{x\to 0}\frac{\sin x}{x}": Limit(sympy.sin(x) / x, x, 0, "+-"),
    r"\lim_{x\to 0^+}\frac1x": Limit(1 / x, x, 0, "+"),
    r"\lim_{x\to\infty}\frac1x": Limit(1 / x, x, oo),
    r"\frac{d}{dx}x^2": Derivative(x**2, x),
    r"\frac{dy}{dx}+y=0": Eq(Derivative(Function("y")(x), x) + Function("y")(x), 0),
    r"\frac{d^2y}{dx^2}": Derivative(Function("y")(x), (x, 2)),
    r"\frac{\partial u}{\partial x}+\frac{\partial u}{\partial t}": (
        Derivative(Function("u")(x, t), x) + Derivative(Function("u")(x, t), t)
    ),
    r"\left[x^2+3\right]_1^2": 3,
    # ---- matrices ----
    r"\begin{pmatrix}a&b\\c&d\end{pmatrix}": sympy.ImmutableMatrix([[a, b], [c, d]]),
    r"2\begin{pmatrix}1&2\\3&4\end{pmatrix}": sympy.ImmutableMatrix([[2, 4], [6, 8]]),
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{-1}": Matrix([[1, 2], [3, 4]]).inv().as_immutable(),
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{T}": sympy.ImmutableMatrix([[1, 3], [2, 4]]),
    r"\begin{vmatrix}a&b\\c&d\end{vmatrix}": a * d - b * c,
    # ---- statements and sets ----
    "x=2": Eq(x, 2),
    r"a<b\leq c": sympy.And(a < b, b <= c),
    r"p\land q\lor\neg r": sympy.Or(sympy.And(p, q), sympy.Not(Symbol("r"))),
    r"p\Rightarrow q": sympy.Implies(p, q),
    r"3\mid 12": sympy.true,
    r"n\equiv 2\mod 3": Eq(sympy.Mod(n, 3), 2),
    r"x\in\{1,2\}": sympy.Contains(x, sympy.FiniteSet(1, 2)),
    r"\{1,2\}\subseteq\{1,2,3\}": sympy.true,
    r"\{1\}\subset\{1\}": sympy.false,
    r"\{1,2\}\cup\{3\}": sympy.FiniteSet(1, 2, 3),
    r"\{1,2\}\setminus\{1\}": sympy.FiniteSet(2),
    "[0,1)": sympy.Interval.Ropen(0, 1),
    r"\{x\in\mathbb{R}\mid x>0\}": sympy.ConditionSet(x, x > 0, S.Reals),
    r"\{n^2\mid n\in\mathbb{N}\}": sympy.ImageSet(sympy.Lambda(n, n**2), S.Naturals),
    r"\begin{cases}x+y=2\\x-y=0\end{cases}": sympy.And(Eq(x + y, 2), Eq(x - y, 0)),
    r"\begin{cases}x&x>0\\-x&\text{otherwise}\end{cases}": sympy.Piecewise((x, x > 0), (-x, True)),
    "1, x": sympy.Tuple(1, x),
    # ---- both signs ----
    r"a\pm b\mp c": sympy.FiniteSet(a + b - c, a - b + c),
    r"x=1\pm\sqrt2": sympy.Or(Eq(x, 1 + sympy.sqrt(2)), Eq(x, 1 - sympy.sqrt(2))),
}


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_what_sympy_has_a_word_for(latex: str) -> None:
    assert to_sympy(read(latex)) == EXPRESSIONS[latex]


UNEVALUATED = {
    "2+2": "2 + 2",
    r"2\cdot\frac{1}{2}": "2/2",
    "b-a": "b - a",
    r"\sqrt{4}": "sqrt(4)",
    "5!": "factorial(5)",
    r"|\sin 0|": "Abs(sin(0))",
    r"\log_2 8": "log(8, 2)",
    r"\gcd(12,18)": "gcd(12, 18)",
    "1<2": "1 < 2",
    r"\{1,2\}\cup\{1\}": "Union({1}, {1, 2})",
    "9^{9^{9^9}}": "9**(9**(9**9))",
    r"\begin{vmatrix}1&2\\3&4\end{vmatrix}": "Determinant(Matrix([[1, 2],[3, 4]]))",
}


@pytest.mark.parametrize("latex", UNEVALUATED)
def test_unevaluated_it_stays_as_written(latex: str) -> None:
    written = sympy.sstr(to_sympy(read(latex), evaluate=False), order="none").replace("\n", "")
    assert written == UNEVALUATED[latex]


@pytest.mark.parametrize("latex", EXPRESSIONS)
def test_unevaluated_it_means_the_same(latex: str) -> None:
    if r"\gcd" in latex or "{-8}" in latex or "(-8)" in latex:
        pytest.skip("SymPy has no such thing unevaluated: a divisor, a real root of a negative number")
    evaluated, unevaluated = (to_sympy(read(latex), evaluate=choice) for choice in (True, False))
    assert unevaluated.doit() == evaluated.doit()


@pytest.mark.parametrize("latex", EXPRESSIONS)
@pytest.mark.parametrize("evaluate", [True, False])
def test_every_symbol_has_a_node_of_the_expression(latex: str, evaluate: bool) -> None:
    found = read(latex)
    linked = linked_sympy(found, evaluate=evaluate)
    present = set(sympy.preorder_traversal(linked.expression))
    for symbol in found.root.all_symbols():
        nodes = linked.nodes_of(symbol)
        assert nodes, symbol
        assert present.issuperset(nodes)
        assert all(symbol in linked.symbols_of(node) for node in nodes)


def test_links_lead_to_the_innermost_node_that_is_there() -> None:
    linked = linked_sympy(read(r"\sin^2 x + 1"), evaluate=False)
    sine = sympy.sin(x)
    labels = {symbol.label: symbol.id for symbol in read(r"\sin^2 x + 1").structure.expression.symbols}
    assert linked.nodes_of(labels["x"]) == (x,)
    assert linked.nodes_of(labels["2"]) == (S(2),)
    assert linked.nodes_of(labels[r"\sin"]) == (sine,)
    assert linked.nodes_of(labels["+"]) == (linked.expression,)
    assert set(linked.symbols_of(sine)) == {labels[r"\sin"], labels["x"]}


def test_what_was_evaluated_away_belongs_to_the_result() -> None:
    linked = linked_sympy(read("x+2+2"))
    assert linked.expression == x + 4
    assert {linked.nodes_of(symbol) for symbol in ("2", "4")} == {(x + 4,)}


@pytest.mark.parametrize(
    ("latex", "at", "sentence"),
    [
        (r"1+\nabla f", {r"\nabla", "f"}, "found a gradient"),
        (r"x\approx 2", {"x", r"\approx", "2"}, r"found \approx between"),
        (r"1+\ldots+n", {r"\ldots"}, "found something left out"),
        (r"x+\dim(y)", {r"\dim", "(", "y", ")"}, "found the function dim"),
        ("1+A^T", {"A", "T"}, "found the transpose of A"),
        (r"1\land q", {"1"}, "found a number; expected a statement"),
        (r"\sin(x,y)", {r"\sin", "(", "x", ",", "y", ")"}, "found 2 arguments of the sine; expected 1"),
        (
            r"\begin{pmatrix}1&2&3\\4&5&6\end{pmatrix}^{2}",
            {"(", ")", *"1234562"},
            "found 2×3 as a base; expected a square",
        ),
    ],
)
def test_what_sympy_has_no_word_for_is_said_with_its_symbols(latex: str, at: set[str], sentence: str) -> None:
    found = read(latex)
    with pytest.raises(MeaningError) as caught:
        to_sympy(found)
    diagnostic = caught.value.diagnostic
    labels = {symbol.id: symbol.label for symbol in found.structure.expression.symbols}
    assert diagnostic.code == "not-evaluable"
    assert sentence in diagnostic.sentence
    assert {labels[symbol] for symbol in diagnostic.symbols} == at


@pytest.mark.parametrize("latex", ["9^{9^{9^9}}", "(10^9)!", r"\binom{10^9}{10^8}", "2^{2^{2^{2^{2^2}}}}"])
def test_no_number_gets_too_long(latex: str) -> None:
    with pytest.raises(MeaningError, match="overflow"):
        to_sympy(read(latex))


def test_degrees_are_a_setting_of_functions_of_angles() -> None:
    assert to_sympy(read(r"\sin 90"), angles="degrees") == 1
    assert to_sympy(read(r"\sin 90°"), angles="degrees") == to_sympy(read(r"\sin 90°")) == 1
    assert to_sympy(read(r"\arcsin 1+90°"), angles="degrees") == 180
    assert to_sympy(read(r"\sin^{-1} x"), angles="degrees") == 180 * sympy.asin(x) / pi
    assert to_sympy(read(r"\sinh 90"), angles="degrees") == sympy.sinh(90)
    with pytest.raises(lm.UnknownNameError, match="unit of angles"):
        to_sympy(read("x"), angles="gradians")


def test_depth_costs_no_stack() -> None:
    tower: Operation = leaf("symbol", "x")
    for _ in range(99):
        tower = operation("plus", number("1"), operation("divide", number("2"), tower, symbols=1), symbols=1)
    made = to_sympy(reading(tower), evaluate=False)
    assert sum(node.is_Add for node in sympy.preorder_traversal(made)) == 99


def test_every_operator_is_in_the_table() -> None:
    assert MAKERS.keys() == OPERATORS.keys()
