"""Steps are true: what is called equivalent has the same solutions, and nothing is lost unsaid."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sympy

from layoutmath.readers.latex import read_latex
from layoutmath.semantics import meaning
from layoutmath.semantics.solution import Solution, solve

X, N = sympy.Symbol("x"), sympy.Symbol("n", integer=True)

ONE_UNKNOWN = [
    "3x+5=11-x",
    "2x^2-3x-2=0",
    "x^2-2x-2=0",
    "x^2+2x+5=0",
    "x^2+9=6x",
    "x^3-6x^2+11x-6=0",
    "x^3-x^2-2x+2=0",
    "x^4-5x^2+4=0",
    r"\frac{2}{x}+\frac{3}{x+1}=2",
    r"\frac{x^2-1}{x-1}=0",
    r"\sqrt{x+3}=x-3",
    r"\sqrt{x}+\sqrt{x+5}=5",
    r"\sqrt[3]{x+1}=2",
    r"x-5\sqrt{x}+6=0",
    r"\left|2x-1\right|=3",
    r"\left|x^2-4\right|=2x",
    r"4^x-3\cdot 2^x+2=0",
    "2^{x+1}=16",
    "3^x=2^{x+1}",
    "2^x=-1",
    r"\log_2 x+\log_2(x-2)=3",
    r"\ln^2 x-3\ln x+2=0",
    r"2\sin^2 x-\sin x=1",
    r"\sin 2x=\sin x",
    r"\sin x+\cos x=1",
    r"\cos x=2",
    "(x-1)(x+2)e^x=0",
]


def solved(latex: str) -> Solution:
    return solve(meaning(read_latex(latex), n=1), seconds=10)


def holds(statement: Any, values: dict[Any, Any]) -> bool:
    """Truth at some numbers, to ten digits, for some n; where a side has no value, it is false."""
    if statement.has(N):
        return any(holds(statement.subs(N, k), values) for k in range(-6, 7))
    if statement in (sympy.true, sympy.false):
        return bool(statement)
    parts = (
        [holds(part, values) for part in statement.args] if statement.func in (sympy.And, sympy.Or) else []
    )
    if parts:
        return all(parts) if statement.func is sympy.And else any(parts)
    left, right = (sympy.N(side.subs(values), 30) for side in statement.args)
    if not (left.is_number and right.is_number) or left.has(sympy.zoo, sympy.nan):
        return False
    difference = left - right
    if statement.func is sympy.Eq:
        return bool(abs(difference) < 1e-10)
    return bool(
        {"<": difference < 0, ">": difference > 0, "<=": difference <= 0, ">=": difference >= 0}[
            statement.rel_op
        ]
    )


def numbers_said(solution: Solution) -> set[Any]:
    """Every number that some step or the result gives to x; of families some members."""
    equations = {part for step in solution.steps for part in step.expression.atoms(sympy.Eq)}
    said = {equation.rhs for equation in equations if equation.lhs == X}
    said |= {values["x"] for values in solution.solutions}
    said |= {sympy.Integer(k) for k in range(-3, 4)}
    return {number.subs(N, k) for number in said for k in (-1, 0, 2) if not number.has(X)}


@pytest.mark.parametrize("latex", ONE_UNKNOWN)
def test_equivalent_steps_have_the_same_solutions(latex: str) -> None:
    solution = solved(latex)
    assert len(solution.steps) > 1
    for before, after in itertools.pairwise(solution.steps):
        for number in numbers_said(solution):
            was, is_ = (holds(step.expression, {X: number}) for step in (before, after))
            if after.equivalent:
                assert was == is_, (str(before), str(after), number)
            else:
                drops = "which drops" in after.sentence
                assert (was or not is_) if drops else (is_ or not was), (str(before), str(after), number)
                assert drops or "can add solutions" in after.sentence


@pytest.mark.parametrize("latex", ONE_UNKNOWN)
def test_the_last_step_is_the_solution(latex: str) -> None:
    solution = solved(latex)
    last = solution.steps[-1].expression
    for number in numbers_said(solution):
        is_solution = any(
            abs(sympy.N(values["x"].subs(N, k) - number, 30)) < 1e-10
            for values in solution.solutions
            for k in range(-6, 7)
        )
        assert holds(last, {X: number}) == is_solution, number
        assert holds(solution.steps[0].expression, {X: number}) == is_solution, number


@pytest.mark.parametrize(
    "latex",
    [
        r"\begin{cases} x+y=3 \\ x-y=1 \end{cases}",
        r"\begin{aligned} x+y+z&=6 \\ x-y+z&=2 \\ 2x+y-z&=1 \end{aligned}",
        r"\begin{cases} x+y=1 \\ 2x+2y=2 \end{cases}",
        r"\begin{cases} 2x+3y=1 \\ 4x-5y=13 \end{cases}",
    ],
)
def test_eliminations_keep_the_solutions_of_linear_systems(latex: str) -> None:
    solution = solved(latex)
    unknowns = [sympy.Symbol(name) for name in solution.unknowns]
    systems = [step.expression.atoms(sympy.Eq) for step in solution.steps]
    sets = [sympy.linsolve([part.lhs - part.rhs for part in system], *unknowns) for system in systems]
    assert len(sets) > 1 and all(found == sets[0] for found in sets)


def test_a_step_reads_as_it_is_told() -> None:
    assert list(map(str, solved("2x^2-3x=2").steps)) == [
        "Given: 2*x^2 - 3*x = 2",
        "Bring everything to one side: 2*x^2 - 3*x - 2 = 0",
        "Factor: (x - 2)*(2*x + 1) = 0",
        "A product is zero where a factor is: x - 2 = 0 or 2*x + 1 = 0",
        "Take the constant to the other side: 2*x + 1 = 0 or x = 2",
        "Divide by 2: x = -1/2 or x = 2",
    ]
