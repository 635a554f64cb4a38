"""``layoutmath explain``: why symbols hang where the parser puts them."""

from __future__ import annotations

import argparse

from layoutmath.cli.command import Command
from layoutmath.cli.console import Console
from layoutmath.cli.inputs import INPUT_FORMATS, add_input_arguments, read_items
from layoutmath.cli.parsing import add_parsing_arguments, add_pin_argument, made_parser

HELP = f"""\
Tell why each symbol hangs where the parser puts it: its place and the runner-up
with their probabilities, and by how many nats each piece of evidence changed the
log odds between the two, the weightiest first. Positive speaks for the place that
was chosen, negative for the runner-up.

examples:
  $ layoutmath explain boxes.json                      # every symbol
  $ layoutmath explain formula.inkml --symbol 2_1      # one, by its id
  $ layoutmath explain formula.inkml --labels none     # from the boxes alone

{INPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input_arguments(parser)
    parser.add_argument(
        "--symbol",
        dest="symbols",
        action="append",
        metavar="ID",
        help="only this symbol; may be repeated (default: all)",
    )
    add_parsing_arguments(parser)
    add_pin_argument(parser)


def run(arguments: argparse.Namespace, console: Console) -> None:
    parser = made_parser(arguments)
    items = read_items(arguments.inputs, arguments.input_format, console, truth=False)
    gap = ""
    for item in items:
        with console.failing(item.place):
            item.require_boxes()
            heading = item.expression.name
            lines = [heading] if heading else []
            for symbol_id in arguments.symbols or [symbol.id for symbol in item.expression.symbols]:
                explanation = parser.explain(item.expression, symbol_id, arguments.pins)
                lines += [explanation.headline, *(f"  {reason}" for reason in explanation.reasons)]
            print(gap + "\n".join(lines))
            gap = "\n"


COMMAND = Command("tell why symbols hang where the parser puts them", HELP, add_arguments, run)
