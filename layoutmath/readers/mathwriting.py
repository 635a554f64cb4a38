"""MathWriting ``synthetic-bboxes.jsonl``: LaTeX with the boxes of its tokens.

Source: Gervais, Fadeeva & Maksai 2024, "MathWriting: A dataset for handwritten mathematical expression
recognition" (arXiv:2404.10690). A line is ``{"label", "normalizedLabel", "bboxes": [{"token", "xMin", "yMin",
"xMax", "yMax"}]}``, y downward, boxes in any order.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from layoutmath.errors import InputError
from layoutmath.expression import Expression, Symbol
from layoutmath.geometry import BoundingBox
from layoutmath.readers.alignment import align
from layoutmath.readers.contract import Pair, Report, source_stem
from layoutmath.readers.latex import read_latex
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import canonical_label, symbol_table

EDGES = ("xMin", "yMin", "xMax", "yMax")
LATEX_KEYS = ("label", "normalizedLabel")


def read_mathwriting(stream: BinaryIO, source: str, report: Report) -> Iterator[Pair]:
    r"""Expressions whose symbols are the boxed tokens, with the tree of the label laid over them.

    The true structure is None, which is reported and not counted as lost, when neither ``label`` nor
    ``normalizedLabel`` can be read, when a symbol of it has no box (a fraction bar, in some files) or a box
    no symbol, and when the boxes contradict the label. Keys other than ``bboxes`` are kept.

    >>> import io
    >>> line = b'{"label": "x^2", "bboxes": [' + b", ".join([
    ...     b'{"token": "2", "xMin": 9, "yMin": 0, "xMax": 12, "yMax": 5}',
    ...     b'{"token": "x", "xMin": 0, "yMin": 4, "xMax": 8, "yMax": 12}']) + b"]}"
    >>> [(expression, tree)] = read_mathwriting(io.BytesIO(line), "synthetic-bboxes.jsonl", print)
    >>> expression.name, [(r.parent, r.relation.value, r.child) for r in tree.relationships()]
    ('synthetic-bboxes-1', [('1', 'Sup', '0')])
    """
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            expression = _expression(line)
        except InputError as error:
            report(error.inside(source, place).problem)
            continue
        expression = replace(expression, name=f"{source_stem(source)}-{number}")
        try:
            tree = _tree(expression)
        except InputError as error:
            tree, problem = None, error.inside(source, place).problem
            finding = f"no true structure: {problem.finding}"
            report(replace(problem, finding=finding, lost=False, expression=expression.name))
        yield expression, tree


def _expression(line: bytes) -> Expression:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("found no JSON", f"an object ({error})") from None
    boxes = record.get("bboxes") if isinstance(record, dict) else None
    if not isinstance(boxes, list) or not boxes:
        raise InputError("found no list 'bboxes'", "an object with label and bboxes")
    symbols = []
    for index, entry in enumerate(boxes):
        try:
            token, edges = entry["token"], [entry[edge] for edge in EDGES]
            if not isinstance(token, str) or not all(type(edge) in (int, float) for edge in edges):
                raise TypeError
        except (KeyError, TypeError):
            wanted = f"a token and the numbers {', '.join(EDGES)}"
            raise InputError(f"found {entry!r:.80}", wanted, place=f"bboxes[{index}]") from None
        try:
            symbols.append(Symbol(str(index), BoundingBox(*edges), token_label(token)))
        except InputError as error:
            raise error.inside("", f"bboxes[{index}]") from None
    extra = {key: value for key, value in record.items() if key != "bboxes"}
    return Expression(tuple(symbols), extra=extra)


def _tree(expression: Expression) -> BaselineStructure:
    first: InputError | None = None
    for key in LATEX_KEYS:
        label = expression.extra.get(key)
        if isinstance(label, str):
            try:
                return align(_label_tree(label), expression)
            except InputError as error:
                first = first or error.inside("", key)
    raise first or InputError("found neither label nor normalizedLabel", "LaTeX")


def _label_tree(label: str) -> BaselineStructure:
    try:
        return read_latex(label)
    except InputError as error:  # one finding for all of them: notes are gathered by their findings
        found = error.problem.finding.removeprefix("found ")
        expectation = f"{error.problem.expectation} instead of {found}"
        raise InputError("found LaTeX that cannot be read", expectation, place=error.problem.place) from None


@functools.lru_cache(maxsize=4096)
def token_label(token: str) -> str | None:
    r"""The label of what a token draws: fonts and sizes are no label, a fraction's bar is a stroke.

    >>> [token_label(token) for token in (r"\frac", r"\mathbf{x}", r"\mathbb{R}", r"\left(", r"\le")]
    ['-', 'x', '\\mathbb{R}', '(', '\\leq']
    """
    token = re.sub(r"^\\(left|right|middle|[bB]igg?[lrm]?)(?![a-zA-Z])\s*", "", token)
    label = canonical_label(token)
    if label in symbol_table():
        return label
    try:
        symbols = read_latex(token).expression.symbols
    except InputError:
        return label
    return symbols[0].label if len(symbols) == 1 else label
