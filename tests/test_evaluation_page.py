"""The page of an evaluation: what it shows, that it is one whole file, and that nothing in it gets loose."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import Run as CommandLine
from command_line import run  # noqa: F401
from evaluation_pages import Beside, Page, marked, pairs, read_line, report, tree, without_boxes

from layoutmath.errors import LayoutmathError
from layoutmath.evaluate import MEASURES, EvaluationSettings, Report, Run, evaluate_parser, evaluate_results
from layoutmath.evaluate.page import content, meanings, require_libraries, tables, write_page
from layoutmath.evaluate.page.mathematics import formula
from layoutmath.exporters.svg import Marking
from layoutmath.expression import Expression, Symbol
from layoutmath.readers.labelgraph import read_lg
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence, RunnerUp
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

DATA = Path(__file__).parent / "data" / "evaluate"
SECTIONS = ["numbers", "errors", "pictures", "confusion", "plots", "calibration", "measures"]


def as_parsed(found: BaselineStructure) -> BaselineStructure:
    """With what a parser says of its result: probabilities, a runner-up, classes."""
    runner_up = RunnerUp("x", Relation.SUP, -1.2)
    return replace(
        found,
        log_prob=-0.5,
        evidence={symbol.id: Evidence(-0.4, runner_up) for symbol in found.expression.symbols},
        classes={symbol.id: {SymbolClass.RISING: 1.0} for symbol in found.expression.symbols},
    )


@pytest.fixture(scope="module")
def wrong() -> Report:
    """One right result and two wrong ones: the 2 of x²y beside the x, and the y in the superscript."""
    truth = "x Sup 2, x Right y, y Right +"
    found = {
        "right": truth,
        "beside": "x Right 2, 2 Right y, y Right +",
        "inside": "x Sup 2, 2 Right y, y Right +",
    }
    return report(
        [tree(truth, name) for name in found],
        [as_parsed(tree(places, name)) for name, places in found.items()],
    )


@pytest.fixture(scope="module")
def page(wrong: Report) -> str:
    return write_page(wrong, "truth and result")


def test_every_section_is_there_and_every_link_leads_somewhere(page: str) -> None:
    parsed = Page.of(page)
    assert [section["id"] for section in parsed.all("section")] == SECTIONS
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [link["href"] for link in parsed.all("a")]
    assert {f"#{section}" for section in SECTIONS} <= set(links)
    inner = [
        *links,
        *(use.get("xlink:href", "") for use in parsed.all("use")),
        *re.findall(r"url\((.*?)\)", page),
    ]
    assert {link.removeprefix("#") for link in inner} <= set(ids)


def test_headline_numbers_have_their_counts_and_intervals(page: str) -> None:
    text = Page.of(page).text
    assert "3 expressions, 12 symbols" in text
    assert re.search(r"exact tree 33\.3 % 1 of 3; 95 % interval 0\.0 – 100\.0 Expressions with every", text)
    assert "relationship 75.0 % 9 of 12" in text


def test_kinds_of_errors_are_told_in_words_and_lead_to_their_examples(page: str) -> None:
    text = Page.of(page).text
    assert "Not exactly right are 2 of 3 expressions, with 3 symbols in a wrong place." in text
    assert "only causes are counted here: 2 errors" in text
    assert "a superscript was taken for the next symbol on a line see 2 a letter 1 50.0 %" in text
    assert (
        "put on an inner line: into a script, fraction or root that it is no part of see 1 any symbol" in text
    )
    assert (
        "2 (id 2): Sup of x (id x) in the truth; found: Right of x (id x) with probability 0.67;"
        " runner-up: Sup of x (id x) with 0.30."
    ) in text
    assert "y (id y): Right of x (id x) in the truth; found: Right of 2 (id 2) with" in text


def test_pictures_mark_exactly_the_misplaced_symbols(page: str) -> None:
    inside_truth, inside, beside_truth, beside = Page.of(page).pictures()
    assert marked(beside_truth, Marking.BELONGS) == (
        2,
        ["y (id y): Right of x (id x)", "2 (id 2): Sup of x (id x)"],
    )
    assert marked(beside, Marking.WRONG) == (
        2,
        ["2 (id 2): Right of x (id x)", "y (id y): Right of 2 (id 2)"],
    )
    assert marked(inside_truth, Marking.BELONGS) == (1, ["y (id y): Right of x (id x)"])
    assert marked(inside, Marking.WRONG) == (1, ["y (id y): Right of 2 (id 2)"])
    assert all(marked(picture, Marking.WRONG)[0] == 0 for picture in (beside_truth, inside_truth))


def test_formulas_are_shown_as_mathml_and_as_latex(page: str) -> None:
    assert '<msup><mi>x</mi><mn class="marked">2</mn></msup>' in page
    assert '<pre class="latex"><code>x^{2}y+</code></pre>' in page


def test_the_same_report_gives_the_same_page(wrong: Report, page: str) -> None:
    assert write_page(wrong, "truth and result") == page


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    parsed = Page.of(page)
    assert not {"script", "link", "iframe", "object", "embed"} & {tag for tag, _ in parsed.elements}
    without_data = re.sub(r'src="data:[^"]*"', "", page)
    drawn = [ET.tostring(picture, encoding="unicode") for picture in parsed.pictures()]
    for text in (without_data, *drawn):
        assert "//" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    assert "@import" not in page and all(not use.get("href") for use in parsed.all("use"))
    [policy] = [meta["content"] for meta in parsed.all("meta") if "http-equiv" in meta]
    assert policy.startswith("default-src 'none'")


def test_colours_are_those_of_the_style_sheet_so_that_they_follow_light_and_dark(page: str) -> None:
    plots = "".join(re.findall("<svg.*?</svg>", page, re.DOTALL))
    assert set(re.findall(r"var\((--\w+)\)", plots)) >= {"--ink", "--rule", "--first", "--second"}
    assert set(re.findall(r"var\((--\w+)\)", page)) <= set(re.findall(r"(--\w+):", page))
    assert "<style" not in plots and "#000000" not in plots and "#ffffff" not in plots


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x>',
    r"\href{javascript:alert(1)}{x}",
    "\ue000\ud800\0",
    "]]>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_labels_from_files_stay_text(text: str) -> None:
    truth = tree("x Sup 2, x Right y", text, {"2": text})
    result = tree("x Right 2, 2 Right y", text, {"2": text})
    made = report([truth, tree("x Sup y", f"missing {text}")], [result, tree("x Sup y", f"stray {text}")])
    made = replace(made, skipped=(text,))
    html = write_page(made, f"{text}.tex")
    html.encode("utf-8")
    parsed = Page.of(html)
    assert not parsed.all("script") and len(parsed.all("img")) == len(parsed.pictures()) + 1
    assert not any(name.startswith("on") for _, attributes in parsed.elements for name in attributes)
    assert all(link["href"].startswith("#") for link in parsed.all("a"))
    if text.isprintable():
        assert parsed.text.count(" ".join(text.split())) >= 5  # in title, lists, heading and sentences
        plain = [replace(each, expression=without_boxes(each.expression)) for each in (truth, result)]
        drawn = Page.of(write_page(report(plain[:1], plain[1:]), "trees"))
        assert not drawn.all("script") and len(drawn.all("img")) == 1 and text in "".join(drawn.texts)


def test_formulas_mark_what_is_misplaced() -> None:
    symbols = (Symbol("a b", None, "x"), Symbol('"', None, "<script>"))
    power = BaselineStructure.from_relations(Expression(symbols), [("a b", '"', Relation.SUP)])
    drawn = formula(power, ['"'])
    assert drawn.count('class="marked"') == 1
    assert '<mi class="marked">&lt;script&gt;</mi>' in drawn
    assert "data-symbols" not in drawn


def test_runs_stand_beside_each_other_and_the_last_is_told_in_full() -> None:
    truth = [tree("x Sup 2, x Right y", str(number)) for number in range(3)]
    made = evaluate_parser(pairs(*truth), {1: Beside(), 5: Beside()}, examples=5)
    text = Page.of(write_page(made, "runs")).text
    assert (
        "1 iteration 5 iterations exact tree 0.00 % 0.0 – 56.1 0.00 % 0.0 – 56.1 relationship 33.33 %" in text
    )
    assert "All that follows is about the last one, 5 iterations." in text


def test_a_perfect_result_says_so() -> None:
    truth = [tree("x Sup 2, x Right y", str(number)) for number in range(3)]
    html = write_page(report(truth, truth), "perfect")
    parsed = Page.of(html)
    assert "Nothing: every tree is exactly right." in parsed.text
    assert [section["id"] for section in parsed.all("section")] == [
        "numbers",
        "errors",
        "confusion",
        "plots",
        "measures",
    ]
    assert not parsed.pictures()
    assert "95 % interval 43.9 – 100.0" in parsed.text  # three right ones are no certainty


def test_worked_cases_with_graphs_alone_and_missing_results() -> None:
    truth, result = (
        [
            pair
            for path in sorted((DATA / side).glob("*.lg"))
            for pair in read_lg(path.open("rb"), str(path), print)
        ]
        for side in ("truth", "result")
    )
    parsed = Page.of(write_page(evaluate_results(truth, result, examples=30), "worked cases"))
    summaries = [
        "1 expression whose true relations form no tree, compared as label graphs only forest",
        "1 result that no truth has the name of, left out unknown",
        "2 expressions without a result or a tree, counted as wrong empty: no result missing: no result",
    ]
    assert all(summary in parsed.text for summary in summaries)
    assert "There is no result, or none with a tree, for 2 expressions" in parsed.text
    assert "extra 0 of 4 symbols misplaced, 1 too many" in parsed.text
    assert "H (id both): only in the result, Right of x (id x)." in parsed.text


@pytest.mark.parametrize(
    "empty", [Report(()), Report((Run(None, ()),)), Report((Run(None, (), "none"),), ("a",))]
)
def test_nothing_compared_makes_a_page_all_the_same(empty: Report) -> None:
    parsed = Page.of(write_page(empty, "nothing"))
    assert "There is nothing to count." in parsed.text and "No expression states a true tree" in parsed.text


def test_every_measure_has_a_meaning_and_a_new_one_does_no_harm(
    wrong: Report, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MEASURES.keys() <= meanings.MEANINGS.keys()
    assert {measure.section for measure in MEASURES.values()} == meanings.SECTIONS.keys()
    assert meanings.MEANINGS["parentage"] in Page.of(page).text
    for module, name in ((tables, "MEANINGS"), (tables, "SECTIONS"), (content, "MEANINGS")):
        monkeypatch.setattr(module, name, {})
    assert meanings.MEANINGS["parentage"] not in Page.of(write_page(wrong, "new")).text


def test_latex_measures_have_rows() -> None:
    made = evaluate_results(
        [read_line("a+b=c^2")],
        [read_line("a+b=c_2")],
        EvaluationSettings(latex_rules=[]),
        examples=5,
    )
    text = Page.of(write_page(made, "LaTeX")).text
    assert "exact match 0.0 % 0 of 1" in text and "WER Word error rate" in text and "BLEU" in text


@pytest.mark.parametrize("library", ["jinja2", "matplotlib"])
def test_missing_libraries_are_told_before_any_work(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LayoutmathError, match=rf"found no {library}; expected .* 'layoutmath\[evaluation\]'"):
        require_libraries()


def test_the_command_writes_a_page(run: CommandLine, tmp_path: Path) -> None:  # noqa: F811
    code, out, err = run("evaluate ink --labels none --html report.html")
    assert code == 0, err
    assert "exact tree" in out
    assert "Evaluation of ink" in Page.of((tmp_path / "report.html").read_text(encoding="utf-8")).text


def test_every_wrong_expression_is_named(wrong: Report, page: str) -> None:
    text = Page.of(page).text
    names = [one.name for one in wrong.runs[0].scores if one.errors or (one.graph and one.graph.d_b)]
    assert names
    assert f"All {len(names)} expression" in text
    for name in names:
        assert f"<td>{name}</td>" in page


def test_labels_taken_for_others_are_shown() -> None:
    symbols = (Symbol("0", None, "x"), Symbol("1", None, "2"))
    truth = BaselineStructure.from_relations(Expression(symbols), [("0", "1", Relation.SUP)])
    read = replace(truth, expression=Expression((replace(symbols[0], label=r"\times"), symbols[1])))
    text = Page.of(write_page(evaluate_results([truth], [read], examples=5), "labels")).text
    assert "No symbol stands in a wrong place: every tree is exactly right." in text
    assert r"true found times x \times 1" in text


def test_how_the_numbers_came_about_stands_at_the_end(wrong: Report) -> None:
    made = replace(wrong, made={"truth": "ink/", "layoutmath": "0.1.0"})
    assert "truth: ink/ ; layoutmath: 0.1.0" in Page.of(write_page(made, "made")).text
