"""Write the recorded numbers into the pages that show them.

    python evaluation/pages.py

Whatever stands between ``<!-- numbers: NAME -->`` and ``<!-- end -->`` in README.md, three pages of
docs/, evaluation/README.md and the cards in classifiers/ is made anew from ``results/``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import recognition
from recording import RESULTS, ROOT, recorded, run
from recreations import RECREATIONS, SEEN, SHOWN, frequent, title
from run_protocols import protocols

from layoutmath.evaluate import MEASURES
from layoutmath.evaluate.calibration import SURE_SHARE
from layoutmath.evaluate.measures import CLASSES
from layoutmath.evaluate.proportion import Proportion
from layoutmath.evaluate.record import PUBLISHED

PAGES = [
    *(ROOT / "docs" / page for page in ("accuracy.md", "meaning.md", "recognising.md")),
    *(ROOT / page for page in ("README.md", "evaluation/README.md")),
    *sorted((ROOT / "classifiers").glob("*.md")),
]
DATA = {
    "crohme2013": "handwriting: CROHME 2013",
    "crohme2013-newformulas": "the same, without formulas of the training set",
    "school": "print: school formulas, held out",
    "arxiv": "print: physics formulas, held out",
    "grids": "print: formulas with grids, held out",
    "school-newfont": "school formulas in a new font",
    "arxiv-newfont": "physics formulas in a new font",
    "grids-newfont": "formulas with grids in a new font",
}
SEES = {
    "given": "given",
    "candidates": "uncertain",
    "ink": "hidden, with ink",
    "boxes": "hidden, boxes only",
    "strokes": "found from single strokes",
}
PAIRS = {
    "parents-given": "given, parents given",
    "parents-boxes": "hidden, parents given",
    "given": "given, parents found",
}
EXACT, NEUTRAL, RELATION = "exact tree", "exact tree, any convention", "relationship"

Goal = tuple[str, str, str, float, float]
"""What is measured, in which run, by which measure; the least that is good enough, and the goal."""

GOALS: list[Goal] = [
    ("handwriting, labels given: exact trees", "crohme2013-default-given", EXACT, 88.5, 91),
    ("the same in any convention", "crohme2013-default-given", NEUTRAL, 90.5, 93),
    ("handwriting, labels given: relationships", "crohme2013-default-given", RELATION, 97.5, 98.3),
    ("handwriting, boxes only: exact trees", "crohme2013-default-boxes", EXACT, 80, 83),
    ("handwriting, labels hidden, with ink: exact trees", "crohme2013-default-ink", EXACT, 83, 86),
    ("handwriting, boxes only: symbol classes", "crohme2013-default-boxes", "all classes", 81, 86),
    ("handwriting, with ink: symbol classes", "crohme2013-default-ink", "all classes", 90, 93),
    ("handwriting, uncertain labels: labels right", "crohme2013-default-candidates", "labels right", 94, 96),
    ("school formulas, labels given: exact trees", "school-default-given", EXACT, 99.7, 99.95),
    ("the same in a new font", "school-newfont-default-given", EXACT, 99.7, 99.95),
    ("school formulas, labels hidden: exact trees", "school-default-boxes", EXACT, 99.3, 99.8),
    ("the same in a new font", "school-newfont-default-boxes", EXACT, 99.3, 99.8),
    ("physics formulas, labels given: exact trees", "arxiv-default-given", EXACT, 98.5, 99.5),
    ("the same in a new font", "arxiv-newfont-default-given", EXACT, 98.5, 99.5),
    ("physics formulas, labels hidden: exact trees", "arxiv-default-boxes", EXACT, 94, 97),
    ("the same in a new font", "arxiv-newfont-default-boxes", EXACT, 94, 97),
    ("grids with all cells right, labels given", "grids-default-given", "grids right", 90, 96),
    ("the same in a new font", "grids-newfont-default-given", "grids right", 90, 96),
]
TIMES = {10: (4, 2), 30: (8, 5), 100: (40, 25), 1000: (1500, 800)}
"""Milliseconds per parse by number of symbols: good enough, and the goal."""

PER_SECOND, FIRST_PARSE = (500, 1500), (0.6, 0.3)
"""Expressions of 10 symbols per second, where many are parsed together, and seconds."""

EVALUATE = (10_000, 20.0)
"""Pairs of files, and the seconds that ``layoutmath evaluate`` may take for them."""

LABELS = {"given": "given", "none": "hidden"}


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def cell(found: dict[str, Any] | None, *, exactly: int = 1) -> str:
    """Percent with its 95 % interval: Wilson's of whole expressions, else that of the bootstrap."""
    if not found or found["percent"] is None:
        return "–"
    low, high = found["interval"] or found["bootstrap"]
    return f"{found['percent']:.{exactly}f} ({low:.{exactly}f}–{high:.{exactly}f})"


def measured(name: str, measure: str) -> dict[str, Any]:
    """One measure of one run; classes follow from given labels and are not there."""
    found = run(name)
    every: dict[str, Any] = found["measures"]
    return every.get(measure, {})


def verdict(value: float, enough: float, goal: float) -> str:
    less_is_better = goal < enough
    reached = [value <= bar if less_is_better else value >= bar for bar in (enough, goal)]
    return "goal" if reached[1] else "enough" if reached[0] else "below"


def goals() -> str:
    rows: list[list[object]] = []
    for what, name, measure, enough, goal in GOALS:
        if known(name):
            found = measured(name, measure)
            rows.append([what, cell(found, exactly=2), enough, goal, verdict(found["percent"], enough, goal)])
    return table(["%", "reached (95 % interval)", "enough", "goal", "is"], rows)


def known(name: str) -> bool:
    return (RESULTS / f"{name}.json").exists()


def everything(classifiers: Sequence[str]) -> str:
    rows = [
        [DATA[data], f"`{classifier}`", seen]
        + [cell(measured(name, measure)) for measure in (EXACT, NEUTRAL, RELATION, "all classes")]
        for data in DATA
        for classifier in classifiers
        for sees, seen in SEES.items()
        if known(name := f"{data}-{classifier}-{sees}")
    ]
    heading = ["measured on", "classifier", "labels", "exact tree %", "in any convention %", "relationship %"]
    return table([*heading, "symbol classes %"], rows)


def of_one(classifier: str) -> str:
    rows = [
        [DATA[data], seen] + [cell(measured(name, measure)) for measure in (EXACT, RELATION, "all classes")]
        for data in DATA
        for sees, seen in SEES.items()
        if known(name := f"{data}-{classifier}-{sees}")
    ]
    return table(["measured on", "labels", "exact tree %", "relationship %", "symbol classes %"], rows)


def short() -> str:
    rows = [
        [DATA[data], seen]
        + [cell(measured(f"{data}-default-{sees}", measure)) for measure in (EXACT, RELATION)]
        for data in ("crohme2013", "school", "arxiv", "grids")
        for sees, seen in SEES.items()
        if known(f"{data}-default-{sees}")
    ]
    return table(["measured on", "labels", "exact tree %", "relationship %"], rows)


def parts(data: str, key: str, what: str, sees: Sequence[str]) -> str:
    """Exact trees by the parts of a data set."""
    runs = [run(f"{data}-default-{each}")["by"][key] for each in sees]
    rows = [
        [name, part["expressions"], *(cell(one[name]["measures"][EXACT]) for one in runs)]
        for name, part in runs[0].items()
    ]
    return table([what, "expressions", *(f"{SEES[each]} %" for each in sees)], rows)


def fonts() -> str:
    names = dict.fromkeys(
        font for data in ("school", "arxiv", "grids") for font in run(f"{data}-default-given")["by"]["font"]
    )
    rows = []
    for data in ("school", "arxiv", "grids"):
        for sees in ("given", "boxes"):
            by_font = run(f"{data}-default-{sees}")["by"]["font"]
            rows.append([DATA[data], SEES[sees], *(cell(by_font[font]["measures"][EXACT]) for font in names)])
    return table(["exact trees %", "labels", *(f"font `{font}`" for font in names)], rows)


def classes() -> str:
    runs = [run(f"crohme2013-{name}")["measures"] for name in ("default-ink", "default-boxes", "bayes-boxes")]
    rows = [
        [name, *(cell(each.get(name)) for each in runs), PUBLISHED[name]]
        for name, measure in MEASURES.items()
        if measure.section == CLASSES
    ]
    heading = ["class", "`default`, with ink %", "`default`, boxes only %", "`bayes`, boxes only %"]
    return table([*heading, "published %"], rows)


def iterations() -> str:
    rows = []
    published = {EXACT: ""} | PUBLISHED
    for sees in ("given", "boxes"):
        runs = recorded(f"crohme2013-bayes-{sees}-iterations")
        for measure in (EXACT, RELATION, "all classes")[: 2 if sees == "given" else 3]:
            values = [one["measures"][measure]["percent"] for one in runs]
            rows.append(
                [f"{SEES[sees]}: {measure}", *(f"{value:.2f}" for value in values), published[measure]]
            )
    return table(["labels, %", *(str(one["iterations"]) for one in runs), "published"], rows)


def digits(number: float) -> str:
    """Three digits, or all before the point."""
    return f"{number:,.0f}" if number >= 100 else f"{number:#.3g}"


def times() -> str:
    rows: list[list[object]] = []
    for row in recorded("speed")["rows"]:
        bars = TIMES.get(row["symbols"])
        median, low, high = row["default"]
        shown = [
            f"{row['symbols']:,}",
            LABELS[row["labels"]],
            f"{digits(median)} ms ({digits(low)}–{digits(high)})",
        ]
        judged = [f"{bars[0]:,} ms", f"{bars[1]:,} ms", verdict(median, *bars)] if bars else ["", "", ""]
        rows.append([*shown, *judged, f"{median / row['bayes'][0]:.2f}" if "bayes" in row else "–"])
    heading = ["symbols", "labels", "median (10 %–90 %)", "enough", "goal", "is", "of the time of `bayes`"]
    return table(heading, rows)


def growth() -> str:
    rows = []
    for row in recorded("speed")["growth"]:
        fit = row["fit"]
        sizes = f"{fit['first']:,} to {fit['last']:,}"
        exponent = f"{fit['exponent']:.2f} ± {fit['error']:.2f}"
        rows.append([f"`{row['classifier']}`", LABELS[row["labels"]], sizes, exponent])
    return table(["classifier", "labels", "symbols", "exponent ± standard error"], rows)


def processes() -> str:
    """Throughput, start, memory and ``layoutmath evaluate``."""
    numbers = recorded("speed")
    rows: list[list[object]] = []
    for row in numbers["per_second"]:
        number, bars = row["number"], ["", "", ""]
        if row["symbols"] == 10:
            bars = [*(f"{bar:,}/s" for bar in PER_SECOND), verdict(number, *PER_SECOND)]
        what = f"many of {row['symbols']} symbols together, labels {LABELS[row['labels']]}"
        rows.append([what, f"{number:,.0f}/s", *bars])
    first = numbers["first_parse"]
    bars = [*(f"{bar} s" for bar in FIRST_PARSE), verdict(first, *FIRST_PARSE)]
    rows.append(["import, load and first parse", f"{first:.2f} s", *bars])
    rows.append(["import alone", f"{numbers['import']:.2f} s", "", "", ""])
    if numbers["memory"]:
        rows.append(["peak of memory: import alone", f"{numbers['memory']['import']:.0f} MiB", "", "", ""])
        for row in numbers["memory"]["parsed"]:
            what = f"peak of memory: after parsing {row['symbols']:,} symbols"
            rows.append([what, f"{row['mebibytes']:.0f} MiB", "", "", ""])
    pairs, seconds = numbers["evaluate"]["pairs"], numbers["evaluate"]["seconds"]
    most, goal = EVALUATE
    bars = ["", f"{goal:.0f} s", "goal" if seconds <= goal else "below"] if pairs == most else ["", "", ""]
    what = f"`layoutmath evaluate`, {pairs:,} pairs of `.lg` files of"
    what += f" {numbers['evaluate']['symbols'] / pairs:.0f} symbols"
    rows.append([what, f"{seconds:.1f} s", *bars])
    measured_on = f"Measured on one of {numbers['cores']} cores of: {numbers['processor']}."
    return f"{table(['', 'measured', 'enough', 'goal', 'is'], rows)}\n\n{measured_on}"


def calibration() -> str:
    rows = []
    for what in ("trees", "relations"):
        for sees in ("given", "ink"):
            each = run(f"crohme2013-default-{sees}")["calibration"][what]
            right, surest = 1 - each["risk_coverage"][-1][1], each["surest"]["right"]
            percents = (f"{100 * share:.1f}" for share in (each["error"], right, surest))
            rows.append([f"{what}, labels {SEES[sees]}", f"{each['count']:,}", *percents])
    heading = ["", "how many", "expected calibration error %", "right %"]
    return table([*heading, f"right of the surest {SURE_SHARE:.0%}"], rows)


def wrong() -> str:
    rows = []
    for number, (kind, counts) in enumerate(list(frequent().items())[:SHOWN], 1):
        why = RECREATIONS[kind].why if kind in RECREATIONS else ""
        rows.append([number, title(kind), *counts.values(), why])
    return table(["", "true, and found instead", *SEEN.values(), "why"], rows)


def graphs() -> str:
    """Label-graph measures on CROHME 2013."""
    names = (
        "objects + classes: F",
        "relations: F",
        "relations + classes: F",
        "structure",
        "expression rate",
        "D_B",
    )
    rows = [
        [seen, *(cell(measured(f"crohme2013-default-{sees}", name)) for name in names)]
        for sees, seen in SEES.items()
    ]
    return table(["labels", *(f"{name} %" for name in names)], rows)


def pairs() -> str:
    """Three relations of adjacent characters, beside what is published."""
    names = ("baseline/sup/sub", RELATION, "main line: F")
    rows = [
        [f"`{classifier}`", seen, *(cell(measured(name, each), exactly=2) for each in names)]
        for classifier in ("default", "free", "bayes")
        for sees, seen in PAIRS.items()
        if known(name := f"infty-{classifier}-{sees}")
    ]
    for row in protocols()["inftycdb_pairs"]["published"]:
        rows.append([row["what"], "given, parents given", row["percent"], "", ""])
    heading = ["classifier", "labels", "baseline/sup/sub %", "relationship %", "main line: F %"]
    return table(heading, rows)


def readings() -> str:
    """Formulas that have a reading, and found trees that mean what the true ones do."""
    rows: list[list[object]] = []
    for data, found in recorded("readable").items():
        shares = [Proportion(*found[count]) for count in ("readable", "same reading")]
        cells = [cell({"percent": share.percent, "interval": share.interval}) for share in shares]
        rows.append([DATA[data], f"{shares[0].total:,}", *cells, f"{found['milliseconds']:.1f}"])
    heading = ["measured on", "formulas", "have a reading %", "found tree means the same %", "ms a reading"]
    return table(heading, rows)


NUMBERS: dict[str, Callable[[], str]] = {
    "goals": goals,
    "everything": lambda: everything(("default", "free", "bayes")),
    "short": short,
    "default": lambda: of_one("default"),
    "free": lambda: of_one("free"),
    "bayes": lambda: of_one("bayes"),
    "size": lambda: parts("crohme2013", "size", "symbols", ("given", "ink", "boxes")),
    "depth": lambda: parts("crohme2013", "depth", "levels", ("given", "ink", "boxes")),
    "writers": lambda: parts("crohme2013", "prefix", "group", ("given", "ink", "boxes")),
    "fonts": fonts,
    "classes": classes,
    "iterations": iterations,
    "times": times,
    "growth": growth,
    "processes": processes,
    "calibration": calibration,
    "graphs": graphs,
    "pairs": pairs,
    "errors": wrong,
    "readings": readings,
    "strokes": lambda: recognition.strokes(table),
    "ink": lambda: recognition.ink(table),
    "pdf": lambda: recognition.pdf(table),
    "pictures": lambda: recognition.pictures(table),
    "sequence": recognition.sequence_models,
}
PLACE = re.compile(r"(<!-- numbers: (\w+) -->\n).*?(?=<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """A page with the tables that the recorded numbers give."""
    return PLACE.sub(lambda found: f"{found[1]}\n{NUMBERS[found[2]]()}\n\n", text)


def main() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if filled(text) != text:
            page.write_text(filled(text), encoding="utf-8")
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main()
