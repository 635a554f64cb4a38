"""``layoutmath fit``: estimate the Bayesian classifiers from expressions whose trees are known."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from layoutmath.cli.command import Command
from layoutmath.cli.console import Console, UsageError
from layoutmath.cli.inputs import INPUT_FORMATS, add_format_argument, read_items
from layoutmath.expression import Expression
from layoutmath.structure import BaselineStructure

HELP = f"""\
Estimate the Bayesian classifiers of symbols and relations from expressions
with boxes and true trees. The same data and seed give the same file, byte for
byte, on one machine with one number of threads (OMP_NUM_THREADS=1);
'layoutmath parse --classifier MODEL' uses it.

examples:
  $ layoutmath fit ink/ -o model.npz                # a folder of InkML files
  $ layoutmath fit a.jsonl b.jsonl -o model.npz     # several files together
  $ layoutmath parse boxes.json --classifier model.npz

{INPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="DATA", help="files, folders, or - for standard input")
    add_format_argument(parser)
    parser.add_argument("-o", dest="output", required=True, metavar="MODEL", help="the file to write")
    parser.add_argument(
        "--seed", type=int, default=0, help="of everything that is drawn at random (default: 0)"
    )


def run(arguments: argparse.Namespace, console: Console) -> None:
    from importlib import metadata

    from layoutmath.parser import fit

    output = Path(arguments.output)  # what cannot be written is told now rather than after all the work
    if not output.parent.is_dir():
        raise UsageError(f"{output}: found no such folder; expected one to write the model to")
    if output.is_dir() or not os.access(output.parent, os.W_OK):
        raise UsageError(f"{output}: found no file that can be written; expected one for the model")
    expressions = list(_usable(arguments, console))
    model = fit(
        expressions,
        seed=arguments.seed,
        progress=lambda work, task: console.progress(work, task, unit="steps"),
        about={"layoutmath": metadata.version("layoutmath")},
    )
    model.save(arguments.output)
    used = model.about["expressions"]
    console.say(f"wrote {arguments.output}, fitted on {used} of {len(expressions)} expressions")


def _usable(
    arguments: argparse.Namespace, console: Console
) -> Iterator[tuple[Expression, BaselineStructure]]:
    """The expressions that have a true tree and boxes; the others are failures."""
    items = read_items(arguments.inputs, arguments.input_format, console)
    for item in console.progress(items, "reading"):
        if item.truth is None and item.told:
            continue
        with console.failing(item.place):
            item.require_boxes()
            yield item.expression, item.required_truth()


COMMAND = Command("estimate the classifiers from expressions with known trees", HELP, add_arguments, run)
