"""The inputs of a subcommand: files, folders or standard input, in any format that can be read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from layoutmath.cli.command import one_of, table
from layoutmath.cli.console import FAILURES, Console, UsageError, described
from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression
from layoutmath.readers import READERS, open_dataset
from layoutmath.readers.contract import Pair, StatedPair, source_stem
from layoutmath.structure import BaselineStructure

INPUT_FORMATS = (
    "input formats (told by the content, or the suffix .lg or .tex, unless --from says):\n"
    + table((name, reader.description) for name, reader in READERS.items())
)


@dataclass(frozen=True, slots=True)
class Item:
    """An expression from the input; ``source`` is the argument that it came by, ``file`` the file below it.

    ``told`` says that the reader has reported why its truth is missing. ``stated`` is the pair as read.
    """

    source: str
    file: str
    expression: Expression
    truth: BaselineStructure | None
    told: bool
    stated: Pair

    @property
    def place(self) -> str:
        """Where a failure happened."""
        name = self.expression.name
        return self.source if not name or source_stem(self.source) == name else f"{self.source}: {name}"

    @property
    def has_boxes(self) -> bool:
        """Whether all symbols have one."""
        return _has_boxes(self.expression)

    def require_boxes(self) -> None:
        """Raises InputError for symbols without boxes, which cannot be parsed."""
        if not self.has_boxes:
            raise InputError(
                "found symbols without boxes",
                "boxes; a tree that a file states is written in other formats by 'layoutmath convert'",
            )

    def required_truth(self) -> BaselineStructure:
        """Raises InputError for an expression that states no tree."""
        if self.truth is None:
            raise InputError(
                "found no tree",
                "a source that states one; 'layoutmath parse' finds one from the boxes of symbols",
            )
        return self.truth


def add_input_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="a file, a folder (all readable files below it), or - for standard input, which is the default"
        " when something is piped in; .gz files are unpacked",
    )
    add_format_argument(parser)


def add_format_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="input_format",
        metavar="FORMAT",
        type=one_of("format", READERS),
        help="format of the input; guessed from its content when left out",
    )


def read_items(
    inputs: Iterable[str],
    input_format: str | None,
    console: Console,
    *,
    truth: bool = True,
    boxes: bool = False,
    graphs: bool = False,
) -> Iterator[Item]:
    """Every expression of the inputs, lazily; what cannot be read is told to the console.

    Without ``truth``, trees are not asked for: what is wrong with them is only noted. With ``boxes``, they
    are asked for only where there are none. With ``graphs``, a label graph need not be a tree.
    """

    def tell(problem: Problem, pair: Pair | None = None) -> None:
        graph = pair.graph if isinstance(pair, StatedPair) else None
        parsed = boxes and pair is not None and len(pair[0]) > 0 and _has_boxes(pair[0])
        unasked = not truth or parsed or (graphs and graph is not None)
        mended = problem.expression is not None and unasked
        console.report(replace(problem, lost=False) if mended else problem)

    for source in list(inputs) or [_piped()]:
        if source == "-" and sys.stdin is None:
            raise UsageError("found standard input closed; expected something piped in")
        try:
            dataset = open_dataset(sys.stdin.buffer if source == "-" else source, input_format)
            reported = 0
            for pair in dataset:
                expression, structure = pair
                new = dataset.problems[reported:]
                reported += len(new)
                for problem in new:
                    tell(problem, pair)
                told = any(problem.expression == expression.name for problem in new)
                shown = "stdin" if source == "-" else source
                yield Item(shown, dataset.file, expression, structure, told, pair)
            for problem in dataset.problems[reported:]:
                tell(problem)
        except FAILURES as error:
            console.fail(described(error))


def _has_boxes(expression: Expression) -> bool:
    return all(symbol.box is not None for symbol in expression.symbols)


def _piped() -> str:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("found no input; expected a file, a folder, or something piped in")
    return "-"
