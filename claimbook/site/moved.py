"""Pages and anchors that moved: a notice where they stood, a page that leads on."""

from collections.abc import Iterator
from pathlib import Path
from posixpath import relpath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from claimbook.site.citing import write
from claimbook.site.domain import domain_of
from claimbook.site.gather import on_paper


def notices(moved: dict[str, str], page: str) -> list[tuple[str, str, str]]:
    """Return what stood on a page and moved: anchor, the way there from this page, new address."""
    here = Path(page).parent.as_posix()
    old = [(*address.partition("#")[::2], to) for address, to in moved.items() if to]
    return [
        (anchor, relpath(to, here), to)
        for path, anchor, to in old
        if anchor and path == f"{page}.html"
    ]


def append_notices(app: Sphinx, doctree: nodes.document) -> None:
    """Say on a page what stood there and moved; on paper nobody comes by an old address."""
    found = notices(domain_of(app.env).book.moved, app.env.docname)
    if found and not on_paper(app.builder):
        text = write("moved.html", notices=found)
        next(iter(doctree.findall(nodes.section))).append(nodes.raw("", text, format="html"))


def redirects(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make a page for every address whose page is gone and that moved; none in an EPUB."""
    moved = {} if on_paper(app.builder) else domain_of(app.env).book.moved
    for address, to in moved.items():
        if to and address.endswith(".html"):
            page = address.removesuffix(".html")
            anchors = {anchor: there for anchor, there, _ in notices(moved, page)}
            target = relpath(to, Path(page).parent.as_posix())
            yield page, {"target": target, "anchors": anchors}, "redirect.html"


def setup_moved(app: Sphinx) -> None:
    """Register the notices and the redirects."""
    app.connect("doctree-read", append_notices, priority=110)  # after the section on citing
    app.connect("html-collect-pages", redirects)
