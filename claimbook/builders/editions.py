"""Builds the book: the pages, the PDF, the EPUB.

Everything is built beside what was built before and takes its place when it is whole, so that a build
that fails, or is stopped, leaves the earlier book as it was. One build runs at a time.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from unittest.mock import patch

from jupyter_book.sphinx import build_sphinx

from claimbook.atomic import WRITE_ERRORS, atomic_write, replace_folder
from claimbook.builders.epub import epub
from claimbook.builders.handout_files import make_sheets
from claimbook.builders.lock import build_lock
from claimbook.builders.pdf import pdf
from claimbook.cache import BOOK_FILES, fingerprint, forget
from claimbook.cite.metadata import read_book, read_chapters
from claimbook.data import schema
from claimbook.data.frames import load
from claimbook.data.problems import UserError
from claimbook.data.text import uncoloured
from claimbook.data.wording import listing

#: Edition -> the builder of Sphinx it is made with, where that leaves its work, and what finishes it.
EDITIONS: dict[str, tuple[str, str, Callable[..., object]]] = {
    "pdf": ("singlehtml", "singlehtml/index.html", pdf),
    "epub": ("epub", "epub/*.epub", epub),
}
#: What a log says of a fault: Sphinx’s warnings, and the last words of a traceback.
FAULT = re.compile(r"WARNING|ERROR|^\w*(?:Error|Exception)\b|^Sphinx error|^[\w.]+Error:")
MOST_LINES = 30


class BuildError(UserError, RuntimeError):
    """The book could not be built; the message says why, and that nothing was lost."""


def build(*editions: str, root: Path = schema.ROOT, tell: Callable[[str], None] = print) -> None:
    """Build editions of the book, in this order: ``pdf``, ``epub``, ``html``.

    The pages lie in ``_build/html``, the others in ``_build/downloads``; with the PDF come the sheets
    for a class, in ``_build/sheets``. The pages offer those that were made from the same state of
    the book. Raises :class:`BuildError`;
    :class:`claimbook.data.frames.DataError` if the tables have problems.
    """
    with build_lock(root, tell) as target:
        tell(f"Building {listing(e.upper() for e in editions)} …")
        tables = load(root / "data")  # with their own words, before Sphinx says it in a long log
        read_chapters(root)
        book, state = read_book(root), fingerprint(root, BOOK_FILES)
        for edition, (builder, there, finish) in EDITIONS.items():
            if edition not in editions:
                continue
            path = target / "downloads" / f"{book.slug}.{edition}"
            path.parent.mkdir(exist_ok=True)
            new, origin = path.with_name(f".{path.name}"), path.with_name(f".{edition}-from")
            with sphinx_build(root, there, builder) as made:
                finish(made, new, book)
            origin.unlink(missing_ok=True)  # of no state, until it is told of which
            os.replace(new, path)
            atomic_write(origin, state)
            tell(f"Built {path.relative_to(root)}, {path.stat().st_size / 1e6:.1f} MB.")
        if "pdf" in editions and (names := make_sheets(target / "sheets", book, tables, state)):
            tell(f"Built {listing(names)}.")
        if "html" in editions:
            with sphinx_build(root, "html") as made:
                number = len(list(made.rglob("*.html")))
                (made / ".buildinfo").unlink(missing_ok=True)  # for Sphinx; differs with Python
                replace_folder(made, target / "html")
            first = target / "html" / "index.html"
            tell(f"Built {number} pages without a warning. The book is at {first.as_uri()}")


@contextmanager
def sphinx_build(root: Path, there: str, builder: str = "html") -> Iterator[Path]:
    """Build with a builder of Sphinx as Jupyter Book does, in a folder of its own; give what it made, at ``there``.

    Settings of the user that would change a byte of the pages do not count: docutils' change every
    heading, Sphinx takes the year of SOURCE_DATE_EPOCH for the book's. Raises :class:`BuildError`
    if it warns of anything.
    """
    folder, log = root / "_build", root / "_build" / "build.log"
    forget()  # another edition may have been made meanwhile
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder, ignore_cleanup_errors=True) as new:
        with (
            open(log, "w", encoding="utf-8") as file,
            redirect_stderr(file),
            patch.dict(os.environ, DOCUTILSCONFIG=os.devnull),
        ):
            os.environ.pop("SOURCE_DATE_EPOCH", None)
            try:
                fault = build_sphinx(
                    root,
                    Path(new, builder),
                    noconfig=True,
                    path_config=root / "_config.yml",
                    confoverrides={"nitpicky": True, "latex_individualpages": False},
                    builder=builder,
                    warningiserror=True,
                    keep_going=True,
                    quiet=True,
                )
            except Exception as error:  # before Sphinx begins: the settings are none
                print(f"{type(error).__name__}: {error}", file=file)
                fault = error
        if isinstance(fault, KeyboardInterrupt):
            raise fault
        if fault:
            raise BuildError(failed(log.read_text(encoding="utf-8", errors="replace"), log))
        (made,) = Path(new).glob(there)
        yield made


def failed(text: str, log: Path) -> str:
    """Say why a build failed, from its log."""
    plain = uncoloured(text)
    lines = list(dict.fromkeys(line.strip() for line in plain.splitlines() if FAULT.search(line)))
    if stopped := [os.strerror(number) for number in WRITE_ERRORS if f"[Errno {number}]" in plain]:
        lines = [f"{stopped[0]}. Mend that, and build again."]
    told = lines[:MOST_LINES] or plain.strip().splitlines()[-MOST_LINES:]
    more = [f"… and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    head = "The book was not built; what was built before is as it was."
    return "\n".join([head, *told, *more, f"The whole log: {log}"])
