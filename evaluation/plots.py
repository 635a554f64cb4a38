"""The plots of docs/accuracy.md, from the numbers in ``results/``.

    python evaluation/plots.py

Needs matplotlib (``pip install 'layoutmath[evaluation]'``). Writes SVG files into ``docs/pictures/``.
"""

from __future__ import annotations

from typing import Any

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from recording import PICTURES, recorded, run

SEEN = {"given": "labels given", "ink": "hidden, with ink", "boxes": "hidden, boxes only"}
COLOURS = {"given": "#1d4ed8", "ink": "#15803d", "boxes": "#c2410c"}
STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#64748b",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e2e8f0",
    "legend.frameon": False,
    "svg.hashsalt": "layoutmath",  # the same numbers give the same file
    "svg.fonttype": "path",
}


def save(figure: Figure, name: str) -> None:
    figure.savefig(PICTURES / f"{name}.svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)


def accuracy(axes: Axes, key: str, label: str) -> None:
    """Exact trees on CROHME 2013 by one key, with 95 % intervals."""
    for place, sees in enumerate(SEEN):
        parts: dict[str, Any] = run(f"crohme2013-default-{sees}")["by"][key]
        trees = [part["measures"]["exact tree"] for part in parts.values()]
        percent = [tree["percent"] for tree in trees]
        reach = [
            [at - tree["interval"][0] for at, tree in zip(percent, trees, strict=True)],
            [tree["interval"][1] - at for at, tree in zip(percent, trees, strict=True)],
        ]
        across = [index + 0.12 * (place - 1) for index in range(len(parts))]
        axes.errorbar(
            across, percent, reach, label=SEEN[sees], color=COLOURS[sees], marker="o", markersize=4, capsize=2
        )
    names = [f"{name}\n({part['expressions']})" for name, part in parts.items()]
    axes.set_xticks(range(len(names)), names)
    axes.grid(axis="x", visible=False)
    axes.set_ylim(0, 102)
    axes.set_xlabel(f"{label} (expressions)")


def by_size_and_depth() -> None:
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(7.6, 3.1), sharey=True, width_ratios=[5, 4])
    accuracy(left, "size", "number of symbols")
    accuracy(right, "depth", "levels of nested baselines")
    left.set_ylabel("exact trees, %")
    left.legend(loc="lower left")
    save(figure, "accuracy")


def calibration() -> None:
    figure, both = pyplot.subplots(1, 2, figsize=(6.8, 3.3), sharey=True)
    for axes, what in zip(both, ("trees", "relations"), strict=True):
        axes.plot([0, 100], [0, 100], color="#94a3b8", linestyle="--", linewidth=1)
        for sees, title in (("given", "labels given"), ("ink", "labels hidden, with ink")):
            bins = recorded("calibration")[f"{what}, {title}"]["bins"]
            stated, right = ([100 * row[side] for row in bins] for side in ("stated", "right"))
            areas = [12 + 10 * row["count"] ** 0.5 / (1 if what == "trees" else 3) for row in bins]
            axes.plot(stated, right, color=COLOURS[sees], linewidth=1)
            axes.scatter(stated, right, areas, color=COLOURS[sees], alpha=0.6, linewidths=0, label=title)
        axes.set_title(what, fontsize=10)
        axes.set_xlabel("probability stated, %")
        axes.set_aspect("equal")
    both[0].set_ylabel("right, %")
    both[1].legend(loc="lower right", fontsize=8.5)
    save(figure, "calibration")


def speed() -> None:
    figure, axes = pyplot.subplots(figsize=(4.6, 3.3))
    numbers = recorded("speed")
    for classifier, colour in (("bayes", "#9333ea"), ("default", "#1d4ed8")):
        for labels, line in (("given", "-"), ("none", "--")):
            rows = [row for row in numbers["rows"] if row["labels"] == labels]
            sizes, times = [row["symbols"] for row in rows], [row[classifier] for row in rows]
            medians, low, high = zip(*times, strict=True)
            title = f"{classifier}, labels {'given' if labels == 'given' else 'hidden'}"
            axes.plot(sizes, medians, line, color=colour, marker="o", markersize=3.5, label=title)
            if classifier == "default" and labels == "given":
                axes.fill_between(sizes, low, high, color=colour, alpha=0.12, linewidth=0)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    ticks = [1, 10, 100, 1000]
    axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("number of symbols")
    axes.set_ylabel("milliseconds per parse")
    axes.legend(loc="upper left", fontsize=8.5)
    save(figure, "speed")


def main() -> None:
    pyplot.rcParams.update(STYLE)
    by_size_and_depth()
    calibration()
    speed()


if __name__ == "__main__":
    main()
