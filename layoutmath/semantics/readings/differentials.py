"""Questions about d and ∂: differentials of integrals and derivatives."""

from __future__ import annotations

from collections.abc import Iterator

from layoutmath.reading import Operation
from layoutmath.semantics.readings.lexeme import Lexeme
from layoutmath.semantics.readings.questions import Option, Question, View, question


def differential_questions(view: View) -> Iterator[Question]:
    """One question for all: d is a differential everywhere or nowhere; ∂ always is."""
    certain: dict[int, tuple[Lexeme, ...]] = {}
    changes: dict[int, tuple[Lexeme, ...]] = {}
    probability, reasons = 0.0, set()
    for opening in view.places("FRACTION_OPEN"):
        found = _derivative(view, opening)
        if found is None:
            continue
        if view.text(opening + 1) == "partial":
            certain |= found
        else:
            changes |= found
            alone = any(lexeme.type == "DERIVATIVE" for put in found.values() for lexeme in put)
            probability = max(probability, 0.98 if alone else 0.93)
            reasons.add("it stands above and below in a fraction")
    for sign, place, variable in _integrals(view):
        changes |= _moved(view, sign, place, variable)
        probability = 0.98
        reasons.add("it stands before a letter, behind an integral sign")
    if certain:
        yield Question("letter", "∂", (), (Option("differential", 1.0, "∂ is nothing else", certain),))
    if changes:
        at = [place for place in changes if view.text(place) == "d"]
        yield question(
            "letter",
            "d",
            view.symbols(*at),
            Option("differential", probability, " and ".join(sorted(reasons)), changes),
            Option("variable", 1 - probability, "d can be a name like any other"),
        )


def _derivative(view: View, opening: int) -> dict[int, tuple[Lexeme, ...]] | None:
    """What stands in place of a fraction that is a derivative: d/dx, dy/dx, ∂²f/∂x∂y."""
    bar = view.bar(opening)
    close = view.partner[opening]
    sign = view.text(opening + 1)
    if view.type(opening + 1) != "NAME" or sign not in ("d", "partial"):
        return None
    stated, rest = _order(view, opening + 2)
    by: list[Operation] = []
    own = view.symbols(opening, *range(opening + 1, rest))
    place, total = bar + 1, 0
    while place < close:
        if view.text(place) != sign or view.type(place) != "NAME" or view.type(place + 1) != "NAME":
            return None
        order, following = _order(view, place + 2)
        own += view.symbols(place)
        by.append(Operation("by", (view.lexemes[place + 1].operation, order)))
        total += int(order.text) if order.text.isdigit() else 0
        place = following
    if not by or (stated.text.isdigit() and total and int(stated.text) != total):
        return None
    operator = "derivative" if sign == "d" else "partial_derivative"
    changes: dict[int, tuple[Lexeme, ...]] = dict.fromkeys(range(opening, rest), ())
    changes |= dict.fromkeys(range(bar, close + 1), ())
    kind = "DERIVATIVE" if rest == bar else "DERIVED_OPEN"
    changes[opening] = (Lexeme(kind, operator, own, tuple(by)),)
    if rest != bar:
        changes[close] = (Lexeme("DERIVED_CLOSE"),)
    return changes


def _order(view: View, place: int) -> tuple[Operation, int]:
    """The order of a derivative, one where none is written, and the place behind it."""
    if view.types(place, place + 3) in (
        ["SUP_OPEN", "NUMBER", "SUP_CLOSE"],
        ["SUP_OPEN", "NAME", "SUP_CLOSE"],
    ):
        return view.lexemes[place + 1].operation, place + 3
    return Operation("number", text="1"), place


def _integrals(view: View) -> Iterator[tuple[int, int, int]]:
    """Each integral sign with the places of its d and its variable; the innermost sign has the first d.

    A differential stands beside its sign, or in the numerator of a fraction there: ∫ dx/x.
    """
    many = {"INTEGRAL": 1, "INTEGRAL_TWO": 2, "INTEGRAL_THREE": 3}
    waiting: list[tuple[int, int]] = []
    found: list[tuple[int, int, int]] = []
    for beside in (True, False):
        waiting = [
            (sign, count) for sign, count in waiting if count > sum(place[0] == sign for place in found)
        ]
        missing = dict(waiting)
        opened: list[tuple[int, int]] = []
        for place in range(len(view.lexemes)):
            opened = [(sign, count) for sign, count in opened if view.depth[sign] <= view.depth[place]]
            if view.type(place) in many and (beside or place in missing):
                opened.append((place, many[view.type(place)]))
                if beside:
                    waiting.append((place, many[view.type(place)]))
            elif view.text(place) == "d" and view.type(place) == view.type(place + 1) == "NAME" and opened:
                sign, count = opened[-1]
                if beside and view.depth[sign] != view.depth[place]:
                    continue
                if not beside and not _in_numerator(view, sign, place):
                    continue
                found.append((sign, place, place + 1))
                opened[-1:] = [(sign, count - 1)] if count > 1 else []
    yield from found


def _in_numerator(view: View, sign: int, place: int) -> bool:
    """Whether a place is directly in the numerator of a fraction on the baseline of an integral sign."""
    if view.depth[place] != view.depth[sign] + 1:
        return False
    before = next(p for p in range(place, -1, -1) if view.depth[p] == view.depth[sign])
    return view.type(before) == "FRACTION_OPEN" and place < view.bar(before)


def _moved(view: View, sign: int, place: int, variable: int) -> dict[int, tuple[Lexeme, ...]]:
    """A differential as one lexeme, behind its fraction where it stands in a numerator."""
    payload = (view.lexemes[variable].operation,)
    differential = Lexeme("DIFFERENTIAL", "", view.symbols(place), payload)
    if view.depth[place] == view.depth[sign]:
        return {place: (differential,), variable: ()}
    opening = next(p for p in range(place, -1, -1) if view.depth[p] == view.depth[sign])
    close = view.partner[opening]
    alone = opening + 1 == place and variable + 1 == view.bar(opening)
    one = (Lexeme("NUMBER", "1"),) if alone else ()
    return {place: one, variable: (), close: (view.lexemes[close], differential)}
