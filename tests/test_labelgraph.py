"""Label graphs: reading both forms and what real files do to them, the tree among the relations, writing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import any_trees

from layoutmath.errors import InputError, Problem, StructureError
from layoutmath.exporters.graph import write_networkx
from layoutmath.exporters.labelgraph import write_lg, write_object_form, write_primitive_form
from layoutmath.expression import Expression
from layoutmath.labelgraph import GraphObject, GraphRelation, LabelGraph
from layoutmath.readers.labelgraph import parse_label_graph, read_lg
from layoutmath.relation import Relation
from layoutmath.relationship import Evidence
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import SymbolClass

DATA = Path(__file__).parent / "data" / "lg"


def graph(name: str) -> LabelGraph:
    return parse_label_graph((DATA / name).read_bytes())


def read(data: bytes, source: str = "some/folder/a.lg") -> tuple[BaselineStructure | None, list[Problem]]:
    problems: list[Problem] = []
    pairs = list(read_lg(io.BytesIO(data), source, problems.append))
    return (pairs[0][1] if pairs else None), problems


def relations(structure: BaselineStructure) -> set[tuple[str, str, str]]:
    return {(r.parent, r.relation.value, r.child) for r in structure.relationships()}


def test_object_form() -> None:
    read_graph = graph("objects.lg")
    assert read_graph.name == "a sum in object form"
    assert read_graph.objects[2] == GraphObject("COMMA_1", ",", ("4",))
    assert read_graph.relations[-1] == GraphRelation("x_1", "k_2", "Sub", 0.5)
    assert read_graph.structure().pretty() == (DATA / "objects.txt").read_text().rstrip()


def test_primitive_form_is_the_same_graph() -> None:
    objects, primitives = graph("objects.lg"), graph("primitives.lg")
    assert objects.nodes == primitives.nodes
    assert objects.edges == primitives.edges
    assert [made.primitives for made in primitives.objects] == [made.primitives for made in objects.objects]
    assert [made.id for made in primitives.objects] == ["0:1", "2:3", "4", "5", "6", "7:8", "9"]
    assert primitives.structure().pretty() == objects.structure().pretty()


@pytest.mark.parametrize("name", ["objects.lg", "primitives.lg", "mixed.lg", "radicand.lg", "ancestors.lg"])
def test_both_forms_say_the_same_after_writing(name: str) -> None:
    original = graph(name)
    for written in (write_object_form(original), write_primitive_form(original)):
        again = parse_label_graph(written.encode())
        assert again.nodes == original.nodes
        assert again.edges == original.edges
        assert [made.weight for made in again.objects] == [made.weight for made in original.objects]
        assert {made.primitives for made in again.objects} == {made.primitives for made in original.objects}


def test_mixed_form() -> None:
    mixed = graph("mixed.lg")
    assert [(made.id, made.primitives) for made in mixed.objects] == [
        ("x_1", ("s1", "s2")),
        ("two", ("s3",)),
        ("s4:s5", ("s4", "s5")),
    ]
    assert relations(mixed.structure()) == {("x_1", "Sup", "two"), ("x_1", "Right", "s4:s5")}


def test_quirks_of_real_files() -> None:
    quirks = graph("quirks.lg")
    assert quirks.objects == (
        GraphObject("a,b", "x", ("s1", "s2")),
        GraphObject("star", r"\ast", ("s3", "s4")),  # its weight is missing
        GraphObject("alone", ",", ("alone",)),
        GraphObject("one", r"\lt", ("5",)),
    )
    assert [(r.label, r.weight) for r in quirks.relations] == [("Right", 1.0), ("Right", 1.0), ("Sup", 0.25)]
    assert quirks.expression().symbol("one").label == "<"


def test_the_metric_form_is_that_of_the_file_where_it_contradicts_itself() -> None:
    one_way = parse_label_graph(b"N, 0, x\nN, 1, x\nN, 2, y\nE, 0, 1, *\nE, 0, 2, Right")
    assert one_way.edges == {("0", "1"): "x", ("0", "2"): "Right"}
    assert one_way.relations == (GraphRelation("0:1", "2", "Right"),)


def test_a_stroke_that_is_called_as_a_symbol_of_other_strokes() -> None:
    clash = parse_label_graph(b"O, 1, x, 1.0, 2\nN, 1, y")
    assert [(made.id, made.primitives) for made in clash.objects] == [("1", ("2",)), ("1'", ("1",))]


def test_a_label_that_is_also_the_short_name_of_a_relation() -> None:
    capital = parse_label_graph(b"O, R_1, R, 1.0, 0\nO, x_1, x, 1.0, 1\nR, R_1, x_1, R, 1.0")
    assert capital.structure().pretty() == "R x"


def test_inside_every_symbol_of_a_radicand() -> None:
    structure, problems = read((DATA / "radicand.lg").read_bytes())
    assert structure is not None
    assert ("sqrt_1", "Inside", "b_1") in relations(structure)
    assert structure.pretty().splitlines()[1].strip() == r"└─ \sqrt Inside: b + c"
    (problem,) = problems
    assert str(problem).startswith("some/folder/a.lg: left out 2 of 6 relations")
    assert not problem.lost


def test_edges_from_ancestors() -> None:
    assert relations(graph("ancestors.lg").structure()) == {
        ("1", "Sup", "2"),
        ("2", "Right", "3"),
        ("1", "Right", "4"),
    }


def test_an_edge_back_to_an_ancestor_is_left_out() -> None:
    nodes = [GraphObject(node, node, (node,)) for node in "abcd"]
    edges = [GraphRelation(*pair, "Right") for pair in ("ab", "bc", "cb", "cd")]
    assert LabelGraph.build(nodes, edges).structure().pretty() == "a b c d"


def test_a_second_child_joins_the_first_ones_baseline() -> None:
    structure, problems = read((DATA / "second_child.lg").read_bytes())
    assert structure is not None
    assert relations(structure) == {("a_1", "Sup", "prime_1"), ("prime_1", "Right", "2_1")}
    assert [problem.lost for problem in problems] == [False]


def test_a_forest_has_symbols_but_no_tree() -> None:
    problems: list[Problem] = []
    ((expression, structure),) = read_lg(
        io.BytesIO((DATA / "forest.lg").read_bytes()), "x/forest.lg.gz", problems.append
    )
    assert structure is None
    assert expression.name == "forest"
    assert [symbol.id for symbol in expression.symbols] == ["x_1", "y_1", "2_1"]
    (problem,) = problems
    assert problem.lost
    assert "2 nodes without a parent ('x_1', 'y_1')" in str(problem)


def test_grids() -> None:
    structure = graph("grid.lg").structure()
    assert structure.grid_rows() == {"G0": [["a_1", "b_1"], [None, "c_1"]]}
    assert "G0" not in {symbol.id for symbol in structure.expression.symbols}
    assert structure.pretty() == (DATA / "grid.txt").read_text().rstrip()
    with pytest.raises(InputError, match="grid 'G0'; expected symbols only"):
        write_primitive_form(graph("grid.lg"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("O, x_1", "line 1: found 2 fields; expected O, id, label, weight"),
        ("# comment\n\nO, x_1, , 1.0, 0", "line 3: found an empty field; expected O, id"),
        ("N, 1, x, 1.0\nE, 1, 2", "line 2: found 3 fields; expected E, parent primitive"),
        ("N, 1, x, much", "line 1: found 'much'; expected a weight at the end: N, primitive"),
        ("Q, 1, x", "line 1: found 'Q'; expected a line that starts with O, R, N, E, EO or #"),
        (
            "O, a, x, 1.0, 0\nR, a, b, Right, 1.0",
            "line 2: found unknown id 'b'; expected the id of an O line",
        ),
        ("N, 0, x\nE, 0, 1, Right", "line 2: found unknown id '1'; expected the primitive of an N or O line"),
        ("N, 0, x\nE, 0, 0, Right", "line 2: found '0' related to itself"),
        ("O, a, Right, 1.0, 0", "line 1: found symbol label 'Right', which is a relation"),
        (
            "N, 0, PUNC\nN, 1, x\nE, 0, 1, PUNC",
            "line 1: found symbol label 'PUNC', which is a relation; expected different names",
        ),
        ("O, a, x, 1.0, 0\nO, a, y, 1.0, 1", "line 2: found object 'a' twice"),
        ("O, a, x, 1.0, 0\nO, b, y, 1.0, 0", "line 2: found primitive '0' in 'a' and in 'b'"),
        ("N, 0, x\nN, 0, y", "line 2: found primitive '0' twice"),
        ("O, a, x, 1.0, 0\nN, 0, y", "line 2: found label 'y' for primitive '0' of 'a'"),
        (
            "O, a, x, 1.0, 0\nO, b, x, 1.0, 1\nR, a, b, Sup\nEO, a, b, Sub",
            "line 4: found a second relation from 'a' to 'b'; expected at most one",
        ),
        ("N, 0, x\nN, 1, y\nE, 0, 1, *", "line 3: found labels 'x' and 'y' in one symbol"),
        (
            "N, 0, x\nN, 1, x\nE, 0, 1, *\nE, 1, 0, Sup",
            "line 4: found 'Sup' between primitives of one symbol",
        ),
    ],
)
def test_bad_lines_are_named(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_label_graph(text.encode())
    assert str(caught.value).startswith(message)
    structure, problems = read(text.encode())
    assert structure is None
    assert [str(problem).startswith(f"some/folder/a.lg: {message}") for problem in problems] == [True]


def test_bytes_that_are_not_text() -> None:
    assert parse_label_graph(b"# caf\xe9\nN, 0, x").nodes == {"0": "x"}
    with pytest.raises(InputError, match="line 1: found bytes that are not UTF-8"):
        parse_label_graph(b"N, 0, \xe9")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# nothing", "found no symbols; expected at least one O or N line"),
        ("N, 0, x\nN, 1, y\nE, 0, 1, Over", "line 3: found relation 'Over'; expected one of Right"),
        (
            "N, 0, x\nN, 1, y\nE, 0, 1, Cell[0;0]",
            r"line 3: found Cell[0;0] of '0'; expected an object labelled \g",
        ),
        (
            "O, G, \\grid, 1.0\nN, 0, x\nN, 1, y\nR, G, 0, Cell[0;0]\nR, G, 1, Cell[0;0]",
            "line 5: found a second start of Cell[0;0] of 'G'; expected one",
        ),
        (
            "O, G, \\grid, 1.0\nN, 0, x\nR, G, 0, Cell[9999;9999]",
            "relations: found 10000 × 10000 cells in 'G'",
        ),
        ("N, 0, x\nN, 1, y\nE, 0, 1, Sup\nE, 1, 0, Sup", "relations: found 0 nodes without a parent"),
    ],
)
def test_relations_without_a_tree_are_named(text: str, message: str) -> None:
    with pytest.raises(StructureError) as caught:
        parse_label_graph(text.encode()).structure()
    assert str(caught.value).startswith(message)


def test_written_file() -> None:
    """The golden file: quoted names, a comma, an unlabelled symbol, a grid, probabilities."""
    expression = Expression.from_boxes(
        [("x", (0, 10, 8, 18)), (",", (9, 17, 11, 20)), (None, (14, 0, 20, 9)), ("y", (14, 10, 20, 20))],
        name="a pair\nand a column",
    )
    structure = BaselineStructure.from_relations(
        expression,
        [("0", "1", Relation.RIGHT), ("1", "G,0", Relation.RIGHT)],
        {"G,0": [["2"], ["3"]]},
        evidence={"1": Evidence(-0.25)},
    )
    assert write_lg(structure) == (DATA / "written.lg").read_text()


def test_what_cannot_be_written() -> None:
    broken = LabelGraph.build([GraphObject("a\nb", "x", ("0",))])
    with pytest.raises(InputError, match="in a label graph; expected ids and labels on one line"):
        write_object_form(broken)


@given(any_trees())
def test_round_trip_of_trees(structure: BaselineStructure) -> None:
    again, problems = read(write_lg(structure).encode())
    assert again == structure
    assert problems == []
    for before, after in zip(structure.expression.symbols, again.expression.symbols, strict=True):
        assert (before.label, before.primitives or (before.id,)) == (after.label, after.primitives)


@given(any_trees(grids=False))
def test_round_trip_through_primitives(structure: BaselineStructure) -> None:
    original = LabelGraph.from_structure(structure)
    again = parse_label_graph(write_primitive_form(original).encode())
    assert (again.nodes, again.edges) == (original.nodes, original.edges)

    def by_primitives(one: LabelGraph) -> set[tuple[object, ...]]:
        primitives = {made.id: made.primitives for made in one.objects}
        return {
            (primitives[r.parent], r.relation, primitives[r.child]) for r in one.structure().relationships()
        }

    assert by_primitives(again) == by_primitives(original)


@given(any_trees(st.sampled_from(["x", r"\sqrt"]), grids=False), st.data())
def test_edges_from_ancestors_never_change_the_tree(
    structure: BaselineStructure, data: st.DataObject
) -> None:
    stated = LabelGraph.from_structure(structure)
    parents = {relation.child: relation.parent for relation in stated.relations}
    more = []
    for relation in stated.relations:
        ancestor = parents.get(relation.parent)
        while ancestor is not None:
            if data.draw(st.booleans()):
                more.append(GraphRelation(ancestor, relation.child, "Inside"))
            ancestor = parents.get(ancestor)
    shuffled = data.draw(st.permutations([*stated.relations, *more]))
    assert LabelGraph.build(stated.objects, shuffled).structure() == structure


@given(
    st.lists(st.sampled_from(["O, a, x", "R, a, b", "N, 1, x", "E, 1, 2", '"', ",", "\n", "#", "1.0", "*"]))
)
def test_any_text_reads_or_is_refused(parts: list[str]) -> None:
    structure, problems = read("".join(parts).encode())
    assert structure is not None or any(problem.lost for problem in problems)


def test_deep_trees() -> None:
    nodes = [GraphObject(str(index), "x", (str(index),)) for index in range(3000)]
    chain = [GraphRelation(str(index), str(index + 1), "Sup") for index in range(2999)]
    past = [GraphRelation(str(index), str(index + 2), "Sup") for index in range(2998)]
    structure = LabelGraph.build(nodes, chain + past).structure()
    again, _ = read(write_lg(structure).encode())
    assert again == structure


def test_a_symbol_without_label_is_written_by_its_best_candidate() -> None:
    expression = Expression.from_boxes([({"x": 0.7, "y": 0.3}, (0, 0, 1, 1)), (None, (2, 0, 3, 1))])
    structure = BaselineStructure.from_relations(expression, [("0", "1", Relation.RIGHT)])
    assert [made.label for made in LabelGraph.from_structure(structure).objects] == ["x", "_"]
    assert list(write_networkx(structure).nodes(data="label")) == [("0", "x"), ("1", None)]
    assert structure.pretty() == "x □1"


def test_networkx() -> None:
    expression = Expression.from_boxes([("(", (0, 0, 2, 20)), ("a", (3, 2, 6, 8)), ("2", (7, 0, 9, 3))])
    structure = BaselineStructure.from_relations(
        expression,
        [("0", "G", Relation.RIGHT), ("1", "2", Relation.SUP)],
        {"G": [["1", None]]},
        evidence={"2": Evidence(-0.5)},
        classes={"1": {SymbolClass.SMALL: 0.75, SymbolClass.RISING: 0.25}},
    )
    made = write_networkx(structure)
    assert dict(made.nodes(data=True)) == {
        "0": {"label": "(", "box": (0, 0, 2, 20), "class": None},
        "G": {"label": r"\grid", "box": (3, 0, 9, 8), "class": None},
        "1": {"label": "a", "box": (3, 2, 6, 8), "class": "small"},
        "2": {"label": "2", "box": (7, 0, 9, 3), "class": None},
    }
    assert list(made.edges(data=True)) == [
        ("0", "G", {"relation": "Right", "log_prob": None}),
        ("G", "1", {"relation": "Cell[0;0]", "log_prob": None}),
        ("1", "2", {"relation": "Sup", "log_prob": -0.5}),
    ]
