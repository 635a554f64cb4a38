"""What each number means, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from layoutmath.evaluate import measures

_THREE = {
    "recall": "of the true ones, how many were found",
    "precision": "of those found, how many are true",
    "F": "the harmonic mean of recall and precision",
}


def _recall_precision_f(name: str, what: str) -> dict[str, str]:
    return {f"{name}: {which}": f"{what}: {share}." for which, share in _THREE.items()}


MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "small": "Symbols such as a, x, + whose class was found.",
        "descending": "Symbols such as y, q, that reach below the line, whose class was found.",
        "rising": "Symbols such as b, capitals and digits whose class was found.",
        "variable-range": "Symbols such as ∑ and ∫, of any height, whose class was found.",
        "all classes": "How far a symbol reaches from its line is its class; symbols whose class was found.",
        "parentage": "Symbols that hang from the right symbol, by whatever relation.",
        "relationship": "Symbols that hang from the right symbol by the right relation.",
        "exact tree": "Expressions with every symbol in its right place, whatever symbols are called.",
        "exact tree, any convention": "The same, where limits may also be scripts, primes raised or not, …",
        "grids right": "Matrices and the like with the right rows, columns and symbols in each cell.",
        "grids invented": "Of the grids found, those whose symbols are no true grid's.",
        "expressions, all grids right": "Of the expressions with grids, those in which each one is right.",
        "labels right": "Symbols whose most probable label, once the tree is known, is the true one.",
        "baseline/sup/sub": "Of symbols that are next on a line, raised or lowered: those found so.",
        "baseline/sup/sub, parent right": "The same, of symbols that hang from the right symbol.",
        **_recall_precision_f("main line", "Symbols on the main line (no script, fraction, root or cell)"),
        "main line, all symbols": "Expressions whose main line has exactly its true symbols.",
        **_recall_precision_f("primitives", "Strokes (or components) with the right label"),
        **_recall_precision_f("objects", "Symbols put together from the right strokes"),
        **_recall_precision_f("objects + classes", "Symbols of the right strokes and label"),
        **_recall_precision_f("relations", "Pairs of right symbols, related by whatever relation"),
        **_recall_precision_f("relations + classes", "Pairs of right symbols related by the right relation"),
        "all objects": "Expressions with every symbol put together from the right strokes.",
        "all objects + classes": "Expressions with every symbol of the right strokes and label.",
        "all relations": "Expressions with exactly the true pairs related, by whatever relation.",
        "all relations + classes": "Expressions with exactly the true relations.",
        "structure": "Expressions with every symbol joined to the right one, by whatever relation.",
        "expression rate": "Expressions in which everything is right: strokes, labels and relations.",
        "at most 1 error": "Expressions with at most one wrong label of a stroke or pair of strokes.",
        "at most 2 errors": "Expressions with at most two of them.",
        "at most 3 errors": "Expressions with at most three of them.",
        "D_C": "Strokes with another label than the true one.",
        "D_L": "Ordered pairs of strokes with another label: of a relation, or as strokes of one symbol.",
        "D_S": "Of these, pairs that belong to one symbol in the truth or in the result, not in both.",
        "D_R": "The rest of them: pairs of strokes that are related otherwise.",
        "D_B": "D_C and D_L together: all labels of strokes and of their pairs that differ.",
        "D_E": "The mean over expressions of the shares of such labels (roots of those of pairs).",
        "exact match": "Expressions whose LaTeX is that of the truth, once both are spelt alike.",
        "CER": "Character error rate: characters to be changed, per character of the true LaTeX.",
        "WER": "Word error rate: tokens (commands, letters) to be changed, per token of the true LaTeX.",
        "BLEU": "How many runs of up to four tokens are shared with the truth, of 0 to 100.",
        "edit distance, tokens": "Tokens to be changed, per expression; less is better.",
    }
)
"""By the names of :data:`layoutmath.evaluate.measures.MEASURES` and of :meth:`Run.latex`."""

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        measures.CLASSES: "How far symbols reach from the line they stand on, as found from boxes.",
        measures.PLACES: "Of all symbols; the first one of the main line is right where it was found so.",
        measures.WHOLE: "One wrong symbol makes the whole expression wrong.",
        measures.GRIDS: "Matrices, cases, aligned lines: rows of cells.",
        measures.LABELS: "What symbols are, once the tree tells what would fit.",
        measures.LAYOUT: "As the literature on printed expressions counts.",
        measures.GRAPH: "A label graph has a label for each stroke and for each ordered pair of strokes."
        " Objects are symbols, relations join them. Defined for the CROHME competitions; where there are"
        " no strokes, symbols take their place.",
        measures.FILES: "Expressions by what is right in their label graphs.",
        measures.DISTANCES: "How many labels of label graphs differ; less is better.",
        measures.LATEX: "The LaTeX of truth and result, compared as text.",
    }
)
"""By the names of the sections."""

SEEN: Mapping[str | None, str] = MappingProxyType(
    {
        "given": "The parser was told what the symbols are, and had to find their places.",
        "candidates": "The parser was told what each symbol may be, as a recogniser guesses, and had to"
        " choose. The most probable label counts as the one found.",
        "none": "The parser was not told what the symbols are: it saw their boxes, and their strokes where"
        " there are some. What asks for labels is left out.",
        "found": "Nothing but the ink was given: symbols, their labels and their places were to be found.",
        None: "The results were read from files.",
    }
)
"""What the parser saw of labels."""
