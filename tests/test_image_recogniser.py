"""Formulas in pictures, from pixels to symbols and trees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layoutmath import Parser
from layoutmath.errors import InputError
from layoutmath.exporters.latex import write_latex
from layoutmath.ink import PixelImage
from layoutmath.recognisers.image.reading import read_image
from layoutmath.recognisers.image.recogniser import ImageRecogniser
from layoutmath.recognisers.recogniser import recogniser

pytest.importorskip("cv2")
PICTURES = Path(__file__).parent / "data" / "image"


def latex(name: str) -> list[str]:
    return [write_latex(tree) for tree in Parser().recognise(read_image(PICTURES / name), "image")]


def test_a_printed_formula_becomes_latex() -> None:
    assert latex("parabola.png") == ["y=x^{2}-7"]


def test_each_formula_of_a_page() -> None:
    assert latex("page.png") == [
        r"x=\frac{-b+\sqrt{b^{2}-4ac}}{2a}",
        r"\sum\limits_{i=1}^{n}i\leq9",
        "3x+5=20",
    ]


def test_a_formula_that_was_turned_by_12_degrees() -> None:
    assert latex("skewed.png") == [r"\frac{a+b}{c}=2x-\frac{1}{y}+z"]


def test_a_page_of_equations_with_fractions_and_limits() -> None:
    assert latex("equations.png") == [
        r"\sum\limits_{k=1}^{n}\frac{1}{k(k+1)}=\frac{n}{n+1}",
        "a^{2}+b^{2}=c^{2}",
        r"\int\nolimits_{0}^{1}x^{2}dx=\frac{1}{3}",
        r"f(x)=\frac{x+1}{x-1}",
        "7-3y>5",
    ]


def test_a_system_of_equations_is_one_formula() -> None:
    # its brace spans both lines; what stands below is a formula of its own
    assert latex("system.png") == [r"\begin{cases}x+y=5 \\ 2x-y=1\end{cases}", "x=2"]


def test_a_photograph_with_a_shadow_turned_by_7_degrees() -> None:
    # the shadow is as dark as the middle between paper and ink
    assert latex("photographed.png") == [r"\frac{2}{3}x+5=9", "x=6", r"y=\sqrt{x+3}"]


def test_symbols_of_several_parts() -> None:
    assert latex("marks.png") == [r"i+j\div2\leq5\%!"]


def test_the_registry_knows_it() -> None:
    assert isinstance(recogniser("image"), ImageRecogniser)


def test_hypotheses_name_components_and_where_they_were_in_the_picture() -> None:
    image = read_image(PICTURES / "parabola.png")
    (lattice,) = ImageRecogniser().recognise(image)
    width, height = image.size
    for symbol in lattice.hypotheses:
        assert symbol.primitives and symbol.candidates and symbol.box is not None
        corners = symbol.extra["corners"]
        assert isinstance(corners, tuple)
        # the picture is level: corners are those of the box
        assert corners[0] == pytest.approx((symbol.box.l, symbol.box.t), abs=0.01)
        assert corners[2] == pytest.approx((symbol.box.r, symbol.box.b), abs=0.01)
        assert symbol.box.l > -1 and symbol.box.r < width + 1
        assert symbol.box.t > -1 and symbol.box.b < height + 1


def test_specks_are_left_out() -> None:
    image = read_image(PICTURES / "parabola.png")
    dirty = image.pixels.copy()
    dirty[8, 30] = dirty[60, 120] = 0
    clean, found = (ImageRecogniser().recognise(PixelImage(p))[0] for p in (image.pixels, dirty))
    assert len(found.segmentations()[0][0].symbols) == len(clean.segmentations()[0][0].symbols)


def test_blank_paper_and_other_things_are_refused() -> None:
    with pytest.raises(InputError, match="found no ink"):
        ImageRecogniser().recognise(PixelImage(np.full((40, 40), 255, np.uint8)))
    with pytest.raises(InputError, match="found list; expected a PixelImage or the path of a picture"):
        ImageRecogniser().recognise([1, 2])


def test_a_classifier_of_something_else_is_refused() -> None:
    with pytest.raises(InputError, match="found no model of symbols"):
        ImageRecogniser("default")


def test_a_black_square_and_noise_are_refused() -> None:
    square = np.full((220, 220), 255, np.uint8)
    square[10:-10, 10:-10] = 0
    noise = np.random.default_rng(0).choice([0, 255], (900, 900), p=[0.05, 0.95]).astype(np.uint8)
    for pixels in (square, noise):
        with pytest.raises(InputError, match="found"):
            ImageRecogniser("print").recognise(PixelImage(pixels))


def test_a_very_long_picture_is_refused_or_read(tmp_path: Path) -> None:
    long = PixelImage(np.full((2, 30_000), 255, np.uint8))
    with pytest.raises(InputError, match="found no ink"):
        ImageRecogniser("print").recognise(long)
