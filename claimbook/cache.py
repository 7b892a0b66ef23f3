"""Results cached by content: a result is named by the hash of everything it is made from.

Whatever changes, changes the name, so that a stale result is impossible. The cache lies in the
user's cache folder and may be deleted at any time; where nothing can be written, nothing is cached.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from claimbook.atomic import atomic_write

#: What the pages are made from; an edition of another state of it is not offered beside them.
BOOK_FILES = (
    *("chapters", "data", "claimbook", "thisbook", "index.md", "_config.yml", "_toc.yml"),
    *("CITATION.cff", "references.bib"),
)
#: How a result is stored; it is part of its name, so that no other version reads it otherwise.
FORM = "its SHA-256, then the result"
_SIZE = hashlib.sha256().digest_size


def cached(make: Callable[[], bytes], *made_from: str | bytes) -> bytes:
    """Return what ``make`` returns, from an earlier time if it was made from the same.

    ``made_from`` is everything that the result depends on: inputs, and versions of what makes it.
    What is stored begins with its own hash: a damaged file is made anew.
    """
    path = cache_path(FORM, *made_from)
    with suppress(OSError):
        if path:
            stored = path.read_bytes()
            if hashlib.sha256(stored[_SIZE:]).digest() == stored[:_SIZE]:
                return stored[_SIZE:]
    result = make()
    if path:
        store(path, hashlib.sha256(result).digest() + result)
    return result


def cache_path(*made_from: str | bytes) -> Path | None:
    """Return where a result is cached, by what it is made from; none for a user without a home."""
    name = hashlib.sha256()
    for part in made_from:
        name.update(hashlib.sha256(part.encode() if isinstance(part, str) else part).digest())
    with suppress(RuntimeError):
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return folder / "claimbook" / name.hexdigest()
    return None


def store(path: Path, result: bytes) -> None:
    """Write a result into the cache; where nothing can be written, do not."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, result)


def fingerprint(root: Path, names: Iterable[str]) -> str:
    """Return a hash of files and folders below a folder: of all bytes, and where they lie."""
    total = hashlib.sha256()
    for name in names:
        below = root / name
        files = [below] if below.is_file() else [p for p in below.rglob("*") if p.is_file()]
        for path in sorted(files, key=lambda path: path.parts):  # Windows sorts paths without case
            if not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}:
                total.update(path.relative_to(root).as_posix().encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def forget() -> None:
    """Empty what the package caches for as long as a process lives; what it caches by content may stay.

    The first is `functools.cache`, the second `lru_cache` with a size.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith(("claimbook.", "thisbook.")):
            for function in vars(module).values():
                about = getattr(function, "cache_parameters", None)
                if about and about()["maxsize"] is None:
                    function.cache_clear()
