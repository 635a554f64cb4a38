"""``layoutmath compare``: what it says of files, and of what is no evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run, run
from evaluations import record, right

from layoutmath.cli import COMMANDS
from layoutmath.evaluate.comparison import (
    BETTER,
    CHANCE,
    WORSE,
)

__all__ = ["run"]  # a fixture


def write(name: str, content: object) -> None:
    Path(name).write_text(json.dumps(content), encoding="utf-8")


def example(run: Run, line: str) -> str:
    """Two evaluations that differ in trees and not in parents, compared."""
    names = [f"e{at}" for at in range(40)]
    counts = {"parentage": [(3, 3)] * 40, "D_R": [(4, 30)] * 40}
    write("a.json", record({**counts, "exact tree": right(12, 40)}, names))
    write(
        "b.json",
        record(
            {
                **counts,
                "D_R": [(1, 30), (0, 30)] * 20,
                "exact tree": [(0, 1), *right(38, 39)],
                "D_S": counts["D_R"],
            },
            [*names[:-1], "else"],
        ),
    )
    code, out, err = run(line)
    assert (code, err) == (0, "")
    return out


TEXT = """\
A: a.json; B: b.json; 39 common expressions
only in A, left out: 1 (e39)
only in B, left out: 1 (else)
measures only in A or B, left out: 1 (D_S)

                                             A       B  difference     95 % interval        p     Holm
places of symbols
  parentage                             100.00  100.00       +0.00    +0.00 to +0.00   1.0000   1.0000
whole expressions
  exact tree                             30.77   97.44      +66.67  +48.72 to +82.05   0.0001   0.0002  better
label graph, labels that differ (less is better)
  D_R                                    13.33    1.71      -11.62  -12.14 to -11.11   0.0001   0.0002  better

p: paired bootstrap, 10,000 samples, two-sided; Holm: corrected for 2 measures that differ, verdict below 0.05
exact tree in A only: 1, in B only: 27 (McNemar's exact test: p < 0.0001)
"""


def test_the_table(run: Run) -> None:
    out = example(run, "compare a.json b.json")
    assert out == TEXT + "B is better in 2 measures, worse in 0, the same within chance in 1\n"
    assert max(map(len, out.splitlines())) <= 110


def test_names_are_listed_where_asked_for(run: Run) -> None:
    out = example(run, "compare a.json b.json --names")
    assert out.startswith(TEXT + "exact tree in A only:\n  e0\nexact tree in B only:\n  e12\n  e13\n")
    assert "  e21\n  … and 17 more\nB is better in" in out


def test_every_number_and_name_as_json(run: Run) -> None:
    text = example(run, "compare a.json b.json --json differences.json")
    assert text.startswith(TEXT)
    written = Path("differences.json").read_text(encoding="utf-8")
    assert example(run, "compare a.json b.json --json -") == written
    (comparison,) = json.loads(written)["comparisons"]
    assert comparison["expressions"] == 39
    assert comparison["a"] == {
        "source": "a.json", "iterations": None, "labels": None, "expressions": 40, "only_here": ["e39"],
    }  # fmt: skip
    assert comparison["verdicts"] == {BETTER: 2, WORSE: 0, CHANCE: 1}
    assert comparison["whole"]["a_only"] == ["e0"] and len(comparison["whole"]["b_only"]) == 27
    exact = comparison["measures"]["exact tree"]
    assert exact["a"] == {"count": 12, "of": 39, "percent": pytest.approx(30.77, abs=0.01)}
    assert exact["p_corrected"] == pytest.approx(2 * exact["p"])
    assert exact["verdict"] == BETTER
    assert comparison["measures"]["parentage"]["verdict"] == CHANCE


def test_other_truths_of_the_same_names_are_told(run: Run) -> None:
    write("a.json", record({"exact tree": right(4, 8)}))
    write("b.json", record({"exact tree": right(4, 8)}, symbols=5))
    _, out, _ = run("compare a.json b.json")
    assert "number of symbols differs between A and B, compared anyway: 8 (e0; e1; e2; …)\n" in out


def test_the_first_file_is_compared_with_each_other_one(run: Run) -> None:
    for name, count in (("a", 10), ("b", 30), ("c", 5)):
        write(f"{name}.json", record({"exact tree": right(count, 40)}))
    write("d.json", record({"exact tree": right(4, 8)}, list("stuvwxyz")))
    code, out, err = run("compare a.json b.json c.json d.json")
    assert [line for line in out.splitlines() if line.startswith("A: ")] == [
        "A: a.json; B: b.json; 40 common expressions",
        "A: a.json; B: c.json; 40 common expressions",
    ]
    assert [line for line in out.splitlines() if line.startswith("B is")] == [
        "B is better in 1 measure, worse in 0, the same within chance in 0",
        "B is better in 0 measures, worse in 0, the same within chance in 1",
    ]
    assert (code, err) == (
        1,
        "error: d.json: found no expression named as one of a.json;"
        " expected evaluations of the same expressions\n",
    )


def evaluate_examples(run: Run) -> None:
    """The files that the help speaks of, as 'evaluate' writes them."""
    run("evaluate ink --json a.json")
    run("evaluate ink --labels none --json b.json")
    run("evaluate ink --no-ink --json c.json")
    run("evaluate ink --labels none --classifier bayes --iterations 1,2 --json iterations.json")


@pytest.mark.parametrize(
    "example",
    [
        line.partition("#")[0].strip().removeprefix("$ layoutmath ")
        for line in COMMANDS["compare"].help.splitlines()
        if line.startswith("  $ ")
    ],
)
def test_the_examples_of_the_help_work(example: str, run: Run) -> None:
    evaluate_examples(run)
    code, out, err = run(example)
    assert (code, err) == (0, "")
    assert out.startswith("A: ") and "the same within chance in" in out.splitlines()[-1]


def test_the_runs_of_one_file_are_compared_with_the_first(run: Run) -> None:
    evaluate_examples(run)
    _, out, _ = run("compare iterations.json")
    assert out.splitlines()[0] == (
        "A: iterations.json (iterations 1, labels none); B: iterations.json (iterations 2, labels none);"
        " 2 common expressions"
    )
    code, out, err = run("compare a.json iterations.json")
    assert (code, out) == (1, "")
    assert err.startswith("error: iterations.json: found 2 runs; expected one beside other files: evaluate")


ROW = {"name": "x", "symbols": 1, "counts": {"parentage": [1, 1]}}
BAD: dict[str, tuple[object, str]] = {
    "text": (b"no json", "found no JSON"),
    "empty": (b"", "found no JSON"),
    "binary": (b"\xff\xfe\x00\x80\x81", "found no JSON"),
    "deep": (b"[" * 100_000, "found no JSON"),
    "long": (b"9" * 10_000, "found no JSON"),
    "number": (3, "found no list 'runs'"),
    "foreign": ({"symbols": []}, "found no list 'runs'"),
    "wrong": ({"runs": {}}, "found no list 'runs'"),
    "no_runs": ({"runs": []}, "found no runs"),
    "no_object": ({"runs": ["run"]}, "runs[0]: found no list 'by_expression'"),
    "old": ({"runs": [{"measures": {}}]}, "runs[0]: found no list 'by_expression'"),
    "nothing": ({"runs": [{"by_expression": []}]}, "runs[0].by_expression: found no expressions"),
    "row": ({"runs": [{"by_expression": [ROW, 3]}]}, "runs[0].by_expression[1]: found no object 'counts'"),
    "name": (
        {"runs": [{"by_expression": [{**ROW, "name": 1}]}]},
        "runs[0].by_expression[0]: found no text 'name'",
    ),
    "symbols": (
        {"runs": [{"by_expression": [{**ROW, "symbols": "1"}]}]},
        "runs[0].by_expression[0]: found no number 'symbols'",
    ),
    "labels": ({"runs": [{"by_expression": [ROW], "labels": 3}]}, "runs[0]: found no text 'labels'"),
}


def assert_told(run: Run, name: str, error: str) -> None:
    write("good.json", record({"exact tree": right(4, 8)}))
    for line in (f"compare {name} good.json", f"compare good.json {name}", f"compare {name}"):
        code, out, err = run(line)
        assert (code, out) == (1, "")
        assert err == f"error: {name}: {error}; expected a file that 'layoutmath evaluate --json' wrote\n"


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_evaluation_is_one_clear_error(name: str, run: Run) -> None:
    content, error = BAD[name]
    Path(f"{name}.json").write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    assert_told(run, f"{name}.json", error)


@pytest.mark.parametrize(
    "counts",
    ["1", "[1]", "[1, 2, 3]", '["1", "2"]', "[null, 1]", "[true, 1]", "[NaN, 1]", "[1, Infinity]", "[-1, 1]",
     "[0, 0]", "[1, 1e300]", f"[1, {10**400}]", "{}"],
)  # fmt: skip
def test_counts_that_are_none(counts: str, run: Run) -> None:
    text = json.dumps({"runs": [{"by_expression": [ROW]}]}).replace("[1, 1]", counts)
    Path("counts.json").write_text(text)
    place = "runs[0].by_expression[0].counts['parentage']"
    assert_told(run, "counts.json", f"{place}: found something else than what is right of how many")


def test_missing_files_and_folders(run: Run) -> None:
    assert_told(run, "missing.json", "found no such file")
    assert_told(run, "ink", "found a folder")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("compare", "the following arguments are required: FILE"),
        ("compare a.json", "a.json: found one run; expected a second file to compare it with"),
        ("compare a.json a.json --json missing/x.json", "missing/x.json: found no such folder"),
        ("compare a.json a.json --json ink", "ink: found a folder; expected a file to write to"),
    ],
)
def test_wrong_usage(line: str, message: str, run: Run) -> None:
    write("a.json", record({"exact tree": right(4, 8)}))
    code, out, err = run(line)
    assert (code, out) == (2, "")
    assert message in err


def test_the_help_says_what_is_compared(run: Run) -> None:
    code, out, _ = run("compare --help")
    assert code == 0 and "paired bootstrap" in out and "--names" in out


def test_other_ways_to_tell_symbols_apart_are_told(run: Run) -> None:
    run("convert ink --to lg -o results")
    run("evaluate ink results --json strokes.json")
    run("evaluate ink results --by-paths --json paths.json")
    _, out, _ = run("compare strokes.json paths.json")
    assert "symbols are the same by primitives in A, by paths in B, compared anyway" in out
    assert "compared anyway" not in run("compare strokes.json strokes.json")[1]
