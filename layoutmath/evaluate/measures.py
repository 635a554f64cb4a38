"""Every measure, as a ratio of sums over expressions: what is right, of what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from layoutmath.evaluate.graphs import GraphScores
from layoutmath.evaluate.scores import Scores
from layoutmath.evaluate.trees import LINE_RELATIONS, TreeScores
from layoutmath.symbols import SCORED_SHAPES, Shape

if TYPE_CHECKING:
    from layoutmath.evaluate.latex.strings import StringScores

T = TypeVar("T")
Counts = tuple[float, float]
"""What is right (or wrong, where less is better) in one expression, and of how much."""

NOTHING: Counts = (0, 0)


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the tables.

    ``counts`` gives the two sums' summands for one expression; (0, 0) leaves it out. ``of_labels`` says that
    labels are asked for, so that nothing can be said where they were hidden. ``proportion`` says that the
    things counted are right or wrong one by one, so that their number tells how sure the percentage is.
    """

    section: str
    counts: Callable[[Scores], Counts]
    of_labels: bool = False
    less_is_better: bool = False
    proportion: bool = True


def _of_tree(counts: Callable[[TreeScores], Counts]) -> Callable[[Scores], Counts]:
    return lambda one: NOTHING if one.tree is None else counts(one.tree)


def _of_graph(counts: Callable[[GraphScores], Counts]) -> Callable[[Scores], Counts]:
    return lambda one: NOTHING if one.graph is None else counts(one.graph)


def _of_latex(counts: Callable[[StringScores], Counts]) -> Callable[[Scores], Counts]:
    return lambda one: NOTHING if one.latex is None else counts(one.latex)


def _classes(shapes: Collection[Shape]) -> Callable[[Scores], Counts]:
    def counts(tree: TreeScores) -> Counts:
        pairs = [(shape, found) for shape, found in tree.class_pairs if shape in shapes]
        return sum(shape is not None and shape.symbol_class is found for shape, found in pairs), len(pairs)

    return _of_tree(counts)


def _line_relations(tree: TreeScores) -> Counts:
    placed = [one for one in tree.placements if one.true in LINE_RELATIONS]
    return sum(one.found == one.true for one in placed), len(placed)


def _line_relations_of_right_parents(tree: TreeScores) -> Counts:
    placed = [
        one.found == one.true for one in tree.placements if one.true in LINE_RELATIONS and one.has_parent
    ]
    return sum(placed), len(placed)


def _recall_precision_f(
    name: str,
    section: str,
    of: Callable[[Callable[[T], Counts]], Callable[[Scores], Counts]],
    counts: Callable[[T], tuple[int, int, int]],
    *,
    of_labels: bool = False,
) -> dict[str, Measure]:
    """Three rows from what is true, what was found, and what of that is right."""

    def recall(scores: T) -> Counts:
        true, _, right = counts(scores)
        return right, true

    def precision(scores: T) -> Counts:
        _, found, right = counts(scores)
        return right, found

    def f_measure(scores: T) -> Counts:
        true, found, right = counts(scores)
        return 2 * right, true + found

    return {
        f"{name}: recall": Measure(section, of(recall), of_labels),
        f"{name}: precision": Measure(section, of(precision), of_labels),
        f"{name}: F": Measure(section, of(f_measure), of_labels, proportion=False),
    }


def _distance(
    counts: Callable[[GraphScores], Counts], *, of_labels: bool = False, proportion: bool = True
) -> Measure:
    return Measure(DISTANCES, _of_graph(counts), of_labels, less_is_better=True, proportion=proportion)


def _error_rate(counts: Callable[[StringScores], Counts]) -> Measure:
    return Measure(LATEX, _of_latex(counts), of_labels=True, less_is_better=True, proportion=False)


def _at_most(errors: int) -> Measure:
    return _with_right_grids(lambda graph: graph.errors <= errors, of_labels=True)


def _with_right_grids(verdict: Callable[[GraphScores], bool], *, of_labels: bool = False) -> Measure:
    """Label graphs do not see grids: an expression is only right when its grids are, too."""

    def counts(one: Scores) -> Counts:
        if one.graph is None:
            return NOTHING
        return verdict(one.graph) and (one.tree is None or one.tree.all_grids), 1

    return Measure(FILES, counts, of_labels)


CLASSES = "symbol classes"
PLACES = "places of symbols"
WHOLE = "whole expressions"
GRIDS = "grids"
LABELS = "labels after parsing"
LAYOUT = "layout"
GRAPH = "label graph"
FILES = "label graph, whole expressions"
DISTANCES = "label graph, labels that differ"
LATEX = "LaTeX"

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {shape.value.replace("_", "-"): Measure(CLASSES, _classes({shape})) for shape in SCORED_SHAPES}
    | {
        "all classes": Measure(CLASSES, _classes(SCORED_SHAPES)),
        "parentage": Measure(PLACES, _of_tree(lambda tree: (tree.parents, tree.symbols))),
        "relationship": Measure(PLACES, _of_tree(lambda tree: (tree.relationships, tree.symbols))),
        "exact tree": Measure(WHOLE, _of_tree(lambda tree: (tree.exact, 1))),
        "exact tree, any convention": Measure(WHOLE, _of_tree(lambda tree: (tree.neutral, 1))),
        "grids right": Measure(GRIDS, _of_tree(lambda tree: (tree.right_grids, tree.grids))),
        "grids invented": Measure(
            GRIDS,
            _of_tree(lambda tree: (tree.result_grids - tree.matched_grids, tree.result_grids)),
            less_is_better=True,
        ),
        "expressions, all grids right": Measure(
            GRIDS, _of_tree(lambda tree: (tree.all_grids, 1) if tree.grids else NOTHING)
        ),
        "labels right": Measure(LABELS, _of_tree(lambda tree: (tree.parsed_labels or 0, tree.symbols))),
        "baseline/sup/sub": Measure(LAYOUT, _of_tree(_line_relations)),
        "baseline/sup/sub, parent right": Measure(LAYOUT, _of_tree(_line_relations_of_right_parents)),
    }
    | _recall_precision_f("main line", LAYOUT, _of_tree, lambda tree: tree.main_line)
    | {
        "main line, all symbols": Measure(LAYOUT, _of_tree(lambda tree: (len(set(tree.main_line)) == 1, 1))),
    }
    | _recall_precision_f(
        "primitives",
        GRAPH,
        _of_graph,
        lambda graph: (graph.true_primitives, graph.found_primitives, graph.right_primitives),
        of_labels=True,
    )
    | _recall_precision_f(
        "objects",
        GRAPH,
        _of_graph,
        lambda graph: (graph.true_objects, graph.found_objects, graph.right_objects),
    )
    | _recall_precision_f(
        "objects + classes",
        GRAPH,
        _of_graph,
        lambda graph: (graph.true_objects, graph.found_objects, graph.labelled_objects),
        of_labels=True,
    )
    | _recall_precision_f(
        "relations",
        GRAPH,
        _of_graph,
        lambda graph: (graph.true_relations, graph.found_relations, graph.detected_relations),
    )
    | _recall_precision_f(
        "relations + classes",
        GRAPH,
        _of_graph,
        lambda graph: (graph.true_relations, graph.found_relations, graph.labelled_relations),
    )
    | {
        "all objects": Measure(FILES, _of_graph(lambda graph: (graph.all_objects, 1))),
        "all objects + classes": Measure(
            FILES, _of_graph(lambda graph: (graph.all_labelled_objects, 1)), of_labels=True
        ),
        "all relations": Measure(FILES, _of_graph(lambda graph: (graph.all_relations, 1))),
        "all relations + classes": Measure(FILES, _of_graph(lambda graph: (graph.all_labelled_relations, 1))),
        "structure": _with_right_grids(lambda graph: graph.structure),
        "expression rate": _at_most(0),
        "at most 1 error": _at_most(1),
        "at most 2 errors": _at_most(2),
        "at most 3 errors": _at_most(3),
        "D_C": _distance(lambda graph: (graph.label_errors, graph.size), of_labels=True),
        "D_L": _distance(lambda graph: (graph.edge_errors, graph.pairs), of_labels=True),
        "D_S": _distance(lambda graph: (graph.segmentation_errors, graph.pairs)),
        "D_R": _distance(lambda graph: (graph.relation_errors, graph.pairs), of_labels=True),
        "D_B": _distance(lambda graph: (graph.errors, graph.size + graph.pairs), of_labels=True),
        "D_E": _distance(lambda graph: (graph.mean_error, 1), of_labels=True, proportion=False),
        "exact match": Measure(LATEX, _of_latex(lambda latex: (latex.exact, 1)), of_labels=True),
        "CER": _error_rate(lambda latex: (latex.character_distance, latex.truth_characters)),
        "WER": _error_rate(lambda latex: (latex.distance, len(latex.truth))),
    }
)
"""All measures by their names, in the order of the tables."""
