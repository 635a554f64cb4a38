"""The sequence models in evaluation/sequence/: pictures of ink, tokens, error rates, rows and their table."""

from __future__ import annotations

import importlib.util
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import recording
from sequence.record import Row, as_result, keep, kept, only_new, scored, table
from sequence.targets import END, FIRST, UNKNOWN, Vocabulary, latex_of, target_tokens

import layoutmath as lm
from layoutmath.errors import InputError

needs_opencv = pytest.mark.skipif(
    importlib.util.find_spec("cv2") is None, reason="pictures are drawn by OpenCV: pip install '.[image]'"
)


def truths(*latex: str) -> list[tuple[lm.Expression, lm.BaselineStructure]]:
    """Formulas named by their numbers."""
    trees = [lm.read_latex(text) for text in latex]
    return [(replace(tree.expression, name=str(at)), tree) for at, tree in enumerate(trees)]


# ---- targets ----


def test_one_tree_has_one_target_however_it_is_spelled() -> None:
    one, other = lm.read_latex(r"\dfrac ab + x_1^2"), lm.read_latex(r"{a \over b}+x^{2}_{1}")
    wanted = (*(r"\frac", *"{a}{b}+x_{1}^{2}"),)
    assert target_tokens(one) == target_tokens(other) == wanted


def test_tokens_become_the_latex_of_the_tree_again() -> None:
    tree = lm.read_latex(r"\alpha x - \sum\limits_{i=0}^{n} \sqrt[3]{\sin 2}")
    assert latex_of(target_tokens(tree)) == lm.export(tree, "latex")


def test_numbers_and_tokens_with_what_was_never_seen() -> None:
    vocabulary = Vocabulary((r"\frac", "x", "{", "}"))
    assert len(vocabulary) == FIRST + 4
    assert vocabulary.numbers(("x", "y")) == [FIRST + 1, UNKNOWN]
    assert vocabulary.tokens_of([0, FIRST + 1, UNKNOWN, FIRST, END, FIRST]) == ("x", r"\frac")
    assert vocabulary.tokens_of([]) == ()


# ---- error rates ----


def test_error_rates_are_edits_by_what_the_truth_has() -> None:
    """One of 5 tokens and characters is substituted, one of 3 tokens and 8 characters is missing."""
    scores = scored(truths("x^{2}", r"\alpha+b"), [as_result("0", "x^{3}"), as_result("1", r"\alpha b")])
    assert (scores.wer.count, scores.wer.of) == (2, 8)
    assert (scores.cer.count, scores.cer.of) == (2, 13)
    assert scores.expression_rate.count == scores.exact_match.count == 0


def test_a_result_is_right_when_its_tree_is_with_all_labels() -> None:
    results = [as_result("0", r"{a\over b}"), as_result("1", "x_2"), as_result("2", "3y")]
    scores = scored(truths(r"\frac{a}{b}", "x^2", "2y"), results)
    assert (scores.expression_rate.count, scores.expressions) == (1, 3)
    low, high = scores.expression_rate.interval or (0, 0)
    assert scores.expression_rate.percent == pytest.approx(100 / 3)
    assert low < 100 / 3 < high


def test_a_line_that_is_no_formula_is_wrong_but_still_has_an_error_rate() -> None:
    """One brace of seven tokens is missing."""
    scores = scored(truths(r"\frac{a}{b}"), [as_result("0", r"\frac{a}{b")])
    assert scores.without_tree == 1
    assert scores.expression_rate.count == 0
    assert scores.wer.count < scores.wer.of == 7


def test_trees_with_boxes_are_scored_like_lines_of_latex() -> None:
    """The engine's symbols have ids of their own, and strokes; those of the truth have others."""
    expression = lm.Expression.from_boxes([("2", (9, 2, 13, 9)), ("x", (0, 10, 8, 18))], name="0")
    found = lm.BaselineStructure.from_relations(expression, [("1", "0", lm.Relation.SUP)])
    assert scored(truths("x^2"), [(expression, found)]).expression_rate.count == 1


def test_without_truths_there_is_nothing_to_score() -> None:
    with pytest.raises(InputError, match="found no expressions"):
        scored([], [])


def test_formulas_of_the_training_data_are_not_new() -> None:
    assert [e.name for e, _ in only_new(truths("x^2", "y"), {"x^{2}"})] == ["1"]


# ---- rows ----


def row(name: str) -> Row:
    scores = scored(truths("x", "y"), [as_result("0", "x"), as_result("1", "z")])
    milliseconds = {"median": 12.0, "mean": 14.0, "p95": 30.0}
    return Row(name, "data", scores, None, milliseconds, 1_600_000, 6.4, "command", 0, "2026-01-01", {})


def test_a_row_is_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "RESULTS", tmp_path)
    monkeypatch.setattr(recording, "heading", lambda command: f"$ {command}\n")
    with_new = replace(row("crnn"), new_formulas=row("crnn").scores)
    for one in (row("attention"), with_new):
        keep(f"sequence-{one.name}", one)
        assert table([kept(f"sequence-{one.name}")]) == table([one])
    text = (tmp_path / "sequence-crnn.txt").read_text(encoding="utf-8")
    assert text.startswith("$ command\n| recogniser |")
    assert json.loads((tmp_path / "sequence-crnn.json").read_text(encoding="utf-8"))["seed"] == 0


def test_the_table_has_a_line_for_each_recogniser() -> None:
    lines = table([row("default"), row("crnn")]).splitlines()
    assert [line.split("|")[1].strip() for line in lines] == ["recogniser", "---", "default", "crnn"]
    assert "| 50.0 (9.5–90.5) | – |" in lines[2]
    assert lines[2].endswith("| 12 (30) | 1.60 M | 6.4 |")


# ---- pictures ----


@needs_opencv
@pytest.mark.parametrize("wide, high", [(30.0, 10.0), (10.0, 30.0), (900.0, 10.0), (0.0, 0.0), (5.0, 0.0)])
def test_ink_fits_its_frame_and_keeps_its_aspect_ratio(wide: float, high: float) -> None:
    from sequence.rendering import Frame, rendered

    frame = Frame(height=64, width=320, padding=4)
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high], [0, 0]]) + 1000.0
    picture = rendered([corners], frame)
    assert picture.shape[0] == 64
    assert picture.shape[1] <= 320
    rows, columns = np.nonzero(picture < 128)
    found = np.ptp(columns) + 1, np.ptp(rows) + 1
    scale = frame.scale(np.array([wide, high]))
    assert found == pytest.approx((wide * scale, high * scale), abs=5)  # and the pen's width
    assert math.isclose(rows.mean(), 31.5, abs_tol=1)


@needs_opencv
def test_the_shade_is_that_of_ink_and_paper() -> None:
    from sequence.rendering import Frame, Shade, rendered

    picture = rendered([np.array([[0.0, 0.0], [1.0, 0.0]])], Frame(32, 64, 2), Shade(40, 200, pen=3))
    assert (picture.min(), picture.max()) == (40, 200)


@needs_opencv
def test_distortion_is_small_seeded_and_moves_strokes_apart() -> None:
    from sequence.rendering import distorted

    strokes = [np.array([[0.0, 0.0], [10.0, 10.0]]), np.array([[20.0, 0.0], [20.0, 10.0]])]
    one, same, other = (distorted(strokes, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.allclose(one[0], other[0])
    assert max(np.abs(a - b).max() for a, b in zip(one, strokes, strict=True)) < 10
    assert [len(stroke) for stroke in one] == [2, 2]
