"""A change of the data changes the book, or a test fails.

Four changes of one cell each: strict nbval fails on the stored outputs, and after a refresh the
prose, the figure and its alternative text have changed.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, cell

pytestmark = pytest.mark.slow

CHANGES = [  # table, row, column, new value, chapter, value in the prose, figure
    ("statements", "c07", "form", "defend", "claims", "rejections", "forms-by-side"),
    (
        "statements",
        "c16",
        "certainty",
        "presupposed",
        "claims",
        "presupposed",
        "certainty-and-directness",
    ),
    (
        "statements",
        "c41",
        "concept_id",
        "forced-labour-used",
        "responses",
        "against",
        "congruence-and-conflict",
    ),
    ("findings", "F34", "verdict", "consistent", "record", "loose", "verdicts"),
]


def parts(path: Path, value: str, name: str) -> tuple[str, str, str]:
    """Return a glued value, the picture and the alternative text of a figure of a chapter."""
    glued, picture, alt = "", "", ""
    for one in nbformat.read(path, as_version=4).cells:
        for output in one.get("outputs", []):
            if output.get("metadata", {}).get("scrapbook", {}).get("name") == value:
                glued = str(output.data)
            markup = output.get("data", {}).get("text/html", "")
            if f'id="fig-{name}"' in markup:
                alt = output["data"]["text/plain"]  # caption and whole alternative text
                picture = re.search(r"<g.*</svg>", markup, flags=re.S)[0]
    assert glued and picture and alt
    return glued, picture, alt


@pytest.mark.parametrize(("table", "key", "column", "new", "chapter", "value", "name"), CHANGES)
def test_one_changed_cell(
    tmp_path: Path, table: str, key: str, column: str, new: str, chapter: str, value: str, name: str
) -> None:
    for folder in ("claimbook", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "chapters").mkdir()
    path = Path(shutil.copy(ROOT / "chapters" / f"{chapter}.ipynb", tmp_path / "chapters"))
    cell(tmp_path / "data", table, key, column, new)
    before = parts(path, value, name)
    run = {
        "cwd": tmp_path,
        "env": {**os.environ, "PYTHONPATH": str(tmp_path)},
        "capture_output": True,
        "text": True,
    }
    nbval = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--nbval",
        "--nbval-current-env",
        f"chapters/{chapter}.ipynb",
    ]
    proof = subprocess.run(nbval, **run)
    assert proof.returncode == 1 and "failed" in proof.stdout, proof.stdout[-2000:]
    done = subprocess.run([sys.executable, "-m", "claimbook", "refresh", str(path)], **run)
    assert done.returncode == 0, done.stderr[-2000:]
    after = parts(path, value, name)
    assert all(old != now for old, now in zip(before, after, strict=True))
