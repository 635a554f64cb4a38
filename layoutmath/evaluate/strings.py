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
from layoutmath.evaluate.latex_tokens import Tokens, text
from layoutmath.evaluate.normalisation import ALL_RULES, normalised
from layoutmath.evaluate.proportion import Proportion

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


def exact_matches(scores: Sequence[StringScores]) -> Proportion:
    """Results whose tokens are those of the truth.

    >>> exact_matches([compare_latex("x^2", "x^{2}"), compare_latex("x", None)])
    Proportion(right=1, total=2)
    """
    return Proportion(sum(one.exact for one in scores), len(scores))


def character_error_rate(scores: Sequence[StringScores]) -> float | None:
    """CER in percent: edits of characters per character of all truths; None where these have none.

    >>> character_error_rate([compare_latex("abcd", "abxd"), compare_latex("ef", "ef")])
    16.6...
    """
    return _percent(
        sum(one.character_distance for one in scores), sum(one.truth_characters for one in scores)
    )


def word_error_rate(scores: Sequence[StringScores]) -> float | None:
    r"""WER in percent: edits of tokens per token of all truths; None where these have none.

    >>> word_error_rate([compare_latex(r"\alpha+1", r"\beta+1"), compare_latex("x", None)])
    50.0
    """
    return _percent(sum(one.distance for one in scores), sum(len(one.truth) for one in scores))


def mean_edit_distance(scores: Sequence[StringScores]) -> float | None:
    """Edits of tokens per expression; None where there is no expression.

    >>> mean_edit_distance([compare_latex("x+1", "x"), compare_latex("x", "y")])
    1.5
    """
    return sum(one.distance for one in scores) / len(scores) if scores else None


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


def _percent(edits: int, total: int) -> float | None:
    return 100 * edits / total if total else None


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
