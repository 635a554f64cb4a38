"""From a tree to its readings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace

from layoutmath.errors import InputError
from layoutmath.reading import Decision, MeaningError, Operation, Reading
from layoutmath.semantics.limits import check_size
from layoutmath.semantics.readings.grammar import operation_of
from layoutmath.semantics.readings.letters import letter_questions
from layoutmath.semantics.readings.marks import mark_questions
from layoutmath.semantics.readings.policy import Policy
from layoutmath.semantics.readings.questions import Answers, View, likeliest_answers, settled
from layoutmath.semantics.readings.signs import sign_questions
from layoutmath.semantics.readings.stream import stream_of
from layoutmath.structure import BaselineStructure

TRIES = 64
"""How many combinations of answers are tried; an unlikely one hides behind so many others."""


def meaning(structure: BaselineStructure, policy: Policy | None = None, n: int = 5) -> tuple[Reading, ...]:
    r"""Up to ``n`` readings of a tree, the most probable first, each with its decisions and their reasons.

    What symbols leave open (is *f* a function, is *d* a differential, what do bars mean) is answered in all
    ways that the grammar allows; a policy can settle each question.

    Raises MeaningError, with one diagnostic, for an expression that has no reading: something is missing, a
    fence has no partner, a symbol has no meaning that is known.

    >>> from layoutmath.readers.latex import read_latex
    >>> for reading in meaning(read_latex(r"x(y+z)^2"), n=2):
    ...     print(f"{math.exp(reading.log_prob):.2f} {reading}")
    0.97 times(x, power(group(plus(y, z)), 2))
    0.03 power(apply(x, plus(y, z)), 2)
    >>> meaning(read_latex("x+"))
    Traceback (most recent call last):
    ...
    layoutmath.reading.MeaningError: error incomplete (symbols 1): something is missing behind this
    """
    if n < 1:
        raise InputError(f"found n={n!r}", "a whole number, 1 or more")
    policy = policy or Policy()
    stream = stream_of(structure, decimal=policy.decimal)
    view = View(stream.lexemes)
    asked = (*letter_questions(view), *mark_questions(view), *sign_questions(view))
    questions = settled(asked, policy.answers)
    order = {node.id: place for place, (node, _, _) in enumerate(structure.walk())}
    found: dict[Operation, Answers] = {}
    first_error: MeaningError | None = None
    for answers in itertools.islice(likeliest_answers(questions), TRIES):
        try:
            root = operation_of(stream, answers.applied(stream.lexemes))
            check_size(Reading(root, structure))
        except MeaningError as error:
            first_error = first_error or error
            continue
        found.setdefault(_in_order(root, order), answers)
        if len(found) == n:
            break
    if not found:
        assert first_error is not None
        raise first_error
    guessed = _guessed_labels(structure)
    total = math.log(sum(math.exp(answers.log_prob) for answers in found.values()))
    return tuple(
        Reading(
            root, structure, answers.log_prob - total, (*_decisions(answers), *guessed), stream.punctuation
        )
        for root, answers in found.items()
    )


def _decisions(answers: Answers) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            question.name,
            question.subject,
            option.answer,
            question.symbols,
            option.probability,
            option.reason,
        )
        for question, option in answers.chosen
    )


def _guessed_labels(structure: BaselineStructure) -> tuple[Decision, ...]:
    """The labels that nobody has stated, with how sure the parser or the recogniser is of them."""
    found = []
    for symbol in structure.expression.symbols:
        candidates = structure.labels.get(symbol.id, symbol.candidates)
        if symbol.label is None and candidates:
            best = candidates[0]
            reason = "the symbol has no label; this is the likeliest here"
            probability = math.exp(best.log_prob)
            found.append(Decision("label", "a symbol", best.label, (symbol.id,), probability, reason))
    return tuple(found)


def _in_order(root: Operation, order: Mapping[str, int]) -> Operation:
    """The same operations, the symbols of each in the order of the tree."""
    made: dict[int, Operation] = {}
    for node in reversed(list(root.walk())):
        if id(node) in made:  # the shared end of a chain stays shared
            continue
        operands = tuple(made[id(operand)] for operand in node.operands)
        ids = tuple(sorted(node.symbols, key=lambda symbol: order.get(symbol, 0)))
        made[id(node)] = replace(node, operands=operands, symbols=ids)
    return made[id(root)]
