"""The command line, called in a folder with example files."""

from __future__ import annotations

import io
import shlex
import shutil
from pathlib import Path
from typing import Protocol

import pytest

from layoutmath.cli import main

DATA = Path(__file__).parent / "data" / "cli"


class Run(Protocol):
    def __call__(self, line: str, stdin: bytes | None = b"") -> tuple[int, str, str]: ...


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line: exit code, standard output and error. Without ``stdin``, a person sits there."""
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def run(line: str, stdin: bytes | None = b"") -> tuple[int, str, str]:
        kind = Terminal if stdin is None else io.TextIOWrapper
        monkeypatch.setattr("sys.stdin", kind(io.BytesIO(stdin or b"")))
        code = main(shlex.split(line))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
