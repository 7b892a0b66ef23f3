"""A change of the data changes the book, or a finding falls and names its sentence."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, cell

from claimbook.charts.files import inlined

pytestmark = pytest.mark.slow

#: Table, row, column, new value; chapter, finding, and what its sentence says.
FALLS = [
    ("statements", "c12", "certainty", "asserted", "claims", "charges-hedged", "They assert one"),
    (
        "findings",
        "F32",
        "verdict",
        "imprecise",
        "record",
        "three-wrong",
        "the name of the woman it",
    ),
    ("reports", "R17", "first_event", "reply", "others", "pairing-alone", "We found none like it"),
]


def laid_out(folder: Path, chapter: str) -> tuple[Path, dict[str, object]]:
    """Lay out a copy of the book with one chapter; return it, and how programs run there."""
    for name in ("claimbook", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "CITATION.cff", folder)
    (folder / "chapters").mkdir()
    path = Path(shutil.copy(ROOT / "chapters" / f"{chapter}.ipynb", folder / "chapters"))
    env = {**os.environ, "PYTHONPATH": str(folder)}
    return path, {"cwd": folder, "env": env, "capture_output": True, "text": True}


@pytest.mark.parametrize(
    ("table", "key", "column", "new", "chapter", "name", "says"), FALLS, ids=lambda v: str(v)[:20]
)
def test_a_finding_falls_with_its_data(
    tmp_path: Path, table: str, key: str, column: str, new: str, chapter: str, name: str, says: str
) -> None:
    path, run = laid_out(tmp_path, chapter)
    before = path.read_bytes()
    cell(tmp_path / "data", table, key, column, new)
    refresh = [sys.executable, "-m", "claimbook", "refresh", str(path)]
    nbval = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    nbval += ["--nbval", "--nbval-current-env", str(path)]
    for command in (refresh, nbval):
        done = subprocess.run(command, **run)
        said = done.stdout + done.stderr
        assert done.returncode == 1
        assert name in said and says in said and "no longer holds" in said, said[-3000:]
    assert path.read_bytes() == before


def parts(path: Path, name: str) -> tuple[str, str]:
    """Return the picture and the alternative text of a figure of a chapter."""
    for one in nbformat.read(path, as_version=4).cells:
        for output in one.get("outputs", []):
            markup = output.get("data", {}).get("text/html", "")
            if f'id="fig-{name}"' in markup:
                picture = re.search(r"<g.*</svg>", inlined(markup), flags=re.S)
                return picture[0], output["data"]["text/plain"]
    raise AssertionError(f"no figure {name}")


def test_a_change_that_no_finding_hangs_on_changes_the_figure(tmp_path: Path) -> None:
    path, run = laid_out(tmp_path, "context")
    before = parts(path, "events-told-and-happened")
    cell(tmp_path / "data", "events", "interview", "label", "A conversation by telephone")
    done = subprocess.run([sys.executable, "-m", "claimbook", "refresh", str(path)], **run)
    assert done.returncode == 0, done.stderr[-2000:]
    after = parts(path, "events-told-and-happened")
    assert all(old != now for old, now in zip(before, after, strict=True))


def test_chapters_run_in_the_python_of_the_book_whatever_the_user_has_set_up(
    tmp_path: Path,
) -> None:
    """Others may have installed a kernel of the same name, and start-up files run in every kernel."""
    path, run = laid_out(tmp_path / "book", "context")
    home, spec = tmp_path / "home", '{"argv": ["/no/python"], "display_name": "", "language": ""}'
    for place in ("path", "home/.local/share/jupyter", "home/.ipython"):
        (tmp_path / place / "kernels/python3").mkdir(parents=True)
        (tmp_path / place / "kernels/python3/kernel.json").write_text(spec, "utf-8")
    (home / ".ipython/profile_default/startup").mkdir(parents=True)
    startup = home / ".ipython/profile_default/startup/a.py"
    startup.write_text("import builtins; builtins.sorted = list", "utf-8")
    theirs = {"HOME": str(home), "JUPYTER_PATH": str(tmp_path / "path")}
    theirs |= {"JUPYTER_PREFER_ENV_PATH": "0"}
    ours = run["env"]
    for env, state in ((ours, "changed"), ({**ours, **theirs}, "unchanged")):
        command = [sys.executable, "-m", "claimbook", "refresh", str(path)]
        done = subprocess.run(command, **run | {"env": env})
        assert f"context.ipynb {state}" in done.stdout, done.stderr[-2000:]
