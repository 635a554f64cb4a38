"""What is written as presentation MathML keeps to the schema of MathML Core, with readings and without."""

from __future__ import annotations

import itertools
from pathlib import Path

import lark
import pytest
from hypothesis import given
from mathml_core import INTENT, core
from trees import any_labels, any_trees, trees

from layoutmath import read_latex
from layoutmath.exporters.mathml import write_mathml
from layoutmath.reading import MeaningError
from layoutmath.semantics import meaning
from layoutmath.structure import BaselineStructure
from layoutmath.synthesise import random_formulas

DATA = Path(__file__).parent / "data"
FORMULAS = [
    *(DATA / "mathml" / "formulas.tex").read_text(encoding="utf-8").splitlines(),
    *(DATA / "mathml" / "readings.tex").read_text(encoding="utf-8").splitlines(),
    *itertools.islice(random_formulas(seed=7), 400),
]


def test_formulas_of_all_kinds() -> None:
    for latex in FORMULAS:
        core(write_mathml(read_latex(latex)))


def test_formulas_of_all_kinds_with_their_readings() -> None:
    read = 0
    for latex in FORMULAS:
        tree = read_latex(latex)
        try:
            readings = meaning(tree, n=2)
        except MeaningError:
            continue
        read += 1
        for reading in readings:
            core(write_mathml(tree, reading), with_intent=True)
    assert read > len(FORMULAS) / 3


@given(trees())
def test_trees_within_the_conventions(tree: BaselineStructure) -> None:
    core(write_mathml(tree))


@given(any_trees(any_labels.filter(lambda label: label is None or label.isprintable())))
def test_trees_that_obey_nothing(tree: BaselineStructure) -> None:
    core(write_mathml(tree))


# ---- the checks can fail ----

MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'


@pytest.mark.parametrize(
    "wrong",
    [
        "<mfenced><mi>x</mi></mfenced>",  # MathML 3
        "<mfrac><mi>x</mi></mfrac>",
        "<mrow>x</mrow>",
        "<mi><mn>1</mn></mi>",
        "<mtr><mtd/></mtr>",
        "<mtable><mtd/></mtable>",
        '<mi mathvariant="bold">x</mi>',
        '<mfrac bevelled="true"><mi>x</mi><mi>y</mi></mfrac>',
        '<mover accent="yes"><mi>x</mi><mo>^</mo></mover>',
        "<mmultiscripts><mi>x</mi><mn>1</mn></mmultiscripts>",
        "<mmultiscripts><mprescripts/><mn>1</mn><mn>2</mn></mmultiscripts>",
        '<mi intent="x">x</mi>',  # MathML 4
    ],
)
def test_what_is_not_of_mathml_core(wrong: str) -> None:
    with pytest.raises(AssertionError):
        core(MATH.format(wrong))


def test_an_intent_names_arguments_that_are_there() -> None:
    right = '<msup intent="power($base,2)"><mi arg="base">x</mi><mn>2</mn></msup>'
    core(MATH.format(right), with_intent=True)
    with pytest.raises(AssertionError):
        core(MATH.format(right.replace('arg="base"', "")), with_intent=True)


@pytest.mark.parametrize("intent", ["x", "-2.5", "$x:prefix", "f($x, g(1))", ":matrix", "compose(f,g)($x)"])
def test_intents_of_the_grammar(intent: str) -> None:
    INTENT.parse(intent)


@pytest.mark.parametrize("intent", ["", "f(", "f($)", "f(x y)", "(x)", "f($x,)"])
def test_what_is_no_intent(intent: str) -> None:
    with pytest.raises(lark.LarkError):
        INTENT.parse(intent)
