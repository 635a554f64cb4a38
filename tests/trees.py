"""Symbol layout trees for property tests: a hypothesis strategy per construct, and equality up to ids.

``trees()`` follows the conventions of docs/design.md over the whole symbol table; ``any_trees()`` hangs
anything from anything.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from hypothesis import strategies as st

from layoutmath.expression import Expression, Symbol
from layoutmath.relation import Relation
from layoutmath.structure import Baseline, BaselineStructure, RelationTriple
from layoutmath.symbols import canonical_label, is_mark, symbol_table

PRE_SUP, PRE_SUB, SUP, SUB = Relation.PRE_SUP, Relation.PRE_SUB, Relation.SUP, Relation.SUB
ABOVE, BELOW, INSIDE = Relation.ABOVE, Relation.BELOW, Relation.INSIDE
OPPOSITE = {ABOVE: BELOW, BELOW: ABOVE}


@dataclass
class Sketch:
    """A node before it has an id: a symbol, or a grid where ``rows`` is not None."""

    label: str | None = None
    nested: dict[Relation, list[Sketch]] = field(default_factory=dict)
    rows: list[list[list[Sketch] | None]] | None = None


Line = list[Sketch]


def structure_of(line: Line) -> BaselineStructure:
    """The tree of a sketched baseline."""
    symbols: list[Symbol] = []
    relations: list[RelationTriple] = []
    grids: dict[str, list[list[str | None]]] = {}
    ids: dict[int, str] = {}
    pending = [line]
    lines = []
    while pending:
        nodes = pending.pop()
        lines.append(nodes)
        for node in nodes:
            pending += node.nested.values()
            pending += (cell for row in node.rows or () for cell in row if cell is not None)
            ids[id(node)] = f"{'s' if node.rows is None else 'G'}{len(ids)}"
            if node.rows is None:
                symbols.append(Symbol(ids[id(node)], None, node.label))
    for nodes in lines:
        for left, right in itertools.pairwise(nodes):
            relations.append((ids[id(left)], ids[id(right)], Relation.RIGHT))
        for node in nodes:
            relations += ((ids[id(node)], ids[id(inner[0])], key) for key, inner in node.nested.items())
            if node.rows is not None:
                grids[ids[id(node)]] = [[cell and ids[id(cell[0])] for cell in row] for row in node.rows]
    return BaselineStructure.from_relations(Expression(tuple(symbols)), relations, grids)


def same_tree(one: BaselineStructure, other: BaselineStructure) -> bool:
    """Whether two trees agree in labels, relations and order; their ids do not matter."""
    labels = [{symbol.id: symbol.label for symbol in tree.expression.symbols} for tree in (one, other)]
    pending: list[tuple[Baseline | None, Baseline | None]] = [(one.root, other.root)]
    while pending:
        left, right = pending.pop()
        if left is None or right is None:
            if left is not right:
                return False
            continue
        if len(left.nodes) != len(right.nodes):
            return False
        for a, b in zip(left.nodes, right.nodes, strict=True):
            if labels[0].get(a.id) != labels[1].get(b.id) or a.nested.keys() != b.nested.keys():
                return False
            grids = [tree.grids[node.id].rows if node.id in tree.grids else None for tree, node in
                     ((one, a), (other, b))]  # fmt: skip
            shapes = [None if rows is None else [len(row) for row in rows] for rows in grids]
            if shapes[0] != shapes[1]:
                return False
            pending += ((a.nested[key], b.nested[key]) for key in a.nested)
            cells = [[cell for row in rows or () for cell in row] for rows in grids]
            pending += zip(*cells, strict=True)
    return True


# ---- trees that follow the conventions ----

_ROWS = list(symbol_table().values())
_MARKS = {side: [row.label for row in _ROWS if is_mark(row.label, side)] for side in OPPOSITE}
_RADICALS = [row.label for row in _ROWS if row.atom == "radical"]
_OPERATORS = [row.label for row in _ROWS if row.atom in ("big", "limits_word")]
_PLAIN = [row.label for row in _ROWS if row.atom not in ("accent", "radical")]
_FENCES = [("(", ")"), ("[", "]"), ("(", "]"), ("|", "|"), (r"\{", r"\}"), (r"\|", r"\|"), (r"\{", None)]

labels: st.SearchStrategy[str | None] = st.none() | st.sampled_from(_PLAIN)


def symbols() -> st.SearchStrategy[Line]:
    """One symbol of the table, or one without a label."""
    return labels.map(lambda label: [Sketch(label)])


def _with_optional(draw: st.DrawFn, lines: st.SearchStrategy[Line], *keys: Relation) -> dict[Relation, Line]:
    return {key: draw(lines) for key in keys if draw(st.integers(0, 3)) == 0}


def _is_one_symbol(line: Line) -> bool:
    """Whether a mark over this hangs from its symbol instead of being a node of its own."""
    if len(line) > 1 or line[0].rows is not None or not line[0].nested.keys() <= OPPOSITE.keys():
        return False
    for side in OPPOSITE:
        node = line[0]
        while side in node.nested:
            inner = node.nested[side]
            if len(inner) > 1 or not is_mark(inner[0].label, side) or not inner[0].nested.keys() <= {side}:
                return False
            node = inner[0]
    return True


@st.composite
def scripted(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    """Scripts before and after, primes among them."""
    primes = st.integers(1, 3).map(lambda number: [Sketch(r"\prime") for _ in range(number)])
    nested = _with_optional(draw, lines | primes, PRE_SUP, PRE_SUB, SUP, SUB)
    return [Sketch(draw(labels), nested)]


@st.composite
def fractions(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    return [Sketch("-", {ABOVE: draw(lines), BELOW: draw(lines), **_with_optional(draw, lines, SUP, SUB)})]


@st.composite
def radicals(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    nested = {INSIDE: draw(lines), **_with_optional(draw, lines, ABOVE, SUP, PRE_SUP)}
    return [Sketch(draw(st.sampled_from(_RADICALS)), nested)]


@st.composite
def operators(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    """Big operators and words like lim, their limits below and above or beside."""
    keys = draw(st.sampled_from([(ABOVE, BELOW), (SUP, SUB)]))
    return [Sketch(draw(st.sampled_from(_OPERATORS)), _with_optional(draw, lines, *keys))]


@st.composite
def marked_symbols(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    """Accents on one symbol, accents on accents, a note on the outermost; scripts hang from the symbol."""
    symbol = Sketch(draw(labels), _with_optional(draw, lines, SUP, SUB))
    for side in draw(st.sampled_from([(ABOVE,), (BELOW,), (ABOVE, BELOW)])):
        node = symbol
        for mark in draw(st.lists(st.sampled_from(_MARKS[side]), min_size=1, max_size=3)):
            node.nested[side] = [Sketch(mark)]
            node = node.nested[side][0]
        node.nested |= _with_optional(draw, lines, side)
    return [symbol]


@st.composite
def marked_groups(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    """A mark over or under a group is a node from which the group hangs; a brace may carry a note."""
    side = draw(st.sampled_from(list(OPPOSITE)))
    label = draw(st.sampled_from(_MARKS[side]))
    group = draw(lines)
    if _is_one_symbol(group):
        group = [*group, *draw(symbols())]
    nested = {OPPOSITE[side]: group, **_with_optional(draw, lines, SUP, SUB)}
    return [Sketch(label, nested | ({} if label == "-" else _with_optional(draw, lines, side)))]


@st.composite
def notes(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    r"""Something that is no accent above or below a symbol (``\overset``), or symbols that enclose others."""
    label = draw(labels.filter(lambda label: label != "-"))
    return [Sketch(label, _with_optional(draw, lines, ABOVE, BELOW, INSIDE, SUP, SUB))]


@st.composite
def grids(draw: st.DrawFn, lines: st.SearchStrategy[Line]) -> Line:
    """Cells that may be missing, with fences around the grid or without."""
    columns = draw(st.integers(1, 3))
    row = st.lists(st.none() | lines, min_size=columns, max_size=columns)
    grid = Sketch(None, {}, draw(st.lists(row, min_size=1, max_size=3)))
    if draw(st.booleans()):
        return [grid]
    before, after = draw(st.sampled_from(_FENCES))
    closing = [Sketch(after, _with_optional(draw, lines, SUP, SUB))] if after else []
    return [Sketch(before), grid, *closing]


def _constructs(lines: st.SearchStrategy[Line]) -> st.SearchStrategy[Line]:
    parts = st.one_of(
        symbols(), scripted(lines), fractions(lines), radicals(lines), operators(lines),
        marked_symbols(lines), marked_groups(lines), notes(lines), grids(lines),
    )  # fmt: skip
    return st.lists(parts, min_size=1, max_size=4).map(
        lambda parts: [node for part in parts for node in part]
    )


_LINES = st.recursive(symbols(), _constructs, max_leaves=8)


@st.composite
def trees(draw: st.DrawFn) -> BaselineStructure:
    """Trees of every construct that the conventions allow, over the whole symbol table."""
    return structure_of(draw(_LINES))


# ---- any trees at all ----

STRANGE_LABELS = [
    "", " ", "a b", "sgn", "}{", "{", "\\", r"\\", "%", "$x$", "^", "_2", "~", "\n", "é", "\u0301", "☃",
    r"\foo", r"\left", r"\begin", r"\frac", r"\square", r"\text{a}", r"\mathcal{L}", r"\mathbb{J}",
]  # fmt: skip
"""Labels that the symbol table lacks, most of them hard on LaTeX."""


any_labels = (
    st.none()
    | st.sampled_from([row.label for row in _ROWS])
    | (st.text(max_size=4) | st.sampled_from(STRANGE_LABELS)).map(canonical_label)
)

FEW_LABELS: st.SearchStrategy[str | None] = st.sampled_from(
    ["x", "2", ",", "R", "-", "(", r"\sqrt", r"\sum", r"\lim", r"\prime", r"\hat", None]
)
"""Labels that every format can hold."""


@st.composite
def any_trees(
    draw: st.DrawFn, labels: st.SearchStrategy[str | None] = FEW_LABELS, *, grids: bool = True
) -> BaselineStructure:
    """Trees that obey nothing but being trees: any relation from any node, odd ids, strokes or none.

    The last row and the last column of a grid are never empty, as a label graph cannot state them.
    """
    ids = st.text('ab,"1 ', min_size=1, max_size=4).map(str.strip).filter(bool)
    names = draw(st.lists(ids, min_size=1, max_size=12, unique=True))
    has_strokes = draw(st.booleans())
    symbols, stroke = [], 0
    for name in names:
        count = draw(st.integers(1, 3)) if has_strokes else 0
        primitives = tuple(f"stroke {index}" for index in range(stroke, stroke + count))
        stroke += count
        symbols.append(Symbol(name, None, draw(labels), primitives=primitives))

    free: list[tuple[str, Relation | tuple[int, int]]] = []  # places that nothing hangs from yet
    relations: list[RelationTriple] = []
    cells: dict[str, dict[tuple[int, int], str]] = {}

    def hang(name: str) -> None:
        if free:
            parent, place = free.pop(draw(st.integers(0, len(free) - 1)))
            if isinstance(place, Relation):
                relations.append((parent, name, place))
            else:
                cells[parent][place] = name
        free.extend((name, relation) for relation in Relation)

    for name in names:
        if grids and draw(st.integers(0, 5)) == 0:
            grid = f"G{len(cells)}"
            hang(grid)
            rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
            cells[grid] = {(rows - 1, columns - 1): name}
            free += [
                (grid, (row, column))
                for row in range(rows)
                for column in range(columns)
                if (row, column) != (rows - 1, columns - 1)
            ]
            free.extend((name, relation) for relation in Relation)
        else:
            hang(name)
    grid_rows = {}
    for grid, filled in cells.items():
        rows, columns = max(filled)[0] + 1, max(column for _, column in filled) + 1
        grid_rows[grid] = [[filled.get((row, column)) for column in range(columns)] for row in range(rows)]
    return BaselineStructure.from_relations(Expression(tuple(symbols), name="random"), relations, grid_rows)
