"""Relations, logic, sets, matrices and cases in words."""

from __future__ import annotations

from layoutmath.exporters.speech.calculus import condition_words
from layoutmath.exporters.speech.phrases import Level, Phrase, Say
from layoutmath.exporters.speech.words import number_words, ordinal, relation_words
from layoutmath.reading import Operation

BETWEEN = {
    # operators between their operands: the words, their level, and the level that the operands need
    "and": ("and", Level.LOGIC, Level.NEGATION),
    "or": ("or", Level.LOGIC, Level.NEGATION),
    "implies": ("implies", Level.STATEMENT, Level.NEGATION),
    "iff": ("if and only if", Level.STATEMENT, Level.NEGATION),
    "union": ("union", Level.SUM, Level.REACHING),
    "intersection": ("intersect", Level.PRODUCT, Level.SIDE_BY_SIDE),
    "set_minus": ("without", Level.SUM, Level.REACHING),
    "cross": ("cross", Level.PRODUCT, Level.SIDE_BY_SIDE),
}
INTERVALS = {"[]": "closed interval", "()": "open interval"}
HALF_OPEN = {"[)": "including {0} but not {1}", "(]": "including {1} but not {0}"}


def between(operation: Operation, say: Say) -> Phrase:
    word, level, least = BETWEEN[operation.operator]
    return Phrase(f" {word} ".join(say(operand).at(least) for operand in operation.operands), level)


def negation(operation: Operation, say: Say) -> Phrase:
    return Phrase(f"not {say(operation.operands[0]).at(Level.POSTFIX)}", Level.NEGATION)


def relation(operation: Operation, say: Say) -> Phrase:
    left, right = (say(side).at(Level.OVER) for side in operation.operands)
    return Phrase(f"{left} {relation_words(operation.text)} {right}", Level.RELATION)


def chain(operation: Operation, say: Say) -> Phrase:
    first, *others = operation.operands
    words = say(first).words
    for link in others:
        words += f", which {relation_words(link.text)} {say(link.operands[1]).at(Level.OVER)}"
    return Phrase(words, Level.RELATION)


def forall(operation: Operation, say: Say) -> Phrase:
    return _quantified("for all", ", ", operation, say)


def exists(operation: Operation, say: Say) -> Phrase:
    return _quantified("there exists", " such that ", operation, say)


def _quantified(quantifier: str, behind: str, operation: Operation, say: Say) -> Phrase:
    condition, *statement = operation.operands
    words = "".join(behind + say(each).at(Level.STATEMENT) for each in statement)
    return Phrase(f"{quantifier} {condition_words(condition, say)}{words}", Level.STATEMENT)


# ---- sets and lists ----


def set_of(operation: Operation, say: Say) -> Phrase:
    if not operation.operands:
        return Phrase("the empty set", Level.CLOSED)
    return Phrase(f"the set {_listed(operation, say)}, end set", Level.CLOSED)


def set_builder(operation: Operation, say: Say) -> Phrase:
    element, condition = operation.operands
    words = f"the set of all {condition_words(element, say)} such that {say(condition).words}, end set"
    return Phrase(words, Level.CLOSED)


def interval(operation: Operation, say: Say) -> Phrase:
    lower, upper = (say(end).before_to(Level.NEGATIVE) for end in operation.operands)
    if operation.text in HALF_OPEN:
        ends = HALF_OPEN[operation.text].format(lower, upper)
        return Phrase(f"the interval from {lower} to {upper}, {ends}", Level.PREFIX, runs_on=True)
    return Phrase(f"the {INTERVALS[operation.text]} from {lower} to {upper}", Level.PREFIX, runs_on=True)


def tuple_of(operation: Operation, say: Say) -> Phrase:
    words = " comma ".join(say(operand).at(Level.STATEMENT) for operand in operation.operands)
    return Phrase(f"open paren {words} close paren", Level.CLOSED)


def list_of(operation: Operation, say: Say) -> Phrase:
    return Phrase(_listed(operation, say), Level.LIST)


def _listed(operation: Operation, say: Say) -> str:
    return ", ".join(say(operand).at(Level.STATEMENT) for operand in operation.operands)


# ---- rows ----


def matrix(operation: Operation, say: Say) -> Phrase:
    rows = operation.operands
    size = f"{number_words(str(len(rows)))} by {number_words(str(max(len(row.operands) for row in rows)))}"
    lines = (f"{ordinal(str(place))} row: {_listed(row, say)}; " for place, row in enumerate(rows, 1))
    return Phrase(f"the {size} matrix; {''.join(lines)}end matrix", Level.CLOSED)


def cases(operation: Operation, say: Say) -> Phrase:
    pieces = "".join(f"{_piece(piece, say)}; " for piece in operation.operands)
    return Phrase(f"the cases: {pieces}end cases", Level.CLOSED)


def _piece(piece: Operation, say: Say) -> str:
    value, *condition = (say(operand).words for operand in piece.operands)
    return f"{value} if {condition[0]}" if condition else f"{value} otherwise"


def system(operation: Operation, say: Say) -> Phrase:
    lines = (
        f"{ordinal(str(place))}: {say(line).words}; " for place, line in enumerate(operation.operands, 1)
    )
    return Phrase(f"the system; {''.join(lines)}end system", Level.CLOSED)
