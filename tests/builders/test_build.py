"""A build takes the place of the one before when it is whole; nothing is lost on the way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, cell, copy

from claimbook.builders import editions as module
from claimbook.builders.editions import BuildError, build, failed
from claimbook.cache import BOOK_FILES, fingerprint
from claimbook.data.frames import DataError
from claimbook.site.context import editions


def quiet(line: str) -> None:
    pass


@pytest.mark.slow
def test_what_fails_leaves_the_earlier_book_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = copy(tmp_path / "a book # of 100 % ümläuts")
    before = book / "_build" / "html" / "index.html"
    before.parent.mkdir(parents=True)
    before.write_text("the earlier book", encoding="utf-8")
    page = book / "chapters" / "cite.md"
    page.write_text(page.read_text("utf-8") + "\nSee {claim:figure}`no-such`.\n", "utf-8")
    with pytest.raises(BuildError) as told:
        build("html", root=book, tell=quiet)
    assert "what was built before is as it was" in str(told.value)
    assert "cite.md" in str(told.value) and "'no-such'" in str(told.value)
    assert len(str(told.value).splitlines()) < 8
    assert before.read_text(encoding="utf-8") == "the earlier book"
    cell(book / "data", "statements", "c12", "certainty", "presuposed")
    with pytest.raises(DataError, match="line 13, column certainty"):
        build("html", root=book, tell=quiet)
    left = [p.name for p in (book / "_build").iterdir()]
    assert sorted(left) == [".lock", "build.log", "html"]


def test_editions_of_another_state_of_the_book_are_not_offered(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    page = tmp_path / "chapters" / "a.md"
    page.write_text("one", encoding="utf-8")
    downloads = tmp_path / "_build" / "downloads"
    downloads.mkdir(parents=True)
    (downloads / "book.pdf").touch()
    assert list(editions(tmp_path, fingerprint(tmp_path, BOOK_FILES))) == []
    (downloads / ".pdf-from").write_text(fingerprint(tmp_path, BOOK_FILES), encoding="utf-8")
    found = list(editions(tmp_path, fingerprint(tmp_path, BOOK_FILES)))
    assert found == [("PDF", "downloads/book.pdf")]
    page.write_text("two", encoding="utf-8")
    assert list(editions(tmp_path, fingerprint(tmp_path, BOOK_FILES))) == []
    assert (downloads / "book.pdf").exists(), "looking does not delete"


def test_a_log_is_told_in_a_few_lines() -> None:
    log = "\n".join(
        ["\x1b[91mreading\x1b[0m", *(f"a.md:{n}: WARNING: no {n % 50}" for n in range(200))]
    )
    told = failed(log, Path("build.log")).splitlines()
    assert told[0].startswith("The book was not built") and told[-1].endswith("build.log")
    assert len(told) <= module.MOST_LINES + 3 and "more" in told[-2]
    full = "Exception occurred:\nOSError: [Errno 28] No space left on device\nRuntimeError:\n"
    _, why, _ = failed(full, Path("build.log")).splitlines()
    assert why.startswith("No space left on device") and "build again" in why


@pytest.mark.slow
def test_a_copied_folder_works_on_its_own_package_and_data(tmp_path: Path) -> None:
    there = tmp_path / "copied"
    left = shutil.ignore_patterns("_build", ".*", "tests")
    shutil.copytree(ROOT, there, ignore=left)
    env = {**os.environ, "PYTHONPATH": str(there)}
    code = "import claimbook.data.schema as s; print(s.ROOT)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8"
    )
    assert told.stdout.strip() == str(there)
