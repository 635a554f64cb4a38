"""Label Studio's exports, JSON and JSON-MIN: rectangles in percent of a picture.

Format: labelstud.io, "Export annotations" and "Units of image annotations".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO

from layoutmath.documents import json_list, json_need, json_number, json_object, load_json
from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression
from layoutmath.geometry import BoundingBox
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.detections import Detection, detected_label, symbols_of

LABELS = ("rectanglelabels", "labels")
RECTANGLE = ("x", "y", "width", "height")
OTHER_SHAPES = ("points", "radiusX", "rle")
"""Keys of polygons, ellipses and brush strokes."""
SIZE = ("original_width", "original_height")


def read_labelstudio(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    """One expression per task, named by its picture; boxes in pixels of the original, y downward.

    Of several annotations the first counts that was not cancelled; without any, the prediction with the best
    score. Text of a region is its label, else the labels of its rectangle are; several of them are equally
    likely candidates, and so are scored regions with nearly the same box, by their scores. A rotated
    rectangle gives the box around it.

    >>> import io
    >>> region = b'''{"id": "a", "type": "rectanglelabels", "original_width": 200, "original_height": 100,
    ...     "value": {"x": 10, "y": 20, "width": 5, "height": 10, "rotation": 0, "rectanglelabels": ["x"]}}'''
    >>> tasks = b'[{"id": 1, "data": {"image": "/a.png"}, "annotations": [{"result": [' + region + b"]}]}]"
    >>> [(expression, _)] = read_labelstudio(io.BytesIO(tasks), "export.json", print)
    >>> expression.name, expression.symbols
    ('a', (Symbol(id='a', box=BoundingBox(l=20.0, t=20.0, r=30.0, b=30.0), label='x', ...),))
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=source))

    try:
        document = load_json(stream.read(), "an export of Label Studio")
        tasks = [document] if isinstance(document, dict) else json_list(document, "", lambda task, _: task)
    except InputError as error:
        from_here(error.problem)
        return
    for index, task in enumerate(tasks):
        place = f"[{index}]" if isinstance(document, list) else ""
        try:
            keys = json_object(task, place, "a task: an object with annotations")
            regions, inner = _regions(keys, place, from_here)
        except InputError as error:
            from_here(error.problem)
            continue
        detections = _detections(regions, inner, from_here)
        if not detections:
            from_here(Problem("found no rectangles that can be read", "one or more", inner))
            continue
        picture = _picture(keys)
        number = keys.get("id", index + 1)
        name = (
            PurePosixPath(picture.rpartition("?d=")[2]).stem if picture else f"{source_stem(source)}-{number}"
        )
        yield Expression(symbols_of(detections), name, extra={"image": picture} if picture else {}), None


def _regions(task: dict[str, object], place: str, report: Report) -> tuple[list[object], str]:
    """The regions of the annotation that counts, or of JSON-MIN's only one, and where they stand."""

    def within(key: str) -> str:
        return f"{place}.{key}" if place else key

    for key in ("annotations", "completions", "predictions"):
        results = []
        for index, value in enumerate(json_list(task.get(key, []), within(key), lambda item, _: item)):
            inner = f"{within(key)}[{index}]"
            keys = json_object(value, inner, "an object with a result")
            regions = json_list(keys.get("result", []), f"{inner}.result", lambda item, _: item)
            if not keys.get("was_cancelled") and regions:
                results.append((keys.get("score"), regions, f"{inner}.result"))
        if not results:
            continue
        if key == "predictions":  # max keeps the first of equals
            results = [
                max(results, key=lambda result: result[0] if isinstance(result[0], int | float) else 0)
            ]
        if len(results) > 1:
            finding = f"found {len(results)} annotations; the first counts"
            report(Problem(finding, "one annotation for each task", within(key), lost=False))
        return results[0][1:]
    for key, value in task.items():  # JSON-MIN: regions stand under the name of the labelling control
        if isinstance(value, list) and any(isinstance(item, dict) and SIZE[0] in item for item in value):
            return value, within(key)
    raise InputError(
        "found no annotations", "an annotation that is not cancelled, or a prediction", place=place
    )


def _detections(regions: Sequence[object], place: str, report: Report) -> list[Detection]:
    """Rectangles, each with its labels or the text that another result of the same id gives it."""
    texts = {}
    rectangles: list[tuple[str, dict[str, object], dict[str, object]]] = []
    for index, region in enumerate(regions):
        value = region.get("value", region) if isinstance(region, dict) else None
        if not isinstance(region, dict) or not isinstance(value, dict):
            finding, expectation = "found a region without value", "an object with value"
            report(Problem(finding, expectation, f"{place}[{index}]"))
            continue
        if _strings(value.get("text")):
            texts[str(region.get("id", ""))] = _strings(value["text"])
        if not value.keys().isdisjoint(OTHER_SHAPES):
            report(Problem("found a region of another shape", "a rectangle", f"{place}[{index}]"))
        elif RECTANGLE[2] in value:
            rectangles.append((f"{place}[{index}]", region, value))
    detections: dict[str, Detection] = {}
    for at, region, value in rectangles:
        own_id = str(region.get("id", ""))
        try:
            detection = _detection(region, value, texts.get(own_id, []), own_id)
        except InputError as error:
            report(error.inside("", at).problem)
            continue
        key = own_id or at  # a rectangle and its labels are two results of one id in some templates
        if key not in detections or detections[key].label is None:
            detections[key] = detection
    return list(detections.values())


def _detection(
    region: Mapping[str, object], value: Mapping[str, object], texts: Sequence[str], own_id: str
) -> Detection:
    size = [_number(region, key) for key in SIZE]
    if min(size) <= 0:
        raise InputError(f"found size {size}", "a width and height above zero", place=SIZE[0])
    width, height = size
    x, y, w, h = (_number(value, key) / 100 for key in RECTANGLE)
    rotation = _number(value, "rotation") if value.get("rotation") else 0.0
    box = _around(x * width, y * height, w * width, h * height, rotation)
    names = texts or next(filter(None, (_strings(value.get(key)) for key in LABELS)), [])
    labels = list(filter(None, map(detected_label, names)))
    score = _number(region, "score") if region.get("score") is not None else None
    if score is not None and score < 0:
        raise InputError(f"found {score}", "zero or more", place="score")
    return Detection(
        box, labels[0] if labels else None, score, tuple((label, score) for label in labels[1:]), own_id
    )


def _around(l: float, t: float, w: float, h: float, degrees: float) -> BoundingBox:
    """The box around a rectangle that is turned clockwise about its upper left corner.

    ::

        (l, t) ●───────┐          ●
               │       │         / ╲
               └───────┘   →    /   ╲

    >>> _around(10, 10, 4, 2, 90)
    BoundingBox(l=8.0, t=10.0, r=10.0, b=14.0)
    """
    if w < 0 or h < 0:
        raise InputError(f"found width {w} and height {h}", "neither below zero")
    if not degrees % 360:
        return BoundingBox(l, t, l + w, t + h)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    corners = [(l + u * cos - v * sin, t + u * sin + v * cos) for u in (0, w) for v in (0, h)]
    xs, ys = zip(*corners, strict=True)
    return BoundingBox(min(xs), min(ys), max(xs), max(ys))


def _number(keys: Mapping[str, object], key: str) -> float:
    return json_number(json_need(dict(keys), key, "", "a number"), key)


def _strings(value: object) -> list[str]:
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [each for each in values if isinstance(each, str) and each.strip()]


def _picture(task: Mapping[str, object]) -> str:
    """The path of the task's picture: the first datum that has a suffix."""
    data = task.get("data", task)
    values = data.values() if isinstance(data, dict) else ()
    return next((each for each in values if isinstance(each, str) and PurePosixPath(each).suffix), "")
