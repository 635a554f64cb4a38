"""Pictures from files: grey, and refused in one sentence where they cannot be used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError, LayoutmathError
from layoutmath.ink import PixelImage

MOST_PIXELS = 64_000_000
"""The largest picture that is read: the sensors of most cameras have fewer pixels."""

MOST_BYTES = 64_000_000
"""The largest file that is read."""

LONGEST_SIDE = 32_766
"""OpenCV counts the pixels of a row in 16 bits where it turns pictures."""

PNG = b"\x89PNG\r\n\x1a\n"


def opencv() -> Any:
    """The imaging library, loaded where it is first needed; raises LayoutmathError where it is missing."""
    try:
        import cv2
    except ImportError:
        raise LayoutmathError("pictures are read by OpenCV: pip install 'layoutmath[image]'") from None
    cv2.utils.logging.setLogLevel(
        cv2.utils.logging.LOG_LEVEL_SILENT
    )  # what is wrong with a file is told once, by an error
    return cv2


def read_image(path: str | os.PathLike[str]) -> PixelImage:
    """The picture of a file (PNG, JPEG, TIFF, WebP, BMP …), upright as its camera noted, in grey.

    What is transparent shows white paper. Raises InputError for what is no picture, a broken one, or one of
    more than :data:`MOST_PIXELS` pixels or :data:`MOST_BYTES` bytes; LayoutmathError where OpenCV is missing.

    >>> read_image("README.md")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: README.md: found no picture that can be read; expected PNG, JPEG, ...
    """
    cv2 = opencv()
    name = str(path)
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            expected = f"at most {MOST_BYTES // 10**6} MB"
            raise InputError(f"found a file of {Path(path).stat().st_size} bytes", expected, source=name)
        data = Path(path).read_bytes()
    except OSError as error:
        found = f"found nothing to read ({error.strerror})"
        raise InputError(found, "the file of a picture", source=name) from None
    if not data:
        raise InputError("found an empty file", "a picture", source=name)
    if data.startswith(PNG) and len(data) >= 24:  # the size stands at the start: nothing is unpacked for it
        _check_size(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"), name)
    pixels = _decoded(cv2, data)
    if pixels is None:
        formats = "PNG, JPEG, TIFF, WebP or another format of pixels, whole"
        raise InputError("found no picture that can be read", formats, source=name)
    _check_size(pixels.shape[1], pixels.shape[0], name)
    return PixelImage(pixels, name=name)


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > MOST_PIXELS:
        found = f"found a picture of {width} × {height} pixels"
        raise InputError(found, f"at most {MOST_PIXELS // 10**6} million", source=name)
    if max(width, height) > LONGEST_SIDE:
        found = f"found a picture of {width} × {height} pixels"
        raise InputError(found, f"sides of at most {LONGEST_SIDE}", source=name)


def _decoded(cv2: Any, data: bytes) -> NDArray[np.uint8] | None:
    """Grey pixels, None where there are none."""
    array = np.frombuffer(data, np.uint8)
    try:
        found = cv2.imdecode(array, cv2.IMREAD_UNCHANGED)
        if found is None or found.ndim != 3 or found.shape[2] != 4:
            # read again: only so are pictures turned as their camera noted, and 16 bits made 8
            grey: NDArray[np.uint8] | None = cv2.imdecode(array, cv2.IMREAD_GRAYSCALE)
            return grey
        most = np.iinfo(found.dtype).max
        alpha = found[..., 3] / most
        opaque = cv2.cvtColor((found[..., :3] / most * 255).astype(np.uint8), cv2.COLOR_BGR2GRAY)
        composed: NDArray[np.uint8] = np.round(opaque * alpha + 255 * (1 - alpha)).astype(np.uint8)
        return composed
    except (cv2.error, ValueError, MemoryError):
        return None
