"""Tree against tree: the places of symbols, grids, symbol classes, and what was stated of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from layoutmath.evaluate.causes import Cause, causes
from layoutmath.evaluate.grids import grid_cells
from layoutmath.evaluate.groups import group
from layoutmath.evaluate.places import Place, matched_nodes, places, same_in_any_convention
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import Shape, SymbolClass, label_shape

OTHER_PARENT = "other parent"
ABSENT = "absent"

LINE_RELATIONS = (Relation.RIGHT.value, Relation.SUP.value, Relation.SUB.value)
"""The three of the literature on adjacent characters: baseline, superscript, subscript."""


class Placement(NamedTuple):
    """Where one symbol of the truth stands, and where the result has it.

    ``pair`` names the groups of parent and child, as in ``letter–digit``. ``found`` is a relation of the same
    parent, :data:`OTHER_PARENT` or :data:`ABSENT`.
    """

    pair: str
    true: str
    found: str

    @property
    def has_parent(self) -> bool:
        """Whether the result has the symbol at the right parent."""
        return self.found not in (ABSENT, OTHER_PARENT)


class Stated(NamedTuple):
    """A probability, and whether what it was stated of is right."""

    probability: float
    right: bool


@dataclass(frozen=True, slots=True)
class TreeScores:
    """Counts and verdicts of one result's tree against the true one.

    Counts of places (``parents``, ``relationships``) are out of ``symbols``, the root included: its parent is
    none. ``exact`` asks for every place, ``neutral`` does so after both trees are brought to one convention.

    A grid of the result is matched when it has the symbols of a true one, however they are arranged, and
    right when it has its rows and columns too, and the same symbols in each cell.

    ``grids_joined`` says that grids, and what hangs from them, have the right parents, ``grids_related`` that
    they have the right relations too.

    ``main_line`` counts the symbols of the root's baseline: true ones, those of the result, those of both.

    ``parsed_labels`` counts the symbols whose most probable label after parsing is the true one; None where
    the result states no posterior of labels. ``class_pairs`` are (true, found) for each labelled symbol; a
    class that the result does not state is None. ``stated_tree`` and ``stated_relations`` are the
    probabilities that the result states. ``causes`` are the errors that explain the others.
    """

    symbols: int
    parents: int = 0
    relationships: int = 0
    grids: int = 0
    result_grids: int = 0
    matched_grids: int = 0
    right_grids: int = 0
    grids_joined: bool = False
    grids_related: bool = False
    main_line: tuple[int, int, int] = (0, 0, 0)
    parsed_labels: int | None = None
    exact: bool = False
    neutral: bool = False
    placements: tuple[Placement, ...] = ()
    class_pairs: tuple[tuple[Shape | None, SymbolClass | None], ...] = ()
    stated_tree: Stated | None = None
    stated_relations: tuple[Stated, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def all_grids(self) -> bool:
        """Whether both trees have the same grids, wherever they stand."""
        return self.grids == self.result_grids == self.right_grids


def compare_trees(truth: BaselineStructure, result: BaselineStructure) -> TreeScores:
    """How far a result's tree agrees with the true one.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))], name="power")
    >>> truth = BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])
    >>> beside = BaselineStructure.from_relations(expression, [("0", "1", Relation.RIGHT)])
    >>> scores = compare_trees(truth, beside)
    >>> scores.parents, scores.relationships, scores.exact
    (2, 1, False)
    >>> scores.placements[1]
    Placement(pair='letter–digit', true='Sup', found='Right')
    """
    true_places, result_places = places(truth), places(result)
    matched = matched_nodes(truth, result)
    # the result seen with the ids of the truth; what is not there keeps an id of its own, marked as such
    renamed: dict[str | None, str | None] = {None: None}
    renamed |= {node: matched.get(node, f"\0{node}") for node in result_places}
    found: dict[str, Place] = {
        str(renamed[node]): (renamed[parent], relation) for node, (parent, relation) in result_places.items()
    }
    true_labels = {symbol.id: symbol.label for symbol in truth.expression.symbols}
    placements = tuple(
        Placement(
            _pair(place[0], true_labels, node), _folded(place[1]), _folded(_as_found(place, found.get(node)))
        )
        for node, place in true_places.items()
        if node in true_labels
    )
    true_grids, grids = grid_cells(truth), grid_cells(result)
    right = {node for node, place in true_places.items() if found.get(node) == place}
    at_grids = {node for node, place in true_places.items() if {node, place[0]} & truth.grids.keys()}
    exact = found == true_places
    same_nodes = found.keys() == true_places.keys()
    result_ids = {true_id: node for node, true_id in matched.items()}
    return TreeScores(
        symbols=len(true_labels),
        parents=sum(placement.has_parent for placement in placements),
        relationships=len(right & true_labels.keys()),
        grids=len(true_grids),
        result_grids=len(grids),
        matched_grids=sum(grid in matched for grid in grids),
        right_grids=sum(
            cells.renamed(matched) == true_grids[matched[grid]]
            for grid, cells in grids.items()
            if grid in matched
        ),
        grids_joined=all(node in found and found[node][0] == true_places[node][0] for node in at_grids),
        grids_related=at_grids <= right,
        main_line=_main_lines(truth, result, matched),
        parsed_labels=_parsed_labels(result, matched, true_labels),
        exact=exact,
        neutral=exact or (same_nodes and same_in_any_convention(truth, result, matched)),
        placements=placements,
        class_pairs=_class_pairs(truth, result, result_ids),
        stated_tree=None if result.log_prob is None else Stated(math.exp(result.log_prob), exact),
        stated_relations=tuple(
            Stated(math.exp(r.log_prob), r.child in matched and matched[r.child] in right)
            for r in result.relationships()
            if r.log_prob is not None
        ),
        causes=tuple(causes(true_places, found, true_labels)) if same_nodes and not exact else (),
    )


def no_tree(truth: BaselineStructure) -> TreeScores:
    """The scores where the result has no tree: all wrong."""
    true_places = places(truth)
    symbols = truth.expression.symbols
    labels = {symbol.id: symbol.label for symbol in symbols}
    return TreeScores(
        symbols=len(symbols),
        grids=len(truth.grids),
        main_line=(len(_main_line(truth)), 0, 0),
        placements=tuple(
            Placement(
                _pair(true_places[symbol.id][0], labels, symbol.id),
                _folded(true_places[symbol.id][1]),
                ABSENT,
            )
            for symbol in symbols
        ),
        class_pairs=tuple(
            (label_shape(symbol.label), None) for symbol in symbols if symbol.label is not None
        ),
    )


def depth(structure: BaselineStructure) -> int:
    """How deep baselines are nested: 1 for a single line, one more for each nested baseline."""
    depths: dict[str | None, int] = {None: 1}
    for node, parent, relation in structure.walk():
        depths[node.id] = depths[parent] + (parent is not None and relation is not Relation.RIGHT)
    return max(depths.values())


def _pair(parent: str | None, labels: Mapping[str, str | None], child: str) -> str:
    first = "root" if parent is None else group(labels[parent]) if parent in labels else "grid"
    return f"{first}–{group(labels[child])}"


def _as_found(true: Place, found: Place | None) -> str:
    if found is None:
        return ABSENT
    return found[1] if found[0] == true[0] else OTHER_PARENT


def _folded(relation: str) -> str:
    """One name for all cells of grids."""
    return "Cell" if relation.startswith("Cell[") else relation


def _main_lines(
    truth: BaselineStructure, result: BaselineStructure, true_ids: Mapping[str, str]
) -> tuple[int, int, int]:
    true, found = _main_line(truth), _main_line(result)
    return len(true), len(found), len(true & {true_ids.get(node, "") for node in found})


def _main_line(structure: BaselineStructure) -> set[str]:
    """The symbols of the root's baseline; grids on it are none."""
    return {node.id for node in structure.root.nodes} - structure.grids.keys()


def _class_pairs(
    truth: BaselineStructure, result: BaselineStructure, result_ids: Mapping[str, str]
) -> tuple[tuple[Shape | None, SymbolClass | None], ...]:
    """The true shape and the most probable class of each labelled symbol."""
    pairs = []
    for symbol in truth.expression.symbols:
        classes = result.classes.get(result_ids.get(symbol.id, ""))
        if symbol.label is not None:
            found = max(classes, key=classes.__getitem__) if classes else None
            pairs.append((label_shape(symbol.label), found))
    return tuple(pairs)


def _parsed_labels(
    result: BaselineStructure, true_ids: Mapping[str, str], true_labels: Mapping[str, str | None]
) -> int | None:
    if not result.labels:
        return None
    return sum(
        node in true_ids and posterior[0].label == true_labels[true_ids[node]]
        for node, posterior in result.labels.items()
        if posterior
    )
