"""What a subcommand is, and the types of its arguments."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from layoutmath.cli.console import Console
from layoutmath.errors import UnknownNameError


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table of subcommands.

    ``summary`` is its line in ``layoutmath --help``; ``help`` the text around its options, examples
    included, one per line that starts with ``$``.
    """

    summary: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Console], None]


def one_of(kind: str, known: Iterable[str]) -> Callable[[str], str]:
    """The type of an argument that names a row of a table.

    >>> one_of("format", ["json", "latex"])("latx")
    Traceback (most recent call last):
    ...
    argparse.ArgumentTypeError: unknown format 'latx'; did you mean 'latex'? (known: json, latex)
    """
    names = list(known)

    def check(name: str) -> str:
        if name not in names:
            raise argparse.ArgumentTypeError(str(UnknownNameError(kind, name, names)))
        return name

    return check


def at_least_one(text: str) -> int:
    """The type of an argument that counts.

    >>> at_least_one("0")
    Traceback (most recent call last):
    ...
    argparse.ArgumentTypeError: found '0'; expected a whole number, 1 or more
    """
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a whole number, 1 or more")
    return number


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Names and their descriptions in two columns, for help texts.

    >>> print(table([("json", "records"), ("lg", "label graphs")]))
      json  records
      lg    label graphs
    """
    pairs = list(rows)
    width = max(len(name) for name, _ in pairs)
    return "\n".join(f"  {name:{width}}  {description}" for name, description in pairs)
