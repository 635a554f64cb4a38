"""The picture of a tree: golden pictures, and what holds for every picture."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from golden import assert_golden
from hypothesis import given, settings
from hypothesis import strategies as st

from layoutmath.errors import InputError
from layoutmath.exporters import write_svg
from layoutmath.exporters.svg import Marking
from layoutmath.exporters.svg.arrows import arrow_curve, point_on
from layoutmath.exporters.svg.glyphs import glyph
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.readers import open_dataset
from layoutmath.readers.record import read_json
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import symbol_table

DATA = Path(__file__).parent / "data" / "svg"
SVG = "{http://www.w3.org/2000/svg}"


def read(name: str) -> BaselineStructure:
    [(_, tree)] = open_dataset(DATA / f"{name}.json")
    assert tree is not None
    return tree


def chain(
    boxes: list[tuple[float, float, float, float]], relation: Relation = Relation.RIGHT
) -> BaselineStructure:
    """Symbols that hang from each other by one relation."""
    expression = Expression.from_boxes([("x", box) for box in boxes])
    triples = [(str(index - 1), str(index), relation) for index in range(1, len(boxes))]
    return BaselineStructure.from_relations(expression, triples)


def boxes_of(root: ET.Element) -> list[ET.Element]:
    """The symbols' boxes; those of the legend are deeper."""
    return [rect for rect in root.findall(f"{SVG}g/{SVG}rect") if rect.get("class") == "lm-box"]


@pytest.mark.parametrize("name", ["fraction", "unsure", "ink", "grid"])
def test_golden_pictures(name: str) -> None:
    assert_golden(DATA / f"{name}.svg", write_svg(read(name)))


def test_a_picture_is_described_for_those_who_do_not_see_it() -> None:
    root = ET.fromstring(write_svg(read("fraction")))
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [SVG + "title", SVG + "desc"]
    assert root.findtext(SVG + "title") == "Symbol layout tree of fraction (8 symbols)"
    description = root.findtext(SVG + "desc") or ""
    assert description.startswith("Baseline: − .. Above of − (id bar): a + y. Sup of y (id y): ′.")


def test_tooltips_tell_class_place_and_runner_up() -> None:
    titles = [title.text for title in ET.fromstring(write_svg(read("unsure"))).iter(SVG + "title")]
    assert (
        "2 (id 1)\n"
        "candidates: 2 0.75, z 0.25\n"
        "class: rising 0.80, small 0.20, descending 0.00, variable-range 0.00\n"
        "Sup of □ (id 0), probability 0.55\n"
        "or Right of □ (id 0), probability 0.41"
    ) in titles
    assert "<&> (id 3)\nRight of = (id 2), probability 0.61" in titles


def test_unsure_relations_are_dashed_and_say_their_probability() -> None:
    root = ET.fromstring(write_svg(read("unsure")))
    dashed = [
        group.findtext(SVG + "title")
        for group in root.iter(SVG + "g")
        if "lm-unsure" in group.get("class", "")
    ]
    assert dashed == [
        "□ (id 0) is the root, probability 0.67",
        "<&> (id 3): Right of = (id 2), probability 0.61",
        "2 (id 1): Sup of □ (id 0), probability 0.55",
    ]
    shown = [text.text for text in root.iter(SVG + "text") if "lm-probability" in text.get("class", "")]
    assert shown == ["0.67", "0.61", "0.55"]


def test_marked_places_have_a_frame_and_a_solid_arrow_even_along_a_line() -> None:
    marked = {"1", "3"}  # 1 is an unsure superscript, 3 unsure beside its neighbour
    for marking, remark in (
        (Marking.WRONG, "red: wrong place"),
        (Marking.BELONGS, "green: where it belongs"),
    ):
        root = ET.fromstring(write_svg(read("unsure"), marked=marked, marking=marking))
        arrows = [g for g in root.findall(SVG + "g") if g.get("style") == f"color:{marking.value}"]
        assert [arrow.findtext(SVG + "title") for arrow in arrows] == [
            "<&> (id 3): Right of = (id 2), probability 0.61",
            "2 (id 1): Sup of □ (id 0), probability 0.55",
        ]
        assert not any("lm-unsure" in arrow.get("class", "") for arrow in arrows)
        frames = [rect for rect in root.findall(SVG + "rect") if rect.get("stroke") == marking.value]
        assert len(frames) == len(marked)
        assert remark in [text.text for text in root.iter(SVG + "text")]
    sure = chain([(0, 0, 9, 9), (10, 0, 19, 9)])
    arrow = "Right of x (id 0)</title><path"
    assert arrow not in write_svg(sure) and arrow in write_svg(sure, marked={"1"})


def test_the_legend_names_only_what_the_picture_shows() -> None:
    [legend] = [
        g for g in ET.fromstring(write_svg(read("ink"))).iter(SVG + "g") if g.get("class") == "lm-legend"
    ]
    assert [text.text for text in legend.iter(SVG + "text")] == ["Sub", "small", "rising"]


def test_nothing_is_loaded_from_elsewhere_and_no_ids_clash() -> None:
    text = write_svg(read("grid"))
    assert "href" not in text and "url(" not in text and " id=" not in text


def test_ink_is_drawn_where_there_is_some_and_labels_where_not() -> None:
    with_ink, without = ET.fromstring(write_svg(read("ink"))), ET.fromstring(write_svg(read("fraction")))
    labels = [text.text for text in with_ink.iter(SVG + "text") if "lm-glyph" in text.get("class", "")]
    assert labels == []
    assert "a" in [text.text for text in without.iter(SVG + "text")]


@pytest.mark.parametrize("factor", [0.001, 1, 10_000])
@pytest.mark.parametrize("shift", [0, -700])
def test_the_unit_and_the_origin_do_not_matter(factor: float, shift: float) -> None:
    tree = read("fraction")
    symbols = []
    for symbol in tree.expression.symbols:
        assert symbol.box is not None
        symbols.append(
            Symbol(symbol.id, BoundingBox(*((edge + shift) * factor for edge in symbol.box)), symbol.label)
        )
    triples = [(r.parent, r.child, r.relation) for r in tree.relationships()]
    moved = BaselineStructure.from_relations(Expression(tuple(symbols), "fraction"), triples)
    numbers, wanted = (re.findall(r"-?\d+\.?\d*", write_svg(each)) for each in (moved, tree))
    assert [float(number) for number in numbers] == pytest.approx(
        [float(number) for number in wanted], abs=0.02
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.text(min_size=1, max_size=5), st.sampled_from(sorted(symbol_table()))),
            st.tuples(*[st.floats(-1e300, 1e300) for _ in range(4)]),
            st.sampled_from(Relation),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_the_labels_and_boxes_the_picture_is_valid_and_shows_every_symbol(
    symbols: list[tuple[str | None, tuple[float, ...], Relation]],
) -> None:
    expression = Expression.from_boxes(
        [(label, (min(l, r), min(t, b), max(l, r), max(t, b))) for label, (l, t, r, b), _ in symbols]
    )
    triples = [(str(index - 1), str(index), symbols[index][2]) for index in range(1, len(symbols))]
    text = write_svg(BaselineStructure.from_relations(expression, triples))
    assert "nan" not in re.sub(
        "<title>.*?</title>|<desc>.*?</desc>|<text.*?</text>", "", text, flags=re.DOTALL
    )
    root = ET.fromstring(text.encode("utf-8"))
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    drawn = boxes_of(root)
    assert len(drawn) == len(expression)
    for rect in drawn:
        x, y, across, down = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        assert left < x and top < y and x + across < left + width and y + down < top + height


def test_symbols_far_apart_are_drawn_smaller_rather_than_on_a_huge_page() -> None:
    root = ET.fromstring(write_svg(chain([(0, 0, 1, 1), (1e6, 0, 1e6 + 1, 1)])))
    assert float(root.attrib["width"]) < 13_000


def test_points_and_strokes_without_any_extent_can_be_seen() -> None:
    root = ET.fromstring(write_svg(chain([(0, 0, 0, 0), (5, 0, 5, 9), (7, 3, 20, 3)])))
    assert all(float(rect.attrib[side]) >= 3 for rect in boxes_of(root) for side in ("width", "height"))


def test_a_tree_of_a_thousand_levels() -> None:
    tree = chain(
        [(9 * index, -5 * index, 9 * index + 8, 10 - 5 * index) for index in range(1000)], Relation.SUP
    )
    assert write_svg(tree).count('class="lm-head"') == 1 + 999 + 1  # the root's, the others, the legend's


def test_a_grid_without_any_cell_is_left_out_with_what_hangs_from_it() -> None:
    expression = Expression.from_boxes([("x", (0, 0, 9, 9))])
    tree = BaselineStructure.from_relations(expression, [("G", "0", Relation.SUP)], {"G": [[None]]})
    assert ET.fromstring(write_svg(tree)) is not None


def test_symbols_without_boxes_cannot_be_drawn() -> None:
    tree = BaselineStructure.from_relations(Expression((Symbol("a", None, "x"),), "from LaTeX"), [])
    with pytest.raises(
        InputError, match="from LaTeX: symbol 'a': found no box; expected a source with boxes"
    ):
        write_svg(tree)


@pytest.mark.parametrize(
    ("relation", "child", "wall"),
    [
        (Relation.SUP, (50, -40, 80, -5), (43, -5, 47, 60)),
        (Relation.SUB, (50, 45, 80, 80), (43, -5, 47, 44)),
        (Relation.RIGHT, (60, 5, 80, 40), (43, 10, 57, 30)),
        (Relation.ABOVE, (0, -50, 40, -20), (10, -15, 30, -5)),
        (Relation.BELOW, (0, 60, 40, 90), (-30, 45, 30, 55)),
    ],
)
def test_arrows_go_around_symbols(relation: Relation, child: tuple[int, ...], wall: tuple[int, ...]) -> None:
    boxes = np.array([(0, 0, 40, 40), child, wall])
    curve = arrow_curve(relation, BoundingBox(0, 0, 40, 40), BoundingBox(*child), boxes)
    for share in np.linspace(0, 1, 30):
        x, y = point_on(curve, share)
        assert not any(l < x < r and t < y < b for l, t, r, b in boxes)


@pytest.mark.parametrize("label", sorted(symbol_table()))
def test_every_label_of_the_table_is_drawn_within_its_box(label: str) -> None:
    box = BoundingBox(0, 0, 60, 40)
    element = ET.fromstring(f"<g>{glyph(label, box)}</g>")
    assert len(element) > 0
    for shape in element:
        if shape.tag == "text":
            assert shape.text and float(shape.attrib["x"]) == 30
        elif shape.tag == "path":
            numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", shape.attrib["d"])]
            assert numbers and min(numbers) >= -60 and max(numbers) <= 120  # control points may lie outside


def test_a_picture_does_not_depend_on_how_it_was_read() -> None:
    data = (DATA / "unsure.json").read_bytes()
    [(_, tree)] = read_json(io.BytesIO(data), "unsure.json", print)
    assert tree is not None and write_svg(tree) == write_svg(read("unsure"))
