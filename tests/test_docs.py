"""The documents: their commands run, their links lead somewhere, design.md names every room."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from command_line import Run, run
from test_layers import ROOMS

from layoutmath.semantics import QUESTIONS

__all__ = ["run"]  # a fixture

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LIKE_DOCTESTS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def commands(document: Path) -> list[tuple[str, str]]:
    """Every command of a document that is shown with its output: blocks that are marked as console."""
    blocks = re.findall(r"^```console\n(.*?)^```", document.read_text(encoding="utf-8"), re.M | re.S)
    found = []
    for block in blocks:
        for step in re.split(r"^\$ layoutmath ", block, flags=re.M)[1:]:
            line, _, output = step.partition("\n")
            found.append((line, output))
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_print_what_the_document_shows(document: Path, run: Run) -> None:
    for line, wanted in commands(document):
        code, out, err = run(line)
        assert code == 0, f"{line}: {err}"
        assert doctest.OutputChecker().check_output(wanted, out, LIKE_DOCTESTS), f"{line}:\n{out}"


def anchors(document: Path) -> set[str]:
    """The names that headings can be linked by, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_picture_is_shown() -> None:
    shown = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    for picture in (ROOT / "docs" / "pictures").glob("*.svg"):
        assert f"pictures/{picture.name})" in shown, picture.name


def test_design_names_every_room() -> None:
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    for room in filter(None, ROOMS):
        assert f"`{room}`" in design or f"`{room}/`" in design, room


def test_every_question_and_answer_is_documented() -> None:
    text = (ROOT / "docs" / "meaning.md").read_text(encoding="utf-8")
    for question, answers in QUESTIONS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{question}` |"))
        assert all(f"`{answer}`: {description}" in row for answer, description in answers.items())
