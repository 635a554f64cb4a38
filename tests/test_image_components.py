"""Components of ink: which make up one formula, which one symbol."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layoutmath.recognisers.image.cleaning import cleaned
from layoutmath.recognisers.image.components import components_of, formulas_of, groups
from layoutmath.recognisers.image.formulas import formulas
from layoutmath.recognisers.image.reading import read_image

pytest.importorskip("cv2")
PICTURES = Path(__file__).parent / "data" / "image"


def test_a_page_is_separated_into_its_formulas() -> None:
    # a fraction with a root, a sum with limits, and a plain line: seven rows of ink
    clean = cleaned(read_image(PICTURES / "page.png"))
    found = formulas_of(components_of(clean.mask, clean.core))
    assert len(found) == 3
    tops = [min(member) for member in found]
    assert tops == sorted(tops)


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        pytest.param([[0, 0, 5, 1], [0, 1.6, 5, 2.6], [0, 3.2, 5, 4.2]], [[0], [1], [2]], id="three lines"),
        pytest.param(
            [[0.2, 0, 0.8, 1], [0, 1.7, 1, 1.8], [0.2, 2.4, 0.8, 3.4]], [[0, 1, 2]], id="a fraction"
        ),
        pytest.param([[0, 0, 0.9, 1.6], [0.2, 2.0, 0.7, 2.6]], [[0, 1]], id="an operator and its limit"),
        pytest.param([[0, 0, 1, 1], [9, 0, 10, 1]], [[0], [1]], id="two columns"),
        pytest.param([[0, 0, 1, 1], [4, 0, 5, 1]], [[0, 1]], id="a quad between parts"),
        pytest.param([[0, 0, 0.3, 3], [1, 0, 2, 1], [1, 2, 2, 3]], [[0, 1, 2]], id="a brace holds lines"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_rows_and_columns(boxes: list[list[float]], expected: list[list[int]]) -> None:
    found = formulas(np.array(boxes, float).reshape(-1, 4))
    assert [sorted(members) for members in found] == expected


@pytest.mark.parametrize(
    ("name", "boxes"),
    [
        ("i", [[0, 12, 5, 32], [0, 4, 5, 9]]),
        ("=", [[0, 10, 20, 13], [0, 18, 20, 21]]),
        ("≡", [[0, 10, 20, 12], [0, 17, 20, 19], [0, 24, 20, 26]]),
        ("÷", [[0, 15, 20, 18], [8, 7, 12, 11], [8, 22, 12, 26]]),
        ("%", [[0, 0, 10, 14], [4, 0, 22, 32], [16, 18, 26, 32]]),
        ("≤", [[0, 5, 20, 22], [0, 26, 20, 29]]),
        ("…", [[0, 28, 4, 32], [12, 28, 16, 32], [24, 28, 28, 32]]),
        ("‖", [[0, 0, 3, 40], [9, 0, 12, 40]]),
        ("a letter in two parts", [[0, 10, 9, 32], [11, 10, 20, 32]]),
    ],
)
def test_what_may_be_one_symbol_is_a_group(name: str, boxes: list[list[int]]) -> None:
    found = groups(np.array(boxes, np.int32), list(range(len(boxes))), 32.0)
    assert tuple(range(len(boxes))) in found, name


def test_neighbouring_letters_are_no_group() -> None:
    letters = np.array([[0, 0, 20, 32], [30, 0, 50, 32]], np.int32)
    assert groups(letters, [0, 1], 32.0) == [(0,), (1,)]


def test_letters_that_blur_has_joined_are_cut_and_kept_whole() -> None:
    mask, core = np.zeros((40, 60), np.uint8), np.zeros((40, 60), np.uint8)
    mask[5:35, 5:50] = 255
    core[5:35, 5:25] = core[5:35, 30:50] = 255  # between them the ink is less dark
    components = components_of(mask, core)
    assert components.boxes.tolist() == [[5, 5, 28, 35], [28, 5, 50, 35]]
    assert components.wholes == ((0, 1),)
    assert groups(components.boxes, [0, 1], 30.0, components.wholes) == [(0,), (1,), (0, 1)]
