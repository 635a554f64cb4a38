"""What expressions can be read from: one module per format, and this table of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from layoutmath.errors import InputError, UnknownNameError
from layoutmath.readers.alto import read_alto
from layoutmath.readers.boxes_csv import read_csv
from layoutmath.readers.coco import read_coco
from layoutmath.readers.contract import Pair, Reader
from layoutmath.readers.dataset import Dataset
from layoutmath.readers.hocr import read_hocr
from layoutmath.readers.inftycdb import read_inftycdb
from layoutmath.readers.inkml import read_inkml
from layoutmath.readers.labelgraph import read_lg
from layoutmath.readers.labelstudio import read_labelstudio
from layoutmath.readers.latex import read_latex_lines
from layoutmath.readers.mathwriting import read_mathwriting
from layoutmath.readers.record import read_json
from layoutmath.readers.sniff import (
    sniff_alto,
    sniff_coco,
    sniff_csv,
    sniff_hocr,
    sniff_inftycdb,
    sniff_inkml,
    sniff_json,
    sniff_labelstudio,
    sniff_latex,
    sniff_lg,
    sniff_mathwriting,
    sniff_tesseract,
    sniff_yolo,
)
from layoutmath.readers.tesseract import read_tesseract
from layoutmath.readers.yolo import read_yolo

__all__ = ["READERS", "Dataset", "Pair", "Reader", "open_dataset"]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "json": Reader("JSON or JSON lines, the project's own record", sniff_json, read_json),
        "inkml": Reader("InkML of CROHME: strokes, symbols, MathML", sniff_inkml, read_inkml),
        "lg": Reader("label graph of CROHME, with O and R or N and E lines", sniff_lg, read_lg, ".lg"),
        "inftycdb": Reader("CSV of InftyCDB-1, 29 columns", sniff_inftycdb, read_inftycdb),
        "mathwriting": Reader(
            "JSON lines of MathWriting, boxes of tokens", sniff_mathwriting, read_mathwriting
        ),
        "coco": Reader("COCO, results of a detector or a data set", sniff_coco, read_coco),
        "yolo": Reader("YOLO, text or the JSON of Ultralytics", sniff_yolo, read_yolo),
        "labelstudio": Reader("JSON of Label Studio, rectangles", sniff_labelstudio, read_labelstudio),
        "hocr": Reader("hOCR with boxes of characters", sniff_hocr, read_hocr),
        "alto": Reader("ALTO with glyphs and variants", sniff_alto, read_alto),
        "tesseract": Reader("TSV and box files of Tesseract", sniff_tesseract, read_tesseract),
        "csv": Reader("a table of boxes under a heading", sniff_csv, read_csv),
        "latex": Reader("LaTeX, one formula per line", sniff_latex, read_latex_lines, ".tex"),
    }
)


def open_dataset(path: str | os.PathLike[str] | BinaryIO, format: str | None = None) -> Dataset:
    """The expressions of a file, of all files below a folder, or of an open binary stream.

    Files may be compressed (gzip) or archives (zip). ``format`` is a name in :data:`READERS`; without it, the
    content of each file tells, or the suffix .lg or .tex. Nothing is read before the dataset is iterated
    over.

    Raises UnknownNameError for another format and InputError when there is no such file.

    >>> import io
    >>> dataset = open_dataset(io.BytesIO(b'{"symbols": [{"id": "a", "label": "x", "box": [0, 0, 1, 1]}]}'))
    >>> [(expression.symbols[0].label, tree) for expression, tree in dataset]
    [('x', None)]
    """
    if format is not None and format not in READERS:
        raise UnknownNameError("format", format, list(READERS))
    readers = READERS if format is None else {format: READERS[format]}
    if not isinstance(path, str | os.PathLike):
        return Dataset(path, readers)
    if not Path(path).exists():
        raise InputError("found no such file", "a file or folder", source=str(path))
    return Dataset(Path(path), readers)
