"""Build and prove the book with every Python that it names, and print a table.

For each version an interpreter is looked for (on the path, with pyenv, with uv); in a fresh clone it makes
the environment from the lock, builds the book, runs the tests that need no browser (``--all``: every
test), executes all chapters anew; the pages must have the same bytes as those of the first.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def versions() -> list[str]:
    """Return the versions of Python that the project names, and the next one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    low, high = map(int, re.findall(r"3\.(\d+)", project["requires-python"]))
    return [f"3.{minor}" for minor in range(low, high + 1)]


def interpreter(version: str) -> str:
    """Return the path of an interpreter; empty if none is to be had."""
    found = [shutil.which(f"python{version}") or ""]
    pyenv = Path.home() / ".pyenv" / "versions"
    found += [str(p / "bin" / "python") for p in sorted(pyenv.glob(f"{version}.*"), reverse=True)]
    if uv := shutil.which("uv"):
        done = run([uv, "python", "find", "--no-python-downloads", version], ROOT)
        found.append(done.stdout.strip())
    for path in filter(None, found):
        done = run([path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], ROOT)
        if done.stdout.strip() == version:
            return path
    return ""


def run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env={**env, "CI": ""}
    )


def digest(folder: Path) -> str:
    """Return a hash of all files below a folder."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def tried(version: str, tests: str, first: str) -> tuple[list[str], str]:
    """Return the row of a version, and the hash of its pages."""
    python = interpreter(version)
    if not python:
        return [version, "not to be had here", "", "", "", ""], first
    exact = run([python, "-c", "import platform; print(platform.python_version())"], ROOT).stdout
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "book")
        run(["git", "clone", "-q", str(ROOT), str(clone)], ROOT)
        began = time.monotonic()
        made = run(["make", "html", f"PYTHON={python}"], clone)
        row = [exact.strip(), "yes" if not made.returncode else "no"]
        if made.returncode:
            return [*row, (made.stdout + made.stderr).strip().splitlines()[-1], "", "", ""], first
        took = time.monotonic() - began
        pages = digest(clone / "_build" / "html")
        done = run(["make", tests, f"PYTHON={python}", "ARTICLE="], clone)
        said = re.findall(r"\d+ (?:passed|failed|skipped)[^\n]*|FAILED [^\n]*", done.stdout)
        run(["make", "refresh", f"PYTHON={python}"], clone)
        changed = run(["git", "status", "--short"], clone).stdout.split()
        first = first or pages
        row += ["yes" if pages == first else "no", "none" if not changed else " ".join(changed)]
        return [*row, "all" if not done.returncode else "; ".join(said), f"{took:.0f} s"], first


def main() -> None:
    tests = "test" if "--all" in sys.argv else "test-fast"
    wanted = [v for v in sys.argv[1:] if not v.startswith("-")] or versions()
    print(
        "| Python | builds | pages the same bytes | changed by a refresh | tests pass | environment and book |"
    )
    print("|---|---|---|---|---|---|", flush=True)
    first = ""
    for version in wanted:
        row, first = tried(version, tests, first)
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
