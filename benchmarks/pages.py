"""Weigh every page of the book beside that of an unmodified Jupyter Book with the same content.

Both are served compressed, as GitHub Pages does, and read by Chromium at 360 px; with Node.js at hand
Lighthouse (npm) marks them as a phone would see them. Run it with ``make bench-pages``; ``PAGES``
narrows it to some pages, ``LIGHTHOUSE=`` (empty) leaves the marks out.
"""

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from claimbook.paper import chromium
from claimbook.schema import ROOT

SITE = ROOT / "_build" / "html"
LIGHTHOUSE = os.environ.get("LIGHTHOUSE", "lighthouse@13")
MARKS = ("performance", "accessibility", "best-practices", "seo")
SHIFT = """() => new Promise((done) => { let sum = 0;
  new PerformanceObserver((l) => { for (const e of l.getEntries()) sum += e.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300); })"""
UNFOLD = (
    "document.querySelectorAll('main details, article details').forEach((d) => { d.open = true; })"
)


class Compressed(SimpleHTTPRequestHandler):
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

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressed, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def unmodified(folder: Path) -> Path:
    """Build the same content with the theme and the defaults of Jupyter Book."""
    keep = shutil.ignore_patterns(".*", "_build", "tests", "benchmarks", "*.egg-info")
    shutil.copytree(ROOT, folder, ignore=keep)
    config = folder / "_config.yml"
    own = ("html_theme:", "html_permalinks:", "html_use_index:")
    lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
    config.write_text(
        "".join(line for line in lines if not line.strip().startswith(own)), encoding="utf-8"
    )
    program = Path(sys.executable).parent / "jupyter-book"
    subprocess.run([program, "build", folder, "-q"], check=True, capture_output=True)
    return folder / "_build" / "html"


def read(browser: Browser, address: str, base: str) -> dict[str, float]:
    """Read a page as a phone does; return what it weighs, asks for, complains of and breaks."""
    tab = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
    asked, sizes, complaints = [], [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("response", lambda r: sizes.append(int(r.headers.get("content-length", 0))))
    tab.on("console", lambda m: complaints.append(m) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(error))
    tab.goto(address, wait_until="load")
    shift = tab.evaluate(SHIFT)
    away = [url for url in asked if not url.startswith((base, "data:"))]
    counts = {"requests": len(asked), "to others": len(away), "console": len(complaints)}
    tab.evaluate(UNFOLD)
    found = Axe().run(tab, options={"resultTypes": ["violations"], "preload": False}).response
    nodes = sum(len(violation["nodes"]) for violation in found["violations"])
    tab.context.close()
    return {"kB": round(sum(sizes) / 1000), **counts, "shift": round(shift, 3), "axe": nodes}


def marks(address: str) -> dict[str, float]:
    """Return Lighthouse's marks for a page, out of 100; none if it cannot run."""
    if not (LIGHTHOUSE and shutil.which("npx")):
        return {}
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"]
    command += [
        "--chrome-flags=--headless=new --no-sandbox",
        f"--only-categories={','.join(MARKS)}",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium()}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {address}: {done.stderr[-1500:]}")
    report = json.loads(done.stdout)
    found = {name: round(100 * report["categories"][name]["score"]) for name in MARKS}
    paint = report["audits"]["largest-contentful-paint"]["numericValue"]
    return {**found, "largest paint s": round(paint / 1000, 1)}


def main() -> None:
    """Print the table, ours beside the unmodified, and write it to ``_build/bench-pages.csv``."""
    pages = os.environ.get("PAGES", "").split() or sorted(
        str(p.relative_to(SITE)) for p in [*SITE.glob("*.html"), *SITE.glob("chapters/*.html")]
    )
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, site in (("unmodified", unmodified(Path(folder, "book"))), ("book", SITE)):
            with served(site) as base:
                for page in pages:
                    address = f"{base}/{page}"
                    found = read(browser, address, base) | marks(address)
                    rows.append({"build": name, "page": page, **found})
                    print(" | ".join(str(value) for value in rows[-1].values()), flush=True)
        browser.close()
    with open(ROOT / "_build" / "bench-pages.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print("\n" + " | ".join(["page", *list(rows[0])[2:]]) + "   (unmodified → book)")
    half = len(rows) // 2
    for before, after in zip(rows[:half], rows[half:], strict=True):
        print(
            " | ".join([before["page"], *(f"{before[k]} → {after[k]}" for k in list(before)[2:])])
        )
    weight = [sum(row["kB"] for row in part) for part in (rows[:half], rows[half:])]
    print(f"\nAll pages: {weight[0]} kB → {weight[1]} kB, ratio {weight[0] / weight[1]:.1f}")


if __name__ == "__main__":
    main()
