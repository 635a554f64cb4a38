"""The report of an evaluation as a table to read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from layoutmath.evaluate.calibration import SURE_SHARE, Calibration
from layoutmath.evaluate.measures import LATEX, MEASURES
from layoutmath.evaluate.proportion import Ratio
from layoutmath.evaluate.record import PUBLISHED, run_record
from layoutmath.evaluate.totals import Run

NOTES = {
    "given": "labels were given: classes follow and are left out",
    "candidates": "labels were hidden except candidates: the most probable label counts as the one found",
    "none": "labels were hidden: measures that ask for them are left out",
    "found": "symbols and labels were found from the ink alone; a tree is exact when its places are right",
}
"""What the table says about labels, by what the parser saw of them."""

_NAMES_AT_MOST = 10  # in the table; the JSON has all of them


@dataclass(frozen=True, slots=True)
class Report:
    """The runs of an evaluation, and what could not be compared.

    ``skipped`` names the expressions whose truth states nothing to compare with, ``without_truth`` the
    results that no truth has the name of. ``made`` says how the report was made: data, settings, version.
    """

    runs: tuple[Run, ...]
    skipped: tuple[str, ...] = ()
    without_truth: tuple[str, ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)

    def text(self, by: Sequence[str] = ()) -> str:
        """A table with a row for each measure: counts and an interval, or of several runs the percentages.

        ``by`` names keys of which every part gets rows of its own (see
        :func:`layoutmath.evaluate.parts.parts`).
        """
        first = self.runs[0] if self.runs else Run(None, ())
        lines = [f"{len(first.scores)} expressions, {first.symbols} symbols"]
        lines += dict.fromkeys(NOTES[run.labels] for run in self.runs if run.labels in NOTES)
        matched = first.matched_by()
        if matched.keys() - {"primitives"}:
            shares = ", ".join(f"{how} ({count})" for how, count in matched.items())
            lines.append(f"symbols are the same by their {shares}")
        lines += _named("without a true tree, left out", self.skipped)
        graphs = [one.name for one in first.scores if one.tree is None and one.graph is not None]
        lines += _named("true relations form no tree, compared as label graphs only", graphs)
        texts = [one.name for one in first.scores if one.graph is None]
        lines += _named("true LaTeX is no formula, compared as text only", texts)
        lines += _named("results without a truth, left out", self.without_truth)
        for run in self.runs:
            title = "without a result, or one with a tree, counted as wrong"
            if run.iterations is not None:
                title += f" ({_iterations(run)})"
            lines += _named(title, [f"{name}: {problem}" for name, problem in run.failures])
        if len(self.runs) > 1:
            heading = f"{'% after iterations':32}" + "".join(f"{run.iterations!s:>8}" for run in self.runs)
        else:
            heading = f"{'':32}{'right / of':>17}{'%':>8}{'95 % interval':>16}"
        has_published = any(run.labels == "none" for run in self.runs)
        lines += ["", f"{heading}{'published' if has_published else '':>11}".rstrip()]
        tables = [_table(run, by) for run in self.runs]
        for section in dict.fromkeys(section for table in tables for section in table):
            names = dict.fromkeys(name for table in tables for name in table.get(section, {}))
            lines += [section] if names else []
            for name in names:
                values = [table.get(section, {}).get(name) for table in tables]
                cells = "".join(map(_percent, values)) if len(values) > 1 else _cells(values[0])
                published = f"{PUBLISHED[name]:11.2f}" if has_published and name in PUBLISHED else ""
                lines.append(f"  {name:30}{cells}{published}".rstrip())
        intervals = "95 % intervals: Wilson's of whole expressions, else by bootstrap over expressions"
        lines += ["", intervals] if len(self.runs) == 1 else [""]
        if has_published:
            lines.append("published: Basyuk & Vasyliuk 2024, labels hidden, 570 symbols of their own")
        return "\n".join(lines) + "\n"

    def record(self, by: Sequence[str] = ()) -> dict[str, object]:
        """Every number, as plain dictionaries and lists (docs/evaluating.md lists the fields)."""
        return {
            "made": dict(self.made),
            "skipped": list(self.skipped),
            "without_truth": list(self.without_truth),
            "published": PUBLISHED,
            "runs": [run_record(run, by) for run in self.runs],
        }

    def json(self, by: Sequence[str] = ()) -> str:
        """:meth:`record` as JSON text.

        >>> import json
        >>> json.loads(Report((Run(3, ()),)).json())["runs"][0]["expressions"]
        0
        """
        return json.dumps(self.record(by), ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class _Row:
    """Counts, and an interval in percent."""

    ratio: Ratio
    interval: tuple[float, float] | None


Value = _Row | float | None


def _rows(run: Run, ratios: Mapping[str, Ratio]) -> dict[str, Value]:
    """Measures with Wilson's interval where expressions are counted, else with that of the bootstrap."""
    drawn = run.bootstrap(name for name in ratios if not MEASURES[name].whole)
    return {name: _Row(ratio, drawn.get(name, ratio.interval)) for name, ratio in ratios.items()}


def _table(run: Run, by: Sequence[str]) -> dict[str, dict[str, Value]]:
    """Sections of the table, each with its rows; what is right by construction has none."""
    sections: dict[str, dict[str, Value]] = {}
    for name, row in _rows(run, run.measures()).items():
        sections.setdefault(MEASURES[name].section, {})[name] = row
    if unscored := run.unscored_classes() if run.labels != "given" else {}:
        sections["symbol classes, not scored"] = {
            name: _Row(ratio, ratio.interval) for name, ratio in unscored.items()
        }
    if latex := run.latex():
        sections.setdefault(LATEX, {}).update(latex)
    if calibrations := run.calibrations():
        sections["stated probabilities"] = _probabilities(calibrations)
    for key in by:
        parts = run.parts(key)
        for measure in ("exact tree", "relationship"):
            sections[f"{measure} by {key}"] = {
                name: _Row(part.measure(measure), part.interval(measure)) for name, part in parts.items()
            }
    return sections


def _probabilities(calibrations: Mapping[str, Calibration]) -> dict[str, Value]:
    rows: dict[str, Value] = {}
    for what, calibration in calibrations.items():
        rows[f"{what}: calibration error"] = 100 * calibration.error
        rows[f"{what}: right of surest {SURE_SHARE:.0%}"] = 100 * calibration.accuracy_at(SURE_SHARE)
    return rows


def _percent(value: Value) -> str:
    percent = value.ratio.percent if isinstance(value, _Row) else value
    return f"{'–' if percent is None else f'{percent:.2f}':>8}"


def _cells(value: Value) -> str:
    if not isinstance(value, _Row):
        return f"{'':17}{_percent(value)}{'':16}"
    interval = "{:.1f} – {:.1f}".format(*value.interval) if value.interval else ""
    counts = f"{value.ratio.right:.7g} / {value.ratio.total:.0f}"
    return f"{counts:>17}{_percent(value)}{interval:>16}"


def _iterations(run: Run) -> str:
    return f"{run.iterations} iteration" + ("" if run.iterations == 1 else "s")


def _named(title: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    more = [f"  … and {len(names) - _NAMES_AT_MOST} more"] if len(names) > _NAMES_AT_MOST else []
    return [f"{title}: {len(names)}", *(f"  {name}" for name in names[:_NAMES_AT_MOST]), *more]
