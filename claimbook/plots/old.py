"""Kinds that go as soon as no chapter draws them; each is drawn once, for a phone."""

from collections.abc import Mapping
from itertools import zip_longest

import pandas as pd
from matplotlib.figure import Figure

from claimbook.plots.drawing import Drawing, Row, gather, sections
from claimbook.plots.old_sheet import DASHED, EDGE, WIDTH, Sheet, height, wrap
from claimbook.tables.wording import listing


def twice(figure: Figure, alt: str, table: pd.DataFrame) -> Drawing:
    """Give the drawing for a phone as the wide one too."""
    return Drawing(figure, figure, alt, table)


def tree(table: pd.DataFrame) -> Drawing:
    """Draw who belongs to whom as indented rows.

    Columns: ``label``, ``depth`` (0 for a root), ``side``; rows in reading order.
    """
    sheet = Sheet(WIDTH)
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
        text = wrap(label, WIDTH - x - 0.2)
        sheet.mark(x, sheet.y, row["side"])
        weight = "normal" if depth else "bold"
        sheet.label(x + 0.14, sheet.y - 0.4, text, va="top", weight=weight)
        sheet.down(height(text) + 0.15)
    sheet.down(-0.2)
    sheet.key(table["side"])
    read = " ".join(f"{label}: {listing(items)}." for label, items in below.items())
    return twice(sheet.done(), f"Indented list of who belongs to whom. {read}", table)


def timeline(table: pd.DataFrame) -> Drawing:
    """Draw dated events in order, one row each; those of the article full, the others hollow.

    Columns: ``section`` (a heading, such as the year), ``date`` (text),
    ``label``, ``told`` (whether the article tells it), ``side``.
    """
    sheet = Sheet(WIDTH)
    x = 0.9
    for section, rows in sections(table):
        sheet.heading(section)
        for row in rows:
            label = wrap(row["label"], WIDTH - 1.2)
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
    return twice(sheet.done(), " ".join(alt), table)


def mirror(
    table: pd.DataFrame,
    sides: Mapping[str, str],
    gap: str,
    *,
    by: str = "section",
) -> Drawing:
    """Draw two sides of each occasion as bars from a common middle, ranges as pale ends.

    Columns: ``section`` (a heading), ``side`` (a key of ``sides``, which names the
    left and the right one), ``low`` (number, missing if not given), ``high`` (the largest number
    given), ``text``, ``hollow`` (an outline: another kind of number). A side without a row in a
    section gets the words ``gap``. ``by`` says what a section is.
    """
    sheet = Sheet(WIDTH)
    middle, scale = 2.2 * sheet.wide, 0.75 * sheet.wide / float(table["high"].max())
    ways = (-1, middle, "right"), (1, WIDTH - middle, "left")  # direction, room, how text aligns
    alt = [f"Bars of both sides, {by} by {by}."]
    silent: Row = {"text": gap, "low": float("nan"), "high": 0.0}
    sheet.down(1.2)
    for section, rows in sections(table.fillna({"high": 0})):
        sheet.line([0, WIDTH], [sheet.y + 0.2] * 2, "grid", linewidth=0.7)
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
    return twice(sheet.done(), " ".join(alt), table)


def flow(table: pd.DataFrame, *, of: str = "names") -> Drawing:
    """Draw who did not sign again, signed again and was new from one list to the next, a bar a step.

    Columns: ``section`` (a heading), ``label``, ``left``, ``stayed``, ``joined``
    (numbers), ``side``. Those not on the later list stand before the line, the others after it, the
    new ones hollow. ``of`` says who signs what.
    """
    sheet = Sheet(WIDTH)
    before = float(table["left"].max())
    scale = (WIDTH - 1.0) / (float((table["stayed"] + table["joined"]).max()) + before)
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
    return twice(sheet.done(), " ".join(alt), table)


def arcs(table: pd.DataFrame, nodes: pd.DataFrame) -> Drawing:
    """Draw two networks over the same actors as arcs: congruence left, conflict right.

    ``table``: ``a``, ``b``, ``kind`` (congruence or conflict), ``weight`` (the number of concepts
    on which the two agree or disagree). ``nodes``: ``label``, ``side``, in order from top to bottom.
    """
    sheet = Sheet(WIDTH)
    x0 = 1.55 * sheet.wide
    x1 = WIDTH - x0
    sheet.text(x0 - 0.1, 0.4, "Congruence", ha="right", weight="bold")
    sheet.text(x1 + 0.1, 0.4, "Conflict", weight="bold")
    sheet.down(1.0)
    ys = {}
    for name in nodes["label"]:
        text = wrap(name, x1 - x0 - 0.2)
        room = height(text) + 0.4
        ys[name] = sheet.y + room / 2
        sheet.label((x0 + x1) / 2, ys[name], text, ha="center")
        sheet.down(room)
    span = max(ys.values()) - min(ys.values())
    for row in table.to_dict("records"):
        x, way, style = (x0, -1, "-") if row["kind"] == "congruence" else (x1, 1, DASHED)
        a, b = ys[row["a"]], ys[row["b"]]
        bulge = (0.25 + 1.45 * abs(a - b) / span) * sheet.wide
        ts = [i / 24 for i in range(25)]
        sheet.line(
            [x + way * bulge * 4 * t * (1 - t) * 0.85 for t in ts],
            [a + (b - a) * t for t in ts],
            "ink",
            linewidth=0.9 + 0.9 * (row["weight"] - 1),
            linestyle=style,
        )
    for label, side in zip(nodes["label"], nodes["side"], strict=True):
        for x in (x0, x1):
            sheet.mark(x, ys[label], side, 5)
    sheet.down(0.2)
    sheet.key(nodes["side"], drop=0.5)
    ties = table["a"] + " and " + table["b"] + " (" + table["weight"].astype(str) + ")"
    said = ties.groupby(table["kind"]).agg("; ".join)
    alt = (
        f"Arcs between {len(nodes)} actors. Congruence, with the number of shared concepts: "
        f"{said.get('congruence', 'none')}. Conflict: {said.get('conflict', 'none')}."
    )
    return twice(sheet.done(), alt, table)
