"""Trees and readings in every format: what needs a reading, and which one is written."""

from __future__ import annotations

import networkx
import pytest
import sympy

import layoutmath as lm
from layoutmath.exporters import EXPORTERS, write_content_mathml, write_mathml, write_speech
from layoutmath.exporting import FORMATS, OBJECTS, export, text_of
from layoutmath.reading import MeaningError
from layoutmath.semantics import meaning

SQUARE = lm.Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
TREE = lm.parse(SQUARE)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_text(format: str) -> None:
    assert isinstance(text_of(TREE, format), str)
    assert text_of(meaning(TREE)[0], format) == text_of(TREE, format)


def test_a_tree_means_its_likeliest_reading() -> None:
    assert export(TREE, "speech") == "x squared"
    assert export(TREE, "content-mathml") == write_content_mathml(meaning(TREE)[0])


def test_a_reading_means_itself() -> None:
    first, second = meaning(lm.read_latex("f(x)"))
    assert export(first, "speech") == "f of x"
    assert export(second, "speech") == "f x" == write_speech(second)
    assert export(second, "latex") == "f(x)"
    assert export(second, "sympy") == sympy.Symbol("f") * sympy.Symbol("x")


def test_objects_of_other_libraries() -> None:
    assert OBJECTS.keys() == {"networkx", "sympy"}
    assert export(TREE, "sympy") == sympy.Symbol("x") ** 2
    assert text_of(TREE, "sympy") == "x**2"
    assert isinstance(export(TREE, "networkx"), networkx.DiGraph)


def test_presentation_mathml_says_more_where_there_is_a_reading() -> None:
    product = lm.read_latex("2x")
    assert "\N{INVISIBLE TIMES}" in export(product, "mathml")
    assert "\N{INVISIBLE TIMES}" not in write_mathml(product)


def test_what_has_no_reading_is_drawn_but_not_said() -> None:
    unfinished = lm.read_latex("x+")
    assert export(unfinished, "mathml") == write_mathml(unfinished)
    for format in ("content-mathml", "speech", "sympy"):
        with pytest.raises(MeaningError, match="something is missing behind this"):
            export(unfinished, format)


def test_the_table_says_what_needs_a_reading() -> None:
    needed = {name for name, row in EXPORTERS.items() if row.write is None}
    used = {name for name, row in EXPORTERS.items() if row.write and row.write_reading}
    assert (needed, used) == ({"content-mathml", "speech"}, {"mathml"})


def test_suffixes_name_one_format_each() -> None:
    suffixes = [suffix for row in FORMATS.values() for suffix in row.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_unknown_formats_are_named() -> None:
    with pytest.raises(lm.UnknownNameError, match="unknown format 'speach'; did you mean 'speech'"):
        export(TREE, "speach")
