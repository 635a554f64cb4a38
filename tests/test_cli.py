"""The command line as people use it: formats, files and folders, standard input and output."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import DATA, Run, run

from layoutmath import open_dataset
from layoutmath.cli import COMMANDS
from layoutmath.cli.console import Console
from layoutmath.cli.parse import RECORD
from layoutmath.cli.parsing import add_parsing_arguments, made_parser
from layoutmath.exporters import EXPORTERS
from layoutmath.parser import DEFAULT_ITERATIONS, Parser
from layoutmath.readers import READERS

__all__ = ["run"]  # a fixture


def test_parse_writes_latex_unless_told_otherwise(run: Run) -> None:
    assert run("parse boxes.json") == (0, "x^{2}\n\\frac{1}{2}\n", "")


def test_parse_draws_the_tree_with_text(run: Run) -> None:
    code, out, _ = run("parse boxes.json --to pretty")
    assert code == 0
    assert re.sub(r" \(\d\.\d\d\)", "", out) == (
        "square\nx\n└─ x Sup: 2\n\nhalf\n-\n├─ - Above: 1\n└─ - Below: 2\n"
    )


def test_parse_reads_standard_input(run: Run) -> None:
    record = (DATA / "boxes.json").read_bytes()
    assert run("parse", record) == run("parse -", record) == run("parse boxes.json")


def test_labels_can_be_hidden_from_the_parser(run: Run) -> None:
    records = json.loads(Path("boxes.json").read_text())
    for symbol in (symbol for record in records for symbol in record["symbols"]):
        symbol["label"] = r"\sum"

    def found(line: str) -> list[object]:
        _, out, _ = run(f"{line} --to json", json.dumps(records).encode())
        return [(tree["classes"], tree["evidence"]) for tree in map(json.loads, out.splitlines())]

    hidden = found("parse --labels none")
    assert len(hidden) == 2 and hidden != found("parse --labels given")
    for symbol in (symbol for record in records for symbol in record["symbols"]):
        del symbol["label"]
        symbol.pop("candidates", None)
    assert hidden == found("parse --labels given")


def test_the_order_of_symbols_never_changes_the_result(run: Run) -> None:
    records = json.loads(Path("boxes.json").read_text())
    for record in records:
        record["symbols"].reverse()
    turned = json.dumps(records).encode()
    assert run("parse --labels none --to pretty", turned) == run("parse boxes.json --labels none --to pretty")


def test_nbest_writes_different_trees_in_falling_probability(run: Run) -> None:
    code, out, _ = run("parse boxes.json --nbest 3")
    lines = out.splitlines()
    assert code == 0
    titles, formulas = lines[::2], lines[1::2]
    assert re.fullmatch(r"% square: 1 of \d, probability \S+", titles[0])
    probabilities = [float(title.rsplit(" ", 1)[1]) for title in titles if "square" in title]
    assert probabilities == sorted(probabilities, reverse=True)
    assert formulas[0] == "x^{2}"
    assert run("convert - --from latex", out.encode())[1].splitlines() == formulas


def test_results_carry_their_evidence_as_json(run: Run) -> None:
    _, out, _ = run("parse boxes.json --to json")
    first, second = map(json.loads, out.splitlines())
    assert first["relations"] == [["0", "1", "Sup"]] and second["name"] == "half"
    assert first["evidence"]["1"]["log_prob"] <= 0 and set(first["classes"]) == {"0", "1"}
    assert run("convert --to json", out.encode())[1] == out


def test_convert_guesses_the_output_format_from_the_suffix(run: Run) -> None:
    assert run("convert formula.tex -o out.lg") == (0, "", "")
    assert "R, 5, 6, Inside, 1.0\n" in Path("out.lg").read_text()
    assert run("convert out.lg")[1] == run("convert formula.tex")[1]


def test_a_label_graph_names_strokes_where_the_source_has_strokes(run: Run) -> None:
    _, out, _ = run("convert formula.inkml --to lg")
    assert "O, y_1, y, 1.0, 0, 1\n" in out
    assert "O, 0, \\sum, 1.0, 0\n" in run("convert formula.tex --to lg")[1]


def test_a_folder_into_a_file_and_that_into_a_folder(run: Run) -> None:
    assert run("convert ink -o all.jsonl") == (0, "", "")
    assert [json.loads(line)["name"] for line in Path("all.jsonl").read_text().splitlines()] == [
        "index",
        "sum",
    ]
    assert run("convert all.jsonl --to pretty -o trees") == (0, "", "")
    assert Path("trees/sum.txt").read_text() == "y + 1\n"
    assert sorted(os.listdir("trees")) == ["index.txt", "sum.txt"]


def test_names_of_expressions_make_safe_and_different_file_names(run: Run) -> None:
    names = ["../up", "a/b", "a_b", "A_B", "", ".hidden", "x" * 400, "é"]
    symbols = [{"id": "0", "label": "x", "box": None}]
    records = "\n".join(json.dumps({"name": name, "symbols": symbols, "relations": []}) for name in names)
    assert run("convert -o out/", records.encode()) == (0, "", "")
    assert sorted(os.listdir("out")) == sorted(
        [
            "up.tex",
            "a_b.tex",
            "a_b-2.tex",
            "A_B-3.tex",
            "expression.tex",
            "hidden.tex",
            "x" * 200 + ".tex",
            "é.tex",
        ]
    )


def test_an_input_can_be_replaced_by_its_output(run: Run) -> None:
    before = run("convert ink --to json -o all.jsonl") and Path("all.jsonl").read_text()
    assert run("convert all.jsonl -o all.jsonl") == (0, "", "")
    assert Path("all.jsonl").read_text() == before


def test_a_file_appears_only_when_something_was_written(run: Run) -> None:
    code, _, _ = run("convert boxes.json -o out.tex")
    assert code == 1 and not [name for name in os.listdir() if "out" in name]


def test_draw_writes_a_picture_per_expression(run: Run) -> None:
    code, out, err = run("draw boxes.json")
    assert (code, out, err) == (0, "", "wrote square.svg\nwrote half.svg\n")
    assert ET.parse("square.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_draw_shows_the_truth_or_what_the_parser_finds(run: Run) -> None:
    _, truth, _ = run("draw formula.inkml --truth -o -")
    _, found, _ = run("draw formula.inkml -o -")
    assert "probability" not in re.sub("<style>.*</style>", "", truth, flags=re.DOTALL)
    assert "probability of the whole tree" in found


def test_quiet_leaves_only_errors(run: Run) -> None:
    assert run("draw boxes.json -q") == (0, "", "")


@pytest.mark.parametrize("line", ["convert ink", "evaluate ink", "draw ink --truth -o pictures"])
def test_a_progress_bar_shows_when_a_person_watches(
    line: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "expressions/s" not in run(line)[2]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "expressions" in run(line)[2]
    assert run(f"{line} --quiet")[2] == ""


def test_a_progress_bar_counts_expressions_only_where_they_are(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(Console().progress(range(3), "weights", unit="steps")) == [0, 1, 2]
    err = capsys.readouterr().err
    assert "steps" in err and "expressions" not in err


def test_evaluate_compares_files_of_the_same_names(run: Run) -> None:
    run("convert ink -o results.jsonl")
    code, out, err = run("evaluate ink results.jsonl --json numbers.json")
    assert (code, err) == (0, "")
    assert re.search(r"exact tree +2 / 2 +100\.00", out)
    assert json.loads(Path("numbers.json").read_text())["runs"][0]["measures"]["exact tree"]["count"] == 2


def test_evaluate_runs_the_parser_with_several_numbers_of_iterations(run: Run) -> None:
    code, out, err = run("evaluate ink --classifier bayes --iterations 1,2 --json -")
    assert (code, err) == (0, "")
    assert [one["iterations"] for one in json.loads(out)["runs"]] == [1, 2]


def test_evaluate_knows_which_labels_the_parser_saw(run: Run) -> None:
    _, hidden, _ = run("evaluate ink --labels none")
    assert "labels were hidden" in hidden and "expression rate" not in hidden
    _, given, _ = run("evaluate ink --labels given")
    assert "labels were given" in given and "expression rate" in given


def training_record(index: int) -> str:
    """A power, an index or a row of two letters, each expression with letters of its own."""
    base, other = "abcdefghijkl"[index], "mnopqrstuvwx"[index]
    top, relation = [(3, "Sup"), (15, "Sub"), (10, "Right")][index % 3]
    symbols = [
        {"id": "0", "label": base, "box": [0, 10, 9, 20]},
        {
            "id": "1",
            "label": other,
            "box": [10, top, 16 + index % 2, top + (10 if relation == "Right" else 7)],
        },
    ]
    return json.dumps({"name": f"{index}", "symbols": symbols, "relations": [["0", "1", relation]]}) + "\n"


def test_fit_writes_a_classifier_and_the_same_one_again(run: Run) -> None:
    first, second = ("".join(map(training_record, part)) for part in (range(6), range(6, 12)))
    Path("a.jsonl").write_text(first)
    Path("b.jsonl").write_text(second)
    for example in ("fit a.jsonl b.jsonl -o model.npz", "parse boxes.json --classifier model.npz"):
        assert f"  $ layoutmath {example} " in f"{COMMANDS['fit'].help} ".replace("\n", " ")
        code, _, err = run(example)
        assert code == 0 and "error" not in err
    assert run("fit - -o again.npz", (first + second).encode()) == (
        0, "", "wrote again.npz, fitted on 12 of 12 expressions\n",
    )  # fmt: skip
    assert Path("again.npz").read_bytes() == Path("model.npz").read_bytes()


def test_fit_needs_enough_to_learn_from(run: Run) -> None:
    code, _, err = run("fit ink/ -o model.npz")
    assert code == 1 and err.startswith("error: found 2 expressions to learn from; expected ten")
    assert not Path("model.npz").exists()


def test_demo_parses_the_quadratic_formula(run: Run) -> None:
    code, out, err = run("demo")
    assert (code, err) == (0, "")
    assert out.startswith("15 boxes in, one tree out:\n\nx = -\n")
    assert "LaTeX: x=\\frac{-b\\pm\\sqrt{b^{2}-4ac}}{2a}\n" in out
    assert "Symbol layout tree of quadratic formula (15 symbols)" in Path("demo.svg").read_text()


def test_the_help_names_every_subcommand_and_format(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0 and all(name in out and row.summary in out for name, row in COMMANDS.items())
    _, out, _ = run("parse --help")
    for name, description in [
        *((name, row.description) for name, row in READERS.items()),
        *((name, row.description) for name, row in EXPORTERS.items()),
    ]:
        assert re.search(rf"^  {name} +{re.escape(description)}$", out, re.MULTILINE)


def test_the_record_that_the_help_shows_can_be_parsed(run: Run) -> None:
    assert RECORD in COMMANDS["parse"].help
    assert run("parse", RECORD.encode()) == (0, "x^{2}\n", "")


EXAMPLES = [
    pytest.param(line.partition("#")[0].strip().removeprefix("$ "), id=line.partition("#")[0].strip())
    for name, command in COMMANDS.items()
    for line in command.help.splitlines()
    if line.startswith("  $ ")
    and name not in ("fit", "synthesise", "compare")  # too long; an extra; test_compare.py
]


SOURCES = {
    "strokes.inkml": "ink/traces.inkml",
    "page.png": "image/page.png",
    "paper.pdf": "pdf/heat.pdf",
    "notes/strokes.json": "ink/mathpix.json",
    "notes/parabola.png": "image/parabola.png",
}
"""What the examples of 'layoutmath recognise' start from."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(example: str, run: Run) -> None:
    for line in (
        "convert ink -o all.jsonl",
        "convert ink -o truth.jsonl",
        "convert ink -o truth.tex",
        "convert ink -o results.tex",
        "convert ink -o results.jsonl",
        "convert ink --to lg -o graphs",
        "convert ink --to lg -o results",
    ):
        run(line)
    for name, source in SOURCES.items():
        Path(name).parent.mkdir(exist_ok=True)
        shutil.copy(DATA.parent / source, name)
    stdin = b""
    if "|" in example:
        echo, _, example = example.partition(" | ")
        stdin = shlex.split(echo)[1].encode()
    if "<" in example:
        example, _, file = example.partition(" < ")
        stdin = Path(file).read_bytes()
    command, _, line = example.partition(" ")
    assert command == "layoutmath"
    code, _, err = run(line, stdin)
    assert code == 0 and "error" not in err


def test_the_defaults_are_those_of_the_parser(run: Run) -> None:
    arguments = argparse.ArgumentParser()
    add_parsing_arguments(arguments)
    parser = made_parser(arguments.parse_args([]))
    assert (parser.labels, parser.ink) == (Parser().labels, Parser().ink)
    for command in ("parse", "evaluate", "draw"):
        assert f"(default: {DEFAULT_ITERATIONS})" in " ".join(run(f"{command} --help")[1].split())


def test_strokes_can_be_left_out(run: Run) -> None:
    """Without them, ink whose labels are hidden is parsed as its boxes are."""
    (expression, _), *_ = open_dataset("formula.inkml")
    boxes = replace(expression, ink=None)
    probable = [
        json.loads(run(f"parse formula.inkml --labels none --to json {option}")[1])["log_prob"]
        for option in ("", "--no-ink")
    ]
    assert probable == pytest.approx(
        [Parser(labels="none").parse(either).log_prob for either in (expression, boxes)]
    )
    assert probable[0] != pytest.approx(probable[1], rel=1e-3)


def test_python_m_layoutmath_and_the_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "layoutmath", "--version"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and re.fullmatch(r"layoutmath \d+\.\d+\.\d+\n", done.stdout)


def test_whoever_reads_the_output_may_stop(run: Run) -> None:
    record = {"symbols": [{"id": "0", "label": "x", "box": None}], "relations": []}
    Path("many.jsonl").write_text((json.dumps(record) + "\n") * 5000)
    line = f"{shlex.quote(sys.executable)} -m layoutmath convert many.jsonl --to json | head -n 1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
