"""Tables of what recognisers were measured to do, for the pages that show recorded numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from recording import RESULTS, recorded, run
from sequence.record import kept
from sequence.record import table as beside
from sequence.table import recorded_names

from layoutmath.evaluate.proportion import Proportion

STROKES = {
    "strokes": "all decided together",
    "strokes-first": "first choice of symbols and labels, then the layout",
}
MEASURES = ("expression rate", "all objects", "objects + classes: F", "exact tree", "relationship")
OF_INK = {
    "first label": "given symbols: first label right",
    "first three labels": "given symbols: true label among the first three",
    "label in context": "given symbols: label right in context",
    "segmentation: recall": "strokes alone: symbols found",
    "segmentation: precision": "strokes alone: symbols that are there",
    "segmentation of formulas": "strokes alone: formulas with all symbols right",
}

Table = Callable[[list[str], list[list[str]]], str]


def _cell(percent: float, interval: list[float]) -> str:
    low, high = interval
    return f"{percent:.1f} ({low:.1f}–{high:.1f})"


def strokes(table: Table) -> str:
    """CROHME 2013 from single strokes, and what deciding all together wins."""
    rows = []
    for sees, what in STROKES.items():
        measures: dict[str, Any] = run(f"crohme2013-default-{sees}")["measures"]
        found = [measures[name] for name in MEASURES]
        rows.append(
            [what, *(_cell(each["percent"], each["interval"] or each["bootstrap"]) for each in found)]
        )
    return table(["from single strokes", *(f"{name} %" for name in MEASURES)], rows)


def ink(table: Table) -> str:
    """The recogniser of ink by itself."""
    numbers = recorded("ink")
    rows = []
    for name, what in OF_INK.items():
        found = numbers[name]
        percent = 100 * found["right"] / found["total"]
        rows.append([what, f"{found['right']:,} of {found['total']:,}", _cell(percent, found["interval"])])
    return table(["CROHME 2013", "right", "%"], rows)


def pdf(table: Table) -> str:
    """Relations and formulas of LaTeX documents, from their glyphs."""
    rows = []
    for found in recorded("pdf"):
        relations = _cell(found["relations right %"], found["interval"])
        formulas = _cell(found["formulas right %"], found["formulas interval"])
        rows.append([found["data"], found["fonts"], f"{found['formulas']}", relations, formulas])
    return table(["formulas", "fonts", "number", "relations %", "formulas %"], rows)


PICTURES = {
    "print, clean": "print",
    "print, degraded": "print, degraded",
    "handwritten, clean": "handwriting",
    "handwritten, degraded": "handwriting, degraded",
}
OF_PRINT = {
    "all but handwriting": "serif, sans, mono, mathematical",
    "handwriting": "a hand as a font",
    "all": "CROHME 2013",
}


def pictures(table: Table) -> str:
    """Pictures of print in fonts that were held out, and of ink."""
    rows = []
    for name, what in PICTURES.items():
        found = recorded("pictures")[name]
        for part, of in OF_PRINT.items():
            if part not in found or (part == "all" and "handwriting" in found):
                continue
            counts = found[part]
            shares = [Proportion(*counts[key]) for key in ("characters", "formulas", "right model")]
            cells = [_cell(share.percent or 0.0, list(share.interval or (0, 100))) for share in shares]
            rows.append([what, of, str(counts["formulas"][1]), *cells])
    heading = [
        "pictures",
        "fonts, hands",
        "formulas",
        "characters %",
        "formulas right %",
        "right model taken %",
    ]
    return table(heading, rows)


def sequence_models() -> str:
    """The structural engine and the sequence models side by side."""
    return beside([kept(name) for name in recorded_names() if (RESULTS / f"{name}.json").exists()])
