"""Files of any format, folders, archives and pipes."""

from __future__ import annotations

import gzip
import io
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trees import trees

from layoutmath.errors import InputError, UnknownNameError
from layoutmath.exporting import export
from layoutmath.readers import READERS, open_dataset
from layoutmath.readers.dataset import Dataset
from layoutmath.structure import BaselineStructure

DATA = Path(__file__).parent / "data"
SQUARE = DATA / "inkml" / "square.inkml"
LINES = DATA / "record" / "mistakes.jsonl"
FORMATS = "one of the formats " + ", ".join(READERS)
EXAMPLES = {
    **dict.fromkeys(DATA.glob("record/*.jsonl"), "json"),
    DATA / "record" / "pretty.json": "json",
    **{path: "inkml" for path in DATA.glob("inkml/*.inkml") if path.stem != "empty"},
    **dict.fromkeys(DATA.glob("lg/*.lg"), "lg"),
    **dict.fromkeys(DATA.glob("inftycdb/*.csv"), "inftycdb"),
    **dict.fromkeys(DATA.glob("latex/*.tex"), "latex"),
    **dict.fromkeys(DATA.glob("mathwriting/*.jsonl"), "mathwriting"),
    **dict.fromkeys(DATA.glob("detectors/coco_*.json"), "coco"),
    **dict.fromkeys([*DATA.glob("detectors/yolo*.json"), *DATA.glob("detectors/yolo/labels/*.txt")], "yolo"),
    **dict.fromkeys(DATA.glob("detectors/labelstudio*.json"), "labelstudio"),
    **dict.fromkeys(DATA.glob("ocr/*.hocr"), "hocr"),
    **dict.fromkeys(DATA.glob("ocr/*.xml"), "alto"),
    **dict.fromkeys([*DATA.glob("ocr/*.tsv"), *DATA.glob("ocr/*.box")], "tesseract"),
    **dict.fromkeys([*DATA.glob("detectors/*.csv"), *DATA.glob("detectors/*.tsv")], "csv"),
}


def names(dataset: Dataset) -> list[str]:
    return [expression.name for expression, _ in dataset]


@pytest.mark.parametrize("path", sorted(EXAMPLES), ids=lambda path: path.name)
def test_the_content_tells_the_format(path: Path) -> None:
    head = path.read_bytes()
    assert next(name for name, reader in READERS.items() if reader.sniff(head)) == EXAMPLES[path]


@pytest.mark.parametrize(
    "text", ["", "Dear all, here are the data.\n", "<svg/>", "# Notes\n\nnothing", "\x89PNG\r\n"]
)
def test_other_content_is_of_no_format(text: str) -> None:
    assert not any(reader.sniff(text.encode("latin-1")) for reader in READERS.values())


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (r"\frac{tanAtanB}{tanC}+sinAsinB", "latex"),
        (r"speed = \frac{distance}{time}", "latex"),
        (r"x = 1 \text{ whenever there is one}", "latex"),
        ("<a,b>", "latex"),
        ("|", "latex"),
        ("# made by hand\n\nO, 1, x, 1.0, 1\n", "lg"),
        ('# Objects (1):\nO, ",,b", x, 1.0, 1\n', "lg"),
        ("Please find the data below.\nx + y\n", None),
        ("name,label,left,top\nx,1,2,3\n", None),
    ],
)
def test_the_content_tells_formulas_from_words(text: str, format: str | None) -> None:
    assert next((name for name, reader in READERS.items() if reader.sniff(text.encode())), None) == format


@settings(max_examples=150, deadline=None)
@given(trees())
def test_what_is_exported_is_recognised(tree: BaselineStructure) -> None:
    for format in ("json", "lg", "latex"):
        head = export(tree, format).encode()
        assert next((name for name, reader in READERS.items() if reader.sniff(head)), None) == format


def test_a_dataset_is_read_anew_each_time() -> None:
    dataset = open_dataset(LINES)
    assert names(dataset) == names(dataset) == ["first", "fourth", "sixth"]
    assert len(dataset.problems) == 4


def test_a_format_can_be_stated() -> None:
    dataset = open_dataset(SQUARE, "json")
    assert names(dataset) == []
    assert len(dataset.problems) == 1
    with pytest.raises(UnknownNameError, match="unknown format 'inkl'; did you mean 'inkml'"):
        open_dataset(SQUARE, "inkl")


def test_what_cannot_be_opened() -> None:
    with pytest.raises(InputError, match=r"nowhere\.json: found no such file; expected a file or folder"):
        open_dataset("nowhere.json")
    with pytest.raises(InputError) as caught:
        names(open_dataset(io.BytesIO(b"Dear all, here are the data.")))
    assert str(caught.value) == f"stdin: found no content of a known format; expected {FORMATS}"


def test_an_empty_file_is_a_problem() -> None:
    dataset = open_dataset(io.BytesIO(b" \n"))
    assert names(dataset) == []
    assert [str(problem) for problem in dataset.problems] == [
        f"stdin: found an empty file; expected {FORMATS}"
    ]


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    """Sorted, by content, whatever the suffixes; what cannot be read costs only itself."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "square.txt").write_bytes(SQUARE.read_bytes())
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES.read_bytes()))
    (tmp_path / "c.inkml").write_bytes((DATA / "inkml" / "malformed.inkml").read_bytes())
    (tmp_path / "d.inkml").touch()
    (tmp_path / "e.gz").write_bytes(gzip.compress(LINES.read_bytes())[:-40])
    (tmp_path / "README").write_text("Dear all, here are the data.\n", encoding="utf-8")
    (tmp_path / ".hidden").write_bytes(SQUARE.read_bytes())
    dataset = open_dataset(tmp_path)
    found = names(dataset)
    assert found[:4] == ["first", "fourth", "sixth", "square"]
    problems = [
        (str(problem).removeprefix(f"{tmp_path}{os.sep}"), problem.lost) for problem in dataset.problems
    ]
    assert problems[0] == (f"README: found no content of a known format, skipped; expected {FORMATS}", False)
    assert [text.split(":")[0] for text, lost in problems if lost][:3] == ["a.jsonl.gz"] * 3
    assert (f"d.inkml: found an empty file; expected {FORMATS}", True) in problems
    assert any(text.startswith("c.inkml: line 4, column 3: found mismatched tag") for text, _ in problems)
    assert any(text.startswith("e.gz: found a file that cannot be read") for text, _ in problems)


def test_a_folder_without_readable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found no content of a known format"):
        names(open_dataset(tmp_path))


def test_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(LINES, "two/lines")
        archive.write(SQUARE, "one/square.inkml")
        archive.writestr("__MACOSX/square.inkml", "no")
    dataset = open_dataset(tmp_path / "all.zip")
    assert names(dataset) == names(dataset) == ["square", "first", "fourth", "sixth"]
    assert dataset.problems[0].source == f"{tmp_path / 'all.zip'}/two/lines"
    (tmp_path / "broken.zip").write_bytes((tmp_path / "all.zip").read_bytes()[:300])
    broken = open_dataset(tmp_path / "broken.zip")
    assert names(broken) == []
    assert len(broken.problems) == 1


def pipe(data: bytes) -> BinaryIO:
    """The reading end of a pipe into which a thread writes the data."""
    read_end, write_end = os.pipe()

    def feed() -> None:
        with os.fdopen(write_end, "wb") as stream:
            stream.write(data)

    threading.Thread(target=feed).start()
    return os.fdopen(read_end, "rb")


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_pipe_can_be_read_twice(pack: Callable[[bytes], bytes]) -> None:
    with pipe(pack(LINES.read_bytes())) as stream:
        dataset = open_dataset(stream)
        assert next(iter(dataset))[0].name == "first"
        assert names(dataset) == names(dataset) == ["first", "fourth", "sixth"]


def test_an_archive_through_a_pipe() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(SQUARE, "square.inkml")
    with pipe(packed.getvalue()) as stream:
        assert names(open_dataset(stream)) == ["square"]


def test_a_pipe_is_not_read_ahead() -> None:
    """The first expression is there before the writer has written the second."""
    first, *_, last = LINES.read_bytes().splitlines(keepends=True)
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as stream, os.fdopen(write_end, "wb", buffering=0) as writer:
        writer.write(first)
        pairs = iter(open_dataset(stream))
        assert next(pairs)[0].name == "first"
        writer.write(last)
        assert next(pairs)[0].name == "sixth"


def test_a_file_need_not_end() -> None:
    """Lines are read as they are asked for."""

    class Endless(io.RawIOBase):
        line = LINES.read_bytes().splitlines(keepends=True)[0]

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            buffer[: len(self.line)] = self.line
            return len(self.line)

    pairs = iter(open_dataset(io.BufferedReader(Endless())))
    assert [next(pairs)[0].name for _ in range(50)] == ["first"] * 50


samples = st.sampled_from(sorted(path for path in EXAMPLES if path.stat().st_size < 5000))
cuts = st.tuples(
    st.floats(0, 1), st.floats(0, 0.05), st.binary(max_size=4) | st.sampled_from([b'"', b"<", b","])
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(samples, st.lists(cuts, min_size=1, max_size=3), st.booleans())
def test_damaged_files_never_raise(
    path: Path, damage: list[tuple[float, float, bytes]], stated: bool
) -> None:
    """Bytes cut out and put in anywhere: an expression, a problem, or one InputError."""
    data = path.read_bytes()
    for where, length, new in damage:
        start = int(where * len(data))
        data = data[:start] + new + data[start + int(length * len(data)) :]
    dataset = open_dataset(io.BytesIO(data), EXAMPLES[path] if stated else None)
    try:
        found = names(dataset)
    except InputError:
        return
    assert found or dataset.problems or not data.strip()
