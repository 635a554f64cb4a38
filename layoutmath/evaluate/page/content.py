"""Everything that the page shows, as values for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layoutmath.evaluate.calibration import SURE_SHARE
from layoutmath.evaluate.page import plots
from layoutmath.evaluate.page.errors import Errors, WrongRow, errors_of, wrong_rows
from layoutmath.evaluate.page.meanings import MEANINGS, SEEN
from layoutmath.evaluate.page.pictures import View, sample
from layoutmath.evaluate.page.plots import Plot
from layoutmath.evaluate.page.tables import (
    Intervals,
    Matrix,
    Section,
    class_matrix,
    measure_sections,
    pair_matrix,
    relation_matrix,
    resampled,
)
from layoutmath.evaluate.page.words import counted, of_hundred, right_of, span
from layoutmath.evaluate.proportion import Ratio
from layoutmath.evaluate.report import Report
from layoutmath.evaluate.totals import Run

HEADLINES = ("exact tree", "relationship", "expression rate", "structure", "all classes", "exact match")
"""Measures that stand at the top in large figures, where they say something."""

_REPEATED_WHEN_GIVEN = "expression rate"  # where labels were given, the same as exact trees


@dataclass(frozen=True, slots=True)
class Tile:
    """A number in large figures."""

    name: str
    percent: str
    interval: str
    right_of: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Names:
    """Expressions that need a word, by their names; ``title`` says how many and what of them."""

    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several runs beside each other: the headline numbers of each."""

    runs: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


LABELS_SHOWN, WRONG_LISTED = 20, 1000


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What stated probabilities are worth, in sentences and plots."""

    sentences: tuple[str, ...]
    plots: tuple[Plot, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The page, section by section; those of ``run`` are about the last run where there are several."""

    title: str
    run: str
    compared: str
    seen: tuple[str, ...]
    tiles: tuple[Tile, ...]
    comparison: Comparison | None
    lists: tuple[Names, ...]
    has_trees: bool
    is_perfect: bool
    hidden_labels: bool
    errors: Errors
    labels: tuple[tuple[str, str, int], ...]
    wrong: tuple[WrongRow, ...]
    wrong_more: int
    made: tuple[tuple[str, str], ...]
    sample: View
    relations: Matrix
    classes: Matrix
    pairs: Matrix
    plots: tuple[Plot, ...]
    calibration: Calibrated | None
    sections: tuple[Section, ...]


def page_content(report: Report, title: str) -> Content:
    """What the page of a report shows."""
    runs = report.runs or (Run(None, ()),)
    run = runs[-1]
    intervals = [resampled(each) for each in runs]
    errors, wrong = errors_of(run), wrong_rows(run)
    drawn = (
        plots.by_part(run, "size", "Right by number of symbols", "number of symbols"),
        plots.by_part(run, "depth", "Right by levels of nested lines", "levels, 1 for a single line"),
        plots.by_relation(run),
        plots.errors(run),
    )
    return Content(
        title,
        _run_name(run) if len(runs) > 1 else "",
        f"{counted(len(run.scores), 'expression')}, {counted(run.symbols, 'symbol')}",
        tuple(dict.fromkeys(SEEN[each.labels] for each in runs)),
        _tiles(run, intervals[-1]),
        _comparison(runs, intervals) if len(runs) > 1 else None,
        _lists(report, runs),
        errors.expressions > 0,
        bool(errors.expressions) and not errors.wrong,
        run.labels == "none",
        errors,
        tuple((*pair, count) for pair, count in run.label_confusion().most_common(LABELS_SHOWN)),
        wrong[:WRONG_LISTED],
        max(0, len(wrong) - WRONG_LISTED),
        tuple(report.made.items()),
        sample(),
        relation_matrix(run),
        class_matrix(run),
        pair_matrix(run),
        tuple(plot for plot in drawn if plot),
        _calibrated(run),
        measure_sections(run, intervals[-1]),
    )


def _tiles(run: Run, intervals: Intervals) -> tuple[Tile, ...]:
    ratios = run.measures()
    return tuple(
        Tile(
            name,
            of_hundred(ratios[name].percent),
            _interval(ratios[name], intervals.get(name)),
            right_of(ratios[name]),
            MEANINGS.get(name, ""),
        )
        for name in HEADLINES
        if name in ratios and not (run.labels == "given" and name == _REPEATED_WHEN_GIVEN)
    )


def _interval(ratio: Ratio, resampled: tuple[float, float] | None) -> str:
    """The bootstrap interval; Wilson's where all or none are right, for then all that is drawn is alike."""
    return span(ratio.interval if ratio.interval and ratio.right in (0, ratio.total) else resampled)


def _run_name(run: Run) -> str:
    return "" if run.iterations is None else counted(run.iterations, "iteration")


def _comparison(runs: tuple[Run, ...], intervals: list[Intervals]) -> Comparison:
    ratios = [run.measures() for run in runs]
    rows = tuple(
        (
            name,
            tuple(
                (of_hundred(each[name].percent, 2), _interval(each[name], resampled.get(name)))
                if name in each
                else ("–", "")
                for each, resampled in zip(ratios, intervals, strict=True)
            ),
        )
        for name in HEADLINES
        if any(name in each for each in ratios)
    )
    return Comparison(tuple(_run_name(run) for run in runs), rows)


def _lists(report: Report, runs: tuple[Run, ...]) -> tuple[Names, ...]:
    only_graphs = [one.name for one in runs[-1].scores if one.tree is None and one.graph is not None]
    lists = [
        _names("expression", "without a true tree, left out", report.skipped),
        _names("expression", "whose true relations form no tree, compared as label graphs only", only_graphs),
        _names("result", "that no truth has the name of, left out", report.without_truth),
    ]
    for run in runs:
        of_run = f" ({_run_name(run)})" if len(runs) > 1 else ""
        failures = [f"{name}: {problem}" for name, problem in run.failures]
        lists.append(_names("expression", f"without a result or a tree, counted as wrong{of_run}", failures))
    return tuple(each for each in lists if each.names)


def _names(thing: str, remark: str, names: Sequence[str]) -> Names:
    return Names(f"{counted(len(names), thing)} {remark}", tuple(names))


def _calibrated(run: Run) -> Calibrated | None:
    calibrations = run.calibrations()
    if not calibrations:
        return None
    sentences = []
    for what, calibration in calibrations.items():
        sure, all_of = (of_hundred(100 * calibration.accuracy_at(share)) for share in (SURE_SHARE, 1))
        points = f"{100 * calibration.error:.1f} percentage points"
        sentences.append(
            f"{counted(calibration.count, what.removesuffix('s'))}: probabilities and shares of right ones"
            f" differ by {points} on average (the expected calibration error). Of the {SURE_SHARE:.0%} that"
            f" it is surest of, {sure} are right; of all, {all_of}."
        )
    return Calibrated(tuple(sentences), (plots.reliability(calibrations), plots.risk_coverage(calibrations)))
