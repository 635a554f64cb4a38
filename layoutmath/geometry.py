"""Boxes: one at a time as :class:`BoundingBox`, many at a time as an (n, 4) array of ``l t r b``.

The coordinate direction inside the package is always that of pictures: x grows to the right, y grows
**downward**, so ``t <= b``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layoutmath.errors import InputError

BOX_FORMATS = ("ltrb", "ltwh")
Y_AXES = ("down", "up")


@dataclass(frozen=True, slots=True, order=True)
class BoundingBox:
    """Left, top, right and bottom edge, in any unit; y grows downward.

    ::

        (l, t) ┌─────┐
               │     │ height
               └─────┘ (r, b)
                width

    >>> box = BoundingBox(10, 20, 14, 30)
    >>> box.width, box.height, box.centre
    (4, 10, (12.0, 25.0))
    """

    l: float
    t: float
    r: float
    b: float

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, self)):
            raise InputError(f"found box {list(self)}", "four finite numbers")
        if self.l > self.r or self.t > self.b:
            raise InputError(f"found box {list(self)}", "l <= r and t <= b (y grows downward)", place="box")

    def __iter__(self) -> Iterator[float]:
        return iter((self.l, self.t, self.r, self.b))

    @property
    def width(self) -> float:
        return self.r - self.l

    @property
    def height(self) -> float:
        return self.b - self.t

    @property
    def centre(self) -> tuple[float, float]:
        return (self.l + self.r) / 2, (self.t + self.b) / 2

    @classmethod
    def read(cls, numbers: Sequence[float], *, box_format: str = "ltrb", y_axis: str = "down") -> BoundingBox:
        """A box from four numbers as detectors (``ltwh``) or PDF tools (``y_axis="up"``) give them.

        With ``y_axis="up"``, ``t`` is the larger of the two y values in ``ltrb``; in ``ltwh``, ``t`` is the
        upper edge and the height extends downward, to smaller y. Inside, y is negated: results do not depend
        on where the origin is.

        >>> BoundingBox.read((1, 2, 3, 4), box_format="ltwh")
        BoundingBox(l=1, t=2, r=4, b=6)
        >>> BoundingBox.read((1, 9, 3, 4), y_axis="up")
        BoundingBox(l=1, t=-9, r=3, b=-4)
        >>> BoundingBox.read((1, 4, 3, 9), y_axis="up")
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: found box [1, 4, 3, 9]; expected l <= r and t >= b with y_axis='up'
        """
        if box_format not in BOX_FORMATS or y_axis not in Y_AXES:
            raise InputError(
                f"found box_format={box_format!r}, y_axis={y_axis!r}",
                f"box_format one of {BOX_FORMATS} and y_axis one of {Y_AXES}",
            )
        try:
            # numbers of other types (NumPy's small integers, decimals) would overflow or not mix
            l, t, r, b = (n if type(n) in (int, float) else float(n) for n in numbers)
            finite = all(math.isfinite(number) for number in (l, t, r, b))
        except OverflowError:  # an integer of hundreds of digits
            finite = False
        except (TypeError, ValueError):
            raise InputError(f"found box {numbers!r}", f"four numbers, {', '.join(box_format)}") from None
        if not finite:
            raise InputError(f"found box {list(numbers)}", "four finite numbers")
        if box_format == "ltwh":
            if r < 0 or b < 0:
                raise InputError(f"found width {r} and height {b}", "neither below zero")
            r, b = l + r, (t + b if y_axis == "down" else t - b)
            if not (math.isfinite(r) and math.isfinite(b)):
                raise InputError(f"found box {list(numbers)}", "edges that are finite numbers")
        if y_axis == "up":
            if l > r or t < b:
                raise InputError(f"found box {list(numbers)}", "l <= r and t >= b with y_axis='up'")
            t, b = -t, -b
        return cls(l, t, r, b)

    @classmethod
    def around(cls, boxes: Iterable[BoundingBox]) -> BoundingBox:
        """The smallest box around others.

        >>> BoundingBox.around([BoundingBox(0, 0, 1, 1), BoundingBox(2, -1, 3, 0)])
        BoundingBox(l=0, t=-1, r=3, b=1)
        """
        columns = list(zip(*boxes, strict=True))
        if not columns:
            raise InputError("found no boxes", "at least one")
        return cls(min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3]))


def boxes_array(boxes: Iterable[BoundingBox]) -> NDArray[np.float64]:
    """Boxes as a float array of shape (n, 4), columns ``l t r b``; (0, 4) when there are none.

    >>> boxes_array([BoundingBox(0, 0, 1, 2)])
    array([[0., 0., 1., 2.]])
    """
    return np.array([tuple(box) for box in boxes], dtype=np.float64).reshape(-1, 4)
