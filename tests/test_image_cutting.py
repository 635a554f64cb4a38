"""Symbols that touch: cut where a stroke meets another one, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2")

from layoutmath.recognisers.image.components import components_of
from layoutmath.recognisers.image.cutting import cuts_of, with_cut

LETTER = 32.0


def test_a_minus_that_touches_a_one_is_cut_off() -> None:
    mask = np.zeros((40, 60), np.uint8)
    mask[4:36, 8:12] = 255  # 1
    mask[18:22, 12:50] = 255  # -
    components = components_of(mask)
    (cut, *_) = cuts_of(components.labels[4:36, 8:50] > 0, LETTER)
    apart = with_cut(components, 0, cut)
    left, right = sorted(apart.boxes.tolist())
    assert left == pytest.approx([8, 4, 12, 36], abs=3)
    assert right == pytest.approx([12, 18, 50, 22], abs=3)
    assert apart.wholes == ((0, 1),)
    assert apart.areas.sum() == components.areas.sum()


def test_a_bar_has_no_notch() -> None:
    assert cuts_of(np.ones((6, 80), bool), LETTER) == []


def test_a_ring_falls_apart_nowhere() -> None:
    y, x = np.mgrid[-20:21, -20:21]
    distance = np.hypot(x, y)
    assert cuts_of((distance < 20) & (distance > 15), LETTER) == []
