"""Fonts with an OpenType MATH table: glyphs, their sizes and assemblies, and the constants of layout.

Source: the OpenType specification, "MATH: The mathematical typesetting table". The tables are read by
`ziamath`, which comes with the extra ``layoutmath[synthesise]``.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layoutmath.errors import InputError, LayoutmathError
from layoutmath.geometry import BoundingBox
from layoutmath.synthesise.outlines import glyph_box

EM = 1000.0
"""Units per em of every length in this room."""

SUFFIXES = (".otf", ".ttf")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph at full size, in units of :data:`EM`, y downward from its baseline.

    ``box`` is the drawn outline. ``italic`` is the correction by which a superscript moves to the right,
    ``attachment`` the x over which an accent is centred.
    """

    box: BoundingBox
    advance: float
    italic: float
    attachment: float | None


class MathFont:
    """A font file with a MATH table.

    Raises InputError when the file is no font or has no such table, LayoutmathError when the extra is
    not installed.

    >>> font = open_font()
    >>> font.name, font.glyph("x").advance > 0, font.glyph("漢") is None
    ('STIXTwoMath-Regular', True, True)
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.name = self.path.stem
        _, math_font = _ziamath()
        try:
            self._font = math_font(str(self.path))
        except FileNotFoundError:
            raise InputError("found no such file", "a font", source=str(path)) from None
        except Exception as error:  # the reader checks nothing: anything can go wrong in a broken file
            if "MATH" not in str(error):
                raise InputError(
                    "found no font that can be read", "an OpenType font", source=str(path)
                ) from None
            raise InputError(
                "found a font without a MATH table",
                "a font for mathematics, such as Latin Modern Math or STIX Two Math",
                source=str(path),
            ) from None
        self._scale = EM / self._font.info.layout.unitsperem
        self.glyph = functools.cache(self._glyph)
        self._drawn = functools.cache(self._measured)

    def constant(self, name: str) -> float:
        """A constant of the MATH table by its name in the specification, with a small first letter."""
        value: float = getattr(self._font.math.consts, name) * self._scale
        return value

    def percent(self, name: str) -> float:
        """A constant that is a percentage, as a factor."""
        value: int = getattr(self._font.math.consts, name)
        return value / 100

    def _glyph(self, character: str, *, script: bool = False) -> Glyph | None:
        """The glyph of a character, in scripts the one that is drawn for small sizes; None without ink."""
        index = self._font.glyphindex(character)
        if index == 0:
            return None
        if script and self._font.gsub:
            index = self._font.gsub.sub([index], self._font.features)[0]
        return self._drawn(index)

    def taller(self, character: str, height: float) -> Glyph | None:
        """The smallest form of a glyph with at least this height, assembled where no single one has it."""
        return self._stretched(character, height, vertical=True)

    def wider(self, character: str, width: float) -> Glyph | None:
        """The smallest form of a glyph with at least this width, or the widest there is."""
        return self._stretched(character, width, vertical=False)

    def _stretched(self, character: str, size: float, *, vertical: bool) -> Glyph | None:
        index = self._font.glyphindex(character)
        if index == 0:
            return None
        forms = [glyph for form in self._forms(index, vertical) if (glyph := self._drawn(form))]
        for glyph in forms:
            if _size(glyph, vertical) >= size:
                return glyph
        # none is large enough: an assembly, or the largest where the font has no parts to assemble
        return self._measure(self._font.math.variant(index, size / self._scale, vert=vertical))

    def widest_within(self, character: str, width: float) -> Glyph | None:
        """The widest form that is no wider than this, as a wide accent is chosen (TeXbook, rule 12)."""
        index = self._font.glyphindex(character)
        if index == 0:
            return None
        found = self._drawn(index)
        for form in self._forms(index, vertical=False):
            glyph = self._drawn(form)
            if glyph is not None and glyph.box.width <= width:
                found = glyph
        return found

    def _forms(self, index: int, vertical: bool) -> list[int]:
        """A glyph and its larger forms, by size."""
        forms = self._font.math.listvariants(index, vert=vertical)
        return [index, *(forms[size] for size in sorted(forms))]

    def _measured(self, index: int) -> Glyph | None:
        return self._measure(self._font.glyph_fromid(index))

    def _measure(self, glyph: Any) -> Glyph | None:
        box = glyph_box(glyph, self._scale)
        if box is None:
            return None
        table, index = self._font.math, glyph.index
        attachment = table.topattachment(index) if index >= 0 else None
        return Glyph(
            box,
            glyph.advance() * self._scale,
            (table.italicsCorrection.getvalue(index) or 0) * self._scale if index >= 0 else 0.0,
            None if attachment is None else attachment * self._scale,
        )


def open_font(name: str | os.PathLike[str] | None = None) -> MathFont:
    """A font by its path, or by its name among the installed ones; STIX Two Math when nothing is said.

    A name is the file's without suffix; capitals, spaces and hyphens do not matter, and its beginning is
    enough. Raises InputError that lists what there is when nothing has that name.

    >>> open_font("stix two").name
    'STIXTwoMath-Regular'
    """
    if name is None:
        return MathFont(_bundled())
    path = Path(name)
    if path.suffix.lower() in SUFFIXES or path.is_file():
        return MathFont(path)
    fonts = {_plain(found.stem): found for found in sorted(installed_fonts(), reverse=True)}
    wanted = _plain(str(name))
    for plain in sorted(fonts):
        if wanted and plain.startswith(wanted):
            return MathFont(fonts[plain])
    known = ", ".join(sorted(found.stem for found in fonts.values()))
    raise InputError(f"found no font {str(name)!r}", f"the path of a font, or one of {known}")


def installed_fonts() -> Iterator[Path]:
    """Files of fonts for mathematics: the one that comes with the extra, and those of the system."""
    yield _bundled()
    home = Path.home()
    folders = [
        Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/usr/share/texmf/fonts/opentype"),
        Path("/usr/share/texlive/texmf-dist/fonts/opentype"), home / ".fonts", home / ".local/share/fonts",
        home / "Library/Fonts", Path("/Library/Fonts"), Path("C:/Windows/Fonts"),
    ]  # fmt: skip
    for folder in folders:
        for suffix in SUFFIXES:
            yield from (path for path in folder.rglob(f"*{suffix}") if "math" in path.name.lower())


def _bundled() -> Path:
    package, _ = _ziamath()
    return Path(package.__file__).parent / "fonts" / "STIXTwoMath-Regular.ttf"


def _ziamath() -> tuple[Any, Any]:
    try:
        import ziamath
        from ziamath.mathfont import MathFont as ZiamathFont
    except ImportError:
        raise LayoutmathError("fonts are read by ziamath: pip install 'layoutmath[synthesise]'") from None
    return ziamath, ZiamathFont


def _plain(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def _size(glyph: Glyph, vertical: bool) -> float:
    return glyph.box.height if vertical else glyph.box.width
