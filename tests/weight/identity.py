"""Make the book in very different surroundings, and name the first file that differs.

    make identity                              every one of them (a quarter of an hour)
    python tests/weight/identity.py "C, no UTF-8"

Each copy of the book is refreshed, checked and built as a site (pages, PDF, EPUB, sheets, data, exports), in its
folder, with its locale, time zone, hash seed, umask, number of processors, settings of the user, and an
empty cache. Every file is held against the first of them. Writes identity.md beside this file.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).with_name("identity.md")
#: What is compared: a name, and the files below the folder of the book.
PARTS = {
    "chapters": ("index.md", "chapters/*"),
    "pages": ("_build/html/**/*",),
    "PDF": ("_build/downloads/*.pdf",),
    "EPUB": ("_build/downloads/*.epub",),
    "sheets": ("_build/sheets/*",),
}
#: Parts of the book that are no input of it.
LEFT = shutil.ignore_patterns(".*", "_build", "tests", "*.egg-info", "__pycache__")
#: Settings of a user who likes things otherwise; none of them may reach the book.
SETTINGS = {
    ".docutils": "[general]\nsmart_quotes: yes\ninitial_header_level: 4\n",
    ".config/matplotlib/matplotlibrc": "figure.dpi: 300\nfont.size: 20\nsvg.fonttype: path\naxes.grid: True\n",
    ".ipython/profile_default/startup/00.py": "import pandas\npandas.options.display.max_rows = 3\nprint('hello')\n",
    ".ipython/profile_default/ipython_config.py": "c.InlineBackend.rc = {'font.size': 30}\n",
    ".jupyter/jupyter_config.json": '{"ExecutePreprocessor": {"timeout": 1}}\n',
    ".jupyter/jupyter_nbconvert_config.py": "c.NbConvertBase.display_data_priority = ['text/plain']\n",
    ".gitconfig": "[core]\n\tautocrlf = true\n\tquotepath = true\n",
    ".local/share/pandoc/defaults.yaml": "smart: true\n",
    ".pandoc/templates/default.html5": "$body$ hello\n",
}


@dataclass(frozen=True)
class Surroundings:
    """Where and how a book is made."""

    folder: str = "book"
    env: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    settings: bool = False
    processors: int = 0  #: all of them


SURROUNDINGS = {
    "as at home": Surroundings(env={"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}),
    "far away": Surroundings(
        "b mit Umläut ß # 100 % 日本/the book",
        {
            **{"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "TZ": "Pacific/Kiritimati"},
            **{"PYTHONHASHSEED": "12345", "COLUMNS": "40", "FORCE_COLOR": "1", "MPLBACKEND": "svg"},
            **{"PYTHONWARNINGS": "default", "SOURCE_DATE_EPOCH": "0", "OMP_NUM_THREADS": "1"},
        },
        0o077,
        True,
        1,
    ),
    "C, no UTF-8": Surroundings(
        "x",
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Asia/Kathmandu"},
    ),
    "Latin-1": Surroundings(
        "deep/" * 12 + "down",
        {"LC_ALL": "de_DE.ISO-8859-1", "TZ": "America/St_Johns", "PYTHONHASHSEED": "random"},
        0o002,
        True,
    ),
}


def laid_out(where: Surroundings, below: Path) -> Path:
    """Copy the book to its folder; return that."""
    book = below / where.folder
    shutil.copytree(ROOT, book, ignore=LEFT)
    return book


def run(
    where: Surroundings, book: Path, home: Path, *command: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the package on a book, in its surroundings."""
    if where.settings:
        for name, text in SETTINGS.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    taken = {"PATH", "SSL_CERT_FILE", "CI"}
    env = {name: value for name, value in os.environ.items() if name in taken}
    env |= {"HOME": str(home), "PYTHONPATH": str(book), "LOCPATH": str(locales(home.parent))}

    def before() -> None:
        os.umask(where.umask)
        if where.processors:
            os.sched_setaffinity(0, list(os.sched_getaffinity(0))[: where.processors])

    return subprocess.run(
        [sys.executable, "-m", "claimbook", *command],
        cwd=book,
        env={**env, **where.env},
        preexec_fn=before,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def locales(folder: Path) -> Path:
    """Return a folder with the locales, if this machine can make them; where it cannot, C is taken."""
    made = folder / "locales"
    if not made.exists():
        made.mkdir()
        for name, source, charset in (
            ("tr_TR.UTF-8", "tr_TR", "UTF-8"),
            ("de_DE.ISO-8859-1", "de_DE", "ISO-8859-1"),
        ):
            if program := shutil.which("localedef"):
                command = [program, "-i", source, "-f", charset, str(made / name)]
                subprocess.run(command, capture_output=True)
    return made


def made(where: Surroundings, below: Path, *commands: str) -> Path:
    """Make the book below a folder; return where it lies. ``RuntimeError`` says what failed."""
    book, home = laid_out(where, below), below / "home"
    home.mkdir()
    for command in commands or ("refresh", "check", "build site"):
        done = run(where, book, home, *command.split())
        if done.returncode:
            raise RuntimeError(f"{command} fails:\n{done.stdout[-2000:]}")
    return book


def files(book: Path, part: str) -> dict[str, bytes]:
    """Return the files of a part of a book, by their place in it."""
    paths = sorted(p for pattern in PARTS[part] for p in book.glob(pattern) if p.is_file())
    return {path.relative_to(book).as_posix(): path.read_bytes() for path in paths}


def difference(one: Path, other: Path, part: str) -> str:
    """Name the first file of a part that is not the same in two books, and where; empty if none."""
    a, b = files(one, part), files(other, part)
    for name in sorted({*a, *b}):
        if name not in a or name not in b:
            return f"{name} is in one alone"
        if a[name] != b[name]:
            at = next(
                (i for i, (x, y) in enumerate(zip(a[name], b[name], strict=False)) if x != y),
                min(len(a[name]), len(b[name])),
            )
            told = (repr(raw[max(at - 30, 0) : at + 30]) for raw in (a[name], b[name]))
            return f"{name} differs at byte {at}: {' / '.join(told)}"
    return ""


def main() -> None:
    """Make every book, compare, write the table; exit with 1 if a file differs."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("names", nargs="*", default=[*SURROUNDINGS][1:], metavar="SURROUNDINGS")
    names = ask.parse_args().names
    lines = [
        "# The same bytes everywhere",
        "",
        "Written by `make identity`: the book refreshed, checked and built as a site in each of these",
        "surroundings, every file held against the first.",
        "",
        f"| surroundings | {' | '.join(PARTS)} |",
        "|---" * (1 + len(PARTS)) + "|",
    ]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        first, reference = next(iter(SURROUNDINGS)), None
        for number, name in enumerate([first, *names]):
            where = SURROUNDINGS[name]
            below = Path(folder, str(number))
            below.mkdir()
            book = made(where, below)
            reference = reference or book
            found = {part: difference(reference, book, part) for part in PARTS}
            wrong += [f"{name}: {told}" for told in found.values() if told]
            counts = (
                f"{len(files(book, part))} files" if number == 0 else "same" for part in PARTS
            )
            told = [found[part] or count for part, count in zip(PARTS, counts, strict=True)]
            lines.append(f"| {described(name, where, below)} | {' | '.join(told)} |")
            print(lines[-1], flush=True)
            if number:
                shutil.rmtree(below)
        own = difference(reference, ROOT, "chapters")
        wrong += [f"committed: {own}"] if own else []
        lines += ["", f"The chapters are those that are committed: {own or 'yes'}."]
    OUT.write_text("\n".join([*lines, ""]), encoding="utf-8")
    sys.exit("\n".join(wrong) if wrong else 0)


def described(name: str, where: Surroundings, below: Path) -> str:
    """Say what surroundings are, and whether this machine has their locale."""
    said = [f"folder `{where.folder}`", *(f"{k}={v}" for k, v in where.env.items())]
    locale = where.env["LC_ALL"]
    if locale.partition(".")[0] not in ("C", "POSIX") and not (locales(below) / locale).exists():
        said[1] += " (which is not to be had here: C is taken)"
    said.append(f"umask {where.umask:03o}")
    said += ["settings of a user"] if where.settings else []
    said += ["one processor"] if where.processors else []
    return f"{name}: {', '.join(said)}"


if __name__ == "__main__":
    main()
