"""The whole book as an EPUB, from Sphinx's own EPUB build."""

import re
import zipfile
from pathlib import Path

from claimbook.charts.files import PAPER
from claimbook.cite.metadata import Book

#: What a reader must know before choosing the EPUB, in the terms of schema.org.
ACCESSIBLE = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "longDescription"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", "Every figure has a description and the table behind it."),
)


def epub(source: Path, target: Path, book: Book) -> None:
    """Copy Sphinx's EPUB, saying which pages hold drawings and what makes it accessible.

    Each drawing gets paper: its ink is dark, and so may be the page that a reader has chosen.

    Sources: EPUB 3.3 (property ``svg`` of a manifest item); EPUB Accessibility 1.1 (discovery
    metadata). Its only date is that of the release.

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
        files[name] = re.sub(rb"<svg [^>]*>", rb"\g<0>" + PAPER.encode(), files[name])
    dates = re.compile(r'(?<=<dc:date>)[^<]+|(?<=dcterms:modified">)[^<]+')
    package, changed = dates.subn(f"{book.date}T00:00:00Z", package)
    if changed != 2:
        raise ValueError(f"{source}: content.opf has {changed} dates, not two")
    said = "".join(f'<meta property="schema:{key}">{value}</meta>\n' for key, value in ACCESSIBLE)
    package = package.replace("</metadata>", f"{said}</metadata>", 1)
    files["content.opf"] = package.encode("utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as new:
        for name, content in files.items():  # the type of the file comes first, uncompressed
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name, (year, month, day, 0, 0, 0)), content, kind)
