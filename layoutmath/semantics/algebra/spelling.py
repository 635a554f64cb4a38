"""Expressions of SymPy on one line, as people type them."""

from __future__ import annotations

import functools
from typing import Any

LONG = 150
"""Bits of precision above which a number is a root to many digits, and shown with few."""

Expr = Any
"""An object of SymPy, whose library has no types."""


def text_of(expression: Expr) -> str:
    """An object of SymPy on one line, as people type it.

    >>> import sympy
    >>> text_of(sympy.sympify("x**2 - 2*I*pi*sqrt(3)/log(7)"))
    'x^2 - 2*sqrt(3)*i*pi/ln(7)'
    >>> text_of(sympy.sympify("Eq(x, 1) | (x < -oo)", evaluate=False))
    'x < -oo or x = 1'
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

        def _print_Abs(self, function: Any) -> str:
            return f"|{self._print(function.args[0])}|"

        def _print_Pow(self, power: Any, rational: bool = False) -> str:
            return str(super()._print_Pow(power, rational)).replace("**", "^")

    return Typed()


def _size(statement: Expr) -> tuple[float, float]:
    """Where x = 2 stands among others: SymPy sorts numbers by how they are made."""
    if statement.func.__name__ == "Equality" and statement.rhs.is_number and statement.lhs.is_Symbol:
        value = complex(statement.rhs.evalf(15))
        return value.real, value.imag
    return 0.0, 0.0
