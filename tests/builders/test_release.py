"""No change of the tables becomes a release, or passes, before CHANGELOG gives its reason."""

import csv
import json
import re
from pathlib import Path

import pytest
from conftest import BUILT, HTML, ROOT, cell, copy

from claimbook.builders.release import LOG, ZENODO, ReleaseError, release, unexplained
from claimbook.cite.formats import zenodo
from claimbook.cite.metadata import read_book
from claimbook.data.manifest import digest, manifest
from claimbook.data.read import read


def test_what_differs_from_the_last_release_stands_in_the_changelog_with_its_reason() -> None:
    lines = "\n".join(unexplained(ROOT))
    assert not lines, f"\nWrite into the first section of {LOG}, with the reason of each:\n{lines}"


@BUILT
def test_what_is_published_is_what_the_manifest_says() -> None:
    with open(HTML / "data" / "manifest.csv", encoding="utf-8", newline="") as file:
        rows = {row["file"]: row["sha256"] for row in csv.DictReader(file)}
    published = {p.relative_to(HTML / "data").as_posix() for p in (HTML / "data").rglob("*.[cj]s*")}
    assert published == {*rows, "manifest.csv"}
    assert {name: digest(HTML / "data" / name) for name in rows} == rows


def begin(book: Path, *lines: str, version: str) -> None:
    """Begin CHANGELOG with a section, and give the book this version."""
    log, cff = book / LOG, book / "CITATION.cff"
    section = [f"## {version} (today)", "", *lines, ""]
    log.write_text("\n".join([*section, log.read_text("utf-8")]), "utf-8")
    old = read_book(book).version
    cff.write_text(cff.read_text("utf-8").replace(old, version), "utf-8")


def execute(book: Path) -> None:
    """Let every chapter say that it was executed with these tables, as after `make refresh`."""
    now = f'"data": "{read(book / "data").digest}"'
    for path in book.glob("chapters/*.ipynb"):
        path.write_text(re.sub(r'"data": "[0-9a-f]{16,}"', now, path.read_text("utf-8")), "utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a copy of the book that has just been released, as version 9.9.8."""
    book = copy(tmp_path / "book")
    given = [line.replace("why?", "Before.") for line in unexplained(book)]
    begin(book, *given, version="9.9.8")
    execute(book)
    release(book)
    return book


def test_a_release_tells_zenodo_what_citation_cff_says(book: Path) -> None:
    assert json.loads((book / ZENODO).read_text("utf-8"))["version"] == "9.9.8"
    right = "CITATION.cff says otherwise than it: python -m claimbook release"
    assert (ROOT / ZENODO).read_text("utf-8") == zenodo(read_book(ROOT)), right


def test_no_release_without_its_reasons_all_said_at_once(book: Path) -> None:
    before = manifest(book / "data")
    cell(book / "data", "statements", "c12", "note", "More is said.")
    (line,) = unexplained(book)
    assert line.startswith("- `article/statements.csv` (") and line.endswith("why?")
    begin(book, line, version="9.9.9")
    cell(book / "data", "events", "interview", "date_basis", "no such code")
    with pytest.raises(ReleaseError) as stopped:
        release(book)
    for reason in (
        "column date_basis",
        "chapters/claims.ipynb: made from other tables; run make refresh",
        line,
        "- `article/events.csv` (",
    ):
        assert reason in str(stopped.value)
    assert manifest(book / "data") == before


def test_a_release_writes_what_the_changelog_says(book: Path) -> None:
    before, log = manifest(book / "data"), book / LOG
    cell(book / "data", "statements", "c12", "note", "More is said.")
    execute(book)
    begin(book, *unexplained(book), version="9.9.9")
    log.write_text(
        log.read_text("utf-8").replace("why?", "It is said\n  in more words.", 1), "utf-8"
    )
    assert release(book) == ["article/statements.csv"]
    after = manifest(book / "data")
    entry = after.pop("article/statements.csv")
    assert (entry.version, entry.why) == ("9.9.9", "It is said in more words.")
    assert entry.sha256 == digest(book / "data" / entry.file)
    assert after.items() <= before.items() and unexplained(book) == release(book) == []

    cell(book / "data", "statements", "c12", "note", "And more.")
    begin(book, version="9.9.10")
    log.write_text(log.read_text("utf-8").replace("## 9.9.10", "## 9.9.9", 1), "utf-8")
    with pytest.raises(ReleaseError, match=r"the first section must be that of 9\.9\.10"):
        release(book)
    begin(book, version="9.9.9")
    with pytest.raises(ReleaseError, match=r"9\.9\.9 is released, and article/statements"):
        release(book)
