"""No address of a release disappears: where its content is gone, it leads to where that is now.

``addresses.txt`` lists every address that was ever released: pages, objects, terms, files. It begins
with the first release that has a public address (``url`` in CITATION.cff), and each release adds its
own (:func:`record`). An anchor is unique in the book, so one that stands on another page has moved
there. All else is said by hand in ``redirects`` of ``_config.yml``: ``old.html: new.html``. The strict
build fails if an address is lost.
"""

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from posixpath import relpath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.inventory import InventoryFile

from claimbook.atomic import atomic_write
from claimbook.site.context import on_paper, render
from claimbook.site.domain import domain_of

log = logging.getLogger(__name__)
LEDGER = "addresses.txt"
#: Folders with files that are published under addresses that stay.
PUBLISHED = ("cite", "data", "figures", "sheets")


def released(root: Path) -> list[str]:
    """Return every address that was ever released; none before the first release with a ``url``."""
    path = root / LEDGER
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def addresses(site: Path) -> list[str]:
    """Return the addresses of a built book that stay: files, pages, objects and terms, in order."""
    with open(site / "objects.inv", "rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, path: path)
    kinds = [k for k in inventory if k.startswith("claim:") or k in ("std:doc", "std:term")]
    found = {address for kind in kinds for _, _, address, _ in inventory[kind].values()}
    for folder in PUBLISHED:
        files = (path.relative_to(site).as_posix() for path in (site / folder).rglob("*.*"))
        # The other sheets come with the PDF of the book.
        found |= {path for path in files if folder != "sheets" or path.endswith(".csv")}
    return sorted(found | {"search.html"})


def record(root: Path) -> int:
    """Add the addresses of the built book to the ledger; return how many are new."""
    before = set(released(root))
    after = before | set(addresses(root / "_build" / "html"))
    atomic_write(root / LEDGER, "".join(f"{address}\n" for address in sorted(after)))
    return len(after - before)


def redirects(
    old: Iterable[str], built: Collection[str], by_hand: Mapping[str, str]
) -> dict[str, str]:
    """Map each address that the book had to the one that has its content now; lost ones are left out.

    >>> redirects(["a.html#c07", "a.html"], {"b.html", "b.html#c07"}, {"a.html": "b.html"})
    {'a.html#c07': 'b.html#c07', 'a.html': 'b.html'}
    """
    there = set(built)
    by_anchor = {address.partition("#")[2]: address for address in sorted(there) if "#" in address}
    found = {}
    for address in dict.fromkeys([*old, *by_hand]):
        page, _, anchor = address.partition("#")
        ways = (by_hand.get(address), by_anchor.get(anchor), f"{by_hand.get(page)}#{anchor}")
        to = next((way for way in ways if way in there), None)
        if to and address not in there:
            found[address] = to
    return found


def problems(
    old: Iterable[str], built: Collection[str], by_hand: Mapping[str, str]
) -> Iterator[str]:
    """Yield what is wrong: addresses that are lost, and redirects from or to the wrong place."""
    known = redirects(old, built, by_hand)
    for address in old:
        if address not in built and address not in known and address not in by_hand:
            yield f"{address} was released and is gone; say where it leads now, in redirects"
    for address, to in by_hand.items():
        if address in built:
            yield f"{address} is in the book, and redirects leads it to {to}"
        elif to not in built:
            yield f"redirects leads {address} to {to}, which is not in the book"


def _places(env: BuildEnvironment) -> set[str]:
    """Return the pages, objects and terms of the book while it is built."""
    domain = domain_of(env)
    found = {f"{page}.html" for page in domain.book.pages} | {"search.html"}
    found |= {part.path for part in domain.objects.values()}
    every = env.get_domain("std").get_objects()
    return found | {f"{page}.html#{to}" for _, _, kind, page, to, _ in every if kind == "term"}


def _moved(app: Sphinx, built: Collection[str]) -> dict[str, str]:
    """Return the redirects of a build; on paper nobody comes by an old address."""
    if on_paper(app.builder):
        return {}
    return redirects(released(Path(app.srcdir)), built, app.config.redirects)


def _anchors(moved: Mapping[str, str], page: str) -> list[tuple[str, str, str]]:
    """Return what stood on a page and moved: anchor, the way there from this page, new address."""
    pairs = [(*old.partition("#")[::2], to) for old, to in moved.items()]
    here = Path(page).parent.as_posix()
    return [(a, relpath(to, here), to) for path, a, to in pairs if a and path == f"{page}.html"]


def append_notices(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Say on a page what stood there and moved."""
    if found := _anchors(_moved(app, _places(app.env)), page):
        text = render("notices.html", notices=found)
        next(iter(doctree.findall(nodes.section))).append(nodes.raw("", text, format="html"))


def redirect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page that leads on for every page that is gone: name, context, template."""
    moved = _moved(app, _places(app.env))
    for address, to in moved.items():
        if address.endswith(".html"):
            page = address.removesuffix(".html")
            anchors = {anchor: there for anchor, there, _ in _anchors(moved, page)}
            target = relpath(to, Path(page).parent.as_posix())
            yield page, {"target": target, "anchors": anchors}, "redirect.html"


def finish(app: Sphinx, error: Exception | None) -> None:
    """Leave a copy of each file where it stood before it moved; warn of every address that is lost."""
    if error is not None or app.builder.name != "html":
        return
    out, old, by_hand = Path(app.outdir), released(Path(app.srcdir)), app.config.redirects
    built = addresses(out)
    for address, to in redirects(old, built, by_hand).items():
        if ".html" not in address:
            (out / address).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(out / to, out / address)
    for problem in problems(old, built, by_hand):
        log.warning(problem)


def setup_redirects(app: Sphinx) -> None:
    """Register the notices, the pages that lead on, and the comparison with what was released."""
    app.add_config_value("redirects", {}, "html", [dict])
    app.connect("doctree-resolved", append_notices, priority=940)
    app.connect("html-collect-pages", redirect_pages)
    app.connect("build-finished", finish, priority=950)  # when everything is published
