"""``layoutmath synthesise``: formulas from files or at random, in one font or several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from command_line import Run, run

from layoutmath import open_dataset, read_latex
from layoutmath.synthesise import open_font

__all__ = ["run"]  # a fixture


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_formula_of_a_file_gets_boxes(run: Run) -> None:
    code, out, err = run("synthesise formula.tex --to json")
    assert (code, err) == (0, "")
    record = records(out)[0]
    assert list(record)[:3] == ["name", "font", "latex"]
    assert record["font"] == "STIXTwoMath-Regular"
    assert all(len(symbol["box"]) == 4 for symbol in record["symbols"])


def test_records_read_back_into_the_same_trees(run: Run) -> None:
    code, out, _ = run("synthesise --random 20 --seed 4 --vary -o random.jsonl")
    assert (code, out) == (0, "")
    dataset = open_dataset("random.jsonl")
    read = [(expression, tree) for expression, tree in dataset]
    assert not dataset.problems
    assert [expression.name for expression, _ in read] == [f"random-4-{n:05}" for n in range(1, 21)]
    for expression, tree in read:
        assert tree is not None
        source = read_latex(str(expression.extra["latex"]))
        assert len(tree.relationships()) >= len(source.relationships())  # names are spelt


def test_the_same_seed_gives_the_same_formulas(run: Run) -> None:
    first, again, other = (
        run(f"synthesise --random 5 --seed {seed} --vary --to json")[1] for seed in (1, 1, 2)
    )
    assert first == again != other


def test_function_names_are_letters_and_limits_follow_the_style(run: Run) -> None:
    _, display, _ = run("synthesise - --to pretty", stdin=rb"\lim_x \sum_i a")
    _, text, _ = run("synthesise - --to pretty --style text", stdin=rb"\lim_x \sum_i a")
    assert display == "stdin-1\nl i m \\sum a\n├─ m Below: x\n└─ \\sum Below: i\n"
    assert text == display.replace("Below", "Sub")


def test_fonts_are_used_in_turn(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "mine.ttf"
    copy.write_bytes(open_font().path.read_bytes())
    code, out, _ = run(f"synthesise --random 4 --font {copy} --font stix-two --to json")
    assert code == 0
    assert [record["font"] for record in records(out)] == ["mine", "STIXTwoMath-Regular"] * 2


def test_what_a_font_lacks_is_told_and_the_rest_is_written(run: Run) -> None:
    code, out, err = run("synthesise - --to json", stdin="x\n漢\ny\n".encode())
    assert code == 1
    assert [record["name"] for record in records(out)] == ["stdin-1", "stdin-3"]
    assert err.startswith(
        "error: stdin: stdin-2: symbol '0' (漢): found no glyph for it in STIXTwoMath-Regular"
    )
    assert err.count("\n") == 1


def test_a_font_that_cannot_be_used_stops_everything(run: Run) -> None:
    code, out, err = run("synthesise formula.tex --font formula.tex")
    assert (code, out) == (1, "")
    assert err.startswith("error: formula.tex: found ")


def test_random_formulas_and_files_exclude_each_other(run: Run) -> None:
    code, _, err = run("synthesise formula.tex --random 3")
    assert code == 2
    assert "found --random and an input; expected one of them" in err
