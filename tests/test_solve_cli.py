"""``layoutmath solve``: expressions by themselves, or together as one system."""

from __future__ import annotations

import json

from command_line import Run, run

__all__ = ["run"]  # a fixture


def test_each_expression_is_solved_by_itself(run: Run) -> None:
    assert run("solve -", b"x^2=2x+3") == (0, "x = -1 or x = 3\n", "")
    assert run("solve -", b"2x=6\n3y=6\n") == (0, "stdin-1: x = 3\nstdin-2: y = 2\n", "")


def test_decimals_follow_where_they_say_more(run: Run) -> None:
    assert run("solve - --digits 5", b"x^2=2")[1] == "x = -sqrt(2) ≈ -1.4142 or x = sqrt(2) ≈ 1.4142\n"


def test_all_expressions_together_are_one_system(run: Run) -> None:
    assert run("solve system.tex --together") == (0, "x = 2, y = 1\n", "")


def test_a_system_is_not_solved_without_the_lines_that_cannot_be_read(run: Run) -> None:
    code, out, err = run("solve - --together", b"x+y=3\nx-=1\n")
    assert (code, out) == (1, "") and "stdin-2" in err and err.count("\n") == 1
    code, out, err = run("solve - --together", b"x+y=3\n\\frac{1=x\n")
    assert (code, out) == (1, "")


def test_unknowns_can_be_named(run: Run) -> None:
    assert run("solve - --for a", b"ax+b=0")[1].startswith("a = -b/x")
    code, out, err = run("solve - --for q", b"ax+b=0")
    assert (code, out) == (1, "")
    assert err.endswith("--for q: found no such variable; expected some of a, b, x\n")
    code, _, err = run("solve - --for x,", b"x=1")
    assert code == 2 and "expected names with a comma between them" in err


def test_steps_say_how_it_is_done(run: Run) -> None:
    _, out, _ = run("solve - --steps", b"2x-6=0")
    *steps, answer = out.splitlines()
    assert answer == "x = 3" and steps[0] == "  Given: 2*x - 6 = 0" and len(steps) > 1


def test_everything_as_json(run: Run) -> None:
    code, out, _ = run("solve - --json", b"x^2=4\nx+\n")
    found, failed = map(json.loads, out.splitlines())
    assert code == 1
    assert found["name"] == "stdin-1" and found["solution"]["unknowns"] == ["x"]
    assert found["solution"]["solutions"] == found["solution"]["decimals"] == [{"x": "-2"}, {"x": "2"}]
    assert found["solution"]["steps"][0]["sentence"] == "Given"
    assert found["readings"][0]["calls"] == "relation[eq](power(x, 2), 4)"
    assert failed["solution"] is None and failed["diagnostics"][0]["code"] == "incomplete"
