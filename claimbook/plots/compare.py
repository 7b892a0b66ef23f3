"""Figures that compare: numbers on one scale, two orders of the same."""

from collections.abc import Sequence
from math import ceil, floor, log10

import pandas as pd

from claimbook.plots.drawing import Row, kind
from claimbook.plots.sheet import DASHED, EDGE, GAP, Sheet
from claimbook.tables.wording import count, listing


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


@kind
def ranges(sheet: Sheet, table: pd.DataFrame, unit: str) -> str:
    """Draw estimates with their bounds on one scale, which begins below the smallest.

    Columns: ``label``, ``value`` (number), ``bound`` (exact, approximate, lower, upper), ``side``,
    ``text`` (what stands at the mark). ``unit`` says what the scale counts. A bound is drawn as the
    closed end of a range whose other end is open: how far it reaches the estimate does not say.
    """
    low, high = float(table["value"].min()), float(table["value"].max())
    air = (high - low) * 0.3 or abs(high) * 0.3 or 1.0
    low, high = low - air, high + air
    column = sheet.column(table["label"], 170) + GAP if sheet.wide else 0.0
    left, right = EDGE + column + 8, sheet.width - EDGE - 8
    scale = (right - left) / (high - low)
    start = sheet.y
    for row in table.to_dict("records"):
        lines = sheet.wrap(row["label"], (column or sheet.width) - GAP + 1, bold=True)
        if not sheet.wide:
            sheet.block(EDGE, sheet.y + sheet.tall(lines) / 2, lines, bold=True)
            sheet.down(sheet.tall(lines) + 2)
        words = sheet.across(row["text"])
        above = max(sheet.lead + 13, sheet.tall(lines) / 2 if sheet.wide else 0.0)
        x, y = left + (float(row["value"]) - low) * scale, sheet.y + above
        middle = min(max(x, left + words / 2), right - words / 2)
        if sheet.wide:
            sheet.block(EDGE, y, lines, bold=True)
        sheet.halo(middle, y - sheet.lead - 4, words + 4, sheet.size)
        sheet.text(middle, y - sheet.lead - 4, row["text"], "ink", "center")
        _estimate(sheet, row, x, y, {"upper": left, "lower": right}.get(row["bound"]))
        sheet.down(above + max(18.0, sheet.tall(lines) / 2 + 4 if sheet.wide else 0.0))
    found = steps(low, high, 6 if sheet.wide else 4)
    sheet.ticks({left + (tick - low) * scale: f"{tick:g}" for tick in found}, start, sheet.y)
    if low > 0:  # the scale does not begin at zero: a break says so
        for x in (left - 6, left - 2):
            sheet.line([x - 3, x + 3], [sheet.y + 5, sheet.y - 5], "muted")
    sheet.line([left, right], [sheet.y, sheet.y], "muted", linewidth=0.8)
    sheet.down(sheet.lead + 4)
    sheet.text(left, sheet.y + sheet.lead / 2, unit[:1].upper() + unit[1:], "muted")
    sheet.down(sheet.lead)
    read = "; ".join(f"{row['label']}: {row['text']}" for row in table.to_dict("records"))
    return (
        f"{count(len(table), 'estimate').capitalize()} on one scale, {unit}. {read}. "
        "An approximate one is a hollow mark, a bound the closed end of a dashed range that is open "
        "at its other end."
    )


def _estimate(sheet: Sheet, row: Row, x: float, y: float, to: float | None) -> None:
    """Draw an estimate: a mark, or the closed end of a range that is open towards ``to``."""
    if to is None:
        sheet.mark(x, y, row["side"], 11, hollow=row["bound"] == "approximate")
        return
    sheet.line([to, x], [y, y], row["side"], linewidth=2, linestyle=(0, (3, 3)))
    sheet.line([x, x], [y - 9, y + 9], row["side"], linewidth=3)
    tip = 7 if to < x else -7
    sheet.line([to + tip, to, to + tip], [y - 5, y, y + 5], row["side"], linewidth=2)


@kind
def intervals(sheet: Sheet, table: pd.DataFrame, unit: str, *, of: str = "row") -> str:
    """Draw a value with its interval on a scale that ends at one, each beside its label.

    Columns: ``label``, ``value``, ``low``, ``high`` (numbers up to 1), ``text`` (what stands at the
    end of the row). ``unit`` names the scale, ``of`` what has such a value. The scale begins at a
    round number below the smallest.
    """
    least = floor(float(table["low"].min()) * 10) / 10
    column = sheet.column(table["label"], sheet.width * 0.34)
    left = EDGE + column + GAP + 6
    right = sheet.width - max(sheet.across(text) for text in table["text"]) - GAP - 6
    scale = (right - left) / (1 - least)
    start = sheet.y
    for row in table.to_dict("records"):
        lines = sheet.wrap(row["label"], column + 1)
        room = sheet.tall(lines) + 6
        y = sheet.y + room / 2
        low, high, at = (left + (float(row[k]) - least) * scale for k in ("low", "high", "value"))
        sheet.block(EDGE, y, lines)
        sheet.line([low, high], [y, y], "muted", linewidth=2.4)
        sheet.mark(at, y, "muted", 7)
        sheet.text(sheet.width - EDGE, y, row["text"], "ink", "right")
        sheet.down(room)
    found = steps(least, 1, 6 if sheet.wide else 4)
    sheet.ticks({left + (tick - least) * scale: f"{tick:g}" for tick in found}, start, sheet.y)
    sheet.down(sheet.lead + 4)
    lines = sheet.wrap(unit, sheet.width - 2 * EDGE)
    sheet.block(EDGE, sheet.y + sheet.tall(lines) / 2, lines, "muted")
    sheet.down(sheet.tall(lines))
    read = listing(
        f"{row['label']} {row['text']} ({row['low']:.2f} to {row['high']:.2f})"
        for row in table.to_dict("records")
    )
    return f"A dot with an interval for each {of}, on a scale from {least:g} to 1. {read}."


@kind
def slope(sheet: Sheet, table: pd.DataFrame, bands: Sequence[str], heads: tuple[str, str]) -> str:
    """Draw the order of telling (left, top to bottom) against bands of time (right).

    Columns: ``label`` in the order of telling, ``band`` (one of ``bands``), ``side``; optional
    ``hollow`` (bool: its time is not told, so its line is dashed). ``bands`` gives the order of
    time, ``heads`` stand above the two orders.
    """
    most = sheet.width * (0.42 if sheet.wide else 0.4)
    start = EDGE + sheet.column(table["label"], most) + 12
    end = sheet.width - sheet.column(table["band"], sheet.width * 0.29) - 26
    sheet.sides(table["side"])
    middle = sheet.y + sheet.lead / 2
    sheet.text(start - 12, middle, heads[0], "ink", "right", bold=True)
    sheet.text(sheet.width - EDGE, middle, heads[1], "ink", "right", bold=True)
    top = sheet.down(sheet.lead + 8)
    told = []
    for label in table["label"]:
        lines = sheet.wrap(label, most)
        room = sheet.tall(lines) + 6
        told.append(sheet.y + room / 2)
        sheet.block(start - 12, told[-1], lines, "ink", "right")
        sheet.down(room)
    space = (sheet.y - top) / len(table)
    ordered = table.assign(told=told, rank=table["band"].map(list(bands).index))
    ordered = ordered.sort_values("rank", kind="stable")
    ordered["slot"] = [top + space * (i + 0.5) for i in range(len(table))]
    for row in ordered.sort_values("told").to_dict("records"):
        hollow = bool(row.get("hollow"))
        how = {"linestyle": DASHED, "linewidth": 0.9} if hollow else {}
        sheet.line([start, end], [row["told"], row["slot"]], row["side"], **how)
        sheet.mark(start, row["told"], row["side"], 5, hollow)
        sheet.mark(end, row["slot"], row["side"], 5, hollow)
    where, free = [], top - sheet.lead
    for band, part in ordered.groupby("band", sort=False):
        first, last = float(part["slot"].min()), float(part["slot"].max())
        sheet.upright(end + 10, first - space * 0.35, last + space * 0.35, "muted", linewidth=1.2)
        lines = sheet.wrap(band, sheet.width * 0.29)
        half = sheet.tall(lines) / 2
        at = max((first + last) / 2, free + half)  # a label that is taller than its band moves down
        sheet.block(end + 18, at, lines)
        free = at + half
        where.append(f"{band}: {listing(part['label'])}")
    sheet.down(max(free - sheet.y, 0))
    return (
        f"Slope chart of {len(table)} events. Left, in the order of telling: "
        f"{listing(table['label'])}. Right, by time. {'; '.join(where)}."
    )
