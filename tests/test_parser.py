"""The pipeline from boxes to trees: what holds for every input."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typeset import formulas

from layoutmath import BaselineStructure, BoundingBox, Expression, InputError, Parser, Relation, Symbol, parse
from layoutmath.parser import parse_nbest

QUADRATIC = Expression.from_boxes(
    [
        ("x", (0, 40, 20, 60)),
        ("=", (30, 44, 50, 56)),
        ("-", (60, 49, 190, 51)),
        ("-", (62, 28, 76, 30)),
        ("b", (80, 14, 92, 40)),
        ("2", (110, 75, 122, 98)),
        ("a", (126, 82, 140, 98)),
        ("+", (100, 20, 116, 36)),
        ("c", (122, 24, 136, 40)),
    ],
    name="quadratic",
)


def relations(tree: BaselineStructure) -> set[tuple[str, str, Relation]]:
    return {(r.parent, r.child, r.relation) for r in tree.relationships()}


def test_a_fraction_with_a_numerator_that_starts_the_reading_order() -> None:
    assert relations(parse(QUADRATIC)) == {
        ("0", "1", Relation.RIGHT),
        ("1", "2", Relation.RIGHT),
        ("2", "3", Relation.ABOVE),
        ("3", "4", Relation.RIGHT),
        ("4", "7", Relation.RIGHT),
        ("7", "8", Relation.RIGHT),
        ("2", "5", Relation.BELOW),
        ("5", "6", Relation.RIGHT),
    }


def test_a_later_symbol_adopts_earlier_ones() -> None:
    """The limit starts left of its Σ, so it is read first."""
    total = Expression.from_boxes(
        [
            (r"\sum", (20, 20, 60, 70)),
            ("n", (8, 80, 22, 92)),
            ("=", (28, 82, 44, 90)),
            ("1", (50, 76, 56, 94)),
            ("a", (75, 38, 95, 56)),
        ]
    )
    assert ("0", "1", Relation.BELOW) in relations(parse(total))


@pytest.mark.parametrize("factor, shift", [(1e-4, 0.0), (1e6, -3e7), (1.0, 1234.5), (0.0254 / 72, 0.3)])
@pytest.mark.parametrize("labels", ["given", "none"])
def test_units_and_origin_do_not_matter(factor: float, shift: float, labels: str) -> None:
    parser = Parser(labels=labels)
    drawn = [expression for expression, _ in formulas(5, seed=3)]
    for expression in (*drawn, *map(coarse, drawn)):  # edges that align must still align
        moved = replace(
            expression,
            symbols=tuple(
                replace(symbol, box=BoundingBox(*(edge * factor + shift for edge in symbol.box)))
                for symbol in expression.symbols
            ),
        )
        assert relations(parser.parse(moved)) == relations(parser.parse(expression))


@pytest.mark.parametrize("labels", ["given", "none"])
def test_the_order_in_which_symbols_are_listed_does_not_matter(labels: str) -> None:
    """Not even where boxes tie: pixels are whole numbers, edges align, boxes nest or are one and the same."""
    parser = Parser(labels=labels)
    tied = Expression.from_boxes(
        [
            (label, box)
            for label, box in zip(
                "x+2ya",
                [(4, 0, 34, 14), (0, 10, 8, 20), (36, 10, 42, 24), (0, 5, 8, 15), (12, 0, 20, 2)],
                strict=True,
            )
        ]
    )
    same = Expression.from_boxes([(label, (0, 0, 5, 5)) for label in "x2+x"])
    for expression in (tied, same, *(coarse(e) for e, _ in formulas(8, seed=4))):
        tree = parser.parse(expression)
        for symbols in (expression.symbols[::-1], expression.symbols[1::2] + expression.symbols[::2]):
            again = parser.parse(replace(expression, symbols=symbols))
            assert relations(again) == relations(tree)
            assert again.evidence == tree.evidence


def coarse(expression: Expression) -> Expression:
    """The expression as a detector sees it: whole pixels, letters about six of them high."""
    return replace(
        expression,
        symbols=tuple(
            replace(symbol, box=BoundingBox(*(float(round(edge * 10)) for edge in symbol.box)))
            for symbol in expression.symbols
            if symbol.box is not None
        ),
    )


edges = st.one_of(st.integers(-5, 5).map(float), st.floats(-1e6, 1e6))
boxes = st.tuples(edges, edges, edges, edges).map(
    lambda e: (min(e[0], e[2]), min(e[1], e[3]), max(e[0], e[2]), max(e[1], e[3]))
)
labels = st.one_of(st.none(), st.sampled_from(["x", "(", "-", r"\sum", r"\sqrt", "☃", "2", "|"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(labels, boxes), min_size=1, max_size=14))
def test_every_symbol_is_in_the_tree_once_whatever_the_boxes(
    pairs: list[tuple[str | None, tuple[float, float, float, float]]],
) -> None:
    """Overlapping, nested, identical, empty boxes: ``from_relations`` refuses anything but one whole tree."""
    expression = Expression.from_boxes(pairs)
    trees = parse_nbest(expression, n=3)
    for tree in trees:
        assert sorted(node.id for node, _, _ in tree.walk() if node.id not in tree.grids) == sorted(
            symbol.id for symbol in expression.symbols
        )


@pytest.mark.parametrize("count", [60, 150])
def test_many_symbols_with_one_box(count: int) -> None:
    tree = parse(Expression.from_boxes([(None, (1, 1, 1, 1))] * count))
    placed = [node.id for node, _, _ in tree.walk() if node.id not in tree.grids]
    assert sorted(placed) == sorted(symbol.id for symbol in tree.expression.symbols)


def test_alternatives_are_distinct_and_fall_in_probability() -> None:
    unsure = Expression.from_boxes([("x", (0, 10, 10, 20)), ("2", (11, 7, 17, 16)), ("y", (20, 10, 30, 25))])
    trees = parse_nbest(unsure, n=5)
    assert len(trees) == 5
    assert parse(unsure).log_prob == pytest.approx(trees[0].log_prob)
    assert len(parse_nbest(unsure, n=40)) > 24  # more than the beam usually holds
    assert len({frozenset(relations(tree)) for tree in trees}) == 5
    log_probs = [tree.log_prob for tree in trees]
    assert log_probs == sorted(log_probs, reverse=True)  # type: ignore[type-var]
    assert sum(map(math.exp, log_probs)) <= 1 + 1e-9  # type: ignore[arg-type]


def test_every_relationship_carries_its_probability_and_runner_up() -> None:
    tree = parse(QUADRATIC)
    for relationship in tree.relationships():
        assert relationship.log_prob is not None and relationship.log_prob <= 0
        assert relationship.runner_up is not None
        place = (relationship.runner_up.parent, relationship.runner_up.relation)
        assert place != (relationship.parent, relationship.relation)
        assert math.exp(relationship.log_prob) + math.exp(relationship.runner_up.log_prob) <= 1 + 1e-9
    for posterior in tree.classes.values():
        assert sum(posterior.values()) == pytest.approx(1)


def test_hidden_labels_are_not_looked_at_but_kept() -> None:
    """Two expressions that differ in labels only have one label-free tree, each with its own labels."""
    expression, _ = next(formulas(1, seed=9))
    other = replace(expression, symbols=tuple(replace(s, label="Q") for s in expression.symbols))
    parser = Parser(labels="none")
    first, second = parser.parse(expression), parser.parse(other)
    assert relations(first) == relations(second)
    assert first.log_prob == second.log_prob
    assert {symbol.label for symbol in second.expression.symbols} == {"Q"}


def test_candidates_decide_where_boxes_do_not() -> None:
    """One box, and the recogniser says whether it is a letter or a prime."""
    box = (14, 6, 24, 21)
    likely = {
        label: Parser(labels="candidates").parse(
            Expression.from_boxes([({"x": 1.0}, (0, 6, 12, 16)), ({label: 0.9, "o": 0.1}, box)])
        )
        for label in ("p", "\\prime")
    }
    classes = {label: tree.contexts()["1"].symbol_class for label, tree in likely.items()}
    assert classes["p"] is not classes["\\prime"]


def test_known_labels_settle_the_class() -> None:
    (context,) = parse(Expression.from_boxes([("q", (0, 0, 1, 1))])).contexts().values()
    assert context.symbol_class is not None and context.symbol_class.value == "descending"


def test_formulas_it_never_saw() -> None:
    right = [parse(expression) == truth for expression, truth in formulas(40, seed=5)]
    assert sum(right) >= 36


def test_bad_settings_and_input_get_one_clear_error() -> None:
    with pytest.raises(InputError, match="symbols: found no symbols; expected at least one"):
        parse(Expression(()))
    with pytest.raises(InputError, match="found no box; expected a source with boxes"):
        parse(Expression((Symbol("a", None, "x"),)))
    with pytest.raises(InputError, match="found labels='all'"):
        Parser(labels="all")
    with pytest.raises(InputError, match="found iterations=0"):
        Parser(iterations=0)
    with pytest.raises(InputError, match="found n=0"):
        Parser().parse_nbest(QUADRATIC, n=0)


def test_numbers_as_detectors_and_classifiers_give_them() -> None:
    """NumPy's float32 probabilities, its small integers (which would overflow), and numbers without end."""
    small = np.array([0, 200, 90, 90], dtype=np.uint8)
    scores = {"x": np.float32(0.7), "z": np.float32(0.3)}
    (symbol,) = Expression.from_boxes([(scores, small)], box_format="ltwh").symbols
    assert symbol.box == BoundingBox(0, 200, 90, 290)
    assert symbol.best_label == "x"
    huge = Expression.from_boxes([("x", (-1.7e308, 0, 1.7e308, 1)), ("y", (0, 0, 1, 1))])
    assert len(parse(huge).relationships()) == 1
    with pytest.raises(InputError, match="found an empty label; expected a name, or None"):
        Expression.from_boxes([("", (0, 0, 1, 1))])


def test_one_symbol_alone_is_the_root() -> None:
    tree = parse(Expression.from_boxes([(None, (3, 3, 3, 9))]))
    assert tree.relationships() == ()
    assert tree.root.first.id == "0"


def test_candidates_come_out_as_the_context_has_weighed_them() -> None:
    either, other = {r"\times": 0.51, "x": 0.49}, {"z": 0.51, "2": 0.49}
    unsure = Expression.from_boxes(
        [("a", (0, 0, 10, 10)), (either, (12, 0, 22, 10)), (other, (24, -6, 29, 2))]
    )
    tree = parse(unsure)
    assert tree.expression.symbols[0] == unsure.symbols[0]
    assert tree.expression.symbols[1].candidates == tree.labels["1"]
    assert {candidate.label for candidate in tree.labels["1"]} == set(either)
    assert Parser(labels="none").parse(unsure).expression == unsure


def test_nothing_is_less_probable_than_the_tree_that_needs_it() -> None:
    """Two boxes in one place: either may be the root, but not while it hangs from the other."""
    tree = parse(Expression.from_boxes([("x", (0, 0, 0, 0)), ("y", (0, 0, 0, 0))]))
    assert tree.log_prob is not None
    assert min(found.log_prob for found in tree.evidence.values()) > tree.log_prob - 0.7
