"""Seeded choices and random symbols: what the rules of random formulas are made of."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from random import Random

from layoutmath.symbols import symbol_table

Rule = Callable[["Source"], str]
"""A rule writes a piece of LaTeX; tables of rules have a weight for each."""

COMMON = "x y z a b c n k i j m t r p q X Y A B f"
LETTERS = "d e g h l o s u v w C D E F G H K L M N P Q R S T U V W Z"
GREEK = (
    r"\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \vartheta \iota \kappa \lambda \mu"
    r" \nu \xi \pi \rho \sigma \tau \upsilon \phi \varphi \chi \psi \omega \Gamma \Delta \Theta \Lambda \Xi"
    r" \Pi \Sigma \Phi \Psi \Omega"
)
BINARY = r"+ + + + - - - - \cdot \times \pm"
RELATIONS = r"= = = = = = = = < > \leq \geq \neq \approx \equiv \in \to \sim \Rightarrow"
NOT_ALONE = (r"\prime", '"', r"\degree", r"\_", "-", r"\%")
"""Ordinary symbols that do not stand for an operand."""


class Source:
    """Random choices, and how much of a formula is still to be written.

    ``depth`` is how much deeper constructs may nest, ``terms`` how many more terms there may be.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.depth = self.terms = 0

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, choices: str) -> str:
        """One of the words of a text.

        >>> Source(Random(0)).pick("a b") in ("a", "b")
        True
        """
        return self.random.choice(choices.split())

    def maybe(self, probability: float, text: str) -> str:
        return text if self.chance(probability) else ""

    def number_in(self, least: int, greatest: int) -> int:
        return self.random.randint(least, greatest)

    def one(self, rules: Sequence[tuple[int, Rule]]) -> str:
        """What one rule of a table writes."""
        weights, options = zip(*rules, strict=True)
        rule: Rule = self.random.choices(options, weights)[0]
        return rule(self)

    def inside(self, rule: Rule) -> str:
        """A part within a construct."""
        self.depth -= 1
        text = rule(self)
        self.depth += 1
        return text

    # ---- symbols ----

    def letter(self) -> str:
        if self.chance(0.03):
            return self.rare("ordinary")
        if self.chance(0.18):
            return self.pick(GREEK) + " "
        return self.pick(COMMON if self.chance(0.6) else LETTERS)

    def number(self) -> str:
        if self.chance(0.08):
            return f"{self.number_in(0, 99)}.{self.number_in(0, 99)}"
        return str(self.number_in(0, 9) if self.chance(0.67) else self.number_in(10, 999))

    def simple(self) -> str:
        return self.number() if self.chance(0.35) else self.letter()

    def short(self) -> str:
        """One or two symbols or numbers."""
        return self.simple() + (f"{self.binary()} {self.simple()}" if self.chance(0.5) else "")

    def binary(self) -> str:
        return self.rare("binary") if self.chance(0.06) else self.pick(BINARY)

    def relation(self) -> str:
        return self.rare("relation") if self.chance(0.08) else self.pick(RELATIONS)

    def rare(self, atom: str) -> str:
        """Any symbol of a kind, so that each label of the table is seen."""
        return self.random.choice(_labels_by_atom()[atom]) + " "


@functools.cache
def _labels_by_atom() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in symbol_table().values():
        if row.label not in NOT_ALONE:
            found.setdefault(row.atom, []).append(row.label)
    return found
