"""Recognisers: the protocol, the registry, and one that a package brings."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from layoutmath import Expression, InputError, LayoutmathError, Parser, UnknownNameError
from layoutmath.ink import Ink, Stroke
from layoutmath.recognisers.recogniser import recogniser, recogniser_names

PACKAGE = {
    "tiny.py": '''
from layoutmath import Expression


class DotReader:
    """Every line of a text file is a formula; every character a symbol, as wide as the others."""

    def recognise(self, source):
        lines = open(source, encoding="utf-8").read().splitlines()
        return [
            Expression.from_boxes([(label, (10 * x, 0, 10 * x + 8, 9)) for x, label in enumerate(line)])
            for line in lines
        ]


class Failing:
    def recognise(self, source):
        return 1 / 0


def broken():
    raise RuntimeError("no licence")
''',
    "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
    "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "tiny-1.0.dist-info/entry_points.txt": (
        "[layoutmath.recognisers]\ndots = tiny:DotReader\nfailing = tiny:Failing\nbroken = tiny:broken\n"
    ),
    "tiny-1.0.dist-info/RECORD": "",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a third-party package that brings recognisers, installed by pip from a wheel."""
    folder = tmp_path_factory.mktemp("third-party")
    wheel = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in PACKAGE.items():
            archive.writestr(name, text)
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"]
    subprocess.run([*pip, str(target), str(wheel)], check=True, capture_output=True)
    return target


def layoutmath(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, [str(installed), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(
        [sys.executable, "-m", "layoutmath", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )


def test_a_package_brings_a_recogniser(installed: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.dots"
    page.write_text("a+b\n7-3\n", encoding="utf-8")
    done = layoutmath(installed, "recognise", str(page), "--recogniser", "dots", "-q")
    assert [line for line in done.stdout.splitlines() if not line.startswith("%")] == ["a+b", "7-3"]
    assert done.returncode == 0


def test_a_recogniser_that_cannot_be_made_is_told(installed: Path) -> None:
    done = layoutmath(installed, "recognise", "page.dots", "--recogniser", "broken")
    assert "'broken' (tiny:broken) cannot be made: RuntimeError: no licence" in done.stderr
    assert done.returncode == 1


def test_a_recogniser_that_fails_costs_its_file_alone(installed: Path, tmp_path: Path) -> None:
    pages = [tmp_path / name for name in ("a.dots", "b.dots")]
    for page in pages:
        page.write_text("x", encoding="utf-8")
    done = layoutmath(installed, "recognise", *map(str, pages), "--recogniser", "failing")
    lines = done.stderr.splitlines()
    assert len(lines) == 2 and done.returncode == 1
    for line, page in zip(lines, pages, strict=True):
        assert line == f"error: {page}: recogniser 'failing' failed: ZeroDivisionError: division by zero"


def test_an_unknown_recogniser_is_a_mistake_of_usage(installed: Path) -> None:
    done = layoutmath(installed, "recognise", "page.dots", "--recogniser", "dotz")
    assert "unknown recogniser 'dotz'; did you mean 'dots'?" in done.stderr
    assert done.returncode == 2


def test_the_built_in_ones_are_registered_the_same_way() -> None:
    assert {"image", "ink", "pdf"} <= set(recogniser_names())
    for name in ("image", "ink", "pdf"):
        assert hasattr(recogniser(name), "recognise")
    with pytest.raises(UnknownNameError, match="did you mean 'image'"):
        recogniser("imagee")


class OfWhatItIsGiven:
    """Returns what it was made with."""

    def __init__(self, result: object) -> None:
        self.result = result

    def recognise(self, source: object) -> object:
        return self.result


def test_one_formula_or_several_or_none() -> None:
    one = Expression.from_boxes([("x", (0, 0, 1, 1))])
    for result, count in ((one, 1), ([one, one], 2), ((), 0)):
        assert len(Parser().recognise(None, OfWhatItIsGiven(result))) == count  # type: ignore[arg-type]


@pytest.mark.parametrize("result", [None, "x", ["x"], 7])
def test_what_is_no_expression_is_refused(result: object) -> None:
    with pytest.raises(LayoutmathError, match=r"returned a .*; expected an Expression, a SymbolLattice"):
        Parser().recognise(None, OfWhatItIsGiven(result))  # type: ignore[arg-type]


def test_what_no_recogniser_is_for_is_refused() -> None:
    with pytest.raises(InputError, match="found a int; expected an Ink"):
        Parser().recognise(7)
    with pytest.raises(InputError, match="found a Stroke; expected an Ink of one or more strokes"):
        Parser().recognise(Stroke("0", ((0, 0),)), "ink")
    with pytest.raises(InputError, match="found ink without strokes"):
        Parser().recognise(Ink(()))
