"""LaTeX as strings: what normalisation brings together and what it keeps apart, and the metrics by hand."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trees import any_labels, any_trees, trees

from layoutmath.errors import LayoutmathError, UnknownNameError
from layoutmath.evaluate import EvaluationSettings, evaluate_results
from layoutmath.evaluate.latex import (
    ALL_RULES,
    RULES,
    chosen_rules,
    compare_latex,
    corpus_bleu,
    normalised,
)
from layoutmath.evaluate.latex.tokens import commands, text, tokenised
from layoutmath.exporters.latex import write_latex
from layoutmath.expression import Expression
from layoutmath.readers.contract import StatedPair
from layoutmath.structure import BaselineStructure

PAGE = Path(__file__).parent.parent / "docs" / "latex_metrics.md"


# ---- tokens ----


@pytest.mark.parametrize(
    ("latex", "tokens"),
    [
        ("x _ {12}", ["x", "_", "{", "1", "2", "}"]),
        (r"\alpha b\,c\\d", [r"\alpha", "b", r"\,", "c", r"\\", "d"]),
        (r"\begin {pmatrix} a \end{pmatrix}", [r"\begin{pmatrix}", "a", r"\end{pmatrix}"]),
        (r"\beginning \begin x", [r"\beginning", r"\begin{}", "x"]),
        ("a % a remark \\beta\nb 5\\%", ["a", "b", "5", r"\%"]),
        ("a\\ b\\\nc\\", ["a", "\\ ", "b", "\\ ", "c", "\\ "]),
        ("α𝑥", ["α", "𝑥"]),
        ("", []),
    ],
)
def test_what_a_token_is(latex: str, tokens: list[str]) -> None:
    assert tokenised(latex) == tuple(tokens)


def test_the_shortest_text_has_a_space_only_where_letters_would_join_a_command() -> None:
    assert text(tokenised(r"\alpha  x + \beta _ 1 \sin \cos \, y")) == r"\alpha x+\beta_1\sin\cos\,y"


PIECES = r"""
{ } { } {} ^ _ ' [ ] a b x 2 . < ( & \\ , * p t s i n ~ \, \left \right \middle \big \over \over \choose \frac
\sqrt \sqrt \hat \overline \dfrac \rm \mathrm \mathrm \text \operatorname \operatorname* \mathbb \mathop \lim
\sum \int \limits \nolimits \prime \prime ′ ° √ ≤ \le \not \not = \in \begin{pmatrix} \end{pmatrix} \foo \foo
\begin{array} \end{array} \begin{bmatrix} \begin{equation} \begin \end $ \label \color \textcolor \hspace
\kern \alpha \underbrace \boxed \lvert \lbrack \displaystyle \phantom \cr % \\[2pt] [2pt]
"""
"""What is hard on the rules when it stands side by side in any order."""

hard_latex = st.lists(st.sampled_from([*PIECES.split(), "\n", "\\ "]), max_size=14).map(" ".join)
any_latex = hard_latex | st.text(max_size=20)
rule_sets = st.just(ALL_RULES) | st.sets(st.sampled_from(ALL_RULES)).map(tuple)


@given(any_latex)
@settings(max_examples=300, deadline=None)
def test_the_text_of_tokens_has_these_tokens(latex: str) -> None:
    tokens = tokenised(latex)
    assert tokenised(text(tokens)) == tokens


# ---- what each rule does ----


def examples() -> list[tuple[str, str, str]]:
    """The rows of the page's table that show a rule at work."""
    rows = re.findall(r"^\| ([\w-]+) \| `(.+?)` \| `(.+?)` \|$", PAGE.read_text(encoding="utf-8"), re.M)
    return [(rule, before, after) for rule, before, after in rows]


@pytest.mark.parametrize(("rule", "before", "after"), examples())
def test_a_rule_alone_does_what_the_page_shows(rule: str, before: str, after: str) -> None:
    assert text(normalised(before, [rule])) == after
    assert text(normalised(before, ())) != after


def test_the_page_shows_every_rule_at_work_and_says_what_the_code_says() -> None:
    assert {rule for rule, _, _ in examples()} == RULES.keys()
    page = PAGE.read_text(encoding="utf-8")
    assert [
        name for name, (description, _) in RULES.items() if f"\n{name}: {description}\n" not in page
    ] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"$x^2_1$", r"\( x_{1}^{2} \)"),
        (r"\begin{equation*} x = 1 \tag{a} \end{equation*}", "x=1"),
        # synonyms
        (r"a\le b\ne c\to d\land e", r"a\leq b\neq c\rightarrow d\wedge e"),
        ("α≤β×γ−1", r"\alpha\leq\beta\times\gamma-1"),
        (r"\lbrace x \rbrace", r"\{x\}"),
        (r"x\sp2\sb1", "x_1^2"),
        ("√x", r"\sqrt{x}"),
        ("ℝ", r"\mathbb R"),
        # styles
        (r"\mathrm{d}x+\mathcal L", "dx+L"),
        (r"x_{\text{max}} \mathrm{sin}^2x", r"x_\max\sin^{2}x"),
        (r"\frac\mathrm{ab}c", r"\frac{ab}{c}"),
        (r"\displaystyle\sum_{i} \textcolor{red}{x}", r"\sum_{i}x"),
        (r"\mathop{\rm lim}\limits_{x}", r"\lim_x"),
        (r"\operatorname*{lim}_x", r"\lim_x"),
        # primes and scripts
        (r"f'", r"f^\prime"),
        (r"f'_1", r"f_{1}^{\prime}"),
        (r"f''^2", r"f^{\prime\prime2}"),
        (r"\sum^n_{i=1}", r"\sum_{i=1}^{n}"),
        # braces
        (r"\frac12", r"\frac{1}{2}"),
        (r"\frac\alpha{\sqrt2}", r"\frac{\alpha}{\sqrt{2}}"),
        (r"\hat{{x}}{y}", r"\hat xy"),
        ("1{,}000{=}1", "1,000=1"),
        (r"\sqrt[{3}]{x}", r"\sqrt[3]x"),
        # fractions, fences, grids
        (r"\left( a+b \over c \right)", r"(\frac{a+b}{c})"),
        (r"\sqrt{a \over b}", r"\sqrt{\frac ab}"),
        (r"\left.x\right|_0", "x|_0"),
        (r"\bigl\lvert x\bigr\rvert", "|x|"),
        (r"\left[\begin{array}{cc}a&b\\c&d\\\end{array}\right]",
         r"\begin{bmatrix}a&b\\[2pt]c&d\end{bmatrix}"),
        (r"\begin{array}{r@{}l}{a}&{{\begin{matrix}1\\2\end{matrix}}}\end{array}",
         r"\begin{matrix}a&\begin{matrix}1\\2\end{matrix}\end{matrix}"),
        (r"\left\{\begin{array}{ll}a&b\end{array}\right.", r"\begin{cases}a&b\end{cases}"),
        (r"\not{\in}", "∉"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_formula(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)
    assert normalised(one, ()) != normalised(other, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x^2", "x_2"),
        ("x_1^2", "{x_1}^2"),
        ("{x^a}^b", "x^{a^b}"),
        ("{}^{14}C", "^{14}C"),
        (r"T^a{}_b", "T^a_b"),
        (r"\epsilon", r"\varepsilon"),
        (r"\overline x", "-x"),
        (r"\bar x", r"\underline x"),
        (r"\sqrt x", r"\surd x"),
        (r"\mathbb R", "R"),
        (r"\int\limits_0", r"\int_0"),
        (r"\sum\nolimits_0", r"\sum_0"),
        (r"{\sum}_i", r"\sum_i"),
        (r"{\overbrace{ab}}^n", r"\overbrace{ab}^n"),
        (r"\sqrt[3]{x}", r"\sqrt{[}3]x"),
        (r"\sqrt[{[1]}]{x}", r"\sqrt[[1]]{x}"),
        (r"a\begin{matrix}1\\2\end{matrix}", r"a\begin{matrix}1&2\end{matrix}"),
        (r"\begin{matrix}a\\{}\end{matrix}", r"\begin{matrix}a\end{matrix}"),
        (r"\foo{ab}", r"\foo ab"),
        (r"\hat{}x", r"\hat{x}"),
    ],
)
def test_what_is_drawn_in_another_way_stays_different(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@pytest.mark.parametrize(
    "latex", ["a}b{c", r"{a\over b\over c}", "x^", r"\frac{1}", r"\left", r"\begin{x}", "^_&"]
)
def test_what_is_broken_stays(latex: str) -> None:
    assert set(tokenised(latex)) - {r"\left"} <= set(normalised(latex))


# ---- what is normal stays as it is ----


@given(any_latex, rule_sets)
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_normalising_twice_is_normalising_once(latex: str, rules: tuple[str, ...]) -> None:
    tokens = normalised(latex, rules)
    assert normalised(text(tokens), rules) == tokens


@given(trees() | any_trees(any_labels), rule_sets)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_written_trees_are_normalised_once_too(tree: BaselineStructure, rules: tuple[str, ...]) -> None:
    tokens = normalised(write_latex(tree), rules)
    assert normalised(text(tokens), rules) == tokens


@pytest.mark.parametrize(
    "piece", ["{", "}", "x^", r"\sqrt[", r"\mathrm", r"\frac", r"{a\over", r"\left(", r"\begin{"]
)
def test_long_and_deep_texts_are_normalised_too(piece: str) -> None:
    tokens = normalised(piece * (10_000 // len(piece)))
    assert normalised(text(tokens)) == tokens


# ---- variations of what the exporter writes ----

OTHER_NAMES: dict[str, list[str]] = {}
for name, row in commands().items():
    if row.rule in ("synonyms", "accents") and len(row.becomes) == 1:
        OTHER_NAMES.setdefault(row.becomes[0], []).append(name)


@st.composite
def variations(draw: st.DrawFn, latex: str) -> str:
    """The same formula as other people would write it."""
    varied: list[str] = []
    tokens = _with_scripts_swapped(tokenised(latex)) if draw(st.booleans()) else tokenised(latex)
    for token in tokens:
        way = draw(st.integers(0, 12))
        if way == 0 and token in OTHER_NAMES:
            varied.append(draw(st.sampled_from(OTHER_NAMES[token])))
        elif way < 4 and token in ("(", ")"):
            varied += [draw(st.sampled_from([r"\left", r"\right", r"\Bigl"])), token]
        elif len(token) == 1 and token.isalnum():
            wrapped = [
                f"{{{token}}}",
                rf"\mathrm{{{token}}}",
                rf"{{\bf {token}}}",
                rf"{token}\,",
                rf"{token}~",
            ]
            varied.append(wrapped[way] if way < len(wrapped) else token)
        else:
            varied.append(token)
    space = draw(st.sampled_from([" ", "\n", " % a remark\n"]))
    before, after = draw(st.sampled_from([("", ""), ("$", "$"), (r"\[", r"\]"), (r"\displaystyle", "")]))
    return space.join([before, *varied, after])


def _with_scripts_swapped(tokens: tuple[str, ...]) -> list[str]:
    """Superscripts before subscripts, where both are one token long."""
    swapped = list(tokens)
    for at in range(len(tokens) - 7):
        sub, _, first, _, sup, _, second, _ = piece = tokens[at : at + 8]
        braces = piece[1::2] == ("{", "}", "{", "}") and not {first, second} & {"{", "}"}
        if braces and (sub, sup) == ("_", "^"):
            swapped[at : at + 8] = [*piece[4:], *piece[:4]]
    return swapped


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_formula_in_other_words_has_the_same_tokens(data: st.DataObject) -> None:
    latex = write_latex(data.draw(trees()))
    varied = data.draw(variations(latex))
    assert text(normalised(varied)) == text(normalised(latex))


# ---- choosing rules ----


def test_rules_are_chosen_by_their_names() -> None:
    assert chosen_rules("all") == ALL_RULES
    assert chosen_rules("none") == ()
    assert chosen_rules("braces, spacing") == ("spacing", "braces")
    assert set(ALL_RULES) - set(chosen_rules("-braces,-over")) == {"braces", "over"}
    with pytest.raises(UnknownNameError, match="unknown rule 'brace'; did you mean 'braces'"):
        chosen_rules("spacing,brace")
    with pytest.raises(UnknownNameError, match="unknown rule ''"):
        chosen_rules("")
    with pytest.raises(LayoutmathError, match="found 'braces,-over'; expected"):
        chosen_rules("braces,-over")
    with pytest.raises(UnknownNameError, match="unknown rule 'brace'"):
        normalised("x", ["brace"])


# ---- metrics ----


def test_edits_of_tokens_and_characters() -> None:
    r"""\alpha is one token and six characters."""
    scores = compare_latex(r"\alpha+1", r"\beta+12", rules=())
    assert (scores.substitutions, scores.deletions, scores.insertions) == (1, 0, 1)
    assert (scores.truth_characters, scores.distance, scores.exact) == (8, 2, False)
    assert scores.character_distance == 5  # from alpha to beta it takes four, and one for the 2


def test_a_missing_result_is_an_empty_one() -> None:
    missing, empty = compare_latex("x^2", None), compare_latex("x^2", "")
    assert missing == empty
    assert (missing.deletions, len(missing.truth), missing.character_distance) == (5, 5, 5)
    assert not missing.exact


def rates(*pairs: tuple[str, str]) -> dict[str, float | None]:
    """The measures of the report over LaTeX texts."""
    sides = [
        [StatedPair(Expression((), str(at)), None, latex=text) for at, text in enumerate(side)]
        for side in zip(*pairs, strict=True)
    ]
    (run,) = evaluate_results(*sides, EvaluationSettings(latex_rules=ALL_RULES)).runs
    return {name: ratio.percent for name, ratio in run.measures().items()} | run.latex()


def test_rates_are_of_sums_and_not_means_of_rates() -> None:
    found = rates(("a", "b"), ("cdefghi", "cdefghi"), ("x", "xyz"))
    assert found["exact match"] == pytest.approx(100 / 3)
    assert found["WER"] == found["CER"] == pytest.approx(100 * 3 / 9)
    assert found["edit distance, tokens"] == 1
    assert rates(("x", "xyz"))["WER"] == 200


def test_bleu_by_its_formula() -> None:
    """Papineni et al. 2002: clipped counts over the corpus, and the brevity penalty."""
    scores = [compare_latex("abcdefgh", "abcdex"), compare_latex("aaaaab", "aaaaaa")]
    right = [5 + 5, 4 + 4, 3 + 3, 2 + 2]
    found = [6 + 6, 5 + 5, 4 + 4, 3 + 3]
    precisions = [a / b for a, b in zip(right, found, strict=True)]
    brevity = math.exp(1 - 14 / 12)
    expected = 100 * brevity * math.exp(sum(map(math.log, precisions)) / 4)
    assert corpus_bleu(scores) == pytest.approx(expected)


def test_bleu_takes_commands_as_words_even_one_that_is_a_space() -> None:
    latex = r"\alpha\ \beta\ \gamma"
    assert corpus_bleu([compare_latex(latex, latex, rules=())]) == pytest.approx(100)
    wrong = corpus_bleu([compare_latex(latex, r"\alpha\,\beta\,\gamma", rules=())])
    assert wrong is not None and wrong < 100


def test_nothing_to_measure_is_none() -> None:
    assert corpus_bleu([]) is None
    assert corpus_bleu([compare_latex("a+b", "a+b")]) is None  # three tokens have no sequence of four
    assert "WER" not in rates(("", "x"))


def test_identical_texts_are_right_in_every_metric() -> None:
    found = rates((r"\frac{a}{b}+1", r"{a \over b}+1"), ("x_1", "x_{1}"))
    assert found["exact match"] == 100 and found["BLEU"] == pytest.approx(100)
    assert found["WER"] == found["CER"] == found["edit distance, tokens"] == 0


@pytest.mark.parametrize("library", ["rapidfuzz.distance", "sacrebleu.metrics.bleu"])
def test_missing_libraries_are_named_with_how_to_get_them(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = [compare_latex("a+b+c", "a+b+d")]
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LayoutmathError, match=r"pip install 'layoutmath\[evaluation\]'"):
        compare_latex("x", "y") if library.startswith("rapid") else corpus_bleu(scores)
