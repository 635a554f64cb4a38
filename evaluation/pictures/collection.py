"""Which fonts there are, which of them are held out, and the formulas that are drawn in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from fonts import PictureFont

from layoutmath import open_dataset
from layoutmath.errors import LayoutmathError
from layoutmath.readers.latex import read_latex
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import symbol_table
from layoutmath.synthesise import random_formulas
from layoutmath.synthesise.fonts import installed_fonts

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts/opentype"))

MATH = (
    "STIXTwoMath STIXMath-Regular latinmodern-math texgyrepagella-math texgyrebonum-math texgyredejavu-math "
    "texgyretermes-math Asana-Math"
)
HELD_OUT_MATH = "NotoSansMath texgyreschola-math"

TEXT = {
    "serif": "DejaVuSerif LiberationSerif texgyrepagella texgyrebonum texgyretermes lmroman10 lmroman12 "
    "cmunrm cmunti cmunbx cmunbi NotoSerif-Regular NotoSerif-Italic NotoSerif-Bold EBGaramond OldStandard "
    "LinLibertine_R LinLibertine_RI GFSDidot GFSArtemisia Vollkorn-Regular Vollkorn-Italic CharisSIL "
    "Caladea Fanwood GoudyBookletter1911 NotoSerifDisplay-Regular",
    "sans": "DejaVuSans LiberationSans texgyreheros texgyreadventor lmsans10 cmunss NotoSans-Regular "
    "NotoSans-Italic NotoSans-Bold OpenSans-Regular OpenSans-Italic Roboto-Regular Roboto-Italic "
    "Roboto-Light Carlito GFSNeohellenic Quicksand-Regular Dosis-Regular Play-Regular Andika "
    "Cabin-Regular Cabin-Italic LeagueSpartan-Regular OpenDyslexic-Regular",
    "mono": "DejaVuSansMono LiberationMono lmmono10 cmuntt NotoSansMono-Regular Hack-Regular "
    "FiraCode-Regular FantasqueSansMono-Regular mononoki-Regular Courier_Prime AnonymousPro texgyrecursor",
    "handwriting": "ComicNeue-Regular ComicNeue-Bold ComicNeue-Italic LobsterTwo-Regular LobsterTwo-Italic "
    "texgyrechorus Kristi ECOLIER_COURT",
}
HELD_OUT_TEXT = {
    "serif": "Gentium-R GentiumAlt-R GentiumPlus-Regular texgyreschola-regular texgyreschola-italic",
    "sans": "Lato-Regular Lato-Italic Cantarell-Regular Cantarell-VF",
    "mono": "Inconsolata JetBrainsMono-Regular",
    "handwriting": "breip Breip",
}
"""Names of files begin so; families whose letters are those of a font that is held out are in no list."""

SLANTED = re.compile(r"italic|oblique|RI$|chorus|Kristi|cmunti|cmunbi", re.IGNORECASE)


LEFT_OUT = re.compile(
    r"math|BoldItal|BoldObl|bolditalic|BoldIt$|Condensed|heroscn|Narrow|Text|RZ|RBI|08|MonoOblique"
)
"""Variants that add little, and fonts for mathematics."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font for mathematics, and one for text whose letters are drawn in its place, by kind."""

    math: Path
    text: Path | None
    kind: str

    def open(self) -> PictureFont:
        slanted = self.text is not None and bool(SLANTED.search(self.text.stem))
        return PictureFont(self.math, self.text, slanted=slanted)


def math_fonts(held_out: bool) -> list[Path]:
    """Fonts for mathematics, by name."""
    names = tuple((HELD_OUT_MATH if held_out else MATH).split())
    found = {path.stem: path for path in [*installed_fonts(), *FOLDERS[1].rglob("*math*.otf")]}
    return [found[stem] for stem in sorted(found) if stem.startswith(names)]


def text_faces(held_out: bool) -> list[Face]:
    """Fonts for text, each within a font for mathematics."""
    paths = {path.stem: path for folder in FOLDERS for path in sorted(folder.rglob("*.[ot]tf"))}
    math = math_fonts(held_out)
    faces = []
    for kind, names in (HELD_OUT_TEXT if held_out else TEXT).items():
        for stem in sorted(paths):
            if stem.startswith(tuple(names.split())) and not LEFT_OUT.search(stem):
                faces.append(Face(math[len(faces) % len(math)], paths[stem], kind))
    return faces


def faces(held_out: bool) -> list[Face]:
    """All fonts that are trained on, or all that are held out."""
    return [Face(path, None, "math") for path in math_fonts(held_out)] + text_faces(held_out)


def formulas_of(path: Path, held_out: bool) -> list[BaselineStructure]:
    """Trees of a file of printed formulas; every tenth line is held out."""
    return [
        truth
        for index, (_, truth) in enumerate(open_dataset(str(path)))
        if truth is not None and (index % 10 == 9) is held_out
    ]


def drawable_labels() -> list[str]:
    """Labels that one character draws: what a row of random symbols is made of."""
    return [
        row.label
        for row in symbol_table().values()
        if len(row.unicode) == 1 and row.atom not in ("word", "limits_word", "accent", "radical")
    ]


def learnt_labels() -> list[str]:
    """All labels that the network tells apart: those that are drawn, and no word."""
    rows = symbol_table().values()
    return sorted(row.label for row in rows if row.unicode and row.atom not in ("word", "limits_word"))


def random_rows(seed: int) -> Iterator[str]:
    """Rows of any symbols, some with scripts, accents, fractions or roots: rare symbols, no sense."""
    random, labels = Random(seed), drawable_labels()
    letters = [label for label in labels if len(label) == 1 and label.isalnum()]
    accents = [row.label for row in symbol_table().values() if row.atom == "accent"]
    accents = [label for label in accents if not label.startswith(r"\under")]
    fences = ("(", ")", "[", "]", "|", r"\{", r"\}", ",", ".", ";", ":", "!", "?", r"\%", "/", "=", "-", "+")

    def symbol() -> str:
        kind = random.random()
        if kind < 0.65:
            return random.choice(labels)
        return random.choice(letters if kind < 0.85 else fences)

    while True:
        parts = []
        for _ in range(random.randint(1, 14)):
            kind = random.random()
            if kind < 0.72:
                parts.append(symbol())
            elif kind < 0.85:
                parts.append(f"{symbol()}{random.choice('^_')}{{{symbol()} {symbol()}}}")
            elif kind < 0.92:
                parts.append(rf"{random.choice(accents)}{{{random.choice(letters)}}}")
            elif kind < 0.97:
                parts.append(rf"\frac{{{symbol()}}}{{{symbol()} {symbol()}}}")
            else:
                parts.append(rf"\sqrt{{{symbol()} {symbol()}}}")
        yield " ".join(parts)


WORDS = {row.label for row in symbol_table().values() if row.atom in ("word", "limits_word")}
"""Labels of several letters: no recogniser of pictures sees them as one."""


class Formulas:
    """Trees to draw, without end: of lists of formulas, made at random, rows of any symbols."""

    def __init__(self, lists: list[tuple[list[BaselineStructure], float]], seed: int) -> None:
        self.lists = lists
        self.random = Random(seed)
        self.made = random_formulas(seed=seed, grids=0.1)
        self.rows = random_rows(seed)

    def __iter__(self) -> Iterator[BaselineStructure]:
        left = 1 - sum(share for _, share in self.lists)
        while True:
            kind = self.random.random()
            for trees, share in self.lists:
                if kind < share:
                    yield self.random.choice(trees)
                    break
                kind -= share
            else:
                latex = next(self.made if kind < 0.2 * left else self.rows)
                try:
                    tree = read_latex(latex)
                except LayoutmathError:
                    continue
                if not any(symbol.label in WORDS for symbol in tree.expression.symbols):
                    yield tree
