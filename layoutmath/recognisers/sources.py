"""From a source to symbols: files are opened by what they hold, and the recogniser for that is called."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from layoutmath.errors import InputError, LayoutmathError
from layoutmath.expression import Expression
from layoutmath.ink import Ink, PixelImage
from layoutmath.inkfile import sniff_ink
from layoutmath.lattice import Recognised, SymbolLattice
from layoutmath.recognisers.pdf.source import PdfDocument, is_pdf
from layoutmath.recognisers.recogniser import Recogniser
from layoutmath.recognisers.recogniser import recogniser as recogniser_named

Source = Ink | PixelImage | PdfDocument

RECOGNISER_FOR = {Ink: "ink", PixelImage: "image", PdfDocument: "pdf"}
"""The name of the recogniser that is asked about each kind of source."""

PICTURE_MARKS = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"RIFF"),
    *(b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51"),
)
"""How files of pictures begin: PNG, JPEG, GIF, BMP, TIFF, WebP, PNM, JPEG 2000."""


def kind_of_source(head: bytes) -> type[Source] | None:
    """What a file holds that begins so; None for what no built-in recogniser is for.

    >>> kind_of_source(b"%PDF-1.7").__name__, kind_of_source(b"[[[0, 0], [1, 1]]]").__name__
    ('PdfDocument', 'Ink')
    >>> kind_of_source(b"GIF89a").__name__, kind_of_source(b"Dear reader")
    ('PixelImage', None)
    """
    if is_pdf(head):
        return PdfDocument
    if sniff_ink(head):
        return Ink
    return PixelImage if head.startswith(PICTURE_MARKS) else None


def open_source(path: str | os.PathLike[str]) -> Source:
    """What a file holds for a recogniser: ink, a PDF document, or a picture.

    Raises InputError where it is none of them, or broken.

    >>> open_source("missing.png")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: missing.png: found nothing to read (No such file or directory); expected ...
    >>> open_source("README.md")
    Traceback (most recent call last):
    ...
    layoutmath.errors.InputError: README.md: found content of no known kind; expected pen strokes, ...
    """
    expected = "pen strokes, a picture, or a PDF document"
    try:
        with open(path, "rb") as file:
            head = file.read(1 << 16)
    except OSError as error:
        found = f"found nothing to read ({error.strerror})"
        raise InputError(found, expected, source=str(path)) from None
    kind = kind_of_source(head)
    if kind is None and head.lstrip().startswith((b"[", b"{")):
        kind = Ink  # JSON of an unknown form: whoever reads strokes tells what is wrong with it
    if kind is None:
        found = "found content of no known kind" if head.strip() else "found an empty file"
        raise InputError(found, expected, source=str(path))
    if kind is PdfDocument:
        return PdfDocument(path)
    if kind is Ink:
        from layoutmath.recognisers.ink.files import read_ink

        return read_ink(Path(path).read_bytes(), str(path))
    from layoutmath.recognisers.image.reading import read_image

    return read_image(path)


def recognised(source: object, recogniser: str | Recogniser | None = None) -> list[Recognised]:
    """The formulas of a source, as a recogniser finds them.

    A recogniser that is named, or handed over, gets the source as it is; otherwise paths are opened, and the
    source tells whom to ask.

    >>> class Single:
    ...     def recognise(self, source):
    ...         return Expression.from_boxes([(source, (0, 0, 9, 9))])
    >>> [formula.symbols[0].label for formula in recognised("x", Single())]
    ['x']
    """
    if recogniser is None:
        if isinstance(source, str | os.PathLike):
            source = open_source(source)
        kind = next((kind for kind in RECOGNISER_FOR if isinstance(source, kind)), None)
        if kind is None:
            expected = "an Ink, a PixelImage, a PdfDocument, the path of a file, or a recogniser beside it"
            raise InputError(f"found a {type(source).__name__}", expected)
        recogniser = RECOGNISER_FOR[kind]
    name = recogniser if isinstance(recogniser, str) else type(recogniser).__name__
    asked = recogniser_named(recogniser) if isinstance(recogniser, str) else recogniser
    try:
        found: object = asked.recognise(source)
        formulas: list[object] = [found]
        if isinstance(found, Iterable) and not isinstance(found, str | SymbolLattice | Expression):
            formulas = list(found)
    except LayoutmathError:
        raise
    except Exception as error:  # whatever someone else's package raises, or returns
        raise LayoutmathError(f"recogniser {name!r} failed: {type(error).__name__}: {error}") from error
    checked: list[Recognised] = []
    for formula in formulas:
        if not isinstance(formula, Expression | SymbolLattice):
            raise LayoutmathError(
                f"recogniser {name!r} returned a {type(formula).__name__}; expected an Expression,"
                " a SymbolLattice, or several of them"
            )
        checked.append(formula)
    return checked
