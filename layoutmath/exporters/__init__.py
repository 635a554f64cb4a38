"""What a tree can be written as: one module per format, and this table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, overload

from layoutmath.errors import UnknownNameError
from layoutmath.exporters.graph import write_networkx
from layoutmath.exporters.labelgraph import write_lg
from layoutmath.exporters.latex import write_latex
from layoutmath.exporters.mathml import write_mathml
from layoutmath.exporters.record import write_json
from layoutmath.exporters.svg import write_svg
from layoutmath.structure import BaselineStructure

if TYPE_CHECKING:
    import networkx

__all__ = [
    "EXPORTERS",
    "Exporter",
    "export",
    "write_json",
    "write_latex",
    "write_lg",
    "write_mathml",
    "write_networkx",
    "write_svg",
]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A row of the table of formats.

    ``suffixes`` are those of files of this format, the usual one first; ``holds_many`` tells whether one file
    can hold several expressions, one after the other.
    """

    description: str
    suffixes: tuple[str, ...]
    holds_many: bool
    write: Callable[[BaselineStructure], str]


EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "latex": Exporter("LaTeX, one formula per line", (".tex", ".latex"), True, write_latex),
        "mathml": Exporter(
            "presentation MathML, one formula per line", (".mathml", ".mml"), True, write_mathml
        ),
        "json": Exporter("JSON lines, with everything that is known", (".jsonl", ".json"), True, write_json),
        "lg": Exporter("label graph of CROHME, with O and R lines", (".lg",), False, write_lg),
        "svg": Exporter("picture of boxes, baselines and relations", (".svg",), False, write_svg),
        "pretty": Exporter("tree drawn with text", (".txt",), True, BaselineStructure.pretty),
    }
)


@overload
def export(
    structure: BaselineStructure, format: Literal["latex", "mathml", "json", "lg", "svg", "pretty"]
) -> str: ...
@overload
def export(structure: BaselineStructure, format: Literal["networkx"]) -> networkx.DiGraph: ...
@overload
def export(structure: BaselineStructure, format: str) -> Any: ...
def export(structure: BaselineStructure, format: str) -> Any:
    r"""A tree in one of the formats of :data:`EXPORTERS` as text, or as a ``"networkx"`` graph.

    Raises UnknownNameError for another format, and InputError for a tree that the format cannot hold: a
    picture needs boxes.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> tree = BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])
    >>> export(tree, "latex")
    'x^{2}'
    >>> export(tree, "latx")
    Traceback (most recent call last):
    ...
    layoutmath.errors.UnknownNameError: unknown format 'latx'; did you mean 'latex'? (known: ...)
    """
    if format == "networkx":
        return write_networkx(structure)
    if format not in EXPORTERS:
        raise UnknownNameError("format", format, [*EXPORTERS, "networkx"])
    return EXPORTERS[format].write(structure)
