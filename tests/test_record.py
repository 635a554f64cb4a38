"""The project's record: what is read, what is refused and how, and that nothing gets lost on the way."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import any_trees

from layoutmath.errors import Problem
from layoutmath.exporters.record import expression_record, write_json
from layoutmath.expression import Expression, normalised_candidates
from layoutmath.geometry import BoundingBox
from layoutmath.ink import Ink, Stroke
from layoutmath.readers.contract import Pair
from layoutmath.readers.record import read_json
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence, RunnerUp
from layoutmath.resources import data_path
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

DATA = Path(__file__).parent / "data" / "record"
CASES = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
GOOD, BAD, BEYOND_SCHEMA, NO_TREE = CASES.values()
SCHEMA = jsonschema.Draft202012Validator(
    json.loads(data_path("grammars", "record.schema.json").read_text("utf-8"))
)


def read(data: bytes, source: str = "") -> tuple[list[Pair], list[Problem]]:
    problems: list[Problem] = []
    return list(read_json(io.BytesIO(data), source, problems.append)), problems


def names(cases: list[dict[str, object]]) -> list[object]:
    return [case["why"] for case in cases]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)


@pytest.mark.parametrize("case", GOOD, ids=names(GOOD))
def test_good_record(case: dict[str, object]) -> None:
    assert SCHEMA.is_valid(case["record"])
    [(_expression, tree)], problems = read(json.dumps(case["record"], indent=1).encode())
    assert problems == []
    assert (tree is not None) == ("relations" in case["record"])  # type: ignore[operator]


@pytest.mark.parametrize("case", BAD + BEYOND_SCHEMA, ids=names(BAD + BEYOND_SCHEMA))
def test_bad_record(case: dict[str, object]) -> None:
    assert SCHEMA.is_valid(case["record"]) == (case in BEYOND_SCHEMA)
    pairs, problems = read(json.dumps(case["record"], indent=1).encode())
    assert pairs == []
    assert [str(problem) for problem in problems] == [case["error"]]
    assert problems[0].lost


@pytest.mark.parametrize("case", NO_TREE, ids=names(NO_TREE))
def test_relations_that_form_no_tree(case: dict[str, object]) -> None:
    assert SCHEMA.is_valid(case["record"])
    [(_expression, tree)], problems = read(json.dumps(case["record"], indent=1).encode())
    assert tree is None
    assert [(str(problem), problem.lost) for problem in problems] == [(case["error"], True)]


def test_mistakes_in_json_lines_cost_their_line_only() -> None:
    pairs, problems = read((DATA / "mistakes.jsonl").read_bytes(), "mistakes.jsonl")
    assert [expression.name for expression, _ in pairs] == ["first", "fourth", "sixth"]
    assert [(str(problem), problem.lost) for problem in problems] == [
        ("mistakes.jsonl: line 2: symbols[0].box: found [0, 0, 4]; expected four numbers: l, t, r, b", True),
        ("mistakes.jsonl: line 4: column 41: found no JSON value (Expecting ',' delimiter); "
         "expected valid JSON", True),
        ("mistakes.jsonl: line 6: found NaN; expected finite numbers", True),
        ("mistakes.jsonl: line 7: found 1 second child of one relation, joined to the baseline of the first",
         False),
    ]  # fmt: skip


def test_labels_become_canonical_and_second_children_join_by_left_edge() -> None:
    (_, (minus, no_tree), (_, primed)), _ = read((DATA / "mistakes.jsonl").read_bytes())
    assert minus.symbols[0].label == "-"
    assert no_tree is None
    assert primed is not None
    assert primed.pretty() == "a\n└─ a Sup: \\prime 2"


def test_documents_over_several_lines() -> None:
    pairs, problems = read((DATA / "pretty.json").read_bytes())
    assert [(expression.name, tree is not None) for expression, tree in pairs] == [
        ("half", True),
        ("x", False),
    ]
    assert problems == []
    assert read(json.dumps(CASES["good"][0]["record"], indent=2).encode())[0] == read(
        json.dumps(CASES["good"][0]["record"]).encode()
    )[0]  # fmt: skip


def test_a_bad_first_line_does_not_hide_the_rest() -> None:
    lines = (DATA / "mistakes.jsonl").read_bytes().splitlines(keepends=True)
    pairs, problems = read(lines[3] + lines[0] + lines[4])
    assert [expression.name for expression, _ in pairs] == ["first", "fourth"]
    assert [problem.place for problem in problems] == ["line 1: column 41"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", "a.json: found an empty file; expected JSON records"),
        (b"\n \n", "a.json: found an empty file; expected JSON records"),
        (b"[\n{]", "a.json: line 2, column 2: found no JSON value (Expecting property name enclosed in double"
                   " quotes); expected valid JSON"),
        (b"[" * 100_000, "a.json: found values nested too deeply; expected JSON records"),
        (b'{"name": "\xff"}', "a.json: found text that is not Unicode; expected JSON in UTF-8"),
        (b'{"name": "\\ud800"}', "a.json: found text that is not Unicode; expected JSON in UTF-8"),
        (b"9" * 10_000, "a.json: found a number that is too long; expected finite numbers"),
        (b'[1, {"symbols": 2}]', "a.json: [0]: found 1; expected a record: an object with symbols"),
    ],
)  # fmt: skip
def test_files_that_hold_no_records(data: bytes, error: str) -> None:
    pairs, problems = read(data, "a.json")
    assert pairs == []
    assert str(problems[0]) == error


def test_byte_order_mark_and_blank_lines() -> None:
    pairs, problems = read(b"\xef\xbb\xbf\n" + (DATA / "mistakes.jsonl").read_bytes().splitlines()[0])
    assert [expression.name for expression, _ in pairs] == ["first"]
    assert problems == []


def test_json_lines_are_read_one_by_one() -> None:
    def endless():  # type: ignore[no-untyped-def]
        while True:
            yield (DATA / "mistakes.jsonl").read_bytes().splitlines(keepends=True)[0]

    pairs = read_json(endless(), "", print)  # type: ignore[arg-type]  # a stream as far as the reader can tell
    assert [next(pairs)[0].name for _ in range(3)] == ["first"] * 3


def test_unknown_keys_are_kept_or_named() -> None:
    record = {
        "symbols": [
            {"id": "a", "box": [0, 0, 1, 1], "candidates": [{"label": "x", "prob": 1, "k": 1}], "font": []}
        ],
        "page": {"number": 7},
        "log_prob": -1.5,
    }
    [(expression, _)], problems = read(json.dumps(record).encode())
    assert expression.extra == {"page": {"number": 7}}
    assert expression.symbols[0].extra == {"font": []}
    assert [(str(problem), problem.lost) for problem in problems] == [
        (
            "line 1: symbols[0].candidates[0]: found key 'k', which is not kept; "
            "expected label, log_prob, prob",
            False,
        ),
        ("line 1: found log_prob without relations, not read; expected both or neither", False),
    ]
    assert [(expression, None)] == read(json.dumps(expression_record(expression)).encode())[0]


def test_what_is_said_of_no_tree_does_not_get_into_the_next_one() -> None:
    """Grids, evidence and the like belong to relations; without these, a tree found later has its own."""
    record = {
        "symbols": [{"id": "0", "box": [0, 10, 8, 18]}, {"id": "1", "box": [9, 3, 13, 10]}],
        "grids": [{"id": "G", "rows": [["0"]]}],
        "evidence": {"0": {"log_prob": -1}},
        "classes": {"0": {"small": 1}},
        "labels": {"0": [{"label": "x", "prob": 1}]},
        "log_prob": -1,
    }
    [(expression, _)], problems = read(json.dumps(record).encode())
    assert [problem.finding.split()[1] for problem in problems] == [
        "classes",
        "evidence",
        "grids",
        "labels",
        "log_prob",
    ]
    tree = BaselineStructure.from_relations(expression, [("0", "1", Relation.SUP)])
    written = json.loads(write_json(tree))
    assert written.keys() == {"symbols", "relations"}
    assert read(write_json(tree).encode()) == ([(expression, tree)], [])


finite = st.floats(allow_nan=False, allow_infinity=False)
log_probs = st.floats(min_value=-1e300, max_value=0)
texts = st.text(max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


def boxes() -> st.SearchStrategy[BoundingBox]:
    edges = st.tuples(finite, finite).map(sorted) | st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(
        sorted
    )
    return st.tuples(edges, edges).map(
        lambda pair: BoundingBox(pair[0][0], pair[1][0], pair[0][1], pair[1][1])
    )


@st.composite
def parser_results(draw: st.DrawFn) -> BaselineStructure:
    """Trees with all that a record can hold."""
    bare = draw(any_trees())
    candidates = st.lists(st.tuples(texts, st.floats(1e-3, 1e3)), min_size=1, max_size=3).map(
        normalised_candidates
    )
    extra = st.dictionaries(texts.map("x-{}".format), json_values, max_size=2)
    symbols = tuple(
        replace(
            symbol,
            box=draw(st.none() | boxes()),
            candidates=draw(st.just(()) | candidates),
            extra=draw(extra),
        )
        for symbol in bare.expression.symbols
    )
    points = st.lists(st.tuples(finite, finite), min_size=1, max_size=4).map(tuple)
    stroke_ids = draw(st.lists(texts.filter(bool), max_size=3, unique=True))
    ink = draw(st.none() | st.just(Ink(tuple(Stroke(stroke_id, draw(points)) for stroke_id in stroke_ids))))
    ids = [symbol.id for symbol in symbols]
    runner_up = st.builds(RunnerUp, st.sampled_from(ids), st.sampled_from(Relation), log_probs)
    runner_up |= st.builds(RunnerUp, st.none(), st.none(), log_probs)
    return BaselineStructure.from_relations(
        Expression(symbols, draw(texts), ink, draw(extra)),
        [(r.parent, r.child, r.relation) for r in bare.relationships()],
        bare.grid_rows(),
        log_prob=draw(st.none() | log_probs),
        evidence=draw(
            st.dictionaries(st.sampled_from(ids), st.builds(Evidence, log_probs, st.none() | runner_up))
        ),
        classes=draw(
            st.dictionaries(
                st.sampled_from(ids),
                st.dictionaries(st.sampled_from(SymbolClass), st.floats(0, 1)),
                max_size=3,
            )
        ),
        labels=draw(st.dictionaries(st.sampled_from(ids), candidates, max_size=3)),
    )


@settings(max_examples=150, deadline=None)
@given(parser_results())
def test_what_is_written_reads_back_the_same(tree: BaselineStructure) -> None:
    line = write_json(tree)
    assert "\n" not in line
    SCHEMA.validate(json.loads(line))
    [(expression, read_tree)], problems = read(line.encode())
    assert problems == []
    assert expression == tree.expression
    assert read_tree == tree
    assert read_tree is not None
    assert (read_tree.log_prob, read_tree.evidence, read_tree.classes, read_tree.labels) == (
        tree.log_prob, tree.evidence, tree.classes, tree.labels,
    )  # fmt: skip


KEYS = [
    "id", "box", "label", "candidates", "prob", "symbols", "relations", "grids", "rows", "evidence",
    "classes", "labels",
]  # fmt: skip
almost_records = st.recursive(
    json_values | st.sampled_from(["a", "Sup", [0, 0, 1, 1], {"id": "a", "box": None}]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, inner))
    ),
    max_leaves=12,
).map(lambda value: value if isinstance(value, dict) else {"symbols": value})


@settings(max_examples=150, deadline=None)
@given(almost_records)
def test_any_json_is_read_or_refused_as_the_schema_says(record: dict[str, object]) -> None:
    pairs, problems = read(json.dumps(record).encode())
    lost = sum(problem.lost for problem in problems)
    assert len(pairs) + lost == 1 or (len(pairs) == lost == 1 and pairs[0][1] is None)
    if pairs:
        SCHEMA.validate(record)


def test_deep_trees() -> None:
    depth = 2000
    record = {
        "symbols": [{"id": str(index), "box": [0, 0, 1, 1]} for index in range(depth)],
        "relations": [[str(index), str(index + 1), "Sup"] for index in range(depth - 1)],
    }
    [(_, tree)], problems = read(json.dumps(record).encode())
    assert problems == []
    assert tree is not None
    assert read(write_json(tree).encode())[0][0][1] == tree
