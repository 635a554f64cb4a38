"""Scoring many results: those in files, or those of a parser."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from layoutmath.errors import LayoutmathError
from layoutmath.evaluate.report import Report
from layoutmath.evaluate.scores import Scores, all_wrong, score
from layoutmath.evaluate.totals import Run
from layoutmath.expression import Expression
from layoutmath.structure import BaselineStructure

TruePair = tuple[Expression, BaselineStructure | None]
"""An expression with its true tree, as readers give them; None: the source states none."""

TOGETHER = 64
"""Expressions that a parser is given at a time."""


class StructureParser(Protocol):
    """Whatever finds a tree over the symbols of an expression, for one or, in less time, for many.

    ``labels`` says what it looks at of their labels, one of ``LABEL_MODES``.
    """

    @property
    def labels(self) -> str: ...

    def parse(self, expression: Expression) -> BaselineStructure: ...

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]: ...


def evaluate_results(truths: Iterable[TruePair], results: Iterable[BaselineStructure]) -> Report:
    """How good the results are that carry the names of the truths.

    An expression without a result counts as all wrong, one without a true tree is left out; both are named in
    the report, and so are results without a truth. Of several with one name, the first result belongs to the
    first truth, and so on.

    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18))], name="letter")
    >>> truth = BaselineStructure.from_relations(expression, [])
    >>> evaluate_results([(expression, truth)], []).runs[0].failures
    (('letter', 'no result'),)
    """
    by_name: dict[str, deque[BaselineStructure]] = {}
    for result in results:
        by_name.setdefault(result.expression.name, deque()).append(result)
    scores: list[Scores] = []
    skipped = []
    for expression, truth in truths:
        candidates = by_name.get(expression.name)
        result_or_none = candidates.popleft() if candidates else None
        if truth is None:
            skipped.append(expression.name)
        elif result_or_none is None:
            scores.append(all_wrong(truth, "no result"))
        else:
            scores.append(score(truth, result_or_none))
    left_over = tuple(name for name, candidates in by_name.items() for _ in candidates)
    return Report((Run(None, tuple(scores)),), tuple(skipped), left_over)


def evaluate_parser(pairs: Iterable[TruePair], parsers: Mapping[int | None, StructureParser]) -> Report:
    """How good a parser is, for each number of iterations in ``parsers``; expressions are read once.

    The number is None where none is stated. An expression that a parser fails on counts as all wrong and is
    named in the report, with the error. The symbols of a result count with the labels that the parser could
    have told: those given, the most probable ones after parsing (or before it, where the result states no
    posterior of labels), or none.

    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18))], name="letter")
    >>> truth = BaselineStructure.from_relations(expression, [])
    >>> class Single:
    ...     labels = "none"
    ...     def parse(self, expression):
    ...         return BaselineStructure.from_relations(expression, [])
    ...     def parse_many(self, expressions):
    ...         return map(self.parse, expressions)
    >>> evaluate_parser([(expression, truth)], {1: Single()}).runs[0].exact
    Proportion(right=1, total=1)
    """
    scores: dict[int | None, list[Scores]] = {iterations: [] for iterations in parsers}
    skipped = []
    remaining = iter(pairs)
    while together := list(itertools.islice(remaining, TOGETHER)):
        skipped += [expression.name for expression, truth in together if truth is None]
        known = [(expression, truth) for expression, truth in together if truth is not None]
        for iterations, parser in parsers.items():
            results = _parsed(parser, [expression for expression, _ in known])
            scores[iterations] += [
                all_wrong(truth, result)
                if isinstance(result, str)
                else score(truth, _as_seen(result, parser.labels))
                for (_, truth), result in zip(known, results, strict=True)
            ]
    runs = tuple(
        Run(iterations, tuple(scores[iterations]), parser.labels) for iterations, parser in parsers.items()
    )
    return Report(runs, tuple(skipped))


def _parsed(parser: StructureParser, expressions: Sequence[Expression]) -> list[BaselineStructure | str]:
    """What the parser finds for each expression, or why it finds nothing."""
    try:
        return list(parser.parse_many(expressions))
    except Exception:  # one expression must not cost the numbers of all others: each is tried alone
        return [_parsed_alone(parser, expression) for expression in expressions]


def _parsed_alone(parser: StructureParser, expression: Expression) -> BaselineStructure | str:
    try:
        return parser.parse(expression)
    except Exception as error:
        kind = "" if isinstance(error, LayoutmathError) else f"{type(error).__name__}: "
        return kind + str(error).removeprefix(f"{expression.name}: ")


def _as_seen(result: BaselineStructure, labels: str) -> BaselineStructure:
    """The result with the labels that its parser saw, or found by what it saw.

    The symbols themselves come out of a parser as they went in.
    """
    if labels == "given":
        return result
    seen = result.expression.with_labels(labels)
    found = result.labels if labels == "candidates" else {}
    symbols = []
    for symbol in seen.symbols:
        candidates = found.get(symbol.id, symbol.candidates)
        symbols.append(replace(symbol, label=candidates[0].label if candidates else None))
    return replace(result, expression=replace(seen, symbols=tuple(symbols)))
