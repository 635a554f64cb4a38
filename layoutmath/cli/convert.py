"""``layoutmath convert``: write the trees that files state in other formats."""

from __future__ import annotations

import argparse

from layoutmath.cli.command import Command
from layoutmath.cli.console import Console
from layoutmath.cli.inputs import INPUT_FORMATS, add_input_arguments, read_items
from layoutmath.cli.outputs import OUTPUT_FORMATS, add_output_arguments, made_output

HELP = f"""\
Write the trees that files state in another format. Nothing is parsed: an
expression without a tree is an error (to find its tree from the boxes of its
symbols, use 'layoutmath parse').

examples:
  $ layoutmath convert formula.inkml                   # a handwritten formula's LaTeX
  $ layoutmath convert formula.lg --to pretty          # the tree, drawn with text
  $ layoutmath convert formula.tex -o formula.lg       # LaTeX into a label graph
  $ layoutmath convert ink/ -o all.jsonl               # a folder into one file
  $ layoutmath convert all.jsonl --to lg -o graphs/    # a label graph per expression
  $ layoutmath convert formula.tex --names symbol      # s i n as one symbol, \\sin
  $ echo '\\frac{{1}}{{2}}' | layoutmath convert - --to json
  $ echo 'x^2+1' | layoutmath convert - --to speech     # read aloud, as it is most likely meant

{INPUT_FORMATS}

{OUTPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input_arguments(parser)
    add_output_arguments(parser)


def run(arguments: argparse.Namespace, console: Console) -> None:
    items = read_items(arguments.inputs, arguments.input_format, console)
    with made_output(arguments) as output:
        for item in console.progress(items, shown=not output.on_terminal):
            if item.truth is None and item.told:
                continue
            with console.failing(item.place):
                output.write(item.required_truth())


COMMAND = Command("write the trees that files state in other formats", HELP, add_arguments, run)
