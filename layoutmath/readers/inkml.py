"""InkML as CROHME uses it: strokes, groups of strokes that are symbols, and MathML that relates them.

Format: InkML (W3C Recommendation, 2011) with the annotations of CROHME (Mouchère et al., ICFHR 2014). Names
are read without their namespaces, since files leave those out or mix them up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO
from xml.etree.ElementTree import Element

from layoutmath.documents import parse_xml
from layoutmath.errors import InputError, Problem
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.ink import Ink
from layoutmath.inkfile import inkml_ink
from layoutmath.readers.contract import Pair, Report, read_tree, source_stem
from layoutmath.readers.mathml import mathml_layout
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import canonical_label


def read_inkml(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    """The expression of an InkML file, with its tree where MathML and symbols link one to one.

    A symbol is a trace group without groups inside. Its id is that of its MathML element, else its own; its
    primitives are stroke ids; its box, in the units of the file with y downward, is that around its strokes.
    ``extra["latex"]`` is the annotated LaTeX string, ``extra["writer"]`` who wrote it.

    >>> import io
    >>> file = io.BytesIO(b'''<ink><trace id="0">1 2, 3 4</trace><traceGroup>
    ...     <annotation type="truth">x</annotation><traceView traceDataRef="0"/></traceGroup></ink>''')
    >>> [(expression, tree)] = read_inkml(file, "a.inkml", print)
    >>> expression.symbols
    (Symbol(id='0', box=BoundingBox(l=1.0, t=2.0, r=3.0, b=4.0), label='x', ..., primitives=('0',)),)
    """

    def from_here(problem: Problem) -> None:
        report(replace(problem, source=source))

    try:
        root = parse_xml(stream.read())
        if root.tag != "ink":
            raise InputError(f"found <{root.tag}>", "an InkML file: <ink>")
        ink = inkml_ink(root, from_here)
        symbols, links = _symbols(root, ink, from_here)
        extra = {"latex": _annotation(root, "truth"), "writer": _annotation(root, "writer")}
        extra = {key: text for key, text in extra.items() if text}
        expression = Expression(symbols, source_stem(source), ink, extra)
    except InputError as error:
        from_here(error.problem)
        return
    mathml = next((element for element in root.iter("math")), None)
    yield expression, None if mathml is None else _tree(mathml, expression, links, from_here)


def _symbols(root: Element, ink: Ink, report: Report) -> tuple[tuple[Symbol, ...], Mapping[str, Symbol]]:
    """The symbols, and those of them that alone link to some MathML id, by that id."""
    boxes = {stroke.id: stroke.box for stroke in ink.strokes}
    groups = [group for group in root.iter("traceGroup") if group.find("traceGroup") is None]
    hrefs = [_link(group) for group in groups]
    uses = Counter(hrefs)
    taken = set(hrefs)
    symbols: list[Symbol] = []
    links: dict[str, Symbol] = {}
    for index, (group, href) in enumerate(zip(groups, hrefs, strict=True)):
        own_id = group.get("id", str(index))
        primitives = _primitives(group, boxes, f"traceGroup {own_id!r}", report)
        if not primitives:
            continue
        linked = href != "" and uses[href] == 1
        symbol_id = href if linked else own_id
        while not linked and symbol_id in taken:
            symbol_id += "_"
        taken.add(symbol_id)
        box = BoundingBox.around(boxes[primitive] for primitive in primitives)
        label = _annotation(group, "truth")
        symbols.append(Symbol(symbol_id, box, canonical_label(label) if label else None, (), primitives))
        if linked:
            links[href] = symbols[-1]
    if not symbols:
        finding = (
            f"found {len(boxes)} strokes but no symbols" if boxes else "found neither strokes nor symbols"
        )
        raise InputError(finding, "trace groups that say which strokes form a symbol")
    return tuple(symbols), links


def _primitives(group: Element, strokes: Container[str], place: str, report: Report) -> tuple[str, ...]:
    """The ids of a symbol's strokes; of none, the group is no symbol."""
    views = [view.get("traceDataRef", "").removeprefix("#") for view in group.iter("traceView")]
    views += [trace.get("id", "") for trace in group.iter("trace")]
    known = tuple(dict.fromkeys(view for view in views if view in strokes))
    if missing := sorted(set(views) - set(known)):
        shown = ", ".join(map(repr, missing))
        report(
            Problem(f"found unknown or broken strokes {shown}", "strokes of the file", place, lost=not known)
        )
    elif not known:
        report(Problem("found a symbol without strokes, skipped", "", place, lost=False))
    return known


def _annotation(element: Element, kind: str) -> str:
    texts = (note.text or "" for note in element.findall("annotation") if note.get("type") == kind)
    return next(texts, "").strip()


def _link(group: Element) -> str:
    hrefs = (note.get("href", "") for note in group.findall("annotationXML"))
    return next(filter(None, hrefs), "").removeprefix("#")


def _tree(
    mathml: Element, expression: Expression, links: Mapping[str, Symbol], report: Report
) -> BaselineStructure | None:
    ids = Counter(element.get("id", "") for element in mathml.iter())
    linked = {mathml_id: symbol for mathml_id, symbol in links.items() if ids[mathml_id] == 1}
    layout = mathml_layout(mathml, linked)
    named = {symbol.id for symbol in linked.values()}
    unlinked = [f"symbol {symbol.id!r}" for symbol in expression.symbols if symbol.id not in named]
    if unlinked or layout.unlinked:
        shown = [*unlinked, *layout.unlinked]
        rest = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
        finding = f"found no link between symbol and MathML for {', '.join(shown[:5])}{rest}"
        expectation = "one MathML element for each symbol, by its id"
        report(Problem(finding, expectation, "MathML", expression=expression.name))
        return None
    return read_tree(expression, layout.relations, report, grids=layout.grids, place="MathML")
