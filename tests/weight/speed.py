"""Compare the build, a refresh and strict nbval with the least that each could cost, in one run.

The build is set against a Jupyter Book of as many empty pages; a refresh and nbval against one warm
process that runs every cell. Run it with ``make bench-speed``; it prints three ratios. What is kept
by content is kept (``COLD=1`` begins with an empty cache instead).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))

#: What a process prints that runs every cell of every chapter: the seconds, imports left out.
WARM = """
import os, sys, time
import nbformat, pandas, matplotlib.pyplot, claimbook, claimbook.plots, claimbook.show, krippendorff
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
cells = [[c.source for c in nbformat.read(p, 4).cells if c.cell_type == "code"] for p in sys.argv[1:]]
os.chdir(os.path.dirname(sys.argv[1]))
quiet, sys.stdout = sys.stdout, open(os.devnull, "w")
start = time.perf_counter()
for chapter in cells:
    shell.reset()
    for cell in chapter:
        shell.run_cell(cell).raise_error()
print(time.perf_counter() - start, file=quiet)
"""


def seconds(*command: object, **how: object) -> float:
    """Run a command in the repository and return how long it took; fail as it fails."""
    start = time.perf_counter()
    subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=True, capture_output=True, **how
    )
    return time.perf_counter() - start


def built() -> float:
    """Build the book from nothing."""
    with tempfile.TemporaryDirectory() as out:
        return seconds(BIN / "jupyter-book", "build", ROOT, "-q", "-n", "-W", "--path-output", out)


def empty(pages: int) -> float:
    """Build a Jupyter Book of so many empty pages."""
    with tempfile.TemporaryDirectory() as folder:
        names = [f"page{number}" for number in range(1, pages)]
        for name in ("index", *names):
            Path(folder, f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
        toc = "format: jb-book\nroot: index\nchapters:\n" + "".join(f"- file: {n}\n" for n in names)
        Path(folder, "_toc.yml").write_text(toc, encoding="utf-8")
        Path(folder, "_config.yml").write_text("title: Empty\n", encoding="utf-8")
        return seconds(BIN / "jupyter-book", "build", folder, "-q")


def warm() -> float:
    """Run every cell of every chapter in one process that has imported everything."""
    command = [sys.executable, "-c", WARM, *map(str, CHAPTERS)]
    return float(
        subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    )


def main() -> None:
    """Print each time and the three ratios."""
    if "COLD" in os.environ:
        os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
    pages = 12
    nbval = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    nbval += ["-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "chapters"]
    least, least_run = empty(pages), warm()
    print(f"{pages} empty pages {least:.1f} s, all cells in one warm process {least_run:.1f} s")
    for name, took, against in (
        ("build", built(), least),
        ("refresh", seconds(sys.executable, "-m", "claimbook", "refresh"), least_run),
        ("nbval on two workers", seconds(*nbval), least_run),
    ):
        print(f"{name} {took:.1f} s, ratio {took / against:.1f}")
    if "COLD" in os.environ:
        shutil.rmtree(os.environ["XDG_CACHE_HOME"])


if __name__ == "__main__":
    main()
