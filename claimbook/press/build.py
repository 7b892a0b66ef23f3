"""Builds the book: the pages, the PDF, the EPUB.

Everything is built beside what was built before and takes its place when it is whole, so that a build
that fails, or is stopped, leaves the earlier book as it was. One build runs at a time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claimbook.cite.metadata import read_book, read_chapters
from claimbook.kept import MADE_FROM, fingerprint
from claimbook.press.epub import epub
from claimbook.press.pdf import pdf
from claimbook.press.sheets import make_sheets
from claimbook.press.turn import alone
from claimbook.tables import schema
from claimbook.tables.frames import load
from claimbook.tables.problems import Mendable
from claimbook.tables.text import uncoloured
from claimbook.tables.wording import listing
from claimbook.whole import CANNOT, exchange, write

#: How Sphinx calls what the editions are made from, and where it then lies.
PAPER = {"pdf": ("singlehtml", "singlehtml/index.html"), "epub": ("epub", "epub/*.epub")}
MAKE: dict[str, Callable[..., object]] = {"pdf": pdf, "epub": epub}
#: What a log says of a fault: Sphinx’s warnings, and the last words of a traceback.
FAULT = re.compile(r"WARNING|ERROR|^\w*(?:Error|Exception)\b|^Sphinx error|^[\w.]+Error:")
MOST_LINES = 30


class BuildError(Mendable, RuntimeError):
    """The book could not be built; the message says why, and that nothing was lost."""


def build(*editions: str, root: Path = schema.ROOT, tell: Callable[[str], None] = print) -> None:
    """Build editions of the book, in this order: ``pdf``, ``epub``, ``html``.

    The pages lie in ``_build/html``, the others in ``_build/downloads``; with the PDF come the sheets
    for a class, in ``_build/sheets``. The pages offer those that were made from the same state of
    the book. Raises :class:`BuildError`;
    :class:`claimbook.tables.frames.DataError` if the tables have problems.
    """
    with alone(root, tell) as target:
        tell(f"Building {listing(e.upper() for e in editions)} …")
        load(root / "data")  # with their own words, before Sphinx says it in a long log
        read_chapters(root)
        book, state = read_book(root), fingerprint(root, MADE_FROM)
        for edition in (e for e in ("pdf", "epub") if e in editions):
            with built(root, edition) as made:
                path = target / "downloads" / f"{book.slug}.{edition}"
                path.parent.mkdir(exist_ok=True)
                whole = path.with_name(f".{path.name}")
                MAKE[edition](made, whole, book)
                origin = path.with_name(f".{edition}-from")
                origin.unlink(missing_ok=True)  # of no state, until it is told of which
                os.replace(whole, path)
            write(origin, state)
            tell(f"Built {path.relative_to(root)}, {path.stat().st_size / 1e6:.1f} MB.")
        if "pdf" in editions:
            names = make_sheets(target / "sheets", book, load(root / "data"), state)
            if names:
                tell(f"Built {listing(names)}.")
        if "html" in editions:
            with built(root, "html") as made:
                number = len(list(made.rglob("*.html")))
                (made / ".buildinfo").unlink(
                    missing_ok=True
                )  # differs with Python, and is for Sphinx
                exchange(made, target / "html")
            first = target / "html" / "index.html"
            tell(f"Built {number} pages without a warning. The book is at {first.as_uri()}")


@contextmanager
def built(root: Path, edition: str) -> Iterator[Path]:
    """Let Sphinx build an edition in a folder of its own; give what it made.

    Raises :class:`BuildError` if it warns of anything.
    """
    folder = root / "_build"
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder, ignore_cleanup_errors=True) as new:
        builder, there = PAPER.get(edition, ("html", "html"))
        options = ["--builder", "custom", "--custom-builder", builder] if edition in PAPER else []
        program = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
        if program is None:
            raise BuildError("jupyter-book is missing: it comes with claimbook[book]")
        command = [program, "build", str(root), "-W", "--keep-going", "-n", "-q"]
        log = folder / "build.log"
        with open(log, "w", encoding="utf-8") as file:
            done = subprocess.run(
                [*command, "--path-output", new, *options],
                stdout=file,
                stderr=subprocess.STDOUT,
                env=surroundings(),
            )
        if done.returncode:
            raise BuildError(failed(log.read_text(encoding="utf-8", errors="replace"), log))
        (made,) = Path(new, "_build").glob(there)
        yield made


def surroundings() -> dict[str, str]:
    """Return the environment of a build, without what of the user’s would change a byte of the pages.

    Settings of docutils change every heading; Sphinx writes the year of SOURCE_DATE_EPOCH for the book’s.
    """
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return {**kept, "PYTHONUTF8": "1", "DOCUTILSCONFIG": os.devnull}


def failed(text: str, log: Path) -> str:
    """Say why a build failed, from its log."""
    plain = uncoloured(text)
    lines = list(dict.fromkeys(line.strip() for line in plain.splitlines() if FAULT.search(line)))
    if stopped := [os.strerror(number) for number in CANNOT if f"[Errno {number}]" in plain]:
        lines = [f"{stopped[0]}. Mend that, and build again."]
    told = lines[:MOST_LINES] or plain.strip().splitlines()[-MOST_LINES:]
    more = [f"… and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    head = "The book was not built; what was built before is as it was."
    return "\n".join([head, *told, *more, f"The whole log: {log}"])
