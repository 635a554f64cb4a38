"""Golden files: the wanted output of an example, to be looked at and committed.

``LAYOUTMATH_ACCEPT=1 python -m pytest`` writes what the code gives now, for a change that is meant.
"""

from __future__ import annotations

import os
from pathlib import Path


def assert_golden(path: Path, text: str) -> None:
    if os.environ.get("LAYOUTMATH_ACCEPT"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{path} wants another text"
