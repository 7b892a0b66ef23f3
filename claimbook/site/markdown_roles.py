"""Reads the prose, which is plain Markdown for every other reader, as the roles that the site knows.

On the way it sees to it that nothing stale is built: what stands in the prose must be what the outputs
say, and the outputs must come from the data that the book is built with.
"""

import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from claimbook.data.anchors import anchors_of
from claimbook.display.held import PAGE, held
from claimbook.display.markdown import (
    DATA,
    as_roles,
    escape_markdown,
    map_prose,
    paragraphs,
    quiet_rows,
    stored_values,
)
from claimbook.site.code import tag_cells
from claimbook.site.context import on_paper
from claimbook.site.domain import domain_of

log = logging.getLogger(__name__)
RIGHT = "run make refresh"
STALE = "the outputs were computed from other data than data/ holds now"


def read_source(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put roles in the place of plain Markdown, and tags on code; warn of what is older than data or outputs.

    Also notes which outputs a notebook has, so that none can vanish on the way to its page.
    """
    domain = domain_of(app.env)
    check_held(app, docname, source[0])
    quiet = quiet_rows if docname in domain.book.essays else str
    if not app.env.doc2path(docname).endswith(".ipynb"):
        source[0] = quiet(as_roles(source[0]))
        return
    notebook = json.loads(source[0])
    domain.data["stored"][docname] = list(anchors_of(notebook))
    if notebook["metadata"].get("claimbook", {}).get("data") != domain.book.digest:
        log.warning("%s; %s", STALE, RIGHT, location=docname)
    says = domain.data["values"][docname] = stored_values(notebook)
    for name, text in DATA.findall("\n".join(paragraphs(notebook))):
        if name in says and escape_markdown(says[name]) != text:
            message = "the prose says %r, and the outputs say %r; %s"
            log.warning(message, text, says[name], RIGHT, location=docname)
    map_prose(notebook, lambda text: quiet(as_roles(text)))
    tag_cells(notebook, on_paper(app.builder), docname)
    source[0] = json.dumps(notebook)


def check_held(app: Sphinx, docname: str, source: str) -> None:
    """Warn where a page says otherwise than today how much of the essays is held."""
    told = [(n, t) for n, t in DATA.findall(source.replace('\\"', '"')) if n.startswith(f"{PAGE}.")]
    says = held(Path(app.srcdir)) if told else {}
    for name, text in told:
        if says.get(name) != text:
            log.warning("the prose says %r of %s, which is %r; %s", text, name, says.get(name), RIGHT, location=docname)  # fmt: skip


def setup_markdown_roles(app: Sphinx) -> None:
    """Register the reader."""
    app.connect("source-read", read_source)
