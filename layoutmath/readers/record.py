"""The project's own record: JSON (one object or a list of them) and JSON lines (one object per line).

``grammars/record.schema.json`` states the form; what a schema cannot state (unique ids, edges of boxes in
order, relations that form a tree) is checked here as well, by hand, for errors that name the place.
"""

from __future__ import annotations

import codecs
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import BinaryIO, NoReturn, TypeVar

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
    keys = _object(record, "", "a record: an object with symbols")
    symbols = _list(_need(keys, "symbols", "", "a list of symbols"), "symbols", partial(_symbol, report))
    if not symbols:
        raise InputError("found no symbols", "at least one", place="symbols")
    name = _text(keys.get("name", ""), "name")
    strokes = _list(keys.get("strokes", []), "strokes", partial(_stroke, report))
    relations = _list(keys.get("relations", []), "relations", _relation)
    grids = _list(keys.get("grids", []), "grids", partial(_grid, report))
    log_prob = _number(keys["log_prob"], "log_prob") if "log_prob" in keys else None
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
    if not data.strip():
        return InputError("found an empty file", "JSON records")
    try:
        text = data.decode("utf-8")
        value = json.loads(text, parse_constant=_no_constant)
        if "\\ud" in text.lower():  # half a surrogate pair cannot be written again
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if b"\n" in data.rstrip() else ""
        place = f"{line}column {error.colno}"
        return InputError(f"found no JSON value ({error.msg})", "valid JSON", place=place)
    except UnicodeError:
        return InputError("found text that is not Unicode", "JSON in UTF-8")
    except RecursionError:
        return InputError("found values nested too deeply", "JSON records")
    except InputError as error:
        return error
    except ValueError:  # an integer of thousands of digits
        return InputError("found a number that is too long", "finite numbers")


def _no_constant(name: str) -> NoReturn:
    raise InputError(f"found {name}", "finite numbers")


def _symbol(report: Report, value: object, place: str) -> Symbol:
    keys = _object(value, place, "a symbol: an object with id and box")
    box = _need(keys, "box", place, "four numbers, or null where there is no geometry")
    label = keys.get("label")
    if label is not None:
        label = canonical_label(_text(label, f"{place}.label"))
    return Symbol(
        _id(_need(keys, "id", place, "a string"), f"{place}.id"),
        None if box is None else _box(box, f"{place}.box"),
        label,
        _candidates(report, keys["candidates"], f"{place}.candidates") if "candidates" in keys else (),
        tuple(_list(keys.get("primitives", []), f"{place}.primitives", _id)),
        {key: item for key, item in keys.items() if key not in SYMBOL_KEYS},
    )


def _box(value: object, place: str) -> BoundingBox:
    expectation = "four numbers: l, t, r, b"
    if not isinstance(value, list) or len(value) != 4:
        raise InputError(f"found {_shown(value)}", expectation, place=place)
    for number in value:
        _number(number, place)
    try:
        return BoundingBox(*value)
    except InputError as error:
        raise InputError(error.problem.finding, error.problem.expectation, place=place) from None


def _candidates(report: Report, value: object, place: str) -> tuple[Candidate, ...]:
    """Guesses of a recogniser; ``log_prob``, which is exact, counts before ``prob`` where all have it."""

    def candidate(value: object, place: str) -> tuple[str, float, float | None]:
        keys = _object(value, place, "a candidate: an object with label and prob")
        _note_unknown(report, keys, {"label", "prob", "log_prob"}, place)
        label = _text(_need(keys, "label", place, "a string"), f"{place}.label")
        prob = _number(_need(keys, "prob", place, "a probability"), f"{place}.prob")
        if prob < 0:
            raise InputError(f"found {prob}", "zero or more", place=f"{place}.prob")
        return label, prob, _number(keys["log_prob"], f"{place}.log_prob") if "log_prob" in keys else None

    candidates = _list(value, place, candidate)
    if all(log_prob is not None for _, _, log_prob in candidates):
        exact = (Candidate(canonical_label(label), log_prob or 0.0) for label, _, log_prob in candidates)
        return tuple(sorted(exact, key=lambda each: -each.log_prob))
    try:
        return normalised_candidates((label, prob) for label, prob, _ in candidates)
    except InputError as error:
        raise InputError(error.problem.finding, error.problem.expectation, place=place) from None


def _stroke(report: Report, value: object, place: str) -> Stroke:
    keys = _object(value, place, "a stroke: an object with id and points")
    _note_unknown(report, keys, {"id", "points"}, place)
    points = _list(_need(keys, "points", place, "a list of points"), f"{place}.points", _point)
    if not points:
        raise InputError("found no points", "at least one", place=f"{place}.points")
    return Stroke(_id(_need(keys, "id", place, "a string"), f"{place}.id"), tuple(points))


def _point(value: object, place: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise InputError(f"found {_shown(value)}", "two numbers: x, y", place=place)
    return _number(value[0], place), _number(value[1], place)


def _relation(value: object, place: str) -> RelationTriple:
    if not isinstance(value, list) or len(value) != 3:
        raise InputError(f"found {_shown(value)}", "[parent, child, relation]", place=place)
    parent, child, name = (_id(part, place) for part in value)
    if name not in RELATIONS:
        raise InputError(f"found relation {name!r}", f"one of {', '.join(RELATIONS)}", place=place)
    return parent, child, RELATIONS[name]


def _grid(report: Report, value: object, place: str) -> tuple[str, list[list[str | None]]]:
    keys = _object(value, place, "a grid: an object with id and rows")
    _note_unknown(report, keys, {"id", "rows"}, place)

    def cells(value: object, place: str) -> list[str | None]:
        return _list(value, place, lambda cell, at: None if cell is None else _id(cell, at))

    rows = _list(_need(keys, "rows", place, "a list of rows"), f"{place}.rows", cells)
    return _id(_need(keys, "id", place, "a string"), f"{place}.id"), rows


def _evidence(report: Report, value: object, place: str) -> Evidence:
    keys = _object(value, place, "an object with log_prob and runner_up")
    _note_unknown(report, keys, {"log_prob", "runner_up"}, place)
    log_prob = _number(_need(keys, "log_prob", place, "a number"), f"{place}.log_prob")
    if keys.get("runner_up") is None:
        return Evidence(log_prob)
    place = f"{place}.runner_up"
    other = _object(keys["runner_up"], place, "an object with parent, relation and log_prob")
    _note_unknown(report, other, {"parent", "relation", "log_prob"}, place)
    parent, name = other.get("parent"), other.get("relation")
    if (parent is None) != (name is None):
        raise InputError("found one of parent and relation", "both, or neither for the root", place=place)
    relation = None
    if parent is not None:
        parent, _, relation = _relation([parent, parent, name], place)
    second = _number(_need(other, "log_prob", place, "a number"), f"{place}.log_prob")
    return Evidence(log_prob, RunnerUp(parent, relation, second))


def _class_posterior(value: object, place: str) -> dict[SymbolClass, float]:
    keys = _object(value, place, "probabilities by class")
    names = {symbol_class.value: symbol_class for symbol_class in SymbolClass}
    if unknown := set(keys) - set(names):
        raise InputError(f"found {min(unknown)!r}", f"one of {', '.join(names)}", place=place)
    return {names[name]: _number(prob, f"{place}.{name}") for name, prob in keys.items()}


# The forms that JSON values take; every function raises InputError with the place it is given.


def _object(value: object, place: str, expectation: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise InputError(f"found {_shown(value)}", expectation, place=place)
    return value


def _need(keys: dict[str, object], key: str, place: str, expectation: str) -> object:
    if key not in keys:
        raise InputError(f"found no {key}", expectation, place=place)
    return keys[key]


def _list(value: object, place: str, item: Callable[[object, str], T]) -> list[T]:
    if not isinstance(value, list):
        raise InputError(f"found {_shown(value)}", "a list", place=place)
    return [item(each, f"{place}[{index}]") for index, each in enumerate(value)]


def _map(value: object, place: str, item: Callable[[object, str], T]) -> dict[str, T]:
    keys = _object(value, place, "an object with a key for each symbol")
    return {key: item(each, f"{place}[{key!r}]") for key, each in keys.items()}


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"found {_shown(value)}", "a string", place=place)
    return value


def _id(value: object, place: str) -> str:
    if value == "":
        raise InputError("found an empty string", "at least one character", place=place)
    return _text(value, place)


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > sys.float_info.max:
        raise InputError(f"found {_shown(value)}", "a finite number", place=place)
    return value


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def _note_unknown(report: Report, keys: dict[str, object], known: set[str], place: str) -> None:
    for key in keys.keys() - known:
        report(
            Problem(f"found key {key!r}, which is not kept", f"{', '.join(sorted(known))}", place, lost=False)
        )
