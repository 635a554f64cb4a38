"""From pixels to ink: grey picture in, black and white out, straight and of one size of letters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError
from layoutmath.geometry import BoundingBox
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.reading import opencv
from layoutmath.recognisers.image.skew import Skew, skew_of

LETTER = 32.0
"""Pixels that a letter is high in the cleaned picture."""

LONGEST = 2400
"""Pixels of the longer side with which the first look at a picture is done."""

LOOKED_AT = 800
"""The same to tell whether ink is dark or light."""

MOST_WORKED = 24_000_000
"""Pixels of a cleaned picture: a page of 150 lines has fewer."""

FAINTEST = 24.0
"""The least difference of brightness, of 255, between paper and ink."""


@dataclass(frozen=True, slots=True, eq=False)
class CleanPicture:
    """``mask`` (height, width) is 255 where ink is and 0 elsewhere; letters are about ``LETTER`` high.

    ``core`` is 255 where ink is darkest: letters that blur has run together are apart in it.

    ::

        picture given ──turned by angle about its centre──▶ straight ──offset, × scale──▶ mask

    ``angle`` is in degrees, y downward, ``offset`` (x, y) the corner of the mask in the straight picture.
    ``certain`` says whether lines are known to run at this angle.
    """

    mask: NDArray[np.uint8]
    core: NDArray[np.uint8]
    angle: float
    scale: float
    offset: tuple[float, float]
    centre: tuple[float, float]
    certain: bool = True

    def straight(self, box: BoundingBox) -> BoundingBox:
        """A box of the mask in pixels of the straight picture."""
        x, y = self.offset
        l, t, r, b = (edge / self.scale for edge in box)
        return BoundingBox(l + x, t + y, r + x, b + y)

    def corners(self, box: BoundingBox) -> tuple[tuple[float, float], ...]:
        """The corners (x, y) of a box of the straight picture, in the picture that was given."""
        turn = math.radians(self.angle)
        cosine, sine = math.cos(turn), math.sin(turn)
        cx, cy = self.centre
        return tuple(
            (
                round(cx + (x - cx) * cosine - (y - cy) * sine, 2),
                round(cy + (x - cx) * sine + (y - cy) * cosine, 2),
            )
            for x, y in ((box.l, box.t), (box.r, box.t), (box.r, box.b), (box.l, box.b))
        )


def cleaned(image: PixelImage, angle: float | None = None) -> CleanPicture:
    """Ink of a picture, dark on light or light on dark, straight.

    ``angle`` is that at which lines run, in degrees; left out, it is looked for. Raises InputError where
    there is no ink.

    >>> cleaned(PixelImage(np.full((20, 30), 255, np.uint8), name="blank.png"))
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: blank.png: found no ink; expected a formula that differs from its paper
    """
    cv2 = opencv()
    grey = dark_on_light(image.pixels)
    shrink = min(1.0, LONGEST / max(grey.shape))
    small = _resized(cv2, grey, shrink)
    rough = _rough_mask(cv2, small)
    letter = letter_height(component_stats(rough))
    if letter == 0.0:
        raise InputError("found no ink", "a formula that differs from its paper", source=image.name)
    skew = skew_of(small, rough, letter) if angle is None else Skew(angle, certain=True)
    return _straightened(cv2, grey, rough, skew, shrink, letter)


def dark_on_light(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture, inverted where what differs from its surroundings is lighter than they are.

    Paper covers more than ink does: of the differences from the mean around, those of ink are few and large,
    and their cubes tell on which side. A shadow over half of the paper changes nothing in that.

    >>> dark_on_light(np.array([[0, 0, 0, 255]], np.uint8)).tolist()
    [[255, 255, 255, 0]]
    """
    cv2 = opencv()
    shrink = min(1.0, LOOKED_AT / max(pixels.shape))
    small = _resized(cv2, pixels, shrink)
    window = _paper_reach(small)
    differences = small - cv2.blur(small.astype(np.float32), (window, window), borderType=cv2.BORDER_REFLECT)
    return 255 - pixels if float((differences**3).sum()) > 0 else pixels


def _resized(cv2: Any, pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The picture made smaller by the mean over areas; a thin one stays one pixel wide."""
    if scale == 1.0:
        return pixels
    height, width = (max(1, round(side * scale)) for side in pixels.shape)
    smaller: NDArray[np.uint8] = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return smaller


def _paper_reach(grey: NDArray[np.uint8]) -> int:
    """Pixels within which there is paper everywhere: farther than any stroke is wide."""
    height, width = grey.shape
    reach: int = min(height, width) // 4
    return max(15, reach)


def _rough_mask(cv2: Any, grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink before the size of letters is known: what is much darker than the lightest around it (Otsu)."""
    darker = 255 - _lit_evenly(cv2, cv2.GaussianBlur(grey, (3, 3), 0), _paper_reach(grey))
    if darker.max() < 2 * FAINTEST or np.ptp(cv2.GaussianBlur(grey, (0, 0), 1.0)) < FAINTEST:
        return np.zeros_like(grey)
    level, mask = cv2.threshold(darker, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if level < FAINTEST / 2:
        _, mask = cv2.threshold(darker, FAINTEST / 2, 255, cv2.THRESH_BINARY)
    found: NDArray[np.uint8] = mask
    return found


def _lit_evenly(cv2: Any, grey: NDArray[np.uint8], reach: int) -> NDArray[np.uint8]:
    """The picture divided by its paper: shadows fall away.

    Paper is what is left when all that is dark and narrower than ``reach`` pixels has been filled, which the
    edge of a shadow is not: a closing (Serra 1982, "Image Analysis and Mathematical Morphology").
    """
    tiny = min(1.0, 31 / reach)
    paper = _resized(cv2, grey, tiny)
    side = max(3, round(reach * tiny) | 1)
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even: NDArray[np.uint8] = cv2.divide(grey, np.maximum(paper, 1), scale=255)
    return even


def component_stats(mask: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Connected components (n, 5): left, top, width, height, area, in pixels."""
    stats: NDArray[np.int32] = opencv().connectedComponentsWithStats(mask, connectivity=8)[2][1:]
    return stats


def letter_height(stats: NDArray[np.int32]) -> float:
    """The height in the middle of all ink that is neither flat nor very tall; 0 where there is no ink.

    Ink counts by its area, so that specks and dots do not matter.

    >>> letter_height(np.array([[0, 0, 2, 2, 4], [0, 0, 9, 20, 60], [0, 0, 9, 14, 40], [0, 0, 90, 3, 270]]))
    20.0
    """
    if not len(stats):
        return 0.0
    _, _, width, height, area = stats.T.astype(float)
    letters = (width < 3.0 * height) & (height < 5.0 * width)
    if not letters.any():
        letters = np.ones(len(stats), bool)
        height = np.maximum(
            height, width / 2
        )  # only strokes: a minus is about half as wide as a letter is high
    order = np.argsort(height[letters])
    reached = np.cumsum(area[letters][order])
    return float(height[letters][order][np.searchsorted(reached, reached[-1] / 2)])


def _straightened(
    cv2: Any, grey: NDArray[np.uint8], rough: NDArray[np.uint8], skew: Skew, shrink: float, letter: float
) -> CleanPicture:
    """One warp that turns, cuts out the ink and brings letters to their size; then the threshold."""
    height, width = grey.shape
    centre = ((width - 1) / 2, (height - 1) / 2)
    turn = cv2.getRotationMatrix2D(centre, skew.angle, 1.0)
    ys, xs = np.nonzero(rough)
    ink = (np.stack([xs, ys, np.full(len(xs), shrink)], 1) / shrink) @ turn.T
    scale = LETTER * shrink / letter
    margin = LETTER / scale
    corner, opposite = ink.min(0) - margin, ink.max(0) + margin
    size = opposite - corner
    scale *= min(1.0, math.sqrt(MOST_WORKED / float(size[0] * size[1] * scale * scale)))
    source = grey
    if scale < 0.75:  # letters far too large: blurred first, since a warp looks at few pixels
        source = cv2.GaussianBlur(grey, (0, 0), 0.4 / scale)
    matrix = turn.copy()
    matrix[:, 2] -= corner
    matrix *= scale
    matrix[:, 2] += (scale - 1) / 2  # pixels are squares, and coordinates name their middles
    target = tuple(math.ceil(side * scale) for side in size)
    worked = cv2.warpAffine(source, matrix, target, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    mask, core = _thresholds(cv2, worked)
    offset = float(corner[0]), float(corner[1])
    return CleanPicture(mask, core, skew.angle, scale, offset, centre, skew.certain)


def _thresholds(cv2: Any, grey: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Ink, and where it is darkest, by the mean of what is around, after noise has been smoothed."""
    # A twelfth of a letter's height is about a stroke; a window of four letters holds paper on all sides.
    smooth = _lit_evenly(cv2, cv2.GaussianBlur(grey, (0, 0), LETTER / 40), int(2 * LETTER))
    window = int(4 * LETTER) | 1
    contrast = 255 - float(np.percentile(smooth, 1))

    def darker_than_around(share: float) -> NDArray[np.uint8]:
        below = max(FAINTEST / 2, share * contrast)
        mask: NDArray[np.uint8] = cv2.adaptiveThreshold(
            smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, below
        )
        return mask

    # The mean lies about an eighth of the contrast below paper; with these 0.36 the level is half way to ink.
    return darker_than_around(0.36), darker_than_around(0.62)
