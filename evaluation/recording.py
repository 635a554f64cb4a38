"""Where the recorded numbers lie, and what is noted with them: command, date and commit."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path
from typing import Any

import layoutmath

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "evaluation" / "results"
PICTURES = ROOT / "docs" / "pictures"
MEASURED = ("layoutmath", "grammars", "classifiers/*.npz", "evaluation/*.py")
"""What the numbers depend on."""


def heading(command: str) -> str:
    """Two lines that every recorded file begins with."""
    commit = _git("rev-parse", "--short", "HEAD")
    if _git("status", "--porcelain", "--", *MEASURED):
        commit += " with changes"
    today = datetime.datetime.now(datetime.UTC).date()
    return f"$ {command}\n# {today}, layoutmath {layoutmath.__version__}, commit {commit}\n"


def record(name: str, numbers: object, text: str) -> None:
    """Keep the numbers as ``results/<name>.json`` and what there is to read as ``results/<name>.txt``."""
    RESULTS.mkdir(exist_ok=True)
    rounded = json.loads(json.dumps(numbers), parse_float=lambda digits: float(f"{float(digits):.6g}"))
    compact = json.dumps(rounded, ensure_ascii=False, separators=(",", ":"))
    (RESULTS / f"{name}.json").write_text(compact + "\n", encoding="utf-8")
    (RESULTS / f"{name}.txt").write_text(text, encoding="utf-8")


def recorded(name: str) -> Any:
    """The numbers kept under this name."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def run(name: str) -> Any:
    """The only run of an evaluation: the numbers of ``layoutmath evaluate --json``."""
    (only,) = recorded(name)
    return only


def _git(*words: str) -> str:
    asked = ["git", "-C", str(ROOT), *words]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
