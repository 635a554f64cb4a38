"""The symbol layout tree: baselines of symbols, each symbol with the baselines nested around it."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from layoutmath.errors import StructureError
from layoutmath.expression import Candidate, Expression
from layoutmath.relation import Relation
from layoutmath.relationship import Context, Evidence, Relationship
from layoutmath.symbols import SymbolClass

RelationTriple = tuple[str, str, Relation]
"""Parent id, child id, relation."""

_ORDER = {relation: place for place, relation in enumerate(Relation)}


@dataclass(frozen=True, slots=True)
class Node:
    """A symbol or a grid on a baseline, with its nested baselines by relation (never ``RIGHT``)."""

    id: str
    nested: Mapping[Relation, Baseline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Nodes left to right; at least one. ``RIGHT`` is implied by the order."""

    nodes: tuple[Node, ...]

    @property
    def first(self) -> Node:
        return self.nodes[0]


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix, cases, aligned lines: cells by row, each a baseline or None where it is missing."""

    id: str
    rows: tuple[tuple[Baseline | None, ...], ...]


GridRows = Mapping[str, Sequence[Sequence[str | None]]]
"""Grids as files state them: the first symbol (or grid) of each cell by grid id."""


@dataclass(frozen=True, slots=True)
class BaselineStructure:
    """A symbol layout tree over all symbols of an expression.

    ``log_prob`` is the natural log of the tree's probability, ``evidence`` tells for each symbol id how sure
    its place is, ``classes`` its posterior over the four classes, ``labels`` its most probable labels, the
    best first; all are empty for a truth read from a file.

    Two structures are equal when their symbols, labels, relations and grids are; how probable they are does
    not matter.

    >>> expression = Expression.from_boxes(
    ...     [("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9)), ("y", (15, 10, 22, 22))])
    >>> tree = BaselineStructure.from_relations(
    ...     expression, [("0", "1", Relation.SUP), ("0", "2", Relation.RIGHT)])
    >>> print(tree.pretty())
    x y
    └─ x Sup: 2
    """

    expression: Expression
    root: Baseline
    grids: Mapping[str, Grid] = field(default_factory=dict)
    log_prob: float | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict, repr=False)
    classes: Mapping[str, Mapping[SymbolClass, float]] = field(default_factory=dict, repr=False)
    labels: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def from_relations(
        cls,
        expression: Expression,
        relations: Iterable[RelationTriple],
        grids: GridRows | None = None,
        *,
        log_prob: float | None = None,
        evidence: Mapping[str, Evidence] | None = None,
        classes: Mapping[str, Mapping[SymbolClass, float]] | None = None,
        labels: Mapping[str, tuple[Candidate, ...]] | None = None,
    ) -> BaselineStructure:
        """The tree that ``(parent, child, relation)`` triples state.

        Raises StructureError unless every symbol and grid is there exactly once: a parent has at most one
        child per relation (readers first call :func:`join_second_children`), one node has no parent, and
        nothing hangs from itself.

        >>> one = Expression.from_boxes([("x", (0, 0, 1, 1)), ("y", (2, 0, 3, 1))])
        >>> BaselineStructure.from_relations(one, [])
        Traceback (most recent call last):
        ...
        layoutmath.errors.StructureError: relations: found 2 nodes without a parent ('0', '1'); expected ...
        """
        grids = grids or {}
        children: dict[str, dict[Relation, str]] = {symbol.id: {} for symbol in expression.symbols}
        for grid_id in grids:
            if grid_id in children:
                raise StructureError(f"found {grid_id!r} as a symbol and a grid", "unique ids", place="grids")
            children[grid_id] = {}
        place_of: dict[str, str] = {}  # of every node that hangs from something: where, for the error texts

        def hang(child: str, place: str) -> None:
            if child not in children:
                raise StructureError(f"found unknown id {child!r}", "the id of a symbol or grid", place=place)
            if child in place_of:
                raise StructureError(
                    f"found {child!r} here and in {place_of[child]}", "one place for each node", place=place
                )
            place_of[child] = place

        for index, (parent, child, relation) in enumerate(relations):
            place = f"relations[{index}]"
            if parent not in children:
                raise StructureError(
                    f"found unknown id {parent!r}", "the id of a symbol or grid", place=place
                )
            hang(child, place)
            if relation in children[parent]:
                raise StructureError(
                    f"found a second child of {parent!r} by {relation.value}", "at most one", place=place
                )
            children[parent][relation] = child
        for grid_id, rows in grids.items():
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        hang(cell, f"grids[{grid_id!r}] row {row} column {column}")

        roots = [node for node in children if node not in place_of]
        if len(roots) != 1:
            shown = ", ".join(map(repr, roots[:5])) + (", …" if len(roots) > 5 else "")
            finding = f"found {len(roots)} nodes without a parent" + (f" ({shown})" if roots else "")
            raise StructureError(finding, "exactly one root", place="relations")
        order = _parents_first(roots[0], children, grids)
        if len(order) != len(children):
            reached = set(order)
            lost = next(node for node in children if node not in reached)
            raise StructureError(f"found {lost!r} in a cycle", "a tree", place=place_of[lost])

        # Built from the leaves up, so that depth costs no recursion. Right children join their
        # left neighbour's tuple when its baseline starts, hence the walk along RIGHT below.
        nodes: dict[str, Node] = {}

        def baseline(first: str) -> Baseline:
            line, current = [nodes[first]], first
            while (following := children[current].get(Relation.RIGHT)) is not None:
                line.append(nodes[following])
                current = following
            return Baseline(tuple(line))

        made_grids: dict[str, Grid] = {}
        for node in reversed(order):
            if node in grids:
                made_grids[node] = Grid(
                    node,
                    tuple(tuple(None if c is None else baseline(c) for c in cells) for cells in grids[node]),
                )
            nested: dict[Relation, Baseline] = {
                relation: baseline(children[node][relation])
                for relation in sorted(children[node], key=_ORDER.__getitem__)
                if relation is not Relation.RIGHT
            }
            nodes[node] = Node(node, nested)
        ordered_grids = {node: made_grids[node] for node in order if node in made_grids}
        return cls(
            expression,
            baseline(roots[0]),
            ordered_grids,
            log_prob,
            evidence or {},
            classes or {},
            labels or {},
        )

    def walk(self) -> Iterator[tuple[Node, str | None, Relation | None]]:
        """Every node with its parent and relation, parents first, baselines left to right.

        The first node of a grid's cell has the grid as parent and relation None; the root has neither.

        >>> list(_two_symbols().walk())[1][1:]
        ('0', <Relation.SUP: 'Sup'>)
        """
        pending: list[tuple[Baseline, str | None, Relation | None]] = [(self.root, None, None)]
        while pending:
            baseline, parent, relation = pending.pop()
            inner: list[tuple[Baseline, str | None, Relation | None]] = []
            for node in baseline.nodes:
                yield node, parent, relation
                parent, relation = node.id, Relation.RIGHT
                inner.extend((nested, node.id, key) for key, nested in node.nested.items())
                if node.id in self.grids:
                    for cells in self.grids[node.id].rows:
                        inner.extend((cell, node.id, None) for cell in cells if cell is not None)
            pending.extend(reversed(inner))

    def relationships(self) -> tuple[Relationship, ...]:
        """All parent–child pairs in the order of :meth:`walk`, with their evidence.

        >>> [(r.parent, r.relation.value, r.child) for r in _two_symbols().relationships()]
        [('0', 'Sup', '1')]
        """
        found = []
        for node, parent, relation in self.walk():
            if parent is not None and relation is not None:
                evidence = self.evidence.get(node.id)
                found.append(
                    Relationship(
                        parent,
                        node.id,
                        relation,
                        evidence.log_prob if evidence else None,
                        evidence.runner_up if evidence else None,
                    )
                )
        return tuple(found)

    def contexts(self) -> Mapping[str, Context]:
        """A :class:`Context` for every symbol, by id.

        >>> _two_symbols().contexts()["1"].relationship.parent
        '0'
        """
        by_child = {relationship.child: relationship for relationship in self.relationships()}
        children: dict[str, list[Relationship]] = {}
        for relationship in by_child.values():
            children.setdefault(relationship.parent, []).append(relationship)
        return {
            symbol.id: Context(
                symbol,
                self.classes.get(symbol.id, {}),
                by_child.get(symbol.id),
                tuple(children.get(symbol.id, ())),
            )
            for symbol in self.expression.symbols
        }

    def grid_rows(self) -> dict[str, list[list[str | None]]]:
        """Grids as files state them: the first node of each cell by grid id."""
        return {
            grid.id: [[cell.first.id if cell else None for cell in cells] for cells in grid.rows]
            for grid in self.grids.values()
        }

    def pretty(self) -> str:
        """The tree as text: a line per baseline, nested ones below the symbol that carries them.

        A relation's probability follows it in parentheses where the parser gave one. A symbol without a
        label shows as its best candidate, without candidates as ``□`` with its id; where a label stands
        several times in a baseline, what carries others shows its id.
        """
        labels = {symbol.id: symbol.best_label for symbol in self.expression.symbols}

        def show(node: Node) -> str:
            label = f"grid {node.id}" if node.id in self.grids else labels[node.id]
            return f"□{node.id}" if label is None else label

        lines = []
        pending: list[tuple[Baseline | None, str]] = [
            (self.root, ""),
            (None, " ".join(map(show, self.root.nodes))),
        ]
        while pending:
            baseline, prefix = pending.pop()
            if baseline is None:
                lines.append(prefix)
                continue
            times = Counter(map(show, baseline.nodes))
            branches: list[tuple[str, Baseline]] = []
            for node in baseline.nodes:
                name = show(node)
                if times[name] > 1:
                    name += f"#{node.id}"
                branches += [(f"{name} {key.value}", inner) for key, inner in node.nested.items()]
                for row, cells in enumerate(self.grids[node.id].rows if node.id in self.grids else ()):
                    branches += [(f"{name} [{row};{c}]", cell) for c, cell in enumerate(cells) if cell]
            later: list[tuple[Baseline | None, str]] = []
            for index, (title, inner) in enumerate(branches):
                last = index == len(branches) - 1
                evidence = self.evidence.get(inner.first.id)
                probability = f" ({math.exp(evidence.log_prob):.2f})" if evidence else ""
                text = " ".join(map(show, inner.nodes))
                # a line of its own now, its branches right after it: both go through the stack
                line = f"{prefix}{'└─ ' if last else '├─ '}{title}{probability}: {text}"
                later.append((None, line))
                later.append((inner, prefix + ("   " if last else "│  ")))
            pending.extend(reversed(later))
        return "\n".join(lines)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BaselineStructure):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(frozenset((r.parent, r.child, r.relation) for r in self.relationships()))

    def _identity(self) -> object:
        return (
            {symbol.id: symbol.label for symbol in self.expression.symbols},
            {(r.parent, r.child, r.relation) for r in self.relationships()},
            self.grid_rows(),
        )


def join_second_children(
    expression: Expression, relations: Iterable[RelationTriple]
) -> tuple[list[RelationTriple], int]:
    r"""Relations in which a parent has one child per relation, and how many had to be moved for that.

    A second child of one relation joins the end of the first one's baseline, by left edge: ``{a'}^2`` is
    a —Sup→ ′ —Right→ 2. Children without a box of their own (grids) come last, in the given order.

    >>> primed = Expression.from_boxes([("a", (0, 5, 4, 9)), ("2", (7, 0, 9, 4)), (r"\prime", (5, 0, 6, 4))])
    >>> join_second_children(primed, [("0", "1", Relation.SUP), ("0", "2", Relation.SUP)])
    ([('0', '2', <Relation.SUP: 'Sup'>), ('2', '1', <Relation.RIGHT: 'Right'>)], 1)
    """
    boxes = {symbol.id: symbol.box for symbol in expression.symbols}
    left = {symbol_id: (box.l, box.t) for symbol_id, box in boxes.items() if box is not None}
    groups: dict[tuple[str, Relation], list[str]] = {}
    for parent, child, relation in relations:
        groups.setdefault((parent, relation), []).append(child)
    right: dict[str, str] = {}
    kept: list[RelationTriple] = []
    moved = 0
    for (parent, relation), children in groups.items():
        children.sort(key=lambda child: left.get(child, (math.inf, math.inf)))
        kept.append((parent, children[0], relation))
        if relation is Relation.RIGHT:
            right[parent] = children[0]
    for (_, _), children in groups.items():
        for first, second in itertools.pairwise(children):
            end, seen = first, {first}
            while (following := right.get(end)) is not None and following not in seen:
                end = following
                seen.add(end)
            if end == second or second in seen:
                continue  # already on that baseline: the extra relation says nothing new
            right[end] = second
            kept.append((end, second, Relation.RIGHT))
            moved += 1
    return kept, moved


def _parents_first(root: str, children: Mapping[str, Mapping[Relation, str]], grids: GridRows) -> list[str]:
    order, pending = [], [root]
    while pending:
        node = pending.pop()
        order.append(node)
        pending.extend(children[node].values())
        pending.extend(cell for cells in grids.get(node, ()) for cell in cells if cell is not None)
    return order


def _two_symbols() -> BaselineStructure:
    """x², for the examples above."""
    expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    return BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])
