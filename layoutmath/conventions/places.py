"""Limits, primes and accents: where they hang."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

from layoutmath.conventions.names import Labels, Line, lines, spelled_names
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure, join_second_children
from layoutmath.symbols import Shape, is_mark, label_shape, symbol_table

Moves = dict[str, tuple[str, Relation]]
"""The new parent and relation of each node that changes its place."""


def _is_prime(label: str | None) -> bool:
    return label is not None and label_shape(label) is Shape.PRIME


def _is_accent(label: str | None) -> bool:
    return label != "-" and is_mark(label, Relation.ABOVE)


def _takes_limits(label: str | None) -> bool:
    row = symbol_table().get(label or "")
    return row is not None and row.atom in ("big", "limits_word")


def _leading(line: Line, labels: Labels, wanted: Callable[[str | None], bool]) -> Line:
    return tuple(itertools.takewhile(lambda node: wanted(labels.get(node.id)), line))


def _moved(structure: BaselineStructure, moves: Moves) -> BaselineStructure:
    """The tree with some nodes elsewhere; who comes to a place that is taken stands before who is there."""
    if not moves:
        return structure
    triples = [(parent, child, relation) for child, (parent, relation) in moves.items()]
    triples += [(r.parent, r.child, r.relation) for r in structure.relationships() if r.child not in moves]
    kept, _ = join_second_children(structure.expression, triples)
    made = BaselineStructure.from_relations(structure.expression, kept, structure.grid_rows())
    return replace(structure, root=made.root, grids=made.grids)


def _limits(
    structure: BaselineStructure, labels: Labels, target: Callable[[Relation], Relation]
) -> BaselineStructure:
    moves: Moves = {}
    for line in lines(structure):
        operators = {node.id for node in line if _takes_limits(labels.get(node.id))}
        operators |= {line[end - 1].id for word, _, end in spelled_names(line, labels) if _takes_limits(word)}
        for node in line:
            for relation, script in node.nested.items() if node.id in operators else ():
                first = labels.get(script.first.id)
                # the prime of a ∑′ and the bar of a lim with a hat are no limits
                if target(relation) is not relation and not _is_prime(first) and not _is_accent(first):
                    moves[script.first.id] = node.id, target(relation)
    return _moved(structure, moves)


def limits_beside(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    return _limits(structure, labels, lambda relation: relation.beside)


def limits_stacked(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    return _limits(structure, labels, lambda relation: relation.as_limit)


def primes_superscript(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    """Scripts of the primes, and what follows them, go to the symbol that the primes belong to."""
    moves: Moves = {}
    for line in lines(structure):
        for index, base in enumerate(line):
            primes = _leading(line[index + 1 :], labels, _is_prime)
            if not primes or _is_prime(labels.get(base.id)):
                continue
            moves |= {prime.id: (base.id, Relation.SUP) for prime in primes}
            for prime in primes:
                for relation in (Relation.SUP, Relation.SUB):
                    if relation in prime.nested:
                        moves[prime.nested[relation].first.id] = base.id, relation
            for behind in line[index + 1 + len(primes) :][:1]:
                moves[behind.id] = base.id, Relation.RIGHT
    return _moved(structure, moves)


def primes_line(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    """Superscripts behind the primes go to the last of them, as to the last symbol of their base."""
    moves: Moves = {}
    for line in lines(structure):
        for index, base in enumerate(line):
            script = base.nested[Relation.SUP].nodes if Relation.SUP in base.nested else ()
            primes = _leading(script, labels, _is_prime)
            if not primes:
                continue
            moves[primes[0].id] = base.id, Relation.RIGHT
            for behind in script[len(primes) :][:1]:
                moves[behind.id] = primes[-1].id, Relation.SUP
            for behind in line[index + 1 :][:1]:
                moves[behind.id] = primes[-1].id, Relation.RIGHT
    return _moved(structure, moves)


def accents_above(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    moves: Moves = {}
    for line in lines(structure):
        for base in line:
            script = base.nested[Relation.SUP].nodes if Relation.SUP in base.nested else ()
            accents = _leading(script, labels, _is_accent)
            if accents:
                moves[accents[0].id] = base.id, Relation.ABOVE
                for behind in script[len(accents) :][:1]:
                    moves[behind.id] = base.id, Relation.SUP
    return _moved(structure, moves)


def accents_superscript(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    """An accent on an accent stays above it."""
    moves: Moves = {}
    for line in lines(structure):
        for base in line:
            marks = base.nested[Relation.ABOVE].nodes if Relation.ABOVE in base.nested else ()
            alone = len(_leading(marks, labels, _is_accent)) == len(marks)
            if marks and alone and not _is_accent(labels.get(base.id)):
                moves[marks[0].id] = base.id, Relation.SUP
    return _moved(structure, moves)
