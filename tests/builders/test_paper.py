"""The whole book on paper and in a reader: the PDF and the EPUB keep the promises of the pages."""

import os
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import HTML, PAGES, ROOT, objects
from pypdf import PdfReader

from claimbook.cite.metadata import read_book, read_chapters
from claimbook.data.frames import load

CHECKER = Path("/usr/share/java/epubcheck.jar")
BOOK, CHAPTERS = read_book(ROOT), read_chapters(ROOT)
FILE = HTML / "downloads" / f"{BOOK.slug}.pdf"


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FILE.is_file() and "CI" not in os.environ,
        reason="PDF and EPUB are not built: make site (needs Chromium)",
    ),
]


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(FILE)


@pytest.fixture(scope="module")
def text(pdf: PdfReader) -> Callable[[int], str]:
    """Return what gives the text of a page, from 0: ligatures resolved, spaces made one.

    A page takes a tenth of a second, so tests ask for those that they need.
    """

    @cache
    def of(number: int) -> str:
        plain = unicodedata.normalize("NFKC", pdf.pages[number].extract_text())
        return re.sub(r"\s+", " ", plain)

    return of


@pytest.fixture(scope="module")
def places(pdf: PdfReader) -> dict[str, int]:
    """Return the page, from 0, of everything that is linked to, by its anchor."""
    found = {name.removeprefix("/"): to for name, to in pdf.named_destinations.items()}
    return {name: pdf.get_destination_page_number(to) for name, to in found.items()}


def entries(reader: PdfReader, outline: Any = None) -> list[Any]:
    """Return the entries of the outline in order."""
    found = []
    for entry in reader.outline if outline is None else outline:
        found += entries(reader, entry) if isinstance(entry, list) else [entry]
    return found


def test_the_pdf_is_tagged_and_says_what_it_is(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value and "/StructTreeRoot" in root
    assert root["/Lang"] == "en" and root["/ViewerPreferences"]["/DisplayDocTitle"].value
    authors = ", ".join(a.name for a in BOOK.authors)
    assert (pdf.metadata.title, pdf.metadata.author) == (BOOK.title, authors)


def test_the_outline_and_the_contents_lead_to_the_chapters(
    pdf: PdfReader, text: Callable[[int], str], places: dict[str, int]
) -> None:
    outline: dict[str, int] = {}
    for entry in entries(pdf):  # of headings that say the same, that of the chapter comes first
        outline.setdefault(entry.title, pdf.get_destination_page_number(entry))
    assert len(outline) > 60
    for chapter in CHAPTERS.values():
        number = places[f"document-{chapter.name}"]
        assert chapter.title in outline
        assert chapter.unlisted or f"{chapter.title} {number + 1}" in text(0), "the page is named"
        assert chapter.title in text(number) and chapter.title.split(":")[0] in text(number)


def test_code_is_left_to_the_notebooks(text: Callable[[int], str], places: dict[str, int]) -> None:
    """Exercises too: what is said of an answer means nothing on paper."""
    chapters = [places[f"document-{name}"] for name in ("chapters/claims", "chapters/exercises")]
    shown = "".join(text(first + n) for first in chapters for n in range(4))
    for code in ("from claimbook", "load()", "Code,", "Solution,", "Right."):
        assert code not in shown, code


def test_text_and_headings_have_the_face_of_the_book(pdf: PdfReader) -> None:
    fonts = [page["/Resources"]["/Font"].values() for page in pdf.pages]
    names = {font.get_object()["/BaseFont"][8:] for page in fonts for font in page}
    assert {"SourceSerif4-Regular", "SourceSerif4-SemiBold", "SourceSerif4-Italic"} <= names


def test_pages_have_their_number_and_running_head(
    pdf: PdfReader, text: Callable[[int], str], places: dict[str, int]
) -> None:
    starts = sorted((places[f"document-{c.name}"], c.short_title) for c in CHAPTERS.values())
    for number in {1, len(pdf.pages) - 1, *(start + 1 for start, _ in starts)}:
        said = text(number)
        assert re.search(rf"\b{number + 1}\b", said), number
        assert f"{BOOK.short_title}, version {BOOK.version}" in said, number
        running = [short for start, short in starts if start <= number][-1:]
        # Where a chapter is short, the next one begins here; the book's own citation is the last page.
        own = number in dict(starts) or "Cite this book" in said
        assert own or all(short in said for short in running), number


def test_no_heading_stands_alone_at_the_foot_of_a_page(pdf: PdfReader) -> None:
    low = [e.title for e in entries(pdf) if float(e.top) < 100]
    assert low == []


def test_folds_are_open_figures_whole_and_sources_have_visible_addresses(
    text: Callable[[int], str], places: dict[str, int]
) -> None:
    for figure in objects(HTML, "figure"):
        first = places[figure.anchor]
        here = "".join(text(first).split())
        label = "".join(figure.label.split())
        assert label in here, label  # a caption is not broken …
        assert len(here.rsplit(label, 1)[1]) > 40, label  # … and its figure stands below it
        appendix = places[f"behind-{figure.name}"]  # what is behind it stands elsewhere
        behind = "".join((text(appendix) + text(appendix + 1) + text(appendix + 2)).split())
        assert "Databehindthefigure" in behind and "Databehindthefigure" not in here, label
        for absent in ("Skip to the text", "On this page", "or download as", "Enlarge"):
            assert absent not in text(first)
    flat = "".join(text(n) for n in sources(places)).replace(" ", "").replace("\u00ad", "")
    urls = load(ROOT / "data").record.sources.url.dropna()
    hidden = [url for url in urls if url not in flat]
    assert len(hidden) < 0.1 * len(urls), hidden  # a page may end inside an address


def test_links_inside_the_pdf_work_and_none_leads_to_this_machine(pdf: PdfReader) -> None:
    known = {name.removeprefix("/") for name in pdf.named_destinations}
    inside = 0
    for page in pdf.pages:
        for note in (n.get_object() for n in page.get("/Annots", [])):
            if "/Dest" in note:
                inside += 1
                assert str(note["/Dest"]).removeprefix("/") in known, note["/Dest"]
            elif "/A" in note and "/URI" in note["/A"]:
                assert note["/A"]["/URI"].startswith("http"), note["/A"]["/URI"]
    assert inside > 1000


def sources(places: dict[str, int]) -> range:
    """Return the pages of the chapter on the sources."""
    starts = sorted(places[f"document-{name}"] for name in CHAPTERS)
    first = places["document-chapters/sources"]
    return range(first, starts[starts.index(first) + 1] + 1)


def test_titles_in_other_scripts_are_drawn_and_not_boxes(
    pdf: PdfReader, text: Callable[[int], str], places: dict[str, int]
) -> None:
    def fonts(page: Any) -> set[str]:
        return {f.get_object()["/BaseFont"][8:] for f in page["/Resources"]["/Font"].values()}

    common = set.union(*(fonts(page) for page in pdf.pages[:20]))  # the article is in English
    known = load(ROOT / "data").record.sources
    titles = known.title[known.title_language.str.match("zh|ja")]
    for title in titles:
        (page,) = (n for n in sources(places) if title[:6] in text(n).replace(" ", ""))
        missing = f"no font for {title}; apt install fonts-droid-fallback"
        assert fonts(pdf.pages[page]) - common, missing
    assert len(titles) >= 1


def test_every_page_offers_both_for_download() -> None:
    for page in PAGES:
        foot = (HTML / page).read_text(encoding="utf-8").partition('<footer class="cb-foot"')[2]
        links = dict(re.findall(r'<a href="([^"]*downloads/[^"]*)" download>([^<]*)</a>', foot))
        assert {"PDF", "EPUB"} <= set(links.values()), page
        assert all((HTML / page).parent.joinpath(link).resolve().is_file() for link in links)


def test_a_drawing_in_the_epub_lies_on_a_ground_of_its_own() -> None:
    """A reader may have chosen a black page; the ink of a drawing is dark."""
    with zipfile.ZipFile(FILE.with_suffix(".epub")) as book:
        pages = [book.read(n).decode("utf-8") for n in book.namelist() if n.endswith(".xhtml")]
        css = book.read("_static/epub.css").decode("utf-8")
    after = [rest for page in pages for rest in re.findall(r"<svg [^>]*>(.{70})", page, re.S)]
    assert len(after) > 30
    assert all(a.startswith('<rect width="100%" height="100%" fill="#ffffff"/>') for a in after)
    assert not re.search(r"(?<![\w-])(?:color|background(?:-color)?):", css), (
        "those are the reader’s"
    )


def test_the_epub_passes_epubcheck() -> None:
    if "CI" not in os.environ and not (CHECKER.is_file() and shutil.which("java")):
        pytest.skip("epubcheck is missing: apt install epubcheck")
    command = ["java", "-jar", CHECKER, "--failonwarnings", FILE.with_suffix(".epub")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
