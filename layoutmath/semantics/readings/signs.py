"""Questions about signs: fences, slashes, exponents that are none, how far a function reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from layoutmath.semantics.readings.lexeme import Lexeme
from layoutmath.semantics.readings.questions import Option, Question, View, question


def sign_questions(view: View) -> Iterator[Question]:
    yield from _commas(view)
    yield from _logarithms(view)
    yield from _transposes(view)
    yield from _pairs(view)
    yield from _columns(view)
    yield from _mods(view)
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


def _commas(view: View) -> Iterator[Question]:
    """1,5 and 1,000"""
    place = 0
    while place < len(view.lexemes):
        end = place + 1
        while view.types(end, end + 2) == ["COMMA", "NUMBER"] and view.type(place) == "NUMBER":
            end += 2
        numbers = [view.text(each) for each in range(place, end, 2)]
        if len(numbers) > 1:
            yield _comma(view, place, end, numbers)
        place = end


def _comma(view: View, start: int, end: int, numbers: list[str]) -> Question:
    fenced = view.depth[start] > 0 and not any(
        view.type(place) in ("FRACTION_OPEN", "SUP_OPEN", "ROOT_OPEN") and place < start < view.partner[place]
        for place in view.partner
    )
    whole = all(number.isdigit() for number in numbers[:-1])
    groups = [number.partition(".")[0] for number in numbers[1:]]
    shares = {"list": 1.0}
    if whole and len(numbers[0]) < 4 and all(len(group) == 3 for group in groups):
        shares["thousands"] = 0.1 if fenced else 4.0
    if whole and len(numbers) == 2 and numbers[1].isdigit():
        shares["decimal"] = 0.05 if fenced else 1.5
    total = sum(shares.values())
    reason = "it stands in parentheses" if fenced else "no parentheses hold a list together"
    joined = {"thousands": "".join(numbers), "decimal": ".".join(numbers)}
    options = []
    for answer, share in shares.items():
        changes: dict[int, tuple[Lexeme, ...]] = {}
        if answer != "list":
            symbols = view.symbols(*range(start, end))
            changes = dict.fromkeys(range(start, end), ())
            changes[start] = (Lexeme("NUMBER", joined[answer], symbols),)
        options.append(Option(answer, share / total, reason, changes))
    return question("comma", ",".join(numbers), view.symbols(*range(start + 1, end, 2)), *options)


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
    """Two lines in parentheses: all of an expression are binomials, or all are vectors."""
    found = [
        place
        for place in view.places("PAREN_OPEN")
        if view.type(place + 1) == "MATRIX_OPEN"
        and view.text(place + 1) == "2x1"
        and view.partner[place + 1] == view.partner[place] - 1
    ]
    if not found:
        return
    changes: dict[int, tuple[Lexeme, ...]] = {}
    for place in found:
        close = view.partner[place]
        changes |= {
            place: (Lexeme("BINOMIAL_OPEN", "", view.symbols(place)),),
            place + 1: (),
            close - 1: (),
            close: (Lexeme("BINOMIAL_CLOSE", "", view.symbols(close)),),
        }
    probability, reason = _binomial_probability(view, found)
    yield question(
        "column",
        "( )",
        view.symbols(*(fence for place in found for fence in (place, view.partner[place]))),
        Option("binomial", probability, reason, changes),
        Option("vector", 1 - probability, reason),
    )


def _binomial_probability(view: View, found: list[int]) -> tuple[float, str]:
    if any(view.text(place) != "2x1" for place in view.places("MATRIX_OPEN")):
        return 0.1, "there are matrices as well"
    if any(view.type(place - 1) in ("NORM_OPEN", "BAR_OPEN") for place in found):
        return 0.1, "bars stand around it"
    for place in found:
        close = view.partner[place]
        row = next(each for each in range(place, close) if view.type(each) == "ROW")
        upper, lower = view.lexemes[place + 2 : row], view.lexemes[row + 1 : close - 1]
        numbers = [part[0].text for part in (upper, lower) if [each.type for each in part] == ["NUMBER"]]
        if "FRACTION_OPEN" in view.types(place, close) or "MINUS" in (upper[0].type, lower[0].type):
            return 0.25, "signs and fractions speak for a vector"
        if len(numbers) == 2 and float(numbers[0]) < float(numbers[1]):
            return 0.15, "a binomial of these numbers would be zero"
    return 0.85, "both lines look like counts"


def _mods(view: View) -> Iterator[Question]:
    """7 + 5 mod 3"""
    for place in view.places("MOD"):
        depth, signs = view.depth[place], 0
        for before in range(place - 1, -1, -1):
            if view.depth[before] < depth or view.type(before) in ("RELATION", "COMMA", "AND", "OR"):
                break
            signs += view.depth[before] == depth and view.type(before) in ("PLUS", "MINUS")
        if signs:
            changes = {place: (replace(view.lexemes[place], type="MOD_SUM"),)}
            yield question(
                "mod",
                "mod",
                view.symbols(place),
                Option("sum", 0.6, "a sign stands in front", changes),
                Option("product", 0.4, "mod binds like a product"),
            )


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
