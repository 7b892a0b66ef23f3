"""What the head of a page tells machines: Highwire, Dublin Core, Open Graph and JSON-LD.

Sources: Google Scholar, Inclusion Guidelines for Webmasters (``citation_*``); Zotero, translator
Embedded Metadata (``citation_book_title``, ``z:itemType``); DCMI, Expressing Dublin Core in HTML;
The Open Graph protocol; schema.org (Report, Chapter, Dataset, DataDownload, Claim).
"""

import json
from html import escape
from typing import Any

from claimbook.cite.formats import Item
from claimbook.cite.metadata import LANGUAGE, Book, Chapter
from claimbook.site.moved import Citable
from claimbook.tables.frames import Tables, records
from claimbook.tables.wording import listing

LICENSES = {
    "MIT": "https://opensource.org/license/mit",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}


def tags(
    book: Book, chapter: Chapter | None, picture: Citable | None, linked_data: list[Item]
) -> str:
    """Return the tags of a chapter's page, or of the first page if ``chapter`` is None.

    ``picture`` is a figure that stands for the page where others link to it; Open Graph wants its
    full address, so it is named only if the book has one.
    """
    image = book.address(f"figures/{picture.identifier}.png") if picture else ""
    title = chapter.title if chapter else book.title
    abstract = chapter.abstract if chapter else book.abstract
    keywords = chapter.keywords if chapter else book.keywords
    date = chapter.date if chapter else book.date
    url = book.address(f"{chapter.name}.html" if chapter else "index.html")
    rights = LICENSES["CC-BY-4.0"]
    # Zotero takes the type from z:itemType; without it, Open Graph makes a web page of a chapter.
    names = [
        ("description", abstract),
        ("citation_title", title),
        *(("citation_author", author.inverted) for author in book.authors),
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
        *(("DC.creator", author.inverted) for author in book.authors),
        ("DC.date", date),
        ("DC.type", "Text"),
        ("DC.format", "text/html"),
        ("DC.language", LANGUAGE),
        ("DC.description", abstract),
        *(("DC.subject", word) for word in keywords),
        ("DC.rights", rights),
        ("DC.identifier", url),
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
        ("article:modified_time", date if chapter else ""),
        ("book:release_date", "" if chapter else date),
    ]
    lines = [
        '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">',
        '<link rel="schema.DCTERMS" href="http://purl.org/dc/terms/">',
        f'<link rel="license" href="{rights}">',
        *(_meta("name", *pair) for pair in names if pair[1]),
        *(_meta("property", *pair) for pair in properties if pair[1]),
        _script(linked_data),
    ]
    return "\n" + "\n".join(f"    {line}" for line in lines)


def report(book: Book, chapters: list[Chapter]) -> Item:
    """Describe the book and its chapters for JSON-LD."""
    return _bare(
        {
            **_work(book, "Report", book.title, book.date, "index.html"),
            "abstract": book.abstract,
            "keywords": list(book.keywords),
            "version": book.version,
            "identifier": f"https://doi.org/{book.doi}" if book.doi else "",
            "hasPart": [
                _bare(
                    {
                        "@type": "Chapter",
                        "name": c.title,
                        "url": book.address(f"{c.name}.html") or f"{c.name}.html",
                    }
                )
                for c in chapters
            ],
        }
    )


def chapter_of(book: Book, chapter: Chapter) -> Item:
    """Describe a chapter for JSON-LD."""
    return _bare(
        {
            **_work(book, "Chapter", chapter.title, chapter.date, f"{chapter.name}.html"),
            "abstract": chapter.abstract,
            "keywords": list(chapter.keywords),
            "version": book.version,
            "isPartOf": _bare(
                {
                    "@type": "Report",
                    "name": book.title,
                    "version": book.version,
                    "url": book.address("index.html") or "../index.html",
                }
            ),
        }
    )


def dataset(book: Book, title: str, description: str, resources: list[Item]) -> Item:
    """Describe the tables for JSON-LD; ``resources`` have ``name``, ``path``, ``description``."""
    return _bare(
        {
            **_work(book, "Dataset", title, book.date, "chapters/data.html"),
            "description": description,
            "keywords": list(book.keywords),
            "version": book.version,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": f"{r['name']}.csv",
                    "description": r["description"],
                    "encodingFormat": "text/csv",
                    "contentUrl": book.address(f"data/{r['path']}") or f"../data/{r['path']}",
                }
                for r in resources
            ],
        }
    )


def claims(book: Book, tables: Tables) -> list[Item]:
    """Describe every statement for JSON-LD: what the book says that the article has somebody say.

    The words are the book's (``claimInterpreter``); whom the article gives the claim to is told in
    the description, so that no program takes that person for the author of the book's words.
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
    actors = tables.actors.set_index("actor_id")
    described: list[Item] = [article]
    for row in records(tables.statements):
        described.append(
            {
                "@type": "Claim",
                "@id": book.address(f"chapters/claims.html#{row['statement_id']}")
                or f"#{row['statement_id']}",
                "identifier": row["statement_id"],
                "name": row["summary"],
                "description": "A paraphrase by this book. The article gives the claim to: "
                + listing(actors.loc[i, "name"] for i in row["claimant_id"].split(";")),
                "claimInterpreter": _authors(book),
                "appearance": {"@id": "#article"},
            }
        )
    return described


def _work(book: Book, kind: str, name: str, date: str, path: str) -> Item:
    return {
        "@type": kind,
        "name": name,
        "author": _authors(book),
        "datePublished": date,
        "inLanguage": LANGUAGE,
        "license": LICENSES["CC-BY-4.0"],
        "url": book.address(path),
    }


def _authors(book: Book) -> list[Item]:
    return [
        _bare(
            {
                "@type": "Organization" if author.literal else "Person",
                "name": author.name,
                "givenName": author.given,
                "familyName": " ".join(filter(None, [author.particle, author.family])),
            }
        )
        for author in book.authors
    ]


def _bare(item: Item) -> Item:
    return {k: v for k, v in item.items() if v}


def _meta(attribute: str, key: str, value: str) -> str:
    return f'<meta {attribute}="{key}" content="{escape(value)}">'


def _script(items: list[dict[str, Any]]) -> str:
    """Write JSON-LD so that no character of it can end the script element."""
    graph: Item = {"@context": "https://schema.org", "@graph": items}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/ld+json">{text}</script>'
