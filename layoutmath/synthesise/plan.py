"""The first pass: which role each node has, and in which of TeX's styles each baseline is set."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from layoutmath.errors import UnknownNameError
from layoutmath.relation import LIMITS, Relation
from layoutmath.structure import Baseline, BaselineStructure, Node
from layoutmath.symbols import SymbolRow, is_mark, marks_on, symbol_table
from layoutmath.synthesise.characters import ALPHABETS, atom
from layoutmath.synthesise.fences import BARS
from layoutmath.synthesise.pieces import Style


@dataclass(frozen=True, slots=True)
class Manner:
    """How a tree is set where the tree leaves it open.

    ``display``: display style, else the style of formulas in text. ``stretch``: fences grow with what they
    enclose, as ``\\left`` and ``\\right`` do; around grids they always do. ``spacing`` is a factor for the
    spaces between atoms, ``alphabet`` draws Latin letters: ``italic``, ``upright`` or ``bold``,
    ``columns`` the alignment of matrices (``l``, ``c`` or ``r``). In em, ``column_gap`` is the space between
    columns, ``row_gap`` what is added between rows, and ``overhang`` by how much a fraction's bar is longer
    than its parts on each side. ``shrink``: the parts of a fraction in display style are in text style, as
    TeX has them, else in display style too (``\\dfrac``). ``binomials`` sets a column of two in parentheses
    as a binomial.
    """

    display: bool = True
    stretch: bool = True
    spacing: float = 1.0
    alphabet: str = "italic"
    columns: str = "c"
    column_gap: float = 1.0
    row_gap: float = 0.0
    overhang: float = 0.0
    shrink: bool = True
    binomials: bool = True

    def __post_init__(self) -> None:
        if self.alphabet not in ALPHABETS:
            raise UnknownNameError("alphabet", self.alphabet, list(ALPHABETS))
        if self.columns not in ("l", "c", "r"):
            raise UnknownNameError("alignment", self.columns, ["l", "c", "r"])

    @classmethod
    def varied(cls, random: Random) -> Manner:
        """One of the manners that are found in print, the usual ones most often.

        >>> Manner.varied(Random(0)) == Manner.varied(Random(0))
        True
        """
        return cls(
            display=random.random() < 0.75,
            stretch=random.random() < 0.85,
            spacing=random.uniform(0.75, 1.25),
            alphabet=random.choices(("italic", "upright", "bold"), (90, 6, 4))[0],
            columns=random.choices("clr", (80, 10, 10))[0],
            column_gap=random.uniform(0.6, 1.6),
            row_gap=random.uniform(0.0, 0.5),
            overhang=random.choice((0.0, 0.0, 0.05, 0.1)),
            shrink=random.random() < 0.88,
            binomials=random.random() < 0.5,
        )


class Plan:
    """What each node of a tree is, and the style of every baseline."""

    def __init__(self, structure: BaselineStructure, manner: Manner) -> None:
        self.structure, self.manner = structure, manner
        self.labels = {symbol.id: symbol.label for symbol in structure.expression.symbols}

    def lines(self) -> list[tuple[Baseline, Style]]:
        """Every baseline that is set, those that hold others first (TeXbook, chapter 17).

        Marks over one symbol are no baselines of their own; they are drawn with the symbol.
        """
        planned: list[tuple[Baseline, Style]] = []
        pending = [(self.structure.root, Style(0 if self.manner.display else 1))]
        while pending:
            line, style = pending.pop()
            planned.append((line, style))
            for index, node in enumerate(line.nodes):
                pending += self._nested(node, style)
                if node.id in self.structure.grids:
                    inner = self._cell_style(line, index, style)
                    rows = self.structure.grids[node.id].rows
                    pending += [(cell, inner) for row in rows for cell in row if cell is not None]
        return planned

    def row(self, node: Node) -> SymbolRow | None:
        return symbol_table().get(self.labels.get(node.id) or "")

    def is_radical(self, node: Node) -> bool:
        row = self.row(node)
        return row is not None and row.atom == "radical"

    def is_fraction(self, node: Node) -> bool:
        return self.labels.get(node.id) == "-" and node.nested.keys() >= set(LIMITS)

    def group_side(self, node: Node) -> Relation | None:
        """Where the group of a mark hangs, None for all nodes that are no mark over or under a group."""
        label = self.labels.get(node.id)
        if label is None or self.is_fraction(node):
            return None
        for side in LIMITS:
            if is_mark(label, side) and side.opposite in node.nested:
                return side.opposite
        return None

    def is_binomial(self, line: Baseline, index: int) -> bool:
        """Whether the grid at this place of a baseline is set as a binomial."""
        rows = self.structure.grids[line.nodes[index].id].rows
        return (
            self.manner.binomials
            and self.neighbours(line, index) == ("(", ")")
            and [len(row) for row in rows] == [1, 1]
        )

    def neighbours(self, line: Baseline, index: int) -> tuple[str | None, str | None]:
        """The labels beside a place of a baseline."""
        before, after = (
            self.labels.get(line.nodes[i].id) if 0 <= i < len(line.nodes) else None
            for i in (index - 1, index + 1)
        )
        return before, after

    def marks(self, node: Node, side: Relation) -> list[Node]:
        """The marks above or below one symbol, innermost first; none for a radical's index and the like."""
        if self.is_radical(node) or self.is_fraction(node) or self.group_side(node) is not None:
            return []
        return marks_on(node, side, self._look)

    def _look(self, node: Node) -> tuple[str | None, dict[Relation, tuple[Node, ...]]]:
        return self.labels.get(node.id), {key: line.nodes for key, line in node.nested.items()}

    def _nested(self, node: Node, style: Style) -> list[tuple[Baseline, Style]]:
        group_side = self.group_side(node)
        found: list[tuple[Baseline, Style]] = []
        for relation, nested in node.nested.items():
            if relation in LIMITS and (marks := self.marks(node, relation)):
                note = marks[-1].nested.get(relation)
                if note is None:
                    continue
                nested = note
            if self.is_fraction(node) and relation in LIMITS:
                inner = style.numerator if relation is Relation.ABOVE else style.denominator
                if style.level == 0 and not self.manner.shrink:
                    inner = Style(0, inner.cramped)
            elif relation is Relation.INSIDE or relation is group_side:
                inner = style.crammed
            elif self.is_radical(node) and relation is Relation.ABOVE:
                inner = style if self.labels[node.id] == r"\longdiv" else Style(3)
            elif relation in (Relation.SUB, Relation.BELOW, Relation.PRE_SUB):
                inner = style.subscript
            else:
                inner = style.superscript
            found.append((nested, inner))
        return found

    def _cell_style(self, line: Baseline, index: int, style: Style) -> Style:
        if self.is_binomial(line, index):
            return style.numerator
        before, _ = self.neighbours(line, index)
        if style.level == 0 and atom(before) != "open" and before not in BARS:
            return style  # equations, each in display style
        return Style(max(1, style.level), style.cramped)
