"""The attention network: as PyTorch computes it, whatever the batch, and what goes in and comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from layoutmath import Expression, Parser
from layoutmath.classify.attention.classifier import AttentionClassifier
from layoutmath.classify.attention.ink import ink_features
from layoutmath.classify.attention.model import AttentionModel
from layoutmath.classify.attention.neighbours import Neighbours
from layoutmath.classify.attention.network import AttentionNetwork, Batch
from layoutmath.classify.models import load_model
from layoutmath.classify.pairs import nearest
from layoutmath.ink import Ink, Stroke
from tests.typeset import formulas

RECORDED = Path(__file__).parent / "data" / "attention" / "parity.npz"


@pytest.fixture(scope="module")
def model() -> AttentionModel:
    loaded = load_model("default")
    assert isinstance(loaded, AttentionModel)
    return loaded


def test_numpy_computes_what_the_training_framework_computed(model: AttentionModel) -> None:
    """Recorded by evaluation/attention/record.py with the weights that ship."""
    with np.load(RECORDED) as recorded:
        parts = dict(recorded)
    batch = Batch(
        parts["boxes"],
        Neighbours(parts["there"]),
        parts["labels"],
        parts["kinds"],
        parts["ink"],
        parts["inked"],
    )
    scores = AttentionNetwork(model.weights, model.heads).scores(batch)
    there = parts["there"]
    for name in ("root", "none", "kinds", "labels"):
        ours, theirs = getattr(scores, name)[there], parts[f"scores_{name}"][there]
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=2e-3, err_msg=name)
    both = there[:, :, None] & there[:, None, :]
    for name in ("child", "parent"):
        ours, theirs = getattr(scores, name)[both], parts[f"scores_{name}"][both]
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=2e-3, err_msg=name)


def test_looking_at_the_nearest_only_is_looking_at_all_when_these_are_all(model: AttentionModel) -> None:
    with np.load(RECORDED) as recorded:
        parts = {name: array[2:] for name, array in recorded.items()}
    there = parts["there"]
    rest = (parts["labels"], parts["kinds"], parts["ink"], parts["inked"])
    network = AttentionNetwork(model.weights, model.heads)
    index = np.broadcast_to(np.arange(12), (1, 12, 12)).copy()
    dense = network.scores(Batch(parts["boxes"], Neighbours(there), *rest))
    sparse = network.scores(Batch(parts["boxes"], Neighbours(there, index), *rest))
    for name in ("child", "parent", "root", "none", "kinds", "labels"):
        np.testing.assert_allclose(getattr(sparse, name), getattr(dense, name), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("count", [5, 47])
def test_the_tree_of_boxes_finds_the_nearest(count: int) -> None:
    rng = np.random.default_rng(1)
    corner = rng.random((120, 2)) * 30
    boxes = np.concatenate([corner, corner + rng.random((120, 2)) * [6, 1]], 1)
    gaps = np.maximum(boxes[:, None, :2] - boxes[None, :, 2:], boxes[None, :, :2] - boxes[:, None, 2:])
    distance = np.hypot(*np.moveaxis(gaps.clip(0), -1, 0))
    np.fill_diagonal(distance, np.inf)
    expected = np.sort(np.take_along_axis(distance, np.argsort(distance, 1)[:, :count], 1), 1)
    found = np.take_along_axis(distance, nearest(boxes, count), 1)
    np.testing.assert_allclose(np.sort(found, 1), expected)


def test_what_is_parsed_together_is_parsed_as_alone() -> None:
    expressions = [expression for expression, _ in formulas(30, seed=4)]
    parser = Parser()
    for expression, together in zip(expressions, parser.parse_many(expressions), strict=True):
        alone = parser.parse(expression)
        assert together == alone
        assert together.log_prob == pytest.approx(alone.log_prob, abs=1e-3)


@pytest.mark.parametrize("classifier", ["default", "bayes"])
def test_candidates_are_judged_by_their_place(classifier: str) -> None:
    """A recogniser is in two minds between − and 1; between two numbers on a line, wide and flat, it is −."""
    either = {"1": 0.55, "-": 0.45}
    line = [("7", (0, 0, 8, 14)), (either, (14, 6, 24, 7)), ("3", (30, 0, 38, 14))]
    tree = Parser(classifier, labels="candidates").parse(Expression.from_boxes(line))
    assert tree.labels["1"][0].label == "-"
    assert {candidate.label for candidate in tree.labels["1"]} <= set(either)


def test_labels_out_of_the_vocabulary_stay_what_they_are() -> None:
    boxes = [("☃", (0, 0, 8, 14)), ({"☃": 0.6, "☂": 0.4}, (10, 0, 18, 14)), (None, (20, 0, 28, 14))]
    tree = Parser().parse(Expression.from_boxes(boxes))
    assert [candidate.label for candidate in tree.labels["0"]] == ["☃"]
    assert [candidate.label for candidate in tree.labels["1"]] == ["☃", "☂"]
    assert len(tree.labels["2"]) == 3


def test_kinds_stay_probabilities_whatever_the_candidates_are() -> None:
    pairs = [
        ({"x": 0.9, "☃": 0.1}, (0, 0, 8, 8)),
        ({"☃": 0.5, r"\\aleph": 0.5}, (10, 0, 18, 14)),
        (None, (20, 0, 28, 8)),
    ]
    tree = Parser().parse(Expression.from_boxes(pairs))
    for classes in tree.classes.values():
        assert min(classes.values()) >= 0
        assert sum(classes.values()) == pytest.approx(1)


def test_every_relationship_of_a_grid_has_a_probability() -> None:
    cells = [
        (name, (30 * (i % 2), 30 * (i // 2), 30 * (i % 2) + 10, 30 * (i // 2) + 14))
        for i, name in enumerate("abcd")
    ]
    fences = [("(", (-16, -4, -8, 48)), (")", (48, -4, 56, 48))]
    tree = Parser().parse(Expression.from_boxes([*cells, *fences]))
    (grid,) = tree.grids.values()
    assert [len(row) for row in grid.rows] == [2, 2]
    assert all(relationship.log_prob is not None for relationship in tree.relationships())


def test_ink_counts_where_all_strokes_of_a_symbol_are_there() -> None:
    expression = Expression.from_boxes([(None, (0, 0, 8, 8)), (None, (10, 0, 18, 8))])
    cross = (Stroke("a", ((0, 0), (8, 8))), Stroke("b", ((8, 0), (0, 8))))
    drawn = [replace(s, primitives=p) for s, p in zip(expression.symbols, [("a", "b"), ("c",)], strict=True)]
    features, inked = ink_features(replace(expression, symbols=tuple(drawn), ink=Ink(cross)))
    assert inked.tolist() == [True, False]
    level, rising, upright, falling = features[0, :-3].reshape(4, -1).sum(1)
    assert level == upright == 0 < rising == pytest.approx(falling, rel=0.1)


def test_a_batch_of_very_different_sizes(model: AttentionModel) -> None:
    few = Expression.from_boxes([("x", (0, 0, 1, 1))])
    many = Expression.from_boxes([("x", (2 * i, 0, 2 * i + 1, 1)) for i in range(170)])
    found = AttentionClassifier(model).posteriors([few, many, few])
    assert [len(posteriors.ids) for posteriors in found] == [1, 170, 1]
    assert found[0].decisions.root.tolist() == found[2].decisions.root.tolist() == [0.0]
