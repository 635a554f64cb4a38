"""Links between symbols and text, both ways, in every text format that has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from trees import any_labels, any_trees, trees

from layoutmath import BaselineStructure, read_latex
from layoutmath.exporters.asciimath import linked_asciimath, write_asciimath
from layoutmath.exporters.latex import linked_latex, write_latex
from layoutmath.exporters.linked import Linked
from layoutmath.exporters.mathml import linked_mathml, write_mathml
from layoutmath.exporters.typst import linked_typst, write_typst
from layoutmath.semantics import meaning

FORMATS: dict[str, tuple[Callable[[BaselineStructure], Linked], Callable[[BaselineStructure], str]]] = {
    "latex": (linked_latex, write_latex),
    "mathml": (linked_mathml, write_mathml),
    "asciimath": (linked_asciimath, write_asciimath),
    "typst": (linked_typst, write_typst),
}


def texts(linked: Linked) -> dict[str, list[str]]:
    """What stands for each symbol."""
    return {
        symbol: [linked.text[start:end] for start, end in linked.spans_of(symbol)] for symbol in linked.spans
    }


def check(tree: BaselineStructure) -> None:
    for link, write in FORMATS.values():
        linked = link(tree)
        assert linked.text == write(tree)
        assert linked.spans.keys() == {symbol.id for symbol in tree.expression.symbols} | tree.grids.keys()
        for symbol, spans in linked.spans.items():
            assert spans
            for start, end in spans:
                assert 0 <= start < end <= len(linked.text)
                assert symbol in linked.symbols_at(start) and symbol in linked.symbols_at(end - 1)


@given(trees())
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_every_symbol_is_linked_both_ways(tree: BaselineStructure) -> None:
    check(tree)


@given(any_trees(any_labels))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_so_it_is_in_trees_that_obey_nothing(tree: BaselineStructure) -> None:
    check(tree)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{x}{y}", {"0": [r"\frac"], "1": ["x"], "2": ["y"]}),
        (r"\sqrt[3]{x}", {"0": [r"\sqrt"], "1": ["3"], "2": ["x"]}),
        (r"f''", {"0": ["f"], "1": ["'"], "2": ["'"]}),
        (r"\bar{\hat{x}}", {"0": ["x"], "1": [r"\hat"], "2": [r"\bar"]}),
        (r"\overline{AB}", {"0": [r"\overline"], "1": ["A"], "2": ["B"]}),
        (r"\sum\limits_{i}^{n}a", {"0": [r"\sum"], "1": ["n"], "2": ["i"], "3": ["a"]}),
        (
            r"\begin{pmatrix}a & b\end{pmatrix}^{T}",
            {
                "0": [r"\begin{pmatrix}"],
                "G0": [r"\begin{pmatrix}", r"\end{pmatrix}"],
                "1": ["a"],
                "2": ["b"],
                "3": [r"\end{pmatrix}"],
                "4": ["T"],
            },
        ),
        (
            r"\begin{cases}a\end{cases}",
            {"0": [r"\begin{cases}"], "G0": [r"\begin{cases}", r"\end{cases}"], "1": ["a"]},
        ),
    ],
)
def test_what_stands_for_a_symbol_in_latex(latex: str, expected: dict[str, list[str]]) -> None:
    linked = linked_latex(read_latex(latex))
    assert linked.text == latex
    assert texts(linked) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("latex", {"0": [r"\frac"], "3": [r"\sqrt"], "4": ["a"]}),
        (
            "mathml",
            {
                "0": ['<mfrac data-symbols="0">'],
                "1": ['<mn data-symbols="1 2">12</mn>'],  # a number is one element
                "2": ['<mn data-symbols="1 2">12</mn>'],
                "3": ['<msqrt data-symbols="3">'],
                "4": ['<mi data-symbols="4">a</mi>'],
            },
        ),
        ("asciimath", {"0": ["/"], "1": ["1"], "2": ["2"], "3": ["sqrt"], "4": ["a"]}),
        ("typst", {"0": ["frac"], "1": ["1"], "2": ["2"], "3": ["sqrt"], "4": ["a"]}),
    ],
)
def test_what_stands_for_a_symbol_in_other_formats(name: str, expected: dict[str, list[str]]) -> None:
    link, _ = FORMATS[name]
    assert texts(link(read_latex(r"\frac{12}{\sqrt{a}}"))).items() >= expected.items()


def test_a_selection_of_text_is_a_selection_of_symbols() -> None:
    linked = linked_latex(read_latex(r"x^{2}+\frac{1}{2}"))
    start = linked.text.index("{2}+")
    assert linked.symbols_in(start, start + 4) == ("1", "2")
    assert linked.symbols_at(start) == ()  # a brace is no symbol
    assert linked.symbols_in(0, len(linked.text)) == tuple(linked.spans)


def test_links_of_a_name_that_a_reading_finds() -> None:
    tree = read_latex("sinx")
    linked = linked_mathml(tree, meaning(tree)[0])
    assert texts(linked)["1"] == ['<mi data-symbols="0 1 2">sin</mi>']
    place = linked.text.index("\u2061")
    assert linked.symbols_at(place) == ()  # nobody drew it


def test_unknown_ids_have_no_place() -> None:
    assert linked_latex(read_latex("x")).spans_of("7") == ()
