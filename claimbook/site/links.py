"""Every link inside the book leads to a place that there is; one that does not fails the strict build.

What is written in prose, in outputs and by Sphinx is all looked at in the same way: on the resolved
page, against what the other pages hold.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from claimbook.site.domain import domain_of

log = logging.getLogger(__name__)
ATTRIBUTE = re.compile(r"""\s(id|href)=(["'])(.*?)\2""", re.DOTALL)


def note_links(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Note the anchors that a page has and the addresses it links to.

    Sphinx resolves pages in its first process, also where others write them.
    """
    ids: set[str] = set()
    links: dict[str, None] = {}
    for node in doctree.findall(nodes.Element):
        ids.update(node["ids"])
        if isinstance(node, nodes.raw):
            for name, _, value in ATTRIBUTE.findall(node.astext()):
                if name == "id":
                    ids.add(value)
                else:
                    links[unescape(value)] = None
        elif isinstance(node, nodes.reference):
            links[node.get("refuri", "") or f"#{node.get('refid', '')}"] = None
    domain_of(app.env).data["links"][page] = (ids, list(links))


def dead_links(
    pages: dict[str, tuple[set[str], list[str]]], site: Path
) -> Iterator[tuple[str, str]]:
    """Yield page and link wherever a link inside the book leads to no anchor or file.

    ``pages`` maps a page to the anchors it has and the links on it; ``site`` is the built folder.

    >>> list(dead_links({"a": ({"x"}, ["#x", "#y", "a.html#x", "https://a.example/#z"])}, Path()))
    [('a', '#y')]
    """
    for page, (_, links) in pages.items():
        for link in links:
            url = urlsplit(link)
            if url.scheme or url.netloc:
                continue
            path = normpath(join(dirname(page), url.path)) if url.path else f"{page}.html"
            held = pages.get(path.removesuffix(".html"), (set(), []))[0]
            known = unquote(url.fragment) in held if url.fragment else (site / path).exists()
            if not (known or (not url.path and not url.fragment)):
                yield page, link


def check_links(app: Sphinx, error: Exception | None) -> None:
    """Warn of every dead link, when all pages and files are written."""
    if error is None and app.builder.name == "html":
        for page, link in dead_links(domain_of(app.env).data["links"], Path(app.outdir)):
            log.warning("the link %r leads nowhere: no page or file is there", link, location=page)


def setup_links(app: Sphinx) -> None:
    """Register what notes links and what checks them."""
    app.connect("doctree-resolved", note_links, priority=970)
    app.connect("build-finished", check_links, priority=960)  # when everything is published
