"""The relationship finder against all trees there are, on posteriors drawn at random."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from layoutmath.classify.bayes import RELATIONS, Posteriors
from layoutmath.classify.kinds import KINDS
from layoutmath.classify.logit import Scores, decide
from layoutmath.classify.pairs import candidate_pairs
from layoutmath.relate.finder import RelationshipFinder, reading_order

R = len(RELATIONS)


def random_posteriors(count: int, seed: int, sharpness: float) -> tuple[np.ndarray, Posteriors]:
    rng = np.random.default_rng(seed)
    boxes = np.sort(rng.random((count, 2, 2)), axis=1).reshape(count, 4)[:, [0, 1, 2, 3]]
    pairs = candidate_pairs(boxes)
    scores = Scores(
        rng.normal(0, sharpness, (len(pairs.parents), R, 2)),
        rng.normal(0, sharpness, count),
        rng.normal(0, sharpness, (count, R)),
    )
    kinds = np.full((count, len(KINDS)), 1 / len(KINDS))
    return boxes, Posteriors(kinds, pairs, decide(scores, pairs.parents, pairs.children))


def all_trees(count: int) -> list[tuple[int, ...]]:
    """Every assignment of a place (parent × R + relation, −1 for the root) that is one tree."""
    found = []
    for root in range(count):
        others = [symbol for symbol in range(count) if symbol != root]
        options = [[p * R + r for p in range(count) if p != s for r in range(R)] for s in others]
        for places in itertools.product(*options):
            if len(set(places)) < len(places):
                continue
            parent = {symbol: place // R for symbol, place in zip(others, places, strict=True)}
            reached = {root}
            for _ in range(count):
                reached |= {symbol for symbol in others if parent[symbol] in reached}
            if len(reached) == count:
                whole = dict(zip(others, places, strict=True)) | {root: -1}
                found.append(tuple(whole[symbol] for symbol in range(count)))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_beam_finds_the_best_of_all_trees(seed: int) -> None:
    finder = RelationshipFinder(beam=400, choices=18)
    boxes, posteriors = random_posteriors(3, seed, sharpness=2.0)
    places = finder.places(posteriors)
    score = [dict(zip(p, s, strict=True)) | {-1: root} for p, s, root in zip(
        places.places, places.scores, places.root_scores, strict=True)]  # fmt: skip

    def total(tree: tuple[int, ...]) -> float:
        return sum(score[symbol][place] for symbol, place in enumerate(tree))

    ranked = sorted(map(total, all_trees(3)), reverse=True)
    found = finder.parent_and_relate(boxes, posteriors, keep_far=True)[:10]
    scores = [total(hypothesis.places) for hypothesis in found]
    assert scores == pytest.approx(ranked[:10])


def test_the_reading_order_is_of_boxes_not_of_the_list() -> None:
    boxes = np.array([[0, 0, 1, 1], [0, 0, 1, 2], [-1, 5, 9, 6], [0, -1, 1, 1.0]])
    assert [boxes[i].tolist() for i in reading_order(boxes)] == [
        boxes[::-1][i].tolist() for i in reading_order(boxes[::-1])
    ]


def test_no_symbol_is_lost_when_all_likely_places_are_taken() -> None:
    """Every child wants the same place; the finder has but one choice each and must invent others."""
    count = 8
    boxes, _ = random_posteriors(count, 0, 1.0)
    pairs = candidate_pairs(boxes)
    scores = np.full((len(pairs.parents), R, 2), -30.0)
    scores[pairs.parents == 0, 0] = 0.0
    posteriors = Posteriors(
        np.full((count, len(KINDS)), 1 / len(KINDS)),
        pairs,
        decide(Scores(scores, np.full(count, -40.0), np.zeros((count, R))), pairs.parents, pairs.children),
    )
    hypothesis = RelationshipFinder(beam=3, choices=1).parent_and_relate(boxes, posteriors)[0]
    assert (hypothesis.tree.parents < 0).sum() == 1
    assert len(hypothesis.tree.parents_first()) == count
