"""Set what the book costs beside the least that it could cost: ratios of medians, in one run.

    python -m tools.bench --rounds 5

A round does each thing once, so that a slow moment of the machine hits both sides of a ratio. All of it
happens in a copy of the book with a cache of its own.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import yaml

from claimbook.tables import schema
from tools.larger import larger

BIN = Path(sys.executable).parent
CLAIMBOOK = (sys.executable, "-m", "claimbook")
#: How many times the statements a check is given.
TIMES = (1, 10, 100)
#: Runs every cell of every chapter in one process, and prints the seconds, imports left out.
WARM = """
import os, sys, time
import nbformat, pandas, matplotlib.pyplot, claimbook.plots.files, claimbook.show, krippendorff
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


def empty_book(folder: Path) -> Path:
    """Make a Jupyter Book of as many empty pages as this one has; return its folder."""
    toc = yaml.safe_load((schema.ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = str(toc).count("'file'")
    names = [f"page{number}" for number in range(pages)]
    folder.mkdir()
    for name in ("index", *names):
        (folder / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
    table = {"format": "jb-book", "root": "index", "chapters": [{"file": n} for n in names]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(table), encoding="utf-8")
    (folder / "_config.yml").write_text("title: Empty\n", encoding="utf-8")
    return folder


def main() -> None:
    """Run all rounds, and print the ratios."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--rounds", type=int, default=3)
    rounds = ask.parse_args().rounds
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as there:
        below = Path(there)
        left = shutil.ignore_patterns(".*", "_build", "__pycache__")
        book = Path(shutil.copytree(schema.ROOT, below / "book", ignore=left))
        empty = empty_book(below / "empty")
        env = {**os.environ, "XDG_CACHE_HOME": str(below / "cache"), "PYTHONPATH": str(book)}
        for times in TIMES:
            (below / f"x{times}").mkdir()
            larger(times, below / f"x{times}" / "data")

        def run(folder: Path, *command: object) -> str:
            asked = [str(part) for part in command]
            done = subprocess.run(asked, cwd=folder, env=env, capture_output=True, encoding="utf-8")
            if done.returncode:
                raise RuntimeError(f"{' '.join(asked[:6])} failed:\n{done.stdout}{done.stderr}")
            return done.stdout

        def empty_built() -> None:
            shutil.rmtree(empty / "_build", ignore_errors=True)
            run(empty, BIN / "jupyter-book", "build", empty, "-q")

        chapters = sorted((book / "chapters").glob("*.ipynb"))
        nbval = "-q -n 2 --dist loadfile -p no:cacheprovider --nbval --nbval-current-env chapters"
        steps: dict[str, Callable[[], object]] = {
            "empty pages": empty_built,
            "build": partial(run, book, *CLAIMBOOK, "build"),
            "warm": lambda: float(run(book, sys.executable, "-c", WARM, *chapters)),
            "refresh": partial(run, book, *CLAIMBOOK, "refresh"),
            "nbval": partial(run, book, sys.executable, "-m", "pytest", *nbval.split()),
            **{f"check {n}": partial(run, below / f"x{n}", *CLAIMBOOK, "check") for n in TIMES},
        }
        run(book, *CLAIMBOOK, "build")  # what is cached by content is there from now on
        for number in range(rounds):
            for what, act in steps.items():
                start = time.perf_counter()
                own = act()
                seconds = own if isinstance(own, float) else time.perf_counter() - start
                took.setdefault(what, []).append(seconds)
                print(f"round {number + 1}, {what}: {seconds:.2f} s", flush=True)
    cost = {what: median(seconds) for what, seconds in took.items()}
    pairs = (("build", "empty pages"), ("refresh", "warm"), ("nbval", "warm"))
    for what, least in (*pairs, *((f"check {n}", "check 1") for n in TIMES[1:])):
        print(f"{what} / {least}: {cost[what] / cost[least]:.2f} ({cost[what]:.2f} s)")


if __name__ == "__main__":
    main()
