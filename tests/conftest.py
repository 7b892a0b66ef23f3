"""What the tests share: the repository, copies to break, the article, one browser, one server.

One folder of tests for each package. Tests in a browser and those that build or execute anew carry the mark
``slow``; those that need the built pages or a browser, the mark ``pages``. `make test-fast` leaves both out,
`make test` runs those without ``pages`` while the site is being built.
"""

import csv
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from playwright.sync_api import Browser, Page
from sphinx.util.inventory import InventoryFile

from claimbook.builders import browser as chromium
from claimbook.cache import forget
from claimbook.cite.metadata import read_book
from claimbook.data import schema

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
#: Where the programs of the environment lie; on Windows not always beside Python.
PROGRAMS = Path(sysconfig.get_path("scripts"))
#: Every page as a path, if it is built; not those that only lead on, or are for the host of the book alone.
PAGES = sorted(
    p.relative_to(HTML).as_posix()
    for p in [*HTML.glob("*.html"), *HTML.glob("chapters/*.html")]
    if not re.search('http-equiv="refresh"|data-root="http', p.read_text(encoding="utf-8"))
)
#: Mark of tests that need the built pages.
BUILT = pytest.mark.skipif(not PAGES, reason="the book is not built: make html")
#: The folder into which npm installed what a reader's Jupyter has: the interpreter of JupyterLite, and
#: JupyterLab's sanitiser. In CI it must be there.
NODE_MODULES = os.environ.get("NODE_MODULES", "")
needs_node_modules = pytest.mark.skipif(
    not NODE_MODULES and "CI" not in os.environ,
    reason="NODE_MODULES names no folder of npm’s packages",
)
#: How far what a page shows moves while it loads (Cumulative Layout Shift).
SHIFT = """() => new Promise((done) => { let sum = 0;
  new PerformanceObserver((l) => { for (const e of l.getEntries()) sum += e.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300); })"""
UNFOLD = "for (const d of document.querySelectorAll('main details, article details')) d.open = true"

# Texts that nobody thinks of, the same ones everywhere, and nothing written into the checkout.
settings.register_profile("book", derandomize=True, database=None, deadline=None, max_examples=60)
settings.load_profile("book")
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "hypothesis")


def pytest_configure(config: pytest.Config) -> None:
    """Name the marks by which `make` divides the tests."""
    config.addinivalue_line("markers", "slow: in a browser, or builds or executes anew")
    config.addinivalue_line("markers", "pages: needs the built pages, or a browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use the browser, the built pages, or the book built again with changes."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if {"browser", "changed"} & fixtures:
            item.add_marker("slow")
        skips = [mark.kwargs.get("reason", "") for mark in item.iter_markers("skipif")]
        if "browser" in fixtures or any("not built" in reason for reason in skips):
            item.add_marker("pages")


@dataclass(frozen=True)
class Object:
    """An object of the book, as ``objects.inv`` tells any other book: kind, name, address, label."""

    kind: str
    name: str
    path: str
    label: str

    @property
    def page(self) -> str:
        return self.path.split(".html")[0]

    @property
    def anchor(self) -> str:
        return self.path.split("#")[1]


def objects(site: Path, *kinds: str) -> list[Object]:
    """Return the objects of some kinds that a built book publishes."""
    with open(site / "objects.inv", "rb") as file:
        found = InventoryFile.load(file, "", lambda base, path: path)
    return [
        Object(kind, name, path, name if label == "-" else label)
        for kind in kinds
        for name, (_, _, path, label) in found[f"claim:{kind}"].items()
    ]


@cache
def soup(page: str, site: Path = HTML) -> BeautifulSoup:
    """Return a built page, such as ``chapters/claims``."""
    return BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


@cache
def marked(page: str, site: Path = HTML) -> dict[str, Tag]:
    """Return what has an id on a built page, by id."""
    return {tag["id"]: tag for tag in soup(page, site).find_all(id=True)}


def git(*arguments: str) -> list[str]:
    """Return what git says of the book, a line each; nothing where there is none or it knows nothing."""
    command = ["git", "-c", "core.quotepath=off", *arguments]
    with suppress(FileNotFoundError):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
        return done.stdout.splitlines()  # empty if git refuses, as in somebody else's folder
    return []


def committed() -> list[str]:
    """Return the files of the book, those about to be added too; where git is silent all that may be."""
    if known := git("ls-files", "-co", "--exclude-standard"):
        return known
    made = {".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").replace("/", "").split()}
    paths = (p.relative_to(ROOT) for p in ROOT.rglob("*") if p.is_file())
    return [path.as_posix() for path in paths if not made & set(path.parts)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data folder that a test may break."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def cell(folder: Path, table: str, key: str, column: str, value: str) -> None:
    """Set one cell of a table, found by the key of its row."""
    path = folder / schema.resource(table)["path"]
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[0].index(column)
    row = next((r for r in rows if r[0] == key), None)
    assert row, f"no row {key} in {table}.csv"
    row[at] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return what publishes the book at an address, or nowhere, whatever CITATION.cff says; at first nowhere."""

    def published(url: str) -> None:
        book = replace(read_book(ROOT), url=url, repository="")
        for module in ("display.markdown", "builders.refresh"):
            monkeypatch.setattr(f"claimbook.{module}.read_book", lambda: book)
        forget()

    published("")
    yield published
    monkeypatch.undo()
    forget()


def edit(folder: Path, table: str, old: str, new: str) -> None:
    """Replace the one place where ``old`` stands in a table."""
    path = folder / schema.resource(table)["path"]
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) >= 1, f"{old!r} does not stand in {table}.csv"
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def copy(root: Path) -> Path:
    """Copy what a build needs to a folder that a test may change."""
    left = shutil.ignore_patterns(".*", "_build", "tests", "*.egg-info", "claimbook", "__pycache__")
    return Path(shutil.copytree(ROOT, root, ignore=left))


@pytest.fixture(scope="session")
def article() -> str:
    """Return the text of the article; skip, and say why, if no copy is at hand."""
    path = os.environ.get("ARTICLE", "")
    if not path:
        pytest.skip("no copy of the article at hand: make test ARTICLE=path")
    return (ROOT / path).read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium; skip without one, but not in CI, where nothing may be skipped."""
    try:
        with chromium.browser() as found:
            yield found
    except chromium.BrowserError as error:
        if "CI" in os.environ:
            raise
        pytest.skip(str(error))


def visit(browser: Browser, page: str, width: int = 1280, **context: Any) -> Page:
    """Open a page from disk in a fresh context; note what it asks for and complains of."""
    tab = browser.new_context(viewport={"width": width, "height": 800}, **context).new_page()
    tab.asked, tab.complaints = [], []  # type: ignore[attr-defined]
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    path, query = re.fullmatch(r"([^?#]*)(.*)", page).groups()  # type: ignore[union-attr]
    tab.goto((HTML / path).as_uri() + query)
    return tab


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path, handler: type[SimpleHTTPRequestHandler] = Quiet) -> Iterator[str]:
    """Serve a folder on a free port of this machine; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
