"""Where the two sides of a statement about one unknown may be equal: exactly, or else by looking for it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import sympy
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from layoutmath.reading import Diagnostic, MeaningError, Severity
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.deadline import within
from layoutmath.semantics.solving.equations import found_for
from layoutmath.semantics.solving.numeric import MOST, REACH, numeric_roots
from layoutmath.semantics.solving.polynomials import in_order, is_real, number_of
from layoutmath.semantics.solving.search import Found, NoClosedForm, Search
from layoutmath.semantics.solving.statements import Statement
from layoutmath.semantics.solving.steps import Reasoning, any_of, equation

UNSOLVED = (
    sympy.floor, sympy.ceiling, sympy.sign, sympy.Mod, sympy.factorial, sympy.binomial, sympy.Piecewise,
    sympy.Derivative, sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit,
)  # fmt: skip
"""Functions with jumps, or of integers, and what could not be worked out."""

NOT_ALL = "only some solutions are given"
"""How the remark begins that says so."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Statements about one unknown that hold together, and whether only real solutions count.

    ``seconds`` are for all: half of them for exact ways, a quarter for SymPy's general solver.
    """

    statements: Sequence[Statement]
    unknown: Expr
    seconds: float
    real: bool

    @property
    def taken(self) -> frozenset[str]:
        """The names in it, which new symbols must not have."""
        return frozenset(symbol.name for statement in self.statements for symbol in statement.symbols)

    def holds(self, point: Expr) -> bool:
        """Whether all statements hold there, at a real number where only these count."""
        if self.real and not is_real(point):
            return False
        return all(statement.holds({self.unknown: point}) for statement in self.statements)

    def candidates(self, statement: Statement, reasoning: Reasoning) -> Found:
        """Where left and right may be equal; among these are all places where they are."""
        search = Search(self.unknown, reasoning, self.real, found_for, self.taken)
        kept = len(reasoning.steps)
        try:
            with within(self.seconds / 2):
                return found_for(self._cleared(statement, reasoning), search)
        except NoClosedForm:
            pass
        except MeaningError as error:
            if error.diagnostic.code != "too-long":
                raise
        del reasoning.steps[kept:]
        return self._dear(statement, reasoning)

    def _cleared(self, statement: Statement, reasoning: Reasoning) -> Expr:
        """Left less right without denominators: multiplied by the smallest that all of them divide."""
        zero, x = statement.difference, self.unknown
        if not zero.is_rational_function(x):
            return zero
        bases = [
            c.left for c in statement.domain if c.sign == "!=" and c.left.is_polynomial(x) and c.left.has(x)
        ]
        if not bases and zero.is_polynomial(x):
            return zero
        common = sympy.lcm_list(bases) if bases else sympy.Integer(1)
        cleared = sympy.Add(*(sympy.cancel(term * common) for term in sympy.Add.make_args(zero)))
        if not cleared.is_polynomial(x):
            cleared, common = sympy.cancel(sympy.together(zero)).as_numer_denom()
        if common.has(x):
            conditions = ", ".join(f"{text_of(base)} ≠ 0" for base in bases)
            sentence = f"Multiply by the common denominator {text_of(sympy.factor(common))}"
            sentence += f" ({conditions}), which can add solutions" if conditions else ""
            reasoning.step(sentence, equation(sympy.expand(cleared)), equivalent=not conditions)
        return cleared

    def _dear(self, statement: Statement, reasoning: Reasoning) -> Found:
        """SymPy's general solver, if its answers are all of the roots that are seen; else these roots."""
        difference = statement.difference
        if unknown := sorted(str(function.func) for function in difference.atoms(AppliedUndef)):
            raise unsolvable(
                "unknown-function", f"found the unknown function {unknown[0]}; expected a known one"
            )
        if jumps := difference.atoms(*UNSOLVED):
            name = text_of(min(jumps, key=sympy.default_sort_key))
            raise unsolvable("not-evaluable", f"found {name}; expected continuous functions that have a name")
        if statement.symbols - {self.unknown}:
            exact = self._general(difference)
            if not exact:
                raise unsolvable(
                    "no-closed-form", f"no way is known to solve {text_of(statement.relational)}"
                )
            reasoning.step("Solve (solve of SymPy)", any_of([equation(self.unknown, p) for p in exact]))
            return Found(tuple(exact))
        seen = [r for r in numeric_roots(statement, self.unknown) if statement.holds({self.unknown: r})]
        middles = [sympy.Rational(str((left + right) / 2)) for left, right in itertools.pairwise(seen)]
        if any(statement.holds({self.unknown: middle}) for middle in middles):
            sentence = f"both sides of {text_of(statement.relational)} are the same on whole intervals"
            raise unsolvable("no-closed-form", f"{sentence}, but no way is known to find their ends")
        exact = [p for p in self._general(difference) if is_real(p) and statement.holds({self.unknown: p})]
        if seen and all(any(abs(number_of(point, 20) - root) < 1e-12 for point in exact) for root in seen):
            reasoning.step("Solve (solve of SymPy)", any_of([equation(self.unknown, p) for p in exact]))
            return Found(tuple(in_order(exact)))
        sentence = f"no closed form is known; solutions were looked for between -{REACH:.0f} and {REACH:.0f}"
        if len(seen) == MOST:
            sentence = f"{NOT_ALL}, the {MOST} nearest to 0 that were found; no closed form is known"
        elif difference.has(TrigonometricFunction):
            sentence += ", and there may be others"
        reasoning.remark("no-closed-form", sentence, Severity.WARNING)
        if seen:
            shown = any_of([equation(self.unknown, root) for root in seen])
            reasoning.step("Look for changes of sign, and narrow them down (Brent's method)", shown)
        return Found(tuple(seen))

    def _general(self, difference: Expr) -> list[Expr]:
        """What SymPy's solve finds in a quarter of the time, which is for Lambert's function above all."""
        if difference.has(TrigonometricFunction):
            return []  # it would search in vain: what can be solved has been
        try:
            with within(self.seconds / 4):
                return [p for p in sympy.solve(difference, self.unknown) if not p.has(sympy.Piecewise)]
        except (NotImplementedError, MeaningError, ValueError, TypeError, AttributeError):
            return []


def unsolvable(code: str, sentence: str) -> MeaningError:
    """The error that says why something cannot be solved."""
    return MeaningError(Diagnostic(code, sentence, Severity.ERROR))
