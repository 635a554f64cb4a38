"""``layoutmath synthesise``: typeset formulas with exact boxes and true trees."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from layoutmath.cli.command import Command, at_least_one
from layoutmath.cli.console import Console, UsageError
from layoutmath.cli.inputs import INPUT_FORMATS, add_input_arguments, read_items
from layoutmath.cli.outputs import OUTPUT_FORMATS, add_output_arguments, made_output
from layoutmath.structure import BaselineStructure

HELP = f"""\
Typeset formulas in a font for mathematics and write the box of every symbol's
ink with the true tree. Formulas come from files, or are made at random. Boxes
are in thousandths of an em, y downward. Function names become single letters
and limits stand where TeX sets them. A formula with a symbol that the font
lacks is an error; the others are written.

This is an extra: pip install 'layoutmath[synthesise]'.

examples:
  $ layoutmath synthesise formula.tex                  # boxes and tree of a formula
  $ layoutmath synthesise --random 1000 -o random.jsonl
  $ layoutmath synthesise --random 500 --seed 7 --vary --font latinmodern-math --font my.otf -o many.jsonl
  $ echo '\\frac{{1}}{{2}}' | layoutmath synthesise - --to svg > half.svg

{INPUT_FORMATS}

{OUTPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_input_arguments(parser)
    parser.add_argument(
        "--random", type=at_least_one, metavar="N", help="make N formulas instead of reading some"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="for --random and --vary: the same seed, the same output",
    )
    parser.add_argument(
        "--font",
        dest="fonts",
        action="append",
        metavar="FONT",
        help="path of a font with a MATH table, or the beginning of the name of an installed one; several"
        " are used in turn; STIX Two Math when left out",
    )
    parser.add_argument(
        "--style",
        choices=("display", "text"),
        default="display",
        help="style of a displayed formula or of one in a line of text, where limits stand beside sums",
    )
    parser.add_argument(
        "--vary",
        action="store_true",
        help="vary style, spaces, alphabet and what TeX leaves to the author from formula to formula",
    )
    add_output_arguments(parser, otherwise="json")


def run(arguments: argparse.Namespace, console: Console) -> None:
    from layoutmath.synthesise import Manner, as_tex_draws, open_font, synthesise

    fonts = itertools.cycle([open_font(name) for name in arguments.fonts or [None]])
    formulas = _random_formulas(arguments) if arguments.random else _given_formulas(arguments, console)
    random = Random(arguments.seed)
    with made_output(arguments, otherwise="json") as output:
        for place, structure in console.progress(formulas, shown=not output.on_terminal):
            manner = Manner.varied(random) if arguments.vary else Manner(display=arguments.style == "display")
            font = next(fonts)
            with console.failing(place):
                output.write(synthesise(as_tex_draws(structure, manner), font, manner))


def _random_formulas(arguments: argparse.Namespace) -> Iterator[tuple[str, BaselineStructure]]:
    from layoutmath.readers.latex import read_latex
    from layoutmath.synthesise import random_formulas

    if arguments.inputs:
        raise UsageError("found --random and an input; expected one of them")
    formulas = itertools.islice(random_formulas(arguments.seed), arguments.random)
    for number, latex in enumerate(formulas, 1):
        name = f"random-{arguments.seed}-{number:05}"
        yield name, _named(read_latex(latex), name, latex)


def _given_formulas(
    arguments: argparse.Namespace, console: Console
) -> Iterator[tuple[str, BaselineStructure]]:
    from layoutmath.exporting import export

    for item in read_items(arguments.inputs, arguments.input_format, console):
        if item.truth is None and item.told:
            continue
        with console.failing(item.place):
            structure = item.required_truth()
            formula = _named(structure, structure.expression.name, export(structure, "latex"))
            yield item.place, formula


def _named(structure: BaselineStructure, name: str, latex: str) -> BaselineStructure:
    extra = {"latex": latex, **structure.expression.extra}
    return replace(structure, expression=replace(structure.expression, name=name, extra=extra))


COMMAND = Command("typeset formulas with exact boxes and true trees", HELP, add_arguments, run)
