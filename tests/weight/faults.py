"""Stop the book's programs in every way there is, and see what is left of the book.

    make faults                                (some twenty minutes)
    python tests/weight/faults.py "full disk"  those whose name holds this

A copy of the book has an earlier good state: its chapters, and its pages, PDF and EPUB built. Then a cell of
the tables changes, so that there is something to do, and a program is stopped: killed at ten seeded moments,
on a full disk, where nothing may be written, without a network … Afterwards every file must be that of
the earlier state or of the new one, each folder of one state, and the next run must give the same bytes as
if nothing had happened. Writes faults.md beside this file. Needs Linux, and root for the disks.
"""

import argparse
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).with_name("faults.md")
LEFT = shutil.ignore_patterns(".*", "_build", "tests", "*.egg-info", "__pycache__")
KILLS = 10
#: What must be of one state, each for itself.
UNITS = ("_build/html", "_build/sheets", "_build/downloads/*.pdf", "_build/downloads/*.epub")
CELL = (
    "data/article/events.csv",
    "Jewher Ilham’s telephone interview",
    "An interview by telephone",
)
Env = dict[str, str]


def claimbook(book: Path, *arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
    """Run a command of the package on a book, to its end."""
    with started(book, *arguments, **how) as process:
        out, _ = process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, out)


def started(
    book: Path, *arguments: str, env: Env | None = None, before: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    """Start a command of the package on a book, in a group of its own."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "claimbook", *arguments],
        cwd=book,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CI": "1", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


State = dict[str, str]


def chapters(book: Path) -> State:
    """Return a hash of each page of the book that a refresh may write."""
    paths = [*book.glob("index.md"), *book.glob("chapters/*.*"), *book.glob("docs/*.svg")]
    return {p.relative_to(book).as_posix(): digest(p) for p in sorted(paths) if not half(p)}


def built(book: Path) -> State:
    """Return a hash of each thing built, which must be of one state."""
    found: State = {}
    for unit in UNITS:
        for path in sorted(book.glob(unit)):
            files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
            total = hashlib.sha256()
            for file in files:
                total.update(file.relative_to(book).as_posix().encode() + digest(file).encode())
            found[path.relative_to(book).as_posix()] = total.hexdigest()
    return found


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def half(path: Path) -> bool:
    return path.name.startswith(".") and path.name.endswith(".new")


@dataclass
class World:
    """Two states of the book, as copies: before a cell changed, and after; all was made of both.

    Between them are its pages alone: they offer no PDF that was made of the earlier state.
    """

    earlier: Path
    later: Path
    between: State = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def copy(self, to: Path) -> Path:
        """Return a copy of the earlier state, in which the cell has changed already."""
        shutil.copytree(self.earlier, to, symlinks=True)
        change(to)
        return to

    def lost(self, book: Path) -> str:
        """Say what is neither as it was nor as it will be; empty if nothing is lost."""
        wrong = []
        for read in (chapters, built):
            was, will, now = read(self.earlier), read(self.later), read(book)
            wrong += [f"{n} is gone" for n in was if n not in now]
            wrong += [
                f"{n} is of no state"
                for n, is_ in now.items()
                if is_ not in (was.get(n), will.get(n), self.between.get(n))
            ]
        return ", ".join(wrong)

    def right(self, book: Path) -> str:
        """Say what is not as it should be after a whole run; empty if all is."""
        now = {**chapters(book), **built(book)}
        will = {**chapters(self.later), **built(self.later)}
        left = [p.relative_to(book).as_posix() for p in book.rglob(".*new*")]
        return ", ".join([*(n for n in will if now.get(n) != will[n]), *left])


def change(book: Path) -> None:
    """Change a cell of the tables."""
    name, old, new = CELL
    text = (book / name).read_text(encoding="utf-8")
    assert old in text
    (book / name).write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def world(folder: Path) -> World:
    """Make both states."""
    found = World(folder / "earlier", folder / "later")
    shutil.copytree(ROOT, found.earlier, ignore=LEFT)
    whole(found, found.earlier)
    shutil.copytree(found.earlier, found.later)
    change(found.later)
    whole(found, found.later)
    return found


def whole(found: World, book: Path) -> None:
    """Refresh and build all of a book; note how long it took."""
    for command in ("refresh", "build", "build site"):
        begun = time.monotonic()
        done = claimbook(book, *command.split())
        found.seconds[command] = time.monotonic() - begun
        assert done.returncode == 0, done.stdout
        if command == "build":
            found.between = built(book)


@dataclass
class Told:
    """A line of the table."""

    fault: str
    lost: str
    next_run: str
    message: str


def last(text: str) -> str:
    """Return what a person reads last, in one line."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    traceback = "a traceback, " if any(line.startswith("Traceback") for line in lines) else ""
    return traceback + " ⏎ ".join(lines[-3:])[:300].replace("|", "\\|")


def killed(found: World, folder: Path, command: str, seed: int) -> Told:
    """Kill a command at seeded moments, one after the other on the same book; then let it run."""
    book, luck, lost = found.copy(folder / "book"), random.Random(f"{seed} {command}"), []
    if command != "refresh":
        claimbook(book, "refresh")
    ways = [
        (signal.SIGKILL, "group"),
        (signal.SIGTERM, "group"),
        (signal.SIGINT, "group"),
        (signal.SIGKILL, "program alone"),
    ]
    hit = 0
    for number in range(KILLS):
        how, whom = ways[number % len(ways)]
        if command == "refresh":  # so that there is something to write each time
            name = luck.choice(sorted(p.name for p in (found.earlier / "chapters").glob("*.ipynb")))
            shutil.copy(found.earlier / "chapters" / name, book / "chapters" / name)
        process = started(book, *command.split())
        time.sleep(luck.uniform(0.3, found.seconds[command]))
        hit += process.poll() is None
        (os.killpg if whom == "group" else os.kill)(process.pid, how)
        process.communicate()
        time.sleep(1)  # whoever was not killed may end
        if told := found.lost(book):
            lost.append(f"kill {number + 1}: {told}")
    done = [claimbook(book, c) for c in ("refresh",)] if command == "refresh" else []
    done += [claimbook(book, "build", "site")]
    wrong = found.right(book) or "".join(last(d.stdout) for d in done if d.returncode)
    name = f"`{command}` killed at {KILLS} moments (in {hit} it was still running)"
    return Told(name, "; ".join(lost) or "nothing", wrong or "right", "–")


@contextmanager
def disk(size: str) -> Iterator[Path]:
    """Lend a disk of a size in memory."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder], check=True
        )
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


def full(found: World, command: str, left: int) -> Told:
    """Run a command on a disk with so many bytes left, where its temporary files go too."""
    with disk("400m") as folder:
        book = found.copy(folder / "book")
        if command != "refresh":
            shutil.copytree(found.later / "chapters", book / "chapters", dirs_exist_ok=True)
        (folder / "tmp").mkdir()
        filler = folder / "filler"
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        filler.write_bytes(bytes(max(free - left, 0)))
        env = {"TMPDIR": str(folder / "tmp"), "XDG_CACHE_HOME": str(folder / "cache")}
        done = claimbook(book, *command.split(), env=env)
        lost = found.lost(book)
        filler.unlink()
        again = [claimbook(book, c) for c in ("refresh",)] if command == "refresh" else []
        again += [claimbook(book, "build", "site")]
        wrong = found.right(book) or "".join(last(d.stdout) for d in again if d.returncode)
    name = f"`{command}` on a full disk ({left / 1e6:g} MB left)"
    if done.returncode == 0:
        return Told(name, lost or "nothing", wrong or "right", "it had room enough")
    return Told(name, lost or "nothing", wrong or "right", last(done.stdout))


def unwritable(found: World, command: str, how: str) -> Told:
    """Run a command on a book of which nothing may be written."""
    with disk("400m") as folder:
        book = found.copy(folder / "book")
        if how == "read-only":
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            done = claimbook(book, *command.split())
            subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
        else:
            for path in [book, *(p for p in book.rglob("*") if p.is_dir())]:
                path.chmod(0o555)
            no_root = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
            done = claimbook(book, *command.split(), before=no_root)
            for path in [book, *(p for p in book.rglob("*") if p.is_dir())]:
                path.chmod(0o755)
        lost = found.lost(book)
    return Told(f"`{command}`, {how}", lost or "nothing", "–", last(done.stdout))


def offline(found: World, folder: Path) -> Told:
    """Do everything without a network."""
    book = found.copy(folder / "book")
    done = [
        claimbook(book, *command.split(), before=("unshare", "-n"))
        for command in ("check", "refresh", "build site")
    ]
    wrong = "".join(last(d.stdout) for d in done if d.returncode)
    name = "check, refresh and build without a network"
    return Told(name, found.lost(book) or "nothing", wrong or found.right(book) or "right", "–")


def together(found: World, folder: Path, *commands: str) -> Told:
    """Start commands at the same time."""
    book = found.copy(folder / "book")
    if "refresh" not in commands:
        claimbook(book, "refresh")
    processes = [started(book, *command.split()) for command in commands]
    said = [process.communicate()[0] for process in processes]
    wrong = [last(s) for s, p in zip(said, processes, strict=True) if p.returncode]
    waits = next(
        (line for s in said for line in s.splitlines() if "waiting" in line), "nobody waited"
    )
    claimbook(book, "build", "site")
    name = f"{' and '.join(f'`{c}`' for c in commands)} at once"
    right = found.right(book) or "right"
    return Told(name, found.lost(book) or "nothing", right, "; ".join([waits, *wrong]))


def broken(
    found: World, folder: Path, name: str, damage: Callable[[Path], None], command: str
) -> Told:
    """Damage a book, and run a command that cannot go well."""
    book = found.copy(folder / "book")
    was = {**chapters(book), **built(book)}
    damage(book)
    mine = {**chapters(book), **built(book)}
    done = claimbook(book, *command.split())
    now = {**chapters(book), **built(book)}
    will = {**chapters(found.later), **built(found.later)}
    kept = (n for n in was if now.get(n) in (was[n], mine.get(n), will[n]))
    lost = sorted({*was} - {*kept}) if done.returncode else []
    message = last(done.stdout) if done.returncode else f"passes: {last(done.stdout)}"
    return Told(f"{name}, `{command}`", ", ".join(lost) or "nothing", "–", message)


def edited(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what replaces some text of a file of the book."""

    def edit(book: Path) -> None:
        text = (book / name).read_text(encoding="utf-8")
        assert old in text, name
        (book / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    return edit


def cut(book: Path) -> None:
    """Cut a chapter short, as an editor does that was killed."""
    path = book / "chapters" / "actors.ipynb"
    path.write_bytes(path.read_bytes()[:5000])


DAMAGES: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("A wrong code", edited("data/article/statements.csv", ",hedged,", ",hedgy,"), "build"),
    ("A wrong code", edited("data/article/statements.csv", ",hedged,", ",hedgy,"), "refresh"),
    ("A chapter cut short", cut, "refresh"),
    ("A chapter cut short", cut, "build"),
    (
        "Marks of a merge in a chapter",
        edited("chapters/actors.ipynb", '"cells": [', '<<<<<<< HEAD\n"cells": ['),
        "refresh",
    ),
    (
        "A cell that fails",
        edited("chapters/actors.ipynb", "from claimbook import load", "from claimbook import lod"),
        "refresh",
    ),
    (
        "A kernel that dies",
        edited("chapters/actors.ipynb", "from claimbook import load", "import os; os.abort()"),
        "refresh",
    ),
    ("A descriptor cut short", edited("data/datapackage.json", '"resources"', '"resour'), "build"),
    ("No descriptor", lambda book: (book / "data/datapackage.json").unlink(), "check"),
    ("No list of chapters", lambda book: (book / "_toc.yml").unlink(), "build"),
    ("No CITATION.cff", lambda book: (book / "CITATION.cff").unlink(), "build"),
)


def faults(found: World, folder: Path, seed: int) -> Iterator[tuple[str, Callable[[], Told]]]:
    """Yield every fault, by name."""

    def place() -> Path:
        return Path(tempfile.mkdtemp(dir=folder))

    for command in ("refresh", "build", "build site"):
        yield f"kill {command}", lambda c=command: killed(found, place(), c, seed)
    for command, left in (
        *(("refresh", 0), ("refresh", 400_000), ("refresh", 4_000_000)),
        *(("build", 0), ("build", 4_000_000), ("build", 12_000_000), ("build site", 20_000_000)),
    ):
        yield f"full disk {command}", lambda c=command, n=left: full(found, c, n)
    for how in ("read-only", "no permission"):
        for command in ("check", "refresh", "build"):
            yield f"{how} {command}", lambda c=command, h=how: unwritable(found, c, h)
    yield "offline", lambda: offline(found, place())
    for commands in (("build", "build"), ("refresh", "refresh"), ("refresh", "build")):
        yield f"together {commands}", lambda c=commands: together(found, place(), *c)
    for name, damage, command in DAMAGES:
        yield f"broken {name}", lambda a=(name, damage, command): broken(found, place(), *a)


def main() -> None:
    """Try every fault, print and write the table; exit with 1 if something was lost."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("names", nargs="*")
    ask.add_argument("--seed", type=int, default=1)
    asked = ask.parse_args()
    lines = [
        "# What is left of the book when something goes wrong",
        "",
        f"Written by `make faults`, seed {asked.seed}. *Lost*: what is neither as it was nor as it should",
        "become. *Next run*: whether it gives the bytes of an undisturbed one.",
        "",
        "| fault | lost | next run | what is said (last lines) |",
        "|---|---|---|---|",
    ]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        found = world(Path(folder))
        print("Both states are made.", flush=True)
        for name, fault in faults(found, Path(folder), asked.seed):
            if asked.names and not any(part in name for part in asked.names):
                continue
            told = fault()
            bad += told.lost != "nothing" or told.next_run not in ("right", "–")
            said = re.sub(rf"{tempfile.gettempdir()}/tmp\w+(/tmp\w+)?", "…", told.message)
            lines.append(f"| {told.fault} | {told.lost} | {told.next_run} | {said} |")
            print(lines[-1], flush=True)
    if not asked.names:
        OUT.write_text("\n".join([*lines, ""]), encoding="utf-8")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
