"""What TeX draws where LaTeX says less: letters of words, and limits that move beside their operator."""

from __future__ import annotations

import itertools

from layoutmath.expression import Expression, Symbol
from layoutmath.relation import LIMITS, SCRIPTS, Relation
from layoutmath.structure import BaselineStructure, RelationTriple
from layoutmath.symbols import symbol_table
from layoutmath.synthesise.plan import Manner, Plan


def as_tex_draws(structure: BaselineStructure, manner: Manner | None = None) -> BaselineStructure:
    r"""The tree of what TeX draws for a formula: a symbol for each letter, limits where its style has them.

    Function names become letters, ``\lim`` three of them; what hangs from the name hangs from its last
    letter. Limits stay below and above in display style only; everywhere else (in a fraction, in a script,
    in a formula in text) they are scripts, but for integrals, which have them only where they are asked for.
    Ids of symbols stay; new letters get the name's id and a number.

    >>> from layoutmath.readers.latex import read_latex
    >>> limit = read_latex(r"\lim_{n} a")
    >>> print(as_tex_draws(limit).pretty())
    l i m a
    └─ m Below: n
    >>> print(as_tex_draws(limit, Manner(display=False)).pretty())
    l i m a
    └─ m Sub: n
    """
    return _spelt(_with_limits_beside(structure, manner or Manner()))


def _with_limits_beside(structure: BaselineStructure, manner: Manner) -> BaselineStructure:
    plan = Plan(structure, manner)
    moved = {
        node.id
        for line, style in plan.lines()
        for node in line.nodes
        if style.level > 0
        and (row := plan.row(node)) is not None
        and row.atom in ("big", "limits_word")
        and not row.label.endswith("int")
        and node.nested.keys().isdisjoint(SCRIPTS)
    }
    relations = [
        (place.parent, place.child, place.relation.beside)
        if place.parent in moved and place.relation in LIMITS
        else (place.parent, place.child, place.relation)
        for place in structure.relationships()
    ]
    return BaselineStructure.from_relations(structure.expression, relations, structure.grid_rows())


def _spelt(structure: BaselineStructure) -> BaselineStructure:
    taken = {symbol.id for symbol in structure.expression.symbols} | structure.grids.keys()
    symbols: list[Symbol] = []
    relations: list[RelationTriple] = []
    last: dict[str, str] = {}  # letter of each name; the first one keeps the name's id
    for symbol in structure.expression.symbols:
        row = symbol_table().get(symbol.label or "")
        if row is None or row.atom not in ("word", "limits_word"):
            symbols.append(symbol)
            continue
        free = (name for n in itertools.count(1) if (name := f"{symbol.id}.{n}") not in taken)
        names = [symbol.id, *itertools.islice(free, len(row.label) - 2)]
        symbols += [Symbol(name, None, letter) for name, letter in zip(names, row.label[1:], strict=True)]
        relations += [(a, b, Relation.RIGHT) for a, b in itertools.pairwise(names)]
        last[symbol.id] = names[-1]
    relations += [
        (last.get(place.parent, place.parent), place.child, place.relation)
        for place in structure.relationships()
    ]
    expression = structure.expression
    spelt = Expression(tuple(symbols), expression.name, extra=expression.extra)
    return BaselineStructure.from_relations(spelt, relations, structure.grid_rows())
