r"""A tree as one stream of lexemes, what is nested between brackets of its own.

::

        n
        ∑  i²      ▶   BIG SUB_OPEN i = 1 SUB_CLOSE SUP_OPEN n SUP_CLOSE NAME SUP_OPEN 2 SUP_CLOSE
       i=1

Names are whole here: letters that spell a function, digits that make a number, a letter with its subscript
and its accents. What a lexeme means is open where symbols leave it open; ``questions.py`` finds those places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from layoutmath.conventions import NEUTRAL
from layoutmath.conventions.names import best_labels
from layoutmath.reading import MeaningError, diagnostic_at
from layoutmath.relation import LIMITS, PRE_SCRIPTS, Relation
from layoutmath.semantics.limits import BASELINES, check_symbols
from layoutmath.semantics.readings.fences import matched
from layoutmath.semantics.readings.lexeme import Lexeme
from layoutmath.semantics.readings.lines import is_aligned, outside, piece, told_apart, without_ends
from layoutmath.semantics.readings.vocabulary import ACCENTS, LEXEMES
from layoutmath.structure import Baseline, BaselineStructure, Grid, Node
from layoutmath.symbols import canonical_label, carries_only_marks, marks_on, symbol_table
from layoutmath.tokens import Kind, Token, tokens

ENDS = (".", ",", ";", "=")
"""What can stand at the end of an expression and mean nothing: 2 + 2 = asks for what the rest asks for."""


@dataclass(frozen=True, slots=True)
class Stream:
    """All lexemes of a tree, in order, and the ids of punctuation at its end."""

    structure: BaselineStructure
    lexemes: tuple[Lexeme, ...]
    punctuation: tuple[str, ...] = ()


def stream_of(structure: BaselineStructure, *, decimal: str = "point") -> Stream:
    r"""The lexemes of a tree.

    Raises MeaningError for a fence without its partner, for symbols that have no label or no meaning, and for
    trees beyond the limits of size.

    >>> from layoutmath.readers.latex import read_latex
    >>> [lexeme.type for lexeme in stream_of(read_latex(r"\frac{x_1}{12}")).lexemes]
    ['FRACTION_OPEN', 'NAME', 'FRACTION_BAR', 'NUMBER', 'FRACTION_CLOSE']
    """
    check_symbols(structure)
    neutral = NEUTRAL.apply(structure)
    line = neutral.root.nodes
    builder = _Builder(neutral, decimal)
    end = len(line)
    while end > 1 and builder.labels.get(line[end - 1].id) in ENDS and not line[end - 1].nested:
        end -= 1
    lexemes = builder.line(line[:end], 0)
    return Stream(structure, tuple(lexemes), tuple(node.id for node in line[end:]))


class _Builder:
    def __init__(self, structure: BaselineStructure, decimal: str) -> None:
        self.structure = structure
        self.grids: Mapping[str, Grid] = structure.grids
        self.labels = {
            symbol: None if label is None else canonical_label(label)
            for symbol, label in best_labels(structure).items()
        }
        self.decimal = decimal

    def wrong(self, code: str, sentence: str, *symbols: str) -> MeaningError:
        return MeaningError(diagnostic_at(self.structure, code, sentence, symbols))

    def look(self, node: Node) -> tuple[str | None, dict[Relation, tuple[Node, ...]]]:
        return self.labels.get(node.id), {relation: line.nodes for relation, line in node.nested.items()}

    # ---- a baseline ----

    def line(self, nodes: Sequence[Node], depth: int) -> list[Lexeme]:
        if depth > BASELINES:
            sentence = f"found baselines nested more than {BASELINES} deep; expected fewer"
            raise self.wrong("too-large", sentence, nodes[0].id)
        found = tokens(nodes, self.labels, decimal=self.decimal)
        fences = matched(found, self.grids, self.wrong)
        lexemes: list[Lexeme] = []
        place = 0
        while place < len(found):
            token = found[place]
            is_last = place == len(found) - 1
            opens_rows = fences.get(place) == "ROWS"
            if opens_rows and not is_last:
                place += 1
                lexemes += self.rows(token.last, found[place].last, depth)
            elif token.last.id in self.grids:
                lexemes += self.grid(token.last, depth, fenced=fences.get(place - 1, "").endswith("OPEN"))
            else:
                lexemes += self.token(token, fences.get(place), depth)
            place += 1
        return told_apart(lexemes)

    def token(self, token: Token, fence: str | None, depth: int) -> list[Lexeme]:
        ids = tuple(node.id for node in token.nodes)
        node, label = token.last, token.text
        if token.kind is Kind.NUMBER and not label:
            raise self.wrong("unknown-symbol", "these digits and marks are no number", *ids)
        if token.kind is Kind.NUMBER:
            return [Lexeme("NUMBER", label or "", ids), *self.scripts(node, depth)]
        if token.kind is Kind.NAME:
            return self.name(token, ids, depth)
        if label is None:
            raise self.wrong("unknown-symbol", "nobody says which symbol this is", node.id)
        if fence is not None:
            text = FENCE_RELATIONS.get(label, label) if fence == "RELATION" else label
            return [Lexeme(fence, text, ids), *self.scripts(node, depth)]
        if label == r"\sqrt":
            return self.root(node, depth)
        if label == "-" and not node.nested.keys().isdisjoint(LIMITS):
            return self.stroke(node, depth)
        if label in LEXEMES:
            kind, text = LEXEMES[label]
            if kind in ("CONSTANT", "NAME"):
                return self.letter(node, kind, text, depth)
            return [Lexeme(kind, text, ids), *self.scripts(node, depth)]
        row = symbol_table().get(label)
        if not ((row.unicode if row else "") or label).isalpha():
            raise self.wrong("unknown-symbol", f"{_shown(label)} has no meaning that is known here", node.id)
        return self.letter(node, "NAME", label.removeprefix("\\"), depth)

    # ---- names ----

    def name(self, token: Token, ids: tuple[str, ...], depth: int) -> list[Lexeme]:
        """A word such as sin, lim or mod."""
        name, nested = token.text or "", token.last.nested
        if name.startswith("lim"):
            if name != "lim":
                raise self.wrong("not-evaluable", f"{name} is not read", *ids)
            kind = "LIMIT"
        elif name == "log" and Relation.SUB in nested:
            kind = "LOG"
        elif name in ("max", "min") and Relation.SUB in nested:
            kind = "OVER"
        elif name == "mod":
            kind = "MOD"
        else:
            kind = "FUNCTION"
        return [Lexeme(kind, name, ids), *self.scripts(token.last, depth)]

    def letter(self, node: Node, kind: str, text: str, depth: int) -> list[Lexeme]:
        """A letter with its accents and its subscript, which are part of its name, then its superscript."""
        ids, nested = [node.id], dict(node.nested)
        for side in LIMITS:
            marks = marks_on(node, side, self.look)
            for mark in marks:
                nested.pop(side, None)
                label = self.labels.get(mark.id) or ""
                if (label, side) not in ACCENTS or side in marks[-1].nested:
                    raise self.wrong("unknown-symbol", "this mark has no meaning that is known here", mark.id)
                text += ACCENTS[label, side]
                ids.append(mark.id)
                kind = "NAME"
        if (subscript := nested.pop(Relation.SUB, None)) is not None:
            inner, inner_ids = self.spelled(subscript)
            text += f"_{inner}" if inner.isalnum() else f"_{{{inner}}}"
            ids += inner_ids
            kind = "NAME"
        return [Lexeme(kind, text, tuple(ids)), *self.scripts(replace(node, nested=nested), depth)]

    def spelled(self, line: Baseline) -> tuple[str, list[str]]:
        """A subscript as text, and its ids in the order of the tree."""
        text, ids = "", []
        for node in line.nodes:
            if node.id in self.grids or node.nested.keys() - {Relation.SUB, Relation.SUP}:
                raise self.wrong("unknown-symbol", "a name has no such subscript", node.id)
            label = self.labels.get(node.id)
            if label is None:
                raise self.wrong("unknown-symbol", "nobody says which symbol this is", node.id)
            text += label.removeprefix("\\")
            ids.append(node.id)
            for relation, sign in ((Relation.SUB, "_"), (Relation.SUP, "^")):
                if relation in node.nested:
                    inner, inner_ids = self.spelled(node.nested[relation])
                    text += sign + (inner if len(inner) == 1 else f"{{{inner}}}")
                    ids += inner_ids
        return text, ids

    # ---- what hangs from a symbol ----

    def scripts(self, node: Node, depth: int) -> list[Lexeme]:
        found: list[Lexeme] = []
        for relation in node.nested:
            if relation in PRE_SCRIPTS or relation in (*LIMITS, Relation.INSIDE):
                inner = node.nested[relation].first.id
                raise self.wrong("unknown-symbol", "what stands here has no meaning that is known", inner)
        if Relation.SUB in node.nested:
            inside = self.line(node.nested[Relation.SUB].nodes, depth + 1)
            found += [Lexeme("SUB_OPEN"), *inside, Lexeme("SUB_CLOSE")]
        if Relation.SUP in node.nested:
            found += self.superscript(node.nested[Relation.SUP].nodes, depth)
        return found

    def superscript(self, nodes: Sequence[Node], depth: int) -> list[Lexeme]:
        """Primes, signs that stand alone, or an exponent."""
        primes = 0
        while primes < len(nodes) and self.labels.get(nodes[primes].id) == r"\prime":
            primes += 1
        found = []
        if primes:
            ids = tuple(node.id for node in nodes[:primes])
            found.append(Lexeme("PRIMES", str(primes), ids))
            found += self.scripts(nodes[primes - 1], depth)
        rest = nodes[primes:]
        if not rest:
            return found
        label = self.labels.get(rest[0].id)
        if len(rest) == 1 and not rest[0].nested and label in ALONE:
            return [*found, Lexeme(ALONE[label], label, (rest[0].id,))]
        return [*found, Lexeme("SUP_OPEN"), *self.line(rest, depth + 1), Lexeme("SUP_CLOSE")]

    def root(self, node: Node, depth: int) -> list[Lexeme]:
        nested = dict(node.nested)
        found = [Lexeme("ROOT_OPEN", "", (node.id,))]
        if (radicand := nested.pop(Relation.INSIDE, None)) is not None:
            found += self.line(radicand.nodes, depth + 1)
        if (index := nested.pop(Relation.ABOVE, None)) is not None:
            found += [Lexeme("ROOT_INDEX"), *self.line(index.nodes, depth + 1)]
        return [*found, Lexeme("ROOT_CLOSE"), *self.scripts(replace(node, nested=nested), depth)]

    def stroke(self, node: Node, depth: int) -> list[Lexeme]:
        """A fraction bar, or a line over a group."""
        nested = dict(node.nested)
        above, below = nested.pop(Relation.ABOVE, None), nested.pop(Relation.BELOW, None)
        rest = self.scripts(replace(node, nested=nested), depth)
        if below is None:
            raise self.wrong("unknown-symbol", "a line under symbols has no meaning that is known", node.id)
        under = self.line(below.nodes, depth + 1)
        if above is None and len(below.nodes) == 1 and carries_only_marks(below.first, self.look):
            # a line over one symbol would hang above that symbol (docs/design.md, conventions of the tree)
            raise self.wrong("incomplete", "this fraction has no numerator", node.id)
        if above is None:
            return [Lexeme("OVERLINE_OPEN", "", (node.id,)), *under, Lexeme("OVERLINE_CLOSE"), *rest]
        over = self.line(above.nodes, depth + 1)
        opening, bar = Lexeme("FRACTION_OPEN", "", (node.id,)), Lexeme("FRACTION_BAR")
        return [opening, *over, bar, *under, Lexeme("FRACTION_CLOSE"), *rest]

    # ---- grids ----

    def cells(self, grid: Grid, depth: int) -> list[list[list[Lexeme]]]:
        return [
            [self.line(cell.nodes, depth + 1) if cell is not None else [] for cell in row]
            for row in grid.rows
        ]

    def grid(self, node: Node, depth: int, *, fenced: bool) -> list[Lexeme]:
        """A matrix; or, without fences, lines of equations."""
        cells = self.cells(self.grids[node.id], depth)
        if not fenced and any(lexeme.type == "RELATION" for row in cells for cell in row for lexeme in cell):
            return self.system((), [[lexeme for cell in row for lexeme in cell] for row in cells])
        found = [Lexeme("MATRIX_OPEN", f"{len(cells)}x{max(map(len, cells))}", ())]
        for number, row in enumerate(cells):
            found += [Lexeme("ROW")] if number else []
            for column, cell in enumerate(row):
                if not cell:
                    raise self.wrong("incomplete", "an entry of this matrix is missing", *self.ids(cells))
                found += [*([Lexeme("CELL")] if column else []), *cell]
        return [*found, Lexeme("MATRIX_CLOSE"), *self.scripts(node, depth)]

    def ids(self, cells: list[list[list[Lexeme]]]) -> list[str]:
        return [symbol for row in cells for cell in row for lexeme in cell for symbol in lexeme.symbols]

    def rows(self, fence: Node, node: Node, depth: int) -> list[Lexeme]:
        """Lines behind a brace: the cases of a value, or equations that hold together."""
        cells = self.cells(self.grids[node.id], depth)
        firsts = [row[0] for row in cells if row]
        if any(lexeme.type == "RELATION" for first in firsts for lexeme in outside(first)) or any(
            sum(lexeme.type == "RELATION" for cell in row for lexeme in cell) and is_aligned(row)
            for row in cells
        ):
            return self.system((fence.id,), [[lexeme for cell in row for lexeme in cell] for row in cells])
        found = [Lexeme("CASES_OPEN", "", (fence.id,))]
        for number, row in enumerate(cells):
            found += [Lexeme("ROW")] if number else []
            found += piece(row)
        return [*found, Lexeme("CASES_CLOSE"), *self.scripts(node, depth)]

    def system(self, ids: tuple[str, ...], lines: list[list[Lexeme]]) -> list[Lexeme]:
        r"""Equations on lines; a line that begins with a relation goes on with the one above it."""
        lines, ends = without_ends([line for line in lines if line])
        found = [Lexeme("SYSTEM_OPEN", "", ids + ends)]
        for number, line in enumerate(lines):
            found += [Lexeme("ROW")] if number and line[0].type != "RELATION" else []
            found += line
        return [*found, Lexeme("SYSTEM_CLOSE")]


FENCE_RELATIONS = {"|": "divides", r"\|": "parallel"}

ALONE = {
    r"\circ": "DEGREE",
    r"\degree": "DEGREE",
    "*": "STAR",
    r"\dagger": "ADJOINT",
    r"\top": "TRANSPOSE",
    "+": "DIRECTION",
    "-": "DIRECTION",
    r"\pm": "DIRECTION",
    r"\mp": "DIRECTION",
}
"""Superscripts that are no exponents when nothing stands beside them."""


def _shown(label: str) -> str:
    row = symbol_table().get(label)
    return (row.unicode if row else "") or label
