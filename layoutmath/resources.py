"""Where the data files lie: beside the package in a wheel, at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

from layoutmath.errors import UnknownNameError

_PACKAGE = Path(__file__).parent


def data_path(kind: str, name: str) -> Path:
    """Path of the file ``name`` in the data folder ``kind`` (``grammars`` or ``classifiers``).

    >>> data_path("grammars", "symbols.tsv").name
    'symbols.tsv'
    """
    for folder in (_PACKAGE / "_data" / kind, _PACKAGE.parent / kind):
        if (folder / name).is_file():
            return folder / name
    raise UnknownNameError(f"file in {kind}/", name, data_names(kind))


def data_names(kind: str) -> list[str]:
    """Names of all files in the data folder ``kind``."""
    folders = (_PACKAGE / "_data" / kind, _PACKAGE.parent / kind)
    return sorted({path.name for folder in folders if folder.is_dir() for path in folder.iterdir()})
