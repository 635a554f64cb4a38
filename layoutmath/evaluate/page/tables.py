"""Tables of numbers: confusion matrices, and every measure with its intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layoutmath.evaluate.bootstrap import bootstrap_intervals
from layoutmath.evaluate.calibration import SURE_SHARE, Calibration
from layoutmath.evaluate.measures import LATEX, MEASURES
from layoutmath.evaluate.page.meanings import MEANINGS, SECTIONS
from layoutmath.evaluate.page.words import of_hundred, right_of, span
from layoutmath.evaluate.proportion import Ratio
from layoutmath.evaluate.record import PUBLISHED
from layoutmath.evaluate.totals import Confusion, Run
from layoutmath.evaluate.trees import ABSENT, OTHER_PARENT
from layoutmath.relation import Relation
from layoutmath.symbols import SymbolClass

_RELATIONS = (*(relation.value for relation in Relation), "root", "Cell", OTHER_PARENT, ABSENT)
_PAIRS_AT_MOST = 12

Intervals = Mapping[str, tuple[float, float] | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, and how dark its cell is: the share of its row, from 0 to 1."""

    count: int
    share: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a confusion matrix; ``span`` is how many rows its group has, 0 after the first of them."""

    true: str
    cells: tuple[Cell, ...]
    total: int
    group: str = ""
    span: int = 0

    @property
    def right(self) -> str:
        """The percentage of right ones."""
        right = sum(cell.count for cell in self.cells if cell.is_right)
        return of_hundred(100 * right / self.total)


@dataclass(frozen=True, slots=True)
class Matrix:
    """True names down, found ones across."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def relation_matrix(run: Run) -> Matrix:
    """Each true relation, and what was found instead."""
    return _matrix({"": run.relation_confusion()}, _RELATIONS)


def class_matrix(run: Run) -> Matrix:
    """Each true symbol class, and what was found instead; empty where labels told the class."""
    confusion = {} if run.labels == "given" else run.class_confusion()
    return _matrix({"": confusion}, [each.value for each in SymbolClass])


def pair_matrix(run: Run) -> Matrix:
    """Relations by the groups of parent and child, of the pairs with most errors."""
    pairs = run.pair_confusions()

    def errors(pair: str) -> int:
        return sum(sum(found.values()) - found.get(true, 0) for true, found in pairs[pair].items())

    worst = sorted(filter(errors, pairs), key=errors, reverse=True)
    return _matrix({pair: pairs[pair] for pair in worst[:_PAIRS_AT_MOST]}, _RELATIONS)


def _matrix(groups: Mapping[str, Confusion], order: Sequence[str]) -> Matrix:
    """One table of several confusions, each a group of rows."""
    found = {name for confusion in groups.values() for names in confusion.values() for name in names}
    shown = found.union(*groups.values())
    columns = tuple(name for name in order if name in shown)
    lines = []
    for group, confusion in groups.items():
        first = len(confusion)
        for true in sorted(confusion, key=order.index):
            total = sum(confusion[true].values())
            cells = tuple(
                Cell(count, count / total, name == true)
                for name in columns
                for count in [confusion[true].get(name, 0)]
            )
            lines.append(Line(true, cells, total, group, first))
            first = 0
    return Matrix(columns, tuple(lines))


@dataclass(frozen=True, slots=True)
class Row:
    """A measure with what is known of it, as text; nothing where there is none."""

    name: str
    meaning: str
    right_of: str
    percent: str
    wilson: str = ""
    bootstrap: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Some measures that belong together."""

    title: str
    meaning: str
    rows: tuple[Row, ...]

    @property
    def has_published(self) -> bool:
        return any(row.published for row in self.rows)


def resampled(run: Run) -> Intervals:
    """The bootstrap interval of every measure of a run."""
    return bootstrap_intervals(
        {name: [MEASURES[name].counts(one) for one in run.scores] for name in run.measures()}
    )


def measure_sections(run: Run, intervals: Intervals) -> tuple[Section, ...]:
    """Every measure by section, with a sentence each."""
    rows: dict[str, list[Row]] = {}
    for name, ratio in run.measures().items():
        measure = MEASURES[name]
        meaning = MEANINGS.get(name, "") + (" Less is better." if measure.less_is_better else "")
        rows.setdefault(measure.section, []).append(_row(name, meaning, ratio, intervals))
    for name, value in run.latex().items():
        text = "–" if value is None else f"{value:.2f}"
        rows.setdefault(LATEX, []).append(Row(name, MEANINGS.get(name, ""), "", text))
    sections = [Section(title, SECTIONS.get(title, ""), tuple(each)) for title, each in rows.items()]
    if unscored := run.unscored_classes() if run.labels != "given" else {}:
        others = tuple(_row(name, "", ratio, {}) for name, ratio in unscored.items())
        meaning = "Classes of symbols that the class totals leave out."
        sections.append(Section("symbol classes, not scored", meaning, others))
    if calibrations := run.calibrations():
        sections.append(_probabilities(calibrations))
    return tuple(sections)


def _row(name: str, meaning: str, ratio: Ratio, intervals: Intervals) -> Row:
    published = of_hundred(PUBLISHED.get(name), 2) if name in PUBLISHED else ""
    percent, wilson = of_hundred(ratio.percent, 2), span(ratio.interval)
    return Row(name, meaning.strip(), right_of(ratio), percent, wilson, span(intervals.get(name)), published)


def _probabilities(calibrations: Mapping[str, Calibration]) -> Section:
    rows = []
    for what, calibration in calibrations.items():
        meaning = "How far probabilities are from the share of right ones, on average. Less is better."
        rows.append(Row(f"{what}: calibration error", meaning, "", of_hundred(100 * calibration.error, 2)))
        sure = of_hundred(100 * calibration.accuracy_at(SURE_SHARE), 2)
        rows.append(Row(f"{what}: right of the surest {SURE_SHARE:.0%}", "", "", sure))
    return Section(
        "stated probabilities", "What probabilities are worth that the results state.", tuple(rows)
    )
