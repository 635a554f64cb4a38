"""COCO: detection results, and data sets with images, annotations and categories.

Format: cocodataset.org, "Data format" and "Results format" (object detection).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from layoutmath.documents import json_list, json_need, json_number, json_object, load_json, shown
from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression
from layoutmath.geometry import BoundingBox
from layoutmath.readers.beside import categories, class_names
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.detections import Detection, detected_label, symbols_of

LISTS = ("annotations", "results", "predictions", "detections")
"""Keys under which an object has its boxes; a list at the top is one of results."""

ImageId = int | str


@dataclass(slots=True)
class _Image:
    """An image with what was found on it so far."""

    name: str
    extra: dict[str, object]
    detections: list[Detection] = field(default_factory=list)


def read_coco(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    """One expression per image, named by its file; of several images without files, by their ids.

    Boxes are in pixels with y downward. Without score a category is a symbol's label, with one a candidate;
    results with nearly the same box are candidates of one symbol. Names of categories are those of the file,
    else of ``categories.json`` beside it, else of ``classes.txt``; without any, symbols have no labels, which
    is reported. ``extra`` of an expression has ``image``, ``width`` and ``height``, that of a symbol
    ``category_id`` and ``score``.

    >>> import io
    >>> results = b'''{"categories": [{"id": 1, "name": "x"}, {"id": 2, "name": "times"}], "results": [
    ...     {"image_id": 7, "category_id": 1, "bbox": [0, 0, 10, 10], "score": 0.6},
    ...     {"image_id": 7, "category_id": 2, "bbox": [0, 0, 10, 10], "score": 0.2}]}'''
    >>> [(expression, _)] = read_coco(io.BytesIO(results), "results.json", print)
    >>> [candidate.label for candidate in expression.symbols[0].candidates]
    ['x', '\\\\times']
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=problem.source or source))

    try:
        document = load_json(stream.read(), "COCO results or a COCO data set")
        names = _names(document, source, from_here)
        images = _images(document)
        key, entries = _entries(document)
    except InputError as error:
        from_here(error.problem)
        return
    unknown: set[object] = set()
    for index, entry in enumerate(entries):
        try:
            image_id, number, detection = _detection(entry, names)
        except InputError as error:
            from_here(error.inside("", f"{key}[{index}]").problem)
            continue
        if number not in names and number not in unknown and names:
            unknown.add(number)
            finding = f"found category {number} without a name; its symbols have no label"
            from_here(Problem(finding, "a category with this id", f"{key}[{index}]", lost=False))
        images.setdefault(image_id, _Image("", {})).detections.append(detection)
    stem = source_stem(source)
    for image_id, image in images.items():
        name = image.name or (stem if len(images) == 1 else f"{stem}-{image_id}")
        if image.detections:
            yield Expression(symbols_of(image.detections), name, extra=image.extra), None
        else:
            from_here(Problem("found no boxes that can be read", "one or more", f"image {image_id}"))
    if not images:
        from_here(Problem("found no boxes", "one or more", key))


def _names(document: object, source: str, report: Report) -> Mapping[int, str]:
    names: Mapping[int, str] = {}
    if isinstance(document, dict) and "categories" in document:
        names = categories(document["categories"], "categories")
    else:
        try:
            names = class_names(source)
        except InputError as error:
            report(replace(error.problem, lost=False))
    if not names:
        finding = "found no names of categories; symbols have no labels"
        report(Problem(finding, "categories in the file, or categories.json beside it", lost=False))
    return names


def _images(document: object) -> dict[ImageId, _Image]:
    def image(value: object, place: str) -> tuple[ImageId, _Image]:
        keys = json_object(value, place, "an image: an object with id")
        image_id = _id(json_need(keys, "id", place, "a number or string"), f"{place}.id")
        extra = {key: value for key, value in keys.items() if key in ("width", "height")}
        file_name = keys.get("file_name")
        if not isinstance(file_name, str):
            return image_id, _Image("", extra)
        return image_id, _Image(source_stem(file_name), {"image": file_name, **extra})

    images = document.get("images", []) if isinstance(document, dict) else []
    return dict(json_list(images, "images", image))


def _entries(document: object) -> tuple[str, list[object]]:
    if isinstance(document, list):
        return "", document
    keys = json_object(document, "", "a list of results, or an object with images and annotations")
    key = next((key for key in LISTS if key in keys), None)
    if key is None:
        raise InputError("found no annotations", f"one of the keys {', '.join(LISTS)}")
    return key, json_list(keys[key], key, lambda entry, _: entry)


def _detection(entry: object, names: Mapping[int, str]) -> tuple[ImageId, int, Detection]:
    keys = json_object(entry, "", "an object with image_id, category_id and bbox")
    image_id = _id(json_need(keys, "image_id", "", "the id of an image"), "image_id")
    number = json_need(keys, "category_id", "", "the id of a category")
    if type(number) is not int:
        raise InputError(f"found {shown(number)}", "a whole number", place="category_id")
    numbers = json_list(json_need(keys, "bbox", "", "four numbers: x, y, w, h"), "bbox", json_number)
    try:
        box = BoundingBox.read(numbers, box_format="ltwh")
    except InputError as error:
        raise InputError(error.problem.finding, "four numbers: x, y, w, h", place="bbox") from None
    score = None
    if keys.get("score") is not None:
        score = json_number(keys["score"], "score")
        if score < 0:
            raise InputError(f"found {score}", "zero or more", place="score")
    own_id = keys.get("id")
    made = Detection(
        box,
        detected_label(names[number]) if number in names else None,
        score,
        id="" if own_id is None else str(own_id),
        extra={"category_id": number},
    )
    return image_id, number, made


def _id(value: object, place: str) -> ImageId:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InputError(f"found {shown(value)}", "a number or string", place=place)
    return value
