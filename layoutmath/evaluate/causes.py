"""Errors that explain others: one misplaced symbol drags along what follows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from layoutmath.evaluate.groups import group
from layoutmath.evaluate.places import ROOT, Place

OUTER, INNER, OTHER = "outer baseline", "inner baseline", "other baseline"


class Cause(NamedTuple):
    """A misplaced symbol by its id in the truth, and what kind of error it is.

    ``true`` is its relation. With the right parent, ``found`` is the wrong relation and ``parent`` the group
    of the parent's label; else ``found`` tells which baseline the symbol was put on, seen from its own.
    """

    symbol: str
    true: str
    found: str
    parent: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """The same without the symbol."""
        return self.true, self.found, self.parent


def causes(
    true: Mapping[str, Place], found: Mapping[str, Place], labels: Mapping[str, str | None]
) -> list[Cause]:
    """The misplaced nodes that others do not explain; the first one where all explain each other.

    Both trees are over the same nodes. Counted are nodes with a wrong relation to the right parent, and nodes
    at a wrong parent unless their old or new parent is misplaced itself, another misplaced node took their
    place, or one with the wrong relation left them one free.

    >>> true = {"x": ROOT, "2": ("x", "Sup"), "y": ("x", "Right")}
    >>> found = {"x": ROOT, "2": ("x", "Right"), "y": ("2", "Right")}
    >>> causes(true, found, {"x": "x", "2": "2", "y": "y"})
    [Cause(symbol='2', true='Sup', found='Right', parent='letter')]
    """
    wrong = [node for node in true if true[node] != found[node]]
    confused = {node for node in wrong if true[node][0] == found[node][0]}
    misplaced = set(wrong)
    belongs = {place: node for node, place in true.items()}
    stands = {place: node for node, place in found.items()}

    def explained(node: str) -> bool:
        of_parents = {true[node][0], found[node][0]} & misplaced
        return bool(of_parents) or stands.get(true[node]) in misplaced or belongs.get(found[node]) in confused

    counted = [node for node in wrong if node in confused or not explained(node)] or wrong[:1]
    return [Cause(node, *_kind(node, true, found, labels)) for node in counted]


def _kind(
    node: str, true: Mapping[str, Place], found: Mapping[str, Place], labels: Mapping[str, str | None]
) -> tuple[str, str, str]:
    parent, relation = true[node]
    if found[node][0] == parent:
        where = "root" if parent is None else group(labels[parent]) if parent in labels else "grid"
        return relation, found[node][1], where
    difference = _depth(node, found) - _depth(node, true)
    return relation, OUTER if difference < 0 else INNER if difference else OTHER, "any symbol"


def _depth(node: str, tree: Mapping[str, Place]) -> int:
    nested = 0
    place = tree[node]
    while place != ROOT and place[0] is not None:
        nested += place[1] != "Right"
        place = tree[place[0]]
    return nested
