"""Figures that compare: numbers on one scale, two sides of a middle, two orders of the same."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import pandas as pd

from claimbook.plots.drawing import Drawing, Row, gather, sections
from claimbook.plots.sheet import BEHIND, EDGE, Sheet, height, wrap
from claimbook.plots.style import WIDTH
from claimbook.tables.wording import count, listing


def ranges(table: pd.DataFrame, unit: str, top: float, *, width: float = WIDTH) -> Drawing:
    """Draw estimates with their bounds on one scale from zero to ``top``, in ``unit``.

    Columns: ``label``, ``value`` (number), ``bound`` (exact, approximate, lower, upper), ``side``,
    ``text`` (what stands at the mark). An upper bound is drawn as the end of a range that begins at
    the smallest of the numbers, because that is what it is set against.
    """
    sheet = Sheet(width)
    left, scale = 0.2, (width - 0.5) / top
    least = left + float(table["value"].min()) * scale
    start = sheet.down(0.4)
    for row in table.to_dict("records"):
        x, y = left + row["value"] * scale, sheet.y + 1.5
        sheet.text(0.26, y - 1.05, row["label"], weight="bold", bbox=BEHIND)
        if row["bound"] == "upper":
            sheet.line([least, x], [y, y], row["side"], linewidth=2, linestyle=(0, (4, 3)))
            sheet.line([x, x], [y - 0.4, y + 0.4], row["side"], linewidth=2.4)
            sheet.text(x - 0.1, y + 0.75, row["text"], "muted", ha="right", bbox=BEHIND)
        else:
            sheet.mark(x, y, row["side"], 8, hollow=row["bound"] == "approximate")
            sheet.text(x + 0.14, y, row["text"], "muted", bbox=BEHIND)
        sheet.down(2.6)
    ticks = {left + tick * scale: str(tick) for tick in range(int(top) + 1)}
    sheet.scale(ticks, unit, start, drop=1.6)
    read = "; ".join(f"{row['label']}: {row['text']}" for row in table.to_dict("records"))
    alt = (
        f"{count(len(table), 'estimate').capitalize()} on one scale from zero. {read}. "
        "An approximate one is a hollow mark, an upper bound the top end of a dashed range that "
        "begins at the smallest number."
    )
    return Drawing(sheet.done(), alt, table)


def intervals(table: pd.DataFrame, unit: str, *, of: str = "row", width: float = WIDTH) -> Drawing:
    """Draw a value with its interval on a scale from zero to one, each under its own label.

    Columns: ``label``, ``value``, ``low``, ``high`` (numbers from 0 to 1), ``text`` (what stands at
    the end of the line). ``unit`` names the scale, ``of`` what has such a value.
    """
    sheet = Sheet(width)
    left, room = 0.2, width - 1.0
    sheet.down(0.3)
    for row in table.to_dict("records"):
        y = sheet.y + 1.15
        low, high, at = (left + room * float(row[k]) for k in ("low", "high", "value"))
        sheet.text(left, sheet.y + 0.4, row["label"], bbox=BEHIND)
        sheet.line([low, high], [y, y], "muted", linewidth=2.4)
        sheet.line([at], [y], "ink", marker="o", markersize=7)
        sheet.text(max(high, at) + 0.12, y, row["text"])
        sheet.down(1.7)
    ticks = {left + room * tick / 10: f"{tick / 10:g}" for tick in range(0, 11, 2)}
    sheet.scale(ticks, unit, 0.2, drop=1.5)
    read = listing(
        f"{row['label']} {row['text']} ({row['low']:.2f} to {row['high']:.2f})"
        for row in table.to_dict("records")
    )
    alt = f"A dot with an interval for each {of}, from zero to one. {read}."
    return Drawing(sheet.done(), alt, table)


def slope(
    table: pd.DataFrame, bands: Sequence[str], heads: tuple[str, str], *, width: float = WIDTH
) -> Drawing:
    """Draw the order of telling (left, top to bottom) against bands of time (right).

    Columns: ``label`` in the order of telling, ``band`` (one of ``bands``), ``side``. ``bands``
    gives the order of time, ``heads`` stand above the two orders.
    """
    sheet = Sheet(width)
    start, end = 2.2 * sheet.wide, width - 1.55 * sheet.wide
    sheet.text(EDGE, 0.4, heads[0], weight="bold")
    sheet.text(width - EDGE, 0.4, heads[1], ha="right", weight="bold")
    top = sheet.down(1.3)
    told = []
    for label in table["label"]:
        text = wrap(label, 2.1 * sheet.wide)
        room = height(text) + 0.25
        told.append(sheet.y + room / 2)
        sheet.label(EDGE, told[-1], text)
        sheet.down(room)
    space = (sheet.y - top) / len(table)
    ordered = table.assign(told=told, rank=table["band"].map(list(bands).index))
    ordered = ordered.sort_values("rank", kind="stable")
    ordered["slot"] = [top + space * (i + 0.5) for i in range(len(table))]
    for row in ordered.sort_values("told").to_dict("records"):
        sheet.line([start, end], [row["told"], row["slot"]], row["side"], linewidth=1.3)
        sheet.mark(start, row["told"], row["side"], 5)
        sheet.mark(end, row["slot"], row["side"], 5)
    where = []
    for band, part in ordered.groupby("band", sort=False):
        first, last = part["slot"].min(), part["slot"].max()
        sheet.line([end + 0.1] * 2, [first - 0.35, last + 0.35], "muted", linewidth=1)
        sheet.label(end + 0.18, (first + last) / 2, wrap(band, 1.4 * sheet.wide))
        where.append(f"{band}: {listing(part['label'])}")
    sheet.down(0.1)
    alt = (
        f"Slope chart of {len(table)} events. Left, in the order of telling: "
        f"{listing(table['label'])}. Right, by time. {'; '.join(where)}."
    )
    return Drawing(sheet.done(), alt, table)


def mirror(
    table: pd.DataFrame,
    sides: Mapping[str, str],
    gap: str,
    *,
    by: str = "section",
    width: float = WIDTH,
) -> Drawing:
    """Draw two sides of each occasion as bars from a common middle, ranges as pale ends.

    Columns: ``section`` (a heading), ``side`` (a key of ``sides``, which names the
    left and the right one), ``low`` (number, missing if not given), ``high`` (the largest number
    given), ``text``, ``hollow`` (an outline: another kind of number). A side without a row in a
    section gets the words ``gap``. ``by`` says what a section is.
    """
    sheet = Sheet(width)
    middle, scale = 2.2 * sheet.wide, 0.75 * sheet.wide / float(table["high"].max())
    ways = (-1, middle, "right"), (1, width - middle, "left")  # direction, room, how text aligns
    alt = [f"Bars of both sides, {by} by {by}."]
    silent: Row = {"text": gap, "low": float("nan"), "high": 0.0}
    sheet.down(1.2)
    for section, rows in sections(table.fillna({"high": 0})):
        sheet.line([0, width], [sheet.y + 0.2] * 2, "grid", linewidth=0.7)
        sheet.text(EDGE, sheet.y + 0.95, section, "muted")
        top = sheet.down(1.4)
        found = gather(rows, "side")
        halves = [found.get(side, [silent]) for side in sides]
        texts = [
            [wrap(row["text"], room - 0.1 - row["high"] * scale) for row in half]
            for half, (_, room, _) in zip(halves, ways, strict=True)
        ]
        ys = []
        for line in zip_longest(*texts, fillvalue=""):
            depth = max(height(text) for text in line) + 0.2
            ys.append(sheet.y + depth / 2)
            sheet.down(depth)
        for half, words, (way, _, align) in zip(halves, texts, ways, strict=True):
            for row, text, y in zip(half, words, ys, strict=False):
                given, high = pd.notna(row["low"]), way * scale * float(row["high"])
                if given:
                    fill = "paper" if row["hollow"] else row["side"]
                    low = way * scale * float(row["low"])
                    sheet.bar(y, middle, high, 0.6, "pale")
                    sheet.bar(y, middle, low, 0.6, fill, edge=row["side"])
                ink = "ink" if given else "muted"
                sheet.label(middle + high + way * 0.08, y, text, ink, ha=align)
        sheet.line([middle] * 2, [top, sheet.y], "ink", linewidth=0.8)
        sheet.down(0.1)
        read = [f"{sides[s]}: {listing(row['text'] for row in found[s])}" for s in found]
        alt.append(f"{section}. {'; '.join(read)}.")
    for name, (way, _, align) in zip(sides.values(), ways, strict=True):
        sheet.text(middle + way * 0.08, 0.4, name, ha=align, weight="bold")
    return Drawing(sheet.done(), " ".join(alt), table)


def flow(table: pd.DataFrame, *, of: str = "names", width: float = WIDTH) -> Drawing:
    """Draw who did not sign again, signed again and was new from one list to the next, a bar a step.

    Columns: ``section`` (a heading), ``label``, ``left``, ``stayed``, ``joined``
    (numbers), ``side``. Those not on the later list stand before the line, the others after it, the
    new ones hollow. ``of`` says who signs what.
    """
    sheet = Sheet(width)
    before = float(table["left"].max())
    scale = (width - 1.0) / (float((table["stayed"] + table["joined"]).max()) + before)
    middle = 0.5 + before * scale
    alt = [f"Bars of {of}."]
    for section, rows in sections(table):
        sheet.heading(section, step=1.5)
        for row in rows:
            y = sheet.y + 1.45
            left, stayed, joined = (float(row[k]) * scale for k in ("left", "stayed", "joined"))
            sheet.text(middle + 0.05, sheet.y + 0.45, row["label"])
            sheet.bar(y, middle, -left, 0.95, "pale", edge="muted")
            sheet.bar(y, middle, stayed, 0.95, row["side"])
            sheet.bar(y, middle + stayed, joined, 0.95, "paper", edge=row["side"], linewidth=1.4)
            sheet.text(middle - left - 0.07, y, f"−{row['left']}", ha="right")
            if row["stayed"]:
                at = middle + stayed / 2
                sheet.text(at, y, row["stayed"], "paper", ha="center", weight="bold")
            sheet.text(middle + stayed + joined + 0.07, y, f"+{row['joined']}")
            sheet.down(2.5)
        steps = "; ".join(
            f"{row['label']}: {row['left']} did not sign again, {row['stayed']} signed again, "
            f"{row['joined']} were new"
            for row in rows
        )
        alt.append(f"{section}: {steps}.")
    sheet.line([middle] * 2, [1.4, sheet.y - 0.4], "ink", linewidth=0.8)
    sheet.text(middle - 0.07, sheet.y + 0.5, "not again", "muted", ha="right")
    sheet.text(middle + 0.07, sheet.y + 0.5, "again (full), new (outline)", "muted")
    sheet.down(1.4)
    return Drawing(sheet.done(), " ".join(alt), table)
