"""Figures that set two things side by side: told and happened, one side and the other."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import pandas as pd

from claimbook.plots.sheet import BEHIND, CENTRE, Drawing, Sheet, rows, sectioned, wrap
from claimbook.plots.style import WIDTH
from claimbook.tables.wording import listing, spelled


def slope(
    table: pd.DataFrame, bands: Sequence[str], heads: tuple[str, str], width: float = WIDTH
) -> Drawing:
    """Draw the order of telling (left, top to bottom) against bands of time (right).

    Columns: ``label`` in the order of telling, ``band`` (one of ``bands``), ``side``.
    """
    sheet, room, end = Sheet(width), 2.1 * width / WIDTH, width - 1.55
    start = room + 0.1
    texts = [wrap(label, room) for label in table["label"]]
    high = sum(rows(text) + 0.25 for text in texts)
    sheet.head(0.05, 0.4, heads[0])
    sheet.head(width - 0.05, 0.4, heads[1], ha="right")
    rank = table["band"].map(list(bands).index)
    ordered = table.assign(rank=rank).sort_values("rank", kind="stable")
    space = high / len(table)
    slots = {label: 1.3 + space * (i + 0.5) for i, label in enumerate(ordered["label"])}
    sheet.move(1.3)
    for text, row in zip(texts, table.to_dict("records"), strict=True):
        at, to = sheet.y + (rows(text) + 0.25) / 2, slots[row["label"]]
        sheet.text(0.05, at, text, linespacing=1.05)
        sheet.line([start, end], [at, to], row["side"], 1.3)
        sheet.mark(start, at, row["side"], 5)
        sheet.mark(end, to, row["side"], 5)
        sheet.move(rows(text) + 0.25)
    for band, part in ordered.groupby("band", sort=False):
        lows = [slots[label] for label in part["label"]]
        sheet.line([end + 0.1] * 2, [min(lows) - 0.35, max(lows) + 0.35], "muted")
        middle = (min(lows) + max(lows)) / 2
        sheet.text(end + 0.18, middle, wrap(band, 1.4), linespacing=1.05)
    sheet.move(0.1)
    where = "; ".join(f"{b}: {listing(table['label'][table['band'] == b])}" for b in bands)
    alt = (
        f"Slope chart of {len(table)} events. Left, in the order of telling: "
        f"{listing(table['label'])}. Right, by time. {where}."
    )
    return Drawing(sheet.done(), alt, table)


def ranges(table: pd.DataFrame, unit: str, top: float, width: float = WIDTH) -> Drawing:
    """Draw estimates with their bounds on one axis from zero to ``top``.

    Columns: ``label``, ``value``, ``bound`` (exact, approximate, lower, upper), ``side``, ``text``. An
    upper bound is drawn as the end of a range that begins at the smallest of the numbers, because
    that is what it is set against.
    """
    sheet, least = Sheet(width), float(table["value"].min())
    scale = (width - 0.5) / top
    base = len(table) * 2.6 + 0.4
    for tick in range(int(top) + 1):
        x = 0.2 + tick * scale
        sheet.line([x, x], [0.4, base], "grid", 0.7, zorder=0)
        sheet.text(x, base + 0.6, tick, "muted", **CENTRE)
    sheet.text(0.2, base + 1.6, unit, "muted")
    for row in table.to_dict("records"):
        y, x = sheet.y + 1.9, 0.2 + row["value"] * scale
        sheet.head(0.26, y - 1.05, row["label"], bbox=BEHIND)
        if row["bound"] == "upper":
            sheet.line([0.2 + least * scale, x], [y, y], row["side"], 2, linestyle=(0, (4, 3)))
            sheet.line([x, x], [y - 0.4, y + 0.4], row["side"], 2.4)
            sheet.text(x - 0.1, y + 0.75, row["text"], "muted", ha="right", bbox=BEHIND)
        else:
            sheet.mark(x, y, row["side"], 8, hollow=row["bound"] == "approximate")
            sheet.text(x + 0.14, y, row["text"], "muted", bbox=BEHIND)
        sheet.move(2.6)
    sheet.move(2.4)
    told = "; ".join(table["label"] + ": " + table["text"])
    alt = (
        f"{spelled(len(table)).capitalize()} estimates on one scale from zero. {told}. The approximate "
        "one is a hollow mark, the other the top end of a dashed range that begins at the first number."
    )
    return Drawing(sheet.done(), alt, table)


def mirror(
    table: pd.DataFrame, sides: Mapping[str, str], gap: str, width: float = WIDTH
) -> Drawing:
    """Draw two sides of each occasion as bars from a common middle, ranges as pale ends.

    Columns: ``section`` (a heading where it changes), ``side`` (a key of ``sides``, which names the
    left and the right one), ``low`` (number, missing if not given), ``high`` (the largest number
    given), ``text``, ``hollow`` (an outline: another kind of number). A side without a row in a
    section gets the words ``gap``.
    """
    sheet = Sheet(width, 1.2)
    middle, scale = width / 2 - 0.2, 0.75 * width / WIDTH / float(table["high"].max())
    ways = dict(zip(sides, (-1, 1), strict=True))
    room = {side: (middle if way < 0 else width - middle) - 0.1 for side, way in ways.items()}
    drawn = table.assign(
        text=[
            wrap(text, room[side] - bar)
            for text, side, bar in zip(
                table["text"], table["side"], table["high"].fillna(0) * scale, strict=True
            )
        ]
    )
    for section, part in drawn.groupby("section", sort=False):
        sheet.line([0, width], [sheet.y + 0.2] * 2, "grid", 0.7)
        sheet.text(0.05, sheet.y + 0.95, section, "muted")
        needs = [[rows(text) + 0.2 for text in texts] for _, texts in part.groupby("side")["text"]]
        depths = [max(both) for both in zip_longest(*needs, fillvalue=1.2)]
        first = sheet.y + 1.4
        sheet.line([middle] * 2, [first, first + sum(depths)], "ink", 0.8)
        for side, way in ways.items():
            found = part[part["side"] == side].to_dict("records")
            top = first
            for row, depth in zip(found or [{"text": gap, "low": None}], depths, strict=False):
                at, end = top + depth / 2, middle
                given = pd.notna(row["low"])
                if given:
                    low, high = (way * scale * float(row[k]) for k in ("low", "high"))
                    sheet.bar(at, middle, high, "pale")
                    sheet.bar(at, middle, low, "paper" if row["hollow"] else side, edge=side)
                    end += high
                align, ink = "left" if way > 0 else "right", "ink" if given else "muted"
                sheet.text(end + way * 0.08, at, row["text"], ink, ha=align, linespacing=1.05)
                top += depth
        sheet.move(1.5 + sum(depths))
    for side, way in ways.items():
        align = "left" if way > 0 else "right"
        sheet.head(middle + way * 0.08, 0.4, sides[side], ha=align)
    told = " ".join(
        f"{section}. "
        + "; ".join(
            f"{sides[str(side)]}: {listing(t)}"
            for side, t in part.groupby("side", sort=False)["text"]
        )
        + "."
        for section, part in table.groupby("section", sort=False)
    )
    return Drawing(sheet.done(), f"Bars of both sides, session by session. {told}", table)


def flow(table: pd.DataFrame, width: float = WIDTH) -> Drawing:
    """Draw who did not sign again, signed again and was new from one list to the next, a bar a step.

    Columns: ``section`` (a heading where it changes), ``label``, ``left``, ``stayed``, ``joined``
    (numbers), ``side``. Those not on the later list stand before the line, the others after it, the
    new ones hollow.
    """
    sheet, before = Sheet(width), float(table["left"].max())
    scale = (width - 1.0) / (float((table["stayed"] + table["joined"]).max()) + before)
    x0 = 0.5 + before * scale
    for section, row in sectioned(table):
        sheet.heading(section, step=1.5)
        sheet.text(x0 + 0.05, sheet.y + 0.45, row["label"])
        at, ink = sheet.y + 1.45, row["side"]
        left, stayed, joined = (float(row[k]) * scale for k in ("left", "stayed", "joined"))
        sheet.bar(at, x0, -left, "pale", 0.95, edge="muted")
        sheet.bar(at, x0, stayed, ink, 0.95)
        sheet.bar(at, x0 + stayed, joined, "paper", 0.95, edge=ink, linewidth=1.4)
        sheet.text(x0 - left - 0.07, at, f"−{row['left']}", ha="right")
        if row["stayed"]:
            sheet.head(x0 + stayed / 2, at, row["stayed"], ink="paper", **CENTRE)
        sheet.text(x0 + stayed + joined + 0.07, at, f"+{row['joined']}")
        sheet.move(2.5)
    sheet.line([x0, x0], [1.4, sheet.y - 0.4], "ink", 0.8)
    sheet.text(x0 - 0.07, sheet.y + 0.5, "not again", "muted", ha="right")
    sheet.text(x0 + 0.07, sheet.y + 0.5, "again (full), new (outline)", "muted")
    sheet.move(1.4)
    told = " ".join(
        f"{section}: "
        + "; ".join(
            f"{r.label}: {r.left} did not sign again, {r.stayed} signed again, {r.joined} were new"
            for r in part.itertuples()
        )
        + "."
        for section, part in table.groupby("section", sort=False)
    )
    return Drawing(sheet.done(), f"Bars of states between complete lists. {told}", table)


def intervals(table: pd.DataFrame, unit: str, of: str, width: float = WIDTH) -> Drawing:
    """Draw a value with its interval on a scale from zero to one, each under its own label.

    Columns: ``label``, ``value``, ``low``, ``high`` (numbers from 0 to 1), ``text`` (what stands at
    the end of the line). ``of`` says what each is the value of.
    """
    sheet, step = Sheet(width), 1.7
    left, length = 0.2, width - 1.0
    base = len(table) * step + 0.3
    for tick in range(0, 11, 2):
        x = left + length * tick / 10
        sheet.line([x, x], [0.2, base], "grid", 0.7, zorder=0)
        sheet.text(x, base + 0.6, f"{tick / 10:g}", "muted", **CENTRE)
    sheet.text(left, base + 1.5, unit, "muted")
    for number, row in enumerate(table.to_dict("records")):
        y = number * step + 0.3
        sheet.text(0.2, y + 0.4, row["label"], bbox=BEHIND)
        low, high, at = (left + length * float(row[k]) for k in ("low", "high", "value"))
        sheet.line([low, high], [y + 1.15] * 2, "muted", 2.4)
        sheet.line([at], [y + 1.15], "ink", 1.5, marker="o", markersize=7)
        sheet.text(max(high, at) + 0.12, y + 1.15, row["text"])
    sheet.move(base + 1.9)
    told = listing(f"{r.label} {r.text} ({r.low:.2f} to {r.high:.2f})" for r in table.itertuples())
    alt = f"A dot with an interval for each {of}, from zero to one. {told}."
    return Drawing(sheet.done(), alt, table)
