"""Arithmetic in words."""

from __future__ import annotations

from layoutmath.exporters.speech.functions import called
from layoutmath.exporters.speech.phrases import Level, Phrase, Say
from layoutmath.exporters.speech.words import (
    CONSTANTS,
    fraction_words,
    is_small,
    name_words,
    number_words,
    ordinal,
)
from layoutmath.reading import Operation

AROUND = {
    "abs": "absolute value",
    "norm": "norm",
    "floor": "floor",
    "ceil": "ceiling",
    "conjugate": "conjugate",
}
BEHIND = {
    "factorial": "factorial",
    "double_factorial": "double factorial",
    "percent": "percent",
    "degrees": "degrees",
    "transpose": "transpose",
    "adjoint": "adjoint",
}
SIGNS = {"plus_minus": "plus or minus", "minus_plus": "minus or plus"}


# ---- leaves ----


def number(operation: Operation, say: Say) -> Phrase:
    return Phrase(number_words(operation.text), Level.WORD)


def symbol(operation: Operation, say: Say) -> Phrase:
    words = name_words(operation.text)
    return Phrase(words, Level.WORD, is_silent=True, takes_letters=" sub " in words)


def constant(operation: Operation, say: Say) -> Phrase:
    return Phrase(CONSTANTS[operation.text], Level.WORD, is_silent=True)


def omitted(operation: Operation, say: Say) -> Phrase:
    words = {"+": "plus", "-": "minus"}.get(operation.text, "dot dot dot")
    return Phrase(words, Level.WORD)


# ---- sums and products ----


def group(operation: Operation, say: Say) -> Phrase:
    """Fences are said where they are needed, whether they are drawn there or not."""
    inner = say(operation.operands[0])
    return signed("positive", inner) if operation.text == "+" else inner


def plus(operation: Operation, say: Say) -> Phrase:
    words = ""
    last: Phrase | None = None
    for operand in operation.operands:
        is_subtrahend = last is not None and operand.operator == "negate"
        phrase = say(operand.operands[0] if is_subtrahend else operand)
        if last is None:
            words = _first_term(operand, phrase)
        else:
            words += f"{_pause(last)} {'minus' if is_subtrahend else 'plus'} {phrase.at(Level.REACHING)}"
        last = phrase
    return Phrase(words, Level.SUM)


def _first_term(operand: Operation, phrase: Phrase) -> str:
    """What stands in front of a sign may be a sum without parentheses of its own."""
    return (
        phrase.words if operand.operator in SIGNS and phrase.level == Level.SUM else phrase.at(Level.REACHING)
    )


def _pause(phrase: Phrase) -> str:
    return "," if phrase.level == Level.REACHING else ""


def negate(operation: Operation, say: Say) -> Phrase:
    inner = say(operation.operands[0])
    return signed("minus" if inner.at(Level.REACHING).startswith("the ") else "negative", inner)


def signed(sign: str, inner: Phrase) -> Phrase:
    level = min(inner.level, Level.NEGATIVE) if inner.level >= Level.REACHING else Level.NEGATIVE
    return Phrase(f"{sign} {inner.at(Level.REACHING)}", level, inner.runs_on_at(Level.REACHING))


def plus_minus(operation: Operation, say: Say) -> Phrase:
    *left, right = operation.operands
    sign = SIGNS[operation.operator]
    if not left:
        return signed(sign, say(right))
    first = say(left[0])
    before = first.words if left[0].operator == "plus" else _first_term(left[0], first)
    return Phrase(f"{before}{_pause(first)} {sign} {say(right).at(Level.REACHING)}", Level.SUM)


def times(operation: Operation, say: Say) -> Phrase:
    """Factors side by side are said so where a letter begins the next, else with *times*."""
    is_invisible = not operation.symbols
    least = Level.PREFIX if is_invisible else Level.SIDE_BY_SIDE
    words, level = "", Level.SIDE_BY_SIDE if is_invisible else Level.PRODUCT
    last: Phrase | None = None
    for place, operand in enumerate(operation.operands):
        phrase = say(operand)
        is_last = place == len(operation.operands) - 1
        lowest = Level.NEGATIVE if last is not None and not is_invisible else least
        factor = phrase.words if is_last and phrase.level == Level.REACHING else phrase.at(lowest)
        if last is None:
            words = factor
        elif is_invisible and _stand_together(last, phrase):
            words += f" {factor}"
        else:
            words += f"{',' if last.runs_on_at(least) else ''} times {factor}"
            level = Level.PRODUCT
        if is_last and phrase.level == Level.REACHING:
            level = Level.REACHING
        last = phrase
    assert last is not None
    return Phrase(words, level, last.runs_on_at(least), say(operation.operands[0]).is_silent)


def _stand_together(left: Phrase, right: Phrase) -> bool:
    loose = left.runs_on or left.takes_letters or left.level < Level.PREFIX
    return right.is_silent and right.level >= Level.PREFIX and not loose


def mod(operation: Operation, say: Say) -> Phrase:
    left, right = map(say, operation.operands)
    words = f"{left.at(Level.SIDE_BY_SIDE)} mod {right.at(Level.SIDE_BY_SIDE)}"
    return Phrase(words, Level.PRODUCT, right.runs_on_at(Level.SIDE_BY_SIDE))


# ---- fractions, powers, roots ----


def divide(operation: Operation, say: Say) -> Phrase:
    upper, lower = operation.operands
    if words := fraction_words(_digits(upper), _digits(lower)):
        return Phrase(words, Level.PREFIX)
    return _one_over_other("fraction", "over", say(upper), say(lower))


def binomial(operation: Operation, say: Say) -> Phrase:
    return _one_over_other("binomial", "choose", *map(say, operation.operands))


def _one_over_other(kind: str, between: str, upper: Phrase, lower: Phrase) -> Phrase:
    parts = (part.closed if part.level == Level.OVER else part.words for part in (upper, lower))
    words = f" {between} ".join(parts)
    marked = f"the {kind} {words} end {kind}"
    if upper.level == lower.level == Level.WORD:
        return Phrase(words, Level.OVER, runs_on=True, in_words=marked)
    return Phrase(marked, Level.CLOSED)


def mixed(operation: Operation, say: Say) -> Phrase:
    whole, fraction = map(say, operation.operands)
    return Phrase(f"{whole.words} and {fraction.at(Level.PREFIX)}", Level.PREFIX)


def power(operation: Operation, say: Say) -> Phrase:
    base, exponent = operation.operands
    tail, runs_on = exponent_words(exponent, say)
    if base.operator == "apply" and not (head := say(base.operands[0])).words.startswith("the "):
        return called(f"{head.before_word} {tail}", base, say)  # sin² x
    phrase = say(base)
    is_silent = phrase.is_silent and phrase.level >= Level.POSTFIX
    return Phrase(f"{phrase.before_word} {tail}", Level.POSTFIX, runs_on, is_silent)


def exponent_words(exponent: Operation, say: Say) -> tuple[str, bool]:
    """*squared*, *to the n* for what is short; and whether it runs on."""
    digits, phrase = _digits(exponent), say(exponent)
    if digits in ("2", "3"):
        return {"2": "squared", "3": "cubed"}[digits], False
    if is_small(digits) and int(digits) > 3:
        return f"to the {ordinal(digits)}", False
    if exponent.operator == "omitted" and exponent.text:
        return f"superscript {phrase.words}", False
    inner = exponent.bare
    short = inner.operands[0].bare if inner.operator == "negate" else inner
    if say(short).level == Level.WORD or (short.operator == "divide" and say(short).level == Level.PREFIX):
        return f"to the {phrase.words}", True
    return f"to the power of {phrase.words} end power", False


def root(operation: Operation, say: Say) -> Phrase:
    radicand, *degree = operation.operands
    kind = _root_words(degree[0], say) if degree else "square root"
    return around(kind, "root", say(radicand))


def _root_words(degree: Operation, say: Say) -> str:
    digits, phrase = _digits(degree), say(degree)
    if digits in ("2", "3"):
        return {"2": "square root", "3": "cube root"}[digits]
    if phrase.level == Level.WORD:
        return f"{ordinal(digits or phrase.words)} root"
    return f"root of degree {phrase.closed}"


def bars(operation: Operation, say: Say) -> Phrase:
    kind = AROUND[operation.operator]
    return around(kind, kind, say(operation.operands[0]))


def around(kind: str, end: str, inner: Phrase) -> Phrase:
    """What is drawn around something is said in front, and where it ends unless that is one word."""
    if inner.level == Level.WORD:
        return Phrase(f"the {kind} of {inner.words}", Level.PREFIX, runs_on=True)
    return Phrase(f"the {kind} of {inner.words} end {end}", Level.CLOSED)


def behind(operation: Operation, say: Say) -> Phrase:
    phrase = say(operation.operands[0])
    is_silent = phrase.is_silent and phrase.level >= Level.POSTFIX
    return Phrase(f"{phrase.before_word} {BEHIND[operation.operator]}", Level.POSTFIX, is_silent=is_silent)


def _digits(operation: Operation) -> str:
    """A number that stands there by itself, else nothing."""
    return operation.bare.text if operation.bare.operator == "number" else ""
