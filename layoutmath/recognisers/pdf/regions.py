"""Where the formulas of a page are: displays apart from the text, and inline formulas inside its lines.

Everything is relative to the size of the text, which most glyphs of the page have::

      The heat in a rod obeys  u = f(x),  where …    words of text and of formulas, apart by spaces

                    ∂u     ∂²u
                    ── = α ───                 (1)   no words: a display, without its number
                    ∂t     ∂x²

A word belongs to a formula when a glyph of it comes from a mathematical font or is no text sign; numbers,
parentheses, operators and function names do so where they stand beside one.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layoutmath.geometry import BoundingBox
from layoutmath.recognisers.pdf.encodings import encoding_of
from layoutmath.recognisers.pdf.page import Glyph, Page, Rule
from layoutmath.symbols import symbol_table

Part = Glyph | Rule
Parts = tuple[list[Glyph], list[Rule]]
"""What belongs to one formula."""

SAME_LINE = 0.06
"""Share of the em by which baselines of one line differ at most: rounding; scripts are raised by 0.3."""

FULL_SIZE = 0.88
"""Share of the text's size that glyphs on a line have at least: scripts have 0.7 or 0.8 of it."""

LINE_GAP = 0.95
"""Ems of white that end a line: columns and items are apart by one em, words of a stretched line by less."""

WORD_GAP = 0.15
"""Ems of white between words: less than TeX's narrowest space (0.22) and its thin space (0.17)."""

LINE_REACH = (0.95, 0.45)
"""Ems above and below its baseline in which what hangs on a line of text has its centre: raised scripts of
scripts and halves of small fractions; the next line is 1.2 ems away."""

TEXT_SHARE = 0.4
"""Share of letters in words above which a line is one of text: "if" and "for all" in displays stay below."""

DISPLAY_GAPS = (3.0, 0.25)
"""Ems of white, across and down, that keep parts of one display together: a ``\\qquad`` and an operator's
space across; down what TeX leaves around limits, lines of an alignment being 0.3 ems apart at least."""

BAR_REACH = 0.3
"""Ems by which rules, braces and big operators reach up and down: from a fraction bar to a small letter below
it are 0.5, from a brace to its note and from a sum to its limit nearly as much."""

SENTENCE_MARKS = (",", ".", ";", ":", "?", "!", r"\prime", '"')
"""What ends a formula in a text without being of it, in the fonts of the text; a prime is an apostrophe."""

OPERATORS = frozenset(["+", "-", "=", "<", ">", "/", "*", ":", "|", "!", ",", "."])


def formulas(page: Page) -> list[Parts]:
    """What belongs to each formula of a page, from top to bottom; displays and inline formulas."""
    if not page.glyphs:
        return []
    em = Counter(round(glyph.em, 1) for glyph in page.glyphs).most_common(1)[0][0]
    parts: list[Part] = [*page.glyphs, *page.rules]
    lines = [line for line in _lines(parts, em) if _is_text(line, em)]
    of_line: list[list[Part]] = [[] for _ in lines]
    apart: list[Part] = []
    on_line = {glyph.id: index for index, line in enumerate(lines) for glyph in line}
    for part in parts:
        index = on_line.get(part.id)
        if index is None:
            near = [at for at, line in enumerate(lines) if _hangs_on(part, line, em)]
            # Between two lines, what is raised less far or lowered less far: scripts are raised by 0.4.
            index = min(near, key=lambda at: abs(part.box.centre[1] - _middle(lines[at], em)), default=None)
        (apart if index is None else of_line[index]).append(part)
    found: list[tuple[float, float, list[Part]]] = []  # with the height and left edge to order them by
    for line, hanging in zip(lines, of_line, strict=True):
        found += [(_middle(line, em), _box(each).l, each) for each in _inline(hanging, em)]
    for display in _displays(apart, em):
        if kept := _without_number(display, em):
            found.append((_box(kept).centre[1], _box(kept).l, kept))
    found.sort(key=lambda each: each[:2])
    return [_parted(each) for _, _, each in found]


def _parted(parts: Sequence[Part]) -> Parts:
    glyphs = [part for part in parts if isinstance(part, Glyph)]
    return glyphs, [part for part in parts if isinstance(part, Rule)]


def _box(parts: Iterable[Part]) -> BoundingBox:
    return BoundingBox.around(part.box for part in parts)


# ---- lines of text ----


def _lines(parts: Sequence[Part], em: float) -> list[list[Glyph]]:
    """Glyphs of the text's size (or larger) on one baseline without much white between them.

    What hangs on the baseline fills the white: a fraction or a radical does not cut the line that it is in.
    """
    full = sorted(
        (part for part in parts if isinstance(part, Glyph) and part.em >= FULL_SIZE * em),
        key=lambda glyph: glyph.baseline,
    )
    lines = []
    start = 0
    for end in range(1, len(full) + 1):
        if end < len(full) and full[end].baseline - full[end - 1].baseline <= SAME_LINE * em:
            continue
        row = {glyph.id: glyph for glyph in full[start:end]}
        baseline = full[start].baseline
        beside = [part for part in parts if part.id in row or _is_at(part, baseline, em)]
        for run in _split(beside, LINE_GAP * em):
            line = [row[part.id] for part in run if part.id in row]
            if line:
                lines.append(line)
        start = end
    return lines


def _is_at(part: Part, baseline: float, em: float) -> bool:
    """Whether a part stands at the height of a line, with all that hangs on it."""
    above, below = LINE_REACH
    return baseline - above * em <= part.box.centre[1] <= baseline + below * em


def _split(parts: Iterable[Part], gap: float) -> list[list[Part]]:
    """Parts from left to right, cut where there is more white than ``gap`` between them."""
    runs: list[list[Part]] = []
    reach = 0.0
    for part in sorted(parts, key=lambda part: part.box.l):
        if not runs or part.box.l - reach > gap:
            runs.append([])
            reach = part.box.r
        runs[-1].append(part)
        reach = max(reach, part.box.r)
    return runs


def _is_text(line: Sequence[Glyph], em: float) -> bool:
    words = _words(line, em)
    letters = sum(len(word) for word in words if _is_word_of_text(word))
    return letters > TEXT_SHARE * len(line)


def _hangs_on(part: Part, line: Sequence[Glyph], em: float) -> bool:
    if not _is_at(part, line[0].baseline, em):  # most lines of a page are elsewhere
        return False
    whole = _box(line)
    return whole.l - em <= part.box.centre[0] <= whole.r + em


def _middle(line: Sequence[Glyph], em: float) -> float:
    return line[0].baseline - 0.25 * em


# ---- words ----


def _words(parts: Iterable[Part], em: float) -> list[list[Part]]:
    return _split(parts, WORD_GAP * em)


@functools.lru_cache(maxsize=64)
def _is_mathematical_font(font: str) -> bool:
    encoding = encoding_of(font)
    return encoding not in (None, "OT1") or re.search(r"Math|Symbol", font) is not None


def _is_mathematical(part: Part) -> bool:
    """Whether a part is drawn in formulas only: a rule in a line, or a sign that text has none of."""
    if isinstance(part, Rule):
        return True
    if _is_mathematical_font(part.font):
        # Old-style bullets of lists and dashes are set in these fonts as well.
        return part.label not in (r"\bullet", None)
    row = symbol_table().get(part.label or "")
    if row is None or row.label in OPERATORS:
        return False
    is_greek = row.shape.value.startswith("greek")
    return (
        is_greek or row.atom in ("big", "radical", "relation") or row.label in (r"\times", r"\pm", r"\cdot")
    )


@functools.cache
def _function_names() -> frozenset[str]:
    return frozenset(row.label[1:] for row in symbol_table().values() if "word" in row.atom)


def _letters(word: Sequence[Part]) -> str:
    labels = [label for part in word if isinstance(part, Glyph) for label in part.labels]
    return "".join(label for label in labels if len(label) == 1 and label.isalpha())


def _is_word_of_text(word: Sequence[Part]) -> bool:
    """Two letters or more that are no function's name, and nothing mathematical."""
    letters = _letters(word)
    return len(letters) > 1 and letters not in _function_names() and not any(map(_is_mathematical, word))


def _is_formula(word: Sequence[Part]) -> bool:
    """Whether a word is (part of) a formula wherever it stands."""
    if _is_word_of_text(word):
        return False
    if any(map(_is_mathematical, word)):
        return True
    # In other fonts: a slanted letter alone, or a number with a script.
    glyphs = [part for part in word if isinstance(part, Glyph)]
    slanted = [glyph for glyph in glyphs if re.search(r"Ital|Obli|CMTI", glyph.font)]
    if slanted and len(_letters(word)) == 1:
        return True
    full = max(glyph.em for glyph in glyphs)
    scripts = [glyph for glyph in glyphs if glyph.em < FULL_SIZE * full]
    return bool(scripts) and any((glyph.label or "").isdigit() for glyph in glyphs if glyph not in scripts)


def _is_joint(word: Sequence[Part], *, at_end: bool) -> bool:
    """Whether a word ends (begins) with an operator, so that what follows (precedes) it is in the formula."""
    glyphs = [part for part in word if isinstance(part, Glyph)]
    label = glyphs[-1 if at_end else 0].label if glyphs else None
    row = symbol_table().get(label or "")
    if label is None or row is None:
        return False
    return label in "+-=<>/" or row.atom in ("binary", "relation")


def _joins(left: Sequence[Part], right: Sequence[Part]) -> bool:
    """Whether two neighbouring words of a line are of one formula, where one of them is."""
    if _is_word_of_text(left) or _is_word_of_text(right) or _ends_sentence(left):
        return False
    if _is_formula(left) and _is_formula(right):
        return True
    if _is_joint(left, at_end=True) or _is_joint(right, at_end=False):
        return True
    return any(_letters(word) in _function_names() for word in (left, right))


def _is_open(run: Sequence[Sequence[Part]], word: Sequence[Part]) -> bool:
    """Whether a formula goes on after a comma of formulas, or until its parentheses are closed."""
    if _is_word_of_text(word) or not any(map(_is_formula, run)):
        return False
    glyphs = [part for each in run for part in each if isinstance(part, Glyph)]
    atoms = Counter(row.atom for glyph in glyphs if (row := symbol_table().get(glyph.label or "")))
    ends_with_comma = glyphs[-1].label == "," and _is_mathematical_font(glyphs[-1].font)
    return ends_with_comma or atoms["open"] > atoms["close"]


def _ends_sentence(word: Sequence[Part]) -> bool:
    last = word[-1]
    return isinstance(last, Glyph) and last.label in (".", ";", ":") and not _is_mathematical_font(last.font)


def _inline(parts: Sequence[Part], em: float) -> list[list[Part]]:
    """The formulas of a line of text."""
    runs: list[list[list[Part]]] = []
    for word in _words(parts, em):
        if runs and (_joins(runs[-1][-1], word) or _is_open(runs[-1], word)):
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        if any(map(_is_formula, run)):
            trimmed = _trimmed([part for word in run for part in word])
            if any(map(_is_mathematical, trimmed)) or len(trimmed) > 1:
                found.append(trimmed)
    return found


def _trimmed(parts: list[Part]) -> list[Part]:
    """A formula without the punctuation of the sentence around it and without its parentheses."""

    def labels() -> list[str | None]:
        return [part.label if isinstance(part, Glyph) else "-" for part in parts]

    while len(parts) > 1:
        seen = labels()
        is_text = isinstance(parts[-1], Glyph) and not _is_mathematical_font(parts[-1].font)
        surplus = seen.count("(") - seen.count(")")
        if (seen[-1] in SENTENCE_MARKS and is_text) or (seen[-1] == ")" and surplus < 0):
            parts = parts[:-1]
        elif seen[0] == '"' or (seen[0] == "(" and surplus > 0):
            parts = parts[1:]
        else:
            break
    return parts


# ---- displays ----


@dataclass(slots=True, eq=False)  # compared by identity
class _Display:
    parts: list[Part]
    box: BoundingBox


def _displays(parts: Sequence[Part], em: float) -> list[list[Part]]:
    """Parts that stand together, and in which something is mathematical."""
    across, down = (share * em for share in DISPLAY_GAPS)
    groups: list[_Display] = []
    for part in parts:
        l, t, r, b = part.box
        if _reaches_out(part):
            t, b = t - BAR_REACH * em, b + BAR_REACH * em
        group = _Display([part], BoundingBox(l - across / 2, t - down / 2, r + across / 2, b + down / 2))
        while True:  # what the growing box meets is taken in, until it meets nothing more
            met = [each for each in groups if _meet(each.box, group.box)]
            if not met:
                break
            groups = [each for each in groups if each not in met]
            group = _Display(
                [*itertools.chain(*(each.parts for each in met)), *group.parts],
                BoundingBox.around([group.box, *(each.box for each in met)]),
            )
        groups.append(group)
    return [group.parts for group in groups if _is_display(group.parts, em)]


def _reaches_out(part: Part) -> bool:
    if isinstance(part, Rule):
        return part.box.width > part.box.height
    row = symbol_table().get(part.label or "")
    if row is None:
        return False
    # The limits of integrals stand beside them.
    return (row.atom == "big" and "int" not in row.label) or row.label in (r"\overbrace", r"\underbrace")


def _meet(first: BoundingBox, second: BoundingBox) -> bool:
    return first.l <= second.r and second.l <= first.r and first.t <= second.b and second.t <= first.b


def _is_display(parts: Sequence[Part], em: float) -> bool:
    glyphs = [part for part in parts if isinstance(part, Glyph)]
    letters = sum(len(word) for word in _words(glyphs, em) if _is_word_of_text(word))
    has_mathematics = any(map(_is_mathematical, glyphs)) or any(glyph.label == "=" for glyph in glyphs)
    return has_mathematics and letters <= TEXT_SHARE * len(parts) and len(glyphs) > 1


def _without_number(parts: list[Part], em: float) -> list[Part]:
    """A display without its number, which stands apart: (1), (2.3), (A.1a) or (*)."""
    runs = _split(parts, LINE_GAP * em)
    for place, whole in enumerate(runs):
        run = [part for part in whole if isinstance(part, Glyph)]
        if not run or len(run) < len(whole) or place not in (0, len(runs) - 1):
            continue
        text = "".join(label for glyph in run for label in (glyph.labels or ("?",)))
        level = max(glyph.baseline for glyph in run) - min(glyph.baseline for glyph in run)
        if level <= SAME_LINE * em and re.fullmatch(r"\(([0-9A-Z.\-]+[a-z\\prime]*|\*+)\)", text):
            gone = {glyph.id for glyph in run}
            left = [part for part in parts if part.id not in gone]
            return left if any(isinstance(part, Glyph) for part in left) else []
    return parts
