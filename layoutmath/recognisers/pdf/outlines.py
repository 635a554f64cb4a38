"""What a glyph looks like and is called: from the font program that the document embeds.

The formats are those of the PDF 1.7 reference, section 5.8 (embedded font programs) and 5.5.5 (encodings);
the programs are read by fontTools.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

Bounds = tuple[float, float, float, float]
"""Least x and y, greatest x and y of an outline, in units of the em, y upward."""

_TRAILER = b"\n" + (b"0" * 64 + b"\n") * 8 + b"cleartomark\n"
"""What ends a Type 1 program ("Adobe Type 1 Font Format", section 2.3); documents may leave it out."""


@dataclass(frozen=True)
class FontProgram:
    """A font of a document: names and outlines of its glyphs by the codes that text uses.

    ``bounds`` gives None for a glyph without ink, and raises LookupError where there is no outline.
    """

    name_of: Callable[[int], str | None]
    bounds: Callable[[int], Bounds | None]


def font_program(spec: Mapping[str, Any]) -> FontProgram:
    """The font of a font dictionary, whatever its type; one that is not embedded has no outlines."""
    from pdfminer.pdftypes import dict_value, resolve1, stream_value
    from pdfminer.psparser import literal_name

    kind = literal_name(spec.get("Subtype", ""))
    if kind == "Type3":
        return _type3(spec)
    descriptor = dict_value(spec.get("FontDescriptor", {}))
    names, has_base = _encoding_names(spec)
    key = next((each for each in ("FontFile", "FontFile2", "FontFile3") if each in descriptor), None)
    if key is None:
        if not has_base and not re.match("Symbol|Zapf", literal_name(spec.get("BaseFont", ""))):
            from fontTools.encodings.StandardEncoding import StandardEncoding

            names = dict(enumerate(StandardEncoding)) | names
        return FontProgram(names.get, _no_outline)
    data = stream_value(descriptor[key]).get_data()
    try:
        if key == "FontFile":
            return _type1(data, names, has_base)
        if data[:4] in (b"OTTO", b"\0\1\0\0", b"true"):
            return _open_type(data, names, kind, resolve1(spec.get("CIDToGIDMap")))
        return _compact(data, names, has_base, is_cid=kind.startswith("CIDFont"))
    except Exception:  # whatever a broken program makes its reader do: the rest of the document is readable
        return FontProgram(names.get, _no_outline)


def _no_outline(code: int) -> Bounds | None:
    raise LookupError(code)


def _encoding_names(spec: Mapping[str, Any]) -> tuple[dict[int, str], bool]:
    """Glyph names that the document itself states, and whether they replace the program's own encoding."""
    from fontTools.agl import UV2AGL
    from fontTools.encodings.MacRoman import MacRoman
    from fontTools.encodings.StandardEncoding import StandardEncoding
    from pdfminer.pdftypes import list_value, resolve1
    from pdfminer.psparser import PSLiteral, literal_name

    encoding = resolve1(spec.get("Encoding"))
    base = encoding if isinstance(encoding, PSLiteral) else None
    differences: Sequence[Any] = ()
    if isinstance(encoding, dict):
        base = resolve1(encoding.get("BaseEncoding"))
        differences = list_value(encoding.get("Differences", []))
    names: dict[int, str] = {}
    base_name = literal_name(base) if base is not None else ""
    if base_name == "WinAnsiEncoding":
        characters = (bytes([code]).decode("cp1252", "ignore") for code in range(256))
        names = {code: UV2AGL.get(ord(text), "") for code, text in enumerate(characters) if text}
    elif base_name in ("MacRomanEncoding", "StandardEncoding"):
        names = dict(enumerate(MacRoman if base_name.startswith("Mac") else StandardEncoding))
    code = 0
    for each in map(resolve1, differences):
        if isinstance(each, (int, float)):
            code = int(each)
        else:
            names[code] = literal_name(each)
            code += 1
    return names, bool(base_name)


# ---- programs of PostScript outlines ----


def _type1(data: bytes, names: dict[int, str], has_base: bool) -> FontProgram:
    from fontTools import t1Lib

    font = object.__new__(t1Lib.T1Font)  # whose constructor reads files only
    font.data, font.encoding = t1Lib.decryptType1(data.rstrip(b"\r\n") + _TRAILER), "ascii"
    font.parse()
    built_in = font["Encoding"]
    if not has_base and isinstance(built_in, list):
        names = dict(enumerate(built_in)) | names
    outlines = font["CharStrings"]
    return FontProgram(names.get, _bounds_of(outlines, names.get, font["FontMatrix"][0]))


def _compact(data: bytes, names: dict[int, str], has_base: bool, *, is_cid: bool) -> FontProgram:
    """A program in Adobe's Compact Font Format (Technical Note 5176)."""
    from fontTools.cffLib import CFFFontSet
    from fontTools.encodings.StandardEncoding import StandardEncoding

    fonts = CFFFontSet()
    fonts.decompile(BytesIO(data), None)
    font = fonts[0]
    scale = font.FontMatrix[0] if hasattr(font, "FontMatrix") else 0.001
    if is_cid:
        return _by_cid(font, scale)
    built_in = StandardEncoding if font.Encoding == "StandardEncoding" else font.Encoding
    if not has_base and isinstance(built_in, list):
        names = dict(enumerate(built_in)) | names
    return FontProgram(names.get, _bounds_of(font.CharStrings, names.get, scale))


def _by_cid(font: Any, scale: float) -> FontProgram:
    """Codes are CIDs, or glyph numbers where the program has names instead."""
    if hasattr(font, "ROS"):
        return FontProgram(_no_name, _bounds_of(font.CharStrings, "cid{:05d}".format, scale))
    order = dict(enumerate(font.charset))
    return FontProgram(order.get, _bounds_of(font.CharStrings, order.get, scale))


def _no_name(code: int) -> str | None:
    return None


# ---- programs in the tables of TrueType and OpenType ----


def _open_type(data: bytes, names: dict[int, str], kind: str, cid_to_glyph: Any) -> FontProgram:
    from fontTools.ttLib import TTFont
    from pdfminer.pdftypes import PDFStream

    font = TTFont(BytesIO(data), lazy=True)
    scale = 1 / font["head"].unitsPerEm
    order = font.getGlyphOrder()
    if kind.startswith("CIDFont"):
        if "CFF " in font:
            return _by_cid(font["CFF "].cff[0], scale)
        numbers = cid_to_glyph.get_data() if isinstance(cid_to_glyph, PDFStream) else None

        def by_cid(code: int) -> str | None:
            number = code if numbers is None else int.from_bytes(numbers[2 * code : 2 * code + 2], "big")
            return order[number] if number < len(order) else None

        return FontProgram(by_cid, _bounds_of(font.getGlyphSet(), by_cid, scale))

    glyph_of = _by_code(font, names)
    return FontProgram(
        lambda code: names.get(code) or glyph_of(code), _bounds_of(font.getGlyphSet(), glyph_of, scale)
    )


def _by_code(font: Any, names: dict[int, str]) -> Callable[[int], str | None]:
    """Glyphs of a simple TrueType font by code (PDF 1.7 reference, section 5.5.5)."""
    from fontTools import agl

    tables = {(t.platformID, t.platEncID): t.cmap for t in font["cmap"].tables} if "cmap" in font else {}
    order = font.getGlyphOrder()

    def glyph_of(code: int) -> str | None:
        name = names.get(code)
        if name and (3, 1) in tables:
            character = agl.toUnicode(name)
            if len(character) == 1 and ord(character) in tables[3, 1]:
                return str(tables[3, 1][ord(character)])
        for table, at in (((3, 0), 0xF000 + code), ((3, 0), code), ((1, 0), code), ((3, 1), code)):
            if at in tables.get(table, {}):
                return str(tables[table][at])
        return name if name in order else None

    return glyph_of


def _bounds_of(
    outlines: Any, name_of: Callable[[int], str | None], scale: float
) -> Callable[[int], Bounds | None]:
    def bounds(code: int) -> Bounds | None:
        from fontTools.pens.boundsPen import BoundsPen

        pen = BoundsPen(outlines)
        outlines[name_of(code)].draw(pen)  # KeyError where it has no such glyph
        if pen.bounds is None:
            return None
        l, b, r, t = (edge * scale for edge in pen.bounds)
        return l, b, r, t

    return bounds


# ---- glyphs that are drawn by the document itself ----


def _type3(spec: Mapping[str, Any]) -> FontProgram:
    """A font of drawings, bitmaps mostly; each says its box by the operator d1 (section 5.5.4)."""
    from pdfminer.pdftypes import dict_value, list_value, num_value, stream_value

    names, _ = _encoding_names(spec)
    drawings = dict_value(spec.get("CharProcs", {}))
    a, b, c, d, e, f = (float(num_value(number)) for number in list_value(spec["FontMatrix"]))

    def bounds(code: int) -> Bounds | None:
        data = stream_value(drawings[names[code]]).get_data()
        found = re.match(rb"\s*((?:[-+.\d]+\s+){6})d1\b", data)
        if found is None:
            raise LookupError(code)
        _, _, *box = map(float, found[1].split())
        corners = [(x, y) for x in box[::2] for y in box[1::2]]
        xs = [a * x + c * y + e for x, y in corners]
        ys = [b * x + d * y + f for x, y in corners]
        empty = min(xs) == max(xs) or min(ys) == max(ys)
        return None if empty else (min(xs), min(ys), max(xs), max(ys))

    return FontProgram(names.get, bounds)
