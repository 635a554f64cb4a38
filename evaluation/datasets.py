"""The data of the protocols, made from what is given: the held-out lines, another font, only new formulas."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import layoutmath as lm

PRINTED = ("school", "arxiv", "grids")


def layoutmath(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on one core; an exit code 1 says that some of the data cannot be read."""
    return subprocess.run(
        [sys.executable, "-m", "layoutmath", *words],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )


@dataclass(frozen=True)
class Datasets:
    """Paths by name, some of them made in ``folder`` when they are first asked for.

    ``given`` are the paths of the command line: ``crohme2013``, ``training`` (of CROHME, which only tells the
    formulas that occur there), ``school``, ``arxiv`` and ``grids`` (JSON lines, of which every tenth is
    taken), ``infty`` and ``font``.
    """

    given: dict[str, Path]
    folder: Path

    def path(self, name: str) -> Path | None:
        """Where the data are; None where what they are made from was not given."""
        made = self.folder / name
        if made.exists():
            return made
        source, _, change = name.partition("-")
        if source not in self.given:
            return None
        if change == "newformulas":
            return self._without_known_formulas(made) if "training" in self.given else None
        if change == "newfont":
            return self._in_font(source, made) if "font" in self.given else None
        if source in PRINTED:
            with self.given[source].open(encoding="utf-8") as lines:
                made.write_text("".join(itertools.islice(lines, 9, None, 10)), encoding="utf-8")
            return made
        return self.given[source]

    def _in_font(self, source: str, made: Path) -> Path:
        """The same formulas, typeset anew."""
        printed, formulas = self.path(source), self.folder / f"{source}.tex"
        assert printed is not None
        with printed.open(encoding="utf-8") as lines:
            latex = (" ".join(json.loads(line)["latex"].split()) for line in lines)
            formulas.write_text("\n".join(latex) + "\n", encoding="utf-8")
        output = self.folder / f"{made.name}.jsonl"
        done = layoutmath("synthesise", str(formulas), "--font", str(self.given["font"]), "-o", str(output))
        print(done.stderr, end="")  # symbols that the font lacks: their formulas are left out
        if not output.exists():
            sys.exit(f"{self.given['font']}: found no font that formulas can be typeset in")
        return output.rename(made)

    def _without_known_formulas(self, made: Path) -> Path:
        """The files whose LaTeX, but for spaces, occurs nowhere in the training set."""

        def formula(expression: lm.Expression) -> str:
            return "".join(str(expression.extra.get("latex", "")).replace("$", "").split())

        known = {formula(expression) for expression, _ in lm.open_dataset(self.given["training"])}
        source = self.given["crohme2013"]
        made.mkdir()
        for expression, _ in lm.open_dataset(source):
            if formula(expression) not in known:
                shutil.copy(source / f"{expression.name}.inkml", made)
        return made
