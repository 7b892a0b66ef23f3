"""The public addresses of the book: which page holds what, and what must never disappear.

``addresses.csv`` lists every address that was ever published, with the place to which it moved, if
it moved. ``make addresses`` adds the new ones; a test fails if one is lost without an entry.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup

from claimbook.tables.frames import Tables, records

FILE = "addresses.csv"
#: Anchors of figures, tables, rows and cards; ids inside an SVG do not begin so.
ANCHOR = re.compile(r'<(?:figure|div|section|tr|li)\b[^>]*? id="([^"]+)"')
TITLED = re.compile(
    r'id="(?:fig|tab)-([^"]+)">(?:(?!<figure).)*?<(?:figcaption|caption)>(.*?)</', flags=re.S
)
#: What carries a permanent anchor in a built page; a notice that something moved does not.
PERMANENT = ".cb-figure[id], .cb-block[id], .cb-card[id], .cb-table tr[id], .cb-sources li[id], dt[id^=term-]"
PUBLISHED = ("cite", "data", "figures")


@dataclass(frozen=True)
class Citable:
    """A part of a chapter with an address of its own: kind, name, what it is, anchor, page."""

    kind: str
    identifier: str
    label: str
    anchor: str
    page: str

    @property
    def path(self) -> str:
        """Return the address inside the book."""
        return f"{self.page}.html#{self.anchor}"


def outputs(root: Path) -> Iterator[tuple[str, str]]:
    """Return page and HTML of every stored output of every chapter."""
    for path in sorted((root / "chapters").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                if markup := output.get("data", {}).get("text/html", ""):
                    yield f"chapters/{path.stem}", markup


def anchors(root: Path) -> list[tuple[str, str]]:
    """Return every anchor in the chapters' outputs with its page."""
    return [(anchor, page) for page, markup in outputs(root) for anchor in ANCHOR.findall(markup)]


def citables(root: Path, tables: Tables) -> list[Citable]:
    """Return every figure and table of the chapters, every statement and every finding."""
    homes = dict(anchors(root))
    found = []
    for page, markup in outputs(root):
        for kind, prefix in (("figure", "fig"), ("table", "tab")):
            if f' id="{prefix}-' in markup:
                name, title = TITLED.findall(markup)[0]
                found.append(Citable(kind, name, unescape(title), f"{prefix}-{name}", page))
    for kind, frame, text in (
        ("statement", tables.statements, "summary"),
        ("finding", tables.record.findings, "claim"),
    ):
        for row in records(frame):
            i = str(row[f"{kind}_id"])
            found.append(Citable(kind, i, str(row[text]), i, homes[i]))
    return found


def public(site: Path) -> list[str]:
    """Return the public addresses of a built book: pages, anchors, exports and tables."""
    found = [
        path.relative_to(site).as_posix()
        for folder in PUBLISHED
        for path in sorted((site / folder).rglob("*.*"))
    ]
    for path in sorted([*site.glob("*.html"), *site.glob("chapters/*.html")]):
        page = path.relative_to(site).as_posix()
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        if not soup.find("meta", attrs={"http-equiv": "refresh"}):
            found += [page, *(f"{page}#{tag['id']}" for tag in soup.select(PERMANENT))]
    return found


def listed(root: Path) -> dict[str, str]:
    """Read ``addresses.csv``: every address with the one to which it moved, or an empty text."""
    with open(root / FILE, encoding="utf-8", newline="") as file:
        return {row["address"]: row["moved_to"] for row in csv.DictReader(file)}


def problems(known: dict[str, str], built: list[str]) -> list[str]:
    """Say which listed addresses are lost, moved to nowhere, or not listed yet."""
    there = set(built)

    def led_on(address: str) -> bool:
        """Return whether the page moved and its new place has the anchor; the redirect keeps it."""
        page, _, anchor = address.partition("#")
        return bool(anchor) and f"{known.get(page)}#{anchor}" in there

    lost = [
        f"{FILE}: {a} is not in the built book; give the address to which it moved in moved_to"
        for a, to in known.items()
        if not to and a not in there and not led_on(a)
    ]
    nowhere = [
        f"{FILE}: {a} moved to {to}, which is not in the built book"
        for a, to in known.items()
        if to and to not in there
    ]
    both = [
        f"{FILE}: {a} is in the built book and said to have moved to {to}"
        for a, to in known.items()
        if to and a in there
    ]
    new = [f"{FILE}: {a} is new; run make addresses" for a in built if a not in known]
    return lost + nowhere + both + new


def add(root: Path, built: list[str]) -> int:
    """Add the new addresses to ``addresses.csv``, in order; return their number."""
    known = listed(root)
    new = [a for a in built if a not in known]
    rows = sorted({**dict.fromkeys(new, ""), **known}.items())
    with open(root / FILE, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("address", "moved_to"), *rows])
    return len(new)
