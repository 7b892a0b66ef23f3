"""The sheet on which every figure is drawn: a pen moves down it, and it is cut where the pen stops.

One unit is an inch across and a row, one line of type, downwards. All text is placed by row, so that
labels cannot collide: figures grow downwards with their rows and keep their width.
"""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from claimbook.plots.style import MARKS, colour, use
from claimbook.tables.schema import codes

ROW = 0.25  # inches for one line of type
LINE = 0.8  # rows for each further line of the same label
CHARACTERS = 10  # to an inch of type, about
DASHES = (0, (3, 2))
CENTRE: dict[str, Any] = {"ha": "center", "va": "center"}
#: Paper behind a label, so that grid lines do not run through it.
BEHIND = {"facecolor": colour("paper"), "edgecolor": "none", "pad": 1.2}


@dataclass(frozen=True)
class Drawing:
    """A figure, what it says to who cannot see it, and the table that was drawn."""

    figure: Figure
    alt: str
    table: pd.DataFrame


def wrap(text: object, inches: float) -> str:
    """Break a text so that its lines fit into so many inches."""
    width = max(int(inches * CHARACTERS), 1)
    return "\n".join(textwrap.wrap(str(text), width, break_long_words=False))


def rows(text: str) -> float:
    """Return the rows that a broken text needs."""
    return 1.0 + LINE * text.count("\n")


def sectioned(table: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a table, each with the heading that begins with it, or an empty one."""
    last = None
    for row in table.to_dict("records"):
        section = row.get("section", "")
        yield ("" if section == last else section), {str(k): v for k, v in row.items()}
        last = section


class Sheet:
    """An empty figure, ``width`` inches wide, and the row ``y`` where the pen stands on it."""

    def __init__(self, width: float, start: float = 0.0) -> None:
        use()
        self.width, self.y, self.moves = width, start, [start]
        self.figure = plt.figure(figsize=(width, 1))
        self.ax = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.ax.axis("off")

    def move(self, rows: float) -> None:
        """Move the pen down."""
        self.y += rows
        self.moves.append(rows)

    def text(self, x: float, y: float, text: object, ink: str = "ink", **how: Any) -> None:
        """Write a text whose middle is at row ``y``, unless ``va`` says otherwise."""
        self.ax.text(x, y, str(text), **{"va": "center", "color": colour(ink), **how})

    def head(self, x: float, y: float, text: object, **how: Any) -> None:
        """Write a text in bold."""
        self.text(x, y, text, fontweight="bold", **how)

    def mark(self, x: float, y: float, side: str, size: float = 6, hollow: bool = False) -> None:
        """Set the mark of a side, full or hollow."""
        self.ax.plot(
            [x],
            [y],
            marker=MARKS[side],
            markersize=size,
            color=colour(side),
            linestyle="none",
            markerfacecolor=colour("paper") if hollow else colour(side),
            markeredgewidth=1.4,
        )

    def line(
        self, xs: Iterable[float], ys: Iterable[float], ink: str, width: float = 1.0, **how: Any
    ) -> Line2D:
        """Draw a line through points; return it, for what is known only later."""
        (drawn,) = self.ax.plot(list(xs), list(ys), color=colour(ink), linewidth=width, **how)
        return drawn

    def bar(
        self, y: float, left: float, length: float, ink: str, high: float = 0.6, **how: Any
    ) -> None:
        """Draw a bar across, ``high`` rows high; ``edge`` is the colour of its outline."""
        if "edge" in how:
            how["edgecolor"] = colour(how.pop("edge"))
        self.ax.barh(y, length, high, left=left, color=colour(ink), **how)

    def heading(self, text: str, drop: float = 0.7, step: float = 1.3) -> None:
        """Write the heading of a section and move on; nothing if the section goes on."""
        if text:
            self.head(0.05, self.y + drop, text)
            self.move(step)

    def key(self, sides: Iterable[str], drop: float = 0.6) -> None:
        """Name the marks of the sides that occur, one to a row; none for a single one."""
        found = [side for side in MARKS if side in set(sides)]
        if len(found) > 1:
            for number, side in enumerate(found):
                self.mark(0.15, self.y + drop + number, side)
                self.text(0.29, self.y + drop + number, codes("side")[side], "muted")
            self.move(0.6 + len(found))

    def done(self, margin: float = 0.1) -> Figure:
        """Cut the sheet where the pen stands, with a margin in inches above and below."""
        end = fsum(self.moves)  # the same whatever the order of the moves
        self.figure.set_size_inches(self.width, end * ROW + 2 * margin)
        self.ax.set(xlim=(0, self.width), ylim=(end + margin / ROW, -margin / ROW))
        return self.figure
