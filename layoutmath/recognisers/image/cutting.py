"""Where a component may be cut that is no symbol, since several symbols touch in it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layoutmath.recognisers.image.components import Components
from layoutmath.recognisers.image.reading import opencv

LONGEST_CUT = 1.7
"""Length of a cut in widths of the pen: where strokes touch, ink is little wider than one of them."""

LEAST_PART = 0.1
"""Share of the ink that each part has at least."""

LEAST_SIDE = 0.35
"""Longer side of each part, in letters' heights; a dot does not touch its stem."""

MOST_CUTS = 10
"""Cuts of one component that are tried, those between the deepest notches first."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The two parts of a component, as masks of its box."""

    one: Mask
    other: Mask


def cuts_of(own: Mask, letter: float) -> list[Cut]:
    """Ways to cut a component (height, width) in two, straight across a stroke from notch to notch.

    ::

             █  ┃                      a stroke that ends at another one leaves two notches in the outline;
        ━━━━━█╌╌┃    ╌ is the cut      so does each arm of a cross, and what a pen ran over
             █  ┃

    >>> touching = np.zeros((20, 30), bool)
    >>> touching[2:18, 4:7] = touching[9:12, 7:26] = True
    >>> [(int(cut.one.sum()), int(cut.other.sum())) for cut in cuts_of(touching, 20.0)]
    [(57, 48)]
    """
    cv2 = opencv()
    ink = np.pad(own, 2).astype(np.uint8)
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    pen = max(2.0, 4 * float(depth[ink > 0].mean()) - 2)  # a bar's mean depth is a quarter of its width
    contours = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)[0]
    points, depths, places = _notches([each[:, 0, :] for each in contours], max(2, round(pen)))
    found: list[tuple[float, Cut]] = []
    pairs = []
    for i, j in itertools.combinations(range(len(points)), 2):
        length = float(np.hypot(*(points[i] - points[j])))
        if length <= LONGEST_CUT * pen and _apart(places[i], places[j], 2.5 * pen):
            pairs.append((depths[i] + depths[j] - length / pen, i, j))
    for score, i, j in sorted(pairs, reverse=True)[: 3 * MOST_CUTS]:
        parts = _parts(cv2, ink, points[i], points[j])
        if parts is None or any(_too_small(part, own, letter) for part in parts):
            continue
        if all((parts[0] != cut.one).sum() > 0.03 * own.sum() for _, cut in found):
            found.append((score, Cut(*parts)))
        if len(found) == MOST_CUTS:
            break
    return [cut for _, cut in found]


def _notches(
    contours: list[NDArray[np.int32]], reach: int
) -> tuple[list[NDArray[np.int32]], list[float], list[tuple[int, int, int]]]:
    """Points where an outline turns into the ink: how deep (0 to 1), and contour, index and length of it."""
    points, depths, places = [], [], []
    for number, contour in enumerate(contours):
        if len(contour) < 4 * reach:
            continue
        back = (np.roll(contour, reach, 0) - contour).astype(float)
        ahead = (np.roll(contour, -reach, 0) - contour).astype(float)
        # OpenCV walks with the ink on one side of outlines and of holes alike
        turn = ahead[:, 0] * back[:, 1] - ahead[:, 1] * back[:, 0]
        sines = turn / np.maximum(np.hypot(*back.T) * np.hypot(*ahead.T), 1e-9)
        obtuse = (back * ahead).sum(1) < 0
        sharpness = np.where(sines > 0, np.where(obtuse, sines, 1.0), 0.0)
        for index in np.flatnonzero(sharpness > 0.4).tolist():
            window = np.take(sharpness, range(index - reach // 2 - 1, index + reach // 2 + 2), mode="wrap")
            if sharpness[index] >= window.max():
                points.append(contour[index])
                depths.append(float(sharpness[index]))
                places.append((number, index, len(contour)))
    return points, depths, places


def _apart(one: tuple[int, int, int], other: tuple[int, int, int], least: float) -> bool:
    """Whether two points are far from each other along the outline."""
    along = abs(one[1] - other[1])
    return one[0] != other[0] or min(along, one[2] - along) >= least


def _parts(
    cv2: Any, ink: NDArray[np.uint8], start: NDArray[np.int32], end: NDArray[np.int32]
) -> tuple[Mask, Mask] | None:
    """What a cut leaves, without the margin; None where it does not leave two parts."""
    cut = ink.copy()
    cv2.line(cut, start.tolist(), end.tolist(), 0, 1)
    count, labels = cv2.connectedComponents(cut, connectivity=4)
    if count < 3:
        return None
    areas = np.bincount(labels.ravel())[1:]
    first, second = (np.argsort(-areas)[:2] + 1).tolist()
    # pixels of the cut and crumbs go to the nearer part
    away = cv2.distanceTransform((labels != first).astype(np.uint8), cv2.DIST_L2, 3)
    beyond = cv2.distanceTransform((labels != second).astype(np.uint8), cv2.DIST_L2, 3)
    one = (ink > 0) & (away <= beyond)
    other = (ink > 0) & ~one
    return one[2:-2, 2:-2], other[2:-2, 2:-2]


def _too_small(part: Mask, own: Mask, letter: float) -> bool:
    ys, xs = np.nonzero(part)
    if len(xs) < LEAST_PART * own.sum():
        return True
    return float(max(np.ptp(xs), np.ptp(ys)) + 1) < LEAST_SIDE * letter


def with_cut(components: Components, index: int, cut: Cut) -> Components:
    """The components with one of them replaced by two, the second with a new index; both are a whole."""
    l, t, r, b = components.boxes[index].tolist()
    labels, new = components.labels.copy(), len(components.boxes)
    labels[t:b, l:r][cut.other] = new + 1
    boxes, areas = [*components.boxes.tolist(), []], [*components.areas.tolist(), 0]
    for number, part in ((index, cut.one), (new, cut.other)):
        ys, xs = np.nonzero(part)
        boxes[number] = [int(xs.min()) + l, int(ys.min()) + t, int(xs.max()) + 1 + l, int(ys.max()) + 1 + t]
        areas[number] = len(xs)
    wholes = [(*whole, new) if index in whole else whole for whole in components.wholes]
    if not any(index in whole for whole in components.wholes):
        wholes.append((index, new))
    return Components(labels, np.array(boxes, np.int32), np.array(areas, np.int32), tuple(wholes))


def near(components: Components, index: int, reach: float) -> Components:
    """The components, of their labels only those within ``reach`` of one, boxes moved along."""
    l, t, r, b = components.boxes[index].tolist()
    height, width = components.labels.shape
    x, y = max(0, l - round(reach)), max(0, t - round(reach))
    labels = components.labels[y : min(height, b + round(reach)), x : min(width, r + round(reach))]
    boxes = components.boxes - np.array([x, y, x, y], np.int32)
    return Components(labels, boxes, components.areas, components.wholes)
