"""A simulated recogniser: candidates for symbols whose labels are known, with the mistakes that people see.

For measuring how well a parser does with uncertain labels (``labels="candidates"``). Which labels are taken
for which is written down in ``grammars/confusions.tsv``, by how alike they look in handwriting.
"""

from __future__ import annotations

import csv
import functools
import math
import random
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.resources import data_path

WRONG_FIRST = 0.1
"""The share of symbols whose first candidate is wrong; the true label is then the second."""

FIRST, SECOND, REST = 0.6, 0.3, 0.1
"""Probabilities of the first and second candidate and of all others together, be the first right or wrong."""


@functools.cache
def confusions() -> Mapping[str, Mapping[str, float]]:
    """What each label is mistaken for, with weights; two or more for each.

    >>> confusions()["x"]
    mappingproxy({'\\\\times': 4.0, 'X': 4.0, '\\\\chi': 3.0, 'n': 1.0, 'y': 1.0})
    """
    with open(data_path("grammars", "confusions.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)  # the heading
        table = {}
        for label, pairs in rows:
            words = pairs.split(" ")
            table[label] = MappingProxyType(dict(zip(words[::2], map(float, words[1::2]), strict=True)))
        return MappingProxyType(table)


def simulated_candidates(expression: Expression, seed: int = 0) -> Expression:
    """The expression as a recogniser would hand it over that is wrong about every tenth symbol.

    Each symbol with a label gets candidates, drawn by name of the expression, id of the symbol and ``seed``
    alone: the order of symbols does not matter, nor what else is measured. A label that the table of
    confusions lacks has itself as only candidate. Symbols that have candidates, or no label, stay as they
    are. Labels stay too: ``Parser(labels="candidates")`` does not look at them.

    >>> x = Expression.from_boxes([("x", (0, 10, 8, 18))], name="letter")
    >>> for candidate in simulated_candidates(x).symbols[0].candidates[:3]:
    ...     print(candidate.label, round(math.exp(candidate.log_prob), 2))
    x 0.6
    y 0.3
    \\times 0.03
    """
    symbols = tuple(
        replace(symbol, candidates=_candidates(symbol, f"{seed}\0{expression.name}\0{symbol.id}"))
        if symbol.label is not None and not symbol.candidates
        else symbol
        for symbol in expression.symbols
    )
    return replace(expression, symbols=symbols)


def _candidates(symbol: Symbol, seed: str) -> tuple[Candidate, ...]:
    label = symbol.label or ""
    weights = dict(confusions().get(label, {}))
    if not weights:
        return (Candidate(label, 0.0),)
    source = random.Random(seed)  # seeded with text: the same numbers on every machine
    is_wrong = source.random() < WRONG_FIRST
    (other,) = source.choices(list(weights), list(weights.values()))
    del weights[other]
    first, second = (other, label) if is_wrong else (label, other)
    unit = REST / sum(weights.values())
    rest = ((name, unit * weight) for name, weight in weights.items())
    return tuple(Candidate(name, math.log(prob)) for name, prob in ((first, FIRST), (second, SECOND), *rest))
