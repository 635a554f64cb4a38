"""Files of pen strokes without symbols: InkML and the JSON forms that are in use.

JSON strokes come in many wrappings and few forms (docs/formats.md, "Pen strokes"). A stroke is one of

    points     [[x, y], [x, y], …]  or  [{"x": x, "y": y}, …]      plain lists; time may follow
    columns    [[x, x, …], [y, y, …], [t, t, …]]                   Quick, Draw! and Google's handwriting input
    an object  {"x": [x, …], "y": [y, …]}  or  {"points": points}  MyScript's batches and others

and Mathpix's API has columns of strokes: ``{"strokes": {"strokes": {"x": [[x, …], …], "y": [[y, …], …]}}}``.
"""

from __future__ import annotations

import codecs

from layoutmath.documents import json_list, json_number, json_object, load_json, parse_xml, shown
from layoutmath.errors import InputError, Problem
from layoutmath.ink import Ink, Stroke
from layoutmath.inkfile import inkml_ink

WRAPPINGS = ("strokes", "strokeGroups", "traces", "drawing", "ink", "requests")
"""Keys under which strokes are found; those of Quick, Draw! and Google's input hold columns."""
COLUMN_WRAPPINGS = ("drawing", "ink")
SHORTEST, LONGEST = 2, 4
"""How many numbers a point has (x, y, then time and pressure), and so how many columns a stroke has."""

Point = tuple[float, float]
A_STROKE = "a stroke: a list of points [x, y], or an object with x and y or with points"
STROKES = "strokes: a list of them, or an object with a key such as strokes"


def read_ink(data: bytes, source: str = "") -> Ink:
    """The strokes of a file, in the order in which it has them; y downward, in the units of the file.

    Ids are those of the file, or positions. Time and pressure are ignored. A list of two to four lists of
    numbers is read as points where every stroke of the file can be; else as columns. Raises InputError with
    the place of the first mistake.

    >>> read_ink(b"[[[0, 0], [3, 4]], [[5, 1]]]").strokes[0]
    Stroke(id='0', points=((0, 0), (3, 4)))
    >>> read_ink(b'{"strokes": {"strokes": {"x": [[0, 3]], "y": [[0, 4]]}}}').strokes[0].points
    ((0, 0), (3, 4))
    >>> read_ink(b"[[[0, 0], [3]]]", "a.json")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: a.json: [0][1]: found [3]; expected a point: numbers x and y
    """
    try:
        if data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
            ink = _inkml(data)
        else:
            ink = _json(load_json(data, STROKES))
        if not ink.strokes:
            raise InputError("found no strokes", "at least one")
        return ink
    except InputError as error:
        raise error.inside(source) from None


def _inkml(data: bytes) -> Ink:
    root = parse_xml(data)
    if root.tag != "ink":
        raise InputError(f"found <{root.tag}>", "an InkML file: <ink>")
    return inkml_ink(root, _refuse)


def _refuse(problem: Problem) -> None:
    """A recogniser that lacks a stroke would find another formula than the one that was written."""
    raise InputError(problem.finding, problem.expectation, place=problem.place)


def _json(document: object) -> Ink:
    found = _strokes(document, "", plain=True)
    as_points = all(not plain or _may_be_points(value) for value, _, plain in found)
    as_columns = all(not plain or _may_be_columns(value) for value, _, plain in found)
    strokes = []
    for index, (value, place, plain) in enumerate(found):
        columns = not plain or (as_columns and not as_points)
        points = _points(value, place, columns=columns)
        if not points:
            raise InputError("found a stroke without points", A_STROKE, place=place)
        stroke_id = value.get("id") if isinstance(value, dict) else None
        named = isinstance(stroke_id, str | int) and stroke_id != ""
        strokes.append(Stroke(str(stroke_id if named else index), tuple(points)))
    return Ink(tuple(strokes))


def _strokes(value: object, place: str, *, plain: bool) -> list[tuple[object, str, bool]]:
    """Every stroke with its place, and whether its form has to be told (a key can say that it is columns)."""
    if isinstance(value, dict):
        for key in WRAPPINGS:
            if key in value:
                inner = f"{place}.{key}" if place else key
                if key == "requests" and isinstance(value[key], list) and len(value[key]) > 1:
                    raise InputError(f"found {len(value[key])} requests", "one formula", place=inner)
                return _strokes(value[key], inner, plain=plain and key not in COLUMN_WRAPPINGS)
        if _xs(value) is None and "points" not in value:
            raise InputError(f"found {shown(value)}", STROKES, place=place)
        if _is_nested(_xs(value)):
            return _side_by_side(value, place)
        return [(value, place, plain)]
    found = []
    for index, item in enumerate(json_list(value, place, lambda item, _: item)):
        inner = f"{place}[{index}]"
        wrapped = isinstance(item, dict) and not item.keys().isdisjoint(WRAPPINGS)
        found += _strokes(item, inner, plain=plain) if wrapped else [(item, inner, plain)]
    return found


def _side_by_side(value: dict[str, object], place: str) -> list[tuple[object, str, bool]]:
    """Strokes of ``{"x": [[…], …], "y": [[…], …]}``, one column for each."""
    xs, ys = (
        json_list(each, f"{place}.{name}", _column) for name, each in (("x", _xs(value)), ("y", _ys(value)))
    )
    if len(xs) != len(ys):
        raise InputError(f"found x of {len(xs)} strokes and y of {len(ys)}", "as many of both", place=place)
    return [
        ([x, y], f"{place}: stroke {index}".removeprefix(": "), False)
        for index, (x, y) in enumerate(zip(xs, ys, strict=True))
    ]


def _points(value: object, place: str, *, columns: bool) -> list[Point]:
    if isinstance(value, dict):
        if "points" in value:
            return json_list(value["points"], f"{place}.points", _point)
        value = json_object(value, place, A_STROKE)
        return _paired(_xs(value), _ys(value), place)
    if not isinstance(value, list):
        raise InputError(f"found {shown(value)}", A_STROKE, place=place)
    if not columns:
        return json_list(value, place, _point)
    if len(value) < SHORTEST:
        raise InputError(f"found {len(value)} lists", "two: all x, then all y", place=place)
    return _paired(value[0], value[1], place)


def _paired(xs: object, ys: object, place: str) -> list[Point]:
    xs, ys = _column(xs, f"{place}: x"), _column(ys, f"{place}: y")
    if len(xs) != len(ys):
        raise InputError(f"found {len(xs)} values of x and {len(ys)} of y", "as many of both", place=place)
    return list(zip(xs, ys, strict=True))


def _column(value: object, place: str) -> list[float]:
    return json_list(value, place, json_number)


def _point(value: object, place: str) -> Point:
    x, y = (_xs(value), _ys(value)) if isinstance(value, dict) else (None, None)
    if isinstance(value, list) and SHORTEST <= len(value) <= LONGEST:
        x, y = value[:2]
    if x is None or y is None:
        raise InputError(f"found {shown(value)}", "a point: numbers x and y", place=place)
    return json_number(x, place), json_number(y, place)


def _xs(value: dict[str, object]) -> object:
    return value.get("x", value.get("X"))


def _ys(value: dict[str, object]) -> object:
    return value.get("y", value.get("Y"))


def _is_nested(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], list)


def _may_be_points(stroke: object) -> bool:
    """Short lists all through, as points are; an object says itself what it is."""
    if isinstance(stroke, dict):
        return True
    return isinstance(stroke, list) and all(
        isinstance(point, dict) or (isinstance(point, list) and SHORTEST <= len(point) <= LONGEST)
        for point in stroke
    )


def _may_be_columns(stroke: object) -> bool:
    """Two to four lists of one length."""
    if isinstance(stroke, dict):
        return True
    if not isinstance(stroke, list) or not SHORTEST <= len(stroke) <= LONGEST:
        return False
    return all(isinstance(column, list) for column in stroke) and len({len(column) for column in stroke}) == 1
