"""The project's own record: JSON (one object or a list of them) and JSON lines (one object per line).

``grammars/record.schema.json`` states the form; what a schema cannot state (unique ids, edges of boxes in
order, relations that form a tree) is checked here as well, by hand, for errors that name the place.
"""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO, TypeVar

from layoutmath.documents import json_list, json_need, json_number, json_object, json_text, load_json, shown
from layoutmath.errors import InputError, Problem
from layoutmath.expression import Candidate, Expression, Symbol, normalised_candidates
from layoutmath.geometry import BoundingBox
from layoutmath.ink import Ink, Stroke
from layoutmath.readers.contract import Pair, Report, StatedPair, read_tree
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence, RunnerUp
from layoutmath.structure import RelationTriple
from layoutmath.symbols import SymbolClass, canonical_label

EXPRESSION_KEYS = frozenset({"name", "symbols", "strokes"})
STRUCTURE_KEYS = frozenset({"relations", "grids", "log_prob", "evidence", "classes", "labels"})
SYMBOL_KEYS = frozenset({"id", "label", "candidates", "box", "primitives"})
RELATIONS = {relation.value: relation for relation in Relation}

T = TypeVar("T")


def read_json(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    r"""Expressions of a JSON or JSON lines file, with their structures where they state relations.

    JSON lines are read one by one; a line that cannot be read is reported, and the rest is still read.

    >>> import io
    >>> lines = b'''{"symbols": [{"id": "a", "label": "x", "box": [0, 0, 1]}]}
    ... {"symbols": [{"id": "a", "label": "x", "box": [0, 0, 1, 2]}], "relations": []}'''
    >>> [(expression, tree)] = read_json(io.BytesIO(lines), "a.jsonl", print)
    a.jsonl: line 1: symbols[0].box: found [0, 0, 1]; expected four numbers: l, t, r, b
    >>> print(tree.pretty())
    x
    """
    for place, record in _records(stream):
        notes: list[Problem] = []
        try:
            if isinstance(record, InputError):
                raise record
            pair = read_record(record, notes.append)
        except InputError as error:
            report(error.inside(source, place).problem)
            continue
        for note in notes:
            inner = ": ".join(part for part in (place, note.place) if part)
            report(replace(note, source=source, place=inner))
        yield StatedPair(*pair, line=_number_of(place))


def read_record(record: object, report: Report) -> Pair:
    """The expression and structure of one record, as :func:`json.loads` gives it.

    Keys that are not of the record go to ``extra``. Raises InputError with the place of the first mistake;
    relations that form no tree, what is said of a tree that is not there, and what had to be mended, go to
    ``report``.

    >>> expression, tree = read_record({"symbols": [{"id": "a", "box": None, "seen": 3}]}, print)
    >>> expression.symbols[0].extra, tree
    ({'seen': 3}, None)
    """
    keys = json_object(record, "", "a record: an object with symbols")
    symbols = json_list(
        json_need(keys, "symbols", "", "a list of symbols"), "symbols", partial(_symbol, report)
    )
    if not symbols:
        raise InputError("found no symbols", "at least one", place="symbols")
    name = json_text(keys.get("name", ""), "name")
    strokes = json_list(keys.get("strokes", []), "strokes", partial(_stroke, report))
    relations = json_list(keys.get("relations", []), "relations", _relation)
    grids = json_list(keys.get("grids", []), "grids", partial(_grid, report))
    log_prob = json_number(keys["log_prob"], "log_prob") if "log_prob" in keys else None
    evidence = _map(keys.get("evidence", {}), "evidence", partial(_evidence, report))
    classes = _map(keys.get("classes", {}), "classes", _class_posterior)
    labels = _map(keys.get("labels", {}), "labels", partial(_candidates, report))

    extra = {key: value for key, value in keys.items() if key not in EXPRESSION_KEYS | STRUCTURE_KEYS}
    ink = Ink(tuple(strokes)) if "strokes" in keys else None
    expression = Expression(tuple(symbols), name, ink, extra)
    if "relations" not in keys:
        for key in sorted(STRUCTURE_KEYS & keys.keys()):
            report(Problem(f"found {key} without relations, not read", "both or neither", lost=False))
        return expression, None
    nodes = {symbol.id for symbol in symbols} | {grid_id for grid_id, _ in grids}
    for key, ids in (("evidence", evidence), ("classes", classes), ("labels", labels)):
        if unknown := set(ids) - nodes:
            raise InputError(f"found unknown id {min(unknown)!r}", "the id of a symbol or grid", place=key)
    if len(dict(grids)) < len(grids):
        raise InputError("found a grid id twice", "unique ids", place="grids")
    tree = read_tree(
        expression,
        relations,
        report,
        grids=dict(grids),
        log_prob=log_prob,
        evidence=evidence,
        classes=classes,
        labels=labels,
    )
    return expression, tree


def _records(stream: BinaryIO) -> Iterator[tuple[str, object]]:
    """Each record, or the error in its place, with the place.

    A first line that is a whole object makes the file JSON lines. Else it is one document; where that
    cannot be parsed but a later line is an object, it is JSON lines with mistakes.
    """
    lines = enumerate(stream, 1)
    start, first = next(
        ((number, line) for number, line in lines if line.strip(b"\xef\xbb\xbf \t\r\n")), (1, b"")
    )
    first = first.removeprefix(codecs.BOM_UTF8)
    if isinstance(_load(first), dict):
        yield from _json_lines(itertools.chain([(start, first)], lines))
        return
    rest = [line for _, line in lines]
    document = _load(b"\n" * (start - 1) + first + b"".join(rest))
    if isinstance(document, list):
        yield from ((f"[{index}]", record) for index, record in enumerate(document))
    elif isinstance(document, InputError) and any(isinstance(_load(line), dict) for line in rest):
        yield from _json_lines(enumerate([first, *rest], start))
    else:
        yield "", document


def _number_of(place: str) -> int | None:
    """The number of a line, or of a record in a list, from 1."""
    if place.startswith("["):
        return int(place.strip("[]")) + 1
    return int(place.removeprefix("line ")) if place else None


def _json_lines(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[str, object]]:
    return ((f"line {number}", _load(line.rstrip())) for number, line in lines if line.strip())


def _load(data: bytes) -> object:
    """The value of a JSON text, or the InputError that says why there is none."""
    try:
        return load_json(data, "JSON records")
    except InputError as error:
        return error


def _symbol(report: Report, value: object, place: str) -> Symbol:
    keys = json_object(value, place, "a symbol: an object with id and box")
    box = json_need(keys, "box", place, "four numbers, or null where there is no geometry")
    label = keys.get("label")
    if label is not None:
        label = canonical_label(json_text(label, f"{place}.label"))
    return Symbol(
        _id(json_need(keys, "id", place, "a string"), f"{place}.id"),
        None if box is None else _box(box, f"{place}.box"),
        label,
        _candidates(report, keys["candidates"], f"{place}.candidates") if "candidates" in keys else (),
        tuple(json_list(keys.get("primitives", []), f"{place}.primitives", _id)),
        {key: item for key, item in keys.items() if key not in SYMBOL_KEYS},
    )


def _box(value: object, place: str) -> BoundingBox:
    expectation = "four numbers: l, t, r, b"
    if not isinstance(value, list) or len(value) != 4:
        raise InputError(f"found {shown(value)}", expectation, place=place)
    for number in value:
        json_number(number, place)
    try:
        return BoundingBox(*value)
    except InputError as error:
        raise InputError(error.problem.finding, error.problem.expectation, place=place) from None


def _candidates(report: Report, value: object, place: str) -> tuple[Candidate, ...]:
    """Guesses of a recogniser; ``log_prob``, which is exact, counts before ``prob`` where all have it."""

    def candidate(value: object, place: str) -> tuple[str, float, float | None]:
        keys = json_object(value, place, "a candidate: an object with label and prob")
        _note_unknown(report, keys, {"label", "prob", "log_prob"}, place)
        label = json_text(json_need(keys, "label", place, "a string"), f"{place}.label")
        prob = json_number(json_need(keys, "prob", place, "a probability"), f"{place}.prob")
        if prob < 0:
            raise InputError(f"found {prob}", "zero or more", place=f"{place}.prob")
        return label, prob, json_number(keys["log_prob"], f"{place}.log_prob") if "log_prob" in keys else None

    candidates = json_list(value, place, candidate)
    if all(log_prob is not None for _, _, log_prob in candidates):
        exact = (Candidate(canonical_label(label), log_prob or 0.0) for label, _, log_prob in candidates)
        return tuple(sorted(exact, key=lambda each: -each.log_prob))
    try:
        return normalised_candidates((label, prob) for label, prob, _ in candidates)
    except InputError as error:
        raise InputError(error.problem.finding, error.problem.expectation, place=place) from None


def _stroke(report: Report, value: object, place: str) -> Stroke:
    keys = json_object(value, place, "a stroke: an object with id and points")
    _note_unknown(report, keys, {"id", "points"}, place)
    points = json_list(json_need(keys, "points", place, "a list of points"), f"{place}.points", _point)
    if not points:
        raise InputError("found no points", "at least one", place=f"{place}.points")
    return Stroke(_id(json_need(keys, "id", place, "a string"), f"{place}.id"), tuple(points))


def _point(value: object, place: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise InputError(f"found {shown(value)}", "two numbers: x, y", place=place)
    return json_number(value[0], place), json_number(value[1], place)


def _relation(value: object, place: str) -> RelationTriple:
    if not isinstance(value, list) or len(value) != 3:
        raise InputError(f"found {shown(value)}", "[parent, child, relation]", place=place)
    parent, child, name = (_id(part, place) for part in value)
    if name not in RELATIONS:
        raise InputError(f"found relation {name!r}", f"one of {', '.join(RELATIONS)}", place=place)
    return parent, child, RELATIONS[name]


def _grid(report: Report, value: object, place: str) -> tuple[str, list[list[str | None]]]:
    keys = json_object(value, place, "a grid: an object with id and rows")
    _note_unknown(report, keys, {"id", "rows"}, place)

    def cells(value: object, place: str) -> list[str | None]:
        return json_list(value, place, lambda cell, at: None if cell is None else _id(cell, at))

    rows = json_list(json_need(keys, "rows", place, "a list of rows"), f"{place}.rows", cells)
    return _id(json_need(keys, "id", place, "a string"), f"{place}.id"), rows


def _evidence(report: Report, value: object, place: str) -> Evidence:
    keys = json_object(value, place, "an object with log_prob and runner_up")
    _note_unknown(report, keys, {"log_prob", "runner_up"}, place)
    log_prob = json_number(json_need(keys, "log_prob", place, "a number"), f"{place}.log_prob")
    if keys.get("runner_up") is None:
        return Evidence(log_prob)
    place = f"{place}.runner_up"
    other = json_object(keys["runner_up"], place, "an object with parent, relation and log_prob")
    _note_unknown(report, other, {"parent", "relation", "log_prob"}, place)
    parent, name = other.get("parent"), other.get("relation")
    if (parent is None) != (name is None):
        raise InputError("found one of parent and relation", "both, or neither for the root", place=place)
    relation = None
    if parent is not None:
        parent, _, relation = _relation([parent, parent, name], place)
    second = json_number(json_need(other, "log_prob", place, "a number"), f"{place}.log_prob")
    return Evidence(log_prob, RunnerUp(parent, relation, second))


def _class_posterior(value: object, place: str) -> dict[SymbolClass, float]:
    keys = json_object(value, place, "probabilities by class")
    names = {symbol_class.value: symbol_class for symbol_class in SymbolClass}
    if unknown := set(keys) - set(names):
        raise InputError(f"found {min(unknown)!r}", f"one of {', '.join(names)}", place=place)
    return {names[name]: json_number(prob, f"{place}.{name}") for name, prob in keys.items()}


def _map(value: object, place: str, item: Callable[[object, str], T]) -> dict[str, T]:
    keys = json_object(value, place, "an object with a key for each symbol")
    return {key: item(each, f"{place}[{key!r}]") for key, each in keys.items()}


def _id(value: object, place: str) -> str:
    if value == "":
        raise InputError("found an empty string", "at least one character", place=place)
    return json_text(value, place)


def _note_unknown(report: Report, keys: dict[str, object], known: set[str], place: str) -> None:
    for key in keys.keys() - known:
        report(
            Problem(f"found key {key!r}, which is not kept", f"{', '.join(sorted(known))}", place, lost=False)
        )
