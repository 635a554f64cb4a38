r"""Symbols that TeX draws with several glyphs (plain TeX's macros: "The TeXbook", appendix B; amsmath).

The tables say which glyphs make which symbol: through one another, side by side, over one another, or one
several times. A symbol that a font has as one glyph never comes here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import shapely

from layoutmath.recognisers.pdf.marks import Mark
from layoutmath.symbols import symbol_table

NEGATED = {
    "=": r"\neq",
    r"\in": r"\notin",
    r"\subset": r"\nsubset",
    r"\subseteq": r"\nsubseteq",
    r"\supseteq": r"\nsupseteq",
    r"\leq": r"\nleq",
    r"\geq": r"\ngeq",
    r"\exists": r"\nexists",
    r"\cong": r"\ncong",
    r"\rightarrow": r"\nrightarrow",
    r"\leftarrow": r"\nleftarrow",
    r"\Rightarrow": r"\nRightarrow",
    "|": r"\nmid",
    r"\|": r"\nparallel",
}
"""What a stroke through a relation makes of it; through anything else the stroke is a symbol, ``/``."""

SIDE_BY_SIDE = {
    (r"\mapstochar", r"\rightarrow"): r"\mapsto",
    (r"\mapstochar", r"\longrightarrow"): r"\longmapsto",
    ("-", r"\rightarrow"): r"\longrightarrow",
    (r"\leftarrow", "-"): r"\longleftarrow",
    ("=", r"\Rightarrow"): r"\Longrightarrow",
    (r"\Leftarrow", "="): r"\Longleftarrow",
    (r"\leftarrow", r"\rightarrow"): r"\longleftrightarrow",
    (r"\Leftarrow", r"\Rightarrow"): r"\Longleftrightarrow",
    ("-", r"\longrightarrow"): r"\longrightarrow",
    (r"\longleftarrow", "-"): r"\longleftarrow",
    ("-", "-"): "-",
    (r"\lhook", r"\rightarrow"): r"\hookrightarrow",
    (r"\leftarrow", r"\rhook"): r"\hookleftarrow",
    ("|", "="): r"\models",
    (r"\triangleright", r"\triangleleft"): r"\bowtie",
}
"""Left and right one, of one font size and baseline, which touch or overlap."""

ABOVE_ONE_ANOTHER = {
    (".", "="): r"\doteq",
    (r"\sim", "="): r"\cong",
    (r"\rightharpoonup", r"\leftharpoondown"): r"\rightleftharpoons",
}
"""Upper and lower one, of one font size, with their centres over one another."""

THREE_DOTS = {".": r"\ldots", r"\cdot": r"\cdots"}

INTEGRALS = {2: r"\iint", 3: r"\iiint"}

MERGED = 0.08
"""Share of an integral's width by which those of ``\\iint`` overlap at least: 25 % in displays, 10 % in text;
separate ones do not, and by 7 % where two negative thin spaces are between them."""

TOUCHING = 0.05
"""Share of the em between glyphs that make one: TeX overlaps them or lets them touch. It is less than the
side bearings of two glyphs, so that no glyphs that only follow each other come so near."""

DOT_PITCH = (0.35, 0.75)
"""From one dot of an ellipsis to the next in ems: 0.44 in display and text; full stops typed one after the
other have 0.28, dots with operators' spaces between them more."""

SCRIPT_DOT_PITCH = (0.2, 0.6)
"""The same where there are no thin spaces, in scripts: there an ellipsis looks like three full stops."""

DOT_REACH = 0.8
"""Ems, across and down, in which the next dot of an ellipsis is sought: the widest pitch and rounding."""


def composed(marks: Sequence[Mark]) -> list[Mark]:
    """The marks, those that make one symbol joined."""
    made = _struck(list(marks))
    made = _barred_h(made)
    made = _over(made)
    made = _beside(_stretched(made))
    made = _dots(made)
    return _integrals(made)


def _one_size(first: Mark, second: Mark) -> bool:
    return first.em > 0 and abs(first.em - second.em) < 0.02 * first.em


def _struck(marks: list[Mark]) -> list[Mark]:
    for stroke in [mark for mark in marks if mark.label in (r"\not", "/")]:
        x = stroke.box.centre[0]
        under = [
            mark
            for mark in marks
            if mark.label in NEGATED
            and _one_size(mark, stroke)
            and mark.box.l < x < mark.box.r
            and mark.box.t < stroke.box.b
            and mark.box.b > stroke.box.t
        ]
        if len(under) == 1:
            (base,) = under
            marks.remove(stroke)
            marks[marks.index(base)] = base.joined([base, stroke], NEGATED[base.label or ""])
        elif stroke.label == r"\not":
            marks[marks.index(stroke)] = stroke.joined([stroke], "/")
    return marks


def _barred_h(marks: list[Mark]) -> list[Mark]:
    r"""``\hbar`` where the fonts of the AMS are not used: a macron through the h."""
    for bar in [mark for mark in marks if mark.label == "-" and mark.em]:
        letter = next(
            (
                mark
                for mark in marks
                if mark.label == "h"
                and mark.box.t < bar.box.t
                and bar.box.b < mark.box.centre[1]
                and mark.box.l < bar.box.centre[0] < mark.box.centre[0]
            ),
            None,
        )
        if letter is not None:
            marks.remove(bar)
            marks[marks.index(letter)] = letter.joined([letter, bar], r"\hbar")
    return marks


def _over(marks: list[Mark]) -> list[Mark]:
    uppers, lowers = (set(side) for side in zip(*ABOVE_ONE_ANOTHER, strict=True))
    for upper in [mark for mark in marks if mark.label in uppers]:
        for lower in [mark for mark in marks if mark.label in lowers]:
            label = ABOVE_ONE_ANOTHER.get((upper.label or "", lower.label or ""))
            if (
                label
                and _one_size(upper, lower)
                and abs(upper.box.centre[0] - lower.box.centre[0]) < TOUCHING * upper.em
                and upper.box.t < lower.box.t
                and lower.box.t - upper.box.b < 0.25 * upper.em  # 0.2 in \doteq, which has the most
            ):
                marks.remove(upper)
                marks[marks.index(lower)] = lower.joined([lower, upper], label)
                break
    return marks


def _stretched(marks: list[Mark]) -> list[Mark]:
    """Wide accents of several glyphs, as OpenType fonts have them: ends differ from what is repeated."""
    accents = {label for label, row in symbol_table().items() if row.atom == "accent"}
    done = [mark for mark in marks if mark.label not in accents]
    pieces = sorted((mark for mark in marks if mark.label in accents), key=lambda m: m.box.l)
    runs: list[list[Mark]] = []
    for piece in pieces:
        run = next((run for run in runs if _continues(run[-1], piece)), None)
        if run is None:
            runs.append([piece])
        else:
            run.append(piece)
    for run in runs:
        # The same glyph several times: accents of narrow letters that follow each other.
        done += [run[0].joined(run)] if len({mark.code for mark in run}) > 1 else run
    return done


def _continues(left: Mark, right: Mark) -> bool:
    return (
        left.label == right.label
        and _one_size(left, right)
        and abs(left.baseline - right.baseline) < TOUCHING * left.em
        and abs(right.box.l - left.box.r) < 0.2 * left.em  # they overlap by 0.1
    )


def _beside(marks: list[Mark]) -> list[Mark]:
    marks.sort(key=lambda mark: mark.box.l)
    made: list[Mark] = []
    while marks:
        left = marks.pop(0)
        right = next((mark for mark in _reached(left, marks) if _label_beside(left, mark)), None)
        if right is None:
            made.append(left)
        else:  # what both make may be the left one of the next pair
            marks.remove(right)
            marks.insert(0, left.joined([left, right], _label_beside(left, right)))
    return made


def _reached(left: Mark, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Those marks, ordered by their left edges, that begin before the left one ends or touch it."""
    return itertools.takewhile(lambda mark: mark.box.l <= left.box.r + TOUCHING * left.em, marks)


def _label_beside(left: Mark, right: Mark) -> str | None:
    label = SIDE_BY_SIDE.get((left.label or "", right.label or ""))
    near = TOUCHING * left.em
    if label is None or not _one_size(left, right) or abs(left.baseline - right.baseline) > near:
        return None
    return label if left.box.l <= right.box.l <= left.box.r + near else None


def _dots(marks: list[Mark]) -> list[Mark]:
    r"""Three dots of one size at equal distances: ``\ldots``, ``\cdots``, ``\vdots``, ``\ddots``."""
    text = max((mark.em for mark in marks), default=0.0)
    used: set[int] = set()
    made: list[Mark] = []
    for label, joint in THREE_DOTS.items():
        dots = sorted((mark for mark in marks if mark.label == label and mark.em), key=lambda mark: mark.box)
        if len(dots) < 3:
            continue
        places = _Places(dots)
        for first in dots:
            if id(first) not in used and (found := _ellipsis(first, places, used, text, joint)):
                dotted, name = found
                used |= {id(mark) for mark in dotted}
                made.append(first.joined(dotted, name))
    return [mark for mark in marks if id(mark) not in used] + made


class _Places:
    """Marks looked up by their centres: a page of dotted lines has thousands, each with few around it."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._tree = shapely.STRtree(shapely.points([mark.box.centre for mark in marks]))

    def near(self, x: float, y: float, reach: float) -> list[Mark]:
        """Marks with their centres nearer than ``reach``, across and down, in the order they came in."""
        found = self._tree.query(shapely.box(x - reach, y - reach, x + reach, y + reach))
        return [self._marks[index] for index in sorted(found)]


def _ellipsis(
    first: Mark, places: _Places, used: set[int], text: float, joint: str
) -> tuple[list[Mark], str] | None:
    """Three dots from a first one, none of them used, with what they make: no more dots are between them."""
    (x, y), near = first.box.centre, 0.03 * first.em
    low, high = DOT_PITCH if first.em > 0.85 * text else SCRIPT_DOT_PITCH
    for second in places.near(x, y, DOT_REACH * first.em):
        right, down = second.box.centre[0] - x, second.box.centre[1] - y
        name = _direction(right / first.em, down / first.em, low, high, joint)
        if name is None or id(second) in used or not _one_size(first, second):
            continue
        at_third = places.near(x + 2 * right, y + 2 * down, near)
        third = next((dot for dot in at_third if id(dot) not in used), None)
        if third is None:
            continue
        across, along = third.box.centre[0] - x, third.box.centre[1] - y
        if not any(places.near(x + share * across, y + share * along, near) for share in (0.25, 0.75)):
            return [first, second, third], name
    return None


def _direction(right: float, down: float, low: float, high: float, flat: str) -> str | None:
    if abs(down) < 0.03:
        return flat if low < right < high else None
    if flat != r"\ldots":
        return None
    if abs(right) < 0.03:
        return r"\vdots" if 0.2 < down < 0.6 else None
    # steps of 0.4 em to the right and 0.3 em down (or up), in LaTeX
    if 0.2 < right < 0.6 and 0.2 < abs(down) < 0.6:
        return r"\ddots" if down > 0 else r"\iddots"
    return None


def _integrals(marks: list[Mark]) -> list[Mark]:
    signs = sorted((mark for mark in marks if mark.label == r"\int"), key=lambda mark: mark.box.l)
    runs: list[list[Mark]] = []
    for sign in signs:
        run = next((run for run in runs if _overlaps(run[-1], sign)), None)
        if run is None:
            runs.append([sign])
        else:
            run.append(sign)
    for run in runs:
        if len(run) in INTEGRALS:
            marks = [mark for mark in marks if not any(mark is sign for sign in run)]
            marks.append(run[0].joined(run, INTEGRALS[len(run)]))
    return marks


def _overlaps(left: Mark, right: Mark) -> bool:
    return (
        _one_size(left, right)
        and abs(left.box.t - right.box.t) < TOUCHING * right.em
        and left.box.r - right.box.l > MERGED * right.box.width
    )
