"""Figures of who meets what: cells of a grid."""

from collections.abc import Mapping, Sequence
from math import cos, radians, sin

import pandas as pd

from claimbook.charts.canvas import EDGE, GAP, RISE, RULES, Canvas, named
from claimbook.charts.drawing import Row, chart, gather, sided
from claimbook.charts.style import MARKS, look, looks
from claimbook.data.wording import listing, read_grid

LEAN = 40  # degrees by which a head leans that does not fit upright
RIGHTWARD = 0.2  # of the size of type: a leaning head begins so far right of its column's middle
STEP = 165.0  # pixels of the widest column of a grid
APART = 25.0  # pixels from mark to mark in a cell


@chart
def grid(
    canvas: Canvas,
    table: pd.DataFrame,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    of: tuple[str, str] = ("rows", "columns"),
    names: Mapping[str, str] | None = None,
) -> str:
    """Draw counts in a grid: a mark per cell and side, its number inside.

    Columns of ``table``: ``row``, ``column``, ``value`` (number, or text for the mark), ``side``.
    Several sides in a cell stand beside each other; ``names`` says what the sides are called in
    the key, which is not needed if each side has a column of its own.
    ``rows`` and ``columns`` give the order. The names of columns stand level, in lines, if their
    words fit; else they lean on the wide canvas, and on the narrow one each row becomes a list. ``of``
    says what the rows and the columns are.
    """
    canvas.sides([] if sided(table, "column") else set(table["side"]) - {"muted"}, names)
    most = int(table.groupby(["row", "column"], observed=True).size().max())
    beside = EDGE + canvas.column(rows, canvas.width * (0.3 if canvas.wide else 0.34)) + GAP
    longest = max(canvas.across(word) for name in columns for word in name.split()) + 8
    longest = max(longest, most * APART)
    for left in (beside, 0.0):  # labels beside their rows, or else above them
        step = min((canvas.width - left) / len(columns), STEP)
        if longest <= step:
            _level(canvas, columns, left, step)
            _cells(canvas, table, rows, columns, left, step)
            break
        if canvas.wide:
            _cells(canvas, table, rows, columns, left, _leaning(canvas, columns, left))
            break
    else:
        _lists(canvas, table, rows, columns)
    if most == 1:
        read = read_grid(table)
    else:
        words = {side: name for side, _, name in named(table["side"], names)}
        whose = (
            table["side"].map(words).map(lambda name: f" ({name})" if isinstance(name, str) else "")
        )
        read = read_grid(table.assign(value=table["value"].astype(str) + whose))
    return f"Grid of {of[0]} and {of[1]}. {read}"


def _level(canvas: Canvas, columns: Sequence[str], left: float, step: float) -> None:
    """Write the names of columns level, above the middles of the columns."""
    heads = [canvas.wrap(name, step - 8) for name in columns]
    tallest = max(map(canvas.tall, heads))
    for i, lines in enumerate(heads):
        middle = canvas.y + tallest - canvas.tall(lines) / 2
        canvas.block(left + step * (i + 0.5), middle, lines, "ink", "center")
    canvas.down(tallest + 6)


def _leaning(canvas: Canvas, columns: Sequence[str], left: float) -> float:
    """Write the names of columns leaning, and return the step from column to column.

    The last ones reach over the right end of the grid, so the grid ends before the canvas does.
    """
    turn = radians(LEAN)
    step = STEP
    while True:
        lines = max(int(step * sin(turn) / canvas.lead), 1)
        heads = [_fewest(canvas, name, lines) for name in columns]
        longest = [max(map(canvas.across, head)) for head in heads]
        reach = (step * (i + 0.5) + long * cos(turn) for i, long in enumerate(longest))
        if left + max(*reach, step * len(columns) - canvas.size) + canvas.size <= canvas.width:
            break
        step -= 1
    rise = max(longest) * sin(turn) + canvas.size
    top = canvas.down(rise + 4) - 6
    for i, head in enumerate(heads):
        middle = left + step * (i + 0.5) + RIGHTWARD * canvas.size
        for number, line in enumerate(head):
            # Lines of one head stand side by side along the grid, the first one to the left.
            shift = (number - (len(head) - 1) / 2) * canvas.lead / sin(turn)
            at = middle + shift, top - RISE * canvas.size
            canvas.text(*at, line, rotation=LEAN, rotation_mode="anchor")
    return step


def _fewest(canvas: Canvas, text: str, most: int) -> list[str]:
    """Break a text into at most so many lines, as short as they can be."""
    room = canvas.across(text) / most
    while len(lines := canvas.wrap(text, room)) > most:
        room += 4
    return lines


def _cells(
    canvas: Canvas,
    table: pd.DataFrame,
    rows: Sequence[str],
    columns: Sequence[str],
    left: float,
    step: float,
) -> None:
    """Draw the rows of a grid with their labels, its rules and its marks."""
    top, right = canvas.y, left + step * len(columns)
    ys = {}
    for name in rows:
        lines = canvas.wrap(name, (left or canvas.width) - EDGE - GAP + 1)
        if not left:
            canvas.rule(canvas.y)
            canvas.block(EDGE, canvas.y + canvas.tall(lines) / 2 + 2, lines, bold=True)
            canvas.down(canvas.tall(lines) + 2)
        room = max(canvas.tall(lines) + 6, 27.0) if left else 27.0
        ys[name] = canvas.y + room / 2
        if left:
            canvas.block(EDGE, ys[name], lines)
        canvas.line([left, right], [ys[name]] * 2, "grid", linewidth=0.8, zorder=RULES)
        canvas.down(room)
    xs = {name: left + step * (i + 0.5) for i, name in enumerate(columns)}
    for x in xs.values() if left else ():
        canvas.upright(x, top, canvas.y)
    apart = min(APART, step / int(table.groupby(["row", "column"], observed=True).size().max()))
    for row, line in gather(table.to_dict("records"), "row").items():
        for column, cells in gather(line, "column").items():
            # Sides in the order of the codebook, as in the key.
            cells.sort(key=lambda cell: [*looks(), "muted"].index(cell["side"]))
            for i, cell in enumerate(cells):
                shift = (i - (len(cells) - 1) / 2) * apart
                _number(canvas, xs[column] + shift, ys[row], cell)


def _number(canvas: Canvas, x: float, y: float, cell: Row) -> None:
    """Draw the mark of a cell with its number inside."""
    side = cell["side"]
    size = {"p": 23, "h": 23, "D": 17}.get(MARKS[look(side)], 20)
    canvas.mark(x, y, side, size)
    canvas.text(x, y, cell["value"], "paper", "center", bold=True)


def _lists(
    canvas: Canvas, table: pd.DataFrame, rows: Sequence[str], columns: Sequence[str]
) -> None:
    """Draw a grid that is too wide as one list a row: its marks, each with the column's name."""
    order = {name: i for i, name in enumerate(columns)}
    found = gather(table.to_dict("records"), "row")
    for name in (name for name in rows if name in found):
        canvas.heading(name)
        for cell in sorted(found[name], key=lambda cell: order[cell["column"]]):
            lines = canvas.wrap(cell["column"], canvas.width - 36)
            room = max(canvas.tall(lines) + 6, 25.0)
            _number(canvas, EDGE + 13, canvas.y + room / 2, cell)
            canvas.block(EDGE + 32, canvas.y + room / 2, lines)
            canvas.down(room)
        canvas.down(6)
