"""The plots of docs/accuracy.md, from the numbers in ``results/``.

    python evaluation/plots.py

Needs matplotlib (``pip install 'layoutmath[evaluation]'``). Writes SVG files into ``docs/pictures/``.
"""

from __future__ import annotations

from typing import Any

import matplotlib

matplotlib.use("svg")

from growth import PARTED, Growth
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
            bins = run(f"crohme2013-default-{sees}")["calibration"][what]["bins"]
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


def times(axes: Axes, numbers: dict[str, Any]) -> None:
    """Medians by number of symbols with 10 % to 90 %, and the fitted lines with their exponents."""
    for classifier, colour in (("bayes", "#9333ea"), ("default", "#1d4ed8")):
        for labels, line, fill, aside in (("given", "-", colour, 0.95), ("none", "--", "white", 1.05)):
            rows = [row for row in numbers["rows"] if row["labels"] == labels and classifier in row]
            across = [row["symbols"] * aside for row in rows]
            medians, low, high = zip(*(row[classifier] for row in rows), strict=True)
            axes.vlines(across, low, high, color=colour, linewidth=0.8)
            fits = [
                Growth(**fit["fit"])
                for fit in numbers["growth"]
                if (fit["classifier"], fit["labels"]) == (classifier, labels)
            ]
            for fit in fits:
                ends = (fit.first, fit.last)
                axes.plot(ends, [fit.at(end) for end in ends], line, color=colour, linewidth=1)
            powers = ", ".join(f"$n^{{{fit.exponent:.2f}}}$" for fit in fits)
            title = f"{classifier}, labels {'given' if labels == 'given' else 'hidden'}: {powers}"
            marks = {"marker": "o", "markersize": 4, "markerfacecolor": fill, "color": colour}
            axes.plot(across, medians, linestyle="none", **marks)
            axes.plot([], [], line, label=title, **marks)
    sizes = sorted({row["symbols"] for row in numbers["rows"]})
    axes.set(xscale="log", yscale="log", xlabel="number of symbols n", ylabel="milliseconds per parse")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.set_ylim(top=8 * axes.get_ylim()[1])  # room for the legend
    ticks = (1, 10, 100, 1000, 10_000)
    axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    fitted = f"fitted to {PARTED} symbols, and from {PARTED} on"
    axes.legend(
        loc="upper left", fontsize=8.5, title=fitted, title_fontsize=8.5, alignment="left", handlelength=2.8
    )


def peaks(axes: Axes, memory: dict[str, Any]) -> None:
    """The peak of memory by number of symbols, beside what the import alone takes."""
    sizes = [row["symbols"] for row in memory["parsed"]]
    mebibytes = [row["mebibytes"] for row in memory["parsed"]]
    axes.plot(sizes, mebibytes, color="#1d4ed8", marker="o", markersize=4)
    axes.axhline(memory["import"], color="#94a3b8", linestyle="--", linewidth=1)
    axes.annotate(
        "import alone",
        (1, memory["import"]),
        (0, 3),
        color="#64748b",
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        fontsize=8.5,
    )
    axes.set(ylim=(0, None), xlabel="number of symbols n", ylabel="peak of memory, MiB")
    axes.xaxis.set_major_formatter("{x:,.0f}")


def speed() -> None:
    numbers = recorded("speed")
    figure, (left, right) = pyplot.subplots(
        1, 2, figsize=(7.6, 3.6), width_ratios=[5, 3], layout="constrained"
    )
    times(left, numbers)
    if numbers["memory"]:
        peaks(right, numbers["memory"])
    else:
        right.set_axis_off()
    save(figure, "speed")


def main() -> None:
    pyplot.rcParams.update(STYLE)
    by_size_and_depth()
    calibration()
    speed()


if __name__ == "__main__":
    main()
