"""From operations to nodes of SymPy, from the leaves up, by the tables of the modules beside this one."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import sympy

from layoutmath.errors import LayoutmathError
from layoutmath.reading import Operation
from layoutmath.semantics.algebra import arithmetic, calculus, matrices, named, statements
from layoutmath.semantics.algebra.construction import KIND_NAMES, Construction, Kind, Maker, Makers
from layoutmath.semantics.algebra.scope import scoped
from layoutmath.semantics.limits import words_of

MAKERS: Makers = MappingProxyType(
    {
        **arithmetic.MAKERS,
        **named.MAKERS,
        **calculus.MAKERS,
        **statements.MAKERS,
        **matrices.MAKERS,
    }
)
"""How each operator becomes a node."""

Made = list[tuple[Operation, Any]]
"""Operations with what they became, parents first; None where they have no node of their own."""


def built(construction: Construction) -> tuple[Any, Made]:
    """The node of a whole reading, and of each of its operations.

    Signs ± change together: the reading is made with the upper ones and with the lower ones, a statement
    is one or the other, and of anything else both are the set.
    """
    made = _built(construction)
    root = construction.reading.root
    if not Kind.of(made[0][1]) & Kind.ANY:
        name = construction.name_of(root.bare)
        construction.refuse(root, f"found {name} alone; expected what it is applied to or a part of")
    if not any(operation.operator in ("plus_minus", "minus_plus") for operation in root.walk()):
        return made[0][1], made
    construction.sign = -1
    upper, lower = made, _built(construction)
    both = [upper[0][1], lower[0][1]]
    if Kind.of(both[0]) == Kind.STATEMENT:
        return sympy.Or(*both, evaluate=construction.evaluate), upper + lower
    return sympy.FiniteSet(*both), upper + lower


def _built(construction: Construction) -> Made:
    operations = list(scoped(construction.reading.root))
    pending: list[Any] = []  # what is made and waits for its parent, first operands on top
    made: Made = []
    for operation, scope in reversed(operations):
        operands = [pending.pop() for _ in operation.operands]
        construction.scope = scope
        node = _node(construction, operation, operands)
        if isinstance(node, sympy.Integer):
            # SymPy asks its questions of a number in random order, and whether it is prime takes seconds of a
            # long one: what its sign is answers most of them
            _ = node.is_positive
        construction.nodes[id(operation)] = node
        pending.append(node)
        made.append((operation, node))
    made.reverse()
    return made


def _node(construction: Construction, operation: Operation, operands: Sequence[Any]) -> Any:
    maker = MAKERS[operation.operator]
    for child, operand in zip(operation.operands, operands, strict=True):
        if not Kind.of(operand) & maker.takes:
            _refuse_kind(construction, child, operand, maker)
    try:
        node = maker.make(construction, operation, operands)
    except (LayoutmathError, RecursionError):
        raise
    except Exception as error:
        construction.refuse(operation, f"found no value: {words_of(error)}")
    if construction.is_value and (node is sympy.nan or node is sympy.zoo) and node not in operands:
        code = "indeterminate" if node is sympy.nan else "division-by-zero"
        construction.refuse(operation, f"this {construction.name_of(operation)} is undefined", code)
    return node


def _refuse_kind(construction: Construction, child: Operation, operand: Any, maker: Maker) -> None:
    found = KIND_NAMES.get(Kind.of(operand), construction.name_of(child))
    expected = " or ".join(
        name for kind, name in KIND_NAMES.items() if kind in maker.takes and kind in _SINGLE
    )
    construction.refuse(child, f"found {found}; expected {expected}")


_SINGLE = tuple(Kind)
