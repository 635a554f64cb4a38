"""A recogniser and a parser as one: what is measured when nothing but the ink is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from layoutmath.errors import InputError
from layoutmath.expression import Expression
from layoutmath.lattice import SymbolLattice
from layoutmath.parser import Parser
from layoutmath.recognisers.recogniser import recogniser
from layoutmath.recognisers.sources import recognised
from layoutmath.structure import BaselineStructure


class RecognisingParser:
    """Finds trees from the ink of expressions alone; their symbols are not looked at.

    With ``first_choice`` the recogniser's most probable segmentation and labels are taken as given, and only
    the layout is left to be found: by how much the joint decision is better is what it wins.

    >>> from layoutmath.ink import Ink, Stroke
    >>> bars = Ink((Stroke("0", ((0, 0), (30, 0))), Stroke("1", ((0, 10), (30, 10)))))
    >>> RecognisingParser(Parser(), "ink").parse(Expression((), "formula", bars)).pretty()
    '='
    """

    labels = "found"

    def __init__(self, parser: Parser, name: str, *, first_choice: bool = False) -> None:
        self._parser = parser
        self._recogniser = recogniser(name)
        self._first_choice = first_choice

    def parse(self, expression: Expression) -> BaselineStructure:
        """Raises InputError for an expression without ink, or with ink of several formulas."""
        if expression.ink is None:
            raise InputError("found no ink", "strokes to recognise", source=expression.name)
        if self._first_choice:
            trees = [
                self._parser.parse(_first_choice(formula))
                for formula in recognised(expression.ink, self._recogniser)
            ]
        else:
            trees = self._parser.recognise(expression.ink, self._recogniser)
        if len(trees) != 1:
            raise InputError(f"found {len(trees)} formulas", "one", source=expression.name)
        (tree,) = trees
        # what is stated of the whole speaks of symbols and labels too, which exact trees do not ask for
        return replace(tree, expression=replace(tree.expression, name=expression.name), log_prob=None)

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]:
        return map(self.parse, expressions)


def _first_choice(formula: Expression | SymbolLattice) -> Expression:
    """The most probable symbols of a formula, each with its most probable label as if that were known."""
    expression = formula.segmentations()[0][0] if isinstance(formula, SymbolLattice) else formula
    symbols = tuple(replace(symbol, label=symbol.best_label, candidates=()) for symbol in expression.symbols)
    return replace(expression, symbols=symbols)
