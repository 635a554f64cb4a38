"""Presentation MathML: what is written with a reading and without, and that every symbol is there once."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from golden import assert_golden
from hypothesis import given
from mathml_core import core
from trees import any_trees, trees

from layoutmath import Expression, Relation, read_latex
from layoutmath.exporters import write_mathml
from layoutmath.expression import Symbol
from layoutmath.reading import MeaningError
from layoutmath.semantics import Policy, meaning
from layoutmath.structure import BaselineStructure

DATA = Path(__file__).parent / "data" / "mathml"


def named(root: ElementTree.Element) -> list[str]:
    """The ids of all symbols and grids that the elements name."""
    ids = " ".join(element.get("data-symbols", "") for element in root.iter()).split()
    return [name.replace("%20", " ").replace("%25", "%") for name in ids]


@given(any_trees())
def test_every_tree_has_every_symbol_once(tree: BaselineStructure) -> None:
    root = core(write_mathml(tree))
    symbols = [symbol.id for symbol in tree.expression.symbols]
    assert sorted(named(root)) == sorted([*symbols, *tree.grids])


def test_golden() -> None:
    """One line of LaTeX, one line of MathML."""
    lines = []
    for latex in (DATA / "formulas.tex").read_text(encoding="utf-8").splitlines():
        written = write_mathml(read_latex(latex))
        lines += [f"% {latex}", written.partition(">")[2].removesuffix("</math>"), ""]
    assert_golden(DATA / "formulas.mathml.txt", "\n".join(lines))


@pytest.mark.parametrize(
    ("latex", "inside"),
    [
        ("12.5x", ">12.5<"),  # one number
        ("1,2", ">1,2<"),
        ("1,a", ">1<"),  # a comma that no digit follows separates
        ("12^2", "<msup><mn "),
        (r"5\bmod3", ">mod<"),
        ("tr+tr(A)", ">r</mi><mo"),  # a word only in front of its argument
        (r"(\frac{a}{b})^2", "<msup><mrow><mo "),  # scripts of the closing fence are those of the group
        (r"|x|+|y|", "</mrow><mo "),
        (r"P(A|B)^2", "<msup><mrow><mo "),  # the bar stands alone, the parentheses are a pair
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
    root = core(write_mathml(tree))
    assert named(root) == ["a b%", '"']
    assert "".join(root.itertext()) == '<"&>□'


def test_deep_trees() -> None:
    symbols = tuple(Symbol(str(index), None, label="x") for index in range(3000))
    chain = [(str(index), str(index + 1), Relation.SUP) for index in range(2999)]
    written = write_mathml(BaselineStructure.from_relations(Expression(symbols), chain))
    assert written.count("<msup>") == 2999


def test_a_note_over_two_marks_is_not_lost() -> None:
    """A fraction over the bars over a letter."""
    names = ("x", "-", "-", "-", "a", "b")
    symbols = tuple(Symbol(str(place), None, label=label) for place, label in enumerate(names))
    above = [(str(place), str(place + 1), Relation.ABOVE) for place in range(4)]
    tree = BaselineStructure.from_relations(Expression(symbols), [*above, ("3", "5", Relation.BELOW)])
    assert sorted(named(core(write_mathml(tree)))) == ["0", "1", "2", "3", "4", "5"]


# ---- with a reading ----


def read(latex: str) -> str:
    """MathML by the most probable reading, invisible characters by their names in HTML."""
    tree = read_latex(latex)
    written = write_mathml(tree, meaning(tree)[0])
    core(written, with_intent=True)
    for character, name in (("\u2061", "&af;"), ("\u2062", "&it;"), ("\u2064", "&ip;")):
        written = written.replace(character, name)
    return written.partition(">")[2].removesuffix("</math>")


def test_golden_of_readings() -> None:
    lines = []
    for latex in (DATA / "readings.tex").read_text(encoding="utf-8").splitlines():
        lines += [f"% {latex}", read(latex), ""]
    assert_golden(DATA / "readings.mathml.txt", "\n".join(lines))


@pytest.mark.parametrize(
    ("latex", "bare"),
    [
        # factors and arguments
        ("3xy", "3 &it; x &it; y"),
        (r"2\cdot ab", "2 ⋅ a &it; b"),
        ("2(x+1)", "2 &it; ( x + 1 )"),
        (r"2\frac{1}{2}", "2 &ip; 1 2"),
        ("f(x)", "f &af; ( x )"),
        (r"\sin x", "sin &af; x"),
        (r"\sin^{2}x", "sin 2 &af; x"),
        (r"\log_{2}8", "log 2 &af; 8"),
        (r"\lim_{x\rightarrow0}x", "lim x → 0 &af; x"),
        ("x(y+z)", "x &it; ( y + z )"),
        # one name, one number
        ("sinx", "sin &af; x"),
        ("log10(8)", "log10 &af; ( 8 )"),
        ("12.5x", "12.5 &it; x"),
        ("f(1,5)", "f &af; ( 1 , 5 )"),
        ("x_{12}+x_{ij}", "x 12 + x i j"),
        ("x_{max}", "x max"),
    ],
)
def test_tokens_of_a_reading(latex: str, bare: str) -> None:
    assert " ".join(re.sub(r"<[^>]*>", " ", read(latex)).split()) == bare


def test_a_decimal_comma_is_part_of_the_number_where_the_reading_says_so() -> None:
    tree = read_latex("1,5x")
    [reading, *_] = meaning(tree, Policy(decimal="comma"))
    assert '<mn data-symbols="0 1 2">1,5</mn>' in write_mathml(tree, reading)


@pytest.mark.parametrize(
    ("latex", "intent"),
    [
        ("x^{n}", "power($base,$exponent)"),
        ("A^{T}", "transpose($base)"),
        ("f^{-1}(x)", "inverse($base)"),
        ("|x-1|", "absolute-value($x)"),
        (r"\lceil x\rceil", "ceiling($x)"),
        ("n!", "factorial($n)"),
        (r"\binom{n}{k}", "binomial-coefficient($n,$k)"),
        (r"\begin{vmatrix}a&b\\c&d\end{vmatrix}", "determinant($x)"),
        ("x\\in[0,1)", "closed-open-interval($lower,$upper)"),
        (r"\frac{dy}{dx}", "derivative($y,$x)"),
        (r"\frac{\partial u}{\partial x}", "partial-derivative($y,$x)"),
        (r"\frac{d^2y}{dx^2}", "second-derivative($y,$x)"),
        (r"\frac{\partial^3f(t)}{\partial t^3}", "third-partial-derivative($y,$x)"),
    ],
)
def test_intents(latex: str, intent: str) -> None:
    assert f'intent="{intent}"' in read(latex)


@pytest.mark.parametrize("latex", ["x^{2}", "x+1", r"\frac{a}{b}", r"\sin^{2}x", "(x)", r"\sqrt{x}"])
def test_no_intent_where_layout_is_clear(latex: str) -> None:
    assert "intent" not in read(latex)


def test_the_argument_of_a_second_derivative_is_its_variable_without_the_order() -> None:
    written = read(r"\frac{d^{2}y}{dx^{2}}")
    assert '<msup><mi arg="x" data-symbols="5">x</mi><mn data-symbols="6">2</mn></msup>' in written


@pytest.mark.parametrize(
    "latex", [r"\frac{d}{dx}f(x)", r"\frac{\partial^{2}u}{\partial x\partial y}", r"\frac{d^{n}y}{dx^{n}}"]
)
def test_other_derivatives_have_no_intent(latex: str) -> None:
    assert "derivative" not in read(latex)


def test_the_argument_of_a_factorial_is_what_stands_before_it() -> None:
    assert '<mrow arg="n">' in read("2(n-1)!")
    assert '<mi arg="n" data-symbols="1">n</mi>' in read("2n!")


@given(trees())
def test_a_reading_adds_no_symbol_and_loses_none(tree: BaselineStructure) -> None:
    try:
        readings = meaning(tree, n=1)
    except MeaningError:
        return
    root = core(write_mathml(tree, readings[0]), with_intent=True)
    symbols = [symbol.id for symbol in tree.expression.symbols]
    assert sorted(named(root)) == sorted([*symbols, *tree.grids])
