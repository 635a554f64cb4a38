"""XML and JSON as files hold them: documents, and values with errors that name their place."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from layoutmath.errors import InputError

T = TypeVar("T")


def parse_xml(data: bytes) -> Element:
    """An XML document with namespace prefixes cut off all names, declared or not.

    Entities made of entities are refused: a few lines of them expand without bound.

    >>> parse_xml(b'<ink:ink><ink:trace xml:id="0"/></ink:ink>')[0].attrib
    {'id': '0'}
    """
    builder = TreeBuilder()

    def start(name: str, attributes: dict[str, str]) -> None:
        builder.start(
            name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()}
        )

    def refuse_nested(name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        if value is not None and "&" in value:
            raise InputError(f"found entity {name!r}, made of entities", "entities of plain text")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: builder.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse_nested
    if not data.strip():
        raise InputError("found an empty file", "an XML document")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise InputError(f"found {expat.ErrorString(error.code)}", "well-formed XML", place=place) from None
    return builder.close()


def load_json(data: bytes, expectation: str = "JSON") -> object:
    """The value of a JSON text in UTF-8; InputError says why there is none, and what it should have been.

    >>> load_json(b'{"x": [1, 2]}')
    {'x': [1, 2]}
    >>> load_json(b"[NaN]")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: found NaN; expected finite numbers
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise InputError("found an empty file", expectation)
    try:
        text = data.decode("utf-8")
        value = json.loads(text, parse_constant=_no_constant)
        if "\\ud" in text.lower():  # half a surrogate pair cannot be written again
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if b"\n" in data.rstrip() else ""
        place = f"{line}column {error.colno}"
        raise InputError(f"found no JSON value ({error.msg})", "valid JSON", place=place) from None
    except UnicodeError:
        raise InputError("found text that is not Unicode", "JSON in UTF-8") from None
    except RecursionError:
        raise InputError("found values nested too deeply", expectation) from None
    except ValueError:  # an integer of thousands of digits
        raise InputError("found a number that is too long", "finite numbers") from None


def _no_constant(name: str) -> NoReturn:
    raise InputError(f"found {name}", "finite numbers")


# The forms that JSON values take; every function raises InputError with the place it is given.


def json_object(value: object, place: str, expectation: str) -> dict[str, object]:
    """A value that has to be an object.

    >>> json_object([1], "symbols[0]", "an object with id and box")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: symbols[0]: found [1]; expected an object with id and box
    """
    if not isinstance(value, dict):
        raise InputError(f"found {shown(value)}", expectation, place=place)
    return value


def json_need(keys: dict[str, object], key: str, place: str, expectation: str) -> object:
    """The value of a key that has to be there.

    >>> json_need({}, "box", "", "four numbers")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: found no box; expected four numbers
    """
    if key not in keys:
        raise InputError(f"found no {key}", expectation, place=place)
    return keys[key]


def json_list(value: object, place: str, item: Callable[[object, str], T]) -> list[T]:
    """What ``item(value, place)`` makes of every item of a list.

    >>> json_list([1, "2"], "box", json_number)
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: box[1]: found "2"; expected a finite number
    """
    if not isinstance(value, list):
        raise InputError(f"found {shown(value)}", "a list", place=place)
    return [item(each, f"{place}[{index}]") for index, each in enumerate(value)]


def json_text(value: object, place: str) -> str:
    """A string.

    >>> json_text("x", "label")
    'x'
    """
    if not isinstance(value, str):
        raise InputError(f"found {shown(value)}", "a string", place=place)
    return value


def json_number(value: object, place: str) -> float:
    """A finite number; true and false are none.

    >>> json_number(3, "score")
    3
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > sys.float_info.max:
        raise InputError(f"found {shown(value)}", "a finite number", place=place)
    return value


def shown(value: object) -> str:
    """A value as errors show it: JSON, cut where it is long.

    >>> shown({"x": None})
    '{"x": null}'
    """
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
