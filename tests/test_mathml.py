"""Presentation MathML: what is written, what MathML Core allows, and that every symbol is there once."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from golden import assert_golden
from hypothesis import given
from trees import any_trees

from layoutmath import Expression, Relation, read_latex
from layoutmath.exporters import write_mathml
from layoutmath.expression import Symbol
from layoutmath.structure import BaselineStructure

DATA = Path(__file__).parent / "data" / "mathml"
XMLNS = "{http://www.w3.org/1998/Math/MathML}"

ARITY = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
"""How many children an element has to have (MathML Core, sections 3.3 and 3.4)."""
TOKENS = {"mi", "mn", "mo"}
CHILDREN = {"math", "mrow", "msqrt", "mtable", "mtr", "mtd", "mmultiscripts"}
ATTRIBUTES = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"movablelimits"},
    "mover": {"accent"},
    "munder": {"accentunder"},
}
"""What is written of the attributes that MathML Core has for an element; data-symbols may be anywhere."""


def checked(text: str) -> ElementTree.Element:
    """The elements of a text that MathML Core allows."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{XMLNS}math"
    for element in root.iter():
        tag, children = element.tag.removeprefix(XMLNS), [child.tag.removeprefix(XMLNS) for child in element]
        assert tag in ARITY.keys() | TOKENS | CHILDREN | {"mprescripts"}, tag
        assert element.attrib.keys() <= ATTRIBUTES.get(tag, set()) | {"data-symbols"}
        assert len(children) == ARITY.get(tag, len(children)), tag
        assert (tag in TOKENS) is bool(element.text and not children), tag
        if tag == "mtable":
            assert set(children) <= {"mtr"}
        elif tag == "mtr":
            assert set(children) <= {"mtd"}
        elif tag == "mmultiscripts":
            place = children.index("mprescripts")
            assert place % 2 == 1 and (len(children) - place) % 2 == 1  # the base, then pairs on both sides
        else:
            assert not {"mtr", "mtd", "mprescripts"} & set(children) or tag == "mtable"
    return root


def named(root: ElementTree.Element) -> list[str]:
    """The ids of all symbols and grids that the elements name."""
    ids = " ".join(element.get("data-symbols", "") for element in root.iter()).split()
    return [name.replace("%20", " ").replace("%25", "%") for name in ids]


@given(any_trees())
def test_every_tree_is_mathml_core_with_every_symbol_once(tree: BaselineStructure) -> None:
    root = checked(write_mathml(tree))
    symbols = [symbol.id for symbol in tree.expression.symbols]
    assert sorted(named(root)) == sorted([*symbols, *tree.grids])


def test_golden() -> None:
    """One line of LaTeX, one line of MathML."""
    lines = []
    for latex in (DATA / "formulas.tex").read_text(encoding="utf-8").splitlines():
        written = write_mathml(read_latex(latex))
        checked(written)
        lines += [f"% {latex}", written.partition(">")[2].removesuffix("</math>"), ""]
    assert_golden(DATA / "formulas.mathml.txt", "\n".join(lines))


@pytest.mark.parametrize(
    ("latex", "inside"),
    [
        ("12.5x", ">12.5<"),  # one number
        ("1,2", ">1,2<"),
        ("1,a", ">1<"),  # a comma that no digit follows separates
        ("12^2", "<msup><mn "),
        (r"(\frac{a}{b})^2", "<msup><mrow><mo "),  # scripts of the closing fence are those of the group
        (r"|x|+|y|", "</mrow><mo "),
        (r"\sum_{i}x", '<munder><mo movablelimits="false" '),
        (r"\int_0^1x", "<msubsup><mo "),
        (r"\mathbb{R}", ">ℝ<"),
        (r"\Gamma\gamma", '<mi mathvariant="normal" data-symbols="0">Γ</mi>'),
        ("a<b", ">&lt;<"),
    ],
)
def test_details(latex: str, inside: str) -> None:
    assert inside in write_mathml(read_latex(latex))


def test_ids_and_labels_are_escaped() -> None:
    symbols = (Symbol("a b%", None, '<"&>'), Symbol('"', None))
    tree = BaselineStructure.from_relations(Expression(symbols), [("a b%", '"', Relation.SUP)])
    root = checked(write_mathml(tree))
    assert named(root) == ["a b%", '"']
    assert "".join(root.itertext()) == '<"&>□'


def test_deep_trees() -> None:
    symbols = tuple(Symbol(str(index), None, label="x") for index in range(3000))
    chain = [(str(index), str(index + 1), Relation.SUP) for index in range(2999)]
    written = write_mathml(BaselineStructure.from_relations(Expression(symbols), chain))
    assert written.count("<msup>") == 2999
