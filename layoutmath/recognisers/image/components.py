"""Connected components and the groups of them that may be symbols."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layoutmath.recognisers.image.cleaning import LETTER
from layoutmath.recognisers.image.formulas import formulas
from layoutmath.recognisers.image.reading import opencv

SMALLEST = 4
"""Pixels of the smallest component that is looked at, where letters are 32 pixels high; the dot of a small i
in a script of a script has about 6."""

MOST_PARTS = 4
"""Components of one symbol: ≅ and % have three, letters that were printed badly fall into some more."""

NEIGHBOURS = 4
"""Components that one is joined with directly."""

MOST_GROUPS = 8
"""Groups that hold one component, itself not counted, the tightest first."""


LEAST_CUT, LEAST_CORE = 0.5, 0.12
"""Width in letters' heights from which a component is cut, and the share of it that each dark part has."""


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Components of ink: ``labels`` (height, width) holds i + 1 for component i, else 0; boxes l t r b.

    ``wholes`` are the components that were cut because they may be several letters, as the parts they were
    cut into.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]
    wholes: tuple[tuple[int, ...], ...] = ()


def components_of(mask: NDArray[np.uint8], core: NDArray[np.uint8] | None = None) -> Components:
    """Connected components (of eight neighbours), specks left out; cut where their dark ``core`` is in parts.

    >>> mask = np.zeros((8, 8), np.uint8)
    >>> mask[1:4, 1:4] = mask[6, 6] = 255
    >>> components_of(mask).boxes.tolist()
    [[1, 1, 4, 4]]
    """
    _, labels, stats, _ = opencv().connectedComponentsWithStats(mask, connectivity=8)
    keep = np.flatnonzero(stats[1:, 4] >= SMALLEST) + 1
    number = np.zeros(len(stats), np.int32)
    number[keep] = np.arange(1, len(keep) + 1)
    l, t, width, height, area = stats[keep].T
    boxes = np.stack([l, t, l + width, t + height], 1).astype(np.int32)
    whole = Components(number[labels].astype(np.int32), boxes, area.astype(np.int32))
    return whole if core is None else _cut_between_cores(whole, core)


def _cut_between_cores(components: Components, core: NDArray[np.uint8]) -> Components:
    """Components with two or three large dark parts are cut half way between these.

    ::

        ▟▙▒▟▙        two letters that blur joins: dark cores █, a bridge ▒ that is less dark
        ▜▛ ▜▛
    """
    cv2 = opencv()
    labels = components.labels.copy()
    boxes, areas = components.boxes.tolist(), components.areas.tolist()
    wholes = []
    for index, (l, t, r, b) in enumerate(components.boxes.tolist()):
        if r - l < LEAST_CUT * LETTER or b - t < LEAST_CUT * LETTER / 2:
            continue
        own = components.labels[t:b, l:r] == index + 1
        dark = (own & (core[t:b, l:r] > 0)).astype(np.uint8)
        _, seeds, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
        large = np.flatnonzero(stats[1:, 4] >= max(8, LEAST_CORE * areas[index])) + 1
        if not 2 <= len(large) <= 3:
            continue
        # the nearest large core of each pixel
        away = np.isin(seeds, large, invert=True).astype(np.uint8)
        _, nearest = cv2.distanceTransformWithLabels(away, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
        parts = [own & (nearest == nearest[seeds == seed][0]) for seed in large.tolist()]
        numbers = [index, *range(len(boxes), len(boxes) + len(parts) - 1)]
        wholes.append(tuple(numbers))
        boxes += [[]] * (len(parts) - 1)
        areas += [0] * (len(parts) - 1)
        for number, part in zip(numbers, parts, strict=True):
            labels[t:b, l:r][part] = number + 1
            ys, xs = np.nonzero(part)
            boxes[number] = [
                int(xs.min()) + l,
                int(ys.min()) + t,
                int(xs.max()) + 1 + l,
                int(ys.max()) + 1 + t,
            ]
            areas[number] = len(xs)
    return Components(
        labels, np.array(boxes, np.int32).reshape(-1, 4), np.array(areas, np.int32), tuple(wholes)
    )


def formulas_of(components: Components) -> list[list[int]]:
    """Indices of the components of each formula, in reading order."""
    return formulas(components.boxes / LETTER)


def groups(
    boxes: NDArray[np.int32],
    members: list[int],
    letter: float,
    wholes: tuple[tuple[int, ...], ...] = (),
) -> list[tuple[int, ...]]:
    """Sets of up to :data:`MOST_PARTS` components that may be one symbol, each component alone first.

    ::

        dot over stem, bar over bar      parts of a broken letter     dots in a row
              ▪                                ▛▘ ▗▖
              █                                ▌                        ▪  ▪  ▪

    ``letter`` is the height of a letter of the formula in the units of ``boxes``; ``wholes`` are always among
    the groups.

    >>> stem_dot_far = np.array([[0, 10, 4, 30], [0, 0, 4, 4], [60, 10, 80, 30]])
    >>> groups(stem_dot_far, [0, 1, 2], 32.0)
    [(0,), (1,), (2,), (0, 1)]
    """
    partners = _partners(boxes, members, letter)
    found: dict[frozenset[int], None] = {frozenset((index,)): None for index in members}
    grown = list(found)
    for _ in range(MOST_PARTS - 1):
        larger: dict[frozenset[int], None] = {}
        for group in grown:
            for index in group:
                for partner in partners[index]:
                    candidate = group | {partner}
                    if partner not in group and candidate not in found and _compact(boxes, candidate, letter):
                        larger[candidate] = None
        found |= larger
        grown = list(larger)
    inside = set(members)
    certain = [tuple(sorted(whole)) for whole in wholes if inside.issuperset(whole)]
    return list(dict.fromkeys([*_tightest(boxes, list(found)), *certain]))


def _partners(boxes: NDArray[np.int32], members: list[int], letter: float) -> dict[int, list[int]]:
    """For each component the nearest ones that could be parts of the same symbol."""
    of = boxes[members].astype(float) / letter
    l, t, r, b = of.T
    gap_x = np.maximum(l[:, None], l[None]) - np.minimum(r[:, None], r[None])
    gap_y = np.maximum(t[:, None], t[None]) - np.minimum(b[:, None], b[None])
    size = np.maximum(r - l, b - t)
    tiny = size < 0.4
    both_tiny = tiny[:, None] & tiny[None]
    shorter = np.minimum((r - l)[:, None], (r - l)[None])
    # one over the other: half of the narrower one overlaps, or a slanted stem leans away from its dot
    stacked = (gap_x < np.where(shorter < 0.4, 0.12, -0.5 * shorter)) & (gap_y < 0.55)
    close = (gap_x < 0.15) & (gap_y < 0.15)
    dots = both_tiny & (np.maximum(gap_x, 0) + np.maximum(gap_y, 0) < 1.1)
    beside = (gap_x < 0.4) & (gap_y < -0.6 * np.minimum((b - t)[:, None], (b - t)[None]))
    upright = (b - t) > 3 * (r - l)
    may = stacked | close | dots | (beside & upright[:, None] & upright[None])
    np.fill_diagonal(may, False)
    distance = np.hypot(np.maximum(gap_x, 0), np.maximum(gap_y, 0)) + 1e-3 * np.hypot(gap_x, gap_y)
    partners = {}
    for row, index in enumerate(members):
        near = np.flatnonzero(may[row])
        partners[index] = [members[i] for i in near[np.argsort(distance[row, near])][:NEIGHBOURS]]
    return partners


def _compact(boxes: NDArray[np.int32], group: frozenset[int], letter: float) -> bool:
    """Whether a group is no larger than a symbol of several parts is: a row of dots, or ≅ in a display."""
    inside = boxes[sorted(group)] / letter
    width = float(inside[:, 2].max() - inside[:, 0].min())
    height = float(inside[:, 3].max() - inside[:, 1].min())
    largest = float((inside[:, 2:] - inside[:, :2]).max())
    if largest > 1.6:  # a large one may be broken, but what stands around a fraction's bar is no part of it
        return len(group) == 2 and height < 3.5 and width < 2.5 and largest < 3.2
    return height < 2.2 and width < 3.2


def _tightest(boxes: NDArray[np.int32], found: list[frozenset[int]]) -> list[tuple[int, ...]]:
    """Groups by size, of each component only those that spread least."""

    def spread(group: frozenset[int]) -> float:
        inside = boxes[sorted(group)]
        return float((inside[:, 2:].max(0) - inside[:, :2].min(0)).sum())

    kept: list[tuple[int, ...]] = []
    count: dict[int, int] = {}
    for group in sorted(found, key=lambda group: (len(group) > 1, spread(group), sorted(group))):
        if len(group) > 1:
            if any(count.get(index, 0) >= MOST_GROUPS for index in group):
                continue
            for index in group:
                count[index] = count.get(index, 0) + 1
        kept.append(tuple(sorted(group)))
    singles = sorted(group for group in kept if len(group) == 1)
    return singles + sorted((group for group in kept if len(group) > 1), key=lambda g: (len(g), g))
