"""Handout and key as files: a PDF to print, a Word file to edit, a CSV to fill in.

All are made of one document (:func:`thisbook.handout.document`) and carry the date of the release,
so that the same book gives the same files. How the Word file looks is set in `templates/reference.docx`:
pandoc's own, on A4, with boxes around the cells of a table; change it in any word processor.
"""

import os
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pikepdf
import pypandoc

from claimbook.atomic import replace_folder
from claimbook.cite.metadata import Book
from claimbook.press.browser import browser
from claimbook.press.pdf import describe, print_page
from claimbook.tables.companion import companion
from claimbook.tables.frames import Tables

REFERENCE = Path(__file__).parent / "templates" / "reference.docx"


def make_sheets(folder: Path, book: Book, tables: Tables, state: str) -> list[str]:
    """Write every sheet in every form, and from which state of the book; return the names.

    A book without handout and key (:mod:`claimbook.tables.companion`) has none.
    """
    handout = companion("handout")
    if handout is None:
        return []
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as new:
        made = Path(new, "sheets")
        made.mkdir()
        names = []
        with browser() as found:
            for sheet, title in handout.TITLES.items():
                html = handout.document(sheet, tables, book)
                tab = found.new_page()
                tab.set_content(html)
                printed = print_page(tab)
                describe(printed, replace(book, title=f"{book.short_title}: {title}"))
                pdf, mode = made / f"{sheet}.pdf", pikepdf.ObjectStreamMode.generate
                printed.save(pdf, object_stream_mode=mode, deterministic_id=True)
                make_docx(html, made / f"{sheet}.docx", book)
                (made / f"{sheet}.csv").write_bytes(handout.as_csv(sheet, tables).encode("utf-8"))
                names += [f"{sheet}.pdf", f"{sheet}.docx", f"{sheet}.csv"]
        (made / ".from").write_bytes(state.encode())
        replace_folder(made, folder)
    return names


def make_docx(html: str, target: Path, book: Book) -> None:
    """Write an HTML document as a Word file with real tables, of the date of the release."""
    day = datetime.fromisoformat(book.date).replace(tzinfo=UTC)
    epoch = {"SOURCE_DATE_EPOCH": str(int(day.timestamp()))}  # which pandoc takes for now
    with patch.dict(os.environ, epoch):
        reference = ["--reference-doc", str(REFERENCE)]
        pypandoc.convert_text(html, "docx", "html", outputfile=str(target), extra_args=reference)
