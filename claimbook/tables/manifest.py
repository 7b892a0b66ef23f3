"""What the last release vouches for: `data/manifest.csv`, with a row for each table and the descriptor."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from claimbook.tables import schema

MANIFEST = "manifest.csv"


@dataclass(frozen=True)
class Entry:
    """A file of the data as it was released: in which release it last changed, on which day, and why."""

    file: str  #: its path in the data folder
    rows: str  #: how many it has, in digits; empty for the descriptor
    sha256: str  #: of its bytes
    version: str
    date: str
    why: str


def manifest(folder: Path = schema.DATA) -> dict[str, Entry]:
    """Return the manifest of a data folder, by file; nothing if there was no release yet."""
    path = folder / MANIFEST
    if not path.exists():
        return {}
    with open(path, encoding="utf-8", newline="") as file:
        return {row["file"]: Entry(**row) for row in csv.DictReader(file)}


def digest(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file, as the manifest has it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
