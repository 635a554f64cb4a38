"""What the network sees of a group of components: its picture, its surroundings, some numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layoutmath.recognisers.image.cleaning import letter_height
from layoutmath.recognisers.image.components import Components
from layoutmath.recognisers.image.reading import opencv

FEATURES = "image 1"
"""Name of these features, which a model must have been trained on."""

SIDE, INNER = 32, 28
"""Pixels of both pictures' sides; the symbol itself leaves a margin of two on each side."""

AROUND = 3.2
"""Letters' heights that the picture of the surroundings is wide, unless the symbol is larger."""

NUMBERS = 8

Images = NDArray[np.float32]


def formula_letter(components: Components, members: list[int]) -> float:
    """The height of a letter of one formula, in pixels of the mask."""
    boxes, areas = components.boxes[members], components.areas[members]
    return letter_height(np.column_stack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2], areas]))


def features_of(
    components: Components, members: list[int], groups: list[tuple[int, ...]], letter: float
) -> tuple[Images, Images, Images]:
    """Symbols (n, 32, 32, 1), surroundings (n, 32, 32, 2: symbol and others), and numbers (n, 8) of groups.

    Both pictures hold shares of ink between 0 and 1. The first keeps the aspect ratio: its longer side fills
    28 pixels. The second is centred on the symbol and has one size for all symbols of a formula, so that it
    shows what stands where and how large. The numbers are logarithms of width, height and their ratio, the
    number of parts, the share of ink, and the edges above and below the middle of the line.
    """
    boxes = components.boxes
    bounds = np.array(
        [
            [*boxes[list(group), :2].min(0), *boxes[list(group), 2:].max(0)]
            for group in groups
        ]
    ).reshape(-1, 4)  # fmt: skip
    middle = float(np.median((boxes[members, 1] + boxes[members, 3]) / 2)) if members else 0.0
    symbols = np.zeros((len(groups), SIDE, SIDE, 1), np.float32)
    around = np.zeros((len(groups), SIDE, SIDE, 2), np.float32)
    numbers = np.zeros((len(groups), NUMBERS), np.float32)
    member = np.zeros(len(boxes) + 1, bool)
    member[[index + 1 for index in members]] = True
    for row, (group, (l, t, r, b)) in enumerate(zip(groups, bounds.tolist(), strict=True)):
        own = _own(components.labels[t:b, l:r], group)
        symbols[row, :, :, 0] = _fitted(own)
        around[row] = _surroundings(components, member, group, (l, t, r, b), letter)
        width, height = (r - l) / letter, (b - t) / letter
        numbers[row] = (
            np.log(width),
            np.log(height),
            np.log(width / height),
            len(group) - 1,
            own.mean(),
            (middle - t) / letter / 2,
            (b - middle) / letter / 2,
            min(width, height),
        )
    return symbols, around, np.clip(numbers, -4, 4)


def _own(labels: NDArray[np.int32], group: tuple[int, ...]) -> NDArray[np.uint8]:
    own = np.zeros(labels.shape, np.uint8)
    for index in group:
        own |= labels == index + 1
    return own


def _fitted(own: NDArray[np.uint8]) -> Images:
    """A mask scaled so that its longer side fills :data:`INNER` pixels, centred in :data:`SIDE`."""
    height, width = own.shape
    scale = INNER / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    cv2 = opencv()
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(own.astype(np.float32), size, interpolation=method)
    picture = np.zeros((SIDE, SIDE), np.float32)
    x, y = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    picture[y : y + size[1], x : x + size[0]] = small
    return picture


def _surroundings(
    components: Components,
    member: NDArray[np.bool_],
    group: tuple[int, ...],
    bounds: tuple[int, int, int, int],
    letter: float,
) -> Images:
    """A square around the symbol: its own ink and that of the rest of the formula."""
    l, t, r, b = bounds
    side = max(AROUND * letter, 1.5 * max(r - l, b - t))
    left, top = round((l + r - side) / 2), round((t + b - side) / 2)
    span = max(1, round(side))
    height, width = components.labels.shape
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + span), min(height, top + span)
    labels = components.labels[y0:y1, x0:x1]
    scale = SIDE / span
    place = round((x0 - left) * scale), round((y0 - top) * scale)
    size = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
    picture = np.zeros((SIDE, SIDE, 2), np.float32)
    own = _own(labels, group)
    others = member[labels].astype(np.uint8) - own
    cv2 = opencv()
    both = cv2.resize(np.dstack([own, others]).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    shown = both[: SIDE - place[1], : SIDE - place[0]]
    picture[place[1] : place[1] + shown.shape[0], place[0] : place[0] + shown.shape[1]] = shown
    return picture
