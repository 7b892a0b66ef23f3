"""Citing, in the built book: citation blocks, exports, heads of pages, redirects."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import relpath
from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective, SphinxRole

from claimbook.cite import formats as citation
from claimbook.cite.formats import Formatted, Item
from claimbook.cite.metadata import Book, Chapter, read_book, read_chapters
from claimbook.plots import files as figures
from claimbook.show.items import table_html
from claimbook.site import head
from claimbook.site import moved as addresses
from claimbook.site.moved import Citable
from claimbook.tables import schema
from claimbook.tables.frames import Tables, load, records
from claimbook.tables.wording import day

#: Ending of an export -> its name and what writes it.
EXPORTS = {
    "bib": ("BibTeX", citation.bibtex),
    "ris": ("RIS", citation.ris),
    "json": ("CSL-JSON", citation.csl_json),
}


@dataclass(frozen=True)
class Citing:
    """Everything that can be cited: works by key (a page, ``data``, ``article``) and parts."""

    book: Book
    chapters: dict[str, Chapter]
    tables: Tables
    works: dict[str, Item]
    styles: dict[str, dict[str, Formatted]]
    parts: dict[str, Citable]
    moved: dict[str, str]


def configure(app: Sphinx, config: Config) -> None:
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
    config.epub_uid = config.epub_identifier = "claim-and-counter-claim"


def collect(app: Sphinx) -> None:
    """Read what can be cited and write every work in every style."""
    root = Path(app.srcdir)
    book, chapters, tables = read_book(root), read_chapters(root), load(root / "data")
    works = {"index": citation.csl_book(book)}
    works |= {name: citation.csl_chapter(book, c) for name, c in chapters.items()}
    works["data"] = citation.csl_data(book)
    works["article"] = citation.csl_article(records(tables.documents)[0])
    styles = dict(zip(works, citation.formatted(list(works.values())), strict=True))
    parts = {part.anchor: part for part in addresses.citables(root, tables)}
    app.env.claimbook_citing = Citing(  # type: ignore[attr-defined]
        book, chapters, tables, works, styles, parts, addresses.listed(root)
    )


def on_paper(app: Sphinx) -> bool:
    """Return whether the book is built for PDF or EPUB, where nothing can be copied or fetched."""
    return app.builder.name != "html"


def editions(app: Sphinx) -> list[tuple[str, str]]:
    """Return name and path of the editions made before (``make site``): PDF and EPUB."""
    folder = Path(app.srcdir, "_build", "downloads")
    return [(p.suffix[1:].upper(), f"downloads/{p.name}") for p in sorted(folder.glob("*.*"))]


def references(citing: Citing, key: str) -> str:
    """Write a work in all styles, as a list."""
    rows = "".join(
        f"<dt>{name} <span>({citation.EDITIONS[name]})</span></dt>\n"
        f'<dd><p data-copy="{name} reference">{found.entry}</p>'
        f'<p class="cb-in-text">In the text: {found.in_text}</p></dd>\n'
        for name, found in citing.styles[key].items()
    )
    return f'<dl class="cb-styles">\n{rows}</dl>'


def exports(citing: Citing, key: str, up: str) -> str:
    """Write the exports of a work, each in a fold with a download."""
    work = citing.works[key]
    return "\n".join(
        f"<details><summary>{name}</summary>\n"
        f'<pre data-copy="{name}">{escape(write(work))}</pre>\n'
        f'<p><a href="{up}cite/{work["id"]}.{ending}" download>Download {work["id"]}.{ending}</a></p>\n'
        "</details>"
        for ending, (name, write) in EXPORTS.items()
    )


def block(citing: Citing, page: str, paper: bool) -> str:
    """Write what stands at the end of a page: version, references, exports."""
    date = citing.chapters[page].date if page in citing.chapters else citing.book.date
    missing = "" if citing.book.url else " This copy has no public address; add the one you read."
    up = "../" * page.count("/")
    return (
        f'<div class="cb-citing">\n<p>Version {escape(citing.book.version)}, last changed {day(date)}.{missing}</p>\n'
        f"{references(citing, page)}\n{'' if paper else exports(citing, page, up)}\n</div>"
    )


def short_citation(citing: Citing, part: Citable) -> str:
    """Return the short citation of a part, as text."""
    return citation.short(citing.book, part.kind, part.identifier, part.path)


def files_of(part: Citable, up: str) -> str:
    """Write the links with which a figure is enlarged and downloaded."""
    base, name = f"{up}figures/{part.identifier}", part.identifier
    quiet = f'<span class="cb-quiet"> of figure {name}</span>'
    links = [f'<a href="{base}.svg">Enlarge<span class="cb-quiet"> figure {name}</span></a>'] + [
        f'<a href="{base}.{ending}" download>{what}{quiet}</a>'
        for ending, what in (("svg", "SVG"), ("png", "PNG"), ("csv", "CSV"))
    ]
    return f'<p class="cb-files">{links[0]} or download as {", ".join(links[1:])}</p>\n'


def fold(citing: Citing, anchor: str, up: str, paper: bool) -> str:
    """Write what stands with a figure, table or statement: its files, its short citation."""
    part = citing.parts[anchor]
    what = f"{part.kind} {part.identifier}"
    if paper:
        return f'<p class="cb-cite">{escape(short_citation(citing, part))}</p>'
    files = files_of(part, up) if part.kind == "figure" else ""
    return files + (
        f'<details class="cb-cite"><summary>Cite {what}</summary>'
        f'<p><span data-copy="citation of {what}">{escape(short_citation(citing, part))}</span>. '
        f'<a href="#{anchor}">Link to {what}</a></p></details>'
    )


def append_block(app: Sphinx, doctree: nodes.document) -> None:
    """Add the section on citing to a chapter and the first page, and notices of what moved."""
    citing: Citing = app.env.claimbook_citing  # type: ignore[attr-defined]
    page = app.env.docname
    top = next(iter(doctree.findall(nodes.section)))
    paper = on_paper(app)
    if page == "index" or (page in citing.chapters and not paper):
        what = "book" if page == "index" else "chapter"
        section = nodes.section(ids=[f"cite-this-{what}"], names=[f"cite this {what}"])
        section += nodes.title("", f"Cite this {what}")
        section += nodes.raw("", block(citing, page, paper), format="html")
        top += section
    if not paper and (moved := _moved(citing, page)):
        top += nodes.raw("", moved, format="html")


def _moved(citing: Citing, page: str) -> str:
    """Return the notices of what stood on a page and moved, in one fold; nothing if nothing did."""
    notices = []
    for address, target in citing.moved.items():
        old, _, anchor = address.partition("#")
        if target and anchor and old == f"{page}.html":
            to = escape(relpath(target, Path(page).parent.as_posix()))
            notices.append(
                f'<li id="{escape(anchor)}">{escape(anchor)} has moved to '
                f'<a href="{to}">{escape(target)}</a>.</li>'
            )
    if not notices:
        return ""
    return (
        '<details class="cb-moved"><summary>Addresses on this page that have moved</summary>\n'
        f"<ul>{''.join(notices)}</ul></details>"
    )


def linked_data(citing: Citing, page: str, data: Path) -> list[Item]:
    """Return what JSON-LD says of a page."""
    if page == "index":
        return [head.report(citing.book, list(citing.chapters.values()))]
    described = [head.chapter_of(citing.book, citing.chapters[page])]
    if page == "chapters/data":
        package = schema.package(data)
        described.append(
            head.dataset(
                citing.book,
                citing.works["data"]["title"],
                package["description"],
                package["resources"],
            )
        )
    if page == "chapters/claims":
        described += head.claims(citing.book, citing.tables)
    return described


def add_head(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the metadata to the head of the first page and of every chapter."""
    citing: Citing = app.env.claimbook_citing  # type: ignore[attr-defined]
    if not on_paper(app) and (page == "index" or page in citing.chapters):
        described = linked_data(citing, page, Path(app.srcdir, "data"))
        pictures = (part for part in citing.parts.values() if part.kind == "figure")
        first = next((part for part in pictures if page in (part.page, "index")), None)
        tags = head.tags(citing.book, citing.chapters.get(page), first, described)
        context["metatags"] = context.get("metatags", "") + tags


def redirects(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make a page for every address whose page is gone and that moved."""
    moved = app.env.claimbook_citing.moved  # type: ignore[attr-defined]
    pages = {a.removesuffix(".html"): to for a, to in moved.items() if to and a.endswith(".html")}
    for page, target in pages.items():
        here = Path(page).parent.as_posix()
        parts = {
            a.split("#")[1]: relpath(to, here)
            for a, to in moved.items()
            if to and a.startswith(f"{page}.html#")
        }
        yield page, {"target": relpath(target, here), "parts": parts}, "redirect.html"


def publish(app: Sphinx, error: Exception | None) -> None:
    """Write the exports and the tables under addresses that stay."""
    if error is not None or on_paper(app):
        return
    citing: Citing = app.env.claimbook_citing  # type: ignore[attr-defined]
    out = Path(app.outdir)
    (out / "cite").mkdir(exist_ok=True)
    for work in citing.works.values():
        for ending, (_, write) in EXPORTS.items():
            (out / "cite" / f"{work['id']}.{ending}").write_text(write(work), encoding="utf-8")
    shutil.copytree(Path(app.srcdir, "data"), out / "data", dirs_exist_ok=True)
    (out / "figures").mkdir(exist_ok=True)
    for _, markup in addresses.outputs(Path(app.srcdir)):
        if match := re.search(r'<figure class="cb-figure" id="fig-([^"]+)"', markup):
            picture, name = figures.standalone(markup), out / "figures" / match[1]
            name.with_suffix(".svg").write_text(figures.enlarged(picture), encoding="utf-8")
            name.with_suffix(".png").write_bytes(figures.png(picture))
            name.with_suffix(".csv").write_text(figures.behind(markup), encoding="utf-8")
    if editions(app):
        shutil.copytree(
            Path(app.srcdir, "_build", "downloads"), out / "downloads", dirs_exist_ok=True
        )
    package = {**schema.package(Path(app.srcdir, "data")), "version": citing.book.version}
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (out / "data" / "datapackage.json").write_text(text, encoding="utf-8")


class CitationOf(SphinxDirective):
    """Directive ``citation-of``: a work (a page, ``data`` or ``article``) in every style."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the references and the exports."""
        citing: Citing = self.env.claimbook_citing  # type: ignore[attr-defined]
        key = self.arguments[0]
        if key not in citing.works:
            raise self.error(f"nothing to cite is called {key!r}; there are {list(citing.works)}")
        up = "../" * self.env.docname.count("/")
        files = "" if self.env.app.builder.name != "html" else exports(citing, key, up)
        text = f'<div class="cb-citing">\n{references(citing, key)}\n{files}\n</div>'
        return [nodes.raw("", text, format="html")]


class CitableItems(SphinxDirective):
    """Directive ``citable-items``: the short citation of every part of one kind, as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the table; ``table_html`` links the items."""
        citing: Citing = self.env.claimbook_citing  # type: ignore[attr-defined]
        kind = self.arguments[0]
        order = list(citing.chapters)
        parts = [part for part in citing.parts.values() if part.kind == kind]
        parts.sort(key=lambda part: order.index(part.page))
        rows = pd.DataFrame(
            {
                kind.capitalize(): [f"[{p.identifier}](id:{p.anchor})" for p in parts],
                "Chapter": [citing.chapters[p.page].title.split(":")[0] for p in parts],
                "What it is": [p.label for p in parts],
                "Short citation": [short_citation(citing, p) for p in parts],
            }
        )
        text = f'<div class="cb-block">\n{table_html(rows, f"Every {kind}")}\n</div>'
        return [nodes.raw("", text, format="html")]


class ShortCitation(SphinxRole):
    """Role ``{short-citation}`c07```: the short citation of a part, by its anchor."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the text."""
        citing: Citing = self.env.claimbook_citing  # type: ignore[attr-defined]
        part = citing.parts.get(self.text)
        if part is None:
            message = self.inliner.reporter.error(f"no part is called {self.text!r}")
            return [], [message]
        return [nodes.Text(short_citation(citing, part))], []


def setup(app: Sphinx) -> None:
    """Register what citing needs; called by :mod:`claimbook.sphinxext`."""
    app.add_directive("citation-of", CitationOf)
    app.add_directive("citable-items", CitableItems)
    app.add_role("short-citation", ShortCitation())
    app.connect("config-inited", configure, priority=100)
    app.connect("builder-inited", collect)
    app.connect("doctree-read", append_block, priority=100)  # before the contents are collected
    app.connect("html-page-context", add_head)
    app.connect("html-collect-pages", redirects)
    app.connect("build-finished", publish)
