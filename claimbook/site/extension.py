"""What the built book needs beyond Jupyter Book: where each identifier lives, and the theme colours.

A chapter writes ``href="id:c07"`` in HTML or
``{see}`c07``` in prose; here it becomes an address. An identifier that no page holds is a warning,
and the strict build fails.
"""

import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from pygments.formatters import HtmlFormatter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator

from claimbook.cite.metadata import Book
from claimbook.plots.style import COLOURS
from claimbook.site import citing as sphinxcite
from claimbook.site import moved as addresses
from claimbook.site import search as sphinxfind
from claimbook.tables import schema
from claimbook.tables.wording import count, day

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
    if app.builder.name == "singlehtml":
        return f"#{anchor}"
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
    citing: sphinxcite.Citing = app.env.claimbook_citing  # type: ignore[attr-defined]
    up = "../" * page.count("/")

    def fold(match: re.Match[str]) -> str:
        return sphinxcite.fold(citing, match[1], up, sphinxcite.on_paper(app))

    for raw in list(doctree.findall(nodes.raw)):
        if "thebe" in raw.astext() or "kernelName" in raw.astext():
            raw.parent.remove(
                raw
            )  # Jupyter Book always adds Thebe's settings; the book loads no Thebe
            continue
        text = re.sub("<!--cite:([^>]+)-->", fold, raw.astext())
        if sphinxcite.on_paper(app):
            text = for_paper(text, citing.book)
        raw.children, raw.rawsource = [nodes.Text(text)], text
        pieces = re.split(r'(?<=href=")id:([^"]+)', raw.astext())
        if len(pieces) > 1:  # every second piece is an identifier
            text = "".join(known(p, raw) if i % 2 else p for i, p in enumerate(pieces))
            raw.children, raw.rawsource = [nodes.Text(text)], text


def for_paper(text: str, book: Book) -> str:
    """Return HTML for PDF and EPUB: literal colours, no links to files that lie on the web only."""
    text = re.sub(r"var\(--[\w-]+, ([^)]+)\)", r"\1", text)
    at = rf' href="{escape(book.address("data/"))}\1"' if book.url else ""
    return re.sub(r' href="(?:\.\./)?data/([^"]*)"', at, text)


def open_chapter(translator: HTML5Translator, node: addnodes.start_of_file) -> None:
    """Open a chapter of the book on one page; on paper it has its own running head."""
    name = node["docname"]
    translator.docnames.append(name)
    page = name.rsplit("/", 1)[-1]
    translator.body.append(f'<div class="cb-chapter" id="document-{name}" style="page: {page}">')


def close_chapter(translator: HTML5Translator, node: addnodes.start_of_file) -> None:
    """Close a chapter of the book on one page."""
    translator.body.append("</div>")
    translator.docnames.pop()


def open_code(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a fold of code; MyST-NB's has paragraphs in its summary, which HTML does not allow."""
    lines = sum(bool(line.strip()) for line in node.astext().splitlines())
    translator.body.append(
        f'<details class="cb-code">\n<summary>Code: {count(lines, "line")}</summary>\n'
    )


def close_code(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Close a fold of code."""
    translator.body.append("</details>\n")


def open_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Open a work cited as a plain block; docutils gives it a role that ARIA has withdrawn."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def close_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Close a work cited."""
    translator.body.append("</div>\n")


def theme_css() -> str:
    """Return the colours of :mod:`claimbook.style` and of code for both themes.

    The reader's own choice (``data-theme``) goes before that of the system.
    """
    light, dark = ("".join(f"--cb-{k}:{v[i]};" for k, v in COLOURS.items()) for i in (0, 1))
    day, night = (HtmlFormatter(style=f"a11y-high-contrast-{name}") for name in ("light", "dark"))
    chosen = "html[data-theme=dark]"
    system = "html:not([data-theme=light])"
    return (
        f"html{{color-scheme:light;{light}}}\n{_code(day, '')}\n"
        f"@media screen{{\n{chosen}{{color-scheme:dark;{dark}}}\n{_code(night, chosen)}\n}}\n"
        f"@media screen and (prefers-color-scheme:dark){{\n"
        f"{system}{{color-scheme:dark;{dark}}}\n{_code(night, system)}\n}}\n"
    )


def _code(formatter: HtmlFormatter, where: str) -> str:
    """Return the colours of code; the page gives it its background."""
    rules = formatter.get_token_style_defs(f"{where} .highlight".strip())
    return "\n".join(re.sub(r" */\*.*?\*/", "", rule) for rule in rules if "color: " in rule)


def configure(app: Sphinx, config: Config) -> None:
    """Drop what Jupyter Book sets for its own theme, and the numbers of tables, which may change."""
    config.numfig = False
    if config.html_theme == "claimbook":
        config.html_theme_options = {}


def add_context(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell the layout what it shows beside the text, and note what search will find."""
    citing = app.env.claimbook_citing  # type: ignore[attr-defined]
    if app.builder.name == "epub":  # no scripts, and no styles but its own
        context["script_files"] = []
        context["css_files"] = [f for f in context["css_files"] if "epub.css" in str(f.filename)]
        return
    source = Path(app.srcdir, f"{page}.ipynb").is_file()
    context |= {
        "author": app.config.author,
        "book": citing.book,
        "book_day": day(citing.book.date),
        "chapters": citing.chapters,
        "downloads": sphinxcite.editions(app),
        "notebook": "a notebook" if source else "Markdown" if doctree else "",
        "repository": citing.book.repository,
    }
    if doctree:
        app.claimbook_found[page] = list(sphinxfind.sections(page, doctree))  # type: ignore[attr-defined]


def write_files(app: Sphinx, error: Exception | None) -> None:
    """Write the theme colours and the index of search and previews."""
    if error is not None or app.builder.format != "html":
        return
    Path(app.outdir, "_static", "claimbook-theme.css").write_text(theme_css(), encoding="utf-8")
    if sphinxcite.on_paper(app):
        return
    citing = app.env.claimbook_citing  # type: ignore[attr-defined]
    homes = app.env.claimbook_anchors  # type: ignore[attr-defined]
    found = app.claimbook_found  # type: ignore[attr-defined]
    entries = [entry for page in ("index", *citing.chapters) for entry in found.get(page, [])]
    entries += [
        *sphinxfind.coded(citing.tables, homes),
        *sphinxfind.parts([*citing.parts.values()]),
    ]
    sphinxfind.write(app, entries)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register theme, role, resolver, style sheets and scripts."""
    app.claimbook_found = {}  # type: ignore[attr-defined]
    app.add_html_theme("claimbook", str(schema.ROOT / "_theme"))
    sphinxcite.setup(app)
    app.add_role("see", See())
    app.add_node(HideCodeCellNode, override=True, html=(open_code, close_code))
    app.add_node(addnodes.start_of_file, override=True, html=(open_chapter, close_chapter))
    app.add_node(nodes.citation, override=True, html=(open_citation, close_citation))
    app.connect("config-inited", configure, priority=900)  # after Jupyter Book has set its options
    app.connect("builder-inited", find_anchors)
    app.connect("doctree-resolved", resolve, priority=900)
    app.connect("html-page-context", add_context)
    app.connect("build-finished", write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
