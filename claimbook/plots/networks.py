"""Figures that tie one set of things to another: grids and networks."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from claimbook.plots.sheet import (
    BEHIND,
    CENTRE,
    CHARACTERS,
    DASHES,
    ROW,
    Drawing,
    Sheet,
    rows,
    wrap,
)
from claimbook.plots.style import MARKS, WIDTH
from claimbook.tables.wording import listing, read_grid


def grid(
    table: pd.DataFrame,
    across: Sequence[str],
    down: Sequence[str],
    of: tuple[str, str],
    left: float | None = None,
    width: float = WIDTH,
) -> Drawing:
    """Draw counts in a grid: a mark per cell, its number inside.

    Columns of ``table``: ``row``, ``column``, ``value`` (number, or text for the mark), ``side``.
    ``across`` names the rows and ``down`` the columns, in order; ``of`` says what they are. ``left`` is
    the room for row labels in inches; without it they stand above their rows, and many columns find
    room. Names of columns stand upright if their words fit, else they lean.
    """
    sheet, above = Sheet(width), left is None
    start = 0.05 if left is None else left
    step = (width - 0.05 - start) / len(down)
    upright = max(len(word) for c in down for word in c.split()) <= step * CHARACTERS * 1.15
    names = {c: wrap(c, step) if upright else c for c in down}
    if upright:
        sheet.move(max(rows(n) for n in names.values()) + 0.2)
    else:
        step = (width - 0.45 - start) / len(down)
        sheet.move(max(len(c) for c in down) / CHARACTERS / ROW + 0.4)
    top, right = sheet.y, start + step * len(down)
    xs = {c: start + step * (i + 0.5) for i, c in enumerate(down)}
    ys = {}
    for name in across:
        label = wrap(name, width - 0.1 if above else start - 0.15)
        height = rows(label) + (1.3 if above else 0.45)
        ys[name] = sheet.y + (height - 0.65 if above else height / 2)
        if above:
            sheet.text(0.05, sheet.y + 0.15, label, va="top", linespacing=1.05, bbox=BEHIND)
        else:
            sheet.text(start - 0.12, ys[name], label, ha="right", linespacing=1.05)
        sheet.line([start, right], [ys[name]] * 2, "grid", 0.6, zorder=0)
        sheet.move(height)
    lean: dict[str, Any] = {"rotation": 80, "ha": "left", "rotation_mode": "anchor"}
    how: dict[str, Any] = {"ha": "center", "linespacing": 1.05} if upright else lean
    for c, x in xs.items():
        sheet.text(x, top - 0.2, names[c], va="bottom", **how)
        sheet.line([x, x], [top, sheet.y], "grid", 0.6, zorder=0)
    sheet.move(0.2)
    sheet.key(set(table["side"]) - {"muted"}, 0.5)
    size = 13 if step < 0.3 else 19
    for cell in table.to_dict("records"):
        x, at = xs[cell["column"]], ys[cell["row"]]
        sheet.mark(x, at, cell["side"], size + 3 if MARKS[cell["side"]] in "ph" else size)
        sheet.head(x, at, cell["value"], ink="paper", **CENTRE)
    if (table["value"] == "✓").all():
        told = " ".join(
            f"{of[0].capitalize()} that {c}: {listing(table['row'][table['column'] == c])}."
            for c in down
        )
    else:
        told = read_grid(table)
    return Drawing(sheet.done(), f"Grid of {of[0]} and {of[1]}. {told}", table)


def bipartite(
    table: pd.DataFrame, left: Sequence[str], right: Sequence[str], width: float = WIDTH
) -> Drawing:
    """Draw an affiliation network: actors left, concepts right, lines solid (agree) or dashed.

    Columns: ``actor``, ``concept``, ``position`` (agree or disagree), ``side`` of the actor.
    """
    sheet, x0, x1 = Sheet(width), 1.6, 2.6
    names = {n: wrap(n, x0 - 0.15) for n in left}
    ideas = {n: wrap(n, width - x1 - 0.1) for n in right}
    high = max(sum(rows(v) + 0.35 for v in items.values()) for items in (names, ideas))
    ly, ry = _spread(names, high), _spread(ideas, high)
    for row in table.to_dict("records"):
        ends = [ly[row["actor"]], ry[row["concept"]]]
        style = "-" if row["position"] == "agree" else DASHES
        sheet.line([x0, x1], ends, row["side"], 1.4, linestyle=style)
    side = dict(zip(table["actor"], table["side"], strict=True))
    for name, y in ly.items():
        sheet.mark(x0, y, side[name])
        sheet.text(x0 - 0.1, y, names[name], ha="right", linespacing=1.02)
    for name, y in ry.items():
        sheet.line([x1], [y], "ink", 1.5, marker="|", markersize=9)
        sheet.text(x1 + 0.1, y, ideas[name], linespacing=1.02)
    sheet.move(high + 0.9)
    for style, text in (("-", "agrees"), (DASHES, "disagrees")):
        sheet.line([0.1, 0.6], [sheet.y] * 2, "ink", 1.4, linestyle=style)
        sheet.text(0.7, sheet.y, text, "muted")
        sheet.move(1)
    sheet.move(-0.6)
    sheet.key(table["side"], 0.8)
    views = table["position"] + "s that “" + table["concept"] + "”"
    told = " ".join(
        f"{actor} {listing(view)}." for actor, view in views.groupby(table["actor"], sort=False)
    )
    return Drawing(sheet.done(), f"Network of actors and concepts. {told}", table)


def _spread(items: Mapping[str, str], high: float) -> dict[str, float]:
    """Spread broken labels evenly over so many rows; return the middle of each."""
    sizes = {name: rows(text) for name, text in items.items()}
    space = (high - sum(sizes.values())) / len(sizes)
    at, y = {}, 0.0
    for name, size in sizes.items():
        at[name] = y + (size + space) / 2
        y += size + space
    return at


def arcs(table: pd.DataFrame, nodes: pd.DataFrame, width: float = WIDTH) -> Drawing:
    """Draw two networks over the same actors as arcs: congruence left, conflict right.

    ``table``: ``a``, ``b``, ``kind`` (congruence or conflict), ``weight``. ``nodes``: ``label``,
    ``side``, in order from top to bottom.
    """
    sheet, x0, x1 = Sheet(width, 1.0), 1.55, width - 1.55
    names = {n: wrap(n, x1 - x0 - 0.2) for n in nodes["label"]}
    ys = {}
    for name, text in names.items():
        ys[name] = sheet.y + (rows(text) + 0.4) / 2
        sheet.move(rows(text) + 0.4)
    sheet.head(x0 - 0.1, 0.4, "Congruence", ha="right")
    sheet.head(x1 + 0.1, 0.4, "Conflict")
    span = max(ys.values()) - min(ys.values())
    ts = [i / 24 for i in range(25)]
    for row in table.to_dict("records"):
        x, way, style = (x0, -1, "-") if row["kind"] == "congruence" else (x1, 1, DASHES)
        a, b = ys[row["a"]], ys[row["b"]]
        bulge = 0.25 + 1.45 * abs(a - b) / span
        bow = [x + way * bulge * 4 * t * (1 - t) * 0.85 for t in ts]
        weight = 0.9 + 0.9 * (row["weight"] - 1)
        sheet.line(bow, [a + (b - a) * t for t in ts], "ink", weight, linestyle=style)
    for row in nodes.to_dict("records"):
        at = ys[row["label"]]
        sheet.text((x0 + x1) / 2, at, names[row["label"]], linespacing=1.05, ha="center")
        for x in (x0, x1):
            sheet.mark(x, at, row["side"], 5)
    sheet.move(0.2)
    sheet.key(nodes["side"], 0.5)
    pairs = table["a"] + " and " + table["b"] + " (" + table["weight"].astype(str) + ")"
    told = pairs.groupby(table["kind"]).agg("; ".join)
    alt = (
        f"Arcs between {len(nodes)} actors. Congruence, with the number of shared concepts: "
        f"{told['congruence']}. Conflict: {told['conflict']}."
    )
    return Drawing(sheet.done(), alt, table)
