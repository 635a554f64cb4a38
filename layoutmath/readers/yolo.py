"""YOLO: text files with one box per line, and the JSON of Ultralytics' results.

Formats: docs.ultralytics.com, "Object detection datasets" (``class cx cy w h``, each a share of the picture's
width or height; predictions add a confidence) and ``Results.to_json``.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from layoutmath.documents import json_list, json_need, json_number, json_object, load_json
from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression
from layoutmath.geometry import BoundingBox
from layoutmath.readers.beside import class_names, picture_size
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.detections import Detection, detected_label, symbols_of

EDGES = ("x1", "y1", "x2", "y2")
LINE = "class cx cy w h, and perhaps a confidence"
SLACK = 0.01
"""How far shares may pass 1: boxes at the edge of a picture stick out by the detector's rounding."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A box as the file has it, its edges shares of the picture or pixels."""

    edges: tuple[float, float, float, float]
    number: int | None
    name: str | None
    score: float | None


def read_yolo(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    """The expression of a text file, or those of a JSON file.

    Names of classes stand in JSON; for text they are looked up in ``classes.txt``, ``obj.names`` or
    ``data.yaml`` beside the file or up to two folders above it; without any, symbols have no labels, which is
    reported. Shares become pixels where JSON states the size (``shape``) or the picture lies beside the file;
    else the picture is taken for square, which is reported too.

    >>> import io
    >>> found = b'[{"name": "x", "class": 0, "confidence": 0.9, "box": {"x1": 1, "y1": 2, "x2": 9, "y2": 9}}]'
    >>> [(expression, _)] = read_yolo(io.BytesIO(found), "found.json", print)
    >>> expression.symbols[0].best_label, expression.symbols[0].box
    ('x', BoundingBox(l=1.0, t=2.0, r=9.0, b=9.0))
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=problem.source or source))

    data = stream.read()
    stem = source_stem(source)
    try:
        is_json = data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"[", b"{")
        pages = _json_pages(data, from_here) if is_json else [(_text(data, from_here), None)]
    except InputError as error:
        from_here(error.problem)
        return
    names = _Names(source, from_here)
    for index, (found, size) in enumerate(pages):
        if not found:
            from_here(Problem("found no boxes that can be read", "one or more", f"image {index + 1}"))
            continue
        symbols = symbols_of(_in_pixels(found, size, names, source, from_here))
        extra = {} if size is None else {"width": size[0], "height": size[1]}
        yield Expression(symbols, stem if len(pages) == 1 else f"{stem}-{index + 1}", extra=extra), None


class _Names:
    """Names of classes, looked up when the first is asked for; what is lacking is reported once."""

    def __init__(self, source: str, report: Report) -> None:
        self._source, self._report = source, report
        self._names: Mapping[int, str] | None = None
        self._told: set[int] = set()

    def label(self, found: _Found) -> str | None:
        if found.name is not None:
            return detected_label(found.name)
        if self._names is None:
            self._names = self._look_up()
        if found.number is None:
            return None
        if self._names and found.number not in self._names and found.number not in self._told:
            self._told.add(found.number)
            finding = f"found class {found.number} without a name; its symbols have no label"
            self._report(Problem(finding, f"one of the {len(self._names)} classes", lost=False))
        name = self._names.get(found.number)
        return None if name is None else detected_label(name)

    def _look_up(self) -> Mapping[int, str]:
        names: Mapping[int, str] = {}
        try:
            names = class_names(self._source)
        except InputError as error:
            self._report(replace(error.problem, lost=False))
        if not names:
            finding = "found no names of classes; symbols have no labels"
            self._report(Problem(finding, "classes.txt or data.yaml beside the file", lost=False))
        return names


def _in_pixels(
    found: list[_Found], size: tuple[float, float] | None, names: _Names, source: str, report: Report
) -> list[Detection]:
    width, height = 1.0, 1.0
    if all(abs(edge) <= 1 + SLACK for each in found for edge in each.edges):
        known = size or picture_size(source)
        if known is None:
            finding = "found shares of a picture of unknown size; it is taken for square"
            report(Problem(finding, "the picture beside the file, and OpenCV to read it", lost=False))
        else:
            width, height = known
    detections = []
    for each in found:
        l, t, r, b = each.edges
        box = BoundingBox(l * width, t * height, r * width, b * height)
        extra = {} if each.number is None else {"class": each.number}
        detections.append(Detection(box, names.label(each), each.score, extra=extra))
    return detections


def _text(data: bytes, report: Report) -> list[_Found]:
    found = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if line.strip():
            try:
                found.append(_line(line))
            except InputError as error:
                report(error.inside("", f"line {number}").problem)
    return found


def _line(line: str) -> _Found:
    fields = line.split()
    try:
        numbers = [float(field) for field in fields]
    except ValueError:
        raise InputError(f"found {line.strip()!r:.60}", LINE) from None
    if len(numbers) not in (5, 6):
        raise InputError(f"found {len(numbers)} numbers", LINE)
    if not (numbers[0].is_integer() and numbers[0] >= 0):
        raise InputError(f"found class {fields[0]}", "a whole number, zero or more")
    number, cx, cy, w, h, *scores = numbers
    box = BoundingBox.read((cx - w / 2, cy - h / 2, w, h), box_format="ltwh")
    return _Found((box.l, box.t, box.r, box.b), int(number), None, _score(scores[0]) if scores else None)


def _json_pages(data: bytes, report: Report) -> list[tuple[list[_Found], tuple[float, float] | None]]:
    """The boxes of each image with its width and height: a list, a list of lists, or ``images``."""
    document = load_json(data, "results of Ultralytics")
    if isinstance(document, dict):
        images = json_list(json_need(document, "images", "", "a list"), "images", lambda item, _: item)
        places = [f"images[{index}]" for index in range(len(images))]
        objects = [
            json_object(image, place, "an object with results")
            for image, place in zip(images, places, strict=True)
        ]
        return [
            (
                _boxes(json_need(image, "results", place, "a list"), f"{place}.results", report),
                _size(image, place),
            )
            for image, place in zip(objects, places, strict=True)
        ]
    if isinstance(document, list) and document and all(isinstance(item, list) for item in document):
        return [(_boxes(item, f"[{index}]", report), None) for index, item in enumerate(document)]
    return [(_boxes(document, "", report), None)]


def _size(image: dict[str, object], place: str) -> tuple[float, float] | None:
    if "shape" not in image:
        return None
    shape = json_list(image["shape"], f"{place}.shape", json_number)
    if len(shape) < 2 or min(shape[:2]) <= 0:
        raise InputError(f"found {shape}", "height and width", place=f"{place}.shape")
    return shape[1], shape[0]


def _boxes(value: object, place: str, report: Report) -> list[_Found]:
    found = []
    for index, item in enumerate(json_list(value, place, lambda item, _: item)):
        try:
            found.append(_box(json_object(item, "", "an object with name, class, confidence and box")))
        except InputError as error:
            report(error.inside("", f"{place}[{index}]").problem)
    return found


def _box(keys: dict[str, object]) -> _Found:
    edges = json_object(json_need(keys, "box", "", f"the edges {', '.join(EDGES)}"), "box", "four edges")
    l, t, r, b = (json_number(json_need(edges, edge, "box", "a number"), f"box.{edge}") for edge in EDGES)
    try:
        BoundingBox(l, t, r, b)
    except InputError as error:
        raise InputError(error.problem.finding, "x1 <= x2 and y1 <= y2", place="box") from None
    number, name = keys.get("class"), keys.get("name")
    score = keys.get("confidence")
    return _Found(
        (l, t, r, b),
        number if type(number) is int else None,
        name if isinstance(name, str) else None,
        None if score is None else _score(json_number(score, "confidence")),
    )


def _score(score: float) -> float:
    if not 0 <= score < float("inf"):
        raise InputError(f"found {score}", "zero or more", place="confidence")
    return score
