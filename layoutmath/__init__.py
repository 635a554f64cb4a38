"""layoutmath: boxes of symbols in, symbol layout tree and LaTeX out.

>>> import layoutmath as lm
>>> square = lm.Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 3, 13, 10))])
>>> lm.export(lm.parse(square), "latex")
'x^{2}'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from layoutmath.errors import InputError, LayoutmathError, Problem, StructureError, UnknownNameError
from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import Ink, PixelImage, Stroke
from layoutmath.lattice import SymbolLattice
from layoutmath.reading import Decision, Diagnostic, MeaningError, Operation, Reading, Severity
from layoutmath.relation import Relation
from layoutmath.relationship import Context, Evidence, Relationship, RunnerUp
from layoutmath.structure import Baseline, BaselineStructure, Grid, Node
from layoutmath.symbols import SymbolClass

if TYPE_CHECKING:
    from layoutmath.conventions import Conventions
    from layoutmath.explanation import Explanation, Possibility, Reason
    from layoutmath.exporting import export, linked
    from layoutmath.links import GridLink
    from layoutmath.parser import Parser, explain, fit, parse, parse_nbest, recognise
    from layoutmath.readers import Dataset, open_dataset
    from layoutmath.readers.latex import read_latex
    from layoutmath.recognisers.ink.session import InkSession
    from layoutmath.recognisers.pdf.source import PdfDocument, PdfRegion
    from layoutmath.recognisers.recogniser import Recogniser
    from layoutmath.relate.pins import Pin
    from layoutmath.semantics import Policy, meaning, solve, to_sympy, value

__version__: str

__all__ = [
    "Baseline",
    "BaselineStructure",
    "BoundingBox",
    "Candidate",
    "Context",
    "Conventions",
    "Dataset",
    "Decision",
    "Diagnostic",
    "Evidence",
    "Explanation",
    "Expression",
    "Grid",
    "GridLink",
    "Ink",
    "InkSession",
    "InputError",
    "LayoutmathError",
    "MeaningError",
    "Node",
    "Operation",
    "Parser",
    "PdfDocument",
    "PdfRegion",
    "Pin",
    "PixelImage",
    "Policy",
    "Possibility",
    "Problem",
    "Reading",
    "Reason",
    "Recogniser",
    "Relation",
    "Relationship",
    "RunnerUp",
    "Severity",
    "Stroke",
    "StructureError",
    "Symbol",
    "SymbolClass",
    "SymbolLattice",
    "UnknownNameError",
    "explain",
    "export",
    "fit",
    "linked",
    "meaning",
    "open_dataset",
    "parse",
    "parse_nbest",
    "read_latex",
    "recognise",
    "solve",
    "to_sympy",
    "value",
]

# Imported when first asked for, so that `import layoutmath` stays fast: the module, and the name in it.
_LATER = {
    "Conventions": ("layoutmath.conventions", "Conventions"),
    "Dataset": ("layoutmath.readers", "Dataset"),
    "GridLink": ("layoutmath.links", "GridLink"),
    "Explanation": ("layoutmath.explanation", "Explanation"),
    "InkSession": ("layoutmath.recognisers.ink.session", "InkSession"),
    "Parser": ("layoutmath.parser", "Parser"),
    "PdfDocument": ("layoutmath.recognisers.pdf.source", "PdfDocument"),
    "PdfRegion": ("layoutmath.recognisers.pdf.source", "PdfRegion"),
    "Pin": ("layoutmath.relate.pins", "Pin"),
    "Possibility": ("layoutmath.explanation", "Possibility"),
    "Reason": ("layoutmath.explanation", "Reason"),
    "Recogniser": ("layoutmath.recognisers.recogniser", "Recogniser"),
    "explain": ("layoutmath.parser", "explain"),
    "Policy": ("layoutmath.semantics", "Policy"),
    "linked": ("layoutmath.exporting", "linked"),
    "meaning": ("layoutmath.semantics", "meaning"),
    "solve": ("layoutmath.semantics", "solve"),
    "to_sympy": ("layoutmath.semantics", "to_sympy"),
    "value": ("layoutmath.semantics", "value"),
    "export": ("layoutmath.exporting", "export"),
    "fit": ("layoutmath.parser", "fit"),
    "open_dataset": ("layoutmath.readers", "open_dataset"),
    "parse": ("layoutmath.parser", "parse"),
    "parse_nbest": ("layoutmath.parser", "parse_nbest"),
    "read_latex": ("layoutmath.readers.latex", "read_latex"),
    "recognise": ("layoutmath.parser", "recognise"),
}


if not TYPE_CHECKING:  # type checkers see the imports above, and mistakes in names

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib import metadata

            return metadata.version("layoutmath")
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, inner_name = _LATER[name]
        return getattr(importlib.import_module(module), inner_name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
