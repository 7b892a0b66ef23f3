"""What the book and its chapters are called: ``CITATION.cff`` and the chapters' front matter.

Title, version, date, authors and addresses of the book stand in ``CITATION.cff`` and nowhere else.
A chapter's title is its first heading; abstract, keywords and date of last change stand under
``citation`` in its front matter (notebook metadata, or the YAML block of a Markdown page).
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from claimbook.data import schema
from claimbook.data.problems import UserError
from claimbook.data.text import unseen

LANGUAGE = "en"
#: The part of the book that is read and not looked up.
ESSAYS = "The report"
#: The page that opens the book.
FIRST_PAGE = "index.html"
#: Words that a key of a reference leaves out.
SMALL = {"a", "an", "and", "at", "for", "in", "of", "on", "the", "to"}
#: Keys of a person in CITATION.cff, in the order of :class:`Author`.
PERSON = (
    *("name", "family-names", "given-names", "name-particle", "name-suffix"),
    *("affiliation", "orcid"),
)


class MetadataError(UserError, ValueError):
    """``CITATION.cff`` or a front matter is incomplete; the message lists every problem."""


@dataclass(frozen=True)
class Author:
    """A person, by the parts of the name that are known, or an entity, by its ``literal`` name.

    The parts are those of CFF 1.2.0 and of CSL: a person has a family name or a given name.
    """

    literal: str = ""
    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    affiliation: str = ""
    orcid: str = ""  #: as an address

    @property
    def name(self) -> str:
        """Return the name as it is read.

        >>> Author(family="Muster", given="Jan", particle="van den", suffix="Jr.").name
        'Jan van den Muster, Jr.'
        """
        person = " ".join(filter(None, [self.given, self.particle, self.family]))
        return self.literal or ", ".join(filter(None, [person, self.suffix]))

    @property
    def inverted(self) -> str:
        """Return the name as lists of references and their programs want it, family name first.

        A comma after a name in one piece keeps programs from taking its last word for the family
        (the convention of EndNote, and the rule of Zotero's importers). One inside it would make a
        family and a given name of it, and Zotero divides authors at a semicolon: both are left out.

        >>> Author(family="Muster", given="Jan", particle="van den", suffix="Jr.").inverted
        'van den Muster, Jan, Jr.'
        >>> Author(literal="The contributors").inverted
        'The contributors,'
        >>> Author(literal="Example AG, Berlin").inverted
        'Example AG Berlin,'
        """
        first = " ".join(filter(None, [self.particle, self.family]))
        if self.literal or not (first and self.given):
            return re.sub(r"\s*[,;]\s*", " ", self.literal or first or self.given).strip() + ","
        return ", ".join(filter(None, [first, self.given, self.suffix]))

    @property
    def csl(self) -> dict[str, str]:
        """Return the name as a CSL-JSON name variable (CSL 1.0.2, appendix III)."""
        if self.literal:
            return {"literal": self.literal}
        parts = {
            "family": self.family or self.given,
            "given": self.given if self.family else "",
            "non-dropping-particle": self.particle,
            "suffix": self.suffix,
        }
        return {k: v for k, v in parts.items() if v}


@dataclass(frozen=True)
class Book:
    """The book, as ``CITATION.cff`` describes it; ``doi``, ``url``, ``repository`` may be empty."""

    title: str
    authors: tuple[Author, ...]
    version: str
    date: str
    abstract: str
    keywords: tuple[str, ...]
    licenses: tuple[str, ...]
    doi: str
    url: str
    repository: str

    @property
    def short_title(self) -> str:
        """Return the title without its subtitle."""
        return self.title.split(":")[0]

    @property
    def slug(self) -> str:
        """Return the name of the book's own files and exports."""
        return "-".join(_words(self.short_title))

    @property
    def key(self) -> str:
        """Return what the keys of its works begin with, so that they collide with nobody's own.

        >>> read_book().key
        'claimcounterclaim'
        """
        return "".join(word for word in _words(self.short_title) if word not in SMALL)

    def address(self, path: str) -> str:
        """Return the public address of a page or file of the book; empty if none is set.

        The first page is the book itself: it has the address that CITATION.cff gives, and no other.
        """
        if not self.url or path == FIRST_PAGE:
            return self.url
        return f"{self.url.removesuffix(FIRST_PAGE).rstrip('/')}/{path}"


def _words(text: str) -> list[str]:
    """Return the words of a text as names of files have them: lower case, no accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain.lower()) or ["book"]


#: What the analysed report is called among the works that can be cited; no page takes its exports.
REPORT = "article"


def slug(page: str) -> str:
    """Return what the exports and the printed pages of a page are called: the end of its path.

    >>> slug("chapters/claims"), slug("chapters/article")
    ('claims', 'article-page')
    """
    last = page.rsplit("/", 1)[-1]
    return f"{last}-page" if last == REPORT else last


@dataclass(frozen=True)
class Chapter:
    """A page of the book that can be cited; ``name`` is its path without ending.

    ``part`` is the caption of the part of the book it stands in, ``entry`` what ``_toc.yml`` calls the entry
    of the list that leads to it; empty if there is none. A page with sections shares its entry with them. An
    ``unlisted`` page is in no list, and search engines are asked to leave it out.
    """

    name: str
    title: str
    abstract: str
    keywords: tuple[str, ...]
    date: str
    part: str = ""
    entry: str = ""
    unlisted: bool = False

    @property
    def slug(self) -> str:
        """Return what names the exports."""
        return slug(self.name)

    @property
    def short_title(self) -> str:
        """Return the title before its colon, for lists and running heads."""
        return self.title.split(":")[0]


def read_book(root: Path = schema.ROOT) -> Book:
    """Read ``CITATION.cff``. Raises :class:`MetadataError` naming every missing or wrong key."""
    cff = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    needed = ("title", "authors", "version", "date-released", "abstract", "license")
    wrong = [f"{key} is missing" for key in needed if not cff.get(key)]
    for key in ("url", "repository-code"):
        if cff.get(key) and urlsplit(cff[key]).scheme not in ("http", "https"):
            wrong.append(f"{key} {cff[key]!r} is no address; it begins with https://")
    people = cff.get("authors") or []
    authors = [Author(*(str(person.get(key) or "") for key in PERSON)) for person in people]
    wrong += [
        f"author {number} has no name; give name (an entity), or family-names and given-names (a person)"
        for number, author in enumerate(authors, 1)
        if not author.name
    ]
    texts = [cff.get(key) for key in ("title", "version", "doi", "url", "repository-code")]
    texts += [*cff.get("keywords", ()), *(part for person in people for part in person.values())]
    texts.append(str(cff.get("abstract") or "").replace("\n", " "))
    wrong += [
        f"{text!r} holds a character that nobody sees (U+{ord(bad[0]):04X})"
        for text in map(str, texts)
        if (bad := unseen(text))
    ]
    if wrong:
        raise MetadataError("\n".join(f"CITATION.cff: {problem}" for problem in wrong))
    licenses = cff["license"]
    return Book(
        title=cff["title"],
        authors=tuple(authors),
        version=str(cff["version"]),
        date=str(cff["date-released"]),
        abstract=cff["abstract"].strip(),
        keywords=tuple(cff.get("keywords", ())),
        licenses=(licenses,) if isinstance(licenses, str) else tuple(licenses),
        doi=cff.get("doi", ""),
        url=cff.get("url", ""),
        repository=cff.get("repository-code", ""),
    )


def read_chapters(root: Path = schema.ROOT) -> dict[str, Chapter]:
    """Read the chapters in the order of ``_toc.yml``, by name.

    Raises :class:`MetadataError` naming every chapter and key that is missing or wrong.
    """
    names = listed(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8")))
    released, chapters = read_book(root).date, {}
    there = sorted(p for p in (root / "chapters").glob("*.*") if p.suffix in (".ipynb", ".md"))
    wrong = [
        f"chapters/{path.name}: stands in no _toc.yml; add “- file: chapters/{path.stem}”"
        for path in there
        if f"chapters/{path.stem}" not in names
    ]
    for name, (part, entry) in names.items():
        try:
            path, title, front = _front_matter(root, name)
        except (ValueError, KeyError, IndexError) as error:
            wrong.append(f"{name}: cannot be read ({error}); git checkout brings it back as it was")
            continue
        wrong += [f"{path}: {problem}" for problem in _problems(title, front, released)]
        abstract, day = str(front.get("abstract", "")).strip(), str(front.get("date", ""))
        keywords = tuple(front.get("keywords", ()))
        unlisted = bool(front.get("unlisted"))
        chapters[name] = Chapter(name, title, abstract, keywords, day, part, entry, unlisted)
    if wrong:
        raise MetadataError("\n".join(wrong))
    return chapters


def listed(toc: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return every page that ``_toc.yml`` lists, in order: the caption of its part, and its entry.

    >>> listed({"parts": [{"caption": "Behind it", "chapters": [{"file": "cite"}]}]})
    {'cite': ('Behind it', '')}
    >>> listed({"chapters": [{"file": "a", "title": "Check", "sections": [{"file": "b"}]}]})
    {'a': ('', 'Check'), 'b': ('', 'Check')}
    """
    return {
        file: (part.get("caption", ""), entry.get("title", ""))
        for part in toc.get("parts", [toc])
        for entry in part["chapters"]
        for file in _files(entry)
    }


def _files(entry: dict[str, Any]) -> Iterator[str]:
    """Yield the page of an entry and those of its sections."""
    yield entry["file"]
    for section in entry.get("sections", ()):
        yield from _files(section)


def parts(chapters: Iterable[Chapter]) -> list[tuple[str, list[list[Chapter]]]]:
    """Return the parts of the book in order: caption and entries, each with its pages, the first one first."""
    shown = [chapter for chapter in chapters if not chapter.unlisted]
    return [
        (part, [list(pages) for _, pages in groupby(group, lambda c: c.entry or c.name)])
        for part, group in groupby(shown, lambda c: c.part)
    ]


def _front_matter(root: Path, name: str) -> tuple[str, str, dict[str, Any]]:
    """Return file, first heading without its markup, and front matter of a chapter."""
    from markdown_it import MarkdownIt  # comes with what builds the book

    path = root / f"{name}.ipynb"
    if path.is_file():
        content = json.loads(path.read_text(encoding="utf-8"))
        text, front = "".join(content["cells"][0]["source"]), content["metadata"]
    else:
        path = root / f"{name}.md"
        text = path.read_text(encoding="utf-8")
        block = re.match(r"---\n(.*?)\n---\n", text, flags=re.S)
        front = yaml.safe_load(block[1]) if block else {}
    heading = re.search(r"^# (.+)$", text, flags=re.M)
    (line,) = MarkdownIt("commonmark").parseInline(heading[1].strip() if heading else "")
    title = "".join(part.content for part in line.children or ())
    return f"{name}{path.suffix}", title, front.get("citation", {})


def _problems(title: str, front: dict[str, Any], released: str) -> Iterator[str]:
    for text in (title, *map(str, (front.get("abstract", ""), *front.get("keywords", ())))):
        for c in {*unseen(text)} - {"\n"}:
            yield f"{text!r} holds a character that nobody sees (U+{ord(c):04X}); remove it"
    if not title:
        yield "the first heading (# …) is missing; it is the chapter's title"
    if not str(front.get("abstract", "")).strip():
        yield "front matter: citation: abstract is missing (one or two sentences)"
    if not front.get("keywords"):
        yield "front matter: citation: keywords are missing (a list)"
    elif not isinstance(front["keywords"], list):
        yield "front matter: citation: keywords must be a list: [one, two]"
    if isinstance(front.get("date"), date):  # as YAML reads it; Sphinx cannot
        yield f'front matter: citation: date must be in quotation marks: "{front["date"]}"'
        return
    try:
        day = date.fromisoformat(str(front.get("date", "")))
    except ValueError:
        yield f'front matter: citation: date {front.get("date")!r} is no day; write "2026-11-24"'
        return
    if day.isoformat() > released:
        yield f"front matter: citation: date {day} lies after the release in CITATION.cff ({released})"
