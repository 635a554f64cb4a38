"""What is drawn for one symbol, or for a part of one, on the way from glyphs and rules to symbols."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from layoutmath.geometry import BoundingBox
from layoutmath.recognisers.pdf.page import Glyph


@dataclass(frozen=True, slots=True)
class Mark:
    """Ink with a label. ``em`` is 0 and ``font`` empty where no glyph is in it (rules).

    The other fields are those of :class:`~layoutmath.recognisers.pdf.page.Glyph`.
    """

    label: str | None
    box: BoundingBox
    primitives: tuple[str, ...]
    baseline: float = 0.0
    em: float = 0.0
    font: str = ""
    code: int = 0
    part: str = ""

    @classmethod
    def of_glyph(cls, glyph: Glyph) -> Iterator[Mark]:
        """The mark of a glyph; a ligature is cut into its letters, equally wide: g7.0, g7.1, ….

        >>> ligature = Glyph("g7", ("f", "i"), BoundingBox(0, 0, 6, 7), 0, 7, 6, 10)
        >>> [(mark.label, mark.box.r, mark.primitives) for mark in Mark.of_glyph(ligature)]
        [('f', 3.0, ('g7.0',)), ('i', 6.0, ('g7.1',))]
        """
        count = max(1, len(glyph.labels))
        labels: tuple[str | None, ...] = glyph.labels or (None,)
        l, t, r, b = glyph.box
        for index, label in enumerate(labels):
            cut = BoundingBox(l + (r - l) * index / count, t, l + (r - l) * (index + 1) / count, b)
            box, name = (glyph.box, glyph.id) if count == 1 else (cut, f"{glyph.id}.{index}")
            yield cls(label, box, (name,), glyph.baseline, glyph.em, glyph.font, glyph.code, glyph.part)

    def joined(self, marks: Sequence[Mark], label: str | None = None) -> Mark:
        """One mark of several, with the fields of this one."""
        return replace(
            self,
            label=label or self.label,
            box=BoundingBox.around(mark.box for mark in marks),
            primitives=tuple(name for mark in marks for name in mark.primitives),
            part="",
        )

    @property
    def extra(self) -> dict[str, object]:
        """Hints for whoever looks at the symbol: nothing for rules, which have no baseline."""
        if not self.em:
            return {}
        return {"baseline": self.baseline, "em": self.em, "font": self.font, "code": self.code}
