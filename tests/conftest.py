"""What the tests share: the repository, a copy of its data to break, the article, a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from claimbook.paper import BROWSERS

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
PAGES = sorted(
    str(p.relative_to(HTML)) for p in [*HTML.glob("*.html"), *HTML.glob("chapters/*.html")]
)
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
#: Marks of tests that read the built pages in Chromium; in CI nothing may be skipped.
BROWSED = [
    pytest.mark.skipif(not PAGES, reason="the book is not built: make html"),
    pytest.mark.skipif(
        not CHROMIUM and "CI" not in os.environ, reason="Chromium is missing: apt install chromium"
    ),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data folder that a test may break."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture(scope="session")
def article() -> str:
    """Return the text of the article; skip, and say why, if no copy is at hand."""
    path = os.environ.get("ARTICLE", "")
    if not path:
        pytest.skip("no copy of the article at hand: make test ARTICLE=path")
    return (ROOT / path).read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Chromium."""
    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def visit(browser: Browser, page: str, width: int = 1280, **context: Any) -> Page:
    """Open a page from disk in a fresh context; note what it asks for and complains of."""
    tab = browser.new_context(viewport={"width": width, "height": 800}, **context).new_page()
    tab.asked, tab.complaints = [], []  # type: ignore[attr-defined]
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.goto(f"file://{HTML}/{page}")
    return tab
