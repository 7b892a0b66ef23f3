"""HTML from templates: every value is escaped, every identifier is a link.

Links to a statement, sentence, actor … are written ``href="id:c07"``; the site, which alone knows
the pages, turns them into addresses.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from claimbook.data import anchors


@cache
def _link() -> re.Pattern[str]:
    """``[text](to)``, to an object, a file of data or a web page; or an identifier that stands alone.

    In the text brackets may stand in pairs: ``[News [archived] 2020](id:source-a)``.
    """
    return re.compile(
        rf"\[((?:[^][]|\[[^][]*\])+)\]\((id:[^)]+|\.\./data/[^)]+|https?://[^)\s]+)\)|\b({anchors.identifiers()})\b"
    )


def linked(value: object) -> Markup:
    """Escape a cell and link every identifier in it, and every ``[text](to)``.

    >>> linked("c07, [Axios 2020](id:source-axios-2020)")
    Markup('<a href="id:c07">c07</a>, <a href="id:source-axios-2020">Axios 2020</a>')
    """
    return Markup(
        _link().sub(lambda m: f'<a href="{m[2] or "id:" + m[3]}">{m[1] or m[3]}</a>', shown(value))
    )


def shown(value: object) -> Markup:
    """Escape a cell; a missing one is nothing at all."""
    return Markup("") if pd.isna(value) else escape(value)  # type: ignore[call-overload]


def breakable(html: str) -> str:
    """Let very long words and lists of links in the cells of tables break: a table is else as wide as they are.

    >>> breakable("<table><tr><td>" + 50 * "a" + "</td></tr></table>").count("<wbr/>")
    4
    >>> breakable("<table><a>c01</a>;<a>c02</a></table>")
    '<table><a>c01</a>;<wbr/><a>c02</a></table>'
    """

    def soft(match: re.Match[str]) -> str:
        signs = re.findall(r"&[#\w]+;|.", match[1] or "")
        return (
            "<wbr/>".join("".join(signs[i : i + SOFT]) for i in range(0, len(signs), SOFT))
            or match[0]
        )

    return _TABLE.sub(lambda table: _LISTED.sub(r"\g<0><wbr/>", _LONG.sub(soft, table[0])), html)


#: A word with more letters can break in a cell, after each so many.
LONG, SOFT = 20, 10
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_LONG = re.compile(rf"<[^>]*>|((?:&[#\w]+;|[^\s<>&]){{{LONG + 1},}})")
#: A comma or semicolon beside a link, with no space after it.
_LISTED = re.compile(r"[;,](?=<a\b)|(?<=</a>)[;,](?=[^\s<])")


def reached(url: object) -> str:
    """Return an address that a reader may follow, one of the web; of any other nothing.

    >>> reached("https://a.example/"), reached("javascript:alert(1)")
    ('https://a.example/', '')
    """
    return str(url) if str(url).startswith(("https://", "http://")) else ""


def templates(folder: Path) -> Environment:
    """Return the templates of a folder: all values are escaped, an unknown name is an error."""
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
    )
    found.filters |= {"linked": linked, "shown": shown, "reached": reached}
    found.globals |= {"anchor": anchors.anchor}
    return found


ITEMS = templates(Path(__file__).parent / "templates")


def render(template: str, **values: Any) -> str:
    """Return what a template of this package says with these values."""
    return ITEMS.get_template(template).render(**values)
