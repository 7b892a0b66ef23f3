"""The Content-Security-Policy of every page, and a warning for what it would block.

The policy stands at the beginning of each page (:mod:`claimbook.display.csp`): scripts, pictures and
fonts come from the files of the book alone; styles may stand in the page, as Matplotlib and Sphinx
write them.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from claimbook.display.csp import header

log = logging.getLogger(__name__)
#: What stands in the head of every page and runs before it is painted.
FIRST = (Path(__file__).parent / "theme" / "first.js").read_text(encoding="utf-8")
#: The types of scripts that are data, and what would show the page of another.
DATA = ("application/json", "application/ld+json")
FRAMES = ("iframe", "frame", "object", "embed")
#: Whether it is worth while to read a page tag by tag.
SUSPECT = re.compile(r"<(?:script|i?frame|object|embed)\b|\son\w+\s*=|src\w*\s*=[^>]*//", re.I)


class BlockedTags(HTMLParser):
    """Reads HTML; ``found`` is what the policy of the page keeps a browser from obeying."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what would be without effect in a tag."""
        if tag in FRAMES or (tag == "script" and dict(attrs).get("type") not in DATA):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            other = name in ("src", "srcset") and re.search(r"(^|[\s,])(https?:)?//", value or "")
            if name.startswith("on") or other:
                self.found.append(f'<{tag} {name}="{value}">')


def blocked(html: str) -> Iterator[str]:
    """Yield the tags in HTML, each once, that a browser would refuse to obey."""
    if SUSPECT.search(html):
        reader = BlockedTags()
        reader.feed(html)
        yield from dict.fromkeys(reader.found)


def warn(page: str, html: str) -> None:
    """Warn of each tag of a page that a browser would refuse to obey; a warning fails the build."""
    for tag in blocked(html):
        log.warning(
            "%s would have no effect: a page takes scripts and pictures from the files of the book "
            "alone. Show a table with table(…), a picture from a file.",
            tag,
            location=page,
        )


def add_policy(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its policy; warn of what it would block."""
    if app.builder.name != "html":  # paper and EPUB are read by other programs
        return
    context |= {"first_script": FIRST, "policy": header(FIRST)}
    warn(page, context.get("body", ""))


def setup_csp(app: Sphinx) -> None:
    """Register what gives pages their policy."""
    app.connect("html-page-context", add_policy)
