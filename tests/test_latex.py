"""LaTeX both ways: how people's LaTeX reads, how trees are written, and that every tree reads back."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from golden import assert_golden
from hypothesis import HealthCheck, given, settings
from trees import Line, Sketch, any_labels, any_trees, same_tree, structure_of, trees

from layoutmath.errors import InputError, Problem
from layoutmath.exporters.latex import write_latex
from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.readers.latex import read_latex, read_latex_lines
from layoutmath.relation import Relation
from layoutmath.structure import Baseline, BaselineStructure, Node
from layoutmath.symbols import symbol_table

DATA = Path(__file__).parent / "data" / "latex"
ABOVE, BELOW, SUP, SUB, PRE_SUP = (
    Relation.ABOVE, Relation.BELOW, Relation.SUP, Relation.SUB, Relation.PRE_SUP,
)  # fmt: skip


def has_balanced_braces(latex: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def assert_reads_back(tree: BaselineStructure) -> None:
    latex = write_latex(tree)
    assert has_balanced_braces(latex)
    assert same_tree(read_latex(latex), tree), latex


# ---- reading ----


def test_latex_as_people_write_it() -> None:
    with open(DATA / "human.tex", "rb") as file:
        problems: list[Problem] = []
        read = list(read_latex_lines(file, "human.tex", problems.append))
    assert problems == []
    sources = (DATA / "human.tex").read_text(encoding="utf-8").splitlines()[1:]
    blocks = [
        f"{source}\n{write_latex(tree)}\n{tree.pretty()}\n"
        for source, (_, tree) in zip(sources, read, strict=True)
    ]
    assert_golden(DATA / "human.txt", "\n".join(blocks))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x_1^2", "x^2_1"),
        (r"\frac{a}{b}", r"{a \over b}"),
        (r"\left(\begin{matrix}a\\b\end{matrix}\right)", r"\begin{pmatrix}a\\b\\\end{pmatrix}"),
        (r"\binom n k", r"{n \choose k}"),
        (r"f''", r"f^{\prime\prime}"),
        (r"\hat{AB}", r"\widehat{AB}"),
        (r"\overline{x}", r"\bar x"),
        (r"\not\in", r"\notin"),
        (r"x\le y", r"x \leqslant y % compared"),
        (r"\(x\)", "$$x$$"),
        (r"\overset{a}{x}", r"\stackrel{a}{x}"),
        (r"\begin{math}x^2\end{math}", "x^{2}"),
        (r"30{}^{\circ}", r"30^{\circ}"),
        (r"30{^\circ}", r"30^\circ"),
        (r"{x_1}_2", "x_{12}"),
        ("x \\", r"x\ "),
    ],
)
def test_two_spellings_of_one_tree(one: str, other: str) -> None:
    assert read_latex(one) == read_latex(other)


END = "found the end of the formula; expected"


@pytest.mark.parametrize(
    ("latex", "column", "message"),
    [
        (r"\frac{1}{x", 11, f"{END} a closing }}"),
        ("a + b}", 6, "found }; expected no } here, where no { is open"),
        ("x^", 3, f"{END} an argument: one symbol or {{…}}"),
        (r"\frac{1}", 9, f"{END} an argument: one symbol or {{…}}"),
        ("a^b^c", 4, "found a second superscript; expected braces: {a^b}^c or a^{bc}"),
        ("a_b'_c", 5, "found a second subscript; expected braces: {a_b}_c or a_{bc}"),
        ("{}^2", 3, "found ^ with nothing to hang from; expected a symbol before or after it"),
        (r"\left( x", 9, rf"{END} \right with a fence"),
        (r"x \right)", 3, r"found \right); expected a \left before it"),
        (r"\left", 1, r"found \left alone; expected a fence such as ( or \{, or . for none, after it"),
        (r"\sqrt[3{x}", 11, f"{END} a closing ]"),
        ("a & b", 3, r"found &; expected columns inside an environment, such as \begin{matrix}"),
        ("a \\\\ b", 3, r"found \\; expected rows inside an environment, such as \begin{aligned}"),
        (r"\begin{matrix} a", 17, rf"{END} \end of the environment"),
        (r"\begin{matrix}\end{array}", 15, r"found \end{array}; expected \end{matrix}"),
        ("$x", 3, f"{END} a closing $"),
        ("$x$ $y$", 5, "found $; expected one formula"),
        ("#1", 1, r"found #; expected \# for the character"),
        (r"\frca{a}{b}", 1, r"found unknown command \frca; expected a command that layoutmath knows"),
        (r"\text{a_b}", 8, r"found _; expected text, which has no scripts: \text{…$x_1$…}"),
    ],
)
def test_what_latex_wants_instead(latex: str, column: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_latex(latex)
    assert str(caught.value) == f"line 1, column {column}: {message}"


def test_a_formula_may_have_several_lines_but_not_none() -> None:
    with pytest.raises(InputError, match=r"^line 2, column 3: found \}; "):
        read_latex("a\n+ }")
    with pytest.raises(InputError, match=r"^line 1: found no symbols; expected a formula$"):
        read_latex(r"\, % nothing")


def test_an_unknown_environment_is_named_with_those_that_are_known() -> None:
    with pytest.raises(
        InputError, match=r"column 1: found environment 'tikzcd'; expected one of matrix, .*cases"
    ):
        read_latex(r"\begin{tikzcd}a\end{tikzcd}")


def test_a_file_of_formulas_is_read_line_by_line() -> None:
    problems: list[Problem] = []
    stream = io.BytesIO(b"\xef\xbb\xbfx^2\r\n\n% a remark\n\\frac{1}{\n\xff\nb_1 \\ \n")
    pairs = list(read_latex_lines(stream, "f.tex", problems.append))
    read = [(expression.name, write_latex(tree)) for expression, tree in pairs if tree is not None]
    assert read == [("f-1", "x^{2}"), ("f-6", "b_{1}")]
    assert [str(problem) for problem in problems] == [
        "f.tex: line 4, column 10: found the end of the formula; expected a closing }",
        "f.tex: line 5: found bytes that are not UTF-8; expected UTF-8 text",
    ]


# ---- writing ----


def sketch(label: str | None, **nested: Line) -> Sketch:
    return Sketch(label, {Relation[name.upper()]: line for name, line in nested.items()})


def line(labels: str) -> Line:
    return [Sketch(label) for label in labels.split()]


SPELLINGS: list[tuple[Line, str]] = [
    # a stroke: its role comes from the tree
    ([sketch("-", above=line("a"), below=line("b"))], r"\frac{a}{b}"),
    ([sketch("-", below=line("A B"))], r"\overline{AB}"),
    ([sketch("-", above=line("A B"))], r"\underline{AB}"),
    ([sketch("x", above=line("-"))], r"\bar{x}"),
    ([sketch("x", below=line("-"))], r"\underline{x}"),
    ([sketch("-", below=line("x"))], r"\underset{x}{-}"),
    # accents and braces
    ([sketch("x", above=line(r"\hat"), sup=line("2"))], r"\hat{x}^{2}"),
    ([sketch("x", above=[sketch(r"\hat", above=line("-"))])], r"\bar{\hat{x}}"),
    ([sketch(r"\hat", below=line("A B"), sup=line("2"))], r"\widehat{AB}^{2}"),
    ([sketch(r"\vec", below=[sketch("x", sub=line("1"))])], r"\overrightarrow{x_{1}}"),
    ([sketch(r"\underbrace", above=line("a b"), below=line("n"))], r"\underbrace{ab}_{n}"),
    ([sketch(r"\overbrace", below=line("a b"), sup=line("2"))], r"{\overbrace{ab}}^{2}"),
    ([sketch("x", above=[sketch(r"\overbrace", above=line("n"))])], r"\overbrace{x}^{n}"),
    ([sketch("=", above=line("!"), below=line("x"))], r"\underset{x}{\overset{!}{=}}"),
    # operators
    ([sketch(r"\sum", below=line("i"), above=line("n")), Sketch("i")], r"\sum\limits_{i}^{n}i"),
    ([sketch(r"\sum", sub=line("i"))], r"\sum\nolimits_{i}"),
    ([sketch(r"\int", sub=line("0"), sup=line("1"))], r"\int\nolimits_{0}^{1}"),
    ([sketch(r"\lim", below=line(r"x \rightarrow 0"))], r"\lim\limits_{x\rightarrow0}"),
    ([sketch(r"\lim", above=line("-"), sub=line("n"))], r"\bar{\lim}_{n}"),
    ([sketch(r"\sin", sup=line("2")), Sketch("x")], r"\sin^{2}x"),
    # scripts
    ([sketch("f", sup=line(r"\prime \prime"))], "f''"),
    ([sketch("f", sub=line("1"), sup=line(r"\prime 2"))], r"f_{1}^{\prime2}"),
    ([sketch("C", pre_sup=line("1 4"), pre_sub=line("6"))], "{}^{14}_{6}C"),
    ([Sketch("x"), sketch("C", pre_sup=line("1 4"))], "x{{}^{14}C}"),
    # what encloses
    ([sketch(r"\sqrt", inside=line("x"), above=line("3"))], r"\sqrt[3]{x}"),
    ([sketch(r"\sqrt", inside=line("x"), above=line("[ 1 ]"))], r"\sqrt[{[1]}]{x}"),
    ([sketch(r"\Box", inside=line("x"))], r"\boxed{x}"),
    ([sketch("O", inside=line("x"), sup=line("2"))], r"\mathord{O\boxed{x}}^{2}"),
    # grids
    ([Sketch(None, {}, [[line("a"), None], [line("b"), line("c")]])],
     r"\begin{matrix}a &  \\ b & c\end{matrix}"),
    ([Sketch("("), Sketch(None, {}, [[line("a")], [None]]), sketch(")", sup=line("T"))],
     r"\begin{pmatrix}a \\ {}\end{pmatrix}^{T}"),
    ([Sketch(r"\{"), Sketch(None, {}, [[line("a")], [line("[ 1 ]")]])],
     r"\begin{cases}a \\ {}[1]\end{cases}"),
    # labels
    ([Sketch(None), Sketch(r"\alpha"), Sketch("x"), Sketch(r"\%")], r"\square\alpha x\%"),
    ([Sketch(r"\hat"), Sketch(r"\sqrt"), Sketch("−")], r"\hat{}\sqrt{}-"),
    ([Sketch("☃"), Sketch("two words"), Sketch(r"\left"), Sketch("}")],
     r"☃\mathord{\text{two words}}\mathord{\left}\}"),
]  # fmt: skip


@pytest.mark.parametrize(("nodes", "latex"), SPELLINGS, ids=[latex for _, latex in SPELLINGS])
def test_the_spelling_of_a_tree(nodes: Line, latex: str) -> None:
    assert write_latex(structure_of(nodes)) == latex


def test_a_symbol_without_label_is_written_by_its_best_candidate() -> None:
    symbol = Symbol("a", None, candidates=(Candidate("x", -0.1), Candidate(r"\times", -2.4)))
    tree = BaselineStructure.from_relations(Expression((symbol,)), [])
    assert write_latex(tree) == "x"


@pytest.mark.parametrize("name", ["subsetneq", "supsetneq", "subsetneqq", "supsetneqq"])
def test_variants_of_a_glyph_are_one_label(name: str) -> None:
    assert read_latex(rf"A \var{name} B") == read_latex(rf"A \{name} B")


# ---- both ways ----


@given(trees())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_trees_within_the_conventions_read_back(tree: BaselineStructure) -> None:
    assert_reads_back(tree)


@given(any_trees(any_labels))
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_all_other_trees_read_back_too(tree: BaselineStructure) -> None:
    assert_reads_back(tree)


@pytest.mark.parametrize("label", [None, *symbol_table()])
def test_every_label_reads_back_alone_and_with_everything_around_it(label: str | None) -> None:
    assert_reads_back(structure_of([Sketch(label)]))
    relations = [relation for relation in Relation if relation is not Relation.RIGHT]
    for nested in ([relations[0]], relations[2:4], relations):
        around = {relation: line("a b") for relation in nested}
        assert_reads_back(structure_of([Sketch("x"), Sketch(label, around), Sketch("y")]))


@pytest.mark.parametrize("relation", [relation for relation in Relation if relation is not Relation.RIGHT])
@pytest.mark.parametrize("label", ["x", "-", r"\hat", r"\sqrt", r"\sum", r"\overbrace"])
def test_a_tree_may_be_a_thousand_levels_deep(label: str, relation: Relation) -> None:
    symbols = tuple(Symbol(str(index), None, label) for index in range(1000))
    relations = [(str(index), str(index + 1), relation) for index in range(999)]
    assert_reads_back(BaselineStructure.from_relations(Expression(symbols), relations))


def test_grids_may_be_a_thousand_levels_deep() -> None:
    nodes = line("x")
    for _ in range(1000):
        nodes = [Sketch(None, {}, [[nodes, None]])]
    assert_reads_back(structure_of(nodes))


def test_rows_of_different_lengths_read_back() -> None:
    assert_reads_back(structure_of([Sketch(None, {}, [[line("a")], [None, line("b"), None], [None]])]))


def test_rows_without_cells_still_give_latex_that_reads() -> None:
    tree = structure_of([Sketch("x"), Sketch(None, {}, [[], [line("a")], []])])
    assert read_latex(write_latex(tree)).grid_rows() == {"G0": [[None], ["1"]]}


def test_ids_follow_the_order_of_reading() -> None:
    tree = read_latex(r"\frac{a}{b}\begin{matrix}c&d\end{matrix}{}^{e}f_g^h")
    assert [symbol.label for symbol in tree.expression.symbols] == ["-", *"abcdfegh"]
    assert tree.root == Baseline(
        (
            Node("0", {ABOVE: Baseline((Node("1"),)), BELOW: Baseline((Node("2"),))}),
            Node("G0"),
            Node(
                "5",
                {SUP: Baseline((Node("8"),)), SUB: Baseline((Node("7"),)), PRE_SUP: Baseline((Node("6"),))},
            ),
        )
    )
