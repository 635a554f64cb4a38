"""InkML files with all their quirks, and MathML by the conventions of the tree."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from golden import assert_golden

from layoutmath.errors import Problem
from layoutmath.expression import Expression, Symbol
from layoutmath.readers.contract import Pair
from layoutmath.readers.inkml import read_inkml
from layoutmath.readers.mathml import Layout, mathml_layout
from layoutmath.structure import BaselineStructure

DATA = Path(__file__).parent / "data" / "inkml"


def read(data: bytes, source: str = "a.inkml") -> tuple[list[Pair], list[Problem]]:
    problems: list[Problem] = []
    return list(read_inkml(io.BytesIO(data), source, problems.append)), problems


@pytest.mark.parametrize("path", sorted(DATA.glob("*.inkml")), ids=lambda path: path.stem)
def test_file(path: Path) -> None:
    """What each example gives, and what is reported about it: see the text files beside them."""
    pairs, problems = read(path.read_bytes(), path.name)
    lines = [f"{'lost' if problem.lost else 'note'}: {problem}" for problem in problems]
    for expression, tree in pairs:
        lines.append(f"expression {expression.name!r}, LaTeX {expression.extra.get('latex')!r}")
        for symbol in expression.symbols:
            assert symbol.box is not None
            box = " ".join(f"{edge:g}" for edge in symbol.box)
            strokes = ", ".join(symbol.primitives)
            lines.append(f"  symbol {symbol.id!r}: {symbol.label}, box {box}, strokes {strokes}")
        lines += ["no tree"] if tree is None else tree.pretty().splitlines()
    assert_golden(path.with_suffix(".txt"), "\n".join(lines) + "\n")


def test_ink_is_kept() -> None:
    [(expression, _)], _ = read((DATA / "square.inkml").read_bytes())
    assert expression.ink is not None
    assert [stroke.id for stroke in expression.ink.strokes] == ["0", "1", "2"]
    assert expression.ink.strokes[1].points == ((8, 10), (0, 18))


def test_who_wrote_it_is_kept() -> None:
    [(expression, _)], _ = read((DATA / "square.inkml").read_bytes())
    assert expression.extra == {"latex": "$x^2$", "writer": "nobody"}


def layout(mathml: str) -> tuple[Layout, dict[str, Symbol]]:
    """The layout of MathML in which every element with an id has a symbol, labelled with its text or id."""
    math = fromstring(f"<math>{mathml}</math>")
    symbols = {
        element.attrib["id"]: Symbol(element.attrib["id"], None, element.text or element.attrib["id"])
        for element in math.iter()
        if "id" in element.attrib
    }
    return mathml_layout(math, symbols), symbols


def pretty(mathml: str) -> str:
    made, symbols = layout(mathml)
    assert made.unlinked == []
    expression = Expression(tuple(symbols.values()))
    return BaselineStructure.from_relations(expression, made.relations, made.grids).pretty()


X, Y, TWO = '<mi id="x">x</mi>', '<mi id="y">y</mi>', '<mn id="2">2</mn>'
A, B, C = '<mi id="a">a</mi>', '<mi id="b">b</mi>', '<mi id="c">c</mi>'
OPEN, CLOSE = '<mo id="(">(</mo>', '<mo id=")">)</mo>'
BAR, HAT = '<mo id="-">-</mo>', r'<mo id="\hat">\hat</mo>'


@pytest.mark.parametrize(
    ("mathml", "tree"),
    [
        (f"<mrow>{X}<mrow>{Y}<mrow>{TWO}</mrow></mrow></mrow>", "x y 2"),
        (f"{X}<mo>\u2062</mo><mspace/><mi> </mi>{Y}", "x y"),
        (f"<msup>{X}{TWO}</msup>{Y}", "x y\n└─ x Sup: 2"),
        (f"<msubsup>{X}{Y}{TWO}</msubsup>", "x\n├─ x Sup: 2\n└─ x Sub: y"),
        (f"<msup><mrow>{OPEN}{X}{CLOSE}</mrow>{TWO}</msup>", "( x )\n└─ ) Sup: 2"),
        (f"<msup><mfenced>{X}{Y}</mfenced>{TWO}</msup>", "x y\n└─ y Sup: 2"),
        (f'<msub><mfrac id="-">{X}{Y}</mfrac>{TWO}</msub>', "-\n├─ - Sub: 2\n├─ - Above: x\n└─ - Below: y"),
        (f'<mfrac id="/" bevelled="true">{X}{Y}</mfrac>', "x / y"),
        (f'<msqrt id="√">{X}{Y}</msqrt>{TWO}', "√ 2\n└─ √ Inside: x y"),
        (f'<mroot id="√">{X}{TWO}</mroot>', "√\n├─ √ Above: 2\n└─ √ Inside: x"),
        (f'<menclose notation="circle" id="O">{X}</menclose>', "O\n└─ O Inside: x"),
        (
            rf'<munderover><mo id="\sum">\sum</mo>{X}{Y}</munderover>{TWO}',
            "\\sum 2\n├─ \\sum Above: y\n└─ \\sum Below: x",
        ),
        (f"<munder><mrow>{A}{B}{C}</mrow><mrow>{X}{Y}</mrow></munder>", "a b c\n└─ c Below: x y"),
        # accents: over one symbol from that symbol, over a group a node from which the group hangs
        (f"<mover>{X}{HAT}</mover>", "x\n└─ x Above: \\hat"),
        (f"<munder>{X}{BAR}</munder>", "x\n└─ x Below: -"),
        (f"<msup><mover>{X}{HAT}</mover>{TWO}</msup>", "x\n├─ x Sup: 2\n└─ x Above: \\hat"),
        (f"<mover><mover>{X}{HAT}</mover>{BAR}</mover>", "x\n└─ x Above: \\hat\n   └─ \\hat Above: -"),
        (f"<mover><mrow>{A}{B}</mrow>{BAR}</mover>{C}", "- c\n└─ - Below: a b"),
        (f"<munder><mrow>{A}{B}</mrow>{BAR}</munder>", "-\n└─ - Above: a b"),
        (f"<mover><msup>{X}{TWO}</msup>{HAT}</mover>", "\\hat\n└─ \\hat Below: x\n   └─ x Sup: 2"),
        (
            rf'<mover><mover><mrow>{A}{B}</mrow><mo id="\overbrace">\overbrace</mo></mover>{TWO}</mover>',
            "\\overbrace\n├─ \\overbrace Above: 2\n└─ \\overbrace Below: a b",
        ),
        (
            rf'<mover><mrow>{A}{B}</mrow><mo id="→">\rightarrow</mo></mover>',
            "\\rightarrow\n└─ \\rightarrow Below: a b",
        ),
        (f'<mover accent="true"><mrow>{A}{B}</mrow><mo id="~">~</mo></mover>', "~\n└─ ~ Below: a b"),
        (f'<menclose notation="top" id="-">{A}{B}</menclose>', "-\n└─ - Below: a b"),
        # pre-scripts
        (
            f"<mmultiscripts><mrow>{A}{B}</mrow>{X}{Y}<mprescripts/><none/>{TWO}</mmultiscripts>",
            "a b\n├─ a PreSup: 2\n├─ b Sup: y\n└─ b Sub: x",
        ),
        (f"{A}<msup><mrow/>{TWO}</msup>{X}", "a x\n└─ x PreSup: 2"),
        (f"{A}<msub><mi/>{TWO}</msub>", "a\n└─ a Sub: 2"),
        # grids
        (
            f"{OPEN}<mtable><mtr><mtd>{A}</mtd><mtd>{B}{X}</mtd></mtr><mtr><mtd>{C}</mtd></mtr></mtable>{CLOSE}",
            "( grid G0 )\n├─ grid G0 [0;0]: a\n├─ grid G0 [0;1]: b x\n└─ grid G0 [1;0]: c",
        ),
        (
            f'{OPEN}<mfrac linethickness="0pt">{X}{Y}</mfrac>{CLOSE}',
            "( grid G0 )\n├─ grid G0 [0;0]: x\n└─ grid G0 [1;0]: y",
        ),
        (f"{X}<mtable><mtr><mtd/></mtr></mtable>", "x"),
        # what is not drawn, and what only groups
        (f"<semantics>{X}<annotation>x</annotation></semantics>", "x"),
        (f"<mstyle><mpadded>{X}<mphantom><mi>z</mi></mphantom></mpadded></mstyle>", "x"),
    ],
)  # fmt: skip
def test_conventions(mathml: str, tree: str) -> None:
    assert pretty(mathml) == tree


def test_a_second_superscript_stays_a_second_child() -> None:
    made, _ = layout(f"<msup><mrow><msup>{A}<mo id=\"'\">'</mo></msup></mrow>{TWO}</msup>")
    assert [(parent, child, relation.value) for parent, child, relation in made.relations] == [
        ("a", "'", "Sup"),
        ("a", "2", "Sup"),
    ]


@pytest.mark.parametrize(
    ("mathml", "unlinked"),
    [
        ("<mi>x</mi>", ["mi 'x'"]),
        (f"<mfrac>{X}{Y}</mfrac>", ["mfrac"]),
        (f"<msqrt>{X}</msqrt>", ["msqrt"]),
        (f"<mrow><msup><mi>a</mi>{TWO}</msup>{X}</mrow>", ["mi 'a'"]),
    ],
)
def test_elements_without_a_symbol_are_named(mathml: str, unlinked: list[str]) -> None:
    assert layout(mathml)[0].unlinked == unlinked


LACKING = [
    "", "<msup/>", "<mfrac/>", "<mroot/>", "<mover/>", "<mmultiscripts/>", "<mtable/>",
    "<mtable><mtr/></mtable>", "<semantics/>", f"<msup>{X}</msup>",
]  # fmt: skip


@pytest.mark.parametrize("mathml", LACKING)
def test_elements_that_lack_parts(mathml: str) -> None:
    assert layout(mathml)[0].relations == []


def test_deep_nesting() -> None:
    depth = 5000
    opening = "".join(f'<mrow><mi xml:id="x{index}">x</mi>' for index in range(depth))
    groups = "".join(
        f'<traceGroup><annotation type="truth">x</annotation><traceView traceDataRef="0"/>'
        f'<annotationXML href="x{index}"/></traceGroup>'
        for index in range(depth)
    )
    ink = f'<ink><math>{opening}{"</mrow>" * depth}</math><trace id="0">1 2</trace>{groups}</ink>'
    [(_, tree)], problems = read(ink.encode())
    assert problems == []
    assert tree is not None
    assert len(tree.root.nodes) == depth
