"""Random formulas as LaTeX: school and physics, and what collections of formulas rarely hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from layoutmath.synthesise.source import Rule, Source
from layoutmath.synthesise.terms import LINES, equation, scripted, sum_of_products, term

Cell = Callable[[int, int], str]
"""The contents of the cell in a row and column."""

MATRICES = "pmatrix pmatrix pmatrix bmatrix bmatrix bmatrix vmatrix matrix Bmatrix Vmatrix"
MIXED_FENCES = r"[ ) ( ] . | \langle \rangle \| \| | \rangle \lceil \rceil . ]"
"""Pairs of fences that have no environment of their own."""


def random_formulas(seed: int = 0, *, grids: float = 0.2) -> Iterator[str]:
    """Formulas without end, a share of them with matrices, cases or several lines.

    >>> formulas = random_formulas(seed=1)
    >>> next(formulas) == next(random_formulas(seed=1)), next(formulas) == next(formulas)
    (True, False)
    """
    source = Source(Random(seed))
    while True:
        if source.chance(grids):
            source.depth, source.terms = source.random.choice((0, 0, 1)), 15
            yield source.one(GRIDS)
        else:
            source.depth = source.random.choice((0, 1, 1, 2, 2, 3))
            source.terms = source.random.choice((2, 3, 5, 8, 12, 20))
            yield source.one(LINES)


def matrix(f: Source) -> str:
    if f.chance(0.15):
        pairs = MIXED_FENCES.split()
        place = 2 * f.random.randrange(len(pairs) // 2)
        cells = rf"\begin{{matrix}} {cells_of_matrix(f)} \end{{matrix}}"
        return rf"\left{pairs[place]} {cells} \right{pairs[place + 1]}"
    name = f.pick(MATRICES)
    after = f.maybe(0.35, f.pick("^T ^{-1} ^{2} _{n}"))
    return rf"\begin{{{name}}} {cells_of_matrix(f)} \end{{{name}}}{after}"


def cells_of_matrix(f: Source) -> str:
    size = f.number_in(2, 4)
    kind = f.random.random()
    if kind < 0.55:
        sizes = ((1, 2), (1, 3), (2, 1), (3, 1), (2, 2), (2, 3), (3, 3), (4, 4), (4, 2))
        return _rows(*f.random.choice(sizes), lambda row, column: _entry(f))
    if kind < 0.7:
        return _with_dots(f)
    rest = f.maybe(0.5, "0")
    if kind < 0.85:
        diagonal = [f.pick(r"\ddots 1") if f.chance(0.4) else _entry(f) for _ in range(size)]
        return _rows(size, size, lambda row, column: diagonal[row] if row == column else rest)
    upper = f.chance(0.5)
    return _rows(
        size, size, lambda row, column: _entry(f) if row == column or (column > row) is upper else rest
    )


def _with_dots(f: Source) -> str:
    """The same letter with two indices, dots between the first and the last."""
    letter, last = f.letter(), f.pick("n m k")
    indices = ["1", *(["2"] if f.chance(0.5) else []), "", last]

    def cell(row: int, column: int) -> str:
        if indices[row] and indices[column]:
            return f"{letter}_{{{indices[row]}{indices[column]}}}"
        return r"\cdots" if indices[row] else r"\vdots" if indices[column] else r"\ddots"

    return _rows(len(indices), len(indices), cell)


def _rows(rows: int, columns: int, cell: Cell) -> str:
    return r" \\ ".join(" & ".join(cell(row, column) for column in range(columns)) for row in range(rows))


def _entry(f: Source) -> str:
    if f.chance(0.5):
        return f.maybe(0.3, "-") + f.simple()
    if f.depth > 0:
        return f.inside(term)
    return scripted(f) if f.chance(0.4) else f.short()


def matrix_equation(f: Source) -> str:
    before = f.maybe(0.7, f.pick(r"\det e^{A}= A= T=") if f.chance(0.4) else f"{scripted(f)} = ")
    after = f.maybe(0.5, f" {f.pick('= + -')} {term(f)}") + f.maybe(0.2, f.pick(", ."))
    return f"{before} {matrix(f)}{after}"


def matrix_product(f: Source) -> str:
    fence = f.pick("pmatrix bmatrix")
    column = _rows(f.number_in(2, 3), 1, lambda row, column: _entry(f))
    vector = rf"\begin{{{fence}}} {column} \end{{{fence}}}"
    return matrix(f) + vector + f.maybe(0.5, f" = {matrix(f)}")


def cases(f: Source) -> str:
    def condition() -> str:
        return f.maybe(0.8, f"{f.letter()} {f.relation()} {f.simple()}")

    rows = r" \\ ".join(f"{f.inside(sum_of_products)}, & {condition()}" for _ in range(f.number_in(2, 4)))
    head = f"{f.pick('f g h')}({f.letter()})" if f.chance(0.5) else scripted(f)
    return rf"{head} = \begin{{cases}} {rows} \end{{cases}}"


def aligned(f: Source) -> str:
    lines = [f"{f.inside(sum_of_products)} &= {f.inside(sum_of_products)}"]
    for _ in range(f.number_in(1, 3)):
        left, sign = f.maybe(0.4, f.inside(sum_of_products)), f.pick(r"= = = < \leq \approx")
        lines.append(f"{left} &{sign} {f.inside(sum_of_products)}")
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def system(f: Source) -> str:
    names = f.pick("xy xyz ab abc uvw")
    equals = f.pick("&= =")

    def row() -> str:
        terms = [f"{f.pick('+ -')} {f.maybe(0.6, f.number())} {name}" for name in names]
        return f"{' '.join(terms).removeprefix('+ ')} {equals} {f.number()}"

    rows = r" \\ ".join(row() for _ in range(f.number_in(2, 4)))
    left, right = (r"\left.", r"\right\}") if f.chance(0.25) else (r"\left\{", r"\right.")
    return rf"{left} \begin{{array}}{{rl}} {rows} \end{{array}} {right}"


def lines(f: Source) -> str:
    rows = r" \\ ".join(f.inside(equation) for _ in range(f.number_in(2, 4)))
    return rf"\begin{{gathered}} {rows} \end{{gathered}}"


def blocks(f: Source) -> str:
    corner = matrix(f) if f.chance(0.5) else "0"
    return rf"\begin{{pmatrix}} {matrix(f)} & {corner} \\ {f.pick('0 C B')} & {matrix(f)} \end{{pmatrix}}"


GRIDS: list[tuple[int, Rule]] = [
    (6, matrix), (8, matrix_equation), (3, matrix_product), (5, cases), (5, aligned), (4, system), (3, lines),
    (1, blocks),
]  # fmt: skip
