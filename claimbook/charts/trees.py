"""Where something comes from: a tree of texts, from the first to the last that passed it on."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from claimbook.charts.canvas import DASHED, EDGE, Canvas
from claimbook.charts.drawing import Row, chart, said
from claimbook.data.wording import count

AIR = 7.0  # pixels between the edge of a box and what it says
INDENT = 14.0  # pixels by which the narrow canvas indents a stage


@dataclass
class Box:
    """A text with its lines: who says it, and what."""

    row: Row
    who: list[str]
    what: list[str]
    left: float
    right: float
    middle: float = 0.0
    half: float = 0.0


@chart
def provenance(
    canvas: Canvas, table: pd.DataFrame, edges: Sequence[tuple[str, str, bool]], *, of: str
) -> str:
    """Draw who passed on what from whom, left to right; on the narrow canvas from top to bottom.

    Columns: ``node`` (a name of its own), ``stage`` (1, 2 …: how far to the right), ``lane`` (0, 1 …:
    how far down; 0.5 lies between two), ``who``, ``what``, ``side`` (of what has a side; else ``muted``). ``edges``
    have the two nodes and whether the tie is inferred, which is drawn dashed. ``of`` says what is passed on.
    """
    rows = table.to_dict("records")
    step = (canvas.width - 2 * EDGE + 26) / table["stage"].max() if canvas.wide else 0.0
    boxes = {}
    for row in rows:
        left = EDGE + (row["stage"] - 1) * (step or INDENT)
        right = left + step - 26 if step else canvas.width - EDGE
        who = canvas.wrap(row["who"], right - left - 2 * AIR)
        what = canvas.wrap(row["what"], right - left - 2 * AIR, True) if said(row, "what") else []
        box = boxes[row["node"]] = Box(row, who, what, left, right)
        box.half = (canvas.tall(who) + canvas.tall(what)) / 2 + AIR - 2
    if canvas.wide:
        _lanes(canvas, list(boxes.values()))
    else:
        for box in boxes.values():
            box.middle = canvas.y + box.half
            canvas.down(2 * box.half + 9)
    for one, other, inferred in edges:
        _tie(canvas, boxes[one], boxes[other], inferred)
    for box in boxes.values():
        width, high = box.right - box.left, 2 * box.half
        canvas.bar(box.middle, box.left, width, high, box.row["side"], "")
        # Whose text it is stands above what it says.
        above, below = canvas.tall(box.what) / 2, canvas.tall(box.who) / 2
        canvas.block(box.left + AIR, box.middle - above, box.who, "muted")
        canvas.block(box.left + AIR, box.middle + below, box.what, bold=True)
    told = {}
    for row in rows:
        told[row["node"]] = f"{row['who']}: {row['what']}" if said(row, "what") else row["who"]
    for one, other, inferred in edges:
        told[other] += f"; {'probably ' * inferred}from: {boxes[one].row['who']}"
    return f"Tree of {of}, in {count(len(rows), 'text')}. {'. '.join(told.values())}."


def _lanes(canvas: Canvas, boxes: Sequence[Box]) -> None:
    """Put boxes into their lanes, each as high as its highest box, and move on."""
    lanes = sorted({int(box.row["lane"]) for box in boxes})
    middles = []
    for lane in lanes:
        half = max(box.half for box in boxes if box.row["lane"] == lane)
        middles.append(canvas.y + half)
        canvas.down(2 * half + 14)
    for box in boxes:
        below, part = divmod(box.row["lane"], 1)
        after = middles[min(int(below) + 1, len(middles) - 1)]
        box.middle = middles[int(below)] * (1 - part) + after * part


def _tie(canvas: Canvas, one: Box, other: Box, inferred: bool) -> None:
    """Draw the line from one box to another, with a tip at its end."""
    if canvas.wide:
        bend = other.left - 13
        xs = [one.right, bend, bend, other.left]
        ys = [one.middle, one.middle, other.middle, other.middle]
    else:
        bend = other.left - 7
        down = one.half if one.middle < other.middle else -one.half
        xs, ys = [bend, bend, other.left], [one.middle + down, other.middle, other.middle]
    canvas.line(xs, ys, "muted", linestyle=DASHED if inferred else "-")
    tip = [other.left - 5, other.left - 1, other.left - 5]
    canvas.line(tip, [other.middle - 4, other.middle, other.middle + 4], "muted")
