"""Figures that compare numbers on one scale."""

from math import ceil, floor, log10

import pandas as pd

from claimbook.charts.canvas import EDGE, GAP, Canvas
from claimbook.charts.drawing import chart
from claimbook.data.wording import listing


def steps(low: float, high: float, most: int) -> list[float]:
    """Return round numbers from ``low`` to ``high``, at most so many and a few.

    >>> steps(0.7, 3.3, 6), steps(0, 57, 4)
    ([1.0, 1.5, 2.0, 2.5, 3.0], [0, 20, 40])
    """
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    step = int(step) if step >= 1 else step
    first, last = ceil(low / step), floor(high / step)
    return [round(i * step, 6) for i in range(first, last + 1)]


@chart
def intervals(canvas: Canvas, table: pd.DataFrame, unit: str, *, of: str = "row") -> str:
    """Draw a value with its interval on a scale that ends at one, each beside its label.

    Columns: ``label``, ``value``, ``low``, ``high`` (numbers up to 1), ``text`` (what stands at the
    end of the row). ``unit`` names the scale, ``of`` what has such a value. The scale begins at a
    round number below the smallest.
    """
    least = min(floor(float(table["low"].min()) * 10) / 10, 0.9)
    column = canvas.column(table["label"], canvas.width * 0.34)
    left = EDGE + column + GAP + 6
    right = canvas.width - max(canvas.across(text) for text in table["text"]) - GAP - 6
    scale = (right - left) / (1 - least)
    start = canvas.y
    for row in table.to_dict("records"):
        lines = canvas.wrap(row["label"], column + 1)
        room = canvas.tall(lines) + 6
        y = canvas.y + room / 2
        low, high, at = (left + (float(row[k]) - least) * scale for k in ("low", "high", "value"))
        canvas.block(EDGE, y, lines)
        canvas.line([low, high], [y, y], "muted", linewidth=2.4)
        canvas.mark(at, y, "muted", 7)
        canvas.text(canvas.width - EDGE, y, row["text"], "ink", "right")
        canvas.down(room)
    found = steps(least, 1, 6 if canvas.wide else 4)
    canvas.ticks({left + (tick - least) * scale: f"{tick:g}" for tick in found}, start, canvas.y)
    canvas.down(canvas.lead + 4)
    lines = canvas.wrap(unit, canvas.width - 2 * EDGE)
    canvas.block(EDGE, canvas.y + canvas.tall(lines) / 2, lines, "muted")
    canvas.down(canvas.tall(lines))
    read = listing(
        f"{row['label']} {row['text']} ({row['low']:.2f} to {row['high']:.2f})"
        for row in table.to_dict("records")
    )
    return f"A dot with an interval for each {of}, on a scale from {least:g} to 1. {read}."
