"""Totals over many expressions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from layoutmath.evaluate.parts import parts
from layoutmath.evaluate.proportion import Proportion
from layoutmath.evaluate.scores import Scores
from layoutmath.symbols import SCORED_SHAPES, Shape, SymbolClass


@dataclass(frozen=True, slots=True)
class Run:
    """The scores of one parser or of one set of results.

    ``iterations`` is None where none were stated, ``labels`` (what the parser saw of them) where none ran.
    """

    iterations: int | None
    scores: tuple[Scores, ...]
    labels: str | None = None

    @property
    def labels_hidden(self) -> bool:
        """Whether no label could be found, so that no measure may ask for one."""
        return self.labels == "none"

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """Name and reason of every expression that has no result."""
        return tuple((one.name, one.problem) for one in self.scores if one.problem)

    @property
    def parentage(self) -> Proportion:
        """Symbols whose parent is right; the root's is none."""
        return self._of_symbols(one.parents for one in self.scores)

    @property
    def relationship(self) -> Proportion:
        """Symbols whose parent and relation are right."""
        return self._of_symbols(one.relationships for one in self.scores)

    @property
    def exact(self) -> Proportion:
        """Expressions with every relationship right; labels of symbols are not asked."""
        return self._of_expressions(one.exact for one in self.scores)

    @property
    def neutral(self) -> Proportion:
        """Exact trees where limits, primes and accents may follow either convention."""
        return self._of_expressions(one.neutral for one in self.scores)

    @property
    def structure(self) -> Proportion:
        """Expressions with all symbols and all parents right; relations and labels are not asked."""
        return self._of_expressions(one.structure for one in self.scores)

    @property
    def expression(self) -> Proportion | None:
        """Exact trees with every symbol's label right; None where labels were hidden."""
        return None if self.labels_hidden else self._of_expressions(one.expression for one in self.scores)

    @property
    def parsed_labels(self) -> Proportion | None:
        """Symbols whose most probable label after parsing is right; None where no result states one."""
        if all(one.parsed_labels is None for one in self.scores):
            return None
        return self._of_symbols(one.parsed_labels or 0 for one in self.scores)

    def grids(self) -> dict[str, Proportion]:
        """Grids by row, column and cell; empty where neither truths nor results have any.

        Invented are grids whose symbols are those of no true grid. Among the expressions whose truth has
        grids, those are right that have them all right and none invented.
        """
        with_grids = [one for one in self.scores if one.grids]
        grids, found = sum(one.grids for one in with_grids), sum(one.result_grids for one in self.scores)
        if not grids and not found:
            return {}
        all_right = (one.right_grids == one.grids == one.result_grids for one in with_grids)
        return {
            "grids right": Proportion(sum(one.right_grids for one in with_grids), grids),
            "grids invented": Proportion(found - sum(one.matched_grids for one in with_grids), found),
            "expressions, all grids right": Proportion(sum(all_right), len(with_grids)),
        }

    def parts(self, key: str) -> dict[str, Run]:
        """A run for each part of the expressions (see :func:`layoutmath.evaluate.parts.parts`)."""
        return {name: replace(self, scores=tuple(part)) for name, part in parts(self.scores, key).items()}

    def label_graph(self) -> dict[str, tuple[Proportion, Proportion]]:
        """Recall and precision of symbols and relations, each without and with its label.

        Symbols with their labels are left out where those were hidden.
        """
        result_symbols = sum(one.result_symbols for one in self.scores)
        result_relations = sum(one.result_relations for one in self.scores)
        found = {
            "symbols": (sum(one.matched_symbols for one in self.scores), True),
            "symbols + labels": (sum(one.right_labels for one in self.scores), True),
            "relations": (sum(one.detected_relations for one in self.scores), False),
            "relations + labels": (sum(one.right_relations for one in self.scores), False),
        }
        symbols, relations = self.symbols, sum(one.relations for one in self.scores)
        return {
            name: (
                Proportion(right, symbols if of_symbols else relations),
                Proportion(right, result_symbols if of_symbols else result_relations),
            )
            for name, (right, of_symbols) in found.items()
            if name != "symbols + labels" or not self.labels_hidden
        }

    def classes(self) -> dict[str, Proportion]:
        """Class accuracy by row and in total ("all classes"); empty where no result has classes."""
        return self._class_rows(SCORED_SHAPES, "all classes")

    def unscored_classes(self) -> dict[str, Proportion]:
        """Class accuracy of the shapes that never enter the total."""
        return self._class_rows([shape for shape in Shape if shape not in SCORED_SHAPES])

    def class_confusion(self) -> dict[str, dict[str, int]]:
        """How often each true class was found as which, over the scored symbols."""
        pairs = ((s, c) for s, c in self._class_pairs() if s in SCORED_SHAPES and c is not None)
        return _nested((s.symbol_class.value, c.value) for s, c in pairs if s is not None)

    def relation_confusion(self) -> dict[str, dict[str, int]]:
        """How often each true relation was found as which, at a wrong parent, or not at all."""
        return _nested(pair for one in self.scores for pair in one.relation_pairs)

    def by_symbols(self) -> list[dict[str, int]]:
        """Counts of right places and trees for each number of symbols."""
        sizes: dict[int, Counter[str]] = {}
        for one in self.scores:
            sizes.setdefault(one.symbols, Counter()).update(
                expressions=1, exact=one.exact, parents=one.parents, relationships=one.relationships
            )
        return [{"symbols": size, **sizes[size]} for size in sorted(sizes)]

    @property
    def symbols(self) -> int:
        return sum(one.symbols for one in self.scores)

    def _of_symbols(self, counts: Iterable[int]) -> Proportion:
        return Proportion(sum(counts), self.symbols)

    def _of_expressions(self, verdicts: Iterable[bool]) -> Proportion:
        return Proportion(sum(verdicts), len(self.scores))

    def _class_pairs(self) -> list[tuple[Shape | None, SymbolClass | None]]:
        pairs = [pair for one in self.scores for pair in one.class_pairs]
        return pairs if any(found is not None for _, found in pairs) else []

    def _class_rows(self, shapes: Sequence[Shape], total: str = "") -> dict[str, Proportion]:
        right, all_of = Counter[Shape](), Counter[Shape]()
        for shape, found in self._class_pairs():
            if shape is not None:
                all_of[shape] += 1
                right[shape] += shape.symbol_class is found
        rows = {
            shape.value.replace("_", " " if shape not in SCORED_SHAPES else "-"): Proportion(
                right[shape], all_of[shape]
            )
            for shape in shapes
            if all_of[shape]
        }
        if total and rows:
            rows[total] = Proportion(sum(right[s] for s in shapes), sum(all_of[s] for s in shapes))
        return rows


def _nested(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Counts of (true, found), true by true, frequent ones first."""
    counts: dict[str, dict[str, int]] = {}
    for (true, found), count in Counter(pairs).most_common():
        counts.setdefault(true, {})[found] = count
    return counts
