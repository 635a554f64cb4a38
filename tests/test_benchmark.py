"""The benchmark in evaluation/: how the exponent of growth is found, and the whole of it with tiny counts."""

from __future__ import annotations

import importlib.util
import json
import math
import random
from pathlib import Path

import pytest
from benchmark import Plan, growths, measured, side_by_side, with_symbols, written
from growth import fitted, growth
from processes import MISTAKEN, evaluation, memory, peak, with_mistakes

from layoutmath import BaselineStructure, Expression, Relation, export, read_latex

SIZES = (1, 3, 10, 30, 100, 300, 1000, 3000)
can_tell_memory = pytest.mark.skipif(
    importlib.util.find_spec("resource") is None, reason="Python cannot tell the peak of memory here"
)


def letters(count: int) -> BaselineStructure:
    """A line of letters, each in a box."""
    boxes = [("abcdefgh"[index % 8], (10 * index, 0, 10 * index + 8, 10)) for index in range(count)]
    expression = Expression.from_boxes(boxes, name=f"letters-{count}")
    return BaselineStructure.from_relations(
        expression, [(str(index), str(index + 1), Relation.RIGHT) for index in range(count - 1)]
    )


def test_the_exponent_is_the_slope_on_logarithmic_paper() -> None:
    law = fitted({size: 0.25 * size**1.5 for size in SIZES})
    assert (law.exponent, law.error, law.factor) == pytest.approx((1.5, 0, 0.25), abs=1e-6)
    assert (law.first, law.last, law.at(4)) == (1, 3000, pytest.approx(2))


def test_the_standard_error_is_that_of_least_squares() -> None:
    """Slope 1 between the ends and a point in the middle that is e times too slow: by hand, √(2/3) / √2."""
    law = fitted({1: 1, math.e: math.e * math.e, math.e**2: math.e**2})
    assert law.exponent == pytest.approx(1)
    assert law.error == pytest.approx(math.sqrt((2 / 3) / 1 / 2))


def test_a_curve_that_bends_has_two_exponents() -> None:
    times = {size: size**0.5 if size <= 100 else 10 * (size / 100) ** 1.4 for size in SIZES}
    small, large = growth(times)
    assert (small.first, small.last, large.first, large.last) == (1, 100, 100, 3000)
    assert (small.exponent, large.exponent) == (pytest.approx(0.5), pytest.approx(1.4))


@pytest.mark.parametrize(
    "times",
    [
        {size: 2 * size**1.1 for size in SIZES},
        {size: size**1.1 * (1.5 if index % 2 else 1) for index, size in enumerate(SIZES)},
        {1: 1, 10: 1, 100: 1, 1000: 10},  # bent, but no line goes through two points with an error
    ],
    ids=["straight", "noisy", "few sizes"],
)
def test_a_curve_has_one_exponent_unless_it_surely_bends(times: dict[int, float]) -> None:
    assert growth(times) == [fitted(times)]


def test_a_classifier_that_is_left_out_is_fitted_on_what_it_took_part_in() -> None:
    rows = [
        {"symbols": size, "labels": labels, "default": [size, 0, 0]}
        | ({"bayes": [size**2, 0, 0]} if few else {})
        for size in SIZES
        for labels in ("given", "none")
        for few in [size <= 300]
    ]
    found = [
        (row["classifier"], row["labels"], row["fit"]["last"], row["fit"]["exponent"])
        for row in growths(rows)
    ]
    assert found == [
        ("default", "given", 3000, pytest.approx(1)),
        ("default", "none", 3000, pytest.approx(1)),
        ("bayes", "given", 300, pytest.approx(2)),
        ("bayes", "none", 300, pytest.approx(2)),
    ]


def test_long_expressions_are_several_side_by_side() -> None:
    pool = {count: [letters(count).expression] for count in (1, 2, 5, 7, 30)}
    for size in (1, 7, 30, 31, 100, 333):
        assert len(with_symbols(size, pool, random.Random(0))) == size
    line = side_by_side([letters(2).expression, letters(3).expression])
    assert [symbol.id for symbol in line.symbols] == ["0", "1", "2", "3", "4"]
    boxes = line.boxes
    assert (boxes[1:, 0] > boxes[:-1, 2]).all()  # none overlaps the one before it


def test_no_expression_of_too_many_symbols_is_made() -> None:
    with pytest.raises(
        SystemExit, match="found no expression to make up 3 symbols; expected some of 1 to 30"
    ):
        with_symbols(3, {4: [letters(4).expression]}, random.Random(0))


def test_results_to_evaluate_are_trees_with_some_wrong_relations() -> None:
    tree = read_latex("+".join(r"\frac{x^{2}}{y_{1}}" for _ in range(100)))
    result = with_mistakes(tree, random.Random(0))
    assert result.expression == tree.expression
    true, found = ({each.child: each for each in one.relationships()} for one in (tree, result))
    wrong = [child for child in true if found[child].relation is not true[child].relation]
    assert len(wrong) / len(true) == pytest.approx(MISTAKEN, abs=0.02)
    assert all(found[child].parent == true[child].parent for child in true)


def test_grids_keep_their_cells_among_mistakes() -> None:
    tree = read_latex(r"x + \begin{pmatrix} a & b \\ & c^{2} \end{pmatrix}")
    assert with_mistakes(tree, random.Random(0)).grid_rows() == tree.grid_rows()


def test_evaluate_is_timed_for_as_many_pairs_as_asked_for() -> None:
    found = evaluation([letters(2), letters(4)], pairs=5)
    assert found["pairs"] == 5
    assert 10 <= found["symbols"] <= 20
    assert found["seconds"] > 0


@can_tell_memory
def test_the_peak_is_that_of_the_process_alone() -> None:
    """What this process holds does not count, though the system hands its peak on to processes it starts."""
    held = bytearray(200 * 2**20)
    held[:: 2**12] = b"x" * len(held[:: 2**12])
    empty = peak("")
    assert 1 < empty < 100
    assert peak("held = b'x' * 80 * 2**20") == pytest.approx(empty + 80, abs=10)


def test_the_whole_benchmark(tmp_path: Path) -> None:
    file = tmp_path / "letters.jsonl"
    file.write_text("".join(json.dumps(json.loads(export(letters(n), "json"))) + "\n" for n in (1, 2, 3, 4)))
    plan = Plan(
        expressions={1: 2, 3: 2, 40: 1},
        bayes=3,
        together=(2,),
        batch=3,
        repeats=1,
        memory={40: 1},
        starts=1,
        pairs=3,
    )
    numbers = measured([str(file)], plan)
    json.dumps(numbers)  # as it is recorded
    assert [(row["symbols"], row["labels"], "bayes" in row) for row in numbers["rows"]] == [
        (1, "given", True),
        (1, "none", True),
        (3, "given", True),
        (3, "none", True),
        (40, "given", False),
        (40, "none", False),
    ]
    for row in numbers["rows"]:
        median, low, high = row["default"]
        assert 0 < low <= median <= high
    assert numbers["import"] > 0 and numbers["first_parse"] > 0
    text = written(numbers)
    assert "     40  hidden" in text and text.count("– (takes too long)") == 2
    assert "3 pairs of label graphs" in text
    assert ("peak of memory" in text) == (numbers["memory"] is not None)
    assert "peak of memory" not in written(numbers | {"memory": None})


@can_tell_memory
def test_memory_is_told_after_import_and_by_number_of_symbols() -> None:
    found = memory([[letters(5).expression], [letters(200).expression] * 3])
    assert found is not None
    first, _, last = parsed = found["parsed"]
    assert [row["symbols"] for row in parsed] == [2, 5, 200]
    assert found["import"] < first["mebibytes"] < last["mebibytes"]
