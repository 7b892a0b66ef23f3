"""The package is a house of seven rooms: imports run one way, and a chapter enters by the faces.

Run as a program, it prints the rooms, their floors and every arrow between them:
``python tests/test_rooms.py``.
"""

import ast
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "claimbook"
#: From the ground up: a room imports only from rooms that stand before it.
FLOORS = (
    *(("whole",), ("kept",), ("tables",), ("cite", "plots"), ("show",), ("teach",)),
    *(("press", "site"), ("__main__",)),
)


def imported(source: str, *packages: str) -> set[str]:
    """Return the modules of some packages, of this one if none is named, that Python imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return {name for name in found if name.split(".")[0] in (packages or ("claimbook",))}


def room(module: str) -> str:
    """Return the room of a module; the face of the house belongs to no room."""
    return module.split(".")[1] if "." in module else ""


def arrows() -> set[tuple[str, str]]:
    """Return every arrow from a room to another that it imports from."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts != ("__init__",):
            found |= {(parts[0], room(m)) for m in imported(path.read_text(encoding="utf-8"))}
    rooms = {name for floor in FLOORS for name in floor}
    return {(a, b) for a, b in found if a != b and b in rooms}


def test_imports_run_one_way() -> None:
    level = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    assert [(a, b) for a, b in sorted(arrows()) if level[b] >= level[a]] == []
    there = {
        p.stem for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()
    }
    assert there - {"__init__"} == set(level), "every room has its floor"


def test_the_engine_knows_neither_this_article_nor_the_generator() -> None:
    """``thisbook`` is found by ``tables/companion.py`` alone; the command line calls ``newbook``."""
    for path in PACKAGE.rglob("*.py"):
        found = imported(path.read_text(encoding="utf-8"), "thisbook", "newbook")
        assert not found or path.name == "__main__.py", path


def test_only_the_site_knows_sphinx_and_the_pages() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.relative_to(PACKAGE).parts[0] == "site":
            continue
        source = path.read_text(encoding="utf-8")
        assert imported(source, "sphinx", "docutils") == set(), path
        strings = (n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant))
        pages = [s for s in strings if re.fullmatch(r"chapters/\w+(\.html)?", str(s))]
        assert pages == [], path


def test_chapters_enter_by_the_faces_and_no_further_than_a_module() -> None:
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        rooms = {room(module) for module in imported(code)} - {"load"}
        assert rooms <= {"", "tables", "plots", "show", "teach"}, path.name


if __name__ == "__main__":
    for number, floor in enumerate(FLOORS):
        print(f"floor {number}: {', '.join(floor)}")
    found = sorted(arrows())
    print(f"{len(found)} arrows:", *(f"{a} -> {b}" for a, b in found), sep="\n  ")
