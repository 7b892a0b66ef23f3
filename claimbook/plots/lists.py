"""Figures that are lists: one item a row, or a tile, under headings."""

from collections.abc import Mapping
from math import ceil

import pandas as pd

from claimbook.plots.drawing import Drawing, Row, gather, sections
from claimbook.plots.sheet import EDGE, Sheet, height, wrap
from claimbook.plots.style import WIDTH
from claimbook.tables.wording import count, listing

TILE = 0.53  # inches that a tile needs across
TILES = 2.0  # rows that a line of tiles needs


def bars(table: pd.DataFrame, *, of: str = "values", width: float = WIDTH) -> Drawing:
    """Draw horizontal bars, each under its own label, its value at its end.

    Columns: ``label``, ``value`` (number), ``side`` (colour); optional ``section`` (a heading) and
    ``detail`` (read aloud after the value). ``of`` says what the bars count.
    """
    sheet = Sheet(width)
    scale = (width - 0.75) / float(table["value"].max())
    for section, rows in sections(table):
        sheet.heading(section, drop=0.6)
        for row in rows:
            y, length = sheet.y + 1.3, float(row["value"]) * scale
            sheet.text(EDGE, sheet.y + 0.45, row["label"])
            sheet.bar(y, EDGE, max(length, 0.02), 0.5, row["side"])
            sheet.text(0.12 + length, y, row["value"])
            sheet.down(1.9)
    sheet.key(table["side"])
    if "section" in table:
        parts = [
            f"{section}. " + "; ".join(f"{row['label']}: {_told(row)}" for row in rows)
            for section, rows in sections(table)
        ]
        alt = f"Bars of {of}. {'. '.join(parts)}."
    else:
        values = zip(table["label"], table["value"], strict=True)
        alt = f"Bars of {of}: {listing(f'{label} {value}' for label, value in values)}."
    return Drawing(sheet.done(), alt, table)


def _told(row: Row) -> str:
    """Say the value of a bar, and its detail if it has one."""
    return f"{row['value']} ({row['detail']})" if "detail" in row else str(row["value"])


def strip(table: pd.DataFrame, unit: str, *, width: float = WIDTH) -> Drawing:
    """Draw one line a sentence in order: its length, the quoted part dark, who speaks at the end.

    Columns: ``label``, ``words``, ``quoted`` (numbers), ``side`` of the speaker, ``speaker``
    (text). ``unit`` is what is counted, such as ``Words``.
    """
    sheet = Sheet(width)
    left, scale = 0.6, 1.5 * sheet.wide / float(table["words"].max())
    sheet.text(EDGE, 0.3, f"{unit}: quoted (dark), all others (pale)", "muted")
    sheet.down(1.0)
    for row in table.to_dict("records"):
        end = left + row["words"] * scale + 0.1
        speaker = wrap(row["speaker"], width - end - 0.15)
        y = sheet.y + height(speaker) / 2
        sheet.text(left - 0.08, y, row["label"], "muted", ha="right")
        sheet.bar(y, left, row["words"] * scale, 0.62, "pale")
        sheet.bar(y, left, row["quoted"] * scale, 0.62, row["side"])
        if row["quoted"]:
            sheet.mark(end + 0.04, y, row["side"], 5)
            sheet.label(end + 0.16, y, speaker)
        else:
            sheet.label(end, y, speaker, "muted")
        sheet.down(height(speaker))
    sheet.down(0.2)
    quoted = table[table["quoted"] > 0].groupby("speaker", sort=False)["quoted"].sum()
    silent = int((table["quoted"] == 0).sum())
    units = f"unit of {len(table)} has", f"units of {len(table)} have"
    alt = (
        f"One bar per sentence, as long as its {unit.lower()}; the quoted part is filled in the "
        f"colour of the speaker’s side. Quoted {unit.lower()}: "
        f"{listing(f'{speaker} {number}' for speaker, number in quoted.items())}. "
        f"{count(silent, *units).capitalize()} no quotation."
    )
    return Drawing(sheet.done(), alt, table)


def tree(table: pd.DataFrame, *, width: float = WIDTH) -> Drawing:
    """Draw who belongs to whom as indented rows.

    Columns: ``label``, ``depth`` (0 for a root), ``side``; rows in reading order.
    """
    sheet = Sheet(width)
    sheet.down(0.5)
    last: dict[int, tuple[str, float]] = {}  # depth -> label and place of the last row so deep
    below: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        depth, label = row["depth"], row["label"]
        x = 0.15 + 0.35 * depth
        if depth:
            above, y = last[depth - 1]
            below.setdefault(above, []).append(label)
            xs, ys = [x - 0.35, x - 0.35, x - 0.1], [y + 0.4, sheet.y, sheet.y]
            sheet.line(xs, ys, "muted", linewidth=1, zorder=0)
        last[depth] = label, sheet.y
        text = wrap(label, width - x - 0.2)
        sheet.mark(x, sheet.y, row["side"])
        weight = "normal" if depth else "bold"
        sheet.label(x + 0.14, sheet.y - 0.4, text, va="top", weight=weight)
        sheet.down(height(text) + 0.15)
    sheet.down(-0.2)
    sheet.key(table["side"])
    read = " ".join(f"{label}: {listing(items)}." for label, items in below.items())
    return Drawing(sheet.done(), f"Indented list of who belongs to whom. {read}", table)


def checklist(
    table: pd.DataFrame, states: Mapping[str, str], *, of: str = "items", width: float = WIDTH
) -> Drawing:
    """Draw one line per item under the state it is in, grouped by section.

    Columns: ``label``, ``state`` (a key of ``states``), ``side``, ``section`` (a heading). The
    first state is drawn as a full mark, the second as a hollow one, any other as a cross;
    ``states`` names them. ``of`` says what the items are.
    """
    sheet = Sheet(width)
    alt = [f"List of {of}."]
    for section, rows in sections(table):
        sheet.heading(section, drop=0.9, step=1.4)
        found = gather(rows, "state")
        for rank, state in enumerate(states):
            if state not in found:
                continue
            sheet.text(EDGE, sheet.y + 0.7, states[state], "muted")
            sheet.down(1.3)
            for row in found[state]:
                y = sheet.y + 0.5
                if rank < 2:
                    sheet.mark(0.15, y, row["side"], hollow=rank == 1)
                else:
                    sheet.line([0.15], [y], "ink", marker="x", markersize=6, markeredgewidth=1.6)
                sheet.text(0.32, y, row["label"])
                sheet.down(1.0)
        for state, items in found.items():
            alt.append(f"{section}, {states[state]}: {listing(row['label'] for row in items)}.")
    sheet.down(0.4)
    return Drawing(sheet.done(), " ".join(alt), table)


def tiles(
    table: pd.DataFrame,
    *,
    of: str = "items",
    each: bool = False,
    aloud: Mapping[tuple[str, bool], str] | None = None,
    width: float = WIDTH,
) -> Drawing:
    """Draw one tile an item, in rows under section headings: what a list holds, item by item.

    Columns: ``section`` (a heading), ``label`` (up to three letters), ``side`` (a mark, or ``none`` for the
    label alone), ``hollow`` (an outline instead of a full mark); optional ``name`` (what the label
    is short for). ``of`` says what the tiles are. The alternative text reads the headings, with the
    names under them if ``each``, and at the end the names of the marks that ``aloud`` puts into
    words, by side and ``hollow``.
    """
    sheet = Sheet(width)
    across = int(width / TILE)
    step = width / across
    for section, rows in sections(table):
        head = wrap(section, (width - 0.1) * 0.92)  # bold is wider
        sheet.label(EDGE, sheet.y + 0.3, head, va="top", weight="bold")
        room = 0.5 + height(head)
        for i, row in enumerate(rows):
            x, y = step * (i % across + 0.5), sheet.y + room + 0.92 + TILES * (i // across)
            if row["side"] == "none":
                sheet.text(x, y, row["label"], "muted", ha="center")
            else:
                ink = "ink" if row["hollow"] else "paper"
                sheet.mark(x, y, row["side"], 32, row["hollow"])
                sheet.text(x, y, row["label"], ink, ha="center", weight="bold")
        sheet.down(room + TILES * ceil(len(rows) / across))
    names = table["name"] if "name" in table else table["label"]
    alt = [f"Tiles of {of}."]
    for section in table["section"].unique():
        under = f" ({listing(names[table['section'] == section])})" if each else ""
        alt.append(f"{section}{under}.")
    for (side, hollow), words in (aloud or {}).items():
        found = names[(table["side"] == side) & (table["hollow"] == hollow)]
        alt.append(f"{words}: {listing(sorted(found))}.")
    return Drawing(sheet.done(), " ".join(alt), table)


def timeline(table: pd.DataFrame, *, width: float = WIDTH) -> Drawing:
    """Draw dated events in order, one row each; those of the article full, the others hollow.

    Columns: ``section`` (a heading, such as the year), ``date`` (text),
    ``label``, ``told`` (whether the article tells it), ``side``.
    """
    sheet = Sheet(width)
    x = 0.9
    for section, rows in sections(table):
        sheet.heading(section)
        for row in rows:
            label = wrap(row["label"], width - 1.2)
            ink = "ink" if row["told"] else "muted"
            sheet.mark(x, sheet.y + 0.55, row["side"], hollow=not row["told"])
            sheet.text(x - 0.14, sheet.y + 0.55, row["date"], "muted", ha="right")
            sheet.label(x + 0.17, sheet.y + 0.2, label, ink, va="top", linespacing=1.1)
            sheet.down(height(label) + 0.6)
    sheet.line([x, x], [0.5, sheet.y - 0.4], "pale", zorder=0)
    sheet.down(0.2)
    events = table["date"] + " " + table["section"] + ", " + table["label"]
    alt = ["Timeline."]
    for told, where in ((True, "Events behind the article"), (False, "Only in the record")):
        found = events[table["told"] == told]
        alt.append(f"{where}: {'; '.join(found) or 'none'}.")
    return Drawing(sheet.done(), " ".join(alt), table)
