"""Makes the environment of the book in .venv, from a lock: ``python3 environment.py book`` or ``test``.

``.venv`` leads to a folder in ``.venvs``. A new environment is made beside the one in use and takes its
place when it is whole: whatever stops this program, the one before works on, and the next run makes what
is missing. ``test`` adds to the environment of the book what only tests, lint and JupyterLab need.

It runs before anything is installed: the standard library is all it needs, and any Python 3 reads it, so
that one which is too old for the book is told so in words.
"""

import argparse
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator  # noqa: UP035

ROOT = Path(__file__).resolve().parent
LINK = ROOT / ".venv"
HOMES = ROOT / ".venvs"
#: What an environment is for: its lock, and the extras of the package that the lock must satisfy.
PURPOSES = {
    "book": ("requirements.lock", "check,book,own"),
    "test": ("requirements-test.lock", "check,book,own,test,lab"),
}
#: How what pip says begins when it had nothing but what is installed.
ALONE = "pip, which looks at what is installed, says:"
#: What can be done, by what pip says; the first that fits.
ADVICE = (
    ("No space left", "The disk is full: make room."),
    ("DO NOT MATCH THE HASHES", "What came is not what {lock} names: git checkout {lock}"),
    ("nvalid requirement", "{lock} is damaged: git checkout {lock}"),
    (
        ALONE,
        "{lock} lacks what something asks for: git checkout {lock} pyproject.toml, or make lock",
    ),
    ("", "Can the package index be reached, and is {lock} whole (git diff {lock})?"),
)


class Failed(Exception):
    """The environment could not be made; the message says why."""


def main() -> None:
    """See to it that the environment serves, or say why not and what to do."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("purpose", choices=PURPOSES)
    parser.add_argument("--this-python", action="store_true", help="no other Python will do")
    given = parser.parse_args()
    try:
        if not serves(LINK, **vars(given)) or len([*HOMES.glob("[0-9]*")]) > 1:  # one is left over
            with alone() as lock:
                settle(lock, **vars(given))
    except (Failed, OSError) as error:
        before = "The one before is as it was." if LINK.exists() else "There is none yet."
        sys.exit(
            f"The environment was not made: {error}\n{before} Mend this and run the same again."
        )
    except KeyboardInterrupt:
        sys.exit("\nStopped; the next run makes the environment.")


def serves(home: Path, purpose: str, this_python: bool) -> bool:
    """Return whether nothing need be done."""
    note = noted(home, this_python)
    return note.get("purpose") in (purpose, "test") and note["package"] == digest("pyproject.toml")


def noted(home: Path, this_python: bool) -> dict:
    """Return what an environment notes of itself; nothing if it is not whole or made from another state."""
    try:
        note = json.loads((home / "ready").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    python = note["made from"]["python"]
    wrong_one = this_python and python != os.path.realpath(sys.executable)
    same = note["made from"] == state(home) and os.access(python, os.X_OK)
    return note if same and not wrong_one else {}


def state(home: Path) -> dict:
    """Return what an environment hangs on: with another folder, Python or lock it is made anew."""
    return {
        "folder": str(ROOT),
        "python": os.path.realpath(str(home / "bin" / "python")),
        "locks": digest(*(lock for lock, _ in PURPOSES.values())),
    }


def digest(*names: str) -> str:
    """Return a hash of files of the project."""
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


@contextmanager
def alone() -> Iterator[int]:
    """Wait until no other run makes an environment; give the lock, which is free when nobody holds it."""
    HOMES.mkdir(exist_ok=True)
    with open(str(HOMES / "lock"), "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another run is making the environment; waiting for it …", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def settle(lock: int, purpose: str, this_python: bool) -> None:
    """Take the environment that fits and add to it what is missing; if none fits, make one."""
    homes = [home.resolve() for home in (LINK, *HOMES.glob("[0-9]*"))]
    home = next((home for home in homes if noted(home, this_python)), None)
    has = noted(home, this_python)["purpose"] if home else ""
    if has not in (purpose, "test"):
        name = PURPOSES[purpose][0]
        print(f"Making the environment .venv from {name} (some minutes, once; a dot a package)")
    adding = home / "adding" if home else HOMES
    if has == "book" and purpose == "test" and not adding.exists():
        adding.touch()
        install(home, purpose, lock)
        adding.unlink()
    elif has not in (purpose, "test"):  # none, or one whose adding was cut short
        home = new(purpose, lock)
    elif not serves(home, purpose, this_python):
        install_package(home, has, lock)
    take(home)


def new(purpose: str, lock: int) -> Path:
    """Make an environment beside the one in use."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    low, high = map(int, re.search(r'python = ">=3\.(\d+),<3\.(\d+)"', project).groups())
    if not (3, low) <= sys.version_info[:2] < (3, high):
        raise Failed(
            f"Python 3.{low} to 3.{high - 1} is needed; {sys.executable} is"
            f" {sys.version.split()[0]}. Try: make PYTHON=python3.{high - 2} …"
        )
    remove_all_but(LINK.resolve())
    home = HOMES / str(1 + max([0, *(int(path.name) for path in HOMES.glob("[0-9]*"))]))
    try:
        run(lock, [sys.executable, "-m", "venv", str(home)], "Python’s venv says:")
        install(home, purpose, lock)
    except BaseException:
        shutil.rmtree(str(home), ignore_errors=True)
        raise
    return home


def install(home: Path, purpose: str, lock: int) -> None:
    """Install what the lock names, and the package.

    The lock names everything: pip need not look for what a package asks for, which may be newer by now.
    """
    name = PURPOSES[purpose][0]
    pip(home, lock, name, "--require-hashes", "--no-deps", "-r", str(ROOT / name))
    install_package(home, purpose, lock)


def install_package(home: Path, purpose: str, lock: int) -> None:
    """Install the package as it lies in the folder, from nowhere else, and note that all is whole.

    Without an index pip says what is not there though something asks for it.
    """
    for left in home.glob("lib/python*/site-packages/claimbook-*.dist-info"):
        if not (left / "RECORD").exists():  # cut short; pip would refuse to replace it
            shutil.rmtree(str(left))
    name, extras = PURPOSES[purpose]
    options = ["--isolated", "--no-index", "--no-build-isolation"]
    pip(home, lock, name, *options, "-e", f"{ROOT}[{extras}]", PIP_CONFIG_FILE=os.devnull)
    note = {"made from": state(home), "purpose": purpose, "package": digest("pyproject.toml")}
    half = home / "ready.half"
    half.write_text(json.dumps(note, indent=1), encoding="utf-8")
    os.replace(str(half), str(home / "ready"))


def pip(home: Path, lock: int, name: str, *options: str, **settings: str) -> None:
    """Let pip install something, and say what can be done if it cannot."""
    command = [str(home / "bin" / "python"), "-I", "-m", "pip", "install"]
    says = ALONE if "--no-index" in options else "pip says:"
    try:
        run(lock, [*command, "--disable-pip-version-check", *options], says, **settings)
    except Failed as error:
        advice = next(advice for words, advice in ADVICE if words in str(error))
        raise Failed(f"{error}\n{advice.format(lock=name)}") from None


def run(lock: int, command: list, wrong: str, **settings: str) -> None:
    """Run a program, a dot a package. It holds the lock too: it may outlive a run that is killed."""
    said = []
    with subprocess.Popen(
        command,
        cwd=str(ROOT),
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=[lock],
    ) as program:
        for line in program.stdout:
            said.append(line.decode("utf-8", "replace"))
            if line.startswith(b"Collecting"):
                print(".", end="", flush=True)
    if any(line.startswith("Collecting") for line in said):
        print()
    if program.returncode:
        if shutil.disk_usage(str(ROOT)).free < 10**7:  # not every program says so
            wrong = f"The disk is full; {wrong}"
        first = next((n for n, line in enumerate(said) if "ERROR" in line), -20)
        raise Failed(wrong + "\n" + "".join(said[first:]).strip())


def take(home: Path) -> None:
    """Let .venv lead to an environment; the others go."""
    half = HOMES / "link"
    remove(half)
    os.symlink(os.path.join(HOMES.name, home.name), str(half))
    if LINK.is_dir() and not LINK.is_symlink():  # made without make: a link cannot take its place
        os.rename(str(LINK), str(HOMES / "without-make"))
    os.replace(str(half), str(LINK))
    remove_all_but(home)


def remove_all_but(home: Path) -> None:
    """Remove every other environment, and what runs that were killed have left."""
    for path in HOMES.iterdir():
        if path not in (home, HOMES / "lock"):
            remove(path)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, as far as that can be done."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(str(path), ignore_errors=True)
    elif path.exists() or path.is_symlink():
        path.unlink()


if __name__ == "__main__":
    main()
