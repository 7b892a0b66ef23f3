"""Break the making of the environment in every way, and print what becomes of the one before.

``python tests/weight/environments.py`` works on a toy project with two tiny wheels, so that no network is
asked and a run takes seconds. Some rows need Linux and its root: a full disk, a system without a network.
"""

import base64
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: How the toy is built: an editable wheel that names the folder and asks for what its extras ask for.
BACKEND = """
import pathlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    here, info = pathlib.Path(__file__).parent, "claimbook-0.dist-info"
    about = "Metadata-Version: 2.1\\nName: claimbook\\nVersion: 0\\nProvides-Extra: book\\n"
    about += "".join(f"Provides-Extra: {name}\\n" for name in ("check", "own", "test", "lab"))
    for line in (here / "asks.txt").read_text().splitlines():
        about += f"Requires-Dist: {line}\\n"
    files = {
        "claimbook.pth": f"{here}\\n", f"{info}/METADATA": about,
        f"{info}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(pathlib.Path(folder, "claimbook-0-py3-none-any.whl"), "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "claimbook-0-py3-none-any.whl"

build_wheel = build_editable
"""


class Toy:
    """A project with ``environment.py`` and two wheels: one for the book, one for tests."""

    def __init__(self, folder: Path) -> None:
        """Make the project in a folder."""
        self.folder = folder
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))},
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": (folder / "wheels").resolve().as_uri(),
            "PIP_CONFIG_FILE": os.devnull,
        }
        (folder / "wheels").mkdir(parents=True)
        (folder / "src").mkdir()
        shutil.copy(ROOT / "environment.py", folder)
        project = '[build-system]\nrequires = []\nbuild-backend = "toy"\nbackend-path = ["."]\n'
        self.write("pyproject.toml", f'{project}[project]\nrequires-python = ">=3.11,<3.15"\n')
        self.write("toy.py", BACKEND)
        self.write("asks.txt", "toybook; extra == 'book'\ntoytest; extra == 'test'\n")
        book = self.wheel("toybook") + self.wheel("toymore")
        self.write("requirements.lock", book)
        self.write("requirements-test.lock", book + self.wheel("toytest"))

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def read(self, name: str) -> str:
        """Read a file of the project."""
        return (self.folder / name).read_text(encoding="utf-8")

    def wheel(self, name: str) -> str:
        """Make a wheel with one module; return its lines for a lock."""
        path, info = self.folder / "wheels" / f"{name}-1-py3-none-any.whl", f"{name}-1.dist-info"
        files = {
            f"{name}.py": "NAME = __name__\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(
            f"{file},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}\n"
            for file, text in files.items()
        )
        with zipfile.ZipFile(path, "w") as archive:
            for file, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
                archive.writestr(zipfile.ZipInfo(file), text)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return f"{name}==1 \\\n    --hash=sha256:{digest}\n"

    def start(self, *arguments: str, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
        """Start ``environment.py`` in a process group of its own."""
        return subprocess.Popen(
            [*before, sys.executable, "environment.py", *arguments],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def make(self, *arguments: str, before: tuple[str, ...] = ()) -> tuple[int, str]:
        """Run ``environment.py``; return its status and what it says."""
        with self.start(*arguments, before=before) as program:
            said = program.communicate()[0]
        return program.returncode, said

    def works(self, *modules: str) -> bool:
        """Return whether the environment runs, has some modules, and the package from this folder."""
        paths = f"import sys; sys.exit({str(self.folder)!r} not in sys.path)"
        code = "".join(f"import {module}\n" for module in modules) + paths
        python = self.folder / ".venv" / "bin" / "python"
        if not python.exists():
            return False
        done = subprocess.run([python, "-I", "-c", code], cwd="/", capture_output=True)
        return done.returncode == 0

    def change(self) -> None:
        """Change the locks, in nothing but their bytes, so that a new environment is needed."""
        for name in ("requirements.lock", "requirements-test.lock"):
            self.write(name, "# changed\n" + self.read(name))

    @property
    def homes(self) -> list[str]:
        """The environments that lie there."""
        return sorted(path.name for path in (self.folder / ".venvs").glob("[0-9]*"))


def killed(toy: Toy, purpose: str, prepare: Callable[[], None], times: int) -> str:
    """Kill a run at random moments; tell how often the earlier environment works, and the next run."""
    prepare()
    began = time.monotonic()
    toy.make(purpose)
    took = time.monotonic() - began
    after = right = 0
    for number in range(times):
        prepare()
        program = toy.start(purpose)
        time.sleep(took * (number + random.random()) / times)
        if number % 2:
            os.killpg(program.pid, signal.SIGKILL)  # pip too
        else:
            program.kill()  # pip goes on
        program.wait()
        after += toy.works("toybook")
        status, _ = toy.make(purpose)
        modules = ("toybook", "toytest") if purpose == "test" else ("toybook",)
        right += status == 0 and toy.works(*modules) and len(toy.homes) == 1
    return f"{after} of {times} | {right} of {times} |"


def failed(toy: Toy, spoil: Callable[[], None], mend: Callable[[], None], *before: str) -> str:
    """Let a run fail; tell whether the earlier environment works, the next run, and what was said."""
    toy.make("book")
    spoil()
    status, said = toy.make("book", before=before)
    after = toy.works("toybook")
    mend()
    again, _ = toy.make("book")
    right = again == 0 and toy.works("toybook") and len(toy.homes) == 1
    lines = [line.strip() for line in said.splitlines() if line.strip(" .")]
    words = " / ".join([*lines[:1], *lines[-3:]]).replace("|", "/").replace(str(toy.folder), "…")
    return f"{'yes' if after else 'NO'} | {'yes' if right else 'NO'} | {status}: {words}"


def rows(toy: Toy, times: int) -> dict[str, Callable[[], str]]:
    """Return the faults by name; each makes its own and tells the rest of its row."""
    asks, index = toy.read("asks.txt"), toy.env["PIP_FIND_LINKS"]
    lock = toy.read("requirements.lock")
    wrong = lock.replace(re.search("[0-9a-f]{64}", lock)[0], "0" * 64)

    def newer(text: str = asks) -> None:
        toy.write("asks.txt", text)
        toy.write("pyproject.toml", toy.read("pyproject.toml") + "# changed\n")

    def less() -> None:
        shutil.rmtree(toy.folder / ".venvs", ignore_errors=True)
        toy.make("book")

    def index_at(address: str) -> None:
        toy.env["PIP_FIND_LINKS"] = address
        toy.change()

    def locked(text: str) -> str:
        now = toy.read("requirements.lock")
        return failed(
            toy,
            partial(toy.write, "requirements.lock", text),
            partial(toy.write, "requirements.lock", now),
        )

    no_lock = partial(os.unlink, toy.folder / "requirements.lock")
    more = partial(newer, asks + "unheard-of; extra == 'book'\n")
    touch = partial(os.utime, toy.folder / "pyproject.toml")
    back = partial(index_at, index)
    return {
        "killed: a changed lock": partial(killed, toy, "book", toy.change, times),
        "killed: the package made anew": partial(killed, toy, "book", newer, times),
        "killed: tests added": partial(killed, toy, "test", less, times),
        "a hash of something else": partial(locked, wrong),
        "a lock cut in a line": partial(locked, lock[:60]),
        "a lock cut between packages": partial(locked, "".join(lock.splitlines(keepends=True)[2:])),
        "an empty lock": partial(locked, ""),
        "no lock": lambda: failed(toy, no_lock, partial(toy.write, "requirements.lock", lock)),
        "no package index, a changed lock": lambda: failed(
            toy, partial(index_at, "file:///nowhere"), back
        ),
        "no network at all, a changed lock": lambda: failed(
            toy, partial(index_at, "https://index.invalid/"), back, "unshare", "-n"
        ),
        "no network at all, pyproject.toml touched": lambda: failed(
            toy, touch, touch, "unshare", "-n"
        ),
        "pyproject.toml asks for more than the lock has": lambda: failed(toy, more, newer),
        "a full disk": lambda: mounted("full"),
        "a read-only disk": lambda: mounted("ro"),
    }


def main() -> None:
    """Print the table, or the rows whose names have some words."""
    random.seed(1)
    print("| fault | the environment before works | the next run is right | what is said |")
    print("|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        toy = Toy(Path(folder, "a toy ü"))
        for name, told in rows(toy, times=10).items():
            if all(word in name for word in sys.argv[1:]):
                print(f"| {name} | {told()} |", flush=True)


def mounted(fault: str) -> str:
    """Let the toy lie on a small disk; tell what a full or read-only one does."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=99m", "tmpfs", folder], check=True)
        try:
            toy, full = Toy(Path(folder, "toy")), Path(folder, "full")

            def spoil() -> None:
                toy.change()
                if fault == "full":
                    full.write_bytes(bytes(shutil.disk_usage(folder).free - 12_000_000))
                else:
                    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)

            def mend() -> None:
                subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
                full.unlink(missing_ok=True)

            return failed(toy, spoil, mend)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


if __name__ == "__main__":
    main()
