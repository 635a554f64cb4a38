"""What the PDF recogniser is given: a document, and where on its pages the formulas are if that is known."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from layoutmath.errors import InputError
from layoutmath.geometry import BoundingBox

PDF_MARK, HEAD_SIZE = b"%PDF-", 1024
"""Readers accept other bytes before the mark if it is within the first ones (PDF 1.7 reference, appendix H,
implementation note 13)."""


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins so is a PDF document; of the head, the first ``HEAD_SIZE`` bytes count.

    >>> is_pdf(b"%PDF-1.7"), is_pdf(bytes(100) + b"%PDF-1.7"), is_pdf(bytes(1024) + b"%PDF-1.7")
    (True, True, False)
    """
    return PDF_MARK in head[:HEAD_SIZE]


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
        if not is_pdf(data):
            raise InputError("found a file without the mark %PDF-", "a PDF document", source=self.name)
        return data
