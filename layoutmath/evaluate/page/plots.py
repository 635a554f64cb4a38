"""Plots as SVG elements that belong to the page: its font, its colours in light and dark, no foreign style.

Wherever something is right or wrong one by one, a line shows Wilson's 95 % interval.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from layoutmath.evaluate.calibration import Calibration
from layoutmath.evaluate.proportion import Proportion
from layoutmath.evaluate.totals import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colours that stand for variables of the page's style sheet, which know of light and dark.
_INK, _FAINT, _RULE, _FIRST, _SECOND = "#010101", "#020202", "#030303", "#040404", "#050505"
_VARIABLES = {
    _INK: "--ink",
    _FAINT: "--faint",
    _RULE: "--rule",
    _FIRST: "--first",
    _SECOND: "--second",
}

_STYLE: dict[Any, Any] = {
    "font.size": 10,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _RULE,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": _RULE,
    "grid.linewidth": 0.6,
    "xtick.color": _RULE,
    "ytick.color": _RULE,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "layoutmath",  # the same numbers give the same page
    "path.simplify": False,
}
_SIZE = (4.6, 3.1)  # inches, of 72 pixels
_MORE = 4  # this many errors and more share a bar


@dataclass(frozen=True, slots=True)
class Plot:
    """``svg`` is an SVG element, ``caption`` says what it shows."""

    title: str
    caption: str
    svg: str


class Point(NamedTuple):
    """A percentage with its 95 % interval."""

    percent: float | None
    interval: tuple[float, float] | None


def by_part(run: Run, key: str, title: str, axis: str) -> Plot | None:
    """Exact trees and relationships over the parts of the expressions by size or depth."""
    parts = {name: part for name, part in run.parts(key).items() if part.measure("exact tree").total}
    if not parts:
        return None
    names = [f"{name}\n({len(part.scores):,})" for name, part in parts.items()]

    def draw(axes: Axes) -> None:
        for measure, colour, aside, mark in (
            ("relationship", _SECOND, -0.08, "s"),
            ("exact tree", _FIRST, 0.08, "o"),
        ):
            points = [Point(part.measure(measure).percent, part.interval(measure)) for part in parts.values()]
            _points(axes, [at + aside for at in range(len(points))], points, colour, mark, f"{measure}s")
        axes.set(xticks=range(len(names)), xlabel=f"{axis} (expressions)", ylabel="right, %")
        axes.set_xlim(-0.5, len(names) - 0.5)
        axes.set_xticklabels(names)
        axes.grid(axis="x", visible=False)
        axes.legend(loc="best")

    return Plot(title, "Lines span the 95 % intervals.", _svg(draw, f"by-{key}", title))


def by_relation(run: Run) -> Plot | None:
    """How many places of each true relation were found."""
    rows = {
        relation: Proportion(found.get(relation, 0), sum(found.values()))
        for relation, found in run.relation_confusion().items()
    }
    if not rows:
        return None
    falling = sorted(rows.items(), key=lambda item: (item[1].total, item[0]))

    def draw(axes: Axes) -> None:
        for at, (_, ratio) in enumerate(falling):
            low, high = ratio.interval or (0.0, 0.0)
            axes.plot([low, high], [at, at], color=_FIRST, linewidth=1.4)
            axes.plot([ratio.percent or 0.0], [at], color=_FIRST, marker="o", markersize=5, linestyle="none")
        axes.set(
            yticks=range(len(falling)), xlabel="right, %", xlim=_limits([r.interval for _, r in falling])
        )
        axes.set_ylim(-0.6, len(falling) - 0.4)
        axes.set_yticklabels([f"{name} ({ratio.total:,})" for name, ratio in falling])
        axes.grid(axis="y", visible=False)

    title = "Symbols in the right place, by their true relation"
    caption = "In parentheses, how many there are; root is the first symbol of the main line."
    return Plot(title, caption, _svg(draw, "by-relation", title))


def errors(run: Run) -> Plot | None:
    """How many expressions have how many errors: D_B, or misplaced symbols where labels were hidden."""
    if run.labels == "none":
        numbers = [one.errors for one in run.scores if one.tree is not None]
        axis, caption = "misplaced symbols", "Expressions by how many of their symbols are in a wrong place."
    else:
        numbers = [one.graph.d_b for one in run.scores if one.graph is not None]
        axis = "D_B, labels that differ"
        caption = (
            "Expressions by D_B: how many labels, of strokes and of pairs of strokes, are not the true ones."
            " One misplaced symbol of several strokes counts several times."
        )
    if not numbers:
        return None
    counts = [sum(min(number, _MORE) == errors for number in numbers) for errors in range(_MORE + 1)]

    def draw(axes: Axes) -> None:
        bars = axes.bar(range(_MORE + 1), counts, color=[_SECOND, *[_FIRST] * _MORE], width=0.7)
        shares = [f"{count:,} ({100 * count / len(numbers):.0f}%)" for count in counts]
        axes.bar_label(bars, shares, padding=2, color=_INK, fontsize=9)
        axes.set(xlabel=axis, ylabel="expressions", ylim=(0, 1.12 * max(counts)))
        axes.locator_params(axis="y", integer=True)
        axes.set_xticks(range(_MORE + 1), [*map(str, range(_MORE)), f"{_MORE}+"])
        axes.grid(axis="x", visible=False)

    title = "Expressions by number of errors"
    return Plot(title, caption, _svg(draw, "errors", title))


def reliability(calibrations: Mapping[str, Calibration]) -> Plot:
    """What was stated against what was right, by tenths of stated probability."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 100], [0, 100], color=_FAINT, linestyle="--", linewidth=1.2)
        for (what, calibration), colour, mark in zip(
            calibrations.items(), (_FIRST, _SECOND), "os", strict=False
        ):
            stated = [100 * each.stated for each in calibration.bins]
            right = [100 * each.right for each in calibration.bins]
            areas = [14 + 150 * (each.count / calibration.count) ** 0.5 for each in calibration.bins]
            axes.plot(stated, right, color=colour, linewidth=1)
            axes.scatter(stated, right, areas, color=colour, marker=mark, linewidths=0, alpha=0.75)
            axes.plot([], [], color=colour, marker=mark, markersize=5, linewidth=1, label=what)
        axes.set(xlabel="probability stated, %", ylabel="right, %", xlim=(-4, 104), ylim=(-4, 104))
        axes.legend(loc="upper left")

    title = "Reliability: what was stated, and what was right"
    caption = (
        "Each mark is a tenth of stated probability, larger where more was stated. On the dashed line"
        " probabilities are true; below it they are too high, above it too low."
    )
    return Plot(title, caption, _svg(draw, "reliability", title))


def risk_coverage(calibrations: Mapping[str, Calibration]) -> Plot:
    """The share of wrong ones among the surest."""

    def draw(axes: Axes) -> None:
        for (what, calibration), colour in zip(calibrations.items(), (_FIRST, _SECOND), strict=False):
            covered, wrong = zip(*calibration.risk_coverage, strict=True)
            axes.plot(
                [100 * share for share in covered],
                [100 * share for share in wrong],
                color=colour,
                label=what,
                linewidth=1.6,
                marker="o" if len(covered) == 1 else None,
            )
        axes.set(xlabel="the surest … % of all", ylabel="wrong among them, %", xlim=(-2, 102))
        axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
        axes.legend(loc="upper left")

    title = "Risk and coverage: what leaving out the least sure would gain"
    caption = "Towards the left, only the surest are kept: the lower the line there, the better."
    return Plot(title, caption, _svg(draw, "risk-coverage", title))


def _points(
    axes: Axes, across: Sequence[float], points: Sequence[Point], colour: str, mark: str, label: str
) -> None:
    percent = [point.percent or 0.0 for point in points]
    for at, point in zip(across, points, strict=True):
        if point.interval:
            axes.plot([at, at], point.interval, color=colour, linewidth=1.4)
    axes.plot(across, percent, color=colour, linewidth=0.8, marker=mark, markersize=5, label=label)
    axes.set_ylim(min(_limits([point.interval for point in points])[0], axes.get_ylim()[0]), 102)


def _limits(intervals: Sequence[tuple[float, float] | None]) -> tuple[float, float]:
    """From a little below the lowest interval to a little above 100 %."""
    return min(interval[0] if interval else 0.0 for interval in intervals) - 3, 102


def _svg(draw: Callable[[Axes], None], name: str, title: str) -> str:
    """One plot, with names of its own for what it refers to."""
    from matplotlib import style
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with style.context(["default", _STYLE]):
        figure = Figure(figsize=_SIZE, layout="constrained", facecolor="none")
        FigureCanvasSVG(figure)
        draw(figure.subplots())
        stream = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(stream, format="svg", metadata=nothing)
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.DOTALL)  # would hold for the whole page
    svg = re.sub(r"font-family: [^;\"]*", "font-family: inherit", svg)
    svg = re.sub(r'\b(id="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    return svg.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1).strip()
