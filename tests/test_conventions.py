"""Conventions: every setting on worked trees, and what holds for any tree."""

from __future__ import annotations

import itertools
import math

import pytest
from command_line import Run, run
from hypothesis import given
from hypothesis import strategies as st
from trees import any_trees, same_tree

from layoutmath import Conventions, InputError, Relation, export, read_latex
from layoutmath.conventions import SETTINGS
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import Ink, Stroke
from layoutmath.relationship import Evidence, RunnerUp
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

__all__ = ["run"]  # a fixture

CHOICES = [{name: choice} for name, choices in SETTINGS.items() for choice in choices]

LABELS = {"S": r"\sum", "L": r"\lim", "p": r"\prime", "q": r"\prime", "h": r"\hat"}


def tree(text: str) -> BaselineStructure:
    """``"f Sup p, f Right x"`` as a tree; ids are labels where ``LABELS`` has no other."""
    triples = [(p, c, Relation.read(r)) for p, r, c in (part.split() for part in text.split(","))]
    ids = dict.fromkeys(end for parent, child, _ in triples for end in (parent, child))
    symbols = tuple(Symbol(node, None, LABELS.get(node, node)) for node in ids)
    return BaselineStructure.from_relations(Expression(symbols), triples)


def relations(structure: BaselineStructure) -> set[tuple[str, str, str]]:
    return {(r.parent, r.relation.value, r.child) for r in structure.relationships()}


@pytest.mark.parametrize(
    ("settings", "drawn", "wanted"),
    [
        ({"limits": "beside"}, "S Below i, S Above n, S Right x", "S Sub i, S Sup n, S Right x"),
        ({"limits": "stacked"}, "S Sub i, S Sup n, S Right x", "S Below i, S Above n, S Right x"),
        ({"limits": "beside"}, "l Right i, i Right m, m Below x", "l Right i, i Right m, m Sub x"),
        ({"limits": "stacked"}, "L Sub x", "L Below x"),
        # what is no limit stays: scripts of other symbols, the prime of a sum, the hat of a lim
        ({"limits": "stacked"}, "x Sub i, x Sup 2", "x Sub i, x Sup 2"),
        ({"limits": "stacked"}, "S Sup p, S Sub i", "S Sup p, S Below i"),
        ({"limits": "beside"}, "L Above h, L Below x", "L Above h, L Sub x"),
        # the place is taken: the second child joins the baseline of the first
        ({"limits": "beside"}, "S Below i, S Sub j, j Right k", "S Sub i, i Right j, j Right k"),
        ({"primes": "superscript"}, "f Right p, p Right x", "f Sup p, f Right x"),
        ({"primes": "superscript"}, "f Right p, p Right q, q Right x", "f Sup p, p Right q, f Right x"),
        ({"primes": "superscript"}, "f Right p, p Sup 2, p Sub i", "f Sup p, p Right 2, f Sub i"),
        ({"primes": "superscript"}, "f Right p, f Sup 2", "f Sup p, p Right 2"),
        ({"primes": "line"}, "f Sup p, f Right x", "f Right p, p Right x"),
        ({"primes": "line"}, "f Sup p, p Right q, q Right 2", "f Right p, p Right q, q Sup 2"),
        ({"primes": "line"}, "f Sup 2, 2 Right p", "f Sup 2, 2 Right p"),
        ({"accents": "above"}, "x Sup h, h Right 2", "x Above h, x Sup 2"),
        ({"accents": "superscript"}, "x Above h, x Sup 2", "x Sup h, h Right 2"),
        ({"accents": "superscript"}, "x Above h, h Right y", "x Above h, h Right y"),
        ({"accents": "above"}, "x Sup y", "x Sup y"),
    ],
)  # fmt: skip
def test_places(settings: dict[str, str], drawn: str, wanted: str) -> None:
    assert relations(Conventions(**settings).apply(tree(drawn))) == relations(tree(wanted))


def test_a_second_child_goes_by_left_edge() -> None:
    expression = Expression.from_boxes(
        [(r"\sum", (0, 5, 9, 20)), ("j", (10, 17, 12, 21)), ("i", (13, 22, 15, 26))]
    )
    drawn = BaselineStructure.from_relations(
        expression, [("0", "1", Relation.SUB), ("0", "2", Relation.BELOW)]
    )
    beside = Conventions(limits="beside").apply(drawn)
    assert relations(beside) == {("0", "Sub", "1"), ("1", "Right", "2")}


def test_as_drawn_is_the_very_same_tree() -> None:
    drawn = read_latex(r"\sum_i f' \hat{x} sin x")
    assert Conventions().apply(drawn) is drawn
    assert Conventions(limits="stacked", primes="superscript", accents="above").apply(drawn) is drawn


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_value_that_does_not_exist(setting: str) -> None:
    with pytest.raises(InputError, match=f"found {setting}='upside down'; expected one of drawn, "):
        Conventions(**{setting: "upside down"})


@pytest.mark.parametrize(
    ("letters", "symbols"),
    [
        (r"sin x", r"\sin x"),
        (r"2sinh^{2}x", r"2\sinh^{2}x"),
        (r"argmax", r"\arg\max"),
        (r"\frac{cos a}{tan b}", r"\frac{\cos a}{\tan b}"),
        (r"\begin{matrix} ln x & e \end{matrix}", r"\begin{matrix} \ln x & e \end{matrix}"),
        (r"{}^{2}log 8", r"{}^{2}\log 8"),
        (r"s i_1 n", r"s i_1 n"),  # scripts tear the letters apart
        (r"sim", r"sim"),
    ],
)
def test_letters_become_one_symbol(letters: str, symbols: str) -> None:
    merged = Conventions(names="symbol").apply(read_latex(letters))
    assert same_tree(merged, read_latex(symbols))
    assert same_tree(Conventions(names="letters").apply(merged), read_latex(letters))


def written_lim() -> BaselineStructure:
    """ "a lim b" with x below the lim, as a parser would return it, its letters in strokes."""
    labels, places = "alimbx", [(0, 4), (10, 12), (14, 16), (18, 24), (30, 34), (16, 20)]
    strokes = [
        Stroke(f"stroke {at}", ((l, 0 if label != "x" else 10), (r, 9 if label != "x" else 14)))
        for at, (label, (l, r)) in enumerate(zip(labels, places, strict=True))
    ]
    symbols = tuple(
        Symbol(label, stroke.box, label, primitives=(stroke.id,))
        for label, stroke in zip(labels, strokes, strict=True)
    )
    line = [(left, right, Relation.RIGHT) for left, right in itertools.pairwise("alimb")]
    return BaselineStructure.from_relations(
        Expression(symbols, "limit", Ink(tuple(strokes))),
        [*line, ("m", "x", Relation.BELOW)],
        log_prob=-0.5,
        evidence={
            "l": Evidence(-0.1, RunnerUp("a", Relation.SUP, -3.0)),
            "x": Evidence(-0.2, RunnerUp("i", Relation.BELOW, -2.0)),
        },
        classes={label: {SymbolClass.RISING: 1.0} for label in labels},
    )


def test_a_merged_name_tells_what_it_was() -> None:
    merged = Conventions(names="symbol", limits="beside").apply(written_lim())
    lim = merged.expression.symbol("l:i:m")
    assert (lim.label, lim.box, lim.primitives, lim.extra) == (
        r"\lim",
        BoundingBox(10, 0, 24, 9),
        ("stroke 1", "stroke 2", "stroke 3"),
        {"letters": ["l", "i", "m"]},
    )
    assert [symbol.id for symbol in merged.expression.symbols] == ["a", "l:i:m", "b", "x"]
    assert relations(merged) == {("a", "Right", "l:i:m"), ("l:i:m", "Sub", "x"), ("l:i:m", "Right", "b")}
    assert merged.evidence == {
        "l:i:m": Evidence(-0.1, RunnerUp("a", Relation.SUP, -3.0)),
        "x": Evidence(-0.2, RunnerUp("l:i:m", Relation.BELOW, -2.0)),
    }
    assert merged.classes.keys() == {"a", "b", "x"}
    assert merged.log_prob == -0.5
    assert '"letters": ["l", "i", "m"]' in export(merged, "json")


def test_a_cut_name_shares_out_its_box_and_its_strokes() -> None:
    merged = Conventions(names="symbol").apply(written_lim())
    letters = Conventions(names="letters").apply(merged).expression.symbols[1:4]
    assert [letter.id for letter in letters] == ["l:i:m.1", "l:i:m.2", "l:i:m.3"]
    assert [letter.label for letter in letters] == ["l", "i", "m"]
    assert [letter.primitives for letter in letters] == [("stroke 1",), ("stroke 2",), ("stroke 3",)]
    edges = [edge for letter in letters if letter.box for edge in (letter.box.l, letter.box.r)]
    assert all(map(math.isclose, edges, (10, 10 + 14 / 3, 10 + 14 / 3, 10 + 28 / 3, 10 + 28 / 3, 24)))
    assert all(letter.extra == {"word": "l:i:m"} for letter in letters)


def test_strokes_of_a_cut_name_without_ink_stay_with_the_first_letter() -> None:
    word = Symbol("w", BoundingBox(0, 0, 9, 9), r"\sin", primitives=("0", "1"))
    cut = Conventions(names="letters").apply(BaselineStructure.from_relations(Expression((word,)), []))
    assert [symbol.primitives for symbol in cut.expression.symbols] == [("0", "1"), (), ()]


def test_ids_of_new_symbols_are_free() -> None:
    taken = tree("l Right n, n Right l:n")
    assert [symbol.id for symbol in Conventions(names="symbol").apply(taken).expression.symbols] == [
        "l:n'",
        "l:n",
    ]


@given(any_trees(), st.sampled_from([choice for choice in CHOICES if "names" not in choice]))
def test_places_keep_the_symbols_and_settle(drawn: BaselineStructure, settings: dict[str, str]) -> None:
    conventions = Conventions(**settings)
    moved = conventions.apply(drawn)
    assert moved.expression is drawn.expression
    assert sorted(node.id for node, _, _ in moved.walk()) == sorted(node.id for node, _, _ in drawn.walk())
    assert moved.grid_rows() == drawn.grid_rows()
    assert conventions.apply(moved) == moved


@given(any_trees(st.sampled_from(["l", "n", "g", "i", "m", r"\ln", r"\lim", None])))
def test_names_keep_every_stroke_and_settle(drawn: BaselineStructure) -> None:
    for names in SETTINGS["names"]:
        conventions = Conventions(names=names)
        spelled = conventions.apply(drawn)
        for tree in (drawn, spelled):
            strokes = [stroke for symbol in tree.expression.symbols for stroke in symbol.primitives]
            assert len(strokes) == len(set(strokes))
        assert {s for symbol in drawn.expression.symbols for s in symbol.primitives} == {
            s for symbol in spelled.expression.symbols for s in symbol.primitives
        }
        recorded = {
            str(letter) for symbol in spelled.expression.symbols for letter in symbol.extra.get("letters", ())
        } | {str(symbol.extra["word"]) for symbol in spelled.expression.symbols if "word" in symbol.extra}
        gone = {symbol.id for symbol in drawn.expression.symbols} - {
            symbol.id for symbol in spelled.expression.symbols
        }
        assert recorded == gone
        assert conventions.apply(spelled) == spelled


def test_deep_trees() -> None:
    ids = [str(index) for index in range(2000)]
    symbols = tuple(Symbol(one, None, r"\sum") for one in ids)
    drawn = BaselineStructure.from_relations(
        Expression(symbols), [(p, c, Relation.ABOVE) for p, c in itertools.pairwise(ids)]
    )
    beside = Conventions(limits="beside").apply(drawn)
    assert {r.relation for r in beside.relationships()} == {Relation.SUP}
    assert Conventions(limits="stacked").apply(beside) == drawn


def test_on_the_command_line(run: Run) -> None:
    code, out, _ = run("convert - --limits beside --names symbol", rb"\lim\limits_{x}ln x")
    assert (code, out) == (0, "\\lim\\nolimits_{x}\\ln x\n")
    code, _, err = run("parse boxes.json --primes raised")
    assert code == 2
    assert "unknown value of --primes 'raised'" in err
