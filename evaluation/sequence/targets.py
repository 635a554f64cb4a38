r"""What sequence models write: tokens of LaTeX in one spelling, that of the exporter for the true tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layoutmath.evaluate.latex.tokens import text, tokenised
from layoutmath.exporters.latex import write_latex
from layoutmath.structure import BaselineStructure

NOTHING = 0
"""The number that is no token: the blank of CTC, the padding of targets."""

END, UNKNOWN = 1, 2
"""The numbers of the end of a formula, which also begins decoding, and of tokens that were never seen."""

FIRST = 3  # the number of the first token of the vocabulary


def target_tokens(tree: BaselineStructure) -> tuple[str, ...]:
    r"""The tokens of the exporter's LaTeX, so that one tree has one target however its file spells it.

    >>> from layoutmath import read_latex
    >>> target_tokens(read_latex(r"x^2_1 + \dfrac ab")) == target_tokens(read_latex(r"x_{1}^{2}+\frac{a}{b}"))
    True
    """
    return tokenised(write_latex(tree))


def latex_of(tokens: Iterable[str]) -> str:
    r"""The text of tokens.

    >>> latex_of((r"\alpha", "x"))
    '\\alpha x'
    """
    return text(tokens)


@dataclass(frozen=True)
class Vocabulary:
    """The tokens a model can write, numbered from FIRST.

    >>> vocabulary = Vocabulary(("+", "x"))
    >>> vocabulary.numbers(("x", "+", "y")), vocabulary.tokens_of((4, 3, 1, 4))
    ([4, 3, 2], ('x', '+'))
    """

    tokens: tuple[str, ...]

    def __len__(self) -> int:
        """How many numbers there are, those of no token included."""
        return FIRST + len(self.tokens)

    def numbers(self, tokens: Iterable[str]) -> list[int]:
        index = {token: number for number, token in enumerate(self.tokens, FIRST)}
        return [index.get(token, UNKNOWN) for token in tokens]

    def tokens_of(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The tokens up to the first end; what is no token is left out."""
        end = numbers.index(END) if END in numbers else len(numbers)
        return tuple(self.tokens[number - FIRST] for number in numbers[:end] if number >= FIRST)
