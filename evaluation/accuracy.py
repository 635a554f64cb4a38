"""How many symbols, relations and trees are right: every row of the tables in docs/accuracy.md.

    python evaluation/accuracy.py CROHME_2013 CROHME_TRAINING SCHOOL.jsonl ARXIV.jsonl GRIDS.jsonl [FONT.otf]

Runs ``layoutmath evaluate`` for each row and keeps what it prints in ``results/``. Of SCHOOL, ARXIV and GRIDS
the tenth is measured that no classifier is fitted on (index % 10 == 9); CROHME_TRAINING tells only which
formulas occur there. With a FONT that no classifier is fitted on, the same tenths are typeset in it and
measured too (``pip install 'layoutmath[synthesise]'``).
"""

from __future__ import annotations

import itertools
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recording import heading, record

import layoutmath as lm
from layoutmath.classify.models import shipped_models

GIVEN, BOXES, INK = "--labels given", "--labels none --no-ink", "--labels none"
UNCERTAIN = "--labels candidates --simulate-candidates --seed 0"
KEPT = ("iterations", "labels", "expressions", "symbols", "measures", "classes", "grids", "by")


@dataclass(frozen=True)
class Row:
    """One call of ``layoutmath evaluate``: on which data, with which classifier, seeing what."""

    data: str
    classifier: str
    sees: str
    options: str

    @property
    def name(self) -> str:
        return f"{self.data}-{self.classifier}-{self.sees}"


def rows(printed: list[str]) -> Iterator[Row]:
    handwriting = "--by size,depth,prefix"
    for classifier in ("default", "free"):
        yield Row("crohme2013", classifier, "given", f"{GIVEN} {handwriting}")
        yield Row("crohme2013", classifier, "boxes", f"{BOXES} {handwriting}")
        yield Row("crohme2013", classifier, "ink", f"{INK} {handwriting}")
        yield Row("crohme2013", classifier, "candidates", f"{UNCERTAIN} {handwriting}")
    yield Row("crohme2013-newformulas", "default", "given", GIVEN)
    yield Row("crohme2013-newformulas", "default", "boxes", BOXES)
    yield Row("crohme2013-newformulas", "default", "ink", INK)
    for sees, options in (("given", GIVEN), ("boxes", BOXES)):
        yield Row("crohme2013", "bayes", sees, f"{options} {handwriting}")
        yield Row("crohme2013", "bayes", f"{sees}-iterations", f"{options} --iterations 1,2,3,5,7,10")
    for data, classifier in itertools.product(printed, ("default", "free", "bayes")):
        if classifier != "bayes" or data in ("school", "arxiv"):
            yield Row(data, classifier, "given", f"{GIVEN} --by size,depth,font")
            yield Row(data, classifier, "boxes", f"{BOXES} --by size,depth,font")


def measure(row: Row, truth: Path) -> None:
    command = f"layoutmath evaluate {truth.name} --classifier {row.classifier} {row.options}"
    first_lines = heading(command)
    with tempfile.TemporaryDirectory() as folder:
        numbers = Path(folder, "numbers.json")
        words = shlex.split(command.replace(truth.name, shlex.quote(str(truth)), 1))
        done = layoutmath(*words[1:], "--json", str(numbers))
        if not numbers.exists():
            sys.exit(f"{command}\n{done.stderr}")
        runs = json.loads(numbers.read_text(encoding="utf-8"))["runs"]
    record(row.name, [kept(run) for run in runs], first_lines + done.stdout)


def kept(run: dict[str, Any]) -> dict[str, Any]:
    """What plots and pages show; of parts of the data, only how many trees are right."""
    for parts in run["by"].values():
        for part in parts.values():
            part["measures"] = {"exact tree": part["measures"]["exact tree"]}
    return {key: run[key] for key in KEPT}


def layoutmath(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on one core; an exit code 1 says that some of the data cannot be read."""
    return subprocess.run(
        [sys.executable, "-m", "layoutmath", *words],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )


def held_out(source: Path, made: Path) -> Path:
    with source.open(encoding="utf-8") as lines:
        made.write_text("".join(itertools.islice(lines, 9, None, 10)), encoding="utf-8")
    return made


def in_font(source: Path, font: str) -> Path:
    """The same formulas, typeset anew."""
    formulas, made = source.with_suffix(".tex"), source.with_stem(f"{source.stem}-newfont")
    with source.open(encoding="utf-8") as lines:
        latex = (" ".join(json.loads(line)["latex"].split()) for line in lines)
        formulas.write_text("\n".join(latex) + "\n", encoding="utf-8")
    done = layoutmath("synthesise", str(formulas), "--font", font, "-o", str(made))
    print(done.stderr, end="")
    return made


def without_known_formulas(source: Path, training: Path, folder: Path) -> Path:
    """The files whose LaTeX, but for spaces, occurs nowhere in the training set."""

    def formula(expression: lm.Expression) -> str:
        return "".join(str(expression.extra.get("latex", "")).replace("$", "").split())

    known = {formula(expression) for expression, _ in lm.open_dataset(training)}
    made = folder / f"{source.name}-newformulas"
    made.mkdir()
    for expression, _ in lm.open_dataset(source):
        if formula(expression) not in known:
            shutil.copy(source / f"{expression.name}.inkml", made)
    return made


def main(crohme: str, training: str, school: str, arxiv: str, grids: str, font: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = {"school": school, "arxiv": arxiv, "grids": grids}
        printed = {data: held_out(Path(path), folder / f"{data}.jsonl") for data, path in given.items()}
        if font:
            printed |= {f"{data}-newfont": in_font(path, font) for data, path in printed.items()}
        handwriting = {"crohme2013": Path(crohme)}
        handwriting["crohme2013-newformulas"] = without_known_formulas(Path(crohme), Path(training), folder)
        for row in rows(list(printed)):
            if row.classifier in shipped_models():
                print(row.name, flush=True)
                measure(row, (handwriting | printed)[row.data])
            else:
                print(f"{row.name}: left out, no such classifier ships", flush=True)


if __name__ == "__main__":
    if len(sys.argv) not in (6, 7):
        sys.exit(__doc__)
    main(*sys.argv[1:])
