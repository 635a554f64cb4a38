"""The recogniser that reads formulas from the glyphs of a PDF document: no model, nothing is guessed."""

from __future__ import annotations

import os
from pathlib import Path

from layoutmath.errors import InputError
from layoutmath.expression import Expression
from layoutmath.geometry import BoundingBox
from layoutmath.recognisers.pdf.assembly import assembled
from layoutmath.recognisers.pdf.page import Glyph, Page, Rule
from layoutmath.recognisers.pdf.reading import read_pages
from layoutmath.recognisers.pdf.regions import formulas
from layoutmath.recognisers.pdf.source import PdfDocument


class PdfRecogniser:
    """Finds the formulas of a document's pages; made without arguments, and it keeps no state.

    Symbols carry the box of their drawn ink in points, y downward from the top of the page, canonical labels
    where font, glyph name or Unicode map tell them, and in ``extra`` what the page knows better than the
    box: ``baseline`` (y of the glyph's origin), ``em`` (size of the font), ``font`` and ``code``.
    """

    def recognise(self, source: object, /) -> list[Expression]:
        """The formulas of a :class:`PdfDocument`, or of the file with a path, or of its bytes.

        With regions they are in the order of the regions, else in the order of pages and from top to bottom,
        inline formulas included; the name of each says where it stands.

        Raises InputError for what is no PDF or holds no characters, and for a region without any.

        >>> PdfRecogniser().recognise(b"")
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: found an empty file; expected a PDF document
        """
        document = _document(source)
        pages = read_pages(document)
        stem = Path(document.name).stem or "document"
        found: list[Expression] = []
        if document.regions:
            by_number = {page.number: page for page in pages}
            for index, region in enumerate(document.regions):
                glyphs, rules = _within(by_number[region.page], region.box)
                if not glyphs:
                    place = f"regions[{index}]"
                    raise InputError(
                        f"found no characters in {list(region.box)} of page {region.page}",
                        "a region around a formula, in points, y downward",
                        place=place,
                        source=document.name,
                    )
                found.append(assembled(glyphs, rules, f"{stem}-{region.page}-{index + 1}"))
            return found
        for page in pages:
            for number, (glyphs, rules) in enumerate(formulas(page), 1):
                found.append(assembled(glyphs, rules, f"{stem}-{page.number}-{number}"))
        return found


def _document(source: object) -> PdfDocument:
    if isinstance(source, PdfDocument):
        return source
    if isinstance(source, (str, bytes, os.PathLike)):
        return PdfDocument(source)
    raise InputError(f"found {type(source).__name__}", "a PdfDocument, a path or the bytes of a PDF file")


def _within(page: Page, box: BoundingBox) -> tuple[list[Glyph], list[Rule]]:
    def inside(part: Glyph | Rule) -> bool:
        x, y = part.box.centre
        return box.l <= x <= box.r and box.t <= y <= box.b

    return [glyph for glyph in page.glyphs if inside(glyph)], [rule for rule in page.rules if inside(rule)]
