"""``layoutmath meaning``, ``compute`` and formats of readings on the command line."""

from __future__ import annotations

import json

import pytest
from command_line import Run, run

__all__ = ["run"]  # a fixture

LOGLO = [
    *[("l", (0, 0, 4, 20)), ("o", (6, 8, 16, 20)), ("g", (18, 8, 28, 26)), ("l", (30, 0, 34, 20))],
    *[("o", (36, 8, 46, 20)), ("(", (49, -2, 54, 24)), ("1", (57, 2, 63, 20)), ("0", (66, 2, 76, 20))],
    *[("0", (79, 2, 89, 20)), (")", (92, -2, 97, 24))],
]


def record(boxes: list[tuple[str, tuple[int, int, int, int]]], **rest: object) -> bytes:
    """A JSON record with the ids 0, 1, …"""
    symbols = [{"id": str(place), "label": label, "box": box} for place, (label, box) in enumerate(boxes)]
    return json.dumps({"symbols": symbols, **rest}).encode()


# ---- compute ----


@pytest.mark.parametrize(
    ("latex", "arguments", "value"),
    [
        ("2^2", "", "4"),
        ("abs(90)", "", "90"),
        (r"\frac{1}{2}+\frac{1}{3}", "--digits 4", "5/6 ≈ 0.8333"),
        (r"\sqrt{2}", "--digits 30", "sqrt(2) ≈ 1.41421356237309504880168872421"),
        ("sin(90)", "--angles degrees", "1"),
        ("x^2+y_1", "--set x=3 --set y_1=1/2", "19/2 = 9.5"),
        ("1,5+2", "--decimal comma", "3.5"),
        ("2x", "--decimal comma --set x=1,5", "3"),
        ("e+1", "--answer 'letter e=variable' --set e=2", "3"),
        ("1<2", "", "true"),
    ],
)
def test_compute_prints_values(latex: str, arguments: str, value: str, run: Run) -> None:
    assert run(f"compute - {arguments}", latex.encode()) == (0, value + "\n", "")


def test_of_several_expressions_values_have_names(run: Run) -> None:
    assert run("compute boxes.json --set x=3") == (0, "square: 9\nhalf: 1/2 = 0.5\n", "")


def test_what_cannot_be_computed_is_told_with_its_boxes_and_the_rest_goes_on(run: Run) -> None:
    code, out, err = run("compute boxes.json")
    assert (code, out) == (1, "half: 1/2 = 0.5\n")
    assert err.startswith("error: boxes.json: square: too-many-variables: found no value of x; expected ")
    assert err.endswith("(symbol 0; box 0 20 20 40)\n")


def test_an_unknown_function_is_named_with_its_boxes(run: Run) -> None:
    code, out, err = run("compute -", record(LOGLO))
    assert (code, out) == (1, "")
    assert "unknown-function: found the unknown function loglo; did you mean log?" in err
    assert "boxes 0 0 4 20, 6 8 16 20, 18 8 28 26, 30 0 34 20, 36 8 46 20)" in err


def test_tangent_of_ninety_degrees_is_undefined(run: Run) -> None:
    code, out, err = run("compute - --angles degrees", b"tan(90)")
    assert (code, out) == (1, "") and "division-by-zero" in err


def test_doubts_are_warnings(run: Run) -> None:
    code, out, err = run("compute -", rb"\log 100")
    assert (code, out) == (0, "ln(100) ≈ 4.60517018598809\n")
    assert err.startswith("warning: stdin: stdin-1: ambiguous: logarithm: log is read as natural (0.65)")
    assert run("compute - --quiet", rb"\log 100") == (0, out, "")
    assert run("compute - --answer logarithm=ten", rb"\log 100") == (0, "2\n", "")


def test_everything_as_json(run: Run) -> None:
    code, out, _ = run("compute boxes.json --json")
    square, half = map(json.loads, out.splitlines())
    assert code == 1
    assert square["value"] is None and half["diagnostics"] == []
    (diagnostic,) = square["diagnostics"]
    assert (diagnostic["code"], diagnostic["severity"]) == ("too-many-variables", "error")
    assert (diagnostic["symbols"], diagnostic["boxes"]) == (["0"], [[0, 20, 20, 40]])
    assert half["value"]["exact"] == "1/2" and half["value"]["decimal"] == "0.5"
    assert square["readings"] == [{"calls": "power(x, 2)", "probability": 1.0, "decisions": []}]


def test_boxes_are_parsed_unless_the_truth_is_asked_for(run: Run) -> None:
    stdin = record([("3", (0, 20, 20, 40)), ("2", (22, 6, 32, 22))], relations=[["0", "1", "Right"]])
    assert run("compute -", stdin)[1] == "9\n"
    assert run("compute - --truth", stdin)[1] == "32\n"
    code, _, err = run("compute - --truth --labels none", stdin)
    assert code == 2 and "found --labels beside --truth" in err


def test_a_broken_truth_beside_boxes_is_only_noted(run: Run) -> None:
    stdin = record([("3", (0, 20, 20, 40))], relations=[["0", "1", "Right"]])
    code, out, err = run("compute -", stdin)
    assert (code, out) == (0, "3\n") and err.startswith("note: ")
    code, out, err = run("compute - --truth", stdin)
    assert (code, out) == (1, "") and err.startswith("error: ")


def test_what_is_no_formula_is_told_once(run: Run) -> None:
    code, out, err = run("compute -", rb"\frac{1")
    assert (code, out) == (1, "") and err.count("\n") == 1 and "expected a closing }" in err


def test_settings_that_cannot_be_meant(run: Run) -> None:
    for line, told in [
        ("compute - --set x", "found 'x'; expected NAME=VALUE"),
        ("compute - --set x=3 --set x=4", "--set: found x=3 and x=4; expected one of them"),
        ("compute - --answer letter", "found 'letter'; expected QUESTION=ANSWER"),
        ("compute - --answer letter=variable --answer letter=constant", "expected one of them"),
        ("compute - --answer lettre=variable", "unknown question 'lettre'; did you mean 'letter'?"),
        ("compute - --angles turns", "unknown unit of angles 'turns'"),
    ]:
        code, _, err = run(line, b"x")
        assert code == 2 and told in err
    code, out, err = run("compute - --set y=2", b"1")
    assert (code, out) == (1, "1\n") and "--set y: found no such variable in any expression" in err
    code, out, err = run("compute - --set i=2", rb"\sum_{i=1}^{3}i")
    assert (code, out) == (1, "6\n") and "--set i: found no such variable in any expression" in err


def test_what_is_nested_too_deep_is_told_in_one_line(run: Run) -> None:
    for command in ("compute -", "solve -", "meaning -", "convert - --to sympy"):
        code, out, err = run(command, b"-" * 500 + b"1")
        assert (code, out) == (1, "")
        assert err.startswith("error: stdin: stdin-1: too-large: ") and err.count("\n") == 1, command


# ---- meaning ----


def test_meaning_tells_every_reading_and_why(run: Run) -> None:
    assert run("meaning -", b"f(x+1)") == (
        0,
        "0.95  apply(f, plus(x, 1))\n"
        "      application: f is read as function (0.95): the letter mostly names a function\n"
        "0.05  times(f, group(plus(x, 1)))\n"
        "      application: f is read as product (0.05): the letter mostly names a function\n",
        "",
    )


def test_answers_settle_questions(run: Run) -> None:
    _, out, _ = run("meaning - --answer 'application f=product'", b"f(x+1)")
    assert out.startswith("1.00  times(f, group(plus(x, 1)))\n") and "it was settled" in out


def test_meaning_stops_after_nbest_and_names_several_expressions(run: Run) -> None:
    _, out, _ = run("meaning - --nbest 1", b"f(x)\ng(x)\n")
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "stdin-1",
        "0.95  apply(f, x)",
        "",
        "stdin-2",
        "0.95  apply(g, x)",
    ]


def test_meaning_tells_where_there_is_none(run: Run) -> None:
    code, out, err = run("meaning -", b"x+")
    assert (code, out) == (1, "")
    assert err == "error: stdin: stdin-1: incomplete: something is missing behind this (symbol 1)\n"


# ---- formats of readings ----


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("speech", "x squared plus one half"),
        ("sympy", "x**2 + 1/2"),
        ("asciimath", "x^2 + (1)/(2)"),
        ("typst", "x^2 + frac(1, 2)"),
    ],
)
def test_readings_are_written_in_other_formats(format: str, text: str, run: Run) -> None:
    assert run(f"convert - --to {format}", rb"x^2+\frac{1}{2}") == (0, text + "\n", "")


@pytest.mark.parametrize("command", ["convert - --to speech", "parse - --to speech"])
def test_a_format_of_readings_tells_why_there_is_none(command: str, run: Run) -> None:
    stdin = record([("x", (0, 20, 20, 40)), ("+", (24, 20, 44, 40))], relations=[["0", "1", "Right"]])
    code, out, err = run(command, stdin)
    assert (code, out) == (1, "") and err.startswith("error: stdin: ") and err.count("error") == 1
    assert "incomplete: something is missing behind this (symbol 1; box 24 20 44 40)\n" in err


def test_the_suffix_tells_the_format(run: Run) -> None:
    assert run("parse boxes.json -o said.speech")[0] == 0
    code, out, _ = run("parse boxes.json --to content-mathml")
    assert code == 0 and out.count("<math ") == 2
