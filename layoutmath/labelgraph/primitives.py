"""The primitives side of label graphs: what files state, and which primitives make up a symbol."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from layoutmath.errors import InputError
from layoutmath.relation import Relation

UNLABELLED = "_"
"""The label of a primitive, symbol or edge that has none."""
SAME_SYMBOL = "*"
"""On an edge: both ends belong to one symbol."""


@dataclass(frozen=True, slots=True)
class GraphObject:
    """A symbol or grid with its primitives; in primitive form one primitive, which it is named after.

    ``place`` is where its file states it (``line 3``), for the error texts.
    """

    id: str
    label: str
    primitives: tuple[str, ...]
    weight: float = 1.0
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GraphRelation:
    """A labelled edge: between two objects, or in primitive form between two primitives."""

    parent: str
    child: str
    label: str
    weight: float = 1.0
    place: str = field(default="", compare=False, repr=False)


def with_known_label(edge: GraphRelation) -> GraphRelation:
    """The edge with the one spelling of a relation; other labels (``Cell[0;1]``) stay as they are."""
    try:
        label = Relation.read(edge.label).value
    except InputError:
        return edge
    return edge if label == edge.label else replace(edge, label=label)


def expanded(
    objects: Iterable[GraphObject], relations: Iterable[GraphRelation]
) -> Iterator[tuple[tuple[str, str], str]]:
    """The metric form of the exchange form."""
    primitives = {made.id: made.primitives for made in objects}
    for made in objects:
        yield from ((pair, made.label) for pair in itertools.permutations(made.primitives, 2))
    for relation in relations:
        ends = primitives.get(relation.parent, ()), primitives.get(relation.child, ())
        yield from ((pair, relation.label) for pair in itertools.product(*ends))


def owners(objects: Iterable[GraphObject]) -> dict[str, GraphObject]:
    """The object of each primitive; ids and primitives have to be unique."""
    owner: dict[str, GraphObject] = {}
    ids: set[str] = set()
    for made in objects:
        if made.id in ids:
            raise InputError(f"found object {made.id!r} twice", "unique ids", place=made.place)
        ids.add(made.id)
        for primitive in made.primitives:
            if primitive in owner:
                finding = f"found primitive {primitive!r} in {owner[primitive].id!r} and in {made.id!r}"
                raise InputError(finding, "one symbol for each primitive", place=made.place)
            owner[primitive] = made
    return owner


def unclaimed(nodes: Iterable[GraphObject], owner: Mapping[str, GraphObject]) -> dict[str, GraphObject]:
    """Primitives that no object claims; what a node says about the others has to agree."""
    unclaimed: dict[str, GraphObject] = {}
    for node in nodes:
        if node.id in unclaimed:
            raise InputError(f"found primitive {node.id!r} twice", "unique ids", place=node.place)
        if node.id not in owner:
            unclaimed[node.id] = node
        elif node.label != owner[node.id].label:
            finding = f"found label {node.label!r} for primitive {node.id!r} of {owner[node.id].id!r}"
            raise InputError(finding, f"its label {owner[node.id].label!r}", place=node.place)
    return unclaimed


def check_ends(edges: Iterable[GraphRelation], known: Collection[str], expectation: str) -> None:
    """Both ends of an edge have to be there and differ, and no pair may be stated twice."""
    pairs: set[tuple[str, str]] = set()
    for edge in edges:
        for end in (edge.parent, edge.child):
            if end not in known:
                raise InputError(f"found unknown id {end!r}", expectation, place=edge.place)
        if edge.parent == edge.child:
            finding = f"found {edge.parent!r} related to itself"
            raise InputError(finding, "two different ids", place=edge.place)
        if (edge.parent, edge.child) in pairs:
            finding = f"found a second relation from {edge.parent!r} to {edge.child!r}"
            raise InputError(finding, "at most one", place=edge.place)
        pairs.add((edge.parent, edge.child))


def segments(
    nodes: Mapping[str, GraphObject],
    edges: Iterable[GraphRelation],
    labels: Mapping[str, str],
    taken: Collection[str],
) -> Iterator[GraphObject]:
    """Symbols of primitive form: connected along the edges that say "same symbol".

    They are named after their primitives, with a ``'`` behind names that are ``taken``.
    """
    same: dict[str, list[str]] = {primitive: [] for primitive in nodes}
    for edge in edges:
        ends = edge.parent, edge.child
        inside = edge.label == SAME_SYMBOL or edge.label == labels[ends[0]] == labels[ends[1]] != UNLABELLED
        if inside and all(end in nodes for end in ends):
            if labels[ends[0]] != labels[ends[1]]:
                finding = f"found labels {labels[ends[0]]!r} and {labels[ends[1]]!r} in one symbol"
                raise InputError(finding, "one label for all its primitives", place=edge.place)
            same[edge.parent].append(edge.child)
            same[edge.child].append(edge.parent)
    order = {primitive: index for index, primitive in enumerate(nodes)}
    used, done = set(taken), set[str]()
    for primitive, node in nodes.items():
        if primitive in done:
            continue
        members, pending = {primitive}, [primitive]
        while pending:
            new = set(same[pending.pop()]) - members
            members |= new
            pending.extend(new)
        done |= members
        primitives = tuple(sorted(members, key=order.__getitem__))
        name = ":".join(primitives)
        while name in used:
            name += "'"
        used.add(name)
        yield GraphObject(name, node.label, primitives, node.weight, node.place)
