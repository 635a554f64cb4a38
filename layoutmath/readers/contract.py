"""What every reader takes and gives, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import BinaryIO

from layoutmath.errors import Problem, StructureError
from layoutmath.expression import Candidate, Expression
from layoutmath.labelgraph import LabelGraph
from layoutmath.relationship import Evidence
from layoutmath.structure import (
    BaselineStructure,
    GridRows,
    RelationTriple,
    join_second_children,
)
from layoutmath.symbols import SymbolClass

Report = Callable[[Problem], None]
"""Where a reader says what it could not read (``lost=True``) or had to mend or skip (``lost=False``)."""

Pair = tuple[Expression, BaselineStructure | None]
"""An expression and its true structure, None where the source states none."""


class StatedPair(tuple[Expression, BaselineStructure | None]):
    """A pair that also keeps what its file states word by word: metrics ask for what is not in the tree.

    ``graph`` is that of a label graph file, whether or not it is a tree; ``latex`` a line of LaTeX, whether
    or not it is a formula; ``problem`` says what is wrong where there is no tree. ``line`` is its number,
    from 1, where a file has one expression on each line.
    """

    graph: LabelGraph | None
    latex: str | None
    line: int | None
    problem: str

    def __new__(
        cls,
        expression: Expression,
        structure: BaselineStructure | None,
        graph: LabelGraph | None = None,
        latex: str | None = None,
        line: int | None = None,
        problem: str = "",
    ) -> StatedPair:
        pair = super().__new__(cls, (expression, structure))
        pair.graph, pair.latex, pair.line, pair.problem = graph, latex, line, problem
        return pair

    def __getnewargs__(self) -> tuple[object, ...]:
        """What copies are made with."""
        return (*self, self.graph, self.latex, self.line, self.problem)


ReadFunction = Callable[[BinaryIO, str, Report], Iterator[Pair]]
"""``read_<format>(stream, source, report)``: lazily, every expression of a file; ``source`` is its name."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A row of the table of formats.

    ``sniff`` tells from the first bytes whether a file is of the format; ``suffix`` is one that no file of
    another format has, so that its content need not tell.
    """

    description: str
    sniff: Callable[[bytes], bool]
    read: ReadFunction
    suffix: str | None = None


def source_stem(source: str) -> str:
    """The name of a file without its folder and suffixes: what an expression is called that has no name.

    >>> source_stem("HAMEX/formula001.inkml.gz")
    'formula001'
    """
    name = PurePath(source).name.removesuffix(".gz")
    return PurePath(name).stem


def read_tree(
    expression: Expression,
    relations: Sequence[RelationTriple],
    report: Report,
    *,
    grids: GridRows | None = None,
    log_prob: float | None = None,
    evidence: Mapping[str, Evidence] | None = None,
    classes: Mapping[str, Mapping[SymbolClass, float]] | None = None,
    labels: Mapping[str, tuple[Candidate, ...]] | None = None,
    source: str = "",
    place: str = "",
) -> BaselineStructure | None:
    """The tree that a file's relations state; None, and reported as lost, where they form none.

    Second children of one relation are joined to the baseline of the first and counted in a note.

    >>> xy = Expression.from_boxes([("x", (0, 0, 1, 1)), ("y", (2, 0, 3, 1))])
    >>> read_tree(xy, [], print, source="a.lg")
    a.lg: relations: found 2 nodes without a parent ('0', '1'); expected exactly one root
    """
    crowded = len({(parent, relation) for parent, _, relation in relations}) < len(relations)
    if crowded:
        relations, moved = join_second_children(expression, relations)
        finding = f"found {moved} second {'child' if moved == 1 else 'children'} of one relation"
        note = f"{finding}, joined to the baseline of the first"
        report(Problem(note, place=place, source=source, lost=False))
    try:
        return BaselineStructure.from_relations(
            expression,
            relations,
            grids,
            log_prob=log_prob,
            evidence=evidence,
            classes=classes,
            labels=labels,
        )
    except StructureError as error:
        problem = replace(error.inside(source, place).problem, expression=expression.name)
        if crowded:  # joining changed the positions in the list
            problem = replace(problem, place=place or "relations")
        report(problem)
        return None
