"""What is published beside the pages, under addresses that stay: exports, tables, figures, editions."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from os.path import isabs
from pathlib import Path
from xml.etree import ElementTree

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from claimbook.charts import files
from claimbook.cite.formats import csl_list
from claimbook.cite.metadata import FIRST_PAGE, Book, Chapter
from claimbook.data.companion import companion
from claimbook.site.citing import EXPORTS, exported
from claimbook.site.context import on_paper
from claimbook.site.domain import domain_of, item

#: What the theme brings.
THEME = Path(__file__).parent / "theme" / "static"


class Publisher:
    """Writes everything that readers and programs fetch; when it is called again, what has changed.

    Figures are those of the pages that were read; the rest hangs on the state of the book alone.
    """

    def __init__(self) -> None:
        self.state, self.read = "", set[str]()

    def note_read(self, app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
        """Note which pages are read."""
        self.read.update(pages)

    def publish(self, app: Sphinx, error: Exception | None) -> None:
        """Write it, when all pages are written."""
        if error is not None or on_paper(app.builder):
            return
        root, out, book = Path(app.srcdir), Path(app.outdir), domain_of(app.env).book
        for page in out.rglob("*.html"):  # Sphinx ends lines as the system does
            if b"\r\n" in (raw := page.read_bytes()):
                page.write_bytes(raw.replace(b"\r\n", b"\n"))
        _figures(app, out / "figures", self.read)
        _clear(app, out / "_static")
        if self.state != book.state:
            _exports(app, out / "cite")
            _tables(app, root / "data", out / "data")
            _sheets(app, root / "_build" / "sheets", out / "sheets")
            for _, path in book.editions:
                (out / path).parent.mkdir(exist_ok=True)
                shutil.copy(root / "_build" / path, out / path)
            if book.lite:
                shutil.copytree(root / "_build" / "lite", out / "lite", dirs_exist_ok=True)
            if book.book.url:
                (out / "sitemap.xml").write_bytes(sitemap(book.book, book.chapters))
            # Or hosts that run Jekyll leave out what begins with a line.
            (out / ".nojekyll").touch()
        self.state, self.read = book.state, set()


def sitemap(book: Book, chapters: Mapping[str, Chapter]) -> bytes:
    """Return the list of the pages that search engines may show, each with the day of its last change.

    Source: sitemaps.org, protocol 0.9.
    """
    pages = {FIRST_PAGE: book.date}
    pages |= {f"{name}.html": c.date for name, c in chapters.items() if not c.unlisted}
    found = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for path, day in pages.items():
        url = ElementTree.SubElement(found, "url")
        ElementTree.SubElement(url, "loc").text = book.address(path)
        ElementTree.SubElement(url, "lastmod").text = day
    ElementTree.indent(found, "")
    written: bytes = ElementTree.tostring(found, "utf-8", xml_declaration=True)
    return written


def _clear(app: Sphinx, folder: Path) -> None:
    """Leave out scripts and styles that Sphinx and its extensions bring: no page loads one.

    What stays is the theme's, the author's own (``_static``) and what was written for this book.
    """
    own = [THEME, *(Path(app.confdir, p) for p in app.config.html_static_path if not isabs(p))]
    for path in [p for p in folder.rglob("*") if p.is_file()]:
        name = path.relative_to(folder)
        if not path.name.startswith("claimbook-") and not any((at / name).is_file() for at in own):
            path.unlink()


def _exports(app: Sphinx, folder: Path) -> None:
    """Write every work in every export format."""
    folder.mkdir(exist_ok=True)
    book = domain_of(app.env).book
    for key, work in book.works.items():
        for _, ending, text in exported(work):
            (folder / f"{book.file(key)}.{ending}").write_text(text, encoding="utf-8", newline="\n")
    lists = {"chapters": [book.works[key] for key in book.own], "sources": [*book.sources.values()]}
    for name, works in (lists | book.documents).items():
        for ending, (_, into) in EXPORTS.items():
            text = csl_list(works) if ending == "json" else "\n".join(map(into, works))
            (folder / f"all-{name}.{ending}").write_text(text, encoding="utf-8", newline="\n")


def _sheets(app: Sphinx, made: Path, folder: Path) -> None:
    """Publish handout and key: their tables, and what was made of them for paper and for editing."""
    book, handout = domain_of(app.env).book, companion("handout", Path(app.srcdir))
    if handout is None:
        return
    folder.mkdir(exist_ok=True)
    for name in book.sheets:
        if name.endswith(".csv"):
            text = handout.as_csv(Path(name).stem, book.tables)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        else:
            shutil.copy(made / name, folder / name)


def _figures(app: Sphinx, folder: Path, pages: set[str]) -> None:
    """Write the figures of some pages, drawn wide, as SVG and PNG, and the tables behind them as CSV."""
    folder.mkdir(exist_ok=True)
    figures = {part.identifier: part.page for part in domain_of(app.env).parts("figure")}
    for path in folder.iterdir():
        if path.stem not in figures:
            path.unlink()
    for page in pages & set(figures.values()):
        for node in app.env.get_doctree(page).findall(item):
            if node["kind"] == "figure":
                picture = files.standalone(node.astext())
                name = folder / node["name"]
                drawn = files.enlarged(picture)
                name.with_suffix(".svg").write_text(drawn, encoding="utf-8", newline="\n")
                name.with_suffix(".png").write_bytes(files.png(picture))
                name.with_suffix(".csv").write_text(node["table"], encoding="utf-8", newline="\n")


def _tables(app: Sphinx, data: Path, folder: Path) -> None:
    """Publish the data package; its descriptor carries the version of the book, the manifest its hash."""
    book = domain_of(app.env).book
    shutil.copytree(data, folder, dirs_exist_ok=True)
    package = {**book.package, "version": book.book.version}
    descriptor, manifest = folder / "datapackage.json", folder / "manifest.csv"
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    was, now = (hashlib.sha256(raw).hexdigest() for raw in (descriptor.read_bytes(), text.encode()))
    descriptor.write_text(text, encoding="utf-8", newline="\n")
    if manifest.is_file():
        rows = manifest.read_text(encoding="utf-8").replace(was, now)
        manifest.write_text(rows, encoding="utf-8", newline="\n")


def setup_publish(app: Sphinx) -> None:
    """Register what publishes."""
    publisher = Publisher()
    app.connect("env-before-read-docs", publisher.note_read)
    # When all is there that others bring.
    app.connect("build-finished", publisher.publish, priority=900)
