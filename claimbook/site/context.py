"""What all pages need to know of the book: its name, chapters, tables, references; and its templates."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from sphinx.builders import Builder

from claimbook.cache import BOOK_FILES, fingerprint
from claimbook.cite import formats
from claimbook.cite.formats import Formatted, Item, plain
from claimbook.cite.metadata import ESSAYS, REPORT, Book, Chapter, read_book, read_chapters
from claimbook.data import schema
from claimbook.data.companion import companion
from claimbook.data.frames import Tables, load, records
from claimbook.data.read import read
from claimbook.display.html import templates

#: The pages that machines are told of by name.
DATA_PAGE = "chapters/data"
CLAIMS_PAGE = "chapters/statements"
#: What pages are made from beside their own text.
SHARED_FILES = tuple(name for name in BOOK_FILES if name not in ("chapters", "index.md"))
TEMPLATES = templates(Path(__file__).parent / "templates")


def render(template: str, **values: Any) -> str:
    """Return what a template of the site says with these values, all of them escaped."""
    return TEMPLATES.get_template(template).render(**values)


@dataclass(frozen=True)
class BuildContext:
    """The book, its works by key (a page, ``data``, ``article``), each in every style, its tables.

    ``sources`` are the works of others that it cites and the sources of the public record, by key;
    ``documents`` are those of other tables, by the name of the table. ``digest`` names the bytes of the
    data; ``editions`` are name and path of PDF and EPUB, if they were made from this state of the
    book, ``lite`` whether JupyterLite was; ``sheets`` are the files of handout and key, if the book
    has them, those made of the tables alone always. ``state`` names all this but editions and lite: what
    pages are read with beside their own text.
    """

    book: Book
    chapters: dict[str, Chapter]
    tables: Tables
    works: dict[str, Item]
    styles: dict[str, dict[str, Formatted]]
    sources: dict[str, Item]
    documents: dict[str, list[Item]]
    package: dict[str, Any]
    digest: str
    editions: list[tuple[str, str]] = field(default_factory=list)
    lite: bool = False
    sheets: list[str] = field(default_factory=list)
    state: str = ""

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages of the book in order, the first page first."""
        return ("index", *self.chapters)

    @property
    def essays(self) -> tuple[str, ...]:
        """The pages that are read and not looked up: the first page, and the first part."""
        return ("index", *(c.name for c in self.chapters.values() if c.part == ESSAYS))

    @property
    def listed(self) -> list[str]:
        """The pages in order that a reader turns, those that are in no list left out."""
        return ["index", *(c.name for c in self.chapters.values() if not c.unlisted)]

    @property
    def own(self) -> tuple[str, ...]:
        """The keys of the works of the book: itself, its chapters, its data."""
        return (*self.pages, "data")

    def file(self, key: str) -> str:
        """Return what the exports of a work are called; their names are addresses and stay."""
        slug = self.book.slug
        named = {"index": slug, "data": f"{slug}-data", REPORT: REPORT}
        return named[key] if key in named else self.chapters[key].slug

    def cited(self, page: str) -> str:
        """Return how a page is cited in the text by author and year."""
        return plain(self.styles[page]["APA"].in_text)


@cache
def read_context(root: Path, offers: bool = True) -> BuildContext:
    """Read what can be cited, and what was made of this state of the book; once for each build.

    A preview ``offers`` nothing that was made of an earlier state of the book.
    """
    chapters, rest = read_chapters(root), fingerprint(root, SHARED_FILES)
    state = fingerprint(root, BOOK_FILES) if offers else ""
    made = sheets(root, state)
    every = repr((rest, chapters, made))
    return replace(
        _read(root, rest, tuple(chapters.values())),
        editions=list(editions(root, state)),
        lite=noted(root / "_build" / "lite" / ".from", state),
        sheets=made,
        state=hashlib.sha256(every.encode()).hexdigest(),
    )


@lru_cache(maxsize=1)
def _read(root: Path, rest: str, listed: tuple[Chapter, ...]) -> BuildContext:
    """Read the tables and write every work in every style; by content, since it takes a second."""
    book, chapters, tables = read_book(root), {c.name: c for c in listed}, load(root / "data")
    works = {"index": formats.csl_book(book)}
    works |= {name: formats.csl_chapter(book, c) for name, c in chapters.items()}
    works["data"] = formats.csl_data(book, f"{DATA_PAGE}.html")
    package = schema.package(root / "data")
    sites = schema.resource("documents", root / "data").get("sources", [{"title": ""}])
    countries = tables.record.countries["name"] if len(tables.record.countries) else territories()
    names = {*tables.actors["name"], *countries}
    (report,) = records(tables.documents.fillna(""))[:1]
    works[REPORT] = formats.csl_article(report, sites[0]["title"], names)
    sources = {item["id"]: item for item in formats.csl_works(root / "references.bib")}
    for row in records(tables.record.sources.fillna("")):
        sources[row["source_id"]] = formats.csl_source(row)
    texts = tables.others.reports[["report_id", "outlet", "language", "date", "url", "title"]]
    examined = records(tables.known.examinations)
    documents = {
        "reports": [formats.csl_text(book, row) for row in records(texts.fillna(""))],
        "examinations": [formats.csl_examination(book, row) for row in examined],
    }
    styles = dict(zip(works, formats.formatted(list(works.values()), names), strict=True))
    return BuildContext(
        book=book,
        chapters=chapters,
        tables=tables,
        works=works,
        styles=styles,
        sources=sources,
        documents=documents,
        package=package,
        digest=read(root / "data").digest,
    )


def territories() -> Iterable[str]:
    """Return the names of all states, which keep their capitals in a title (CLDR, by babel)."""
    return [str(name) for name in Locale("en").territories.values()]


def editions(root: Path, state: str) -> Iterator[tuple[str, str]]:
    """Yield name and path of the editions that were made from a state of the book."""
    folder = root / "_build" / "downloads"
    for path in sorted(folder.glob("[!.]*.*")):
        if noted(folder / f"{path.suffix}-from", state):
            yield path.suffix[1:].upper(), f"downloads/{path.name}"


def sheets(root: Path, state: str) -> list[str]:
    """Return the names of the files of handout and key that there are for a state of the book."""
    folder = root / "_build" / "sheets"
    made = [p.name for p in folder.glob("[!.]*.*")] if noted(folder / ".from", state) else []
    handout = companion("handout", root)
    return sorted({*made, *(f"{name}.csv" for name in (handout.TITLES if handout else ()))})


def noted(made_from: Path, state: str) -> bool:
    """Return whether something was made from a state of the book, as it noted beside it."""
    return made_from.is_file() and made_from.read_text(encoding="utf-8") == state


def on_paper(builder: Builder) -> bool:
    """Return whether the book is built for PDF or EPUB, where nothing can be copied or fetched."""
    return builder.name != "html"


def up(page: str) -> str:
    """Return the way from a page to the first folder of the book.

    >>> up("chapters/claims"), up("index")
    ('../', '')
    """
    return "../" * page.count("/")
