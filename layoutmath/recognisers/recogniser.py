"""The protocol that any recogniser implements, and how one is found by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from layoutmath.errors import LayoutmathError, UnknownNameError
from layoutmath.lattice import Recognised

ENTRY_POINTS = "layoutmath.recognisers"
"""The entry-point group in which packages name their recognisers, the built-in ones among them."""


class Recogniser(Protocol):
    """Whatever finds symbols in a source: strokes, pixels, a page, or whatever else it understands.

    It returns the symbols of one formula, as an expression or, where it has to segment, as a lattice; or
    several of them, the formulas of a page in reading order. A class that is made without arguments can be
    registered under a name in a package's ``pyproject.toml``::

        [project.entry-points."layoutmath.recognisers"]
        mine = "my_package:MyRecogniser"
    """

    def recognise(self, source: object, /) -> Recognised | Iterable[Recognised]: ...


def recogniser_names() -> list[str]:
    """Names of all recognisers that are installed.

    >>> [name for name in recogniser_names() if name in ("image", "ink", "pdf")]
    ['image', 'ink', 'pdf']
    """
    from importlib import metadata  # costs more than most imports; wanted by few

    return sorted({point.name for point in metadata.entry_points(group=ENTRY_POINTS)})


def recogniser(name: str) -> Recogniser:
    """The recogniser of this name, made anew.

    Raises UnknownNameError where there is none, LayoutmathError where it cannot be made.

    >>> recogniser("inc")
    Traceback (most recent call last):
    ...
    layoutmath.errors.UnknownNameError: unknown recogniser 'inc'; did you mean 'ink'? (known: ...)
    """
    from importlib import metadata

    points = {point.name: point for point in metadata.entry_points(group=ENTRY_POINTS)}
    if name not in points:
        raise UnknownNameError("recogniser", name, sorted(points))
    try:
        made: Recogniser = points[name].load()()
    except LayoutmathError:
        raise
    except Exception as error:  # whatever someone else's package raises
        finding = f"recogniser {name!r} ({points[name].value}) cannot be made"
        raise LayoutmathError(f"{finding}: {type(error).__name__}: {error}") from error
    return made
