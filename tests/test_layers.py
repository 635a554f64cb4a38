"""The direction of imports: data flows one way through the package (docs/design.md, "Rooms")."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "layoutmath"

# Modules of the first two rows may import those to their left; rooms of a later row import earlier rows only.
SEQUENCE = [
    "errors", "relation", "resources", "geometry", "documents",
    "symbols", "ink", "inkfile", "expression", "lattice", "relationship", "structure", "links", "conventions",
    "labelgraph", "reading", "tokens",
]  # fmt: skip
ROOMS = {name: set(SEQUENCE[:index]) for index, name in enumerate(SEQUENCE)}
ROOMS["classify"] = set(SEQUENCE)
ROOMS["relate"] = {*SEQUENCE, "classify"}
ROOMS["readers"] = set(SEQUENCE)
ROOMS["exporters"] = set(SEQUENCE)
ROOMS["recognisers"] = set(SEQUENCE)
ROOMS["semantics"] = set(SEQUENCE)
ROOMS["exporting"] = {*SEQUENCE, "exporters", "semantics"}
ROOMS["synthesise"] = {*SEQUENCE, "readers"}
ROOMS["segmentation"] = {*SEQUENCE, "classify"}
ROOMS["visibility"] = {*SEQUENCE, "relate"}
ROOMS["explanation"] = {*SEQUENCE, "classify", "relate"}
ROOMS["parser"] = {
    *SEQUENCE, "classify", "relate", "explanation", "segmentation", "visibility",
    "readers", "exporters", "recognisers",
}  # fmt: skip
ROOMS["evaluate"] = {*ROOMS["parser"], "parser"}
ROOMS["cli"] = {*ROOMS["evaluate"], "evaluate", "synthesise", "semantics", "exporting", ""}
ROOMS[""] = {*ROOMS["cli"]} - {"cli"}  # layoutmath/__init__.py, the public names
ROOMS["__main__"] = {"cli"}


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            if node.module != "layoutmath":
                names = [str(node.module)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        rooms |= {[*name.split("."), ""][1] for name in names if name.split(".")[0] == "layoutmath"}
    return rooms


def test_every_module_imports_only_what_its_room_may() -> None:
    paths = sorted(PACKAGE.rglob("*.py"))
    assert len(paths) > len(SEQUENCE)
    for path in paths:
        own = room(path)
        assert own in ROOMS, f"{path}: a room that the plan does not know"
        forbidden = imported_rooms(path) - ROOMS[own] - {own}
        assert not forbidden, f"{path} imports {sorted(forbidden)}"
