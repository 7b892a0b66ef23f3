"""What reference managers make of the exports and of the page's metadata, whoever wrote the book.

pandoc, rispy, bibtexparser and pybtex read for themselves. Zotero cannot be installed here; its rules
were tried with its own code (translators Embedded Metadata and RIS of 2026) and are written down.
"""

import json
import re
from dataclasses import replace
from html import unescape
from itertools import chain

import bibtexparser
import jsonschema
import pypandoc
import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT
from pybtex.database import parse_string

from claimbook.cite import formats, linked
from claimbook.cite.metadata import Author, Book, Chapter, read_book, read_chapters
from claimbook.site import head
from claimbook.site.context import BuildContext, read_context

BOOK, CHAPTERS = read_book(ROOT), read_chapters(ROOT)
CHAPTER = CHAPTERS["chapters/claims"]
ORGANISATIONS = (
    "The Claim and Counter-claim contributors",
    "Ministry of Foreign Affairs, Office of Press and Protocol",
    "Example AG, Berlin",
)
PEOPLE = (
    Author(family="García Márquez", given="Gabriel José"),
    Author(family="Muster", given="Jan Pieter", particle="van den", suffix="Jr."),
    Author(family="Mononym"),
    Author(family="Example", given="Ana"),
)
#: The parts of a name, as programs without a field for particles keep them.
PARTS = [("García Márquez", "Gabriel José"), ("van den Muster", "Jan Pieter"), ("Mononym", "")]
ADDRESSES = ("https://book.example/a_b%20c", "https://book.example/a_b%20c/")


@pytest.fixture(scope="module")
def gathered() -> BuildContext:
    return read_context(ROOT)


def zotero_head(book: Book, chapter: Chapter | None) -> list[tuple[str, str]]:
    """Return family and given names as Zotero's translator Embedded Metadata reads them."""
    page = BeautifulSoup(head.tags(book, chapter, None, []), "html.parser")
    contents = [tag["content"] for tag in page.find_all("meta", attrs={"name": "citation_author"})]
    names = []
    for content in contents:
        authors = re.split(r"\s*;\s*", content)
        by_comma = re.split(r"\s*,\s*", content)
        if len(contents) == len(authors) == 1 < len(by_comma) and all(
            " " in part for part in by_comma[:2]
        ):
            authors = by_comma  # one tag is taken for a list of authors
        for author in filter(None, authors):
            bare = author.rstrip(" ,").replace("\u00a0", " ")
            if "," in author:
                family, *given = re.split(", ?", bare)
                names.append((family, given[0] if given else ""))
            else:
                names.append((bare.rpartition(" ")[2], bare.rpartition(" ")[0]))
    return names


def zotero_ris(text: str) -> list[tuple[str, str]]:
    """Return family and given names as Zotero's translator RIS reads them; it keeps suffixes there."""
    lines = re.findall(r"^AU  - (.*)$", text, flags=re.M)
    return [(n.partition(",")[0], n.partition(",")[2].strip().split(", ")[0]) for n in lines]


def pandoc(text: str, form: str) -> dict:
    (read,) = json.loads(pypandoc.convert_text(text, "csljson", format=form))
    return read


@pytest.mark.parametrize(
    "licenses, taken, notes",
    [
        (BOOK.licenses, "CC-BY-4.0", "Text, figures and data: CC-BY-4.0; code: MIT."),
        (("MIT",), "MIT", None),
    ],
)
def test_zenodo_takes_what_it_is_told(
    licenses: tuple[str, ...], taken: str, notes: str | None
) -> None:
    orcid = "0000-0002-1825-0097"
    known = replace(PEOPLE[0], affiliation="A & B", orcid=f"https://orcid.org/{orcid}")
    people = (known, *PEOPLE[1:], *map(Author, ORGANISATIONS))
    book = replace(BOOK, licenses=licenses, authors=people, doi="10.5555/1", abstract="a < b & c")
    told = json.loads(formats.zenodo(book))
    rules = json.loads((ROOT / "tests/schemas/zenodo-0.3.0.json").read_text("utf-8"))
    jsonschema.validate(told, rules)
    assert (told["license"], told.get("notes")) == (taken, notes), "one licence, as one text"
    names = [tuple(creator["name"].split(", ")) for creator in told["creators"]]
    assert names[:3] == [PARTS[0], ("van den Muster", "Jan Pieter Jr."), ("Mononym",)]
    assert names[4:] == [(name.replace(",", ""),) for name in ORGANISATIONS]
    assert [creator.get("orcid") for creator in told["creators"]] == [orcid, *[None] * 6]
    assert told["description"] == "<p>a &lt; b &amp; c</p>"
    assert "doi" not in told, "Zenodo gives it"


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_an_organisation_is_one_author_to_every_program(name: str) -> None:
    book = replace(BOOK, authors=(Author(name),))
    item = formats.csl_chapter(book, CHAPTER)
    one = name.replace(",", "")  # a comma would divide it, where commas divide names
    for chapter in (CHAPTER, None):
        assert zotero_head(book, chapter) == [(one, "")]
    assert zotero_ris(formats.ris(item)) == [(one, "")]
    assert [set(a.values()) for a in pandoc(formats.ris(item), "ris")["author"]] == [{one}]
    for form in ("bibtex", "biblatex"):
        assert pandoc(formats.bibtex(item), form)["author"] == [{"literal": name}]
    (entry,) = parse_string(formats.bibtex(item), "bibtex").entries.values()
    assert [str(p) for p in entry.persons["author"]] == [f"{{{name}}}"]
    assert json.loads(formats.csl_json(item))[0]["author"] == [{"literal": name}]


def test_persons_keep_family_and_given_names_alone_and_together() -> None:
    for author, parts in zip(PEOPLE, PARTS, strict=False):
        alone = replace(BOOK, authors=(author,))
        assert zotero_head(alone, CHAPTER) == zotero_head(alone, None) == [parts]
        assert zotero_ris(formats.ris(formats.csl_book(alone))) == [parts]
    together = replace(BOOK, authors=PEOPLE)
    assert zotero_head(together, None)[:3] == PARTS
    item = formats.csl_chapter(together, CHAPTER)
    for form in ("bibtex", "biblatex"):
        read = pandoc(formats.bibtex(item), form)["author"]
        assert [a["family"] for a in read] == ["García Márquez", "Muster", "Mononym", "Example"]


def test_the_book_is_a_book_and_its_version_an_edition(gathered: BuildContext) -> None:
    for key, work in gathered.works.items():
        kinds = {"index": "book", "data": "dataset", "article": "article-newspaper"}
        assert work["type"] == kinds.get(key, "chapter")
        # Zotero and citation.js make software of a book that has a version
        assert ("version" in work) == (key == "data")
        assert work.get("edition", f"Version {BOOK.version}") == f"Version {BOOK.version}"
    whole = replace(BOOK, url=ADDRESSES[0])
    assert linked.report(whole, [])["@type"] == "Book"
    assert 'content="book"' in head.tags(whole, None, None, [])


def test_keys_are_nobody_elses_and_names_of_files_stay(gathered: BuildContext) -> None:
    keys = [work["id"] for work in gathered.works.values()]
    listed = [d["id"] for works in gathered.documents.values() for d in works]
    every = [*keys, *listed, *gathered.sources]
    assert len(set(every)) == len(every)
    for key in set(keys) - {gathered.works["article"]["id"]}:
        assert re.fullmatch(r"claimcounterclaim\d{4}[a-z-]*", key), key
    assert {gathered.file(key) for key in gathered.works} >= {"claims", "data", "article-page"}
    for work in gathered.works.values():
        (record,) = rispy.loads(formats.ris(work))
        (entry,) = bibtexparser.parse_string(formats.bibtex(work)).entries
        assert record["id"] == entry.key == work["id"]


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_is_one_and_verbatim_everywhere(url: str) -> None:
    book = replace(BOOK, url=url, doi="10.5555/a_b%c#d&e")
    page = "https://book.example/a_b%20c/chapters/claims.html"
    for item, address in (
        (formats.csl_book(book), url),
        (formats.csl_chapter(book, CHAPTER), page),
    ):
        (entry,) = bibtexparser.parse_string(formats.bibtex(item)).entries
        fields = {field.key: field.value for field in entry.fields}
        assert fields["url"] == rispy.loads(formats.ris(item))[0]["urls"][0] == address
        assert pandoc(formats.bibtex(item), "bibtex")["URL"] == address
        assert fields.get("doi", book.doi) == book.doi
    assert linked.report(book, [])["url"] == url
    assert linked.chapter_of(book, CHAPTER)["isPartOf"]["url"] == url
    tags = BeautifulSoup(head.tags(book, None, None, []), "html.parser")
    for name in ("citation_public_url", "DC.identifier"):
        assert tags.find("meta", attrs={"name": name})["content"] == url
    assert tags.find("meta", attrs={"property": "og:url"})["content"] == url


def test_bibtex_says_version_and_month_and_braces_names_only(gathered: BuildContext) -> None:
    book = replace(BOOK, url="https://book.example/a_b")
    chapter = formats.csl_chapter(
        book, replace(CHAPTER, title="Who counts? What the UN of 1 % said")
    )
    text = formats.bibtex(chapter)
    assert '    title = "Who counts? What the {UN} of 1 \\% said"' in text
    assert "in a news report on {China} at the {United Nations}" in text
    assert re.search(r"^    month = [a-z]{3},$", text, flags=re.M)  # a macro: styles write it out
    assert parse_string(text, "bibtex").entries[chapter["id"]].fields["month"] == "November"
    assert f'note = "Version {BOOK.version}"' in text and "version =" not in text
    data = formats.bibtex(formats.csl_data(book, "chapters/data.html"))
    assert data.startswith("@dataset{") and f'version = "{BOOK.version}"' in data
    # classic styles know neither dataset nor version nor url: they print this
    printed = f"Version {BOOK.version}, \\url{{https://book.example/a_b/chapters/data.html}}"
    assert f'howpublished = "{printed}"' in data
    for work in chain(gathered.sources.values(), *gathered.documents.values()):
        assert "\\_" not in re.search(r"url = .*|$", formats.bibtex(work))[0], work["id"]


def test_a_keyword_may_hold_a_comma() -> None:
    words = ("claims, made and answered", "United Nations")
    for item in (
        formats.csl_chapter(BOOK, replace(CHAPTER, keywords=words)),
        formats.csl_book(replace(BOOK, keywords=words)),
    ):
        assert tuple(rispy.loads(formats.ris(item))[0]["keywords"]) == words


ARTICLE = {  # by hand from the manuals: APA 10.1, MLA 5.54, Chicago 14.191, Cite Them Right, newspapers
    "APA": "VICE News. (2020, October 7). Nearly 40 nations slammed China over human rights abuses"
    " [Republication]. <em>Media Network Online</em>. {url}",
    "MLA": "VICE News. “Nearly 40 Nations Slammed China over Human Rights Abuses.” <em>Media Network"
    " Online</em>, 7 Oct. 2020, {url}. Republication.",
    "Chicago": "VICE News. 2020. “Nearly 40 Nations Slammed China over Human Rights Abuses.” <em>Media"
    " Network Online</em>, October 7. Republication. {url}.",
    "Chicago notes": "VICE News. “Nearly 40 Nations Slammed China over Human Rights Abuses.” <em>Media"
    " Network Online</em>, October 7, 2020. Republication. {url}.",
    "Harvard": "VICE News (2020) ‘Nearly 40 nations slammed China over human rights abuses’, <em>Media"
    " Network Online (republication)</em>, 7 October. Available at: {url} (Accessed: [the day you read"
    " it]).",
}


def test_the_report_is_cited_as_the_news_article_it_is(gathered: BuildContext) -> None:
    work = gathered.works["article"]
    for style, entry in gathered.styles["article"].items():
        bare = unescape(re.sub(r"</?a\b[^>]*>", "", entry.entry))
        assert bare == ARTICLE[style].format(url=work["URL"]), style
    (record,) = rispy.loads(formats.ris(work))
    assert (record["type_of_reference"], record["secondary_title"]) == (
        "NEWS",
        "Media Network Online",
    )
    assert record["notes"] == ["Republication"]
    read = pandoc(formats.bibtex(work), "bibtex")
    assert (read["type"], read["container-title"]) == ("article-newspaper", "Media Network Online")


def test_data_stand_in_italics_with_their_version(gathered: BuildContext) -> None:
    entries = {style: f.entry for style, f in gathered.styles["data"].items()}
    assert all(re.search(rf"\b[Vv]ersion {re.escape(BOOK.version)}\b", e) for e in entries.values())
    for style in ("APA", "MLA", "Harvard"):
        assert "<em>Claim and " in entries[style] and entries[style].count("ersion") == 1


def test_no_year_has_a_letter_and_every_key_is_its_own(gathered: BuildContext) -> None:
    for key in gathered.own:
        for style, found in gathered.styles[key].items():
            assert not re.search(r"\b20\d\d[a-z]", found.entry + found.in_text), (key, style)
        files = [
            write(gathered.works[key]) for write in (formats.bibtex, formats.ris, formats.csl_json)
        ]
        assert not re.search(r"\b20\d\d[a-z]\b", "".join(files)), key
    assert len({gathered.works[key]["id"] for key in gathered.own}) == len(gathered.own)


def test_the_citation_file_says_twice_the_same_before_and_when_it_is_published() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    published = re.sub(r"#(?=url:|repository-code:)", "", text)
    for cff in map(yaml.safe_load, (text, published)):
        preferred = cff["preferred-citation"]
        assert preferred["type"] == "book"
        for key in ("title", "authors", "version", "date-released", "url", "doi"):
            assert preferred.get(key) == cff.get(key), key
    assert preferred["url"] and cff["repository-code"]
