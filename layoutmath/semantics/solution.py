r"""Equations, systems and inequalities, solved: every solution, how it was found, and what to know about it.

Equations between polynomials, or fractions of them, are solved in complex numbers, real solutions first.
With a root, a logarithm, a bar, an exponent or an order sign, an equation is one between real numbers, as in
school, and so are its solutions; a cube root of a negative number is negative then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from layoutmath.errors import LayoutmathError
from layoutmath.reading import Diagnostic, MeaningError, Reading, Severity, diagnostic_at
from layoutmath.semantics.algebra import require_sympy
from layoutmath.semantics.deadline import within
from layoutmath.semantics.doubts import doubts
from layoutmath.semantics.limits import SECONDS
from layoutmath.semantics.solving.steps import Reasoning, Remark, Step

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True, slots=True)
class Solution:
    """What solves equations and inequalities; as text, as people write it.

    ``solutions`` give a value of SymPy to each of the ``unknowns``, ``decimals`` the same as text. A value
    may hold an integer symbol (a family of solutions: n) or a real one (t, any number). Where whole intervals
    solve, there are no single solutions; ``solution_set`` has them all, always. ``steps`` say how it was
    done, ``diagnostics`` what to know.
    """

    unknowns: tuple[str, ...]
    solutions: tuple[Mapping[str, sympy.Expr], ...]
    decimals: tuple[Mapping[str, str], ...]
    solution_set: sympy.Set
    steps: tuple[Step, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    text: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.text


def solve(
    readings: Sequence[Reading],
    unknowns: Sequence[str] | None = None,
    *,
    digits: int = 15,
    seconds: float = SECONDS,
) -> Solution:
    r"""Solve what readings say together.

    ``unknowns`` are the names to solve for; where none are given, they are chosen: x, y, z before other
    letters, as many as there are equations. An expression without a relation is taken to be zero.

    Raises MeaningError: ``no-closed-form`` where nobody knows a way, ``not-evaluable`` for relations that are
    no equation or inequality, ``unknown-function``, ``too-many-variables`` for inequalities with parameters,
    ``too-long``; UnknownNameError for an unknown that is not there.

    >>> from layoutmath.semantics import meaning
    >>> from layoutmath.readers.latex import read_latex
    >>> solution = solve(meaning(read_latex("2x^2-3x=2"), n=1))
    >>> print(solution)
    x = -1/2 or x = 2
    >>> for step in solution.steps:
    ...     print(step)
    Given: 2*x^2 - 3*x = 2
    Bring everything to one side: 2*x^2 - 3*x - 2 = 0
    Factor: (x - 2)*(2*x + 1) = 0
    A product is zero where a factor is: x - 2 = 0 or 2*x + 1 = 0
    Take the constant to the other side: 2*x + 1 = 0 or x = 2
    Divide by 2: x = -1/2 or x = 2
    """
    require_sympy()
    from layoutmath.semantics.solving.cases import solved
    from layoutmath.semantics.solving.problem import cases_of
    from layoutmath.semantics.solving.wording import decimals_of

    reasoning = Reasoning()
    try:
        with within(seconds):
            found = solved(cases_of(readings, reasoning), unknowns, reasoning, digits=digits, seconds=seconds)
            decimals = [[decimals_of(value, digits) for value in point.values()] for point in found.points]
    except MeaningError as error:
        raise MeaningError(_placed(error.diagnostic, readings)) from None
    except RecursionError:
        sentence = "found operations nested too deep to solve; expected fewer"
        raise MeaningError(_placed(Diagnostic("too-large", sentence, Severity.ERROR), readings)) from None
    except LayoutmathError:
        raise
    except Exception as error:  # SymPy raises nearly anything where it has no way
        sentence = "no way is known to solve this"
        raise MeaningError(
            _placed(Diagnostic("no-closed-form", sentence, Severity.ERROR), readings)
        ) from error
    names = tuple(symbol.name for symbol in found.unknowns)
    unsure = [doubt for reading in readings for doubt in doubts(reading)]
    return Solution(
        names,
        tuple(MappingProxyType(dict(zip(names, point.values(), strict=True))) for point in found.points),
        tuple(MappingProxyType(dict(zip(names, row, strict=True))) for row in decimals),
        found.everything,
        tuple(reasoning.steps),
        (*unsure, *(_about(remark, readings) for remark in reasoning.remarks)),
        found.text,
    )


def _placed(diagnostic: Diagnostic, readings: Sequence[Reading]) -> Diagnostic:
    """One that tells no symbols is about all of them, where there is a single reading."""
    if diagnostic.symbols or len(readings) != 1:
        return diagnostic
    reading, severity = readings[0], diagnostic.severity
    return reading.diagnostic(diagnostic.code, diagnostic.sentence, severity, reading.root)


def _about(remark: Remark, readings: Sequence[Reading]) -> Diagnostic:
    """A remark with the places of the names that it is about, in the first reading that has them."""
    for reading in readings:
        symbols = tuple(
            symbol
            for node in reading.root.walk()
            if node.operator == "symbol" and node.text in remark.names
            for symbol in node.symbols
        )
        if symbols:
            return diagnostic_at(reading.structure, remark.code, remark.sentence, symbols, remark.severity)
    return Diagnostic(remark.code, remark.sentence, remark.severity)
