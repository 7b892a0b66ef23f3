"""What machines are told of the book, its chapters, data and statements, as JSON-LD.

Source: schema.org (Book, Chapter, Dataset, DataDownload, Claim). Paths inside the book are given
by the caller.
"""

import json
from typing import Any

from claimbook.cite.formats import Item
from claimbook.cite.metadata import FIRST_PAGE, LANGUAGE, Book, Chapter
from claimbook.data.frames import Tables, records
from claimbook.data.wording import listing

LICENSES = {
    "MIT": "https://opensource.org/license/mit",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}


def report(book: Book, chapters: list[Chapter]) -> Item:
    """Describe the book, which is what its exports and metadata call it, and its chapters for JSON-LD."""
    parts = [
        {"@type": "Chapter", "name": c.title, "url": _url(book, f"{c.name}.html", "")}
        for c in chapters
    ]
    return _work(
        *(book, "Book", book.title, book.date, FIRST_PAGE),
        abstract=book.abstract,
        keywords=list(book.keywords),
        version=book.version,
        identifier=f"https://doi.org/{book.doi}" if book.doi else "",
        hasPart=parts,
    )


def chapter_of(book: Book, chapter: Chapter) -> Item:
    """Describe a chapter for JSON-LD."""
    whole = {"@type": "Book", "name": book.title, "version": book.version}
    return _work(
        *(book, "Chapter", chapter.title, chapter.date, f"{chapter.name}.html"),
        abstract=chapter.abstract,
        keywords=list(chapter.keywords),
        version=book.version,
        isPartOf=whole | {"url": _url(book, FIRST_PAGE)},
    )


def dataset(book: Book, path: str, title: str, description: str, resources: list[Item]) -> Item:
    """Describe the tables for JSON-LD; ``resources`` have ``name``, ``path``, ``description``."""
    files = [
        {
            "@type": "DataDownload",
            "name": f"{r['name']}.csv",
            "description": r["description"],
            "encodingFormat": "text/csv",
            "contentUrl": _url(book, f"data/{r['path']}"),
        }
        for r in resources
    ]
    return _work(
        *(book, "Dataset", title, book.date, path),
        description=description,
        keywords=list(book.keywords),
        version=book.version,
        distribution=files,
    )


def claims(book: Book, path: str, tables: Tables) -> list[Item]:
    """Describe every statement for JSON-LD: what the book says that the article has somebody say.

    The words are the book's (``claimInterpreter``); whom the article gives the claim to is told in
    the description, so that no program takes that person for the author of the book's words. The article
    stands within the first claim: reader views take an article of the page's own for the page.
    """
    document = records(tables.documents)[0]
    article = {
        "@type": "NewsArticle",
        "@id": "#article",
        "headline": document["title"],
        "datePublished": document["published"],
        "inLanguage": document["language"],
        "publisher": {"@type": "Organization", "name": document["outlet"]},
        "url": document["copy_url"],
    }
    described: list[Item] = []
    for row, who in zip(records(tables.statements), tables.claimants, strict=True):
        described.append(
            {
                "@type": "Claim",
                "@id": book.address(f"{path}#{row['statement_id']}") or f"#{row['statement_id']}",
                "identifier": row["statement_id"],
                "name": row["summary"],
                "description": "A paraphrase by this book. The article gives the claim to: "
                + listing(who),
                "claimInterpreter": _authors(book),
                "appearance": {"@id": "#article"} if described else article,
            }
        )
    return described


def _work(book: Book, kind: str, name: str, date: str, path: str, **more: Any) -> Item:
    work = {
        "@type": kind,
        "name": name,
        "author": _authors(book),
        "datePublished": date,
        "inLanguage": LANGUAGE,
        "license": LICENSES["CC-BY-4.0"],
        "url": book.address(path),
    }
    return _bare(work | more)


def _url(book: Book, path: str, up: str = "../") -> str:
    """Return the public address of a file, or the way there from a page that lies ``up`` above."""
    return book.address(path) or f"{up}{path}"


def _authors(book: Book) -> list[Item]:
    return [
        _bare(
            {
                "@type": "Organization" if author.literal else "Person",
                "name": author.name,
                "givenName": author.given,
                "familyName": " ".join(filter(None, [author.particle, author.family])),
                "sameAs": author.orcid,
            }
        )
        for author in book.authors
    ]


def _bare(item: Item) -> Item:
    return {k: v for k, v in item.items() if v}


def written(items: list[dict[str, Any]]) -> str:
    """Write JSON-LD so that no character of it can end the script element that holds it."""
    graph: Item = {"@context": "https://schema.org", "@graph": items}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
