"""The whole book as a tagged PDF and as an EPUB, from Sphinx's one-page and EPUB builds.

Chromium prints the PDF, in two passes: the first tells on which page each chapter begins, the second
has the numbers in the contents, which style sheets cannot yet compute there. Both files carry the
date of the release, so that the same book gives the same file.
"""

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

from claimbook.metadata import Book

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class BrowserError(RuntimeError):
    """No Chromium is installed; the message says what to do."""


def chromium() -> str:
    """Return the path of Chromium. Raises :class:`BrowserError` if there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise BrowserError("Chromium is missing; install it, e.g. apt-get install chromium")
    return found


def pdf(page: Path, target: Path, book: Book) -> int:
    """Print the one-page build ``page`` to ``target``; return the number of pages."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto(page.absolute().as_uri())
        tab.evaluate(
            """(pages) => { for (const e of document.querySelectorAll("[data-page]"))
              e.textContent = pages[e.dataset.page] ?? ""; }""",
            starts(PdfReader(io.BytesIO(_print(tab)))),
        )
        missing = tab.evaluate(
            "[...document.querySelectorAll('[data-page]:empty')].map((e) => e.dataset.page)"
        )
        if missing:
            raise ValueError(f"{page}: no place in the PDF for {', '.join(missing)}")
        headings = tab.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((h) => h.textContent)"
        )
        printed = PdfWriter(clone_from=io.BytesIO(_print(tab)))
    mend_outline(printed, headings)
    day = f"D:{book.date.replace('-', '')}000000Z"
    printed.add_metadata(
        {
            "/Title": book.title,
            "/Author": ", ".join(book.authors),
            "/Subject": book.abstract,
            "/Keywords": ", ".join(book.keywords),
            "/CreationDate": day,  # that of the release: the same book gives the same file
            "/ModDate": day,
        }
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    printed.write(target)
    return len(printed.pages)


def epub(source: Path, target: Path, book: Book) -> None:
    """Copy Sphinx's EPUB, saying which pages hold drawings (EPUB 3.2, section 3.4.3).

    Raises ``ValueError`` if the package document no longer looks as Sphinx writes it.
    """
    year, month, day = map(int, book.date.split("-"))
    with zipfile.ZipFile(source) as old:
        files = {name: old.read(name) for name in old.namelist()}
    package = files["content.opf"].decode("utf-8")
    for name in (n for n, content in files.items() if n.endswith(".xhtml") and b"<svg" in content):
        item = re.compile(rf'(<item [^>]*href="{re.escape(name)}" media-type="[^"]+") */>')
        package, changed = item.subn(r'\1 properties="svg"/>', package)
        if changed != 1:
            raise ValueError(f"{source}: content.opf has {changed} items for {name}, not one")
    modified = re.compile(r'(?<=dcterms:modified">)[^<]+')
    package, changed = modified.subn(f"{book.date}T00:00:00Z", package)
    if changed != 1:
        raise ValueError(f"{source}: content.opf has {changed} dates of change, not one")
    files["content.opf"] = package.encode("utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as new:
        for name, content in files.items():  # the type of the file comes first, uncompressed
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name, (year, month, day, 0, 0, 0)), content, kind)


def starts(reader: PdfReader) -> dict[str, int]:
    """Return the page number, from 1, of every place that is linked to, by its anchor."""
    return {
        name.removeprefix("/"): (reader.get_destination_page_number(place) or 0) + 1
        for name, place in reader.named_destinations.items()
    }


def mend_outline(book: PdfWriter, headings: list[str]) -> None:
    """Give the outline the headings as written; Chromium drops the space where a line breaks."""
    written = {"".join(heading.split()): " ".join(heading.split()) for heading in headings}

    def walk(entry: Any) -> None:
        while entry is not None:
            item = entry.get_object()
            title = "".join(str(item["/Title"]).split())
            item[NameObject("/Title")] = TextStringObject(written.get(title, item["/Title"]))
            walk(item.get("/First"))
            entry = item.get("/Next")

    outlines: Any = book.root_object["/Outlines"].get_object()
    walk(outlines["/First"])


def _print(tab: Page) -> bytes:
    return tab.pdf(prefer_css_page_size=True, tagged=True, outline=True, print_background=True)
