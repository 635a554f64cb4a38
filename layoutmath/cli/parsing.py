"""The settings of the parser, wherever something is parsed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from layoutmath.cli.command import at_least_one, one_of
from layoutmath.expression import LABEL_MODES

if TYPE_CHECKING:
    from layoutmath.parser import Parser


def add_parsing_arguments(parser: argparse.ArgumentParser, *, iterations: bool = True) -> None:
    parser.add_argument(
        "--labels",
        type=one_of("value of --labels", LABEL_MODES),
        default="given",
        metavar="|".join(LABEL_MODES),
        help="what the parser may see of the symbols' labels: all, only the recogniser's candidates, or"
        " nothing (default: given)",
    )
    parser.add_argument(
        "--classifier",
        default="default",
        metavar="NAME",
        help="name of a classifier that ships with layoutmath, or the file that 'layoutmath fit' wrote",
    )
    if iterations:
        parser.add_argument(
            "--iterations",
            type=at_least_one,
            default=3,
            metavar="N",
            help="how often symbol classes and structure are found from each other (default: 3)",
        )


def made_parser(arguments: argparse.Namespace) -> Parser:
    """The parser that the arguments describe.

    Raises UnknownNameError for a classifier that does not exist.
    """
    from layoutmath.parser import Parser

    return Parser(arguments.classifier, labels=arguments.labels, iterations=arguments.iterations)
