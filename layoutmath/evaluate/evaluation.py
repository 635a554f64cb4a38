"""Scoring many results: those in files, or those of a parser."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from layoutmath.errors import LayoutmathError
from layoutmath.evaluate.examples import Example, Gallery
from layoutmath.evaluate.report import Report
from layoutmath.evaluate.scores import EvaluationSettings, Scores, full_name, score
from layoutmath.evaluate.totals import Run
from layoutmath.expression import Expression
from layoutmath.readers.contract import Pair
from layoutmath.relate.pins import Pin
from layoutmath.structure import BaselineStructure

TOGETHER = 64
"""Expressions that a parser is given at a time."""


class StructureParser(Protocol):
    """Whatever finds a tree over the symbols of an expression, for one or, in less time, for many.

    ``labels`` says what it looks at of their labels, one of ``LABEL_MODES``; or ``"found"``: it looks at no
    symbols at all, but finds them.
    """

    @property
    def labels(self) -> str: ...

    def parse(self, expression: Expression) -> BaselineStructure: ...

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]: ...


@dataclass(slots=True)
class _Tally:
    """The scores of one run so far."""

    how: EvaluationSettings
    gallery: Gallery
    scores: list[Scores] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, truth: Pair, result: Pair | None, problem: str = "") -> None:
        scores = score(truth, result, self.how, problem=problem)
        if scores is None:
            self.skipped.append(truth[0].name)
            return
        self.scores.append(scores)
        if truth[1] is not None and result is not None and result[1] is not None:
            by_paths = self.how.names_by_paths(truth, result)
            self.gallery.show(Example(scores, truth[1], result[1], by_paths))

    def run(self, iterations: int | None = None, labels: str | None = None) -> Run:
        return Run(iterations, tuple(self.scores), labels, self.gallery.examples())


def evaluate_results(
    truths: Iterable[Pair],
    results: Iterable[Pair],
    how: EvaluationSettings | None = None,
    *,
    examples: int = 0,
) -> Report:
    """How good the results are that carry the names of the truths; both as readers give them.

    An expression without a result counts as all wrong, one whose truth states neither a tree nor a label
    graph is left out; both are named in the report, and so are results without a truth. Of several with one
    name, the first result belongs to the first truth, and so on. ``examples`` is how many of the worst
    results are kept to be looked at, besides clear ones of each kind of error.

    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18))], name="letter")
    >>> truth = BaselineStructure.from_relations(expression, [])
    >>> evaluate_results([(expression, truth)], []).runs[0].failures
    (('letter', 'no result'),)
    """
    waiting = _Results()
    for result in results:
        waiting.add(result if isinstance(result, tuple) else (result.expression, result))
    tally = _Tally(how or EvaluationSettings(), Gallery(examples))
    for truth in truths:
        pair = truth if isinstance(truth, tuple) else (truth.expression, truth)
        tally.add(pair, waiting.take(pair))
    return Report((tally.run(),), tuple(tally.skipped), waiting.names())


class _Results:
    """Results by where they are (``extra["path"]``, a folder) and by name, until their truths take them."""

    def __init__(self) -> None:
        self._by_place: dict[str, deque[Pair]] = {}
        self._by_name: dict[str, list[Pair]] = {}

    def add(self, result: Pair) -> None:
        self._by_place.setdefault(full_name(result), deque()).append(result)
        self._by_name.setdefault(result[0].name, []).append(result)

    def take(self, truth: Pair) -> Pair | None:
        """The next result at the same place; where one of both names no place, by the name alone.

        A name alone has to belong to one result only.
        """
        place = full_name(truth)
        of_name = self._by_name.get(truth[0].name, ())
        if place not in self._by_place and len(of_name) == 1:
            (only,) = of_name
            if not (truth[0].extra.get("path") and only[0].extra.get("path")):
                place = full_name(only)
        waiting = self._by_place.get(place)
        return waiting.popleft() if waiting else None

    def names(self) -> tuple[str, ...]:
        """Those that no truth has taken."""
        return tuple(place for place, waiting in self._by_place.items() for _ in waiting)


def evaluate_parser(
    pairs: Iterable[Pair],
    parsers: Mapping[int | None, StructureParser],
    how: EvaluationSettings | None = None,
    *,
    told: Callable[[BaselineStructure], Iterable[Pin]] | None = None,
    examples: int = 0,
) -> Report:
    """How good a parser is, for each number of iterations in ``parsers``; expressions are read once.

    The number is None where none is stated. An expression that a parser fails on counts as all wrong and is
    named in the report, with the error; one without a true tree is left out. The symbols of a result count
    with the labels that the parser could have told: those given, the most probable ones after parsing (or
    before it, where the result states no posterior of labels), or none. ``told`` makes of each truth the pins
    that the parser has to hold, such as :func:`layoutmath.evaluate.given.true_parents`; the parser's
    ``parse`` has to take them then. ``examples`` as for :func:`evaluate_results`.

    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18))], name="letter")
    >>> truth = BaselineStructure.from_relations(expression, [])
    >>> class Single:
    ...     labels = "none"
    ...     def parse(self, expression):
    ...         return BaselineStructure.from_relations(expression, [])
    ...     def parse_many(self, expressions):
    ...         return map(self.parse, expressions)
    >>> evaluate_parser([(expression, truth)], {1: Single()}).runs[0].measure("exact tree")
    Proportion(right=1, total=1)
    """
    tallies = {iterations: _Tally(how or EvaluationSettings(), Gallery(examples)) for iterations in parsers}
    skipped = []
    remaining = iter(pairs)
    while together := list(itertools.islice(remaining, TOGETHER)):
        skipped += [expression.name for expression, truth in together if truth is None]
        known = [(expression, truth) for expression, truth in together if truth is not None]
        for iterations, parser in parsers.items():
            results = (
                _parsed(parser, [expression for expression, _ in known])
                if told is None
                else [_parsed_alone(parser, expression, told(truth)) for expression, truth in known]
            )
            for pair, result in zip(known, results, strict=True):
                if isinstance(result, str):
                    tallies[iterations].add(pair, None, result)
                else:
                    seen = _as_seen(result, parser.labels)
                    tallies[iterations].add(pair, (seen.expression, seen))
    runs = tuple(tallies[iterations].run(iterations, parser.labels) for iterations, parser in parsers.items())
    return Report(runs, tuple(skipped))


def _parsed(parser: StructureParser, expressions: Sequence[Expression]) -> list[BaselineStructure | str]:
    """What the parser finds for each expression, or why it finds nothing."""
    try:
        return list(parser.parse_many(expressions))
    except Exception:  # one expression must not cost the numbers of all others: each is tried alone
        return [_parsed_alone(parser, expression) for expression in expressions]


def _parsed_alone(
    parser: StructureParser, expression: Expression, *told: Iterable[Pin]
) -> BaselineStructure | str:
    parse: Callable[..., BaselineStructure] = parser.parse  # takes pins where there is anything to tell
    try:
        return parse(expression, *told)
    except Exception as error:
        kind = "" if isinstance(error, LayoutmathError) else f"{type(error).__name__}: "
        return kind + str(error).removeprefix(f"{expression.name}: ")


def _as_seen(result: BaselineStructure, labels: str) -> BaselineStructure:
    """The result with the labels that its parser saw, or found by what it saw.

    The symbols themselves come out of a parser as they went in.
    """
    if labels in ("given", "found"):
        return result
    seen = result.expression.with_labels(labels)
    found = result.labels if labels == "candidates" else {}
    symbols = []
    for symbol in seen.symbols:
        candidates = found.get(symbol.id, symbol.candidates)
        symbols.append(replace(symbol, label=candidates[0].label if candidates else None))
    return replace(result, expression=replace(seen, symbols=tuple(symbols)))
