"""The pipeline: an expression in, its symbol layout tree out."""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from layoutmath.classify.attention.classifier import TRUST_RECOGNISED, AttentionClassifier
from layoutmath.classify.attention.model import AttentionModel
from layoutmath.classify.models import load_model, shipped_models
from layoutmath.classify.posteriors import Classifier, KnownClasses, Posteriors
from layoutmath.errors import InputError
from layoutmath.explanation import Explanation, explain_place
from layoutmath.expression import LABEL_MODES, Candidate, Expression
from layoutmath.lattice import Recognised
from layoutmath.links import GridLink, LinkTriple, structure_of
from layoutmath.relate.finder import RelationshipFinder, Verdict
from layoutmath.relate.origins import with_origins
from layoutmath.relate.pins import Pin, agreed_pins, places_left
from layoutmath.relate.places import ROOT, Places
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence, RunnerUp
from layoutmath.segmentation import Segmented, chosen_segmentation, plausible_segmentations
from layoutmath.structure import BaselineStructure
from layoutmath.visibility import labelled, pinned_classes, visible, weighed

if TYPE_CHECKING:
    from layoutmath.classify.bayes.classifier import BayesClassifier
    from layoutmath.classify.bayes.fitting import Progress
    from layoutmath.classify.bayes.model import BayesModel
    from layoutmath.recognisers.recogniser import Recogniser

DEFAULT_CLASSIFIER = "default"
DEFAULT_ITERATIONS = 3
_NO_PINS: Mapping[str, Pin] = MappingProxyType({})

TOGETHER = 64
"""Expressions that are looked at together, where there are many."""


class Parser:
    """Settings of the pipeline; ``parse`` may be called any number of times and keeps no state.

    ``classifier`` is the name of fitted parameters that ship (see ``classifiers/``) or the path of a file
    that ``layoutmath fit`` wrote.
    ``labels`` says what the analysis may see of the symbols' labels: ``"given"`` uses all that is there,
    ``"candidates"`` only a recogniser's guesses, ``"none"`` none of them; the result carries the symbols as
    they came, candidates as the context weighed them. ``ink=False`` leaves out the strokes, where there are
    some; those of symbols with a given label are not looked at anyway.
    ``iterations`` is how often a Bayesian classifier finds classes and structure from each other; the
    attention network looks at everything at once.

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
        ink: bool = True,
        iterations: int | None = None,
    ) -> None:
        if labels not in LABEL_MODES:
            raise InputError(f"found labels={labels!r}", f"one of {', '.join(LABEL_MODES)}")
        if iterations is not None and (not isinstance(iterations, int) or iterations < 1):
            raise InputError(f"found iterations={iterations!r}", "a whole number, 1 or more")
        self.labels = labels
        self.ink = ink
        self._finder = RelationshipFinder()
        shipped = str(classifier) in shipped_models()
        made = _shipped(str(classifier)) if shipped else _made(classifier)
        self._classifier: Classifier
        if not isinstance(made, AttentionClassifier):
            self._classifier = made.iterated(iterations or DEFAULT_ITERATIONS, self._finder.best)
        elif iterations is None:
            self._classifier = made
        else:
            raise InputError(
                f"found iterations={iterations} with classifier {str(classifier)!r}, which has none",
                "a Bayesian classifier, such as 'bayes'",
            )

    def parse(self, expression: Expression, pins: Iterable[Pin] = ()) -> BaselineStructure:
        """The most probable tree that holds the ``pins``; every symbol is in it exactly once.

        Pinned labels are seen whatever ``labels`` says, and stand in the result; probabilities are those
        under the pins. Raises InputError when there is no symbol, or one without a box, and where pins
        contradict each other.

        >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 3, 13, 10))])
        >>> print(Parser().parse(expression, [Pin("1", parent="0", relation=Relation.SUB)]).pretty())
        x
        └─ x Sub (1.00): 2
        """
        return self.parse_nbest(expression, 1, pins)[0]

    def parse_nbest(
        self, expression: Expression, n: int = 5, pins: Iterable[Pin] = ()
    ) -> list[BaselineStructure]:
        """Up to ``n`` distinct trees that hold the ``pins``, in falling order of probability."""
        if not isinstance(n, int) or n < 1:
            raise InputError(f"found n={n!r}", "a whole number of trees, 1 or more")
        agreed = agreed_pins(expression, pins)
        # Different links may say one tree (what follows a grid that is none): some more are sought.
        posteriors, places, found = self._found(expression, n if n == 1 else 2 * n, agreed)
        shown = labelled(expression, agreed)
        certain = {pin.symbol: (Candidate(pin.label, 0.0),) for pin in agreed.values() if pin.label}
        trees: list[BaselineStructure] = []
        for verdict in found:
            tree = self._structure(shown, verdict, places, posteriors)
            if len(trees) < n and tree not in trees:
                trees.append(replace(tree, labels={**tree.labels, **certain}))
        return trees

    def explain(self, expression: Expression, symbol_id: str, pins: Iterable[Pin] = ()) -> Explanation:
        """Why a symbol hangs where :meth:`parse` puts it.

        The classifier is asked again without one piece of evidence at a time: with the label of the symbol or
        its parent hidden, with the symbol at the height or of the size that the runner-up would have, with a
        neighbour left out. Raises InputError for an id that no symbol has.

        >>> expression = Expression.from_boxes([("x", (0, 20, 20, 40)), ("2", (22, 6, 32, 22))])
        >>> explanation = Parser().explain(expression, "1")
        >>> print(explanation)
        2 is Sup of x (probability ...; next: ..., ...). position: +... nats — its centre is ...
        """
        expression.symbol(symbol_id)
        agreed = agreed_pins(expression, pins)
        posteriors, places, found = self._found(expression, 1, agreed)
        classes = pinned_classes(agreed)
        return explain_place(
            labelled(expression, agreed),
            visible(expression, agreed, self.labels, self.ink),
            symbol_id,
            (posteriors, places, found[0]),
            lambda variants: self._asked(variants, [classes] * len(variants)),
            self._finder,
        )

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]:
        """The most probable tree of each expression, as :meth:`parse` finds it, in less time.

        Expressions are taken 64 at a time. Raises InputError, as :meth:`parse` does, at the expression that
        is to blame, after the trees of all before it.

        >>> x, y = (Expression.from_boxes([(name, (0, 0, 1, 1))], name=name) for name in "xy")
        >>> [tree.expression.name for tree in Parser().parse_many([x, y])]
        ['x', 'y']
        """
        remaining = iter(expressions)
        while together := list(itertools.islice(remaining, TOGETHER)):
            try:
                found = self._posteriors(together)
            except InputError:
                yield from map(self.parse, together)
                continue
            for expression, posteriors in zip(together, found, strict=True):
                places = self._finder.places(posteriors)
                (verdict,) = self._finder.verdicts(places)
                yield self._structure(expression, verdict, places, posteriors)

    def parse_recognised(self, formula: Recognised) -> BaselineStructure:
        """The most probable tree of what a recogniser hands over; ``log_prob`` is that all of it is right.

        A lattice is used so that each primitive is in exactly one symbol: its likeliest segmentations are
        parsed side by side, and labels and layout have their say in what belongs together. Candidates'
        probabilities are taken nearly as they are; :meth:`parse` takes lists for flatter than they are right.

        >>> from layoutmath import BoundingBox, Symbol, SymbolLattice
        >>> lattice = SymbolLattice((Symbol("a", BoundingBox(0, 0, 9, 9), "x", primitives=("0",)),), (-0.1,))
        >>> Parser().parse_recognised(lattice).pretty()
        'x'
        """
        parser = self._believing()
        found = plausible_segmentations(formula)
        parsed = []
        for (expression, log_prob), posteriors in zip(
            found, parser._posteriors([expression for expression, _ in found]), strict=True
        ):
            places = self._finder.places(posteriors)
            (verdict,) = self._finder.verdicts(places)
            tree = parser._structure(expression, verdict, places, posteriors)
            parsed.append(Segmented(log_prob, tree, posteriors))
        return chosen_segmentation(parsed)

    def recognise(
        self, source: object, recogniser: str | Recogniser | None = None
    ) -> list[BaselineStructure]:
        """The trees of all formulas that a recogniser finds in a source, in the order in which it gives them.

        ``source`` is what the recogniser takes: an :class:`Ink`, a :class:`PixelImage`, a PDF document, or
        the path of a file with one of them. ``recogniser`` is its name (see the entry points
        ``layoutmath.recognisers``) or one of your own; left out, the source tells.

        Raises InputError for a source that cannot be read, UnknownNameError for a recogniser that does not
        exist, LayoutmathError for one that returns something else than symbols.

        >>> from layoutmath.ink import Ink, Stroke
        >>> bars = Ink((Stroke("0", ((0, 0), (30, 0))), Stroke("1", ((0, 10), (30, 10)))))
        >>> [tree.pretty() for tree in Parser().recognise(bars)]
        ['=']
        """
        from layoutmath.recognisers.sources import recognised  # numpy alone, but not wanted by most

        return [self.parse_recognised(formula) for formula in recognised(source, recogniser)]

    def _believing(self) -> Parser:
        """This parser for what recognisers hand over, whose probabilities are taken nearly as they are."""
        if not isinstance(self._classifier, AttentionClassifier):
            return self
        other = copy.copy(self)
        other._classifier = self._classifier.trusting(TRUST_RECOGNISED)
        return other

    def _found(
        self, expression: Expression, n: int, pins: Mapping[str, Pin]
    ) -> tuple[Posteriors, Places, list[Verdict]]:
        (posteriors,) = self._posteriors([expression], pins)
        places = self._finder.places(posteriors, places_left(posteriors.ids, posteriors.links, pins))
        return posteriors, places, self._finder.verdicts(places, n)

    def _posteriors(
        self, expressions: Sequence[Expression], pins: Mapping[str, Pin] = _NO_PINS
    ) -> list[Posteriors]:
        for expression in expressions:
            if not expression.symbols:
                raise InputError("found no symbols", "at least one", place="symbols", source=expression.name)
        classes = pinned_classes(pins)
        seen = [visible(expression, pins, self.labels, self.ink) for expression in expressions]
        return self._asked(seen, [classes] * len(expressions) if classes else ())

    def _asked(self, seen: Sequence[Expression], classes: Sequence[KnownClasses] = ()) -> list[Posteriors]:
        """What the classifier says of what it sees, and origins of glyphs beside it."""
        return list(map(with_origins, self._classifier.posteriors(seen, classes), seen))

    def _structure(
        self, expression: Expression, verdict: Verdict, places: Places, posteriors: Posteriors
    ) -> BaselineStructure:
        """The tree of a verdict, with how sure everything in it is."""
        ids, links = posteriors.ids, posteriors.links
        hypothesis = verdict.hypothesis
        triples: list[LinkTriple] = [
            (ids[place // len(links)], symbol_id, links[place % len(links)])
            for symbol_id, place in zip(ids, hypothesis.places, strict=True)
            if place != ROOT
        ]
        relations, grids = structure_of(expression, triples)
        # Where a symbol stands for a grid, what is said of its place is said of the grid's.
        starts = {next(cell for cell in rows[0] if cell is not None): grid for grid, rows in grids.items()}
        grid_of = {cell: grid for grid, rows in grids.items() for row in rows for cell in row if cell}

        def runner_up(found: tuple[int, float] | None) -> RunnerUp | None:
            if found is None or found[0] == ROOT:
                return found and RunnerUp(None, None, found[1])
            parent, link = ids[found[0] // len(links)], links[found[0] % len(links)]
            if link is GridLink.AFTER_GRID:
                return RunnerUp(grid_of.get(parent, parent), Relation.RIGHT, found[1])
            return RunnerUp(parent, link if isinstance(link, Relation) else None, found[1])

        others = places.runners_up(hypothesis, verdict.sureness)
        evidence = {
            starts.get(symbol_id, symbol_id): Evidence(log_prob, runner_up(other))
            for symbol_id, log_prob, other in zip(ids, verdict.sureness.tolist(), others, strict=True)
        }
        most = max(3, *(len(symbol.candidates) for symbol in expression.symbols))
        labels = dict(zip(ids, posteriors.labels.best(most), strict=True)) if posteriors.labels else {}
        return BaselineStructure.from_relations(
            expression if self.labels == "none" else weighed(expression, labels),
            relations,
            grids,
            log_prob=verdict.log_prob,
            evidence=evidence,
            classes=dict(zip(ids, posteriors.classes(), strict=True)),
            labels=labels,
        )


def parse(expression: Expression, pins: Iterable[Pin] = ()) -> BaselineStructure:
    """The most probable tree by the default parser, with ``pins`` held as in :meth:`Parser.parse`.

    >>> boxes = [("x", (0, 10, 8, 18)), ("2", (9, 3, 13, 10)), ("y", (16, 10, 24, 22))]
    >>> [r.relation.value for r in parse(Expression.from_boxes(boxes)).relationships()]
    ['Right', 'Sup']
    """
    return _default_parser().parse(expression, pins)


def parse_nbest(expression: Expression, n: int = 5, pins: Iterable[Pin] = ()) -> list[BaselineStructure]:
    """Up to ``n`` distinct trees by the default parser that hold the ``pins``, the most probable first.

    >>> trees = parse_nbest(Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 7, 13, 14))]), n=2)
    >>> trees[0].log_prob > trees[1].log_prob
    True
    """
    return _default_parser().parse_nbest(expression, n, pins)


def explain(expression: Expression, symbol_id: str, pins: Iterable[Pin] = ()) -> Explanation:
    """Why a symbol hangs where the default parser puts it, as :meth:`Parser.explain` finds it.

    >>> explain(Expression.from_boxes([("x", (0, 0, 1, 1))]), "0").headline
    'x is the root (probability 1.00; no other place is left)'
    """
    return _default_parser().explain(expression, symbol_id, pins)


def recognise(source: object, recogniser: str | Recogniser | None = None) -> list[BaselineStructure]:
    """The trees of all formulas of a source by the default parser, as :meth:`Parser.recognise` finds them.

    >>> [tree.pretty().splitlines()[0] for tree in recognise("docs/examples/square.json")]
    ['x + 1 = 0']
    """
    return _default_parser().recognise(source, recogniser)


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
    from layoutmath.classify.bayes.fitting import fit_bayes

    return fit_bayes(pairs, RelationshipFinder().best, seed=seed, progress=progress, about=about)


@functools.cache
def _default_parser() -> Parser:
    return Parser()


@functools.cache
def _shipped(name: str) -> BayesClassifier | AttentionClassifier:
    """A classifier that ships; files of users may change, so they are read each time."""
    return _made(name)


def _made(name_or_path: str | Path) -> BayesClassifier | AttentionClassifier:
    model = load_model(name_or_path)
    if isinstance(model, AttentionModel):
        return AttentionClassifier(model)
    from layoutmath.classify.bayes.classifier import BayesClassifier  # not loaded for the default classifier

    return BayesClassifier(model)
