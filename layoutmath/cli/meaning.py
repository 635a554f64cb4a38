"""``layoutmath meaning``: what expressions can mean, and why."""

from __future__ import annotations

import argparse
import math

from layoutmath.cli.command import Command, at_least_one
from layoutmath.cli.console import Console
from layoutmath.cli.expressions import (
    ANSWERS,
    TREES,
    add_expression_arguments,
    read_problems,
)
from layoutmath.cli.inputs import INPUT_FORMATS

SHARING = 5
"""Among how many readings at least probabilities are shares."""

HELP = f"""\
Tell what each expression can mean: its readings with their probabilities, the
likeliest first, each as nested calls with what it decides of what the symbols
leave open, and why.
{TREES}

examples:
  $ layoutmath meaning boxes.json                      # as the parser reads the boxes
  $ echo 'f(x+1)' | layoutmath meaning -               # a function, or a product?
  $ echo 'f(x+1)' | layoutmath meaning - --answer 'application f=product'
  $ layoutmath meaning formula.tex --nbest 1           # the likeliest alone

{ANSWERS}

{INPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_expression_arguments(parser)
    parser.add_argument(
        "--nbest", type=at_least_one, default=5, metavar="N", help="the N likeliest readings (default: 5)"
    )


def run(arguments: argparse.Namespace, console: Console) -> None:
    gap = ""
    for problem in read_problems(arguments, console, max(arguments.nbest, SHARING)):
        with problem.telling(console):
            lines = [problem.title] if problem.title else []
            for reading in problem.readings[: arguments.nbest]:
                lines.append(f"{math.exp(reading.log_prob):.2f}  {reading}")
                lines += [f"      {decision}" for decision in reading.decisions]
            if problem.readings:
                print(gap + "\n".join(lines))
                gap = "\n" if problem.title else ""


COMMAND = Command("tell what expressions can mean, and why", HELP, add_arguments, run)
