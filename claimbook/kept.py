"""Results kept by content: a result is named by the hash of everything it is made from.

Whatever changes, changes the name, so that a stale result is impossible. What is kept lies in the
user's cache folder and may be deleted at any time; where nothing can be written, nothing is kept.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from claimbook.whole import write

#: What the pages are made from; an edition of another state of it is not offered beside them.
MADE_FROM = (
    *("chapters", "data", "claimbook", "thisbook", "index.md", "_config.yml", "_toc.yml"),
    *("CITATION.cff", "references.bib"),
)


#: How a result is kept; it is part of its name, so that no other version reads it otherwise.
FORM = "its SHA-256, then the result"
_HASH = hashlib.sha256().digest_size


def place(*made_from: str | bytes) -> Path | None:
    """Return where a result is kept, by what it is made from; none for a user without a home."""
    name = hashlib.sha256()
    for part in made_from:
        content = part.encode() if isinstance(part, str) else part
        name.update(hashlib.sha256(content).digest())
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return cache / "claimbook" / name.hexdigest()


def kept(make: Callable[[], bytes], *made_from: str | bytes) -> bytes:
    """Return what ``make`` returns, from an earlier time if it was made from the same.

    ``made_from`` is everything that the result depends on: inputs, and versions of what makes it.
    What is kept begins with its own hash: a damaged file is made anew.
    """
    path = place(FORM, *made_from)
    with suppress(OSError):
        if path:
            found = path.read_bytes()
            own, result = found[:_HASH], found[_HASH:]
            if hashlib.sha256(result).digest() == own:
                return result
    result = make()
    if path:
        keep(path, hashlib.sha256(result).digest() + result)
    return result


def keep(path: Path, result: bytes) -> None:
    """Keep a result; where nothing can be written, do not."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, result)


def fingerprint(root: Path, names: Iterable[str]) -> str:
    """Return a hash of files and folders below a folder: of all bytes, and where they lie."""
    total = hashlib.sha256()
    for name in names:
        below = root / name
        files = [below] if below.is_file() else sorted(p for p in below.rglob("*") if p.is_file())
        for path in files:
            if "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts:
                total.update(path.relative_to(root).as_posix().encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
