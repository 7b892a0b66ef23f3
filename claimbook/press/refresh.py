"""Execute a chapter and store its outputs in canonical form.

Canonical: whatever differs from one machine or run to the next is left out (times, versions,
transient ids), the rest is written in one way. Then equal data give equal bytes.
"""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

from claimbook.plots.files import standalone

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def refresh(path: Path) -> bool:
    """Execute a notebook in its folder and write it back; return whether its bytes changed.

    A cell that fails raises ``nbclient.exceptions.CellExecutionError``; the file is then untouched.
    """
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    after = canonical(notebook)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


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
    """Return a figure of a chapter as an SVG file of its own, on paper, in the light colours.

    Raises ``KeyError`` if the stored outputs have no figure ``name``.
    """
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            markup = output.get("data", {}).get("text/html", "")
            if f'id="fig-{name}"' in markup:
                return standalone(markup)
    raise KeyError(f"{path} shows no figure {name!r}")
