"""What the tests share: the repository, a copy of its data to break, the article, a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from claimbook.press import pdf as paper

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
PAGES = sorted(
    str(p.relative_to(HTML)) for p in [*HTML.glob("*.html"), *HTML.glob("chapters/*.html")]
)
#: Mark of tests that need the built pages.
BUILT = pytest.mark.skipif(not PAGES, reason="the book is not built: make html")


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
    """Return Chromium; skip without one, but not in CI, where nothing may be skipped."""
    try:
        with paper.browser() as found:
            yield found
    except paper.BrowserError as error:
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
    tab.goto(f"file://{HTML}/{page}")
    return tab
