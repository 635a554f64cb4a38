"""``layoutmath evaluate`` on label graphs, LaTeX and pairs: what is matched, and what bad input costs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import Run, run

__all__ = ["run"]  # a fixture

DATA = Path(__file__).parent / "data" / "evaluate"


def numbers(run: Run, line: str) -> tuple[dict[str, Any], str]:
    """The first run of the JSON, and what was told."""
    _, out, err = run(f"evaluate {line} --json -")
    return json.loads(out)["runs"][0], err


@pytest.fixture
def graphs(run: Run, tmp_path: Path) -> Path:
    """Folders ``truth`` and ``result`` with the worked cases that have both."""
    for folder in ("truth", "result"):
        shutil.copytree(DATA / folder, tmp_path / folder)
        for name in ("empty", "missing", "unknown", "forest"):
            (tmp_path / folder / f"{name}.lg").unlink(missing_ok=True)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("O, x, x, 1.0, 0\nO, y", "line 2: found 2 fields; expected O, id, label, weight, primitives …"),
        ("O, x, x, 1.0, 0\nR, x, z, Right", "line 2: found unknown id 'z'; expected the id of an O line"),
        (
            "O, x, Right, 1.0, 0",
            "line 1: found symbol label 'Right', which is a relation; expected different",
        ),
        ("O, x, x, 1.0, 0\nO, y, y, 1.0, 0", "line 2: found primitive '0' in 'x' and in 'y'; expected one"),
        ("O, x, x, heavy, 0, \xff", "line 1: found bytes that are not UTF-8; expected UTF-8 text"),
    ],
)
def test_a_bad_result_costs_no_other_file_anything(run: Run, graphs: Path, text: str, message: str) -> None:
    before, _ = numbers(run, "truth result")
    (graphs / "result" / "right.lg").write_bytes(text.encode("latin-1"))
    after, err = numbers(run, "truth result")
    assert err.startswith(f"error: {Path('result') / 'right.lg'}: {message}")
    counts = [{row["name"]: row["counts"] for row in each["by_expression"]} for each in (before, after)]
    right = [each.pop("right") for each in counts]
    assert counts[0] == counts[1]
    assert right[0]["expression rate"] == [1, 1] and right[1]["expression rate"] == [0, 1]
    assert right[1]["D_C"] == [5, 5]
    assert after["failures"] == [{"name": "right", "problem": "no result"}]


def test_a_bad_truth_is_told_and_left_out(run: Run, graphs: Path) -> None:
    (graphs / "truth" / "right.lg").write_text("O, x")
    found, err = numbers(run, "truth result")
    assert err.startswith(f"error: {Path('truth') / 'right.lg'}: line 1: found 2 fields")
    assert "right" not in {row["name"] for row in found["by_expression"]}
    assert found["expressions"] == 6


def test_relations_that_form_no_tree_are_a_note(run: Run, graphs: Path) -> None:
    for folder in ("truth", "result"):
        shutil.copy(DATA / folder / "forest.lg", graphs / folder)
    code, out, err = run("evaluate truth result")
    assert code == 0
    assert err.startswith("note: result/forest.lg: relations: found 2 nodes without a parent")
    assert "true relations form no tree, compared as label graphs only: 1\n  forest\n" in out


def test_latex_is_matched_by_line_and_compared_by_paths(run: Run) -> None:
    Path("truth.tex").write_text("x^2\n\n\\frac{a}{b}\nx_1+y\n")
    Path("result.tex").write_text("x^{2}\n% none\n\\frac{a}{c}\nx_{1}+\n")
    found, err = numbers(run, "truth.tex result.tex --latex")
    assert err == ""
    rows = {row["name"]: row["counts"] for row in found["by_expression"]}
    assert list(rows) == ["line 1", "line 3", "line 4"]
    assert rows["line 1"]["exact match"] == rows["line 1"]["expression rate"] == [1, 1]
    assert rows["line 3"]["exact tree"] == [1, 1] and rows["line 3"]["WER"] == [1, 7]
    assert rows["line 4"]["objects: recall"] == [3, 4]
    assert found["latex"]["edit distance, tokens"] == pytest.approx(2 / 3)


def test_latex_that_is_no_formula_is_compared_as_text(run: Run) -> None:
    Path("truth.tex").write_text("x^{2\ny\n")
    Path("result.tex").write_text("x^{2}\ny+\\frac{1}\n")
    code, out, err = run("evaluate truth.tex result.tex --latex --latex-rules none")
    assert code == 1 and err.count("error: ") == 2
    assert "true LaTeX is no formula, compared as text only: 1\n  line 1\n" in out
    assert "or one with a tree, counted as wrong: 1\n  line 2: found no tree (line 2, column" in out
    assert "exact match 0 / 2" in " ".join(out.split())


def test_a_folder_of_latex_is_matched_by_file(run: Run) -> None:
    Path("latex").mkdir()
    run("convert ink -o all.jsonl")
    for line, name in zip(run("convert ink")[1].splitlines(), ("index", "sum"), strict=True):
        Path("latex", f"{name}.tex").write_text(line + "\n")
    found, err = numbers(run, "ink latex")
    assert err == ""
    assert found["measures"]["expression rate"]["percent"] == 100


def test_truth_and_result_without_common_strokes_are_compared_by_paths(run: Run) -> None:
    Path("other.lg").write_text(
        "# the same formula, its strokes called otherwise\n"
        + Path("formula.lg").read_text().replace(", 1.0, ", ", 1.0, s")
    )
    Path("truth").mkdir()
    Path("result").mkdir()
    Path("formula.lg").rename("truth/formula.lg")
    Path("other.lg").rename("result/formula.lg")
    apart, _ = numbers(run, "truth result")
    assert apart["measures"]["objects: recall"]["percent"] == 0
    same, _ = numbers(run, "truth result --by-paths")
    assert same["measures"]["expression rate"]["percent"] == 100
    assert same["measures"]["D_B"]["percent"] == 0


def test_label_graphs_are_compared_as_written_and_others_by_what_labels_mean(run: Run) -> None:
    for folder, label in (("truth", "\\lt"), ("result", "<")):
        Path(folder).mkdir()
        Path(folder, "a.lg").write_text(f"O, a, {label}, 1.0, 0")
    assert numbers(run, "truth result")[0]["measures"]["D_C"]["percent"] == 100
    run("convert result -o result.jsonl")
    assert numbers(run, "truth result.jsonl")[0]["measures"]["D_C"]["percent"] == 0
    run("convert truth --to lg -o written")
    assert numbers(run, "truth written")[0]["measures"]["D_C"]["percent"] == 0


def test_records_without_names_are_matched_by_line(run: Run) -> None:
    record = '{"symbols": [{"id": "a", "label": "x", "box": [0, 0, 1, 1]}], "relations": []}'
    Path("truth.jsonl").write_text("\n".join([record] * 3))
    Path("result.jsonl").write_text("\n".join([record, "{", record]))
    found, _ = numbers(run, "truth.jsonl result.jsonl")
    assert found["failures"] == [{"name": "line 2", "problem": "no result"}]
    assert found["measures"]["exact tree"]["count"] == 2


def test_parents_given(run: Run) -> None:
    found, _ = numbers(run, "ink --labels none --no-ink --parents-given")
    assert found["measures"]["parentage"]["percent"] == 100
    assert run("evaluate ink ink --parents-given")[0] == 2


def test_probabilities_that_a_parser_states_are_checked(run: Run) -> None:
    found, _ = numbers(run, "ink")
    trees = found["calibration"]["trees"]
    assert trees["count"] == 2 and sum(one["count"] for one in trees["bins"]) == 2
    assert found["calibration"]["relations"]["risk_coverage"][-1][0] == 1
    out = run("evaluate ink")[1]
    assert "stated probabilities\n  trees: calibration error" in out
    assert "calibration" not in run("evaluate ink ink")[1]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ink --latex-rules none", "found --latex-rules; expected --latex beside it"),
        ("ink --latex --latex-rules brackets", "unknown rule 'brackets'"),
        ("ink --html missing/report.html", "found no such folder; expected one to write to"),
        ("ink --json .", "found a folder; expected a file to write to"),
    ],
)
def test_arguments_that_cannot_be_meant(run: Run, line: str, message: str) -> None:
    code, out, err = run(f"evaluate {line}")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_how_the_numbers_came_about_is_told(run: Run) -> None:
    made = json.loads(run("evaluate ink --labels none --no-ink --json -")[1])["made"]
    assert made["truth"] == "ink" and made["labels"] == "none" and made["ink"] == "False"
    assert set(made) == {"truth", "labels", "ink", "layoutmath", "date"}


@pytest.mark.parametrize(
    "line", ["truth.jsonl --json truth.jsonl", "ink truth.jsonl --html truth.jsonl", "ink --json a --html a"]
)
def test_inputs_are_never_overwritten(run: Run, line: str) -> None:
    run("convert ink -o truth.jsonl")
    before = Path("truth.jsonl").read_text()
    code, _, err = run(f"evaluate {line}")
    assert code == 2 and "found a file that is also read or written otherwise" in err
    assert Path("truth.jsonl").read_text() == before


def test_what_cannot_be_compared_is_told_in_one_line(run: Run) -> None:
    run("convert ink --to lg -o graphs")
    code, out, err = run("evaluate graphs")
    assert (code, out, err.count("\n")) == (1, "", 2)
    assert err.startswith("error: graphs: found 2 expressions without boxes, such as index; expected boxes")
    assert run("evaluate ink nowhere")[1:] == ("", "error: nowhere: found no such file; expected results\n")


def test_symbols_without_common_ids_are_told(run: Run) -> None:
    box = '"label": "x", "box": [0, 0, 1, 1]'
    for name, symbol in (("truth", "a"), ("result", "b")):
        record = f'{{"symbols": [{{"id": "{symbol}", {box}}}], "relations": []}}'
        Path(f"{name}.jsonl").write_text(record + "\n")
    assert "--by-paths compares symbols by their places" in run("evaluate truth.jsonl result.jsonl")[2]
    assert "--by-paths" not in run("evaluate truth.jsonl truth.jsonl")[2]


def test_labels_taken_for_others(run: Run, graphs: Path) -> None:
    found, _ = numbers(run, "truth result")
    assert {"true": "y", "found": "v", "count": 1} in found["labels_taken"]
