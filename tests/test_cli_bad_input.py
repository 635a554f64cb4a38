"""Bad input and wrong usage: one clear line, the rest still processed, an exit code, never a traceback."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path

import pytest
from command_line import Run, run

__all__ = ["run"]  # a fixture

GOOD = '{"name": "good", "symbols": [{"id": "0", "label": "x", "box": [0, 0, 9, 9]}], "relations": []}\n'

BAD = {
    "empty.json": ("", "empty.json: found an empty file; expected one of the formats"),
    "broken.json": ('{"symbols": [', "broken.json: "),
    "list.json": ('[{"symbols": 3}]', "list.json: [0]: symbols: "),
    "no_symbols.json": (
        '{"symbols": []}',
        "no_symbols.json: line 1: symbols: found no symbols; expected at least one",
    ),
    "box.json": (
        '{"symbols": [{"id": "0", "box": [0, 0, 9]}]}',
        "box.json: line 1: symbols[0].box: found [0, 0, 9]; expected four numbers: l, t, r, b",
    ),
    "inverted.json": (
        '{"symbols": [{"id": "0", "box": [9, 0, 0, 9]}]}',
        "inverted.json: line 1: symbols[0].box: found box [9, 0, 0, 9]; expected l <= r and t <= b",
    ),
    "infinite.json": (
        '{"symbols": [{"id": "0", "box": [0, 0, 1e999, 9]}]}',
        "infinite.json: line 1: symbols[0].box",
    ),
    "twice.json": (
        '{"symbols": [{"id": "0", "box": null}, {"id": "0", "box": null}], "relations": []}',
        "twice.json: line 1: symbols: found symbol id '0' twice; expected unique ids",
    ),
    "forest.json": (
        '{"symbols": [{"id": "0", "box": null}, {"id": "1", "box": null}], "relations": []}',
        "forest.json: line 1: relations: found 2 nodes without a parent ('0', '1'); expected",
    ),
    "named_forest.json": (
        '{"name": "f", "symbols": [{"id": "0", "box": null}, {"id": "1", "box": null}], "relations": []}',
        "named_forest.json: line 1: relations: found 2 nodes without a parent ('0', '1'); expected",
    ),
    "forest.lg": (
        "# IUD, f\nO, x_1, x, 1.0, 0\nO, y_1, y, 1.0, 1\n",
        "forest.lg: relations: found 2 nodes without a parent ('x_1', 'y_1'); expected exactly one root",
    ),
    "relation.json": (
        '{"symbols": [{"id": "0", "box": null}], "relations": [["0", "0", "Over"]]}',
        "relation.json: line 1: relations[0]: found relation 'Over'; expected one of Right, Sup",
    ),
    "unlinked.inkml": (
        '<ink><trace id="0">1 2, 3 4</trace><traceGroup><annotation type="truth">x</annotation>'
        '<traceView traceDataRef="0"/></traceGroup><annotationXML><math><mi id="a">x</mi></math>'
        "</annotationXML></ink>",
        "unlinked.inkml: MathML: found no link between symbol and MathML for",
    ),
    "malformed.inkml": ("<ink><trace", "malformed.inkml: "),
    "fields.lg": ("O, x_1, x, 1.0, 0\nO, y_1\n", "fields.lg: line 2: found 2 fields; expected O, id, label"),
    "unknown_id.lg": ("O, x_1, x, 1.0, 0\nR, x_1, y_1, Right, 1.0\n", "unknown_id.lg: line 2: "),
    "brace.tex": (
        "\\frac{1}{x",
        "brace.tex: line 1, column 11: found the end of the formula; expected a closing }",
    ),
    "prose.txt": ("Dear reader, this is no formula at all.", "prose.txt: found no content of a known format"),
    "picture.png": ("\x89PNG\r\n\x1a\n\x00\x00", "picture.png: found no content of a known format"),
    "broken.json.gz": ("\x1f\x8b\x08\x00", "broken.json.gz: found a file that cannot be read"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_costs_one_line_and_nothing_else(name: str, run: Run) -> None:
    content, message = BAD[name]
    Path(name).write_bytes(content.encode("latin-1"))
    Path("good.jsonl").write_text(GOOD)
    code, out, err = run(f"convert {name} good.jsonl")
    lines = err.splitlines()
    assert (code, out) == (1, "x\n")
    assert lines[0].startswith(f"error: {message}")
    assert len(lines) == 1


FOREST = (
    '{"name": "f", "symbols": [{"id": "0", "box": [0, 0, 9, 9]}, {"id": "1", "box": [11, 0, 20, 9]}],'
    ' "relations": []}\n'
)


def test_what_is_wrong_with_a_tree_is_only_noted_where_no_tree_is_asked_for(run: Run) -> None:
    Path("forest.json").write_text(FOREST)
    for line in ("parse forest.json", "draw forest.json -o -"):
        code, out, err = run(line)
        assert code == 0 and out
        assert err.startswith("note: forest.json: line 1: relations: found 2 nodes without") and (
            err.count("\n") == 1
        )
    for line in ("convert forest.json", "draw forest.json --truth -o -", "fit forest.json -o model.npz"):
        code, out, err = run(line)
        assert (code, out) == (1, "")
        assert err.startswith("error: forest.json: line 1: relations: found 2 nodes without")


def test_a_lost_line_does_not_answer_for_the_next_one(run: Run) -> None:
    bare = '{"symbols": [{"id": "0", "box": null}]}\n'
    Path("lines.jsonl").write_text('{"symbols": []}\n' + bare)
    _, _, err = run("convert lines.jsonl")
    assert [line.partition(": found ")[2].partition(";")[0] for line in err.splitlines()] == [
        "no symbols",
        "no tree",
    ]


def test_thousands_of_labels_that_do_not_fit_their_boxes_make_a_handful_of_notes(run: Run) -> None:
    def line(label: str, tokens: str) -> str:
        boxes = [
            {"token": token, "xMin": 9 * i, "yMin": 0, "xMax": 9 * i + 8, "yMax": 8}
            for i, token in enumerate(tokens)
        ]
        return json.dumps({"label": label, "bboxes": boxes}) + "\n"

    letters = "abcdefghijklmnopqrstuvwxyz"
    labels = [f"{a}+{b}" for a in letters for b in letters]
    Path("boxes.jsonl").write_text(
        "".join(line(label, label[: 1 + i % 2] + "z" * (i % 5)) for i, label in enumerate(labels))
        + "".join(line(f"{a}^{b}", b + a) for a, b in itertools.pairwise(letters))
        + "".join(line(f"\\foo{a}{{", a) for a in letters)
    )
    for command in ("parse", "convert", "evaluate"):
        _, _, err = run(
            f"{command} boxes.jsonl" + " --classifier bayes --iterations 1" * (command != "convert")
        )
        notes = [each for each in err.splitlines() if each.startswith("note: ")]
        assert len(notes) >= 2 and len(err.splitlines()) <= 5
        assert "more like this" in notes[0]


def test_a_bad_line_among_good_ones_is_named_by_its_number(run: Run) -> None:
    Path("lines.jsonl").write_text(GOOD + "{oops\n" + GOOD)
    code, out, err = run("convert lines.jsonl")
    assert (code, out) == (1, "x\nx\n")
    assert err.startswith("error: lines.jsonl: line 2") and err.count("\n") == 1


def test_a_bad_file_in_a_folder_is_named_and_the_others_are_read(run: Run) -> None:
    Path("ink/bad.inkml").write_text("<ink>")
    code, out, err = run("convert ink")
    assert (code, out) == (1, "1_{n}\ny+1\n")
    assert err.startswith("error: ink/bad.inkml: ") and err.count("\n") == 1


def test_notes_are_summarised_and_no_failures(run: Run) -> None:
    Path("ink/README.txt").write_text("Written by hand, for the tests of this project.")
    Path("ink/NOTES.txt").write_text("There is nothing to read here either.")
    code, _, err = run("convert ink")
    assert code == 0
    assert err.startswith("note: ink/NOTES.txt: found no content of a known format, skipped; expected one of")
    assert err.endswith("(and 1 more like this)\n") and err.count("\n") == 1
    assert run("convert ink -q")[2] == ""


def test_parse_needs_boxes(run: Run) -> None:
    code, out, err = run("parse formula.tex")
    assert (code, out) == (1, "")
    assert err == (
        "error: formula.tex: formula-1: found symbols without boxes; expected boxes; a tree that a"
        " file states is written in other formats by 'layoutmath convert'\n"
    )


def test_convert_needs_a_tree(run: Run) -> None:
    code, out, err = run("convert boxes.json")
    assert (code, out, err.count("\n")) == (1, "", 2)
    assert "boxes.json: half: found no tree; expected a source that states one; 'layoutmath parse'" in err


def test_a_missing_file_is_named(run: Run) -> None:
    code, out, err = run("convert missing.json formula.lg")
    assert (code, out) == (1, "x^{2}\n")
    assert err == "error: missing.json: found no such file; expected a file or folder\n"


def test_an_output_that_cannot_be_written_is_named_once(run: Run) -> None:
    code, _, err = run("convert ink formula.lg -o missing/out.tex")
    assert (code, err) == (1, "error: missing/out.tex: No such file or directory\n")


def test_a_second_picture_does_not_fit_into_one_file(run: Run) -> None:
    code, _, err = run("draw ink --truth -o one.svg")
    assert code == 2 and err.startswith("error: one.svg: found a second tree; expected a folder after -o")
    assert not Path("one.svg").exists()


def test_the_wrong_format_gives_one_line(run: Run) -> None:
    code, _, err = run("convert formula.lg --from inkml")
    assert code == 1 and err.startswith("error: formula.lg: ") and err.count("\n") == 1


def test_results_of_other_names_are_no_results(run: Run) -> None:
    Path("b.jsonl").write_text(run("convert formula.lg --to json")[1].replace('"formula"', '"other"'))
    code, _, err = run("evaluate formula.lg b.jsonl")
    assert code == 1
    assert err.startswith(
        "error: b.jsonl: found no result named as an expression of formula.lg; expected the"
    )


def test_what_cannot_be_written_is_told_before_the_work(run: Run) -> None:
    Path("folder").mkdir()
    for line in ("evaluate ink --json missing/x.json", "fit ink -o folder", "fit ink -o missing/m.npz"):
        code, out, err = run(line)
        assert (code, out, err.count("\n")) == (2, "", 1), line


def test_a_suffix_that_no_format_has(run: Run) -> None:
    code, _, err = run("draw ink -o one.png --truth")
    assert code == 2 and "one.png: found suffix .png; expected .svg" in err
    assert not Path("one.png").exists()


def test_evaluate_without_any_truth(run: Run) -> None:
    code, out, err = run("evaluate boxes.json")
    assert (code, out) == (1, "")
    assert err == "error: boxes.json: found no expression with a true tree; expected at least one\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("pasre boxes.json", "invalid choice: 'pasre'"),
        ("parse boxes.json --to latx", "unknown format 'latx'; did you mean 'latex'?"),
        ("convert boxes.json --from jsn", "unknown format 'jsn'; did you mean 'json'?"),
        ("parse boxes.json --labels some", "unknown value of --labels 'some'"),
        ("parse boxes.json --classifier nobody", "unknown classifier 'nobody'"),
        ("parse boxes.json --nbest 0", "found '0'; expected a whole number, 1 or more"),
        ("parse boxes.json --iterations x", "found 'x'; expected a whole number, 1 or more"),
        ("evaluate ink --iterations 1,,2", "found ''; expected a whole number, 1 or more"),
        ("evaluate - -", "found standard input as both TRUTH and RESULTS"),
        ("evaluate ink ink --classifier nonsense", "found --classifier beside RESULTS"),
        ("evaluate ink ink --labels none --iterations 1,2", "found --labels, --iterations beside RESULTS"),
        ("evaluate ink ink --no-ink", "found --no-ink beside RESULTS"),
        ("draw ink --truth --classifier nonsense", "found --classifier beside --truth"),
        ("fit ink", "the following arguments are required: -o"),
        ("fit ink -o missing/model.npz", "missing/model.npz: found no such folder"),
        ("draw", "found no input; expected a file, a folder, or something piped in"),
    ],
)
def test_wrong_usage_is_exit_code_2(line: str, message: str, run: Run) -> None:
    code, out, err = run(line, stdin=None)
    assert (code, out) == (2, "")
    assert message in err and "Traceback" not in err


def test_an_interrupted_run_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("layoutmath.cli.convert.read_items", interrupt)
    assert run("convert formula.lg") == (1, "", "error: interrupted\n")


def test_a_mistake_in_the_program_shows_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("layoutmath.cli.convert.read_items", fail)
    code, _, err = run("convert formula.lg")
    assert (code, err) == (
        1,
        "error: internal error, please report it: ZeroDivisionError: division by zero\n",
    )


def test_a_file_without_permission_is_named(run: Run) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    Path("formula.lg").chmod(0)
    code, _, err = run("convert formula.lg")
    assert code == 1 and err.startswith("error: formula.lg: ") and "denied" in err
