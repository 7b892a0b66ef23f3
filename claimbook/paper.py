"""The whole book as a tagged PDF: Chromium prints the one-page build.

Two passes: the first tells on which page each chapter begins, the second has the numbers in the
contents, which style sheets cannot yet compute in Chromium.
"""

import io
import shutil
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

    walk(book.root_object["/Outlines"].get_object()["/First"])


def _print(tab: Page) -> bytes:
    return tab.pdf(prefer_css_page_size=True, tagged=True, outline=True, print_background=True)
