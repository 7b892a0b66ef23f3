"""Write files and folders whole or not at all: beside their place first, then in it.

Whatever stops a program, a kill, a full disk, a missing permission, what stood there before stands
there still. Something half-made is called ``.NAME.….new`` or ``.new-…``, and goes the next time.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: How something half-made is called.
HALF = (".new-*", ".*.new")


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; text as UTF-8. A link stays one; so do permissions.

    Several processes may write the same file. Raises ``OSError`` with the name of the file.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with open(beside, "xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise


def exchange(new: Path, old: Path) -> None:
    """Put a folder in the place of another, which goes when the new one stands there."""
    gone = _gone(old)
    shutil.rmtree(gone, ignore_errors=True)
    if old.exists():
        os.replace(old, gone)
    try:
        os.replace(new, old)
    except BaseException:
        if gone.exists() and not old.exists():
            os.replace(gone, old)
        raise
    shutil.rmtree(gone, ignore_errors=True)


def _gone(folder: Path) -> Path:
    return folder.with_name(f".old-{folder.name}")


@contextmanager
def alone(root: Path, tell: Callable[[str], None] = print) -> Iterator[Path]:
    """Wait until nobody else builds or refreshes this book; give its folder ``_build``.

    What was left half-made there by somebody who was stopped is cleared away, and what was being
    exchanged is put back. Raises ``OSError`` where nothing can be written.
    """
    from filelock import FileLock, Timeout

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
    for gone in target.glob(".old-*"):
        old = target / gone.name.removeprefix(".old-")
        if not old.exists():
            os.replace(gone, old)
        shutil.rmtree(gone, ignore_errors=True)
    below = (p for f in (root, root / "chapters", root / "data", target) for p in _halves(f))
    for half in [*below, *_halves(target / "downloads")]:
        shutil.rmtree(half, ignore_errors=True) if half.is_dir() else half.unlink()


def _halves(folder: Path) -> Iterator[Path]:
    for pattern in HALF:
        yield from folder.glob(pattern)
