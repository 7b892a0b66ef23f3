"""What the head of a page tells machines: Highwire, Dublin Core, Open Graph and JSON-LD.

Sources: Google Scholar, Inclusion Guidelines for Webmasters (``citation_*``); Zotero, translator
Embedded Metadata (``citation_book_title``, ``z:itemType``); DCMI, Expressing Dublin Core in HTML;
The Open Graph protocol.

What Zotero makes of them was tried with its own code, which no test can install; these rules are
kept as tests. An author without a comma is divided before the last word, so that the name of an
organisation ends with one. Scholar reads that comma too: it asks for "family, given" or for the name
in its order, ignores punctuation when it compares authors, and a divided name would reach every
reference list. There is one abstract: ``DC.description`` would be put into Zotero's field Extra, and
from there into a reference. A single author whose family and given names are both of several words
would be taken for two; no-break spaces in the given names prevent it. Reader views take the last
``DC.creator`` for all authors, before ``author``, and show the comma: there is none.
"""

from dataclasses import replace
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from claimbook.cite import linked
from claimbook.cite.formats import Item
from claimbook.cite.metadata import FIRST_PAGE, LANGUAGE, Author, Book, Chapter
from claimbook.data.wording import listing
from claimbook.site.context import CLAIMS_PAGE, DATA_PAGE, BuildContext, on_paper, render
from claimbook.site.domain import Part, domain_of


def tagged(author: Author) -> str:
    r"""Return a name as metadata give it, such that no program divides it.

    >>> tagged(Author(family="García Márquez", given="Gabriel José"))
    'García Márquez, Gabriel\xa0José'
    """
    several = " " in author.family or author.particle
    given = author.given.replace(" ", "\u00a0") if several else author.given
    return replace(author, given=given).inverted


def tags(book: Book, chapter: Chapter | None, picture: Part | None, linked_data: list[Item]) -> str:
    """Return the tags of a chapter's page, or of the first page if ``chapter`` is None.

    ``picture`` is a figure that stands for the page where others link to it; Open Graph wants its
    full address, so it is named only if the book has one.
    """
    image = book.address(f"figures/{picture.identifier}.png") if picture else ""
    about = chapter or book
    title, abstract, keywords, date = about.title, about.abstract, about.keywords, about.date
    url = book.address(f"{chapter.name}.html" if chapter else FIRST_PAGE)
    authors = [tagged(author) for author in book.authors]
    rights = linked.LICENSES["CC-BY-4.0"]
    # Zotero takes the type from z:itemType; without it, Open Graph makes a web page of a chapter.
    names = [
        ("description", abstract),
        ("author", listing(author.name for author in book.authors)),
        ("twitter:card", "summary_large_image" if image else "summary"),
        ("citation_title", title),
        *(("citation_author", author) for author in authors),
        ("citation_publication_date", date.replace("-", "/")),
        ("citation_book_title", book.title if chapter else ""),
        ("citation_inbook_title", book.title if chapter else ""),
        ("citation_language", LANGUAGE),
        ("citation_abstract", abstract),
        ("citation_keywords", "; ".join(keywords)),
        ("citation_doi", "" if chapter else book.doi),
        ("citation_public_url", url),
        ("citation_fulltext_html_url", url),
        ("z:itemType", "bookSection" if chapter else "book"),
        ("DC.title", title),
        ("DC.date", date),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.language", LANGUAGE),
        *(("DC.subject", word) for word in keywords),
        ("DC.rights", rights),
        ("DC.identifier", url),
        ("prism.edition", f"Version {book.version}"),
        ("DCTERMS.isPartOf", book.title if chapter else ""),
    ]
    properties = [
        ("og:type", "article" if chapter else "book"),
        ("og:title", title),
        ("og:description", abstract),
        ("og:site_name", book.short_title),
        ("og:locale", "en_GB"),
        ("og:url", url),
        ("og:image", image),
        ("og:image:alt", picture.label if picture and image else ""),
        ("article:published_time", date if chapter else ""),
        ("article:modified_time", date if chapter else ""),
        ("book:release_date", "" if chapter else date),
    ]
    return render(
        "head.html",
        rights=rights,
        tags=[("name", *pair) for pair in names] + [("property", *pair) for pair in properties],
        linked_data=linked.written(linked_data),
    )


def linked_data(book: BuildContext, page: str) -> list[Item]:
    """Return what JSON-LD says of a page."""
    if page == "index":
        return [linked.report(book.book, list(book.chapters.values()))]
    described, path = [linked.chapter_of(book.book, book.chapters[page])], f"{page}.html"
    if page == DATA_PAGE:
        title, about = book.works["data"]["title"], book.package
        of = title, about["description"], about["resources"]
        described.append(linked.dataset(book.book, path, *of))
    if page == CLAIMS_PAGE:
        described += linked.claims(book.book, path, book.tables)
    return described


def add_head(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the metadata to the head of the first page and of every chapter."""
    domain = domain_of(app.env)
    book = domain.book
    if on_paper(app.builder) or page not in book.pages:
        return
    figures = domain.parts("figure")
    first = next((part for part in figures if page in (part.page, "index")), None)
    described = tags(book.book, book.chapters.get(page), first, linked_data(book, page))
    context["metatags"] = context.get("metatags", "") + described


def setup_head(app: Sphinx) -> None:
    """Register what writes the head of a page."""
    app.connect("html-page-context", add_head)
