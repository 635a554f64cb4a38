"""The programs in evaluation/ that measure: protocols and what they check, and that the pages show it all."""

from __future__ import annotations

import copy
import json
import shlex
from pathlib import Path

import pytest
from datasets import Datasets
from pages import PAGES, cell, filled, verdict
from readable import measure, told
from recreations import RECREATIONS, placed, sheet, title
from run_protocols import Run, arguments, kept, main, measured, protocols, runs, worse

from layoutmath.cli import _argument_parser
from layoutmath.evaluate import MEASURES

INK = Path(__file__).parent / "data" / "cli" / "ink"
RUN = Run("ink", "default", "given", "--labels given --by size", ("exact tree", "D_B"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_show_the_recorded_numbers(page: Path) -> None:
    """If not, run evaluation/pages.py."""
    text = page.read_text(encoding="utf-8")
    assert filled(text) == text


@pytest.mark.parametrize("name", protocols())
def test_protocols_call_what_there_is(name: str) -> None:
    protocol = protocols()[name]
    assert protocol["title"] and protocol["about"] and protocol["sources"]
    assert set(protocol["checked"]) <= MEASURES.keys()
    assert {row["measure"] for row in protocol.get("published", ())} <= MEASURES.keys()
    planned = list(runs(protocol))
    assert planned and len({run.name for run in planned}) == len(planned)
    for run in planned:
        _argument_parser().parse_args(shlex.split(run.command)[1:])


def test_a_run_keeps_numbers_command_and_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    found, text = measured(RUN, INK)
    command, commit, machine, *_ = text.splitlines()
    assert command == "$ layoutmath evaluate ink --classifier default --labels given --by size"
    assert "commit" in commit and "Python" in machine
    (run,) = found
    assert run["measures"]["exact tree"]["of"] == run["expressions"] == 2
    assert "by_expression" not in run
    monkeypatch.setattr("run_protocols.recorded", lambda name: found)
    assert worse(RUN, found) == []


def test_what_got_worse_than_its_interval_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def one(exact: float, errors: float) -> list[dict[str, object]]:
        measures = {
            "exact tree": {"percent": exact, "bootstrap": [80.0, 90.0], "interval": [79.0, 89.0]},
            "D_B": {"percent": errors, "bootstrap": [1.0, 3.0], "interval": None},
        }
        return [{"iterations": None, "expressions": 20, "symbols": 90, "measures": measures}]

    monkeypatch.setattr("run_protocols.recorded", lambda name: one(85.0, 2.0))
    assert worse(RUN, one(79.5, 2.9)) == []
    assert worse(RUN, one(99.0, 0.0)) == []
    assert worse(RUN, one(78.9, 3.1)) == [
        "ink-default-given: exact tree: found 78.90 %; recorded 85.00 % (79.00 – 90.00)",
        "ink-default-given: D_B: found 3.10 %; recorded 2.00 % (1.00 – 3.00)",
    ]
    nothing = copy.deepcopy(one(85.0, 2.0))
    nothing[0]["measures"] = {}
    assert "exact tree: found nothing" in worse(RUN, nothing)[0]
    fewer = copy.deepcopy(one(99.0, 0.0))
    fewer[0]["expressions"] = 3
    assert worse(RUN, fewer) == ["ink-default-given: found 3 expressions; recorded 20"]


def test_a_check_of_nothing_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stated = arguments().parse_args(["--check", "--only", "print", f"crohme2013={INK}"])
    assert main(stated) == 1
    assert "found nothing to measure" in capsys.readouterr().err


def test_only_measures_of_parts_that_pages_show_are_kept() -> None:
    part = {"expressions": 1, "measures": {"exact tree": {"percent": 0}, "parentage": {"percent": 50}}}
    found = dict.fromkeys(("iterations", "labels", "expressions", "symbols", "matched_by"))
    found |= dict.fromkeys(("measures", "unscored_classes"))
    found |= dict.fromkeys(("relation_confusion", "class_confusion", "causes", "calibration"))
    found |= {"by": {"size": {"1–5": part}}, "by_expression": [1, 2, 3]}
    assert kept(found)["by"]["size"]["1–5"]["measures"] == {"exact tree": {"percent": 0}}
    assert "by_expression" not in kept(found)


def test_data_sets_are_made_from_what_is_given(tmp_path: Path) -> None:
    lines = tmp_path / "school.jsonl"
    lines.write_text("".join(json.dumps({"latex": str(number)}) + "\n" for number in range(25)))
    (tmp_path / "made").mkdir()
    datasets = Datasets(
        {"school": lines, "crohme2013": INK, "training": INK / "sum.inkml"}, tmp_path / "made"
    )
    held_out = datasets.path("school")
    assert held_out is not None and held_out.read_text() == '{"latex": "9"}\n{"latex": "19"}\n'
    assert datasets.path("arxiv") is None and datasets.path("school-newfont") is None
    assert datasets.path("crohme2013") == INK
    new = datasets.path("crohme2013-newformulas")
    assert new is not None and [path.name for path in new.iterdir()] == ["index.inkml"]


@pytest.mark.parametrize("kind", RECREATIONS, ids=title)
def test_every_kind_of_error_is_drawn_as_it_is_called(kind: tuple[str, str, str]) -> None:
    recreation = RECREATIONS[kind]
    truth, result = placed(recreation, recreation.true), placed(recreation, recreation.wrong)
    assert truth != result and truth.expression == result.expression
    relations = {r.child: r.relation.value for r in truth.relationships()}
    first = truth.expression.symbols[next(iter(recreation.wrong))]
    assert relations[first.id] == kind[0]
    assert title(kind) in sheet([kind])


def test_cells_and_verdicts() -> None:
    assert cell({"percent": 77.193, "interval": [73.57, 80.45]}) == "77.2 (73.6–80.5)"
    assert cell({}) == "–"
    assert [verdict(value, 80, 83) for value in (79, 81, 83)] == ["below", "enough", "goal"]
    assert [verdict(value, 4, 2) for value in (5, 3, 2)] == ["below", "enough", "goal"]


def test_readings_are_counted_and_compared() -> None:
    numbers = measure(INK)
    assert numbers["readable"] == [1, 2] and numbers["same reading"] == [1, 1]
    assert numbers["refused"] == {"unknown-symbol": 1}
    assert told("ink", numbers).startswith("ink, readable 50.0 % (9.5–90.5) of 2, same reading")
