"""Handout and key as files: a PDF to print, a Word file to edit, a CSV to fill in.

All are made of one document (:func:`thisbook.handout.document`) and carry the date of the release,
so that the same book gives the same files.
"""

import io
import os
import re
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pikepdf
import pypandoc

from claimbook.cite.metadata import Book
from claimbook.press.browser import browser
from claimbook.press.pdf import describe, print_page
from claimbook.tables.companion import companion
from claimbook.tables.frames import Tables
from claimbook.whole import exchange

#: What Word needs to draw boxes around the cells of a table, and a page of A4.
BORDERS = "<w:tblBorders>{}</w:tblBorders>".format(
    "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="555555"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
)
PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" w:header="400" w:footer="400" w:gutter="0"/>'
)


def make_sheets(folder: Path, book: Book, tables: Tables, state: str) -> list[str]:
    """Write every sheet in every form, and from which state of the book; return the names.

    A book without handout and key (:mod:`claimbook.tables.companion`) has none.
    """
    handout = companion("handout")
    if handout is None:
        return []
    written: dict[str, bytes] = {}
    with browser() as found:
        for sheet, title in handout.TITLES.items():
            html = handout.document(sheet, tables, book)
            tab = found.new_page()
            tab.set_content(html)
            printed = print_page(tab)
            describe(printed, replace(book, title=f"{book.short_title}: {title}"))
            target = io.BytesIO()
            mode = pikepdf.ObjectStreamMode.generate
            printed.save(target, object_stream_mode=mode, deterministic_id=True)
            written[f"{sheet}.pdf"] = target.getvalue()
            written[f"{sheet}.docx"] = docx(html, book)
            written[f"{sheet}.csv"] = handout.as_csv(sheet, tables).encode("utf-8")
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as new:
        made = Path(new, "sheets")
        made.mkdir()
        for name, content in {**written, ".from": state.encode()}.items():
            (made / name).write_bytes(content)
        exchange(made, folder)
    return list(written)


def docx(html: str, book: Book) -> bytes:
    """Return an HTML document as a Word file with real tables, on A4, of the date of the release.

    Raises ``ValueError`` if the file no longer looks as pandoc writes it.
    """
    day = datetime.fromisoformat(book.date).replace(tzinfo=UTC)
    epoch = {"SOURCE_DATE_EPOCH": str(int(day.timestamp()))}
    with tempfile.TemporaryDirectory() as made:
        path = Path(made, "sheet.docx")
        with patch.dict(os.environ, epoch):
            pypandoc.convert_text(html, "docx", "html", outputfile=str(path))
        with zipfile.ZipFile(path) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    styles, body = (parts[f"word/{n}.xml"].decode("utf-8") for n in ("styles", "document"))
    styles, tables = re.subn(
        r'(<w:style [^>]*w:styleId="Table".*?<w:tblPr>)',
        rf"\1{BORDERS}",
        styles,
        count=1,
        flags=re.S,
    )
    body, pages = re.subn(r"(<w:sectPr[^>]*)/>|(<w:sectPr[^>]*>)", _page, body, count=1)
    if (tables, pages) != (1, 1):
        raise ValueError("the Word file has no style of tables, or no page, where pandoc puts them")
    parts |= {"word/styles.xml": styles.encode("utf-8"), "word/document.xml": body.encode("utf-8")}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _page(match: re.Match[str]) -> str:
    """Put size and margins of the page into the last section."""
    return f"{match[1]}>{PAGE}</w:sectPr>" if match[1] else f"{match[2]}{PAGE}"
