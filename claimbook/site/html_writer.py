"""How Sphinx's nodes are written, and the colours of the page."""

import re
from pathlib import Path

from docutils import nodes
from pygments.formatters import HtmlFormatter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from claimbook.charts.files import literal
from claimbook.charts.style import COLOURS, looks
from claimbook.cite.metadata import Book, slug
from claimbook.data.frames import Tables
from claimbook.site.context import on_paper
from claimbook.site.domain import domain_of, rewrite

#: How the settings begin that Jupyter Book adds for Thebe; the book loads no Thebe.
THEBE = ('<script type="text/x-thebe-config">', "<script>kernelName")
#: The width of a block in the legend of the article.
LEGEND = 5


def fit_to_paper(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Drop Thebe's settings, which Jupyter Book always adds, and fit HTML and cells to paper.

    There a cell without code that shows nothing goes: a page could break between a heading and it.
    """
    book = domain_of(app.env).book.book
    for cell in list(doctree.findall(nodes.container)) if on_paper(app.builder) else ():
        if cell.get("nb_element") == "cell_code" and not cell.astext().strip():
            cell.parent.remove(cell)
    for node in list(doctree.findall(nodes.raw)):
        if node.astext().lstrip().startswith(THEBE):
            node.parent.remove(node)
        elif on_paper(app.builder):
            rewrite(node, for_paper(node.astext(), book))


def add_subtitle(app: Sphinx, doctree: nodes.document) -> None:
    """Set the subtitle of the book under its title on the first page; paper has it on the title page."""
    subtitle = domain_of(app.env).book.book.title.partition(": ")[2]
    if app.env.docname == app.config.root_doc and subtitle and not on_paper(app.builder):
        title = next(iter(doctree.findall(nodes.title)))
        text = subtitle[0].upper() + subtitle[1:]
        title.parent.insert(1, nodes.paragraph("", text, classes=["cb-subtitle"]))


def for_paper(html: str, book: Book) -> str:
    """Return HTML for PDF and EPUB: literal colours, no links to files that lie on the web only.

    >>> from claimbook.cite.metadata import read_book
    >>> for_paper('<a href="../data/a.csv">a</a>', read_book())
    '<a>a</a>'
    """
    files = r' href="(?:\.\./)?((?:data|cite)/[^"]*)"'
    there = (lambda m: f' href="{book.address(m[1])}"') if book.url else ""
    return re.sub(files, there, literal(html))


def open_chapter(translator: HTML5Translator, node: addnodes.start_of_file) -> None:
    """Open a chapter of the book on one page; on paper it has its own running head."""
    name = node["docname"]
    translator.docnames.append(name)
    style = f"page: {slug(name)}"
    translator.body.append(f'<div class="cb-chapter" id="document-{name}" style="{style}">')


def close_chapter(translator: HTML5Translator, node: addnodes.start_of_file) -> None:
    """Close a chapter of the book on one page."""
    translator.body.append("</div>")
    translator.docnames.pop()


def open_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Open a work cited as a plain block; docutils gives it a role that ARIA has withdrawn."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def close_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Close a work cited."""
    translator.body.append("</div>\n")


def theme_css(tables: Tables) -> str:
    """Return the part of the style that comes from Python: colours, and the widths of blocks.

    The colours are those of :mod:`claimbook.charts.style` and of code, for both themes; a block stands
    for a word of the report. The reader's own choice (``data-theme``) goes before that of the system.
    """
    light, dark = ("".join(f"--cb-{k}:{v[i]};" for k, v in COLOURS.items()) for i in (0, 1))
    day, night = (HtmlFormatter(style=f"a11y-high-contrast-{name}") for name in ("light", "dark"))
    chosen = "html[data-theme=dark]"
    system = "html:not([data-theme=light])"
    sides = "".join(f".cb-{side}{{--cb-side:var(--cb-{look})}}\n" for side, look in looks().items())
    longest = max(int(n) for held in tables.sentences.token_lengths for n in held.split())
    blocks = "".join(f"[data-n='{n}']{{--n:{n}}}" for n in range(1, max(longest, LEGEND) + 1))
    return (
        f"html{{color-scheme:light;{light}}}\n{sides}{_code(day, '')}\n"
        f"@media screen{{\n{chosen}{{color-scheme:dark;{dark}}}\n{_code(night, chosen)}\n}}\n"
        f"@media screen and (prefers-color-scheme:dark){{\n"
        f"{system}{{color-scheme:dark;{dark}}}\n{_code(night, system)}\n}}\n"
        f"{blocks}\n"
    )


def _code(formatter: HtmlFormatter, where: str) -> str:
    """Return the colours of code; the page gives it its background."""
    rules = formatter.get_token_style_defs(f"{where} .highlight".strip())
    return "\n".join(re.sub(r" */\*.*?\*/", "", rule) for rule in rules if "color: " in rule)


def write_colours(app: Sphinx, error: Exception | None) -> None:
    """Write that part of the style as a sheet."""
    if error is None and app.builder.format == "html":
        target = Path(app.outdir, "_static", "claimbook-theme.css")
        css = theme_css(domain_of(app.env).book.tables)
        target.write_text(css, encoding="utf-8", newline="\n")


def setup_html_writer(app: Sphinx) -> None:
    """Register how nodes are written."""
    app.add_node(addnodes.start_of_file, override=True, html=(open_chapter, close_chapter))
    app.add_node(nodes.citation, override=True, html=(open_citation, close_citation))
    app.connect("doctree-read", add_subtitle)
    app.connect("doctree-resolved", fit_to_paper, priority=900)
    app.connect("build-finished", write_colours)
