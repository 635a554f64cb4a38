"""Expressions whose meaning is asked for: where their trees come from, how they are read, what is told."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from layoutmath.cli.command import one_of
from layoutmath.cli.console import Console, UsageError
from layoutmath.cli.inputs import add_input_arguments, read_items
from layoutmath.cli.parsing import (
    add_parsing_arguments,
    add_pin_argument,
    made_parser,
    refuse_parsing_arguments,
)
from layoutmath.reading import Diagnostic, MeaningError, Reading, Severity
from layoutmath.semantics import QUESTIONS, Policy, meaning
from layoutmath.structure import BaselineStructure
from layoutmath.tokens import DECIMAL_MARKS

ANSWERS = "questions and their answers (--answer):\n" + "\n".join(
    f"  {name}: {', '.join(answers)}" for name, answers in QUESTIONS.items()
)

TREES = """\
Symbols with boxes are parsed, as by 'layoutmath parse', unless --truth says to
take the tree that the input states. LaTeX and label graphs, which have no
boxes, state one."""


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
        type=assignment("QUESTION=ANSWER"),
        action="append",
        default=[],
        metavar="QUESTION=ANSWER",
        help="settle what symbols leave open, for all subjects (letter=variable) or for one ('letter"
        " e=variable'); may be repeated",
    )


def assignment(form: str) -> Callable[[str], tuple[str, str]]:
    """The type of an argument that gives something a value, with how that is written.

    >>> assignment("QUESTION=ANSWER")("letter e=variable"), assignment("NAME=VALUE")("x = 1/2")
    (('letter e', 'variable'), ('x', '1/2'))
    """

    def parts(text: str) -> tuple[str, str]:
        name, sign, value = (part.strip() for part in text.rpartition("="))
        if not (name and sign and value):
            raise argparse.ArgumentTypeError(f"found {text!r}; expected {form}")
        return name, value

    return parts


def assigned(option: str, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What a repeated option assigns; UsageError where it says two things of one name."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if found.setdefault(name, value) != value:
            raise UsageError(f"{option}: found {name}={found[name]} and {name}={value}; expected one of them")
    return found


def made_policy(arguments: argparse.Namespace) -> Policy:
    """The policy that the arguments describe.

    Raises UnknownNameError for a question or an answer that does not exist, UsageError for two answers to one
    question.
    """
    return Policy(arguments.decimal, assigned("--answer", arguments.answers))


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


@dataclass(slots=True)
class Problem:
    """What is asked about: where it is from, what it is called, its readings, and what is told of it."""

    place: str
    title: str
    name: str
    readings: list[Reading] = field(default_factory=list)
    told: list[Diagnostic] = field(default_factory=list)

    @contextmanager
    def telling(self, console: Console) -> Iterator[None]:
        """Turn what is wrong with it into a failure of its place, with the symbols at fault.

        Readings and expressions of SymPy are walked by calls, to write them too: such a walk can be too deep.
        """
        with console.failing(self.place):
            try:
                yield
            except MeaningError as error:
                self.tell(console, error.diagnostic)
            except RecursionError:
                sentence = "found operations nested too deep; expected fewer"
                self.tell(console, Diagnostic("too-large", sentence, Severity.ERROR))

    def tell(self, console: Console, *diagnostics: Diagnostic) -> None:
        """Diagnostics in a line each: place, code, sentence, symbols and boxes."""
        for diagnostic in diagnostics:
            line = f"{self.place}: {described(diagnostic)}"
            if diagnostic.severity is Severity.ERROR:
                console.fail(line)
            else:
                console.say(f"{diagnostic.severity.value}: {line}")
            self.told.append(diagnostic)

    def print_record(self, key: str, answer: dict[str, Any] | None) -> None:
        """A line of JSON with the answer and everything that was told."""
        record = {
            "name": self.name,
            key: answer,
            "diagnostics": list(map(diagnostic_record, self.told)),
            "readings": list(map(reading_record, self.readings)),
        }
        print(json.dumps(record, ensure_ascii=False))


def read_problems(arguments: argparse.Namespace, console: Console, n: int = 5) -> Iterator[Problem]:
    """One for each expression, with its ``n`` likeliest readings; none of them where it cannot be read."""
    policy = made_policy(arguments)
    for place, title, tree in with_titles(read_trees(arguments, console)):
        problem = Problem(place, title, tree.expression.name)
        with problem.telling(console):
            problem.readings += meaning(tree, policy, n)
        yield problem


# ---- what is told ----


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
