"""``layoutmath compute``: the values of expressions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from layoutmath.cli.command import Command, at_least_one, one_of
from layoutmath.cli.console import Console
from layoutmath.cli.expressions import (
    ANSWERS,
    TREES,
    add_expression_arguments,
    assigned,
    assignment,
    read_problems,
)
from layoutmath.cli.inputs import INPUT_FORMATS
from layoutmath.semantics.algebra import ANGLES
from layoutmath.semantics.algebra.scope import free_names
from layoutmath.tokens import DECIMAL_MARKS

if TYPE_CHECKING:
    from layoutmath.semantics.computation import Value

HELP = f"""\
Compute the value of each expression: exact, and as a decimal where that says
something else; of a statement, whether it is true. What an expression is read
as, 'layoutmath meaning' tells. What is wrong or doubtful is told on standard
error, with the symbols at fault and their boxes.
{TREES}
This is an extra: pip install 'layoutmath[meaning]'.

examples:
  $ echo '2^2' | layoutmath compute -
  $ layoutmath compute boxes.json --set x=3            # a value for x
  $ echo '\\sqrt{{2}}' | layoutmath compute - --digits 30
  $ echo 'sin(90)' | layoutmath compute - --angles degrees
  $ echo '1,5+2' | layoutmath compute - --decimal comma
  $ echo 'e+1' | layoutmath compute - --answer 'letter e=variable' --set e=2
  $ layoutmath compute boxes.json --set x=3 --json     # everything that is known

{ANSWERS}

{INPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_expression_arguments(parser)
    parser.add_argument(
        "--set",
        dest="values",
        type=assignment("NAME=VALUE"),
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the value of a variable, by its name as SymPy spells it (x_1, alpha): a number or a fraction,"
        " with the mark of --decimal; may be repeated, and holds in every expression that has the variable",
    )
    add_digits_argument(parser)
    parser.add_argument(
        "--angles",
        type=one_of("unit of angles", ANGLES),
        default="radians",
        metavar="|".join(ANGLES),
        help="the unit of angles (default: radians)",
    )
    parser.add_argument("--json", action="store_true", help="write JSON lines, one for each expression")


def add_digits_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--digits", type=at_least_one, default=15, metavar="N", help="digits of decimals (default: 15)"
    )


def run(arguments: argparse.Namespace, console: Console) -> None:
    from layoutmath.semantics.computation import value

    mark = DECIMAL_MARKS[arguments.decimal]
    values = {name: text.replace(mark, ".") for name, text in assigned("--set", arguments.values).items()}
    unused = set(values)
    for problem in read_problems(arguments, console):
        text, record = "", None
        if not problem.readings:
            unused.clear()  # they may be in what could not be read
        with problem.telling(console):
            for reading in problem.readings[:1]:
                names = free_names(reading.root)
                unused -= names.keys()
                given = {name: number for name, number in values.items() if name in names}
                found = value(reading, given, digits=arguments.digits, angles=arguments.angles)
                problem.tell(console, *found.diagnostics)
                text, record = str(found), _record(found)
        if arguments.json:
            problem.print_record("value", record)
        elif record is not None:
            print(f"{problem.title}: {text}" if problem.title else text)
    if unused:
        console.fail(f"--set {', '.join(sorted(unused))}: found no such variable in any expression")


def _record(found: Value) -> dict[str, Any]:
    return {
        "text": str(found),
        "exact": str(found.exact),
        "decimal": found.decimal,
        "truth": found.truth,
        "parts": [_record(part) for part in found.parts],
    }


COMMAND = Command("compute the values of expressions", HELP, add_arguments, run)
