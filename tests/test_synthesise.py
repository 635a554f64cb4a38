"""Typeset formulas: every symbol's box is where its relation says, in the size the font draws it."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import any_trees

from layoutmath import (
    Baseline,
    BaselineStructure,
    BoundingBox,
    InputError,
    LayoutmathError,
    Relation,
    UnknownNameError,
    read_latex,
)
from layoutmath.expression import Expression, Symbol
from layoutmath.relation import LIMITS
from layoutmath.symbols import symbol_table
from layoutmath.synthesise import (
    Manner,
    MathFont,
    as_tex_draws,
    open_font,
    random_formulas,
    synthesise,
)
from layoutmath.synthesise.outlines import _extremes

TOUCHING = 20.0  # what ink may overlap, in thousandths of an em: letters lean into their neighbours


@pytest.fixture(scope="module")
def font() -> MathFont:
    return open_font()


def boxes_by_label(tree: BaselineStructure) -> dict[str, BoundingBox]:
    """The box of each label, for formulas in which no label stands twice."""
    found = {symbol.label: symbol.box for symbol in tree.expression.symbols}
    assert len(found) == len(tree.expression)
    return {label: box for label, box in found.items() if label is not None and box is not None}


def extent(tree: BaselineStructure, line: Baseline) -> BoundingBox:
    """The box around a baseline and everything that hangs from it."""
    inner = BaselineStructure(tree.expression, line, tree.grids)
    own = {symbol.id: symbol.box for symbol in tree.expression.symbols}
    return BoundingBox.around([box for node, _, _ in inner.walk() if (box := own.get(node.id))])


def assert_drawn_where_it_hangs(tree: BaselineStructure) -> None:
    """Every nested baseline lies on that side of its symbol that its relation names."""
    own = {symbol.id: symbol.box for symbol in tree.expression.symbols}
    labels = {symbol.id: symbol.label for symbol in tree.expression.symbols}
    assert all(box is not None and box.width > 0 and box.height > 0 for box in own.values())
    for node, _, _ in tree.walk():
        box = own.get(node.id)
        if box is None:
            continue
        nested = {relation: extent(tree, line) for relation, line in node.nested.items()}
        # scripts of a fraction or an overline stand beside all of it
        core = BoundingBox.around([box, *(nested[side] for side in LIMITS if side in nested)])
        for relation, inner in nested.items():
            right = {
                Relation.INSIDE: box.l <= inner.l and box.t <= inner.t and inner.r <= box.r + TOUCHING,
                # an index stands in the hook of its radical
                Relation.ABOVE: inner.b <= box.t + TOUCHING or labels[node.id] == r"\sqrt",
                Relation.BELOW: inner.t >= box.b - TOUCHING,
                Relation.SUP: inner.centre[0] > core.centre[0] and inner.b < core.b,
                Relation.SUB: inner.centre[0] > core.centre[0] and inner.t > core.t,
                Relation.PRE_SUP: inner.r <= core.l + TOUCHING,
                Relation.PRE_SUB: inner.r <= core.l + TOUCHING,
            }
            assert right[relation], f"{labels[node.id]} {box} {relation} {inner}"
    for grid in tree.grids.values():
        bottom = -float("inf")
        for row in grid.rows:
            cells = [extent(tree, cell) for cell in row if cell is not None]
            if cells:
                assert min(cell.centre[1] for cell in cells) > bottom, "a row below the one before it"
                bottom = max(cell.centre[1] for cell in cells)
            for left, right in itertools.pairwise(cells):
                assert left.r <= right.l + TOUCHING, "a column right of the one before it"


CONSTRUCTS = [
    "x^2", "x_i^2", r"f'", r"{}^{14}_{6}C", r"\frac{x+1}{y_2}", r"\sqrt{x}", r"\sqrt[3]{\sqrt{x+1}}",
    r"\sum_{i=1}^{n} i", r"\int_0^1 x\,dx", r"\int\limits_0^1 x", r"\prod\nolimits_k a", r"\lim_{x\to 0} x",
    r"\hat{x}", r"\bar{\hat{A}}_1", r"\vec{v}", r"\overline{x+y}", r"\underline{x}", r"\widehat{abc}",
    r"\overrightarrow{AB}", r"\widehat{x_1}^2", r"\underbrace{a+b}_{n}", r"\overbrace{a+b}^{k}",
    r"\overset{?}{=}", r"A\xrightarrow{f\circ g}B", r"\left(\frac{a}{b}\right)^2",
    r"\left.\frac{dy}{dx}\right|_{x=0}", r"\binom{n}{k}", r"\sum_{\substack{i<j\\k}} a",
    r"12\longdiv{345}", r"\boxed{E=mc^2}",
    r"\begin{pmatrix}a&b\\c&d\end{pmatrix}^{-1}", r"\begin{vmatrix}1& &\\&2&\end{vmatrix}",
    r"f(x)=\begin{cases}x^2&x>0\\0&x\leq 0\end{cases}", r"\begin{aligned}a&=b\\&=\frac{c}{d}\end{aligned}",
    r"\begin{gathered}a=b\\c=d+e\end{gathered}", r"\sin^2 x", r"\liminf_n a",
]  # fmt: skip


@pytest.mark.parametrize("latex", CONSTRUCTS)
def test_a_tree_stays_and_gets_boxes_where_its_relations_say(latex: str, font: MathFont) -> None:
    tree = read_latex(latex)
    typeset = synthesise(tree, font)
    assert typeset == tree
    assert_drawn_where_it_hangs(typeset)
    around = BoundingBox.around([symbol.box for symbol in typeset.expression.symbols if symbol.box])
    assert (around.l, around.t) == (0, 0)


def test_random_formulas_are_drawn_where_they_hang(font: MathFont) -> None:
    random, drawn = Random(0), 0
    for latex in itertools.islice(random_formulas(seed=5), 200):
        manner = Manner.varied(random)
        tree = as_tex_draws(read_latex(latex), manner)
        try:
            typeset = synthesise(tree, font, manner)
        except InputError as error:
            assert "glyph" in str(error), latex
            continue
        assert typeset == tree
        assert_drawn_where_it_hangs(typeset)
        drawn += 1
    assert drawn > 190


def test_random_formulas_hold_every_relation_and_all_kinds_of_symbols() -> None:
    relations: set[Relation] = set()
    shapes, grids = set(), 0
    for latex in itertools.islice(random_formulas(seed=1), 400):
        tree = as_tex_draws(read_latex(latex))
        relations |= {place.relation for place in tree.relationships()}
        shapes |= {row.shape for s in tree.expression.symbols if (row := symbol_table().get(s.label or ""))}
        grids += bool(tree.grids)
    assert relations == set(Relation)
    assert 80 <= grids <= 140  # a fifth, and binomials and stacked limits in others
    assert len(shapes) >= 24


def test_the_size_of_ink_is_the_fonts(font: MathFont) -> None:
    x = boxes_by_label(synthesise(read_latex("x"), font))["x"]
    glyph = font.glyph("𝑥")
    assert glyph is not None
    assert (x.width, x.height) == (glyph.box.width, glyph.box.height) == (517, 489)


def test_scripts_are_smaller_and_scripts_of_scripts_smallest(font: MathFont) -> None:
    height = [
        boxes_by_label(synthesise(read_latex(latex), font))["2"].height for latex in ("2", "x^2", "x^{y^2}")
    ]
    assert height[0] > height[1] > height[2]


def test_fences_grow_with_what_they_enclose_and_can_be_told_not_to(font: MathFont) -> None:
    tree = read_latex(r"(\sqrt{\frac{a}{b}})")
    grown = boxes_by_label(synthesise(tree, font))
    plain = boxes_by_label(synthesise(tree, font, Manner(stretch=False)))
    assert grown["("].height > 2 * plain["("].height
    assert grown["("].t <= grown["a"].t and grown["("].b >= grown["b"].b


def test_limits_are_beside_in_text_and_letters_spell_words() -> None:
    tree = read_latex(r"\frac{\sum_{i}^{n} i}{\lim_{x} x}")
    drawn = as_tex_draws(tree)
    own = {symbol.id: symbol.label for symbol in drawn.expression.symbols}
    found = {(own[p.parent], p.relation.value, own[p.child]) for p in drawn.relationships()}
    assert {("\\sum", "Sub", "i"), ("\\sum", "Sup", "n"), ("l", "Right", "i"), ("m", "Sub", "x")} <= found


def test_limits_of_an_integral_stay_where_they_are_asked_for() -> None:
    integral = read_latex(r"\frac{\int\limits_a^b x}{\int_c^d y}")
    assert as_tex_draws(integral) == integral


def test_limits_that_are_asked_for_stay_above_and_below_in_any_style(font: MathFont) -> None:
    tree = read_latex(r"\sum_{i}^{n} a")
    box = boxes_by_label(synthesise(tree, font, Manner(display=False)))
    assert box["n"].b < box["\\sum"].t and box["i"].t > box["\\sum"].b


def test_a_manner_is_the_same_for_the_same_seed() -> None:
    assert Manner.varied(Random(7)) == Manner.varied(Random(7))
    assert len({Manner.varied(Random(seed)) for seed in range(20)}) == 20


def test_a_manner_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownNameError, match="unknown alphabet 'italics'; did you mean 'italic'"):
        Manner(alphabet="italics")
    with pytest.raises(UnknownNameError, match="unknown alignment 'left'"):
        Manner(columns="left")


def test_spacing_moves_symbols_apart(font: MathFont) -> None:
    narrow, wide = (
        boxes_by_label(synthesise(read_latex("a+b"), font, Manner(spacing=spacing))) for spacing in (0.5, 2.0)
    )
    assert wide["b"].l > narrow["b"].l
    assert wide["a"] == narrow["a"]


@pytest.mark.parametrize(
    ("structure", "finding"),
    [
        (read_latex(r"\square"), "symbol '0': found no label; expected a label for every symbol to draw"),
        (read_latex("漢"), "symbol '0' (漢): found no glyph for it in STIXTwoMath-Regular;"),
        (read_latex(r"\mathord{\foo}"), r"symbol '0' (\foo): found no character for its label; expected"),
        (read_latex(r"\mathord{x\boxed{y}}"), "symbol '0' (x): found symbols inside it; expected"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_a_reason(
    structure: BaselineStructure, finding: str, font: MathFont
) -> None:
    with pytest.raises(InputError) as caught:
        synthesise(structure, font)
    assert str(caught.value).startswith(finding)


def test_an_empty_grid_is_refused(font: MathFont) -> None:
    one = Expression((Symbol("a", None, "a"),))
    tree = BaselineStructure.from_relations(one, [("a", "G", Relation.RIGHT)], {"G": [[None], [None]]})
    with pytest.raises(InputError, match="grid 'G': found no symbols in it; expected at least one"):
        synthesise(tree, font)


def test_depth_is_no_limit(font: MathFont) -> None:
    count = 1200
    symbols = tuple(Symbol(str(i), None, "x") for i in range(count))
    relations = [(str(i), str(i + 1), Relation.SUP) for i in range(count - 1)]
    tree = BaselineStructure.from_relations(Expression(symbols), relations)
    assert len(synthesise(tree, font).expression) == count


def test_what_the_expression_holds_is_kept(font: MathFont) -> None:
    tree = read_latex("x")
    named = replace(tree, expression=replace(tree.expression, name="mine", extra={"latex": "x"}))
    typeset = synthesise(named, font).expression
    assert (typeset.name, typeset.extra) == ("mine", {"font": "STIXTwoMath-Regular", "latex": "x"})


# ---- fonts ----


def test_a_font_without_a_math_table_is_named(tmp_path: Path, font: MathFont) -> None:
    path = tmp_path / "text.otf"
    path.write_bytes(font.path.read_bytes().replace(b"MATH", b"NONE", 1))  # in the directory of tables
    with pytest.raises(InputError, match=r"text\.otf: found a font without a MATH table; expected"):
        open_font(path)


def test_a_file_that_is_no_font_and_none_at_all_are_named(tmp_path: Path) -> None:
    (tmp_path / "broken.otf").write_bytes(b"no font")
    (tmp_path / "empty.otf").write_bytes(b"")
    for name, finding in [
        ("broken", "found no font"),
        ("empty", "found no font"),
        ("none", "found no such file"),
    ]:
        with pytest.raises(InputError, match=f"{name}.otf: {finding}"):
            open_font(tmp_path / f"{name}.otf")


def test_a_name_that_no_font_has_lists_those_there_are() -> None:
    with pytest.raises(InputError, match=r"found no font 'nothing'; expected the path of a font, or .*STIX"):
        open_font("nothing")


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ziamath", None)
    with pytest.raises(LayoutmathError, match=r"pip install 'layoutmath\[synthesise\]'"):
        open_font()


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=4))
def test_extremes_of_a_curve_are_those_of_its_points(control: list[float]) -> None:
    def at(t: float) -> float:
        points = control
        while len(points) > 1:  # de Casteljau
            points = [a + t * (b - a) for a, b in itertools.pairwise(points)]
        return points[0]

    least, greatest = _extremes(tuple(control))
    sampled = [at(step / 200) for step in range(201)]
    assert least <= min(sampled) + 1e-9 and greatest >= max(sampled) - 1e-9
    assert least >= min(sampled) - 0.05 and greatest <= max(sampled) + 0.05


@settings(max_examples=60, deadline=None)
@given(tree=any_trees())
def test_any_tree_is_drawn_or_refused(font: MathFont, tree: BaselineStructure) -> None:
    symbols = tuple(replace(symbol, label=symbol.label or "x") for symbol in tree.expression.symbols)
    labelled = replace(tree, expression=replace(tree.expression, symbols=symbols))
    try:
        typeset = synthesise(labelled, font)
    except InputError as error:
        assert error.problem.expectation
        return
    assert typeset == labelled
    assert all(symbol.box and symbol.box.width and symbol.box.height for symbol in typeset.expression.symbols)
