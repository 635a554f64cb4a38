"""A toy typesetter: formulas with boxes and true trees, to fit and to parse in tests.

A formula is a nested list: a string is a symbol, ``("sup", base, script)`` and so on place a script by the
rules every schoolbook follows (scripts at 0.7 of the size, a third of a line up or down). Numbers are in em,
y downward, with a little seeded noise as of a hand.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from layoutmath import BaselineStructure, BoundingBox, Expression, Relation, Symbol
from layoutmath.symbols import Shape, label_shape

# top and bottom of a box above (−) and below (+) the baseline, and its width, in em
_EXTENT = {
    Shape.SMALL: (-0.45, 0.0, 0.45),
    Shape.DESCENDING: (-0.45, 0.2, 0.45),
    Shape.RISING: (-0.7, 0.0, 0.45),
    Shape.OPERATOR: (-0.5, 0.0, 0.5),
    Shape.STROKE: (-0.27, -0.23, 0.5),
    Shape.FENCE: (-0.75, 0.25, 0.25),
    Shape.VARIABLE_RANGE: (-0.8, 0.2, 0.8),
}

Formula = list["str | tuple[str, str, Formula]"]


def typeset(formula: Formula, noise: random.Random, name: str = "") -> tuple[Expression, BaselineStructure]:
    """The expression and its true tree; scripts are ``("Sup", "x", […])``, ``("Sub", "x", […])``."""
    symbols: list[Symbol] = []
    relations: list[tuple[str, str, Relation]] = []

    def line(parts: Formula, x: float, baseline: float, size: float) -> tuple[str, float]:
        first, last = "", ""
        for part in parts:
            label, script = (part, None) if isinstance(part, str) else (part[1], part)
            shape = label_shape(label)
            assert shape is not None
            top, bottom, width = _EXTENT[shape]

            def jitter() -> float:
                return noise.gauss(0, 0.03) * size

            box = BoundingBox(
                x + jitter() / 2,
                baseline + top * size + jitter(),
                x + width * size + jitter() / 2,
                baseline + max(bottom, top + 0.02) * size + max(0.0, jitter()) + 0.1 * size,
            )
            own = str(len(symbols))
            symbols.append(Symbol(own, box, label))
            if last:
                relations.append((last, own, Relation.RIGHT))
            first, last = first or own, own
            x += (width + 0.12) * size
            if script is not None:
                drop = -0.45 if script[0] == "Sup" else 0.25
                inner, x = line(script[2], x, baseline + drop * size, 0.7 * size)
                relations.append((own, inner, Relation(script[0])))
        return first, x

    line(formula, 0.0, 0.0, 1.0)
    expression = Expression(tuple(symbols), name)
    return expression, BaselineStructure.from_relations(expression, relations)


def formulas(count: int, seed: int = 0) -> Iterator[tuple[Expression, BaselineStructure]]:
    """Polynomials with powers and indices: ``a_1 x^2 + b − 3 y = p``."""
    noise = random.Random(seed)

    def term() -> Formula:
        letter, other = noise.choice("xyabngp"), noise.choice("0123456789")
        return noise.choice(
            [[letter], [other], [("Sup", letter, [other])], [("Sub", letter, [other])], [other, letter]]
        )

    for index in range(count):
        formula = term()
        for _ in range(noise.randint(1, 3)):
            formula = [*formula, noise.choice(["+", "-", "="]), *term()]
        yield typeset(formula, noise, f"formula {index}")
