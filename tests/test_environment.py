"""An environment is made beside the one in use: nothing that fails, and nobody who stops it, takes that away."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import environment
from tests.conftest import ROOT
from tests.weight.environments import Toy


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for environments, with files that they are made from."""
    for name in ("pyproject.toml", "requirements.lock", "requirements-test.lock"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name, path in (("ROOT", ""), ("LINK", ".venv"), ("HOMES", ".venvs")):
        monkeypatch.setattr(environment, name, tmp_path / path)
    return tmp_path


def whole(folder: Path, name: str = "1", purpose: str = "book") -> Path:
    """Put an environment there that notes that it is whole."""
    home = folder / ".venvs" / name
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "python").symlink_to(sys.executable)
    note = {
        "made from": environment.state(home),
        "purpose": purpose,
        "package": environment.digest("pyproject.toml"),
    }
    (home / "ready").write_text(json.dumps(note), encoding="utf-8")
    return home


def test_it_serves_while_what_it_was_made_from_is_the_same(folder: Path) -> None:
    home = whole(folder)
    assert environment.serves(home, "book", True) and not environment.serves(home, "test", True)
    os.utime(folder / "pyproject.toml", (0, 0))
    assert environment.serves(home, "book", False), "touched is not changed"
    (folder / "pyproject.toml").write_text("other extras", encoding="utf-8")
    assert environment.noted(home, False) and not environment.serves(home, "book", False)
    for lock in ("requirements.lock", "requirements-test.lock"):
        other = whole(folder, lock)
        (folder / lock).write_text("other versions", encoding="utf-8")
        assert not environment.noted(other, False), lock


def test_it_serves_in_its_folder_and_with_its_python_alone(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = whole(folder, purpose="test")
    assert environment.serves(home, "book", False)
    monkeypatch.setattr(sys, "executable", "/another/python")
    assert environment.serves(home, "book", False) and not environment.serves(home, "book", True)
    copied = shutil.copytree(folder, tmp_path_factory.mktemp("copied") / "book", symlinks=True)
    monkeypatch.setattr(environment, "ROOT", copied)
    assert not environment.serves(copied / ".venvs" / "1", "book", False)
    monkeypatch.setattr(environment, "ROOT", folder)
    python = folder / "python"
    python.write_text("#!", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    upgraded = whole(folder, "2")
    python.unlink()
    assert not environment.serves(upgraded, "book", False)


def test_the_link_is_exchanged_and_what_is_left_over_goes(folder: Path) -> None:
    """Also where README’s commands without make have left a real folder."""
    (folder / ".venv" / "lib").mkdir(parents=True)
    whole(folder, "1"), (folder / ".venvs" / "half").mkdir()
    for name in ("2", "3"):
        home = whole(folder, name)
        environment.take(home)
        assert (folder / ".venv").resolve() == home
        assert [path.name for path in (folder / ".venvs").iterdir()] == [name]
    assert os.readlink(folder / ".venv") == ".venvs/3", "it leads there from a moved folder too"


def test_two_runs_wait_for_each_other_and_for_a_pip_that_was_left_behind(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with environment.alone() as lock:
        left = subprocess.Popen(["sleep", "60"], pass_fds=[lock])
    entered = threading.Event()

    def second() -> None:
        with environment.alone():
            entered.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not entered.wait(0.3)
    left.kill()
    assert entered.wait(10)
    thread.join()
    left.wait()
    assert "waiting for it" in capsys.readouterr().out
    with open(folder / ".venvs" / "lock", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_another_python_is_told_which_one_is_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "pyproject.toml", folder)
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    with pytest.raises(environment.Failed, match=r"Python 3\.11 to 3\.14 is needed.*make PYTHON="):
        environment.new("book", 0)


@pytest.mark.slow
def test_it_grows_and_survives_what_fails(tmp_path: Path) -> None:
    """The whole of it with a toy; ``tests/weight/environments.py`` breaks it in every other way."""
    toy = Toy(tmp_path / "a toy # ü")
    assert toy.make("book")[0] == 0 and toy.works("toybook") and not toy.works("toytest")
    assert toy.make("test")[0] == 0 and toy.works("toybook", "toytest")
    toy.env["PIP_FIND_LINKS"] = "file:///nowhere"
    assert toy.make("book") == (0, ""), "nothing to do, nothing to fetch, nothing to say"
    toy.write("pyproject.toml", toy.read("pyproject.toml") + "# changed\n")
    assert toy.make("book")[0] == 0 and toy.homes == ["1"], "the package alone, without an index"
    toy.change()
    status, said = toy.make("book")
    assert status and "No matching distribution found for toybook" in said
    assert "The one before is as it was" in said and "package index" in said
    assert toy.works("toybook", "toytest") and toy.homes == ["1"]
