"""Weigh every page of the book beside that of an unmodified Jupyter Book with the same content.

Both are served compressed, as GitHub Pages does, and read by Chromium at 360 px; with Node.js at hand
Lighthouse (npm) marks them as a phone would see them. Run it with ``make bench-pages``; ``PAGES``
narrows it to some pages, ``LIGHTHOUSE=`` (empty) leaves the marks out.
"""

import datetime
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from claimbook.press.browser import browser as launched
from claimbook.press.browser import chromium

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from conftest import HTML, PAGES, ROOT, SHIFT, UNFOLD, Quiet, served

LIGHTHOUSE = os.environ.get("LIGHTHOUSE", "lighthouse@13")
MARKS = ("performance", "accessibility", "best-practices", "seo")
#: Column -> what it holds, in order.
MEANING = {
    "kB": "weight of the whole page, compressed",
    "text kB": "what comes before the text can be read: page and style, compressed",
    "requests": "files asked for",
    "to others": "of these, from other hosts",
    "console": "errors and warnings in the console",
    "shift": "cumulative layout shift",
    "px too wide": "pixels by which the page is wider than a screen of 360",
    "axe": "nodes that break a rule of axe-core, folds open, both themes, 1280 and 360 px together",
    **dict.fromkeys(MARKS, "Lighthouse, simulated phone, of 100"),
    "largest paint s": "seconds to the largest contentful paint, Lighthouse",
}
Row = dict[str, Any]


class Compressed(Quiet):
    """Serve text compressed, as static hosts do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return self.send_error(404)
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in (".html", ".css", ".js", ".svg", ".json"):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)


def unmodified(folder: Path) -> Path:
    """Build the same content with the theme and the defaults of Jupyter Book."""
    keep = shutil.ignore_patterns(".*", "_*", "tests", "*.egg-info")
    shutil.copytree(ROOT, folder, ignore=keep)
    shutil.copy(ROOT / "_toc.yml", folder)
    own = ("html_", "epub_")
    lines = (ROOT / "_config.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.strip().startswith(own))
    (folder / "_config.yml").write_text(text, encoding="utf-8")
    # Pages that lead on belong to the book's own theme.
    program = Path(sys.executable).parent / "jupyter-book"
    subprocess.run([program, "build", folder, "-q"], check=True, capture_output=True)
    return folder / "_build" / "html"


def read(browser: Browser, address: str, base: str) -> Row:
    """Read a page as a phone does; return what it weighs, asks for, complains of and breaks.

    The columns are those of :data:`MEANING`.
    """
    tab = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    asked, sizes, complaints = [], [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on(
        "response",
        lambda r: sizes.append((r.request.resource_type, int(r.headers["content-length"]))),
    )
    tab.on("console", lambda m: complaints.append(m) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(error))
    tab.goto(address, wait_until="load")
    shift = tab.evaluate(SHIFT)
    wide = tab.evaluate("document.documentElement.scrollWidth") - 360
    tab.context.close()
    away = [url for url in asked if not url.startswith((base, "data:"))]
    text = sum(size for kind, size in sizes if kind in ("document", "stylesheet"))
    return {
        "kB": round(sum(size for _, size in sizes) / 1000),
        "text kB": round(text / 1000),
        "requests": len(asked),
        "to others": len(away),
        "console": len(complaints),
        "shift": round(shift, 3),
        "px too wide": wide,
        "axe": sum(
            broken(browser, address, *state) for state in product(("light", "dark"), (1280, 360))
        ),
    }


def broken(browser: Browser, address: str, theme: str, width: int) -> int:
    """Count the nodes of a page that break a rule of accessibility, all folds open."""
    tab = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme
    ).new_page()
    tab.goto(address, wait_until="load")
    tab.evaluate(UNFOLD)
    found = Axe().run(tab, options={"resultTypes": ["violations"], "preload": False}).response
    tab.context.close()
    return sum(len(violation["nodes"]) for violation in found["violations"])


def marks(address: str) -> Row:
    """Return Lighthouse's marks for a page, out of 100; none if it cannot run."""
    if not (LIGHTHOUSE and shutil.which("npx")):
        return {}
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"]
    command += [
        "--chrome-flags=--headless=new --no-sandbox",
        f"--only-categories={','.join(MARKS)}",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium()}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {address}: {done.stderr[-1500:]}")
    report = json.loads(done.stdout)
    found = {name: round(100 * report["categories"][name]["score"]) for name in MARKS}
    paint = report["audits"]["largest-contentful-paint"]["numericValue"]
    return {**found, "largest paint s": round(paint / 1000, 1)}


def report(before: list[Row], after: list[Row], browser: str) -> str:
    """Return the table of every page, unmodified → book, and the ratios, as Markdown."""
    heads = list(before[0])
    lines = [
        "# What the pages weigh",
        "",
        "Written by `make bench-pages`: each value of an unmodified Jupyter Book with the same content →",
        f"that of this book. {browser}, {datetime.date.today()}.",
        "",
        *(f"- `{name}`: {meaning}" for name, meaning in MEANING.items() if name in heads),
        "",
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
    ]
    for old, new in zip(before, after, strict=True):
        cells = [f"{old[head]} → {new[head]}" for head in heads[1:]]
        lines.append(f"| {' | '.join([str(old['page']), *cells])} |")
    lines.append("")
    for what in ("kB", "text kB", "requests"):
        old_sum, new_sum = (sum(float(row[what]) for row in rows) for rows in (before, after))
        ratio = old_sum / new_sum
        lines.append(f"- {what}, all pages: {old_sum:.0f} → {new_sum:.0f}, ratio {ratio:.1f}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table; of all pages and with Lighthouse, write it to ``README.md`` beside it."""
    only = os.environ.get("PAGES", "").split()
    pages = only or PAGES
    rows: dict[str, list[Row]] = {"unmodified": [], "book": []}
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        versions = f"Chromium {browser.version}, {LIGHTHOUSE.replace('@', ' ')}"
        for name, site in (("unmodified", unmodified(Path(folder, "book"))), ("book", HTML)):
            with served(site, Compressed) as base:
                for page in pages:
                    address = f"{base}/{page}"
                    found = read(browser, address, base) | marks(address)
                    rows[name].append({"page": page, **found})
                    print(name, *rows[name][-1].values(), sep=" | ", flush=True)
    text = report(rows["unmodified"], rows["book"], versions)
    print(f"\n{text}")
    if not only and set(MARKS) <= set(rows["book"][0]):
        (Path(__file__).parent / "README.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
