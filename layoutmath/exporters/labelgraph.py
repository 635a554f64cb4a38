"""Label graphs (``.lg``) as text, in object or primitive form."""

from __future__ import annotations

from dataclasses import replace

from layoutmath.errors import InputError
from layoutmath.labelgraph import GRID, SAME_SYMBOL, GraphObject, LabelGraph
from layoutmath.structure import BaselineStructure

SPELLINGS = {"<": r"\lt", ">": r"\gt"}
"""Labels that CROHME's files spell otherwise, besides the comma, which is ``COMMA`` in every form."""


def write_lg(structure: BaselineStructure) -> str:
    r"""A tree as a label graph in object form, with labels spelled as CROHME's files do.

    These are ``COMMA``, ``\lt`` and ``\gt`` for ``,``, ``<`` and ``>``.

    A symbol's primitives are its strokes where the source has strokes, else its own id.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), (",", (9, 17, 11, 20))], name="pair")
    >>> tree = BaselineStructure.from_relations(expression, [("0", "1", Relation.RIGHT)])
    >>> print(write_lg(tree))
    # IUD, pair
    # Objects (2):
    O, 0, x, 1.0, 0
    O, 1, COMMA, 1.0, 1
    <BLANKLINE>
    # Relations (1):
    R, 0, 1, Right, 1.0
    <BLANKLINE>
    """
    graph = LabelGraph.from_structure(structure)
    objects = (replace(made, label=SPELLINGS.get(made.label, made.label)) for made in graph.objects)
    return write_object_form(replace(graph, objects=tuple(objects)))


def write_object_form(graph: LabelGraph) -> str:
    """A label graph as O and R lines."""
    lines = [*_name(graph), f"# Objects ({len(graph.objects)}):"]
    for made in graph.objects:
        lines.append(_line("O", made.id, _label(made.label), _weight(made.weight), *made.primitives))
    lines += ["", f"# Relations ({len(graph.relations)}):"]
    for relation in graph.relations:
        lines.append(_line("R", relation.parent, relation.child, relation.label, _weight(relation.weight)))
    return "\n".join(lines) + "\n"


def write_primitive_form(graph: LabelGraph) -> str:
    r"""A label graph as N and E lines; the names of its symbols are not part of this form.

    Raises InputError for a grid, which has no primitives.

    >>> from layoutmath.labelgraph import GraphObject
    >>> print(write_primitive_form(LabelGraph.build([GraphObject("x_1", "x", ("0", "1"))])))
    # Primitives (2):
    N, 0, x, 1.0
    N, 1, x, 1.0
    <BLANKLINE>
    # Edges (2):
    E, 0, 1, *, 1.0
    E, 1, 0, *, 1.0
    <BLANKLINE>
    """
    owner: dict[str, GraphObject] = {}
    for made in graph.objects:
        if made.label == GRID:
            raise InputError(f"found grid {made.id!r}", "symbols only: the primitive form has no grids")
        owner |= dict.fromkeys(made.primitives, made)
    weights = {(relation.parent, relation.child): relation.weight for relation in graph.relations}
    lines = [*_name(graph), f"# Primitives ({len(owner)}):"]
    for primitive, made in owner.items():
        lines.append(_line("N", primitive, _label(made.label), _weight(made.weight)))
    lines += ["", f"# Edges ({len(graph.edges)}):"]
    for (first, second), label in graph.edges.items():
        parent, child = owner[first], owner[second]
        written = SAME_SYMBOL if parent is child else label
        weight = weights.get((parent.id, child.id), 1.0)
        lines.append(_line("E", first, second, written, _weight(weight)))
    return "\n".join(lines) + "\n"


def _name(graph: LabelGraph) -> list[str]:
    return [f"# IUD, {' '.join(graph.name.split())}"] if graph.name else []


def _label(label: str) -> str:
    return "COMMA" if label == "," else label


def _weight(weight: float) -> str:
    return "1.0" if weight == 1 else f"{weight:.6g}"


def _line(*fields: str) -> str:
    return ", ".join(map(_quoted, fields))


def _quoted(field: str) -> str:
    """A field as it is, or in quotes where the bare text would be read as something else."""
    if "\n" in field or "\r" in field or not field:
        raise InputError(f"found {field!r} in a label graph", "ids and labels on one line, not empty")
    if "," in field or '"' in field or field != field.strip():
        return '"' + field.replace('"', '""') + '"'
    return field
