"""Expressions whose meaning is asked for: where their trees come from, how they are read, what is told."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from layoutmath.cli.command import one_of
from layoutmath.cli.console import Console
from layoutmath.cli.inputs import add_input_arguments, read_items
from layoutmath.cli.parsing import (
    add_parsing_arguments,
    add_pin_argument,
    made_parser,
    refuse_parsing_arguments,
)
from layoutmath.reading import Diagnostic, MeaningError, Reading, Severity
from layoutmath.semantics import QUESTIONS, Policy
from layoutmath.structure import BaselineStructure
from layoutmath.tokens import DECIMAL_MARKS

ANSWERS = "questions and their answers (--answer):\n" + "\n".join(
    f"  {name}: {', '.join(answers)}" for name, answers in QUESTIONS.items()
)

TREES = """\
Symbols with boxes are parsed, as by 'layoutmath parse', unless --truth says to take
the tree that the input states. LaTeX and label graphs, which have no boxes, state one.
"""


def add_expression_arguments(parser: argparse.ArgumentParser) -> None:
    add_input_arguments(parser)
    parser.add_argument(
        "--truth", action="store_true", help="take the trees that the input states instead of parsing boxes"
    )
    add_policy_arguments(parser)
    add_parsing_arguments(parser)
    add_pin_argument(parser)


def add_policy_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--decimal",
        type=one_of("value of --decimal", DECIMAL_MARKS),
        default="point",
        metavar="|".join(DECIMAL_MARKS),
        help="what stands before decimals; a comma otherwise separates (default: point)",
    )
    parser.add_argument(
        "--answer",
        dest="answers",
        type=assignment,
        action="append",
        default=[],
        metavar="QUESTION=ANSWER",
        help="settle what symbols leave open, for all subjects (letter=variable) or for one ('letter"
        " e=variable'); may be repeated",
    )


def assignment(text: str) -> tuple[str, str]:
    """The type of an argument that gives something a value.

    >>> assignment("letter e=variable"), assignment("x = 1/2")
    (('letter e', 'variable'), ('x', '1/2'))
    """
    name, sign, value = (part.strip() for part in text.rpartition("="))
    if not (name and sign and value):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected NAME=VALUE")
    return name, value


def made_policy(arguments: argparse.Namespace) -> Policy:
    """The policy that the arguments describe.

    Raises UnknownNameError for a question or an answer that does not exist.
    """
    return Policy(arguments.decimal, dict(arguments.answers))


def read_trees(arguments: argparse.Namespace, console: Console) -> Iterator[tuple[str, BaselineStructure]]:
    """The tree of every expression of the inputs, with its place; failures are told to the console."""
    if arguments.truth:
        refuse_parsing_arguments(arguments, "--truth")
    parser = None if arguments.truth else made_parser(arguments)
    for item in read_items(arguments.inputs, arguments.input_format, console, boxes=parser is not None):
        if item.truth is None and item.told and not item.expression.symbols:
            continue
        tree = None
        with console.failing(item.place):
            if parser is not None and item.has_boxes:
                tree = parser.parse(item.expression, arguments.pins)
            else:
                tree = item.required_truth()
        if tree is not None:
            yield item.place, tree


def with_titles(
    trees: Iterator[tuple[str, BaselineStructure]],
) -> Iterator[tuple[str, str, BaselineStructure]]:
    """Place, title and tree; the title is the name of the expression, and empty where there is only one."""
    first, second = next(trees, None), next(trees, None)
    several = second is not None
    for place, tree in (*([first] if first else ()), *([second] if second else ())):
        yield place, tree.expression.name if several else "", tree
    for place, tree in trees:
        yield place, tree.expression.name, tree


# ---- what is told ----


@contextmanager
def telling(console: Console, place: str, told: list[Diagnostic] | None = None) -> Iterator[None]:
    """Turn what is wrong with an expression into a failure of its place, with the symbols at fault."""
    with console.failing(place):
        try:
            yield
        except MeaningError as error:
            tell(console, place, error.diagnostic)
            if told is not None:
                told.append(error.diagnostic)


def tell(console: Console, place: str, diagnostic: Diagnostic) -> None:
    """A diagnostic in one line: place, code, sentence, symbols and boxes."""
    line = f"{place}: {described(diagnostic)}"
    if diagnostic.severity is Severity.ERROR:
        console.fail(line)
    else:
        console.say(f"{diagnostic.severity.value}: {line}")


def described(diagnostic: Diagnostic) -> str:
    """
    >>> from layoutmath.geometry import BoundingBox
    >>> boxes = (BoundingBox(0, 1, 2.5, 3),)
    >>> described(Diagnostic("incomplete", "found no end", Severity.ERROR, ("7",), boxes))
    'incomplete: found no end (symbol 7; box 0 1 2.5 3)'
    """
    about = [_several("symbol", diagnostic.symbols)] if diagnostic.symbols else []
    if diagnostic.boxes:
        boxes = tuple(
            " ".join(f"{edge:g}" for edge in (box.l, box.t, box.r, box.b)) for box in diagnostic.boxes
        )
        about.append(_several("box", boxes))
    return f"{diagnostic.code}: {diagnostic.sentence}" + (f" ({'; '.join(about)})" if about else "")


def _several(what: str, names: tuple[str, ...]) -> str:
    ending = "" if len(names) == 1 else "es" if what.endswith("x") else "s"
    return f"{what}{ending} {', '.join(names)}"


# ---- records ----


def diagnostic_record(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic for JSON; its boxes are those of its symbols that have one."""
    return {
        "code": diagnostic.code,
        "sentence": diagnostic.sentence,
        "severity": diagnostic.severity.value,
        "symbols": list(diagnostic.symbols),
        "boxes": [[box.l, box.t, box.r, box.b] for box in diagnostic.boxes],
    }


def reading_record(reading: Reading) -> dict[str, Any]:
    """A reading for JSON."""
    return {
        "calls": str(reading),
        "probability": math.exp(reading.log_prob),
        "decisions": [
            {
                "question": decision.question,
                "subject": decision.subject,
                "answer": decision.answer,
                "symbols": list(decision.symbols),
                "probability": decision.probability,
                "reason": decision.reason,
            }
            for decision in reading.decisions
        ],
    }
