"""What a reader makes of a file, as text for golden files."""

from __future__ import annotations

import io
import math
from pathlib import Path

from layoutmath.errors import Problem
from layoutmath.expression import Symbol
from layoutmath.readers import READERS


def read_as_text(path: Path, format: str) -> str:
    """Expressions with their symbols, then what was reported; every path is shown by its name."""
    problems: list[Problem] = []
    lines = []
    for expression, tree in READERS[format].read(io.BytesIO(path.read_bytes()), str(path), problems.append):
        assert tree is None
        lines.append(f"expression {expression.name!r} {dict(expression.extra) or ''}".rstrip())
        lines += [f"  {_shown(symbol)}" for symbol in expression.symbols]
    for problem in problems:
        text = str(problem).replace(f"{path.parent}/", "").replace(f"{path.parent.parent}/", "")
        lines.append(f"{'lost' if problem.lost else 'note'}: {text}")
    return "\n".join(lines) + "\n"


def _shown(symbol: Symbol) -> str:
    assert symbol.box is not None
    box = " ".join(f"{edge:g}" for edge in symbol.box)
    guesses = ", ".join(f"{each.label} {math.exp(each.log_prob):.2f}" for each in symbol.candidates)
    extra = f" {dict(symbol.extra)}" if symbol.extra else ""
    return (
        f"{symbol.id!r}: {symbol.label or ''}{f'candidates {guesses}' if guesses else ''}, box {box}{extra}"
    )
