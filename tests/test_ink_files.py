"""Files of strokes: InkML and every JSON form."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from layoutmath.errors import InputError
from layoutmath.inkfile import sniff_ink
from layoutmath.readers import READERS, open_dataset
from layoutmath.recognisers.ink.files import read_ink

DATA = Path(__file__).parent / "data" / "ink"
PLUS = (((0, 5), (5, 5), (10, 5)), ((5, 0), (5, 10)))
"""The strokes that all files in the folder hold: from left to right, then down."""


@pytest.mark.parametrize("path", sorted(DATA.iterdir()), ids=lambda path: path.stem)
def test_every_form_gives_the_same_strokes(path: Path) -> None:
    data = path.read_bytes()
    assert tuple(stroke.points for stroke in read_ink(data).strokes) == PLUS
    assert sniff_ink(data)


@pytest.mark.parametrize("path", sorted(DATA.glob("*json")), ids=lambda path: path.stem)
def test_strokes_are_no_symbols(path: Path) -> None:
    """A reader of symbols takes them for nothing else: neither a record nor LaTeX in brackets."""
    assert not [name for name, reader in READERS.items() if reader.sniff(path.read_bytes())]
    dataset = open_dataset(io.BytesIO(path.read_bytes()))
    assert list(dataset) == []
    assert [problem.finding for problem in dataset.problems] == ["found pen strokes without symbols"]


def test_ids_are_those_of_the_file_or_positions() -> None:
    with_ids = b'[{"id": "down", "x": [1], "y": [2]}, {"id": 7, "x": [3], "y": [4]}, {"x": [5], "y": [6]}]'
    assert [stroke.id for stroke in read_ink(with_ids).strokes] == ["down", "7", "2"]


@pytest.mark.parametrize(
    ("strokes", "points"),
    [
        # what can be points is points: here three of them, though it might be x, y and time of three points
        ([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], [[(1, 2), (4, 5), (7, 8)]]),
        # one stroke of five points settles that all are columns
        (
            [[[1, 2], [3, 4]], [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]],
            [[(1, 3), (2, 4)], [(1, 6), (2, 7), (3, 8), (4, 9), (5, 10)]],
        ),
        # a stroke of one point in columns has lists of one number, which no point has
        ([[[1, 2], [3, 4]], [[8], [9]]], [[(1, 3), (2, 4)], [(8, 9)]]),
        # five points are no columns
        ([[[1, 2], [3, 4]], [[1, 2]] * 5], [[(1, 2), (3, 4)], [(1, 2)] * 5]),
    ],
)
def test_points_and_columns_are_told_apart(strokes: object, points: object) -> None:
    assert [list(stroke.points) for stroke in read_ink(json.dumps(strokes).encode()).strokes] == points


def test_a_key_can_say_that_lists_are_columns() -> None:
    for key in ("drawing", "ink"):
        [stroke] = read_ink(json.dumps({key: [[[1, 2], [3, 4]]]}).encode()).strokes
        assert stroke.points == ((1, 3), (2, 4))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (
            "",
            "found an empty file; expected strokes: a list of them, or an object with a key such as strokes",
        ),
        ("[]", "found no strokes; expected at least one"),
        ("<ink/>", "found no strokes; expected at least one"),
        ("<svg/>", "found <svg>; expected an InkML file: <ink>"),
        ("<ink><trace>1 2", "line 1, column 16: found no element found; expected well-formed XML"),
        (
            "<ink><trace id='a'>1 2, 3</trace></ink>",
            "trace 'a': found point '3'; expected numbers x and y",
        ),
        ("[[[1, 2]", "column 9: found no JSON value (Expecting ',' delimiter); expected valid JSON"),
        (
            '{"words": []}',
            'found {"words": []}; expected strokes: a list of them, or an object with a key such as strokes',
        ),
        ('{"strokes": 3}', "strokes: found 3; expected a list"),
        (
            '{"strokes": [[]]}',
            "strokes[0]: found a stroke without points; expected a stroke: a list of points",
        ),
        ("[[1, 2], [3, 4]]", "[0][0]: found 1; expected a point: numbers x and y"),
        ('[[[1, "2"]]]', '[0][0]: found "2"; expected a finite number'),
        ("[[[1, NaN]]]", "found NaN; expected finite numbers"),
        ('[{"x": [1, 2], "y": [1]}]', "[0]: found 2 values of x and 1 of y; expected as many of both"),
        ('[{"x": [1, true], "y": [1, 2]}]', "[0]: x[1]: found true; expected a finite number"),
        ('{"x": [[1], [2]], "y": [[1]]}', "found x of 2 strokes and y of 1; expected as many of both"),
        ('[{"id": 1, "x": [1], "y": [1]}, {"id": "1", "x": [1], "y": [1]}]', "found two strokes with one id"),
        ('{"requests": [{"ink": []}, {"ink": []}]}', "requests: found 2 requests; expected one formula"),
        ('{"drawing": [[[1, 2]]]}', "drawing[0]: found 1 lists; expected two: all x, then all y"),
    ],
)
def test_mistakes(data: str, error: str) -> None:
    with pytest.raises(InputError) as caught:
        read_ink(data.encode(), "a.json")
    assert str(caught.value).startswith(f"a.json: {error}")


@pytest.mark.parametrize(
    "head",
    [
        b'{"name": "x", "symbols": [], "strokes": []}',
        b'[{"shapes": [{"points": [[1, 2]]}]}]',
        b"[[[A,B],C],D]",
        b"[1, 2]",
        b"x+1",
        b"<html>",
    ],
)
def test_what_holds_no_strokes_alone(head: bytes) -> None:
    assert not sniff_ink(head)


def test_the_start_of_a_long_file_tells() -> None:
    """Files are told by their first bytes, which may end anywhere."""
    for path in DATA.iterdir():
        data = path.read_bytes()
        assert sniff_ink(data[: len(data) - 4]), path.name
