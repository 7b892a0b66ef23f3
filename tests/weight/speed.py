"""Set what the book costs beside the least that it could cost, as ratios of medians, in one run.

    make bench            five rounds
    make bench QUICK=1    three rounds, and no page a hundred times as long

A round does each thing once, so that a slow moment of the machine hits both sides of a ratio. All of
it happens in copies of the book, with a cache of their own. The table is written to speed.md beside this
file.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
from larger import larger

from claimbook.press.browser import browser

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
OUT = Path(__file__).with_name("speed.md")
#: How many times the statements, and how long a check of the most may take, in seconds.
TIMES, LONGEST = (1, 10, 100), 10
#: The word that is changed, in a Markdown cell of a chapter, and what it becomes.
CHAPTER, WORD, OTHER = "chapters/methods.ipynb", '"# Methods', '"# Method'

#: What a process prints that runs every cell of every chapter: the seconds, imports left out.
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
#: How long the page of the statements takes to be there, to filter by a word and to sort, in milliseconds.
USED = """async () => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const done = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  const taken = async (act) => { const start = performance.now(); act(); await done(); return performance.now() - start; };
  const field = document.querySelector(".cb-filters input");
  const filter = await taken(() => { field.value = "cuba"; field.dispatchEvent(new Event("input", {bubbles: true})); });
  field.value = "";
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await done();
  const sort = await taken(() => document.querySelector("table.sortable th:nth-child(2) button").click());
  return [painted, filter, sort];
}"""


@dataclass(frozen=True)
class Line:
    """A line of the table: what took how long, against what, and the highest ratio wanted."""

    what: str
    took: float
    against: str
    least: float
    target: float | None = None
    limit: float | None = None  #: of the seconds

    @property
    def ratio(self) -> float:
        return self.took / self.least

    @property
    def met(self) -> bool:
        """Whether the targets that there are have been met."""
        return (self.target is None or self.ratio <= self.target) and (
            self.limit is None or self.took <= self.limit
        )

    def __str__(self) -> str:
        wanted = [f"at most {self.target:g}"] if self.target else []
        wanted += [f"{self.limit:g} s"] if self.limit else []
        told = ("yes" if self.met else "**no**") if wanted else ""
        cells = (f"{self.took:.2f}", self.against, f"{self.least:.2f}", f"{self.ratio:.2f}")
        return f"| {' | '.join([self.what, *cells, ', '.join(wanted), told])} |"


class Bench:
    """Copies of the book in a folder, and what is done to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        self.book = self.copied("book")
        self.empty = self._empty()
        self.took: dict[str, list[float]] = {}

    def copied(self, name: str) -> Path:
        """Copy the book, without what was built of it."""
        left = shutil.ignore_patterns(".*", "_build", "__pycache__")
        return Path(shutil.copytree(ROOT, self.folder / name, ignore=left))

    def _empty(self) -> Path:
        """Make a Jupyter Book of as many empty pages."""
        toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
        pages = 1 + sum(len(part["chapters"]) for part in toc["parts"])
        names = [f"page{number}" for number in range(1, pages)]
        folder = self.folder / "empty"
        folder.mkdir()
        for name in ("index", *names):
            (folder / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
        toc_ = {"format": "jb-book", "root": "index", "chapters": [{"file": n} for n in names]}
        (folder / "_toc.yml").write_text(yaml.safe_dump(toc_), encoding="utf-8")
        (folder / "_config.yml").write_text("title: Empty\n", encoding="utf-8")
        return folder

    def run(self, book: Path, *command: object) -> str:
        """Run a program of the environment in a copy of the book; fail as it fails."""
        env = {**self.env, "PYTHONPATH": str(book if (book / "claimbook").exists() else self.book)}
        asked = [str(part) for part in command]
        done = subprocess.run(
            asked, cwd=book, env=env, capture_output=True, text=True, encoding="utf-8"
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(asked[:6])} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def time(self, what: str, act: Callable[[], object]) -> None:
        """Do something and note how long it took; what returns a number has timed itself."""
        start = time.perf_counter()
        own = act()
        took = own if isinstance(own, float) else time.perf_counter() - start
        self.took.setdefault(what, []).append(took)
        print(f"{what}: {took:.2f} s", flush=True)

    def median(self, what: str) -> float:
        return median(self.took[what])

    def built(self) -> None:
        self.run(self.book, sys.executable, "-m", "claimbook", "build")

    def built_empty(self) -> None:
        shutil.rmtree(self.empty / "_build", ignore_errors=True)
        self.run(self.empty, BIN / "jupyter-book", "build", self.empty, "-q")

    def rebuilt(self) -> None:
        """Change a word of a chapter and build; then change it back."""
        path = self.book / CHAPTER
        text = path.read_text(encoding="utf-8")
        changed = text.replace(WORD, OTHER, 1)
        assert changed != text, f"{CHAPTER} does not say {WORD}"
        path.write_text(changed, encoding="utf-8", newline="\n")
        try:
            self.built()
        finally:
            path.write_text(text, encoding="utf-8", newline="\n")

    def refreshed(self) -> None:
        self.run(self.book, sys.executable, "-m", "claimbook", "refresh")

    def proved(self) -> None:
        options = "-q -n 2 --dist loadfile -p no:cacheprovider --nbval --nbval-current-env chapters"
        self.run(self.book, sys.executable, "-m", "pytest", *options.split())

    def warm(self) -> float:
        """Run every cell of every chapter in one process that has imported everything."""
        chapters = sorted((self.book / "chapters").glob("*.ipynb"))
        return float(self.run(self.book, sys.executable, "-c", WARM, *chapters))

    def large(self, times: int) -> Path:
        """Return a folder with the data of a book whose article is so many times as long."""
        folder = self.folder / f"data{times}"
        if not folder.exists():
            folder.mkdir()
            larger(times, folder / "data")
        return folder

    def checked(self, times: int) -> None:
        self.run(self.large(times), sys.executable, "-m", "claimbook", "check")

    def paged(self, times: int) -> Iterator[tuple[str, float]]:
        """Yield what the page of so many statements takes: its cells, its building, its use in seconds.

        The other pages are those of the book; that they name other data is only warned of.
        """
        book = self.copied(f"page{times}")
        shutil.rmtree(book / "data")
        larger(times, book / "data")
        page = "chapters/statements"
        start = time.perf_counter()
        self.run(book, sys.executable, "-m", "claimbook", "refresh", f"{page}.ipynb")
        yield "cells of the page", time.perf_counter() - start
        start = time.perf_counter()
        self.run(book, BIN / "jupyter-book", "build", book, "-q")
        yield "build of the page", time.perf_counter() - start
        used = []
        with browser() as chromium:
            for _ in range(3):
                tab = chromium.new_page()
                tab.set_default_timeout(300_000)
                tab.goto((book / "_build" / "html" / f"{page}.html").as_uri())
                used.append(tab.evaluate(USED))
                tab.close()
        for what, values in zip(
            ("first paint", "filter", "sort"), zip(*used, strict=True), strict=True
        ):
            yield what, median(values) / 1000


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--quick", action="store_true", help="three rounds, no page at 100 times")
    quick = ask.parse_args().quick
    rounds, sizes = (3, TIMES[:2]) if quick else (5, TIMES)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.time("build, nothing kept", bench.built)
        for times in TIMES:
            bench.large(times)
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", flush=True)
            bench.time("empty", bench.built_empty)
            bench.time("build", bench.built)
            bench.time("rebuild", bench.rebuilt)
            bench.time("warm", bench.warm)
            bench.time("refresh", bench.refreshed)
            bench.time("nbval", bench.proved)
            for times in TIMES:
                bench.time(f"check {times}", lambda times=times: bench.checked(times))
        for times in sizes:
            for what, seconds in bench.paged(times):
                bench.time(f"{what} {times}", lambda seconds=seconds: seconds)
        text = report(bench, rounds, sizes)
    print(f"\n{text}")
    OUT.write_text(text, encoding="utf-8", newline="\n")


def lines(bench: Bench, sizes: tuple[int, ...]) -> Iterator[Line]:
    """Yield the lines of the table."""
    empty, warm, build = bench.median("empty"), bench.median("warm"), bench.median("build")
    pages, cells = "as many empty pages", "all cells in one warm process"
    yield Line("build", build, pages, empty, target=3)
    yield Line("build, nothing kept", bench.median("build, nothing kept"), pages, empty)
    yield Line("build after one changed word", bench.median("rebuild"), "build", build)
    yield Line("refresh", bench.median("refresh"), cells, warm, target=1.6)
    yield Line("strict nbval, two workers", bench.median("nbval"), cells, warm, target=1.6)
    once = bench.median("check 1")
    for times in TIMES[1:]:
        limit = LONGEST if times == TIMES[-1] else None
        took, least = bench.median(f"check {times}"), times * once
        yield Line(f"check, {times} times the statements", took, f"{times} checks", least, 1, limit)
    for what in ("cells of the page", "build of the page", "first paint", "filter", "sort"):
        for times in sizes[1:]:
            took, least = bench.median(f"{what} {times}"), times * bench.median(f"{what} 1")
            yield Line(f"{what}, {times} times", took, f"{times} times one", least, 1)


def report(bench: Bench, rounds: int, sizes: tuple[int, ...]) -> str:
    """Return the table, as Markdown."""
    told = [*lines(bench, sizes)]
    missed = [line.what for line in told if not line.met]
    return "\n".join(
        [
            "# What the book costs",
            "",
            f"Written by `make bench`: medians of {rounds} rounds, in seconds; Python {platform.python_version()},",
            f"{os.cpu_count()} processors, {date.today()}. A build begins from nothing each time: what a page shows",
            "(search, items, findings in the prose of others) hangs on the outputs of all, which Sphinx does not know.",
            "",
            "| what | seconds | against | seconds | ratio | target | met |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *map(str, told),
            "",
            f"Missed: {', '.join(missed)}." if missed else "All targets are met.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
