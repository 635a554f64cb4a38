"""What the command line tells on standard error, and the exit code that follows from it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from layoutmath.errors import LayoutmathError, Problem

T = TypeVar("T")


class UsageError(LayoutmathError):
    """Arguments that cannot be meant like this: exit code 2."""


FAILURES = (LayoutmathError, OSError, UnicodeError)
"""What bad input, files and terminals raise: told in one line each."""


class Console:
    """Failures, one line each, at once; notes gathered by what they say, at the end, unless ``quiet``."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.failed = False
        self._notes: dict[str, list[Problem]] = {}

    def fail(self, message: str) -> None:
        """Name some input that could not be processed; the exit code becomes 1."""
        self.failed = True
        self._line(f"error: {message}")

    def say(self, message: str) -> None:
        if not self.quiet:
            self._line(message)

    def report(self, problem: Problem) -> None:
        """A failure at once; what was mended or skipped is noted for the end."""
        if problem.lost:
            self.fail(str(problem))
        else:
            self._notes.setdefault(re.sub(r"\d+|'[^']*'", "…", problem.finding), []).append(problem)

    def summarise(self) -> None:
        """A line for each kind of note: the first of them, and how many more there are."""
        for problems in self._notes.values():
            more = f" (and {len(problems) - 1} more like this)" if len(problems) > 1 else ""
            self.say(f"note: {problems[0]}{more}")
        self._notes.clear()

    @contextmanager
    def failing(self, place: str) -> Iterator[None]:
        """Turn what is wrong with an input into a failure of ``place``, so that the rest goes on.

        Outputs that cannot be written are wrong for all inputs: they stop the command.
        """
        try:
            yield
        except UsageError:
            raise
        except (LayoutmathError, UnicodeError) as error:
            name = place.rpartition(": ")[2]  # which some errors state themselves
            self.fail(f"{place}: {described(error).removeprefix(f'{name}: ')}")

    def progress(
        self, items: Iterable[T], task: str | None = None, *, unit: str = "expressions", shown: bool = True
    ) -> Iterator[T]:
        """The items, with a progress bar for the task when a person watches standard error."""
        if self.quiet or not shown or not sys.stderr.isatty():
            yield from items
            return
        from tqdm import tqdm

        yield from tqdm(items, task, unit=f" {unit}", leave=False)

    def _line(self, text: str) -> None:
        line = " ".join(text.splitlines())
        if "tqdm" in sys.modules:  # a progress bar may stand on the line
            from tqdm import tqdm

            tqdm.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr)


def described(error: BaseException) -> str:
    """An error in one line, a file's name before what is wrong with it.

    >>> described(FileNotFoundError(2, "No such file or directory", "a.json"))
    'a.json: No such file or directory'
    >>> described(LayoutmathError("found nothing"))
    'found nothing'
    """
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, UnicodeEncodeError):
        characters = error.object[error.start : error.end]
        return f"found {characters!a}, which {error.encoding} cannot write; expected UTF-8 output, or -o FILE"
    return str(error) or type(error).__name__
