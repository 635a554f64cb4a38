"""The colours of a picture, on light and on dark paper, and the legend that explains them."""

from __future__ import annotations

from collections.abc import Iterable

from layoutmath.exporters.svg.glyphs import escaped, number
from layoutmath.relation import Relation
from layoutmath.symbols import SymbolClass

RELATION_COLOURS = {
    Relation.RIGHT: ("#64748b", "#94a3b8"),
    Relation.SUP: ("#2563eb", "#60a5fa"),
    Relation.SUB: ("#15803d", "#4ade80"),
    Relation.ABOVE: ("#c2410c", "#fb923c"),
    Relation.BELOW: ("#9333ea", "#c084fc"),
    Relation.INSIDE: ("#be123c", "#fb7185"),
    Relation.PRE_SUP: ("#0e7490", "#22d3ee"),
    Relation.PRE_SUB: ("#854d0e", "#facc15"),
}
CLASS_COLOURS = {
    SymbolClass.SMALL: ("#ca8a04", "#fde047"),
    SymbolClass.DESCENDING: ("#059669", "#6ee7b7"),
    SymbolClass.RISING: ("#3b82f6", "#93c5fd"),
    SymbolClass.VARIABLE_RANGE: ("#db2777", "#f9a8d4"),
}
_LINE = 20.0  # pixels from one line of the legend to the next
_SWATCH = 24.0
_LETTER = 6.4  # pixels: the mean width of a letter of the legend, on the safe side

# Class names are prefixed, and ids avoided, so that many pictures can be set into one page.
_STYLE = """
.lm-paper{fill:#fff}
.lm-baseline{fill:none;stroke:currentColor;stroke-width:8;stroke-opacity:.22;stroke-linejoin:round}
.lm-box{fill:currentColor;fill-opacity:.1;stroke:currentColor;stroke-opacity:.65;stroke-width:1}
.lm-grid{fill:none;stroke:currentColor;stroke-width:1;stroke-dasharray:2 3}
.lm-glyph{fill:#111827;font-family:'STIX Two Math','Latin Modern Math','Cambria Math',serif}
.lm-glyph{text-anchor:middle}
.lm-italic{font-style:italic}
.lm-pen{fill:none;stroke:#111827;stroke-width:2.2;stroke-linecap:round;stroke-linejoin:round}
.lm-faint{opacity:.45}
.lm-square{fill:none;stroke:currentColor;stroke-width:1.5}
.lm-arrow{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round}
.lm-head{fill:currentColor}
.lm-unsure{stroke-dasharray:5 4;opacity:.75}
.lm-probability,.lm-legend text{font:12px system-ui,sans-serif;fill:#334155}
.lm-probability{font-size:11px;text-anchor:middle;stroke:#fff;stroke-width:3;paint-order:stroke}
"""
_DARK_STYLE = """
.lm-paper{fill:#0f172a}
.lm-baseline{stroke-opacity:.4}
.lm-glyph{fill:#f1f5f9}
.lm-pen{stroke:#f1f5f9}
.lm-probability,.lm-legend text{fill:#cbd5e1}
.lm-probability{stroke:#0f172a}
"""


def css_name(kind: Relation | SymbolClass | None) -> str:
    """The CSS class that gives a relation or symbol class its colour.

    >>> css_name(Relation.PRE_SUP), css_name(SymbolClass.VARIABLE_RANGE), css_name(None)
    ('lm-presup', 'lm-variable-range', 'lm-none')
    """
    return f"lm-{kind.value.lower()}" if kind else "lm-none"


def style() -> str:
    """The ``<style>`` element; the viewer's preference chooses between light and dark."""
    colours = {css_name(None): ("#94a3b8", "#94a3b8")}
    colours |= {css_name(relation): pair for relation, pair in RELATION_COLOURS.items()}
    colours |= {css_name(kind): pair for kind, pair in CLASS_COLOURS.items()}
    light = "".join(f".{name}{{color:{pair[0]}}}\n" for name, pair in colours.items())
    dark = "".join(f".{name}{{color:{pair[1]}}}\n" for name, pair in colours.items())
    return f"<style>{_STYLE}{light}@media (prefers-color-scheme:dark){{{_DARK_STYLE}{dark}}}</style>"


def text_width(text: str) -> float:
    """Pixels that a line of the legend takes, on the safe side."""
    return _LETTER * len(text)


def legend(
    relations: Iterable[Relation],
    classes: Iterable[SymbolClass | None],
    remarks: Iterable[str],
    corner: tuple[float, float],
    width: float,
) -> tuple[str, float]:
    """The legend's elements, from ``corner`` (left, top) on, wrapped to ``width``, and the height they take.

    Relations and classes appear in the order of their definition, remarks on lines of their own.
    """
    arrow = '<path class="lm-arrow" d="M0 -4Q10 -8 18 -4"/><path class="lm-head" d="M22 -3l-7 -4l2 6z"/>'
    ribbon = '<path class="lm-baseline" d="M0 -4H22"/>'
    box = '<rect class="lm-box" x="3" y="-11" width="16" height="13" rx="2"/>'
    left, top = corner
    shown, known = set(relations), set(classes)
    rows = [
        [
            (css_name(relation), ribbon if relation is Relation.RIGHT else arrow, relation.value)
            for relation in Relation
            if relation in shown
        ],
        [
            (css_name(kind), box, kind.value if kind else "no class")
            for kind in (*SymbolClass, None)
            if kind in known
        ],
        *([("lm-none", "", remark)] for remark in remarks),
    ]
    parts, y = [], top
    for row in filter(None, rows):
        x, y = left, y + _LINE
        for name, swatch, text in row:
            indent = _SWATCH + 4 if swatch else 0
            taken = indent + text_width(text) + 14
            if x > left and x + taken > left + width:
                x, y = left, y + _LINE
            parts.append(
                f'<g class="{name}" transform="translate({number(x)} {number(y)})">{swatch}'
                f'<text x="{number(indent)}">{escaped(text)}</text></g>'
            )
            x += taken
    return f'<g class="lm-legend">{"".join(parts)}</g>', y - top
