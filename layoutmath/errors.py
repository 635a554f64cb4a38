"""The one exception tree.

Code raises these; only the command line turns them into text and exit codes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


class LayoutmathError(Exception):
    """Root of every error the package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an input: where, what was found, what was expected.

    ``source`` is the file, ``place`` the spot inside it (``line 3``, ``symbols[2].box``). ``lost`` says
    whether an expression could not be read because of it; a problem with ``lost=False`` was mended and is
    only reported. Where only the tree of an expression could not be read, ``expression`` is its name.

    >>> print(Problem("found 3 numbers", "4 numbers: l, t, r, b", place="symbols[2].box", source="a.json"))
    a.json: symbols[2].box: found 3 numbers; expected 4 numbers: l, t, r, b
    """

    finding: str
    expectation: str = ""
    place: str = ""
    source: str = ""
    lost: bool = True
    expression: str | None = None

    def __str__(self) -> str:
        where = "".join(f"{part}: " for part in (self.source, self.place) if part)
        return where + self.finding + (f"; expected {self.expectation}" if self.expectation else "")


class InputError(LayoutmathError):
    """Input that cannot be used; carries one :class:`Problem`.

    >>> try:
    ...     raise InputError("found no symbols", "at least one symbol", place="symbols")
    ... except LayoutmathError as error:
    ...     print(error.inside("a.json"))
    a.json: symbols: found no symbols; expected at least one symbol
    """

    def __init__(self, finding: str, expectation: str = "", *, place: str = "", source: str = "") -> None:
        self.problem = Problem(finding, expectation, place, source)
        super().__init__(str(self.problem))

    def inside(self, source: str, place: str = "") -> InputError:
        """The same error, seen from the file (and the place in it) that holds the bad input."""
        joined = ": ".join(part for part in (place, self.problem.place) if part)
        problem = replace(self.problem, source=self.problem.source or source, place=joined)
        return type(self)(problem.finding, problem.expectation, place=problem.place, source=problem.source)


class StructureError(InputError):
    """Relations that do not form a tree of baselines over the symbols."""


class UnknownNameError(LayoutmathError):
    """A format, classifier or option value that does not exist.

    >>> raise UnknownNameError("format", "latx", ["json", "latex"])
    Traceback (most recent call last):
    ...
    layoutmath.errors.UnknownNameError: unknown format 'latx'; did you mean 'latex'? (known: json, latex)
    """

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        import difflib  # only wanted once something has gone wrong

        close = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        list_of_known = f" (known: {', '.join(sorted(known))})" if known else "; there are none"
        super().__init__(f"unknown {kind} {name!r}{hint}{list_of_known}")
