"""Expressions of SymPy on one line, as people type them."""

from __future__ import annotations

import functools
from typing import Any

LONG = 150
"""Bits of precision above which a number is a root to many digits, and shown with few."""

LISTED = 10
"""Whole numbers in a row that are written one by one."""

Expr = Any
"""An object of SymPy, whose library has no types."""


def text_of(expression: Expr) -> str:
    """An object of SymPy on one line, as people type it.

    >>> import sympy
    >>> text_of(sympy.sympify("x**2 - 2*I*pi*sqrt(3)/log(7)"))
    'x^2 - 2*sqrt(3)*i*pi/ln(7)'
    >>> text_of(sympy.sympify("Eq(x, 1) | (x < -oo)", evaluate=False))
    'x < -oo or x = 1'
    >>> text_of(sympy.Union(sympy.Interval.Ropen(1, 3), sympy.FiniteSet(5)))
    '[1, 3) ∪ {5}'
    """
    return str(_printer().doprint(expression))


@functools.cache
def _printer() -> Any:
    from sympy.printing.precedence import PRECEDENCE
    from sympy.printing.str import StrPrinter

    class Typed(StrPrinter):  # type: ignore[misc]
        """The spelling of people where SymPy's is that of Python."""

        def _print_Relational(self, relational: Any) -> str:
            sign = {"==": "=", "!=": "≠"}.get(relational.rel_op, relational.rel_op)
            return f"{self._print(relational.lhs)} {sign} {self._print(relational.rhs)}"

        def _print_And(self, conjunction: Any) -> str:
            return " and ".join(map(self._part, conjunction.args))

        def _print_Or(self, alternatives: Any) -> str:
            return " or ".join(map(self._part, sorted(alternatives.args, key=_size)))

        def _part(self, statement: Any) -> str:
            text = self._print(statement)
            return f"({text})" if statement.func.__name__ in ("And", "Or") else str(text)

        def _print_ImaginaryUnit(self, unit: Any) -> str:
            return "i"

        def _print_Exp1(self, number: Any) -> str:
            return "e"

        def _print_Function(self, function: Any) -> str:
            name = {"log": "ln", "Max": "max", "Min": "min"}.get(
                function.func.__name__, function.func.__name__
            )
            return f"{name}({', '.join(map(self._print, function.args))})"

        def _print_ComplexRootOf(self, root: Any) -> str:
            return f"{self._print(root.evalf(6))}…"

        def _print_Float(self, number: Any) -> str:
            is_long = number._prec > LONG
            return f"{float(number):.6g}…" if is_long else str(super()._print_Float(number))

        def _print_LongPower(self, power: Any) -> str:
            return f"({self._print(power.args[0])})^{self.parenthesize(power.args[1], PRECEDENCE['Pow'])}"

        def _print_Interval(self, interval: Any) -> str:
            opening, closing = "(" if interval.left_open else "[", ")" if interval.right_open else "]"
            return f"{opening}{self._print(interval.start)}, {self._print(interval.end)}{closing}"

        def _print_Union(self, union: Any) -> str:
            parts = sorted(union.args, key=lambda part: part.is_FiniteSet)  # as people write them
            return " ∪ ".join(map(self._member, parts))

        def _print_Intersection(self, intersection: Any) -> str:
            return " ∩ ".join(map(self._member, intersection.args))

        def _print_Complement(self, complement: Any) -> str:
            return " ∖ ".join(map(self._member, complement.args))

        def _print_SymmetricDifference(self, difference: Any) -> str:
            return " △ ".join(map(self._member, difference.args))

        def _print_ProductSet(self, product: Any) -> str:
            return " × ".join(map(self._member, product.sets))

        def _member(self, part: Any) -> str:
            text = self._print(part)
            return f"({text})" if part.func.__name__ in _JOINED else str(text)

        def _print_ConditionSet(self, found: Any) -> str:
            base = (
                "" if found.base_set.func.__name__ == "UniversalSet" else f" ∈ {self._member(found.base_set)}"
            )
            return f"{{{self._print(found.sym)}{base} | {self._print(found.condition)}}}"

        def _print_ImageSet(self, image: Any) -> str:
            names = [name for names in image.lamda.signature for name in _each(names)]
            sources = zip(names, image.base_sets, strict=False)
            where = ", ".join(f"{self._print(name)} ∈ {self._member(source)}" for name, source in sources)
            return f"{{{self._print(image.lamda.expr)} | {where}}}"

        def _print_Range(self, numbers: Any) -> str:
            start, stop, step = numbers.args
            count = (stop - start) / step
            if count.is_Integer and count <= LISTED:
                return f"{{{', '.join(map(self._print, numbers))}}}"
            first = [] if start.is_infinite else [start, start + step]
            last = [] if stop.is_infinite else [stop - step] if first else [stop - 2 * step, stop - step]
            return f"{{{', '.join([*map(self._print, first), '…', *map(self._print, last)])}}}"

        def _print_Contains(self, membership: Any) -> str:
            element, whole = membership.args
            return f"{self._print(element)} ∈ {self._member(whole)}"

        def _print_EmptySet(self, _: Any) -> str:
            return "∅"

        def _print_Reals(self, _: Any) -> str:
            return "ℝ"

        def _print_Naturals(self, _: Any) -> str:
            return "ℕ"

        def _print_Naturals0(self, _: Any) -> str:
            return "ℕ ∪ {0}"

        def _print_Integers(self, _: Any) -> str:
            return "ℤ"

        def _print_Rationals(self, _: Any) -> str:
            return "ℚ"

        def _print_Complexes(self, _: Any) -> str:
            return "ℂ"

        def _print_Not(self, negation: Any) -> str:
            inner = negation.args[0]
            if inner.func.__name__ == "Contains":
                return f"{self._print(inner.args[0])} ∉ {self._member(inner.args[1])}"
            return f"not ({self._print(inner)})"

        def _print_Abs(self, function: Any) -> str:
            return f"|{self._print(function.args[0])}|"

        def _print_Pow(self, power: Any, rational: bool = False) -> str:
            return str(super()._print_Pow(power, rational)).replace("**", "^")

    return Typed()


_JOINED = ("Union", "Intersection", "Complement", "SymmetricDifference", "ProductSet", "Naturals0")
"""Sets that are written with a sign between others."""


def _each(names: Expr) -> tuple[Expr, ...]:
    """The name of a variable, or those of several that come together."""
    return tuple(names) if names.func.__name__ == "Tuple" else (names,)


def _size(statement: Expr) -> tuple[float, float]:
    """Where x = 2 stands among others: SymPy sorts numbers by how they are made."""
    if statement.func.__name__ == "Equality" and statement.rhs.is_number and statement.lhs.is_Symbol:
        value = complex(statement.rhs.evalf(15))
        return value.real, value.imag
    return 0.0, 0.0
