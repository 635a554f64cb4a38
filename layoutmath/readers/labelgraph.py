"""Label graphs (``.lg``), in primitive form, object form or a mixture.

One line is one statement; blank lines and lines that start with ``#`` are skipped::

    O, id, label, weight, primitive, primitive, …      a symbol (or a grid, without primitives)
    R, parent id, child id, relation, weight            (EO means the same)
    N, primitive, label, weight                         a primitive of its own
    E, parent primitive, child primitive, label, weight

Fields may be quoted (``"a,b"``), ``COMMA`` as a label means ``,``, weights may be missing. The format is that
of the CROHME competitions (Mouchère, Zanibbi, Garain & Viard-Gaudin, "Advancing the state of the art for
handwritten math recognition: the CROHME competitions, 2011–2014", IJDAR 19, 2016).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from layoutmath.errors import InputError
from layoutmath.labelgraph import GRID, GraphObject, GraphRelation, LabelGraph
from layoutmath.readers.contract import Pair, Report, StatedPair, source_stem

FORMS = {
    "O": "O, id, label, weight, primitives …",
    "R": "R, parent id, child id, relation, weight",
    "EO": "EO, parent id, child id, relation, weight",
    "N": "N, primitive, label, weight",
    "E": "E, parent primitive, child primitive, label, weight",
}
"""What a line of each kind holds; all but weights and primitives must be there."""

_FIELD = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,]*?))\s*(,|$)')


def read_lg(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    r"""The one expression of a label graph file; its name is the file's, or from another source the
    one that the comment ``# IUD, name`` gives.

    Symbols have no boxes. Relations that form no tree leave the structure None; that, and what was mended to
    get a tree, goes to ``report``. Nothing comes from a file that states nothing or cannot be read.

    >>> import io
    >>> def read(text):
    ...     for expression, structure in read_lg(io.BytesIO(text), "a.lg", print):
    ...         print(structure.pretty() if structure else [symbol.id for symbol in expression.symbols])
    >>> read(b"O, x_1, x, 1.0, 0, 1\nO, 2_1, 2, 1.0, 2\nR, x_1, 2_1, Sup")
    x
    └─ x Sup: 2
    >>> read(b"N, 0, x, 1.0\nN, 1, y, 1.0")
    a.lg: relations: found 2 nodes without a parent ('0', '1'); expected exactly one root
    ['0', '1']
    >>> read(b"O, x_1")
    a.lg: line 1: found 2 fields; expected O, id, label, weight, primitives …
    """
    try:
        graph = parse_label_graph(stream.read())
        if not graph.name or source.removesuffix(".gz").endswith(".lg"):
            graph = replace(graph, name=source_stem(source))
        if not graph.objects:
            raise InputError("found no symbols", "at least one O or N line")
    except InputError as error:
        report(error.inside(source).problem)
        return
    try:
        structure = graph.structure(lambda problem: report(replace(problem, source=source)))
    except InputError as error:
        report(replace(error.inside(source).problem, expression=graph.name))
        yield StatedPair(graph.expression(), None, graph, problem=str(error))
    else:
        yield StatedPair(structure.expression, structure, graph)


def parse_label_graph(data: bytes) -> LabelGraph:
    r"""The label graph that the bytes of a file state; a file without any statement is an empty graph.

    The name is that of the comment ``# IUD, name``. Raises InputError with the line number.

    >>> graph = parse_label_graph(b"N, 0, COMMA, 1.0\nN, 1, x, 1.0\n# a comment\n\nE, 1, 0, R, 1.0")
    >>> graph.nodes, graph.edges
    ({'0': ',', '1': 'x'}, {('1', '0'): 'Right'})
    >>> parse_label_graph(b"N, 0, x, 1.0\nE, 0, 7, Right, 1.0")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: line 2: found unknown id '7'; expected the primitive of an N or O line
    """
    objects: list[GraphObject] = []
    relations: list[GraphRelation] = []
    nodes: list[GraphObject] = []
    edges: list[GraphRelation] = []
    name = ""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        line = line.strip()
        if not line:
            continue
        if line.startswith(b"#"):
            key, _, value = line[1:].partition(b",")
            if key.strip() == b"IUD" and not name:
                name = value.decode("utf-8", "replace").strip().strip('"')
            continue
        place = f"line {number}"
        try:
            fields = _fields(line.decode("utf-8"))
        except UnicodeDecodeError:
            raise InputError("found bytes that are not UTF-8", "UTF-8 text", place=place) from None
        kind = fields[0]
        if kind not in FORMS:
            raise InputError(
                f"found {kind[:40]!r}", "a line that starts with O, R, N, E, EO or #", place=place
            )
        required = fields[: 3 if kind in "ON" else 4]
        if len(required) < (3 if kind in "ON" else 4):
            raise InputError(f"found {len(fields)} fields", FORMS[kind], place=place)
        if not all(required):
            raise InputError("found an empty field", FORMS[kind], place=place)
        if kind == "O":
            objects.append(_object(fields, place))
        elif kind == "N":
            weight = _weight(fields[3:], kind, place)
            nodes.append(GraphObject(fields[1], _label(fields[2]), (fields[1],), weight, place))
        else:
            label = _label(fields[3]) if kind == "E" else fields[3]
            made = GraphRelation(fields[1], fields[2], label, _weight(fields[4:], kind, place), place)
            (edges if kind == "E" else relations).append(made)
    return LabelGraph.build(objects, relations, nodes, edges, name=name)


def _fields(line: str) -> list[str]:
    if '"' not in line:
        return [field.strip() for field in line.split(",")]
    fields, position = [], 0
    while match := _FIELD.match(line, position):
        quoted, plain, separator = match.groups()
        fields.append(plain if quoted is None else quoted.replace('""', '"'))
        position = match.end()
        if not separator:
            break
    return fields


def _label(label: str) -> str:
    return "," if label == "COMMA" else label


def _object(fields: list[str], place: str) -> GraphObject:
    """An O line; its weight may be missing.

    A fourth field is the weight when it is written as a decimal fraction, or as 1 with primitives behind it;
    else it is a primitive. A symbol without primitives stands for itself.
    """
    object_id, label, rest = fields[1], _label(fields[2]), [field for field in fields[3:] if field]
    weight = _number(rest[0]) if rest and ("." in rest[0] or (rest[0] == "1" and len(rest) > 1)) else None
    primitives = tuple(rest if weight is None else rest[1:])
    if not primitives and label != GRID:
        primitives = (object_id,)
    return GraphObject(object_id, label, primitives, 1.0 if weight is None else weight, place)


def _weight(fields: list[str], kind: str, place: str) -> float:
    rest = [field for field in fields if field]
    if not rest:
        return 1.0
    weight = _number(rest[0])
    if weight is None or len(rest) > 1:
        raise InputError(f"found {', '.join(rest)!r}", f"a weight at the end: {FORMS[kind]}", place=place)
    return weight


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
