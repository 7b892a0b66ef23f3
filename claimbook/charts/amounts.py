"""Figures of how much: bars in parts, bars on two scales, marks to count."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from claimbook.charts.canvas import EDGE, GAP, Canvas, Entry, named
from claimbook.charts.drawing import chart, gather, sections
from claimbook.data.wording import listing

STRIPES = "////"
#: Pixels of a mark to count, of the space for it, and of both in a thin column.
COUNTED, THIN = (9.0, 13.0), (6.0, 11.0)


@chart
def parts(canvas: Canvas, table: pd.DataFrame, unit: str) -> str:
    """Draw bars of several parts, each part with its name and its number, the sum at the end.

    Columns: ``row`` (whose bar), ``part``, ``value`` (number above zero), ``side``, ``striped`` (bool: a pattern).
    ``unit`` is what is counted.
    """
    bars = gather(table.to_dict("records"), "row")
    sums = {name: sum(row["value"] for row in rows) for name, rows in bars.items()}
    ends = {name: f"{total} {unit}" if canvas.wide else str(total) for name, total in sums.items()}
    room = max(canvas.across(end, bold=True) for end in ends.values()) + 10
    scale = (canvas.width - 2 * EDGE - room) / (max(sums.values()) or 1)
    for name, rows in bars.items():
        canvas.heading(name)
        x, y, most = EDGE, canvas.y + 14, 0.0
        for row in rows:
            long = row["value"] * scale
            canvas.bar(
                y, x + 1, max(long - 2, 0.0), 24, row["side"], STRIPES if row["striped"] else None
            )
            if row["striped"]:
                wide = canvas.across(row["value"], bold=True) + 8
                canvas.halo(x + long / 2, y, wide, canvas.lead + 2)
            ink = "ink" if row["striped"] else "paper"
            canvas.text(x + long / 2, y, row["value"], ink, "center", bold=True)
            lines = canvas.wrap(row["part"], max(long - 6, 1.0))
            most = max(most, canvas.tall(lines))
            canvas.block(x + 2, canvas.y + 28 + canvas.tall(lines) / 2, lines, "muted")
            x += long
        canvas.text(x + 6, y, ends[name], bold=True)
        canvas.down(28 + most + 10)
    told = {n: listing(f"{row['part']} {row['value']}" for row in bars[n]) for n in bars}
    read = ". ".join(f"{name}, {sums[name]}: {told[name]}" for name in bars)
    return f"Bars of {unit} in parts. {read}."


@chart
def pairs(canvas: Canvas, table: pd.DataFrame, heads: tuple[str, str]) -> str:
    """Draw two bars a row, each on a scale of its own, beside or below its label; zero is said.

    Columns: ``label``, ``one`` and ``other`` (numbers), ``side``. ``heads`` say what the two count.
    """
    canvas.sides(table["side"])
    indent = EDGE + 16
    beside = canvas.column(table["label"], canvas.width * 0.36) if canvas.wide else 0.0
    left = indent + beside + GAP if canvas.wide else EDGE
    half = (canvas.width - left - GAP) / 2
    starts = left, left + half + GAP
    number = max(canvas.across(n, bold=True) for column in ("one", "other") for n in table[column])
    scales = [(half - number - 10) / max(table[column].max(), 1) for column in ("one", "other")]
    lines = [canvas.wrap(head, half, bold=True) for head in heads]
    for x, head in zip(starts, lines, strict=True):
        canvas.block(x, canvas.y + canvas.tall(head) / 2, head, bold=True)
    top = canvas.down(max(map(canvas.tall, lines)) + 6)
    for row in table.to_dict("records"):
        label = canvas.wrap(row["label"], beside + 1 if canvas.wide else canvas.width - indent)
        middle = canvas.y + canvas.tall(label) / 2 + 3
        canvas.mark(EDGE + 4, middle, row["side"])
        canvas.block(indent, middle, label)
        y = middle if canvas.wide else canvas.y + canvas.tall(label) + 12
        for x, scale, column in zip(starts, scales, ("one", "other"), strict=True):
            if not canvas.wide:
                canvas.upright(x, y - 7, y + 7, "muted")
            canvas.bar(y, x, row[column] * scale, 12, row["side"])
            ink = "ink" if row[column] else "muted"
            canvas.text(x + row[column] * scale + 5, y, row[column], ink, bold=bool(row[column]))
        canvas.down(canvas.tall(label) + (7 if canvas.wide else 23))
    for x in starts if canvas.wide else ():
        canvas.upright(x, top, canvas.y, "muted")
    values = zip(table["label"], table["one"], table["other"], strict=True)
    read = ". ".join(
        f"{label}: {one or 'none'} and {other or 'none'}" for label, one, other in values
    )
    return f"Two bars a row: {heads[0].lower()} and {heads[1].lower()}. {read}."


@chart
def dots(
    canvas: Canvas,
    table: pd.DataFrame,
    columns: Sequence[str],
    *,
    of: str,
    names: Mapping[str, str] | None = None,
    hollow: str = "",
    thin: Collection[str] = (),
) -> str:
    """Draw marks to count: one for each row of the table, in rows and columns.

    Columns of ``table``: ``row``, ``column``, ``side``; optional ``section`` (a heading) and
    ``hollow`` (bool). ``columns`` gives their order; where the names need more than two lines they are numbered
    and stand above. ``of`` says what a mark is, ``names`` what the sides are called in the key, ``hollow`` what
    an outline means, ``thin`` which columns are drawn smaller.
    """
    table = table if "hollow" in table else table.assign(hollow=False)
    mixed = table.groupby("column", observed=True)["side"].transform("nunique") > 1
    outlined: list[Entry] = [("muted", True, hollow)] if hollow and table["hollow"].any() else []
    canvas.key([*named(table["side"][mixed], names), *outlined])  # a column of one side needs none
    most = table.groupby(["column", "row"], observed=True).size().groupby("column").max()
    looks = {name: THIN if name in thin else COUNTED for name in columns}
    rooms = {name: most.get(name, 1) * looks[name][1] + 26 for name in columns}
    heads = {name: canvas.wrap(name, 8 * canvas.size, bold=True) for name in columns}
    if max(map(len, heads.values())) <= 2:
        rooms = {name: max(room, 8 * canvas.size + 8) for name, room in rooms.items()}
    if max(map(len, heads.values())) > 2 or sum(rooms.values()) > canvas.width:
        heads = {name: [str(number)] for number, name in enumerate(columns, 1)}
        for name, number in heads.items():
            lines = canvas.wrap(name, canvas.width - 24 - EDGE)
            canvas.block(EDGE, canvas.y + canvas.lead / 2, number, bold=True)
            canvas.block(EDGE + 20, canvas.y + canvas.tall(lines) / 2, lines)
            canvas.down(canvas.tall(lines) + 3)
        canvas.down(6)
    shrunk = min(1.0, (canvas.width - EDGE) / sum(rooms.values()))
    left = EDGE + canvas.column(table["row"], canvas.width * 0.45) + GAP
    if left + sum(rooms.values()) > canvas.width:  # labels above their rows
        left = 0.0
    xs, end = {}, left + EDGE
    for name in columns:
        xs[name], end = end, end + rooms[name] * shrunk
    tallest = max(map(canvas.tall, heads.values()))
    for name, lines in heads.items():
        canvas.block(xs[name], canvas.y + tallest - canvas.tall(lines) / 2, lines, bold=True)
    canvas.down(tallest + 6)
    read = []
    for section, rows in sections(table):
        canvas.heading(section)
        told = []
        for row, cells in gather(rows, "row").items():
            lines = canvas.wrap(row, (left or canvas.width) - EDGE - GAP + 1)
            canvas.rule(canvas.y, right=end)
            canvas.block(EDGE, canvas.y + canvas.tall(lines) / 2 + 4, lines)
            y = canvas.y + (canvas.tall(lines) / 2 + 4 if left else canvas.tall(lines) + 13)
            found = {c: marks for c, marks in gather(cells, "column").items() if c in xs}
            for name, marks in found.items():
                size, pitch = looks[name]
                for i, mark in enumerate(marks):
                    at = xs[name] + 5 + i * pitch * shrunk
                    canvas.mark(at, y, mark["side"], size, mark["hollow"])
            canvas.down(canvas.tall(lines) + (8 if left else 26))
            told.append(f"{row}: {listing(f'{c} {len(found[c])}' for c in columns if c in found)}")
        canvas.rule(canvas.y, right=end)
        read.append(f"{section}. {'; '.join(told)}" if section else "; ".join(told))
    if most.max() == 1:  # who is in a column matters, and not how many
        listed = table.groupby("column", sort=False)["row"].agg(listing)
        read = [f"{name}: {listed[name]}" for name in columns if name in listed]
    return f"A mark for each of {of}. {'. '.join(read)}."
