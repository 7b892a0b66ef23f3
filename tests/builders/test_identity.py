"""The same book gives the same bytes, whoever makes it and wherever.

A release brings ``site.sha256``: a line for each page, notebook, figure and export, as `sha256sum`
writes them. Whoever builds that release compares. PDF and EPUB are not in it: they hang on the version of
Chromium and on the day.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import HTML, PAGES, PROGRAMS, ROOT, copy

from claimbook.builders.hashes import FILE, differing, hash_list, is_of
from claimbook.cache import BOOK_FILES, fingerprint


@pytest.mark.skipif(not PAGES, reason="the book is not built: make site")
def test_the_book_is_that_of_the_release() -> None:
    listed = ROOT / FILE
    if not listed.is_file() or not is_of(ROOT, listed.read_text(encoding="utf-8")):
        pytest.skip("the book has changed since its hashes were written, at the last release")
    assert differing(ROOT, listed.read_text(encoding="utf-8")) == []


def test_what_differs_is_named(tmp_path: Path) -> None:
    for name in ("_build/html/chapters/a.html", "_build/html/b.css", "chapters/a.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    text = hash_list(tmp_path)
    assert is_of(tmp_path, text) and differing(tmp_path, text) == []
    if program := shutil.which("sha256sum"):
        command = [program, "-c", "--quiet"]
        done = subprocess.run(command, input=text.encode(), cwd=tmp_path, capture_output=True)
        assert done.returncode == 0, "what everybody has reads it too"
    (tmp_path / "_build/html/b.css").write_text("other", encoding="utf-8")
    (tmp_path / "_build/html/chapters/a.html").unlink()
    (tmp_path / "_build/html/new.html").touch()
    assert differing(tmp_path, text) == [
        *("_build/html/b.css", "_build/html/chapters/a.html", "_build/html/new.html")
    ]
    (tmp_path / "chapters/a.ipynb").write_text("another state", encoding="utf-8")
    assert not is_of(tmp_path, text)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a copy of the book, with what the pages offer beside them, so that they offer it too."""
    book = copy(tmp_path / "a book # of 100 % ümläuts")
    for name in ("downloads", "sheets", "lite"):
        if (HTML / name).is_dir() and (ROOT / "_build" / name).is_dir():
            shutil.copytree(ROOT / "_build" / name, book / "_build" / name)
    for note in (book / "_build").glob("*/.*from"):
        if note.read_text(encoding="utf-8") == fingerprint(ROOT, BOOK_FILES):
            note.write_text(fingerprint(book, BOOK_FILES), encoding="utf-8")
    return book


@pytest.mark.slow
@pytest.mark.skipif(not PAGES, reason="the book is not built: make html")
def test_far_away_and_in_two_processes_the_pages_are_the_same(book: Path, tmp_path: Path) -> None:
    """In another folder, language and zone, with another umask, order of hashing and end of lines."""
    out = book / "_build" / "html"
    command = [PROGRAMS / "jupyter-book", "config", "sphinx", book]
    subprocess.run(command, check=True, capture_output=True)
    with open(book / "conf.py", "a", encoding="utf-8") as file:
        file.write(ELSEWHERE)
    env = {**os.environ, "LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "7"}
    env |= {"PYTHONUTF8": "1", "DOCUTILSCONFIG": os.devnull}
    command = [PROGRAMS / "sphinx-build", "-q", "-W", "-n", "-j", "2"]
    command += ["-d", tmp_path / "doctrees", book, out]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", umask=0o077)
    assert done.returncode == 0, done.stderr[-2000:]
    for name in (".buildinfo", "searchindex.js"):  # of Sphinx, and not published
        (out / name).unlink(missing_ok=True)
    assert differing(book, hash_list(ROOT)) == []


@pytest.mark.slow
@pytest.mark.skipif(not PAGES, reason="the book is not built: make html")
def test_a_plain_build_of_jupyter_book_makes_the_same_files(book: Path) -> None:
    command = [PROGRAMS / "jupyter-book", "build", "."]
    done = subprocess.run(command, cwd=book, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stderr[-2000:]
    (book / "_build/html/.buildinfo").unlink()  # Sphinx’s own note; it hangs on the Python
    assert differing(book, hash_list(ROOT)) == []


#: Extensions of Jupyter Book that do not say whether they may read in parallel may; and Sphinx writes pages
#: as it does on Windows.
ELSEWHERE = """
def write(file, mode="r", **how):
    return open(file, mode, **how if "b" in mode else {"newline": "\\r\\n", **how})

def setup(app):
    import sphinx.builders.html
    sphinx.builders.html.open = write
    for extension in app.extensions.values():
        if extension.parallel_read_safe is None:
            extension.parallel_read_safe = True
"""
