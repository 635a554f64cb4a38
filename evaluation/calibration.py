"""How far the probabilities of trees and of relations can be believed.

    python evaluation/calibration.py CROHME_2013

For each tenth of stated probability: how many trees or relations, the mean probability stated, and the share
that was right; and their mean difference, weighted by how many there are (the expected calibration error of
Naeini, Cooper & Hauskrecht, AAAI 2015). Kept in ``results/calibration.txt`` and ``.json``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable

from recording import heading, record

import layoutmath as lm

BINS = 10
SEEN = {"given": "labels given", "none": "labels hidden, with ink"}
Stated = tuple[float, bool]
"""A probability, and whether what it was stated of was right."""


def binned(stated: Iterable[Stated]) -> list[dict[str, float]]:
    """Count, mean probability and share of right ones of each bin that is not empty."""
    bins: list[list[Stated]] = [[] for _ in range(BINS)]
    for probability, right in stated:
        bins[min(int(probability * BINS), BINS - 1)].append((probability, right))
    return [
        {
            "count": len(members),
            "stated": sum(probability for probability, _ in members) / len(members),
            "right": sum(right for _, right in members) / len(members),
        }
        for members in bins
        if members
    ]


def calibration_error(bins: Iterable[dict[str, float]]) -> float:
    weighted = [(row["count"], abs(row["stated"] - row["right"])) for row in bins]
    return sum(count * gap for count, gap in weighted) / sum(count for count, _ in weighted)


def stated_by_parser(path: str, labels: str) -> dict[str, list[Stated]]:
    """Every tree and every relation that the default parser finds, with its probability."""
    pairs = [(expression, truth) for expression, truth in lm.open_dataset(path) if truth is not None]
    parser = lm.Parser(labels=labels)
    found = parser.parse_many(expression for expression, _ in pairs)
    stated: dict[str, list[Stated]] = {"trees": [], "relations": []}
    for (_, truth), tree in zip(pairs, found, strict=True):
        true = {(r.parent, r.child, r.relation) for r in truth.relationships()}
        stated["trees"].append((math.exp(tree.log_prob or 0.0), tree == truth))
        stated["relations"] += [
            (math.exp(r.log_prob or 0.0), (r.parent, r.child, r.relation) in true)
            for r in tree.relationships()
        ]
    return stated


def main(path: str) -> None:
    text = heading("python evaluation/calibration.py CROHME_2013")
    numbers = {}
    for labels, title in SEEN.items():
        for what, stated in stated_by_parser(path, labels).items():
            bins = binned(stated)
            error = calibration_error(bins)
            numbers[f"{what}, {title}"] = {"error": error, "bins": bins}
            text += f"\n{what}, {title}: expected calibration error {100 * error:.2f} %\n"
            text += f"{'count':>7} {'stated %':>9} {'right %':>9}\n"
            for row in bins:
                text += f"{row['count']:7.0f} {100 * row['stated']:9.2f} {100 * row['right']:9.2f}\n"
    record("calibration", numbers, text)
    print(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
