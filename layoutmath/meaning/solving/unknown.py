"""Statements about one unknown that hold together: points, families of points, intervals."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from layoutmath.meaning.limits import within
from layoutmath.meaning.solving.equations import found_for
from layoutmath.meaning.solving.numeric import MOST, REACH, numeric_roots
from layoutmath.meaning.solving.polynomials import in_order, is_real, number_of
from layoutmath.meaning.solving.search import Found, NoClosedForm, Search
from layoutmath.meaning.solving.statements import Statement, is_real_problem, own_symbol
from layoutmath.meaning.solving.steps import Expr, Reasoning, any_of, equation, text_of
from layoutmath.reading import Diagnostic, MeaningError, Severity

TRIED = range(-3, 4)
"""The integers at which a family of candidates is checked."""

UNSOLVED = (
    sympy.floor, sympy.ceiling, sympy.sign, sympy.Mod, sympy.factorial, sympy.binomial, sympy.Piecewise,
    sympy.Derivative, sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit,
)  # fmt: skip
"""Functions with jumps, or of integers, and what could not be worked out."""

MOST_MEMBERS = 1000
"""How many members of a family are looked at for those within bounds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The values of one unknown: points (perhaps with an integer symbol), or the set where there are more.

    ``period`` says after how much the set repeats itself.
    """

    points: tuple[Expr, ...] = ()
    region: Expr = None
    period: Expr = None


def solve_one(
    statements: Sequence[Statement], unknown: Expr, reasoning: Reasoning, *, seconds: float
) -> Answer:
    """All values of an unknown for which all statements hold.

    Equations between polynomials and fractions of them are solved in complex numbers, anything else in real
    ones: with a root, a logarithm, a bar or an order sign, school means real numbers.

    >>> import sympy
    >>> from layoutmath.meaning.solving.statements import statement_of
    >>> x = sympy.Symbol("x")
    >>> solve_one([statement_of(x**2 + 4)], x, Reasoning(), seconds=1).points
    (-2*I, 2*I)
    >>> solve_one([statement_of(x**2 - 4), statement_of(x > 0)], x, Reasoning(), seconds=1).points
    (2,)
    >>> solve_one([statement_of(x**2 < 4)], x, Reasoning(), seconds=1).region
    Interval.open(-2, 2)
    """
    real = is_real_problem(statements, [unknown])
    own = own_symbol(unknown, real=real)
    inner = Reasoning()
    task = _Unknown([s.exchanged({unknown: own}) for s in statements], own, inner, seconds, real=real)
    answer = task.answer()
    reasoning.follow(inner, {own: unknown})
    return answer


class _Unknown:
    def __init__(
        self,
        statements: Sequence[Statement],
        unknown: Expr,
        reasoning: Reasoning,
        seconds: float,
        *,
        real: bool,
    ) -> None:
        self.statements, self.unknown, self.reasoning = statements, unknown, reasoning
        self.seconds, self.real = seconds, real
        self.taken = frozenset(symbol.name for statement in statements for symbol in statement.symbols)

    def answer(self) -> Answer:
        equations = [statement for statement in self.statements if statement.sign == "=="]
        if equations:
            first = equations[0]
            self.reasoning.step("Given", first.relational)
            found = self.candidates(first, self.reasoning)
            if not (found.everywhere or found.stretches):
                return Answer(self.kept(found.points))
            if found.everywhere and len(self.statements) == 1 and not first.domain:
                self.reasoning.step("Both sides are the same", sympy.true)
                return Answer(region=sympy.S.Reals)
        elif len(self.statements) == 1:
            self.reasoning.step("Given", self.statements[0].relational)
        return self.cells()

    # ---- points ----

    def candidates(self, statement: Statement, reasoning: Reasoning) -> Found:
        """Where left and right may be equal: exactly, or else by looking for it."""
        search = Search(self.unknown, reasoning, self.real, found_for, self.taken)
        kept = len(reasoning.steps)
        try:
            with within(self.seconds / 2):
                return found_for(self.cleared(statement, reasoning), search)
        except NoClosedForm:
            pass
        except MeaningError as error:
            if error.diagnostic.code != "too-long":
                raise
        del reasoning.steps[kept:]
        return self.dear(statement, reasoning)

    def cleared(self, statement: Statement, reasoning: Reasoning) -> Expr:
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

    def dear(self, statement: Statement, reasoning: Reasoning) -> Found:
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
            exact = self.general(difference)
            if not exact:
                raise unsolvable(
                    "no-closed-form", f"no way is known to solve {text_of(statement.relational)}"
                )
            reasoning.step("Solve (solve of SymPy)", any_of([equation(self.unknown, p) for p in exact]))
            return Found(tuple(exact))
        seen = [r for r in numeric_roots(statement, self.unknown) if statement.holds({self.unknown: r})]
        exact = [p for p in self.general(difference) if is_real(p) and statement.holds({self.unknown: p})]
        if seen and all(any(abs(number_of(point, 20) - root) < 1e-12 for point in exact) for root in seen):
            reasoning.step("Solve (solve of SymPy)", any_of([equation(self.unknown, p) for p in exact]))
            return Found(tuple(in_order(exact)))
        sentence = f"no closed form is known; solutions were looked for between -{REACH:.0f} and {REACH:.0f}"
        if len(seen) == MOST:
            sentence += f", and these are the {MOST} nearest to 0"
        reasoning.remark("no-closed-form", sentence, Severity.WARNING)
        if seen:
            shown = any_of([equation(self.unknown, root) for root in seen])
            reasoning.step("Look for changes of sign, and narrow them down (Brent's method)", shown)
        return Found(tuple(seen))

    def general(self, difference: Expr) -> list[Expr]:
        """What SymPy's solve finds in a quarter of the time, which is for Lambert's function above all."""
        if difference.has(TrigonometricFunction):
            return []  # it would search in vain: what can be solved has been
        try:
            with within(self.seconds / 4):
                return [p for p in sympy.solve(difference, self.unknown) if not p.has(sympy.Piecewise)]
        except (NotImplementedError, MeaningError, ValueError, TypeError, AttributeError):
            return []

    def kept(self, points: Sequence[Expr]) -> tuple[Expr, ...]:
        """The candidates for which all statements hold; what is dropped is said."""
        kept: list[Expr] = []
        for point in points:
            new = [s for s in point.free_symbols if s.is_integer and s.name not in self.taken]
            if new:
                kept += self.family(point, sorted(new, key=str))
            elif self.holds(point):
                kept.append(point)
            else:
                self.say_dropped(point)
        if dropped := [text_of(point) for point in points if point not in kept]:
            sentence = f"Check every candidate in what is given, which drops {', '.join(dropped)}"
            shown = any_of([equation(self.unknown, point) for point in kept])
            self.reasoning.step(sentence, shown, equivalent=False)
        return tuple(in_order(kept))

    def holds(self, point: Expr) -> bool:
        return all(statement.holds({self.unknown: point}) for statement in self.statements)

    def say_dropped(self, point: Expr) -> None:
        values = {self.unknown: point}
        shown = f"{self.unknown} = {text_of(point)}"
        for statement in self.statements:
            for condition in statement.domain:
                if not condition.holds(values):
                    what = {
                        "!=": f"{text_of(condition.left)} would be 0 there, in a denominator",
                        ">": f"{text_of(condition.left)} would not be positive there",
                        ">=": f"{text_of(condition.left)} would be negative there",
                    }[condition.sign]
                    self.reasoning.remark("extraneous", f"{shown} is no solution: {what}")
                    return
            if not statement.holds(values) and statement.sign == "==" and statement is self.statements[0]:
                self.reasoning.remark("extraneous", f"{shown} is no solution: the two sides differ there")
                return

    def family(self, point: Expr, integers: list[Expr]) -> list[Expr]:
        """A family, if it holds for all integers; those members that do, if bounds leave finitely many."""
        others = [
            s for s in self.statements if s.sign != "==" and s.difference.is_rational_function(self.unknown)
        ]
        if others and len(integers) == 1:
            bounds = _Unknown(others, self.unknown, Reasoning(), self.seconds, real=True).cells()
            region = sympy.FiniteSet(*bounds.points) if bounds.region is None else bounds.region
            if region.is_empty:
                return []
            if region.inf.is_finite and region.sup.is_finite:
                return self.members(point, integers[0], region)
        holds = [self.holds(member) for member in _members(point, integers)]
        if all(holds):
            return [point]
        if len(integers) == 1 and any(holds):
            n = integers[0]
            parts = [sympy.expand(point.xreplace({n: 2 * n + odd})) for odd in (0, 1)]
            return [p for p in parts if all(self.holds(member) for member in _members(p, [n]))] or [
                self.partly(point)
            ]
        return [self.partly(point)] if any(holds) else []

    def partly(self, point: Expr) -> Expr:
        sentence = f"{self.unknown} = {text_of(point)} counts where it is real, not for every integer"
        self.reasoning.remark("restricted", sentence, Severity.WARNING)
        return point

    def members(self, point: Expr, n: Expr, region: Expr) -> list[Expr]:
        step = sympy.expand(point).coeff(n, 1)
        if step.free_symbols or step == 0:
            return [self.partly(point)]
        base = point.xreplace({n: n * 0})
        ends = sorted(float((end - base) / step) for end in (region.inf, region.sup))
        first, last = int(ends[0] // 1) - 1, int(ends[1] // 1) + 1
        if last - first > MOST_MEMBERS:
            raise unsolvable("too-large", f"there are more than {MOST_MEMBERS} solutions")
        members = [sympy.expand(point.xreplace({n: n * 0 + whole})) for whole in range(first, last + 1)]
        return [member for member in members if self.holds(member)]

    # ---- intervals ----

    def cells(self) -> Answer:
        """Between the places where anything can change, one look says what holds."""
        parameters = set().union(*(s.symbols for s in self.statements)) - {self.unknown}
        if parameters:
            names = tuple(sorted(symbol.name for symbol in parameters))
            raise unsolvable("too-many-variables", f"the sign of {', '.join(names)} is not known")
        ends, period = self.ends(), None
        if any(point.free_symbols for point in ends):
            period, ends = self.one_period(ends)
        ends = in_order([point for point in ends if is_real(point)])
        pieces = self.pieces(ends, period)
        if period is None and all(piece.inf == piece.sup for piece in pieces):
            return Answer(tuple(piece.inf for piece in pieces))
        region = sympy.Union(*pieces)
        if ends and period is None:
            places = ", ".join(map(text_of, ends))
            sentence = f"Truth can change at {places} only: try a number between each two"
            self.reasoning.step(sentence, region.as_relational(self.unknown))
        return Answer(region=region, period=period)

    def pieces(self, ends: list[Expr], period: Expr | None) -> list[Expr]:
        """The intervals in which all statements hold, as long as can be; those of one period."""
        first, last = (-sympy.oo, sympy.oo) if period is None else (sympy.Integer(0), period)
        pieces: list[tuple[Expr, Expr, bool, bool]] = []
        begun: tuple[Expr, bool] | None = None
        lower, lower_holds = first, period is not None and self.holds(first)
        for upper in [*(end for end in ends if end != first), last]:
            if lower_holds and begun is None:
                begun = (lower, False)
            if self.holds(_between(lower, upper)):
                begun = begun or (lower, True)
            elif begun is not None:
                pieces.append((begun[0], lower, begun[1], False))
                begun = None
            upper_holds = upper != last and self.holds(upper)
            if begun is not None and not upper_holds:
                pieces.append((begun[0], upper, begun[1], True))
                begun = None
            lower, lower_holds = upper, upper_holds
        if (
            period is not None
            and len(pieces) > 1
            and pieces[-1][1] == last
            and pieces[0][::2] == (first, False)
        ):
            over = pieces.pop()  # it goes on in the next period
            pieces[0] = (over[0] - period, pieces[0][1], over[2], pieces[0][3])
        return [sympy.Interval(*piece) for piece in pieces]

    def ends(self) -> list[Expr]:
        """Where a side of a statement changes its sign, or begins or ends to be defined."""
        found: list[Expr] = []
        for part in (part for statement in self.statements for part in (statement, *statement.domain)):
            quiet = Reasoning()
            points = self.candidates(Statement(part.left, "==", part.right), quiet).points
            if len(points) >= MOST and all(point.is_Float for point in points):
                raise unsolvable("no-closed-form", "no closed form is known, and there are many intervals")
            self.reasoning.remarks += [r for r in quiet.remarks if r not in self.reasoning.remarks]
            found += points
        return list(dict.fromkeys(found))

    def one_period(self, ends: list[Expr]) -> tuple[Expr, list[Expr]]:
        """After how much statements repeat, and the ends of one such period."""
        endless = "found an inequality with infinitely many intervals; expected one that repeats itself"
        steps = []
        for point in ends:
            n = next(iter(point.free_symbols), None)
            step = sympy.expand(point).coeff(n, 1) if n is not None else None
            if step is None or step.free_symbols or sympy.expand(point - n * step).has(n):
                raise unsolvable("not-evaluable", endless)
            steps.append((sympy.expand(point - n * step), step, n))
        ratios = [sympy.cancel(step / steps[0][1]) for _, step, _ in steps]
        if not all(ratio.is_Rational for ratio in ratios):
            raise unsolvable("not-evaluable", endless)
        period = steps[0][1] * sympy.ilcm(*(r.p for r in ratios)) / sympy.igcd(*(r.q for r in ratios))
        inside = []
        for base, step, _ in steps:
            first = sympy.ceiling(-base / step)
            inside += [sympy.expand(base + step * (first + k)) for k in range(int(period / step))]
        for statement in self.statements:
            shifted = statement.exchanged({self.unknown: self.unknown + period})
            for place in (sympy.Rational(1, 7), sympy.Rational(5, 3)):
                if statement.holds({self.unknown: place}) != shifted.holds({self.unknown: place}):
                    raise unsolvable(
                        "unsupported", "such an inequality with infinitely many parts is not solved"
                    )
        return period, inside


def unsolvable(code: str, sentence: str) -> MeaningError:
    """The error that says why something cannot be solved."""
    return MeaningError(Diagnostic(code, sentence, Severity.ERROR))


def _members(point: Expr, integers: list[Expr]) -> Iterator[Expr]:
    for values in itertools.product(TRIED, repeat=len(integers)):
        whole: Mapping[Expr, Expr] = {n: sympy.Integer(k) for n, k in zip(integers, values, strict=True)}
        yield point.xreplace(whole)


def _between(lower: Expr, upper: Expr) -> Expr:
    """A simple number between two."""
    if lower.is_infinite and upper.is_infinite:
        return sympy.Rational(1, 3)
    if lower.is_infinite:
        return sympy.floor(number_of(upper, 20)) - 1
    if upper.is_infinite:
        return sympy.ceiling(number_of(lower, 20)) + 1
    return sympy.Rational(str(number_of((lower + upper) / 2, 25)))
