"""Content MathML: what is written, what the schema of MathML 3 allows, and that every symbol is named."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest
from golden import assert_golden

from layoutmath import read_latex
from layoutmath.exporters.content import (
    APPLIED,
    CONSTANTS,
    CONTAINERS,
    OVER_BOUNDS,
    ROWS,
    write_content_mathml,
)
from layoutmath.reading import CONSTANTS as CONSTANTS_OF_READINGS
from layoutmath.reading import OPERATORS, Operation, Reading, functions
from layoutmath.semantics import meaning

DATA = Path(__file__).parent / "data"
XMLNS = "{http://www.w3.org/1998/Math/MathML}"
STRUCTURE = read_latex("x")

ALONE = {
    # elements that are empty: constants and operators (MathML 3, section 4.4 and appendix A)
    *("pi", "exponentiale", "imaginaryi", "infinity", "emptyset", "true", "false"),
    *("reals", "naturalnumbers", "integers", "rationals", "complexes"),
    *("plus", "minus", "times", "divide", "power", "root", "rem", "factorial", "abs", "floor", "ceiling"),
    *("conjugate", "arg", "real", "imaginary", "max", "min", "gcd", "lcm", "determinant", "transpose"),
    *("exp", "ln", "log", "sum", "product", "limit", "int", "diff", "partialdiff", "grad"),
    *("eq", "neq", "lt", "leq", "gt", "geq", "approx", "equivalent", "factorof", "tendsto"),
    *("and", "or", "not", "implies", "forall", "exists", "inverse", "compose"),
    *("union", "intersect", "setdiff", "cartesianproduct", "in", "notin", "subset", "prsubset"),
    *(row.content for row in functions().values() if row.content),
}
LEAVES = {"cn", "ci", "csymbol"}
CONTAINER = {"apply", "interval", "set", "list", "vector", "matrix", "piecewise", "lambda"}
EXPRESSIONS = ALONE | LEAVES | CONTAINER
QUALIFIERS = {"bvar", "lowlimit", "uplimit", "condition", "domainofapplication", "degree", "logbase"}
CHILDREN = {
    "math": EXPRESSIONS,
    "apply": EXPRESSIONS | QUALIFIERS,
    "lambda": EXPRESSIONS | {"bvar"},
    "interval": EXPRESSIONS,
    "set": EXPRESSIONS | {"bvar", "condition"},
    "list": EXPRESSIONS,
    "vector": EXPRESSIONS,
    "matrix": {"matrixrow"},
    "matrixrow": EXPRESSIONS,
    "piecewise": {"piece", "otherwise"},
    "piece": EXPRESSIONS,
    "otherwise": EXPRESSIONS,
    "bvar": {"ci", "degree"},
    "lowlimit": EXPRESSIONS,
    "uplimit": EXPRESSIONS,
    "condition": EXPRESSIONS,
    "domainofapplication": EXPRESSIONS,
    "degree": EXPRESSIONS,
    "logbase": EXPRESSIONS,
}
"""Which element may hold which (MathML 3, appendix A.2)."""
COUNTS = {
    **dict.fromkeys(("math", "otherwise", "lowlimit", "uplimit", "condition", "degree", "logbase"), 1),
    **dict.fromkeys(("interval", "piece"), 2),
}
ATTRIBUTES = {"cn": {"type"}, "csymbol": {"cd"}, "interval": {"closure"}, "tendsto": {"type"}}
PRESENTATION = {"mi", "mn", "mo", "msub", "msup", "mover"}
QUALIFIED = {
    "bvar": {
        "sum",
        "product",
        "limit",
        "int",
        "diff",
        "partialdiff",
        "forall",
        "exists",
        "max",
        "min",
        "union",
    }
    | {"intersect"},
    "degree": {"root"},
    "logbase": {"log"},
}
"""The operators that a qualifier can stand behind."""


def checked(text: str) -> ElementTree.Element:
    """The elements of a text that the schema allows."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{XMLNS}math"
    pending = [root]
    while pending:
        element = pending.pop()
        tag, children = element.tag.removeprefix(XMLNS), [child.tag.removeprefix(XMLNS) for child in element]
        assert element.attrib.keys() <= ATTRIBUTES.get(tag, set()) | {"data-symbols"}, tag
        if tag in LEAVES:
            assert set(children) <= PRESENTATION and (children or element.text), tag
            continue  # inside a name is presentation
        if tag in ALONE:
            assert not children and not element.text, tag
            continue
        assert not element.text and tag in CHILDREN, tag
        assert set(children) <= CHILDREN[tag], f"{tag} holds {children}"
        assert len(children) == COUNTS.get(tag, len(children)), f"{tag} holds {children}"
        if tag == "apply":
            assert children[0] in EXPRESSIONS and children[-1] in EXPRESSIONS and len(children) > 1
            places = [place for place, child in enumerate(children) if child in QUALIFIERS]
            assert places == list(range(1, len(places) + 1)), "qualifiers stand behind the operator"
            for child in set(children) & QUALIFIED.keys():
                assert children[0] in QUALIFIED[child], f"{child} behind {children[0]}"
        pending.extend(element)
    return root


def named(root: ElementTree.Element) -> list[str]:
    """The ids of all symbols that the elements name."""
    ids = " ".join(element.get("data-symbols", "") for element in root.iter()).split()
    return [name.replace("%20", " ").replace("%25", "%") for name in ids]


def test_formulas_are_written_as_wanted() -> None:
    formulas = (DATA / "content_mathml" / "formulas.tex").read_text(encoding="utf-8").splitlines()
    written = [write_content_mathml(meaning(read_latex(latex), n=1)[0]) for latex in formulas]
    assert_golden(DATA / "content_mathml" / "formulas.mathml.txt", "\n".join(written) + "\n")


with (DATA / "speech.tsv").open(encoding="utf-8", newline="") as file:
    FORMULAS = [row[0] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]


@pytest.mark.parametrize("latex", FORMULAS)
def test_the_schema_allows_it_and_every_symbol_is_named(latex: str) -> None:
    for reading in meaning(read_latex(latex)):
        names = Counter(named(checked(write_content_mathml(reading))))
        own = {symbol for node in reading.root.walk() for symbol in node.symbols}
        assert names.keys() == own
        shared = {"chain"} & {node.operator for node in reading.root.walk()}
        assert shared or set(names.values()) == {1}


def operation(operator: str, *operands: Operation, text: str = "") -> Operation:
    return Operation(operator, operands, text, (operator,))


X, ONE = operation("symbol", text="x"), operation("number", text="1")


def written(root: Operation) -> str:
    text = write_content_mathml(Reading(root, STRUCTURE))
    checked(text)
    return text


@pytest.mark.parametrize("name", functions())
def test_every_function_is_an_element_or_a_symbol(name: str) -> None:
    text = written(operation("apply", operation("function", text=name), X))
    element = {"cbrt": "root", "log": "ln"}.get(name, functions()[name].content)
    assert (f"<{element} " if element else f">{name}<") in text


def test_every_constant_has_an_element() -> None:
    assert CONSTANTS.keys() == CONSTANTS_OF_READINGS.keys() and set(CONSTANTS.values()) <= ALONE


def test_what_has_no_element_is_a_symbol_by_its_name() -> None:
    without = OPERATORS.keys() - ROWS.keys() - APPLIED.keys() - CONTAINERS.keys() - OVER_BOUNDS.keys()
    assert without == {
        *("omitted", "plus_minus", "minus_plus", "double_factorial", "binomial", "norm", "adjoint"),
        *("between", "map"),
        *("group", "bound", "by", "piece"),  # written with the one above or below them
    }
    assert '<csymbol cd="combinat1" data-symbols="binomial">binomial<' in written(
        operation("binomial", X, ONE)
    )
    assert '<csymbol data-symbols="norm">norm</csymbol><ci' in written(operation("norm", X))
    assert '<csymbol data-symbols="relation">similar<' in written(
        operation("relation", X, ONE, text="similar")
    )


def test_percent_and_degrees_are_written_by_what_they_mean() -> None:
    assert '<divide data-symbols="percent"/>' in written(operation("percent", ONE))
    assert "<pi/>" in written(operation("degrees", ONE)) and ">180<" in written(operation("degrees", ONE))


def test_several_that_hold_otherwise_are_told_apart_by_truth() -> None:
    piece = operation("piece", X)
    assert written(operation("cases", piece, piece)).count("<true/>") == 1


def test_fences_are_named_by_what_they_hold() -> None:
    group = Operation("group", (Operation("group", (X,), "(", ("2", "3")),), "[", ("1", "4"))
    assert '<ci data-symbols="1 4 2 3 symbol">x</ci>' in written(group)


def test_names_and_ids_of_any_characters_are_well_formed() -> None:
    strange = Operation("symbol", text="<&\x0b>", symbols=('a "b" <\x00',))
    assert named(checked(write_content_mathml(Reading(strange, STRUCTURE)))) == ['a "b" <□']


def test_what_is_derived_by_may_be_anything() -> None:
    by = operation("by", operation("apply", X, ONE), ONE)
    assert ">apply(x, 1)</ci>" in written(Operation("derivative", (X, by)))


def test_nesting_may_be_deep() -> None:
    deep = X
    for _ in range(5_000):
        deep = Operation("group", (Operation("negate", (deep,)),), "(", ())
    assert write_content_mathml(Reading(deep, STRUCTURE)).count("<minus/>") == 5_000
