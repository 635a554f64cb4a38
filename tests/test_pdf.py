"""Formulas from PDF documents that LaTeX made (sources in data/pdf/), and documents that are broken."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("pdfminer")
pytest.importorskip("fontTools")

from layoutmath import BoundingBox, parse
from layoutmath.errors import InputError, LayoutmathError
from layoutmath.exporters.latex import write_latex
from layoutmath.expression import Expression
from layoutmath.recognisers.pdf.assembly import assembled
from layoutmath.recognisers.pdf.reading import read_pages
from layoutmath.recognisers.pdf.recogniser import PdfRecogniser
from layoutmath.recognisers.pdf.source import PdfDocument, PdfRegion
from layoutmath.recognisers.recogniser import recogniser

DATA = Path(__file__).parent / "data" / "pdf"


def labels(expression: Expression) -> list[str | None]:
    return [symbol.label for symbol in expression.symbols]


def on_pages(name: str, count: int) -> list[Expression]:
    """The formula of each page; pages of these files are 5 by 3.5 inches."""
    whole = BoundingBox(0, 0, 360, 252)
    regions = tuple(PdfRegion(number, whole) for number in range(1, count + 1))
    return PdfRecogniser().recognise(PdfDocument(DATA / name, regions=regions))


@pytest.fixture(scope="module")
def pieces() -> list[Expression]:
    return on_pages("pieces.pdf", 9)


@pytest.fixture(scope="module")
def heat() -> list[Expression]:
    return PdfRecogniser().recognise(DATA / "heat.pdf")


# ---- a page of text, Computer Modern without Unicode maps ----


def test_formulas_of_a_page_are_found_and_parsed(heat: list[Expression]) -> None:
    assert [write_latex(parse(expression)) for expression in heat] == [
        "u(x,t)",
        "L",
        "x",
        r"t\geq0",
        r"\frac{\partial u}{\partial t}=\alpha\frac{\partial^{2}u}{\partial x^{2}},",
        r"\alpha>0",
        "u=X(x)T(t)",
        r"-\lambda",
        r"\lambda_{n}=(n\pi/L)^{2}",
        r"u(x,t)=\sum\limits_{n=1}^{\infty}b_{n}sin\frac{n\pi x}{L}e^{-\alpha\lambda_{n}t},",
        r"b_{n}=\frac{2}{L}\int\nolimits_{0}^{L}f(x)sin\frac{n\pi x}{L}dx.",
        "f",
        r"E(t)=\int\nolimits_{0}^{L}u^{2}dx,",
        r"E'(t)=-2\alpha\int\nolimits_{0}^{L}(\frac{\partial u}{\partial x})^{2}dx\leq0",
        "E(0)",
        r"\sqrt{E(t)}\leq Ce^{-\alpha\pi^{2}t/L^{2}}",
        "C",
        "a^{2}+b^{2}=c^{2}",
    ]


def test_regions_of_the_caller_are_taken_as_they_are(heat: list[Expression]) -> None:
    chosen = [heat[10], heat[4]]
    boxes = [BoundingBox.around(s.box for s in each.symbols if s.box) for each in chosen]
    regions = tuple(PdfRegion(1, box) for box in boxes)
    found = recogniser("pdf").recognise(PdfDocument(DATA / "heat.pdf", regions=regions))
    assert isinstance(found, list)
    assert list(map(labels, found)) == list(map(labels, chosen))


def test_symbols_know_their_ink_baseline_and_size(pieces: list[Expression]) -> None:
    by_label = {symbol.label: symbol for symbol in pieces[3].symbols}
    a, b, n = (by_label[label] for label in "abn")
    assert a.box is not None and b.box is not None
    assert a.extra["font"] == "CMMI10" and a.extra["code"] == ord("a")
    assert a.extra["baseline"] == pytest.approx(b.extra["baseline"]) == pytest.approx(a.box.b, abs=0.2)
    assert a.box.height == pytest.approx(4.51, abs=0.01)  # 0.442 + 0.011 of 9.96 points: cmmi10's outline
    assert b.box.t < a.box.t
    assert float(str(n.extra["em"])) / float(str(a.extra["em"])) == pytest.approx(0.7, abs=0.01)


# ---- symbols of several glyphs and rules ----


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (1, r"\sqrt - x 2 \hbar + 1 \neq - A B"),
        (2, r"( a d e c b ) \{ a d e c b | a d e c b |"),
        (3, r"\sqrt a d e c b"),
        (4, r"\underbrace a + b + n c + \overbrace x + y + z"),
        (5, r"\iint \iiint \int \int"),
        (6, r"p \longrightarrow q \mapsto r \Longleftrightarrow s \hookrightarrow t"),
        (7, r"a \cong b \doteq c \models d \bowtie e \notin f \equiv / g"),
        (8, r"1 , \ldots , n + \cdots + \vdots + \ddots"),
        (9, r"\Box x + 1 + \hat A B C"),
    ],
)
def test_what_is_drawn_in_pieces_is_one_symbol(pieces: list[Expression], page: int, expected: str) -> None:
    assert sorted(map(str, labels(pieces[page - 1]))) == sorted(expected.split())


def test_a_radical_is_its_sign_and_its_rule(pieces: list[Expression]) -> None:
    root, *others = sorted(pieces[0].symbols, key=lambda symbol: symbol.box.l if symbol.box else 0)
    assert root.label == r"\sqrt"
    assert root.primitives[0].startswith("g") and root.primitives[1].startswith("r")
    inside = [s for s in others if s.label in ("-", "x", "1", "+", r"\hbar")][:5]
    assert root.box is not None
    assert all(s.box and root.box.l < s.box.l and s.box.r < root.box.r + 0.1 for s in inside)


@pytest.mark.parametrize("name", ["heat.pdf", "opentype.pdf", "pieces.pdf", "times.pdf"])
def test_every_glyph_and_rule_is_used_once(name: str) -> None:
    for page in read_pages(PdfDocument(DATA / name)):
        symbols = assembled(page.glyphs, page.rules).symbols
        used = Counter(primitive for symbol in symbols for primitive in symbol.primitives)
        drawn = [rule.id for rule in page.rules]
        for glyph in page.glyphs:
            letters = range(len(glyph.labels))  # of ligatures: fl, ffi and fi in the text of heat.pdf
            drawn += [f"{glyph.id}.{n}" for n in letters] if len(letters) > 1 else [glyph.id]
        assert used == Counter(drawn)


def test_open_type_glyphs_are_told_by_the_unicode_map() -> None:
    letters, fences, brace = on_pages("opentype.pdf", 3)
    assert labels(letters) == [
        r"\phi", "+", r"\varphi", r"\leq", r"\epsilon", "+", r"\varepsilon",
    ]  # fmt: skip
    assert sorted(map(str, labels(fences))) == sorted(
        [r"\{", r"a", r"b", r"c", r"d", r"e", r"\}", r"\sqrt", r"a", r"b", r"c", r"d", r"e"]
    )
    assert write_latex(parse(brace)) == r"\underbrace{a+b+c+d}_{n}+\overrightarrow{AB}"


def test_letters_of_the_symbol_font_are_told_by_their_shape() -> None:
    found = PdfRecogniser().recognise(DATA / "times.pdf")
    assert [write_latex(parse(each)) for each in found] == [r"\phi<\varphi", r"\sqrt{\alpha}x^{2}\geq10^{-3}"]


# ---- documents written by hand ----


def document(content: str, resources: str = "", extra: str = "", trailer: str = "") -> bytes:
    """A PDF of one page, 200 by 100 points; ``extra`` holds further objects, from number 5 on."""
    return f"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R
/Resources <<{resources}>>>> endobj
4 0 obj <</Length {len(content)}>> stream
{content}
endstream endobj
{extra}
trailer <</Root 1 0 R /Size 9 {trailer}>>
startxref
0
%%EOF
""".encode("latin-1")


TIMES = "/Font <</F1 5 0 R>>"
TIMES_FONT = "5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>> endobj"


def test_fonts_that_are_not_embedded_have_typical_boxes() -> None:
    content = "BT /F1 10 Tf 20 50 Td (x) Tj ET 0.5 w 20 45 m 26 45 l S BT /F1 10 Tf 20 35 Td (2) Tj ET"
    region = PdfRegion(1, BoundingBox(0, 0, 200, 100))
    (found,) = PdfRecogniser().recognise(PdfDocument(document(content, TIMES, TIMES_FONT), regions=(region,)))
    assert write_latex(parse(found)) == r"\frac{x}{2}"
    bar = next(symbol for symbol in found.symbols if symbol.label == "-")
    assert bar.box == BoundingBox(20, 54.75, 26, 55.25) and bar.extra == {}


def test_text_that_runs_up_the_margin_is_left_out() -> None:
    content = "BT /F1 10 Tf 20 50 Td (x) Tj 0 1 -1 0 5 20 Tm (stamp) Tj ET"
    region = PdfRegion(1, BoundingBox(0, 0, 200, 100))
    (found,) = PdfRecogniser().recognise(PdfDocument(document(content, TIMES, TIMES_FONT), regions=(region,)))
    assert labels(found) == ["x"]


def test_differences_name_the_glyphs() -> None:
    font = (
        "5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Unknown /FirstChar 1 /LastChar 3"
        " /Widths [500 500 500] /Encoding <</Differences [1 /alpha /summationdisplay /g17]>>>> endobj"
    )
    content = "BT /F1 10 Tf 20 50 Td <010203> Tj ET"
    region = PdfRegion(1, BoundingBox(0, 0, 200, 100))
    (found,) = PdfRecogniser().recognise(PdfDocument(document(content, TIMES, font), regions=(region,)))
    assert labels(found) == [r"\alpha", r"\sum"]  # g17 says nothing, and nothing is drawn for it


IMAGE = "5 0 obj <</Type /XObject /Subtype /Image /Width 1 /Height 1 /Length 1>> stream\n0\nendstream endobj"
LOCKED = f"/ID [<00> <00>] /Encrypt <</Filter /Standard /V 1 /R 2 /O <{'00' * 32}> /U <{'00' * 32}> /P -4>>"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "found an empty file; expected a PDF document"),
        (b"\x89PNG", "found a file without the mark %PDF-; expected a PDF document"),
        (b"%PDF-1.4\nnothing", "found a broken document"),
        (
            document("", trailer=LOCKED),
            "found an encrypted document; expected one that opens without a password",
        ),
        (document(""), "page 1: found no characters; expected a page with characters"),
        (
            document("/I1 Do", "/XObject <</I1 5 0 R>>", IMAGE),
            "page 1: found a picture and no characters; expected characters; a scan is read as a picture",
        ),
        (PdfDocument(document(""), pages=(2,)), "pages: found page 2; expected a page from 1 to 1"),
        ("no/such.pdf", "no/such.pdf: found a file that cannot be read (No such file or directory)"),
        (17, "found int; expected a PdfDocument, a path or the bytes of a PDF file"),
    ],
)
def test_what_is_no_document_with_characters_is_said_clearly(source: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        PdfRecogniser().recognise(source)
    assert str(caught.value).startswith(message)


def test_a_reader_that_is_too_old_is_no_broken_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("pdfminer.utils.apply_matrix_rect")  # which pdfminer.six has since 20250506
    with pytest.raises(LayoutmathError, match=r"pip install 'layoutmath\[pdf\]'"):
        PdfRecogniser().recognise(DATA / "times.pdf")


def test_a_region_without_characters_is_named() -> None:
    content = "BT /F1 10 Tf 20 50 Td (x) Tj ET"
    region = PdfRegion(1, BoundingBox(100, 0, 200, 20))
    with pytest.raises(InputError, match=r"regions\[0\]: found no characters in .* of page 1"):
        PdfRecogniser().recognise(PdfDocument(document(content, TIMES, TIMES_FONT), regions=(region,)))


def test_a_truncated_file_gives_one_error_or_its_readable_part() -> None:
    data = (DATA / "pieces.pdf").read_bytes()
    for share in (0.2, 0.5, 0.9):
        try:
            PdfRecogniser().recognise(data[: int(share * len(data))])
        except InputError as error:
            assert str(error).startswith("found ")
