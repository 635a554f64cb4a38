"""``layoutmath draw``: pictures of trees over the boxes or the ink they were found in."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from layoutmath.cli.command import Command
from layoutmath.cli.console import Console, UsageError
from layoutmath.cli.inputs import INPUT_FORMATS, add_input_arguments, read_items
from layoutmath.cli.outputs import Output
from layoutmath.cli.parsing import (
    add_parsing_arguments,
    add_pin_argument,
    made_parser,
    refuse_parsing_arguments,
)
from layoutmath.exporters import write_svg

HELP = f"""\
Draw boxes, baselines and relations over the input, as SVG files that any
browser shows. The trees are those that the parser finds, with what it is unsure
of dashed; with --truth, those that the input states. With --explain, one symbol
is marked, its runner-up dashed, and what decided between them told below.

examples:
  $ layoutmath draw boxes.json                         # NAME.svg per expression, here
  $ layoutmath draw formula.inkml -o picture.svg       # one picture under this name
  $ layoutmath draw formula.inkml --explain 2_1        # why this symbol is where it is
  $ layoutmath draw ink/ --truth -o pictures/          # the true trees of a folder
  $ layoutmath draw formula.inkml --labels none -o -   # on standard output

{INPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input_arguments(parser)
    parser.add_argument(
        "-o",
        dest="output",
        metavar="PATH",
        default="./",
        help="an SVG file; a folder (one that exists, or a name without suffix), which gets one file per"
        " expression by its name; or - for standard output (default: the current folder)",
    )
    parser.add_argument("--truth", action="store_true", help="draw the trees that the input states")
    parser.add_argument(
        "--explain", metavar="ID", help="mark this symbol and tell why it hangs where it does"
    )
    add_parsing_arguments(parser)
    add_pin_argument(parser)


def run(arguments: argparse.Namespace, console: Console) -> None:
    if arguments.truth:
        refuse_parsing_arguments(arguments, "--truth")
        if arguments.explain is not None or arguments.pins:
            found = "--pin" if arguments.pins else "--explain"
            raise UsageError(f"found {found} beside --truth, with which nothing is parsed")
    parser = None if arguments.truth else made_parser(arguments)
    items = read_items(arguments.inputs, arguments.input_format, console, truth=arguments.truth)
    suffix = Path(arguments.output).suffix
    if suffix and suffix != ".svg" and not Path(arguments.output).is_dir():
        raise UsageError(f"{arguments.output}: found suffix {suffix}; expected .svg, as drawn here")
    with Output(arguments.output, "svg") as output:
        for item in console.progress(items, shown=not output.on_terminal):
            if parser is None and item.truth is None and item.told:
                continue
            with console.failing(item.place):
                item.require_boxes()
                if parser is None:
                    path = output.write(item.required_truth())
                elif arguments.explain is None:
                    path = output.write(parser.parse(item.expression, arguments.pins))
                else:
                    explanation = parser.explain(item.expression, arguments.explain, arguments.pins)
                    remarks = [explanation.headline, *map(str, explanation.reasons)]
                    path = output.write(
                        parser.parse(item.expression, arguments.pins),
                        written=partial(write_svg, explained=arguments.explain, remarks=remarks),
                    )
                if path is not None:
                    console.say(f"wrote {path}")


COMMAND = Command("draw trees over the boxes or the ink, as SVG", HELP, add_arguments, run)
