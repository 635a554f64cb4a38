r"""A symbol layout tree as presentation MathML, with or without a reading of it.

Elements and attributes are those of MathML Core (W3C, "MathML Core", sections 2 to 5), which browsers draw by
themselves. Every element that draws a symbol of the tree names it: ``data-symbols`` lists ids, separated by
spaces (a space within an id is ``%20``). Digits that follow each other are one number, a matched pair of
fences and what stands between them is one row, and scripts of the closing fence are scripts of that row.

A reading adds what layout alone does not tell (``intent.py``): which letters and digits are one name or
number, invisible operators between factors and before arguments, and ``intent`` with ``arg``, two attributes
of MathML 4 (W3C Working Draft, section 5), which browsers of MathML Core leave to screen readers.
"""

from __future__ import annotations

from layoutmath.exporters.intent import SpokenWriter
from layoutmath.exporters.linked import Linked
from layoutmath.exporters.presentation import PresentationWriter, data_symbols
from layoutmath.reading import Reading
from layoutmath.structure import BaselineStructure

__all__ = ["data_symbols", "linked_mathml", "write_mathml"]


def write_mathml(structure: BaselineStructure, reading: Reading | None = None) -> str:
    """The tree as a ``<math>`` element, in display style.

    A symbol without a label is its best candidate, or ``□`` where it has none either.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> expression = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))])
    >>> print(write_mathml(BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])))
    <math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><msup><mi data-symbols="0">x</mi><mn
    data-symbols="1">2</mn></msup></math>
    """
    return linked_mathml(structure, reading).text


def linked_mathml(structure: BaselineStructure, reading: Reading | None = None) -> Linked:
    """The same MathML with links.

    A letter, number or operator stands for its symbols as a whole element, anything else by its start tag:
    ``<mfrac data-symbols="0">`` for the bar of a fraction.

    >>> from layoutmath.expression import Expression
    >>> from layoutmath.relation import Relation
    >>> digits = Expression.from_boxes([("1", (0, 0, 4, 9)), ("2", (5, 0, 9, 9))])
    >>> linked = linked_mathml(BaselineStructure.from_relations(digits, [("0", "1", Relation.RIGHT)]))
    >>> [(start, end)] = linked.spans_of("1")
    >>> linked.text[start:end], linked.symbols_at(start)
    ('<mn data-symbols="0 1">12</mn>', ('0', '1'))
    """
    writer = PresentationWriter(structure) if reading is None else SpokenWriter(structure, reading)
    return writer.write()
