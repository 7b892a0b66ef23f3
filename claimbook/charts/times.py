"""Figures on a time axis: two sides as lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from claimbook.charts.canvas import EDGE, Canvas, named
from claimbook.charts.compare import steps
from claimbook.charts.drawing import Row, chart, gather
from claimbook.data.wording import day, listing

Box = tuple[float, float, float, float]  # left, top, right, bottom
Point = tuple[float, float]
DOT = 6.0  # pixels that a dot needs around its middle
YEAR = 365.25


def span(date: object) -> tuple[float, float]:
    """Return first and last day of an ISO year, month or day, as days of the calendar.

    >>> [last - first for first, last in map(span, ("2020", "2020-10", "2020-10-07"))]
    [365.0, 30.0, 0.0]
    """
    period = pd.Period(str(date), {4: "Y", 7: "M"}.get(len(str(date)), "D"))
    return float(period.start_time.toordinal()), float(period.end_time.toordinal())


@dataclass
class Axis:
    """Days of the calendar on so many pixels."""

    first: float
    last: float
    start: float
    end: float

    @classmethod
    def over(cls, dates: Iterable[object], start: float, end: float, air: float = 0.03) -> "Axis":
        """Lay an axis over some dates, with a little air at both ends."""
        ends = [each for date in dates for each in span(date)]
        spare = (max(ends) - min(ends)) * air or 10.0
        return cls(min(ends) - spare, max(ends) + spare, start, end)

    def at(self, days: float) -> float:
        """Return where a day lies."""
        return self.start + (days - self.first) / (self.last - self.first) * (self.end - self.start)

    def middle(self, date: object) -> float:
        """Return where a date lies; a month or a year by its middle."""
        first, last = span(date)
        return self.at((first + last) / 2)

    def ticks(self, room: float) -> dict[float, str]:
        """Return the ticks, years or months, that have so much room between them."""
        yearly = self.last - self.first > 1.5 * YEAR
        first, last = (pd.Timestamp.fromordinal(int(each)) for each in (self.first, self.last))
        days = list(pd.date_range(first.normalize(), last, freq="YS" if yearly else "MS"))
        while len(days) > 2 and len(days) * room > self.end - self.start:
            days = days[::2]
        return {self.at(float(d.toordinal())): f"{d:{'%Y' if yearly else '%b %Y'}}" for d in days}


@dataclass
class Taken:
    """What is already drawn: boxes that a label must not meet, lines that it should not cross."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[tuple[Point, Point]] = field(default_factory=list)

    def cost(self, box: Box) -> int:
        """Return how bad a place is: meeting a box is far worse than crossing a line."""
        met = sum(_meet(box, other) for other in self.boxes)
        return 1000 * met + 8 * sum(_crosses(box, *ends) for ends in self.lines)

    def best(self, places: list[Box]) -> Box:
        """Take the best of some places; the earlier one if they are equally good."""
        costs = [self.cost(box) + rank for rank, box in enumerate(places)]
        self.boxes.append(places[costs.index(min(costs))])
        return self.boxes[-1]


def _meet(a: Box, b: Box) -> bool:
    """Tell whether two boxes share room."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(box: Box, start: Point, end: Point) -> bool:
    """Tell whether a line runs through a box, looked at in fine steps."""
    for i in range(41):
        x, y = (a + (b - a) * i / 40 for a, b in zip(start, end, strict=True))
        if box[0] < x < box[2] and box[1] < y < box[3]:
            return True
    return False


@chart
def course(
    canvas: Canvas,
    table: pd.DataFrame,
    unit: str,
    *,
    of: str,
    names: Mapping[str, str] | None = None,
    hollow: str = "",
    note: str = "",
) -> str:
    """Draw two sides over time, as lines with dots; on the narrow canvas time runs downwards.

    Columns: ``date`` (ISO day or month), ``value`` (number), ``high`` (number, the largest that
    sources give; equal to ``value`` if not disputed), ``side``, ``text`` (the label at the dot),
    ``hollow`` (bool: not comparable, an outline off the line); optional ``marked`` (bool: the
    day of the report). ``unit`` says what is counted, ``of`` what the picture shows, ``names`` how a side
    is called at the end of its line, ``hollow`` what an outline means, ``note`` what must be said on the
    chart itself.
    """
    words = {side: name for side, _, name in named(table["side"], names)}
    outlined = [side for side in words if side in set(table["side"][table["hollow"]])]
    # On the narrow canvas the lines begin at the top, and there they are named.
    entries = [] if canvas.wide else [(side, False, name) for side, name in words.items()]
    entries += [(s, True, hollow if s == outlined[-1] else "") for s in outlined if hollow]
    canvas.key(entries)
    for head, ink in ((unit[:1].upper() + unit[1:], "ink"), (note, "muted")):
        lines = canvas.wrap(head, canvas.width - 2 * EDGE) if head else []
        canvas.block(EDGE, canvas.y + canvas.tall(lines) / 2, lines, ink)
        canvas.down(canvas.tall(lines))
    means = table[~table["hollow"]].groupby("side")["value"].mean()
    upper = str(means.idxmax()) if len(means) else ""
    rows = table.sort_values("date", kind="stable").to_dict("records")
    if canvas.wide:
        _flat(canvas, rows, words, upper)
    else:
        _downwards(canvas, rows, upper)
    alt = [f"Lines over time: {of}. Counted: {unit}.", *([f"{note}."] if note else [])]
    for date, part in gather(rows, "date").items():
        said = listing(f"{words[row['side']]} {_said(row, hollow)}" for row in part)
        alt.append(f"{day(date)}: {said}.")
    return " ".join(alt)


def _said(row: Row, hollow: str) -> str:
    """Say what stands at a dot, and whether it is off the line."""
    return f"{row['text']} ({hollow or 'not comparable'})" if row["hollow"] else str(row["text"])


def _flat(canvas: Canvas, rows: list[Row], words: Mapping[str, str], upper: str) -> None:
    """Draw the course of two sides from left to right."""
    most = max(float(row["high"]) for row in rows) or 1.0
    ends = {side: canvas.wrap(name, 120, bold=True) for side, name in words.items()}
    margin = max(canvas.across(line, True) for lines in ends.values() for line in lines) + 26
    axis = Axis.over([row["date"] for row in rows], 34.0, canvas.width - margin)
    days = dict.fromkeys(row["date"] for row in rows if row.get("marked"))
    top = canvas.down(canvas.lead * 2 + 14)
    bottom = canvas.down(270)
    scale = (bottom - top) / most
    for tick in steps(0, most, 4):
        y = bottom - tick * scale
        canvas.rule(y, axis.start - 6, axis.end)
        canvas.text(axis.start - 11, y, f"{tick:g}", "muted", "right")
    canvas.ticks(axis.ticks(60), bottom, bottom + 5)
    taken = Taken()
    for date in days:
        x = axis.middle(date)
        canvas.upright(x, top - canvas.lead - 4, bottom, "muted", linestyle=(0, (2, 3)))
        taken.lines.append(((x, top - canvas.lead), (x, bottom)))
        canvas.text(x, top - canvas.lead * 1.5 - 6, day(date), "muted", "center")
    places = [(axis.middle(r["date"]), bottom - float(r["value"]) * scale) for r in rows]
    highs = [(x, bottom - float(r["high"]) * scale) for (x, _), r in zip(places, rows, strict=True)]
    last = _lines(canvas, rows, places, highs, taken)
    free = top - canvas.lead
    for side, (x, y) in sorted(last.items(), key=lambda item: item[1][1]):
        lines = canvas.wrap(words[side], canvas.width - x - 14, bold=True)
        half, wide = canvas.tall(lines) / 2, max(canvas.across(line, True) for line in lines)
        at = max(y, free + half)
        canvas.block(x + 12, at, lines, bold=True, behind=True)
        taken.boxes.append((x + 12, at - half, x + 12 + wide, at + half))
        free = at + half + 4
    for row, place, high in zip(rows, places, highs, strict=True):
        _label(canvas, row, place, high, taken, (-1 if row["side"] == upper else 1), True)
    canvas.down(canvas.lead + 12)


def _downwards(canvas: Canvas, rows: list[Row], upper: str) -> None:
    """Draw the course of two sides from top to bottom."""
    most = max(float(row["high"]) for row in rows) or 1.0
    left, right = 62.0, canvas.width - 44
    scale = (right - left) / most
    found = steps(0, most, 4)
    for tick in found:
        canvas.text(left + tick * scale, canvas.y + canvas.lead / 2, f"{tick:g}", "muted", "center")
    top = canvas.down(canvas.lead + 3)
    dates = [row["date"] for row in rows]
    years = (max(span(d)[1] for d in dates) - min(span(d)[0] for d in dates)) / YEAR
    bottom = canvas.down(min(max(years * 120, 300.0), 780.0))
    for tick in found:
        canvas.upright(left + tick * scale, top, bottom)
    axis = Axis.over(dates, top, bottom)
    taken = Taken([(0.0, 0.0, left - 14, 1e6)])
    for y, name in axis.ticks(40).items():
        canvas.rule(y, left - 6, right)
        canvas.text(left - 12, y, name, "muted", "right")
    for date in dict.fromkeys(row["date"] for row in rows if row.get("marked")):
        y = axis.middle(date)
        end = canvas.width - EDGE
        canvas.line([left - 6, end], [y, y], "muted", linewidth=0.8, linestyle=(0, (2, 3)))
        canvas.text(end, y + canvas.lead / 2 + 2, day(date), "muted", "right")
        taken.boxes.append((end - canvas.across(day(date)), y, end, y + canvas.lead + 2))
    places = [(left + float(r["value"]) * scale, axis.middle(r["date"])) for r in rows]
    highs = [(left + float(r["high"]) * scale, y) for (_, y), r in zip(places, rows, strict=True)]
    _lines(canvas, rows, places, highs, taken)
    for row, place, high in zip(rows, places, highs, strict=True):
        _label(canvas, row, place, high, taken, (1 if row["side"] == upper else -1), False)


def _lines(
    canvas: Canvas, rows: list[Row], places: list[Point], highs: list[Point], taken: Taken
) -> dict[str, Point]:
    """Draw lines, ranges and dots of the sides; return where each line ends."""
    last: dict[str, Point] = {}
    for row, place in zip(rows, places, strict=True):
        if not row["hollow"]:
            if before := last.get(row["side"]):
                canvas.line([before[0], place[0]], [before[1], place[1]], row["side"], linewidth=2)
                taken.lines.append((before, place))
            last[row["side"]] = place
    for row, (x, y), (far, up) in zip(rows, places, highs, strict=True):
        canvas.line([x, far], [y, up], row["side"], linewidth=4, alpha=0.45)
        size = 10 if row.get("marked") else 7
        if row["hollow"]:  # it may lie on a line, and does not belong to it
            canvas.halo(x, y, size + 7, size + 7)
        canvas.mark(x, y, row["side"], size, row["hollow"])
        box = min(x, far) - DOT, min(y, up) - DOT, max(x, far) + DOT, max(y, up) + DOT
        taken.boxes.append(box)
    return last


def _label(
    canvas: Canvas, row: Row, place: Point, high: Point, taken: Taken, way: int, flat: bool
) -> None:
    """Write the label of a dot where it meets nothing: beyond the line, else around the dot.

    ``way`` is -1 if beyond is up (or left, if time runs downwards), else 1.
    """
    bold = bool(row.get("marked"))
    width, height = canvas.across(row["text"], bold), canvas.lead
    boxes = []
    for far in (0.0, 0.6, 1.2, 2.0, 3.0):
        for x, y in _around(place, high, width / 2, height / 2, way, far * canvas.lead, flat):
            x = min(max(x, width / 2 + EDGE), canvas.width - width / 2 - EDGE)
            boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    left, top, right, _ = taken.best(boxes)
    x, y = (left + right) / 2, top + canvas.lead / 2
    canvas.text(x, y, row["text"], "ink", "center", bold=bold)


def _around(
    place: Point, high: Point, w: float, h: float, way: int, far: float, flat: bool
) -> Iterator[Point]:
    """Yield middles of a label around a dot whose range ends at ``high``, the best first."""
    near, away = (high, place) if (way < 0) == flat else (place, high)
    if flat:
        gap = DOT + 1 + h + far
        for shift in (0.0, w * 0.7, -w * 0.7):
            yield near[0] + shift, near[1] + way * gap
        yield place[0] + DOT + 3 + w + far, place[1]
        yield place[0] - DOT - 3 - w - far, place[1]
        for shift in (0.0, w * 0.7, -w * 0.7):
            yield away[0] + shift, away[1] - way * gap
    else:
        gap = DOT + 4 + w
        for shift in (0.0, far, -far):
            yield near[0] + way * gap, near[1] + shift
            yield away[0] - way * gap, away[1] + shift
        yield place[0], place[1] + DOT + h + far
        yield place[0], place[1] - DOT - h - far
