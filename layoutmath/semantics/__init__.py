"""What trees mean: readings in order of probability, expressions of SymPy, values and solutions.

Everything here takes a tree, which stands for its likeliest reading under a policy, or a reading.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from layoutmath.errors import InputError
from layoutmath.reading import Reading
from layoutmath.semantics.limits import SECONDS
from layoutmath.semantics.readings import meaning
from layoutmath.semantics.readings.policy import Policy
from layoutmath.semantics.readings.questions import QUESTIONS
from layoutmath.structure import BaselineStructure

if TYPE_CHECKING:
    import sympy

    from layoutmath.semantics.computation import Value
    from layoutmath.semantics.solution import Solution

MOST_DIGITS = 10_000
"""How many digits of a decimal can be asked for."""

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
    seconds: float = SECONDS,
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

    _check_settings(digits, seconds)
    if values is not None and not isinstance(values, Mapping):
        raise InputError(f"found {_shown(values)}", "values by name: {'x': 3}", place="values")
    given = {**dict(zip(_names(values or {}, "values"), (values or {}).values(), strict=True)), **variables}
    return computation.value(_reading(meant, policy), given, digits=digits, angles=angles, seconds=seconds)


def solve(
    *meant: BaselineStructure | Reading,
    unknowns: str | sympy.Symbol | Sequence[str | sympy.Symbol] | None = None,
    digits: int = 15,
    policy: Policy | None = None,
    seconds: float = SECONDS,
) -> Solution:
    r"""Solve equations and inequalities; several trees hold together.

    ``unknowns`` are names or symbols of SymPy, which count by their names.
    See :func:`layoutmath.semantics.solution.solve` for what can be solved and the errors.

    >>> from layoutmath.readers.latex import read_latex
    >>> print(solve(read_latex("x^2-5x+6=0")))
    x = 2 or x = 3
    >>> print(solve(read_latex("x+y=3"), read_latex("x-y=1")))
    x = 2, y = 1
    """
    from layoutmath.semantics import solution

    _check_settings(digits, seconds)
    if not meant:
        raise InputError("found no tree", "at least one tree or reading")
    is_single = isinstance(unknowns, str) or getattr(unknowns, "is_Symbol", False)
    listed = [unknowns] if is_single else unknowns
    if listed is not None and not isinstance(listed, Iterable):
        raise InputError(f"found {_shown(listed)}", "names: 'x' or ['x', 'y']", place="unknowns")
    names = None if listed is None else _names(listed, "unknowns")
    readings = [_reading(each, policy) for each in meant]
    return solution.solve(readings, names, digits=digits, seconds=seconds)


def _reading(meant: BaselineStructure | Reading, policy: Policy | None) -> Reading:
    if isinstance(meant, Reading):
        return meant
    if isinstance(meant, BaselineStructure):
        return meaning(meant, policy, n=1)[0]
    if isinstance(meant, (list, tuple)):
        raise InputError(f"found a {type(meant).__name__}", "trees one by one: solve(first, second)")
    raise InputError(f"found {_shown(meant)}", "a tree or a reading; of LaTeX, read_latex makes a tree")


def _names(given: Iterable[object], place: str) -> list[str]:
    """Names as they are, symbols of SymPy by theirs."""
    found = []
    for each in given:
        name = getattr(each, "name", each) if getattr(each, "is_Symbol", False) else each
        if not isinstance(name, str):
            raise InputError(f"found {_shown(name)}", "names of variables: 'x'", place=place)
        found.append(name)
    return found


def _check_settings(digits: object, seconds: object) -> None:
    is_whole = isinstance(digits, numbers.Integral) and 1 <= int(digits) <= MOST_DIGITS
    if not is_whole or isinstance(digits, bool):
        raise InputError(
            f"found {_shown(digits)}", f"a whole number from 1 to {MOST_DIGITS:,}", place="digits"
        )
    if not isinstance(seconds, numbers.Real) or isinstance(seconds, bool) or not float(seconds) > 0:
        raise InputError(f"found {_shown(seconds)}", "a number above 0", place="seconds")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 50 else f"{text[:50]}…"
