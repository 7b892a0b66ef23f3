"""The code of the chapters: folded on the pages by MyST-NB, left out on paper.

Every cell of code gets the tag by which MyST-NB folds its input; only what is tagged ``open-code``
stands open. Exercises have tags of their own: what a student begins with (``starter``) stands open, and
a ``solution`` is folded whole, with what it shows. On paper is neither code nor exercise; the notebooks
have both.
"""

from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from claimbook.data.wording import count

log = logging.getLogger(__name__)
#: The tag of a cell that stands open, and how many a chapter may have.
OPEN, MOST = "open-code", 3
#: The tags of exercises: code to begin with, and code to be looked at last.
STARTER, SOLUTION = "starter", "solution"


def tag_cells(notebook: dict[str, Any], paper: bool, page: str) -> None:
    """Tag the cells of a notebook as MyST-NB knows it (``hide-input``, ``remove-cell`` …)."""
    open_cells = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            tags = set(cell["metadata"].get("tags", ()))
            open_cells += OPEN in tags
            cell["metadata"]["tags"] = sorted(tags | {tag_for(tags, paper)})
    if open_cells > MOST:
        message = "%s cells are tagged %s; a chapter may have %s"
        log.warning(message, open_cells, OPEN, MOST, location=page)


def tag_for(tags: set[str], paper: bool) -> str:
    """Return the tag of MyST-NB for a cell with some tags.

    >>> tag_for(set(), False), tag_for({"solution"}, False), tag_for({"starter"}, True)
    ('hide-input', 'hide-cell', 'remove-cell')
    """
    if paper:
        return "remove-cell" if {STARTER, SOLUTION} & tags else "remove-input"
    if {OPEN, STARTER} & tags:
        return OPEN if OPEN in tags else STARTER
    return "hide-cell" if SOLUTION in tags else "hide-input"


def has_code(page: nodes.document | None) -> bool:
    """Return whether a page has code in folds."""
    return page is not None and any(page.findall(HideCodeCellNode))


def open_fold(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a fold of code; MyST-NB's has paragraphs in its summary, which HTML does not allow."""
    code = node.children[0].astext()
    lines = sum(bool(line.strip()) for line in code.splitlines())
    whole = node["prompt_show"].endswith("content")  # of ``hide-cell``: the cell with its output
    what, kind = ("Solution", " cb-solution") if whole else ("Code", "")
    summary = f"{what}, {count(lines, 'line')}"
    translator.body.append(f'<details class="cb-code{kind}">\n<summary>{summary}</summary>\n')


def close_fold(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Close a fold of code."""
    translator.body.append("</details>\n")


def setup_code(app: Sphinx) -> None:
    """Register how a fold of code is written."""
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
