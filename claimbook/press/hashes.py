"""The SHA-256 of every page, notebook, figure and export of a release, to compare with one's own.

The list is committed with the release as ``site.sha256``; `sha256sum -c site.sha256` compares, and so do
the tests. Editions are not in it: they hang on the version of Chromium.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from claimbook.cache import BOOK_FILES, fingerprint

FILE = "site.sha256"
#: What is in the list, as patterns below the folder of the book.
PATTERNS = ("_build/html/**/*", "chapters/*", "docs/*.svg")
LEFT_OUT = ("_build/html/lite", "_build/html/downloads", "_build/html/sheets")


def _files(root: Path) -> Iterator[str]:
    for path in (p for pattern in PATTERNS for p in root.glob(pattern) if p.is_file()):
        name = path.relative_to(root).as_posix()
        if not name.startswith(LEFT_OUT):
            yield name


def hash_list(root: Path) -> str:
    """Return the list for a built book; its first line names what the book was made from."""
    lines = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in _files(root)}
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(lines.items()))
    return f"# made from {fingerprint(root, BOOK_FILES)}\n{text}"


def is_of(root: Path, text: str) -> bool:
    """Return whether a list was written for the book as it is in a folder."""
    return text.startswith(f"# made from {fingerprint(root, BOOK_FILES)}\n")


def differing(root: Path, text: str) -> list[str]:
    """Return the files whose bytes are not those of a list, or that are in one of the two alone."""
    one, other = (set(lines.splitlines()[1:]) for lines in (text, hash_list(root)))
    return sorted({line.partition("  ")[2] for line in one ^ other})
