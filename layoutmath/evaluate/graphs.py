"""Label graph against label graph: what agrees, and how many labels differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from layoutmath.evaluate.places import distinct_primitives
from layoutmath.labelgraph import UNLABELLED, GraphObject, GraphRelation, LabelGraph
from layoutmath.labelgraph.primitives import expanded
from layoutmath.readers.contract import Pair, StatedPair
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import canonical_label

Ends = tuple[frozenset[str], frozenset[str]]
"""The primitives of a parent and of its child."""


@dataclass(frozen=True, slots=True)
class GraphScores:
    """Counts of one result's label graph against the true one.

    *Primitives* are right when their label is. *Objects* (symbols) are right when their primitives are
    exactly those of a true one, ``labelled_objects`` when their label is right too. A relation is *detected*
    when both its objects are right and the truth relates them in that direction by whatever label;
    ``labelled_relations`` have the true label as well, whatever their objects are called. ``taken_for`` has
    the true and the found label of each right object whose label is wrong. Grids have no primitives: neither
    they nor what touches them counts here.

    The distances (Zanibbi, Mouchère & Viard-Gaudin, DRR 2013; Mouchère et al., IJDAR 19, 2016) count labels
    that differ, over the ``size`` primitives that either graph has, n, and their n(n − 1) ordered pairs:
    ``d_c`` D_C of primitives (one that a graph lacks is ABSENT there), ``d_l`` D_L of pairs
    (one without a label is ``_``), of which in ``d_s`` D_S one graph holds both ends in one
    symbol and the other does not; the rest are ``d_r`` D_R. D_B = D_C + D_L is ``d_b``, and ``d_e`` is D_E.
    """

    size: int
    true_primitives: int
    found_primitives: int
    right_primitives: int
    true_objects: int
    found_objects: int
    right_objects: int
    labelled_objects: int
    true_relations: int
    found_relations: int
    detected_relations: int
    labelled_relations: int
    taken_for: tuple[tuple[str, str], ...]
    d_c: int
    d_l: int
    d_s: int

    @property
    def pairs(self) -> int:
        """Ordered pairs of primitives: n(n − 1)."""
        return self.size * (self.size - 1)

    @property
    def d_r(self) -> int:
        """D_R = D_L − D_S."""
        return self.d_l - self.d_s

    @property
    def d_b(self) -> int:
        """D_B = D_C + D_L."""
        return self.d_c + self.d_l

    @property
    def d_e(self) -> float:
        """D_E = (√(D_S / n(n − 1)) + √(D_L / n(n − 1)) + D_C / n) / 3; without pairs, their terms are 0."""
        if not self.size:
            return 0.0
        of_pairs = math.sqrt(self.d_s / self.pairs) + math.sqrt(self.d_l / self.pairs) if self.pairs else 0.0
        return (of_pairs + self.d_c / self.size) / 3

    @property
    def all_objects(self) -> bool:
        """Whether both graphs have the same objects, whatever they are called."""
        return self.true_objects == self.found_objects == self.right_objects

    @property
    def all_labelled_objects(self) -> bool:
        """Whether both graphs have the same objects with the same labels."""
        return self.true_objects == self.found_objects == self.labelled_objects

    @property
    def all_relations(self) -> bool:
        """Whether both graphs relate the same objects, by whatever labels."""
        return self.true_relations == self.found_relations == self.detected_relations

    @property
    def all_labelled_relations(self) -> bool:
        """Whether both graphs relate the same objects by the same labels."""
        return self.true_relations == self.found_relations == self.labelled_relations

    @property
    def structure(self) -> bool:
        """Whether objects and relations are in the right places; labels are not asked."""
        return self.all_objects and self.all_relations


def compare_graphs(truth: LabelGraph, result: LabelGraph, as_stated: bool = False) -> GraphScores:
    r"""How far a result's graph agrees with the true one.

    Labels are compared by what they mean (``\lt`` is ``<``), or letter by letter where both graphs are
    compared as their files state them.

    >>> from layoutmath.labelgraph import GraphObject, GraphRelation
    >>> x, two = GraphObject("x", "x", ("0", "1")), GraphObject("2", "2", ("2",))
    >>> raised, lowered = (LabelGraph.build([x, two], [GraphRelation("x", "2", place)])
    ...                    for place in ("Sup", "Sub"))
    >>> scores = compare_graphs(raised, lowered)
    >>> scores.detected_relations, scores.labelled_relations, scores.d_l, scores.d_s
    (1, 0, 2, 0)
    >>> compare_graphs(raised, raised).d_e
    0.0
    """
    name: Callable[[str], str] = str if as_stated else canonical_label
    true_labels, labels = _labels(truth, name), _labels(result, name)
    primitives = true_labels.keys() | labels.keys()
    right_primitives = sum(true_labels.get(each) == labels.get(each) for each in primitives)  # None: ABSENT

    true_objects, objects = _objects(truth, name), _objects(result, name)
    right_objects = true_objects.keys() & objects.keys()
    true_relations, relations = _relations(truth), _relations(result)
    detected = true_relations.keys() & relations.keys()

    d_l = d_s = 0
    true_owner, owner = _owners(true_objects), _owners(objects)
    for pair in truth.edges.keys() | result.edges.keys():
        label, found = truth.edges.get(pair, UNLABELLED), result.edges.get(pair, UNLABELLED)
        if label != found and name(label) != name(found):
            d_l += 1
            together = pair in truth.edges and _in_one(pair, true_owner)
            d_s += together != (pair in result.edges and _in_one(pair, owner))
    return GraphScores(
        size=len(primitives),
        true_primitives=len(true_labels),
        found_primitives=len(labels),
        right_primitives=right_primitives,
        true_objects=len(true_objects),
        found_objects=len(objects),
        right_objects=len(right_objects),
        labelled_objects=sum(true_objects[each] == objects[each] for each in right_objects),
        true_relations=len(true_relations),
        found_relations=len(relations),
        detected_relations=len(detected),
        labelled_relations=sum(true_relations[ends] == relations[ends] for ends in detected),
        taken_for=tuple(
            (true_objects[each], objects[each])
            for each in true_objects
            if each in objects and true_objects[each] != objects[each]
        ),
        d_c=len(primitives) - right_primitives,
        d_l=d_l,
        d_s=d_s,
    )


def _labels(graph: LabelGraph, name: Callable[[str], str]) -> dict[str, str]:
    return {primitive: name(made.label) for made in graph.objects for primitive in made.primitives}


def _objects(graph: LabelGraph, name: Callable[[str], str]) -> dict[frozenset[str], str]:
    return {frozenset(made.primitives): name(made.label) for made in graph.objects if made.primitives}


def _relations(graph: LabelGraph) -> dict[Ends, set[str]]:
    """The labels by which objects are related; primitives may state several for the same two."""
    primitives = {made.id: frozenset(made.primitives) for made in graph.objects}
    found: dict[Ends, set[str]] = {}
    for relation in graph.relations:
        ends = primitives[relation.parent], primitives[relation.child]
        if all(ends):
            found.setdefault(ends, set()).add(relation.label)
    return found


def _owners(objects: Mapping[frozenset[str], str]) -> dict[str, int]:
    """A number for each primitive that it shares with those of its symbol."""
    return {primitive: number for number, made in enumerate(objects) for primitive in made}


def _in_one(pair: tuple[str, str], owner: Mapping[str, int]) -> bool:
    return owner[pair[0]] == owner[pair[1]]


def graph_of(structure: BaselineStructure, *, by_primitives: bool = True) -> LabelGraph:
    """The label graph of a tree, with its symbols' primitives or, in place of them, their ids.

    Unlike :meth:`LabelGraph.from_structure` it is only to be compared, not to be written: any label will do.

    >>> from layoutmath.readers.latex import read_latex
    >>> graph_of(read_latex("x^2")).edges
    {('0', '1'): 'Sup'}
    """
    objects = tuple(
        GraphObject(
            symbol.id,
            UNLABELLED if symbol.best_label is None else symbol.best_label,
            (symbol.primitives if by_primitives else ()) or (symbol.id,),
        )
        for symbol in structure.expression.symbols
    )
    relations = tuple(
        GraphRelation(found.parent, found.child, found.relation.value)
        for found in structure.relationships()
        if found.parent not in structure.grids and found.child not in structure.grids
    )
    return LabelGraph(objects, relations, dict(expanded(objects, relations)), structure.expression.name)


class ComparableGraphs(NamedTuple):
    """Two graphs whose primitives are called alike, by ``identity``: ``primitives`` or ``ids``.

    ``as_stated`` when both are as files state them.
    """

    truth: LabelGraph
    result: LabelGraph
    as_stated: bool
    identity: str


def comparable_graphs(truth: Pair, result: Pair) -> ComparableGraphs | None:
    """The graphs of two pairs; None where one has neither a graph nor a tree.

    Symbols consist of their primitives; where one side has none, ids take their place on both.
    """
    stated = [pair.graph if isinstance(pair, StatedPair) else None for pair in (truth, result)]
    if stated[0] is not None and stated[1] is not None:
        return ComparableGraphs(stated[0], stated[1], True, "primitives")
    by_primitives = all(distinct_primitives(expression.symbols) for expression, _ in (truth, result))
    graphs = []
    for graph, (_, structure) in zip(stated, (truth, result), strict=True):
        if structure is None and graph is None:
            return None
        if graph is not None and (by_primitives or structure is None):
            graphs.append(graph)
        elif structure is not None:
            graphs.append(graph_of(structure, by_primitives=by_primitives))
    return ComparableGraphs(graphs[0], graphs[1], False, "primitives" if by_primitives else "ids")
