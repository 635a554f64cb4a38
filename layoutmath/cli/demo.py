"""``layoutmath demo``: the quadratic formula, from the boxes of its symbols to LaTeX and a picture."""

from __future__ import annotations

import argparse
from pathlib import Path

from layoutmath.cli.command import Command
from layoutmath.cli.console import Console
from layoutmath.expression import Expression

HELP = """\
Parse the quadratic formula from the boxes of its symbols, print its tree and
its LaTeX, and draw it as demo.svg in the current folder.

examples:
  $ layoutmath demo
"""

# As a recogniser gives them: a label and the left, top, right and bottom edge in pixels, y downward.
BOXES = [
    ("x", (10, 72, 30, 90)),
    ("=", (42, 75, 69, 85)),
    ("-", (82, 79, 340, 81)),  # the fraction bar: any horizontal stroke is a "-"
    ("-", (86, 51, 110, 53)),
    ("b", (116, 34, 131, 62)),
    (r"\pm", (142, 35, 168, 62)),
    (r"\sqrt", (178, 22, 337, 68)),  # the radical sign with its bar
    ("b", (206, 34, 221, 62)),
    ("2", (223, 28, 234, 46)),
    ("-", (242, 51, 266, 53)),
    ("4", (276, 35, 294, 62)),
    ("a", (297, 44, 315, 62)),
    ("c", (318, 44, 333, 62)),
    ("2", (195, 91, 212, 118)),
    ("a", (215, 100, 233, 118)),
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""


def run(arguments: argparse.Namespace, console: Console) -> None:
    from layoutmath.exporting import export
    from layoutmath.parser import parse

    expression = Expression.from_boxes(BOXES, name="quadratic formula")
    tree = parse(expression)
    picture = Path("demo.svg")
    picture.write_text(export(tree, "svg"), encoding="utf-8")
    print(f"{len(expression)} boxes in, one tree out:\n\n{tree.pretty()}\n\nLaTeX: {export(tree, 'latex')}")
    print(f"Picture: {picture} (open it in a browser)")


COMMAND = Command("parse the quadratic formula from boxes, as a first look", HELP, add_arguments, run)
