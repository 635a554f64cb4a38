"""What detectors and labelling tools write: COCO, YOLO, Label Studio and tables of boxes."""

from __future__ import annotations

import io
import json
import shutil
import sys
import types
from pathlib import Path

import pytest
from golden import assert_golden
from golden_pairs import read_as_text

from layoutmath.expression import Expression
from layoutmath.geometry import BoundingBox
from layoutmath.parser import parse
from layoutmath.readers import open_dataset
from layoutmath.readers.detections import Detection, symbols_of

DATA = Path(__file__).parent / "data" / "detectors"
FILES = {
    **dict.fromkeys(DATA.glob("coco_*.json"), "coco"),
    **dict.fromkeys([*DATA.glob("yolo*.json"), *DATA.glob("yolo/labels/*.txt")], "yolo"),
    **dict.fromkeys(DATA.glob("labelstudio*.json"), "labelstudio"),
    **dict.fromkeys([*DATA.glob("*.csv"), *DATA.glob("*.tsv")], "csv"),
}


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.stem)
def test_file(path: Path) -> None:
    """What each example gives, and what is reported about it: see the text files in ``expected``."""
    assert_golden(DATA / "expected" / f"{path.stem}.txt", read_as_text(path, FILES[path]))


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.stem)
def test_a_file_that_is_cut_off_says_so_or_gives_what_is_left(path: Path) -> None:
    for size in range(0, 400, 7):
        dataset = open_dataset(io.BytesIO(path.read_bytes()[:size] + b"\n"), FILES[path])
        assert [*dataset, *dataset.problems]


def first(data: object, format: str | None = None) -> tuple[Expression, list[str]]:
    text = data if isinstance(data, str) else json.dumps(data)
    dataset = open_dataset(io.BytesIO(text.encode()), format)
    [(expression, _)] = dataset
    return expression, [str(problem) for problem in dataset.problems]


def test_detections_lead_to_a_formula() -> None:
    [(square, _), *_] = open_dataset(DATA / "coco_results.json")
    assert [symbol.id for symbol in parse(square).root.nodes] == ["0"]
    assert [symbol.best_label for symbol in square.symbols] == ["x", "2"]


# Several boxes for one symbol


def box(l: float, t: float, r: float, b: float, label: str, score: float | None) -> Detection:
    return Detection(BoundingBox(l, t, r, b), label, score)


@pytest.mark.parametrize(
    ("detections", "labels"),
    [
        ([box(0, 0, 10, 10, "x", 0.6), box(0, 0, 10, 9.5, "y", 0.2)], [["x", "y"]]),
        ([box(0, 0, 10, 10, "x", 0.6), box(0, 0, 10, 8, "y", 0.2)], [["x"], ["y"]]),
        # the best box decides what belongs to it, whatever the order
        ([box(0, 0, 10, 9.5, "y", 0.2), box(0, 0, 10, 10, "x", 0.6)], [["x", "y"]]),
        # strokes without height still have one place
        ([box(0, 5, 10, 5, "-", 0.6), box(0, 5, 10, 5, "_", 0.2)], [["-", r"\_"]]),
        ([box(0, 5, 10, 5, "-", 0.6), box(3, 5, 5, 5, ".", 0.2)], [["-"], ["."]]),
        # the same label twice is one guess, as good as the better box
        ([box(0, 0, 9, 9, "x", 0.6), box(0, 0, 9, 9, "x", 0.5), box(0, 0, 9, 9, "y", 0.6)], [["x", "y"]]),
        ([], []),
    ],
)
def test_boxes_that_nearly_coincide_are_one_symbol(
    detections: list[Detection], labels: list[list[str]]
) -> None:
    symbols = symbols_of(detections)
    assert [[candidate.label for candidate in symbol.candidates] for symbol in symbols] == labels


def test_the_best_box_and_score_are_kept() -> None:
    [symbol] = symbols_of([box(0, 0, 10, 9.5, "y", 0.2), box(0, 0, 10, 10, "x", 0.6)])
    assert symbol.box == BoundingBox(0, 0, 10, 10) and symbol.extra == {"score": 0.6}


def test_scores_of_zero_are_guesses_too() -> None:
    [symbol] = symbols_of([box(0, 0, 1, 1, "x", 0.0), box(0, 0, 1, 1, "y", 0.0)])
    assert len({candidate.log_prob for candidate in symbol.candidates}) == 1


# Names of classes, and the size of the picture


RESULT = [{"image_id": 1, "category_id": 4, "bbox": [0, 0, 8, 9], "score": 0.9}]


def test_names_of_categories_lie_beside_results(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(json.dumps(RESULT))
    [(expression, _)] = unnamed = open_dataset(tmp_path)
    assert expression.symbols[0].best_label is None
    assert "found no names of categories; symbols have no labels" in str(unnamed.problems[0])
    for names in ([{"id": 4, "name": "x"}], {"categories": [{"id": 4, "name": "x"}], "images": []}):
        (tmp_path / "categories.json").write_text(json.dumps(names))
        [(expression, _)] = named = open_dataset(tmp_path)
        assert expression.symbols[0].best_label == "x" and named.problems == []


def test_a_category_without_a_name_is_told_once() -> None:
    document = {"categories": [{"id": 1, "name": "x"}], "results": [*RESULT, *RESULT]}
    expression, problems = first(document)
    assert expression.symbols[0].best_label is None
    assert problems == [
        "stdin: results[0]: found category 4 without a name; its symbols have no label;"
        " expected a category with this id"
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("classes.txt", "x\ny\n\n"),
        ("obj.names", "x\r\ny"),
        ("categories.json", '[{"id": 0, "name": "x"}, {"id": 1, "name": "y"}]'),
    ],
)
def test_names_of_classes_lie_beside_the_file_or_above(name: str, content: str, tmp_path: Path) -> None:
    labels = tmp_path / "labels" / "train"
    labels.mkdir(parents=True)
    (labels / "a.txt").write_text("1 0.5 0.5 0.1 0.2\n")
    (tmp_path / name).write_text(content)
    [(expression, _)] = open_dataset(tmp_path)
    assert (expression.name, expression.symbols[0].label) == ("a", "y")


@pytest.mark.parametrize("names", ["[x, '\\sum']", "{0: x, 1: '\\sum'}"])
def test_names_in_yaml(names: str, tmp_path: Path) -> None:
    pytest.importorskip("yaml")
    (tmp_path / "a.txt").write_text("1 0.5 0.5 0.1 0.2\n")
    (tmp_path / "data.yaml").write_text(f"train: images\nnc: 2\nnames: {names}\n")
    [(expression, _)] = open_dataset(tmp_path / "a.txt")
    assert expression.symbols[0].label == r"\sum"


def test_names_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("1 0.5 0.5 0.1 0.2\n")
    (tmp_path / "data.yaml").write_text("names: {a: b}")
    monkeypatch.setitem(sys.modules, "yaml", None)
    [(expression, _)] = dataset = open_dataset(tmp_path / "a.txt")
    assert expression.symbols[0].label is None
    assert str(dataset.problems[-2]).startswith(
        f"{tmp_path / 'data.yaml'}: found YAML, which takes PyYAML to read; expected PyYAML"
    )
    (tmp_path / "classes.txt").write_bytes(b"\xff\xfe")
    [_] = dataset = open_dataset(tmp_path / "a.txt")
    assert "classes.txt: found bytes that are not UTF-8" in str(dataset.problems[-2])
    assert not any(problem.lost for problem in dataset.problems)


def test_yaml_without_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    yaml = types.SimpleNamespace(safe_load=lambda data: {"names": {"a": "b"}}, YAMLError=ValueError)
    monkeypatch.setitem(sys.modules, "yaml", yaml)  # type: ignore[arg-type]
    (tmp_path / "a.txt").write_text("1 0.5 0.5 0.1 0.2\n")
    (tmp_path / "data.yaml").write_text("names: {a: b}")
    [_] = dataset = open_dataset(tmp_path / "a.txt")
    assert "data.yaml: names: found no names; expected a list of names" in str(dataset.problems[-2])


def test_the_picture_beside_tells_the_size(tmp_path: Path) -> None:
    """Else wide formulas would be squeezed to a square."""
    cv2 = pytest.importorskip("cv2")
    np = pytest.importorskip("numpy")
    for folder in ("labels", "images"):
        (tmp_path / folder).mkdir()
    shutil.copy(DATA / "yolo" / "labels" / "square.txt", tmp_path / "labels" / "square.txt")
    shutil.copy(DATA / "yolo" / "classes.txt", tmp_path / "classes.txt")
    path = tmp_path / "labels" / "square.txt"
    [(square, _)] = dataset = open_dataset(path)
    assert [problem.finding for problem in dataset.problems] == [
        "found shares of a picture of unknown size; it is taken for square"
    ]
    (tmp_path / "images" / "square.png").write_bytes(b"no picture")
    [(still_square, _)] = open_dataset(path)
    assert still_square == square
    cv2.imwrite(str(tmp_path / "images" / "square.png"), np.zeros((80, 400), np.uint8))
    [(wide, _)] = dataset = open_dataset(path)
    assert wide.symbols[0].box == BoundingBox(150, 20, 250, 60) and dataset.problems == []


def test_a_list_of_lists_is_several_pictures() -> None:
    one = {"name": "x", "class": 0, "confidence": 0.9, "box": {"x1": 0, "y1": 0, "x2": 8, "y2": 9}}
    pairs = list(open_dataset(io.BytesIO(json.dumps([[one], [one, one]]).encode())))
    assert [expression.name for expression, _ in pairs] == ["stdin-1", "stdin-2"]


# Tables


def test_ids_that_come_twice_name_expressions() -> None:
    rows = "id,label,l,t,r,b\na,x,0,0,1,1\nb,y,0,0,1,1\na,z,2,0,3,1\n"
    pairs = list(open_dataset(io.BytesIO(rows.encode())))
    assert [(each.name, len(each)) for each, _ in pairs] == [("a", 2), ("b", 1)]
    expression, _ = first("id,label,l,t,r,b\na,x,0,0,1,1\nb,y,2,0,3,1\n")
    assert expression.name == "stdin" and [symbol.id for symbol in expression.symbols] == ["a", "b"]


@pytest.mark.parametrize(
    "heading",
    [
        "l,t,r,b", "Left,Top,Right,Bottom", "x1,y1,x2,y2", "x0,y0,x1,y1",
        "xmin,ymin,xmax,ymax", "X min,Y min,X max,Y max",
    ],
)  # fmt: skip
def test_spellings_of_edges(heading: str) -> None:
    expression, problems = first(f"label,{heading}\nx,1,2,3,5\n")
    assert expression.symbols[0].box == BoundingBox(1, 2, 3, 5) and problems == []


@pytest.mark.parametrize("heading", ["x,y,w,h", "X,Y,Width,Height", "left,top,width,height", "l,t,w,h"])
def test_spellings_of_sizes(heading: str) -> None:
    expression, _ = first(f"class,{heading}\nx,1,2,3,5\n")
    assert expression.symbols[0].box == BoundingBox(1, 2, 4, 7)


@pytest.mark.parametrize(
    ("data", "format", "error"),
    [
        (b"a,b\n1,2\n", "csv", "found no heading that names the edges of boxes"),
        (b"l,t,r,b\n", "csv", "found no rows that can be read; expected a row for each symbol"),
        (b"{}", "coco", "found no annotations; expected one of the keys annotations, results"),
        (b'{"annotations": []}', "coco", "annotations: found no boxes; expected one or more"),
        (b'{"annotations": {}}', "coco", "annotations: found {}; expected a list"),
        (b'{"categories": [{"id": "1"}]}', "coco", 'categories[0].id: found "1"; expected a whole number'),
        (b'{"images": [{}], "annotations": []}', "coco", "images[0]: found no id"),
        (b"[1", "coco", "column 3: found no JSON value"),
        (b"x", "yolo", "line 1: found 'x'; expected class cx cy w h, and perhaps a confidence"),
        (b"{}", "yolo", "found no images; expected a list"),
        (b'{"images": [{"shape": [0, 9], "results": []}]}', "yolo", "images[0].shape: found [0, 9]"),
        (b"3", "labelstudio", "found 3; expected a list"),
        (b"[3]", "labelstudio", "[0]: found 3; expected a task: an object with annotations"),
        (b'[{"annotations": 1}]', "labelstudio", "[0].annotations: found 1; expected a list"),
    ],
)  # fmt: skip
def test_files_without_boxes(data: bytes, format: str, error: str) -> None:
    dataset = open_dataset(io.BytesIO(data), format)
    assert list(dataset) == []
    assert any(str(problem).startswith(f"stdin: {error}") for problem in dataset.problems if problem.lost)
