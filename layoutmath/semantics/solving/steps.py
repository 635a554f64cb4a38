"""Steps of a solution: what is done to an equation, and the equation that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layoutmath.reading import Severity
from layoutmath.semantics.algebra.spelling import Expr, text_of


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence, and the statement (a relational of SymPy, or several with And and Or) that holds after it.

    An ``equivalent`` step has exactly the solutions of the one before. The sentence of any other says what
    may be added or lost.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> print(Step("Divide by 2", sympy.Eq(x, sympy.sqrt(3) / 2)))
    Divide by 2: x = sqrt(3)/2
    """

    sentence: str
    expression: Expr
    equivalent: bool = True

    def __str__(self) -> str:
        return f"{self.sentence}: {text_of(self.expression)}"


@dataclass(frozen=True, slots=True)
class Remark:
    """A diagnostic to be: about unknowns or parameters that are named, without their places."""

    code: str
    sentence: str
    severity: Severity = Severity.NOTE
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class Reasoning:
    """Collects steps and remarks while something is solved."""

    steps: list[Step] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def step(self, sentence: str, expression: Expr, *, equivalent: bool = True) -> None:
        """Add a step, unless it leads to where the last one already is."""
        if not self.steps or self.steps[-1].expression != expression:
            self.steps.append(Step(sentence, expression, equivalent))

    def take_over(self, part: Reasoning, parts: list[Expr], place: int) -> None:
        """Add the steps by which one of several alternatives was solved.

        ``parts`` are how far each of them is. A part that takes two steps or fewer is done in one.
        """
        for step in part.steps if len(part.steps) > 2 else part.steps[-1:]:
            parts[place] = step.expression
            self.step(step.sentence, any_of(parts), equivalent=step.equivalent)
        for remark in part.remarks:
            self.remark(remark.code, remark.sentence, remark.severity, remark.names)

    def follow(self, other: Reasoning, names: Mapping[Expr, Expr]) -> None:
        """Go on as another has done, in other symbols."""
        for step in other.steps:
            self.step(step.sentence, renamed(step.expression, names), equivalent=step.equivalent)
        for remark in other.remarks:
            self.remark(remark.code, remark.sentence, remark.severity, remark.names)

    def remark(
        self, code: str, sentence: str, severity: Severity = Severity.NOTE, names: tuple[str, ...] = ()
    ) -> None:
        """Add a remark once."""
        remark = Remark(code, sentence, severity, names)
        if remark not in self.remarks:
            self.remarks.append(remark)


def equation(left: Expr, right: Expr = 0) -> Expr:
    """An equation as it stands, also where SymPy knows whether it is true.

    >>> equation(1, 1)
    Eq(1, 1)
    """
    import sympy

    return sympy.Eq(sympy.sympify(left), sympy.sympify(right), evaluate=False)


def any_of(statements: list[Expr]) -> Expr:
    """Statements of which one holds; a single one is itself, and of none none holds."""
    import sympy

    if not statements:
        return sympy.false
    return statements[0] if len(statements) == 1 else sympy.Or(*statements, evaluate=False)


def all_of(statements: list[Expr]) -> Expr:
    """Statements that hold together; a single one is itself."""
    import sympy

    return statements[0] if len(statements) == 1 else sympy.And(*statements, evaluate=False)


def renamed(statement: Expr, names: Mapping[Expr, Expr]) -> Expr:
    """A statement in other symbols; SymPy's own way would decide and rearrange what is left as it stands."""
    import sympy

    if isinstance(statement, (sympy.And, sympy.Or)):
        return statement.func(*(renamed(part, names) for part in statement.args), evaluate=False)
    if statement.is_Relational:
        return statement.func(*(side.xreplace(dict(names)) for side in statement.args), evaluate=False)
    return statement.xreplace(dict(names))
