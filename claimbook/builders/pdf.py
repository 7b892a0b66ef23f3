"""The whole book as a tagged PDF, from Sphinx's one-page build.

Chromium prints the PDF, in two passes: the first tells on which page each chapter begins, the second
has the numbers in the contents, which style sheets cannot yet compute there. It carries the
date of the release, so that the same book gives the same file.
"""

import io
import re
from pathlib import Path

import pikepdf
from playwright.sync_api import Page

from claimbook.builders.browser import browser
from claimbook.cite.metadata import Book


def pdf(page: Path, target: Path, book: Book) -> int:
    """Print the one-page build ``page`` to ``target``; return the number of pages."""
    with browser() as found:
        tab = found.new_page()
        tab.goto(page.absolute().as_uri())
        tab.evaluate(
            """(pages) => { for (const e of document.querySelectorAll("[data-page]"))
              e.textContent = pages[e.dataset.page] ?? ""; }""",
            starts(print_page(tab)),
        )
        missing = tab.evaluate(
            "[...document.querySelectorAll('[data-page]:empty')].map((e) => e.dataset.page)"
        )
        if missing:
            raise ValueError(f"{page}: no place in the PDF for {', '.join(missing)}")
        headings = tab.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((h) => h.textContent)"
        )
        printed = print_page(tab)
    mend_outline(printed, headings)
    describe(printed, book)
    target.parent.mkdir(parents=True, exist_ok=True)
    printed.save(
        target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
    )
    return len(printed.pages)


def starts(book: pikepdf.Pdf) -> dict[str, int]:
    """Return the page number, from 1, of every place that is linked to, by its anchor."""
    numbers = {page.obj.objgen: number for number, page in enumerate(book.pages, 1)}
    places = book.Root.Dests.as_dict()
    return {name.removeprefix("/"): numbers[place[0].objgen] for name, place in places.items()}


def mend_outline(book: pikepdf.Pdf, headings: list[str]) -> None:
    """Give the outline the headings as written.

    Chromium drops the space where a line breaks, and says twice the first line of a heading that
    begins a page, if its face came with the page.
    """
    left = iter([" ".join(heading.split()) for heading in headings])

    def walk(items: list[pikepdf.OutlineItem]) -> None:
        for item in items:
            drawn = squeezed(item.title)
            item.title = next(h for h in left if drawn.endswith(squeezed(h)))
            walk(item.children)

    with book.open_outline() as outline:
        walk(outline.root)


def squeezed(text: str) -> str:
    """Return a text without its spaces."""
    return "".join(text.split())


def describe(printed: pikepdf.Pdf, book: Book) -> None:
    """Say what the PDF is; its date is that of the release: the same book gives the same file."""
    with printed.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.load_from_docinfo(
            {
                "/Title": book.title,
                "/Author": ", ".join(a.name for a in book.authors),
                "/Subject": book.abstract,
                "/Keywords": ", ".join(book.keywords),
            }
        )
    day = f"D:{book.date.replace('-', '')}000000Z"
    printed.docinfo["/CreationDate"] = printed.docinfo["/ModDate"] = day
    # The window shows the title, not the name of the file (WCAG 2.4.2, technique PDF18).
    printed.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def print_page(tab: Page) -> pikepdf.Pdf:
    """Print a page; Chromium numbers what it tags by its own counters, so they are numbered anew."""
    raw = tab.pdf(prefer_css_page_size=True, tagged=True, outline=True, print_background=True)
    rank = {node: i for i, node in enumerate(sorted(set(re.findall(rb"\(node(\d{8})\)", raw))))}
    same = re.sub(rb"(?<=\(node)\d{8}(?=\))", lambda m: b"%08d" % rank[m[0]], raw)
    return pikepdf.open(io.BytesIO(same))
