"""What an author sees at once has the bytes of a fresh build, whatever changed before."""

import filecmp
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest
from conftest import ROOT, cell, copy
from playwright.sync_api import Browser, expect

from claimbook.builders.editions import BuildError
from claimbook.data.read import read
from claimbook.live.preview import Preview
from claimbook.live.server import files, mirror


def differing(one: Path, other: Path) -> list[str]:
    names = {p.relative_to(at).as_posix() for at in (one, other) for p in files(at)}
    _, wrong, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return sorted([*wrong, *missing])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def claimbook(book: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "claimbook", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    # Whoever runs the tests in the background has them ignore Ctrl-C; this process listens to it.
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(
        command, cwd=book, env=env, stdout=subprocess.PIPE, encoding="utf-8", preexec_fn=listen
    )


@pytest.mark.slow
def test_what_changed_is_built_as_a_fresh_build_makes_it(tmp_path: Path) -> None:
    book = copy(tmp_path / "book")
    page, toc, added = book / "chapters/context.ipynb", book / "_toc.yml", book / "chapters/new.md"
    before, data = toc.read_text(encoding="utf-8"), read(book / "data").digest

    def fresh(preview: Preview) -> list[str]:
        claimbook(book, "build").communicate()  # in a process that knows of nothing
        return differing(preview.site, book / "_build" / "html")

    with Preview(book) as preview:
        preview.build()
        edit(page, "One may read this either way", "It can be read both ways")
        assert preview.build() == 1, "one page is read for a word"
        edit(page, "It can be read both ways", "One may read this either way")
        assert preview.build() == 1
        edit(page, "One may read this either way", "It can be read both ways")
        edit(page, "## What the telling does", "## What telling does")
        # Shown on other pages.
        edit(page, "the fill says of which day it tells.", "the fill says of which day.")
        assert preview.build() == 1
        assert fresh(preview) == []

        with pytest.raises(BuildError, match="no-such"):
            edit(
                page, "It can be read both ways", "{claim:figure}`no-such` It can be read both ways"
            )
            preview.build()
        with pytest.raises(BuildError, match="no-such"):
            preview.build()  # it is not forgotten while other pages are mended
        edit(page, "{claim:figure}`no-such` ", "")
        preview.build()

        cell(book / "data", "actors", "cuba-pakistan", "name", "Pakistan and Cuba")
        edit(book / "data/datapackage.json", '"label": "', '"label": "The ')
        for path in (book / "chapters").glob("*.ipynb"):  # as if they were executed, in no time
            edit(path, data, read(book / "data").digest)
        text = (book / "chapters/items.md").read_text(encoding="utf-8")
        added.write_text(text.partition("\n# ")[0] + "\n# A new page\n\nSee {see}`c07`.\n", "utf-8")
        listed = "      - file: chapters/items\n"
        edit(toc, listed, f"{listed}      - file: chapters/new\n")
        preview.build()
        assert fresh(preview) == []
        assert (preview.site / "chapters/new.html").exists()

        added.unlink()
        toc.write_text(before, encoding="utf-8")
        preview.build()
        assert fresh(preview) == []


def test_a_folder_follows_another(tmp_path: Path) -> None:
    made, folder = tmp_path / "made", tmp_path / "folder"
    (made / "a").mkdir(parents=True)
    (made / "a/b.html").write_text("one", encoding="utf-8")
    sent: dict[Path, tuple[int, int]] = {}
    assert mirror(made, folder, sent) and not mirror(made, folder, sent)
    (made / "a/b.html").unlink()
    (made / "c.html").write_text("two", encoding="utf-8")
    assert mirror(made, folder, sent)
    assert [p.name for p in files(folder)] == ["c.html"]


@contextmanager
def live(book: Path) -> Iterator[str]:
    """Serve a book as its author sees it; give its address, and end as Ctrl-C does."""
    process = claimbook(book, "live", "--port", "0")
    try:
        assert process.stdout
        yield re.findall(r"http://[^/]+", process.stdout.readline())[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_saved_word_is_on_the_page_and_what_is_wrong_is_said_there(
    tmp_path: Path, browser: Browser
) -> None:
    book = copy(tmp_path / "book")
    page = book / "chapters/context.ipynb"
    title = json.loads(page.read_text(encoding="utf-8"))["cells"][0]["source"][0].strip("# \n")
    with live(book) as address:
        tab = browser.new_page()
        tab.goto(f"{address}/chapters/context.html")
        main, notice = tab.get_by_role("main"), tab.get_by_role("status").last
        expect(main).to_contain_text(title, timeout=90_000)  # it came by itself
        edit(page, f"# {title}", "# One word")
        expect(main).to_contain_text("One word", timeout=30_000)
        edit(page, "# One word", "# Another word {claim:figure}`no-such`")
        expect(notice).to_contain_text("no-such", timeout=30_000)
        expect(main).to_contain_text("One word")
        edit(page, " {claim:figure}`no-such`", "")
        expect(main).to_contain_text("Another word", timeout=30_000)
        expect(notice).to_be_hidden()

        server = HTTPConnection(address.removeprefix("http://"))
        server.request("GET", "/", headers={"Host": "elsewhere.example"})
        answer = server.getresponse()
        assert answer.status == 403, "a page elsewhere reads what is not published"
        assert answer.headers["Cache-Control"] == "no-store", "a browser may show an earlier book"
