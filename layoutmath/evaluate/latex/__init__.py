"""LaTeX against LaTeX as text: tokens, their normalisation, and how far two texts are apart."""

from layoutmath.evaluate.latex.normalisation import ALL_RULES, RULES, chosen_rules, normalised
from layoutmath.evaluate.latex.strings import StringScores, compare_latex, corpus_bleu

__all__ = [
    "ALL_RULES",
    "RULES",
    "StringScores",
    "chosen_rules",
    "compare_latex",
    "corpus_bleu",
    "normalised",
]
