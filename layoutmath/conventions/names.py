"""Names of functions: one symbol, or the letters that spell it."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.relation import PRE_SCRIPTS, Relation
from layoutmath.structure import BaselineStructure, Node, RelationTriple
from layoutmath.symbols import Shape, label_shape, symbol_table

Labels = Mapping[str, str | None]
Line = tuple[Node, ...]


def best_labels(structure: BaselineStructure) -> Labels:
    """The label of each symbol: the one it has, else the most probable after parsing, else as recognised."""
    found = {symbol_id: candidates[0].label for symbol_id, candidates in structure.labels.items()}
    return {
        symbol.id: found.get(symbol.id, symbol.best_label) if symbol.label is None else symbol.label
        for symbol in structure.expression.symbols
    }


def lines(structure: BaselineStructure) -> Iterator[Line]:
    """Every baseline of the tree."""
    pending = [structure.root]
    while pending:
        line = pending.pop().nodes
        yield line
        for node in line:
            pending.extend(node.nested.values())
            if node.id in structure.grids:
                cells = itertools.chain.from_iterable(structure.grids[node.id].rows)
                pending.extend(cell for cell in cells if cell is not None)


@functools.cache
def _names_by_letter() -> Mapping[str, Sequence[str]]:
    """The labels of function names by their first letter, the longest first."""
    names: dict[str, list[str]] = {}
    for row in symbol_table().values():
        if row.shape is Shape.WORD:
            names.setdefault(row.label[1], []).append(row.label)
    return {letter: sorted(words, key=len, reverse=True) for letter, words in names.items()}


def spelled_names(line: Line, labels: Labels) -> Iterator[tuple[str, int, int]]:
    """Label, start and end of each name that letters in a row spell: the leftmost, the longest.

    Before the last letter nothing may hang from them, except pre-scripts from the first.
    """
    start = 0
    while start < len(line):
        for word in _names_by_letter().get(labels.get(line[start].id) or "", ()):
            run = line[start : start + len(word) - 1]
            scripts = [node.nested.keys() for node in run]
            if (
                [labels.get(node.id) for node in run] == list(word[1:])
                and scripts[0] <= set(PRE_SCRIPTS)
                and not any(scripts[1:-1])
                and not scripts[-1] & set(PRE_SCRIPTS)
            ):
                yield word, start, start + len(run)
                start += len(run) - 1
                break
        start += 1


def names_one_symbol(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    symbols = {symbol.id: symbol for symbol in structure.expression.symbols}
    taken = {*symbols, *structure.grids}
    respelled: dict[tuple[str, ...], list[Symbol]] = {}
    for line in lines(structure):
        for word, start, end in spelled_names(line, labels):
            letters = [symbols[node.id] for node in line[start:end]]
            boxes = [letter.box for letter in letters if letter.box is not None]
            ids = tuple(letter.id for letter in letters)
            whole = Symbol(
                _free_id(":".join(ids), taken),
                BoundingBox.around(boxes) if len(boxes) == len(letters) else None,
                word,
                primitives=tuple(itertools.chain.from_iterable(letter.primitives for letter in letters)),
                extra={"letters": list(ids)},
            )
            respelled[ids] = [whole]
    return _respelled(structure, respelled)


def names_letters(structure: BaselineStructure, labels: Labels) -> BaselineStructure:
    ink = structure.expression.ink
    middles = {stroke.id: stroke.box.centre[0] for stroke in ink.strokes} if ink is not None else {}
    taken = {*labels, *structure.grids}
    respelled: dict[tuple[str, ...], list[Symbol]] = {}
    for symbol in structure.expression.symbols:
        word = labels[symbol.id]
        if word is None or label_shape(word) is not Shape.WORD:
            continue
        letters, box = word[1:], symbol.box
        width = box.width / len(letters) if box is not None else 0.0
        primitives: list[list[str]] = [[] for _ in letters]
        for primitive in symbol.primitives:
            slices = (middles.get(primitive, box.l) - box.l) / width if box is not None and width else 0.0
            primitives[min(max(int(slices), 0), len(letters) - 1)].append(primitive)
        respelled[symbol.id,] = [
            Symbol(
                _free_id(f"{symbol.id}.{number + 1}", taken),
                box and BoundingBox(box.l + number * width, box.t, box.l + (number + 1) * width, box.b),
                letter,
                primitives=tuple(primitives[number]),
                extra={"word": symbol.id},
            )
            for number, letter in enumerate(letters)
        ]
    return _respelled(structure, respelled)


def _free_id(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "'"
    taken.add(wanted)
    return wanted


def _respelled(
    structure: BaselineStructure, respelled: Mapping[tuple[str, ...], Sequence[Symbol]]
) -> BaselineStructure:
    """The tree with runs of symbols on one baseline replaced by other runs."""
    if not respelled:
        return structure
    first = {old: new[0].id for run, new in respelled.items() for old in run}
    last = {old: new[-1].id for run, new in respelled.items() for old in run}
    inner = {old for run in respelled for old in run[1:]}

    def carrier(parent: str, relation: Relation | None) -> str:
        """Who carries what hung from ``parent``: pre-scripts the first symbol, all else the last."""
        return (first if relation in PRE_SCRIPTS else last).get(parent, parent)

    triples: list[RelationTriple] = [
        (carrier(r.parent, r.relation), first.get(r.child, r.child), r.relation)
        for r in structure.relationships()
        if r.child not in inner
    ]
    for run in respelled.values():
        triples += [(left.id, right.id, Relation.RIGHT) for left, right in itertools.pairwise(run)]
    rows = {
        grid: [[cell and first.get(cell, cell) for cell in cells] for cells in lines]
        for grid, lines in structure.grid_rows().items()
    }
    evidence = {}
    for node, found in structure.evidence.items():
        other = found.runner_up
        if other is not None and other.parent is not None:
            other = replace(other, parent=carrier(other.parent, other.relation))
        if node not in inner:
            evidence[first.get(node, node)] = replace(found, runner_up=other)
    expression = _with_runs(structure.expression, respelled)
    made = BaselineStructure.from_relations(expression, triples, rows)
    return replace(
        structure,
        expression=expression,
        root=made.root,
        grids=made.grids,
        evidence=evidence,
        classes={node: found for node, found in structure.classes.items() if node not in first},
        labels={node: found for node, found in structure.labels.items() if node not in first},
    )


def _with_runs(expression: Expression, respelled: Mapping[tuple[str, ...], Sequence[Symbol]]) -> Expression:
    """The symbols in their order, new ones where the first of the old ones was."""
    new = {run[0]: symbols for run, symbols in respelled.items()}
    gone = set(itertools.chain.from_iterable(respelled))
    symbols: Iterable[Symbol] = itertools.chain.from_iterable(
        new.get(symbol.id, () if symbol.id in gone else (symbol,)) for symbol in expression.symbols
    )
    return replace(expression, symbols=tuple(symbols))
