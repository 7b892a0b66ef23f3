"""Figures as files: an image in a stored output, inline SVG on a page, the wide one as SVG file and PNG.

A Jupyter that does not trust a notebook takes every ``<svg>`` out of the HTML of its outputs, and keeps images.
So the wide picture is stored as an image, and the site makes inline SVG of it again (:func:`inlined`).
"""

import io
import json
import re
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markupsafe import escape

from claimbook.cache import cached
from claimbook.charts.style import CANVASES, COLOURS, FONT, TITLE
from claimbook.data.text import one_line

if TYPE_CHECKING:  # the site has its pictures already, and starts in half the time without them
    from matplotlib.figure import Figure

    from claimbook.charts.drawing import Drawing

FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
#: How a PNG is drawn: three times as large as on the page, 300 dpi in a column of text.
DRAWN: dict[str, Any] = {
    **{"dpi": 72, "zoom": 3, "skip_system_fonts": True},
    **{"font_family": FONT, "sans_serif_family": FONT},
}
#: What a picture needs that stands on no page of the book: a face, and paper.
FACE = f"font-family=\"'{FONT}', sans-serif\" "
PAPER = '<rect width="100%" height="100%" fill="#ffffff"/>\n'
#: The signs of a picture that an address, or the HTML around it, would read as its own.
ENCODED = {ord(sign): f"%{ord(sign):02X}" for sign in "%#<>&'"}
_IMAGE = re.compile(r"""<img alt="[^"]*" src='data:image/svg\+xml,([^']*)'/>""")


def tags_and_words(markup: str, tag: Callable[[str], str]) -> str:
    """Change the tags of a drawing and never its words; these keep no quotation mark as it is.

    So a word that looks like an attribute is none, for whoever looks for attributes later.

    >>> tags_and_words('<a href="#x">href="#x"</a>', str.upper)
    '<A HREF="#X">href=&quot;#x&quot;</A>'
    """
    parts = re.split(r"(<[^>]*>)", markup)
    return "".join(
        tag(part) if number % 2 else part.replace('"', "&quot;")
        for number, part in enumerate(parts)
    )


def literal(svg: str) -> str:
    """Return a drawing in the light colours themselves, for where style sheets do not reach."""
    for meaning, (light, _) in COLOURS.items():
        svg = svg.replace(f"var(--cb-{meaning}, {light})", light)
    return svg


def missing(markup: str) -> list[str]:
    """Return the names of the canvases on which a figure should be drawn and is not."""
    return [name for name in CANVASES if f'<svg class="cb-{name}"' not in markup]


def standalone(markup: str) -> str:
    """Return the wide picture of a figure as an SVG file of its own: on paper, in the light colours.

    Raises ``ValueError`` if it was not drawn.
    """
    start = markup.index('<svg class="cb-wide"')
    return literal(self_contained(markup[start : markup.index("</svg>", start) + 6])) + "\n"


def self_contained(picture: str) -> str:
    """Return a picture with a face and paper of its own."""
    begin, rest = picture.removeprefix("<svg ").split(">\n", 1)
    return f"<svg {FACE}{begin}>\n{PAPER}{rest}"


def image(picture: str, label: str) -> str:
    """Return a picture as an image of HTML that holds it whole.

    Its lines stay, so that a diff can be read. A browser drops line ends from an address; in a picture they stand
    between tags, and in the data of paths after a space.
    """
    address = f"data:image/svg+xml,{self_contained(picture).translate(ENCODED)}"
    return f"<img alt=\"{escape(one_line(label))}\" src='{address}'/>"


def inlined(markup: str, narrow: Iterable[str] = ()) -> str:
    """Return the HTML of a stored figure with inline SVG in place of its image: the reverse of :func:`image`.

    ``narrow`` are the lines of the narrow picture, which is stored beside the HTML and stands after the wide one.
    """

    def again(match: re.Match[str]) -> str:
        wide = unquote(match[1]).replace(FACE, "", 1).replace(PAPER, "", 1)
        return "\n".join((wide, *narrow))

    return _IMAGE.sub(again, markup)


def enlarged(picture: str) -> str:
    """Let an SVG file fill the window of a browser; programs that place it keep its own size."""
    return picture.replace("<svg ", '<svg style="width: 100%; max-width: 64rem; height: auto" ', 1)


def png(picture: str) -> bytes:
    """Draw an SVG file with matplotlib's own fonts, so that every machine draws it alike."""

    def draw() -> bytes:
        import matplotlib
        import resvg_py

        folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
        fonts = [str(folder / name) for name in FONTS]
        return bytes(resvg_py.svg_to_bytes(svg_string=picture, font_files=fonts, **DRAWN))

    made_by = version("resvg_py"), version("matplotlib"), json.dumps([FONTS, DRAWN])
    return cached(draw, *made_by, picture)


def pictures(drawing: "Drawing", name: str, label: str) -> list[str]:
    """Return both pictures of a figure as inline SVG, the wide one first; a page shows one of them."""
    return [svg(getattr(drawing, canvas), name, canvas, label) for canvas in CANVASES]


def svg(figure: "Figure", name: str, canvas: str, label: str) -> str:
    """Return a figure as inline SVG: no header, ids only where used, theme colours, page font.

    ``name`` and ``canvas`` keep its ids apart from those of other pictures, ``label`` names it for
    who cannot see it.
    """
    for artist in figure.findobj():  # nothing is cut off, so no clip paths are needed
        artist.set_clip_on(False)
    buffer, unnamed = io.StringIO(), dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=unnamed)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', "".join(re.findall("<[^>]*>", text))))

    def mended(tag: str) -> str:
        if TITLE in tag:
            return re.sub(rf'<g id="{TITLE}([^"]*)">', r"<g><title>\1</title>", tag)
        tag = re.sub(
            r' id="([^"]+)"', lambda m: f' id="{name}-{canvas}-{m[1]}"' if m[1] in used else "", tag
        )
        tag = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-{canvas}-", tag)
        tag = tag.replace(f"font-family: '{FONT}'; ", "")  # the page's own font
        for meaning, (light, _) in COLOURS.items():
            tag = tag.replace(light, f"var(--cb-{meaning}, {light})")
        return tag

    text = tags_and_words(text, mended)
    named = f'<svg class="cb-{canvas}" role="img" aria-label="{escape(one_line(label))}" '
    return re.sub(r"\n\s*", "\n", text).strip().replace("<svg ", named, 1)
