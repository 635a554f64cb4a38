"""Where the recorded numbers lie, and what is noted with them: command, date, commit and machine."""

from __future__ import annotations

import datetime
import json
import platform
import subprocess
from pathlib import Path
from typing import Any

import numpy

import layoutmath

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "evaluation" / "results"
PICTURES = ROOT / "docs" / "pictures"
MEASURED = ("layoutmath", "grammars", "classifiers/*.npz", "evaluation/*.py", "evaluation/protocols")
"""What the numbers depend on."""


def heading(command: str) -> str:
    """Three lines that every recorded file begins with."""
    commit = _git("rev-parse", "--short", "HEAD")
    if _git("status", "--porcelain", "--", *MEASURED):
        commit += " with changes"
    today = datetime.datetime.now(datetime.UTC).date()
    versions = f"Python {platform.python_version()}, NumPy {numpy.__version__}"
    return (
        f"$ {command}\n# {today}, layoutmath {layoutmath.__version__}, commit {commit}\n"
        f"# {processor()}, {platform.system()}, {versions}\n"
    )


def processor() -> str:
    """What the machine calls its processor."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


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
