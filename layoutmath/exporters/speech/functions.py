"""Functions and their arguments in words."""

from __future__ import annotations

from collections.abc import Sequence

from layoutmath.exporters.speech.phrases import Level, Phrase, Say
from layoutmath.exporters.speech.words import PRIMES, function_words, number_words
from layoutmath.reading import Operation


def function(operation: Operation, say: Say) -> Phrase:
    words = function_words(operation.text)
    return Phrase(words, Level.WORD, is_silent=not words.startswith("the "))


def application(operation: Operation, say: Say) -> Phrase:
    return called(say(operation.operands[0]).before_word, operation, say)


def called(head: str, operation: Operation, say: Say) -> Phrase:
    """An application whose function is said as ``head``."""
    function, *arguments = operation.operands
    phrases = [say(argument) for argument in arguments]
    words = _enumerated(phrases) if function.operator == "function" else _tuple_words(phrases)
    ends_by_itself = phrases[-1].level < Level.NEGATIVE or phrases[-1].level == Level.CLOSED
    is_silent = not head.startswith(("the ", "open "))
    return Phrase(f"{head} of {words}", Level.PREFIX, not ends_by_itself, is_silent)


def _enumerated(arguments: Sequence[Phrase]) -> str:
    """Arguments of a function that is a word: of a, b and c."""
    words = _apart(arguments)
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else words[0]


def _tuple_words(arguments: Sequence[Phrase]) -> str:
    return " comma ".join(_apart(arguments))


def _apart(arguments: Sequence[Phrase]) -> list[str]:
    """Arguments beside each other, none of which may reach into the next."""
    if len(arguments) == 1:
        return [arguments[0].at(Level.NEGATIVE)]
    return [phrase.before_to(Level.NEGATIVE) for phrase in arguments]


def log(operation: Operation, say: Say) -> Phrase:
    base, *arguments = map(say, operation.operands)
    words = f"log base {base.at(Level.WORD)} of {_enumerated(arguments)}"
    return Phrase(words, Level.PREFIX, runs_on=True, is_silent=True)


def inverse(operation: Operation, say: Say) -> Phrase:
    inner, phrase = operation.operands[0], say(operation.operands[0])
    if inner.operator == "function" and phrase.is_silent:
        return Phrase(f"inverse {phrase.words}", Level.POSTFIX, is_silent=True)
    return Phrase(f"{phrase.before_word} inverse", Level.POSTFIX, is_silent=phrase.is_silent)


def prime(operation: Operation, say: Say) -> Phrase:
    phrase = say(operation.operands[0])
    tail = PRIMES.get(operation.text) or f"derived {number_words(operation.text)} times"
    return Phrase(f"{phrase.before_word} {tail}", Level.POSTFIX, is_silent=phrase.is_silent)


def compose(operation: Operation, say: Say) -> Phrase:
    words = " composed with ".join(say(operand).before_word for operand in operation.operands)
    return Phrase(words, Level.PRODUCT)


def map_between(operation: Operation, say: Say) -> Phrase:
    name, domain, codomain = (say(operand).at(Level.PRODUCT) for operand in operation.operands)
    return Phrase(f"{name} maps {domain} to {codomain}", Level.RELATION)
