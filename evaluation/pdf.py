r"""How well trees are found from the glyphs of PDF documents that LaTeX typesets.

    python evaluation/pdf.py FORMULAS.jsonl… [--fonts cm times] [--count 300] [--show 10]
    python evaluation/pdf.py FORMULAS.jsonl… --regions [--count 300] [--show 10]

Each file holds lines with a field ``latex``; those with index % 10 == 9 (0-based) are used, which no shipped
classifier was fitted on, the first COUNT of each file. They are typeset, one on a page, in each set of fonts;
what LaTeX refuses is left out and counted. The truth is the tree that `read_latex` reads from the source.

Found symbols are matched to the truth's by label and, among equal labels, by their order on the page from the
whole to its parts (`layoutmath.readers.alignment`), never by the tree that is judged. A formula whose labels
are not exactly those of the source counts as wrong with all its relations; so does one whose symbols stand
where the source does not have them. Relations are counted as in docs/glossary.md (the root has one: none).
Intervals are by bootstrap over formulas for relations, Wilson's for formulas.

With --regions the formulas are set in pages of text, short ones inline, the others as numbered displays, and
counted is which are found whole and without anything else, told by their labels.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import recording

from layoutmath import Expression, Parser
from layoutmath.errors import InputError
from layoutmath.evaluate.bootstrap import bootstrap_intervals
from layoutmath.evaluate.proportion import Proportion
from layoutmath.evaluate.trees import compare_trees
from layoutmath.geometry import BoundingBox
from layoutmath.readers.alignment import align
from layoutmath.readers.latex import read_latex
from layoutmath.recognisers.pdf.recogniser import PdfRecogniser
from layoutmath.recognisers.pdf.source import PdfDocument, PdfRegion
from layoutmath.structure import BaselineStructure
from layoutmath.symbols import symbol_table

FONTS = {
    "cm": ("pdflatex", r"\usepackage{amsmath,amssymb}\pdfgentounicode=0"),  # Computer Modern, no Unicode maps
    "times": ("pdflatex", r"\usepackage{amsmath,amssymb,mathptmx}"),
    "lm": ("lualatex", r"\usepackage{amsmath,unicode-math}"),
    "pagella": ("lualatex", r"\usepackage{amsmath,unicode-math}\setmathfont{TeX Gyre Pagella Math}"),
}
"""Program and packages by the name of a set of fonts."""

ALIKE = {"times": {r"\epsilon": r"\varepsilon", r"\varrho": r"\rho"}}
"""Letters that a set of fonts draws with one glyph: the source's name is not to be seen."""

PAGE = (150.0, 20.0)
"""Width and height of the page in inches: the longest formulas have some metres."""


def held_out(path: Path, count: int) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["latex"] for line in lines[9::10][:count]]


def typeset(formulas: list[str], fonts: str, folder: Path) -> tuple[Path, list[str]]:
    """The document, and the formulas that LaTeX takes without complaint, one per page."""
    program, packages = FONTS[fonts]
    width, height = PAGE
    size = "pdfpage" if program == "pdflatex" else "page"
    head = [
        r"\documentclass{article}" + packages,
        rf"\{size}width={width}in \{size}height={height}in",
        r"\providecommand\mathscr{\mathcal}\providecommand\textup{\textrm}",
        r"\def\formula#1{\setbox0\hbox{$\displaystyle #1$}\shipout\vbox{\kern5in\hbox{\kern1in\box0}}}",
        r"\begin{document}",
    ]
    taken = formulas
    while True:
        source = folder / f"{fonts}.tex"
        body = [rf"\formula{{{formula}}}" for formula in taken]
        source.write_text("\n".join([*head, *body, r"\end{document}"]) + "\n", encoding="utf-8")
        command = [program, "-interaction=nonstopmode", "-file-line-error", source.name]
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=900)
        refused = {int(line) - len(head) - 1 for line in re.findall(rb"\.tex:(\d+): ", done.stdout)}
        left = [formula for index, formula in enumerate(taken) if index not in refused]
        if len(left) == len(taken):
            return source.with_suffix(".pdf"), taken
        taken = left


def as_drawn(latex: str, fonts: str) -> str:
    """The source with the names of what is drawn."""
    for name, drawn in ALIKE.get(fonts, {}).items():
        latex = re.sub(re.escape(name) + r"(?![A-Za-z])", lambda _, drawn=drawn: drawn, latex)
    return latex


def recognised(document: Path, count: int) -> Iterator[Expression]:
    width, height = (72 * inches for inches in PAGE)
    box = BoundingBox(0, 0, width, height)
    regions = tuple(PdfRegion(number, box) for number in range(1, count + 1))
    yield from PdfRecogniser().recognise(PdfDocument(document, regions=regions))


def spelled(tree: BaselineStructure) -> int:
    """How many symbols a tree has when its words are spelled out."""
    table = symbol_table()
    labels = [symbol.label or "" for symbol in tree.expression.symbols]
    return sum(len(label) - 1 if label in table and "word" in table[label].atom else 1 for label in labels)


WORDS = """
the value of a quantity is known when all that acts on it does so without loss as we have seen before and
nothing else changes for any choice that one can make in this case it follows at once from what was said
"""
"""What the text between the formulas of a page is made of."""


def pages_of_text(formulas: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs with one inline formula each, or one numbered display; and the formulas in them."""
    lines, used = [], []
    known = WORDS.split()
    for index, formula in enumerate(formulas):
        words = [known[(7 * index + place) % len(known)] for place in range(25)]
        is_low = not re.search(r"frac|sum|int|prod|left|big|over|stackrel|text|mathrm|operatorname", formula)
        bare = formula.rstrip(" .,;")
        if len(read_latex(formula).expression.symbols) <= 12 and is_low:
            lines.append(" ".join([*words[:12], f"${bare}$", *words[12:]]) + ".\n")
            used.append(bare)
        elif len(formula) < 150:
            display = rf"\begin{{equation}}{formula}\end{{equation}}"
            lines.append(" ".join(words[:12]) + "\n" + display + "\n" + " ".join(words[12:]) + ".\n")
            used.append(formula)
    return lines, used


def measure_regions(name: str, formulas: list[str], show: int) -> None:
    """Which formulas of typeset pages are found whole and alone, told by their labels."""
    lines, used = pages_of_text(formulas)
    head = [r"\documentclass{article}\usepackage{amsmath,amssymb}\pdfgentounicode=0", r"\begin{document}"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages.tex"
        source.write_text("\n".join([*head, *lines, r"\end{document}"]), encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", source.name]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=900)
        found = PdfRecogniser().recognise(source.with_suffix(".pdf"))
    wanted = Counter(sorted_labels(read_latex(formula).expression) for formula in used)
    there = Counter(sorted_labels(expression) for expression in found)
    for labels, count in [*((wanted - there).items()), *((there - wanted).items())][:show]:
        print("missing" if labels in wanted - there else "extra", count, labels)
    right = sum((wanted & there).values())
    recall, precision = Proportion(right, len(used)), Proportion(right, len(found))
    result = {
        "regions": name, "formulas": len(used), "found": len(found), "right": right,
        "recall %": round(recall.percent or 0, 1), "recall interval": recall.interval,
        "precision %": round(precision.percent or 0, 1), "precision interval": precision.interval,
    }  # fmt: skip
    print(json.dumps(result), flush=True)


def sorted_labels(expression: Expression) -> str:
    """The labels of a formula, words as letters, in no order of reading."""
    table = symbol_table()
    labels = [symbol.label or "" for symbol in expression.symbols]
    letters = [list(each[1:]) if each in table and "word" in table[each].atom else [each] for each in labels]
    return " ".join(sorted(label for part in letters for label in part))


def measure(name: str, formulas: list[str], fonts: str, show: int) -> dict[str, object]:
    parser = Parser()
    relations: list[tuple[float, float]] = []
    with_labels: list[tuple[float, float]] = []
    exact = 0
    wrong: Counter[str] = Counter()
    shown: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        document, taken = typeset(formulas, fonts, Path(folder))
        for latex, expression in zip(taken, recognised(document, len(taken)), strict=True):
            stated = read_latex(as_drawn(latex, fonts))
            try:
                truth = align(stated, expression)
            except InputError as error:
                relations.append((0, spelled(stated)))
                kind = "labels" if "other boxes" in str(error) else "places"
                wrong[kind] += 1
                shown.append(f"{kind}: {latex}\n    {error}")
                continue
            scores = compare_trees(truth, parser.parse(expression))
            relations.append((scores.relationships, scores.symbols))
            with_labels.append(relations[-1])
            exact += scores.exact
            if not scores.exact:
                wrong["tree"] += 1
                shown.append(f"tree: {latex}\n    {[str(cause) for cause in scores.causes][:3]}")
    right, total = (int(sum(column)) for column in zip(*relations, strict=True))
    formulas_right = Proportion(exact, len(taken))
    given_right, given_total = (int(sum(column)) for column in zip(*with_labels, strict=True))
    interval = bootstrap_intervals({"relations": relations})["relations"]
    for line in shown[:show]:
        print(line)
    result = {
        "data": name, "fonts": fonts, "formulas": len(taken), "refused": len(formulas) - len(taken),
        "relations": total, "relations right %": round(100 * right / total, 2), "interval": interval,
        "with right labels %": round(100 * given_right / given_total, 2),
        "formulas right %": round(formulas_right.percent or 0, 2),
        "formulas interval": formulas_right.interval,
        "wrong by": dict(wrong),
    }  # fmt: skip
    print(json.dumps(result), flush=True)
    return result


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--fonts", nargs="+", choices=FONTS, default=["cm", "times"])
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--show", type=int, default=0, help="how many failures to print")
    options.add_argument("--regions", action="store_true", help="measure how formulas are found on pages")
    given = options.parse_args()
    if given.regions:
        for path in given.files:
            measure_regions(path.stem, held_out(path, given.count), given.show)
        return
    numbers = [
        measure(path.stem, held_out(path, given.count), fonts, given.show)
        for path in given.files
        for fonts in given.fonts
    ]
    files = " ".join(path.name for path in given.files)
    command = f"python evaluation/pdf.py {files} --fonts {' '.join(given.fonts)} --count {given.count}"
    lines = "".join(json.dumps(each) + "\n" for each in numbers)
    recording.record("pdf", numbers, recording.heading(command) + lines)


if __name__ == "__main__":
    main()
