"""Pictures from files: what is read, and what is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layoutmath.errors import InputError
from layoutmath.recognisers.image.reading import PNG, read_image

PICTURES = Path(__file__).parent / "data" / "image"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_image(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_picture_is_read_in_grey() -> None:
    image = read_image(PICTURES / "parabola.png")
    assert image.pixels.dtype == np.uint8
    assert image.pixels.max() == 255 and image.pixels.min() < 20
    assert image.name.endswith("parabola.png")


def test_what_is_transparent_is_white_paper() -> None:
    # black ink whose alpha is its darkness: composed on white it is the opaque picture
    opaque = read_image(PICTURES / "parabola.png").pixels.astype(int)
    transparent = read_image(PICTURES / "transparent.png").pixels.astype(int)
    assert np.abs(opaque - transparent).max() <= 1


def test_colours_and_16_bits_become_grey(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    cv2.imwrite(str(tmp_path / "blue.png"), np.full((4, 5, 3), (255, 0, 0), np.uint8))
    cv2.imwrite(str(tmp_path / "deep.png"), np.full((4, 5), 65535, np.uint16))
    assert read_image(tmp_path / "blue.png").pixels[0, 0] < 60
    assert read_image(tmp_path / "deep.png").pixels[0, 0] == 255


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    assert refusal(tmp_path / "empty.png").endswith("found an empty file; expected a picture")


def test_a_file_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    whole = (PICTURES / "parabola.png").read_bytes()
    (tmp_path / "broken.png").write_bytes(whole[:40])
    assert "found no picture that can be read" in refusal(tmp_path / "broken.png")


def test_text_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "formula.png").write_text("x = 2")
    assert "found no picture that can be read; expected PNG, JPEG" in refusal(tmp_path / "formula.png")


def test_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    size = (100_000).to_bytes(4, "big")
    (tmp_path / "huge.png").write_bytes(PNG + b"\0\0\0\rIHDR" + size + size + b"\x08\0\0\0\0")
    message = refusal(tmp_path / "huge.png")
    assert "found a picture of 100000 × 100000 pixels; expected at most 64 million" in message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "found nothing to read (No such file or directory)" in refusal(tmp_path / "absent.png")


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    assert "found nothing to read" in refusal(tmp_path)
