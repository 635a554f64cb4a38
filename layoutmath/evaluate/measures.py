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

    ``summands`` are the two sums' for one expression; (0, 0) leaves it out. ``of_labels`` says that labels
    are asked for, so that nothing can be said where they were hidden. ``whole`` measures count each
    expression once, as right or wrong, so that their number tells how sure the percentage is; what is counted
    of symbols is right or wrong together with others of its expression. ``needs`` says whether a result has
    what it takes to be right at all.
    """

    section: str
    summands: Callable[[Scores], Counts]
    of_labels: bool = False
    less_is_better: bool = False
    whole: bool = False
    needs: Callable[[Scores], bool] = lambda one: True

    def counts(self, one: Scores) -> Counts:
        """The two summands of one expression."""
        right, of = self.summands(one)
        return right if self.needs(one) else 0, of


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
        f"{name}: F": Measure(section, of(f_measure), of_labels),
    }


def _distance(counts: Callable[[GraphScores], Counts], *, of_labels: bool = False) -> Measure:
    return Measure(DISTANCES, _of_graph(counts), of_labels, less_is_better=True)


def _error_rate(counts: Callable[[StringScores], Counts]) -> Measure:
    return Measure(LATEX, _of_latex(counts), of_labels=True, less_is_better=True)


def _has_tree(one: Scores) -> bool:
    return not one.problem


def _has_graph(one: Scores) -> bool:
    return bool(one.matched_by)


def _has_result(one: Scores) -> bool:
    return not one.is_missing


def _tree_verdict(section: str, verdict: Callable[[TreeScores], bool]) -> Measure:
    """Whether a tree is right in some way; one that is not there is not."""
    return Measure(section, _of_tree(lambda tree: (verdict(tree), 1)), whole=True, needs=_has_tree)


def _graph_verdict(verdict: Callable[[GraphScores], bool], *, of_labels: bool = False) -> Measure:
    """Whether a label graph is right in some way."""
    return Measure(
        FILES, _of_graph(lambda graph: (verdict(graph), 1)), of_labels, whole=True, needs=_has_graph
    )


def _expression_verdict(
    graph_verdict: Callable[[GraphScores], bool],
    grid_verdict: Callable[[TreeScores], bool],
    *,
    of_labels: bool = False,
) -> Measure:
    """Label graphs do not see grids: an expression is only right when its grids are right and in place."""

    def counts(one: Scores) -> Counts:
        if one.graph is None:
            return NOTHING
        has_grids = one.tree is not None and (one.tree.grids or one.tree.result_grids)
        return graph_verdict(one.graph) and (not has_grids or one.tree is None or grid_verdict(one.tree)), 1

    return Measure(FILES, counts, of_labels, whole=True, needs=_has_graph)


def _at_most(errors: int) -> Measure:
    """Symbols without a label may differ without a wrong label: no error is none in the objects either."""
    return _expression_verdict(
        lambda graph: graph.d_b <= errors and (errors > 0 or graph.all_objects),
        lambda tree: tree.all_grids and tree.grids_related,
        of_labels=True,
    )


CLASSES = "symbol classes"
PLACES = "places of symbols"
WHOLE = "whole expressions"
GRIDS = "grids"
LABELS = "labels after parsing"
LAYOUT = "layout"
GRAPH = "label graph"
FILES = "label graph, whole expressions"
DISTANCES = "label graph, labels that differ (less is better)"
LATEX = "LaTeX"

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {shape.value.replace("_", "-"): Measure(CLASSES, _classes({shape})) for shape in SCORED_SHAPES}
    | {
        "all classes": Measure(CLASSES, _classes(SCORED_SHAPES)),
        "parentage": Measure(PLACES, _of_tree(lambda tree: (tree.parents, tree.symbols))),
        "relationship": Measure(PLACES, _of_tree(lambda tree: (tree.relationships, tree.symbols))),
        "exact tree": _tree_verdict(WHOLE, lambda tree: tree.exact),
        "exact tree, any convention": _tree_verdict(WHOLE, lambda tree: tree.neutral),
        "grids right": Measure(GRIDS, _of_tree(lambda tree: (tree.right_grids, tree.grids))),
        "grids invented": Measure(
            GRIDS,
            _of_tree(lambda tree: (tree.result_grids - tree.matched_grids, tree.result_grids)),
            less_is_better=True,
        ),
        "expressions, all grids right": Measure(
            GRIDS,
            _of_tree(lambda tree: (tree.all_grids, 1) if tree.grids else NOTHING),
            whole=True,
            needs=_has_tree,
        ),
        "labels right": Measure(LABELS, _of_tree(lambda tree: (tree.parsed_labels or 0, tree.symbols))),
        "baseline/sup/sub": Measure(LAYOUT, _of_tree(_line_relations)),
        "baseline/sup/sub, parent right": Measure(LAYOUT, _of_tree(_line_relations_of_right_parents)),
    }
    | _recall_precision_f("main line", LAYOUT, _of_tree, lambda tree: tree.main_line)
    | {
        "main line, all symbols": _tree_verdict(LAYOUT, lambda tree: len(set(tree.main_line)) == 1),
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
        "all objects": _graph_verdict(lambda graph: graph.all_objects),
        "all objects + classes": _graph_verdict(lambda graph: graph.all_labelled_objects, of_labels=True),
        "all relations": _graph_verdict(lambda graph: graph.all_relations),
        "all relations + classes": _graph_verdict(lambda graph: graph.all_labelled_relations),
        "structure": _expression_verdict(
            lambda graph: graph.structure, lambda tree: tree.all_grids and tree.grids_joined
        ),
        "expression rate": _at_most(0),
        "at most 1 error": _at_most(1),
        "at most 2 errors": _at_most(2),
        "at most 3 errors": _at_most(3),
        "D_C": _distance(lambda graph: (graph.d_c, graph.size), of_labels=True),
        "D_L": _distance(lambda graph: (graph.d_l, graph.pairs), of_labels=True),
        "D_S": _distance(lambda graph: (graph.d_s, graph.pairs)),
        "D_R": _distance(lambda graph: (graph.d_r, graph.pairs), of_labels=True),
        "D_B": _distance(lambda graph: (graph.d_b, graph.size + graph.pairs), of_labels=True),
        "D_E": _distance(lambda graph: (graph.d_e, 1), of_labels=True),
        "exact match": Measure(
            LATEX,
            _of_latex(lambda latex: (latex.exact, 1)),
            of_labels=True,
            whole=True,
            needs=_has_result,
        ),
        "CER": _error_rate(lambda latex: (latex.character_distance, latex.truth_characters)),
        "WER": _error_rate(lambda latex: (latex.distance, len(latex.truth))),
    }
)
"""All measures by their names, in the order of the tables."""
