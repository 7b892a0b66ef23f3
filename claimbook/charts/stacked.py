"""Bars of several parts: how a whole is made up, with the numbers inside."""

from collections.abc import Iterable

import pandas as pd

from claimbook.charts.canvas import EDGE, GAP, Canvas
from claimbook.charts.drawing import Row, chart, gather
from claimbook.data.wording import listing

THICK = 24.0


@chart
def shares(canvas: Canvas, table: pd.DataFrame, *, of: str) -> str:
    """Draw a bar a thing, as long as the others, with a segment a part and its number inside.

    Columns: ``label`` (the bar), ``part`` (what the segment is), ``value`` (number), ``side`` (its
    colour); the parts stand in the order in which they first occur. ``of`` says what is counted.
    """
    parts = table.drop_duplicates("part")
    canvas.key([(row["side"], False, row["part"]) for row in parts.to_dict("records")])
    alt = []
    for label, rows in gather(table.to_dict("records"), "label").items():
        lines = canvas.wrap(label, canvas.width - 2 * EDGE, bold=True)
        canvas.block(EDGE, canvas.y + canvas.tall(lines) / 2, lines, bold=True)
        canvas.down(canvas.tall(lines) + 4)
        scale = (canvas.width - 2 * EDGE) / (sum(row["value"] for row in rows) or 1)
        stack(canvas, canvas.y + THICK / 2, EDGE, scale, rows)
        canvas.down(THICK + GAP)
        read = listing(f"{row['part']} {row['value']}" for row in rows)
        alt.append(f"{label}: {read}.")
    return f"Bars of {of}, each in parts of its whole. {' '.join(alt)}"


def stack(canvas: Canvas, y: float, left: float, scale: float, rows: Iterable[Row]) -> None:
    """Draw the segments of a bar, each with its number inside if it has room for it."""
    for row in rows:
        length, side = row["value"] * scale, "pale" if row["side"] == "none" else row["side"]
        hollow = bool(row.get("hollow"))
        canvas.bar(y, left + 0.75, max(length - 1.5, 0), THICK, side, "" if hollow else None)
        # A figure is a little narrower than the room it takes in a line.
        if row["value"] and length > canvas.across(row["value"]) + 1:
            ink = "ink" if hollow or side == "pale" else "paper"
            canvas.text(left + length / 2, y, row["value"], ink, "center")
        left += length
