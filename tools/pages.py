"""Weigh every page of the book beside that of an unmodified Jupyter Book with the same content.

    python -m claimbook build && python -m tools.pages

Chromium reads both from disk at 360 px; a file weighs what it weighs compressed, as static hosts send it.
For Lighthouse, run it against ``make live``.
"""

import gzip
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser

from claimbook.builders.browser import browser
from claimbook.data.schema import ROOT

HTML = ROOT / "_build" / "html"
#: Column -> what it holds, in order.
MEANING = {
    "kB": "weight of the whole page, compressed",
    "text kB": "what comes before the text can be read: page and style, compressed",
    "requests": "files asked for",
    "to others": "of these, from other hosts",
    "console": "errors and warnings in the console",
    "px too wide": "pixels by which the page is wider than a screen of 360",
}
COMPRESSED = (".html", ".css", ".js", ".svg", ".json")


def unmodified(folder: Path) -> Path:
    """Build the same content as Jupyter Book does without anything of this book; return the pages."""
    keep = shutil.ignore_patterns(".*", "_*", "tests", "tools", "*.egg-info")
    shutil.copytree(ROOT, folder, ignore=keep)
    shutil.copy(ROOT / "_toc.yml", folder)
    lines = (ROOT / "_config.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    own = ("html_", "epub_", "extra_extensions")
    text = "".join(line for line in lines if not line.strip().startswith(own))
    (folder / "_config.yml").write_text(text, encoding="utf-8")
    program = Path(sys.executable).parent / "jupyter-book"
    subprocess.run([program, "build", folder, "-q"], check=True, capture_output=True)
    return folder / "_build" / "html"


def weight(url: str) -> float:
    """Return the kB of a file, compressed if it is text; nothing of what lies elsewhere or nowhere."""
    path = Path(unquote(urlsplit(url).path))
    if not url.startswith("file:") or not path.is_file():
        return 0
    body = path.read_bytes()
    return len(gzip.compress(body, 6) if path.suffix in COMPRESSED else body) / 1000


def read(chromium: Browser, page: Path) -> dict[str, float]:
    """Read a page as a phone does; return what it weighs, asks for and complains of (:data:`MEANING`)."""
    tab = chromium.new_context(viewport={"width": 360, "height": 800}).new_page()
    asked: dict[str, str] = {}
    told: list[str] = []
    tab.on("request", lambda request: asked.setdefault(request.url, request.resource_type))
    tab.on("console", lambda m: told.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: told.append(str(error)))
    tab.goto(page.as_uri(), wait_until="load")
    wide = tab.evaluate("document.documentElement.scrollWidth") - 360
    tab.context.close()
    first = [url for url, kind in asked.items() if kind in ("document", "stylesheet")]
    away = [url for url in asked if not url.startswith(("file:", "data:"))]
    sizes = sum(map(weight, asked)), sum(map(weight, first))
    return dict(zip(MEANING, (*sizes, len(asked), len(away), len(told), wide), strict=True))


def main() -> None:
    """Print a line for each page, unmodified → book, and the sums."""
    print("\n".join(f"{name}: {meaning}" for name, meaning in MEANING.items()))
    sums = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        sites = unmodified(Path(folder, "book")), HTML
        for path in sorted(HTML.glob("chapters/*.html")):
            page = path.relative_to(HTML)
            if not (sites[0] / page).is_file():  # one that only leads on
                continue
            rows = [read(chromium, site / page) for site in sites]
            for total, row in zip(sums, rows, strict=True):
                total.update(row)  # type: ignore[arg-type]
            print(page, *(f"{rows[0][n]:.0f} → {rows[1][n]:.0f}" for n in MEANING), sep=" | ")
    print("all", *(f"{sums[0][n]:.0f} → {sums[1][n]:.0f}" for n in MEANING), sep=" | ")


if __name__ == "__main__":
    main()
