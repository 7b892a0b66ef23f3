"""Figures that are lists: one item a row, or a tile, under headings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

import pandas as pd

from claimbook.charts.canvas import EDGE, GAP, LINES, Canvas, Entry, named
from claimbook.charts.drawing import Row, chart, gather, said, sections, sided
from claimbook.charts.stacked import THICK, stack
from claimbook.charts.style import TITLE, colour
from claimbook.data.wording import count, listing

MARK = 16.0  # pixels for a mark in front of a label
TILE, PITCH = 34.0, 38.5  # size of a tile, and from one to the next


@chart
def bars(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    of: str = "values",
    names: Mapping[str, str] | None = None,
    hollow: str = "",
) -> str:
    """Draw horizontal bars, each beside or below its label, its value at its end.

    Columns: ``label``, ``value`` (number), ``side`` (colour and mark); optional ``section`` (a
    heading), ``text`` (stands at the end instead of the value), ``detail`` (read aloud after it) and ``hollow``
    (bool: an outline). ``of`` says what the bars count, ``names`` what the sides are called in the key,
    ``hollow`` what an outline means. There is no key of the sides, and no mark before a label, if the headings
    tell the sides apart; none either if ``names`` is empty, because labels or headings name them.
    """
    marked = table["side"].nunique() > 1 and not sided(table, "section")
    if names == {}:
        marked = any(len({row["side"] for row in rows}) > 1 for _, rows in sections(table))
    table = table if "text" in table else table.assign(text=table["value"])
    entries = named(table["side"], names) if marked and names != {} else []
    canvas.key(entries + ([("ink", True, hollow)] if hollow else []))
    indent = EDGE + (MARK if marked else 0)
    column = canvas.column(table["label"], canvas.width * 0.36) if canvas.wide else -GAP + EDGE
    left = (indent if canvas.wide else 0) + column + GAP
    room = canvas.width - left - max(canvas.across(v, bold=True) for v in table["text"]) - 8
    scale = room / (float(table["value"].max()) or 1.0)  # where all are zero there is no largest
    for section, rows in sections(table):
        canvas.heading(section)
        top = canvas.y
        for row in rows:
            most = column + 1 if canvas.wide else canvas.width - indent
            lines = canvas.wrap(row["label"], most)
            room = canvas.tall(lines)
            middle = canvas.y + room / 2 + 3
            if indent > EDGE:
                canvas.mark(EDGE + 4, middle, row["side"])
            canvas.block(indent, middle, lines)
            y = middle if canvas.wide else canvas.y + room + 11
            length = max(float(row["value"]) * scale, 1.0)
            thick = 13 if canvas.wide else 11
            canvas.bar(y, left, length, thick, row["side"], "" if row.get("hollow") else None)
            canvas.text(left + length + 5, y, row["text"], bold=True)
            canvas.down(room + (7 if canvas.wide else 22))
        if canvas.wide:
            canvas.upright(left, top, canvas.y, "muted")
        canvas.down(10)
    if "section" in table:
        parts = [
            f"{section}. " + "; ".join(f"{row['label']}: {_told(row, hollow)}" for row in rows)
            for section, rows in sections(table)
        ]
        return f"Bars of {of}. {'. '.join(parts)}."
    values = zip(table["label"], table["text"], strict=True)
    return f"Bars of {of}: {listing(f'{label} {value}' for label, value in values)}."


def _told(row: Row, hollow: str) -> str:
    """Say the value of a bar, and its detail if it has one."""
    more = [hollow] if row.get("hollow") else []
    more += [detail] if (detail := said(row, "detail")) else []
    return f"{row['text']} ({'; '.join(more)})" if more else str(row["text"])


@chart
def strip(canvas: Canvas, table: pd.DataFrame, unit: str) -> str:
    """Draw one line a sentence in order: its length, the quoted part dark, who speaks at the end.

    Columns: ``label``, ``words``, ``quoted`` (numbers), ``side`` of the speaker, ``speaker``
    (text). ``unit`` is what is counted, such as ``Words``. Neighbours with the same speaker get one name
    and one bracket.
    """
    quoted = table[table["quoted"] > 0]
    canvas.key(named(quoted["side"]))
    left = EDGE + canvas.column(table["label"], 120) + GAP
    end = left + (canvas.width - left) * (0.52 if canvas.wide else 0.42)
    scale = (end - left) / (float(table["words"].max()) or 1.0)
    for block in _blocks(table):
        speaks = block[0]["quoted"] > 0
        name = end + (26.0 if speaks else 14.0)
        lines = canvas.wrap(block[0]["speaker"], canvas.width - name, bold=speaks)
        need = canvas.lead + 3
        spare = max(canvas.tall(lines) + 3 - need * len(block), 0) / len(block)
        top = canvas.y
        for row in block:
            y = canvas.y + (need + spare) / 2
            canvas.text(EDGE, y, row["label"], "muted")
            canvas.bar(y, left, row["words"] * scale, 10, "pale")
            canvas.bar(y, left, row["quoted"] * scale, 10, row["side"])
            canvas.down(need + spare)
        middle = (top + canvas.y) / 2
        if speaks:
            side = block[0]["side"]
            canvas.upright(end + 6, top + 3, canvas.y - 3, side, linewidth=2.5, zorder=LINES)
            canvas.mark(end + 17, middle, side)
        elif len(block) > 1:
            canvas.upright(end + 6, top + 3, canvas.y - 3, "muted")
        canvas.block(name, middle, lines, "ink" if speaks else "muted", bold=speaks)
    totals = quoted.groupby("speaker", sort=False)["quoted"].sum()
    silent = len(table) - len(quoted)
    units = f"unit of {len(table)} has", f"units of {len(table)} have"
    return (
        f"One bar per sentence, as long as its {unit.lower()}; the quoted part is filled in the "
        f"colour of the speaker’s side. Quoted {unit.lower()}: "
        f"{listing(f'{speaker} {number}' for speaker, number in totals.items())}. "
        f"{count(silent, *units).capitalize()} no quotation."
    )


def _blocks(table: pd.DataFrame) -> list[list[Row]]:
    """Put neighbours together that have the same speaker and are alike in being quoted or not."""
    blocks: list[list[Row]] = []
    for row in table.to_dict("records"):
        before = blocks[-1][0] if blocks else None
        same = before and before["speaker"] == row["speaker"]
        if before and same and (before["quoted"] > 0) == (row["quoted"] > 0):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


@chart
def glossed(canvas: Canvas, table: pd.DataFrame, *, of: str = "items") -> str:
    """Draw items in groups under headings, each with what it means: beside it if there is room.

    Columns: ``label``, ``note`` (what it means), ``group``, ``side``, ``section`` (a heading). ``of``
    says what the items are.
    """
    left = EDGE + MARK
    most = canvas.width * 0.44 if canvas.wide else canvas.width - left - EDGE
    beside = left + canvas.column(table["label"], most) + GAP if canvas.wide else left
    for section, rows in sections(table):
        canvas.heading(section)
        for group, items in gather(rows, "group").items():
            lines = canvas.wrap(group, canvas.width - 2 * EDGE)
            canvas.block(EDGE, canvas.y + canvas.tall(lines) / 2, lines, "muted")
            canvas.down(canvas.tall(lines) + 2)
            for row in items:
                label = canvas.wrap(row["label"], most)
                note = canvas.wrap(row["note"], canvas.width - beside - EDGE)
                canvas.mark(EDGE + 5, canvas.y + canvas.lead / 2 + 2, row["side"], 9)
                canvas.block(left, canvas.y + canvas.tall(label) / 2 + 2, label)
                below = 0.0 if canvas.wide else canvas.tall(label)
                canvas.block(beside, canvas.y + below + canvas.tall(note) / 2 + 2, note, "muted")
                canvas.down(max(canvas.tall(label), below + canvas.tall(note)) + 5)
            canvas.down(4)
    alt = [f"List of {of}."]
    for section, rows in sections(table):
        for group, items in gather(rows, "group").items():
            read = "; ".join(f"{row['label']}, {row['note']}" for row in items)
            alt.append(f"{section}, {group}: {read}.")
    return " ".join(alt)


@chart
def tiles(
    canvas: Canvas,
    table: pd.DataFrame,
    *,
    of: str = "items",
    aloud: Mapping[tuple[str, bool], str] | None = None,
    names: Mapping[str, str] | None = None,
    lined: str = "",
    counted: str = "",
) -> str:
    """Draw one tile an item, in rows under or beside headings: what a list holds, item by item.

    Columns: ``section`` (a heading), ``label`` (up to three letters),
    ``side`` (a mark, or ``none`` for the label alone), ``hollow`` (an outline instead of a full
    mark); optional ``name`` (what the label is short for, read when a pointer rests there), ``lined``
    (bool: the label is underlined). ``of`` says what the
    tiles are. ``aloud`` puts marks into words, by side and ``hollow``: in the key, and in
    the alternative text with the names that have such a mark; ``names`` says in the key what a side
    stands for, instead of the codebook; ``lined`` what an underlined label means. Bars on top show what the
    tiles of each value in the column ``counted`` add up to. The alternative text reads the headings.
    """
    canvas.key(_meanings(table, aloud or {}, names) + ([("line", False, lined)] if lined else []))
    if counted:
        _sums(canvas, gather(table.to_dict("records"), counted))
    rooms = (0.0, 200.0, 280.0) if canvas.wide else (0.0,)
    places = [_place(canvas, table, room) for room in rooms]
    for group in min(places, key=lambda groups: fsum(group.high for group in groups)):
        canvas.block(EDGE, canvas.y + group.middle, group.head, bold=True)
        for i, row in enumerate(group.rows):
            across, down = i % group.across + 0.5, i // group.across + 0.5
            x, y = group.left + PITCH * across, canvas.y + group.top + PITCH * down
            _tile(canvas, x, y, row)
        canvas.down(group.high)
    labels = table["name"] if "name" in table else table["label"]
    alt = [f"Tiles of {of}."]
    alt += [f"{section}." for section in table["section"].unique()]
    for (side, hollow), words in (aloud or {}).items():
        found = labels[(table["side"] == side) & (table["hollow"] == hollow)]
        alt.append(f"{words}: {listing(sorted(found)) or 'none'}.")
    for side, _, words in named(table["side"], names) if lined else ():
        found = labels[(table["side"] == side) & table["lined"]]
        alt += [f"{words}, {lined}: {listing(sorted(found))}."] if len(found) else []
    return " ".join(alt)


def _sums(canvas: Canvas, groups: Mapping[str, list[Row]]) -> None:
    """Draw what the tiles of each group add up to, mark by mark, on one scale."""
    column = canvas.column(groups, 120)
    left = EDGE + column + GAP
    scale = (canvas.width - left - EDGE) / max(map(len, groups.values()))
    for name, rows in groups.items():
        kinds = Counter((row["side"], bool(row["hollow"])) for row in rows)
        parts: list[Row] = [{"side": s, "hollow": h, "value": n} for (s, h), n in kinds.items()]
        canvas.text(EDGE, canvas.y + THICK / 2, name)
        stack(canvas, canvas.y + THICK / 2, left, scale, parts)
        canvas.down(THICK + 3)
    canvas.down(GAP)


@dataclass
class Group:
    """The tiles of a heading: where the heading and the first tile stand, and how high it is."""

    head: list[str]
    middle: float
    rows: list[Row]
    left: float
    top: float
    across: int
    high: float


def _place(canvas: Canvas, table: pd.DataFrame, room: float) -> list[Group]:
    """Place tiles beside headings that get so much room, or below them if they get none."""
    column = canvas.column(table["section"], room, bold=True) if room else 0.0
    left = EDGE + column + GAP if room else EDGE
    across = int((canvas.width - left - EDGE) / PITCH)
    groups = []
    for section, rows in sections(table):
        head = canvas.wrap(section, column + 1 if room else canvas.width - 2 * EDGE, bold=True)
        tall, depth = canvas.tall(head), PITCH * -(-len(rows) // across)
        top = 0.0 if room else tall + 2
        middle = tall / 2 + ((PITCH - canvas.lead) / 2 if room else 0)
        high = max(top + depth, middle + tall / 2) + 10
        groups.append(Group(head, middle, rows, left, top, across, high))
    return groups


def _tile(canvas: Canvas, x: float, y: float, row: Row) -> None:
    """Draw one item: its mark with its label, or the label alone."""
    ink = "muted"
    over: dict[str, Any] = {"gid": TITLE + name} if (name := said(row, "name")) else {}
    if row["side"] != "none":
        canvas.mark(x, y, row["side"], TILE, row["hollow"], **over)
        ink = "ink" if row["hollow"] else "paper"
    canvas.text(x, y, row["label"], ink, "center", **over)
    if row.get("lined"):
        canvas.mark(x, y + 9, "line", 16, markeredgecolor=colour(ink))


def _meanings(
    table: pd.DataFrame, aloud: Mapping[tuple[str, bool], str], names: Mapping[str, str] | None
) -> list[Entry]:
    """Return the entries of the key of tiles: the sides, and the marks that ``aloud`` explains."""
    full = set(table["side"][~table["hollow"].astype(bool)])
    entries = [e for e in named(full, names) if (e[0], False) not in aloud]
    entries += [(side, hollow, words) for (side, hollow), words in aloud.items()]
    return entries if len(entries) > 1 or aloud else []
