"""What a classifier may see of an expression, and what the result shows of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from layoutmath.expression import Candidate, Expression, Symbol, normalised_candidates
from layoutmath.relate.pins import Pin
from layoutmath.symbols import SymbolClass, label_shape


def visible(expression: Expression, pins: Mapping[str, Pin], labels: str, ink: bool) -> Expression:
    """What the classifier may look at: labels by mode, ink or none, and nothing that contradicts pins."""
    seen = labelled(expression.with_labels(labels), pins)
    classes = pinned_classes(pins)
    if classes:
        symbols = (
            _of_class(symbol, classes[symbol.id]) if symbol.id in classes else symbol
            for symbol in seen.symbols
        )
        seen = replace(seen, symbols=tuple(symbols))
    return seen if ink else replace(seen, ink=None)


def labelled(expression: Expression, pins: Mapping[str, Pin]) -> Expression:
    """The expression with pinned labels."""
    labels = {symbol_id: pin.label for symbol_id, pin in pins.items() if pin.label is not None}
    if not labels:
        return expression
    return replace(
        expression,
        symbols=tuple(
            replace(symbol, label=labels.get(symbol.id, symbol.label)) for symbol in expression.symbols
        ),
    )


def pinned_classes(pins: Mapping[str, Pin]) -> dict[str, SymbolClass]:
    """The pinned classes, by symbol id."""
    return {symbol_id: pin.symbol_class for symbol_id, pin in pins.items() if pin.symbol_class is not None}


def _of_class(symbol: Symbol, symbol_class: SymbolClass) -> Symbol:
    """The symbol without label and candidates that are known to be of another class."""

    def possible(label: str) -> bool:
        shape = label_shape(label)
        return shape is None or shape.symbol_class is symbol_class

    left = [(each.label, math.exp(each.log_prob)) for each in symbol.candidates if possible(each.label)]
    return replace(
        symbol,
        label=symbol.label if symbol.label is not None and possible(symbol.label) else None,
        candidates=normalised_candidates(left) if left else (),
    )


def weighed(expression: Expression, labels: Mapping[str, tuple[Candidate, ...]]) -> Expression:
    """The expression with a recogniser's candidates as the context has weighed them, the best first."""
    if not any(symbol.candidates for symbol in expression.symbols):
        return expression
    symbols = (
        replace(symbol, candidates=labels[symbol.id])
        if symbol.label is None and symbol.candidates and labels.get(symbol.id)
        else symbol
        for symbol in expression.symbols
    )
    return replace(expression, symbols=tuple(symbols))
