"""An environment is made anew when what it was made from has changed, and not otherwise."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the Makefile is for POSIX; README says how"
)
ANEW, PACKAGE = "-m venv --clear .venv", "-e ."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with what an environment is made from."""
    (tmp_path / "a book" / ".venv").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, tmp_path / "a book")
    return tmp_path / "a book"


def make(folder: Path, purpose: str = "environment", python: str = sys.executable) -> str:
    """Return what make would run."""
    command = ["make", "-n", purpose, f"PYTHON={python}"]
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def installed(folder: Path, purpose: str = "environment") -> str:
    """Write the stamps that make would write; return what it would have run."""
    run = make(folder, purpose)
    for stamp in re.findall(r"touch (\S+)", run):
        (folder / stamp).touch()
    return run


def test_it_is_made_once_and_tests_are_added(folder: Path) -> None:
    assert ANEW in installed(folder) and ANEW not in make(folder)
    added = installed(folder, "environment-test")
    assert "-r requirements-test.lock" in added and ANEW not in added
    assert "install" not in make(folder) + make(folder, "environment-test")


def test_it_is_made_anew_after_what_it_hangs_on_has_changed(folder: Path) -> None:
    installed(folder, "environment-test")
    for name in ("pyproject.toml", "requirements.lock"):
        os.utime(folder / name)
    assert "install" not in make(folder), "touched is not changed"
    copied = shutil.copytree(folder, folder.parent / "copied", symlinks=True)
    assert ANEW in make(copied)
    other = folder.parent / "python"
    other.write_text("#!/bin/sh\necho Python 3.99.0\n", encoding="utf-8")
    other.chmod(0o755)
    assert ANEW in make(folder, python=str(other))
    for name in ("requirements.lock", "requirements-test.lock"):
        assert "install" not in make(folder)
        before = (folder / name).read_bytes()
        (folder / name).write_bytes(before + b"# other\n")
        assert ANEW in make(folder), name
        (folder / name).write_bytes(before)
    with open(folder / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write("# other\n")
    assert PACKAGE in make(folder) and ANEW not in make(folder), "the package alone"


def test_one_that_was_left_half_made_is_made_anew(folder: Path) -> None:
    run = make(folder, "environment-test")
    stamps = re.findall(r"touch (\S+)", run)
    assert all(run.index(step) < run.index(stamps[0]) for step in (ANEW, "-r requirements.lock"))
    assert ANEW in make(folder), "no stamp, not whole"


def test_a_python_that_is_too_old_is_told_in_a_line(folder: Path) -> None:
    check = re.search(r"\S+ -c '(import sys;.*)'\n", make(folder))
    assert check
    code = f"import sys; sys.version_info = (3, 10, 2)\n{check[1]}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.returncode and re.match(r"Python 3\.11 to .* is needed; .* is 3\.10", done.stderr)


def test_it_keeps_its_python_until_another_one_is_named(folder: Path) -> None:
    (folder / ".venv" / "pyvenv.cfg").write_text(f"executable = {sys.executable}\n", "utf-8")
    env = {"PATH": os.environ["PATH"]}
    command = ["make", "-n", "environment"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8")
    assert f"{sys.executable} {ANEW}" in done.stdout


def test_jupyterlab_starts_the_python_of_the_environment(folder: Path) -> None:
    installed(folder, "environment-test")
    spec = '{"argv": ["/no/python"], "display_name": "Python 3", "language": "python"}'
    for place in ("path", "home/.local/share/jupyter"):
        (folder / place / "kernels/python3").mkdir(parents=True)
        (folder / place / "kernels/python3/kernel.json").write_text(spec, "utf-8")
    (folder / "chapters").mkdir()
    lab = folder / ".venv" / "bin" / "jupyter"
    lab.parent.mkdir()
    lab.write_text(f"#!/bin/sh\n{sys.executable} -m jupyter kernelspec list --json\n", "utf-8")
    lab.chmod(0o755)
    env = {"PATH": os.environ["PATH"], "HOME": str(folder / "home")}
    env |= {"JUPYTER_PATH": str(folder / "path")}
    done = subprocess.run(
        ["make", "lab", f"PYTHON={sys.executable}"],
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["kernelspecs"]["python3"]
    assert found["spec"]["argv"][0] == "python" and sys.prefix in found["resource_dir"]
