"""Readings as expressions of SymPy, built from operations directly; no text is parsed on the way.

SymPy is an extra and slow to import: everything here that needs it is imported by the functions below.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layoutmath.errors import LayoutmathError, UnknownNameError
from layoutmath.reading import Reading
from layoutmath.semantics.deadline import within
from layoutmath.semantics.limits import SECONDS, check_size, in_words

if TYPE_CHECKING:
    import sympy

ANGLES = ("radians", "degrees")


@dataclass(frozen=True, slots=True)
class LinkedExpression:
    """An expression of SymPy that knows which symbols say what in it.

    Links go by nodes; where the same stands twice, x in x + x, they lead to both. A symbol whose operation
    has no node of its own (the letters of sin, a sum that was carried out) belongs to that of the operation
    around.
    """

    expression: sympy.Basic
    nodes: Mapping[str, tuple[sympy.Basic, ...]] = field(repr=False)
    symbols: Mapping[sympy.Basic, tuple[str, ...]] = field(repr=False)

    def nodes_of(self, symbol_id: str) -> tuple[sympy.Basic, ...]:
        """The nodes that the operation with this symbol became: of ±, those of both signs."""
        return self.nodes.get(symbol_id, ())

    def symbols_of(self, node: sympy.Basic) -> tuple[str, ...]:
        """The ids of all symbols that say this node, its operands included."""
        return self.symbols.get(node, ())


def to_sympy(reading: Reading, *, evaluate: bool = True, angles: str = "radians") -> sympy.Basic:
    r"""What a reading says, as an expression of SymPy.

    Names are plain symbols without assumptions, numbers are exact (0.25 is 1/4), sums, integrals, limits
    and derivatives stay what they are until ``doit``, ± makes the set of both values, or a statement with
    either. A sum whose ends are numbers in the wrong order is empty: 0, a product then 1. The power of a
    negative number by a fraction with an odd denominator is real, as its odd roots are: (-8)^{1/3} is -2.
    Without ``evaluate`` everything stays as it is written: 2 + 2 is a sum. With ``angles="degrees"``
    functions of angles take, and their inverses give, degrees, and the sign ° changes nothing.

    Raises MeaningError: ``not-evaluable`` where SymPy has no counterpart (nor for A^T of a name: its symbols
    are numbers, which are their own transposes), ``overflow`` where a number would
    have more than 3,000 digits, ``too-large`` for a reading beyond the limits, ``too-long`` after two
    seconds.

    >>> from layoutmath.semantics import meaning
    >>> from layoutmath.readers.latex import read_latex
    >>> to_sympy(meaning(read_latex(r"\frac{1}{2} + \sqrt{x}"))[0])
    sqrt(x) + 1/2
    """
    return linked_sympy(reading, evaluate=evaluate, angles=angles).expression


def linked_sympy(reading: Reading, *, evaluate: bool = True, angles: str = "radians") -> LinkedExpression:
    """The same with links between symbols and nodes, both ways.

    >>> from layoutmath.semantics import meaning
    >>> from layoutmath.readers.latex import read_latex
    >>> linked = linked_sympy(meaning(read_latex("x^2+1"))[0])
    >>> linked.nodes_of("0"), linked.nodes_of("2")
    ((x,), (x**2 + 1,))
    >>> linked.symbols_of(linked.expression.args[1])
    ('0', '1')
    """
    require_sympy()
    from layoutmath.semantics.algebra.building import built
    from layoutmath.semantics.algebra.construction import Construction
    from layoutmath.semantics.algebra.linking import links

    check_size(reading)
    construction = Construction(reading, evaluate, in_degrees(angles))
    with in_words(reading), within(SECONDS):
        expression, made = built(construction)
        return LinkedExpression(expression, *links(expression, made))


def in_degrees(angles: str) -> bool:
    """Whether a setting of angles says degrees."""
    if angles not in ANGLES:
        raise UnknownNameError("unit of angles", angles, list(ANGLES))
    return angles == "degrees"


def require_sympy() -> None:
    """Raise LayoutmathError where SymPy is missing."""
    if importlib.util.find_spec("sympy") is None:
        raise LayoutmathError("expressions are computed by SymPy: pip install 'layoutmath[meaning]'")
