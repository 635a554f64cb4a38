"""Trees and pairs for the tests of evaluation, written in a line."""

from __future__ import annotations

from collections.abc import Mapping

from layoutmath.expression import Expression, Symbol
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure

Pair = tuple[Expression, BaselineStructure | None]


def tree(text: str, labels: Mapping[str, str] | None = None, name: str = "case") -> BaselineStructure:
    """``"f Sup p, f Right x"`` as a tree; ids are labels where ``labels`` has no other."""
    triples = [
        (p, c, Relation.read(r)) for p, r, c in (part.split() for part in text.split(",") if part.strip())
    ]
    ids = dict.fromkeys(end for parent, child, _ in triples for end in (parent, child)) or {text: None}
    symbols = tuple(Symbol(node, None, label=(labels or {}).get(node, node)) for node in ids)
    return BaselineStructure.from_relations(Expression(symbols, name), triples)


def pair(structure: BaselineStructure) -> Pair:
    return structure.expression, structure
