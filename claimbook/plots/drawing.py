"""What goes into a figure and what comes out: rows under their headings, and the drawing."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

Row = dict[Hashable, Any]


@dataclass(frozen=True)
class Drawing:
    """A figure that reads itself aloud: the picture, its alternative text, the frame drawn."""

    figure: Figure
    alt: str
    table: pd.DataFrame


def gather(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Gather rows by a column, in the order in which its values first occur.

    >>> gather([{"side": "b", "n": 1}, {"side": "a", "n": 2}, {"side": "b", "n": 3}], "side")
    {'b': [{'side': 'b', 'n': 1}, {'side': 'b', 'n': 3}], 'a': [{'side': 'a', 'n': 2}]}
    """
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.get(column, "")), []).append(row)
    return groups


def sections(table: pd.DataFrame) -> Iterable[tuple[str, list[Row]]]:
    """Gather the rows of a table under the headings in its column ``section``.

    Without such a column all rows come at once, and the heading is empty.
    """
    return gather(table.to_dict("records"), "section").items()
