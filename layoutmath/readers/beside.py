"""What readers look up beside a file: names of classes, and the size of the picture."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from layoutmath.documents import json_list, json_need, json_object, json_text, load_json, shown
from layoutmath.errors import InputError

CLASS_FILES = ("classes.txt", "obj.names", "data.yaml", "categories.json")
"""Files that name classes: of labelling tools, Darknet, Ultralytics and COCO. They hold no expressions."""

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")
FOLDERS_UP = 2
"""How far up names are looked for: labels lie in ``labels/train/``, names beside ``labels/``."""


def class_names(source: str) -> Mapping[int, str]:
    """Names of classes by number, from the nearest of :data:`CLASS_FILES`; empty where there is none.

    Only for files that lie in a folder, not for members of archives or standard input. Raises InputError
    for one that cannot be read.

    >>> class_names("stdin")
    {}
    """
    for folder in _folders(source):
        for name in CLASS_FILES:
            path = folder / name
            if path.is_file():
                return _read_names(path)
    return {}


def categories(value: object, place: str) -> dict[int, str]:
    """Names of COCO categories by number.

    >>> categories([{"id": 3, "name": "x", "supercategory": "letter"}], "categories")
    {3: 'x'}
    """

    def category(value: object, place: str) -> tuple[int, str]:
        keys = json_object(value, place, "an object with id and name")
        number = json_need(keys, "id", place, "a whole number")
        if type(number) is not int:
            raise InputError(f"found {shown(number)}", "a whole number", place=f"{place}.id")
        return number, json_text(json_need(keys, "name", place, "a string"), f"{place}.name")

    return dict(json_list(value, place, category))


def picture_size(source: str) -> tuple[int, int] | None:
    """Width and height of the picture of the same name in the folder, or in ``images`` beside ``labels``.

    None where there is none, where it cannot be read, and without OpenCV (the extra ``image``).

    >>> picture_size("stdin") is None
    True
    """
    folder, stem = Path(source).parent, Path(source.removesuffix(".gz")).stem
    parts = [*reversed(folder.parts)]
    folders = [folder]
    if "labels" in parts:
        parts[parts.index("labels")] = "images"
        folders.append(Path(*reversed(parts)))
    paths = [each / f"{stem}{suffix}" for each in folders for suffix in PICTURES]
    path = next((path for path in paths if path.is_file()), None) if _folders(source) else None
    if path is None:
        return None
    try:
        import cv2
        import numpy as np
    except ImportError:
        return None
    try:
        pixels = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_GRAYSCALE)
    except (OSError, cv2.error):
        return None
    return None if pixels is None else (pixels.shape[1], pixels.shape[0])


def _folders(source: str) -> list[Path]:
    path = Path(source)
    try:
        return [path.parent, *path.resolve().parents[1 : FOLDERS_UP + 1]] if path.is_file() else []
    except OSError:
        return []


def _read_names(path: Path) -> Mapping[int, str]:
    data = path.read_bytes()
    try:
        if path.suffix == ".json":
            document = load_json(data)
            return categories(
                document.get("categories") if isinstance(document, dict) else document, "categories"
            )
        if path.suffix == ".yaml":
            return _yaml_names(data)
        lines = data.decode("utf-8-sig").splitlines()
        while lines and not lines[-1].strip():
            lines.pop()
        return {number: line.strip() for number, line in enumerate(lines)}
    except UnicodeDecodeError:
        raise InputError("found bytes that are not UTF-8", "UTF-8 text", source=str(path)) from None
    except InputError as error:
        raise error.inside(str(path)) from None


def _yaml_names(data: bytes) -> Mapping[int, str]:
    """``names`` of a data set of Ultralytics: a list, or an object with numbers as keys."""
    try:
        yaml = importlib.import_module("yaml")
    except ImportError:
        raise InputError(
            "found YAML, which takes PyYAML to read", "PyYAML (pip install pyyaml), or names in classes.txt"
        ) from None
    try:
        document = yaml.safe_load(data)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise InputError("found no YAML", "a data set with names") from None
    names = document.get("names") if isinstance(document, dict) else None
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or not all(type(number) is int for number in names):
        raise InputError("found no names", "a list of names, or names by number", place="names")
    return {number: str(name) for number, name in names.items()}
