"""An evaluation as plain dictionaries and lists: every number, for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from layoutmath.evaluate.calibration import SURE_SHARE
from layoutmath.evaluate.measures import MEASURES
from layoutmath.evaluate.proportion import Ratio
from layoutmath.evaluate.scores import Scores
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


def run_record(run: Run, by: Sequence[str]) -> dict[str, object]:
    """Every number of a run, those of single expressions included."""
    measures = run.measures()
    return {
        "iterations": run.iterations,
        "labels": run.labels,
        "expressions": len(run.scores),
        "symbols": run.symbols,
        "matched_by": run.matched_by(),
        "measures": _measure_records(run, measures),
        "latex": run.latex(),
        "unscored_classes": _ratio_records(run.unscored_classes()),
        "class_confusion": run.class_confusion(),
        "relation_confusion": run.relation_confusion(),
        "pair_confusions": run.pair_confusions(),
        "causes": [
            {"true": true, "found": found, "parent": parent, "count": count}
            for (true, found, parent), count in run.causes().most_common()
        ],
        "unexplained": run.unexplained,
        "labels_taken": [
            {"true": true, "found": found, "count": count}
            for (true, found), count in run.label_confusion().most_common()
        ],
        "calibration": {
            what: {**asdict(each), "surest": {"share": SURE_SHARE, "right": each.accuracy_at(SURE_SHARE)}}
            for what, each in run.calibrations().items()
        },
        "by_symbols": run.by_symbols(),
        "by": {key: _parts_record(run, key) for key in by},
        "failures": [{"name": name, "problem": problem} for name, problem in run.failures],
        "by_expression": [_expression_record(one, measures) for one in run.scores],
    }


def _measure_records(run: Run, measures: Mapping[str, Ratio]) -> dict[str, dict[str, object]]:
    drawn = run.bootstrap(measures)
    return {name: {**_ratio_record(ratio), "bootstrap": drawn[name]} for name, ratio in measures.items()}


def _parts_record(run: Run, key: str) -> dict[str, object]:
    return {
        name: {
            "expressions": len(part.scores),
            "symbols": part.symbols,
            "measures": _ratio_records(part.measures()),
        }
        for name, part in run.parts(key).items()
    }


def _expression_record(one: Scores, measures: Mapping[str, Ratio]) -> dict[str, object]:
    counts = {name: [+count for count in MEASURES[name].counts(one)] for name in measures}  # +: True is 1
    return {
        "name": one.name,
        "symbols": one.symbols,
        "depth": one.depth,
        "counts": {name: pair for name, pair in counts.items() if pair[1]},
    }


def _ratio_records(ratios: Mapping[str, Ratio]) -> dict[str, dict[str, object]]:
    return {name: _ratio_record(ratio) for name, ratio in ratios.items()}


def _ratio_record(ratio: Ratio) -> dict[str, object]:
    interval = list(ratio.interval) if ratio.interval else None
    return {"count": ratio.right, "of": ratio.total, "percent": ratio.percent, "interval": interval}
