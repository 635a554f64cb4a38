"""What the PDF recogniser is given: a document, and where on its pages the formulas are if that is known."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from layoutmath.errors import InputError
from layoutmath.geometry import BoundingBox


@dataclass(frozen=True, slots=True)
class PdfRegion:
    """The part of a page that holds one formula.

    Pages count from 1. The box is in points (1/72 inch), y downward from the top of the page as it is shown;
    symbols belong to the formula when their centre lies in it.

    >>> PdfRegion(1, BoundingBox(72, 100, 300, 140)).page
    1
    """

    page: int
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """A PDF file, by its path or as bytes.

    ``pages`` are the numbers of those to read, from 1; None reads all. With ``regions`` the formulas are
    exactly those, and no others are sought.

    >>> PdfDocument("paper.pdf", pages=(1, 2)).name
    'paper.pdf'
    """

    source: str | os.PathLike[str] | bytes = field(repr=False)
    pages: tuple[int, ...] | None = None
    regions: tuple[PdfRegion, ...] = ()

    @property
    def name(self) -> str:
        """The file's path, as it was given; nothing for bytes."""
        return "" if isinstance(self.source, bytes) else str(self.source)

    def data(self) -> bytes:
        """The bytes of the document; InputError where the file cannot be read or is none that could be a PDF.

        >>> PdfDocument(b"GIF89a").data()
        Traceback (most recent call last):
        ...
        layoutmath.errors.InputError: found a file without the mark %PDF-; expected a PDF document
        """
        if isinstance(self.source, bytes):
            data = self.source
        else:
            try:
                data = Path(self.source).read_bytes()
            except OSError as error:
                finding = f"found a file that cannot be read ({error.strerror})"
                raise InputError(finding, "a PDF document", source=self.name) from None
        if not data:
            raise InputError("found an empty file", "a PDF document", source=self.name)
        # Readers accept a few bytes before the mark (PDF 1.7 reference, appendix H, note 13: within 1024).
        if b"%PDF-" not in data[:1024]:
            raise InputError("found a file without the mark %PDF-", "a PDF document", source=self.name)
        return data
