"""Whoever builds or refreshes a book has it alone, and first clears away what others left half-made."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from claimbook.atomic import BACKUP, TEMPORARY


@contextmanager
def build_lock(root: Path, tell: Callable[[str], None] = print) -> Iterator[Path]:
    """Wait until nobody else builds or refreshes this book; give its folder ``_build``.

    What was left half-made there by somebody who was stopped is cleared away, and what was being
    exchanged is put back. Raises ``OSError`` where nothing can be written.
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
        _cleared(root, target)
        yield target
    finally:
        lock.release()


def _cleared(root: Path, target: Path) -> None:
    """Clear away what is half-made."""
    for gone in target.glob(f"{BACKUP}*"):
        old = target / gone.name.removeprefix(BACKUP)
        if not old.exists():
            os.replace(gone, old)
        shutil.rmtree(gone, ignore_errors=True)
    below = (p for f in (root, root / "chapters", root / "data", target) for p in _halves(f))
    for half in [*below, *_halves(target / "downloads")]:
        shutil.rmtree(half, ignore_errors=True) if half.is_dir() else half.unlink()


def _halves(folder: Path) -> Iterator[Path]:
    for pattern in TEMPORARY:
        yield from folder.glob(pattern)
