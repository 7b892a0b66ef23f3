"""What goes into a figure and what comes out: rows under their headings, and the drawing."""

import inspect
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import pandas as pd
from matplotlib.figure import Figure

from claimbook.charts.canvas import EDGE, Canvas

Row = dict[Hashable, Any]
P = ParamSpec("P")


@dataclass(frozen=True)
class Drawing:
    """A figure that reads itself aloud: drawn wide and narrow, its alternative text, the frame drawn."""

    wide: Figure
    narrow: Figure
    alt: str
    table: pd.DataFrame


def chart(
    draw: Callable[Concatenate[Canvas, pd.DataFrame, P], str],
) -> Callable[Concatenate[pd.DataFrame, P], Drawing]:
    """Make a kind of figure of a function that draws a table on a canvas and returns it in words.

    The kind draws on both canvases. The words are those of the table, so they must not differ. Of a table
    without rows no kind draws anything: a sentence stands there.
    """

    @wraps(draw)
    def both(table: pd.DataFrame, /, *args: P.args, **kwargs: P.kwargs) -> Drawing:
        wide, narrow = Canvas("wide"), Canvas("narrow")
        drawn = _nothing if table.empty else draw
        alt = drawn(wide, table, *args, **kwargs)
        if drawn(narrow, table, *args, **kwargs) != alt:
            raise ValueError(f"{draw.__name__} reads its two drawings in two ways")
        return Drawing(wide.done(), narrow.done(), alt, table)

    signature = inspect.signature(draw)
    shown = [each for each in signature.parameters.values() if each.name != "canvas"]
    both.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=shown, return_annotation=Drawing
    )
    return both


def _nothing(canvas: Canvas, *_: object, **__: object) -> str:
    """Write that there is nothing to draw."""
    canvas.text(EDGE, canvas.lead / 2, words := "There is nothing to draw.", "muted")
    canvas.down(canvas.lead)
    return words


def gather(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Gather rows by a column, in the order in which its values first occur.

    >>> gather([{"side": "b", "n": 1}, {"side": "a", "n": 2}, {"side": "b", "n": 3}], "side")
    {'b': [{'side': 'b', 'n': 1}, {'side': 'b', 'n': 3}], 'a': [{'side': 'a', 'n': 2}]}
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.get(column, "")), []).append(row)
    return groups


def said(row: Row, column: str) -> str:
    """Return what a row has in an optional column; nothing if there is none, or the cell is empty.

    >>> said({"note": "disputed"}, "note"), said({"note": float("nan")}, "note"), said({}, "note")
    ('disputed', '', '')
    """
    found = row.get(column)
    return "" if found is None or pd.isna(found) else str(found)


def sections(table: pd.DataFrame) -> Iterable[tuple[str, list[Row]]]:
    """Gather the rows of a table under the headings in its column ``section``.

    Without such a column all rows come at once, and the heading is empty.
    """
    return gather(table.to_dict("records"), "section").items()


def sided(table: pd.DataFrame, column: str) -> bool:
    """Tell whether the names in a column tell the sides apart: one side each, and each its own.

    >>> frame = pd.DataFrame({"section": ["a", "a", "b"], "side": ["china", "china", "critic"]})
    >>> sided(frame, "section"), sided(frame.assign(side=["china", "critic", "critic"]), "section")
    (True, False)
    """
    if column not in table:
        return False
    pairs = table[[column, "side"]].drop_duplicates()
    return bool(pairs[column].is_unique and pairs["side"].is_unique)
