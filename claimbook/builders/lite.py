"""The chapters in a browser, with nothing installed: a JupyterLite site beside the book.

The site holds chapters, tables and package. Interpreter, pandas, NumPy and Matplotlib lie in no registry
that this project installs from; they come from Pyodide's public distribution, and a few small packages
from PyPI, when a reader starts it. The first page says so before anything is loaded.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from claimbook.atomic import replace_folder
from claimbook.builders.editions import BuildError
from claimbook.builders.lock import build_lock
from claimbook.builders.refresh import FINDER
from claimbook.cache import BOOK_FILES, fingerprint
from claimbook.cite.metadata import read_book, read_chapters
from claimbook.data import schema
from claimbook.display.csp import header

#: What the first cell of a chapter does here: the package lies beside the chapters.
INSTALL = (
    "# Gets the package and the data of the book, and what they need.\n%pip install -q claimbook"
)
START = "claims.ipynb"
TEMPLATES = Path(__file__).parent / "templates"
CONFIG = re.compile(r'<script[^>]*id="jupyter-config-data".*?</script>', re.DOTALL)


def distribution() -> tuple[str, str]:
    """Return version and address of the Pyodide that the kernel loads."""
    from jupyterlite_pyodide_kernel import constants

    return constants.PYODIDE_VERSION, f"{constants.PYODIDE_CDN_URL}/pyodide.mjs"


def lite(root: Path = schema.ROOT) -> Path:
    """Build the site in ``_build/lite`` and return the folder; :class:`BuildError` says what is missing."""
    if importlib.util.find_spec("jupyterlite_core") is None:
        raise BuildError("JupyterLite is missing: it comes with claimbook[lab]")
    with build_lock(root) as below, tempfile.TemporaryDirectory(prefix=".new-", dir=below) as new:
        folder = Path(new)
        wheel = package(root, folder / "wheel")
        contents(root, folder / "contents")
        config = {"appName": read_book(root).short_title}
        settings = json.dumps({"jupyter-lite-schema-version": 0, "jupyter-config-data": config})
        (folder / "jupyter-lite.json").write_text(settings, encoding="utf-8", newline="\n")
        made = folder / "made"
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--no-sourcemaps"]
        command += ["--lite-dir", new, "--contents", str(folder / "contents")]
        run([*command, "--piplite-wheels", str(wheel), "--output-dir", str(made)], folder)
        first = made / "index.html"
        own = CONFIG.search(first.read_text(encoding="utf-8"))
        if own is None:
            raise BuildError("JupyterLite’s first page no longer has its settings where they were")
        first.write_text(landing_page(root, own[0]), encoding="utf-8", newline="\n")
        for name in ("landing.css", "landing.js"):
            shutil.copy(TEMPLATES / name, made)
        (made / ".nojekyll").touch()
        (made / ".from").write_text(fingerprint(root, BOOK_FILES), encoding="utf-8", newline="\n")
        replace_folder(made, below / "lite")
    return root / "_build" / "lite"


def package(root: Path, folder: Path) -> Path:
    """Make the wheel of package and data."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    run([*command, "-w", str(folder), str(root)], root)
    (wheel,) = folder.glob("*.whl")
    return wheel


def contents(root: Path, folder: Path) -> None:
    """Copy the chapters; their first cell gets the package from where it lies.

    A text of many lines is one text there: JupyterLite puts commas between the lines of an output.
    """
    folder.mkdir()
    for path in sorted(root.glob("chapters/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        first = notebook.cells[1]
        if not first.source.startswith(FINDER.splitlines()[0]):
            raise BuildError(f"{path.name} does not begin with the cell that finds the package")
        first.source = INSTALL
        text = json.dumps(notebook, ensure_ascii=False, indent=1)
        (folder / path.name).write_text(text, encoding="utf-8", newline="\n")
    for path in sorted(root.glob("chapters/*.md")):
        shutil.copy(path, folder)


def landing_page(root: Path, config: str) -> str:
    """Return the first page of the site, which says what will come from where.

    It may ask whether Python can be got, and nobody else for anything. What it leads to is JupyterLite’s.
    ``config`` are the settings that JupyterLite itself reads in the first page.
    """
    version, address = distribution()
    host = address.split("/")[2]
    templates = Environment(
        loader=PackageLoader("claimbook.builders"), autoescape=True, undefined=StrictUndefined
    )
    chapters = [c for c in read_chapters(root).values() if (root / f"{c.name}.ipynb").is_file()]
    return templates.get_template("landing.html").render(
        book=read_book(root),
        chapters=chapters,
        version=version,
        host=host,
        policy=header(connect=f"https://{host}"),
        probe=address,
        start=START,
        config=Markup(config),
    )


def run(command: list[str], folder: Path) -> None:
    """Run a program; :class:`BuildError` has its last words if it fails."""
    # What a user set for another site does not count; what is said is read as UTF-8.
    env = {**os.environ, "JUPYTER_NO_CONFIG": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8")
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-10:])
        raise BuildError(f"{' '.join(command[1:5])} failed:\n{said}")
