"""Figures that compare: numbers on one scale, two orders of the same."""

from collections.abc import Sequence
from math import ceil, floor, log10

import pandas as pd

from claimbook.charts.canvas import DASHED, EDGE, GAP, Canvas
from claimbook.charts.drawing import Row, chart
from claimbook.data.wording import count, listing


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
def ranges(canvas: Canvas, table: pd.DataFrame, unit: str) -> str:
    """Draw estimates with their bounds on one scale, which begins below the smallest.

    Columns: ``label``, ``value`` (number), ``bound`` (exact, approximate, lower, upper), ``side``,
    ``text`` (what stands at the mark). ``unit`` says what the scale counts. A bound is drawn as the
    closed end of a range whose other end is open: how far it reaches the estimate does not say.
    """
    low, high = float(table["value"].min()), float(table["value"].max())
    air = (high - low) * 0.3 or abs(high) * 0.3 or 1.0
    low, high = low - air, high + air
    column = canvas.column(table["label"], 170) + GAP if canvas.wide else 0.0
    left, right = EDGE + column + 8, canvas.width - EDGE - 8
    scale = (right - left) / (high - low)
    start = canvas.y
    for row in table.to_dict("records"):
        lines = canvas.wrap(row["label"], (column or canvas.width) - GAP + 1, bold=True)
        if not canvas.wide:
            canvas.block(EDGE, canvas.y + canvas.tall(lines) / 2, lines, bold=True)
            canvas.down(canvas.tall(lines) + 2)
        words = canvas.across(row["text"])
        above = max(canvas.lead + 13, canvas.tall(lines) / 2 if canvas.wide else 0.0)
        x, y = left + (float(row["value"]) - low) * scale, canvas.y + above
        middle = min(max(x, left + words / 2), right - words / 2)
        if canvas.wide:
            canvas.block(EDGE, y, lines, bold=True)
        canvas.halo(middle, y - canvas.lead - 4, words + 4, canvas.size)
        canvas.text(middle, y - canvas.lead - 4, row["text"], "ink", "center")
        _estimate(canvas, row, x, y, {"upper": left, "lower": right}.get(row["bound"]))
        canvas.down(above + max(18.0, canvas.tall(lines) / 2 + 4 if canvas.wide else 0.0))
    found = steps(low, high, 6 if canvas.wide else 4)
    canvas.ticks({left + (tick - low) * scale: f"{tick:g}" for tick in found}, start, canvas.y)
    if low > 0:  # the scale does not begin at zero: a break says so
        for x in (left - 6, left - 2):
            canvas.line([x - 3, x + 3], [canvas.y + 5, canvas.y - 5], "muted")
    canvas.line([left, right], [canvas.y, canvas.y], "muted", linewidth=0.8)
    canvas.down(canvas.lead + 4)
    canvas.text(left, canvas.y + canvas.lead / 2, unit[:1].upper() + unit[1:], "muted")
    canvas.down(canvas.lead)
    read = "; ".join(f"{row['label']}: {row['text']}" for row in table.to_dict("records"))
    return (
        f"{count(len(table), 'estimate').capitalize()} on one scale, {unit}. {read}. "
        "An approximate one is a hollow mark, a bound the closed end of a dashed range that is open "
        "at its other end."
    )


def _estimate(canvas: Canvas, row: Row, x: float, y: float, to: float | None) -> None:
    """Draw an estimate: a mark, or the closed end of a range that is open towards ``to``."""
    if to is None:
        canvas.mark(x, y, row["side"], 11, hollow=row["bound"] == "approximate")
        return
    canvas.line([to, x], [y, y], row["side"], linewidth=2, linestyle=(0, (3, 3)))
    canvas.line([x, x], [y - 9, y + 9], row["side"], linewidth=3)
    tip = 7 if to < x else -7
    canvas.line([to + tip, to, to + tip], [y - 5, y, y + 5], row["side"], linewidth=2)


@chart
def intervals(canvas: Canvas, table: pd.DataFrame, unit: str, *, of: str = "row") -> str:
    """Draw a value with its interval on a scale that ends at one, each beside its label.

    Columns: ``label``, ``value``, ``low``, ``high`` (numbers up to 1), ``text`` (what stands at the
    end of the row). ``unit`` names the scale, ``of`` what has such a value. The scale begins at a
    round number below the smallest.
    """
    least = floor(float(table["low"].min()) * 10) / 10
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


@chart
def slope(canvas: Canvas, table: pd.DataFrame, bands: Sequence[str], heads: tuple[str, str]) -> str:
    """Draw the order of telling (left, top to bottom) against bands of time (right).

    Columns: ``label`` in the order of telling, ``band`` (one of ``bands``), ``side``; optional
    ``hollow`` (bool: its time is not told, so its line is dashed). ``bands`` gives the order of
    time, ``heads`` stand above the two orders.
    """
    most = canvas.width * (0.42 if canvas.wide else 0.4)
    start = EDGE + canvas.column(table["label"], most) + 12
    end = canvas.width - canvas.column(table["band"], canvas.width * 0.29) - 26
    canvas.sides(table["side"])
    middle = canvas.y + canvas.lead / 2
    canvas.text(start - 12, middle, heads[0], "ink", "right", bold=True)
    canvas.text(canvas.width - EDGE, middle, heads[1], "ink", "right", bold=True)
    top = canvas.down(canvas.lead + 8)
    told = []
    for label in table["label"]:
        lines = canvas.wrap(label, most)
        room = canvas.tall(lines) + 6
        told.append(canvas.y + room / 2)
        canvas.block(start - 12, told[-1], lines, "ink", "right")
        canvas.down(room)
    space = (canvas.y - top) / len(table)
    ordered = table.assign(told=told, rank=table["band"].map(list(bands).index))
    ordered = ordered.sort_values("rank", kind="stable")
    ordered["slot"] = [top + space * (i + 0.5) for i in range(len(table))]
    for row in ordered.sort_values("told").to_dict("records"):
        hollow = bool(row.get("hollow"))
        how = {"linestyle": DASHED, "linewidth": 0.9} if hollow else {}
        canvas.line([start, end], [row["told"], row["slot"]], row["side"], **how)
        canvas.mark(start, row["told"], row["side"], 5, hollow)
        canvas.mark(end, row["slot"], row["side"], 5, hollow)
    where, free = [], top - canvas.lead
    for band, part in ordered.groupby("band", sort=False):
        first, last = float(part["slot"].min()), float(part["slot"].max())
        canvas.upright(end + 10, first - space * 0.35, last + space * 0.35, "muted", linewidth=1.2)
        lines = canvas.wrap(band, canvas.width * 0.29)
        half = canvas.tall(lines) / 2
        at = max((first + last) / 2, free + half)  # a label that is taller than its band moves down
        canvas.block(end + 18, at, lines)
        free = at + half
        where.append(f"{band}: {listing(part['label'])}")
    canvas.down(max(free - canvas.y, 0))
    return (
        f"Slope chart of {len(table)} events. Left, in the order of telling: "
        f"{listing(table['label'])}. Right, by time. {'; '.join(where)}."
    )
