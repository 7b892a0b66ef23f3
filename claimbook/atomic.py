"""Write files and folders whole or not at all: beside their place first, then in it.

Whatever stops a program, a kill, a full disk, a missing permission, what stood there before stands
there still. Something half-made is called ``.NAME.….new`` or ``.new-…``, and goes the next time.
"""

import errno
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

#: How something half-made is called.
TEMPORARY = (".new-*", ".*.new")
#: How a folder begins that is being exchanged.
BACKUP = ".old-"
#: What keeps a program from writing: no fault of it.
WRITE_ERRORS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM),
    *(errno.EEXIST, errno.ENOTDIR, errno.EISDIR),
}


def atomic_write(path: Path, content: str | bytes) -> None:
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


def replace_folder(new: Path, old: Path) -> None:
    """Put a folder in the place of another, which goes when the new one stands there."""
    gone = old.with_name(f"{BACKUP}{old.name}")
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
