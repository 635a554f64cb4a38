"""Pins: whatever is held fixed holds, and what cannot hold together is said in one line."""

from __future__ import annotations

import math

import pytest
from command_line import Run, run
from hypothesis import given, settings
from hypothesis import strategies as st
from test_finder import is_tree, random_posteriors

import layoutmath as lm
from layoutmath import BaselineStructure, Expression, InputError, Parser, Pin, Relation, SymbolClass
from layoutmath.links import LINKS, GridLink, Link, structure_of
from layoutmath.relate.finder import RelationshipFinder
from layoutmath.relate.pins import agreed_pins, places_left

__all__ = ["run"]  # a fixture

X, TWO, Y = ("x", (0, 20, 20, 40)), ("2", (23, 8, 35, 28)), ("y", (40, 20, 60, 48))
THREE = Expression.from_boxes([X, TWO, Y])


def relations(tree: BaselineStructure) -> set[tuple[str, str, Relation]]:
    return {(r.parent, r.child, r.relation) for r in tree.relationships()}


@pytest.mark.parametrize("relation", list(Relation))
def test_a_pinned_relation_holds_and_is_certain(relation: Relation) -> None:
    tree = lm.parse(THREE, pins=[Pin("1", parent="0", relation=relation)])
    assert ("0", "1", relation) in relations(tree)
    assert tree.evidence["1"].log_prob == pytest.approx(0)
    assert tree.evidence["1"].runner_up is None


def test_a_pin_moves_what_would_have_been_there() -> None:
    """Once y is to follow x, the 2 between them cannot."""
    line = Expression.from_boxes([X, ("2", (23, 10, 37, 40)), ("y", (40, 20, 60, 48))])
    assert relations(lm.parse(line)) == {("0", "1", Relation.RIGHT), ("1", "2", Relation.RIGHT)}
    pinned = lm.parse(line, pins=[Pin("2", parent="0", relation=Relation.RIGHT)])
    assert ("0", "2", Relation.RIGHT) in relations(pinned)
    assert ("0", "1", Relation.RIGHT) not in relations(pinned)


def test_a_pinned_parent_leaves_its_relations_open() -> None:
    tree = lm.parse(THREE, pins=[Pin("2", parent="1")])
    assert {(r.parent, r.relation) for r in tree.relationships() if r.child == "2"} == {("1", Relation.RIGHT)}
    runner_up = tree.evidence["2"].runner_up
    assert runner_up is not None and runner_up.parent == "1"


def test_a_place_taken_by_a_pin_is_open_to_no_one_else() -> None:
    taken = lm.parse(THREE, pins=[Pin("2", parent="0", relation=Relation.SUP)])
    assert ("0", "1", Relation.SUP) not in relations(taken)
    for symbol in ("0", "1"):
        other = taken.evidence[symbol].runner_up
        assert other is None or (other.parent, other.relation) != ("0", Relation.SUP)


def test_any_symbol_can_be_pinned_to_be_the_root() -> None:
    for symbol in ("0", "1", "2"):
        assert lm.parse(THREE, pins=[Pin(symbol, root=True)]).root.first.id == symbol


@pytest.mark.parametrize("classifier", ["default", "bayes"])
@pytest.mark.parametrize("labels", ["given", "candidates", "none"])
def test_a_pinned_label_is_seen_shown_and_certain(classifier: str, labels: str) -> None:
    unknown = Expression.from_boxes([X, ({"z": 0.9, "2": 0.1}, TWO[1]), (None, Y[1])])
    pins = [Pin("0", label="☃"), Pin("1", label="2"), Pin("2", label="y")]
    tree = Parser(classifier, labels=labels).parse(unknown, pins)
    assert [symbol.label for symbol in tree.expression.symbols] == ["☃", "2", "y"]
    for pin in pins:
        (certain,) = tree.labels[pin.symbol]
        assert (certain.label, certain.log_prob) == (pin.label, 0)
    assert tree.contexts()["2"].symbol_class is SymbolClass.DESCENDING


@pytest.mark.parametrize("classifier", ["default", "bayes"])
@pytest.mark.parametrize("symbol_class", list(SymbolClass))
def test_a_pinned_class_is_certain_and_labels_follow_it(classifier: str, symbol_class: SymbolClass) -> None:
    unknown = Expression.from_boxes([("x", X[1]), (None, TWO[1]), ({"y": 0.5, "b": 0.5}, Y[1])])
    tree = Parser(classifier).parse(unknown, [Pin(each, symbol_class=symbol_class) for each in "012"])
    for symbol in unknown.symbols:
        assert tree.classes[symbol.id][symbol_class] == pytest.approx(1)
        for guess in tree.labels.get(symbol.id, ()):
            shape = lm.symbols.label_shape(guess.label)
            assert shape is not None and shape.symbol_class is symbol_class


def test_a_pinned_class_speaks_to_the_network() -> None:
    """Which class the first letter has, changes how sure it is that the second is a script."""
    high = Expression.from_boxes([(None, (0, 20, 20, 48)), (None, (23, 14, 35, 32))])
    found = [
        Parser().parse(high, [Pin("0", symbol_class=each)]).evidence["1"].log_prob for each in SymbolClass
    ]
    assert len(set(found)) == len(found)


def test_cells_and_rows_of_grids_can_be_pinned() -> None:
    matrix = Expression.from_boxes(
        [("a", (0, 0, 8, 8)), ("b", (30, 0, 38, 8)), ("c", (0, 30, 8, 38)), ("d", (30, 30, 38, 38))]
    )
    pins = [
        Pin("1", parent="0", relation=GridLink.NEXT_CELL),
        Pin("2", parent="0", relation=GridLink.NEXT_ROW),
        Pin("3", parent="2", relation=GridLink.NEXT_CELL),
    ]
    assert list(lm.parse(matrix, pins=pins).grid_rows().values()) == [[["0", "1"], ["2", "3"]]]


def test_what_follows_no_grid_joins_the_end_of_the_line() -> None:
    """However far left it stands: a pinned Right stays where it is."""
    line = Expression.from_boxes([("x", (0, 0, 1, 1)), ("y", (4, 0, 5, 1)), ("z", (2, 0, 3, 1))])
    found, grids = structure_of(line, [("0", "1", Relation.RIGHT), ("0", "2", GridLink.AFTER_GRID)])
    assert (found, grids) == ([("0", "1", Relation.RIGHT), ("1", "2", Relation.RIGHT)], {})


def test_a_pin_reaches_parents_that_are_too_far_to_be_looked_at() -> None:
    row = Expression.from_boxes([("x", (10 * i, 0, 10 * i + 8, 8)) for i in range(120)])
    far = lm.parse(row, pins=[Pin("119", parent="0", relation=Relation.SUP), Pin("118", parent="1")])
    assert ("0", "119", Relation.SUP) in relations(far)
    assert [r.parent for r in far.relationships() if r.child == "118"] == ["1"]
    assert far.evidence["119"].log_prob == 0


def test_alternatives_hold_the_pins_too() -> None:
    trees = lm.parse_nbest(THREE, 4, pins=[Pin("1", relation=Relation.SUB)])
    assert len({frozenset(relations(tree)) for tree in trees}) == 4
    for tree in trees:
        assert [r.relation for r in tree.relationships() if r.child == "1"] == [Relation.SUB]
    log_probs = [tree.log_prob or 0.0 for tree in trees]
    assert log_probs == sorted(log_probs, reverse=True)
    assert sum(map(math.exp, log_probs)) <= 1 + 1e-9


# ---- pins at random ----

edges = st.one_of(st.integers(-5, 5).map(float), st.floats(-1e3, 1e3))
boxes = st.tuples(edges, edges, edges, edges).map(
    lambda e: (min(e[0], e[2]), min(e[1], e[3]), max(e[0], e[2]), max(e[1], e[3]))
)
labels = st.sampled_from([None, "x", "(", "-", r"\sum", "☃", "2"])


@st.composite
def consistent_pins(draw: st.DrawFn, count: int, links: tuple[Link, ...]) -> list[Pin]:
    """Pins that some tree holds: each tells all or part of where a symbol hangs in one tree at random."""
    order = draw(st.permutations(range(count)))
    free = [(order[0], link) for link in links]
    pins = []
    for symbol in order:
        parent, link = None, None
        if symbol != order[0]:
            parent, link = free.pop(draw(st.integers(0, len(free) - 1)))
            free += [(symbol, each) for each in links]
        told = draw(st.sampled_from(["nothing", "nothing", "parent", "relation", "both"]))
        of_label = draw(labels)
        symbol_class = draw(st.sampled_from([None, *SymbolClass])) if of_label is None else None
        pin = {
            "label": of_label,
            "symbol_class": symbol_class,
            "parent": str(parent) if parent is not None and told in ("parent", "both") else None,
            "relation": link if told in ("relation", "both") else None,
            "root": parent is None and told != "nothing",
        }
        if isinstance(link, GridLink) and told == "parent":
            pin["relation"] = link  # a parent alone leaves relations only
        if any(pin.values()):
            pins.append(Pin(str(symbol), **pin))
    return draw(st.permutations(pins))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_every_tree_holds_all_pins(data: st.DataObject) -> None:
    drawn = data.draw(st.lists(st.tuples(labels, boxes), min_size=1, max_size=12))
    expression = Expression.from_boxes(drawn)
    pins = data.draw(consistent_pins(len(drawn), tuple(Relation)))
    for tree in Parser().parse_nbest(expression, 2, pins):
        stands_for = {rows[0][0]: grid for grid, rows in tree.grid_rows().items()}
        place = {r.child: (r.parent, r.relation) for r in tree.relationships()}
        for pin in pins:
            node = stands_for.get(pin.symbol, pin.symbol)
            if pin.root:
                assert tree.root.first.id == node
            if pin.parent is not None:
                assert place[node][0] == pin.parent
            if pin.relation is not None:
                assert place[node][1] is pin.relation
            if pin.label is not None:
                assert tree.labels[pin.symbol][0].log_prob == 0
            if pin.symbol_class is not None:
                assert tree.classes[pin.symbol][pin.symbol_class] == pytest.approx(1)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 14), st.integers(0, 1000), st.integers(1, 4), st.sampled_from([0, 3, 5000]), st.data())
def test_the_finder_never_runs_into_a_dead_end(
    count: int, seed: int, trees: int, patience: int, data: st.DataObject
) -> None:
    """However little patience it has, and however the scores speak against the pins."""
    links = tuple(Relation)[:3]
    posteriors = random_posteriors(count, seed, 4.0)
    expression = Expression.from_boxes([(None, (0, 0, 1, 1))] * count)
    pins = agreed_pins(expression, data.draw(consistent_pins(count, links)))
    held = places_left(posteriors.ids, posteriors.links, pins)
    finder = RelationshipFinder(patience=patience, beam=2)
    found = finder.parent_and_relate(finder.places(posteriors, held), trees)
    assert found
    for hypothesis in found:
        assert is_tree(hypothesis.places)
        for symbol, places in held.items():
            assert hypothesis.places[symbol] in places


def test_without_pins_nothing_changes() -> None:
    assert lm.parse(THREE, pins=[]).evidence == lm.parse(THREE).evidence
    label_only = lm.parse(THREE, pins=[Pin("0", label="x")])
    assert label_only.evidence == lm.parse(THREE).evidence


# ---- contradictions ----


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        (["1:label=x", "1:label=y"], "pins: found 1:label=x and 1:label=y; expected one label of symbol '1'"),
        (["1:class=small", "1:class=rising"], "expected one class of symbol '1'"),
        (
            ["1:label=q", "1:class=rising"],
            "found 1:label=q and 1:class=rising; expected a label of the stated",
        ),
        (["1:parent=0", "1:parent=2"], "found 1:parent=0 and 1:parent=2; expected one parent of symbol '1'"),
        (["1:relation=Sup", "1:parent=0,relation=Sub"], "expected one relation of symbol '1'"),
        (["1:root", "1:parent=0"], "found 1:root and 1:parent=0; expected a root or a child"),
        (["1:root", "2:root"], "pins: found 1:root and 2:root; expected one root"),
        (
            ["1:parent=0,relation=Sup", "2:parent=0,relation=Sup"],
            "found 1:parent=0,relation=Sup and 2:parent=0,relation=Sup; expected one child for each place",
        ),
        (["1:parent=0", "0:parent=1"], "found 1:parent=0 and 0:parent=1; expected a tree"),
        (["0:parent=1", "1:parent=2", "2:parent=0"], "found 0:parent=1, 1:parent=2, 2:parent=0; expected a"),
        (["0:relation=Sup", "1:relation=Sup", "2:parent=0"], "found a parent for every symbol; expected one"),
        (["7:root"], "pin 7:root: found unknown symbol '7'; expected the id of a symbol"),
        (["1:parent=z"], "pin 1:parent=z: found unknown symbol 'z'"),
        (["1:parent=1"], "pin 1:parent=1: found a symbol as its own parent"),
        (["1:root,parent=0"], "pin 1:parent=0,root: found a root with a parent or relation"),
        (["1:label=q,class=rising"], "pin 1:label=q,class=rising: found a label of class descending"),
        (["1:relation=AfterGrid"], "pin 1:relation=AfterGrid: found relation 'AfterGrid'; expected one of"),
        (["1:class=tall"], "pin 1:class=tall: found class 'tall'; expected one of small, descending"),
        (["1:label="], "pin 1:label=: found label=; expected label=VALUE, once"),
        (["1:label=x,label=y"], "pin 1:label=x,label=y: found label twice"),
        (["1"], "found pin '1'; expected ID:KEY=VALUE"),
    ],
)
def test_a_contradiction_is_one_error_that_names_the_pins(pins: list[str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        lm.parse(THREE, pins=[Pin.read(text) for text in pins])
    assert message in str(caught.value)


def test_a_pin_must_say_something_that_pins_can_say() -> None:
    with pytest.raises(InputError, match="pin 3:: found nothing to hold"):
        Pin("3")
    with pytest.raises(InputError, match="found relation <GridLink"):
        Pin("3", relation=GridLink.AFTER_GRID)
    with pytest.raises(InputError, match="found class 'small'; expected a SymbolClass"):
        Pin("3", symbol_class="small")  # type: ignore[arg-type]


def test_a_parent_has_no_more_children_than_relations() -> None:
    crowd = Expression.from_boxes([("x", (9 * i, 0, 9 * i + 8, 8)) for i in range(11)])
    assert lm.parse(crowd, pins=[Pin(str(i), parent="0") for i in range(1, 9)])
    with pytest.raises(InputError, match="found 9 symbols pinned to parent '0'; expected 8 at the most"):
        lm.parse(crowd, pins=[Pin(str(i), parent="0") for i in range(1, 10)])


def test_a_relation_that_a_classifier_lacks_cannot_be_pinned_with_it() -> None:
    with pytest.raises(InputError, match="pin 1:relation=PreSup: found relation PreSup; expected what this"):
        Parser("bayes").parse(THREE, [Pin("1", relation=Relation.PRE_SUP)])


symbols = st.text(min_size=1, max_size=4)
values = st.one_of(st.none(), symbols)


@given(symbols, values, st.sampled_from([None, *SymbolClass]), values, st.sampled_from([None, *LINKS[:-1]]))
def test_a_pin_reads_as_it_is_written(
    symbol: str,
    label: str | None,
    symbol_class: SymbolClass | None,
    parent: str | None,
    relation: Link | None,
) -> None:
    try:
        pin = Pin(symbol, label, symbol_class, parent, relation)
    except InputError:
        return
    assert Pin.read(str(pin)) == pin
    assert Pin.read(str(Pin(symbol, root=True))) == Pin(symbol, root=True)


# ---- on the command line ----


def test_pins_on_the_command_line(run: Run) -> None:
    _, out, _ = run("parse formula.inkml --pin 2_1:relation=sub,parent=y_1 --pin 2_1:label=z")
    assert out == "y_{z}+1\n"
    code, out, _ = run("parse formula.inkml --nbest 2 --pin +_1:root")
    assert code == 0 and len(out.splitlines()) == 4


def test_pins_that_cannot_hold_fail_the_expression(run: Run) -> None:
    code, out, err = run("parse boxes.json --pin bar:root")
    assert (code, out) == (1, "\\frac{1}{2}\n")
    assert err.startswith("error: boxes.json: square: pin bar:root: found unknown symbol 'bar'; expected")
    code, _, err = run("parse boxes.json --pin 1:up=0")
    assert code == 2 and "argument --pin: found pin '1:up=0'; expected ID:KEY=VALUE" in err
    code, _, err = run("draw ink --truth --pin 1:root")
    assert code == 2 and "found --pin beside --truth" in err


def test_one_pin_alone_is_told_from_a_list() -> None:
    expression = Expression.from_boxes([("x", (0, 0, 1, 1))])
    with pytest.raises(InputError, match="found pin 0:root alone; expected a list of pins"):
        lm.parse(expression, Pin("0", root=True))  # type: ignore[arg-type]  # that is what is tested
