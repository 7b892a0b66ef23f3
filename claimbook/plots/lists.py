"""The kinds of figure the chapters use; each takes a small table and returns a figure.

All text is placed by row, one line of type to a row, so that labels cannot collide: figures grow
downwards with their rows and keep their width.
"""

import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from math import fsum  # sum() rounds otherwise before Python 3.12, and figures would differ
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from claimbook.plots.style import MARKS, WIDTH, colour, use
from claimbook.tables.schema import codes

ROW = 0.25  # inches for one line of type
LINE = 0.8  # rows for each further line of the same label
CHARACTERS = 10  # to an inch of type, about
BOTH: dict[str, Any] = {"ha": "center", "va": "center"}


def _canvas(rows: float, margin: float = 0.1) -> tuple[Figure, Axes]:
    """Make an empty figure whose unit is one inch across and one row downwards."""
    use()
    fig = plt.figure(figsize=(WIDTH, rows * ROW + 2 * margin))
    ax = fig.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set(xlim=(0, WIDTH), ylim=(rows + margin / ROW, -margin / ROW))
    ax.axis("off")
    return fig, ax


def _wrap(text: object, inches: float) -> str:
    """Break a text so that its lines fit into so many inches."""
    width = max(int(inches * CHARACTERS), 1)
    return "\n".join(textwrap.wrap(str(text), width, break_long_words=False))


def _rows(text: str) -> float:
    """Rows that a broken text needs."""
    return 1.0 + LINE * text.count("\n")


def _mark(ax: Axes, x: float, y: float, side: str, size: float = 6, hollow: bool = False) -> None:
    ax.plot(
        [x],
        [y],
        marker=MARKS[side],
        markersize=size,
        color=colour(side),
        linestyle="none",
        markerfacecolor=colour("paper") if hollow else colour(side),
        markeredgewidth=1.4,
    )


def _key_rows(sides: Sequence[str]) -> float:
    """Rows that the key of these sides needs, one name to a row; none for one side."""
    return 0.0 if len(sides) < 2 else 0.6 + len(sides)


def _key(ax: Axes, y: float, sides: Sequence[str]) -> None:
    """Name the marks of the sides, if there are several."""
    if len(sides) < 2:
        return
    for i, side in enumerate(sides):
        x, at = 0.15, y + i
        _mark(ax, x, at, side)
        ax.text(x + 0.14, at, codes("side")[side], va="center", color=colour("muted"))


def bars(table: pd.DataFrame) -> Figure:
    """Draw horizontal bars, each under its own label, its value at its end.

    Columns: ``label``, ``value`` (number), ``side`` (colour); optional ``section`` (a heading
    where it changes).
    """
    sections = table["section"].ne(table["section"].shift()) if "section" in table else None
    rows = len(table) * 1.9 + (float(sections.sum()) * 1.3 if sections is not None else 0)
    sides = [s for s in MARKS if s in set(table["side"])]
    fig, ax = _canvas(rows + _key_rows(sides))
    scale = (WIDTH - 0.75) / float(table["value"].max())
    y = 0.0
    for i, row in enumerate(table.to_dict("records")):
        if sections is not None and sections.iloc[i]:
            ax.text(0.05, y + 0.6, row["section"], va="center", fontweight="bold")
            y += 1.3
        ax.text(0.05, y + 0.45, row["label"], va="center")
        length = float(row["value"]) * scale
        ax.barh(y + 1.3, max(length, 0.02), 0.5, left=0.05, color=colour(row["side"]))
        ax.text(0.12 + length, y + 1.3, f"{row['value']}", va="center")
        y += 1.9
    _key(ax, rows + 0.6, sides)
    return fig


def strip(table: pd.DataFrame, unit: str) -> Figure:
    """Draw one line per unit in order: its length, the quoted part dark, who speaks at the end.

    Columns: ``label``, ``words``, ``quoted``, ``side`` of the speaker, ``speaker`` (text).
    """
    left, room = 0.6, 1.5
    scale = room / float(table["words"].max())
    ends = left + table["words"] * scale + 0.1
    names = [_wrap(n, WIDTH - x - 0.15) for n, x in zip(table["speaker"], ends, strict=True)]
    fig, ax = _canvas(fsum(_rows(n) for n in names) + 1.2)
    ax.text(
        0.05, 0.3, f"{unit}: quoted (dark), all others (pale)", va="center", color=colour("muted")
    )
    y = 1.0
    for name, x, row in zip(names, ends, table.to_dict("records"), strict=True):
        at = y + _rows(name) / 2
        ax.text(left - 0.08, at, row["label"], va="center", ha="right", color=colour("muted"))
        ax.barh(at, row["words"] * scale, 0.62, left=left, color=colour("pale"))
        ax.barh(at, row["quoted"] * scale, 0.62, left=left, color=colour(row["side"]))
        if row["quoted"]:
            _mark(ax, x + 0.04, at, row["side"], 5)
        ax.text(
            x + 0.16 if row["quoted"] else x,
            at,
            name,
            va="center",
            linespacing=1.05,
            color=colour("ink" if row["quoted"] else "muted"),
        )
        y += _rows(name)
    return fig


def grid(
    table: pd.DataFrame, rows: Sequence[str], columns: Sequence[str], left: float | None = None
) -> Figure:
    """Draw counts in a grid: a mark per cell, its number inside.

    Columns of ``table``: ``row``, ``column``, ``value`` (number, or text for the mark), ``side``.
    ``rows`` and ``columns`` give the order; ``left`` is the room for row labels in inches; without
    it they stand above their rows, and many columns find room. Names of columns stand upright if
    their words fit, else they lean.
    """
    above = left is None
    start = 0.05 if left is None else left
    labels = [_wrap(r, WIDTH - 0.1 if above else start - 0.15) for r in rows]
    heights = [_rows(label) + (1.3 if above else 0.45) for label in labels]
    sides = [s for s in MARKS if s in set(table["side"]) - {"muted"}]
    step = (WIDTH - 0.05 - start) / len(columns)
    upright = max(len(word) for c in columns for word in c.split()) <= step * CHARACTERS * 1.15
    names = {c: _wrap(c, step) if upright else c for c in columns}
    if upright:
        top = max(_rows(n) for n in names.values()) + 0.2
    else:
        step = (WIDTH - 0.45 - start) / len(columns)
        top = max(len(c) for c in columns) / CHARACTERS / ROW + 0.4
    right = start + step * len(columns)
    fig, ax = _canvas(top + fsum(heights) + 0.2 + _key_rows(sides))
    xs = {c: start + step * (i + 0.5) for i, c in enumerate(columns)}
    ys, y = {}, top
    for label, name, height in zip(labels, rows, heights, strict=True):
        ys[name] = y + (height - 0.65 if above else height / 2)
        if above:
            ax.text(0.05, y + 0.15, label, va="top", linespacing=1.05, bbox=_behind())
        else:
            ax.text(start - 0.12, ys[name], label, ha="right", va="center", linespacing=1.05)
        ax.plot([start, right], [ys[name]] * 2, color=colour("grid"), linewidth=0.6, zorder=0)
        y += height
    for c, x in xs.items():
        lean: dict[str, Any] = {"rotation": 80, "ha": "left", "rotation_mode": "anchor"}
        how: dict[str, Any] = {"ha": "center", "linespacing": 1.05} if upright else lean
        ax.text(x, top - 0.2, names[c], va="bottom", **how)
        ax.plot([x, x], [top, y], color=colour("grid"), linewidth=0.6, zorder=0)
    _key(ax, y + 0.7, sides)
    for cell in table.to_dict("records"):
        x, at = xs[cell["column"]], ys[cell["row"]]
        size = 13 if step < 0.3 else 19
        _mark(ax, x, at, cell["side"], size + 3 if MARKS[cell["side"]] in "ph" else size)
        ax.text(x, at, str(cell["value"]), color=colour("paper"), fontweight="bold", **BOTH)
    return fig


def slope(table: pd.DataFrame, bands: Sequence[str], heads: tuple[str, str]) -> Figure:
    """Draw the order of telling (left, top to bottom) against bands of time (right).

    Columns: ``label`` in the order of telling, ``band`` (one of ``bands``), ``side``.
    """
    texts = [_wrap(label, 2.1) for label in table["label"]]
    high = fsum(_rows(text) + 0.25 for text in texts)
    fig, ax = _canvas(high + 1.4)
    start, end = 2.2, WIDTH - 1.55
    ax.text(0.05, 0.4, heads[0], va="center", fontweight="bold")
    ax.text(WIDTH - 0.05, 0.4, heads[1], ha="right", va="center", fontweight="bold")
    ordered = table.assign(rank=table["band"].map(list(bands).index)).sort_values(
        "rank", kind="stable"
    )
    space = high / len(table)
    slots = {label: 1.3 + space * (i + 0.5) for i, label in enumerate(ordered["label"])}
    y = 1.3
    for text, row in zip(texts, table.to_dict("records"), strict=True):
        at, to = y + (_rows(text) + 0.25) / 2, slots[row["label"]]
        ax.text(0.05, at, text, va="center", linespacing=1.05)
        ax.plot([start, end], [at, to], color=colour(row["side"]), linewidth=1.3)
        _mark(ax, start, at, row["side"], 5)
        _mark(ax, end, to, row["side"], 5)
        y += _rows(text) + 0.25
    for band, part in ordered.groupby("band", sort=False):
        lows = [slots[label] for label in part["label"]]
        ax.plot(
            [end + 0.1] * 2,
            [min(lows) - 0.35, max(lows) + 0.35],
            color=colour("muted"),
            linewidth=1,
        )
        ax.text(
            end + 0.18, (min(lows) + max(lows)) / 2, _wrap(band, 1.4), va="center", linespacing=1.05
        )
    return fig


def tree(table: pd.DataFrame) -> Figure:
    """Draw who belongs to whom as indented rows.

    Columns: ``label``, ``depth`` (0 for a root), ``side``; rows in reading order.
    """
    sides = [s for s in MARKS if s in set(table["side"])]
    lefts = 0.15 + 0.35 * table["depth"]
    texts = [_wrap(n, WIDTH - x - 0.2) for n, x in zip(table["label"], lefts, strict=True)]
    fig, ax = _canvas(fsum(_rows(text) + 0.15 for text in texts) + 0.3 + _key_rows(sides))
    last: dict[int, float] = {}
    y = 0.5
    for x, text, row in zip(lefts, texts, table.to_dict("records"), strict=True):
        depth = row["depth"]
        if depth:
            ax.plot(
                [x - 0.35, x - 0.35, x - 0.1],
                [last[depth - 1] + 0.4, y, y],
                color=colour("muted"),
                linewidth=1,
                zorder=0,
            )
        _mark(ax, x, y, row["side"])
        weight = "normal" if depth else "bold"
        ax.text(x + 0.14, y - 0.4, text, va="top", fontweight=weight, linespacing=1.05)
        last[depth] = y
        y += _rows(text) + 0.15
    _key(ax, y + 0.4, sides)
    return fig


def bipartite(table: pd.DataFrame, left: Sequence[str], right: Sequence[str]) -> Figure:
    """Draw an affiliation network: actors left, concepts right, lines solid (agree) or dashed.

    Columns: ``actor``, ``concept``, ``position`` (agree or disagree), ``side`` of the actor.
    """
    x0, x1 = 1.6, 2.6
    names = {n: _wrap(n, x0 - 0.15) for n in left}
    ideas = {n: _wrap(n, WIDTH - x1 - 0.1) for n in right}
    high = max(fsum(_rows(v) + 0.35 for v in items.values()) for items in (names, ideas))
    sides = [s for s in MARKS if s in set(table["side"])]
    fig, ax = _canvas(high + 2.3 + _key_rows(sides))

    def place(items: dict[str, str]) -> dict[str, float]:
        sizes = [_rows(v) for v in items.values()]
        space = (high - fsum(sizes)) / len(sizes)
        at, y = {}, 0.0
        for name, size in zip(items, sizes, strict=True):
            at[name] = y + (size + space) / 2
            y += size + space
        return at

    ly, ry = place(names), place(ideas)
    for row in table.to_dict("records"):
        ax.plot(
            [x0, x1],
            [ly[row["actor"]], ry[row["concept"]]],
            color=colour(row["side"]),
            linewidth=1.4,
            linestyle="-" if row["position"] == "agree" else (0, (3, 2)),
        )
    side = dict(zip(table["actor"], table["side"], strict=True))
    for name, y in ly.items():
        _mark(ax, x0, y, side[name])
        ax.text(x0 - 0.1, y, names[name], ha="right", va="center", linespacing=1.02)
    for name, y in ry.items():
        ax.plot([x1], [y], marker="|", markersize=9, color=colour("ink"))
        ax.text(x1 + 0.1, y, ideas[name], va="center", linespacing=1.02)
    for i, (style, text) in enumerate((("-", "agrees"), ((0, (3, 2)), "disagrees"))):
        y = high + 0.9 + i
        ax.plot([0.1, 0.6], [y, y], color=colour("ink"), linewidth=1.4, linestyle=style)
        ax.text(0.7, y, text, va="center", color=colour("muted"))
    _key(ax, high + 3.1, sides)
    return fig


def arcs(table: pd.DataFrame, nodes: pd.DataFrame) -> Figure:
    """Draw two networks over the same actors as arcs: congruence left, conflict right.

    ``table``: ``a``, ``b``, ``kind`` (congruence or conflict), ``weight``. ``nodes``: ``label``,
    ``side``, in order from top to bottom.
    """
    x0, x1 = 1.55, WIDTH - 1.55
    sides = [s for s in MARKS if s in set(nodes["side"])]
    names = {n: _wrap(n, x1 - x0 - 0.2) for n in nodes["label"]}
    ys, y = {}, 1.0
    for name, text in names.items():
        ys[name] = y + (_rows(text) + 0.4) / 2
        y += _rows(text) + 0.4
    fig, ax = _canvas(y + 0.2 + _key_rows(sides))
    ax.text(x0 - 0.1, 0.4, "Congruence", ha="right", va="center", fontweight="bold")
    ax.text(x1 + 0.1, 0.4, "Conflict", va="center", fontweight="bold")
    span = max(ys.values()) - min(ys.values())
    for row in table.to_dict("records"):
        left = row["kind"] == "congruence"
        x, way = (x0, -1) if left else (x1, 1)
        a, b = ys[row["a"]], ys[row["b"]]
        bulge = 0.25 + 1.45 * abs(a - b) / span
        ts = [i / 24 for i in range(25)]
        ax.plot(
            [x + way * bulge * 4 * t * (1 - t) * 0.85 for t in ts],
            [a + (b - a) * t for t in ts],
            color=colour("ink"),
            linewidth=0.9 + 0.9 * (row["weight"] - 1),
            linestyle="-" if left else (0, (3, 2)),
        )
    for row in nodes.to_dict("records"):
        at = ys[row["label"]]
        ax.text((x0 + x1) / 2, at, names[row["label"]], linespacing=1.05, **BOTH)
        for x in (x0, x1):
            _mark(ax, x, at, row["side"], 5)
    _key(ax, y + 0.7, sides)
    return fig


def ranges(table: pd.DataFrame, unit: str, top: float) -> Figure:
    """Draw estimates with their bounds on one axis from zero.

    Columns: ``label``, ``value``, ``bound`` (exact, approximate, lower, upper), ``side``, ``text``. An
    upper bound is drawn as the end of a range that begins at the smallest of the numbers, because
    that is what it is set against.
    """
    least = float(table["value"].min())
    fig, ax = _canvas(len(table) * 2.6 + 2.4)
    scale = (WIDTH - 0.5) / top
    base = len(table) * 2.6 + 0.4
    for tick in range(int(top) + 1):
        x = 0.2 + tick * scale
        ax.plot([x, x], [0.4, base], color=colour("grid"), linewidth=0.7, zorder=0)
        ax.text(x, base + 0.6, str(tick), color=colour("muted"), **BOTH)
    ax.text(0.2, base + 1.6, unit, va="center", color=colour("muted"))
    for i, row in enumerate(table.to_dict("records")):
        y, x = i * 2.6 + 1.9, 0.2 + row["value"] * scale
        ax.text(0.26, y - 1.05, row["label"], va="center", fontweight="bold", bbox=_behind())
        if row["bound"] == "upper":
            ax.plot(
                [0.2 + least * scale, x],
                [y, y],
                color=colour(row["side"]),
                linewidth=2,
                linestyle=(0, (4, 3)),
            )
            ax.plot([x, x], [y - 0.4, y + 0.4], color=colour(row["side"]), linewidth=2.4)
            ax.text(
                x - 0.1,
                y + 0.75,
                row["text"],
                ha="right",
                va="center",
                color=colour("muted"),
                bbox=_behind(),
            )
        else:
            _mark(ax, x, y, row["side"], 8, hollow=row["bound"] == "approximate")
            ax.text(x + 0.14, y, row["text"], va="center", color=colour("muted"), bbox=_behind())
    return fig


def _behind() -> dict[str, object]:
    """Paper behind a label, so that grid lines do not run through it."""
    return {"facecolor": colour("paper"), "edgecolor": "none", "pad": 1.2}


def checklist(table: pd.DataFrame, states: dict[str, str]) -> Figure:
    """Draw one line per item under the state it is in, grouped by section.

    Columns: ``label``, ``state`` (a key of ``states``), ``side``, ``section``. The first state is
    drawn as a full mark, the second as a hollow one, any other as a cross; ``states`` names them.
    """
    keys = list(states)
    rank = table["state"].map(keys.index)
    table = table.assign(
        order=table["section"].map(list(table["section"].unique()).index), rank=rank
    )
    table = table.sort_values(["order", "rank"], kind="stable")
    first = table["section"].ne(table["section"].shift())
    turn = first | table["rank"].ne(table["rank"].shift())
    fig, ax = _canvas(len(table) + float(first.sum()) * 1.4 + float(turn.sum()) * 1.3 + 0.4)
    y = 0.0
    for new, other, row in zip(first, turn, table.to_dict("records"), strict=True):
        if new:
            ax.text(0.05, y + 0.9, row["section"], va="center", fontweight="bold")
            y += 1.4
        if other:
            ax.text(0.05, y + 0.7, states[row["state"]], va="center", color=colour("muted"))
            y += 1.3
        if row["rank"] < 2:
            _mark(ax, 0.15, y + 0.5, row["side"], 6, hollow=row["rank"] == 1)
        else:
            ax.plot(
                [0.15],
                [y + 0.5],
                marker="x",
                markersize=6,
                color=colour("ink"),
                markeredgewidth=1.6,
            )
        ax.text(0.32, y + 0.5, row["label"], va="center")
        y += 1.0
    return fig


def tiles(table: pd.DataFrame, per_row: int = 9) -> Figure:
    """Draw one tile an item, in rows under section headings: what a list holds, item by item.

    Columns: ``section``, ``label`` (up to three letters), ``side`` (a mark, or ``none`` for the
    label alone), ``hollow`` (an outline instead of a full mark).
    """
    groups = [(str(s), part) for s, part in table.groupby("section", sort=False)]
    lines = [-(-len(part) // per_row) for _, part in groups]
    step = WIDTH / per_row
    heads = [_wrap(section, (WIDTH - 0.1) * 0.92) for section, _ in groups]  # bold is wider
    fig, ax = _canvas(fsum(0.5 + _rows(h) + n * 2.0 for h, n in zip(heads, lines, strict=True)))
    y = 0.0
    for head, (_, part), n in zip(heads, groups, lines, strict=True):
        ax.text(0.05, y + 0.3, head, va="top", fontweight="bold", linespacing=1.05)
        y += 0.5 + _rows(head)
        for i, row in enumerate(part.to_dict("records")):
            x, at = step * (i % per_row + 0.5), y + 0.92 + 2.0 * (i // per_row)
            named = row["side"] != "none"
            if named:
                _mark(ax, x, at, row["side"], 32, hollow=row["hollow"])
            ax.text(
                x,
                at,
                row["label"],
                fontweight="bold" if named else "normal",
                color=colour(
                    "paper" if named and not row["hollow"] else "ink" if named else "muted"
                ),
                **BOTH,
            )
        y += n * 2.0
    return fig


def mirror(table: pd.DataFrame, sides: dict[str, str], gap: str) -> Figure:
    """Draw two sides of each occasion as bars from a common middle, ranges as pale ends.

    Columns: ``section`` (a heading where it changes), ``side`` (a key of ``sides``, which names the
    left and the right one), ``low`` (number, missing if not given), ``high`` (the largest number
    given), ``text``, ``hollow`` (an outline: another kind of number). A side without a row in a
    section gets the words ``gap``.
    """
    middle, scale = 2.2, 0.75 / float(table["high"].max())
    table = table.assign(
        text=[
            _wrap(text, (middle if side == next(iter(sides)) else WIDTH - middle) - 0.1 - bar)
            for text, side, bar in zip(
                table["text"], table["side"], table["high"].fillna(0) * scale, strict=True
            )
        ]
    )
    parts = [(str(name), part) for name, part in table.groupby("section", sort=False)]
    depths = [_depths(part) for _, part in parts]
    fig, ax = _canvas(fsum(1.5 + fsum(d) for d in depths) + 1.2)
    y = 1.2
    for (section, part), depth in zip(parts, depths, strict=True):
        ax.plot([0, WIDTH], [y + 0.2] * 2, color=colour("grid"), linewidth=0.7)
        ax.text(0.05, y + 0.95, section, va="center", color=colour("muted"))
        bottom = y + 1.4 + fsum(depth)
        ax.plot([middle] * 2, [y + 1.4, bottom], color=colour("ink"), linewidth=0.8)
        for side, way in zip(sides, (-1, 1), strict=True):
            rows = part[part["side"] == side].to_dict("records")
            for i, row in enumerate(rows or [{"text": gap, "low": float("nan")}]):
                at, end = y + 1.4 + fsum(depth[:i]) + depth[i] / 2, middle
                if pd.notna(row["low"]):
                    low, high = (way * scale * float(row[k]) for k in ("low", "high"))
                    fill = colour("paper" if row["hollow"] else side)
                    ax.barh(at, high, 0.6, left=middle, color=colour("pale"))
                    ax.barh(at, low, 0.6, left=middle, color=fill, edgecolor=colour(side))
                    end += high
                ax.text(
                    end + way * 0.08,
                    at,
                    row["text"],
                    ha="left" if way > 0 else "right",
                    va="center",
                    linespacing=1.05,
                    color=colour("ink" if pd.notna(row["low"]) else "muted"),
                )
        y += 1.5 + fsum(depth)
    for side, way in zip(sides, (-1, 1), strict=True):
        align = "left" if way > 0 else "right"
        ax.text(middle + way * 0.08, 0.4, sides[side], ha=align, va="center", fontweight="bold")
    return fig


def _depths(part: pd.DataFrame) -> list[float]:
    """Rows that each line of a section needs, on the side that needs more."""
    needs = [[_rows(text) + 0.2 for text in rows] for _, rows in part.groupby("side")["text"]]
    return [max(both) for both in zip_longest(*needs, fillvalue=1.2)]


def flow(table: pd.DataFrame) -> Figure:
    """Draw who did not sign again, signed again and was new from one list to the next, a bar a step.

    Columns: ``section`` (a heading where it changes), ``label``, ``left``, ``stayed``, ``joined``
    (numbers), ``side``. Those not on the later list stand before the line, the others after it, the
    new ones hollow.
    """
    new = table["section"].ne(table["section"].shift())
    fig, ax = _canvas(len(table) * 2.5 + float(new.sum()) * 1.5 + 1.4)
    reach = float((table["stayed"] + table["joined"]).max())
    before = float(table["left"].max())
    scale = (WIDTH - 1.0) / (reach + before)
    x0 = 0.5 + before * scale
    y = 0.0
    for first, row in zip(new, table.to_dict("records"), strict=True):
        if first:
            ax.text(0.05, y + 0.7, row["section"], va="center", fontweight="bold")
            y += 1.5
        ax.text(x0 + 0.05, y + 0.45, row["label"], va="center")
        at = y + 1.45
        left, stayed, joined = (float(row[k]) * scale for k in ("left", "stayed", "joined"))
        ax.barh(at, -left, 0.95, left=x0, color=colour("pale"), edgecolor=colour("muted"))
        ax.barh(at, stayed, 0.95, left=x0, color=colour(row["side"]))
        ax.barh(
            at,
            joined,
            0.95,
            left=x0 + stayed,
            color=colour("paper"),
            edgecolor=colour(row["side"]),
            linewidth=1.4,
        )
        ax.text(x0 - left - 0.07, at, f"−{row['left']}", ha="right", va="center")
        if row["stayed"]:
            ax.text(
                x0 + stayed / 2,
                at,
                str(row["stayed"]),
                color=colour("paper"),
                fontweight="bold",
                **BOTH,
            )
        ax.text(x0 + stayed + joined + 0.07, at, f"+{row['joined']}", va="center")
        y += 2.5
    ax.plot([x0, x0], [1.4, y - 0.4], color=colour("ink"), linewidth=0.8)
    ax.text(x0 - 0.07, y + 0.5, "not again", ha="right", va="center", color=colour("muted"))
    ax.text(x0 + 0.07, y + 0.5, "again (full), new (outline)", va="center", color=colour("muted"))
    return fig


def timeline(table: pd.DataFrame) -> Figure:
    """Draw dated events in order, one row each; those of the article full, the others hollow.

    Columns: ``section`` (a heading where it changes, such as the year), ``date`` (text),
    ``label``, ``told`` (whether the article tells it), ``side``.
    """
    new = table["section"].ne(table["section"].shift())
    labels = [_wrap(label, WIDTH - 1.2) for label in table["label"]]
    heights = [_rows(label) + 0.6 for label in labels]
    fig, ax = _canvas(fsum(heights) + float(new.sum()) * 1.3 + 0.2)
    y, x = 0.0, 0.9
    ax.plot(
        [x, x], [0.5, fsum(heights) + float(new.sum()) * 1.3 - 0.4], color=colour("pale"), zorder=0
    )
    for first, label, height, row in zip(
        new, labels, heights, table.to_dict("records"), strict=True
    ):
        if first:
            ax.text(0.05, y + 0.7, row["section"], va="center", fontweight="bold")
            y += 1.3
        _mark(ax, x, y + 0.55, row["side"], 6, hollow=not row["told"])
        ax.text(x - 0.14, y + 0.55, row["date"], ha="right", va="center", color=colour("muted"))
        ax.text(
            x + 0.17,
            y + 0.2,
            label,
            va="top",
            linespacing=1.1,
            color=colour("ink" if row["told"] else "muted"),
        )
        y += height
    return fig


def intervals(table: pd.DataFrame, unit: str) -> Figure:
    """Draw a value with its interval on a scale from zero to one, each under its own label.

    Columns: ``label``, ``value``, ``low``, ``high`` (numbers from 0 to 1), ``text`` (what stands at
    the end of the line).
    """
    step = 1.7
    fig, ax = _canvas(len(table) * step + 2.2)
    left, width = 0.2, WIDTH - 1.0
    base = len(table) * step + 0.3
    for tick in range(0, 11, 2):
        x = left + width * tick / 10
        ax.plot([x, x], [0.2, base], color=colour("grid"), linewidth=0.7, zorder=0)
        ax.text(x, base + 0.6, f"{tick / 10:g}", color=colour("muted"), **BOTH)
    ax.text(left, base + 1.5, unit, va="center", color=colour("muted"))
    for i, row in enumerate(table.to_dict("records")):
        y = i * step + 0.3
        ax.text(0.2, y + 0.4, row["label"], va="center", bbox=_behind())
        low, high, at = (left + width * float(row[k]) for k in ("low", "high", "value"))
        ax.plot([low, high], [y + 1.15] * 2, color=colour("muted"), linewidth=2.4)
        ax.plot([at], [y + 1.15], marker="o", markersize=7, color=colour("ink"))
        ax.text(max(high, at) + 0.12, y + 1.15, row["text"], va="center")
    return fig
