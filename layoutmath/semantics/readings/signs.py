"""Questions about signs: fences, slashes, exponents that are none, how far a function reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from layoutmath.semantics.readings.lexeme import Lexeme
from layoutmath.semantics.readings.questions import Option, Question, View, question


def sign_questions(view: View) -> Iterator[Question]:
    yield from _logarithms(view)
    yield from _transposes(view)
    yield from _pairs(view)
    yield from _columns(view)
    yield from _mixed_numbers(view)
    yield from _bars(view)
    yield from _slashes(view)
    yield from _scopes(view)


def _logarithms(view: View) -> Iterator[Question]:
    at = [place for place in view.places("FUNCTION") if view.text(place) == "log"]
    if at:
        with_ln = any(view.text(place) == "ln" for place in view.places("FUNCTION"))
        ten = 0.75 if with_ln else 0.35
        reason = "ln stands beside it" if with_ln else "in mathematics log mostly has the base e"
        changes = {place: (replace(view.lexemes[place], text="log10"),) for place in at}
        yield question(
            "logarithm",
            "log",
            view.symbols(*at),
            Option("natural", 1 - ten, reason),
            Option("ten", ten, reason if with_ln else "calculators mean the base 10", changes),
        )


def _transposes(view: View) -> Iterator[Question]:
    for place in view.places("SUP_OPEN"):
        if view.types(place, place + 3) != ["SUP_OPEN", "NAME", "SUP_CLOSE"] or view.text(place + 1) != "T":
            continue
        base = view.text(place - 1)
        matrix = view.type(place - 1) == "MATRIX_CLOSE" or view.type(place - 2) == "MATRIX_CLOSE"
        capital = view.type(place - 1) == "NAME" and base[:1].isupper()
        probability = 0.98 if matrix else 0.85 if capital else 0.4
        reason = "it hangs from a matrix" if matrix else "capital letters name matrices" if capital else (
            "T is a name as well"
        )  # fmt: skip
        sign = Lexeme("TRANSPOSE", "", view.symbols(place + 1))
        changes = {place: (sign,), place + 1: (), place + 2: ()}
        yield question(
            "transpose",
            base if view.type(place - 1) == "NAME" else "matrix",
            sign.symbols,
            Option("transpose", probability, reason, changes),
            Option("power", 1 - probability, reason),
        )


def _pairs(view: View) -> Iterator[Question]:
    """(a, b)"""
    for place in view.places("PAREN_OPEN"):
        close = view.partner[place]
        commas = [
            each
            for each in range(place, close)
            if view.type(each) in ("COMMA", "SEMICOLON") and view.depth[each] == view.depth[place] + 1
        ]
        before, behind = view.type(place - 1), view.type(close + 1)
        called = before in ("NAME", "FUNCTION", "PRIMES", "SUP_CLOSE", "SUB_CLOSE")
        if len(commas) != 1 or view.type(close) != "PAREN_CLOSE" or called:
            continue
        belongs = view.text(place - 1) in ("in", "not_in", "subset", "subset_eq")
        joined = {before, behind} & {"UNION", "INTERSECTION", "SET_MINUS"}
        probability = 0.95 if belongs or joined else 0.1
        reason = (
            "a sign of sets stands beside it" if probability > 0.5 else "no sign of sets stands beside it"
        )
        changes = {place: (replace(view.lexemes[place], text="interval"),)}
        yield question(
            "pair",
            "( , )",
            view.symbols(place, close),
            Option("interval", probability, reason, changes),
            Option("tuple", 1 - probability, reason),
        )


def _columns(view: View) -> Iterator[Question]:
    """Two lines in parentheses."""
    others = any(view.text(place) != "2x1" for place in view.places("MATRIX_OPEN"))
    for place in view.places("PAREN_OPEN"):
        close = view.partner[place]
        inner = view.partner.get(place + 1)
        if view.text(place + 1) != "2x1" or inner != close - 1 or view.type(place + 1) != "MATRIX_OPEN":
            continue
        signed = any(view.type(each) == "MINUS" for each in (place + 2, *_rows(view, place + 1)))
        normed = view.type(place - 1) == "NORM_OPEN"
        plain = not others and not normed and not signed and "FRACTION_OPEN" not in view.types(place, close)
        probability = 0.85 if plain else 0.3
        reason = (
            "both lines look like counts"
            if plain
            else "signs, fractions or other matrices speak for a vector"
        )
        changes = {
            place: (Lexeme("BINOMIAL_OPEN", "", view.symbols(place)),),
            place + 1: (),
            inner: (),
            close: (Lexeme("BINOMIAL_CLOSE", "", view.symbols(close)),),
        }
        yield question(
            "column",
            "( )",
            view.symbols(place, close),
            Option("binomial", probability, reason, changes),
            Option("vector", 1 - probability, reason),
        )


def _rows(view: View, opening: int) -> list[int]:
    """The places at which the lines of a matrix begin, but for the first."""
    close = view.partner[opening]
    return [place + 1 for place in range(opening, close) if view.type(place) == "ROW"]


def _mixed_numbers(view: View) -> Iterator[Question]:
    fraction = ["NUMBER", "FRACTION_OPEN", "NUMBER", "FRACTION_BAR", "NUMBER", "FRACTION_CLOSE"]
    for place in view.places("NUMBER"):
        if view.types(place, place + 6) != fraction or view.type(place - 1) in ("NUMBER", "NAME"):
            continue
        texts = [view.text(each) for each in (place, place + 2, place + 4)]
        proper = all(text.isdigit() for text in texts) and int(texts[1]) < int(texts[2])
        if not texts[0].isdigit():
            continue
        probability = 0.8 if proper else 0.1
        reason = "the fraction is less than one" if proper else "the fraction is not less than one"
        changes = {place: (replace(view.lexemes[place], type="MIXED"),)}
        yield question(
            "mixed",
            f"{texts[0]} {texts[1]}/{texts[2]}",
            view.symbols(place, place + 1, place + 2, place + 4),
            Option("mixed", probability, reason, changes),
            Option("product", 1 - probability, reason),
        )


def _bars(view: View) -> Iterator[Question]:
    for place in view.places("BAR_OPEN"):
        inside = view.types(place + 1, view.partner[place])
        if inside == ["NAME"] and view.text(place + 1)[:1].isupper():
            changes = {place: (replace(view.lexemes[place], text="determinant"),)}
            yield question(
                "bars",
                view.text(place + 1),
                view.symbols(place, view.partner[place]),
                Option("absolute", 0.6, "bars mostly mean an absolute value"),
                Option("determinant", 0.4, "capital letters name matrices", changes),
            )


def _slashes(view: View) -> Iterator[Question]:
    for place in view.places("DIVIDE"):
        end = view.simple_end(place + 1)
        if end is None or (view.simple_end(end) is None and view.type(end) not in ("PAREN_OPEN", "FUNCTION")):
            continue
        number = view.type(place + 1) == "NUMBER"
        product = 0.45 if number and view.text(place) == "/" else 0.7 if view.text(place) == "/" else 0.35
        reason = "a number stands behind it" if number else "what stands behind it is written as one"
        changes = {place: (replace(view.lexemes[place], type="DIVIDE_ONE"),)}
        yield question(
            "slash",
            view.text(place),
            view.symbols(place),
            Option("product", product, reason),
            Option("factor", 1 - product, reason, changes),
        )


def _scopes(view: View) -> Iterator[Question]:
    for place in view.places("FUNCTION", "LOG"):
        start = view.behind_scripts(place)
        end = view.simple_end(start)
        if end is None or view.simple_end(end) is None:
            continue
        number = view.type(start) in ("NUMBER", "CONSTANT")
        product = 0.97 if number else 0.75
        reason = "a number stands first" if number else "factors in a row mostly belong together"
        yield question(
            "scope",
            view.text(place),
            view.symbols(place),
            Option("product", product, reason),
            Option("factor", 1 - product, "the first factor can be all", narrow=(place,)),
        )
