"""The page of an evaluation: what it shows, that it is one whole file, and that nothing in it gets loose."""

from __future__ import annotations

import base64
import itertools
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command_line import Run as CommandLine
from command_line import run  # noqa: F401
from hypothesis import given, settings
from trees import any_trees

from layoutmath import read_latex
from layoutmath.errors import LayoutmathError
from layoutmath.evaluate import MEASURES, Comparison, Report, Run, evaluate_parser, evaluate_results
from layoutmath.evaluate.page import content, meanings, require_libraries, tables, write_page
from layoutmath.evaluate.page.errors import WORST, errors_of
from layoutmath.evaluate.page.mathematics import mathml
from layoutmath.exporters.svg import Marking
from layoutmath.expression import Expression, Symbol
from layoutmath.ink import Ink, Stroke
from layoutmath.readers.labelgraph import read_lg
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence, RunnerUp
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

DATA = Path(__file__).parent / "data" / "evaluate"
SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "br", "img", "link", "input", "hr"}
SECTIONS = ["numbers", "errors", "pictures", "confusion", "plots", "calibration", "measures"]
BOXES = {"x": (0, 10, 8, 18), "2": (9, 2, 13, 9), "y": (15, 10, 22, 22), "+": (24, 11, 30, 17)}

Pair = tuple[Expression, BaselineStructure | None]


@dataclass
class Page(HTMLParser):
    """A page read by its elements; what is not closed in its turn is an error."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, html: str) -> Page:
        page = cls()
        page.feed(html)
        page.close()
        assert not page.within
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.within.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag}: found an attribute twice in {names}"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.within and self.within.pop() == tag, f"found </{tag}> within {self.within}"

    def handle_data(self, data: str) -> None:
        if "style" not in self.within:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def pictures(self) -> list[ET.Element]:
        """The pictures of truth and result in turn, after that of the explanation."""
        prefix = "data:image/svg+xml;base64,"
        sources = [image["src"] for image in self.all("img")]
        assert all(source.startswith(prefix) for source in sources)
        return [ET.fromstring(base64.b64decode(source.removeprefix(prefix))) for source in sources][1:]


def tree(
    places: str, name: str = "case", labels: Mapping[str, str | None] | None = None
) -> BaselineStructure:
    """``"x Sup 2, x Right y"`` over boxes as in x²y+, as they come from a file."""
    triples = [(p, c, Relation.read(r)) for p, r, c in (part.split() for part in places.split(","))]
    ids = dict.fromkeys(end for parent, child, _ in triples for end in (parent, child))
    symbols = Expression.from_boxes([((labels or {}).get(node, node), BOXES[node]) for node in ids]).symbols
    named = tuple(replace(symbol, id=node) for node, symbol in zip(ids, symbols, strict=True))
    return BaselineStructure.from_relations(Expression(named, name), triples)


def pairs(*trees: BaselineStructure) -> list[Pair]:
    return [(each.expression, each) for each in trees]


def as_parsed(found: BaselineStructure) -> BaselineStructure:
    """With what a parser says of its result: probabilities, a runner-up, classes."""
    runner_up = RunnerUp("x", Relation.SUP, -1.2)
    return replace(
        found,
        log_prob=-0.5,
        evidence={symbol.id: Evidence(-0.4, runner_up) for symbol in found.expression.symbols},
        classes={symbol.id: {SymbolClass.RISING: 1.0} for symbol in found.expression.symbols},
    )


def report(truths: Iterable[BaselineStructure], results: Iterable[BaselineStructure]) -> Report:
    return evaluate_results(pairs(*truths), pairs(*results), examples=30)


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


def marked(picture: ET.Element, marking: Marking) -> tuple[int, list[str]]:
    """How many frames are drawn, and the arrows, by what their tooltips say."""
    frames = [rect for rect in picture.findall(SVG + "rect") if rect.get("stroke") == marking.value]
    arrows = [g for g in picture.findall(SVG + "g") if g.get("style") == f"color:{marking.value}"]
    return len(frames), [(arrow.findtext(SVG + "title") or "").split(",")[0] for arrow in arrows]


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
    assert "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>" in page
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


def without_boxes(expression: Expression) -> Expression:
    return replace(expression, symbols=tuple(replace(each, box=None) for each in expression.symbols))


@pytest.mark.parametrize("attribute", ["href", "style", "class", "id", "onclick"])
def test_mathml_has_neither_links_nor_styles(attribute: str) -> None:
    latex = r"\href{javascript:alert(1)}{a}\style{position:fixed}{b}\class{c}{d}\cssId{i}{e}"
    drawn = mathml(latex)
    assert drawn.startswith("<math") and f"{attribute}=" not in drawn


@settings(max_examples=25, deadline=None)
@given(any_trees(), any_trees())
def test_any_two_trees_make_a_page(truth: BaselineStructure, result: BaselineStructure) -> None:
    for how in (Comparison(), Comparison(by_paths=True)):
        errors = errors_of(evaluate_results(pairs(truth), pairs(result), how, examples=5).runs[0])
        shown = [example for group in errors.groups for _, example in group.examples]
        assert len(shown) == bool(errors.wrong)
        assert all(example.sentences for example in shown)


def marks(html: str) -> list[list[str]]:
    """The marked labels of each tree that is drawn with text."""
    return [
        re.findall("<mark>(.*?)</mark>", drawn)
        for drawn in re.findall(r'<pre class="tree">(.*?)</pre>', html, re.S)
    ]


def read_line(latex: str) -> BaselineStructure:
    """As from a file of LaTeX."""
    made = read_latex(latex)
    return replace(made, expression=replace(made.expression, extra={"latex": latex}))


def test_trees_without_boxes_are_drawn_with_text() -> None:
    truth, result = read_line("x^2+y"), read_line("x_2+y")
    html = write_page(report([truth], [result]), "LaTeX")
    assert marks(html) == [["2"], ["2"]]
    assert "x + y\n└─ x Sup: <mark>2</mark>" in html
    text = Page.of(html).text
    assert "2 (id 1): Sup of x (id 0) in the truth; not found." in text
    assert "2 (id 1): only in the result, Sub of x (id 0)." in text


def test_what_was_compared_by_paths_is_marked_by_paths() -> None:
    truth = tree("x Sup 2, x Right y")
    swapped = {"x": "y", "y": "x", "2": "2"}  # the same tree, with other ids
    symbols = tuple(replace(each, id=swapped[each.id]) for each in truth.expression.symbols)
    triples = [("y", "2", Relation.SUP), ("2", "x", Relation.RIGHT)]
    result = BaselineStructure.from_relations(replace(truth.expression, symbols=symbols), triples)
    made = evaluate_results(pairs(truth), pairs(result), Comparison(by_paths=True), examples=5)
    (shown,) = (example for group in errors_of(made.runs[0]).groups for _, example in group.examples)
    assert shown.sentences == (
        "y (id y): Right of x (id x) in the truth; not found.",
        "y (id x): only in the result, Right of 2 (id 2).",
    )


@pytest.mark.parametrize("side", ["truth", "result"])
def test_boxes_and_strokes_come_from_the_side_that_has_them(side: str) -> None:
    strokes = tuple(Stroke(f"s{node}", ((l, t), (r, b))) for node, (l, t, r, b) in BOXES.items())
    trees = []
    for places in ("x Sup 2, x Right y", "x Right 2, 2 Right y"):
        made = tree(places)
        symbols = tuple(replace(each, primitives=(f"s{each.id}",)) for each in made.expression.symbols)
        expression = replace(made.expression, symbols=symbols, ink=Ink(strokes))
        if (side == "truth") == bool(trees):  # the other side has neither
            expression = replace(without_boxes(expression), ink=None)
        trees.append(replace(made, expression=expression))
    pictures = Page.of(write_page(report(trees[:1], trees[1:]), side)).pictures()
    assert [
        len(marked(picture, marking)[1]) for picture, marking in zip(pictures, Marking, strict=True)
    ] != []
    for picture in pictures:
        drawn = [path for path in picture.iter(SVG + "path") if path.get("class") == "lm-pen"]
        assert len(drawn) == len(strokes)


def test_symbols_of_other_strokes_are_drawn_around_these() -> None:
    truth = tree("x Sup 2, x Right y")
    strokes = tuple(Stroke(node, ((l, t), (r, b))) for node, (l, t, r, b) in BOXES.items())
    symbols = tuple(replace(each, primitives=(each.id,)) for each in truth.expression.symbols)
    truth = replace(truth, expression=replace(truth.expression, symbols=symbols, ink=Ink(strokes)))
    merged = (Symbol("x", None, "x", primitives=("x",)), Symbol("both", None, "z", primitives=("2", "y")))
    result = BaselineStructure.from_relations(Expression(merged, "case"), [("x", "both", Relation.SUP)])
    _, picture = Page.of(write_page(report([truth], [result]), "merged")).pictures()
    assert marked(picture, Marking.WRONG) == (1, ["z (id both): Sup of x (id x)"])


class Beside:
    """A parser that sees no labels, and puts everything on one line."""

    labels = "none"

    def parse(self, expression: Expression) -> BaselineStructure:
        ids = [symbol.id for symbol in expression.symbols]
        triples = [(left, right, Relation.RIGHT) for left, right in itertools.pairwise(ids)]
        return BaselineStructure.from_relations(expression, triples)

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]:
        return map(self.parse, expressions)


def test_where_labels_were_hidden_the_true_ones_are_shown() -> None:
    made = evaluate_parser(pairs(tree("x Sup 2, x Right y")), {None: Beside()}, examples=5)
    html = write_page(made, "hidden")
    text = Page.of(html).text
    assert (
        "The parser was not told what the symbols are" in text
        and "the pictures show their true labels" in text
    )
    assert "<code>x2y</code>" in html and r"\square" not in html
    assert "expression rate" not in text and "misplaced symbols" in text and "D_B" not in text


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


def test_only_some_examples_are_shown() -> None:
    wrong = [("x Sup 2, x Right y", "x Right 2, 2 Right y")] * (WORST + 15)
    truths, results = (
        [tree(each, str(at)) for at, each in enumerate(side)] for side in zip(*wrong, strict=True)
    )
    groups = errors_of(evaluate_results(pairs(*truths), pairs(*results), examples=100).runs[0]).groups
    assert [len(group.examples) for group in groups] == [2, WORST]


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
        pairs(read_line("a+b=c^2")), pairs(read_line("a+b=c_2")), Comparison(latex_rules=[]), examples=5
    )
    text = Page.of(write_page(made, "LaTeX")).text
    assert "exact match 0.0 % 0 of 1" in text and "WER Word error rate" in text and "BLEU" in text


@pytest.mark.parametrize("library", ["jinja2", "latex2mathml", "matplotlib"])
def test_missing_libraries_are_told_before_any_work(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LayoutmathError, match=rf"found no {library}; expected .* 'layoutmath\[evaluation\]'"):
        require_libraries()


def test_the_command_writes_a_page(run: CommandLine, tmp_path: Path) -> None:  # noqa: F811
    code, out, err = run("evaluate ink --labels none --html report.html")
    assert code == 0, err
    assert "exact tree" in out
    assert "Evaluation of ink" in Page.of((tmp_path / "report.html").read_text(encoding="utf-8")).text
