"""From pixels to straight ink of one size: light, colours, angles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from layoutmath.errors import InputError
from layoutmath.geometry import BoundingBox
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.cleaning import LETTER, cleaned, component_stats, letter_height
from layoutmath.recognisers.image.components import components_of
from layoutmath.recognisers.image.reading import read_image

cv2 = pytest.importorskip("cv2")
PICTURES = Path(__file__).parent / "data" / "image"


def pixels(name: str) -> NDArray[np.uint8]:
    return read_image(PICTURES / name).pixels


def turned(picture: NDArray[np.uint8], angle: float) -> NDArray[np.uint8]:
    """A picture whose lines fall by ``angle`` degrees, on white paper with room around."""
    height, width = picture.shape
    side = int(np.hypot(height, width)) + 20
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    matrix[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    found: NDArray[np.uint8] = cv2.warpAffine(
        picture, matrix, (side, side), flags=cv2.INTER_CUBIC, borderValue=255
    )
    return found


def count(picture: NDArray[np.uint8]) -> int:
    clean = cleaned(PixelImage(picture))
    return len(components_of(clean.mask, clean.core).boxes)


def test_light_ink_on_dark_paper_gives_the_same_mask() -> None:
    picture = pixels("parabola.png")
    dark, light = (cleaned(PixelImage(each)).mask > 0 for each in (picture, 255 - picture))
    assert dark.shape == light.shape
    assert (dark != light).mean() < 0.002


@pytest.mark.parametrize("angle", [-20.0, -13.3, -4.6, 0.0, 2.5, 9.1, 20.0])
def test_less_than_a_degree_is_left_of_any_angle(angle: float) -> None:
    for name in ("page.png", "parabola.png"):
        assert abs(cleaned(PixelImage(turned(pixels(name), angle))).angle - angle) < 1.0


def test_a_level_picture_is_not_turned() -> None:
    for name in ("page.png", "parabola.png", "marks.png"):
        assert cleaned(PixelImage(pixels(name))).angle == 0.0


def test_letters_have_one_size_whatever_the_resolution() -> None:
    picture = pixels("page.png")
    for factor in (0.6, 1.0, 3.0):
        scaled = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        mask = cleaned(PixelImage(scaled)).mask
        assert letter_height(component_stats(mask)) == pytest.approx(LETTER, rel=0.15)


def test_a_shadow_and_noise_leave_the_symbols_as_they_are() -> None:
    picture = pixels("parabola.png")
    height, width = picture.shape
    shadow = np.linspace(1.0, 0.45, width)[None, :]
    noise = np.random.default_rng(0).normal(0, 6, (height, width))
    photographed = np.clip(picture * shadow + noise, 0, 255).astype(np.uint8)
    assert count(photographed) == count(picture) == 7  # the equals sign has two parts


def test_blank_paper_has_no_ink() -> None:
    noise = np.random.default_rng(0).normal(230, 4, (60, 200)).astype(np.uint8)
    for blank in (np.zeros((30, 40), np.uint8), noise):
        with pytest.raises(InputError, match="found no ink"):
            cleaned(PixelImage(blank))


def test_boxes_come_back_in_the_pixels_of_the_picture() -> None:
    picture = np.full((120, 300), 255, np.uint8)
    picture[40:80, 100:110] = picture[40:80, 200:230] = 0
    clean = cleaned(PixelImage(picture))
    boxes = components_of(clean.mask, clean.core).boxes
    found = sorted(clean.straight(BoundingBox(*box)) for box in boxes.tolist())
    for box, true in zip(found, [(100, 40, 110, 80), (200, 40, 230, 80)], strict=True):
        assert list(box) == pytest.approx(true, abs=1.5)
        assert clean.corners(box)[0] == pytest.approx(true[:2], abs=1.5)


def test_corners_of_a_turned_picture_lie_where_the_ink_is() -> None:
    picture = turned(pixels("parabola.png"), 10.0)
    clean = cleaned(PixelImage(picture))
    components = components_of(clean.mask, clean.core)
    for box in components.boxes.tolist():
        corners = np.array(clean.corners(clean.straight(BoundingBox(*box))))
        outline = np.zeros_like(picture)
        cv2.fillPoly(outline, [np.round(corners).astype(np.int32)], 1)
        assert picture[outline > 0].min() < 128
