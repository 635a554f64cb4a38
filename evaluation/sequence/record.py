"""One row of the table that compares recognisers of whole formulas: what is kept, and how it is scored.

A row is a JSON object in ``evaluation/results/``, written by :func:`keep` and read by :func:`kept`. The
structural engine's is made by the same functions from its trees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import recording

import layoutmath as lm
from layoutmath.errors import InputError
from layoutmath.evaluate.evaluation import evaluate_results
from layoutmath.evaluate.latex import ALL_RULES
from layoutmath.evaluate.scores import EvaluationSettings
from layoutmath.expression import Expression
from layoutmath.readers.contract import Pair, StatedPair

Interval = tuple[float, float] | None
MEASURED = {
    "expression_rate": "expression rate",
    "exact_match": "exact match",
    "cer": "CER",
    "wer": "WER",
}
"""Fields of a row, and which measures of ``layoutmath evaluate`` they are."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure: ``count`` of ``of``, in percent, and its 95 % interval (by bootstrap over expressions)."""

    count: float
    of: float
    percent: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Scored:
    """What results are worth: rates of expressions, error rates, and how many results are no formula.

    ``expression_rate`` asks for the tree with all labels, ``exact_match`` for all tokens after normalisation,
    CER and WER are (S + D + I) / N over characters and tokens (docs/latex_metrics.md).
    """

    expressions: int
    expression_rate: Measured
    exact_match: Measured
    cer: Measured
    wer: Measured
    without_tree: int


@dataclass(frozen=True, slots=True)
class Row:
    """One recogniser of whole formulas.

    ``scores`` are those of all ``data``, ``new_formulas`` those of the expressions whose tree occurs nowhere
    in the training data. ``milliseconds`` are of processor time for one formula after the other on one core,
    from strokes to LaTeX: ``median``, ``mean`` and the 95th percentile ``p95``. ``megabytes`` are those of
    the parameters as they are kept. ``trained`` says on what, by which command, for how many epochs and
    ``seconds`` of processor time.
    """

    name: str
    data: str
    scores: Scored
    new_formulas: Scored | None
    milliseconds: dict[str, float]
    parameters: int
    megabytes: float
    command: str
    seed: int | None
    date: str
    trained: dict[str, object]


def scored(truths: Iterable[Pair], results: Iterable[Pair]) -> Scored:
    r"""The scores of results that carry the names of the truths.

    Symbols are the same where they have the same place in the tree, whatever strokes they were made of. So a
    result may be a line of LaTeX (:func:`as_result`) or a tree with boxes.

    >>> truth = lm.read_latex(r"\frac{x}{2}")
    >>> scores = scored([(truth.expression, truth)], [as_result("", r"\frac{x}{3}")])
    >>> scores.expression_rate.percent, scores.wer.percent
    (0.0, 14.2...)
    """
    how = EvaluationSettings(by_paths=True, latex_rules=ALL_RULES)
    (run,) = evaluate_results(truths, results, how).runs
    drawn = run.bootstrap(MEASURED.values())
    measured = {}
    for field, name in MEASURED.items():
        ratio = run.measure(name)
        if ratio.percent is None:
            raise InputError("found no expressions with true trees", "one at least")
        measured[field] = Measured(ratio.right, ratio.total, ratio.percent, ratio.interval or drawn[name])
    return Scored(len(run.scores), **measured, without_tree=len(run.failures))


def as_result(name: str, latex: str) -> Pair:
    """A line of LaTeX as the result for an expression; without a tree where it is no formula.

    >>> as_result("a", r"x^{2").problem
    'line 1, column 5: found the end of the formula; expected a closing }'
    """
    try:
        tree = lm.read_latex(latex)
    except InputError as error:
        return StatedPair(Expression((), name), None, latex=latex, problem=str(error))
    return StatedPair(Expression(tree.expression.symbols, name), tree, latex=latex)


def only_new(truths: Iterable[Pair], known: Collection[str]) -> list[Pair]:
    """The pairs whose tree has another LaTeX than all that are known."""
    return [pair for pair in truths if pair[1] is not None and lm.export(pair[1], "latex") not in known]


def keep(name: str, row: Row) -> None:
    """Write a row into ``evaluation/results/`` as JSON and as text."""
    recording.record(name, asdict(row), recording.heading(row.command) + table([row]) + "\n")


def kept(name: str) -> Row:
    """The row that was kept under a name."""
    found: dict[str, Any] = recording.recorded(name)
    scores, new = _scored(found.pop("scores")), found.pop("new_formulas")
    return Row(**found, scores=scores, new_formulas=new and _scored(new))


def _scored(found: dict[str, Any]) -> Scored:
    return Scored(**{key: Measured(**value) if key in MEASURED else value for key, value in found.items()})


HEADINGS = (
    "recogniser",
    "expression rate %",
    "of new formulas %",
    "all tokens right %",
    "CER %",
    "WER %",
    "ms per formula",
    "parameters",
    "MB",
)


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown, rates with 95 % intervals, times as median (95th percentile)."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    scores, new = row.scores, row.new_formulas
    return (
        row.name,
        _percent(scores.expression_rate),
        _percent(new.expression_rate) if new else "–",
        _percent(scores.exact_match),
        _percent(scores.cer),
        _percent(scores.wer),
        f"{row.milliseconds['median']:.0f} ({row.milliseconds['p95']:.0f})",
        f"{row.parameters / 1e6:.2f} M",
        f"{row.megabytes:.1f}",
    )


def _percent(measured: Measured) -> str:
    if measured.interval is None:
        return f"{measured.percent:.1f}"
    low, high = measured.interval
    return f"{measured.percent:.1f} ({low:.1f}–{high:.1f})"
