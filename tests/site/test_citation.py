"""Everything can be cited, and every form of a citation says the same."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import bibtexparser
import extruct
import jsonschema
import pypandoc
import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from conftest import BUILT as built
from conftest import HTML, PROGRAMS, ROOT, copy, marked, objects, served, soup, visit
from markupsafe import escape
from playwright.sync_api import Browser, Page, Route
from test_policy import breaches

from claimbook.cite import formats as citation
from claimbook.cite import linked
from claimbook.cite.metadata import Book, Chapter, MetadataError, read_book, read_chapters
from claimbook.data import schema
from claimbook.data.frames import load
from claimbook.data.wording import day, listing
from claimbook.site import head, redirects
from claimbook.site.citing import EXPORTS
from claimbook.site.domain import PARTS

BOOK, CHAPTERS = read_book(ROOT), read_chapters(ROOT)
BASE = "https://book.example/report"
unpublished = pytest.mark.skipif(bool(BOOK.url), reason="this copy of the book has an address")
#: A title with everything that breaks HTML, JSON, BibTeX or RIS if it is not escaped.
HOSTILE = 'Who "speaks" & who does <not>: </script> 100 % 人权 ئۇيغۇر'


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a copy with another version, addresses, a hostile title, and things that moved."""
    root = copy(tmp_path_factory.mktemp("changed") / "book")
    cff = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    cff |= {"version": "9.8.7", "date-released": "2031-05-06", "url": BASE}
    cff |= {"repository-code": "https://code.example/report"}
    (root / "CITATION.cff").write_text(yaml.safe_dump(cff, allow_unicode=True), encoding="utf-8")
    replace_in(root / "chapters/cite.md", "# How to cite", "# " + HOSTILE.replace("<", "\\<"))
    replace_in(root / "chapters/cite.md", "](items.md)", "](#)")
    # A word that Jupyter Book’s own settings hold too.
    replace_in(root / "chapters/statements.ipynb", "as groundless.", "as groundless (thebe).")
    moved = {
        "chapters/old.html": "chapters/statements.html",
        "chapters/old.html#t99": "chapters/timeline.html#t01",
        "chapters/context.html#fig-lost": "chapters/statements.html#c07",
        "cite/old.bib": "cite/context.bib",
    }
    # c07 stands elsewhere: it need not be said where.
    left = [f"chapters/claims.html#{anchor}" for anchor in ("c07", "tab-statements")]
    (root / "addresses.txt").write_text("\n".join([*moved, *left]), "utf-8")
    with open(root / "_config.yml", "a", encoding="utf-8") as file:
        file.write(f"    redirects: {json.dumps(moved)}\n")
    command = [PROGRAMS / "jupyter-book", "build", root, "-q"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-3000:]
    return root / "_build" / "html"


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace a text wherever it stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def graph(site: Path, page: str) -> list[dict]:
    """Return the JSON-LD of a page as an extractor reads it."""
    text = (site / f"{page}.html").read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(found)["@graph"]


def meta(site: Path, page: str) -> dict[str, list[str]]:
    """Return the contents of a page's meta tags by their names, as Scholar and Zotero do.

    And, as ``canonical``, the address that it says to have.
    """
    text = (site / f"{page}.html").read_text(encoding="utf-8").partition("</head>")[0]
    found: dict[str, list[str]] = {"canonical": []}
    for tag in BeautifulSoup(text, "html.parser").find_all("meta"):
        key = tag.get("name") or tag.get("property") or ""
        found.setdefault(key, []).append(tag.get("content", ""))
    found["canonical"] += re.findall(r'<link rel="canonical" href="([^"]+)"', text)
    return found


def test_the_citation_file_is_valid_and_its_version_the_only_one() -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "tests/schemas/cff-1.2.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(cff, schema)
    newest = re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1]
    assert newest == f"{BOOK.version} ({day(BOOK.date)})"
    for name in ("_config.yml", "data/datapackage.json", "pyproject.toml", "README.md"):
        assert BOOK.version not in (ROOT / name).read_text(encoding="utf-8"), name


#: What is wrong in a copy of the book: file, what stands there, what is put in its place, what is said.
WRONG = [
    ("CITATION.cff", "\nlicense:", "\nurl: book.example\nlicense:", r"url 'book\.example' is no address"),
    ("CITATION.cff", "  - name: The", "  - email: a@b.example\n  - name: The", "author 1 has no name"),
    ("CITATION.cff", "keywords:", "keywords:\n  - a\u202eb", r"CITATION\.cff: .*nobody sees \(U\+202E\)"),
    ("chapters/items.md", "abstract: ", "abstract: \u2066", r"chapters/items\.md: .*nobody sees \(U\+2066\)"),
    ("chapters/items.md", 'date: "2026', 'date: "2999', "lies after the release"),
    ("chapters/items.md", 'date: "2026-11-25"', "date: 2026-11-25", 'in quotation marks: "2026-11-25"'),
]  # fmt: skip


def test_wrong_metadata_are_refused_and_missing_ones_all_at_once(tmp_path: Path) -> None:
    root = copy(tmp_path / "book")
    for file, old, new, says in WRONG:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(MetadataError, match=says):
            read_chapters(root)
        path.write_text(text, encoding="utf-8")
    page = root / "chapters" / "cite.md"
    page.write_text("---\ncitation: {date: soon}\n---\nNo heading\n", encoding="utf-8")
    (root / "chapters" / "loose.md").write_text("# Loose\n", encoding="utf-8")
    with pytest.raises(MetadataError) as failure:
        read_chapters(root)
    said = str(failure.value).splitlines()
    assert [line.split(":")[0] for line in said] == ["chapters/loose.md", *["chapters/cite.md"] * 4]
    assert "- file: chapters/loose" in said[0]


@built
def test_the_metadata_of_a_chapter_are_its_own(changed: Path) -> None:
    for site, book, chapters in ((HTML, BOOK, CHAPTERS), later(changed)):
        for page, chapter in chapters.items():
            tags, url = meta(site, page), book.address(f"{page}.html")
            one = {name: held[0] for name, held in tags.items() if held}
            assert one["citation_title"] == one["DC.title"] == one["og:title"] == chapter.title
            authors = [a.inverted for a in book.authors]
            assert tags["citation_author"] == authors
            assert one["author"] == listing(a.name for a in book.authors)
            assert one["citation_publication_date"] == chapter.date.replace("-", "/")
            assert one["citation_book_title"] == one["DCTERMS.isPartOf"] == book.title
            assert (one["z:itemType"], one["og:type"]) == ("bookSection", "article")
            assert one["citation_abstract"] == one["description"] == chapter.abstract
            assert one["prism.edition"] == f"Version {book.version}"
            assert "DC.description" not in tags, "Zotero would put it into Extra, a second abstract"
            assert one.get("og:url", "") == one.get("citation_public_url", "") == url
            drawn = '<figure class="cb-figure"' in (site / f"{page}.html").read_text("utf-8")
            image = one.get("og:image", "")
            assert bool(image) == bool(url and drawn)
            assert one["twitter:card"] == ("summary_large_image" if image else "summary")
            assert not image or (site / image.removeprefix(book.address(""))).is_file()
            described = graph(site, page)[0]
            assert (described["@type"], described["name"]) == ("Chapter", chapter.title)
            assert described["datePublished"] == one["DC.date"] == chapter.date
            assert one["article:published_time"] == chapter.date
            names = [{"@type": "Organization", "name": a.name} for a in book.authors]
            assert described["author"] == names and described["isPartOf"]["name"] == book.title
            assert (described.get("url", ""), described["version"]) == (url, book.version)
            assert one.get("canonical", "") == url


@built
def test_a_stranger_reads_the_metadata() -> None:
    text = (HTML / "chapters" / "context.html").read_text(encoding="utf-8")
    data = extruct.extract(text, syntaxes=["opengraph", "json-ld", "dublincore"])
    title = CHAPTERS["chapters/context"].title
    assert dict(data["opengraph"][0]["properties"])["og:title"] == title
    core = {e["name"].lower(): e["content"] for e in data["dublincore"][0]["elements"]}
    assert core["dc.title"] == data["json-ld"][0]["@graph"][0]["name"] == title


def later(site: Path) -> tuple[Path, Book, dict]:
    """Return the changed site with what it was built from."""
    return site, read_book(site.parent.parent), read_chapters(site.parent.parent)


@built
def test_json_ld_describes_report_data_and_claims() -> None:
    (report,) = graph(HTML, "index")
    assert report["@type"] == "Book"
    assert [c["name"] for c in report["hasPart"]] == [c.title for c in CHAPTERS.values()]
    dataset = graph(HTML, "chapters/data")[1]
    assert dataset["@type"] == "Dataset"
    assert len(dataset["distribution"]) == len(schema.package()["resources"])
    for part in dataset["distribution"]:
        path = part["contentUrl"].removeprefix(BOOK.address("")).removeprefix("../")
        assert part["@type"] == "DataDownload" and (HTML / path).is_file()
    document = load(ROOT / "data").documents.iloc[0]
    _, *claims = graph(HTML, "chapters/statements")
    article = claims[0]["appearance"]
    identifiers = load().statements.statement_id
    assert [claim["identifier"] for claim in claims] == list(identifiers)
    for claim in claims:  # the words are the book’s, and nobody else signs them
        assert claim["appearance"]["@id"] == article["@id"]
        assert claim["claimInterpreter"] == report["author"]
        assert not {"author", "creator"} & {*claim}
        assert claim["description"].startswith("A paraphrase by this book.")
    assert article["@type"] == "NewsArticle" and article["headline"] == document.title


@built
@pytest.mark.parametrize("page", ["index", *CHAPTERS])
def test_no_program_takes_a_page_for_an_article_of_others(page: str) -> None:
    kinds = {described["@type"] for described in graph(HTML, page)}
    assert kinds <= {"Book", "Chapter", "Dataset", "Claim"}


def record_key(book: Book, chapter: Chapter) -> str:
    return f"claimcounterclaim{chapter.date[:4]}{chapter.name.rsplit('/', 1)[-1]}"


@built
def test_exports_round_trip(changed: Path) -> None:
    """Programs of others read what the book exports: bibtexparser, rispy, pandoc."""
    rules = json.loads((ROOT / "tests/schemas/csl-data.json").read_text(encoding="utf-8"))
    for site, book, chapters in ((HTML, BOOK, CHAPTERS), later(changed)):
        for page, chapter in chapters.items():
            url = book.address(f"{page}.html")
            texts = {e: (site / f"cite/{chapter.slug}.{e}").read_text("utf-8") for e in EXPORTS}
            shown = (site / f"{page}.html").read_text(encoding="utf-8")
            assert all(str(escape(text.strip())) in shown for text in texts.values())
            known = (chapter.title, book.authors[0].name, chapter.date[:4], book.title, url)
            (entry,) = bibtexparser.parse_string(texts["bib"]).entries
            fields = {f.key: re.sub(r"[{}]", "", f.value) for f in entry.fields}
            assert entry.entry_type == "incollection"
            assert entry.key == record_key(book, chapter) == json.loads(texts["json"])[0]["id"]
            assert (fields["author"], fields["year"], fields["booktitle"]) == known[1:4]
            assert fields.get("url", "") == url
            assert re.sub(r"\\([&%])", r"\1", fields["title"]) == chapter.title
            (record,) = rispy.loads(texts["ris"])
            assert record["type_of_reference"] == "CHAP"
            assert (record["title"], record["authors"][0].rstrip(","), record["year"]) == known[:3]
            assert (record["secondary_title"], record.get("urls", [""])[0]) == known[3:]
            assert (record["id"], record["edition"]) == (entry.key, f"Version {book.version}")
            assert f"BT  - {book.title}" in texts["ris"], "bibutils and JabRef read it there"
            (item,) = items = json.loads(texts["json"])
            jsonschema.validate(items, rules)
            assert item["type"] == "chapter"
            assert (item["title"], item["author"][0]["literal"]) == known[:2]
            assert (item["container-title"], item.get("URL", "")) == known[3:]
            if page == "chapters/cite":  # the hostile title, by another reader of both
                for form in ("bibtex", "ris"):
                    (read,) = json.loads(pypandoc.convert_text(texts[form[:3]], "csljson", form))
                    assert read["type"] == "chapter", form
                    assert unescape(read["title"]).casefold() == chapter.title.casefold(), form
                    assert [set(a.values()) for a in read["author"]] == [{book.authors[0].name}]


EXPECTED = {  # written by hand from the manuals, for a chapter of a web book by an organisation
    # Publication Manual of the APA, 7th ed., 6.17 (sentence case), 9.11 (organisation), 10.3
    "APA": "The Claim and Counter-claim contributors. ({year}). {0}. In Claim and counter-claim: Three"
    " statements and one number in a news report on China at the United Nations (Version {version}). {url}",
    # MLA Handbook, 9th ed., 5.20 (no first article), 2.90 (title case), 5.48 (version after a comma)
    "MLA": "Claim and Counter-claim contributors. “{1}.” Claim and Counter-Claim: Three Statements and One Number"
    " in a News Report on China at the United Nations, version {version}, 2026, {url}.",
    # Chicago Manual of Style, 18th ed., author-date: year after the author, title in quotes, In
    "Chicago": "The Claim and Counter-claim contributors. {year}. “{1}.” In Claim and Counter-Claim:"
    " Three Statements and One Number in a News Report on China at the United Nations, version {version}. {url}.",
    # the same, notes and bibliography: year at the end
    "Chicago notes": "The Claim and Counter-claim contributors. “{1}.” In Claim and Counter-Claim: Three"
    " Statements and One Number in a News Report on China at the United Nations, version {version}. 2026. {url}.",
    # Cite Them Right, 12th ed.: year in brackets, single quotes, in, Available at, Accessed
    "Harvard": "The Claim and Counter-claim contributors ({year}) ‘{2}’, in Claim and Counter-claim: three"
    " statements and one number in a news report on China at the United Nations. Version {version}. Available at:"
    " {url} (Accessed: [the day you read it]).",
}
IN_TEXT = {
    "APA": "In the text: (The Claim and Counter-claim contributors, {year})",
    "MLA": "In the text: (Claim and Counter-claim contributors, “{1}”)",
    "Chicago": "In the text: (The Claim and Counter-claim contributors {year})",
    "Chicago notes": "In a note: The Claim and Counter-claim contributors, “{1},” in Claim and"
    " Counter-Claim: Three Statements and One Number in a News Report on China at the United Nations, version"
    " {version} (2026), {url}.",
    "Harvard": "In the text: (The Claim and Counter-claim contributors, {year})",
}
TITLES = {  # in sentence case with a capital after the colon, in title case, in sentence case
    "chapters/context": (
        "The answer comes first",
        "The Answer Comes First",
        "The answer comes first",
    ),
    "chapters/record": (
        "What it got wrong, and what it left out",
        "What It Got Wrong, and What It Left Out",
        "What it got wrong, and what it left out",
    ),
    "chapters/glossary": ("Glossary", "Glossary", "Glossary"),
}


@built
def test_formatted_citations_follow_the_manuals(changed: Path) -> None:
    for page, titles in TITLES.items():
        found = soup(page, changed).select_one("#cite-this-chapter .cb-styles")
        said = {
            "version": "9.8.7",
            "url": f"{BASE}/{page}.html",
        }
        said["year"] = "2026"
        for name, entry in zip(EXPECTED, found.find_all("dd"), strict=True):
            cited, in_text = (p.get_text() for p in entry.find_all("p"))
            assert cited == EXPECTED[name].format(*titles, **said)
            assert in_text == IN_TEXT[name].format(*titles, **said)
            listed = soup("chapters/cite", changed).select_one(f'[data-copy="list in {name}"]')
            assert cited in [p.get_text() for p in listed.find_all("p")], "the list says the same"


@built
def test_a_new_version_and_title_reach_every_output(changed: Path) -> None:
    old, new = BOOK.version, "9.8.7"
    texts = {
        p.relative_to(changed).as_posix(): p.read_text(encoding="utf-8")
        for pattern in ("*.html", "chapters/*.html", "cite/*", "data/*.json")
        for p in changed.glob(pattern)
    }
    stale = [name for name, text in texts.items() if re.search(rf"\b{re.escape(old)}\b", text)]
    assert stale == []
    works = [name for name in texts if re.match(r"cite/(?!article\.|all-)", name)]
    pages = ["index.html", *(f"{c}.html" for c in CHAPTERS), "data/datapackage.json"]
    assert [n for n in [*works, *pages] if new not in texts[n]] == []
    assert len(works) == 3 * (len(CHAPTERS) + 2) + 1, "and the copy of a file that moved"
    for name in ["index.html", *(f"{c}.html" for c in CHAPTERS)]:  # each has the table of contents
        menu = texts[name].partition('<nav class="cb-chapters"')[2].partition("</nav>")[0]
        assert HOSTILE.split(":")[0] in re.sub("[“”]", '"', unescape(menu)), name
    assert json.loads(texts["cite/cite.json"])[0]["title"] == HOSTILE
    assert graph(changed, "chapters/cite")[0]["name"] == HOSTILE
    assert HOSTILE in [c["name"] for c in graph(changed, "index")[0]["hasPart"]]


@built
@unpublished
def test_an_address_that_is_not_set_appears_nowhere(changed: Path) -> None:
    for page in ["index", *CHAPTERS]:
        before, after = ((d / f"{page}.html").read_text("utf-8") for d in (HTML, changed))
        assert 'rel="canonical"' not in before and "Source repository" not in before, page
        assert '<a href="https://code.example/report">Source repository</a>' in after
    for name in ("context.bib", "context.ris", "context.json"):
        texts = [(site / "cite" / name).read_text(encoding="utf-8") for site in (HTML, changed)]
        assert "http" not in texts[0] and BASE in texts[1]
    assert "This copy has no public address" in (HTML / "index.html").read_text(encoding="utf-8")


def test_a_doi_is_in_every_output_of_the_book_once_there_is_one() -> None:
    doi = "10.5555/12345678"
    for book, there in ((BOOK, False), (replace(BOOK, doi=doi), True)):
        item = citation.csl_book(book)
        outputs = [write(item) for write in (citation.bibtex, citation.ris, citation.csl_json)]
        outputs += [f.plain for f in citation.formatted([item])[0].values()]
        outputs.append(head.tags(book, None, None, [linked.report(book, [])]))
        assert [doi in text for text in outputs] == [there] * (4 + len(citation.STYLES))
        assert "DOI" not in "".join(outputs) or there


@built
@unpublished
def test_every_part_has_its_own_short_citation_and_address() -> None:
    parts = objects(HTML, *PARTS)
    apa = {  # how its chapter is cited, which stands in the list of references
        page: soup(page).select_one(".cb-in-text").get_text().removeprefix("In the text: ")
        for page in CHAPTERS
    }
    listed = soup("chapters/items").select("table.cb-table tbody tr")
    assert len(parts) == len(listed) > 100
    for part in parts:
        place = marked(part.page)[part.anchor]
        place = place.find_next_sibling("details") if part.kind == "finding" else place
        fold = place.select_one(".cb-cite")
        said = f"{apa[part.page][:-1]}, {part.kind} {part.name}), version {BOOK.version}"
        if part.kind == "point":  # a row of a table
            assert place.select_one("th a[data-cite]")["data-cite"] == said
        else:
            assert fold.select_one("[data-copy]").get_text() == said
            assert fold.select("p a")[-1]["href"] == f"#{part.anchor}"
    shown = {row.find("a")["href"].removeprefix("../chapters/") for row in listed}
    assert shown == {p.path.removeprefix("chapters/") for p in parts}
    assert all(row.select_one("[data-copy]") for row in listed)
    said = {row.find("a").get_text(): row.find_all("td")[1].get_text() for row in listed}
    assert {p.name: p.label for p in parts} == said


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Return a page whose clipboard can be read."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def pasted(tab: Page, kind: str) -> str:
    """Return what lies on the clipboard."""
    read = "async (kind) => (await (await navigator.clipboard.read())[0].getType(kind)).text()"
    return tab.evaluate(read, kind)


@built
def test_a_copied_reference_keeps_its_italics_and_an_export_its_lines(tab: Page) -> None:
    with served(HTML) as site:
        tab.goto(f"{site}/chapters/context.html")
        tab.get_by_text("Cite this page").click()
        tab.get_by_role("button", name="Copy APA reference").click()
        tab.get_by_text("Copied.").wait_for()
        assert "<em>Claim and counter-claim: Three statements" in pasted(tab, "text/html")
        assert "In Claim and counter-claim: Three statements" in pasted(tab, "text/plain")
        tab.get_by_text("BibTeX", exact=True).click()
        tab.get_by_role("button", name="Copy BibTeX").click()
        tab.get_by_text("Copied.").nth(1).wait_for()
        assert pasted(tab, "text/plain").startswith("@incollection{claimcounterclaim2026context,\n")


@built
@unpublished
def test_a_row_is_cited_where_it_stands_and_the_place_of_reading_is_no_address(tab: Page) -> None:
    places = {  # page, anchor -> what it is
        ("findings", "F15"): "point F15",
        ("statements", "r04"): "response r04",
        ("examinations", "K12"): "examination K12",
        ("texts", "report-R07"): "report R07",
    }
    with served(HTML) as site:
        for (page, anchor), name in places.items():
            tab.goto(f"{site}/chapters/{page}.html?verdict=none")
            tab.locator(f"#{anchor} .cb-here").click(force=True)
            tab.locator(f"#{anchor} .cb-row button").click()
            tab.get_by_text("Copied.").wait_for()
            assert pasted(tab, "text/plain").endswith(f", {name}), version {BOOK.version}")
        tab.goto(f"{site}/chapters/items.html")
        said = tab.locator("[data-copy='citation of statement c07']").inner_text()
        assert said.endswith(f", version {BOOK.version}")


@built
def test_a_copy_on_disk_names_no_file(browser: Browser, changed: Path) -> None:
    tab = visit(browser, "chapters/items.html")
    assert "file:" not in tab.locator("main").inner_text()
    said = soup("chapters/items", changed).select_one("[data-copy='citation of statement c07']")
    assert said.get_text().endswith(f"{BASE}/chapters/statements.html#c07")


@built
def test_a_filter_is_in_no_address_that_stays(browser: Browser) -> None:
    for issue, shown in (("tibet", "Tibet"), ("nowhere", "all")):
        tab = visit(browser, f"chapters/statements.html?issue={issue}")
        link = tab.locator("#c07 .cb-cite a").evaluate("link => link.href.split('/').pop()")
        assert link == "statements.html#c07"
        tab.locator("#tab-statements tbody tr:not([hidden]) a[href^='#']").first.focus()
        tab.locator("#preview").wait_for()
        chosen = tab.locator("select[name=issue]").evaluate(
            "field => field.selectedOptions[0].text"
        )
        assert chosen == shown
        unknown = "“nowhere” is no issue" in tab.locator("main").inner_text()
        assert unknown == (issue == "nowhere") and tab.complaints == []
        tab.context.close()


def test_a_lost_address_needs_a_place_to_which_it_leads(tmp_path: Path) -> None:
    built = {"new.html", "new.html#c07", "there.html", "cite/new.bib"}
    old = ["new.html", "old.html", "old.html#c07", "there.html#c07", "old.html#c08", "cite/old.bib"]
    by_hand = {"old.html": "new.html", "old.html#c08": "new.html#c07"}
    by_hand |= {"cite/old.bib": "cite/new.bib"}
    assert redirects.redirects(old, built, by_hand) == {
        "old.html": "new.html",
        "old.html#c07": "new.html#c07",
        "there.html#c07": "new.html#c07",  # an anchor is unique, so nobody has to say it
        "old.html#c08": "new.html#c07",
        "cite/old.bib": "cite/new.bib",
    }
    assert list(redirects.problems(old, built, by_hand)) == []
    by_hand = {"new.html#c07": "new.html", "a.html": "javascript:alert(1)"}
    assert list(redirects.problems(["gone.html", "a.html"], built, by_hand)) == [
        "gone.html was released and is gone; say where it leads now, in redirects",
        "new.html#c07 is in the book, and redirects leads it to new.html",
        "redirects leads a.html to javascript:alert(1), which is not in the book",
    ]
    assert redirects.redirects(["a.html"], built, by_hand) == {}, "nowhere but into the book"
    assert redirects.released(tmp_path) == [], "before the first release with an address"


@built
def test_a_release_records_its_addresses_and_forgets_none(tmp_path: Path) -> None:
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "html").symlink_to(HTML)
    (tmp_path / "addresses.txt").write_text("chapters/older.html\n", encoding="utf-8")
    new = redirects.record(tmp_path)
    known = redirects.released(tmp_path)
    assert len(known) == new + 1 > 1500 and redirects.record(tmp_path) == 0
    assert {"chapters/older.html", "search.html", "cite/context.bib"} <= set(known)
    assert {"chapters/statements.html#c07", "chapters/glossary.html#term-Treaty-body"} <= set(known)


@built
def test_what_moved_is_found_without_a_server(changed: Path, browser: Browser) -> None:
    old = soup("chapters/old", changed)
    assert old.find("meta", attrs={"http-equiv": "refresh"})["content"] == "0; url=statements.html"
    assert old.find(id="t99").a["href"] == "timeline.html#t01"
    assert [a["href"] for a in old.find_all("a")] == ["statements.html", "timeline.html#t01"]
    assert breaches(old) == []
    assert (changed / "cite/old.bib").read_bytes() == (changed / "cite/context.bib").read_bytes()
    ways = {
        "old.html": "statements.html",
        "old.html#c07": "statements.html#c07",
        "old.html#t99": "timeline.html#t01",
        "claims.html#c07": "statements.html#c07",
        "context.html?q=1#fig-lost": "statements.html?q=1#c07",
        "old.html?issue=tibet#%": "statements.html?issue=tibet#%",
        "claims.html?issue=Tibet#tab-statements": "statements.html?issue=Tibet#tab-statements",
        # A page that something has left is there all the same.
        **{
            f"claims.html{end}": ""
            for end in ("?fbclid=x", "?issue=Tibet", "?ref=chat#xtor=1", "#%")
        },
    }
    for address, there in ways.items():
        tab = browser.new_page()
        tab.goto((changed / "chapters").as_uri() + f"/{address}")
        tab.wait_for_timeout(0 if there else 200)
        tab.wait_for_url(f"**/chapters/{there or address}", timeout=5000)
        tab.close()
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto((changed / "chapters").as_uri() + "/claims.html#c07")
    (notice,) = [li for li in tab.locator(".cb-moved li").all() if li.is_visible()]
    assert notice.inner_text() == "c07 has moved to chapters/statements.html#c07."
    assert 0 <= notice.bounding_box()["y"] < 800, "the page stands at the notice"
    notice.locator("a").click()
    assert tab.url.endswith("statements.html#c07")
    tab.context.close()


@built
def test_the_page_for_lost_addresses_may_begin_at_the_public_one(changed: Path) -> None:
    lost = soup("404", changed)
    assert lost.base is None and lost.find("link", rel="canonical") is None
    assert all(b.startswith(f"from elsewhere: {BASE}/_static/") for b in breaches(lost))
    addresses = [
        tag.get("href") or tag.get("src") or tag.get("action")
        for tag in lost.find_all(["a", "link", "script", "form"])
    ]
    assert {a for a in addresses if a and not a.startswith(BASE)} == {
        "#main",
        "https://code.example/report",
        "https://creativecommons.org/licenses/by/4.0/",
    }


@built
def test_a_lost_reader_stays_where_the_keys_lead(changed: Path, browser: Browser) -> None:
    def hosted(route: Route) -> None:
        path = changed / route.request.url.partition("?")[0].removeprefix(f"{BASE}/")
        route.fulfill(path=path if path.is_file() else changed / "404.html")

    tab = browser.new_page()
    tab.route(f"{BASE}/**", hosted)
    tab.goto(f"{BASE}/chapters/no/where.html?fbclid=x")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.url == f"{BASE}/chapters/no/where.html?fbclid=x#main"
    assert tab.evaluate("document.activeElement.id") == "main"
    assert tab.evaluate("getComputedStyle(document.querySelector('.cb-bar')).display") == "flex"
    tab.fill("#find", "c07")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{BASE}/search.html?q=c07")
    tab.locator("#results a").first.wait_for()
    tab.close()


@built
def test_every_source_can_be_taken_into_a_reference_manager() -> None:
    page, sources = soup("chapters/sources"), load().record.sources
    for row in sources.fillna("").itertuples():
        entry = page.find(id=f"source-{row.source_id}")
        bib, ris, csl = (pre.get_text() for pre in entry.find_all("pre"))
        (read,) = json.loads(csl)
        assert read["title"] == row.title and read.get("URL", "") == row.url
        (tags,) = rispy.loads(ris)
        assert tags["title"] == row.title
        assert tags["authors"] == [f"{row.publisher.replace(',', '')},"]
        assert [e.key for e in bibtexparser.parse_string(bib).entries] == [row.source_id]
    works = [entry.find_next_sibling() for entry in page.find_all("div", class_="citation")]
    assert len(works) >= 10 and all(len(fold.find_all("pre")) == 3 for fold in works)
    own = [work.pre.get_text() for work in works]
    assert any("203--221" in text for text in own), "a work keeps its own BibTeX"
    number = len(sources) + len(works)
    text = {e: (HTML / f"cite/all-sources.{e}").read_text("utf-8") for e in EXPORTS}
    rules = json.loads((ROOT / "tests/schemas/csl-data.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(text["json"]), rules)
    assert len(json.loads(text["json"])) == len(rispy.loads(text["ris"])) == number
    assert text["bib"].count("\n@") + 1 == number


@built
def test_no_word_makes_an_output_vanish(changed: Path) -> None:
    assert "as groundless (thebe)." in marked("chapters/statements", changed)["c07"].get_text()


PEOPLE = """authors:
  - given-names: Ana María
    family-names: Example
  - given-names: Jan
    name-particle: van den
    family-names: Muster
    name-suffix: Jr.
  - family-names: Mononym
  - name: The Example and Other contributors
"""


def test_persons_and_entities_are_whole_in_every_style(tmp_path: Path) -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    cff |= yaml.safe_load(PEOPLE)
    rules = json.loads((ROOT / "tests/schemas/cff-1.2.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(cff, rules)
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(cff, allow_unicode=True), "utf-8")
    book = read_book(tmp_path)
    item = citation.csl_book(book)
    rules = json.loads((ROOT / "tests/schemas/csl-data.json").read_text(encoding="utf-8"))
    jsonschema.validate([item], rules)
    assert item["author"][1:] == [
        {"family": "Muster", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr."},
        {"family": "Mononym"},
        {"literal": "The Example and Other contributors"},
    ]
    styles = {s: f.plain for s, f in citation.formatted([item])[0].items()}
    begins = {
        "APA": "Example, A. M., van den Muster, J., Jr., Mononym, & The Example and Other",
        "MLA": "Example, Ana María, et al.",
        "Chicago": "Example, Ana María, Jan van den Muster Jr., Mononym, and The Example and Other",
        "Harvard": "Example, A.M. et al.",
    }
    assert {s: styles[s][: len(b)] for s, b in begins.items()} == begins
    assert "AU  - van den Muster, Jan, Jr.\n" in citation.ris(item)
    described = linked.report(book, [])["author"]
    assert [a["@type"] for a in described] == ["Person"] * 3 + ["Organization"]
    assert described[1]["name"] == "Jan van den Muster, Jr."


@built
def test_a_site_with_an_address_lists_the_pages_that_search_engines_may_show(changed: Path) -> None:
    assert not (HTML / "sitemap.xml").exists(), "without an address there is none to list"
    listed = BeautifulSoup((changed / "sitemap.xml").read_text(encoding="utf-8"), "xml")
    pages = {url.loc.text: url.lastmod.text for url in listed.find_all("url")}
    _, book, chapters = later(changed)
    dates = {"index": book.date, **{name: c.date for name, c in chapters.items()}}
    shown = {meta(changed, name)["canonical"][0]: name for name in dates}
    for address, name in shown.items():
        assert (address in pages) != ("robots" in meta(changed, name)), name
        assert pages.get(address, dates[name]) == dates[name]
    assert {*pages} < {*shown}
    for name in ("search", "404", "chapters/key"):
        assert {*meta(changed, name)["robots"]} == {"noindex"}
