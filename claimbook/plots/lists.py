"""Figures that are lists: one item a row or a tile, under a heading where the section changes."""

from collections.abc import Mapping

import pandas as pd

from claimbook.plots.sheet import Drawing, Sheet, rows, sectioned, wrap
from claimbook.plots.style import WIDTH
from claimbook.tables.wording import count, listing


def bars(table: pd.DataFrame, of: str, width: float = WIDTH) -> Drawing:
    """Draw horizontal bars, each under its own label, its value at its end.

    Columns: ``label``, ``value`` (number), ``side`` (colour); optional ``section`` (a heading
    where it changes) and ``detail`` (read aloud after the value). ``of`` says what is counted.
    """
    sheet = Sheet(width)
    scale = (width - 0.75) / float(table["value"].max())
    for section, row in sectioned(table):
        sheet.heading(section, 0.6)
        sheet.text(0.05, sheet.y + 0.45, row["label"])
        length = float(row["value"]) * scale
        sheet.bar(sheet.y + 1.3, 0.05, max(length, 0.02), row["side"], 0.5)
        sheet.text(0.12 + length, sheet.y + 1.3, row["value"])
        sheet.move(1.9)
    sheet.key(table["side"])
    if "section" not in table:
        alt = listing(f"{r.label} {r.value}" for r in table.itertuples())
        return Drawing(sheet.done(), f"Bars of {of}: {alt}.", table)
    detail = " (" + table["detail"] + ")" if "detail" in table else ""
    told = table["section"] + ", " + table["label"] + ": " + table["value"].astype(str) + detail
    return Drawing(sheet.done(), f"Bars of {of}. {'. '.join(told)}.", table)


def strip(table: pd.DataFrame, unit: str, width: float = WIDTH) -> Drawing:
    """Draw one line per unit in order: its length, the quoted part dark, who speaks at the end.

    Columns: ``label``, ``words``, ``quoted`` (numbers), ``side`` of the speaker, ``speaker`` (text).
    """
    sheet, left = Sheet(width), 0.6
    scale = 1.5 / float(table["words"].max())
    sheet.text(0.05, 0.3, f"{unit}: quoted (dark), all others (pale)", "muted")
    sheet.move(1.0)
    for row in table.to_dict("records"):
        end = left + row["words"] * scale + 0.1
        name = wrap(row["speaker"], width - end - 0.15)
        at = sheet.y + rows(name) / 2
        sheet.text(left - 0.08, at, row["label"], "muted", ha="right")
        sheet.bar(at, left, row["words"] * scale, "pale", 0.62)
        sheet.bar(at, left, row["quoted"] * scale, row["side"], 0.62)
        if row["quoted"]:
            sheet.mark(end + 0.04, at, row["side"], 5)
        ink, start = ("ink", end + 0.16) if row["quoted"] else ("muted", end)
        sheet.text(start, at, name, ink, linespacing=1.05)
        sheet.move(rows(name))
    sheet.move(0.2)
    heard = table[table["quoted"] > 0]
    spoken = heard.groupby("speaker", sort=False)["quoted"].sum()
    silent = count(len(table) - len(heard), "unit")
    alt = (
        "One bar per sentence, as long as its words; the quoted part is filled in the colour of the "
        f"speaker’s side. Quoted words: {listing(f'{who} {n}' for who, n in spoken.items())}. "
        f"{silent} of {len(table)} have no quotation."
    )
    return Drawing(sheet.done(), alt, table)


def tree(table: pd.DataFrame, width: float = WIDTH) -> Drawing:
    """Draw who belongs to whom as indented rows.

    Columns: ``label``, ``depth`` (0 for a root), ``side``; rows in reading order.
    """
    sheet = Sheet(width, 0.5)
    last: list[tuple[str, float]] = []
    below: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        depth, y = row["depth"], sheet.y
        x = 0.15 + 0.35 * depth
        last[depth:] = [(row["label"], y)]
        if depth:
            above, start = last[depth - 1]
            below.setdefault(above, []).append(row["label"])
            sheet.line([x - 0.35, x - 0.35, x - 0.1], [start + 0.4, y, y], "muted", zorder=0)
        sheet.mark(x, y, row["side"])
        weight = "normal" if depth else "bold"
        text = wrap(row["label"], width - x - 0.2)
        sheet.text(x + 0.14, y - 0.4, text, va="top", fontweight=weight, linespacing=1.05)
        sheet.move(rows(text) + 0.15)
    sheet.move(-0.2)
    sheet.key(table["side"])
    told = ". ".join(f"{above}: {listing(names)}" for above, names in below.items())
    return Drawing(sheet.done(), f"Indented list of who belongs to whom. {told}.", table)


def checklist(
    table: pd.DataFrame, states: Mapping[str, str], of: str, width: float = WIDTH
) -> Drawing:
    """Draw one line per item under the state it is in, grouped by section.

    Columns: ``label``, ``state`` (a key of ``states``), ``side``, ``section``. The first state is
    drawn as a full mark, the second as a hollow one, any other as a cross; ``states`` names them.
    ``of`` says what is listed.
    """
    sheet = Sheet(width)
    for section, part in table.groupby("section", sort=False):
        sheet.heading(str(section), 0.9, 1.4)
        for rank, state in enumerate(states):
            items = part[part["state"] == state]
            if len(items):
                sheet.text(0.05, sheet.y + 0.7, states[state], "muted")
                sheet.move(1.3)
            for row in items.to_dict("records"):
                if rank < 2:
                    sheet.mark(0.15, sheet.y + 0.5, row["side"], hollow=rank == 1)
                else:
                    cross = {"marker": "x", "markersize": 6, "markeredgewidth": 1.6}
                    sheet.line([0.15], [sheet.y + 0.5], "ink", 1.5, **cross)
                sheet.text(0.32, sheet.y + 0.5, row["label"])
                sheet.move(1.0)
    sheet.move(0.4)
    told = " ".join(
        f"{section}, {states[str(state)]}: {listing(labels)}."
        for (section, state), labels in table.groupby(["section", "state"], sort=False)["label"]
    )
    return Drawing(sheet.done(), f"List of {of}. {told}", table)


def tiles(
    table: pd.DataFrame, of: str, also: str = "", each: bool = False, width: float = WIDTH
) -> Drawing:
    """Draw one tile an item, in rows under section headings: what a list holds, item by item.

    Columns: ``section``, ``label`` (up to three letters), ``side`` (a mark, or ``none`` for the
    label alone), ``hollow`` (an outline instead of a full mark). ``of`` says what the tiles are;
    ``also`` is read aloud at the end; ``each`` reads every label, not the sections alone.
    """
    sheet = Sheet(width)
    per_row = round(width / WIDTH * 9)
    step = width / per_row
    for section, part in table.groupby("section", sort=False):
        head = wrap(section, (width - 0.1) * 0.92)  # bold is wider
        sheet.head(0.05, sheet.y + 0.3, head, va="top", linespacing=1.05)
        top = sheet.y + 0.5 + rows(head)
        for number, row in enumerate(part.to_dict("records")):
            x, at = step * (number % per_row + 0.5), top + 0.92 + 2.0 * (number // per_row)
            named, full = row["side"] != "none", not row["hollow"]
            if named:
                sheet.mark(x, at, row["side"], 32, hollow=not full)
            ink = ("paper" if full else "ink") if named else "muted"
            weight = "bold" if named else "normal"
            sheet.text(x, at, row["label"], ink, fontweight=weight, ha="center")
        sheet.move(0.5 + rows(head) + -(-len(part) // per_row) * 2.0)
    told = " ".join(
        f"{section} ({listing(labels)})." if each else f"{section}."
        for section, labels in table.groupby("section", sort=False)["label"]
    )
    return Drawing(sheet.done(), f"Tiles of {of}. {told} {also}".rstrip(), table)


def timeline(
    table: pd.DataFrame,
    full: str = "Events behind the article",
    hollow: str = "Only in the record",
    width: float = WIDTH,
) -> Drawing:
    """Draw dated events in order, one row each; those of the article full, the others hollow.

    Columns: ``section`` (a heading where it changes, such as the year), ``date`` (text),
    ``label``, ``told`` (whether the article tells it), ``side``. ``full`` and ``hollow`` say what
    the two kinds of mark mean.
    """
    sheet, x = Sheet(width), 0.9
    spine = sheet.line([x, x], [0.5, 0.5], "pale", 1.5, zorder=0)
    for section, row in sectioned(table):
        sheet.heading(section)
        label = wrap(row["label"], width - 1.2)
        sheet.mark(x, sheet.y + 0.55, row["side"], hollow=not row["told"])
        sheet.text(x - 0.14, sheet.y + 0.55, row["date"], "muted", ha="right")
        ink = "ink" if row["told"] else "muted"
        sheet.text(x + 0.17, sheet.y + 0.2, label, ink, va="top", linespacing=1.1)
        sheet.move(rows(label) + 0.6)
    spine.set_ydata([0.5, sheet.y - 0.4])
    sheet.move(0.2)
    told = table["date"] + " " + table["section"] + ", " + table["label"]
    both = [(full, told[table["told"]]), (hollow, told[~table["told"]])]
    alt = " ".join(f"{name}: {'; '.join(events)}." for name, events in both)
    return Drawing(sheet.done(), f"Timeline. {alt}", table)
