"""What one result gets right: the counts behind every measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layoutmath.evaluate.grids import grid_cells
from layoutmath.evaluate.places import ROOT, Place, matched_nodes, places, same_in_any_convention
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import Shape, SymbolClass, label_shape

OTHER_PARENT = "other parent"
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts and verdicts of one result against its truth.

    Counts of places (``parents``, ``relationships``) are out of ``symbols``, the root included: its parent is
    none. ``exact`` asks for every place, ``neutral`` does so after both trees are brought to one convention,
    ``structure`` asks for the symbols and the parents only, ``expression`` for the labels of symbols too.

    ``*_relations`` are out of the label graph's definitions: one is detected when both its symbols are right
    and the truth relates them in that direction, and right when the relation is the same.

    A grid of the result is matched when it has the symbols of a true one, however they are arranged, and
    right when it has its rows and columns too, and the same symbols in each cell.

    ``parsed_labels`` counts the symbols whose most probable label after parsing is the true one; None where
    the result states no posterior of labels. ``depth`` is that of the true tree: 1 for a single line, one
    more for each nested baseline. ``extra`` is what else the record of the expression held.

    ``relation_pairs`` and ``class_pairs`` are (true, found) for each symbol; a class that the result does not
    state is None. ``problem`` says why there is no result.
    """

    name: str
    symbols: int
    result_symbols: int = 0
    matched_symbols: int = 0
    right_labels: int = 0
    parents: int = 0
    relationships: int = 0
    relations: int = 0
    result_relations: int = 0
    detected_relations: int = 0
    right_relations: int = 0
    grids: int = 0
    result_grids: int = 0
    matched_grids: int = 0
    right_grids: int = 0
    parsed_labels: int | None = None
    depth: int = 1
    exact: bool = False
    neutral: bool = False
    structure: bool = False
    expression: bool = False
    relation_pairs: tuple[tuple[str, str], ...] = ()
    class_pairs: tuple[tuple[Shape | None, SymbolClass | None], ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    problem: str = ""


def score(truth: BaselineStructure, result: BaselineStructure) -> Scores:
    """The scores of a result.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))], name="power")
    >>> truth = BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])
    >>> beside = BaselineStructure.from_relations(expression, [("0", "1", Relation.RIGHT)])
    >>> scores = score(truth, beside)
    >>> scores.parents, scores.relationships, scores.structure, scores.exact
    (2, 1, True, False)
    """
    true_places, result_places = places(truth), places(result)
    matched = matched_nodes(truth, result)
    # the result seen with the ids of the truth; what is not there keeps an id of its own, marked as such
    renamed: dict[str | None, str | None] = {None: None}
    renamed |= {node: matched.get(node, f"\0{node}") for node in result_places}
    found: dict[str, Place] = {
        str(renamed[node]): (renamed[parent], relation) for node, (parent, relation) in result_places.items()
    }
    true_symbols = truth.expression.symbols
    labels = {matched[s.id]: s.label for s in result.expression.symbols if s.id in matched}
    true_labels = {symbol.id: symbol.label for symbol in true_symbols}

    parents = relationships = 0
    relation_pairs = []
    for symbol in true_symbols:
        parent, relation = true_places[symbol.id]
        found_parent, found_relation = found.get(symbol.id, (None, ABSENT))
        if found_relation != ABSENT and found_parent != parent:
            found_relation = OTHER_PARENT
        parents += found_relation not in (ABSENT, OTHER_PARENT)
        relationships += found_relation == relation
        relation_pairs.append((_folded(relation), _folded(found_relation)))
    related = [node for node, place in true_places.items() if place != ROOT]
    detected = [node for node in related if node in found and found[node][0] == true_places[node][0]]
    true_grids, grids = grid_cells(truth), grid_cells(result)
    same_nodes = found.keys() == true_places.keys()
    exact = found == true_places
    return Scores(
        name=truth.expression.name,
        symbols=len(true_symbols),
        result_symbols=len(result.expression.symbols),
        matched_symbols=len(labels),
        right_labels=sum(label == true_labels[node] for node, label in labels.items()),
        parents=parents,
        relationships=relationships,
        relations=len(related),
        result_relations=sum(place != ROOT for place in found.values()),
        detected_relations=len(detected),
        right_relations=sum(found[node] == true_places[node] for node in detected),
        grids=len(true_grids),
        result_grids=len(grids),
        matched_grids=sum(grid in matched for grid in grids),
        right_grids=sum(
            cells.renamed(matched) == true_grids[matched[grid]]
            for grid, cells in grids.items()
            if grid in matched
        ),
        parsed_labels=_parsed_labels(result, matched, true_labels),
        depth=_depth(truth),
        exact=exact,
        neutral=exact or (same_nodes and same_in_any_convention(truth, result, matched)),
        structure=same_nodes and all(found[node][0] == parent for node, (parent, _) in true_places.items()),
        expression=exact and labels == true_labels,
        extra=truth.expression.extra,
        relation_pairs=tuple(relation_pairs),
        class_pairs=_class_pairs(truth, result, {true_id: node for node, true_id in matched.items()}),
    )


def all_wrong(truth: BaselineStructure, problem: str) -> Scores:
    """The scores of a result that is not there, and why."""
    true_places = places(truth)
    symbols = truth.expression.symbols
    return Scores(
        name=truth.expression.name,
        symbols=len(symbols),
        relations=sum(place != ROOT for place in true_places.values()),
        grids=len(truth.grids),
        depth=_depth(truth),
        extra=truth.expression.extra,
        relation_pairs=tuple((_folded(true_places[symbol.id][1]), ABSENT) for symbol in symbols),
        class_pairs=tuple((label_shape(s.label), None) for s in symbols if s.label is not None),
        problem=problem,
    )


def _folded(relation: str) -> str:
    """One name for all cells of grids."""
    return "Cell" if relation.startswith("Cell[") else relation


def _class_pairs(
    truth: BaselineStructure, result: BaselineStructure, result_ids: dict[str, str]
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


def _depth(structure: BaselineStructure) -> int:
    depths: dict[str | None, int] = {None: 1}
    for node, parent, relation in structure.walk():
        depths[node.id] = depths[parent] + (parent is not None and relation is not Relation.RIGHT)
    return max(depths.values())
