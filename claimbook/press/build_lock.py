"""The lock of a build: whoever builds or refreshes a book has it alone."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from claimbook.atomic import BACKUP

#: Where somebody who was stopped may have left something half-made (:mod:`claimbook.atomic`).
HALF_MADE = (".*.new", "chapters/.*.new", "data/**/.*.new", "_build/**/.*.new", "_build/.new-*")


@contextmanager
def build_lock(root: Path, tell: Callable[[str], None] = print) -> Iterator[Path]:
    """Wait until nobody else builds or refreshes this book; give its folder ``_build``.

    What somebody who was stopped left half-made is cleared away, and the folder that was being
    replaced is put back. Raises ``OSError`` where nothing can be written.
    """
    target = root / "_build"
    target.mkdir(exist_ok=True)
    lock = FileLock(target / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell("Another build or refresh of this folder is running; waiting for it …")
        lock.acquire()
    try:
        for backup in target.glob(f"{BACKUP}*"):
            place = target / backup.name.removeprefix(BACKUP)
            if not place.exists():
                os.replace(backup, place)
            shutil.rmtree(backup, ignore_errors=True)
        for half in [path for pattern in HALF_MADE for path in root.glob(pattern)]:
            shutil.rmtree(half, ignore_errors=True) if half.is_dir() else half.unlink()
        yield target
    finally:
        lock.release()
