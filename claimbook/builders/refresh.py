"""Execute chapters, store their outputs in canonical form, and write what they say into the prose.

Canonical: whatever differs from one machine or run to the next is left out (times, versions,
transient ids), the rest is written in one way. Then equal data give equal bytes.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.reader import NotJSONError
from traitlets.config import Config

from claimbook.atomic import atomic_write
from claimbook.builders.lock import build_lock
from claimbook.charts.files import inlined, standalone
from claimbook.cite.metadata import read_book
from claimbook.data import schema
from claimbook.data.anchors import PREFIXES, homes
from claimbook.data.frames import load
from claimbook.data.problems import UserError
from claimbook.data.read import read
from claimbook.data.text import uncoloured
from claimbook.display.held import PAGE, held
from claimbook.display.markdown import (
    STORING,
    fill_values,
    map_prose,
    retarget_links,
    retarget_outputs,
    stored_values,
)

#: What the book uses of the metadata that editors keep in a notebook, its cells and its outputs.
NOTEBOOK, CELL, OUTPUT = ("citation", "claimbook"), ("tags", "jupyter"), ("claimbook", "scrapbook")
#: The cell with which every chapter begins, and how the site knows that no page shows it.
HIDDEN = {"tags": ["remove-cell"], "jupyter": {"source_hidden": True}}
FINDER = """\
# Finds the package and the data of the book. In the folder of the book there is nothing to do.
from importlib.util import find_spec

if not find_spec("claimbook"):
    raise ModuleNotFoundError("This chapter needs the package and the data of its book. {line}")"""
PUBLIC = "Run this in a cell, and then this cell again: %pip install -q git+{}"
AT_HOME = "In the folder of the book, in a terminal: make lab"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: The chapter and the figure in it that the README shows.
README_PICTURE = "actors", "who-speaks-where"


class RefreshError(UserError, RuntimeError):
    """A chapter cannot be refreshed; the message says which, and why."""


def refresh_book(chapters: Sequence[Path] = (), tell: Callable[[str], None] = print) -> None:
    """Execute chapters, all if none is named, and write what they say into the prose of all pages.

    Raises :class:`RefreshError`, and :class:`claimbook.data.frames.DataError` if the tables have
    problems, before a cell says it in a traceback.
    """
    if wrong := [str(path) for path in chapters if path.suffix != ".ipynb" or not path.is_file()]:
        raise RefreshError(f"no notebook, so nothing to refresh: {', '.join(wrong)}")
    root, number = schema.ROOT, 0
    wanted = chapters or sorted((root / "chapters").glob("*.ipynb"))
    with build_lock(root, tell):
        load(root / "data")
        try:
            for number, (path, changed) in enumerate(refresh_all(wanted), 1):
                state = "changed" if changed else "unchanged"
                tell(f"[{number}/{len(wanted)}] {path.name} {state}")
        except (CellExecutionError, RuntimeError, ValueError) as error:
            failed = f"{wanted[number].name} failed, left as it was\n{uncoloured(str(error))}"
            raise RefreshError(failed) from None
        for path in fill(root):
            tell(f"{path.name}: the prose now says what the outputs say")
    if not chapters and root == schema.HOME:
        chapter, name = README_PICTURE
        svg = picture(root / "chapters" / f"{chapter}.ipynb", name)
        write_if_changed(root / "docs" / f"{name}.svg", svg)


def refresh_all(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Refresh chapters, one on each processor at a time; yield each with whether it changed, in order.

    The largest files begin, so that no processor waits long for the last.
    """
    wanted = list(paths)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        by_size = sorted(wanted, key=lambda path: -path.stat().st_size)
        done = {path: pool.submit(refresh, path) for path in by_size}
        for path in wanted:
            yield path, done[path].result()


def refresh(path: Path) -> bool:
    """Execute a notebook in its folder and write it back; return whether its bytes changed.

    A cell that fails raises ``nbclient.exceptions.CellExecutionError``, a kernel that dies
    ``RuntimeError``, a file that is no notebook ``ValueError``; the file is then untouched.
    """
    try:
        text = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
    except (NotJSONError, nbformat.ValidationError, AttributeError) as error:
        why = str(error).strip().partition("\n")[0][:200]  # the rest may be the whole file
        raise ValueError(f"it is no notebook that can be read: {why}") from None
    begun(notebook)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=300,
            shutdown_kernel="immediate",
            config=kernel_config(Path(folder)),
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(path.parent)}},
        )
        # Where Jupyter finds no kernel of this name, it takes the Python that runs this program.
        client.create_kernel_manager().kernel_spec_manager.kernel_dirs = []
        # An empty folder for IPython: start-up files and settings of the user do not count.
        client.execute(env={**os.environ, STORING: "1", "IPYTHONDIR": folder})
    if path.read_text(encoding="utf-8") != text:
        raise ValueError("it was saved while it was executed; what was saved stands")
    about = notebook.metadata.get("claimbook", {})
    notebook.metadata["claimbook"] = {**about, "data": read(schema.DATA).digest}
    return write_if_changed(path, canonical(notebook))


def write_if_changed(path: Path, text: str) -> bool:
    """Write a page if it changed; return whether it did."""
    changed = not path.exists() or path.read_text(encoding="utf-8") != text
    if changed:
        atomic_write(path, text)
    return changed


def begun(notebook: nbformat.NotebookNode) -> None:
    """Let a notebook begin, after its title, with the cell that finds package and data."""
    repository = read_book().repository
    source = FINDER.format(line=PUBLIC.format(repository) if repository else AT_HOME)
    first = notebook.cells[1] if len(notebook.cells) > 1 else None
    if first is None or not first.source.startswith(FINDER.splitlines()[0]):
        first = nbformat.v4.new_code_cell()
        notebook.cells.insert(1, first)
    first.source, first.metadata = source, nbformat.from_dict(HIDDEN)


def fill(root: Path = schema.ROOT) -> list[Path]:
    """Write what the stored outputs say into the prose of every page; return the pages that changed.

    Links in prose and outputs then lead to the pages that hold what they lead to: while a chapter is
    executed, the others may not have been stored yet.
    :class:`RefreshError` names the page, and what it says that no output does.
    """
    homes.cache_clear()
    texts = {path: path.read_text(encoding="utf-8") for path in pages(root)}
    notebooks = {
        p: nbformat.reads(t, as_version=4) for p, t in texts.items() if p.suffix == ".ipynb"
    }
    own = {path: stored_values(notebook) for path, notebook in notebooks.items()}
    abroad = {
        name if name.startswith(PREFIXES["finding"]) else f"{path.stem}.{name}": text
        for path, says in own.items()
        for name, text in says.items()
    }
    if any(f'value="{PAGE}.' in text or f'value=\\"{PAGE}.' in text for text in texts.values()):
        abroad |= held(root)
    names = {path.stem for path in texts if path.parent.name == "chapters"}
    changed = []
    for path, before in texts.items():
        says = {**abroad, **own.get(path, {})}
        try:
            if notebook := notebooks.get(path):
                map_prose(notebook, partial(_prose, says=says, names=names))
                retarget_outputs(notebook)
                after = canonical(notebook)
            else:
                after = fill_values(before, says)
        except KeyError as error:
            raise RefreshError(f"{path.name}: {error.args[0]}") from None
        if write_if_changed(path, after):
            changed.append(path)
    return changed


def _prose(text: str, says: Mapping[str, str], names: Iterable[str]) -> str:
    """Return a cell of prose with the values that the outputs say, and links that lead on."""
    return retarget_links(fill_values(text, says), names)


def pages(root: Path) -> list[Path]:
    """Return the pages of the book, the first one first."""
    return [
        *root.glob("index.md"),
        *sorted(root.glob("chapters/*.ipynb")),
        *sorted(root.glob("chapters/*.md")),
    ]


def kernel_config(folder: Path) -> Config:
    """Let a kernel talk through files of its own: kernels that start together may be given one port."""
    if os.name != "posix":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": str(folder / "kernel")}})


def canonical(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook as text, without what may differ between runs and machines."""
    kept = {**selected(notebook.metadata, NOTEBOOK), "kernelspec": KERNEL}
    notebook.metadata = nbformat.from_dict({**kept, "language_info": {"name": "python"}})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = nbformat.from_dict(selected(cell.metadata, CELL))
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            if "metadata" in output:
                output["metadata"] = nbformat.from_dict(selected(output["metadata"], OUTPUT))
            if "execution_count" in output:
                output["execution_count"] = cell["execution_count"]
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook, indent=1)).rstrip("\n") + "\n"


def selected(metadata: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what the book uses of some metadata, in the order in which it stands."""
    return {key: value for key, value in metadata.items() if key in names}


def picture(path: Path, name: str) -> str:
    """Return a figure of a chapter, drawn wide, as an SVG file of its own, in the light colours.

    Raises ``KeyError`` if the stored outputs have no figure ``name``, ``ValueError`` if it has no
    wide drawing.
    """
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("claimbook", {})
            if (about.get("kind"), about.get("name")) == ("figure", name):
                return standalone(inlined(output["data"]["text/html"]))
    raise KeyError(f"{path} shows no figure {name!r}")
