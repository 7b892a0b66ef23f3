"""No change of the tables becomes a release, or passes, before CHANGELOG gives its reason."""

import csv
from pathlib import Path

import pytest
from conftest import BUILT, HTML, ROOT, cell, copy

from claimbook.cite.metadata import read_book
from claimbook.press.release import LOG, ReleaseError, release, unexplained
from claimbook.tables.manifest import digest, manifest
from claimbook.tables.read import read


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


def test_a_release_is_made_when_every_reason_is_given_and_not_before(tmp_path: Path) -> None:
    book = copy(tmp_path / "book")
    before, executed = manifest(book / "data"), read(book / "data").digest
    cell(book / "data", "statements", "c12", "note", "A word more.")
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

    (book / "data" / "article" / "events.csv").write_bytes(
        (ROOT / "data" / "article" / "events.csv").read_bytes()
    )
    now = read(book / "data").digest
    for path in book.glob("chapters/*.ipynb"):  # as after `make refresh`
        path.write_text(path.read_text("utf-8").replace(executed, now), "utf-8")
    log = book / LOG
    log.write_text(
        log.read_text("utf-8").replace("why?", "It is said\n  in more words.", 1), "utf-8"
    )
    assert release(book) == ["article/statements.csv"]
    after = manifest(book / "data")
    entry = after.pop("article/statements.csv")
    assert (entry.version, entry.why) == ("9.9.9", "It is said in more words.")
    assert entry.sha256 == digest(book / "data" / entry.file)
    assert after.items() <= before.items() and unexplained(book) == release(book) == []

    cell(book / "data", "statements", "c12", "note", "And another.")
    begin(book, *unexplained(book), version="9.9.10")
    log.write_text(log.read_text("utf-8").replace("## 9.9.10", "## 9.9.9", 1), "utf-8")
    with pytest.raises(ReleaseError, match=r"the first section must be that of 9\.9\.10"):
        release(book)
    begin(book, version="9.9.9")
    with pytest.raises(ReleaseError, match=r"9\.9\.9 is released, and article/statements"):
        release(book)
