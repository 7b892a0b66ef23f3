"""What is published beside the pages, under addresses that stay: exports, tables, figures, editions."""

import hashlib
import json
import shutil
from os.path import isabs
from pathlib import Path

from sphinx.application import Sphinx

from claimbook.cite.formats import csl_list
from claimbook.plots import files
from claimbook.site.citing import EXPORTS, exported
from claimbook.site.context import on_paper
from claimbook.site.domain import domain_of, item
from claimbook.tables.companion import companion

#: What the theme brings.
THEME = Path(__file__).parent / "theme" / "static"


def publish(app: Sphinx, error: Exception | None) -> None:
    """Write everything that readers and programs fetch."""
    if error is not None or on_paper(app.builder):
        return
    root, out = Path(app.srcdir), Path(app.outdir)
    _exports(app, out / "cite")
    _figures(app, out / "figures")
    _tables(app, root / "data", out / "data")
    _sheets(app, root / "_build" / "sheets", out / "sheets")
    _clear(app, out / "_static")
    for _, path in domain_of(app.env).book.editions:
        (out / path).parent.mkdir(exist_ok=True)
        shutil.copy(root / "_build" / path, out / path)
    if domain_of(app.env).book.lite:
        shutil.copytree(root / "_build" / "lite", out / "lite", dirs_exist_ok=True)
    (out / ".nojekyll").touch()  # or hosts that run Jekyll leave out what begins with a line


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


def _figures(app: Sphinx, folder: Path) -> None:
    """Write every figure, drawn wide, as SVG and PNG, and the table behind it as CSV."""
    folder.mkdir(exist_ok=True)
    domain = domain_of(app.env)
    for page in dict.fromkeys(part.page for part in domain.parts("figure")):
        for node in app.env.get_doctree(page).findall(item):
            if node["kind"] == "figure":
                picture = files.standalone(node.astext())
                name = folder / node["name"]
                name.with_suffix(".svg").write_text(
                    files.enlarged(picture), encoding="utf-8", newline="\n"
                )
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
    app.connect("build-finished", publish, priority=900)  # when all is there that others bring
