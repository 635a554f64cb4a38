"""Where a wrong result differs from its truth, symbol by symbol, and in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from layoutmath.evaluate.examples import Example
from layoutmath.evaluate.paths import named_by_paths
from layoutmath.evaluate.places import ROOT, Place, matched_nodes, places
from layoutmath.exporters.svg.glyphs import readable
from layoutmath.relationship import RunnerUp
from layoutmath.structure import BaselineStructure

_AT_MOST = 8  # sentences on one expression
_NOWHERE = "\0"  # the id of a parent that the truth has not


@dataclass(frozen=True, slots=True)
class Differences:
    """``matched`` has the id in the truth of each node of the result that is also there.

    ``missed`` are the nodes of the truth that the result has elsewhere or not at all, ``misplaced`` those of
    the result that do not stand where the truth has them. ``sentences`` tell the errors that explain others.
    """

    matched: Mapping[str, str]
    missed: frozenset[str]
    misplaced: frozenset[str]
    sentences: tuple[str, ...]


def differences(example: Example) -> Differences:
    r"""How the two trees of an example differ.

    >>> from layoutmath.evaluate.scores import score
    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> power = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> truth, result = (BaselineStructure.from_relations(power, [("0", "1", relation)])
    ...                  for relation in (Relation.SUP, Relation.RIGHT))
    >>> found = differences(Example(score((power, truth), (power, result)), truth, result))
    >>> found.missed, found.misplaced
    (frozenset({'1'}), frozenset({'1'}))
    >>> print(*found.sentences)
    2 (id 1): Sup of x (id 0) in the truth; found: Right of x (id 0).
    """
    trees = _Trees.of(example)
    true_places, found_places = places(trees.truth), places(trees.result)
    missed = {
        node
        for node, place in true_places.items()
        if node not in trees.of_truth or trees.seen(found_places[trees.of_truth[node]]) != place
    }
    misplaced = {node for node in found_places if trees.matched.get(node, _NOWHERE) in {*missed, _NOWHERE}}
    told = trees.causes or [node for node in true_places if node in missed]
    sentences = [trees.sentence(node, true_places[node], found_places) for node in told]
    sentences += [
        f"{trees.name(node)}: only in the result, {trees.where(place, found=True)}."
        for node, place in found_places.items()
        if node not in trees.matched
    ]
    if len(sentences) > _AT_MOST:
        sentences[_AT_MOST:] = [f"… and {len(sentences) - _AT_MOST} more."]
    return Differences(trees.matched, frozenset(missed), frozenset(misplaced), tuple(sentences))


@dataclass(frozen=True, slots=True)
class _Trees:
    """The trees of an example with which node is which, by their own ids whatever they were compared by."""

    truth: BaselineStructure
    result: BaselineStructure
    matched: Mapping[str, str]
    of_truth: Mapping[str, str]
    causes: list[str]

    @classmethod
    def of(cls, example: Example) -> _Trees:
        truth, result = example.truth, example.result
        compared = [named_by_paths(tree) if example.by_paths else tree for tree in (truth, result)]
        true_ids, ids = (
            {seen[0].id: own[0].id for own, seen in zip(tree.walk(), renamed.walk(), strict=True)}
            for tree, renamed in zip((truth, result), compared, strict=True)
        )
        matched = {ids[node]: true_ids[true_id] for node, true_id in matched_nodes(*compared).items()}
        causes = example.scores.tree.causes if example.scores.tree else ()
        return cls(
            truth,
            result,
            matched,
            {true_id: node for node, true_id in matched.items()},
            [true_ids[cause.symbol] for cause in causes],
        )

    def seen(self, place: Place) -> Place:
        """A place in the result as the truth would say it."""
        parent, relation = place
        return place if parent is None else (self.matched.get(parent, _NOWHERE), relation)

    def sentence(self, node: str, place: Place, found_places: Mapping[str, Place]) -> str:
        """Where a node of the truth belongs, and where the result has it."""
        told = f"{self.true_name(node)}: {self.where(place)} in the truth; "
        if node not in self.of_truth:
            return told + "not found."
        found = self.of_truth[node]
        told += f"found: {self.where(found_places[found], found=True)}"
        evidence = self.result.evidence.get(found)
        if evidence:
            told += f" with probability {math.exp(evidence.log_prob):.2f}"
            if other := evidence.runner_up:
                told += f"; runner-up: {self._runner_up(other)} with {math.exp(other.log_prob):.2f}"
        return told + "."

    def where(self, place: Place, *, found: bool = False) -> str:
        """A place in words; ``found`` says that it is one of the result."""
        parent, relation = place
        if parent is None:
            return "the first symbol of the main line"
        name = self.name(parent) if found else self.true_name(parent)
        if relation.startswith("Cell["):
            return f"the first in cell {relation.removeprefix('Cell')} of {name}"
        return f"{relation} of {name}"

    def _runner_up(self, other: RunnerUp) -> str:
        if other.parent is None:
            return self.where(ROOT)
        if other.relation is None:
            return "another cell of the grid"
        return self.where((other.parent, other.relation.value), found=True)

    def name(self, node: str) -> str:
        """A node of the result, called as in the truth where it is there too."""
        return self.true_name(self.matched[node]) if node in self.matched else _name(self.result, node)

    def true_name(self, node: str) -> str:
        return _name(self.truth, node)


def _name(tree: BaselineStructure, node: str) -> str:
    if node in tree.grids:
        return f"grid {node}"
    (label,) = (symbol.best_label for symbol in tree.expression.symbols if symbol.id == node)
    return f"{'□' if label is None else readable(label)} (id {node})"
