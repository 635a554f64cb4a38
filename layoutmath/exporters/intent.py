"""What a reading adds to presentation MathML: whole names, invisible operators, intents.

Invisible operators are U+2061 between a function and its arguments, U+2062 between factors, U+2064 between a
whole number and its fraction (Unicode Technical Report 25, section 2.7). An ``intent`` says what an element
is where its layout could be something else: a superscript is not always a power, bars are not always an
absolute value. Its grammar and the names of concepts are those of MathML 4 (W3C Working Draft, section 5, and
the list "Core Concepts" beside it); ``arg`` names the elements that it refers to.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from layoutmath.exporters.constructs import is_fence
from layoutmath.exporters.presentation import (
    Argument,
    Element,
    Part,
    PresentationWriter,
    element,
    named,
    row_of,
)
from layoutmath.reading import Operation, Reading, functions
from layoutmath.relation import Relation
from layoutmath.structure import Baseline, BaselineStructure, Node

APPLICATION, TIMES, PLUS = "\u2061", "\u2062", "\u2064"

FACTORS = {"times": TIMES, "mixed": PLUS}
HEADED = {"apply": 1, "log": 1, "limit": 0, "max_over": 0, "min_over": 0}
"""Operations that begin with a name, and which operand it is applied to."""

LEAVES = ("number", "symbol", "constant", "function", "omitted")
CONCEPTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    # operations that a pair of fences or a sign behind them says: the concept, the names of its arguments
    "abs": ("absolute-value", ("x",)),
    "norm": ("norm", ("x",)),
    "floor": ("floor", ("x",)),
    "ceil": ("ceiling", ("x",)),
    "factorial": ("factorial", ("n",)),
    "binomial": ("binomial-coefficient", ("n", "k")),
    "determinant": ("determinant", ("x",)),
    "[]": ("closed-interval", ("lower", "upper")),
    "()": ("open-interval", ("lower", "upper")),
    "[)": ("closed-open-interval", ("lower", "upper")),
    "(]": ("open-closed-interval", ("lower", "upper")),
}
RAISED = {
    # operations that a superscript says
    "power": "power($base,$exponent)",
    "transpose": "transpose($base)",
    "inverse": "inverse($base)",
}
DERIVATIVES = {"derivative": "derivative", "partial_derivative": "partial-derivative"}
ORDERS = {"1": "", "2": "second-", "3": "third-"}


class SpokenWriter(PresentationWriter):
    def __init__(self, structure: BaselineStructure, reading: Reading) -> None:
        super().__init__(structure)
        operations = list(reading.root.walk())
        self.owners = {symbol: operation for operation in operations for symbol in operation.symbols}
        self.order: dict[str, int] = {}
        self.lines: dict[str, str] = {}  # the first node of the baseline of each node
        for node, parent, relation in structure.walk():
            self.order[node.id] = len(self.order)
            beside = relation is Relation.RIGHT and parent is not None
            self.lines[node.id] = self.lines[parent] if beside and parent else node.id
        self.firsts: dict[int, str | None] = {}  # the symbol that comes first, by the identity of operations
        for operation in reversed(operations):
            found = [*operation.symbols, *(self.firsts[id(operand)] for operand in operation.operands)]
            self.firsts[id(operation)] = min(
                (symbol for symbol in found if symbol in self.order), key=self.order.__getitem__, default=None
            )
        self.unseen = {
            symbol: character for operation in operations for symbol, character in self.invisible(operation)
        }
        self.raised: dict[str | None, Operation] = {}  # what a superscript says, by its first symbol
        for operation in operations:
            if operation.operator == "power":
                self.raised[self.firsts[id(operation.operands[1])]] = operation
            elif operation.operator in RAISED:
                self.raised[next(iter(operation.symbols), None)] = operation

    # ---- invisible operators ----

    def invisible(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """Where an operation is said by nothing: before which node, and by which character."""
        operands = operation.operands
        starts = [self.firsts[id(operand)] for operand in operands]
        if operation.operator in FACTORS:
            for left, right in itertools.pairwise(starts):
                between = [own for own in operation.symbols if self.is_row(left, own, right)]
                if right is not None and self.is_row(left, right) and not between:
                    yield right, FACTORS[operation.operator]
        elif operation.operator in HEADED:
            head = starts[0] if operation.operator == "apply" else next(iter(operation.symbols), None)
            behind = starts[HEADED[operation.operator] :]
            behind += [own for own in operation.symbols if is_fence(self.labels.get(own), "open")]
            points = [start for start in behind if start is not None and self.is_row(head, start)]
            if points:
                yield min(points, key=self.order.__getitem__), APPLICATION

    def is_row(self, *symbols: str | None) -> bool:
        """Whether symbols stand on one baseline in this order."""
        places = [(self.lines[symbol], self.order[symbol]) for symbol in symbols if symbol is not None]
        lines, order = {line for line, _ in places}, [place for _, place in places]
        return len(places) == len(symbols) and len(lines) == 1 and order == sorted(set(order))

    def before(self, node: Node) -> Sequence[Part]:
        return [element("mo", self.unseen[node.id])] if node.id in self.unseen else []

    # ---- what stands together ----

    def words(self, nodes: Sequence[Node]) -> Mapping[int, int]:
        """None besides those of the reading."""
        return {}

    def number_length(self, nodes: Sequence[Node], start: int) -> int:
        """How many nodes from here on are one number, name or word of the reading."""
        owner = self.owners.get(nodes[start].id)
        end = start + 1
        while (
            owner is not None
            and end < len(nodes)
            and not nodes[end - 1].nested
            and self.owners.get(nodes[end].id) is owner
        ):
            end += 1
        is_one = owner is not None and end > start + 1 and self.is_one(owner, nodes[start:end])
        return end - start if is_one else 0

    def is_one(self, owner: Operation, nodes: Sequence[Node]) -> bool:
        """Whether nodes of one operation are one number or word."""
        text = "".join(self.label(node) or "?" for node in nodes)
        if owner.operator == "symbol" and owner.symbols[0] != nodes[0].id:
            return text.isdigit() or text in functions()  # other letters of a subscript: i and j
        return owner.operator in LEAVES or text.isalpha()

    def number(self, nodes: Sequence[Node]) -> Element:
        text = "".join(self.label(node) or "" for node in nodes)
        said = self.owners[nodes[0].id].operator
        tag = "mn" if said == "number" or text.isdigit() else "mo" if said == "omitted" else "mi"
        return element(tag, text, symbols=[node.id for node in nodes])

    def pairs(self, nodes: Sequence[Node]) -> dict[int, int]:
        """The outermost fences of each operation, and what a factorial is of with its sign."""
        places = {node.id: index for index, node in enumerate(nodes)}
        fences: dict[int, list[int]] = {}
        found: dict[int, int] = {}
        for index, node in enumerate(nodes):
            owner = self.owners.get(node.id)
            if owner is None:
                continue
            if is_fence(self.label(node), "open", "close"):
                fences.setdefault(id(owner), []).append(index)
            elif owner.operator == "factorial":
                found[index] = places.get(self.firsts[id(owner.operands[0])] or "", index)
        return found | {ends[-1]: ends[0] for ends in fences.values() if len(ends) > 1}

    # ---- intents ----

    def enclosed(self, nodes: Sequence[Node], parts: Sequence[Part]) -> Element:
        plain = super().enclosed(nodes, parts)
        owner = self.owners.get(nodes[-1].id)
        said = _said(owner) if owner is not None else ""
        if owner is None or said not in CONCEPTS:
            return plain
        concept, names = CONCEPTS[said]
        opening, inner = list(parts[:1]), self.arguments(parts[1:], owner, names)
        if said == "binomial":
            inner = self.column(nodes[1], names)
        elif said == "factorial":
            is_whole = self.below(nodes[:-1]) == set(owner.operands[0].all_symbols())
            opening, inner = [], [named(row_of(parts), names[0])] if is_whole else []
        if not inner:
            return plain
        intent = f"{concept}({','.join(f'${name}' for name in names)})"
        return element("mrow", *opening, *inner, self.symbol(nodes[-1]), intent=intent)

    def arguments(self, parts: Sequence[Part], owner: Operation, names: Sequence[str]) -> list[Part]:
        """What is between two fences, with a name for each that commas separate; else nothing."""
        own = set(owner.symbols)
        groups = [
            (is_separator, list(group))
            for is_separator, group in itertools.groupby(
                parts, lambda part: isinstance(part, Element) and not own.isdisjoint(part.symbols)
            )
        ]
        waiting = iter(names)
        if sum(not is_separator for is_separator, _ in groups) != len(names):
            return []
        return [
            part
            for is_separator, group in groups
            for part in (group if is_separator else [named(row_of(group), next(waiting))])
        ]

    def column(self, node: Node, names: Sequence[str]) -> list[Part]:
        """A grid of one column with names for its cells."""
        rows = self.grids[node.id].rows if node.id in self.grids else ()
        if [len(row) for row in rows] != [1] * len(names):
            return []
        cells = [element("mtd", *filter(None, row), arg=name) for row, name in zip(rows, names, strict=True)]
        return [element("mtable", *(element("mtr", cell) for cell in cells), symbols=[node.id])]

    def scripted(self, core: Part, nested: Mapping[Relation, Baseline], nodes: Sequence[Node]) -> Part:
        raised = nested.get(Relation.SUP)
        operation = self.raised.get(raised.first.id) if raised is not None else None
        if operation is None or raised is None or len(nested) > 1:
            return super().scripted(core, nested, nodes)
        base = self.below(nodes) - self.below(raised.nodes)
        is_whole = base == set(operation.operands[0].all_symbols())
        is_plain = operation.operator == "power" and operation.operands[1].operator == "number"
        if is_plain or not is_whole:
            return super().scripted(core, nested, nodes)
        exponent = Argument(raised, "exponent") if operation.operator == "power" else raised
        return element("msup", named(core, "base"), exponent, intent=RAISED[operation.operator])

    def fraction(self, bar: Node, above: Baseline, below: Baseline) -> Element:
        """dy/dx as a derivative where it is one by one variable with *y* in the numerator."""
        plain = super().fraction(bar, above, below)
        operation = self.owners.get(bar.id)
        if operation is None or operation.operator not in DERIVATIVES or len(operation.operands) != 2:
            return plain
        value, by = operation.operands
        variable, order = by.operands
        own = set(operation.symbols)
        parts: list[Part] = []
        for line, said, name in ((above, value, "y"), (below, variable, "x")):
            sign, rest = line.first, line.nodes[1:]
            if not rest or order.text not in ORDERS or not self.below([sign]) <= own:
                return plain
            if self.below(rest) == set(said.all_symbols()):
                argument: Part = named(row_of(self.row(rest)), name)
            elif len(rest) == 1 and {rest[0].id, *order.symbols} == self.below(rest):  # dx²: of x alone
                argument = self.scripted(named(self.symbol(rest[0]), name), rest[0].nested, rest)
            else:
                return plain
            parts.append(element("mrow", self.node(sign), argument))
        intent = f"{ORDERS[order.text]}{DERIVATIVES[operation.operator]}($y,$x)"
        return element("mfrac", *parts, symbols=[bar.id], intent=intent)

    def below(self, nodes: Sequence[Node]) -> set[str]:
        """The symbols of some nodes with all that hangs from them."""
        found, pending = set(), list(nodes)
        while pending:
            node = pending.pop()
            if node.id in self.grids:
                pending += (n for row in self.grids[node.id].rows for cell in row if cell for n in cell.nodes)
            else:
                found.add(node.id)
            pending += (n for line in node.nested.values() for n in line.nodes)
        return found


def _said(owner: Operation) -> str:
    """The row of :data:`CONCEPTS` for an operation."""
    if owner.operator == "apply" and owner.operands[0].text == "det" and not owner.operands[0].symbols:
        return "determinant"
    return owner.text if owner.operator == "interval" else owner.operator
