"""Which symbols belong to which nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from layoutmath.semantics.algebra.building import Made

NodesOfSymbol = Mapping[str, tuple[Any, ...]]
SymbolsOfNode = Mapping[Any, tuple[str, ...]]


def links(expression: Any, made: Made) -> tuple[NodesOfSymbol, SymbolsOfNode]:
    """Links both ways between the symbols of operations and the nodes that are found in the expression.

    An operation whose node is not there, because it has none or it was evaluated away, has that of the
    nearest operation around it.
    """
    nodes: dict[str, dict[Any, None]] = {}
    symbols: dict[Any, dict[str, None]] = {}
    inside: dict[Any, set[Any]] = {}
    around: list[Any] = []
    for operation, node in made:
        found = around.pop() if around else expression
        if found not in inside:
            inside[found] = set(sympy.preorder_traversal(found))
        if isinstance(node, sympy.Basic) and node in inside[found]:
            found = node
        around.extend([found] * len(operation.operands))
        for symbol in operation.symbols:
            nodes.setdefault(symbol, {})[found] = None
        symbols.setdefault(found, {}).update(dict.fromkeys(operation.all_symbols()))
    return _as_tuples(nodes), _as_tuples(symbols)


def _as_tuples(links: Mapping[Any, Mapping[Any, None]]) -> dict[Any, tuple[Any, ...]]:
    return {end: tuple(others) for end, others in links.items()}
