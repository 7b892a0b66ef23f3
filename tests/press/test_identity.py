"""The same book gives the same bytes, whoever makes it and wherever."""

import sys
from pathlib import Path

import pytest
from conftest import PAGES, ROOT

sys.path.insert(0, str(ROOT / "tests" / "weight"))
from identity import PARTS, SURROUNDINGS, difference, files, made


@pytest.mark.slow
@pytest.mark.skipif(not PAGES, reason="the book is not built: make site")
def test_pages_editions_and_exports_are_the_same_far_away(tmp_path: Path) -> None:
    """In another folder, language, zone, with another umask, user and processor, from an empty cache."""
    parts = [part for part in PARTS if files(ROOT, part)]  # without Chromium there is no PDF
    command = "build site" if "PDF" in parts else "build"
    book = made(SURROUNDINGS["far away"], tmp_path, command)
    assert [told for part in parts if (told := difference(ROOT, book, part))] == []


def test_the_first_file_that_differs_is_named_and_where(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for book, text in ((one, "a cell"), (other, "a call")):
        (book / "chapters").mkdir(parents=True)
        (book / "chapters" / "b.ipynb").write_text(text, "utf-8")
        (book / "chapters" / "a.ipynb").write_text("same", "utf-8")
    told = difference(one, other, "chapters")
    assert told == "chapters/b.ipynb differs at byte 3: b'a cell' / b'a call'"
    (other / "chapters" / "a.ipynb").unlink()
    assert difference(one, other, "chapters") == "chapters/a.ipynb is in one alone"
