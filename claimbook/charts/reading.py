"""A text as a column of blocks: what a reader meets first, and of which time it tells."""

from collections.abc import Sequence

import pandas as pd

from claimbook.charts.canvas import EDGE, Canvas
from claimbook.charts.drawing import chart

#: Pixels of a block for each of its words.
TALL = 0.92
#: How blocks of the bands of time are filled: colour and hatch, the first the darkest.
FILLS = (("ink", None), ("muted", "/////"), ("muted", "//"), ("muted", ""))


@chart
def passages(canvas: Canvas, table: pd.DataFrame, bands: Sequence[str], *, of: str) -> str:
    """Draw a text from top to bottom, each block as high as its words, filled by its band of time.

    Columns: ``number`` (what stands before the block, if anything), ``words``, ``band`` (one of ``bands``, up to
    four), ``label`` (nothing where the one before goes on), ``side`` (the mark of the label; of
    ``muted`` none). A label names its band where it is another than that of the label before. ``of``
    says what the text is.
    """
    canvas.sides(set(table["side"]) - {"muted"})
    fills = dict(zip(bands, FILLS, strict=False))
    left = EDGE + canvas.column(table["number"], 80) + 8
    right = left + (150 if canvas.wide else 52)
    marks = right + (34 if canvas.wide else 24)
    number = label = canvas.y
    band, told = "", list[str]()
    for row in table.to_dict("records"):
        high = max(row["words"] * TALL, 3.0)
        canvas.bar(canvas.y + high / 2, left, right - left, high - 1.6, *fills[row["band"]])
        if row["number"]:
            at = max(canvas.y + min(high, canvas.lead) / 2, number + canvas.lead / 2)
            canvas.text(left - 8, at, row["number"], "muted", "right")
            number = at + canvas.lead / 2
        if row["label"]:
            when = "" if row["band"] == band else f"{row['band']}: "
            band = row["band"]
            told.append(when + row["label"])
            more = canvas.across(when, bold=True) - canvas.across(when)
            lines = canvas.wrap(when + row["label"], canvas.width - marks - 12 - EDGE - more)
            half, start = canvas.tall(lines) / 2, canvas.y + high / 2
            at = max(start + half - canvas.lead / 2, label + half)
            first = at - half + canvas.lead / 2
            canvas.line([right + 3, marks - 8], [start, first], "muted", linewidth=0.8)
            if row["side"] != "muted":
                canvas.mark(marks, first, row["side"])
            if lines[0].startswith(when):  # the band stands out
                canvas.text(marks + 10, first, when.strip(), bold=True)
                lines[0] = lines[0].removeprefix(when)
                canvas.text(marks + 10 + canvas.across(when, bold=True), first, lines.pop(0))
            canvas.block(marks + 10, at + (half - canvas.tall(lines) / 2), lines)
            label = at + half + 2
        canvas.down(high)
    canvas.down(max(label - canvas.y, number - canvas.y, 0.0))
    return (
        f"Blocks of {of}, in the order of reading, filled by the time they tell of. "
        f"{'; '.join(told)}."
    )
