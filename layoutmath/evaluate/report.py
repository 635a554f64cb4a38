"""The report of an evaluation: a table to read, and every number as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layoutmath.evaluate.proportion import Proportion, f_measure
from layoutmath.evaluate.totals import Run

PUBLISHED = {
    "small": 94.22,
    "descending": 83.82,
    "rising": 62.84,
    "variable-range": 57.63,
    "all classes": 77.19,
    "parentage": 94.39,
    "relationship": 90.88,
}
"""Percentages of the method on 570 symbols (Basyuk & Vasyliuk 2024, CEUR-WS Vol-3723, paper 26)."""

NOTES = {
    "given": "labels were given: classes follow and are left out; the expression rate equals exact trees",
    "candidates": "labels were hidden except candidates: the most probable label counts as the one found",
    "none": "labels were hidden: measures that ask for them are left out",
}
"""What the table says about labels, by what the parser saw of them."""

_NAMES_AT_MOST = 10  # in the table; the JSON has all of them

Value = Proportion | float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The runs of an evaluation, and what could not be compared.

    ``skipped`` names the expressions without a true tree, ``without_truth`` the results that no truth has the
    name of.
    """

    runs: tuple[Run, ...]
    skipped: tuple[str, ...] = ()
    without_truth: tuple[str, ...] = ()

    def text(self, by: Sequence[str] = ()) -> str:
        """A table with a row for each measure: counts and an interval, or of several runs the percentages.

        ``by`` names keys of which every part gets rows of its own (see
        :func:`layoutmath.evaluate.parts.parts`).
        """
        first = self.runs[0] if self.runs else Run(None, ())
        lines = [f"{len(first.scores)} expressions, {first.symbols} symbols"]
        lines += dict.fromkeys(NOTES[run.labels] for run in self.runs if run.labels in NOTES)
        lines += _named("without a true tree, left out", self.skipped)
        lines += _named("results without a truth, left out", self.without_truth)
        for run in self.runs:
            title = "without a result, counted as wrong"
            if run.iterations is not None:
                title += f" ({_iterations(run)})"
            lines += _named(title, [f"{name}: {problem}" for name, problem in run.failures])
        if len(self.runs) > 1:
            heading = f"{'% after iterations':32}" + "".join(f"{run.iterations!s:>8}" for run in self.runs)
        else:
            heading = f"{'':32}{'right / of':>17}{'%':>8}{'95 % interval':>16}"
        lines += ["", f"{heading}{'published':>11}"]
        tables = [_table(run, by) for run in self.runs]
        for section in dict.fromkeys(section for table in tables for section in table):
            names = dict.fromkeys(name for table in tables for name in table[section])
            lines += [section] if names else []
            for name in names:
                values = [table[section].get(name) for table in tables]
                cells = "".join(map(_percent, values)) if len(values) > 1 else _cells(values[0])
                published = f"{PUBLISHED[name]:11.2f}" if name in PUBLISHED else ""
                lines.append(f"  {name:30}{cells}{published}".rstrip())
        lines += ["", "published: Basyuk & Vasyliuk 2024, labels hidden, 570 symbols of their own"]
        return "\n".join(lines) + "\n"

    def record(self, by: Sequence[str] = ()) -> dict[str, object]:
        """Every number, as plain dictionaries and lists."""
        return {
            "skipped": list(self.skipped),
            "without_truth": list(self.without_truth),
            "published": PUBLISHED,
            "runs": [_run_record(run, by) for run in self.runs],
        }

    def json(self, by: Sequence[str] = ()) -> str:
        """:meth:`record` as JSON text.

        >>> import json
        >>> json.loads(Report((Run(3, ()),)).json())["runs"][0]["measures"]["parentage"]
        {'right': 0, 'of': 0, 'percent': None, 'interval': None}
        """
        return json.dumps(self.record(by), ensure_ascii=False, indent=1) + "\n"


def _table(run: Run, by: Sequence[str]) -> dict[str, dict[str, Value]]:
    """Sections of the table, each with its rows; what is right by construction has none."""
    label_graph: dict[str, Value] = {}
    for name, (recall, precision) in run.label_graph().items():
        label_graph[f"{name}: recall"] = recall
        label_graph[f"{name}: precision"] = precision
        label_graph[f"{name}: F"] = f_measure(recall, precision)
    found = run.labels != "given"
    sections: dict[str, dict[str, Value]] = {
        "symbol classes": {**run.classes()} if found else {},
        "symbol classes, not scored": {**run.unscored_classes()} if found else {},
        "places of symbols": {**_places(run)},
        "whole expressions": {**_whole_expressions(run)},
        "grids": {**run.grids()},
        "labels after parsing": {"labels right": run.parsed_labels} if found and run.parsed_labels else {},
        "label graph": label_graph,
    }
    for key in by:
        parts = run.parts(key)
        sections[f"exact tree by {key}"] = {name: part.exact for name, part in parts.items()}
        sections[f"relationship by {key}"] = {name: part.relationship for name, part in parts.items()}
    return sections


def _places(run: Run) -> dict[str, Proportion]:
    return {"parentage": run.parentage, "relationship": run.relationship}


def _whole_expressions(run: Run) -> dict[str, Proportion]:
    measures = {
        "exact tree": run.exact,
        "exact tree, any convention": run.neutral,
        "structure": run.structure,
    }
    return measures if run.expression is None else {**measures, "expression rate": run.expression}


def _measures(run: Run) -> dict[str, Proportion]:
    measures = {**_places(run), **_whole_expressions(run)}
    return measures if run.parsed_labels is None else {**measures, "labels right": run.parsed_labels}


def _percent(value: Value) -> str:
    percent = value.percent if isinstance(value, Proportion) else value
    return f"{'–' if percent is None else f'{percent:.2f}':>8}"


def _cells(value: Value) -> str:
    if not isinstance(value, Proportion):
        return f"{'':17}{_percent(value)}{'':16}"
    interval = "{:.1f} – {:.1f}".format(*value.interval) if value.interval else ""
    return f"{f'{value.right} / {value.total}':>17}{_percent(value)}{interval:>16}"


def _iterations(run: Run) -> str:
    return f"{run.iterations} iteration" + ("" if run.iterations == 1 else "s")


def _named(title: str, names: list[str] | tuple[str, ...]) -> list[str]:
    if not names:
        return []
    more = [f"  … and {len(names) - _NAMES_AT_MOST} more"] if len(names) > _NAMES_AT_MOST else []
    return [f"{title}: {len(names)}", *(f"  {name}" for name in names[:_NAMES_AT_MOST]), *more]


def _run_record(run: Run, by: Sequence[str]) -> dict[str, object]:
    return {
        "iterations": run.iterations,
        "labels": run.labels,
        "expressions": len(run.scores),
        "symbols": run.symbols,
        "measures": _records(_measures(run)),
        "label_graph": {
            name: {
                "recall": _proportion_record(recall),
                "precision": _proportion_record(precision),
                "f": f_measure(recall, precision),
            }
            for name, (recall, precision) in run.label_graph().items()
        },
        "grids": _records(run.grids()),
        "classes": _records(run.classes()),
        "unscored_classes": _records(run.unscored_classes()),
        "class_confusion": run.class_confusion(),
        "relation_confusion": run.relation_confusion(),
        "by_symbols": run.by_symbols(),
        "by": {
            key: {
                name: {
                    "expressions": len(part.scores),
                    "symbols": part.symbols,
                    "measures": _records(_measures(part)),
                    "grids": _records(part.grids()),
                }
                for name, part in run.parts(key).items()
            }
            for key in by
        },
        "failures": [{"name": name, "problem": problem} for name, problem in run.failures],
        "by_expression": [
            {
                "name": one.name,
                "symbols": one.symbols,
                "depth": one.depth,
                "parents": one.parents,
                "relationships": one.relationships,
                "exact": one.exact,
                "neutral": one.neutral,
                "structure": one.structure,
                **({} if run.labels_hidden else {"expression": one.expression}),
            }
            for one in run.scores
        ],
    }


def _records(measures: Mapping[str, Proportion]) -> dict[str, dict[str, object]]:
    return {name: _proportion_record(value) for name, value in measures.items()}


def _proportion_record(value: Proportion) -> dict[str, object]:
    interval = list(value.interval) if value.interval else None
    return {"right": value.right, "of": value.total, "percent": value.percent, "interval": interval}
