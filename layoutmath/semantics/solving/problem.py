"""Readings as statements: what holds together, and the cases of or and of ±."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import sympy

from layoutmath.reading import RELATIONS, MeaningError, Operation, Reading
from layoutmath.semantics.algebra import to_sympy
from layoutmath.semantics.algebra.spelling import Expr, text_of
from layoutmath.semantics.solving.statements import Statement, domain_of
from layoutmath.semantics.solving.steps import Reasoning

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "eq": "==",
        "defined": "==",
        "approx": "==",
        "equivalent": "==",
        "neq": "!=",
        "lt": "<",
        "leq": "<=",
        "gt": ">",
        "geq": ">=",
    }
)
"""The relations that can be solved, with their signs in SymPy."""

OPPOSITE: Mapping[str, str] = MappingProxyType(
    {"eq": "neq", "neq": "eq", "lt": "geq", "geq": "lt", "gt": "leq", "leq": "gt"}
)
"""What holds where a relation does not."""

_MARKS = re.compile(r"(?<=.)(prime|ddot|dot)+$")
"""How the names of derivatives end."""

COLLECTIONS = ("set", "set_builder", "interval", "tuple", "union", "intersection", "set_minus")

Case = tuple[Statement, ...]
"""Statements that hold together."""


def cases_of(readings: Sequence[Reading], reasoning: Reasoning) -> list[Case]:
    r"""The cases of which one holds; readings hold together.

    >>> from layoutmath.semantics import meaning
    >>> from layoutmath.readers.latex import read_latex
    >>> [case] = cases_of(meaning(read_latex(r"a < x \leq 2"), n=1), Reasoning())
    >>> [str(statement) for statement in case]
    ['a < x', 'x <= 2']
    """
    each = [list(_cases_of_reading(reading, reasoning)) for reading in readings]
    return [tuple(itertools.chain(*together)) for together in itertools.product(*each)]


def _cases_of_reading(reading: Reading, reasoning: Reasoning) -> Iterator[Case]:
    _refuse_differential(reading)
    for root in _signs_chosen(reading.root):
        for relations in _alternatives(root, reading):
            yield tuple(
                statement for relation in relations for statement in _statements(reading, relation, reasoning)
            )


def _refuse_differential(reading: Reading) -> None:
    """y' = y and the like: a letter with a prime or a dot, or one derived by another letter."""
    names = {node.text for node in reading.root.walk() if node.operator == "symbol"}
    for node in reading.root.walk():
        is_derived = node.operator in ("prime", "derivative", "partial_derivative")
        if is_derived and node.operator != "prime":
            by = {leaf.text for bound in node.operands[1:] for leaf in bound.walk()}
            is_derived = not by & {leaf.text for leaf in node.operands[0].walk()}
        marked = _MARKS.sub("", node.text) if node.operator == "symbol" else node.text
        if is_derived or (marked != node.text and marked in names):
            sentence = "found a derivative of an unknown; differential equations are not solved"
            raise reading_error(reading, "not-evaluable", sentence, node)


def _signs_chosen(root: Operation) -> list[Operation]:
    """A reading with ±, once with the upper and once with the lower signs."""
    if not any(node.operator in ("plus_minus", "minus_plus") for node in root.walk()):
        return [root]
    return [_with_sign(root, upper) for upper in (True, False)]


def _with_sign(node: Operation, upper: bool) -> Operation:
    operands = tuple(_with_sign(operand, upper) for operand in node.operands)
    if node.operator not in ("plus_minus", "minus_plus"):
        return replace(node, operands=operands)
    *first, last = operands
    if (node.operator == "plus_minus") != upper:
        last = Operation("negate", (last,))
    return Operation("plus", (*first, last)) if first else last


def _alternatives(node: Operation, reading: Reading) -> list[tuple[Operation, ...]]:
    """The cases of a statement, each as relations that hold together."""
    node = node.bare
    if node.operator in ("and", "system", "list", "chain"):
        each = [_alternatives(operand, reading) for operand in node.operands]
        return [tuple(itertools.chain(*together)) for together in itertools.product(*each)]
    if node.operator == "or":
        return [case for operand in node.operands for case in _alternatives(operand, reading)]
    inner = node.operands[0].bare if node.operator == "not" else node
    if inner is not node and inner.operator == "relation" and inner.text in OPPOSITE:
        return [(replace(inner, text=OPPOSITE[inner.text]),)]
    if node.operator in ("not", "implies", "iff", "forall", "exists", "map"):
        sentence = f"found {node.operator} between statements; expected equations or inequalities"
        raise reading_error(reading, "not-evaluable", sentence, node)
    return [(node,)]


def reading_error(reading: Reading, code: str, sentence: str, at: Operation) -> MeaningError:
    """An error about a part of a reading."""
    return MeaningError(reading.diagnostic(code, sentence, at=at))


def _statements(reading: Reading, node: Operation, reasoning: Reasoning) -> list[Statement]:
    """A relation as statements: several if it is between matrices, or puts a number into an interval."""
    if node.operator != "relation":
        reasoning.remark("taken-for-zero", "there is no relation; the expression is taken to be zero")
        left, domain, written = _side(reading, node)
        return _compared(left, "==", left * 0, domain, written)
    if node.text in ("in", "not_in"):
        return _membership(reading, node)
    if node.text not in SIGNS:
        sentence = f"found {RELATIONS[node.text]}; expected =, ≠, <, ≤, > or ≥"
        raise reading_error(reading, "not-evaluable", sentence, node)
    for side in node.operands:
        _refuse_unsolvable(reading, side)
    sides = [_side(reading, side) for side in node.operands]
    if node.text == "equivalent":
        _refuse_congruence(reading, node, sides[0][0] - sides[1][0])
    (left, of_left, in_left), (right, of_right, in_right) = sides
    domain = tuple(dict.fromkeys((*of_left, *of_right)))
    return _compared(left, SIGNS[node.text], right, domain, in_left | in_right)


def _refuse_unsolvable(reading: Reading, side: Operation) -> None:
    """What no equation or inequality between numbers has on a side, or only in ways that are not solved."""
    for node in side.walk():
        named = any(part.operator == "symbol" for part in node.walk())
        base = node.operands[0] if node.operator == "log" else None
        if side.bare.operator in COLLECTIONS:
            sentence = f"found a {side.bare.operator} beside a sign; expected a number"
        elif node.operator == "constant" and node.text == "infinity" and node is side.bare:
            sentence = "found ∞ beside a sign; expected a number"
        elif node.operator == "apply" and node.operands[0].text in ("gcd", "lcm", "mod") and named:
            sentence = f"found an unknown in a {node.operands[0].text}; such equations are not solved"
        elif base is not None and any(part.operator == "symbol" for part in base.walk()):
            sentence = "found an unknown as the base of a logarithm; such equations are not solved"
        else:
            continue
        raise reading_error(reading, "not-evaluable", sentence, node)


def _refuse_congruence(reading: Reading, node: Operation, difference: Expr) -> None:
    """The sign ≡ is solved where it stands between expressions that are the same."""
    is_congruence = any(part.operator == "mod" for part in node.walk())
    if is_congruence or sympy.simplify(difference) != 0:
        sentence = "found ≡ between different expressions; expected =, for congruences are not solved"
        raise reading_error(reading, "not-evaluable", sentence, node)


def _side(reading: Reading, node: Operation) -> tuple[Expr, tuple[Statement, ...], frozenset[Expr]]:
    """An expression, the conditions under which it is defined as it is written, and the symbols in it."""
    part = replace(reading, root=node)
    expression = to_sympy(part)
    lengths = _lengths(expression)
    if expression.has(sympy.Integral, sympy.Sum, sympy.Product, sympy.Derivative, sympy.Limit):
        expression = expression.doit()
    if expression.has(sympy.nan, sympy.zoo):
        sentence = "found a division by zero; expected expressions that have a value"
        raise reading_error(reading, "division-by-zero", sentence, node)
    _refuse_powers(reading, node, expression)
    written = to_sympy(part, evaluate=False)
    return expression, (*domain_of(written), *lengths), frozenset(written.free_symbols)


def _lengths(expression: Expr) -> list[Statement]:
    """A sum or product with a variable end has zero, one or more terms, not fewer and no part of one."""
    found, zero = [], sympy.Integer(0)
    for _, lower, upper in (
        limit for part in expression.atoms(sympy.Sum, sympy.Product) for limit in part.limits
    ):
        length = upper - lower + 1
        if length.free_symbols and length.is_infinite is not True:
            found += [Statement(length, ">=", zero), Statement(sympy.sin(sympy.pi * length), "==", zero)]
    return found


def _refuse_powers(reading: Reading, node: Operation, expression: Expr) -> None:
    """Powers with a variable exponent are solved where their base may be positive, as logarithms need it."""
    for power in expression.atoms(sympy.Pow, sympy.exp):
        base, exponent = power.as_base_exp()
        if exponent.free_symbols and (exponent.has(sympy.I) or (base.is_number and not base.is_positive)):
            sentence = f"found {text_of(power)}; expected a positive base and a real exponent"
            raise reading_error(reading, "not-evaluable", sentence, node)


def _compared(
    left: Expr, sign: str, right: Expr, domain: tuple[Statement, ...], written: frozenset[Expr]
) -> list[Statement]:
    """Matrices and tuples are equal where all of their entries are."""
    if not hasattr(left, "__len__") or not hasattr(right, "__len__") or sign != "==":
        return [Statement(left, sign, right, domain, written)]
    return [Statement(a, sign, b, domain) for a, b in zip(left, right, strict=True)]


def _membership(reading: Reading, node: Operation) -> list[Statement]:
    element, domain, _ = _side(reading, node.operands[0])
    found = to_sympy(replace(reading, root=node.operands[1]))
    if node.text == "in" and found == sympy.S.Reals:
        return [Statement(element**2, ">=", sympy.Integer(0), domain)]  # which is true of real numbers only
    if node.text == "in" and isinstance(found, sympy.Interval):
        lower, upper = ("<" if open_ else "<=" for open_ in (found.left_open, found.right_open))
        ends = [(found.start, lower, element), (element, upper, found.end)]
        return [Statement(*end, domain) for end in ends if not (end[0].is_infinite or end[2].is_infinite)]
    sentence = "found a condition on a set; expected an interval or the real numbers"
    raise reading_error(reading, "not-evaluable", sentence, node)
