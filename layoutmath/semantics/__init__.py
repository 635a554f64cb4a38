"""What trees mean: readings in order of probability, expressions of SymPy, values and solutions.

Everything here takes a tree, which stands for its likeliest reading under a policy, or a reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from layoutmath.reading import Reading
from layoutmath.semantics.readings import meaning
from layoutmath.semantics.readings.policy import Policy
from layoutmath.semantics.readings.questions import QUESTIONS
from layoutmath.structure import BaselineStructure

if TYPE_CHECKING:
    import sympy

    from layoutmath.semantics.computation import Value
    from layoutmath.semantics.solution import Solution

__all__ = ["QUESTIONS", "Policy", "meaning", "solve", "to_sympy", "value"]


def to_sympy(
    meant: BaselineStructure | Reading,
    *,
    evaluate: bool = True,
    angles: str = "radians",
    policy: Policy | None = None,
) -> sympy.Basic:
    r"""What a tree or a reading says, as an expression of SymPy.

    See :func:`layoutmath.semantics.algebra.to_sympy` for what it looks like and which errors there are.

    >>> from layoutmath.readers.latex import read_latex
    >>> to_sympy(read_latex(r"\frac{1}{2} + \sqrt{x}"))
    sqrt(x) + 1/2
    """
    from layoutmath.semantics import algebra

    return algebra.to_sympy(_reading(meant, policy), evaluate=evaluate, angles=angles)


def value(
    meant: BaselineStructure | Reading,
    values: Mapping[str, object] | None = None,
    /,
    *,
    digits: int = 15,
    angles: str = "radians",
    policy: Policy | None = None,
    seconds: float = 2.0,
    **variables: object,
) -> Value:
    r"""Compute a tree or a reading, with values of its variables by name.

    Names that are no identifiers, or are arguments of this function, go into ``values``. See
    :func:`layoutmath.semantics.computation.value` for the other arguments and the errors.

    >>> from layoutmath.readers.latex import read_latex
    >>> print(value(read_latex(r"\frac{x}{2}+\sqrt{y_1}"), {"y_1": 4}, x=3))
    7/2 = 3.5
    """
    from layoutmath.semantics import computation

    given = {**(values or {}), **variables}
    return computation.value(_reading(meant, policy), given, digits=digits, angles=angles, seconds=seconds)


def solve(
    *meant: BaselineStructure | Reading,
    unknowns: str | Sequence[str] | None = None,
    digits: int = 15,
    policy: Policy | None = None,
    seconds: float = 2.0,
) -> Solution:
    r"""Solve equations and inequalities; several trees hold together.

    See :func:`layoutmath.semantics.solution.solve` for what can be solved and the errors.

    >>> from layoutmath.readers.latex import read_latex
    >>> print(solve(read_latex("x^2-5x+6=0")))
    x = 2 or x = 3
    >>> print(solve(read_latex("x+y=3"), read_latex("x-y=1")))
    x = 2, y = 1
    """
    from layoutmath.semantics import solution

    names = [unknowns] if isinstance(unknowns, str) else unknowns
    readings = [_reading(each, policy) for each in meant]
    return solution.solve(readings, names, digits=digits, seconds=seconds)


def _reading(meant: BaselineStructure | Reading, policy: Policy | None) -> Reading:
    return meant if isinstance(meant, Reading) else meaning(meant, policy, n=1)[0]
