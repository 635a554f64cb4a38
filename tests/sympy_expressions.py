"""Random expressions of SymPy, of every construct that its LaTeX printer writes and that readings know."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import sympy

X, Y, Z, A, B, N, K, P, Q = sympy.symbols("x y z a b n k p q")
NAMES = (X, Y, Z, A, B, N, *sympy.symbols("alpha beta Omega x_1 a_ij v_max xdot yhat zvec"))
F, G = sympy.Function("f"), sympy.Function("g")
FUNCTIONS = (
    sympy.sin, sympy.cos, sympy.tan, sympy.cot, sympy.sec, sympy.csc, sympy.asin, sympy.acos, sympy.atan,
    sympy.acot, sympy.sinh, sympy.cosh, sympy.tanh, sympy.coth, sympy.asinh, sympy.acosh, sympy.atanh,
    sympy.exp, sympy.log, sympy.Abs, sympy.floor, sympy.ceiling, sympy.factorial, sympy.factorial2,
    sympy.re, sympy.im, sympy.sign, sympy.gamma, sympy.erf, sympy.sqrt, sympy.cbrt, F, G,
)  # fmt: skip
RELATIONS = (sympy.Eq, sympy.Ne, sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge)

Make = Callable[[Random, int], sympy.Basic]


def term(random: Random, depth: int) -> sympy.Expr:
    """A number, or something that stands for one."""
    if depth == 0:
        leaves = (sympy.pi, sympy.E, sympy.I, sympy.Integer(random.randint(-20, 20)))
        return random.choice([*NAMES, *leaves, sympy.Rational(random.randint(-9, 9), random.randint(1, 9))])
    return random.choice(TERMS)(random, depth - 1)


def _sum(random: Random, depth: int) -> sympy.Expr:
    return sympy.Add(*(term(random, depth) for _ in range(random.randint(2, 4))))


def factor(random: Random, depth: int) -> sympy.Expr:
    """A term whose end LaTeX shows: SymPy writes lim f · g and the limit of f · g alike."""
    found = term(random, depth)
    return X if found == 0 or found.has(sympy.Limit, sympy.Derivative) else found


def _product(random: Random, depth: int) -> sympy.Expr:
    return sympy.Mul(*(factor(random, depth) for _ in range(random.randint(2, 4))))


def _quotient(random: Random, depth: int) -> sympy.Expr:
    return factor(random, depth) / factor(random, depth)


def _power(random: Random, depth: int) -> sympy.Expr:
    base = random.choice(NAMES)
    return (base + 1 if random.random() < 0.3 else base) ** term(random, depth)


def _root(random: Random, depth: int) -> sympy.Expr:
    return sympy.root(random.choice(NAMES) + random.randint(0, 3), random.randint(2, 7))


def _function(random: Random, depth: int) -> sympy.Expr:
    return random.choice(FUNCTIONS)(random.choice(NAMES) * random.randint(1, 3) + random.choice((0, X)))


def _conjugate(random: Random, depth: int) -> sympy.Expr:
    # a bar over one letter can be part of its name
    return sympy.conjugate(random.choice((Z, F(X), X**A)))


def _of_several(random: Random, depth: int) -> sympy.Expr:
    function = random.choice((sympy.Max, sympy.Min, sympy.binomial, sympy.Mod, F))
    return function(random.choice(NAMES), random.choice(NAMES) + random.randint(1, 5))


def _integral(random: Random, depth: int) -> sympy.Expr:
    limits = random.choice(((X,), (X, 0, 1), (X, -sympy.oo, B), (Y, A, X**2)))
    inner = sympy.Integral(term(random, depth), limits)
    return sympy.Integral(inner, (Z, 0, 1)) if random.random() < 0.2 else inner


def _series(random: Random, depth: int) -> sympy.Expr:
    kind = random.choice((sympy.Sum, sympy.Product))
    return kind(term(random, depth) * K, (K, random.randint(0, 2), random.choice((N, 10, sympy.oo))))


def _limit(random: Random, depth: int) -> sympy.Expr:
    point = random.choice((sympy.Integer(0), A, sympy.oo))
    side = "-" if point is sympy.oo else random.choice("+-")
    return sympy.Limit(term(random, depth) / X, X, point, side)


def _derivative(random: Random, depth: int) -> sympy.Expr:
    of = random.choice((F(X), F(X, Y), X**3 * Y, sympy.sin(X)))
    by = random.choice(((X,), ((X, 2),), (X, Y), ((X, 2), Y)))
    return sympy.Derivative(
        of, *(each for each in by if of.has(each[0] if isinstance(each, tuple) else each))
    )


TERMS = (
    _sum, _sum, _product, _product, _quotient, _power, _root, _function, _function, _of_several, _conjugate,
    _integral, _series, _limit, _derivative,
)  # fmt: skip


def relation(random: Random, depth: int) -> sympy.Basic:
    return random.choice(RELATIONS)(random.choice(NAMES), random.choice(NAMES) ** 2 + random.randint(1, 9))


def statement(random: Random, depth: int) -> sympy.Basic:
    left, right = relation(random, 0), relation(random, 0)
    kind = random.choice((sympy.And, sympy.Or, sympy.Implies, sympy.Equivalent, sympy.Not))
    return sympy.Not(P) if kind is sympy.Not else kind(random.choice((P, left)), random.choice((Q, right)))


def interval(random: Random, depth: int) -> sympy.Basic:
    low = random.randint(-9, 9)
    ends = random.choice(((False, False), (True, False), (False, True)))  # (a, b) alone is a pair of numbers
    return sympy.Interval(low, low + random.randint(1, 9), *ends)


def collection(random: Random, depth: int) -> sympy.Basic:
    kind = random.choice((sympy.Union, sympy.FiniteSet, sympy.Contains, sympy.ConditionSet))
    if kind is sympy.FiniteSet:
        return sympy.FiniteSet(*(random.randint(-9, 9) for _ in range(3)))
    if kind is sympy.Contains:
        return sympy.Contains(X, random.choice((sympy.S.Reals, sympy.S.Integers, interval(random, 0))))
    if kind is sympy.ConditionSet:
        return sympy.ConditionSet(X, sympy.Gt(sympy.sin(X), A), sympy.S.Reals)
    return sympy.Union(sympy.Interval.open(0, 1), sympy.Interval.open(2 + random.randint(0, 3), sympy.oo))


def matrix(random: Random, depth: int) -> sympy.Basic:
    size = random.randint(2, 3)
    made = sympy.ImmutableMatrix(size, size, lambda _row, _column: term(random, 0))
    return sympy.Determinant(made) if random.random() < 0.4 else made


def cases(random: Random, depth: int) -> sympy.Basic:
    return sympy.Piecewise(
        (term(random, 1), random.choice((X > 0, sympy.Le(Y, A)))), (term(random, 1), X < -1), (A, True)
    )


KINDS: tuple[Make, ...] = (
    lambda random, _: term(random, 1), lambda random, _: term(random, 2), lambda random, _: term(random, 3),
    relation, statement, interval, collection, matrix, cases,
)  # fmt: skip


def random_expression(random: Random) -> sympy.Basic:
    return random.choice((*KINDS, *KINDS[:3] * 2))(random, 1)
