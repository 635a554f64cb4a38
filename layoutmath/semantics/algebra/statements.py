"""Relations, logic, sets and lists as nodes of SymPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy

from layoutmath.reading import RELATIONS, Operation
from layoutmath.semantics.algebra.construction import Construction, Kind, Maker, Makers, unknown
from layoutmath.semantics.algebra.zero import compared, vanishes

Operands = Sequence[Any]

ORDERS: Mapping[str, Any] = MappingProxyType(
    {
        "eq": sympy.Eq,
        "neq": sympy.Ne,
        "lt": sympy.Lt,
        "leq": sympy.Le,
        "gt": sympy.Gt,
        "geq": sympy.Ge,
        "defined": sympy.Eq,
    }
)


def _subset(smaller: Any, larger: Any, evaluate: bool) -> Any:
    return _equal(sympy.Intersection(smaller, larger, evaluate=evaluate), smaller, evaluate)


def _proper(smaller: Any, larger: Any, evaluate: bool) -> Any:
    """⊂ is proper, as ISO 80000-2 (2-7.8) has it."""
    unequal = sympy.Not(_equal(smaller, larger, evaluate), evaluate=evaluate)
    return sympy.And(_subset(smaller, larger, evaluate), unequal, evaluate=evaluate)


def _equal(left: Any, right: Any, evaluate: bool) -> Any:
    return sympy.Eq(left, right, evaluate=evaluate)


def _member(element: Any, whole: Any, evaluate: bool) -> Any:
    return sympy.Contains(element, whole, evaluate=evaluate)


def _no_member(element: Any, whole: Any, evaluate: bool) -> Any:
    return sympy.Not(_member(element, whole, evaluate), evaluate=evaluate)


OF_SETS: Mapping[str, Callable[[Any, Any, bool], Any]] = MappingProxyType(
    {
        "subset_eq": _subset,
        "superset_eq": lambda larger, smaller, evaluate: _subset(smaller, larger, evaluate),
        "subset": _proper,
        "superset": lambda larger, smaller, evaluate: _proper(smaller, larger, evaluate),
    }
)

OF_ELEMENTS: Mapping[str, Callable[[Any, Any, bool], Any]] = MappingProxyType(
    {
        "in": _member,
        "not_in": _no_member,
        "contains": lambda whole, element, evaluate: _member(element, whole, evaluate),
    }
)


def _relation(construction: Construction, at: Operation, operands: Operands) -> Any:
    left, right = operands
    kinds, evaluate = [Kind.of(left), Kind.of(right)], construction.evaluate
    numbers = all(Kind.NUMBER in kind for kind in kinds)
    made = None
    if at.text in ("eq", "neq", "defined"):
        made = ORDERS[at.text](left, right, evaluate=evaluate)
    elif at.text in ORDERS and numbers:
        if evaluate and any(operand.is_extended_real is False for operand in operands):
            construction.refuse(at, "found a complex number in an inequality; expected real ones")
        made = ORDERS[at.text](left, right, evaluate=evaluate)
    elif at.text == "equivalent":
        made = _equivalent(construction, at, left, right, numbers)
    elif at.text == "divides" and numbers:
        if construction.is_value and vanishes(left):
            made = _equal(right, sympy.S.Zero, evaluate)
        else:
            made = _equal(sympy.Mod(right, left, evaluate=evaluate), sympy.S.Zero, evaluate)
    elif at.text in OF_SETS and all(Kind.SET in kind for kind in kinds):
        made = OF_SETS[at.text](left, right, evaluate)
    elif at.text in OF_ELEMENTS and Kind.SET in kinds[0 if at.text == "contains" else 1]:
        made = OF_ELEMENTS[at.text](left, right, evaluate)
    if made is None:
        construction.refuse(
            at, f"found {RELATIONS[at.text]} between such operands; expected a relation that can be decided"
        )
    return compared(made) if construction.is_value else made


def _equivalent(construction: Construction, at: Operation, left: Any, right: Any, numbers: bool) -> Any:
    """Congruence where a modulus is said, else equality or, between statements, equivalence."""
    evaluate = construction.evaluate
    if at.operands[1].bare.operator == "mod" and isinstance(right, (sympy.Mod, sympy.Integer)):
        modulus = construction.nodes[id(at.operands[1].bare.operands[1])]
        return _equal(sympy.Mod(left, modulus, evaluate=evaluate), right, evaluate)
    if numbers:
        return _equal(left, right, evaluate)
    return sympy.Equivalent(left, right, evaluate=evaluate)


def _joined(make: Any) -> Any:
    return lambda construction, at, operands: make(*operands, evaluate=construction.evaluate)


def _set(_: Construction, __: Operation, operands: Operands) -> Any:
    return sympy.FiniteSet(*operands)


def _set_builder(construction: Construction, at: Operation, operands: Operands) -> Any:
    """Of a name: what fulfils the condition; of anything else: its values where the condition holds."""
    element, condition = operands
    if Kind.STATEMENT not in Kind.of(condition):
        construction.refuse(at, "found no condition in a set; expected one, as in x > 0")
    base: Any = sympy.S.UniversalSet
    if isinstance(element, sympy.Contains):
        element, base = element.args
    if isinstance(element, sympy.Symbol):
        for where in condition.args if isinstance(condition, sympy.And) else ():
            if (
                base is sympy.S.UniversalSet
                and isinstance(where, sympy.Contains)
                and where.args[0] == element
            ):
                base = where.args[1]  # {x | x ∈ S ∧ …}
                condition = sympy.And(*(part for part in condition.args if part != where))
        return sympy.ConditionSet(element, condition, base)
    if isinstance(condition, sympy.Contains) and isinstance(condition.args[0], sympy.Symbol):
        return sympy.ImageSet(sympy.Lambda(condition.args[0], element), condition.args[1])
    construction.refuse(at, "found neither a variable nor a set that it is from; expected one of them")


def _interval(construction: Construction, at: Operation, operands: Operands) -> Any:
    lower, upper = operands
    if construction.evaluate and any(end.is_extended_real is False for end in operands):
        construction.refuse(at, "found ends of an interval that are not real; expected real numbers")
    return sympy.Interval(lower, upper, at.text[:1] != "[", at.text[-1:] != "]")


def _set_minus(construction: Construction, _: Operation, operands: Operands) -> Any:
    return sympy.Complement(*operands, evaluate=construction.evaluate)


def _list(_: Construction, __: Operation, operands: Operands) -> Any:
    return sympy.Tuple(*operands)


def _piece(_: Construction, __: Operation, operands: Operands) -> Any:
    value, condition = (*operands, sympy.true)[:2]
    return sympy.Tuple(value, condition)


def _cases(construction: Construction, at: Operation, operands: Operands) -> Any:
    made = sympy.Piecewise(*operands, evaluate=construction.evaluate)
    if construction.is_value and made is sympy.nan:
        construction.refuse(at, "found no case that holds here; expected one", "not-evaluable")
    return made


MAKERS: Makers = {
    "relation": Maker(_relation, Kind.ANY),
    "chain": Maker(_joined(sympy.And), Kind.STATEMENT),
    "and": Maker(_joined(sympy.And), Kind.STATEMENT),
    "or": Maker(_joined(sympy.Or), Kind.STATEMENT),
    "not": Maker(_joined(sympy.Not), Kind.STATEMENT),
    "implies": Maker(_joined(sympy.Implies), Kind.STATEMENT),
    "iff": Maker(_joined(sympy.Equivalent), Kind.STATEMENT),
    "forall": unknown("a statement about all of a kind"),
    "exists": unknown("a statement about some of a kind"),
    "set": Maker(_set, Kind.ANY),
    "set_builder": Maker(_set_builder, Kind.ANY),
    "interval": Maker(_interval),
    "union": Maker(_joined(sympy.Union), Kind.SET),
    "intersection": Maker(_joined(sympy.Intersection), Kind.SET),
    "set_minus": Maker(_set_minus, Kind.SET),
    "tuple": Maker(_list, Kind.ANY),
    "list": Maker(_list, Kind.ANY),
    "cases": Maker(_cases, Kind.TUPLE),
    "piece": Maker(_piece, Kind.ANY),
    "system": Maker(_joined(sympy.And), Kind.STATEMENT),
    "map": unknown("a map between sets"),
    "omitted": unknown("something left out"),
}
