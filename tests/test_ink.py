"""Ink: from pen strokes to formulas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from handwriting import SQUARE, line, written

from layoutmath import InputError, Parser, export
from layoutmath.ink import Ink, Stroke
from layoutmath.recognisers.ink.features import features
from layoutmath.recognisers.ink.groups import MOST, stroke_groups
from layoutmath.recognisers.ink.recogniser import InkRecogniser
from layoutmath.recognisers.ink.session import InkSession
from layoutmath.recognisers.ink.strokes import sampled, sampled_points


def latex(ink: Ink) -> str:
    (tree,) = Parser().recognise(ink)
    return export(tree, "latex")


@pytest.mark.parametrize("text", ["x+y=4", "2x-3=0", "(x+1)", "y=10", "1234"])
def test_symbols_beside_each_other(text: str) -> None:
    assert latex(line(text)) == text


def test_a_superscript() -> None:
    assert latex(SQUARE) == "x^{2}+1=0"


def test_a_fraction() -> None:
    bar = Stroke("bar", tuple((float(x), 100.0) for x in range(-20, 60, 4)))
    over, under = written([("1", 10, 0, 1)]).strokes, written([("x", 0, 80, 1)]).strokes
    strokes = (*over, bar, *(replace(stroke, id=f"under {stroke.id}") for stroke in under))
    assert latex(Ink(strokes)) == r"\frac{1}{x}"


def test_every_stroke_is_in_exactly_one_symbol() -> None:
    (tree,) = Parser().recognise(SQUARE)
    used = [name for symbol in tree.expression.symbols for name in symbol.primitives]
    assert sorted(used) == sorted(stroke.id for stroke in SQUARE.strokes)
    assert tree.expression.ink == SQUARE


@pytest.mark.parametrize(("scale", "across", "down"), [(0.01, 0, 0), (7.3, -500, 1e4), (1, 1e5, -3)])
def test_units_and_origin_do_not_matter(scale: float, across: float, down: float) -> None:
    moved = Ink(
        tuple(
            replace(stroke, points=tuple((scale * x + across, scale * y + down) for x, y in stroke.points))
            for stroke in SQUARE.strokes
        )
    )
    plain, other = InkRecogniser().recognise(SQUARE), InkRecogniser().recognise(moved)
    assert [h.id for h in plain.hypotheses] == [h.id for h in other.hypotheses]
    assert plain.log_probs == pytest.approx(other.log_probs, abs=2e-2)


def test_points_that_repeat_and_uneven_sampling_do_not_matter() -> None:
    stroke = SQUARE.strokes[2].points
    often = tuple(point for point in stroke for _ in range(3))
    one, other = (sampled_points([np.array(points)]) for points in (stroke, often))
    assert one.points == pytest.approx(other.points)


def test_single_points_are_dots() -> None:
    dot = sampled_points([np.array([[5.0, 5.0]])])
    close, wide, numbers = features([(dot, (0,))])
    assert np.isfinite(close).all() and np.isfinite(wide).all() and np.isfinite(numbers).all()
    assert len(Parser().recognise(Ink((Stroke("0", ((5, 5),)),)))) == 1


def test_groups_are_near_in_time_or_touch() -> None:
    samples = sampled(line("x+y=4"))
    groups = stroke_groups(samples)
    assert {(index,) for index in range(len(samples.boxes))} <= set(groups)
    assert max(map(len, groups)) <= MOST
    assert (0, 1) in groups  # the strokes of x
    assert (0, 8) not in groups  # an x and a 4 that are far apart


def test_a_scribble_has_few_groups() -> None:
    """Where all strokes touch all others, groups stay as many as strokes, not as their pairs."""
    rng = np.random.default_rng(0)
    for count in (10, 80):
        samples = sampled_points([rng.uniform(0, 100, (10, 2)) for _ in range(count)])
        assert len(stroke_groups(samples)) <= 14 * count


@pytest.mark.parametrize("far", [float("nan"), float("inf")])
def test_points_that_are_nowhere(far: float) -> None:
    with pytest.raises(InputError, match="expected finite coordinates"):
        Stroke("0", ((0, 0), (far, 1)))


def test_points_that_are_too_far_to_reckon_with() -> None:
    with pytest.raises(InputError, match="found coordinates too large"):
        InkRecogniser().recognise(Ink((Stroke("0", ((0, 0), (1.7e308, 1))),)))


def test_a_late_stroke_finds_its_symbol() -> None:
    """The upright of the plus is written last of all."""
    strokes = line("x+y").strokes
    late = Ink((*strokes[:3], *strokes[4:], strokes[3]))
    assert latex(late) == "x+y"


def test_a_session_finds_what_one_look_at_all_strokes_finds() -> None:
    session = InkSession(InkRecogniser())
    for stroke in SQUARE.strokes:
        session.add(stroke)
        session.lattice()
    (whole,) = (InkRecogniser().recognise(SQUARE),)
    lattice = session.lattice()
    assert [h.id for h in lattice.hypotheses] == [h.id for h in whole.hypotheses]
    assert lattice.log_probs == pytest.approx(whole.log_probs, abs=0.5)  # the typical size is held
    assert export(Parser().parse_recognised(lattice), "latex") == "x^{2}+1=0"
    session.remove(SQUARE.strokes[-1].id)  # the 0
    assert export(Parser().parse_recognised(session.lattice()), "latex") == "x^{2}+1="


def test_a_session_looks_only_at_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    ink = line("x+y=4+2x-3=10")
    session = InkSession(InkRecogniser())
    for stroke in ink.strokes:
        session.add(stroke)
    session.lattice()
    looked: list[int] = []
    log_probs = InkRecogniser.log_probs

    def counting(self: InkRecogniser, samples: object, groups: list[object]) -> object:
        looked.append(len(groups))
        return log_probs(self, samples, groups)  # type: ignore[arg-type]

    monkeypatch.setattr(InkRecogniser, "log_probs", counting)
    session.add(Stroke("late", ((60.0 * 13, 40), (60.0 * 13 + 30, 80))))
    lattice = session.lattice()
    assert 0 < sum(looked) < len(lattice.hypotheses) / 3
    session.lattice()
    assert len(looked) == 1  # nothing is new


def test_strokes_that_a_session_cannot_take() -> None:
    session = InkSession(InkRecogniser())
    with pytest.raises(InputError, match="found ink without strokes"):
        session.lattice()
    session.add(Stroke("0", ((0, 0),)))
    with pytest.raises(InputError, match="found stroke '0' twice"):
        session.add(Stroke("0", ((0, 0),)))
    with pytest.raises(InputError, match="found no stroke '1'"):
        session.remove("1")
