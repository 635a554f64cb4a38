r"""Symbols from glyphs and rules: what a page draws in several pieces is put together.

::

    √‾‾‾‾‾  a sign and the rule at its top right     ⎛  pieces over one another     ⏞  tips with rules
    radicals, rule first                             ⎝  make one fence              between them make a brace

Everything that is left of the rules is a stroke ``-``: fraction bars, overlines, underlines. Upright rules
that frame nothing (the lines between columns) are no symbols.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.recognisers.pdf.composites import composed
from layoutmath.recognisers.pdf.marks import Mark
from layoutmath.recognisers.pdf.page import Glyph, Rule

TOUCHING = 0.1
"""Share of the em up to which pieces count as touching: TeX lets them overlap, rounding moves them apart by
less than a hundredth; two fences over one another (rows of a matrix) are further apart."""

STACKABLE = frozenset(
    (
        *("(", ")", "[", "]", r"\{", r"\}", "|", r"\|", r"\lfloor", r"\rfloor", r"\lceil", r"\rceil"),
        *(r"\uparrow", r"\downarrow", r"\sqrt", r"\int"),
    )
)
"""What OpenType fonts assemble of glyphs that are not told apart by name or Unicode map."""

LEANING = 0.3
"""A radical's sign ends, and its rule begins, within this share of the em; between the sign and the bar of
a fraction that follows there is the space of an operator or of nothing, but then at another height."""


def assembled(glyphs: Iterable[Glyph], rules: Iterable[Rule], name: str = "") -> Expression:
    r"""The symbols of one formula from what is drawn in it.

    Symbols have the ids ``"0"``, ``"1"``, … from left to right; ``primitives`` name glyphs and rules
    (``g7.0`` and ``g7.1`` the letters of a ligature ``g7``). Each is in one symbol, but for rules that are no
    wider than high and frame nothing. ``extra`` holds ``baseline``, ``em``, ``font`` and ``code`` of the
    (first) glyph, all absent for rules.

    >>> bar = Rule("r0", BoundingBox(10, 0, 30, 0.4))
    >>> sign = Glyph("g0", ("\\sqrt",), BoundingBox(2, 0, 10.2, 12), 2, 0, 10, 10, "CMSY10", 0x70)
    >>> x = Glyph("g1", ("x",), BoundingBox(12, 5, 17, 9.5), 12, 9.5, 5.7, 10, "CMMI10", 0x78)
    >>> [(s.label, s.box.r, s.primitives) for s in assembled([x, sign], [bar]).symbols]
    [('\\sqrt', 30, ('g0', 'r0')), ('x', 17, ('g1',))]
    """
    marks = [mark for glyph in glyphs for mark in Mark.of_glyph(glyph)]
    lines = list(rules)
    marks, lines = _braces(_stacked(marks), lines)
    marks, lines = _radicals(marks, lines)
    frames, lines = _frames(lines)
    flat = [line for line in lines if line.box.width > line.box.height]
    marks = composed([*marks, *frames, *(Mark("-", line.box, (line.id,)) for line in flat)])
    marks.sort(key=lambda mark: mark.box)
    symbols = tuple(
        Symbol(str(index), mark.box, mark.label, primitives=mark.primitives, extra=mark.extra)
        for index, mark in enumerate(marks)
    )
    return Expression(symbols, name)


# ---- fences of pieces ----


@dataclass(slots=True)
class _Column:
    pieces: list[Mark]

    @property
    def box(self) -> BoundingBox:
        return BoundingBox.around(piece.box for piece in self.pieces)

    def takes(self, piece: Mark) -> bool:
        """Whether a piece continues the column downward."""
        last, whole = self.pieces[-1], self.box
        near = TOUCHING * piece.em
        shared = min(whole.r, piece.box.r) - max(whole.l, piece.box.l)
        # Corners only touch the bar between them; whole signs, as those of \iint, may overlap a little.
        least = 0.0 if last.part or piece.part else 0.5 * min(whole.width, piece.box.width)
        return (
            last.part != "bt"
            and piece.part != "tp"
            and piece.font == last.font
            and abs(piece.em - last.em) < 0.01 * last.em
            and piece.box.t - last.box.b <= near  # those of OpenType overlap, as far as the height asks for
            and shared > least
        )


def _stacked(marks: Sequence[Mark]) -> list[Mark]:
    """Marks with pieces that stand over one another made one."""
    pieces = [mark for mark in marks if mark.part not in ("", "tip") or mark.label in STACKABLE]
    done = [mark for mark in marks if not any(mark is piece for piece in pieces)]
    columns: list[_Column] = []
    for piece in sorted(pieces, key=lambda mark: mark.box.t):
        column = next((each for each in columns if each.takes(piece)), None)
        if column is None:
            columns.append(_Column([piece]))
        else:
            column.pieces.append(piece)
    return done + [_fence(column.pieces) for column in columns]


def _fence(pieces: Sequence[Mark]) -> Mark:
    """One mark of the pieces of a column."""
    # The repeated piece of braces is the same on both sides: what ends the column tells more.
    named = next((piece for piece in pieces if piece.part != "ex"), pieces[0])
    label = named.label
    kinds = {(piece.label, piece.part) for piece in pieces}
    for upward, downward, both in (
        (r"\uparrow", r"\downarrow", r"\updownarrow"),
        (r"\Uparrow", r"\Downarrow", r"\Updownarrow"),
    ):
        if {(upward, "tp"), (downward, "bt")} <= kinds:
            label = both
    return named.joined(pieces, label)


# ---- what rules belong to ----


def _braces(marks: Sequence[Mark], rules: Sequence[Rule]) -> tuple[list[Mark], list[Rule]]:
    """Tips in a row, with the rules between them, are a brace; its outer tips say on which side it lies."""
    tips = sorted((mark for mark in marks if mark.part == "tip"), key=lambda mark: mark.box.l)
    done = [mark for mark in marks if mark.part != "tip"]
    left = list(rules)
    while tips:
        first = tips.pop(0)
        row: list[Mark] = [first]
        found: list[Rule] = []
        reach = first.box.r
        while len(row) < 4:
            near = TOUCHING * first.em
            rule = next((each for each in left if _continues(first, reach, each.box, near)), None)
            tip = next((each for each in tips if _continues(first, reach, each.box, near)), None)
            if rule is not None:
                found.append(rule)
                left.remove(rule)
                reach = max(reach, rule.box.r)
            elif tip is not None:
                row.append(tip)
                tips.remove(tip)
                reach = tip.box.r
            else:
                break
        done.append(first.joined([*row, *(Mark("-", rule.box, (rule.id,)) for rule in found)]))
    return done, left


def _continues(first: Mark, reach: float, box: BoundingBox, near: float) -> bool:
    # Tips point up or down from one line: all lie within one tip's height of it.
    height = first.box.height + near
    return abs(box.l - reach) <= near and box.t >= first.box.t - height and box.b <= first.box.b + height


def _radicals(marks: Sequence[Mark], rules: Sequence[Rule]) -> tuple[list[Mark], list[Rule]]:
    r"""Signs with the rule that begins where they end::

       ┌──────── rule: its top is the sign's top, its left end the sign's right end
    ╲ ╱
     ╳
    """
    left = list(rules)
    done = []
    for mark in marks:
        if mark.label == r"\sqrt":
            near = LEANING * mark.em

            def distance(rule: Rule, mark: Mark = mark) -> float:
                return abs(rule.box.l - mark.box.r) + abs(rule.box.t - mark.box.t)

            close = [rule for rule in left if distance(rule) <= near and rule.box.width > rule.box.height]
            if close:
                rule = min(close, key=distance)
                left.remove(rule)
                mark = mark.joined([mark, Mark("-", rule.box, (rule.id,))])
        done.append(mark)
    return done, left


def _frames(rules: Sequence[Rule]) -> tuple[list[Mark], list[Rule]]:
    r"""Frames of four rules, as ``\boxed`` draws them."""
    left = list(rules)
    frames = []
    upright = sorted(
        (rule for rule in rules if rule.box.height > rule.box.width), key=lambda rule: rule.box.l
    )
    for first, second in itertools.combinations(upright, 2):
        if first not in left or second not in left:
            continue
        near = 3 * max(first.box.width, second.box.width)  # corners overlap or touch
        if max(abs(first.box.t - second.box.t), abs(first.box.b - second.box.b)) > near:
            continue
        sides = [
            next(
                (
                    rule
                    for rule in left
                    if rule.box.width > rule.box.height
                    and max(
                        abs(rule.box.l - first.box.l),
                        abs(rule.box.r - second.box.r),
                        abs(rule.box.centre[1] - edge),
                    )
                    <= near
                ),
                None,
            )
            for edge in (first.box.t, first.box.b)
        ]
        top, bottom = sides
        if top is None or bottom is None or top == bottom:
            continue
        parts = [Mark(r"\Box", rule.box, (rule.id,)) for rule in (first, second, top, bottom)]
        frames.append(parts[0].joined(parts))
        left = [rule for rule in left if rule not in (first, second, top, bottom)]
    return frames, left
