"""Trees and readings in any format; a format that says what is meant asks for the likeliest reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, overload

from layoutmath.errors import UnknownNameError
from layoutmath.exporters import EXPORTERS, Exporter, write_networkx
from layoutmath.exporters.asciimath import linked_asciimath
from layoutmath.exporters.latex import linked_latex
from layoutmath.exporters.linked import Linked
from layoutmath.exporters.mathml import linked_mathml
from layoutmath.exporters.typst import linked_typst
from layoutmath.reading import MeaningError, Reading
from layoutmath.structure import BaselineStructure

if TYPE_CHECKING:
    import networkx
    import sympy

    from layoutmath.semantics.algebra import LinkedExpression

Exported = BaselineStructure | Reading


def _sympy(exported: Exported) -> sympy.Basic:
    from layoutmath.semantics.algebra import to_sympy

    return to_sympy(_reading(exported))


def _sympy_text(reading: Reading) -> str:
    try:
        return str(_sympy(reading))
    except RecursionError:
        from layoutmath.semantics.limits import too_deep

        raise MeaningError(too_deep(reading)) from None


def _networkx(exported: Exported) -> networkx.DiGraph:
    return write_networkx(_structure(exported))


OBJECTS: Mapping[str, Callable[[Exported], Any]] = MappingProxyType({"networkx": _networkx, "sympy": _sympy})
"""Formats that are objects of other libraries."""

FORMATS: Mapping[str, Exporter] = MappingProxyType(
    {
        **EXPORTERS,
        "sympy": Exporter(
            "expression of SymPy as text, one per line",
            (".sympy",),
            True,
            None,
            _sympy_text,
        ),
    }
)
"""Every format that is text."""


@overload
def export(
    exported: Exported,
    format: Literal[
        "latex", "mathml", "content-mathml", "speech", "asciimath", "typst", "json", "lg", "svg", "pretty"
    ],
) -> str: ...
@overload
def export(exported: Exported, format: Literal["networkx"]) -> networkx.DiGraph: ...
@overload
def export(exported: Exported, format: Literal["sympy"]) -> sympy.Basic: ...
@overload
def export(exported: Exported, format: str) -> Any: ...
def export(exported: Exported, format: str) -> Any:
    r"""A tree or a reading in one of the formats of :data:`FORMATS` as text, or as the object that
    ``"networkx"`` and ``"sympy"`` name.

    Of a tree, formats that say what is meant write the likeliest reading; for another one, export a reading
    of ``layoutmath.semantics``.

    Raises UnknownNameError for another format, InputError for a tree that the format cannot hold (a picture
    needs boxes), MeaningError for a tree without a reading where the format needs one.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> tree = BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])
    >>> export(tree, "latex"), export(tree, "speech"), export(tree, "sympy")
    ('x^{2}', 'x squared', x**2)
    >>> export(tree, "latx")
    Traceback (most recent call last):
    ...
    layoutmath.errors.UnknownNameError: unknown format 'latx'; did you mean 'latex'? (known: ...)
    """
    if format in OBJECTS:
        return OBJECTS[format](exported)
    return text_of(exported, format)


def text_of(exported: Exported, format: str) -> str:
    """A tree or a reading in one of the formats of :data:`FORMATS`, always as text."""
    if format not in FORMATS:
        raise UnknownNameError("format", format, [*FORMATS, *OBJECTS])
    exporter = FORMATS[format]
    if exporter.write_reading is None:
        assert exporter.write is not None
        return exporter.write(_structure(exported))
    try:
        return exporter.write_reading(_reading(exported))
    except MeaningError:
        if exporter.write is None:
            raise
        return exporter.write(_structure(exported))


def _linked_mathml(exported: Exported) -> Linked:
    try:
        reading = _reading(exported)
    except MeaningError:
        return linked_mathml(_structure(exported))
    return linked_mathml(reading.structure, reading)


def _linked_sympy(exported: Exported) -> LinkedExpression:
    from layoutmath.semantics.algebra import linked_sympy

    return linked_sympy(_reading(exported))


LINKED: Mapping[str, Callable[[Exported], Any]] = MappingProxyType(
    {
        "latex": lambda exported: linked_latex(_structure(exported)),
        "mathml": _linked_mathml,
        "asciimath": lambda exported: linked_asciimath(_structure(exported)),
        "typst": lambda exported: linked_typst(_structure(exported)),
        "sympy": _linked_sympy,
    }
)
"""Formats that are written with links."""


@overload
def linked(exported: Exported, format: Literal["latex", "mathml", "asciimath", "typst"]) -> Linked: ...
@overload
def linked(exported: Exported, format: Literal["sympy"]) -> LinkedExpression: ...
@overload
def linked(exported: Exported, format: str) -> Any: ...
def linked(exported: Exported, format: str) -> Any:
    r"""A tree or a reading in a format of :data:`LINKED`, with links from symbols to what they became.

    Text comes with the spans of every symbol, an expression of SymPy with its nodes; both lead back as well.

    Raises UnknownNameError for another format, MeaningError for a tree without a reading where SymPy is asked
    for.

    >>> from layoutmath.readers.latex import read_latex
    >>> half = read_latex(r"\frac{x}{2}")
    >>> latex = linked(half, "latex")
    >>> latex.text, latex.spans_of("1"), latex.symbols_at(9)
    ('\\frac{x}{2}', ((6, 7),), ('2',))
    >>> expression = linked(half, "sympy")
    >>> expression.nodes_of("1"), expression.symbols_of(expression.expression)
    ((x,), ('0', '1', '2'))
    """
    if format not in LINKED:
        raise UnknownNameError("format with links", format, list(LINKED))
    return LINKED[format](exported)


def _structure(exported: Exported) -> BaselineStructure:
    return exported.structure if isinstance(exported, Reading) else exported


def _reading(exported: Exported) -> Reading:
    """The reading itself, or the likeliest of a tree."""
    if isinstance(exported, Reading):
        return exported
    from layoutmath.semantics import meaning

    return meaning(exported, n=1)[0]
