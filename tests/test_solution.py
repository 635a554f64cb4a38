"""What is solved, how it is told, and what is said about it."""

from __future__ import annotations

import pytest
import sympy

from layoutmath.errors import UnknownNameError
from layoutmath.readers.latex import read_latex
from layoutmath.reading import Diagnostic, MeaningError, Severity
from layoutmath.semantics import meaning
from layoutmath.semantics.solution import Solution, solve
from layoutmath.semantics.solving import cases


def solved(*latex: str, unknowns: list[str] | None = None, digits: int = 6, seconds: float = 5.0) -> Solution:
    readings = [meaning(read_latex(line), n=1)[0] for line in latex]
    return solve(readings, unknowns, digits=digits, seconds=seconds)


def codes(solution: Solution) -> list[str]:
    return [diagnostic.code for diagnostic in solution.diagnostics]


def refusal(*latex: str, seconds: float = 5.0) -> Diagnostic:
    with pytest.raises(MeaningError) as caught:
        solved(*latex, seconds=seconds)
    assert caught.value.diagnostic.severity is Severity.ERROR
    return caught.value.diagnostic


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        # polynomials
        ("x^2=-1", "x = -i or x = i"),
        ("x^3=8", "x = 2 or x = -1 - sqrt(3)*i ≈ -1 - 1.73205*i or x = -1 + sqrt(3)*i ≈ -1 + 1.73205*i"),
        ("x^3-3x+1=0", "x ≈ -1.87939 or x ≈ 0.347296 or x ≈ 1.53209"),
        ("x^4-10x^2+1=0", "x = -sqrt(3) - sqrt(2) ≈ -3.14626 or x = -sqrt(3) + sqrt(2) ≈ -0.317837"
                          " or x = -sqrt(2) + sqrt(3) ≈ 0.317837 or x = sqrt(2) + sqrt(3) ≈ 3.14626"),
        ("0.5x=0.1", "x = 1/5"),
        ("x+1=x", "no solution"),
        ("2(x+1)=2x+2", "every number"),
        (r"x\cdot 0=5", "no solution"),
        # fractions: what is undefined is no solution, even where SymPy cancels it
        (r"\frac{x}{x}=1", "every number except 0"),
        (r"\frac{x^2-1}{x-1}=0", "x = -1"),
        (r"\frac{x}{x-1}=\frac{1}{x-1}", "no solution"),
        (r"\frac{1}{x}=2", "x = 1/2"),
        # roots: every candidate is checked
        (r"\sqrt{x}=-1", "no solution"),
        (r"\sqrt{x}+\sqrt{x+5}=5", "x = 4"),
        (r"x-5\sqrt{x}+6=0", "x = 4 or x = 9"),
        (r"\sqrt[3]{x+1}=-2", "x = -9"),
        (r"\sqrt{x^2}=3", "x = -3 or x = 3"),
        # absolute values
        (r"\left|x\right|=x", "x >= 0"),
        (r"\left|x-1\right|+\left|x+1\right|=2", "-1 <= x <= 1"),
        (r"\left|x-1\right|=\left|x+3\right|", "x = -1"),
        # exponentials and logarithms
        ("e^{2x}=5", "x = ln(5)/2 ≈ 0.804719"),
        ("2^{x+1}=16", "x = 3"),
        ("8^x=4", "x = 2/3"),
        ("2^x=-1", "no solution"),
        ("3^x=2^{x+1}", "x = ln(2)/(-ln(2) + ln(3)) ≈ 1.70951"),
        (r"\ln^2 x-3\ln x+2=0", "x = e ≈ 2.71828 or x = exp(2) ≈ 7.38906"),
        (r"xe^x=1", "x = LambertW(1) ≈ 0.567143"),
        # angles
        (r"\sin x=0", "x = pi*n (n any integer)"),
        (r"\cos x=2", "no solution"),
        (r"\tan x=1", "x = pi*n + pi/4 (n any integer)"),
        (r"\sin 2x=\sin x", "x = pi*n or x = 2*pi*n + pi/3 or x = 2*pi*n + 5*pi/3 (n any integer)"),
        (r"\sin x+\cos x=1", "x = 2*pi*n or x = 2*pi*n + pi/2 (n any integer)"),
        (r"\sin(\sin x)=0", "x = pi*n (n any integer)"),
        (r"\sin x\cos x=\frac14", "x = pi*n + pi/12 or x = pi*n + 5*pi/12 (n any integer)"),
        (r"\tanh x=2", "no solution"),
        # families without some of their members
        (r"\frac{\sin x}{x}=0", "x = pi*n (n any integer except 0)"),
        (r"\frac{\cos x}{x-\frac{\pi}{2}}=0", "x = pi*n + pi/2 (n any integer except 0)"),
        (r"\sin\frac1x=0", "x = 1/(pi*n) (n any integer except 0)"),
        (r"\sin x=0, x>0", "x = pi*n (n any integer > 0)"),
        (r"\sin x=1, x>-3", "x = 2*pi*n + pi/2 (n any integer >= 0)"),
        (r"\sin x=0, \cos x>0", "x = 2*pi*n (n any integer)"),
        (r"\sin|x|=1", "x = 2*pi*k + pi/2 or x = -2*pi*n + 3*pi/2"
                        " (k any integer >= 0, n any integer > 0)"),
        (r"\frac{\sin 3x}{\sin x}=0", "x = pi*n + pi/3 or x = pi*n + 2*pi/3 (n any integer)"),
        (r"\sin(x^2)=0", "x = -sqrt(pi)*sqrt(n) or x = sqrt(pi)*sqrt(n) (n any integer >= 0)"),
        # powers and identities
        ("(x+1)^{500}=0", "x = -1"),
        ("(x+1)^{99}(x+2)^{99}=0", "x = -2 or x = -1"),
        ("2^{2x}=4^x", "every number"),
        (r"(x+1)^2\equiv x^2+2x+1", "every number"),
        (r"\sum_{k=1}^n k=55", "n = 10"),
        (r"\sum_{k=1}^n k=54", "no solution"),
        # conditions on what is given
        (r"\begin{cases}x+y=5\\x>y\end{cases}", "x = 5 - y where y < 5/2"),
        ("x+y=5, x>0, y>0", "x = 5 - y where y < 5 and y > 0"),
        ("y>2, y=x", "x = y where y > 2"),
        ("x>1, a>2", "x > 1 where a > 2"),
        (r"\sqrt{x}=-a^2-1", "no solution"),
        # more than one statement
        ("x^2=4, x>0", "x = 2"),
        ("1<x<3, x\\neq 2", "1 < x < 2 or 2 < x < 3"),
        (r"x^2=1 \lor x=5", "x = -1 or x = 1 or x = 5"),
        (r"x=1\pm 2", "x = -1 or x = 3"),
        (r"x\in[0,5], x^2=9", "x = 3"),
        ("x=y=2", "x = 2, y = 2"),
        # inequalities
        ("x^2<2", "-sqrt(2) ≈ -1.41421 < x < sqrt(2) ≈ 1.41421"),
        ("x^2<0", "no solution"),
        (r"x^2\leq 0", "x = 0"),
        ("x^2+1>0", "every number"),
        (r"\sqrt{x+1}>x-1", "-1 <= x < 3"),
        (r"\left|x-1\right|<2", "-1 < x < 3"),
        (r"\ln x\leq 0", "0 < x <= 1"),
        (r"\sin x>\frac{1}{2}", "2*pi*n + pi/6 < x < 2*pi*n + 5*pi/6 (n any integer)"),
        (r"\sin x\geq 0", "2*pi*n <= x <= 2*pi*n + pi (n any integer)"),
        (r"\sin x>\cos x", "2*pi*n + pi/4 < x < 2*pi*n + 5*pi/4 (n any integer)"),
        (r"\sin x\neq 0", "pi*n < x < pi*n + pi (n any integer)"),
        (r"\frac{\sin x}{\sin x}=1", "pi*n < x < pi*n + pi (n any integer)"),
        (r"\sin x\geq 1", "x = 2*pi*n + pi/2 (n any integer)"),
        (r"\sin x>1", "no solution"),
        (r"\sin x\geq -1", "every number"),
        (r"\sin n>0", "2*pi*k < n < 2*pi*k + pi (k any integer)"),
        (r"\cos x>\frac{1}{2}", "2*pi*n - pi/3 < x < 2*pi*n + pi/3 (n any integer)"),
    ],
)  # fmt: skip
def test_one_unknown(latex: str, text: str) -> None:
    assert str(solved(latex)) == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["x+y=3", "x-y=1"], "x = 2, y = 1"),
        (["x_1+x_2=3", "x_1-x_2=1"], "x_1 = 2, x_2 = 1"),
        (["x+y+z=6", "x-y=1"], "x = 7/2 - t/2, y = 5/2 - t/2, z = t (t any number)"),
        (["xy=6", "x+y=5"], "x = 2, y = 3 or x = 3, y = 2"),
        (["x^2+y^2=5", "xy=2"], "x = -2, y = -1 or x = -1, y = -2 or x = 1, y = 2 or x = 2, y = 1"),
        (["2^x+2^y=6", "x+y=3"], "x = 1, y = 2 or x = 2, y = 1"),
        (["x=1", "y^2=4", "y>0"], "x = 1, y = 2"),
        (["x>1", "y<2"], "x > 1, y < 2"),
        ([r"\sin x=\frac{1}{2}", r"0\leq x<2\pi"], "x = pi/6 ≈ 0.523599 or x = 5*pi/6 ≈ 2.61799"),
        ([r"\begin{pmatrix}1&2\\3&4\end{pmatrix}\begin{pmatrix}x\\y\end{pmatrix}"
          r"=\begin{pmatrix}5\\6\end{pmatrix}"], "x = -4, y = 9/2"),
    ],
)  # fmt: skip
def test_several_statements_hold_together(lines: list[str], text: str) -> None:
    assert str(solved(*lines)) == text


def test_a_solution_has_values_decimals_and_a_set() -> None:
    solution = solved("x^2=2", digits=4)
    x = {"x": sympy.sqrt(2)}
    assert solution.unknowns == ("x",) and dict(solution.solutions[1]) == x
    assert dict(solution.decimals[1]) == {"x": "1.414"}
    assert solution.solution_set == sympy.FiniteSet(-sympy.sqrt(2), sympy.sqrt(2))
    assert solved("x<1").solution_set == sympy.Interval.open(-sympy.oo, 1)
    assert sympy.pi * 5 in solved(r"\sin x=0").solution_set
    assert sympy.Tuple(1, 2) in solved("x+y=3", "2x+2y=6").solution_set


def test_the_unknowns_are_chosen_or_named() -> None:
    chosen = solved("ax^2=b")
    assert chosen.unknowns == ("x",)
    assert codes(chosen) == ["too-many-variables", "assumed"]
    assert chosen.diagnostics[0].symbols, "it is said which letters are taken as given"
    assert str(solved("ax^2=b", unknowns=["a"])) == "a = b/x^2"
    assert str(solved("ax+by=c", "ax-by=c", unknowns=["x", "y"])) == "x = c/a, y = 0"
    assert solved("E=mc^2").unknowns == ("E",)
    assert str(solved("a+b=3", "a-b=1")) == "a = 2, b = 1"
    with pytest.raises(UnknownNameError, match=r"unknown variable 'q'.*known: a, b, x"):
        solved("ax=b", unknowns=["q"])


def test_what_is_no_equation_is_taken_to_be_zero() -> None:
    solution = solved("x^2-4")
    assert (str(solution), codes(solution)) == ("x = -2 or x = 2", ["taken-for-zero"])


@pytest.mark.parametrize(("latex", "truth"), [("2+2=4", "true"), ("2+2=5", "false"), (r"\pi>3", "true")])
def test_without_a_variable_there_is_only_truth(latex: str, truth: str) -> None:
    solution = solved(latex)
    assert (str(solution), codes(solution)) == (truth, ["no-variable"])
    assert bool(solution.solutions) == (truth == "true")


def test_what_is_dropped_is_said() -> None:
    assert [d.sentence for d in solved(r"\log_2 x+\log_2(x-2)=3").diagnostics] == [
        "x = -2 is no solution: x would not be positive there"
    ]
    assert [d.sentence for d in solved(r"\frac{x}{x-1}=\frac{1}{x-1}+x-1").diagnostics] == [
        "x = 1 is no solution: x - 1 would be 0 there, in a denominator"
    ]
    assert [d.sentence for d in solved(r"\sqrt{x}=-1").diagnostics] == [
        "x = 1 is no solution: the two sides differ there"
    ]


def test_without_a_closed_form_roots_are_looked_for() -> None:
    solution = solved(r"\cos x=x", digits=20)
    assert str(solution) == "x ≈ 0.73908513321516064166"
    assert [(d.code, d.severity) for d in solution.diagnostics] == [("no-closed-form", Severity.WARNING)]
    assert str(solved(r"\ln x=x")) == "no solution found", "which is not to say that there is none"


@pytest.mark.parametrize(
    ("latex", "code"),
    [
        ("f(x)=3", "unknown-function"),
        (r"\lfloor x\rfloor=2", "not-evaluable"),
        ("x!=24", "not-evaluable"),
        ("ax>3", "too-many-variables"),
        (r"A\subset B", "not-evaluable"),
        ("x+y>2", "not-evaluable"),
        ("9^{9^{9^9}}x=1", "overflow"),
        (r"x=\frac00", "division-by-zero"),
        ("(-2)^x=4", "not-evaluable"),
        (r"\sin x=a, x>0", "no-closed-form"),
        (r"\sin x=0, y=x, y>0", "no-closed-form"),
        (r"\frac{\sin x}{x}=0, y=x", "no-closed-form"),
        ("0^x=0", "not-evaluable"),
        ("e^{2ix}=-1", "not-evaluable"),
        (r"\sqrt{x}=i", "not-evaluable"),
        ("y'=y", "not-evaluable"),
        (r"\dot{x}=x", "not-evaluable"),
        (r"\frac{dy}{dx}=y", "not-evaluable"),
        (r"5x\equiv 3", "not-evaluable"),
        (r"\arcsin(\sin x)=x", "no-closed-form"),
        (r"\sin^{-1}(x)+\cos^{-1}(x)=\frac{\pi}{2}", "no-closed-form"),
    ],
)
def test_what_cannot_be_solved_is_refused(latex: str, code: str) -> None:
    diagnostic = refusal(latex)
    assert diagnostic.code == code
    assert diagnostic.symbols


@pytest.mark.parametrize(
    ("latex", "sentences"),
    [
        (r"\sqrt{x}=a", ["a >= 0"]),
        ("a^x=b", ["ln(a) is not zero", "a > 0", "b > 0"]),
        (r"\frac{a}{b}=\frac{c}{d}", ["d is not zero", "b is not zero"]),
        (r"\frac{1}{x-1}=a", ["a is not zero"]),
        (r"\sin x=a", ["-1 <= a <= 1"]),
        (r"\cosh x=a", ["a >= 1"]),
    ],
)
def test_what_is_assumed_is_said(latex: str, sentences: list[str]) -> None:
    said = [d.sentence for d in solved(latex).diagnostics if d.code == "assumed"]
    assert said == [f"it is assumed that {sentence}" for sentence in sentences]


def test_what_may_be_missing_is_said() -> None:
    solution = solved(r"\tan x=x")
    assert "x ≈ 0 or x ≈ 4.49341 or x ≈ 7.72525 or x ≈ 10.9041 or x ≈ 14.0662" in str(solution)
    assert str(solution).endswith(" or others")
    assert codes(solved("x^{2x}=1")) == ["restricted"]
    assert "ambiguous" in codes(solved(r"\frac{\sin\pi x}{x-2}=0")), "doubts about the reading are said"
    assert "_Dummy" not in str(solved(r"e^{5x}-e^x=1").diagnostics)


def test_whatever_is_raised_leaves_as_a_diagnostic(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise IndexError

    monkeypatch.setattr(cases, "solved", failing)
    assert refusal("x=1").code == "no-closed-form"


def test_nothing_takes_longer_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, **__: object) -> None:
        while True:
            pass

    monkeypatch.setattr(cases, "solved", endless)
    assert refusal("x=1", seconds=0.1).code == "too-long"


def test_what_takes_too_long_exactly_is_looked_for() -> None:
    solution = solved("x^{1000}-x-1=0", seconds=1.0)
    assert str(solution) == "x ≈ -0.994762 or x ≈ 1.00069"
    assert codes(solution) == ["no-closed-form"]
