"""Fitting: the same input gives the same file, and the file gives the same parser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typeset import formulas

from layoutmath import InputError, Parser, UnknownNameError
from layoutmath.classify.models import load_model
from layoutmath.parser import fit


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "toy.npz"
    fit(formulas(60), about={"data": "toy"}).save(path)
    return path


def test_a_hundred_formulas_are_enough_to_start(fitted: Path) -> None:
    parser = Parser(fitted)
    right = [parser.parse(expression) == truth for expression, truth in formulas(40, seed=1)]
    assert sum(right) >= 32


def test_the_same_input_in_any_order_gives_the_same_bytes(fitted: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.npz"
    fit(reversed(list(formulas(60))), about={"data": "toy"}).save(again)
    assert again.read_bytes() == fitted.read_bytes()


def test_a_model_remembers_what_it_was_fitted_on(fitted: Path) -> None:
    about = load_model(fitted).about
    assert about["data"] == "toy"
    assert about["expressions"] == 60


def test_too_little_to_learn_from() -> None:
    with pytest.raises(
        InputError, match="found 3 expressions to learn from; expected ten different formulas"
    ):
        fit(formulas(3))


def test_symbols_without_a_label_are_no_obstacle() -> None:
    """Half of the symbols are unknown: boxes and relations still count where labels are."""
    partly = [
        (
            replace(
                e,
                symbols=tuple(replace(s, label=s.label if i % 2 else None) for i, s in enumerate(e.symbols)),
            ),
            t,
        )
        for e, t in formulas(60)
    ]
    assert fit(partly).about["expressions"] == 60


def test_a_model_fitted_again_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    fit(formulas(30)).save(path)
    expression, _ = next(formulas(1, seed=2))
    before = Parser(path).parse(expression).log_prob
    fit(formulas(40, seed=7)).save(path)
    assert Parser(path).parse(expression).log_prob != before


def test_files_that_are_no_model(tmp_path: Path) -> None:
    path = tmp_path / "no.npz"
    for content in (b"PK\x03\x04 not really", b"", b"\x93NUMPY", b"{}"):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"no\.npz: found no classifier, or one of another version"):
            Parser(path)
    with open(path, "wb") as file:
        np.savez(file, about=np.array('{"format": "layoutmath bayes 1"}'))
    with pytest.raises(InputError, match=r"no\.npz: found no classifier"):
        Parser(path)
    with pytest.raises(UnknownNameError, match="unknown classifier 'defualt'; did you mean 'default'"):
        Parser("defualt")
