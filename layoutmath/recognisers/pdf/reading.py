"""The pages of a PDF document as glyphs and rules, read by pdfminer.six."""

from __future__ import annotations

import functools
import importlib
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from layoutmath.errors import InputError, LayoutmathError
from layoutmath.geometry import BoundingBox
from layoutmath.recognisers.pdf.encodings import Meaning, meaning
from layoutmath.recognisers.pdf.outlines import Bounds, FontProgram, font_program
from layoutmath.recognisers.pdf.page import Glyph, Page, Rule
from layoutmath.recognisers.pdf.source import PdfDocument
from layoutmath.symbols import Shape, label_shape

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

INSTALL = "PDF documents are read by pdfminer.six and fontTools: pip install 'layoutmath[pdf]'"

THICKEST = 3.0
"""Points; a filled rectangle that is thicker in both directions is a picture of something, no rule. TeX's
rules have 0.4 pt, in the largest sizes of a document three times that, posters aside."""

TYPICAL_REACH: dict[Shape | None, tuple[float, float]] = {
    Shape.SMALL: (0.0, 0.45),
    Shape.GREEK_SMALL: (0.0, 0.45),
    Shape.DESCENDING: (-0.21, 0.45),
    Shape.GREEK_DESCENDING: (-0.21, 0.45),
    Shape.RISING: (0.0, 0.67),
    Shape.GREEK_RISING: (0.0, 0.69),
    Shape.OPERATOR: (-0.05, 0.55),
    Shape.STROKE: (0.22, 0.27),
    Shape.DOT: (0.0, 0.1),
}
"""Lower and upper edge of a glyph in units of the em, for fonts whose outlines are not embedded (those of the
standard fonts: Times, Helvetica, Symbol)."""

TYPICAL = (-0.2, 0.7)


def read_pages(document: PdfDocument) -> list[Page]:
    """The pages that the document asks for, in order.

    Raises InputError where the file is no PDF, broken, encrypted, without pages, has no page of that number,
    or no character on any of those asked for; LayoutmathError when the extra is not installed.
    """
    try:
        importlib.import_module("fontTools")  # wanted where glyphs are drawn
        from pdfminer.pdfdocument import PDFDocument as Parsed
        from pdfminer.pdfdocument import PDFEncryptionError
        from pdfminer.pdfpage import PDFPage
        from pdfminer.pdfparser import PDFParser

        read = _page_reader()
    except ImportError:
        raise LayoutmathError(INSTALL) from None

    data = document.data()
    wanted = None if document.pages is None else set(document.pages)
    if document.regions:
        wanted = (wanted or set()) | {each.page for each in document.regions}
    try:
        parsed = Parsed(PDFParser(BytesIO(data)))
        all_pages = list(PDFPage.create_pages(parsed))
        if wanted is not None:
            _check_numbers(sorted(wanted), len(all_pages))
        chosen = [(n, page) for n, page in enumerate(all_pages, 1) if wanted is None or n in wanted]
        pages = [read(page, number) for number, page in chosen]
    except PDFEncryptionError:
        finding = "found an encrypted document"
        raise InputError(finding, "one that opens without a password", source=document.name) from None
    except InputError as error:
        raise error.inside(document.name) from None
    except RecursionError:
        raise InputError("found objects nested too deeply", "a PDF document", source=document.name) from None
    except Exception as error:  # whatever a broken file makes the reader do
        finding = f"found a broken document ({type(error).__name__}{': ' * bool(str(error))}{error})"
        raise InputError(finding, "a PDF document", source=document.name) from None
    if not all_pages:
        raise InputError("found no pages", "a PDF document with pages", source=document.name)
    if not any(page.glyphs for page in pages):
        place = "page " + ", ".join(str(page.number) for page in pages)
        if any(page.pictures for page in pages):
            finding, expectation = (
                "found a picture and no characters",
                "characters; a scan is read as a picture",
            )
        else:
            finding, expectation = "found no characters", "a page with characters"
        raise InputError(finding, expectation, place=place, source=document.name)
    return pages


def _check_numbers(numbers: Sequence[int], count: int) -> None:
    for number in numbers:
        if not 1 <= number <= count:
            raise InputError(f"found page {number}", f"a page from 1 to {count}", place="pages")


def _page_reader() -> Callable[[Any, int], Page]:
    """Reads pages of one document; each font is looked at once."""
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdftypes import dict_value, resolve1
    from pdfminer.psparser import literal_name
    from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, mult_matrix

    programs: dict[int, _Font] = {}

    class Fonts(PDFResourceManager):
        """Remembers what the page says of each font."""

        def get_font(self, objid: object, spec: Any) -> Any:
            font = super().get_font(objid, spec)
            if id(font) not in programs:
                described = dict_value(spec.get("FontDescriptor", {}))
                found = resolve1(spec.get("BaseFont") or described.get("FontName")) or ""
                name = found.decode("latin-1") if isinstance(found, bytes) else str(literal_name(found))
                programs[id(font)] = _Font(font, spec, name.split("+", 1)[-1])
            return font

    class Collector(PDFTextDevice):
        glyphs: list[Glyph]
        rules: list[Rule]
        pictures = 0

        def begin_page(self, page: Any, ctm: Matrix) -> None:
            self.glyphs, self.rules = [], []
            self.l, b, r, self.t = apply_matrix_rect(ctm, page.cropbox)
            self.size = (r - self.l, self.t - b)

        def render_char(
            self,
            matrix: Matrix,
            font: Any,
            fontsize: float,
            scaling: float,
            rise: float,
            cid: int,
            *_: object,
        ) -> float:
            advance: float = font.char_width(cid) * fontsize * scaling
            known = programs[id(font)]
            # from units of the em to the page: PDF 1.7 reference, section 5.3.3
            scaled: Matrix = mult_matrix((fontsize * scaling, 0, 0, fontsize, 0, rise), matrix)
            glyph = known.glyph(f"g{len(self.glyphs)}", cid, scaled, advance, (self.l, self.t))
            if glyph is not None:
                self.glyphs.append(glyph)
            return advance

        def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
            matrix = self.ctm
            assert matrix is not None  # set at the beginning of the page
            scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
            pen = graphicstate.linewidth * scale if stroke else None
            for l, b, r, t in _straight(path, functools.partial(apply_matrix_pt, matrix), pen, fill):
                box = BoundingBox(l - self.l, self.t - t, r - self.l, self.t - b)
                if min(box.width, box.height) <= THICKEST and max(box.width, box.height) > 0:
                    self.rules.append(Rule(f"r{len(self.rules)}", box))

        def render_image(self, name: str, stream: object) -> None:
            self.pictures += 1

    fonts = Fonts()

    def read(page: Any, number: int) -> Page:
        collector = Collector(fonts)
        PDFPageInterpreter(fonts, collector).process_page(page)
        box = BoundingBox(0, 0, *collector.size)
        return Page(number, box, tuple(collector.glyphs), tuple(collector.rules), collector.pictures)

    return read


class _Font:
    """A font of the document with what was found out about its glyphs."""

    def __init__(self, font: Any, spec: Any, name: str) -> None:
        self.name = name
        self._font, self._spec = font, spec
        self._program: FontProgram | None = None
        self._known: dict[int, tuple[str | None, str | None, Meaning, Bounds | None]] = {}

    def glyph(
        self, glyph_id: str, code: int, matrix: Matrix, advance: float, corner: tuple[float, float]
    ) -> Glyph | None:
        """The glyph drawn by ``matrix`` if it is upright ink; ``corner`` is the page's top left."""
        if code not in self._known:
            self._known[code] = self._look_up(code)
        name, text, found, bounds = self._known[code]
        if bounds is None:
            return None
        a, b, c, d, e, f = matrix
        em = math.hypot(c, d)
        # What runs up the margin or stands on its head is no part of a formula that reads from left to right.
        if em == 0 or a <= 0 or abs(b) > 0.05 * a:
            return None
        xs, ys = zip(
            *((a * x + c * y + e, b * x + d * y + f) for x in bounds[::2] for y in bounds[1::2]), strict=True
        )
        left, top = corner
        box = BoundingBox(min(xs) - left, top - max(ys), max(xs) - left, top - min(ys))
        return Glyph(
            glyph_id,
            found.labels,
            box,
            e - left,
            top - f,
            advance,
            em,
            self.name,
            code,
            name,
            text,
            found.part,
        )

    def _look_up(self, code: int) -> tuple[str | None, str | None, Meaning, Bounds | None]:
        if self._program is None:
            self._program = font_program(self._spec)
        name = self._program.name_of(code)
        text = self._text(code)
        found = meaning(self.name, code, name, text)
        try:
            bounds = self._program.bounds(code)
        except Exception:  # no outline, or one that its reader trips over
            bounds = self._typical(code, found, text)
        return name, text, found, bounds

    def _text(self, code: int) -> str | None:
        """What the document's own Unicode map says, or that of a known collection of characters."""
        unicode_map = getattr(self._font, "unicode_map", None)
        if unicode_map is None:
            return None
        try:
            return str(unicode_map.get_unichr(code))
        except KeyError:
            return None

    def _typical(self, code: int, found: Meaning, text: str | None) -> Bounds | None:
        width = self._font.char_width(code)
        if (not found.labels and (text is None or text.isspace())) or not width:
            return None
        low, high = TYPICAL_REACH.get(label_shape(found.labels[0]) if found.labels else None, TYPICAL)
        return 0.05 * width, low, 0.95 * width, high


def _straight(
    path: Iterable[Sequence[Any]], placed: Callable[[Point], Point], pen: float | None, fill: bool
) -> Iterator[tuple[float, float, float, float]]:
    """Boxes (least x and y, greatest x and y) of the upright straight lines and rectangles of a path.

    ``placed`` takes points of the path to the page; ``pen`` is the width of what draws along the path, None
    where nothing does.
    """
    subpath: list[Point] = []
    whole: list[list[Point]] = [subpath]
    for operator, *numbers in path:
        if operator == "m":
            subpath = [placed((numbers[0], numbers[1]))]
            whole.append(subpath)
        elif operator == "l":
            subpath.append(placed((numbers[0], numbers[1])))
        elif operator == "h" and subpath:
            subpath.append(subpath[0])
        else:  # a curve: no rule
            subpath.append((math.nan, math.nan))
    for points in whole:
        if len(points) < 2 or any(math.isnan(x) for x, _ in points):
            continue
        steps = list(itertools.pairwise(points))
        if any(abs(x1 - x0) > 0.01 and abs(y1 - y0) > 0.01 for (x0, y0), (x1, y1) in steps):
            continue  # a slanted line
        xs, ys = zip(*points, strict=True)
        if fill and len(points) > 2:
            yield min(xs), min(ys), max(xs), max(ys)
        elif pen is not None:
            half = pen / 2
            for (x0, y0), (x1, y1) in steps:
                along_x, along_y = (0.0, half) if abs(x1 - x0) >= abs(y1 - y0) else (half, 0.0)
                yield (
                    min(x0, x1) - along_x,
                    min(y0, y1) - along_y,
                    max(x0, x1) + along_x,
                    max(y0, y1) + along_y,
                )
