"""Questions about marks on names: primes, bars."""

from __future__ import annotations

from collections.abc import Iterator

from layoutmath.semantics.readings.letters import FUNCTION_LETTERS
from layoutmath.semantics.readings.lexeme import Lexeme
from layoutmath.semantics.readings.questions import Option, Question, View, question


def mark_questions(view: View) -> Iterator[Question]:
    yield from _primes(view)
    yield from _lines(view)
    yield from _bars(view)


def _primes(view: View) -> Iterator[Question]:
    by_name: dict[str, list[int]] = {}
    for place in view.places("NAME"):
        if view.type(place + 1) == "PRIMES" and view.type(view.behind_scripts(place)) != "PAREN_OPEN":
            by_name.setdefault(view.text(place), []).append(place)
    for name, at in by_name.items():
        changes: dict[int, tuple[Lexeme, ...]] = {}
        for place in at:
            base, mark, script = name.partition("_")
            spelled = base + "prime" * int(view.text(place + 1)) + mark + script
            changes[place] = (Lexeme("NAME", spelled, view.symbols(place, place + 1)),)
            changes[place + 1] = ()
        likely = name in FUNCTION_LETTERS or name in ("y", "u", "v", "w")
        reason = (
            "the letter mostly names a function"
            if likely
            else "the letter mostly names a variable or a point"
        )
        derivative = 0.85 if likely else 0.25
        yield question(
            "prime",
            name,
            view.symbols(*(place + 1 for place in at)),
            Option("derivative", derivative, reason),
            Option("name", 1 - derivative, reason, changes),
        )


def _lines(view: View) -> Iterator[Question]:
    """A line over two capital letters."""
    for place in view.places("OVERLINE_OPEN"):
        inside = range(place + 1, view.partner[place])
        names = [view.text(each) for each in inside]
        if {view.type(each) for each in inside} == {"NAME"} and len(names) == 2 and "".join(names).isupper():
            name = Lexeme("NAME", "".join(names) + "bar", view.symbols(place, *inside))
            changes = dict.fromkeys(range(place, view.partner[place] + 1), ()) | {place: (name,)}
            reason = "two capital letters are the ends of a line"
            yield question(
                "bar",
                "".join(names),
                name.symbols,
                Option("name", 0.8, reason, changes),
                Option("conjugate", 0.2, "a bar over a product means its conjugate"),
            )


def _bars(view: View) -> Iterator[Question]:
    """A bar over one letter."""
    for place in view.places("NAME"):
        name, symbols = view.text(place), view.lexemes[place].symbols
        if not name.endswith("bar") or len(symbols) != 2 or name == "hbar":
            continue
        letter = name.removesuffix("bar")
        conjugate = 0.7 if letter in ("z", "w") else 0.2
        changes = {
            place: (
                Lexeme("OVERLINE_OPEN", "", symbols[1:]),
                Lexeme("NAME", letter, symbols[:1]),
                Lexeme("OVERLINE_CLOSE"),
            )
        }
        reason = (
            "the letter mostly names a complex number" if conjugate > 0.5 else "a bar mostly marks a mean"
        )
        yield question(
            "bar",
            letter,
            symbols,
            Option("name", 1 - conjugate, reason),
            Option("conjugate", conjugate, reason, changes),
        )
