"""Figures of who meets what or whom: cells of a grid, lines between two columns, arcs."""

from collections.abc import Sequence
from math import fsum  # sum() rounds otherwise before Python 3.12, and figures would differ

import pandas as pd

from claimbook.plots.drawing import Drawing
from claimbook.plots.sheet import BEHIND, CHARACTERS, DASHED, EDGE, ROW, Sheet, height, wrap
from claimbook.plots.style import MARKS, WIDTH
from claimbook.tables.wording import listing, read_grid


def grid(
    table: pd.DataFrame,
    rows: Sequence[str],
    columns: Sequence[str],
    left: float | None = None,
    *,
    of: tuple[str, str] = ("rows", "columns"),
    width: float = WIDTH,
) -> Drawing:
    """Draw counts in a grid: a mark per cell, its number inside.

    Columns of ``table``: ``row``, ``column``, ``value`` (number, or text for the mark), ``side``.
    ``rows`` and ``columns`` give the order; ``left`` is the room for row labels in inches on the
    narrowest sheet; without it they stand above their rows, and many columns find room. Names of
    columns stand upright if their words fit, else they lean. ``of`` says what the rows and the
    columns are. A grid of numbers is read row by row, one of ticks (✓) column by column.
    """
    sheet = Sheet(width)
    gap = 0.2  # rows between the names of the columns and the grid
    start = EDGE if left is None else left * sheet.wide
    step = (width - EDGE - start) / len(columns)
    upright = max(len(word) for c in columns for word in c.split()) <= step * CHARACTERS * 1.15
    if upright:
        names = {c: wrap(c, step) for c in columns}
        top = sheet.down(max(height(name) for name in names.values()) + gap)
    else:
        step = (width - 0.45 - start) / len(columns)
        top = sheet.down((max(len(c) for c in columns) + 1) / CHARACTERS / ROW)
    xs = {c: start + step * (i + 0.5) for i, c in enumerate(columns)}
    ys = {}
    for name in rows:
        if left is None:
            label = wrap(name, width - 0.1)
            room = height(label) + 1.3
            ys[name] = sheet.y + (room - 0.65)
            sheet.label(EDGE, sheet.y + 0.15, label, va="top", bbox=BEHIND)
        else:
            label = wrap(name, start - 0.15)
            room = height(label) + 0.45
            ys[name] = sheet.y + room / 2
            sheet.label(start - 0.12, ys[name], label, ha="right")
        ends = [start, start + step * len(columns)]
        sheet.line(ends, [ys[name]] * 2, "grid", linewidth=0.6, zorder=0)
        sheet.down(room)
    for name, x in xs.items():
        if upright:
            sheet.label(x, top - gap, names[name], ha="center", va="bottom")
        else:
            sheet.text(x, top - gap, name, va="bottom", rotation=80, rotation_mode="anchor")
        sheet.line([x, x], [top, sheet.y], "grid", linewidth=0.6, zorder=0)
    sheet.down(0.2)
    sheet.key(set(table["side"]) - {"muted"}, drop=0.5)
    size = 13 if step < 0.3 else 19
    for cell in table.to_dict("records"):
        x, y, side = xs[cell["column"]], ys[cell["row"]], cell["side"]
        sheet.mark(x, y, side, size + 3 if MARKS[side] in "ph" else size)
        sheet.text(x, y, cell["value"], "paper", ha="center", weight="bold")
    if (table["value"] == "✓").all():
        ticked = table.groupby("column", sort=False)["row"].agg(listing)
        read = " ".join(f"{of[0].capitalize()} that {c}: {ticked[c]}." for c in columns)
    else:
        read = read_grid(table)
    return Drawing(sheet.done(), f"Grid of {of[0]} and {of[1]}. {read}", table)


def bipartite(
    table: pd.DataFrame, left: Sequence[str], right: Sequence[str], *, width: float = WIDTH
) -> Drawing:
    """Draw an affiliation network: actors left, concepts right, lines solid (agree) or dashed.

    Columns: ``actor``, ``concept``, ``position`` (agree or disagree), ``side`` of the actor.
    ``left`` and ``right`` give the order of the actors and of the concepts.
    """
    sheet = Sheet(width)
    x0, x1 = 1.6 * sheet.wide, 2.6 * sheet.wide
    actors = {name: wrap(name, x0 - 0.15) for name in left}
    concepts = {name: wrap(name, width - x1 - 0.1) for name in right}
    high = max(fsum(height(t) + 0.35 for t in c.values()) for c in (actors, concepts))
    ys, zs = _spread(actors, high), _spread(concepts, high)
    sheet.down(high)
    styles = {"agree": "-", "disagree": DASHED}
    for row in table.to_dict("records"):
        ends = [ys[row["actor"]], zs[row["concept"]]]
        sheet.line([x0, x1], ends, row["side"], linewidth=1.4, linestyle=styles[row["position"]])
    side = dict(zip(table["actor"], table["side"], strict=True))
    for name, y in ys.items():
        sheet.mark(x0, y, side[name])
        sheet.label(x0 - 0.1, y, actors[name], ha="right", linespacing=1.02)
    for name, y in zs.items():
        sheet.line([x1], [y], "ink", marker="|", markersize=9)
        sheet.label(x1 + 0.1, y, concepts[name], linespacing=1.02)
    for position, style in styles.items():
        y = sheet.y + 0.9
        sheet.line([0.1, 0.6], [y, y], "ink", linewidth=1.4, linestyle=style)
        sheet.text(0.7, y, f"{position}s", "muted")
        sheet.down(1.0)
    sheet.down(0.3)
    sheet.key(table["side"], drop=0.8)
    views = table["position"] + "s that “" + table["concept"] + "”"
    said = views.groupby(table["actor"], sort=False).agg(listing)
    read = " ".join(f"{actor} {view}." for actor, view in said.items())
    return Drawing(sheet.done(), f"Network of actors and concepts. {read}", table)


def _spread(labels: dict[str, str], high: float) -> dict[str, float]:
    """Place labels one below the other, with equal spaces, over so many rows."""
    space = (high - fsum(height(text) for text in labels.values())) / len(labels)
    ys, y = {}, 0.0
    for name, text in labels.items():
        ys[name] = y + (height(text) + space) / 2
        y += height(text) + space
    return ys


def arcs(table: pd.DataFrame, nodes: pd.DataFrame, *, width: float = WIDTH) -> Drawing:
    """Draw two networks over the same actors as arcs: congruence left, conflict right.

    ``table``: ``a``, ``b``, ``kind`` (congruence or conflict), ``weight`` (the number of concepts
    on which the two agree or disagree). ``nodes``: ``label``, ``side``, in order from top to bottom.
    """
    sheet = Sheet(width)
    x0 = 1.55 * sheet.wide
    x1 = width - x0
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
    return Drawing(sheet.done(), alt, table)
