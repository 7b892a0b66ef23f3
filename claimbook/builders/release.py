"""Makes a release: the manifest of the tables, with the reason why each of them changed.

A file of the data that differs from its row in `data/manifest.csv` must stand in the first section of
CHANGELOG.md with the first digits of its hash, and why it changed; then a release writes the row anew.
So no slip becomes the book because somebody ran `make refresh`.
"""

import csv
import io
import re
from dataclasses import astuple, fields
from pathlib import Path

from claimbook.atomic import atomic_write
from claimbook.cite.formats import zenodo
from claimbook.cite.metadata import read_book
from claimbook.data import schema
from claimbook.data.check import examine
from claimbook.data.manifest import MANIFEST, Entry, digest, manifest
from claimbook.data.problems import UserError
from claimbook.data.read import read

LOG = "CHANGELOG.md"
#: Digits of a hash that are enough to say which state is meant.
DIGITS = 8
#: What stands where a reason is still to be given.
OPEN = "why?"
#: What Zenodo reads of a release.
ZENODO = ".zenodo.json"


class ReleaseError(UserError, RuntimeError):
    """A release cannot be made; the message says why, and what to do."""


def changed(root: Path = schema.ROOT) -> dict[str, str]:
    """Map each file that is not as the manifest has it to the first digits of its hash, or ``gone``."""
    folder, released = root / "data", manifest(root / "data")
    files = [schema.DESCRIPTOR, *(res["path"] for res in read(folder).package["resources"])]
    now = {file: digest(folder / file) for file in files}
    new = {f: sha[:DIGITS] for f, sha in now.items() if f not in released or released[f].sha256 != sha}  # fmt: skip
    return {**new, **{file: "gone" for file in released if file not in now}}


def reasons(root: Path = schema.ROOT) -> dict[tuple[str, str], str]:
    """Return the reasons that the first section of CHANGELOG gives, by file and digits."""
    first = re.split(r"^## ", (root / LOG).read_text(encoding="utf-8"), flags=re.M)[1]
    found = re.findall(r"^- `([^`]+)` \((\w+)\): (.+(?:\n  .+)*)", first, re.M)
    return {(f, digits): " ".join(w.split()) for f, digits, w in found if w.strip() != OPEN}


def unexplained(root: Path = schema.ROOT) -> list[str]:
    """Return what CHANGELOG has to say of the tables and does not, a line for each file."""
    given = reasons(root)
    return [f"- `{f}` ({sha}): {OPEN}" for f, sha in changed(root).items() if (f, sha) not in given]


def release(root: Path = schema.ROOT) -> list[str]:
    """Write the manifest of the release that CITATION.cff names, and what Zenodo is told of it.

    Returns the files of the data that changed.

    Raises :class:`ReleaseError`, with all reasons at once, if the tables have problems, if a
    chapter was executed with other tables, if the first section of CHANGELOG is not that of this
    version or does not explain each change, or if this version has been released with other tables.
    """
    book, data, differs = read_book(root), read(root / "data"), changed(root)
    old, given = manifest(root / "data"), reasons(root)
    wrong = [str(problem) for problem in examine(data)]
    wrong += [
        f"chapters/{path.name}: made from other tables; run make refresh"
        for path in sorted(root.glob("chapters/*.ipynb"))
        if f'"data": "{data.digest}"' not in path.read_text(encoding="utf-8")
    ]
    heading = re.search(r"^## (\S+)", (root / LOG).read_text(encoding="utf-8"), re.M)
    if heading is None or heading[1] != book.version:
        wrong.append(f"{LOG}: the first section must be that of {book.version}, as in CITATION.cff")
    if missing := unexplained(root):
        wrong += [f"{LOG}: its first section does not say why these changed:", *missing]
    if late := [e.file for e in old.values() if e.version == book.version and e.file in differs]:
        wrong.append(
            f"CITATION.cff: {book.version} is released, and {', '.join(late)} differs; "
            "give the release a new version"
        )
    if wrong:
        raise ReleaseError("\n".join(["No release was made.", *wrong]))
    rows = {res["path"]: str(len(data[name])) for name, res in data.resources.items()}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Entry))
    for file, number in {schema.DESCRIPTOR: "", **rows}.items():
        entry = old.get(file)
        if file in differs or entry is None:
            sha, why = digest(root / "data" / file), given[file, differs[file]]
            entry = Entry(file, number, sha, book.version, book.date, why)
        writer.writerow(astuple(entry))
    atomic_write(root / "data" / MANIFEST, text.getvalue())
    atomic_write(root / ZENODO, zenodo(book))
    return [*differs]
