"""AsciiMath: what is written, and that nothing of it is taken for something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden import assert_golden
from trees import Line, Sketch, structure_of

from layoutmath import Expression, Relation, read_latex
from layoutmath.exporters.asciimath import write_asciimath
from layoutmath.expression import Symbol
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import symbol_table

DATA = Path(__file__).parent / "data"


def test_golden() -> None:
    """One line of LaTeX, one line of AsciiMath."""
    lines = []
    for name in ("formulas.tex", "readings.tex"):
        for latex in (DATA / "mathml" / name).read_text(encoding="utf-8").splitlines():
            lines += [f"% {latex}", write_asciimath(read_latex(latex)), ""]
    assert_golden(DATA / "asciimath" / "formulas.txt", "\n".join(lines))


@pytest.mark.parametrize(
    ("latex", "asciimath"),
    [
        # fractions: behind a function the sign / would take the function too
        (r"\frac{a+1}{b}", "(a + 1)/(b)"),
        (r"x\frac{a}{b}", "x (a)/(b)"),
        (r"\sin\frac{a}{b}", "sin frac(a)(b)"),
        (r"f\frac{a}{b}", "f frac(a)(b)"),
        (r"\cos x^2\frac{a}{b}+\frac{c}{d}", "cos x^2 frac(a)(b) + (c)/(d)"),
        (r"f(x+1)^2\frac{a}{b}=(f)\frac{c}{d}", "f(x + 1)^2 frac(a)(b) = (f) (c)/(d)"),
        (r"\frac{a}{b}^2", "frac(a)(b)^2"),
        # scripts
        ("x^{12}_i", "x_i^12"),
        ("x^{a+b}", "x^(a + b)"),
        (r"e^\alpha", "e^alpha"),
        ("x^f(y)", "x^(f) (y)"),  # else the script would be f(y)
        ("f_1'(x)", "f_1' (x)"),
        ("f''(x)", "f''(x)"),
        ("{}^{14}C", "{::}^14 C"),
        (r"\sum_{i=1}^n i", "sum_(i = 1)^n i"),
        (r"\sum\nolimits_i i", "{:sum:}_i i"),
        (r"\int_0^1 x", "int_0^1 x"),
        (r"\int\limits_0 x", "underset(0)(int) x"),
        (r"\overset{!}{=}", "overset(!)(=)"),
        # fences, and those without a partner
        ("[a,b)", "[a, b)"),
        (r"|x|^2+\|v\|", "abs(x)^2 + norm(v)"),
        (r"\lfloor x\rfloor", "floor(x)"),
        ("a)", 'a ")"'),
        ("P(A|B)", 'P(A "|" B)'),
        # grids
        (r"\begin{bmatrix}a&b\\c&d\end{bmatrix}", "[[a,b],[c,d]]"),
        (r"\begin{vmatrix}a\\b\end{vmatrix}", "abs({:[a],[b]:})"),
        (r"\begin{matrix}f(x,y)\\x,y\end{matrix}", "{:[f(x, y)],[{:x, y:}]:}"),
        (r"\begin{pmatrix}a&\\&b\end{pmatrix}", "([a,],[,b])"),
        (r"\begin{cases}1&x>0\\0\end{cases}", "{[1,x > 0],[0,]:}"),
        # marks
        (r"\hat{x}+\overline{AB}+\underline{y}", "hat(x) + bar(A B) + ul(y)"),
        (r"\check{x}", "overset(ˇ)(x)"),
        (r"\underbrace{a+b}_{n}", "underset(n)(ubrace(a + b))"),
        # letters side by side are no name unless they spell a function
        ("in", "i n"),
        (r"5\bmod3", '5 "mod" 3'),
        ("log10(8)", '"log10" (8)'),
        (r"sin^2\frac{a}{b}", "sin^2 frac(a)(b)"),
        ("max_x y", "{:max:}_x y"),
        (r"i\in S", "i in S"),
        ("1.5x", "1.5 x"),
        ("n!=1", "n! = 1"),
        (r"a\cdot b*c\div d", "a * b ** c -: d"),
        (r"a/b\backslash c", r"a // b \\ c"),
        ("a@b", 'a "@" b'),
        (r"\mathbb{R}+\mathbb{A}", 'RR + "𝔸"'),
    ],
)
def test_spellings(latex: str, asciimath: str) -> None:
    assert write_asciimath(read_latex(latex)) == asciimath


@pytest.mark.parametrize(
    ("nodes", "asciimath"),
    [
        ([Sketch(None), Sketch("two words"), Sketch('a"b')], 'square "two words" "a″b"'),
        ([Sketch("O", {Relation.INSIDE: [Sketch("x")], Relation.SUP: [Sketch("2")]})], "{:O x:}^2"),
        ([Sketch(r"\sqrt")], "sqrt({::})"),
        ([Sketch(None, {}, [[[Sketch("x")]]])], "{:x:}"),
        ([Sketch(None, {}, [[None], [[Sketch("x")]]])], '{:[""],[x]:}'),
    ],
)
def test_trees_that_latex_rarely_has(nodes: Line, asciimath: str) -> None:
    assert write_asciimath(structure_of(nodes)) == asciimath


def test_labels_differ_and_never_look_like_a_script_or_a_fence() -> None:
    labels = [label for label, row in symbol_table().items() if row.atom != "accent"]
    written = {label: write_asciimath(structure_of([Sketch(label)])) for label in labels}
    assert len(set(written.values())) == len(written)
    assert not {"_", "^", "/", "(", ")", "[", "]", "{", "}", "|", '"'} & set(written.values())


def test_deep_trees() -> None:
    symbols = tuple(Symbol(str(index), None, label="x") for index in range(3000))
    chain = [(str(index), str(index + 1), Relation.SUP) for index in range(2999)]
    written = write_asciimath(BaselineStructure.from_relations(Expression(symbols), chain))
    assert written.count("x") == 3000
