"""A table of marks: in each cell those that belong there, with their words if they have any."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from claimbook.charts.canvas import EDGE, GAP, RULES, Canvas, named
from claimbook.charts.drawing import Row, chart, gather, said, sections, sided
from claimbook.charts.style import TITLE, colour
from claimbook.data.wording import listing

MARK = 15.0  # pixels for a mark in front of its words
WORDS = 180.0  # of a column of words, at least
PITCH = 14.0  # from one mark without words to the next
AIR = 9.0  # below the last line of a row


@chart
def matrix(
    canvas: Canvas,
    table: pd.DataFrame,
    columns: Sequence[str],
    *,
    of: str,
    names: Mapping[str, str] | None = None,
    hollow: str = "",
    ringed: str = "",
) -> str:
    """Draw rows and columns, and in each cell its marks: one below the other with their words, or counted.

    Columns of ``table``: ``row``, ``column``, ``side``, ``text`` (what stands beside the mark; if
    nothing, marks stand side by side below their number); optional ``section`` (a heading), ``head``
    (what stands once above the marks of a cell that share it), ``hollow``, ``ringed`` and ``shaded``
    (bool: an outline, a ring around the mark, a band behind the row), ``title`` (read when a pointer
    rests there). ``columns`` gives their order, ``of`` says what the figure shows, ``names`` what the
    sides are called, ``hollow`` and ``ringed`` what these mean. Labels stand above their rows where columns of words
    have no room beside them, and where not even that is enough each row is a list, told apart by ``head``.
    Columns that tell the sides apart need no key.
    """
    entries = named(table["side"], names) if names or not sided(table, "column") else []
    entries += [("sheet", True, hollow)] if hollow else []
    entries += [("ring", True, ringed)] if ringed else []
    canvas.key(entries if len(entries) > 1 else [])
    least = WORDS * len(columns) if "text" in table else 0.0
    beside = EDGE + canvas.column(table["row"], canvas.width * 0.36, True) + GAP
    left = beside if canvas.wide and canvas.width - beside >= least else 0.0
    listed = canvas.width < least * 0.8
    step = canvas.width if listed else (canvas.width - left) / len(columns)
    xs = {name: EDGE if listed else left + step * i + EDGE for i, name in enumerate(columns)}
    heads = {name: canvas.wrap(name, step - GAP, bold=True) for name in columns if not listed}
    tallest = max(map(canvas.tall, heads.values()), default=-6.0)
    for name, lines in heads.items():
        canvas.block(xs[name], canvas.y + tallest - canvas.tall(lines) / 2, lines, bold=True)
    canvas.down(tallest + 6)
    read = []
    for section, rows in sections(table):
        canvas.heading(section)
        read += [f"{section}."] if section else []
        for label, items in gather(rows, "row").items():
            found = gather(items, "column")
            parts = {columns[0]: [row for n in columns for row in found.get(n, ())]}
            parts = parts if listed else found
            cells = {name: _laid(canvas, part, step - GAP) for name, part in parts.items()}
            _row(canvas, label, cells, xs, left, bool(items[0].get("shaded")))
            told = {n: _aloud(found[n], names or {}, hollow, ringed) for n in columns if n in found}
            read += [f"{label}.", *(f"{name}: {words}." for name, words in told.items())]
    canvas.rule(canvas.y)
    return f"Table of {of}. {' '.join(read)}"


@dataclass
class Line:
    """One line of a cell: its marks, side by side, where its words begin, the air above it."""

    words: str
    marks: Sequence[Row] = ()
    start: float = 0.0
    ink: str = "ink"
    above: float = 0.0


def _laid(canvas: Canvas, items: list[Row], room: float) -> list[Line]:
    """Lay the marks of a cell out in lines."""
    lines: list[Line] = []
    for head, part in gather(items, "head").items():
        for number, words in enumerate(canvas.wrap(head, room) if head else ()):
            lines.append(Line(words, ink="muted", above=0.0 if number or not lines else AIR / 2))
        for item in (item for item in part if said(item, "text")):
            first, *rest = canvas.wrap(item["text"], room - MARK)
            lines += [Line(first, [item], MARK), *(Line(more, (), MARK) for more in rest)]
        if bare := [item for item in part if not said(item, "text")]:
            lines.append(Line(str(len(bare))))
            across = int(room / PITCH)
            lines += [Line("", bare[i : i + across]) for i in range(0, len(bare), across)]
    return lines


def _row(
    canvas: Canvas,
    label: str,
    cells: Mapping[str, list[Line]],
    xs: Mapping[str, float],
    left: float,
    shaded: bool,
) -> None:
    """Draw a row: its label beside its cells, or above them, and its marks."""
    top = canvas.y
    lines = canvas.wrap(label, (left or canvas.width) - EDGE - GAP + 1, bold=True)
    above = 0.0 if left else canvas.tall(lines) + 3
    tall = [
        len(found) * canvas.lead + sum(line.above for line in found) for found in cells.values()
    ]
    high = above + max([canvas.tall(lines) if left else 0.0, *tall]) + AIR
    canvas.rule(top)
    if shaded:
        band = canvas.axes.barh(top + high / 2, canvas.width, high, left=0.0, color=colour("grid"))
        band[0].set(alpha=0.45, zorder=RULES - 1)
    canvas.block(EDGE, top + AIR / 2 + canvas.tall(lines) / 2, lines, bold=True)
    for name, found in cells.items():
        y = top + AIR / 2 + above
        for line in found:
            _line(canvas, xs[name], y + line.above + canvas.lead / 2, line)
            y += line.above + canvas.lead
    canvas.down(high)


def _line(canvas: Canvas, x: float, y: float, line: Line) -> None:
    """Draw one line of a cell."""
    over: dict[str, Any] = {}
    for i, item in enumerate(line.marks):
        at = x + 4 + i * PITCH
        over = {"gid": TITLE + title} if (title := said(item, "title")) else {}
        if item.get("ringed"):
            canvas.mark(at, y, "ring", 15, hollow=True)
        canvas.mark(at, y, item["side"], 8, hollow=bool(item.get("hollow")), **over)
    if line.words:
        canvas.text(x + line.start, y, line.words, line.ink, **over)


def _aloud(items: Iterable[Row], names: Mapping[str, str], hollow: str, ringed: str) -> str:
    """Say what a cell holds: its words under their heads, or how many marks of each kind."""
    parts = []
    for head, part in gather(items, "head").items():
        texts = [item["text"] for item in part if said(item, "text")]
        kinds = Counter(
            (item.get("ringed") and ringed)
            or (item.get("hollow") and hollow)
            or names[item["side"]]
            for item in part
            if not said(item, "text")
        )
        told = listing(texts + [f"{kind} {number}" for kind, number in kinds.items()])
        parts.append(f"{head}: {told}" if head else told)
    return ", ".join(parts)
