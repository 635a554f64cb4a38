"""What is to be solved: statements that hold together, each with the conditions under which it is defined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from layoutmath.semantics.algebra.spelling import Expr
from layoutmath.semantics.solving.polynomials import number_of
from layoutmath.semantics.solving.steps import equation

OPPOSITE: Mapping[str, str] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""What holds where the statement with this sign does not."""

PRECISION = 30
"""Digits to which a statement is checked at a number."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Left, sign, right; ``domain`` are the statements without which it has no value, ``written`` the
    symbols in it before SymPy has seen it: 0·x = 0 is about x.

    The domain is that of the expression as it was written: in x/x = 1 the denominator is gone once SymPy has
    seen it, but x = 0 is no solution.

    >>> x = sympy.Symbol("x")
    >>> statement = Statement(sympy.sqrt(x - 1), "==", x - 3, domain_of(sympy.sqrt(x - 1)))
    >>> [str(condition) for condition in statement.domain]
    ['x - 1 >= 0']
    >>> statement.holds({x: sympy.Integer(5)}), statement.holds({x: sympy.Integer(2)})
    (True, False)
    """

    left: Expr
    sign: str
    right: Expr
    domain: tuple[Statement, ...] = ()
    written: frozenset[Any] = frozenset()

    @property
    def difference(self) -> Expr:
        """Left less right, its decimals as fractions."""
        difference = self.left - self.right
        if difference.has(sympy.Max, sympy.Min):
            difference = difference.rewrite(sympy.Abs)
        return sympy.nsimplify(difference, rational=True) if difference.has(sympy.Float) else difference

    @property
    def relational(self) -> Expr:
        """The relational of SymPy, as it stands."""
        if self.sign == "==":
            return equation(self.left, self.right)
        return sympy.Rel(self.left, self.right, self.sign, evaluate=False)

    @property
    def symbols(self) -> set[Any]:
        """The symbols of SymPy in it."""
        return set(self.left.free_symbols | self.right.free_symbols | self.written).union(
            *(condition.symbols for condition in self.domain)
        )

    def exchanged(self, values: Mapping[Expr, Expr]) -> Statement:
        """The same about other symbols."""
        return Statement(
            self.left.xreplace(values),
            self.sign,
            self.right.xreplace(values),
            tuple(condition.exchanged(values) for condition in self.domain),
            frozenset(values.get(symbol, symbol) for symbol in self.written),
        )

    def defined(self, values: Mapping[Expr, Expr]) -> bool:
        """Whether both sides have a value there."""
        return all(condition.holds(values) for condition in self.domain)

    def holds(self, values: Mapping[Expr, Expr]) -> bool:
        """Whether it is true at these numbers, to :data:`PRECISION`; where parameters are left, it is."""
        if not self.defined(values):
            return False
        left, right = approximate(self.left, values), approximate(self.right, values)
        if left is None or right is None:
            return False
        if left.free_symbols or right.free_symbols:
            return True
        difference = left - right
        size = 1 + abs(left) + abs(right)
        zero = bool(abs(difference) < size * 10 ** -(PRECISION // 2 + 3))
        if self.sign in ("==", "!="):
            return zero == (self.sign == "==")
        if zero:
            return "=" in self.sign
        real, imaginary = difference.as_real_imag()
        if abs(imaginary) > abs(real) * 10 ** -(PRECISION // 2):
            return False  # no order among complex numbers
        return bool(real < 0) == ("<" in self.sign)

    def __str__(self) -> str:
        return f"{self.left} {self.sign} {self.right}"


def approximate(expression: Expr, values: Mapping[Expr, Expr]) -> Expr | None:
    """The number that an expression is there, its odd roots being real; None if there is none."""
    rounded = {
        name: value if value.is_Rational else number_of(value, 2 * PRECISION)
        for name, value in values.items()
    }
    number = sympy.N(real_roots_in(expression).xreplace(rounded), PRECISION)
    if number.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        return None
    return number if number.free_symbols or number.is_number else None


def real_roots_in(expression: Expr) -> Expr:
    """With odd roots of what may be negative as school has them: the cube root of -8 is -2.

    >>> real_roots_in(sympy.cbrt(sympy.Symbol("x"))).subs("x", -8)
    -2
    """

    def is_odd(power: Expr) -> bool:
        return bool(
            power.is_Pow
            and power.exp.is_Rational
            and power.exp.q % 2
            and power.exp.q > 1
            and power.base.free_symbols
        )

    def real(power: Expr) -> Expr:
        sign = sympy.sign(power.base) if power.exp.p % 2 else 1
        return sign * sympy.Abs(power.base) ** power.exp

    return expression.replace(is_odd, real) if expression.has(sympy.Pow) else expression


def domain_of(expression: Expr) -> tuple[Statement, ...]:
    """What must hold so that an expression has a real value, read off the expression as it is written.

    >>> x = sympy.Symbol("x")
    >>> [str(condition) for condition in domain_of(sympy.log(x - 2) / (x - 5))]
    ['x - 5 != 0', 'x - 2 > 0']
    """
    zero, found = sympy.Integer(0), []

    def demand(part: Expr, sign: str) -> None:
        statement = Statement(part.doit(), sign, zero)
        if part.free_symbols and statement not in found:
            found.append(statement)

    for node in sympy.preorder_traversal(expression):
        if node.is_Pow:
            base, exponent = node.base, node.exp.doit()
            if exponent.is_Rational and not exponent.is_Integer and exponent.q % 2 == 0:
                demand(base, ">=" if exponent > 0 else ">")
            elif exponent.is_number and exponent.is_negative:
                demand(base, "!=")
            elif exponent.free_symbols and base.free_symbols:
                demand(base, ">")
        elif isinstance(node, sympy.log):
            demand(node.args[0], ">")
        elif isinstance(node, (sympy.tan, sympy.sec)):
            demand(sympy.cos(node.args[0]), "!=")
        elif isinstance(node, (sympy.cot, sympy.csc)):
            demand(sympy.sin(node.args[0]), "!=")
        elif isinstance(node, (sympy.asin, sympy.acos)):
            demand(1 - node.args[0] ** 2, ">=")
        elif isinstance(node, sympy.acosh):
            demand(node.args[0] - 1, ">=")
    return tuple(found)


def statement_of(relational: Expr) -> Statement:
    """A relational of SymPy as a statement, an expression as the statement that it is zero.

    >>> print(statement_of(sympy.Symbol("x") <= 3))
    x <= 3
    """
    if not relational.is_Relational:
        return Statement(relational, "==", relational * 0, domain_of(relational))
    domain = domain_of(relational.lhs) + domain_of(relational.rhs)
    return Statement(relational.lhs, relational.rel_op, relational.rhs, tuple(dict.fromkeys(domain)))


def is_real_problem(statements: Iterable[Statement], unknowns: Iterable[Expr]) -> bool:
    """Whether only real solutions count: if i is nowhere, and not all is polynomials and fractions of them.

    >>> x = sympy.Symbol("x")
    >>> is_real_problem([statement_of(1 / x - x)], [x]), is_real_problem([statement_of(sympy.sqrt(x))], [x])
    (False, True)
    """
    statements, unknowns = list(statements), list(unknowns)
    algebraic = all(
        statement.sign == "=="
        and statement.difference.is_rational_function(*unknowns)
        and all(condition.sign == "!=" for condition in statement.domain)
        for statement in statements
    )
    return not algebraic and not any(statement.difference.has(sympy.I) for statement in statements)


def own_symbol(unknown: Expr, *, real: bool) -> Expr:
    """A symbol with the name of an unknown, but none of those in CRootOf, which has an x of its own."""
    return sympy.Symbol(unknown.name, real=True) if real else sympy.Symbol(unknown.name, complex=True)
