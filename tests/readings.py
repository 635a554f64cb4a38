"""Readings written by hand: operations get symbols by themselves, and a tree that holds them in a row."""

from __future__ import annotations

import itertools

from layoutmath.expression import Expression, Symbol
from layoutmath.reading import Decision, Operation, Reading
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure

_IDS = map(str, itertools.count())


def operation(operator: str, *operands: Operation, text: str = "", symbols: int = 0) -> Operation:
    """An operation with that many symbols of its own."""
    return Operation(operator, operands, text, tuple(next(_IDS) for _ in range(symbols)))


def leaf(operator: str, text: str) -> Operation:
    return operation(operator, text=text, symbols=len(text))


def number(text: str) -> Operation:
    return leaf("number", text)


def reading(root: Operation, *decisions: Decision) -> Reading:
    symbols = [Symbol(name, None, label="x") for name in dict.fromkeys(root.all_symbols())] or [
        Symbol("none", None)
    ]
    right = [(left.id, after.id, Relation.RIGHT) for left, after in itertools.pairwise(symbols)]
    return Reading(root, BaselineStructure.from_relations(Expression(tuple(symbols)), right), 0.0, decisions)
