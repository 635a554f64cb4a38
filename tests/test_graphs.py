"""Label-graph metrics: worked cases by hand, and what holds for all graphs."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from trees import any_trees

from layoutmath import read_latex
from layoutmath.evaluate import EvaluationSettings, GraphScores, compare_graphs, score
from layoutmath.evaluate.graphs import graph_of
from layoutmath.evaluate.paths import named_by_paths
from layoutmath.labelgraph import LabelGraph
from layoutmath.readers.labelgraph import parse_label_graph
from layoutmath.structure import BaselineStructure

DATA = Path(__file__).parent / "data" / "evaluate"


def graph(folder: str, name: str) -> LabelGraph:
    path = DATA / folder / f"{name}.lg"
    return parse_label_graph(path.read_bytes()) if path.exists() else LabelGraph((), (), {})


# The truth of each case is x² + y, the x in two strokes:
#
#     0: x, 1: x    2: 2    3: +    4: y          five primitives, 20 ordered pairs
#     01 10 x,  02 12 Sup,  03 13 Right,  34 Right   seven of the pairs have a label


@pytest.mark.parametrize(
    ("name", "size", "d_c", "d_s", "d_r", "why"),
    [
        ("right", 5, 0, 0, 0, ""),
        ("wrong_chain", 5, 0, 0, 3, "03 and 13 lack Right, 23 has it"),
        ("relabelled", 5, 1, 0, 2, "y is v; 02 and 12 are Sub"),
        ("split", 5, 2, 2, 2, "0 is ), 1 is (; 01 is Right, 10 nothing; 02 and 03 lack their relations"),
        ("merged", 5, 2, 2, 2, "3 and 4 are H; 34 and 43 are H; 04 and 14 are Right"),
        ("extra", 6, 1, 0, 1, "5 is ABSENT in the truth; 45 is Right"),
        ("missing", 5, 5, 2, 5, "every label of the truth"),
        ("empty", 5, 5, 2, 5, "every label of the truth"),
        ("one_symbol", 1, 0, 0, 0, "no pairs"),
    ],
)
def test_distances_of_the_worked_cases(name: str, size: int, d_c: int, d_s: int, d_r: int, why: str) -> None:
    scores = compare_graphs(graph("truth", name), graph("result", name), as_stated=True)
    assert scores.size == size
    assert (scores.d_c, scores.d_s, scores.d_r) == (d_c, d_s, d_r), why
    assert scores.d_l == d_s + d_r
    assert scores.d_b == d_c + d_s + d_r
    pairs = size * (size - 1)
    roots = math.sqrt(d_s / pairs) + math.sqrt((d_s + d_r) / pairs) if pairs else 0.0
    assert scores.d_e == pytest.approx((roots + d_c / size) / 3)


@pytest.mark.parametrize(
    ("name", "primitives", "objects", "relations"),
    [  # (true, found, right), (true, found, right, + classes), (true, found, detected, + classes)
        ("right", (5, 5, 5), (4, 4, 4, 4), (3, 3, 3, 3)),
        ("wrong_chain", (5, 5, 5), (4, 4, 4, 4), (3, 3, 2, 2)),
        (
            "relabelled",
            (5, 5, 4),
            (4, 4, 4, 3),
            (3, 3, 3, 2),
        ),  # + —Right→ v counts: symbol labels are not asked
        ("split", (5, 5, 3), (4, 5, 3, 3), (3, 4, 1, 1)),
        ("merged", (5, 5, 3), (4, 3, 2, 2), (3, 2, 1, 1)),
        ("extra", (5, 6, 5), (4, 5, 4, 4), (3, 4, 3, 3)),
        ("missing", (5, 0, 0), (4, 0, 0, 0), (3, 0, 0, 0)),
        ("empty", (5, 0, 0), (4, 0, 0, 0), (3, 0, 0, 0)),
        ("one_symbol", (1, 1, 1), (1, 1, 1, 1), (0, 0, 0, 0)),
    ],
)
def test_objects_and_relations_of_the_worked_cases(
    name: str, primitives: tuple[int, ...], objects: tuple[int, ...], relations: tuple[int, ...]
) -> None:
    one = compare_graphs(graph("truth", name), graph("result", name), as_stated=True)
    assert (one.true_primitives, one.found_primitives, one.right_primitives) == primitives
    assert (one.true_objects, one.found_objects, one.right_objects, one.labelled_objects) == objects
    found = (one.true_relations, one.found_relations, one.detected_relations, one.labelled_relations)
    assert found == relations


def compared(truth: str, result: str) -> GraphScores:
    graphs = [parse_label_graph(text.replace("; ", "\n").encode()) for text in (truth, result)]
    return compare_graphs(graphs[0], graphs[1], as_stated=True)


def test_forms_that_say_the_same() -> None:
    """Objects or primitives, EO or R, * or the symbol's label on edges inside a symbol."""
    objects = "O, x_1, x, 1.0, 0, 1; O, 2_1, 2, 1.0, 2; R, x_1, 2_1, Sup, 1.0"
    for same in (
        "O, a, x, 1.0, 0, 1; O, b, 2, 1.0, 2; EO, a, b, Sup, 1.0",
        "N, 0, x; N, 1, x; N, 2, 2; E, 0, 1, *; E, 1, 0, *; E, 0, 2, Sup; E, 1, 2, Sup",
        "N, 0, x; N, 1, x; N, 2, 2; E, 0, 1, x; E, 1, 0, x; E, 0, 2, Sup; E, 1, 2, Sup; E, 2, 0, _",
    ):
        assert compared(objects, same).d_b == compared(same, objects).d_b == 0
        assert compared(objects, same).structure


def test_edges_between_primitives_count_one_by_one() -> None:
    objects = "O, x_1, x, 1.0, 0, 1; O, 2_1, 2, 1.0, 2; R, x_1, 2_1, Sup, 1.0"
    one_edge = "N, 0, x; N, 1, x; N, 2, 2; E, 0, 1, *; E, 1, 0, *; E, 0, 2, Sup"
    scores = compared(objects, one_edge)
    assert (scores.d_l, scores.d_s) == (1, 0)
    assert scores.detected_relations == scores.labelled_relations == 1
    # nothing joins 1 to 0: 01 and 10 differ by segmentation, and 12 lacks its relation
    split = "N, 0, x; N, 1, x; N, 2, 2; E, 0, 2, Sup"
    assert (compared(objects, split).d_s, compared(objects, split).d_r) == (2, 1)


def test_a_symbol_with_another_label_keeps_its_segmentation() -> None:
    scores = compared("O, a, x, 1.0, 0, 1", "O, a, y, 1.0, 0, 1")
    assert (scores.d_c, scores.d_l, scores.d_s) == (2, 2, 0)
    assert (scores.right_objects, scores.labelled_objects) == (1, 0)


def test_relations_beyond_the_tree_count() -> None:
    """Some files lead from a root to every symbol inside: what a file states is what is compared."""
    tree = "O, r, \\sqrt, 1.0, 0; O, a, a, 1.0, 1; O, b, b, 1.0, 2; R, r, a, Inside; R, a, b, Right"
    truth = f"{tree}; R, r, b, Inside"
    scores = compared(truth, tree)
    assert (scores.true_relations, scores.detected_relations, scores.d_l) == (3, 2, 1)


def test_labels_are_compared_as_files_state_them_or_by_what_they_mean() -> None:
    less, sign = (parse_label_graph(f"O, a, {label}, 1.0, 0".encode()) for label in ("\\lt", "<"))
    assert compare_graphs(less, sign, as_stated=True).d_c == 1
    assert compare_graphs(less, sign).d_c == 0


def test_a_relation_without_a_label_is_none() -> None:
    related = "O, a, x, 1.0, 0; O, b, y, 1.0, 1; R, a, b, _"
    apart = "O, a, x, 1.0, 0; O, b, y, 1.0, 1"
    assert compared(apart, related).structure and compared(related, apart).structure
    assert compared(related, apart).d_b == 0


def test_a_superfluous_primitive_may_have_any_label() -> None:
    scores = compared("O, a, x, 1.0, 0", "O, a, x, 1.0, 0; O, b, ABSENT, 1.0, 1")
    assert (scores.d_c, scores.right_primitives) == (1, 1)


@given(any_trees())
def test_a_graph_agrees_with_itself(tree: BaselineStructure) -> None:
    graph = graph_of(tree, by_primitives=False)
    scores = compare_graphs(graph, graph)
    assert scores.d_b == 0 and scores.d_e == 0.0 and scores.structure
    assert scores.labelled_relations == scores.true_relations
    assert graph.edges == {
        (r.parent, r.child): r.relation.value
        for r in tree.relationships()
        if r.parent not in tree.grids and r.child not in tree.grids
    }


@given(any_trees(), any_trees())
def test_distances_are_symmetric_and_bounded(one: BaselineStructure, other: BaselineStructure) -> None:
    graphs = graph_of(one, by_primitives=False), graph_of(other, by_primitives=False)
    scores, mirrored = compare_graphs(*graphs), compare_graphs(*graphs[::-1])
    assert scores.d_b == mirrored.d_b and scores.d_e == mirrored.d_e
    assert scores.detected_relations == mirrored.detected_relations
    assert 0 <= scores.d_s <= scores.d_l <= scores.pairs
    assert scores.d_c <= scores.size and 0 <= scores.d_e <= 1
    assert scores.labelled_relations <= scores.detected_relations <= scores.true_relations


def test_trees_without_anything_in_common_are_compared_by_paths() -> None:
    truth, result = read_latex("a+x^{2n}-y"), read_latex("a+x^{2m}")
    scores = score((truth.expression, truth), (result.expression, result), EvaluationSettings(by_paths=True))
    assert scores is not None and scores.tree is not None
    graph = scores.graph
    # a + x, 2 n and 2 m are there on both sides, - and y only in the truth
    assert (graph.size, graph.right_objects, graph.labelled_objects) == (7, 5, 4)
    assert (graph.true_relations, graph.found_relations, graph.labelled_relations) == (6, 4, 4)
    assert (graph.d_c, graph.d_l) == (3, 2)
    assert scores.tree.relationships == 5


def test_cells_are_part_of_a_path() -> None:
    tree = named_by_paths(read_latex(r"A = \begin{pmatrix} a & b^2 \\ c \end{pmatrix}"))
    paths = {symbol.label: symbol.id for symbol in tree.expression.symbols}
    assert paths["b"] == "3.Cell[0;1].0" and paths["2"] == "3.Cell[0;1].0.Sup.0"
    assert paths[")"] == "4"


@given(any_trees())
def test_paths_keep_the_tree(tree: BaselineStructure) -> None:
    renamed = named_by_paths(tree)
    places = [(relation, len(node.nested)) for node, _, relation in tree.walk()]
    assert places == [(relation, len(node.nested)) for node, _, relation in renamed.walk()]
    assert len({symbol.id for symbol in renamed.expression.symbols}) == len(tree.expression)
    shuffled = replace(tree.expression, symbols=tree.expression.symbols[::-1])
    assert named_by_paths(replace(tree, expression=shuffled)) == renamed
