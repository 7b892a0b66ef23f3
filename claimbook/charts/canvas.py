"""The paper and the pen of every figure.

A unit is a pixel of the page on which the figure stands, across and down; the pen moves down from
row to row. All text is measured before it is placed, so that labels cannot collide, and stands on
its base line, so that neighbours are level. No height is known beforehand: the canvas is cut where
the pen stands at the end.
"""

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import fsum, nan
from typing import Any, Literal

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from claimbook.charts.style import CANVASES, FONT, MARKS, colour, look, use
from claimbook.data.schema import codes
from claimbook.data.text import one_line

MARGIN = 6.0  # above and below
EDGE = 3.0  # between the edge of the canvas and what stands at it
GAP = 12.0  # between columns, and between entries of a key
RISE = 0.36  # of the size of type: from the base line to the middle of a line
#: Letters of a word that surely fit into no line.
LONGEST = 200
DASHED = (0, (4, 3))
#: Order of drawing: type over marks over lines over rules.
RULES, LINES, SIGNS, TYPE = 0, 1, 2, 3

Align = Literal["left", "center", "right"]
#: An entry of a key: side, whether its mark is hollow, and what that means.
Entry = tuple[str, bool, str]


@cache
def measured(text: str, bold: bool) -> float:
    """Return the width of a line of type, as a multiple of its size."""
    font = FontProperties(family=FONT, size=100, weight="bold" if bold else "normal")
    width: float = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    return width / 100


class Canvas:
    """Paper for a desktop's column (``wide``) or a phone (``narrow``), and where the pen stands.

    Attributes
    ----------
    width, size, lead : float
        Pixels across; of the type; from one line of type to the next.
    wide : bool
        Whether labels can stand beside their rows.
    y : float
        Pixels from the top to the pen, which ``down`` moves.

    """

    def __init__(self, name: str) -> None:
        self.width, self.size = CANVASES[name]
        use()
        self.wide = name == "wide"
        self.lead = self.size + 3
        self.y = 0.0
        self._moves: list[float] = []
        self.figure = Figure()
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.axis("off")

    def down(self, pixels: float) -> float:
        """Move the pen down, and return where it stands now."""
        self._moves.append(pixels)
        self.y = fsum(self._moves)  # exact, whatever the order of the moves
        return self.y

    def across(self, text: object, bold: bool = False) -> float:
        """Return how many pixels a line of type needs."""
        return measured(str(text), bold) * self.size

    def wrap(self, text: object, room: float, bold: bool = False) -> list[str]:
        """Break a text into lines that fit into so many pixels; a word that is longer is broken too."""
        lines: list[str] = []
        for word in (p for w in str(text).split() for p in self._pieces(w, room, bold)):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.across(longer, bold) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines or [""]

    def _pieces(self, word: str, room: float, bold: bool) -> Iterator[str]:
        """Yield a word whole; one that is longer than a line, and than a quarter of the canvas, in pieces."""
        most = max(room, self.width / 4)
        while len(word) > LONGEST or (len(word) > 1 and self.across(word, bold) > most):
            letters = range(1, min(len(word), LONGEST))
            fit = bisect(letters, most, key=lambda n: self.across(word[:n], bold)) or 1
            yield word[:fit]
            word = word[fit:]
        yield word

    def column(self, texts: Iterable[object], most: float, bold: bool = False) -> float:
        """Return how wide a column of labels is that are broken at ``most`` pixels."""
        lines = [line for text in texts for line in self.wrap(text, most, bold)]
        return max((self.across(line, bold) for line in lines), default=0.0)

    def tall(self, lines: Sequence[str]) -> float:
        """Return how many pixels so many lines need."""
        return len(lines) * self.lead

    def text(
        self,
        x: float,
        y: float,
        text: object,
        ink: str = "ink",
        align: Align = "left",
        bold: bool = False,
        **how: Any,
    ) -> None:
        """Write one line of type at ``x``, its middle at ``y``; what no SVG may hold is a space."""
        fixed = {"va": "baseline", "zorder": TYPE, "size": self.size}
        fixed["weight"] = "bold" if bold else "normal"
        base = y + RISE * self.size
        self.axes.text(
            x, base, one_line(str(text)), color=colour(ink), **{**fixed, "ha": align, **how}
        )

    def block(
        self,
        x: float,
        middle: float,
        lines: Sequence[str],
        ink: str = "ink",
        align: Align = "left",
        bold: bool = False,
        behind: bool = False,
    ) -> None:
        """Write lines of type one below the other around ``middle``, on paper if ``behind``."""
        first = middle - (len(lines) - 1) * self.lead / 2
        for i, line in enumerate(lines):
            if behind:
                width = self.across(line, bold)
                middle = x + width * {"left": 0.5, "center": 0.0, "right": -0.5}[align]
                self.halo(middle, first + i * self.lead, width + 4, self.lead)
            self.text(x, first + i * self.lead, line, ink, align, bold)

    def halo(self, x: float, y: float, width: float, height: float) -> None:
        """Lay paper around a middle, so that no rule or line runs through the label there."""
        left = x - width / 2
        self.axes.barh(y, width, height, left=left, color=colour("paper"), zorder=LINES + 0.5)

    def line(self, xs: Sequence[float], ys: Sequence[float], ink: str, **how: Any) -> None:
        """Draw a line through some points."""
        self.axes.plot(xs, ys, color=colour(ink), **{"zorder": LINES, "linewidth": 1.3, **how})

    def rule(self, y: float, left: float = 0.0, right: float | None = None) -> None:
        """Rule the canvas across."""
        end = self.width if right is None else right
        self.line([left, end], [y, y], "grid", linewidth=0.8, zorder=RULES)

    def upright(self, x: float, top: float, bottom: float, ink: str = "grid", **how: Any) -> None:
        """Rule the canvas downwards."""
        self.line([x, x], [top, bottom], ink, **{"linewidth": 0.8, "zorder": RULES, **how})

    def mark(
        self, x: float, y: float, side: str, size: float = 7, hollow: bool = False, **how: Any
    ) -> None:
        """Set the mark of a side, full or hollow."""
        fill = colour("paper" if hollow else side)
        drawn = {"linestyle": "none", "markerfacecolor": fill, "markeredgewidth": 1.5}
        self.line(
            [x],
            [y],
            side,
            **{
                **drawn,
                "marker": MARKS.get(look(side), "s"),
                "markersize": size,
                "zorder": SIGNS,
                **how,
            },
        )

    def cross(self, x: float, y: float, ink: str = "ink") -> None:
        """Set a cross."""
        self.line([x], [y], ink, marker="x", markersize=7, markeredgewidth=1.8, zorder=SIGNS)

    def bar(
        self, y: float, left: float, length: float, thick: float, ink: str, hatch: str | None = None
    ) -> None:
        """Draw a bar from ``left`` on, its middle at ``y``: full, or an outline with a hatch in it.

        The more strokes ``hatch`` has, the closer its lines. They are lines and no pattern, of which a printer
        makes a picture.
        """
        drawn: dict[str, Any] = {"color": colour(ink)}
        if hatch is not None:
            drawn = {"facecolor": colour("paper"), "edgecolor": colour(ink)}
        self.axes.barh(y, length, thick, left=left, zorder=LINES, **drawn)
        x, right, low = left - thick, left + length, y + thick / 2
        path: list[tuple[float, float]] = []
        while hatch and x < right:
            ends = max(x, left), min(x + thick, right)
            path += [*((end, low - (end - x)) for end in ends), (nan, nan)]
            x += 18 / len(hatch)
        if path:
            across, down = zip(*path, strict=True)
            self.axes.plot(across, down, color=colour(ink), linewidth=0.7, zorder=LINES)

    def heading(self, text: str) -> None:
        """Write a heading, in as many lines as it needs, and move on; an empty one not."""
        if text:
            lines = self.wrap(text, self.width - 2 * EDGE, bold=True)
            self.block(EDGE, self.y + self.tall(lines) / 2 + 4, lines, bold=True, behind=True)
            self.down(self.tall(lines) + 8)

    def key(self, entries: Collection[Entry]) -> None:
        """Say what the marks mean: all in one line if they fit."""
        x = 0.0
        for side, hollow, words in entries:
            lines = self.wrap(words, self.width - 20)
            room = 18 + max(map(self.across, lines))
            if x and x + room > self.width:
                x = 0.0
                self.down(self.lead + 3)
            self.mark(x + EDGE + 4, self.y + self.lead / 2, side, hollow=hollow)
            self.block(x + EDGE + 14, self.y + self.tall(lines) / 2, lines, "muted")
            self.down(self.tall(lines) - self.lead)
            x += room + GAP
        if entries:
            self.down(self.lead + 10)

    def sides(self, found: Iterable[str], names: Mapping[str, str] | None = None) -> None:
        """Say what the marks of the sides mean that occur, if there are several."""
        entries = named(found, names)
        self.key(entries if len(entries) > 1 else [])

    def ticks(self, ticks: Mapping[float, str], top: float, bottom: float) -> None:
        """Rule the canvas from ``top`` to ``bottom`` at every tick, and name the ticks below."""
        for x, name in ticks.items():
            self.upright(x, top, bottom)
            self.text(x, bottom + self.lead / 2 + 2, name, "muted", "center")

    def done(self) -> Figure:
        """Cut the canvas where the pen stands."""
        self.figure.set_size_inches(self.width / 72, (self.y + 2 * MARGIN) / 72)
        self.axes.set(xlim=(0, self.width), ylim=(self.y + MARGIN, -MARGIN))
        return self.figure


def named(sides: Iterable[str], names: Mapping[str, str] | None = None) -> list[Entry]:
    """Return the entries of a key for the sides that occur, in the order of the codebook."""
    words, found = {**codes("side"), **(names or {})}, set(sides)
    return [(side, False, words[side]) for side in words if side in found]
