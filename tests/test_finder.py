"""The relationship finder against all trees there are, on posteriors drawn at random."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from layoutmath.classify.bayes import RELATIONS, BayesClassifier, Observation, Posteriors
from layoutmath.classify.kinds import KINDS
from layoutmath.classify.logit import Scores, decide
from layoutmath.classify.model import BayesModel
from layoutmath.classify.pairs import candidate_pairs
from layoutmath.relate.finder import RelationshipFinder
from tests.typeset import formulas

R = len(RELATIONS)


def random_posteriors(count: int, seed: int, sharpness: float) -> Posteriors:
    rng = np.random.default_rng(seed)
    boxes = np.sort(rng.random((count, 2, 2)), axis=1).reshape(count, 4)
    pairs = candidate_pairs(boxes)
    scores = Scores(
        rng.normal(0, sharpness, (len(pairs.parents), R, 2)),
        rng.normal(0, sharpness, count),
        rng.normal(0, sharpness, (count, R)),
    )
    kinds = np.full((count, len(KINDS)), 1 / len(KINDS))
    return Posteriors(kinds, pairs, decide(scores, pairs.parents, pairs.children))


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


def totals(finder: RelationshipFinder, posteriors: Posteriors) -> tuple[list[float], list[float]]:
    """Scores of all trees there are, and of those the finder found, both falling."""
    places = finder.places(posteriors)
    score = [dict(zip(p, s, strict=True)) | {-1: root} for p, s, root in zip(
        places.places, places.scores, places.root_scores, strict=True)]  # fmt: skip

    def total(tree: tuple[int, ...]) -> float:
        return sum(score[symbol][place] for symbol, place in enumerate(tree))

    found = finder.parent_and_relate(posteriors, keep_far=True)
    every = sorted(map(total, all_trees(posteriors.pairs.count)), reverse=True)
    return every, [total(hypothesis.places) for hypothesis in found]


@pytest.mark.parametrize("seed", range(12))
def test_a_beam_that_holds_all_finds_all_in_order(seed: int) -> None:
    every, found = totals(RelationshipFinder(beam=400, choices=18), random_posteriors(3, seed, 2.0))
    assert found[:10] == pytest.approx(every[:10])


def test_the_default_beam_misses_nothing_on_formulas() -> None:
    """A beam twenty times as wide, with five times the choices, finds no better tree."""
    classifier = BayesClassifier(BayesModel.load("default"))
    for expression, _ in formulas(40, seed=11):
        posteriors = classifier.posteriors(Observation.of(expression))
        best = RelationshipFinder().parent_and_relate(posteriors)[0]
        wide = RelationshipFinder(beam=480, choices=40).parent_and_relate(posteriors)[0]
        assert best.places == wide.places


def test_no_symbol_is_lost_when_all_likely_places_are_taken() -> None:
    """Every child wants the same place; the finder has but one choice each and must invent others."""
    count = 8
    pairs = random_posteriors(count, 0, 1.0).pairs
    scores = np.full((len(pairs.parents), R, 2), -30.0)
    scores[pairs.parents == 0, 0] = 0.0
    posteriors = Posteriors(
        np.full((count, len(KINDS)), 1 / len(KINDS)),
        pairs,
        decide(Scores(scores, np.full(count, -40.0), np.zeros((count, R))), pairs.parents, pairs.children),
    )
    hypothesis = RelationshipFinder(beam=3, choices=1).parent_and_relate(posteriors)[0]
    assert (hypothesis.tree.parents < 0).sum() == 1
    assert len(hypothesis.tree.parents_first()) == count
