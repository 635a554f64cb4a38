"""Scripts, limits, fractions, radicals, accents and marks around finished pieces.

The rules are those of The TeXbook (Knuth 1984), appendix G, whose numbers the functions name, with the
constants of the OpenType MATH table.
"""

from __future__ import annotations

from dataclasses import replace

from layoutmath.synthesise.fonts import Glyph
from layoutmath.synthesise.pieces import Face, Ink, Piece, joined, rule, shifted, whole

NULL_FENCE = 120.0
"""The space on both sides of a fraction, ``\\nulldelimiterspace``: 1.2 pt of 10."""

ACCENTS = {
    r"\hat": "\u0302", r"\tilde": "\u0303", r"\vec": "\u20d7", r"\dot": "\u0307", r"\ddot": "\u0308",
    r"\dddot": "\u20db", r"\check": "\u030c", r"\breve": "\u0306", r"\acute": "\u0301", r"\grave": "\u0300",
    r"\mathring": "\u030a", "-": "\u0304", r"\overleftarrow": "\u20d6", r"\overleftrightarrow": "\u20e1",
}  # fmt: skip
"""The character that draws a mark over one symbol."""

STRETCHED = {
    r"\vec": "→", r"\overleftarrow": "←", r"\overleftrightarrow": "↔", r"\overbrace": "⏞",
    r"\overparen": "⏜", r"\overbracket": "⎴", r"\underbrace": "⏟", r"\underparen": "⏝",
    r"\underbracket": "⎵", r"\underrightarrow": "→", r"\underleftarrow": "←",
}  # fmt: skip
"""The character that is stretched over or under all of a group."""


def scripts(face: Face, nucleus: Piece, sup: Piece | None, sub: Piece | None, *, slanted: bool) -> Piece:
    """Superscript and subscript at the right of a nucleus (rule 18).

    ``slanted``: a big operator such as ∫, whose advance holds the italic correction already.
    """
    if sup is None and sub is None:
        return nucleus
    up = 0.0 if nucleus.character else nucleus.height - face.constant("superscriptBaselineDropMax")
    down = 0.0 if nucleus.character else nucleus.depth + face.constant("subscriptBaselineDropMin")
    gap = face.constant("subSuperscriptGapMin")
    right = nucleus.width + (0.0 if slanted else nucleus.italic)
    below = nucleus.width - (nucleus.italic if slanted else 0.0)
    if slanted:  # in fonts without the correction the ink may reach farther than the advance
        right = max(right, *(ink.r for ink in nucleus.ink))
    if sup is not None:
        shift = "superscriptShiftUpCramped" if face.style.cramped else "superscriptShiftUp"
        up = max(up, face.constant(shift), sup.depth + face.constant("superscriptBottomMin"))
    if sub is not None:
        down = max(down, face.constant("subscriptShiftDown"))
        if sup is None:
            down = max(down, sub.height - face.constant("subscriptTopMax"))
        elif (missing := gap - (up - sup.depth) + (sub.height - down)) > 0:
            down += missing
            lift = face.constant("superscriptBottomMaxWithSubscript") - (up - sup.depth)
            if lift > 0:
                up, down = up + lift, down - lift
    parts = [(0.0, 0.0, nucleus)]
    parts += [(right, -up, sup)] if sup is not None else []
    parts += [(below, down, sub)] if sub is not None else []
    placed = joined(parts)
    return replace(placed, width=placed.width + face.constant("spaceAfterScript"))


def prescripts(face: Face, base: Piece, sup: Piece | None, sub: Piece | None) -> Piece:
    """Scripts before a base, flush with it, at the heights of scripts behind a letter."""
    if sup is None and sub is None:
        return base
    phantom = Piece(0.0, base.height, base.depth, character=base.character)
    before = [piece and whole(piece) for piece in (sup, sub)]
    width = max(piece.width for piece in before if piece is not None)
    flush = [piece and joined([(width - piece.width, 0.0, piece)], width) for piece in before]
    column = scripts(face, phantom, flush[0], flush[1], slanted=False)
    lean = max(0.0, -min((ink.l for ink in base.ink), default=0.0))  # an italic f reaches to the left
    return joined([(0.0, 0.0, column), (column.width + lean, 0.0, base)])


def limits(face: Face, nucleus: Piece, above: Piece | None, below: Piece | None) -> Piece:
    """Limits and notes above and below a nucleus (rule 13a)."""
    if above is None and below is None:
        return nucleus
    width = max(piece.width for piece in (nucleus, above, below) if piece is not None)
    slant = nucleus.italic / 2
    parts = [((width - nucleus.width) / 2, 0.0, nucleus)]
    if above is not None:
        gap = max(face.constant("upperLimitGapMin"), face.constant("upperLimitBaselineRiseMin") - above.depth)
        parts.append(((width - above.width) / 2 + slant, -(nucleus.height + gap + above.depth), above))
    if below is not None:
        gap = max(
            face.constant("lowerLimitGapMin"), face.constant("lowerLimitBaselineDropMin") - below.height
        )
        parts.append(((width - below.width) / 2 - slant, nucleus.depth + gap + below.height, below))
    return joined(parts, width)


def fraction(face: Face, bar: str, above: Piece, below: Piece, overhang: float) -> Piece:
    """Numerator and denominator around a bar on the axis (rule 15), longer than both by an overhang."""
    above, below = whole(above), whole(below)
    thickness = face.constant("fractionRuleThickness")
    up = face.by_style("fractionNumeratorShiftUp", "fractionNumeratorDisplayStyleShiftUp")
    down = face.by_style("fractionDenominatorShiftDown", "fractionDenominatorDisplayStyleShiftDown")
    gap = face.by_style("fractionNumeratorGapMin", "fractionNumDisplayStyleGapMin")
    up = max(up, face.axis + thickness / 2 + gap + above.depth)
    gap = face.by_style("fractionDenominatorGapMin", "fractionDenomDisplayStyleGapMin")
    down = max(down, below.height + gap + thickness / 2 - face.axis)
    width = max(above.width, below.width) + 2 * overhang
    return joined(
        [
            (NULL_FENCE + (width - above.width) / 2, -up, above),
            (NULL_FENCE + (width - below.width) / 2, down, below),
            (NULL_FENCE, 0.0, rule(bar, width, face.axis - thickness / 2, thickness)),
        ],
        width + 2 * NULL_FENCE,
    )


def radical(face: Face, sign: str, inside: Piece, index: Piece | None) -> Piece | None:
    """A radical sign with its bar over a radicand, and an index (rule 11); None where a glyph lacks."""
    inside = whole(inside)
    thickness = face.constant("radicalRuleThickness")
    gap = face.by_style("radicalVerticalGap", "radicalDisplayStyleVerticalGap")
    needed = inside.height + inside.depth + gap + thickness
    glyph = face.taller("√", needed)
    if glyph is None:
        return None
    hook = face.piece(sign, glyph)
    total = hook.height + hook.depth
    gap += max(0.0, total - needed) / 2
    top = inside.height + gap + thickness
    hook = shifted(hook, hook.height - top)
    edge = hook.ink[0].r  # where the bar starts, whatever the advance says
    parts = []
    left = 0.0
    if index is not None:
        kern = face.constant("radicalKernBeforeDegree"), face.constant("radicalKernAfterDegree")
        raised = face.font.percent("radicalDegreeBottomRaisePercent") * total - (total - top)
        parts.append((max(0.0, kern[0]), -raised - index.depth, index))
        left = max(0.0, max(0.0, kern[0]) + index.width + kern[1])
    parts += [
        (left, 0.0, hook),
        (left + edge, 0.0, rule(sign, inside.width, top - thickness, thickness)),
        (left + edge, 0.0, inside),
    ]
    return joined(parts, left + edge + inside.width)


def long_division(face: Face, sign: str, dividend: Piece, quotient: Piece | None) -> Piece | None:
    """A bracket with a bar over the dividend, the quotient above the bar, flush right."""
    dividend = whole(dividend)
    thickness = face.constant("overbarRuleThickness")
    gap = face.constant("overbarVerticalGap")
    curve = face.taller(")", dividend.height + dividend.depth + 2 * gap)
    if curve is None:
        return None
    bracket = face.piece(sign, curve)
    top = dividend.height + gap + thickness
    bracket = shifted(bracket, bracket.height - top)
    start = bracket.ink[0].r + 2 * gap
    parts = [
        (0.0, 0.0, bracket),
        (0.0, 0.0, rule(sign, start + dividend.width, top - thickness, thickness)),
        (start, 0.0, dividend),
    ]
    if quotient is not None:
        parts.append((start + dividend.width - quotient.width, -(top + gap + quotient.depth), quotient))
    return joined(parts, start + dividend.width)


def frame(face: Face, symbol: str, inside: Piece) -> Piece:
    r"""A frame around a piece, as ``\boxed`` draws it: 3 pt of space, a rule of 0.4 pt."""
    inside = whole(inside)
    space, thickness = 0.3 * face.em, 0.04 * face.em
    edge = space + thickness
    width = inside.width + 2 * edge
    height, depth = inside.height + edge, inside.depth + edge
    outline = Piece(width, height, depth, (Ink(symbol, 0.0, -height, width, depth),))
    return joined([(0.0, 0.0, outline), (edge, 0.0, inside)], width)


def accent(face: Face, mark: str, label: str, base: Piece, *, wide: bool) -> Piece | None:
    """An accent over a symbol or, ``wide``, over a group (rule 12); None where a glyph lacks.

    A stroke over a group is an overline (rule 9); arrows and braces over a group take its width.
    """
    if wide and label == "-":
        return _lined(face, mark, base, above=True)
    if label in STRETCHED and (wide or label not in ACCENTS):
        return _stretched(face, mark, label, base, above=True)
    character = ACCENTS.get(label)
    if character is None:
        return None
    glyph = face.widest_within(character, base.width) if wide else face.glyph(character)
    if glyph is None:
        return None
    drawn = face.piece(mark, glyph)
    _, left, _, right, _ = drawn.ink[0]
    own = (left + right) / 2 if drawn.attachment is None or wide else drawn.attachment
    middle = (base.width + base.italic) / 2 if base.attachment is None else base.attachment
    lift = max(0.0, base.height - face.constant("accentBaseHeight"))
    placed = joined([(0.0, 0.0, base), (middle - own, -lift, drawn)], base.width)
    return replace(placed, italic=base.italic, attachment=base.attachment, character=base.character)


def mark_below(face: Face, mark: str, label: str, base: Piece) -> Piece | None:
    """A line (rule 10), brace or arrow under a symbol or a group; None where a glyph lacks."""
    if label == "-":
        return _lined(face, mark, base, above=False)
    return _stretched(face, mark, label, base, above=False) if label in STRETCHED else None


def _lined(face: Face, mark: str, base: Piece, *, above: bool) -> Piece:
    thickness = face.constant("overbarRuleThickness" if above else "underbarRuleThickness")
    gap = face.constant("overbarVerticalGap" if above else "underbarVerticalGap")
    bottom = base.height + gap if above else -base.depth - gap - thickness
    line = rule(mark, whole(base).width, bottom, thickness)
    return _kept(joined([(0.0, 0.0, base), (0.0, 0.0, line)], line.width), base)


def _stretched(face: Face, mark: str, label: str, base: Piece, *, above: bool) -> Piece | None:
    glyph = face.wider(STRETCHED[label], base.width)
    if glyph is None:
        return None
    drawn = face.piece(mark, glyph)
    _, l, t, r, b = drawn.ink[0]
    gap = face.constant("overbarVerticalGap" if above else "underbarVerticalGap")
    y = -(base.height + gap) - b if above else base.depth + gap - t
    over = max(0.0, r - l - base.width) / 2
    placed = joined([(over, 0.0, base), (over + base.width / 2 - (l + r) / 2, y, drawn)])
    return _kept(replace(placed, width=base.width + 2 * over), base)


def _kept(placed: Piece, base: Piece) -> Piece:
    return replace(placed, italic=0.0, character=base.character)


def arrow_under_notes(face: Face, symbol: str, character: str, width: float) -> Piece | None:
    """An arrow as long as its notes and a little more."""
    glyph: Glyph | None = face.wider(character, width + 0.6 * face.em)
    if glyph is None:
        return None
    drawn = face.piece(symbol, glyph)
    return replace(drawn, width=max(drawn.width, drawn.ink[0].r), italic=0.0)
