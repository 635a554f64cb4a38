"""What the default parser still gets wrong: errors by kind.

    python evaluation/errors.py CROHME_2013

One misplaced symbol drags others along, so only the causes are counted: symbols whose relation to the right
parent is wrong, and symbols at a wrong parent that no other error explains. Kept in ``results/errors.txt``
and ``.json``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from recording import heading, record

import layoutmath as lm
from layoutmath.evaluate.places import ROOT, Place, places
from layoutmath.symbols import Shape, label_shape

SEEN = {"given": "labels given", "none": "labels hidden"}
Kind = tuple[str, str, str]
"""True relation; the relation found and what its parent is, or where a wrong parent stands."""

OUTER, INNER, OTHER = "outer baseline", "inner baseline", "other baseline"
GROUPS = {
    Shape.VARIABLE_RANGE: "large operator",
    Shape.WORD: "function name",
    Shape.FENCE: "fence",
    Shape.BAR: "fence",
    Shape.SLASH: "sign",
    Shape.OPERATOR: "sign",
    Shape.STROKE: "horizontal stroke",
    Shape.DOT: "punctuation",
    Shape.COLON: "punctuation",
    Shape.DOTS: "punctuation",
    Shape.RADICAL: "radical",
    Shape.PRIME: "prime",
    Shape.ACCENT: "accent",
}


def group(label: str | None) -> str:
    if label is None:
        return "unknown symbol"
    return "digit" if label.isdigit() else GROUPS.get(label_shape(label), "letter")


def causes(true: dict[str, Place], found: dict[str, Place]) -> list[str]:
    """The misplaced symbols that are not explained by others, or the first one where all are."""
    wrong = [node for node in true if true[node] != found[node]]
    confused = [node for node in wrong if true[node][0] == found[node][0]]
    belongs = {place: node for node, place in true.items()}
    stands = {place: node for node, place in found.items()}

    def explained(node: str) -> bool:
        """Whether an old or new parent is misplaced, or another symbol took the place or left one free."""
        of_parents = {true[node][0], found[node][0]} & set(wrong)
        return bool(of_parents) or stands.get(true[node]) in wrong or belongs.get(found[node]) in confused

    return [node for node in wrong if node in confused or not explained(node)] or wrong[:1]


def depth(node: str | None, tree: dict[str, Place]) -> int:
    nested = 0
    while node is not None and tree[node] != ROOT:
        node, relation = tree[node]
        nested += relation != "Right"
    return nested


def kind(node: str, true: dict[str, Place], found: dict[str, Place], labels: dict[str, str | None]) -> Kind:
    parent, relation = true[node]
    if found[node][0] == parent:
        return relation, found[node][1], group(labels[parent]) if parent else "root"
    difference = depth(node, found) - depth(node, true)
    return relation, OUTER if difference < 0 else INNER if difference else OTHER, "any symbol"


def kinds(path: str, labels: str) -> Iterator[tuple[str, Kind]]:
    """Name of the expression and kind of every error's cause."""
    pairs = [(expression, truth) for expression, truth in lm.open_dataset(path) if truth is not None]
    results = lm.Parser(labels=labels).parse_many(expression for expression, _ in pairs)
    for (expression, truth), result in zip(pairs, results, strict=True):
        true, found = places(truth), places(result)
        if true.keys() == found.keys() and true != found:
            names = {symbol.id: symbol.label for symbol in expression.symbols}
            for node in causes(true, found):
                yield expression.name, kind(node, true, found, names)


def main(path: str) -> None:
    counts: Counter[tuple[Kind, str]] = Counter()
    expressions: dict[Kind, set[str]] = {}
    for labels in SEEN:
        for name, found in kinds(path, labels):
            counts[found, labels] += 1
            expressions.setdefault(found, set()).add(name)
    order = sorted(expressions, key=lambda found: (-sum(counts[found, each] for each in SEEN), found))
    text = heading("python evaluation/errors.py CROHME_2013")
    text += f"\n{'true':>8}  {'found':20} {'symbol':20}" + "".join(f"{title:>15}" for title in SEEN.values())
    numbers = []
    for found in order:
        each = {labels: counts[found, labels] for labels in SEEN}
        numbers.append({"kind": found, **each, "expressions": sorted(expressions[found])})
        text += "\n{:>8}  {:20} {:20}".format(*found) + "".join(f"{count:15}" for count in each.values())
    record("errors", numbers, text + "\n")
    print(text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
