"""Results kept by content: a result is named by the hash of everything it is made from.

Whatever changes, changes the name, so that a stale result is impossible. What is kept lies in
``.kept/``, which may be deleted at any time; where nothing can be written, nothing is kept.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".kept"


def kept(make: Callable[[], bytes], *made_from: str | bytes) -> bytes:
    """Return what ``make`` returns, from an earlier time if it was made from the same.

    ``made_from`` is everything that the result depends on: inputs, and versions of what makes it.
    """
    digest = hashlib.sha256()
    for part in made_from:
        content = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % len(content) + content)
    path = FOLDER / digest.hexdigest()
    with suppress(OSError):
        return path.read_bytes()
    result = make()
    with suppress(OSError):  # written whole or not at all: several processes may do this at once
        FOLDER.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=FOLDER, delete=False) as file:
            file.write(result)
        os.replace(file.name, path)
    return result
