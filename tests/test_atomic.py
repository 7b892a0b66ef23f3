"""What is written is whole or was never there; what was there before survives every way to fail."""

import os
import re
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from claimbook import atomic, cache
from claimbook.__main__ import main
from claimbook.atomic import atomic_write, replace_folder
from claimbook.builders.lock import build_lock
from claimbook.cite.metadata import read_chapters


def there(folder: Path) -> dict[str, str]:
    """Return the files of a folder with what they say."""
    return {p.name: p.read_text("utf-8") for p in folder.iterdir()}


@pytest.mark.parametrize("stopped", ["write", "replace"])
def test_a_file_that_cannot_be_written_whole_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: str
) -> None:
    path = tmp_path / "chapter.ipynb"
    atomic_write(path, "before")
    full = OSError(28, "No space left on device")

    def fail(*_: object) -> None:
        raise full

    if stopped == "replace":
        monkeypatch.setattr(os, "replace", fail)
    else:
        monkeypatch.setattr(atomic.shutil, "copymode", fail)
    with pytest.raises(OSError, match=r"No space left on device: '.*chapter.ipynb'"):
        atomic_write(path, "after")
    assert there(tmp_path) == {"chapter.ipynb": "before"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither these permissions nor these links")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.csv", tmp_path / "b.csv"
    atomic_write(path, "before")
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask
    path.chmod(0o640)
    link.symlink_to(path)
    atomic_write(link, "after ümläut\n")
    assert link.is_symlink() and path.read_bytes() == "after ümläut\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_new_book_takes_the_place_whole(tmp_path: Path) -> None:
    old, new = tmp_path / "html", tmp_path / "new"
    for folder, text in ((old, "old"), (new, "new")):
        folder.mkdir()
        atomic_write(folder / "index.html", text)
    (old / "left.html").touch()
    replace_folder(new, old)
    assert [p.name for p in tmp_path.iterdir()] == ["html"]
    assert there(old) == {"index.html": "new"}
    with pytest.raises(FileNotFoundError):
        replace_folder(new, old)
    assert there(old) == {"index.html": "new"}, "the exchange failed and was taken back"


def test_what_was_left_half_made_is_cleared_and_put_back(tmp_path: Path) -> None:
    chapters, made = tmp_path / "chapters", tmp_path / "_build"
    for folder in (chapters, made / ".new-abc" / "html", made / ".old-html"):
        folder.mkdir(parents=True)
    atomic_write(chapters / "a.ipynb", "whole")
    (chapters / ".a.ipynb.12ab.new").write_text("ha", "utf-8")
    atomic_write(made / ".old-html" / "index.html", "the earlier book")
    with build_lock(tmp_path):
        pass
    assert there(chapters) == {"a.ipynb": "whole"}
    assert sorted(p.name for p in made.iterdir()) == [".lock", "html"]
    assert there(made / "html") == {"index.html": "the earlier book"}


def test_one_build_at_a_time(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "_build").mkdir()
    first = FileLock(tmp_path / "_build" / ".lock")
    first.acquire()
    order: list[str] = []

    def second() -> None:
        with build_lock(tmp_path, said.append):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    while not said:
        thread.join(0.05)
    assert order == [] and "waiting for it" in said[0]
    first.release()
    thread.join(10)
    assert order == ["second"]


def test_a_folder_that_cannot_be_written_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "_build").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr("claimbook.data.schema.ROOT", tmp_path)
    (tmp_path / "a.ipynb").write_text("{}", "utf-8")
    assert main(["refresh", str(tmp_path / "a.ipynb")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    # The reason in the words of the system.
    assert re.search(r"_build: [A-Z].+\. What stood there before is as it was\.$", line)


def test_a_file_of_the_book_that_is_missing_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "claimbook.builders.editions.build", lambda *_, **__: read_chapters(tmp_path)
    )
    assert main(["build"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "_toc.yml: is missing (git checkout brings back a file of the book" in line


WRITER = """
import sys
from pathlib import Path
from claimbook.atomic import atomic_write
print("ready", flush=True)
while True:
    for letter in "ab":
        atomic_write(Path(sys.argv[1]), letter * 3_000_000)
"""


def test_a_kill_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "chapter.ipynb"
    for _ in range(3):
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout and process.stdout.readline()
            while not path.exists():
                time.sleep(0.001)
            time.sleep(0.02)
            process.kill()
        text = path.read_text("utf-8")
        assert text in ("a" * 3_000_000, "b" * 3_000_000)


def test_what_is_cached_and_damaged_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"the reference"

    assert {cache.cached(make, "a") for _ in range(3)} == {b"the reference"} and len(made) == 1
    (path,) = (p for p in tmp_path.rglob("*") if p.is_file())
    for damage in (b"", path.read_bytes()[:-1], path.read_bytes() + b"x"):
        path.write_bytes(damage)
        assert cache.cached(make, "a") == b"the reference"
    assert len(made) == 4
    cache.cached(make, "a", "b")
    cache.cached(make, "ab", "")
    assert len(made) == 6, "by all that it is made from, part by part"
    monkeypatch.setenv("XDG_CACHE_HOME", str(path))  # no folder: nothing can be kept
    assert cache.cached(make, "a") == b"the reference" and len(made) == 7
