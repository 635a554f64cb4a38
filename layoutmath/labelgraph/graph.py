"""Label graphs: their two sides, and the tree among their relations."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from layoutmath.errors import InputError, Problem, StructureError
from layoutmath.expression import Expression, Symbol
from layoutmath.labelgraph.primitives import (
    SAME_SYMBOL,
    UNLABELLED,
    GraphObject,
    GraphRelation,
    check_ends,
    expanded,
    owners,
    segments,
    unclaimed,
    with_known_label,
)
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure, GridRows, RelationTriple, join_second_children
from layoutmath.symbols import canonical_label

GRID = r"\grid"
"""The label of a matrix, cases, aligned lines: an object without primitives."""
_CELL = re.compile(r"Cell\[([0-9]{1,6});([0-9]{1,6})\]")
_CELLS_AT_MOST = 1_000_000  # missing cells are stored too: one absurd index must not fill the memory
_RELATIONS = frozenset(relation.value for relation in Relation)


@dataclass(frozen=True, slots=True)
class LabelGraph:
    r"""A label graph with both of its sides.

    ``objects`` and ``relations`` are the exchange form. ``edges`` is the metric form: the label of each
    ordered pair of primitives that has one, exactly as a file in primitive form states it (also where that
    contradicts itself). Labels are those of the file (``COMMA`` read as ``,``); :meth:`structure` maps them
    to canonical ones.

    >>> x, two = GraphObject("x_1", "x", ("0", "1")), GraphObject("2_1", "2", ("2",))
    >>> graph = LabelGraph.build([x, two], [GraphRelation("x_1", "2_1", "Sup")])
    >>> graph.nodes
    {'0': 'x', '1': 'x', '2': '2'}
    >>> graph.edges
    {('0', '1'): 'x', ('1', '0'): 'x', ('0', '2'): 'Sup', ('1', '2'): 'Sup'}
    >>> print(graph.structure().pretty())
    x
    └─ x Sup: 2
    """

    objects: tuple[GraphObject, ...]
    relations: tuple[GraphRelation, ...]
    edges: Mapping[tuple[str, str], str]
    name: str = ""

    @classmethod
    def build(
        cls,
        objects: Iterable[GraphObject] = (),
        relations: Iterable[GraphRelation] = (),
        nodes: Iterable[GraphObject] = (),
        edges: Iterable[GraphRelation] = (),
        *,
        name: str = "",
    ) -> LabelGraph:
        """The graph that objects and relations state, or primitives (``nodes``, ``edges``), or all of them.

        Primitives that no object claims are joined into symbols along edges labelled ``*`` or with the label
        of both ends, in either direction. Such a symbol is named after its primitives.

        Raises InputError for ids or pairs stated twice, unknown ids, a primitive in two symbols, a symbol
        with two labels, and a symbol label that is also a relation.

        >>> strokes = [GraphObject(stroke, label, (stroke,)) for stroke, label in ("ax", "bx", "c2")]
        >>> edges = [GraphRelation(*edge) for edge in ("ab*", "acR", "bcR")]
        >>> graph = LabelGraph.build(nodes=strokes, edges=edges)
        >>> [made.id for made in graph.objects], graph.relations
        (['a:b', 'c'], (GraphRelation(parent='a:b', child='c', label='Right', weight=1.0),))
        """
        made, stated = list(objects), [with_known_label(relation) for relation in relations]
        edges = list(edges)
        owner = owners(made)
        metric = dict(expanded(made, (relation for relation in stated if relation.label != UNLABELLED)))
        free = unclaimed(nodes, owner)
        labels = {node: free[node].label for node in free} | {node: owner[node].label for node in owner}
        check_ends(edges, labels, "the primitive of an N or O line")
        for symbol in segments(free, edges, labels, {symbol.id for symbol in made}):
            made.append(symbol)
            owner |= dict.fromkeys(symbol.primitives, symbol)
        check_ends(stated, {symbol.id for symbol in made}, "the id of an O line")
        stated = [relation for relation in stated if relation.label != UNLABELLED]

        related = {(relation.parent, relation.child) for relation in stated}
        lifted: dict[tuple[str, str, str], GraphRelation] = {}
        for edge in edges:
            if edge.label == UNLABELLED:
                continue
            parent, child = owner[edge.parent], owner[edge.child]
            if parent is child:
                if edge.label not in (SAME_SYMBOL, parent.label):
                    finding = f"found {edge.label!r} between primitives of one symbol {parent.label!r}"
                    raise InputError(finding, f"{SAME_SYMBOL} or the symbol's label", place=edge.place)
                metric[edge.parent, edge.child] = parent.label
            else:
                edge = with_known_label(edge)
                metric[edge.parent, edge.child] = edge.label
                if (parent.id, child.id) not in related:
                    between = replace(edge, parent=parent.id, child=child.id)
                    lifted.setdefault((parent.id, child.id, edge.label), between)
        stated += lifted.values()
        taken = _RELATIONS | {relation.label for relation in stated}
        for symbol in made:
            if symbol.label in taken:
                finding = f"found symbol label {symbol.label!r}, which is a relation"
                raise InputError(finding, "different names", place=symbol.place)
        return cls(tuple(made), tuple(stated), metric, name)

    @classmethod
    def from_structure(cls, structure: BaselineStructure) -> LabelGraph:
        r"""The graph of a tree: a symbol's primitives are its own or, where it has none, its id.

        A grid is an object without primitives, related to the first node of each cell by
        ``Cell[row;column]``; last rows and columns without any cell cannot be stated. A symbol without a
        label is its best candidate, without candidates ``_``. Weights are the probabilities of the
        relationships, 1 where the tree states none.

        >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), (None, (9, 2, 13, 9))])
        >>> tree = BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])
        >>> LabelGraph.from_structure(tree).objects[1]
        GraphObject(id='1', label='_', primitives=('1',), weight=1.0)
        """
        objects = [
            GraphObject(
                symbol.id,
                UNLABELLED if symbol.best_label is None else symbol.best_label,
                symbol.primitives or (symbol.id,),
                place=f"symbol {symbol.id!r}",
            )
            for symbol in structure.expression.symbols
        ]
        objects += [GraphObject(grid, GRID, (), place=f"grid {grid!r}") for grid in structure.grids]
        cells = cell_labels(structure)
        relations = []
        for node, parent, relation in structure.walk():
            if parent is None:
                continue
            evidence = structure.evidence.get(node.id)
            weight = math.exp(evidence.log_prob) if evidence else 1.0
            label = cells[node.id] if relation is None else relation.value
            relations.append(GraphRelation(parent, node.id, label, weight))
        return cls.build(objects, relations, name=structure.expression.name)

    @property
    def nodes(self) -> dict[str, str]:
        """The label of each primitive."""
        return {primitive: made.label for made in self.objects for primitive in made.primitives}

    def expression(self) -> Expression:
        """The symbols, without boxes; grids are none."""
        symbols = (
            Symbol(
                made.id,
                None,
                label=None if made.label == UNLABELLED else canonical_label(made.label),
                primitives=made.primitives,
            )
            for made in self.objects
            if made.label != GRID
        )
        return Expression(tuple(symbols), self.name)

    def structure(self, report: Callable[[Problem], None] = lambda problem: None) -> BaselineStructure:
        r"""The tree among the relations.

        What real files add to the tree is left out and told to ``report``: relations from an ancestor to a
        symbol that a nearer one already leads to (``\sqrt`` —Inside→ every symbol of its radicand). A second
        child of one relation joins the end of the first one's baseline.

        Raises StructureError when the relations form no tree: no object, two roots, a cycle, a label that is
        no relation.

        >>> root, a, b = (GraphObject(label, label, (label,)) for label in (r"\sqrt", "a", "b"))
        >>> inside = [GraphRelation(root.id, "b", "Inside"), GraphRelation(root.id, "a", "Inside")]
        >>> graph = LabelGraph.build([root, a, b], [*inside, GraphRelation("a", "b", "Right")])
        >>> print(graph.structure(print).pretty())
        left out 1 of 3 relations: a nearer parent leads there; expected one parent for each symbol
        \sqrt
        └─ \sqrt Inside: a b
        >>> LabelGraph.build([a, b]).structure()
        Traceback (most recent call last):
        ...
        layoutmath.errors.StructureError: relations: found 2 nodes without a parent ('a', 'b'); expected ...
        """
        if not self.objects:
            raise StructureError("found no symbols", "at least one O or N line")
        kept = _nearest_parents(self.relations)
        if dropped := len(self.relations) - len(kept):
            finding = f"left out {dropped} of {len(self.relations)} relations: a nearer parent leads there"
            report(Problem(finding, "one parent for each symbol", lost=False))
        expression = self.expression()
        triples, grids = _triples_and_grids(self.objects, kept)
        triples, moved = join_second_children(expression, triples)
        if moved:
            finding = f"joined {moved} to the baseline of the first child of the same relation"
            report(Problem(finding, "one child for each relation", lost=False))
        return BaselineStructure.from_relations(expression, triples, grids)


def cell_labels(structure: BaselineStructure) -> dict[str, str]:
    """``Cell[row;column]`` for the first node of each cell of every grid, counted from 0."""
    return {
        first: f"Cell[{row};{column}]"
        for rows in structure.grid_rows().values()
        for row, line in enumerate(rows)
        for column, first in enumerate(line)
        if first is not None
    }


def _nearest_parents(relations: Sequence[GraphRelation]) -> list[GraphRelation]:
    """One relation to each child: the one from the parent farthest from the root.

    Where the others come from ancestors of that parent this undoes what they add to the tree. Parents that
    only a cycle leads to come last.
    """
    parents: dict[str, list[GraphRelation]] = {}
    children: dict[str, list[str]] = {}
    for relation in relations:
        parents.setdefault(relation.child, []).append(relation)
        children.setdefault(relation.parent, []).append(relation.child)
    if len(parents) == len(relations):
        return list(relations)
    # longest paths from the roots, each node after all its parents (Kahn 1962)
    waiting = {child: len(candidates) for child, candidates in parents.items()}
    ready = [(parent, 0) for parent in children if parent not in parents]
    depth: dict[str, int] = {}
    while ready:
        node, node_depth = ready.pop()
        depth[node] = node_depth
        for child in children.get(node, ()):
            waiting[child] -= 1
            if not waiting[child]:
                ready.append((child, 1 + max(depth[relation.parent] for relation in parents[child])))
    nearest = {
        child: max(candidates, key=lambda relation: depth.get(relation.parent, -1))
        for child, candidates in parents.items()
    }
    return [relation for relation in relations if nearest[relation.child] is relation]


def _triples_and_grids(
    objects: Iterable[GraphObject], relations: Iterable[GraphRelation]
) -> tuple[list[RelationTriple], GridRows]:
    cells: dict[str, dict[tuple[int, int], str]] = {made.id: {} for made in objects if made.label == GRID}
    triples: list[RelationTriple] = []
    for relation in relations:
        cell = _CELL.fullmatch(relation.label)
        if cell is None:
            try:
                triples.append((relation.parent, relation.child, Relation.read(relation.label)))
            except InputError as error:
                problem = error.problem
                raise StructureError(problem.finding, problem.expectation, place=relation.place) from None
            continue
        if relation.parent not in cells:
            finding = f"found {relation.label} of {relation.parent!r}"
            raise StructureError(finding, f"an object labelled {GRID}", place=relation.place)
        position = int(cell[1]), int(cell[2])
        if position in cells[relation.parent]:
            finding = f"found a second start of {relation.label} of {relation.parent!r}"
            raise StructureError(finding, "one", place=relation.place)
        cells[relation.parent][position] = relation.child
    grids = {}
    for grid, children in cells.items():
        rows = 1 + max((row for row, _ in children), default=-1)
        columns = 1 + max((column for _, column in children), default=-1)
        if rows * columns > _CELLS_AT_MOST:
            raise StructureError(
                f"found {rows} × {columns} cells in {grid!r}",
                f"at most {_CELLS_AT_MOST:,}",
                place="relations",
            )
        grids[grid] = [[children.get((row, column)) for column in range(columns)] for row in range(rows)]
    return triples, grids
