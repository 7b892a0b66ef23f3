"""Pages that obey their own rule: no style, script or picture in them that a browser would refuse.

The rule is the Content-Security-Policy at the beginning of every page (:mod:`claimbook.show.csp`).
A style in a tag is refused; what Matplotlib and Sphinx write there becomes attributes, which mean the
same but give way to style sheets. So they stand on the pages alone, whose style sheets are known:
outputs, files, PDF and EPUB meet those of others.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from claimbook.show.csp import policy
from claimbook.site.domain import domain_of

LOGGER = logging.getLogger(__name__)
#: What stands in the head of every page and runs before it is painted.
FIRST = (Path(__file__).parent / "theme" / "first.js").read_text(encoding="utf-8")
#: What is one for all parts of a drawing; as attributes of the whole they inherit it.
SHEET = re.compile(
    r'(<svg[^>]*)>\s*<defs>\s*<style type="text/css">\*\{([^}]*)\}</style>\s*</defs>'
)
STYLED = re.compile(r'(<[a-z]\w*(?: [^<>]*)?) style="([^"]*)"')
#: What SVG calls presentation attributes, and the sizes of pictures and columns.
DRAWN = re.compile(
    r"(?P<name>(?:fill|stroke|font|text)(?:-[a-z]+)?|opacity): *(?P<value>[^;]+)"
    r"|(?P<size>width|height): *(?P<length>[\d.]+%|[\d.]+(?=px))(?:px)?"
)
#: The types of scripts that are data, and what would show the page of another.
DATA = ("application/json", "application/ld+json")
FRAMES = ("iframe", "frame", "object", "embed")
#: Whether it is worth while to read a page tag by tag.
SUSPECT = re.compile(
    r"<(?:style|script|i?frame|object|embed)\b|\s(?:style|on\w+)\s*=|src\w*\s*=[^>]*//", re.I
)


def attributes(html: str) -> str:
    """Return HTML with its styles as attributes, where there are attributes that mean the same.

    >>> attributes('<path style="fill: none; stroke-width: 2"/><td style="color: red">')
    '<path fill="none" stroke-width="2"/><td style="color: red">'
    """

    def written(match: re.Match[str]) -> str:
        parts = [DRAWN.fullmatch(part.strip()) for part in match[2].split(";") if part.strip()]
        if not all(parts):
            return match[0]
        pairs = [(p["name"] or p["size"], p["value"] or p["length"]) for p in parts if p]
        return match[1] + "".join(f' {name}="{value}"' for name, value in pairs)

    return STYLED.sub(written, SHEET.sub(r'\1 style="\2">', html))


class Refused(HTMLParser):
    """Reads HTML; ``found`` is what the rule of the page keeps a browser from obeying."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what would be without effect in a tag."""
        held = dict(attrs)
        if tag in ("style", *FRAMES) or (tag == "script" and held.get("type") not in DATA):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            other = name in ("src", "srcset") and re.search(r"(^|[\s,])(https?:)?//", value or "")
            if name == "style" or name.startswith("on") or other:
                self.found.append(f'<{tag} {name}="{value}">')


def refused(html: str) -> Iterator[str]:
    """Yield the tags in HTML, each once, that a browser would refuse to obey."""
    if SUSPECT.search(html):
        reader = Refused()
        reader.feed(html)
        yield from dict.fromkeys(reader.found)


def warn(page: str, html: str) -> None:
    """Warn of each tag of a page that a browser would refuse to obey; a warning fails the build."""
    for tag in refused(html):
        LOGGER.warning(
            "%s would have no effect: a page takes scripts, styles and pictures from the files of "
            "the book alone. Show a table with table(…), a picture from a file, its width in per cent.",
            tag,
            location=page,
        )


def seal(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its rule, and fit it to the rule; warn of what cannot be fitted."""
    if app.builder.name != "html":  # paper and EPUB are read by other programs
        return
    url = urlsplit(domain_of(app.env).book.book.url)
    # The page for lost addresses alone says to what its addresses are relative.
    base = f"{url.scheme}://{url.netloc}" if page == "404" and url.netloc else "'none'"
    context |= {"first_script": FIRST, "policy": policy(FIRST, base=base)}
    if "body" in context:
        context["body"] = attributes(context["body"])
        warn(page, context["body"])


def setup_csp(app: Sphinx) -> None:
    """Register what fits pages to their rule."""
    app.connect("html-page-context", seal)
