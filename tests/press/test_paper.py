"""The whole book on paper and in a reader: the PDF and the EPUB keep the promises of the pages."""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import HTML, PAGES, ROOT, copy, objects, soup
from pypdf import PdfReader

from claimbook.cite.metadata import read_book, read_chapters
from claimbook.site.code import APPENDIX, analysis
from claimbook.tables.frames import load

CHECKER = Path("/usr/share/java/epubcheck.jar")
BOOK, CHAPTERS = read_book(ROOT), read_chapters(ROOT)
FILE = HTML / "downloads" / f"{BOOK.slug}.pdf"


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FILE.with_suffix(".pdf").is_file() and "CI" not in os.environ,
        reason="PDF and EPUB are not built: make site (needs Chromium)",
    ),
]


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(FILE.with_suffix(".pdf"))


@pytest.fixture(scope="module")
def texts(pdf: PdfReader) -> list[str]:
    """Return the text of every page, ligatures resolved and spaces made one."""
    plain = (unicodedata.normalize("NFKC", page.extract_text()) for page in pdf.pages)
    return [re.sub(r"\s+", " ", text) for text in plain]


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
    assert (pdf.metadata.title, pdf.metadata.author) == (
        BOOK.title,
        ", ".join(a.name for a in BOOK.authors),
    )


def test_the_outline_and_the_contents_lead_to_the_chapters(
    pdf: PdfReader, texts: list[str]
) -> None:
    outline: dict[str, int] = {}
    for entry in entries(pdf):  # of headings that say the same, that of the chapter comes first
        outline.setdefault(entry.title, pdf.get_destination_page_number(entry))
    assert len(outline) > 60
    for chapter in CHAPTERS.values():
        number = outline[chapter.title]
        assert f"{chapter.title} {number + 1}" in texts[0], "the contents name the page"
        assert chapter.title in texts[number] and chapter.title.split(":")[0] in texts[number]


def test_code_stands_in_the_appendix_and_nowhere_else(pdf: PdfReader, texts: list[str]) -> None:
    (first,) = (
        pdf.get_destination_page_number(e) for e in entries(pdf) if e.title == APPENDIX.title
    )
    assert f"{APPENDIX.title} {first + 1}" in texts[0], "the contents name its page"
    text, code = ("".join("".join(part).split()) for part in (texts[:first], texts[first:]))
    assert "fromclaimbookimport" not in text and "=load()" not in text
    for chapter in CHAPTERS.values():
        path = ROOT / f"{chapter.name}.ipynb"
        if path.is_file():
            cells = nbformat.read(path, as_version=4).cells
            for kept in analysis(
                [
                    cell.source
                    for cell in cells
                    if cell.cell_type == "code"
                    and "remove-cell" not in cell.metadata.get("tags", ())
                ]
            ):
                line = max(kept.splitlines(), key=len)
                assert "".join(line.split())[:60] in code, (chapter.name, line)
    assert not re.search(r"(?<![\w.])(figure|table|prose|codebook)\(", "".join(texts[first:]))


def test_text_and_headings_have_the_face_of_the_book(pdf: PdfReader) -> None:
    fonts = [page["/Resources"]["/Font"].values() for page in pdf.pages]
    names = {font.get_object()["/BaseFont"][8:] for page in fonts for font in page}
    assert {"SourceSerif4-Regular", "SourceSerif4-SemiBold", "SourceSerif4-Italic"} <= names


def test_every_page_has_its_number_and_running_head(texts: list[str]) -> None:
    short = {*(c.title.split(":")[0] for c in CHAPTERS.values()), APPENDIX.title}
    for number, text in enumerate(texts[1:], start=2):
        assert re.search(rf"\b{number}\b", text), number
        assert f"{BOOK.short_title}, version {BOOK.version}" in text, number
        # The first page of the book comes before the chapters; its citation before the appendix.
        cited = "Cite this book" in text or "Cite this book" in texts[number - 2]
        assert any(head in text for head in short) or number < 5 or cited


def test_no_heading_stands_alone_at_the_foot_of_a_page(pdf: PdfReader) -> None:
    low = [e.title for e in entries(pdf) if float(e.top) < 100]
    assert low == []


def test_folds_are_open_figures_whole_and_sources_have_visible_addresses(texts: list[str]) -> None:
    flat = "".join(texts).replace(" ", "")
    shown = objects(HTML, "figure")
    assert flat.count("Databehindthefigure") == len(shown)
    bare = ["".join(text.split()) for text in texts]
    for label in ("".join(figure.label.split()) for figure in shown):
        below = [text.rsplit(label, 1)[1] for text in bare if label in text]
        assert below, label  # a caption is not broken …
        assert max(map(len, below)) > 40, label  # … and its figure stands below it
    urls = load(ROOT / "data").record.sources.url.dropna()
    hidden = [url for url in urls if url not in flat.replace("\u00ad", "")]
    assert len(hidden) < 0.1 * len(urls), hidden  # a page may end inside an address
    for absent in ("Skip to the text", "On this page", "or download as", "Enlarge"):
        assert absent not in "".join(texts)


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


def test_titles_in_other_scripts_are_drawn_and_not_boxes(pdf: PdfReader, texts: list[str]) -> None:
    def fonts(page: Any) -> set[str]:
        return {f.get_object()["/BaseFont"][8:] for f in page["/Resources"]["/Font"].values()}

    common = set.union(*(fonts(page) for page in pdf.pages[:20]))  # the article is in English
    sources = load(ROOT / "data").record.sources
    titles = sources.title[sources.title_language.str.match("zh|ja")]
    for title in titles:
        (page,) = (
            p
            for p, text in zip(pdf.pages, texts, strict=True)
            if title[:6] in text.replace(" ", "")
        )
        assert fonts(page) - common, f"no font for {title}; apt install fonts-droid-fallback"
    assert len(titles) >= 1


def test_every_page_offers_both_for_download() -> None:
    for page in PAGES:
        links = soup(page.removesuffix(".html")).select(".cb-foot a[download][href*=downloads]")
        made_with = "packages and licences"
        assert {link.get_text() for link in links} == {"PDF", "EPUB", made_with}, page
        assert all((HTML / page).parent.joinpath(a["href"]).resolve().is_file() for a in links)


def test_the_same_book_gives_the_same_files(tmp_path: Path) -> None:
    again = copy(tmp_path / "elsewhere")
    code = f"from pathlib import Path; from claimbook.press.build import build; build('pdf', 'epub', root=Path({str(again)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT)
    for edition in ("pdf", "epub"):
        (made,) = (again / "_build" / "downloads").glob(f"[!.]*.{edition}")
        assert made.read_bytes() == FILE.with_suffix(f".{edition}").read_bytes()


def test_the_epub_passes_epubcheck() -> None:
    if "CI" not in os.environ and not (CHECKER.is_file() and shutil.which("java")):
        pytest.skip("epubcheck is missing: apt install epubcheck")
    command = ["java", "-jar", CHECKER, "--failonwarnings", FILE.with_suffix(".epub")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
