"""'layoutmath recognise': files of any kind, confidence, and input that cannot be used."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from command_line import DATA, Run, run

__all__ = ["run"]  # a fixture


def test_strokes_become_latex_and_confidence_stands_apart(run: Run) -> None:
    code, out, err = run("recognise strokes.json")
    assert (code, out) == (0, "2x-3=0\n")
    assert re.fullmatch(r"strokes.json: confidence (0.9\d|1.00)\n", err)


def test_inkml_is_recognised_from_its_strokes_alone(run: Run) -> None:
    code, out, _ = run("recognise ink/sum.inkml -q")
    assert (code, out) == (0, "y+1\n")


def test_several_formulas_have_titles_with_their_confidence(run: Run) -> None:
    code, out, _ = run("recognise boxes.json -q")
    assert code == 0
    first, square, second, half = out.splitlines()
    assert first.startswith("% square: confidence ") and second.startswith("% half: confidence ")
    assert (square, half) == ("x^{2}", r"\frac{1}{2}")


def test_a_threshold_makes_formulas_unsure_and_says_why(run: Run) -> None:
    _, out, err = run("recognise strokes.json --unsure 1")
    assert out == "2x-3=0\n"
    assert re.match(r"strokes.json: unsure, confidence (0.9\d|1.00); symbol ", err)
    assert " or " in err


def test_a_folder_gives_a_file_for_each_formula(run: Run) -> None:
    Path("notes").mkdir()
    shutil.copy("strokes.json", "notes/a.json")
    shutil.copy("ink/sum.inkml", "notes/b.inkml")
    Path("notes/readme.txt").write_text("Dear reader, these are my notes.", encoding="utf-8")
    Path("notes/.hidden").write_text("x", encoding="utf-8")
    code, _, err = run("recognise notes -o results --to latex")
    assert code == 0
    assert sorted(path.name for path in Path("results").iterdir()) == ["a.tex", "b.tex"]
    assert "note: notes/readme.txt: found content of no known kind, skipped" in err


def test_json_keeps_candidates_and_primitives(run: Run) -> None:
    _, out, _ = run("recognise strokes.json --to json -q")
    record = json.loads(out)
    assert record["symbols"][0]["primitives"] == ["0"]
    assert record["symbols"][0]["candidates"][0]["label"] == "2"


def test_a_picture(run: Run) -> None:
    pytest.importorskip("cv2")
    shutil.copy(DATA.parent / "image" / "parabola.png", "parabola.png")
    code, out, _ = run("recognise parabola.png -q")
    assert code == 0 and out.count("\n") == 1 and "=" in out


def test_a_page_of_a_document(run: Run) -> None:
    pytest.importorskip("pdfminer")
    shutil.copy(DATA.parent / "pdf" / "heat.pdf", "heat.pdf")
    code, out, _ = run("recognise heat.pdf --pages 1 -q")
    assert code == 0 and out.count("% heat") > 5


@pytest.mark.parametrize(
    ("name", "content", "finding"),
    [
        ("empty.json", b"", "found an empty file"),
        ("letter.txt", b"Dear reader, nothing here.", "found content of no known kind; expected pen strokes"),
        ("broken.png", b"\x89PNG\r\n\x1a\nnothing", "found no picture that can be read"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "found"),
        ("nan.json", b"[[[0, NaN], [1, 1]]]", "NaN"),
        ("words.json", b'[[[0, 1], ["a", 1]]]', "expected"),
        ("none.json", b'{"strokes": []}', "found"),
        ("cut.inkml", b"<ink><trace>1 2, 3 4</trace>", "expected well-formed XML"),
    ],
)
def test_what_cannot_be_used_is_one_error_and_the_rest_goes_on(
    name: str, content: bytes, finding: str, run: Run
) -> None:
    Path(name).write_bytes(content)
    code, out, err = run(f"recognise {name} strokes.json -q")
    assert (code, out) == (1, "2x-3=0\n")
    (line,) = err.splitlines()
    assert line.startswith(f"error: {name}: ") and finding in line


@pytest.mark.parametrize(
    ("words", "code", "finding"),
    [
        ("missing.png", 1, "missing.png: found no such file"),
        ("strokes.json --pages 1", 1, "found --pages beside a file without pages"),
        ("strokes.json --pages 0", 2, "found '0'; expected pages from 1"),
        ("strokes.json --pages 3-1", 2, "found '3-1'; expected pages from 1"),
        ("strokes.json --unsure 2", 2, "found '2'; expected a probability, 0 to 1"),
        ("strokes.json --recogniser inkk", 2, "unknown recogniser 'inkk'; did you mean 'ink'?"),
        ("strokes.json --to latx", 2, "unknown format 'latx'; did you mean 'latex'?"),
        ("", 2, "the following arguments are required: FILE"),
    ],
)
def test_arguments_that_cannot_be_meant(words: str, code: int, finding: str, run: Run) -> None:
    found, _, err = run(f"recognise {words}")
    assert found == code and finding in err


def test_standard_input(run: Run) -> None:
    strokes = Path("strokes.json").read_bytes()
    assert run("recognise -", strokes)[1:] == ("2x-3=0\n", run("recognise -", strokes)[2])
    assert run("recognise -", strokes)[2].startswith("stdin: confidence ")


def test_names_of_classes_in_a_folder_are_no_formulas(run: Run) -> None:
    Path("yolo").mkdir()
    Path("yolo/a.txt").write_text("0 0.25 0.5 0.2 0.4\n1 0.75 0.5 0.2 0.4\n", encoding="utf-8")
    Path("yolo/classes.txt").write_text("x\ny\n", encoding="utf-8")
    code, out, err = run("recognise yolo")
    assert (code, out) == (0, "xy\n") and "classes.txt" not in err


def test_an_empty_folder(run: Run) -> None:
    Path("nothing").mkdir()
    code, _, err = run("recognise nothing")
    assert code == 2 and "found an empty folder" in err
