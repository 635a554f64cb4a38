"""Where the arrows of a picture run: around the symbols, not over them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layoutmath.geometry import BoundingBox
from layoutmath.relation import Relation

Points = NDArray[np.float64]

GAP = 2.0  # pixels between an arrow's ends and the boxes
SHORTEST = 20.0  # pixels; of a shorter arrow one sees the head only, so a detour is better
REACH = 60.0  # pixels around both boxes in which other symbols are in the way
CURVATURES = (0.35, 0.7)  # how far the ends run straight on, in distances between them

_STEPS = np.linspace(0.0, 1.0, 17)[:, None]
_BEZIER = np.hstack(
    [(1 - _STEPS) ** 3, 3 * _STEPS * (1 - _STEPS) ** 2, 3 * _STEPS**2 * (1 - _STEPS), _STEPS**3]
)

# Places on a box's edges, as (x, y) in shares of the box, with the outward normal.
_TOP = [(x, 0.0, 0.0, -1.0) for x in (0.5, 0.2, 0.8)]
_BOTTOM = [(x, 1.0, 0.0, 1.0) for x in (0.5, 0.2, 0.8)]
_LEFT = [(0.0, y, -1.0, 0.0) for y in (0.5, 0.2, 0.8)]
_RIGHT = [(1.0, y, 1.0, 0.0) for y in (0.5, 0.2, 0.8)]
# out of a radical's tick: over its bar, under its foot, or around its left
_TICK = [(0.05, 0.0, 0.0, -1.0), (0.05, 1.0, 0.0, 1.0), (0.0, 0.8, -1.0, 0.0)]

# By relation: where an arrow may leave the parent, and where it may reach the child.
_ENDS = {
    Relation.RIGHT: (_TOP, _TOP),  # an arch: neighbours often leave no room between them
    Relation.SUP: (_TOP + _RIGHT, _LEFT + _TOP + _BOTTOM),
    Relation.SUB: (_BOTTOM + _RIGHT, _LEFT + _TOP + _BOTTOM),
    Relation.PRE_SUP: (_TOP + _LEFT, _RIGHT + _TOP + _BOTTOM),
    Relation.PRE_SUB: (_BOTTOM + _LEFT, _RIGHT + _TOP + _BOTTOM),
    Relation.ABOVE: (_TOP + _LEFT + _RIGHT, _BOTTOM + _LEFT + _RIGHT),
    Relation.BELOW: (_BOTTOM + _LEFT + _RIGHT, _TOP + _LEFT + _RIGHT),
    Relation.INSIDE: (_TICK, _BOTTOM + _LEFT + _TOP),
}


def arrow_curve(relation: Relation, parent: BoundingBox, child: BoundingBox, boxes: Points) -> Points:
    """The (4, 2) control points of a cubic Bézier curve from ``parent`` to ``child``, in pixels.

    Of all curves between the edges that suit the relation, the one that crosses least of the ``boxes``, an
    (n, 4) array of all symbols, is long enough to be seen, and short otherwise. Boxes around the centres of
    both ends, such as a radical's, are not in the way.

    >>> parent, child = BoundingBox(0, 20, 40, 60), BoundingBox(60, 0, 80, 20)
    >>> control = arrow_curve(Relation.SUP, parent, child, np.array([[*parent], [*child]]))
    >>> control[0].tolist(), control[-1].tolist()  # from the right edge to the left one
    ([42.0, 28.0], [58.0, 16.0])
    """
    starts, ends = _ENDS[relation]
    curves = _candidates(_anchors(parent, starts, child), _anchors(child, ends, parent))
    points = np.einsum("sk,ckd->csd", _BEZIER, curves)
    length = np.linalg.norm(np.diff(points, axis=1), axis=2).sum(axis=1)
    cost = length + 4 * np.maximum(0, SHORTEST - length)
    cost += 300 * _share_inside(points, _in_the_way(parent, child, boxes))
    chosen: Points = curves[int(np.argmin(np.round(cost, 6)))]
    return chosen


def _anchors(box: BoundingBox, places: list[tuple[float, float, float, float]], other: BoundingBox) -> Points:
    """Rows x, y and normal; beside the given places also those straight across from the other box."""
    rows = [(box.l + x * box.width, box.t + y * box.height, nx, ny) for x, y, nx, ny in places]
    x, y = other.centre
    rows += [(x, row[1], *row[2:]) for row in rows if row[2] == 0 and box.l <= x <= box.r]
    rows += [(row[0], y, *row[2:]) for row in rows if row[3] == 0 and box.t <= y <= box.b]
    return np.array(rows)


def _candidates(starts: Points, ends: Points) -> Points:
    """Control points of shape (c, 4, 2): every start to every end, in every curvature."""
    first = np.repeat(starts, len(ends), axis=0)
    last = np.tile(ends, (len(starts), 1))
    start, end = first[:, :2] + GAP * first[:, 2:], last[:, :2] + GAP * last[:, 2:]
    distance = np.linalg.norm(end - start, axis=1, keepdims=True) + 8
    return np.concatenate(
        [
            np.stack(
                [start, start + k * distance * first[:, 2:], end + k * distance * last[:, 2:], end], axis=1
            )
            for k in CURVATURES
        ]
    )


def _in_the_way(parent: BoundingBox, child: BoundingBox, boxes: Points) -> Points:
    hull = BoundingBox.around([parent, child])
    l, t, r, b = boxes.T
    blocking = (l < hull.r + REACH) & (r > hull.l - REACH) & (t < hull.b + REACH) & (b > hull.t - REACH)
    ends = [(l <= x) & (x <= r) & (t <= y) & (y <= b) for x, y in (parent.centre, child.centre)]
    chosen: Points = boxes[blocking & ~(ends[0] & ends[1])]
    return chosen


def _share_inside(points: Points, boxes: Points) -> Points:
    """For curves of sampled points, shape (c, s, 2): the share of points inside any box, shape (c,)."""
    x, y = points[..., 0, None], points[..., 1, None]
    inside = (x > boxes[:, 0]) & (y > boxes[:, 1]) & (x < boxes[:, 2]) & (y < boxes[:, 3])
    share: Points = inside.any(axis=2).mean(axis=1)
    return share


def point_on(curve: Points, share: float) -> tuple[float, float]:
    """The point of a Bézier curve at a parameter from 0 to 1.

    >>> point_on(np.array([[0, 0], [1, 0], [2, 0], [3, 0]]), 0.5)
    (1.5, 0.0)
    """
    weights = [(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3]
    x, y = np.array(weights) @ curve
    return float(x), float(y)
