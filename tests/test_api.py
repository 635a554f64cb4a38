"""What ``import layoutmath as lm`` offers, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources

import pytest

import layoutmath as lm

HEAVY = {"scipy", "networkx", "lark", "tqdm"}


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("numbers", "box_format", "expectation"),
    [
        ((3, 9, 1, 4), "ltrb", "l <= r and t >= b with y_axis='up'"),
        ((1, 4, 3, 9), "ltrb", "l <= r and t >= b with y_axis='up'"),
        ((0, 0, 10**400, 1), "ltrb", "four finite numbers"),
        ((0, -1e308, 1, 1e308), "ltwh", "edges that are finite numbers"),
    ],
)
def test_bad_boxes_are_shown_as_they_were_given(
    numbers: tuple[float, ...], box_format: str, expectation: str
) -> None:
    with pytest.raises(lm.InputError) as caught:
        lm.BoundingBox.read(numbers, box_format=box_format, y_axis="up")
    assert str(caught.value) == f"found box {list(numbers)}; expected {expectation}"


def test_importing_layoutmath_imports_nothing_heavy() -> None:
    loaded = run("import sys, layoutmath; print(*{name.split('.')[0] for name in sys.modules})")
    assert "numpy" in loaded.split()
    assert not HEAVY & set(loaded.split())


def test_the_command_line_imports_nothing_heavy_either() -> None:
    loaded = run("import sys, layoutmath.cli; print(*{name.split('.')[0] for name in sys.modules})")
    assert not HEAVY & set(loaded.split())


def test_parsing_needs_nothing_heavy() -> None:
    loaded = run(
        "import sys, layoutmath as lm\n"
        "lm.parse(lm.Expression.from_boxes([('x', (0, 0, 9, 9))]))\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    assert not {"networkx", "lark", "tqdm"} & set(loaded.split())


@pytest.mark.parametrize("name", lm.__all__)
def test_every_public_name_exists_and_is_listed(name: str) -> None:
    assert getattr(lm, name).__doc__
    assert name in dir(lm)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'layoutmath' has no attribute 'prase'"):
        _ = lm.prase  # type: ignore[attr-defined]  # that is what is tested


def test_type_hints_ship_with_the_package() -> None:
    assert resources.files("layoutmath").joinpath("py.typed").is_file()


def test_the_version_is_that_of_the_package() -> None:
    assert lm.__version__.count(".") == 2


def test_from_boxes_to_latex_and_back() -> None:
    expression = lm.Expression.from_boxes([("x", (0, 20, 20, 40)), ("2", (22, 6, 32, 22))])
    tree = lm.parse(expression)
    assert lm.export(tree, "latex") == "x^{2}"
    read = lm.read_latex("x^{2}")
    assert [(r.parent, r.child, r.relation) for r in read.relationships()] == [("0", "1", lm.Relation.SUP)]
    assert lm.parse_nbest(expression, n=3)[0] == tree
    assert list(lm.export(tree, "networkx").edges) == [("0", "1")]


def test_an_unknown_format_suggests_a_known_one() -> None:
    tree = lm.read_latex("x")
    with pytest.raises(lm.UnknownNameError, match="unknown format 'latx'; did you mean 'latex'"):
        lm.export(tree, "latx")
