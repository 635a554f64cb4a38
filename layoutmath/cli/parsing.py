"""The settings of the parser, wherever something is parsed."""

from __future__ import annotations

import argparse

from layoutmath.cli.command import at_least_one, one_of
from layoutmath.cli.console import UsageError
from layoutmath.errors import InputError
from layoutmath.expression import LABEL_MODES
from layoutmath.parser import DEFAULT_ITERATIONS, Parser
from layoutmath.relate.pins import Pin

SETTINGS = ("labels", "classifier", "ink", "iterations")
"""The arguments here; None where the command line does not state them."""


def add_parsing_arguments(parser: argparse.ArgumentParser, *, iterations: bool = True) -> None:
    parser.add_argument(
        "--labels",
        type=one_of("value of --labels", LABEL_MODES),
        metavar="|".join(LABEL_MODES),
        help="what the parser may see of the symbols' labels: all, only the recogniser's candidates, or"
        " nothing (default: given)",
    )
    parser.add_argument(
        "--classifier",
        metavar="NAME",
        help="name of a classifier that ships with layoutmath, or the file that 'layoutmath fit' wrote",
    )
    parser.add_argument(
        "--no-ink",
        dest="ink",
        action="store_const",
        const=False,
        help="leave out the strokes of symbols, where there are some: boxes alone say where things are",
    )
    if iterations:
        parser.add_argument(
            "--iterations",
            type=at_least_one,
            metavar="N",
            help="for Bayesian classifiers, how often symbol classes and structure are found from each other"
            f" (default: {DEFAULT_ITERATIONS})",
        )


def add_pin_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pin",
        dest="pins",
        type=_pin,
        action="append",
        default=[],
        metavar="ID:KEY=VALUE,…",
        help="hold something of the symbol ID fixed: label=L, class=C, parent=ID, relation=R, or root; may be"
        " repeated, and holds in every expression of the input",
    )


def _pin(text: str) -> Pin:
    try:
        return Pin.read(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def made_parser(arguments: argparse.Namespace, **settings: object) -> Parser:
    """The parser that the arguments describe, or ``settings`` where they are there.

    Raises UnknownNameError for a classifier that does not exist.
    """
    stated = {name: getattr(arguments, name) for name in SETTINGS} | settings
    return Parser(**{name: value for name, value in stated.items() if value is not None})


def refuse_parsing_arguments(arguments: argparse.Namespace, cause: str) -> None:
    """Raises UsageError for settings of a parser that does not run, because of ``cause``."""
    stated = [
        f"--{name}" if getattr(arguments, name) else f"--no-{name}"
        for name in SETTINGS
        if getattr(arguments, name) is not None
    ]
    if stated:
        raise UsageError(f"found {', '.join(stated)} beside {cause}, with which nothing is parsed")
