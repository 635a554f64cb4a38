"""Typst: what is written, and that nothing of it is taken for something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden import assert_golden
from trees import Line, Sketch, structure_of

from layoutmath import Expression, Relation, read_latex
from layoutmath.exporters.typst import write_typst
from layoutmath.expression import Symbol
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import symbol_table

DATA = Path(__file__).parent / "data"


def test_golden() -> None:
    """One line of LaTeX, one line of Typst."""
    lines = []
    for name in ("formulas.tex", "readings.tex"):
        for latex in (DATA / "mathml" / name).read_text(encoding="utf-8").splitlines():
            lines += [f"% {latex}", write_typst(read_latex(latex)), ""]
    assert_golden(DATA / "typst" / "formulas.txt", "\n".join(lines))


@pytest.mark.parametrize(
    ("latex", "typst"),
    [
        # a comma ends an argument unless it is hidden, by a backslash or in parentheses
        (r"\frac{a,b}{f(x,y)}", r"frac(a\, b, f(x, y))"),
        (r"\sqrt{a:b;c}", r"sqrt(a \: b\; c)"),
        (r"\sqrt{|x,y|}", r"sqrt(abs(x\, y))"),
        ("f(x,y)", "f(x, y)"),
        ("x_{i,j}", "x_(i, j)"),
        # scripts
        ("x^{12}_i", "x_i^12"),
        (r"e^\alpha", "e^alpha"),
        ("f''(x)", "f''(x)"),
        ("{}^{14}_6C", "attach(C, tl: 14, bl: 6)"),
        # limits where the tree has them, not where Typst would set them
        (r"\sum_{i=1}^n i", "sum_(i = 1)^n i"),
        (r"\sum\nolimits_i i", "scripts(sum)_i i"),
        (r"\int_0^1 x", "integral_0^1 x"),
        (r"\int\limits_0^1 x", "limits(integral)_0^1 x"),
        (r"\lim_{x\to0}x", "lim_(x arrow.r 0) x"),
        (r"\overset{!}{=}", "=^(!)"),
        ("=^a", "scripts(=)^a"),
        (r"\underset{a}{X}^2", "attach(limits(X), tr: 2, b: a)"),
        # fences, and those without a partner
        ("[a,b)", "[a, b)"),
        ("a)", r"a \)"),
        (r"\langle x|y\rangle", "⟨x | y⟩"),
        (r"\|v\|+\lceil x\rceil", "norm(v) + ceil(x)"),
        # grids
        (r"\begin{bmatrix}a&b\\c&d\end{bmatrix}", 'mat(delim: "[", a, b; c, d)'),
        (r"\begin{matrix}a,b&\\&c\end{matrix}", r'mat(delim: #none, a\, b, ""; "", c)'),
        (r"\left[\begin{matrix}a\\b\end{matrix}\right)", "[mat(delim: #none, a; b))"),
        (r"\begin{cases}1&x>0\\0\end{cases}", "cases(1 & x > 0, 0)"),
        # marks
        (r"\hat{x}+\bar{x}+\overline{AB}", "hat(x) + macron(x) + overline(A B)"),
        (r"\underbrace{a+b}_{n}", "underbrace(a + b, n)"),
        (r"\boxed{x}^2", 'class("normal", #box(stroke: 0.5pt, inset: 3pt, $x$))^2'),
        # letters side by side are no name unless they spell a function; signs side by side no arrow
        ("pi+six", "p i + s i x"),
        ("sinx", "sin x"),
        (r"5\bmod3", '5 "mod" 3'),
        ("max_x y", "scripts(max)_x y"),
        (r"\sin x", "sin x"),
        ("a->b", "a - > b"),
        ("1.5x", "1.5 x"),
        ("1,5", r"1\,5"),
        ("a/b", r"a \/ b"),
        (r"\mathbb{R}\ni\varepsilon\leq\phi", "RR in.rev epsilon lt.eq phi.alt"),
    ],
)
def test_spellings(latex: str, typst: str) -> None:
    assert write_typst(read_latex(latex)) == typst


@pytest.mark.parametrize(
    ("nodes", "typst"),
    [
        ([Sketch(None), Sketch("two words"), Sketch('a"\\')], r'square.stroked "two words" "a\"\\"'),
        ([Sketch("O", {Relation.INSIDE: [Sketch("x")], Relation.SUP: [Sketch("2")]})], "attach(O x)^2"),
        ([Sketch(r"\sqrt")], 'sqrt("")'),
        ([Sketch(",", {Relation.ABOVE: [Sketch("n")]})], r"limits(\,)^n"),
    ],
)
def test_trees_that_latex_rarely_has(nodes: Line, typst: str) -> None:
    assert write_typst(structure_of(nodes)) == typst


def test_labels_differ_and_never_look_like_a_script_or_a_fence() -> None:
    labels = [label for label, row in symbol_table().items() if row.atom != "accent"]
    written = {label: write_typst(structure_of([Sketch(label)])) for label in labels}
    assert len(set(written.values())) == len(written)
    assert not {"_", "^", "/", "&", "#", "$", "(", ")", "[", "]", "{", "}", '"', "\\"} & set(written.values())


def test_deep_trees() -> None:
    symbols = tuple(Symbol(str(index), None, label="x") for index in range(3000))
    chain = [(str(index), str(index + 1), Relation.SUP) for index in range(2999)]
    written = write_typst(BaselineStructure.from_relations(Expression(symbols), chain))
    assert written.count("x") == 3000
