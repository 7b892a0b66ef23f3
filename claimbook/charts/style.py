"""Colours, fonts and size of every figure.

Colours are named by what they mean. Each has a light and a dark value; figures are drawn with the
light one, and the page replaces it by a CSS variable, so that the reader's theme decides. Sides
differ in colour *and* in mark, so that nothing is told by colour alone.

Order and colours of the sides follow a rule. Order: that of the codebook, in which each side stands
where it first speaks in the body of the report; so the colours of the parties to the dispute are
called ``first`` and ``second``. Colours: Okabe and Ito's colour-blind safe set in
its published order, without the hues that already mean something in this dispute (orange, yellow and
vermilion warn, blue is the colour of the UN); the two parties take the two that are left, bluish
green and reddish purple, the others browns and greys. All are darkened until each has a contrast of
3:1 on white.
"""

from functools import cache
from typing import Any

from claimbook.data.schema import codes, parties

#: meaning -> (light theme, dark theme)
COLOURS = {
    "ink": ("#1b1f24", "#e8eaed"),
    "link": ("#0a53be", "#8ab8ff"),
    "muted": ("#59606a", "#aab1bb"),
    "grid": ("#d5d9de", "#454c56"),
    "pale": ("#c3cad3", "#5b6470"),
    "paper": ("#fefefe", "#15181d"),
    "first": ("#00735c", "#45c9a2"),
    "second": ("#8a3a78", "#e6a3cf"),
    "source": ("#4a525c", "#c2c9d2"),
    "third_party": ("#6a6f78", "#b3b9c2"),
    "affected": ("#7a5500", "#dcb366"),
}

#: look of a side -> matplotlib marker; ``muted`` is for what has no side
MARKS: dict[str, Any] = {
    "first": "s",
    "second": "o",
    "source": "p",
    "third_party": "h",
    "affected": "D",
    "muted": "o",
    "line": "_",
    "ring": "o",
    "sheet": ((-0.7, -1), (0.7, -1), (0.7, 0.5), (0.2, 1), (-0.7, 1), (-0.7, -1)),
}
#: What is of no side: two together, a line below a label, a ring around one of many, a text -> its colour
NEUTRAL = {"both": "muted", "line": "ink", "ring": "ink", "sheet": "muted"}

#: Every figure is drawn twice: name of the canvas -> its width and the size of its type, in pixels of
#: the page. The wide one fills the column of a desktop; the narrow one that of a phone 360 px wide.
CANVASES = {"wide": (700.0, 13.0), "narrow": (320.0, 12.0)}
#: What is read when a pointer rests on a mark or a line of type: its ``gid`` is this and the words.
TITLE = "title:"
FONT = "DejaVu Sans"  # the widest of the common ones: what fits in it fits in the reader's


#: Looks of the parties to the dispute, and of the other sides.
PARTIES, OTHERS = ("first", "second"), ("source", "third_party", "affected")


@cache
def looks() -> dict[str, str]:
    """Return which colour and mark each side of the codebook has.

    The parties take theirs in the order of the codebook, the others that of their name, or the next
    that is left; where none is, a side is ``muted``.

    >>> looks()["china"], looks()["affected"]
    ('first', 'affected')
    """
    sides, found = list(codes("side")), dict(zip(parties(), PARTIES, strict=False))
    found |= {side: side for side in sides if side in OTHERS and side not in found}
    left = (look for look in OTHERS if look not in found.values())
    return {side: found.get(side) or next(left, "muted") for side in sides}


def look(side: str) -> str:
    """Return colour and mark of a side, by name; of what is no side, the name itself."""
    return looks().get(side, side)


def colour(meaning: str) -> str:
    """Return the colour to draw with (the light one), by side or meaning; ``ValueError`` if none."""
    named = NEUTRAL.get(meaning) or look(meaning)
    if named not in COLOURS:
        raise ValueError(f"no colour means {meaning!r}; there are: {', '.join(COLOURS)}")
    return COLOURS[named][0]


def use() -> None:
    """Set matplotlib up: SVG with type as type, no dates, fixed ids."""
    import matplotlib  # whoever wants a colour needs it not

    matplotlib.use("agg")
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "claimbook",
            "font.family": FONT,
            "text.parse_math": False,
            "figure.facecolor": "none",
            "axes.facecolor": "none",
            "savefig.facecolor": "none",
        }
    )
