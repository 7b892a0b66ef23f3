"""The code of the chapters: folded on the pages, gathered on paper.

On a page every cell shows its code in a fold, whatever its tags; only what is tagged ``open-code``
stands open. Cells that follow each other and show nothing share a fold. On paper the text is without
code: the PDF has it in an appendix, the EPUB at the end of each chapter.

Exercises have tags of their own: what a student begins with (``starter``) stands open, and a
``solution`` is folded whole, with what it shows.
"""

import ast
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from claimbook.site.context import on_paper
from claimbook.site.domain import domain_of
from claimbook.tables.wording import count

log = logging.getLogger(__name__)
#: The tag of a cell that stands open, and how many a chapter may have.
OPEN, MOST = "open-code", 3
#: The tags of exercises: code to begin with, and code to be looked at last.
STARTER, SOLUTION = "starter", "solution"
#: What only shows; the appendix leaves its calls out.
SHOWING = frozenset(
    {
        *("article_map", "bibliography", "cards", "codebook", "decisions", "dictionary"),
        *("check", "figure", "prose", "table"),
    }
)


class Appendix(NamedTuple):
    """The chapter of the PDF that holds the code."""

    name: str
    title: str


APPENDIX = Appendix("appendix-code", "Appendix: the code")


def analysis(cells: list[str]) -> list[str]:
    r"""Return the code of a chapter without what only shows, and without imports nothing then uses.

    >>> analysis(["from a import load, table", "n = load()  # all\ntable(\n    n, 'x')", "table(n)"])
    ['from a import load', 'n = load()  # all']
    """
    trees = [ast.parse(cell) for cell in cells]
    kept = [[node for node in tree.body if not shows(node)] for tree in trees]
    used = {
        part.id
        for node in chain.from_iterable(kept)
        for part in ast.walk(node)
        if isinstance(part, ast.Name)
    }
    found = []
    for cell, tree, nodes_kept in zip(cells, trees, kept, strict=True):
        lines: list[str | None] = list(cell.splitlines())
        for node in tree.body:
            if node not in nodes_kept or isinstance(node, ast.Import | ast.ImportFrom):
                lines[node.lineno - 1 : node.end_lineno] = [None] * _height(node)
            if isinstance(node, ast.Import | ast.ImportFrom):
                lines[node.lineno - 1] = _import(cell, node, used)
        found.append("\n".join(line for line in lines if line is not None).strip())
    return [cell for cell in found if cell]


def shows(node: ast.stmt) -> bool:
    r"""Return whether a statement only shows: a call of what shows, or a loop over such calls.

    >>> [shows(node) for node in ast.parse("table(a)\nfor b in c: table(b)\nd = table(a)").body]
    [True, True, False]
    """
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name in SHOWING
        case ast.For(body=body, orelse=[]):
            return all(map(shows, body))
    return False


def _height(node: ast.stmt) -> int:
    """Return how many lines a statement takes."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _import(cell: str, node: ast.Import | ast.ImportFrom, used: set[str]) -> str | None:
    """Return an import with the names that are used, as written if all are; None if none is."""
    names = [name for name in node.names if (name.asname or name.name).split(".")[0] in used]
    if names == node.names:
        return ast.get_source_segment(cell, node)
    node.names = names
    return ast.unparse(node) if names else None


class Cells(SphinxPostTransform):
    """Folds the code of every cell on a page, and takes it out of the text on paper."""

    default_priority = 870  # when findings and captions have left their cells
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Treat every cell that has code."""
        if on_paper(self.app.builder):
            self.gather()
        else:
            self.fold()

    def fold(self) -> None:
        """Fold code; a cell that shows nothing leaves its code to the next."""
        open_cells = 0
        for cell in list(self.document.findall(is_cell)):
            code, outputs = taken(cell)
            if code is None:
                continue
            if {OPEN, STARTER} & tags(cell):
                open_cells += OPEN in tags(cell)
                cell.insert(0, code)
                continue
            if SOLUTION in tags(cell):
                whole = HideCodeCellNode("", code, *cell.children, solution=True)
                cell.children = []
                cell += whole
                continue
            after = None if outputs else following(cell)
            if after is not None:
                lead(after, code)
                cell.parent.remove(cell)
            else:
                cell.insert(0, HideCodeCellNode("", code))
        if open_cells > MOST:
            message = "%s cells are tagged %s; a chapter may have %s"
            log.warning(message, open_cells, OPEN, MOST, location=self.env.docname)

    def read_context(self) -> None:
        """Take the code out of the text and append what it analyses."""
        if self.app.builder.name == "singlehtml":
            found = [(p["docname"], p) for p in self.document.findall(addnodes.start_of_file)]
        else:
            found = [(self.env.docname, self.document)]
        chapters = domain_of(self.env).book.chapters
        sections = []
        for name, page in found:
            code = analysis(list(sources(page)))
            if code and name in chapters:
                title = f"{chapters[name].short_title}: code" if len(found) > 1 else "The code"
                sections.append(section(f"code-{chapters[name].slug}", title, code))
        if not sections:
            return
        top = next(iter(self.document.findall(nodes.section)))
        if self.app.builder.name == "singlehtml":
            about = nodes.paragraph("", f"{ABOUT} {self.license()}")
            title = nodes.title("", APPENDIX.title)
            appendix = nodes.section("", title, about, *sections, ids=[APPENDIX.name])
            top += addnodes.start_of_file("", appendix, docname=APPENDIX.name)
        else:
            top += sections

    def license(self) -> str:
        """Say where the code is as files."""
        where = domain_of(self.env).book.book.repository
        return f"The notebooks are in the repository, {where}." if where else ""


ABOUT = (
    "What each chapter computes, in its order. Calls that only show a figure or a table are left out;"
    " the package claimbook, which holds what the chapters share, is not printed."
)


def is_cell(node: nodes.Node) -> bool:
    """Return whether a node is a cell of a notebook."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def tags(cell: nodes.Element) -> set[str]:
    """Return the tags of a cell."""
    return set(cell["cell_metadata"].get("tags", ()))


def taken(cell: nodes.Element) -> tuple[nodes.Element | None, bool]:
    """Take the code out of a cell; return it, and whether the cell shows something."""
    code, outputs = None, False
    for child in list(cell.children):
        inner = child.children[0] if isinstance(child, HideCodeCellNode) else child
        match inner.get("nb_element"):
            case "cell_code_source":
                code = inner
                cell.remove(child)
            case "cell_code_output" if inner.children:
                outputs = True
            case "cell_code_output":
                cell.remove(child)
    return code, outputs


def following(cell: nodes.Element) -> nodes.Element | None:
    """Return the cell that follows at once and whose code is folded too."""
    siblings = cell.parent.children
    after = siblings[siblings.index(cell) + 1 :]
    found = next((n for n in after if not isinstance(n, nodes.comment | nodes.target)), None)
    if found is None or not is_cell(found) or {OPEN, STARTER, SOLUTION} & tags(found):
        return None
    return found if any(found.findall(nodes.literal_block)) else None


def lead(cell: nodes.Element, code: nodes.Element) -> None:
    """Put the code of the cell before in front of that of a cell."""
    first, *_ = code.findall(nodes.literal_block)
    block = next(iter(cell.findall(nodes.literal_block)))
    text = f"{first.astext()}\n\n{block.astext()}"
    block.rawsource, block.children = text, [nodes.Text(text)]


def sources(page: nodes.Element) -> Iterator[str]:
    """Take the code out of a page and yield it, cell by cell; cells that hold nothing else go.

    Of an exercise only the code is kept: what is said of an answer means nothing on paper.
    """
    for cell in list(page.findall(is_cell)):
        code, outputs = taken(cell)
        if not outputs or {STARTER, SOLUTION} & tags(cell):
            cell.parent.remove(cell)
        if code is not None:
            yield code.astext()


def section(name: str, title: str, code: list[str]) -> nodes.section:
    """Return the code of a chapter as a section."""
    text = "\n\n".join(code)
    block = nodes.literal_block(text, text, language="python", classes=["cb-listing"])
    return nodes.section("", nodes.title("", title), block, ids=[name])


def has_code(page: nodes.document | None) -> bool:
    """Return whether a page has code in folds."""
    return page is not None and any(page.findall(HideCodeCellNode))


def open_code(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a fold of code; MyST-NB's has paragraphs in its summary, which HTML does not allow."""
    code = node.children[0].astext()
    lines = sum(bool(line.strip()) for line in code.splitlines())
    what, kind = ("Solution", " cb-solution") if node.get("solution") else ("Code", "")
    said = f"{what}, {count(lines, 'line')}"
    translator.body.append(f'<details class="cb-code{kind}">\n<summary>{said}</summary>\n')


def close_code(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Close a fold of code."""
    translator.body.append("</details>\n")


def setup_code(app: Sphinx) -> None:
    """Register what folds and gathers code."""
    app.add_post_transform(Cells)
    app.add_node(HideCodeCellNode, override=True, html=(open_code, close_code))
