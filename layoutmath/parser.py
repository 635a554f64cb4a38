"""The pipeline: an expression in, its symbol layout tree out."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from layoutmath.classify.bayes import RELATIONS, BayesClassifier, Observation, Posteriors, Previous
from layoutmath.classify.context import Arrangement
from layoutmath.classify.fitting import Progress, fit_bayes
from layoutmath.classify.model import BayesModel, shipped_models
from layoutmath.errors import InputError
from layoutmath.expression import LABEL_MODES, Expression
from layoutmath.relate.finder import Hypothesis, PlaceEvidence, RelationshipFinder
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure, Evidence, RunnerUp

DEFAULT_CLASSIFIER = "default"
DEFAULT_ITERATIONS = 3


class Parser:
    """Settings of the pipeline; ``parse`` may be called any number of times and keeps no state.

    ``classifier`` is the name of fitted parameters that ship (see ``classifiers/``) or the path of a file
    that ``layoutmath fit`` wrote. ``labels`` says what the analysis may see of the symbols' labels:
    ``"given"`` uses all that is there, ``"candidates"`` only a recogniser's guesses, ``"none"`` boxes alone;
    the result carries the symbols as they came in any case. ``iterations`` is how often classes and
    structure are found from each other, ``beam`` how many hypotheses the finder keeps side by side.

    Raises UnknownNameError for a classifier that does not exist, InputError for settings out of range.

    >>> parser = Parser(labels="none")
    >>> tree = parser.parse(Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 3, 13, 10))]))
    >>> print(tree.pretty())
    x
    └─ x Sup (...): 2
    """

    def __init__(
        self,
        classifier: str | Path = DEFAULT_CLASSIFIER,
        *,
        labels: str = "given",
        iterations: int = DEFAULT_ITERATIONS,
        beam: int = 24,
    ) -> None:
        if labels not in LABEL_MODES:
            raise InputError(f"found labels={labels!r}", f"one of {', '.join(LABEL_MODES)}")
        for name, value in (("iterations", iterations), ("beam", beam)):
            if not isinstance(value, int) or value < 1:
                raise InputError(f"found {name}={value!r}", "a whole number, 1 or more")
        self.labels = labels
        self.iterations = iterations
        shipped = str(classifier) in shipped_models()
        self._classifier = (
            _shipped(str(classifier)) if shipped else BayesClassifier(BayesModel.load(classifier))
        )
        self._finder = RelationshipFinder(beam)

    def parse(self, expression: Expression) -> BaselineStructure:
        """The most probable tree; every symbol is in it exactly once.

        Raises InputError when there is no symbol, or one without a box.
        """
        return self.parse_nbest(expression, 1)[0]

    def parse_nbest(self, expression: Expression, n: int = 5) -> list[BaselineStructure]:
        """Up to ``n`` distinct trees in falling order of probability.

        ``log_prob`` of a tree is its share among all hypotheses the finder kept to the end.
        """
        if n < 1:
            raise InputError(f"found n={n}", "1 or more trees")
        if not expression.symbols:
            raise InputError("found no symbols", "at least one", place="symbols", source=expression.name)
        observation = Observation.of(expression.with_labels(self.labels))
        posteriors = self._classifier.posteriors(observation)
        for _ in range(self.iterations - 1):
            tree = self._finder.parent_and_relate(posteriors)[0].tree
            posteriors = self._classifier.posteriors(observation, Previous(posteriors, tree))
        found = self._finder.parent_and_relate(posteriors, at_least=n, keep_far=True)
        return [
            self._structure(
                expression,
                observation.ids,
                hypothesis,
                self._finder.evidence(found, hypothesis, posteriors),
                posteriors,
            )
            for hypothesis in found[:n]
        ]

    @staticmethod
    def _structure(
        expression: Expression,
        ids: Sequence[str],
        hypothesis: Hypothesis,
        places: Sequence[PlaceEvidence],
        posteriors: Posteriors,
    ) -> BaselineStructure:
        def place(number: int) -> tuple[str | None, Relation | None]:
            if number < 0:
                return None, None
            parent, relation = divmod(number, len(RELATIONS))
            return ids[parent], RELATIONS[relation]

        evidence = {}
        for symbol_id, found in zip(ids, places, strict=True):
            other = found.runner_up
            runner_up = None if other is None else RunnerUp(*place(other), found.runner_up_log_prob)
            evidence[symbol_id] = Evidence(found.log_prob, runner_up)
        tree = hypothesis.tree
        return BaselineStructure.from_relations(
            expression,
            [
                (ids[parent], ids[child], RELATIONS[relation])
                for child, (parent, relation) in enumerate(
                    zip(tree.parents.tolist(), tree.relations.tolist(), strict=True)
                )
                if parent >= 0
            ],
            log_prob=hypothesis.log_prob,
            evidence=evidence,
            classes={symbol_id: posteriors.classes(index) for index, symbol_id in enumerate(ids)},
        )


def parse(expression: Expression) -> BaselineStructure:
    """The most probable tree by the default parser.

    >>> boxes = [("x", (0, 10, 8, 18)), ("2", (9, 3, 13, 10)), ("y", (16, 10, 24, 22))]
    >>> [r.relation.value for r in parse(Expression.from_boxes(boxes)).relationships()]
    ['Right', 'Sup']
    """
    return _default_parser().parse(expression)


def parse_nbest(expression: Expression, n: int = 5) -> list[BaselineStructure]:
    """Up to ``n`` distinct trees by the default parser, the most probable first.

    >>> trees = parse_nbest(Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 7, 13, 14))]), n=2)
    >>> trees[0].log_prob > trees[1].log_prob
    True
    """
    return _default_parser().parse_nbest(expression, n)


def fit(
    pairs: Iterable[tuple[Expression, BaselineStructure | None]],
    *,
    seed: int = 0,
    progress: Progress = lambda items, _: items,
    about: Mapping[str, object] | None = None,
) -> BayesModel:
    """Fit the Bayesian classifiers on expressions with true trees; save the result with ``model.save``.

    The same input and ``seed`` give the same model. Raises InputError when there is too little to learn from.
    """
    finder = RelationshipFinder()

    def find(posteriors: Posteriors) -> Arrangement:
        return finder.parent_and_relate(posteriors)[0].tree

    return fit_bayes(pairs, find, seed=seed, progress=progress, about=about)


@functools.cache
def _default_parser() -> Parser:
    return Parser()


@functools.cache
def _shipped(name: str) -> BayesClassifier:
    """A classifier that ships; files of users may change, so they are read each time."""
    return BayesClassifier(BayesModel.load(name))
