"""How far LaTeX text is from the truth: exact match, edit distances and BLEU, after normalisation.

Sources: Levenshtein, Soviet Physics Doklady 10(8), 1966 (the distance); Papineni, Roukos, Ward & Zhu,
"BLEU: a method for automatic evaluation of machine translation", ACL 2002. Distances are found by
`rapidfuzz`, BLEU by `sacrebleu`; both come with the extra ``layoutmath[evaluation]``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from layoutmath.errors import LayoutmathError
from layoutmath.evaluate.latex.normalisation import ALL_RULES, normalised
from layoutmath.evaluate.latex.tokens import Tokens, text

ORDER = 4
"""The longest sequences of tokens that BLEU counts."""


@dataclass(frozen=True, slots=True)
class StringScores:
    """One text against its truth, both normalised.

    Substitutions, deletions and insertions are the fewest edits that make the result's tokens out of the
    truth's. Characters are those of the shortest text of the tokens.
    """

    truth: Tokens
    result: Tokens
    substitutions: int
    deletions: int
    insertions: int
    truth_characters: int
    character_distance: int

    @property
    def distance(self) -> int:
        """The edit distance over tokens."""
        return self.substitutions + self.deletions + self.insertions

    @property
    def exact(self) -> bool:
        return self.truth == self.result


def compare_latex(truth: str, result: str | None, rules: Collection[str] = ALL_RULES) -> StringScores:
    r"""The scores of one result, None for a missing one, which counts as an empty text.

    >>> scores = compare_latex(r"\frac{a}{b}+c", r"\dfrac a d")
    >>> scores.substitutions, scores.deletions, scores.insertions, len(scores.truth)
    (1, 2, 0, 9)
    >>> scores.character_distance, scores.truth_characters, scores.exact
    (3, 13, False)
    """
    levenshtein = _levenshtein()
    tokens, found = normalised(truth, rules), normalised(result or "", rules)
    characters, found_characters = text(tokens), text(found)
    edits = [edit.tag for edit in levenshtein.editops(tokens, found)]
    return StringScores(
        tokens,
        found,
        substitutions=edits.count("replace"),
        deletions=edits.count("delete"),
        insertions=edits.count("insert"),
        truth_characters=len(characters),
        character_distance=levenshtein.distance(characters, found_characters),
    )


def corpus_bleu(scores: Sequence[StringScores]) -> float | None:
    """Corpus BLEU-4 of the tokens, 0 to 100; None where no truth has four tokens, so that none can match.

    >>> pairs = [("a+b=c", "a+b=c"), ("x-y=z+1", "x-y=z-1")]
    >>> corpus_bleu([compare_latex(truth, result) for truth, result in pairs])
    77.8...
    """
    if all(len(one.truth) < ORDER for one in scores):
        return None
    score: float = _bleu().corpus_score(*_as_words(scores)).score
    return score


def _as_words(scores: Sequence[StringScores]) -> tuple[list[str], list[list[str]]]:
    r"""Results, and the one list of truths, with a number for each token: one of them, ``\ ``, is a space."""
    numbers: dict[str, str] = {}

    def line(tokens: Tokens) -> str:
        return " ".join(numbers.setdefault(token, str(len(numbers))) for token in tokens)

    return [line(one.result) for one in scores], [[line(one.truth) for one in scores]]


def _levenshtein() -> Any:
    try:
        from rapidfuzz.distance import Levenshtein
    except ImportError:
        raise LayoutmathError(
            "edit distances are found by rapidfuzz: pip install 'layoutmath[evaluation]'"
        ) from None
    return Levenshtein


def _bleu() -> Any:
    try:
        from sacrebleu.metrics.bleu import BLEU
    except ImportError:
        raise LayoutmathError("BLEU is computed by sacrebleu: pip install 'layoutmath[evaluation]'") from None
    # the words are tokens already, and force says that this is meant
    return BLEU(tokenize="none", smooth_method="exp", max_ngram_order=ORDER, force=True)
