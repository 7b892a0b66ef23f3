"""Execute chapters and store their outputs in canonical form.

Canonical: whatever differs from one machine or run to the next is left out (times, versions,
transient ids), the rest is written in one way. Then equal data give equal bytes.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

from claimbook.plots.files import standalone

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


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

    A cell that fails raises ``nbclient.exceptions.CellExecutionError``; the file is then untouched.
    """
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook,
            timeout=300,
            shutdown_kernel="immediate",
            config=sockets(Path(folder)),
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(path.parent)}},
        ).execute()
    after = canonical(notebook)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def sockets(folder: Path) -> Config:
    """Let a kernel talk through files of its own: kernels that start together may be given one port."""
    if os.name != "posix":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": str(folder / "kernel")}})


def canonical(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook as text, without what may differ between runs and machines."""
    kept = {k: v for k, v in notebook.metadata.items() if k not in ("kernelspec", "language_info")}
    notebook.metadata = nbformat.from_dict(
        {**kept, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        for key in ("execution", "collapsed", "scrolled"):
            cell.metadata.pop(key, None)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            if "execution_count" in output:
                output["execution_count"] = cell["execution_count"]
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook, indent=1)).rstrip("\n") + "\n"


def picture(path: Path, name: str) -> str:
    """Return a figure of a chapter, drawn wide, as an SVG file of its own, in the light colours.

    Raises ``KeyError`` if the stored outputs have no figure ``name``, ``ValueError`` if it has no
    wide drawing.
    """
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            about = output.get("metadata", {}).get("claimbook", {})
            if (about.get("kind"), about.get("name")) == ("figure", name):
                return standalone(output["data"]["text/html"])
    raise KeyError(f"{path} shows no figure {name!r}")
