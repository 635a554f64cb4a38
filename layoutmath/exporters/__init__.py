"""What trees and readings can be written as: one module per format, and this table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from layoutmath.exporters.asciimath import write_asciimath
from layoutmath.exporters.content import write_content_mathml
from layoutmath.exporters.graph import write_networkx
from layoutmath.exporters.labelgraph import write_lg
from layoutmath.exporters.latex import write_latex
from layoutmath.exporters.mathml import write_mathml
from layoutmath.exporters.record import write_json
from layoutmath.exporters.speech import write_speech
from layoutmath.exporters.svg import write_svg
from layoutmath.exporters.typst import write_typst
from layoutmath.reading import Reading
from layoutmath.structure import BaselineStructure

__all__ = [
    "EXPORTERS",
    "Exporter",
    "write_asciimath",
    "write_content_mathml",
    "write_json",
    "write_latex",
    "write_lg",
    "write_mathml",
    "write_networkx",
    "write_speech",
    "write_svg",
    "write_typst",
]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A row of the table of formats.

    ``suffixes`` are those of files of this format, the usual one first; ``holds_many`` tells whether one file
    can hold several expressions, one after the other. ``write`` writes a tree, ``write_reading`` a reading: a
    format without the first needs a reading, one without the second has no use for it, one with both says
    more with it.
    """

    description: str
    suffixes: tuple[str, ...]
    holds_many: bool
    write: Callable[[BaselineStructure], str] | None
    write_reading: Callable[[Reading], str] | None = None


EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "latex": Exporter("LaTeX, one formula per line", (".tex", ".latex"), True, write_latex),
        "mathml": Exporter(
            "presentation MathML, one formula per line",
            (".mathml", ".mml"),
            True,
            write_mathml,
            lambda reading: write_mathml(reading.structure, reading),
        ),
        "content-mathml": Exporter(
            "content MathML, one formula per line", (".cmml",), True, None, write_content_mathml
        ),
        "speech": Exporter("English words, one formula per line", (".speech",), True, None, write_speech),
        "asciimath": Exporter("AsciiMath, one formula per line", (".asciimath",), True, write_asciimath),
        "typst": Exporter("Typst, without dollar signs, one formula per line", (".typ",), True, write_typst),
        "json": Exporter("JSON lines, with everything that is known", (".jsonl", ".json"), True, write_json),
        "lg": Exporter("label graph of CROHME, with O and R lines", (".lg",), False, write_lg),
        "svg": Exporter("picture of boxes, baselines and relations", (".svg",), False, write_svg),
        "pretty": Exporter("tree drawn with text", (".txt",), True, BaselineStructure.pretty),
    }
)
