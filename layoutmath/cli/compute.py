"""``layoutmath compute``: the values of expressions."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from layoutmath.cli.command import Command, at_least_one, one_of
from layoutmath.cli.console import Console
from layoutmath.cli.expressions import (
    ANSWERS,
    TREES,
    add_expression_arguments,
    assignment,
    diagnostic_record,
    made_policy,
    read_trees,
    reading_record,
    tell,
    telling,
    with_titles,
)
from layoutmath.cli.inputs import INPUT_FORMATS
from layoutmath.reading import Diagnostic, Reading
from layoutmath.semantics import meaning
from layoutmath.semantics.algebra import ANGLES

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
  $ layoutmath compute boxes.json --set x=3            # x from --set, the boxes from a file
  $ echo '\\sqrt{{2}}' | layoutmath compute - --digits 30
  $ echo 'sin(90)' | layoutmath compute - --angles degrees
  $ echo '1,5+2' | layoutmath compute - --decimal comma
  $ echo 'e^x' | layoutmath compute - --set x=1 --set e=2 --answer letter=variable
  $ layoutmath compute boxes.json --set x=3 --json     # everything that is known

{ANSWERS}

{INPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_expression_arguments(parser)
    parser.add_argument(
        "--set",
        dest="values",
        type=assignment,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the value of a variable, by its name as SymPy spells it (x_1, alpha): a number or an expression"
        " of SymPy; may be repeated, and holds in every expression that has the variable",
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

    policy, values = made_policy(arguments), dict(arguments.values)
    unused = set(values)
    for place, title, tree in with_titles(read_trees(arguments, console)):
        readings: tuple[Reading, ...] = ()
        found: Value | None = None
        told: list[Diagnostic] = []
        with telling(console, place, told):
            readings = meaning(tree, policy)
            names = {node.text for node in readings[0].root.walk() if node.operator == "symbol"}
            unused -= names
            given = {name: number for name, number in values.items() if name in names}
            found = value(readings[0], given, digits=arguments.digits, angles=arguments.angles)
            for diagnostic in found.diagnostics:
                tell(console, place, diagnostic)
            told += found.diagnostics
        if arguments.json:
            record = {
                "name": tree.expression.name,
                "value": None if found is None else _record(found),
                "diagnostics": list(map(diagnostic_record, told)),
                "readings": list(map(reading_record, readings)),
            }
            print(json.dumps(record, ensure_ascii=False))
        elif found is not None:
            print(f"{title}: {found}" if title else found)
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
