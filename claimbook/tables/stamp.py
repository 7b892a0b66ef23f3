"""Remember what was found sound, so that a chapter need not check again what no byte has changed.

A stamp is an empty file, kept by content (:mod:`claimbook.kept`): its name hangs on all that a
verdict depends on, the data, the sources of this room, the versions of Frictionless and of Python.
"""

import hashlib
import os
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from claimbook.kept import keep, place


def _sources() -> bytes:
    """Hash the sources of this package as they are on disk."""
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.digest()


#: The sources as they were before any rule was imported: the package imports this module first.
LOADED = _sources()


def possible() -> bool:
    """Whether data can be held against its schema here: that needs Frictionless."""
    return find_spec("frictionless") is not None


def known(digest: str) -> bool:
    """Whether data with this digest (:attr:`claimbook.tables.problems.Data.digest`) was sound."""
    stamp = _stamp(digest)
    return stamp is not None and os.path.exists(stamp)  # False, too, where it may not look


def remember(digest: str) -> None:
    """Remember that data with this digest is sound; where nothing can be written, do not."""
    if stamp := _stamp(digest):
        keep(stamp, b"")


def _stamp(digest: str) -> Path | None:
    """Return the place of a stamp; none where a verdict would not be whole.

    That is so if the sources were edited after they were imported, or without Frictionless.
    """
    if _sources() != LOADED or not possible():
        return None
    return place(LOADED, digest, version("frictionless"), sys.version)
