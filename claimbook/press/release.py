"""What a release vouches for: a manifest of the tables, and what has changed since, acknowledged.

`data/manifest.csv` has a row for each table and for the descriptor: rows, SHA-256, and the release in
which it last changed, with the day and the reason. A file that differs from its row must stand in the
first section of CHANGELOG.md with the first digits of its hash, and why it changed; then a release
writes the row anew. So no slip becomes the book because somebody ran `make refresh`.
"""

import csv
import hashlib
import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from claimbook.atomic import atomic_write
from claimbook.cite.metadata import read_book
from claimbook.press.moves import moves
from claimbook.tables import schema
from claimbook.tables.changes import changes
from claimbook.tables.check import check
from claimbook.tables.problems import Mendable
from claimbook.tables.read import read

MANIFEST = "data/manifest.csv"
LOG = "CHANGELOG.md"
#: Digits of a hash that are enough to say which state is meant.
DIGITS = 8
#: What stands where a reason is still to be given.
OPEN = "why?"


class ReleaseError(Mendable, RuntimeError):
    """A release cannot be made, or be compared with; the message says why, and what to do."""


@dataclass(frozen=True)
class Entry:
    """A row of the manifest."""

    file: str
    rows: str
    sha256: str
    version: str
    date: str
    why: str


def manifest(root: Path = schema.ROOT) -> dict[str, Entry]:
    """Return the manifest of the last release, by file; nothing if there was none."""
    try:
        text = (root / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return {row["file"]: Entry(**row) for row in csv.DictReader(io.StringIO(text))}


def state(root: Path = schema.ROOT) -> dict[str, tuple[str, str]]:
    """Map the descriptor and each table, by file, to its number of rows and the SHA-256 of its bytes."""
    data = read(root / "data")
    rows = {res["path"]: str(len(data.tables[name])) for name, res in data.resources.items()}
    return {
        file: (number, hashlib.sha256((root / "data" / file).read_bytes()).hexdigest())
        for file, number in {schema.DESCRIPTOR: "", **rows}.items()
    }


def pending(root: Path = schema.ROOT) -> dict[str, str]:
    """Map each file that is not as the manifest has it to the first digits of its hash, or ``gone``."""
    released, now = manifest(root), state(root)
    changed = {f: sha[:DIGITS] for f, (_, sha) in now.items() if not _same(released.get(f), sha)}
    return {**changed, **{file: "gone" for file in released if file not in now}}


def _same(entry: Entry | None, sha: str) -> bool:
    return entry is not None and entry.sha256 == sha


def reasons(root: Path = schema.ROOT) -> dict[tuple[str, str], str]:
    """Return the reasons that the first section of CHANGELOG gives, by file and digits."""
    log = (root / LOG).read_text(encoding="utf-8")
    first = re.split(r"^## ", log, flags=re.M)[1]
    found = re.findall(r"^- `([^`]+)` \((\w+)\): (.+(?:\n  .+)*)", first, re.M)
    return {(file, digits): " ".join(why.split()) for file, digits, why in found}


def unacknowledged(root: Path = schema.ROOT) -> list[str]:
    """Return what CHANGELOG has to say of the tables and does not, a line for each file."""
    given = reasons(root)
    return [
        f"- `{file}` ({digits}): {OPEN}"
        for file, digits in pending(root).items()
        if given.get((file, digits), OPEN) == OPEN
    ]


def release(root: Path = schema.ROOT) -> list[str]:
    """Write the manifest of the release that CITATION.cff names; return the files that changed.

    Raises :class:`ReleaseError`, with all reasons at once, if the tables have problems, if a
    chapter was executed with other tables, if CHANGELOG has no section of this version, or does
    not acknowledge each change.
    """
    book, now, given = read_book(root), state(root), reasons(root)
    wrong = [str(problem) for problem in check(root / "data")]
    wrong += [f"{p}: made from other tables; run make refresh" for p in stale(root)]
    heading = re.search(r"^## (\S+)", (root / LOG).read_text(encoding="utf-8"), re.M)
    if heading is None or heading[1] != book.version:
        wrong.append(f"{LOG}: the first section must be that of {book.version}, as in CITATION.cff")
    if missing := unacknowledged(root):
        head = (
            f"{LOG}: the section of {book.version} does not say why these changed (make changes):"
        )
        wrong += [head, *missing]
    changed = pending(root)
    old = manifest(root)
    if before := [e.file for e in old.values() if e.version == book.version and e.file in changed]:
        wrong.append(
            f"CITATION.cff: {book.version} is released, and {', '.join(before)} differs; "
            "give the release a new version"
        )
    if wrong:
        raise ReleaseError("\n".join(["No release was made.", *wrong]))
    entries = [
        Entry(file, rows, sha, book.version, book.date, given[file, changed[file]])
        if file in changed
        else old[file]
        for file, (rows, sha) in now.items()
    ]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Entry))
    writer.writerows(map(astuple, entries))
    atomic_write(root / MANIFEST, text.getvalue())
    return list(changed)


def stale(root: Path) -> list[str]:
    """Return the chapters that were not executed with the tables as they are."""
    digest = read(root / "data").digest
    return [
        path.relative_to(root).as_posix()
        for path in sorted(root.glob("chapters/*.ipynb"))
        if f'"data": "{digest}"' not in path.read_text(encoding="utf-8")
    ]


def told(root: Path = schema.ROOT, since: str = "") -> Iterator[str]:
    """Yield what has changed since the last release, or since a commit, line by line.

    First the rows, table by table; then the findings, figures and sentences that say something
    else; then what CHANGELOG has to acknowledge. Raises :class:`ReleaseError`.
    """
    with then(root, since) as (name, before):
        files: dict[str, list[str]] = {}
        for change in changes(read(before / "data"), read(root / "data")):
            files.setdefault(change.file, []).append(str(change))
        said = list(moves(before, root))
    yield f"Since {name}:" if files or said else f"Nothing has changed since {name}."
    for file, lines in files.items():
        yield f"\n{file}, {len(lines)}:"
        yield from (f"- {line}" for line in lines)
    yield from said
    if late := stale(root):
        yield f"\nNot executed with these tables, so what they say may move yet: {', '.join(late)}"
    if open_ := unacknowledged(root):
        yield f"\nFor the first section of {LOG}, with the reason of each:\n"
        yield from open_


@contextmanager
def then(root: Path, since: str = "") -> Iterator[tuple[str, Path]]:
    """Lay out the book as it was at a commit, or at the last release; give what to call it, and where.

    The last release is the commit that last wrote the manifest.
    """
    commit = since or _git(root, "log", "-1", "--format=%H", "--", MANIFEST).decode().strip()
    if not commit:
        raise ReleaseError(
            f"{MANIFEST} was never committed, so there is no release to compare with; "
            "name a commit: make changes SINCE=…"
        )
    wanted = _git(root, "ls-tree", "--name-only", commit).decode().split()
    parts = [p for p in ("data", "chapters", "index.md") if p in wanted]
    packed = _git(root, "archive", "--format=tar", commit, *parts)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(folder, filter="data")
        versions = {e.version for e in manifest(Path(folder)).values()}
        latest = max(versions, key=_ordered, default="")
        yield (since or f"{latest} (commit {commit[:DIGITS]})"), Path(folder)


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _git(root: Path, *arguments: str) -> bytes:
    """Ask git about the folder of the book."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError:
        raise ReleaseError(
            f"git is missing, and with it what was before; {_at_least(root)}"
        ) from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        raise ReleaseError(f"git does not know what was before ({words}); {_at_least(root)}")
    return done.stdout


def _at_least(root: Path) -> str:
    """Say what the manifest alone tells."""
    return f"by {MANIFEST} alone these differ: {', '.join(pending(root)) or 'none'}"
