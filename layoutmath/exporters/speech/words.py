"""Words for numbers, names, constants and relations."""

from __future__ import annotations

import itertools

from layoutmath.exporters.names import Name, is_pair, subscript_parts
from layoutmath.reading import functions

CARDINALS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
ORDINALS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip

CONSTANTS = {
    "pi": "pi",
    "e": "e",
    "i": "i",
    "infinity": "infinity",
    "empty_set": "the empty set",
    "true": "true",
    "false": "false",
    "reals": "the real numbers",
    "naturals": "the natural numbers",
    "integers": "the integers",
    "rationals": "the rational numbers",
    "complexes": "the complex numbers",
}

RELATIONS = {
    "eq": "equals",
    "neq": "is not equal to",
    "lt": "is less than",
    "leq": "is less than or equal to",
    "gt": "is greater than",
    "geq": "is greater than or equal to",
    "approx": "is approximately equal to",
    "equivalent": "is equivalent to",
    "similar": "is similar to",
    "congruent": "is congruent to",
    "proportional": "is proportional to",
    "much_less": "is much less than",
    "much_greater": "is much greater than",
    "defined": "is defined as",
    "divides": "divides",
    "in": "is in",
    "not_in": "is not in",
    "contains": "contains",
    "subset": "is a proper subset of",
    "subset_eq": "is a subset of",
    "superset": "is a proper superset of",
    "superset_eq": "is a superset of",
    "perpendicular": "is perpendicular to",
    "parallel": "is parallel to",
    "to": "approaches",
    "maps_to": "maps to",
}

PRIMES = {"1": "prime", "2": "double prime", "3": "triple prime"}
ACCENTS = {"ddot": "double dot", "dddot": "triple dot", "mathring": "ring", "vec": "vector"}
LETTERS = {"infty": "infinity", "hbar": "h bar", "ell": "script l", "prime": "prime", "imath": "dotless i"}
ALPHABETS = {"mathbb": "blackboard", "mathcal": "script", "mathscr": "script", "mathfrak": "fraktur"}
SIGNS = {"+": "plus", "-": "minus", ",": "comma", "*": "star", "_": "sub", "^": "super", "=": "equals"}

NOUNS = (
    "root", "value", "sign", "floor", "ceiling", "maximum", "minimum", "supremum", "infimum", "divisor",
    "multiple", "determinant", "trace", "rank", "dimension", "kernel", "degree", "argument", "part",
    "conjugate", "probability", "error function",
)  # fmt: skip
"""How the spoken names of functions end that have an article."""


def number_words(text: str) -> str:
    """Whole numbers to twenty in words, others in digits, which every voice can read.

    >>> number_words("7"), number_words("21"), number_words("0.5")
    ('seven', '21', '0.5')
    """
    return CARDINALS[int(text)] if is_small(text) else text


def is_small(text: str, most: int = 20) -> bool:
    """Whether this is a whole number from 0 to ``most``."""
    return text.isdigit() and len(text) <= 2 and int(text) <= most


def ordinal(text: str) -> str:
    """
    >>> ordinal("3"), ordinal("21"), ordinal("n")
    ('third', '21-th', 'n-th')
    """
    return ORDINALS[int(text)] if is_small(text) else f"{text}-th"


def fraction_words(numerator: str, denominator: str) -> str:
    """Such as one half; empty for what has no such words.

    >>> fraction_words("3", "4"), fraction_words("1", "12"), fraction_words("1", "1")
    ('three quarters', 'one twelfth', '')
    """
    if not (is_small(numerator) and is_small(denominator)) or int(numerator) < 1 or int(denominator) < 2:
        return ""
    one = {"2": "half", "4": "quarter"}.get(denominator, ordinal(denominator))
    many = "halves" if one == "half" else f"{one}s"
    return f"{number_words(numerator)} {one if numerator == '1' else many}"


def name_words(text: str) -> str:
    """A name: capitals are said, and so are accents and the parts of a subscript.

    >>> name_words("x_1"), name_words("R_ij"), name_words("Gamma"), name_words("xddot")
    ('x sub one', 'capital R sub i j', 'capital gamma', 'x double dot')
    >>> name_words("betaprimeprime_v"), name_words("ABbar")
    ('beta double prime sub v', 'capital A capital B under one bar')
    """
    name = Name.read(text)
    is_line = bool(name.accents) and is_pair(name.letter)
    words = " ".join(map(_letter_words, name.letter)) if is_line else _letter_words(name.letter)
    for accent, equal in itertools.groupby(name.accents):
        times = len(list(equal))
        if accent == "vec":
            words = "vector " * times + words
        elif accent == "prime" and str(times) in PRIMES:
            words += f" {PRIMES[str(times)]}"
        elif is_line:
            words += f" under one {ACCENTS.get(accent, accent)}" * times
        else:
            words += f" {ACCENTS.get(accent, accent)}" * times
    if name.subscript:
        words += " sub " + " ".join(map(_part_words, subscript_parts(name.subscript)))
    return words


def _part_words(part: str) -> str:
    if part in SIGNS:
        return SIGNS[part]
    if part in functions():
        return part
    return number_words(part) if part[:1].isdigit() else _letter_words(part)


def _letter_words(letter: str) -> str:
    if letter in LETTERS:
        return LETTERS[letter]
    alphabet, _, inner = letter.partition("{")
    if inner and alphabet in ALPHABETS:
        return f"{ALPHABETS[alphabet]} {_letter_words(inner.removesuffix('}'))}"
    if letter.startswith("var"):
        return f"variant {letter.removeprefix('var')}"
    if len(letter) == 1 and letter.isupper():
        return f"capital {letter}"
    if letter[:1].isupper() and letter[1:].islower():  # Greek
        return f"capital {letter.lower()}"
    return letter


def function_words(name: str) -> str:
    """
    >>> function_words("arcsin"), function_words("gcd"), function_words("f")
    ('arc sine', 'the greatest common divisor', 'f')
    """
    row = functions().get(name)
    spoken = row.spoken if row else name
    return f"the {spoken}" if spoken.endswith(NOUNS) else spoken


def relation_words(name: str, *, is_verb: bool = True) -> str:
    """A relation as a verb, or behind a noun.

    >>> relation_words("lt"), relation_words("lt", is_verb=False), relation_words("eq", is_verb=False)
    ('is less than', 'less than', 'equals')
    """
    return RELATIONS[name] if is_verb else RELATIONS[name].removeprefix("is ")
