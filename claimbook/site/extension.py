"""The Sphinx extension: the settings of the book, what the layout shows, and one ``setup`` for all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from claimbook.charts.style import COLOURS, FONT
from claimbook.cite.linked import LICENSES
from claimbook.cite.metadata import parts, read_book
from claimbook.data.wording import day
from claimbook.site.appendix import setup_appendix
from claimbook.site.article import PAGE, SCRIPTS, setup_article
from claimbook.site.citing import setup_citing
from claimbook.site.code import has_code, setup_code
from claimbook.site.context import BuildContext, up
from claimbook.site.csp import setup_csp
from claimbook.site.domain import domain_of, setup_domain
from claimbook.site.finding_role import setup_finding_role
from claimbook.site.handouts import setup_sheets
from claimbook.site.head import setup_head
from claimbook.site.hints import setup_hints
from claimbook.site.html_writer import setup_html_writer
from claimbook.site.incremental import setup_incremental
from claimbook.site.links import setup_links
from claimbook.site.markdown_roles import setup_markdown_roles
from claimbook.site.publish import setup_publish
from claimbook.site.redirects import setup_redirects
from claimbook.site.search import setup_search

THEME = Path(__file__).parent / "theme"
#: What the page of the article loads, in the order in which one needs the other.
ARTICLE_SCRIPTS = ("vendor/sha256", "claimbook-article", *(f"article/{name}" for name in SCRIPTS))


def take_citation_file(app: Sphinx, config: Config) -> None:
    """Take title, author, version and addresses from ``CITATION.cff``."""
    book = read_book(Path(app.srcdir))
    config.html_title = config.project = book.short_title
    config.author = ", ".join(a.name for a in book.authors)
    config.copyright = book.date[:4]
    config.version = config.release = book.version
    config.html_baseurl = book.address("")
    config.epub_title, config.epub_author = book.title, config.author
    config.epub_publisher = config.epub_contributor = config.author
    config.epub_description = book.abstract
    config.epub_copyright = f"{book.date[:4]} {config.author}, {', '.join(book.licenses)}"
    config.epub_uid = config.epub_identifier = book.slug


def drop_book_theme(app: Sphinx, config: Config) -> None:
    """Drop what Jupyter Book sets for its own theme, and the numbers of tables, which may change."""
    config.numfig = False
    if config.html_theme == "claimbook":
        config.html_theme_options = {}


def fit_builder(app: Sphinx) -> None:
    """Give the pages one for lost addresses, and the EPUB, whose theme is Sphinx's, the book's styles.

    Not the face of the text: in an EPUB reader face and size are the reader's own choice.
    """
    if isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name == "html":
        app.builder.search = False  # the book has an index of its own
        # The first is for hosts that show it for lost addresses.
        app.config.html_additional_pages = {"404": "404.html", "search": "search.html"}
    if app.builder.name == "epub":
        app.config.html_static_path.append(str(THEME / "epub.css"))


def css_text(text: str) -> str:
    r"""Return a text as a string of a style sheet that stands in a page.

    >>> css_text('Q & "A" </style>')
    '"Q \\26  \\22 A\\22  \\3c /style\\3e "'
    """
    return '"' + re.sub(r'[\\"<>&\n]', lambda m: f"\\{ord(m[0]):x} ", text) + '"'


def launched(book: BuildContext, page: str) -> Iterator[tuple[str, str]]:
    """Yield where the notebook of a page can be run: in the browser, if that was made, and elsewhere.

    Source: the documentation of BinderHub and Colab on links to notebooks; both take GitHub's.
    """
    if book.lite:
        yield "in your browser", f"{up(page)}lite/index.html?path={page.rsplit('/', 1)[-1]}.ipynb"
    host, _, path = book.book.repository.removeprefix("https://").rstrip("/").partition("/")
    if host == "github.com" and path.count("/") == 1:
        path = path.removesuffix(".git")
        yield "Binder", f"https://mybinder.org/v2/gh/{path}/HEAD?urlpath=lab/tree/{page}.ipynb"
        yield "Colab", f"https://colab.research.google.com/github/{path}/blob/HEAD/{page}.ipynb"


def turned(app: Sphinx, book: BuildContext, page: str) -> dict[str, dict[str, str] | None]:
    """Return what stands before a page and after it; what is in no list stands before and after nothing."""
    at = book.listed.index(page) if page in book.listed else None
    found: dict[str, dict[str, str] | None] = {"prev": None, "next": None}
    for way, step in (("prev", -1), ("next", 1)):
        if at is not None and 0 <= at + step < len(book.listed):
            to = book.listed[at + step]
            title = book.chapters[to].title if to in book.chapters else book.book.short_title
            link = app.builder.get_relative_uri(page, to)
            found[way] = {"link": link, "title": str(escape(title))}
    return found


def add_context(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell the layout what it shows beside the text."""
    if app.builder.name == "epub":  # no scripts, and no styles but its own
        context["script_files"] = []
        context["css_files"] = [f for f in context["css_files"] if "epub.css" in str(f.filename)]
        return
    gathered = domain_of(app.env).book
    source = Path(app.srcdir, f"{page}.ipynb").is_file()
    hidden = page in gathered.chapters and gathered.chapters[page].unlisted
    if page == "404" and gathered.book.url:  # shown at any depth
        near = context["pathto"]
        context["pathto"] = lambda *to: gathered.book.address(near(*to))
    context |= turned(app, gathered, page) | {
        "author": app.config.author,
        "book": gathered.book,
        "book_day": day(gathered.book.date),
        "chapters": gathered.chapters,
        "code": has_code(doctree),
        "downloads": gathered.editions,
        "heads": [(c.slug, css_text(c.short_title)) for c in gathered.chapters.values()],
        "launch": list(launched(gathered, page)) if source else [],
        "muted": COLOURS["muted"][0],
        "book_parts": parts(gathered.chapters.values()),
        "noindex": hidden or not doctree,
        "notebook": "a notebook" if source else "Markdown" if doctree else "",
        "pageurl": gathered.book.address(f"{page}.html"),
        "page_scripts": ARTICLE_SCRIPTS if page == PAGE else (),
        "repository": gathered.book.repository,
        "rights": LICENSES["CC-BY-4.0"],
        "running_head": css_text(f"{app.config.project}, version {app.config.version}"),
        "running": f"8.5pt '{FONT}', sans-serif",  # a font by name: the PDF hangs on no machine
    }


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the theme and every part of the site."""
    app.add_html_theme("claimbook", str(THEME))
    app.connect("config-inited", take_citation_file, priority=100)
    app.connect("config-inited", drop_book_theme, priority=900)  # after Jupyter Book's own options
    app.connect("builder-inited", fit_builder)
    app.connect("html-page-context", add_context)
    # When all pages are read, these complete each of them, in this order (Sphinx's priorities):
    # 199 MyST-NB folds the code that is tagged; 800 citing.AddCitations adds captions and citations;
    # 850 finding_role.PlaceFindings moves the findings into the prose; 890 article.AddUses says where
    # the book uses a statement, and appendix.AddAppendix, on paper, what is behind a figure; 900 domain.ResolveLinks turns `id:c07` in the HTML of all of these into
    # addresses. Then, on each resolved page: 900 html_writer fits it to paper, 940 redirects adds the
    # notices of what moved, 950 domain sees that no output got lost, 960 search and 970 links note it.
    for part in (
        setup_domain,
        setup_incremental,
        setup_markdown_roles,
        setup_citing,
        setup_finding_role,
        setup_code,
        setup_appendix,
        setup_article,
        setup_html_writer,
        setup_redirects,
        setup_head,
        setup_publish,
        setup_search,
        setup_csp,
        setup_sheets,
        setup_links,
        setup_hints,
    ):
        part(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
