r"""Which symbol a glyph is: by font and code, by the name of the glyph, by the document's Unicode map.

Fonts of TeX come without a Unicode map, or with one that says less than their encoding does. Their encodings
(Knuth, "The TeXbook", appendix F; the AMS fonts, "User's guide to AMSFonts") are the rows of
``grammars/tex_encodings.tsv``: code and glyph name to canonical label, and for assembled fences the part.
The name goes before the code where both are there: programs that rewrite a document change codes, not names.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from layoutmath.resources import data_path
from layoutmath.symbols import canonical_label, symbol_table


@dataclass(frozen=True, slots=True)
class Meaning:
    """The labels of a glyph (several for a ligature, none where it is unknown), and which part it is."""

    labels: tuple[str, ...] = ()
    part: str = ""


FONT_ENCODINGS: tuple[tuple[str, str], ...] = (
    (r"CMMIB?\d|LMMathItalic|(New)?[TP]XMI|r?[tp]x[bm]?mi|MTMI|EURM|EURB", "OML"),
    (r"CMB?SY\d|LMMathSymbols|r?[tp]xb?sy\b|EUSM|EUSB|MTSY", "OMS"),
    (r"CMEX\d|LMMathExtension|r?[tp]xb?ex\b|EUEX|MTEX", "OMX"),
    (r"MSAM\d", "MSAM"),
    (r"MSBM\d", "MSBM"),
    (r"Symbol|StandardSym", "Symbol"),
    (r"DSROM|dsrom|bbm|BBM|bbold|BBOLD", "blackboard"),
    (r"EUF[MB]\d|RSFS\d|rsfs", "letters"),
    (r"CM(R|B|BX|BXTI|BXSL|SS|SSI|SSBX|SSDC|TI|SL|U|CSC|DUNH|FF|FI|FIB|TT|SLTT|ITT)\d|LCMSS", "OT1"),
)
"""What the names of fonts begin with, and the encoding that they have; a font of no row has none."""


def meaning(font: str, code: int, name: str | None = None, text: str | None = None) -> Meaning:
    r"""What a glyph is, from the name of its font, its code, its own name, and its entry of a Unicode map.

    >>> meaning("CMMI10", 0x27), meaning("CMSY7", 0, "minus"), meaning("CMEX10", 0x30).part
    (Meaning(labels=('\\varphi',), part=''), Meaning(labels=('-',), part=''), 'tp')
    >>> meaning("TimesNewRoman", 38, "phi").labels, meaning("F1", 1).labels
    (('\\varphi',), ())
    """
    encoding = encoding_of(font)
    by_code, by_name = _tables()
    if encoding in ("blackboard", "letters"):
        letter = chr(code) if chr(code).isalnum() else None
        if name is not None and len(name) == 1:
            letter = name
        if letter is not None:
            return Meaning((rf"\mathbb{{{letter}}}" if encoding == "blackboard" else letter,))
    elif encoding is not None:
        found = by_name.get((encoding, name or "")) or by_code.get((encoding, code))
        if found is not None and (name is None or (encoding, name) in by_name or _says_nothing(name)):
            return found
    for candidate in (_of_text(text), _of_name(name), _of_tex_name(name)):
        if candidate.labels:
            return candidate
    return Meaning()


@functools.lru_cache(maxsize=256)
def encoding_of(font: str) -> str | None:
    """The encoding of a font by its name, None for fonts that are none of TeX's.

    >>> encoding_of("CMMI12"), encoding_of("LMMathSymbols10-Regular"), encoding_of("Times-Roman")
    ('OML', 'OMS', None)
    """
    return next((encoding for pattern, encoding in FONT_ENCODINGS if re.match(pattern, font)), None)


def _says_nothing(name: str) -> bool:
    """Whether a name is a bare number, as programs make them up: a65, g12, C0041, cid00042."""
    return re.fullmatch(r"[A-Za-z]{0,5}\d+", name) is not None


def _of_text(text: str | None) -> Meaning:
    if not text or unicodedata.category(text[0]) in ("Co", "Cc", "Cn"):  # private use: a number, no meaning
        return Meaning()
    labels: list[str] = []
    for character in text:
        found = _of_character(character)
        if found is None:
            return Meaning()
        labels += found.labels
        if found.part:
            return found
    return Meaning(tuple(labels))


@functools.lru_cache(maxsize=4096)
def _of_character(character: str) -> Meaning | None:
    if character.isspace():
        return Meaning()
    special = _tables()[0].get(("Unicode", ord(character)))
    if special is not None:
        return special
    label = _by_unicode().get(character, canonical_label(character))
    if label in symbol_table():
        return Meaning((label,))
    # Compatibility characters: mathematical alphabets, ligatures, full-width forms. One step at a time: the
    # italic of a variant letter (U+1D719) is first that letter (U+03D5), and only then the common one.
    codes = unicodedata.decomposition(character).split()
    if len(codes) == 1 or (codes and codes[0].startswith("<")):
        plain = "".join(chr(int(code, 16)) for code in codes if not code.startswith("<"))
        found = [_of_character(part) for part in plain]
        if all(found):
            return Meaning(tuple(label for each in found if each for label in each.labels))
    return Meaning((character,)) if character.isalnum() else None


def _of_name(name: str | None) -> Meaning:
    """By Adobe's glyph list; what stands after a point is a variant: parenleft.size2."""
    if not name or name.startswith("."):
        return Meaning()
    from fontTools import agl  # part of an extra

    return _of_text(agl.toUnicode(name))


def _of_tex_name(name: str | None) -> Meaning:
    """By the name that any of TeX's fonts gives the glyph: summationdisplay."""
    by_name = _tables()[1]
    encodings = ("OMS", "OMX", "OML", "MSAM", "MSBM", "OT1")
    found = (by_name.get((encoding, name or "")) for encoding in encodings)
    return next((each for each in found if each), Meaning())


@functools.cache
def _by_unicode() -> Mapping[str, str]:
    return MappingProxyType({row.unicode: row.label for row in symbol_table().values() if row.unicode})


@functools.cache
def _tables() -> tuple[Mapping[tuple[str, int], Meaning], Mapping[tuple[str, str], Meaning]]:
    """Meanings by encoding and code, and by encoding and glyph name."""
    by_code: dict[tuple[str, int], Meaning] = {}
    by_name: dict[tuple[str, str], Meaning] = {}
    with open(data_path("grammars", "tex_encodings.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)  # the heading
        for encoding, code, name, labels, part in rows:
            found = Meaning(tuple(labels.split()), part)
            by_code[encoding, int(code, 16)] = found
            if name:
                by_name.setdefault((encoding, name), found)
    return MappingProxyType(by_code), MappingProxyType(by_name)
