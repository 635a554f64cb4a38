"""``layoutmath parse``: find the trees of expressions whose symbols have boxes."""

from __future__ import annotations

import argparse
import math

from layoutmath.cli.command import Command, at_least_one
from layoutmath.cli.console import Console
from layoutmath.cli.inputs import INPUT_FORMATS, add_input_arguments, read_items
from layoutmath.cli.outputs import OUTPUT_FORMATS, add_output_arguments, made_output
from layoutmath.cli.parsing import add_parsing_arguments, add_pin_argument, made_parser
from layoutmath.structure import BaselineStructure

RECORD = """\
  {"symbols": [{"id": "0", "label": "x", "box": [0, 20, 20, 40]},
               {"id": "1", "label": "2", "box": [22, 6, 32, 22]}]}
"""

HELP = f"""\
Find the tree of each expression from the boxes of its symbols, and write it, as
LaTeX unless told otherwise. A tree that the input states is not looked at (to
write that one, use 'layoutmath convert'); what is wrong with it is only noted.

examples:
  $ layoutmath parse boxes.json                        # LaTeX on standard output
  $ layoutmath parse boxes.json --to pretty            # the tree, drawn with text
  $ layoutmath parse - < boxes.json                    # from standard input
  $ layoutmath parse formula.inkml --labels none       # from the boxes alone
  $ layoutmath parse boxes.json --nbest 3              # the three likeliest trees
  $ layoutmath parse formula.inkml --pin 2_1:label=z   # what a person has settled
  $ layoutmath parse boxes.json --limits beside        # limits as scripts, always
  $ layoutmath parse ink/ --to lg -o results/          # a file per expression

the least that a JSON file holds; boxes are left, top, right, bottom, y downward,
and the label may be missing, or be "candidates": [{{"label": "2", "prob": 0.9}}, …]:
{RECORD}
{INPUT_FORMATS}

{OUTPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input_arguments(parser)
    add_output_arguments(parser)
    add_parsing_arguments(parser)
    add_pin_argument(parser)
    parser.add_argument(
        "--nbest",
        type=at_least_one,
        default=1,
        metavar="N",
        help="write the N most probable trees of each expression, best first (default: 1)",
    )


def run(arguments: argparse.Namespace, console: Console) -> None:
    parser = made_parser(arguments)
    items = read_items(arguments.inputs, arguments.input_format, console, truth=False)
    with made_output(arguments) as output:
        for item in console.progress(items, shown=not output.on_terminal):
            with console.failing(item.place):
                item.require_boxes()
                if arguments.nbest == 1:
                    output.write(parser.parse(item.expression, arguments.pins))
                    continue
                trees = parser.parse_nbest(item.expression, arguments.nbest, arguments.pins)
                for rank, tree in enumerate(trees, 1):
                    output.write(tree, _title(tree, rank, len(trees)))


def _title(tree: BaselineStructure, rank: int, count: int) -> str:
    name = f"{tree.expression.name}: " if tree.expression.name else ""
    probability = f", probability {math.exp(tree.log_prob):.3g}" if tree.log_prob is not None else ""
    return f"{name}{rank} of {count}{probability}"


COMMAND = Command("find the trees of expressions from their symbols' boxes", HELP, add_arguments, run)
