"""``layoutmath recognise``: from pen strokes, pictures, PDF pages and detections to formulas."""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from layoutmath.cli.command import Command, table
from layoutmath.cli.console import Console, UsageError
from layoutmath.cli.inputs import read_items
from layoutmath.cli.outputs import OUTPUT_FORMATS, add_output_arguments, made_output
from layoutmath.errors import InputError, Problem
from layoutmath.parser import Parser
from layoutmath.readers import READERS
from layoutmath.readers.beside import CLASS_FILES
from layoutmath.readers.contract import source_stem
from layoutmath.recognisers.pdf.source import PdfDocument
from layoutmath.recognisers.recogniser import recogniser
from layoutmath.recognisers.sources import kind_of_source, open_source
from layoutmath.structure import BaselineStructure

UNSURE = 0.5
"""Below this confidence a formula is rather wrong than right."""

KINDS = {
    "pen strokes": "InkML, and the common JSON forms of strokes",
    "pictures": "PNG, JPEG, TIFF, WebP, …: one or more formulas on a page (needs 'layoutmath[image]')",
    "PDF": "the glyphs of pages, without any model (needs 'layoutmath[pdf]')",
    "boxes": f"what detectors and OCR found: {', '.join(name for name in READERS if name != 'latex')}",
}

HELP = f"""\
Find formulas in files of any kind and write them, as LaTeX unless told
otherwise. The content of a file tells what it is; of a folder all files are
read. How sure each formula is stands on standard error (not with -q), and what
is doubtful about those that are not; where a file has several formulas, a
comment before each in the LaTeX says so too.

examples:
  $ layoutmath recognise strokes.inkml                 # LaTeX on standard output
  $ layoutmath recognise page.png --to mathml          # every formula of a picture
  $ layoutmath recognise paper.pdf --pages 1           # of one page
  $ layoutmath recognise notes/ -o results/            # a file per formula
  $ layoutmath recognise page.png --to svg -o drawn/   # boxes and relations to look at
  $ layoutmath recognise strokes.json --unsure 0.8     # ask for more
  $ layoutmath recognise page.png --recogniser image   # or one that a package brought

kinds of input:
{table(KINDS.items())}

{OUTPUT_FORMATS}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "inputs", nargs="+", metavar="FILE", help="a file, a folder of files, or - for standard input"
    )
    add_output_arguments(parser)
    parser.add_argument(
        "--recogniser",
        metavar="NAME",
        help="who finds the symbols: image, ink, pdf, or one that a package registered; by default the"
        " content of each file tells",
    )
    parser.add_argument(
        "--pages", type=_pages, metavar="N[-M][,…]", help="of a PDF document, only these pages, from 1"
    )
    parser.add_argument(
        "--unsure",
        type=_probability,
        default=UNSURE,
        metavar="P",
        help=f"call a formula unsure when its confidence is below this (default: {UNSURE})",
    )


class _Input(NamedTuple):
    """A file, what it is called, and whether it was found in a folder, where others may be too."""

    path: Path
    place: str
    in_folder: bool


def run(arguments: argparse.Namespace, console: Console) -> None:
    if arguments.recogniser is not None:
        recogniser(arguments.recogniser)  # before anything is read: a name that does not exist
    parser = Parser()
    with made_output(arguments) as output, tempfile.TemporaryDirectory() as folder:
        files = list(_files(arguments.inputs, Path(folder)))
        for file in console.progress(files, unit="files", shown=not output.on_terminal):
            with console.failing(file.place):
                found = _found(file, parser, arguments.recogniser, arguments.pages, console)
                if found is None:
                    continue
                named = list(_named(found, source_stem(file.place)))
                if not named:
                    console.say(f"{file.place}: found no formula")
                for place, tree in enumerate(named, 1):
                    where = file.place if len(named) == 1 else f"{file.place}: formula {place}"
                    title = _told(tree, where, arguments.unsure, console)
                    output.write(tree, f"{tree.expression.name}: {title}" if len(named) > 1 else "")


def _found(
    file: _Input, parser: Parser, asked: str | None, pages: tuple[int, ...] | None, console: Console
) -> list[BaselineStructure] | None:
    """The trees of a file's formulas; None where it was skipped."""
    if not file.path.exists():
        raise InputError("found no such file", "a file or folder")
    if asked not in (None, "pdf"):
        _refuse(pages)
        return parser.recognise(str(file.path), asked)
    if asked is None and _holds_boxes(file.path):
        _refuse(pages)
        items = read_items([str(file.path)], None, console, truth=False)
        return [parser.parse_recognised(item.expression) for item in items]
    if file.in_folder and kind_of_source(_head(file.path)) is None:
        if file.path.name not in CLASS_FILES:
            skipped = "found content of no known kind, skipped"
            console.report(Problem(skipped, source=file.place, lost=False))
        return None
    source = PdfDocument(file.path) if asked == "pdf" else open_source(file.path)
    if not isinstance(source, PdfDocument):
        _refuse(pages)
    elif pages is not None:
        source = replace(source, pages=pages)
    return parser.recognise(source)


def _refuse(pages: tuple[int, ...] | None) -> None:
    if pages is not None:
        raise InputError("found --pages beside a file without pages", "a PDF document")


def _files(inputs: Iterable[str], folder: Path) -> Iterator[_Input]:
    """All files, hidden ones left out; standard input becomes a file in ``folder``."""
    for name in inputs:
        path = Path(name)
        if name == "-":
            if sys.stdin is None or sys.stdin.isatty():
                raise UsageError("found nothing piped in; expected a file, a folder, or something piped in")
            piped = folder / "stdin"
            piped.write_bytes(sys.stdin.buffer.read())
            yield _Input(piped, "stdin", False)
        elif path.is_dir():
            inner = sorted(each for each in path.rglob("*") if each.is_file())
            shown = [
                each for each in inner if not any(p.startswith(".") for p in each.relative_to(path).parts)
            ]
            if not shown:
                raise UsageError(f"{name}: found an empty folder; expected files in it")
            yield from (_Input(each, str(each), True) for each in shown)
        else:
            yield _Input(path, name, False)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1 << 16)


def _holds_boxes(path: Path) -> bool:
    """Whether a reader knows the file, and it is none of pen strokes, whose symbols are yet to be found."""
    head = _head(path)
    readers = {name: reader for name, reader in READERS.items() if name not in ("inkml", "latex")}
    return any(reader.suffix == path.suffix or reader.sniff(head) for reader in readers.values())


def _named(found: list[BaselineStructure], stem: str) -> Iterator[BaselineStructure]:
    """The trees by the name of their file, numbered where there are several; other names they keep."""
    for number, tree in enumerate(found, 1):
        name = tree.expression.name
        if not name or source_stem(name) == stem:
            name = stem if len(found) == 1 else f"{stem}-{number}"
        yield replace(tree, expression=replace(tree.expression, name=name))


def _told(tree: BaselineStructure, where: str, unsure: float, console: Console) -> str:
    """How sure the tree is, as it is told to the console."""
    confidence = math.exp(tree.log_prob) if tree.log_prob is not None else 1.0
    said = f"confidence {confidence:.2f}"
    if confidence < unsure:
        said = f"unsure, {said}"
        doubts = _doubts(tree)
        console.say(f"{where}: {said}" + (f"; {doubts}" if doubts else ""))
    else:
        console.say(f"{where}: {said}")
    return said


def _doubts(tree: BaselineStructure) -> str:
    """The least certain label and the least certain place."""
    parts = []
    doubtful = [s for s in tree.expression.symbols if s.label is None and len(s.candidates) > 1]
    if doubtful:
        symbol = min(doubtful, key=lambda symbol: symbol.candidates[0].log_prob)
        first, second = symbol.candidates[:2]
        parts.append(
            f"symbol {symbol.id} is {first.label} ({math.exp(first.log_prob):.2f})"
            f" or {second.label} ({math.exp(second.log_prob):.2f})"
        )
    placed = [each for each in tree.relationships() if each.log_prob is not None and each.runner_up]
    if placed:
        least = min(placed, key=lambda each: each.log_prob or 0.0)
        parts.append(
            f"{least.child} is {least.relation.value} of {least.parent} ({math.exp(least.log_prob or 0):.2f})"
        )
    return "; ".join(parts)


def _pages(text: str) -> tuple[int, ...]:
    """
    >>> _pages("1,3-5")
    (1, 3, 4, 5)
    """
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if (
            not first.isdecimal()
            or not (last or first).isdecimal()
            or not 1 <= int(first) <= int(last or first)
        ):
            raise argparse.ArgumentTypeError(f"found {text!r}; expected pages from 1, such as 1,3-5")
        numbers += range(int(first), int(last or first) + 1)
    return tuple(numbers)


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a probability, 0 to 1")
    return value


COMMAND = Command("find formulas in strokes, pictures, PDF pages and detections", HELP, add_arguments, run)
