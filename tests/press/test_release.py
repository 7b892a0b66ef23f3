"""No change of the tables becomes a release, or passes, before CHANGELOG gives its reason."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BUILT, HTML, ROOT, cell, copy

from claimbook.cite.metadata import read_book
from claimbook.press import release as module
from claimbook.press.moves import moves
from claimbook.press.release import LOG, MANIFEST, ReleaseError, release, told, unacknowledged

VERSION = read_book(ROOT).version


def test_what_differs_from_the_last_release_stands_in_the_changelog_with_its_reason() -> None:
    how = f"\nThe tables are not those of the manifest. See `make changes`, and write into {LOG}:\n"
    assert not (open_ := unacknowledged(ROOT)), how + "\n".join(open_)


@BUILT
def test_what_is_published_is_what_the_manifest_says() -> None:
    with open(HTML / "data" / "manifest.csv", encoding="utf-8", newline="") as file:
        rows = {row["file"]: row["sha256"] for row in csv.DictReader(file)}
    published = {p.relative_to(HTML / "data").as_posix() for p in (HTML / "data").rglob("*.[cj]s*")}
    assert published == {*rows, "manifest.csv"}
    for name, digest in rows.items():
        assert hashlib.sha256((HTML / "data" / name).read_bytes()).hexdigest() == digest, name


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a copy of the book whose last release is committed."""
    book = copy(tmp_path / "book")
    git(book, "init", "-q")
    git(book, "add", "-A", "--force")
    git(book, "commit", "-qm", "release")
    return book


def git(book: Path, *arguments: str) -> None:
    """Run git without any settings of the user."""
    who = ("-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false")
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *who, *arguments], cwd=book, check=True, capture_output=True, env=env)


def log(book: Path, *lines: str, version: str = "9.9.9") -> None:
    """Begin CHANGELOG with a section."""
    path = book / LOG
    path.write_text(
        "\n".join([f"## {version} (today)", "", *lines, "", path.read_text("utf-8")]), "utf-8"
    )


@pytest.mark.slow
def test_a_slip_is_told_with_all_that_it_moves(book: Path) -> None:
    assert "".join(told(book)).startswith("Nothing has changed since ")
    cell(book / "data", "statements", "c12", "certainty", "asserted")
    cell(book / "data", "events", "interview", "label", "A conversation by telephone")
    page = book / "chapters" / "context.ipynb"
    run = {"cwd": book, "env": {**os.environ, "PYTHONPATH": str(ROOT)}, "check": True}
    subprocess.run([sys.executable, "-m", "claimbook", "refresh", str(page)], **run)
    said = "\n".join(told(book))
    assert "article/statements.csv, 1:\n- c12 (“The 39, through Heusgen, said that" in said
    assert "certainty: hedged → asserted" in said
    assert "article/events.csv, 1:\n- interview, label: Jewher Ilham" in said
    assert "Figures that moved, 1:\n- context, events-told-and-happened: …" in said
    assert "chapters/claims.ipynb" in said.split("Not executed with these tables")[1]
    assert "`article/events.csv` (" in said and "why?" in said


def test_new_gone_and_reordered_rows_and_the_descriptor_are_told(book: Path) -> None:
    table = book / "data" / "article" / "events.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join([lines[0], lines[3], lines[2], *lines[4:]]), "utf-8")
    descriptor = book / "data" / "datapackage.json"
    text = descriptor.read_text("utf-8")
    descriptor.write_text(text.replace('"label": "Hedged"', '"label": "Cautious"'), "utf-8")
    said = "\n".join(told(book))
    gone = lines[1].split(",")[0]
    assert f"- {gone} (" in said and "): gone" in said
    assert "- the rows stand in another order" in said
    assert "- codebook › certainty › hedged, label: Hedged → Cautious" in said


def page(folder: Path, finding: str, value: str) -> None:
    """Write a book of one chapter with one finding and one value in its prose."""
    about = {"claimbook": {"kind": "found", "name": "one", "label": finding}}
    output = {
        "output_type": "display_data",
        "metadata": about,
        "data": {"text/html": f"<p>{finding}"},
    }
    prose = f'Untouched. Of <data value="n">{value}</data> statements, one.\nAlso untouched.'
    cells = [
        {"cell_type": "code", "source": "", "outputs": [output]},
        {"cell_type": "markdown", "source": prose},
    ]
    path = folder / "chapters" / "one.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"cells": cells}), "utf-8")


def test_a_sentence_and_a_finding_that_say_something_else_are_told(tmp_path: Path) -> None:
    page(tmp_path / "a", "Two of them reject it.", "58")
    page(tmp_path / "b", "Three of them reject it.", "59")
    assert list(moves(tmp_path / "a", tmp_path / "b")) == [
        "\nFindings that moved, 1:",
        "- one, one: Two of them reject it. → Three of them reject it.",
        "\nSentences that moved, 1:",
        "- one: Of 58 statements, one. → Of 59 statements, one.",
    ]


def test_no_release_without_its_reasons_all_said_at_once(book: Path) -> None:
    before = (book / MANIFEST).read_bytes()
    cell(book / "data", "statements", "c12", "certainty", "asserted")
    with pytest.raises(ReleaseError) as stopped:
        release(book)
    wrong = str(stopped.value)
    (line,) = unacknowledged(book)
    assert f"{line}" in wrong and line.startswith("- `article/statements.csv` (")
    assert "claims.ipynb: made from other tables; run make refresh" in wrong
    assert (book / MANIFEST).read_bytes() == before


def test_a_release_writes_what_the_changelog_says(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "stale", lambda root: [])  # as after `make refresh`
    cell(book / "data", "statements", "c12", "certainty", "asserted")
    (line,) = unacknowledged(book)
    log(book, line)
    with pytest.raises(ReleaseError, match=r"the first section must be that of[^!]*why\?"):
        release(book)
    cff = book / "CITATION.cff"
    cff.write_text(cff.read_text("utf-8").replace(VERSION, "9.9.9"), "utf-8")
    log(book, line.replace("why?", "It is said\n  without a hedge."))
    assert release(book) == ["article/statements.csv"]
    rows = (book / MANIFEST).read_text("utf-8").splitlines()
    (row,) = [r for r in rows if r.startswith("article/statements.csv,")]
    assert row.split(",")[3] == "9.9.9" and row.endswith("It is said without a hedge.")
    assert unacknowledged(book) == [] and release(book) == []
    cell(book / "data", "statements", "c12", "certainty", "hedged")
    with pytest.raises(ReleaseError, match=r"9\.9\.9 is released, and article"):
        release(book)


def test_without_a_release_or_without_git_it_is_said_what_can_be_known(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ReleaseError, match="git does not know what was before"):
        list(told(book, since="no-such-commit"))
    cell(book / "data", "statements", "c12", "certainty", "asserted")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ReleaseError, match=r"git is missing.*these differ: article/statements.csv"):
        list(told(book))
