"""Pages of evaluations made of small trees, and read again by their elements."""

from __future__ import annotations

import base64
import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from layoutmath import read_latex
from layoutmath.evaluate import Report, evaluate_results
from layoutmath.exporters.svg import Marking
from layoutmath.expression import Expression
from layoutmath.readers.contract import StatedPair
from layoutmath.relation import Relation
from layoutmath.structure import BaselineStructure

SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "br", "img", "link", "input", "hr"}
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


def report(truths: Iterable[BaselineStructure], results: Iterable[BaselineStructure]) -> Report:
    return evaluate_results(pairs(*truths), pairs(*results), examples=30)


def marked(picture: ET.Element, marking: Marking) -> tuple[int, list[str]]:
    """How many frames are drawn, and the arrows, by what their tooltips say."""
    frames = [rect for rect in picture.findall(SVG + "rect") if rect.get("stroke") == marking.value]
    arrows = [g for g in picture.findall(SVG + "g") if g.get("style") == f"color:{marking.value}"]
    return len(frames), [(arrow.findtext(SVG + "title") or "").split(",")[0] for arrow in arrows]


def without_boxes(expression: Expression) -> Expression:
    return replace(expression, symbols=tuple(replace(each, box=None) for each in expression.symbols))


def read_line(latex: str) -> Pair:
    """As from a file of LaTeX."""
    made = read_latex(latex)
    return StatedPair(made.expression, made, latex=latex)


class Beside:
    """A parser that sees no labels, and puts everything on one line."""

    labels = "none"

    def parse(self, expression: Expression) -> BaselineStructure:
        ids = [symbol.id for symbol in expression.symbols]
        triples = [(left, right, Relation.RIGHT) for left, right in itertools.pairwise(ids)]
        return BaselineStructure.from_relations(expression, triples)

    def parse_many(self, expressions: Iterable[Expression]) -> Iterator[BaselineStructure]:
        return map(self.parse, expressions)
