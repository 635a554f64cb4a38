"""Equations in several unknowns: elimination, substitution, Gröbner bases."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import sympy

from layoutmath.reading import MeaningError, Severity
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.deadline import within
from layoutmath.semantics.solving.candidates import unsolvable
from layoutmath.semantics.solving.polynomials import assume_not_zero, is_real, number_of, roots_of
from layoutmath.semantics.solving.statements import Statement, is_real_problem, own_symbol
from layoutmath.semantics.solving.steps import Reasoning, all_of, any_of, equation
from layoutmath.semantics.solving.unknown import solve_one

Values = Mapping[Expr, Expr]
"""A value for each unknown."""

TRIED = range(-12, 13)
"""The integers at which a family of candidates is checked."""

SHOWN = 6
"""Unknowns up to which every elimination is a step."""


def solve_together(
    statements: Sequence[Statement], unknowns: Sequence[Expr], reasoning: Reasoning, *, seconds: float
) -> list[Values]:
    """All values of two or more unknowns for which all statements hold; parameters stand for any number.

    >>> from layoutmath.semantics.solving.statements import statement_of
    >>> x, y = sympy.symbols("x y")
    >>> solve_together([statement_of(x + y - 3), statement_of(x - y - 1)], [x, y], Reasoning(), seconds=1)
    [{x: 2, y: 1}]
    """
    if not any(statement.sign == "==" for statement in statements):
        raise unsolvable("not-evaluable", "found an inequality in several unknowns; expected equations")
    real = is_real_problem(statements, unknowns)
    own = {name: own_symbol(name, real=real) for name in unknowns}
    given, inner = [statement.exchanged(own) for statement in statements], Reasoning()
    equations = [statement for statement in given if statement.sign == "=="]
    inner.step("Given", all_of([statement.relational for statement in equations]))
    zeros = [statement.difference for statement in equations]
    found = _solutions(zeros, list(own.values()), inner, seconds)
    kept = [values for values in found if _hold(given, values)]
    if real:
        kept = [values for values in kept if all(map(is_real, values.values()))]
    if len(kept) < len(found):
        sentence = "Check every candidate in what is given, which drops some"
        inner.step(sentence, _shown(kept), equivalent=False)
    reasoning.follow(inner, {symbol: name for name, symbol in own.items()})
    named: list[Values] = [{name: values[symbol] for name, symbol in own.items()} for values in kept]
    return _in_order(named, unknowns)


def _hold(given: Sequence[Statement], values: Values) -> bool:
    """Whether all statements hold there, for all members of a family; it is refused where some would."""
    integers = {s for value in values.values() for s in value.free_symbols if s.is_integer}
    if not integers:
        return all(statement.holds(values) for statement in given)
    members = [
        {name: value.xreplace(dict.fromkeys(integers, sympy.Integer(k))) for name, value in values.items()}
        for k in TRIED
    ]
    holds = [all(statement.holds(member) for statement in given) for member in members]
    if any(holds) and (not all(holds) or any(statement.sign != "==" for statement in given)):
        raise unsolvable("no-closed-form", f"which of {text_of(_shown([values]))} are solutions is not known")
    return all(holds)


def _shown(found: Sequence[Values]) -> Expr:
    if not found:
        return sympy.false
    return any_of([all_of([equation(name, value) for name, value in values.items()]) for values in found])


def _in_order(found: list[Values], unknowns: Sequence[Expr]) -> list[Values]:
    if any(value.free_symbols for values in found for value in values.values()):
        return found

    def place(values: Values) -> tuple[object, ...]:
        numbers = [complex(number_of(values[name], 20)) for name in unknowns]
        real = all(is_real(values[name]) for name in unknowns)
        return (not real, *((round(number.real, 12), number.imag) for number in numbers))

    return sorted(found, key=place)


def _solutions(zeros: list[Expr], unknowns: list[Expr], reasoning: Reasoning, seconds: float) -> list[Values]:
    zeros = [sympy.expand(sympy.together(zero).as_numer_denom()[0]) for zero in zeros]
    zeros = [zero for zero in zeros if not zero.is_zero]
    if all(_is_linear(zero, unknowns) for zero in zeros):
        return _linear(zeros, unknowns, reasoning)
    for attempt in (_by_substitution, _by_basis, _by_solve):
        found = attempt(zeros, unknowns, reasoning, seconds)
        if found is not None:
            return found
    raise unsolvable("no-closed-form", "nobody knows how to solve these equations together")


def _is_linear(zero: Expr, unknowns: Sequence[Expr]) -> bool:
    return bool(zero.is_polynomial(*unknowns) and sympy.Poly(zero, *unknowns).total_degree() <= 1)


# ---- linear ----


def _linear(zeros: list[Expr], unknowns: list[Expr], reasoning: Reasoning) -> list[Values]:
    """Gauss and Jordan: eliminate one unknown after the other from all equations but one."""
    if len(unknowns) > SHOWN:
        found = sympy.linsolve(zeros, *unknowns)
        rows = [dict(zip(unknowns, values, strict=True)) for values in found]
        reasoning.step("Eliminate one unknown after the other (linsolve of SymPy)", _shown(rows))
        free = [name for name in unknowns if rows and rows[0][name] == name]
        return [_with_parameters(row, free, zeros) for row in rows]
    left, right = sympy.linear_eq_to_matrix(zeros, unknowns)
    rows_left = [[*left.row(place), right[place]] for place in range(len(zeros))]
    pivots: dict[int, int] = {}
    for column, unknown in enumerate(unknowns):
        usable = [row for row, entries in enumerate(rows_left) if entries[column] != 0]
        usable = [row for row in usable if row not in pivots.values()]
        if not usable:
            continue
        chosen = min(usable, key=lambda row: _effort(rows_left[row], column))
        pivots[column] = chosen
        pivot = rows_left[chosen][column]
        assume_not_zero(pivot, reasoning)
        rows_left[chosen] = [sympy.cancel(entry / pivot) for entry in rows_left[chosen]]
        for row, entries in enumerate(rows_left):
            if row != chosen and (times := entries[column]) != 0:
                pairs = zip(entries, rows_left[chosen], strict=True)
                rows_left[row] = [sympy.cancel(entry - times * other) for entry, other in pairs]
        sentence = f"Solve equation {chosen + 1} for {text_of(unknown)}, and put it into the others"
        reasoning.step(sentence, all_of(_equations(rows_left, unknowns)))
    impossible = [entries for entries in rows_left if not any(entries[:-1]) and entries[-1] != 0]
    if impossible:
        for entries in impossible:
            assume_not_zero(entries[-1], reasoning)
        reasoning.step(f"0 = {text_of(impossible[0][-1])} is false", sympy.false)
        return []
    free = [unknown for column, unknown in enumerate(unknowns) if column not in pivots]
    values = {unknown: unknown for unknown in free}
    for column, row in pivots.items():
        entries = rows_left[row]
        others = sympy.Add(*(entries[unknowns.index(name)] * name for name in free))
        values[unknowns[column]] = sympy.expand(entries[-1] - others)
    found = _with_parameters({name: values[name] for name in unknowns}, free, zeros)
    return [found]


def _effort(row: Sequence[Expr], column: int) -> tuple[bool, int, int]:
    """Ones are divided by with the least effort, numbers with less than parameters."""
    entry = row[column]
    return bool(entry.free_symbols), int(abs(entry) != 1), int(sympy.count_ops(sympy.Tuple(*row)))


def _equations(rows: Sequence[Sequence[Expr]], unknowns: Sequence[Expr]) -> list[Expr]:
    shown = []
    for row in rows:
        left = sympy.Add(*(entry * unknown for entry, unknown in zip(row, unknowns, strict=False)))
        if left != 0 or row[-1] != 0:
            shown.append(equation(left, row[-1]))
    return shown


def _with_parameters(values: Values, free: Sequence[Expr], zeros: Sequence[Expr]) -> Values:
    """Free unknowns named t, or t_1, t_2, …, so that a solution tells what it depends on."""
    taken = {symbol.name for zero in zeros for symbol in zero.free_symbols} | {name.name for name in values}
    names = (
        name
        for name in itertools.chain(["t"] if len(free) == 1 else [], (f"t_{k}" for k in itertools.count(1)))
    )
    parameters = {
        name: sympy.Symbol(next(new for new in names if new not in taken), real=True) for name in free
    }
    return {name: value.xreplace(parameters) for name, value in values.items()}


# ---- not linear ----


def _by_substitution(
    zeros: list[Expr], unknowns: list[Expr], reasoning: Reasoning, seconds: float
) -> list[Values] | None:
    """Solve an equation for an unknown that stands there once, to the first power."""
    choices = []
    for zero, unknown in itertools.product(zeros, unknowns):
        slope, rest = sympy.diff(zero, unknown), zero.xreplace({unknown: sympy.Integer(0)})
        if slope != 0 and (not slope.free_symbols or _is_never_zero(slope, rest, unknown, unknowns)):
            effort = (bool(slope.free_symbols), sympy.count_ops(zero), zeros.index(zero))
            choices.append((effort, zero, unknown, sympy.expand(-rest / slope)))
    if not choices or len(zeros) < 2:
        return None
    _, chosen, unknown, expression = min(choices, key=lambda choice: choice[0])
    others = [zero.xreplace({unknown: expression}) for zero in zeros if zero is not chosen]
    others = [sympy.expand(sympy.together(zero).as_numer_denom()[0]) for zero in others]
    left = [name for name in unknowns if name != unknown]
    sentence = f"Solve for {text_of(unknown)}, and put it into the other equations"
    first = equation(unknown, expression)
    reasoning.step(sentence, all_of([first, *(equation(zero) for zero in others)]))
    inner = Reasoning()
    if len(left) == 1:
        rest = [Statement(zero, "==", sympy.Integer(0)) for zero in others]
        answer = solve_one(rest, left[0], inner, seconds=seconds)
        if answer.region is not None:
            return None
        found: list[Values] = [{left[0]: point} for point in answer.points]
    else:
        found = _solutions(others, left, inner, seconds)
    for step in inner.steps:
        reasoning.step(step.sentence, all_of([first, step.expression]), equivalent=step.equivalent)
    reasoning.remarks += inner.remarks
    whole: list[Values] = [{**values, unknown: _tidy(expression.xreplace(dict(values)))} for values in found]
    whole = [
        {name: values[name] for name in unknowns}
        for values in whole
        if values[unknown].is_finite is not False
    ]
    reasoning.step(f"Put it back to find {text_of(unknown)}", _shown(whole))
    return whole


def _is_never_zero(slope: Expr, rest: Expr, unknown: Expr, unknowns: Sequence[Expr]) -> bool:
    """Whether slope * unknown + rest = 0 keeps the slope from being zero, as xy = 6 does."""
    factors = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(slope)]
    plain = all(factor.is_number or factor in unknowns for factor in factors)
    return bool(plain and not slope.has(unknown) and rest.is_number and rest != 0)


def _tidy(value: Expr) -> Expr:
    value = sympy.expand(value)
    return sympy.sqrtdenest(value) if value.is_number and not value.has(sympy.Float, sympy.CRootOf) else value


def _by_basis(
    zeros: list[Expr], unknowns: list[Expr], reasoning: Reasoning, seconds: float
) -> list[Values] | None:
    """A lexicographic Gröbner basis has an equation in the last unknown alone, and so on upwards."""
    if not all(zero.is_polynomial(*unknowns) for zero in zeros):
        return None
    try:
        with within(seconds / 4):
            basis = sympy.groebner(zeros, *unknowns, order="lex")
    except MeaningError:
        return None
    polynomials = list(basis.exprs)
    reasoning.step("Eliminate unknowns (Gröbner basis)", all_of([equation(part) for part in polynomials]))
    if polynomials == [1]:
        return []
    if not basis.is_zero_dimensional:
        return None
    found: list[Values] = [{}]
    for place in reversed(range(len(unknowns))):
        unknown = unknowns[place]
        mine = [p for p in polynomials if p.has(unknown) and not p.has(*unknowns[:place])]
        following: list[Values] = []
        for values in found:
            parts = [sympy.Poly(_tidy(part.xreplace(dict(values))), unknown) for part in mine]
            parts = [part for part in parts if part.degree() > 0 and abs(number_of(part.LC(), 20)) > 1e-15]
            if not parts:
                continue
            lowest = min(parts, key=lambda part: part.degree())
            quiet = Reasoning()
            roots = roots_of(lowest, quiet, real=False)
            reasoning.remarks += [remark for remark in quiet.remarks if remark not in reasoning.remarks]
            following += [{unknown: _tidy(root), **values} for root in roots]
        found = following
    zeros_of = [Statement(zero, "==", sympy.Integer(0)) for zero in zeros]
    found = [values for values in found if all(statement.holds(values) for statement in zeros_of)]
    reasoning.step("Solve from the last unknown upwards", _shown(found))
    return found


def _by_solve(
    zeros: list[Expr], unknowns: list[Expr], reasoning: Reasoning, seconds: float
) -> list[Values] | None:
    """SymPy's general solver; unknowns that it leaves open become parameters."""
    try:
        with within(seconds / 4):
            found = sympy.solve(zeros, unknowns, dict=True)
    except (NotImplementedError, MeaningError, ValueError, TypeError, AttributeError):
        return _by_search(zeros, unknowns, reasoning)
    reasoning.step("Solve (solve of SymPy)", _shown(found))
    if any(len(values) < len(unknowns) for values in found):
        sentence = "there may be further solutions: SymPy gives no proof that these are all"
        reasoning.remark("restricted", sentence, Severity.WARNING)
    free = [[name for name in unknowns if name not in values] for values in found]
    return [
        _with_parameters({name: values.get(name, name) for name in unknowns}, left, zeros)
        for values, left in zip(found, free, strict=True)
    ]


def _by_search(zeros: list[Expr], unknowns: list[Expr], reasoning: Reasoning) -> list[Values] | None:
    """Newton's method from several places, where there are as many equations as unknowns."""
    if len(zeros) != len(unknowns) or any(zero.free_symbols - set(unknowns) for zero in zeros):
        return None
    found: list[Values] = []
    starts = (0.3, 1.0, -1.5, 3.0, 7.0) if len(unknowns) == 2 else (0.5, -1.5, 3.0)
    for start in itertools.product(starts, repeat=len(unknowns)):
        try:
            roots = sympy.nsolve(zeros, unknowns, start, prec=30)
        except (ValueError, ZeroDivisionError, TypeError):
            continue
        known = any(all(abs(a - b) < 1e-10 for a, b in zip(v.values(), roots, strict=True)) for v in found)
        if not known and all(abs(sympy.im(root)) < 1e-20 for root in roots):
            found.append(dict(zip(unknowns, roots, strict=True)))
    sentence = (
        "no closed form is known; these solutions were found by Newton's method, and there may be others"
    )
    reasoning.remark("no-closed-form", sentence, Severity.WARNING)
    reasoning.step("Look for solutions (Newton's method)", _shown(found))
    return found
