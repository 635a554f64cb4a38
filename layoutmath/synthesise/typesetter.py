"""From a symbol layout tree without boxes to one with the boxes that a font draws."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from layoutmath.errors import InputError
from layoutmath.geometry import BoundingBox
from layoutmath.relation import LIMITS, PRE_SCRIPTS, SCRIPTS, Relation
from layoutmath.structure import Baseline, BaselineStructure, Node
from layoutmath.synthesise import constructs
from layoutmath.synthesise.characters import (
    LONGEST_WORD,
    atom,
    characters,
    effective_atoms,
    space_between,
    word_length,
)
from layoutmath.synthesise.fences import BARS, Span, spans
from layoutmath.synthesise.fonts import MathFont
from layoutmath.synthesise.grids import ALIGNED, CASES, LINES, MATRIX, STACK, GridLayout, grid
from layoutmath.synthesise.pieces import Face, Piece, joined
from layoutmath.synthesise.plan import Manner, Plan

DELIMITER_FACTOR, DELIMITER_SHORTFALL = 0.901, 500.0
"""How much of its contents a fence covers (TeXbook, rule 19): 90.1 %, but all except 5 pt."""

JOT = 0.3
"""What is added between lines of aligned equations: 3 pt (TeXbook, chapter 18)."""

FENCE_CHARACTERS = {"|": "|", r"\|": "‖"}


@dataclass(slots=True)
class _Unit:
    """A node of a baseline (or letters that spell a word) while its baseline is put together."""

    nodes: list[Node]
    piece: Piece
    atoms: tuple[str, str]
    done: bool = False

    @property
    def node(self) -> Node:
        return self.nodes[-1]


class Typesetter:
    """Lays out one tree: styles from the root to the leaves, pieces from the leaves to the root."""

    def __init__(self, structure: BaselineStructure, font: MathFont, manner: Manner) -> None:
        self.structure, self.font, self.manner = structure, font, manner
        self.plan = Plan(structure, manner)
        self.labels = self.plan.labels
        self.pieces: dict[str, Piece] = {}  # of finished baselines, by their first node

    def structure_with_boxes(self) -> BaselineStructure:
        for line, style in reversed(self.plan.lines()):
            self.pieces[line.first.id] = self._line(line, Face(self.font, style))
        boxes = self._boxes(self.pieces[self.structure.root.first.id])
        expression = self.structure.expression
        symbols = sorted(
            (replace(symbol, box=boxes[symbol.id]) for symbol in expression.symbols),
            key=lambda symbol: boxes[symbol.id],
        )
        return replace(
            self.structure,
            expression=replace(
                expression, symbols=tuple(symbols), extra={"font": self.font.name, **expression.extra}
            ),
        )

    def _boxes(self, piece: Piece) -> dict[str, BoundingBox]:
        """The box of each symbol's ink; the whole starts at (0, 0)."""
        parts: dict[str, list[BoundingBox]] = {}
        for symbol_id, *edges in piece.ink:
            parts.setdefault(symbol_id, []).append(BoundingBox(*edges))
        whole = BoundingBox.around(itertools.chain(*parts.values()))
        boxes = {}
        for symbol in self.structure.expression.symbols:
            if symbol.id not in parts:
                raise self._refused(symbol.id, "nothing drawn for it", "a place where it can be drawn")
            l, t, r, b = BoundingBox.around(parts[symbol.id])
            box = BoundingBox(
                round(l - whole.l, 1), round(t - whole.t, 1), round(r - whole.l, 1), round(b - whole.t, 1)
            )
            if box.width == 0 or box.height == 0:
                raise self._refused(symbol.id, "ink without extent", "a font that draws it")
            boxes[symbol.id] = box
        return boxes

    def _refused(self, symbol_id: str, finding: str, expectation: str) -> InputError:
        label = self.labels.get(symbol_id)
        name = f"grid {symbol_id!r}" if symbol_id in self.structure.grids else f"symbol {symbol_id!r}"
        shown = "" if label is None else f" ({label})"
        source = self.structure.expression.name
        return InputError(f"found {finding}", expectation, place=f"{name}{shown}", source=source)

    def _lacking(self, symbol_id: str) -> InputError:
        return self._refused(symbol_id, f"no glyph for it in {self.font.name}", "a font that has one")

    # ---- pieces, from the leaves to the root ----

    def _line(self, line: Baseline, face: Face) -> Piece:
        units = self._units(line, face)
        grids = self.structure.grids
        labels = [self.labels.get(unit.node.id) if len(unit.nodes) == 1 else "" for unit in units]
        kinds = ["ord" if unit.node.id in grids else unit.atoms[0] for unit in units]
        scripted = [not unit.node.nested.keys().isdisjoint(SCRIPTS) for unit in units]
        for span in spans(labels, kinds, scripted):
            self._fence(units, span, face)
        for unit in units:
            self._dress(unit, face)
        if len(units) == 1:  # it keeps what an accent over it and scripts beside it ask for
            return units[0].piece
        parts: list[tuple[float, float, Piece]] = []
        x, before = 0.0, ""
        atoms = effective_atoms([unit.atoms for unit in units])
        for unit, (left, right) in zip(units, atoms, strict=True):
            if before:
                space = space_between(before, left, script=face.style.level >= 2)
                x += space * face.em * self.manner.spacing
            parts.append((x, 0.0, unit.piece))
            x += unit.piece.width + (unit.piece.italic if unit.piece.character else 0.0)
            before = right
        return joined(parts, x)

    def _units(self, line: Baseline, face: Face) -> list[_Unit]:
        labels = [self.labels.get(node.id) for node in line.nodes]
        units = []
        index = 0
        while index < len(labels):
            length = word_length(labels[index : index + LONGEST_WORD])
            nodes = list(line.nodes[index : index + max(1, length)])
            if length and not any(node.nested for node in nodes[:-1]):
                letters = [(node.id, self.labels[node.id] or "") for node in nodes]
                units.append(_Unit(nodes, self._word(letters, face), ("op", "op")))
                index += length
                continue
            node = line.nodes[index]
            kind = "ord" if self.plan.is_fraction(node) or self.plan.group_side(node) else atom(labels[index])
            units.append(_Unit([node], self._nucleus(line, index, face), (kind, kind)))
            index += 1
        return units

    def _word(self, letters: list[tuple[str, str]], face: Face) -> Piece:
        parts, x = [], 0.0
        for symbol_id, letter in letters:
            piece = self._character(symbol_id, letter, face)
            parts.append((x, 0.0, piece))
            x += piece.width
        return joined(parts, x)

    def _character(self, symbol_id: str, character: str, face: Face) -> Piece:
        glyph = face.glyph(character)
        if glyph is None:
            raise self._lacking(symbol_id)
        return face.piece(symbol_id, glyph, character=True)

    def _nucleus(self, line: Baseline, index: int, face: Face) -> Piece:
        """A node alone, with what its own construct encloses, without accents, scripts and limits."""
        node = line.nodes[index]
        if node.id in self.structure.grids:
            return self._grid(line, index, face)
        label = self.labels[node.id]
        if label is None:
            raise self._refused(node.id, "no label", "a label for every symbol to draw")
        if self.plan.is_fraction(node):
            above, below = (self.pieces[node.nested[side].first.id] for side in LIMITS)
            return constructs.fraction(face, node.id, above, below, self.manner.overhang * face.em)
        if self.plan.is_radical(node):
            return self._radical(node, label, face)
        if (side := self.plan.group_side(node)) is not None:
            return self._marked_group(node, label, side, face)
        if label == r"\Box" and Relation.INSIDE in node.nested:
            return constructs.frame(face, node.id, self.pieces[node.nested[Relation.INSIDE].first.id])
        if Relation.INSIDE in node.nested:
            raise self._refused(node.id, "symbols inside it", "a radical, \\longdiv or \\Box around them")
        drawn = characters(label, self.manner.alphabet)
        if not drawn:
            raise self._refused(node.id, "no character for its label", "a label of the symbol table")
        if self._is_big(node):
            return self._big_operator(node.id, drawn, face)
        if len(drawn) > 1:
            return self._word([(node.id, letter) for letter in drawn], face)
        if label == r"\cdots" and (dots := face.glyph(drawn)) is not None:
            return face.centred(node.id, dots)  # Asana Math has them on the baseline
        if (arrow := self._long_arrow(node, drawn, face)) is not None:
            return arrow
        return self._character(node.id, FENCE_CHARACTERS.get(label, drawn), face)

    def _is_big(self, node: Node) -> bool:
        row = self.plan.row(node)
        return row is not None and row.atom == "big"

    def _big_operator(self, symbol_id: str, drawn: str, face: Face) -> Piece:
        least = face.constant("displayOperatorMinHeight")
        glyph = face.taller(drawn, least) if face.display else face.glyph(drawn)
        if glyph is None:
            raise self._lacking(symbol_id)
        return face.centred(symbol_id, glyph)

    def _long_arrow(self, node: Node, drawn: str, face: Face) -> Piece | None:
        """An arrow with notes, as long as they are; None for all that is none."""
        notes = [
            self.pieces[node.nested[side].first.id].width
            for side in LIMITS
            if side in node.nested and not self.plan.marks(node, side)
        ]
        if not notes or "arrow" not in (self.labels[node.id] or ""):
            return None
        return constructs.arrow_under_notes(face, node.id, drawn, max(notes))

    def _radical(self, node: Node, label: str, face: Face) -> Piece:
        inside = node.nested.get(Relation.INSIDE)
        above = node.nested.get(Relation.ABOVE)
        index = None if above is None else self.pieces[above.first.id]
        content = Piece(0.5 * face.em, 0.5 * face.em) if inside is None else self.pieces[inside.first.id]
        if label == r"\longdiv":
            piece = constructs.long_division(face, node.id, content, index)
        else:
            piece = constructs.radical(face, node.id, content, index)
        if piece is None:
            raise self._lacking(node.id)
        return piece

    def _marked_group(self, node: Node, label: str, side: Relation, face: Face) -> Piece:
        group = self.pieces[node.nested[side].first.id]
        if side is Relation.BELOW:
            piece = constructs.accent(face, node.id, label, group, wide=True)
        else:
            piece = constructs.mark_below(face, node.id, label, group)
        return self._drawn_mark(node.id, piece)

    def _drawn_mark(self, mark: str, piece: Piece | None) -> Piece:
        if piece is None:
            raise self._lacking(mark)
        return piece

    def _grid(self, line: Baseline, index: int, face: Face) -> Piece:
        node = line.nodes[index]
        rows = self.structure.grids[node.id].rows
        cells = [[None if cell is None else self.pieces[cell.first.id] for cell in row] for row in rows]
        if not any(cell for row in cells for cell in row):
            raise self._refused(node.id, "no symbols in it", "at least one")
        return grid(face, cells, self._grid_layout(line, index, face))

    def _grid_layout(self, line: Baseline, index: int, face: Face) -> GridLayout:
        """How a grid is set, by what stands around it and in its second column."""
        if face.style.level >= 2 or self.plan.is_binomial(line, index):
            return STACK
        before, after = self.plan.neighbours(line, index)
        opened = atom(before) == "open" or before in BARS
        closed = atom(after) == "close" or after in BARS
        rows = self.structure.grids[line.nodes[index].id].rows
        seconds = [row[1].first.id for row in rows if len(row) > 1 and row[1] is not None]
        gaps, row_gap = (self.manner.column_gap,), self.manner.row_gap
        matrix = replace(MATRIX, columns=self.manner.columns, gaps=gaps, row_gap=row_gap)
        if opened and closed:
            return matrix
        if seconds and all(atom(self.labels.get(first)) == "rel" for first in seconds):
            thick = space_between("ord", "rel", script=False) * self.manner.spacing
            return replace(ALIGNED, gaps=(thick, 1.5), row_gap=row_gap + JOT)
        if opened or closed:
            return replace(CASES, gaps=gaps, row_gap=row_gap)
        if all(len(row) == 1 for row in rows):
            return replace(LINES, row_gap=row_gap + JOT)
        return matrix

    # ---- fences, which need the pieces between them ----

    def _fence(self, units: list[_Unit], span: Span, face: Face) -> None:
        inner = units[span.start : span.end]
        for unit in inner:
            self._dress(unit, face)
        around_grid = any(unit.node.id in self.structure.grids for unit in inner)
        if not (self.manner.stretch or around_grid):
            return
        above = max((unit.piece.height for unit in inner), default=0.0) - face.axis
        below = max((unit.piece.depth for unit in inner), default=0.0) + face.axis
        need = 2 * max(above, below)
        need = max(need * DELIMITER_FACTOR, need - DELIMITER_SHORTFALL)
        for place, is_opening in ((span.opening, True), (span.closing, False)):
            if place is None:
                continue
            unit = units[place]
            own = unit.piece.height + unit.piece.depth
            if own >= need:
                continue
            label = self.labels[unit.node.id] or ""
            glyph = face.taller(FENCE_CHARACTERS.get(label, characters(label)), need)
            if glyph is not None and glyph.box.height * face.size > own:
                unit.piece = face.centred(unit.node.id, glyph)
                unit.atoms = ("inner", "open") if is_opening else ("close", "inner")

    # ---- what hangs around a nucleus ----

    def _dress(self, unit: _Unit, face: Face) -> None:
        """Add accents, notes and limits, scripts and pre-scripts to a nucleus, once."""
        if unit.done:
            return
        node, piece = unit.node, unit.piece
        nested = dict(node.nested)
        for relation in self._consumed(node):
            nested.pop(relation, None)
        sides: dict[Relation, Piece | None] = dict.fromkeys(LIMITS)
        for side in LIMITS:
            if side not in nested:
                continue
            marks = self.plan.marks(node, side)
            for mark in marks:
                piece = self._marked(piece, mark, side, face)
            top = marks[-1].nested.get(side) if marks else nested[side]
            sides[side] = None if top is None else self.pieces[top.first.id]
        piece = constructs.limits(face, piece, sides[Relation.ABOVE], sides[Relation.BELOW])
        sup, sub, pre_sup, pre_sub = (
            self.pieces[nested[key].first.id] if key in nested else None for key in (*SCRIPTS, *PRE_SCRIPTS)
        )
        piece = constructs.scripts(face, piece, sup, sub, slanted=self._is_big(node))
        unit.piece, unit.done = constructs.prescripts(face, piece, pre_sup, pre_sub), True

    def _consumed(self, node: Node) -> tuple[Relation, ...]:
        """Relations whose baselines the nucleus holds already."""
        if self.plan.is_fraction(node):
            return LIMITS
        if self.plan.is_radical(node):
            return (Relation.ABOVE, Relation.INSIDE)
        side = self.plan.group_side(node)
        return (Relation.INSIDE,) if side is None else (Relation.INSIDE, side)

    def _marked(self, base: Piece, mark: Node, side: Relation, face: Face) -> Piece:
        label = self.labels[mark.id] or ""
        if side is Relation.ABOVE:
            piece = constructs.accent(face, mark.id, label, base, wide=False)
        else:
            piece = constructs.mark_below(face, mark.id, label, base)
        return self._drawn_mark(mark.id, piece)
