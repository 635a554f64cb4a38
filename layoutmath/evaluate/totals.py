"""Totals over many expressions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from layoutmath.evaluate.bootstrap import bootstrap_intervals
from layoutmath.evaluate.calibration import Calibration, calibration_of
from layoutmath.evaluate.examples import Example
from layoutmath.evaluate.measures import CLASSES, LABELS, MEASURES
from layoutmath.evaluate.parts import parts
from layoutmath.evaluate.proportion import Proportion, Ratio
from layoutmath.evaluate.scores import Scores
from layoutmath.evaluate.trees import TreeScores
from layoutmath.symbols import SCORED_SHAPES, Shape, SymbolClass

Confusion = dict[str, dict[str, int]]
"""How often each true name was found as which, true by true, frequent ones first."""


@dataclass(frozen=True, slots=True)
class Run:
    """The scores of one parser or of one set of results.

    ``iterations`` is None where none were stated, ``labels`` (what the parser saw of them) where none ran.
    ``examples`` are wrong results to look at, where they were asked for.
    """

    iterations: int | None
    scores: tuple[Scores, ...]
    labels: str | None = None
    examples: tuple[Example, ...] = ()

    @property
    def symbols(self) -> int:
        return sum(one.symbols for one in self.scores)

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """Name and reason of every expression that has no result, or none with a tree."""
        return tuple((one.name, one.problem) for one in self.scores if one.problem)

    def measure(self, name: str) -> Ratio:
        """One of :data:`layoutmath.evaluate.measures.MEASURES` over all expressions."""
        measure = MEASURES[name]
        counts = [measure.counts(one) for one in self.scores]
        right, total = sum(count[0] for count in counts), sum(count[1] for count in counts)
        return (Proportion if measure.whole else Ratio)(right, total)

    def measures(self) -> dict[str, Ratio]:
        """Every measure that says something here: of anything at all, of labels only where they were seen.

        Where labels were given, or found beforehand, classes and labels follow from them and are left out.
        """
        asked = (
            name
            for name, measure in MEASURES.items()
            if not (measure.of_labels and self.labels == "none")
            and not (measure.section in (CLASSES, LABELS) and self.labels in ("given", "found"))
            and not (measure.section == CLASSES and not self._has_classes())
            and not (measure.section == LABELS and all(tree.parsed_labels is None for tree in self.trees()))
        )
        ratios = {name: self.measure(name) for name in asked}
        return {name: ratio for name, ratio in ratios.items() if ratio.total}

    def interval(self, name: str) -> tuple[float, float] | None:
        """The 95 % interval of a measure in percent: Wilson's for whole expressions, else by bootstrap."""
        return self.measure(name).interval if MEASURES[name].whole else self.bootstrap([name])[name]

    def bootstrap(self, names: Iterable[str]) -> dict[str, tuple[float, float] | None]:
        """The bootstrap interval of each measure, in percent."""
        return bootstrap_intervals(
            {name: [MEASURES[name].counts(one) for one in self.scores] for name in names}
        )

    def latex(self) -> dict[str, float | None]:
        """BLEU of all LaTeX together, and the mean edit distance; empty where none was compared."""
        compared = [one.latex for one in self.scores if one.latex is not None]
        if not compared or self.labels == "none":
            return {}
        from layoutmath.evaluate.latex.strings import corpus_bleu  # an extra

        mean_distance = sum(one.distance for one in compared) / len(compared)
        return {"BLEU": corpus_bleu(compared), "edit distance, tokens": mean_distance}

    def parts(self, key: str) -> dict[str, Run]:
        """A run for each part of the expressions (see :func:`layoutmath.evaluate.parts.parts`)."""
        return {
            name: replace(self, scores=tuple(part), examples=())
            for name, part in parts(self.scores, key).items()
        }

    def unscored_classes(self) -> dict[str, Proportion]:
        """Class accuracy of the shapes that never enter the total."""
        right, all_of = Counter[Shape](), Counter[Shape]()
        for shape, found in self._class_pairs() if self._has_classes() else ():
            if shape is not None:
                all_of[shape] += 1
                right[shape] += shape.symbol_class is found
        return {
            shape.value.replace("_", " "): Proportion(right[shape], all_of[shape])
            for shape in Shape
            if all_of[shape] and shape not in SCORED_SHAPES
        }

    def class_confusion(self) -> Confusion:
        """How often each true class was found as which, over the scored symbols."""
        pairs = ((s, c) for s, c in self._class_pairs() if s in SCORED_SHAPES and c is not None)
        return _nested((s.symbol_class.value, c.value) for s, c in pairs if s is not None)

    def relation_confusion(self) -> Confusion:
        """How often each true relation was found as which, at a wrong parent, or not at all."""
        return _nested((one.true, one.found) for tree in self.trees() for one in tree.placements)

    def pair_confusions(self) -> dict[str, Confusion]:
        """:meth:`relation_confusion` by the groups of parent and child, frequent pairs first."""
        pairs: dict[str, list[tuple[str, str]]] = {}
        for tree in self.trees():
            for one in tree.placements:
                pairs.setdefault(one.pair, []).append((one.true, one.found))
        frequent = sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))
        return {pair: _nested(found) for pair, found in frequent}

    def label_confusion(self) -> Counter[tuple[str, str]]:
        """How often each true label was taken for which other one; empty where labels were hidden."""
        if self.labels == "none":
            return Counter()
        return Counter(pair for one in self.scores if one.graph is not None for pair in one.graph.taken_for)

    def causes(self) -> Counter[tuple[str, str, str]]:
        """How often each kind of error is the cause of others (see :mod:`layoutmath.evaluate.causes`)."""
        return Counter(cause.kind for tree in self.trees() for cause in tree.causes)

    @property
    def unexplained(self) -> int:
        """Wrong trees of which no cause is told: their symbols or grids are not those of the truth."""
        return sum(not tree.exact and not tree.causes for tree in self.trees())

    def matched_by(self) -> dict[str, int]:
        """How many results were compared by primitives, by ids and by paths."""
        return dict(Counter(one.matched_by for one in self.scores if one.matched_by))

    def calibrations(self) -> dict[str, Calibration]:
        """What the stated probabilities of trees and of relations are worth; empty where none are stated."""
        stated = {
            "trees": [tree.stated_tree for tree in self.trees() if tree.stated_tree],
            "relations": [one for tree in self.trees() for one in tree.stated_relations],
        }
        found = {what: calibration_of(each) for what, each in stated.items()}
        return {what: each for what, each in found.items() if each}

    def by_symbols(self) -> list[dict[str, int]]:
        """Counts of right places and trees for each number of symbols."""
        sizes: dict[int, Counter[str]] = {}
        for tree in self.trees():
            sizes.setdefault(tree.symbols, Counter()).update(
                expressions=1, exact=tree.exact, parents=tree.parents, relationships=tree.relationships
            )
        return [{"symbols": size, **sizes[size]} for size in sorted(sizes)]

    def trees(self) -> list[TreeScores]:
        """The scores of all expressions whose truth has a tree."""
        return [one.tree for one in self.scores if one.tree is not None]

    def _class_pairs(self) -> Iterable[tuple[Shape | None, SymbolClass | None]]:
        return (pair for tree in self.trees() for pair in tree.class_pairs)

    def _has_classes(self) -> bool:
        return any(found is not None for _, found in self._class_pairs())


def _nested(pairs: Iterable[tuple[str, str]]) -> Confusion:
    counts: Confusion = {}
    for (true, found), count in Counter(pairs).most_common():
        counts.setdefault(true, {})[found] = count
    return counts
