"""What goes wrong: kinds of errors by how frequent they are, and the examples of them on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from layoutmath.evaluate.examples import OF_EACH_KIND, Example
from layoutmath.evaluate.page.pictures import Shown, shown
from layoutmath.evaluate.page.words import Kind, folded, kind_in_words, parent_in_words
from layoutmath.evaluate.totals import Run

PICTURED_KINDS = 12
WORST = 20


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of error, how often it occurs, and the numbers of the examples that show it."""

    words: str
    parent: str
    count: int
    share: float
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Examples under one heading, each with its number on the page."""

    title: str
    count: int
    examples: tuple[tuple[int, Shown], ...]


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A wrong expression; ``labels`` is D_B, None where labels were hidden, ``problem`` what failed."""

    name: str
    symbols: int
    misplaced: int
    labels: int | None
    problem: str


def wrong_rows(run: Run) -> tuple[WrongRow, ...]:
    """All expressions with a misplaced symbol or a wrong label, the worst first."""
    rows = [
        WrongRow(
            one.name,
            one.symbols,
            one.errors,
            None if run.labels == "none" or one.graph is None else one.graph.d_b,
            one.problem,
        )
        for one in run.scores
    ]
    wrong = (row for row in rows if row.misplaced or row.labels or row.problem)
    return tuple(sorted(wrong, key=lambda row: (-row.misplaced, -(row.labels or 0), row.name)))


@dataclass(frozen=True, slots=True)
class Errors:
    """Kinds of errors, frequent ones first, and pictures.

    ``wrong`` counts the expressions that are not exactly right, ``misplaced`` their symbols in wrong places,
    ``causes`` the errors that explain these, ``other_symbols`` the results whose symbols are not the true
    ones, so that no kinds of errors are counted in them, and ``without_tree`` those with no tree at all.
    """

    kinds: tuple[KindRow, ...]
    groups: tuple[Group, ...]
    expressions: int
    wrong: int
    misplaced: int
    causes: int
    other_symbols: int
    without_tree: int
    wrong_labels: int


def errors_of(run: Run) -> Errors:
    """What goes wrong in a run."""
    counts: Counter[Kind] = Counter()
    for kind, count in run.causes().items():
        counts[folded(kind)] += count
    frequent = sorted(counts, key=lambda kind: (-counts[kind], kind))
    examples: dict[Kind, list[int]] = {}
    groups, number = [], 0
    for title, count, members in _groups(run, {kind: counts[kind] for kind in frequent[:PICTURED_KINDS]}):
        numbered = []
        for example in members:
            number += 1
            numbered.append((number, shown(example)))
            for kind in dict.fromkeys(_kinds(example)):
                examples.setdefault(kind, []).append(number)
        groups.append(Group(title, count, tuple(numbered)))
    total = sum(counts.values())
    trees = run.trees()
    wrong = [tree for tree in trees if not tree.exact]
    failed = sum(bool(one.problem) for one in run.scores if one.tree is not None)
    return Errors(
        tuple(
            KindRow(
                kind_in_words(kind),
                parent_in_words(kind),
                counts[kind],
                100 * counts[kind] / total,
                tuple(examples.get(kind, ())),
            )
            for kind in frequent
        ),
        tuple(groups),
        len(trees),
        len(wrong),
        sum(tree.symbols - tree.relationships for tree in trees),
        total,
        sum(not tree.causes for tree in wrong) - failed,
        failed,
        0 if run.labels == "none" else sum(one.graph.d_c for one in run.scores if one.graph),
    )


def _groups(run: Run, counts: Mapping[Kind, int]) -> list[tuple[str, int, list[Example]]]:
    """Clear examples of each kind, then the others, the worst first."""
    groups = []
    taken: set[int] = set()
    for kind, count in counts.items():
        clear = [each for each in run.examples if _kinds(each) == [kind]]
        clear = sorted(clear, key=lambda each: each.scores.symbols)[:OF_EACH_KIND]
        taken.update(map(id, clear))
        if clear:
            parent = f"; it hangs from {parent_in_words(kind)}" if kind[2] != "any symbol" else ""
            groups.append((kind_in_words(kind) + parent, count, clear))
    rest = sorted(
        (each for each in run.examples if id(each) not in taken), key=lambda each: -each.scores.errors
    )
    if rest:
        groups.append(("The worst results", 0, rest[:WORST]))
    return groups


def _kinds(example: Example) -> list[Kind]:
    tree = example.scores.tree
    return [folded(cause.kind) for cause in tree.causes] if tree else []
