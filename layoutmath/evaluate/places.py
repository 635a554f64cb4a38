"""Which node is which in two trees, and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping

from layoutmath.expression import Symbol
from layoutmath.labelgraph import cell_labels
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import Shape, symbol_table

Place = tuple[str | None, str]
"""Parent and relation as label graphs spell it; ``Cell[row;column]`` for the first node of a grid's cell."""

ROOT: Place = (None, "root")
RIGHT, SUP, SUB = Relation.RIGHT.value, Relation.SUP.value, Relation.SUB.value
ABOVE, BELOW = Relation.ABOVE.value, Relation.BELOW.value


def places(structure: BaselineStructure) -> dict[str, Place]:
    """The place of every symbol and grid, parents first.

    >>> from layoutmath.expression import Expression
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> places(BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)]))
    {'0': (None, 'root'), '1': ('0', 'Sup')}
    """
    cells = cell_labels(structure)
    return {
        node.id: ROOT if parent is None else (parent, cells[node.id] if relation is None else relation.value)
        for node, parent, relation in structure.walk()
    }


def matched_nodes(truth: BaselineStructure, result: BaselineStructure) -> dict[str, str]:
    """The id in the truth for each symbol and grid of the result that is also there.

    Symbols are the same when they consist of the same primitives; where the truth or the result has no
    primitives, when they have one id. Grids are the same when the same symbols stand in their cells.
    """
    true_symbols, symbols = truth.expression.symbols, result.expression.symbols
    by_primitives = _distinct_primitives(true_symbols) and _distinct_primitives(symbols)
    true_ids = {_identity(symbol, by_primitives): symbol.id for symbol in true_symbols}
    matched = {}
    for symbol in symbols:
        true_id = true_ids.get(_identity(symbol, by_primitives))
        if true_id is not None:
            matched[symbol.id] = true_id
    if truth.grids and result.grids:
        true_grids: dict[frozenset[str], list[str]] = {}
        for grid, inside in _inside_grids(truth).items():
            true_grids.setdefault(frozenset(inside), []).append(grid)
        for grid, inside in _inside_grids(result).items():
            candidates = true_grids.get(frozenset(matched.get(symbol, "") for symbol in inside))
            if candidates:
                matched[grid] = candidates.pop(0)
    return matched


def _distinct_primitives(symbols: tuple[Symbol, ...]) -> bool:
    return len({frozenset(symbol.primitives) for symbol in symbols if symbol.primitives}) == len(symbols)


def _identity(symbol: Symbol, by_primitives: bool) -> object:
    return frozenset(symbol.primitives) if by_primitives else symbol.id


def _inside_grids(structure: BaselineStructure) -> dict[str, set[str]]:
    """The symbols in the cells of each grid, those in grids inside it too; outer grids first."""
    inside: dict[str, set[str]] = {}
    around: dict[str, tuple[str, ...]] = {}
    for node, parent, relation in structure.walk():
        grids = () if parent is None else around[parent]
        if parent is not None and relation is None:
            grids = (*grids, parent)
        around[node.id] = grids
        if node.id in structure.grids:
            inside[node.id] = set()
        else:
            for grid in grids:
                inside[grid].add(node.id)
    return inside


def neutral_places(given: Mapping[str, Place], labels: Mapping[str, str | None]) -> dict[str, Place]:
    r"""Places in which conventions that differ between sources read the same.

    A prime Right of a symbol becomes its first superscript (what followed the prime then follows the symbol),
    an accent set as superscript stands Above, limits of big operators and of words like ``\lim`` count as
    scripts.

    >>> neutral_places({"f": ROOT, "p": ("f", "Right"), "x": ("p", "Right")}, {"p": r"\prime"})
    {'f': (None, 'root'), 'p': ('f', 'Sup'), 'x': ('f', 'Right')}
    """
    table = symbol_table()
    rows = {node: table[label] for node, label in labels.items() if label and label in table}
    primes = {node for node, row in rows.items() if row.shape is Shape.PRIME}
    accents = {node for node, row in rows.items() if row.atom == "accent"}
    with_limits = {node for node, row in rows.items() if row.atom in ("big", "limits_word")}
    neutral = dict(given)
    children: dict[str, dict[str, str]] = {node: {} for node in given}
    for child, (parent, relation) in given.items():
        if parent is not None:
            children[parent][relation] = child

    def hang(child: str | None, parent: str, relation: str) -> None:
        if child is not None:
            neutral[child] = parent, relation
            children[parent][relation] = child

    for node in given:
        parent, relation = neutral[node]
        if parent is None:
            continue
        if node in primes and parent not in primes and relation == RIGHT:
            del children[parent][RIGHT]
            hang(children[node].pop(RIGHT, None), parent, RIGHT)
            before, key = parent, SUP
            while (other := children[before].get(key)) in primes:
                before, key = other, RIGHT
            hang(node, before, key)
            if SUB not in children[parent]:
                hang(children[node].pop(SUB, None), parent, SUB)
            for behind in (children[node].pop(SUP, None), other):  # {a'}^2 is a —Sup→ ′ —Right→ 2
                end = node
                while RIGHT in children[end]:
                    end = children[end][RIGHT]
                hang(behind, end, RIGHT)
        elif node in accents and relation == SUP and ABOVE not in children[parent]:
            del children[parent][SUP]
            hang(children[node].pop(RIGHT, None), parent, SUP)
            hang(node, parent, ABOVE)
    as_script = {ABOVE: SUP, BELOW: SUB}
    return {
        node: (parent, as_script.get(relation, relation) if parent in with_limits else relation)
        for node, (parent, relation) in neutral.items()
    }
