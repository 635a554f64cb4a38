r"""A reading as content MathML.

Elements are those of MathML 3 (W3C, "Mathematical Markup Language", chapter 4 and its schema). What they have
no word for is a ``csymbol``: of a content dictionary of OpenMath where ``elements.DICTIONARIES`` names one,
else without a dictionary, by the name of the operator in ``layoutmath.reading`` or of the function in
``grammars/functions.tsv``. Three things are written by what they mean: *p* percent is *p*/100, *d* degrees
are *d* · π/180, and 2½ is 2 + ½.

Every element that stands for symbols names them in ``data-symbols``, as in presentation MathML; fences that
only hold something together are named by the element of what they hold. The ends that relations of a chain
share are written for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from layoutmath.exporters.content.arithmetic import application, degrees, function, log, percent, plus, root
from layoutmath.exporters.content.bounds import (
    derivative,
    integral,
    limit,
    partial_derivative,
    prime,
    qualifiers,
    quantified,
)
from layoutmath.exporters.content.elements import (
    Element,
    Piece,
    applied,
    csymbol,
    enclosed,
    identifier,
    number,
    tag,
)
from layoutmath.exporters.content.statements import cases, chain, interval, relation, set_builder
from layoutmath.exporters.mathml import data_symbols
from layoutmath.reading import Operation, Reading

APPLIED = {
    # operators that are one element, applied to their operands
    "negate": "minus",
    "times": "times",
    "divide": "divide",
    "mixed": "plus",
    "power": "power",
    "mod": "rem",
    "factorial": "factorial",
    "abs": "abs",
    "floor": "floor",
    "ceil": "ceiling",
    "conjugate": "conjugate",
    "transpose": "transpose",
    "inverse": "inverse",
    "compose": "compose",
    "nabla": "grad",
    "and": "and",
    "or": "or",
    "not": "not",
    "implies": "implies",
    "iff": "equivalent",
    "union": "union",
    "intersection": "intersect",
    "set_minus": "setdiff",
    "cross": "cartesianproduct",
    "system": "and",
}

OVER_BOUNDS = {
    "sum": "sum",
    "product": "product",
    "union_over": "union",
    "intersection_over": "intersect",
    "max_over": "max",
    "min_over": "min",
}

CONTAINERS = {"matrix": "matrix", "row": "matrixrow", "tuple": "vector", "list": "list", "set": "set"}

CONSTANTS = {
    "pi": "pi",
    "e": "exponentiale",
    "i": "imaginaryi",
    "infinity": "infinity",
    "empty_set": "emptyset",
    "true": "true",
    "false": "false",
    "reals": "reals",
    "naturals": "naturalnumbers",
    "integers": "integers",
    "rationals": "rationals",
    "complexes": "complexes",
}

ROWS: Mapping[str, Callable[[Operation], Element]] = {
    "number": lambda operation: [number(operation.text, operation.symbols)],
    "symbol": lambda operation: [identifier(operation.text, operation.symbols)],
    "constant": lambda operation: [tag(CONSTANTS[operation.text], operation.symbols)],
    "function": lambda operation: [function(operation)],
    "apply": application,
    "root": root,
    "log": log,
    "plus": plus,
    "percent": percent,
    "degrees": degrees,
    "integral": integral,
    "limit": limit,
    "derivative": derivative,
    "partial_derivative": partial_derivative,
    "prime": prime,
    "forall": quantified,
    "exists": quantified,
    "relation": relation,
    "chain": chain,
    "set_builder": set_builder,
    "interval": interval,
    "cases": cases,
}
"""Operators that are written in a way of their own."""

_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def write_content_mathml(reading: Reading) -> str:
    """The reading as a ``<math>`` element of content MathML.

    >>> from layoutmath.readers.latex import read_latex
    >>> x, two = Operation("symbol", text="x", symbols=("0",)), Operation("number", text="2", symbols=("1",))
    >>> print(write_content_mathml(Reading(Operation("power", (x, two)), read_latex("x^2"))))
    <math xmlns="http://www.w3.org/1998/Math/MathML"><apply><power/><ci data-symbols="0">x</ci><cn
    type="integer" data-symbols="1">2</cn></apply></math>
    """
    written: list[str] = []
    pending: list[Piece] = ["</math>", reading.root]
    while pending:  # a stack of its own: nesting may be deeper than Python's
        piece = pending.pop()
        if isinstance(piece, Operation):
            pending.extend(reversed(_written(piece)))
        else:
            written.append(piece)
    content = _NOT_XML.sub("□", "".join(written))
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{content}'


def _written(operation: Operation) -> Element:
    """The element of an operation; what it is applied to still to be written."""
    fences: tuple[str, ...] = ()
    while operation.operator == "group":
        fences += operation.symbols
        operation = operation.operands[0]
    name, operands, symbols = operation.operator, operation.operands, operation.symbols
    if name in ROWS:
        return _naming_too(fences, ROWS[name](operation))
    if name in CONTAINERS:
        return _naming_too(fences, enclosed(CONTAINERS[name], operands, symbols))
    if name in OVER_BOUNDS:
        body, *bounds = operands
        stated = [part for bound in bounds for part in qualifiers(bound)]
        return _naming_too(fences, applied(tag(OVER_BOUNDS[name], symbols), [*stated, body]))
    head = tag(APPLIED[name], symbols) if name in APPLIED else csymbol(name, symbols)
    return _naming_too(fences, applied(head, operands) if operands else [head])


def _naming_too(fences: Sequence[str], element: Element) -> Element:
    """The element with fences among the symbols that its first tag names."""
    first = element[0]
    if not fences or not isinstance(first, str):
        return element
    named = re.search(r'(?: data-symbols="([^"]*)")?(/?>)', first)
    assert named is not None, first
    symbols = " ".join(filter(None, (data_symbols(fences), named[1])))
    return [f'{first[: named.start()]} data-symbols="{symbols}"{first[named.start(2) :]}', *element[1:]]
