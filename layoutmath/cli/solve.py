"""``layoutmath solve``: the solutions of equations, inequalities and systems."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from layoutmath.cli.command import Command
from layoutmath.cli.compute import add_digits_argument
from layoutmath.cli.console import Console
from layoutmath.cli.expressions import (
    ANSWERS,
    TREES,
    Problem,
    add_expression_arguments,
    read_problems,
)
from layoutmath.cli.inputs import INPUT_FORMATS
from layoutmath.errors import InputError, UnknownNameError
from layoutmath.semantics.algebra.scope import free_names

if TYPE_CHECKING:
    from layoutmath.semantics.solution import Solution

HELP = f"""\
Solve each expression, or all of them together as one system: equations,
inequalities, lines behind a brace. An expression without a relation is taken
to be zero. Solutions are exact, and decimals follow where these say something
else. What an expression is read as, 'layoutmath meaning' tells.
{TREES}
This is an extra: pip install 'layoutmath[meaning]'.

examples:
  $ echo 'x^2=2x+3' | layoutmath solve -
  $ layoutmath solve boxes.json                        # where is x² zero?
  $ layoutmath solve system.tex --together             # all lines are one system
  $ echo 'ax+b=0' | layoutmath solve - --for a         # a is the unknown, not x
  $ echo '\\sqrt{{x}}=x-2' | layoutmath solve - --steps   # how it is done

{ANSWERS}

{INPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_expression_arguments(parser)
    parser.add_argument(
        "--for",
        dest="unknowns",
        type=_names,
        metavar="NAME,…",
        help="the unknowns, by their names as SymPy spells them (x_1, alpha); chosen when left out",
    )
    parser.add_argument(
        "--together", action="store_true", help="solve all expressions of the input as one system"
    )
    parser.add_argument("--steps", action="store_true", help="show how the solutions are found")
    add_digits_argument(parser)
    parser.add_argument("--json", action="store_true", help="write JSON lines, one for each solution")


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected names with a comma between them")
    return names


def run(arguments: argparse.Namespace, console: Console) -> None:
    for problem in _problems(arguments, console):
        lines: list[str] = []
        record = None
        with problem.telling(console):
            if problem.readings:
                found = _solved(problem, arguments)
                problem.tell(console, *found.diagnostics)
                lines = [*_lines(problem.title, found, steps=arguments.steps)]
                record = _record(found)
        if arguments.json:
            problem.print_record("solution", record)
        elif lines:
            print("\n".join(lines))


def _solved(problem: Problem, arguments: argparse.Namespace) -> Solution:
    from layoutmath.semantics.solution import solve

    try:
        return solve(problem.readings, arguments.unknowns, digits=arguments.digits)
    except UnknownNameError:
        known = {name for reading in problem.readings for name in free_names(reading.root)}
        named = ", ".join(arguments.unknowns)
        expected = f"some of {', '.join(sorted(known))}" if known else "an equation that has one"
        raise InputError(f"--for {named}: found no such variable", expected) from None


def _problems(arguments: argparse.Namespace, console: Console) -> Iterator[Problem]:
    """One for each expression, or one for all; none where a part of a system could not be read."""
    system = Problem("", "", "")
    for problem in read_problems(arguments, console):
        del problem.readings[1:]
        if not arguments.together:
            yield problem
        system.readings += problem.readings
        system.place = problem.place if len(system.readings) == 1 else problem.place.partition(": ")[0]
    if arguments.together and system.readings and not console.failed:
        yield system


def _lines(title: str, found: Solution, *, steps: bool) -> Iterator[str]:
    if steps:
        yield from [title] if title else []
        yield from (f"  {step}" for step in found.steps)
    yield f"{title}: {found}" if title else str(found)


def _record(found: Solution) -> dict[str, Any]:
    return {
        "text": str(found),
        "unknowns": list(found.unknowns),
        "solutions": [
            {name: str(number) for name, number in solution.items()} for solution in found.solutions
        ],
        "decimals": [dict(solution) for solution in found.decimals],
        "solution_set": str(found.solution_set),
        "steps": [
            {
                "sentence": step.sentence,
                "expression": str(step.expression),
                "equivalent": step.equivalent,
            }
            for step in found.steps
        ],
    }


COMMAND = Command("solve equations, inequalities and systems", HELP, add_arguments, run)
