"""Atomic writes: a file or folder is made beside its place and then moved there.

Whatever stops a program, a kill, a full disk, a missing permission, what stood there before stands
there still. What is left half-made is called ``.NAME.….new`` or ``.new-…``;
:mod:`claimbook.press.build_lock` clears it away.
"""

import errno
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

#: How the name of a folder begins while another takes its place.
BACKUP = ".old-"
#: What keeps a program from writing and is no fault of it.
WRITE_ERRORS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM),
    *(errno.EEXIST, errno.ENOTDIR, errno.EISDIR),
}


def atomic_write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; text as UTF-8. A link stays one; so do permissions.

    Several processes may write the same file. Raises ``OSError`` with the name of the file.
    """
    path = path.resolve()
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with open(new, "xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        if path.exists():
            shutil.copymode(path, new)
        os.replace(new, path)
    except BaseException as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise


def replace_folder(new: Path, old: Path) -> None:
    """Put a folder in the place of another, which goes when the new one stands there."""
    backup = old.with_name(f"{BACKUP}{old.name}")
    shutil.rmtree(backup, ignore_errors=True)
    if old.exists():
        os.replace(old, backup)
    try:
        os.replace(new, old)
    except OSError:
        if backup.exists():
            os.replace(backup, old)
        raise
    shutil.rmtree(backup, ignore_errors=True)
