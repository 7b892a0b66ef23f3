"""The paper and the pen of every figure.

A unit across is an inch, a unit down is one line of type. All text is placed by row, so that labels
cannot collide, and the pen moves down from row to row. No height is known beforehand: the sheet is
cut where the pen stands at the end.
"""

import textwrap
from collections.abc import Collection, Mapping, Sequence
from math import fsum
from typing import Any

from matplotlib.figure import Figure

from claimbook.plots.style import MARKS, colour, use
from claimbook.tables.schema import codes

WIDTH = 4.8
ROW = 0.25  # inches for one line of type
LINE = 0.8  # rows for each further line of the same label
MARGIN = 0.1  # inches above and below
EDGE = 0.05  # inches between the edge and what stands at it
AIR = 0.6  # rows between a figure and its key
CHARACTERS = 10  # to an inch of type, about
DASHED = (0, (3, 2))

#: Paper behind a label, so that grid lines do not run through it.
BEHIND: dict[str, Any] = {"facecolor": colour("paper"), "edgecolor": "none", "pad": 1.2}


def wrap(text: object, inches: float) -> str:
    """Break a text so that its lines fit into so many inches."""
    width = max(int(inches * CHARACTERS), 1)
    return "\n".join(textwrap.wrap(str(text), width, break_long_words=False))


def height(text: str) -> float:
    """Rows that a broken text needs: the first line one, each other a little less."""
    return 1.0 + LINE * text.count("\n")


class Sheet:
    """Paper of a given width, and the row at which the pen stands.

    Attributes
    ----------
    width : float
        Inches across.
    wide : float
        How many times as wide as the narrowest sheet, that of a phone. A distance that is to grow
        with the sheet is written as inches on the narrowest one, times ``wide``.
    y : float
        Rows from the top to the pen, which ``down`` moves.

    """

    def __init__(self, width: float = WIDTH) -> None:
        use()
        self.width = width
        self.wide = width / WIDTH
        self.y = 0.0
        self._moves: list[float] = []
        self.figure = Figure()
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.axis("off")

    def down(self, rows: float) -> float:
        """Move the pen down, and return where it stands now."""
        self._moves.append(rows)
        self.y += rows
        return self.y

    def text(self, x: float, y: float, text: object, ink: str = "ink", **how: Any) -> None:
        """Write a text from ``x`` on, its middle at ``y``, unless ``ha`` or ``va`` say otherwise."""
        self.axes.text(
            x, y, str(text), **{"va": "center", "color": colour(ink), "size": 12.0, **how}
        )

    def label(self, x: float, y: float, text: str, ink: str = "ink", **how: Any) -> None:
        """Write a text that may have several lines, close to each other."""
        self.text(x, y, text, ink, **{"linespacing": 1.05, **how})

    def line(self, xs: Sequence[float], ys: Sequence[float], ink: str, **how: Any) -> None:
        """Draw a line through some points."""
        self.axes.plot(xs, ys, color=colour(ink), **how)

    def mark(self, x: float, y: float, side: str, size: float = 6, hollow: bool = False) -> None:
        """Set the mark of a side, full or hollow."""
        paper = colour("paper" if hollow else side)
        self.line(
            [x],
            [y],
            side,
            marker=MARKS[side],
            markersize=size,
            linestyle="none",
            markerfacecolor=paper,
            markeredgewidth=1.4,
        )

    def bar(
        self,
        y: float,
        left: float,
        length: float,
        thick: float,
        ink: str,
        edge: str | None = None,
        **how: Any,
    ) -> None:
        """Draw a bar from ``left``, to the left if its length is negative; ``thick`` is in rows."""
        rim = colour(edge) if edge else None
        self.axes.barh(y, length, thick, left=left, color=colour(ink), edgecolor=rim, **how)

    def heading(self, text: str, drop: float = 0.7, step: float = 1.3) -> None:
        """Write a heading, its middle ``drop`` rows below the pen, and move on; an empty one not."""
        if text:
            self.text(EDGE, self.y + drop, text, weight="bold")
            self.down(step)

    def scale(self, ticks: Mapping[float, str], unit: str, top: float, drop: float) -> None:
        """Rule the sheet from ``top`` to the pen, and name the ticks and the unit below.

        The names lie beneath all other text; the unit stands ``drop`` rows below the pen.
        """
        for x, name in ticks.items():
            self.line([x, x], [top, self.y], "grid", linewidth=0.7, zorder=0)
            self.text(x, self.y + 0.6, name, "muted", ha="center", zorder=2.5)
        self.text(min(ticks), self.y + drop, unit, "muted", zorder=2.5)
        self.down(drop + 0.4)

    def key(self, sides: Collection[str], drop: float = AIR) -> None:
        """Name the marks of the sides that occur, one to a row, if there are several."""
        found = [side for side in MARKS if side in set(sides)]
        if len(found) > 1:
            for i, side in enumerate(found):
                self.mark(0.15, self.y + drop + i, side)
                self.text(0.29, self.y + drop + i, codes("side")[side], "muted")
            self.down(AIR + len(found))

    def done(self) -> Figure:
        """Cut the sheet where the pen stands."""
        rows = fsum(self._moves)  # exact, whatever the order of the moves
        self.figure.set_size_inches(self.width, rows * ROW + 2 * MARGIN)
        self.axes.set(xlim=(0, self.width), ylim=(rows + MARGIN / ROW, -MARGIN / ROW))
        return self.figure
