"""Questions about names: constants, differentials, functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from layoutmath.semantics.readings.differentials import differential_questions
from layoutmath.semantics.readings.lexeme import Lexeme
from layoutmath.semantics.readings.questions import Option, Question, View, question

FUNCTION_LETTERS = frozenset([*"fghFGH", "phi", "varphi", "psi", "chi", "Phi", "Psi"])
DEPENDENT_LETTERS = frozenset([*"uvwypqrsPQSTUVWXYELMN", "theta"])
"""Letters that often name what depends on something: y(x), P(A)."""

NEVER_FUNCTIONS = frozenset(["e", "i", "d", "pi", "partial"])

NAMED_BY_GREEK: Mapping[str, str] = {"Gamma": "gamma", "zeta": "zeta"}
"""Letters that name a function of the table when something is in parentheses behind them."""

VARIABLES = frozenset("abckmnpqrstuvwxyz")


def letter_questions(view: View) -> Iterator[Question]:
    yield from _conjunctions(view)
    yield from _words(view)
    differentials = list(differential_questions(view))
    yield from differentials
    yield from _constants(view, has_differentials=bool(differentials))
    yield from _applications(view)


# ---- words ----


def _words(view: View) -> Iterator[Question]:
    """Letters in a row that no parenthesis would follow if they were factors; and PI."""
    place = 0
    while place < len(view.lexemes):
        end = place + (view.type(place) == "FUNCTION")
        while view.type(end) == "NAME" and len(view.text(end)) == 1:
            end += 1
        run = range(place, end)
        spelled = "".join(view.text(each) for each in run)
        if view.type(end) == "PAREN_OPEN" and _names_something(view, place, end):
            name = Lexeme("APPLIED", spelled, view.symbols(*run))
            changes = dict.fromkeys(run, ()) | {place: (name,)}
            reason = f"{spelled} stands before a parenthesis as a name would"
            probability = 0.6 if view.types(end + 1, view.partner[end]) == ["NAME"] else 0.8
            yield question(
                "word",
                spelled,
                name.symbols,
                Option("function", probability, reason, changes),
                Option("product", 1 - probability, "letters can be factors"),
            )
        for start in run:
            if "".join(view.text(each) for each in range(start, min(start + 2, end))) in ("PI", "pi"):
                constant = Lexeme("CONSTANT", "pi", view.symbols(start, start + 1))
                yield question(
                    "word",
                    "PI" if view.text(start) == "P" else "pi",
                    constant.symbols,
                    Option("constant", 0.9, "it spells π", {start: (constant,), start + 1: ()}),
                    Option("product", 0.1, "letters can be factors"),
                )
        place = max(end, place + 1)


def _conjunctions(view: View) -> Iterator[Question]:
    """and, or between two statements"""
    for word, kind in (("and", "AND"), ("or", "OR")):
        for place in range(len(view.lexemes)):
            run = range(place, place + len(word))
            spelled = [view.text(each) for each in run]
            sides = [
                [
                    p
                    for p in view.places("RELATION")
                    if view.depth[p] == view.depth[place] and (p < place) is before
                ]
                for before in (True, False)
            ]
            if spelled == list(word) and set(view.types(place, run.stop)) == {"NAME"} and all(sides):
                sign = Lexeme(kind, word, view.symbols(*run))
                changes = dict.fromkeys(run, ()) | {place: (sign,)}
                yield question(
                    "word",
                    word,
                    sign.symbols,
                    Option("conjunction", 0.95, "it stands between two statements", changes),
                    Option("product", 0.05, "letters can be factors"),
                )


def _names_something(view: View, start: int, end: int) -> bool:
    """Whether a run of letters looks like a name rather than like factors before a parenthesis."""
    letters = [view.text(place) for place in range(start, end) if view.type(place) == "NAME"]
    if view.type(start) == "FUNCTION":
        return len(letters) > 1 and not set(letters) <= VARIABLES
    close = view.partner[end]
    inside = view.types(end + 1, close)
    several = any(
        view.type(place) == "COMMA" and view.depth[place] == view.depth[end] + 1
        for place in range(end, close)
    )
    alone = inside in (["NUMBER"], ["NAME"])
    return len(letters) > 2 and (several or alone) and not set(letters) <= VARIABLES


# ---- e, i, π ----


def _constants(view: View, *, has_differentials: bool) -> Iterator[Question]:
    names = {view.text(place) for place in view.places("NAME")} - ({"d"} if has_differentials else set())
    for name, shown in (("e", "e"), ("i", "i"), ("pi", "π")):
        at = [place for place in view.places("NAME") if view.text(place) == name]
        if not at:
            continue
        probability, reason = _constant_probability(view, name, at, names)
        changes = {place: (replace(view.lexemes[place], type="CONSTANT"),) for place in at}
        yield question(
            "letter",
            shown,
            view.symbols(*at),
            Option("constant", probability, reason, changes),
            Option("variable", 1 - probability, reason if probability < 0.5 else "it can be a name"),
        )


def _constant_probability(view: View, name: str, at: list[int], names: set[str]) -> tuple[float, str]:
    if name == "pi":
        return 0.98, "π is rarely anything else"
    if name == "e":
        if any(view.type(place + 1) == "SUP_OPEN" for place in at):
            return 0.97, "it carries an exponent"
        if {"d", "f"} <= names or {"c", "d"} <= names:
            return 0.2, "the letters before and behind it in the alphabet are here too"
        return 0.8, "nothing speaks against the base of natural logarithms"
    counts = [
        place
        for place in at
        if view.type(place - 1) == "SUB_OPEN" and view.type(place - 2) in ("BIG", "OVER", "LIMIT")
    ]
    if counts:
        return 0.01, "a sum or product counts with it"
    if any(
        view.type(place) == "SUP_OPEN"
        and view.text(place - 1) == "e"
        and any(place < each < view.partner[place] for each in at)
        for place in view.places("SUP_OPEN")
    ):
        return 0.98, "it is in an exponent of e"
    if names & {"j", "k"} - view.bound_names():
        return 0.3, "it may count, as j and k do"
    return 0.8, "nothing speaks against the imaginary unit"


# ---- functions ----


def _applications(view: View) -> Iterator[Question]:
    by_name: dict[str, list[int]] = {}
    for place in view.places("NAME"):
        name = view.text(place)
        if name not in NEVER_FUNCTIONS and view.type(view.behind_scripts(place)) == "PAREN_OPEN":
            by_name.setdefault(name, []).append(place)
    for name, at in by_name.items():
        if any(each in at for asked in _words(view) for each in asked.options[0].changes):
            continue
        judged = [_application_probability(view, name, place) for place in at]
        probability = sum(each for each, _ in judged) / len(judged)
        elsewhere = sum(view.text(place) == name for place in view.places("NAME")) > len(at)
        if elsewhere and name not in FUNCTION_LETTERS:
            probability *= 0.6
        reason = judged[0][1]
        named = NAMED_BY_GREEK.get(name)
        changes = {
            place: (
                replace(view.lexemes[place], type="FUNCTION" if named else "APPLIED", text=named or name),
            )
            for place in at
        }
        yield question(
            "application",
            name,
            view.symbols(*at),
            Option("function", probability, reason, changes),
            Option("product", 1 - probability, reason),
        )
    yield from _orders(view)
    yield from _compositions(view)
    for place in view.places("FUNCTION"):
        yield from _inverses(view, view.text(place), place)
    for name, at in by_name.items():
        for place in at:
            yield from _inverses(view, name, place)


def _compositions(view: View) -> Iterator[Question]:
    """(f ∘ g)(x), (f + g)(x)"""
    for opening in view.places("PAREN_OPEN"):
        close = view.partner[opening]
        inside = range(opening + 1, close)
        signs = {view.type(place) for place in inside} - {"NAME"}
        names = {view.text(place) for place in inside if view.type(place) == "NAME"}
        functions = signs <= {"PLUS", "MINUS"} and names <= FUNCTION_LETTERS and bool(signs)
        if view.type(close + 1) == "PAREN_OPEN" and (functions or "COMPOSE" in signs):
            changes = {opening: (Lexeme("APPLY"), view.lexemes[opening])}
            reason = "functions are joined in front of the parentheses"
            yield question(
                "application",
                "( )",
                view.symbols(opening, close),
                Option("function", 0.9, reason, changes),
                Option("product", 0.1, reason),
            )


def _application_probability(view: View, name: str, place: int) -> tuple[float, str]:
    opening = view.behind_scripts(place)
    close = view.partner[opening]
    inside = [
        view.type(each) for each in range(opening + 1, close) if view.depth[each] == view.depth[opening] + 1
    ]
    base = name.partition("_")[0]
    if view.type(place + 1) == "PRIMES":
        return 0.98, "it carries a prime and a parenthesis follows"
    if any(view.text(each) == name for each in range(opening, close)):
        return 0.02, "the letter is in the parentheses too"
    if name in view.bound_names():
        return 0.02, "the letter is a variable of a sum, a product or a limit"
    derived = view.types(place + 1, place + 3) == ["SUP_OPEN", "PAREN_OPEN"]
    if base in FUNCTION_LETTERS or base in NAMED_BY_GREEK:
        return (0.95 if derived or opening == place + 1 else 0.7), "the letter mostly names a function"
    if opening != place + 1:
        return 0.03, "it carries an exponent, which functions seldom do"
    if "COMMA" in inside:
        return 0.85, "several things stand in the parentheses"
    if {"RELATION", "UNION", "INTERSECTION"} & set(inside):
        return 0.9, "what stands in the parentheses is no number"
    if view.types(opening + 1, close) in (["NAME"], ["NUMBER"]):
        likely = base in DEPENDENT_LETTERS
        return (0.85 if likely else 0.55), "parentheses around one thing hold an argument more often"
    if base in DEPENDENT_LETTERS:
        return 0.2, "what stands in the parentheses can be a factor"
    return 0.03, "the letter mostly names a variable, and a sum in parentheses is a factor"


def _orders(view: View) -> Iterator[Question]:
    """f⁽ⁿ⁾, with or without an argument"""
    for place in view.places("NAME"):
        name = view.text(place)
        called = view.type(view.behind_scripts(place)) == "PAREN_OPEN"
        inside = view.types(place + 1, place + 6)
        if inside[:2] != ["SUP_OPEN", "PAREN_OPEN"] or inside[3:] != ["PAREN_CLOSE", "SUP_CLOSE"]:
            continue
        if called or name in FUNCTION_LETTERS or name in ("y", "u"):
            run = range(place + 1, place + 6)
            order = Lexeme("ORDER", view.text(place + 3), view.symbols(*run))
            changes: dict[int, tuple[Lexeme, ...]] = dict.fromkeys(run, ())
            yield question(
                "order",
                name,
                order.symbols,
                Option("derivative", 0.9, "nobody needs parentheses there", changes | {place + 1: (order,)}),
                Option("power", 0.1, "it stands where exponents stand"),
            )


def _inverses(view: View, name: str, place: int) -> Iterator[Question]:
    run = range(place + 1, place + 5)
    if view.types(place + 1, place + 5) == ["SUP_OPEN", "MINUS", "NUMBER", "SUP_CLOSE"] and (
        view.text(place + 3) == "1"
    ):
        inverse = Lexeme("INVERSE", "", view.symbols(*run))
        yield question(
            "inverse",
            name,
            inverse.symbols,
            Option(
                "inverse",
                0.9,
                "so one writes the inverse function",
                dict.fromkeys(run, ()) | {place + 1: (inverse,)},
            ),
            Option("reciprocal", 0.1, "−1 can be an exponent"),
        )
