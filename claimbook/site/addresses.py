"""The public addresses of the book: which page holds what, and what must never disappear.

``addresses.csv`` lists every address that was ever published, with the place to which it moved, if
it moved. ``make addresses`` adds the new ones; a test fails if one is lost without an entry.
"""

import csv
import io
import re
from pathlib import Path

from sphinx.util.inventory import InventoryFile

from claimbook.atomic import atomic_write
from claimbook.cite.metadata import MetadataError
from claimbook.tables.problems import Problem
from claimbook.tables.read import cells, decoded

FILE = "addresses.csv"
#: An address inside the book: a page or a file, and a place on it.
INSIDE = re.compile(r"[\w.-]+(?:/[\w.-]+)*(?:#[^\s\"'<>]+)?", re.ASCII)
#: Folders with files that are published under addresses that stay.
PUBLISHED = ("cite", "data", "figures", "sheets")


def public(site: Path) -> list[str]:
    """Return the public addresses of a built book: files, pages, objects and terms.

    Objects and terms are those of ``objects.inv``, in the order of the pages.
    """
    with open(site / "objects.inv", "rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, path: path)
    kinds = [kind for kind in inventory if kind.startswith("claim:") or kind == "std:term"]
    anchors = {address for kind in kinds for _, _, address, _ in inventory[kind].values()}
    pages = {address for _, _, address, _ in inventory["std:doc"].values()}
    files = [
        path.relative_to(site).as_posix()
        for folder in PUBLISHED
        for path in sorted((site / folder).rglob("*.*"))
        if folder != "sheets" or path.suffix == ".csv"  # the others come with the PDF of the book
    ]
    return [*files, *sorted({*pages, "search.html"} | anchors)]


def listed(root: Path) -> dict[str, str]:
    """Read ``addresses.csv``: every address with the one to which it moved, or an empty text."""
    text, wrong = decoded(FILE, (root / FILE).read_bytes())
    lines, unread = cells(FILE, text or "")
    wrong += unread
    rows = [row for _, row in lines]
    if not wrong and (not rows or rows[0] != ["address", "moved_to"]):
        right = "the first line must be: address,moved_to"
        wrong.append(Problem(FILE, 1, None, (rows and ",".join(rows[0])) or "", right))
    wrong += [
        Problem(FILE, line, None, None, f"has {len(row)} cells; two are expected")
        for line, row in enumerate(rows, 1)
        if len(row) != 2 and not wrong
    ]
    wrong += [
        Problem(
            FILE, line, None, part, "is no address inside the book, as chapters/data.html#tab-a"
        )
        for line, row in enumerate(rows[1:], 2)
        for part in row
        if part and not INSIDE.fullmatch(part) and not wrong
    ]
    if wrong:
        raise MetadataError("\n".join(map(str, wrong)))
    return dict(rows[1:])


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
        if to and a in there and ".html" in a  # a file that moved is copied to where it stood
    ]
    new = [f"{FILE}: {a} is new; run make addresses" for a in built if a not in known]
    return lost + nowhere + both + new


def add(root: Path, built: list[str]) -> int:
    """Add the new addresses to ``addresses.csv``, in order; return their number."""
    known = listed(root)
    new = [a for a in built if a not in known]
    rows = sorted({**dict.fromkeys(new, ""), **known}.items())
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("address", "moved_to"), *rows])
    atomic_write(root / FILE, text.getvalue())
    return len(new)
