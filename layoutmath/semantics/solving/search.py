"""What the search for the solutions of one equation carries, and what it brings back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sympy

from layoutmath.semantics.algebra.spelling import Expr
from layoutmath.semantics.solving.polynomials import in_order
from layoutmath.semantics.solving.steps import Reasoning, any_of, equation


class NoClosedForm(Exception):
    """Nobody knows a way to solve this equation exactly."""


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates: among ``points`` are all solutions; one with an integer symbol stands for a family.

    ``everywhere`` says that the equation holds wherever it is defined. Where it holds on whole ``stretches``,
    their ends are among the points.
    """

    points: tuple[Expr, ...] = ()
    everywhere: bool = False
    stretches: bool = False

    def __or__(self, other: Found) -> Found:
        return Found(
            tuple(in_order([*self.points, *other.points])),
            self.everywhere or other.everywhere,
            self.stretches or other.stretches,
        )


@dataclass(frozen=True, slots=True)
class Search:
    """The unknown, where steps are told, and whether only real solutions count.

    ``again`` solves the next equation; ``taken`` are names that a new symbol must not have.
    """

    unknown: Expr
    reasoning: Reasoning
    real: bool
    again: Callable[[Expr, Search], Found]
    taken: frozenset[str] = frozenset()
    depth: int = 0

    def quiet(self) -> Search:
        """The same, with its steps told to nobody."""
        return replace(self, reasoning=Reasoning())

    def any_zero(self, zeros: list[Expr]) -> Found:
        """What makes one of several expressions zero; steps of theirs become steps of the whole."""
        found, parts = Found(), [equation(zero) for zero in zeros]
        for place, zero in enumerate(zeros):
            part = Reasoning()
            found |= self.again(zero, replace(self, reasoning=part))
            self.reasoning.take_over(part, parts, place)
        return found

    def undo(self, argument: Expr, values: list[Expr]) -> Found:
        """What makes the argument of a function one of these values."""
        found = Found()
        if values:
            self.reasoning.step("Undo the function", any_of([equation(argument, value) for value in values]))
        equivalent = True
        for value in values:
            if argument == self.unknown:
                found |= Found((value,))
            else:
                part = self.quiet()
                found |= self.again(argument - value, part)
                self.reasoning.remarks += part.reasoning.remarks
                equivalent &= all(step.equivalent for step in part.reasoning.steps)
        if argument != self.unknown and found.points:
            sentence = f"Solve for {self.unknown}" + ("" if equivalent else ", which can add solutions")
            solved = any_of([equation(self.unknown, point) for point in found.points])
            self.reasoning.step(sentence, solved, equivalent=equivalent)
        return found

    def integer(self, *inside: Expr) -> Expr:
        """A symbol for any integer, which is neither in the equation nor in these expressions."""
        taken = self.taken.union(*({symbol.name for symbol in part.free_symbols} for part in inside))
        name = next(name for name in ("n", "k", "m", "n_1", "n_2", "n_3") if name not in taken)
        return sympy.Symbol(name, integer=True)
