"""The output of a subcommand: standard output, one file, or a folder with a file per expression."""

from __future__ import annotations

import argparse
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from layoutmath.cli.command import one_of, table
from layoutmath.cli.console import UsageError
from layoutmath.cli.expressions import described
from layoutmath.conventions import AS_DRAWN, SETTINGS, Conventions
from layoutmath.errors import InputError
from layoutmath.exporting import FORMATS, text_of
from layoutmath.reading import MeaningError
from layoutmath.structure import BaselineStructure

OUTPUT_FORMATS = "output formats (--to, else by the suffix of -o, else latex):\n" + table(
    (name, exporter.description) for name, exporter in FORMATS.items()
)

_AS_DRAWN = Conventions()

Write = Callable[[BaselineStructure], str]


def add_output_arguments(parser: argparse.ArgumentParser, *, otherwise: str = "latex") -> None:
    parser.add_argument(
        "--to",
        dest="output_format",
        metavar="FORMAT",
        type=one_of("format", FORMATS),
        help=f"format of the output; else by the suffix of -o, else {otherwise}",
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="PATH",
        default="-",
        help="a file; or a folder (one that exists, or a name without suffix), which gets one file per"
        " expression by its name; standard output when left out",
    )
    conventions = parser.add_argument_group(
        "conventions", "one spelling for what sources spell differently; left out, it stays as drawn"
    )
    for name, choices in SETTINGS.items():
        values = [AS_DRAWN, *choices]
        conventions.add_argument(
            f"--{name}",
            type=one_of(f"value of --{name}", values),
            default=AS_DRAWN,
            metavar="|".join(values),
            help="; ".join(f"{value}: {choice.description}" for value, choice in choices.items()),
        )


def made_output(arguments: argparse.Namespace, *, otherwise: str = "latex") -> Output:
    """The output that the arguments describe; on standard output in ``otherwise`` if none is named."""
    conventions = Conventions(**{name: getattr(arguments, name) for name in SETTINGS})
    format = arguments.output_format or (otherwise if arguments.output == "-" else None)
    return Output(arguments.output, format, conventions)


def output_format(path: str) -> str:
    """The format that the suffix of a file means, LaTeX where there is no suffix.

    Raises UsageError for the suffix of a file that no format is written to.

    >>> output_format("result.jsonl"), output_format("results/")
    ('json', 'latex')
    """
    suffix = Path(path).suffix.lower()
    for name, row in FORMATS.items():
        if suffix in row.suffixes:
            return name
    if suffix and not _means_folder(path):
        known = ", ".join(known for row in FORMATS.values() for known in row.suffixes)
        raise UsageError(f"{path}: found suffix {suffix!r}; expected --to FORMAT, or one of {known}")
    return "latex"


class Output:
    """Where trees go, brought to ``conventions`` on the way.

    A context manager, since a file appears under its name only when it is complete.
    """

    def __init__(self, path: str, format: str | None = None, conventions: Conventions = _AS_DRAWN) -> None:
        self.conventions = conventions
        self.format = format or output_format(path)
        self.path = None if path == "-" else Path(path)
        self.is_folder = self.path is not None and _means_folder(path)
        self._exporter = FORMATS[self.format]
        self._open_files = ExitStack()
        self._file: IO[str] | None = None
        self._count = 0
        self._last_number: dict[str, int] = {}

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open_files.__exit__(kind, error, trace)

    @property
    def on_terminal(self) -> bool:
        return self.path is None and sys.stdout.isatty()

    def write(
        self, structure: BaselineStructure, title: str = "", *, written: Write | None = None
    ) -> Path | None:
        """Write one tree and return the file that it has in a folder.

        Where one file holds many, ``title`` stands before the tree in formats that have room for it;
        ``written`` writes it instead of the format's exporter.
        Raises InputError when the format cannot hold the tree or the tree has no reading that the format
        needs, UsageError when it holds no second one.
        """
        if self._count and not self.is_folder and not self._exporter.holds_many:
            raise UsageError(
                f"{self.path or 'standard output'}: found a second tree; expected a folder after -o"
            )
        respelled = self.conventions.apply(structure)
        try:
            text = written(respelled) if written else text_of(respelled, self.format)
        except MeaningError as error:
            raise InputError(described(error.diagnostic)) from None
        text = text.removesuffix("\n") + "\n"
        self._count += 1
        if self.path is not None and self.is_folder:
            self.path.mkdir(parents=True, exist_ok=True)
            path = self.path / self._free_name(structure.expression.name)
            with _completed(path) as file:
                file.write(text)
            return path
        if self.format == "latex" and title:
            text = f"% {' '.join(title.split())}\n{text}"
        elif self.format == "pretty":
            heading = title or structure.expression.name
            text = "\n" * (self._count > 1) + (f"{heading}\n" if heading else "") + text
        if self._file is None:
            self._file = self._open_files.enter_context(_completed(self.path)) if self.path else sys.stdout
        self._file.write(text)
        return None

    def _free_name(self, name: str) -> str:
        """A file name that no other expression of this run has, on any file system."""
        stem = safe_stem(name)
        while True:
            number = self._last_number.get(stem.casefold(), 0) + 1
            self._last_number[stem.casefold()] = number
            if number == 1:
                return stem + self._exporter.suffixes[0]
            stem = f"{stem}-{number}"


def safe_stem(name: str) -> str:
    """An expression's name as a file name without suffix: no folders, nothing hidden, not too long.

    >>> safe_stem("../HAMEX/formula 1"), safe_stem("x²"), safe_stem("...")
    ('HAMEX_formula_1', 'x²', 'expression')
    """
    plain = re.sub(r"[^\w.+=-]+", "_", unicodedata.normalize("NFC", name))
    short = plain.encode()[:200].decode(errors="ignore")  # file systems count bytes
    return short.strip("._") or "expression"


def _means_folder(path: str) -> bool:
    return (
        Path(path).is_dir() or path.endswith(("/", os.sep)) or not (Path(path).suffix or Path(path).exists())
    )


@contextmanager
def _completed(path: Path) -> Iterator[IO[str]]:
    """A text file to write that takes its name, and the place of an older one, once all is written.

    So an input can be replaced by an output, and an interrupted run leaves nothing half done.
    """
    if path.exists() and not path.is_file():  # a device or a pipe
        with path.open("w", encoding="utf-8") as file:
            yield file
        return
    target = path.resolve()
    draft = target.with_name(f".{target.name}.part")
    try:
        file = draft.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from None
    try:
        with file:
            yield file
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
