"""The project's JSON record, from which :func:`layoutmath.readers.record.read_json` reads the same back."""

from __future__ import annotations

import json
import math

from layoutmath.expression import Candidate, Expression, Symbol
from layoutmath.relationship import Evidence
from layoutmath.structure import BaselineStructure


def write_json(structure: BaselineStructure) -> str:
    """One line of JSON: the expression, its tree, and what the parser knew about it.

    >>> from layoutmath.relation import Relation
    >>> x2 = Expression.from_boxes([("x", (0, 10, 8, 18)), ("2", (9, 2, 13, 9))], name="square")
    >>> print(write_json(BaselineStructure.from_relations(x2, [("0", "1", Relation.SUP)])))
    {"name": "square", "symbols": [{"id": "0", "label": "x", "box": [0, 10, 8, 18]},
    {"id": "1", "label": "2", "box": [9, 2, 13, 9]}], "relations": [["0", "1", "Sup"]]}
    """
    record = expression_record(structure.expression)
    record["relations"] = [[r.parent, r.child, r.relation.value] for r in structure.relationships()]
    if structure.grids:
        record["grids"] = [{"id": grid_id, "rows": rows} for grid_id, rows in structure.grid_rows().items()]
    if structure.log_prob is not None:
        record["log_prob"] = structure.log_prob
    if structure.evidence:
        record["evidence"] = {node_id: _evidence(found) for node_id, found in structure.evidence.items()}
    if structure.classes:
        record["classes"] = {
            symbol_id: {symbol_class.value: prob for symbol_class, prob in posterior.items()}
            for symbol_id, posterior in structure.classes.items()
        }
    if structure.labels:
        record["labels"] = {
            symbol_id: [_candidate(each) for each in posterior]
            for symbol_id, posterior in structure.labels.items()
        }
    return json.dumps(record, default=lambda number: number.item())  # numbers of numpy in boxes


def expression_record(expression: Expression) -> dict[str, object]:
    """The record of an expression without structure, for :func:`json.dumps`.

    >>> expression_record(Expression.from_boxes([(None, (0, 0, 1, 1))]))
    {'symbols': [{'id': '0', 'box': [0, 0, 1, 1]}]}
    """
    record: dict[str, object] = {"name": expression.name} if expression.name else {}
    record |= expression.extra
    record["symbols"] = [_symbol(symbol) for symbol in expression.symbols]
    if expression.ink is not None:
        record["strokes"] = [
            {"id": stroke.id, "points": [list(point) for point in stroke.points]}
            for stroke in expression.ink.strokes
        ]
    return record


def _symbol(symbol: Symbol) -> dict[str, object]:
    record: dict[str, object] = {"id": symbol.id}
    if symbol.label is not None:
        record["label"] = symbol.label
    if symbol.candidates:
        record["candidates"] = [_candidate(each) for each in symbol.candidates]
    record["box"] = None if symbol.box is None else list(symbol.box)
    if symbol.primitives:
        record["primitives"] = list(symbol.primitives)
    return {**record, **symbol.extra}


def _candidate(candidate: Candidate) -> dict[str, object]:
    return {
        "label": candidate.label,
        "prob": math.exp(candidate.log_prob),
        "log_prob": candidate.log_prob,
    }


def _evidence(evidence: Evidence) -> dict[str, object]:
    record: dict[str, object] = {"log_prob": evidence.log_prob}
    if evidence.runner_up is not None:
        relation = evidence.runner_up.relation
        record["runner_up"] = {
            "parent": evidence.runner_up.parent,
            "relation": relation and relation.value,
            "log_prob": evidence.runner_up.log_prob,
        }
    return record
