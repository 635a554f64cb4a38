"""How far the probabilities of trees and of relations can be believed.

    python evaluation/calibration.py TRUTH [--classifier NAME] [--labels given|none]

For each band of stated probability: how many, the mean probability stated, and the share that was right.
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Iterable

import layoutmath as lm

BANDS = (0.0, 0.5, 0.7, 0.9, 0.97, 1.0 + 1e-9)
Stated = tuple[float, bool]


def table(title: str, stated: Iterable[Stated]) -> str:
    rows = [f"{title:<12} {'count':>6} {'stated':>8} {'right':>8}"]
    pairs = list(stated)
    for low, high in itertools.pairwise(BANDS):
        band = [(probability, right) for probability, right in pairs if low <= probability < high]
        if band:
            means = [100 * sum(column) / len(band) for column in zip(*band, strict=True)]
            rows.append(f"{low:.2f} – {min(high, 1):.2f}  {len(band):>6} {means[0]:>7.1f}% {means[1]:>7.1f}%")
    return "\n".join(rows)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("truth")
    arguments.add_argument("--classifier", default="default")
    arguments.add_argument("--labels", default="given")
    options = arguments.parse_args()
    parser = lm.Parser(options.classifier, labels=options.labels)
    trees: list[Stated] = []
    relations: list[Stated] = []
    for expression, truth in lm.open_dataset(options.truth):
        if truth is None:
            continue
        found = parser.parse(expression)
        trees.append((math.exp(found.log_prob or 0.0), found == truth))
        true = {(r.parent, r.child, r.relation) for r in truth.relationships()}
        relations += [
            (math.exp(r.log_prob or 0.0), (r.parent, r.child, r.relation) in true)
            for r in found.relationships()
        ]
    print(table("trees", trees), table("relations", relations), sep="\n\n")


if __name__ == "__main__":
    main()
