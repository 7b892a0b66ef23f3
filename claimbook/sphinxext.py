"""What the built book needs beyond Jupyter Book: where each identifier lives, and the theme colours.

A chapter writes ``href="id:c07"`` in HTML or
``{see}`c07``` in prose; here it becomes an address. An identifier that no page holds is a warning,
and the strict build fails.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from claimbook import addresses, sphinxcite
from claimbook.style import COLOURS

log = logging.getLogger(__name__)


def find_anchors(app: Sphinx) -> None:
    """Note which page holds which anchor; an anchor has one page."""
    homes: dict[str, str] = {}
    for anchor, page in addresses.anchors(Path(app.srcdir)):
        if anchor in homes:
            log.warning("anchor %r stands in %s and in %s", anchor, homes[anchor], page)
        homes[anchor] = page
    app.env.claimbook_anchors = homes  # type: ignore[attr-defined]


def address(app: Sphinx, anchor: str, page: str) -> str | None:
    """Return the relative address of an anchor as seen from a page; None if no page holds it."""
    home = app.env.claimbook_anchors.get(anchor)  # type: ignore[attr-defined]
    if home is None:
        return None
    return f"#{anchor}" if home == page else f"{app.builder.get_relative_uri(page, home)}#{anchor}"


class See(SphinxRole):
    """Role ``{see}`c07``` or ``{see}`text <c07>```: link to a statement, sentence, actor …."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the link; the address is filled in when the page is written."""
        match = re.fullmatch(r"(.+?)\s*<(.+)>", self.text, flags=re.S)
        text, target = match.groups() if match else (self.text, self.text)
        node = nodes.reference(self.rawtext, text, refuri=f"id:{target}", internal=True)
        self.set_source_info(node)
        return [node], []


def resolve(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Turn every ``id:`` link of a page into an address."""

    def known(identifier: str, node: nodes.Node) -> str:
        found = address(app, identifier, page)
        if found is None:
            log.warning("no page holds the identifier %r", identifier, location=node)
        return found or "#"

    for node in doctree.findall(nodes.reference):
        if node.get("refuri", "").startswith("id:"):
            node["refuri"] = known(node["refuri"][3:], node)
    citing = app.env.claimbook_citing  # type: ignore[attr-defined]
    for raw in doctree.findall(nodes.raw):
        if "<!--cite:" in raw.astext():
            text = re.sub(
                "<!--cite:([^>]+)-->", lambda m: sphinxcite.fold(citing, m[1]), raw.astext()
            )
            raw.children, raw.rawsource = [nodes.Text(text)], text
        pieces = re.split(r'(?<=href=")id:([^"]+)', raw.astext())
        if len(pieces) > 1:  # every second piece is an identifier
            text = "".join(known(p, raw) if i % 2 else p for i, p in enumerate(pieces))
            raw.children, raw.rawsource = [nodes.Text(text)], text


def theme_css() -> str:
    """Return the colours of :mod:`claimbook.style` as CSS variables for both themes."""
    light, dark = ("".join(f"--cb-{k}:{v[i]};" for k, v in COLOURS.items()) for i in (0, 1))
    return f"html{{{light}}}\nhtml[data-theme=dark]{{{dark}}}\n"


def write_css(app: Sphinx, error: Exception | None) -> None:
    """Write the theme colours beside the hand-written style sheet."""
    if error is None and app.builder.format == "html":
        Path(app.outdir, "_static", "claimbook-theme.css").write_text(theme_css(), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register role, resolver and style sheets."""
    sphinxcite.setup(app)
    app.add_role("see", See())
    app.connect("builder-inited", find_anchors)
    app.connect("doctree-resolved", resolve)
    app.connect("build-finished", write_css)
    app.add_css_file("claimbook-theme.css")
    app.add_css_file("claimbook.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
